"""Events told as sentences, and text with keys, tags and brackets in it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.marks import Argument, Event, Marks, Mention
from spanloop.gui.inspector.index import DeskIndex
from spanloop.gui.inspector.sentence import (
    argument_sure_words,
    describe_event,
    event_row,
    event_sentence,
    example,
    is_rtl,
    plain,
    suggested_by,
    sure_words,
    with_keys,
    with_tags,
)
from tests.gui.inspector import sample


def told(desk: sample.SampleDesk, uid: str) -> list[tuple[str, str]]:
    index = DeskIndex(desk, sample.SCHEMA)
    return [(piece.look, piece.text) for piece in event_sentence(index, desk.event(uid))]


def test_an_event_is_told_with_its_own_words_and_long_gaps_are_cut() -> None:
    assert told(sample.english(), "e1") == [
        ("filler", "Artillery of the 9th Division"),
        ("text", " "),
        ("trigger", "shelled"),
        ("text", " "),
        ("filler", "the Tel Shahin grain depot"),
        ("text", " "),
        ("filler", "before dawn on Tuesday"),
        ("faint", " …"),
        ("text", " according to "),
        ("filler", "residents"),
    ]


def test_a_trigger_in_two_fragments_stands_on_both_sides_of_what_lies_between() -> None:
    looks = told(sample.english(), "e3")
    assert looks == [
        ("trigger", "setting"),
        ("text", " "),
        ("filler", "two fuel trucks"),
        ("text", " "),
        ("trigger", "on fire"),
    ]


def test_a_filler_within_another_is_not_repeated() -> None:
    desk = sample.english()
    event = desk.event("e1")
    both = replace(event, arguments=(*event.arguments, Argument("place", "g1")))
    text = plain(event_sentence(DeskIndex(desk, sample.SCHEMA), both))
    assert text.count("Tel Shahin") == 1


def test_an_event_without_arguments_shows_the_words_around_it() -> None:
    desk = sample.english()
    bare = replace(desk.event("e10"), arguments=())
    text = plain(event_sentence(DeskIndex(desk, sample.SCHEMA), bare))
    assert text == "The Defence Ministry accused the brigade of breaking the truce."


def test_the_draft_gets_a_slot_and_gives_way_to_the_trigger() -> None:
    desk = sample.english()
    index = DeskIndex(desk, sample.SCHEMA)
    pieces = event_sentence(index, desk.event("e5"), draft=desk.mention("f3").fragments)
    assert [(p.look, p.text) for p in pieces][-3:] == [
        ("filler", "rockets"),
        ("text", " at "),
        ("slot", "an army checkpoint"),
    ]
    on_trigger = event_sentence(index, desk.event("e5"), draft=desk.event("e5").trigger)
    assert [p.look for p in on_trigger].count("trigger") == 1
    assert "slot" not in [p.look for p in on_trigger]


def test_a_calibrated_score_has_a_word_beside_it() -> None:
    desk = replace(sample.english(), classed=frozenset({(sample.ROBOT.uid, "mentions")}))
    index = DeskIndex(desk, sample.SCHEMA)
    place, talks = index.find("p1"), index.find("e9")
    assert place is not None
    assert talks is not None
    assert suggested_by(index, place) == "suggested by Extractor v7, .93 sure"
    assert sure_words(index, place) == ".93 sure, by Extractor v7"
    assert sure_words(index, talks) == suggested_by(index, talks)
    assert suggested_by(index, talks) == "suggested by Extractor v7, .81", "triggers were not calibrated"
    event, argument = talks, Argument("participant", "p1", score=0.71)
    assert argument_sure_words(index, event, argument) == ".71", "nor were arguments"
    with_classes = DeskIndex(replace(desk, classed=frozenset({(sample.ROBOT.uid, "arguments")})), sample.SCHEMA)
    assert argument_sure_words(with_classes, event, argument) == ".71 likely"
    assert argument_sure_words(with_classes, event, replace(argument, score=None)) == ""
    assert argument_sure_words(with_classes, event._replace(suggested=False), argument) == ""
    unscored = place._replace(mark=replace(place.mark, score=None))
    assert suggested_by(index, unscored) == "suggested by Extractor v7"


def test_a_row_keeps_its_trigger_near_the_start() -> None:
    desk = sample.english()
    index = DeskIndex(desk, sample.SCHEMA)
    rows = {uid: plain(event_row(index, desk.event(uid))) for uid in ("h2", "e2", "e8", "e10")}
    assert rows["h2"] == "Army shells grain depot at Tel Shahin"
    assert rows["e2"] == "killing at least 14 people", "the far away agent is left out"
    assert rows["e8"] == "a drone hit their pickup"
    strong = [p.text for p in event_row(index, desk.event("e8")) if p.look == "strong"]
    assert strong == ["hit"]


def test_an_event_is_described_for_screen_readers_with_what_is_wrong() -> None:
    desk = sample.english()
    index = DeskIndex(desk, sample.SCHEMA)
    strike = index.find("e1")
    talks = index.find("e9")
    assert strike is not None
    assert talks is not None
    assert describe_event(index, strike) == "STRIKE shelled, 4 arguments, no place"
    assert describe_event(index, talks) == "suggested by Extractor v7, .81, TALKS met, 1 argument"


def test_a_filler_that_was_accepted_meanwhile_is_found_by_its_origin() -> None:
    desk = sample.english()
    envoy = desk.mention("p1")
    mine = Mention("mine", envoy.fragments, "PER", origin="p1")
    left = replace(desk.suggestions[0], mentions=tuple(m for m in desk.suggestions[0].mentions if m.uid != "p1"))
    newer = replace(desk, marks=replace(desk.marks, mentions=(*desk.marks.mentions, mine)), suggestions=(left,))
    index = DeskIndex(newer, sample.SCHEMA)
    found = index.find("p1")
    assert found is not None
    assert found.uid == "mine"
    assert "the UN envoy Lena Marsh" in plain(event_sentence(index, newer.event("e9"), suggested=True))


def test_direction_follows_the_letters() -> None:
    assert is_rtl("قصفت مدفعية الفرقة T-72")
    assert not is_rtl("shelled قصفت the depot")
    assert not is_rtl("")
    assert not is_rtl("2024, 14!")


def test_keys_tags_and_brackets_are_read_from_plain_text() -> None:
    pieces = with_keys("Tel Shahin lies inside the target. Press p to use it as the place too.")
    assert [(p.look, p.text) for p in pieces] == [
        ("text", "Tel Shahin lies inside the target. Press "),
        ("key", "p"),
        ("text", " to use it as the place too."),
    ]
    pieces = with_tags("Fighting at close range is ATTACK, never ARM or NATO.", sample.SCHEMA)
    assert [(p.look, p.text) for p in pieces if p.look != "text"] == [("tag", "ATTACK"), ("label", "ARM")]
    assert plain(pieces) == "Fighting at close range is ATTACK, never ARM or NATO."
    marked = example("[fired] rockets at <b>[a] checkpoint</b>", look="trigger", label="STRIKE")
    assert [p.text for p in marked if p.look == "trigger"] == ["fired", "a"]
    assert plain(marked) == "fired rockets at <b>a checkpoint</b>"


@given(
    st.text(alphabet=st.sampled_from("ab.,; \n\u00a0é👩🏽\u0301ق"), min_size=1, max_size=80),
    st.lists(st.tuples(st.integers(0, 79), st.integers(1, 40)), min_size=1, max_size=6),
    st.integers(0, 5),
)
def test_whatever_the_marks_the_sentence_shows_trigger_and_no_overlaps(
    text: str, spans: list[tuple[int, int]], trigger: int
) -> None:
    from spanloop.core.article import Article

    cut = [(min(start, len(text) - 1), min(len(text), min(start, len(text) - 1) + n)) for start, n in spans]
    mentions = tuple(Mention(f"m{i}", (span,), "ARM") for i, span in enumerate(cut))
    event = Event("e", "STRIKE", (cut[trigger % len(cut)],), tuple(Argument("target", m.uid) for m in mentions))
    desk = sample.SampleDesk(Article("a", text), Marks(sample.NOOR, mentions, (event,)), (), ())
    index = DeskIndex(desk, sample.SCHEMA)
    pieces = event_sentence(index, event)
    assert sum(p.look == "trigger" for p in pieces) == 1
    shown = "".join(plain(pieces).split())
    bare = "".join(text.split())
    assert len(shown.replace("…", "")) <= len(bare)
    assert sum(p.look == "strong" for p in event_row(index, event)) == 1
