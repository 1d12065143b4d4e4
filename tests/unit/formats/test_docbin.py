from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from spanloop.core.article import ZONE_KINDS, Article, Zone
from spanloop.core.ids import new_uid
from spanloop.core.marks import (
    Argument,
    Event,
    Fragments,
    Layer,
    Link,
    Mention,
    make_fragments,
)
from spanloop.core.segments import segments
from spanloop.core.truth import Truth
from spanloop.formats.docbin import predict_docs, register_extensions
from tests.unit.formats.strategies import articles
from tests.unit.formats.truths import (
    ENGLISH,
    build,
    build_one,
    event,
    mention,
    outside,
    said,
    truth_of,
    unknown,
)


class TestMentions:
    def test_aligned_mentions_are_entities_and_spans(self) -> None:
        text = "The army left Badia."
        doc, ledger = build_one(truth_of(text, (mention(text, "army"), mention(text, "Badia", "GPE"))))
        assert said(doc.ents) == said(doc.spans["entities"]) == [("army", "ARM"), ("Badia", "GPE")]
        assert outside(doc) == ["The", "left", "."]
        assert not ledger

    def test_the_longest_of_nested_is_the_entity_and_all_are_spans(self) -> None:
        text = "The Syrian army left."
        inner, outer = mention(text, "Syrian", "GPE"), mention(text, "Syrian army")
        doc, ledger = build_one(truth_of(text, (inner, outer)))
        assert said(doc.ents) == [("Syrian army", "ARM")]
        assert sorted(said(doc.spans["entities"])) == [("Syrian", "GPE"), ("Syrian army", "ARM")]
        assert [(e.code, e.quote) for e in ledger.entries] == [("span.nested", "Syrian")]

    def test_what_a_crossing_mention_covers_is_not_called_outside(self) -> None:
        text = "one two three four"
        doc, ledger = build_one(truth_of(text, (mention(text, "one two three"), mention(text, "three four"))))
        assert said(doc.ents) == [("one two three", "ARM")]
        assert unknown(doc) == ["four"]
        assert ledger.counts() == {"span.nested": 1}

    def test_a_misaligned_mention_is_listed_and_its_place_is_no_negative_example(self) -> None:
        text = "The U.S.-Iraq border is shut."
        doc, ledger = build_one(truth_of(text, (mention(text, "U.S", "GPE"),)))
        assert not doc.ents
        assert not doc.spans["entities"]
        assert unknown(doc) == ["U.S.-Iraq"]
        assert [(e.code, e.quote, e.article) for e in ledger.entries] == [("span.misaligned", "U.S", "a.txt")]
        (span,) = doc.user_data["spans"]
        assert (span["start"], span["end"], span["label"]) == (4, 7, "GPE")

    def test_a_mention_of_several_fragments_is_listed(self) -> None:
        text = "north and south Syria"
        made = Mention(new_uid(), ((0, 5), (16, 21)), "GPE")
        doc, ledger = build_one(truth_of(text, (made,)))
        assert not doc.spans["entities"]
        assert unknown(doc) == ["north", "Syria"]
        assert [(e.code, e.quote) for e in ledger.entries] == [("span.discontinuous", "north Syria")]
        assert doc.user_data["spans"][0]["fragments"] == ((0, 5), (16, 21))

    def test_white_space_at_an_edge_is_no_entity(self) -> None:
        text = "the army  left"
        doc, ledger = build_one(truth_of(text, (mention(text, "army  "),)))
        assert not doc.ents
        assert len(doc.spans["entities"]) == 1
        assert ledger.counts() == {"span.white_space": 1}

    def test_a_label_that_the_schema_lost_is_listed(self) -> None:
        text = "The army left."
        doc, ledger = build_one(truth_of(text, (mention(text, "army", "MOVE"),)))
        assert not doc.spans["entities"]
        assert unknown(doc) == ["army"]
        assert ledger.counts() == {"label.not_in_schema": 1}


class TestCompleteness:
    def test_a_mention_that_is_only_partly_in_a_segment_makes_a_hole(self) -> None:
        text = "The army SHARE left."
        article = Article(new_uid(), text, language="en", zones=(Zone(new_uid(), 9, 14, "boilerplate"),))
        doc, ledger = build_one(truth_of(article, (mention(text, "army SHARE left"),)))
        assert unknown(doc) == ["army", "left"]
        assert ledger.counts() == {"span.outside_segments": 1}

    def test_outside_a_completion_nothing_is_said(self) -> None:
        text = "The army left. Another army came."
        doc, _ = build_one(truth_of(text, (mention(text, "army"),), complete={"entities": ((0, 14),)}))
        assert said(doc.ents) == [("army", "ARM")]
        assert outside(doc) == ["The", "left", "."]
        assert unknown(doc) == ["Another", "army", "came", "."]
        assert doc.user_data["complete"] == {"entities": ((0, 14),), "events": ()}

    def test_partly_marked_articles_give_their_marks_and_no_negatives(self) -> None:
        text = "The army left."
        doc, _ = build_one(truth_of(text, (mention(text, "army"),), complete={}))
        assert said(doc.ents) == [("army", "ARM")]
        assert outside(doc) == []
        assert doc.user_data["complete"] == {"entities": (), "events": ()}

    def test_a_word_that_a_completion_cuts_is_not_in_it(self) -> None:
        doc, _ = build_one(truth_of("The army left.", complete={"entities": ((0, 6),)}))
        assert outside(doc) == ["The"]

    def test_a_misaligned_trigger_makes_a_hole(self) -> None:
        text = "They re-entered it."
        doc, ledger = build_one(truth_of(text, (), (event(text, "enter"),)))
        assert not doc.spans["events"]
        assert doc.user_data["complete"]["events"] == ((0, 8), (15, 19))
        assert ledger.counts() == {"span.misaligned": 1}

    def test_an_article_of_which_nothing_is_known_has_no_doc(self) -> None:
        text = "The army left.\nApr 7 2021\nBadia fell."
        zone = Zone(new_uid(), 15, 25, "article_break", "2021-04-07")
        article = Article(new_uid(), text, language="en", zones=(zone,))
        docs, _ = build(truth_of(article, (mention(text, "army"),), complete={}))
        assert [doc.text for doc in docs] == ["The army left."]


class TestEvents:
    def test_triggers_are_spans_and_events_are_in_full(self) -> None:
        text = "The army left for Badia to return."
        force, to = mention(text, "army"), mention(text, "Badia", "GPE")
        back = event(text, "return")
        left = event(text, "left", Argument("force", force.uid), Argument("to", to.uid), Argument("to", back.uid, True))
        doc, ledger = build_one(truth_of(text, (force, to), (back, left)))
        assert said(doc.spans["events"]) == [("left", "MOVE"), ("return", "MOVE")]
        assert doc.user_data["events"][0] == {
            "id": "e1",
            "uid": left.uid,
            "type": "MOVE",
            "trigger": {"start": 9, "end": 13},
            "arguments": (
                {"role": "force", "uid": force.uid, "start": 4, "end": 8, "label": "ARM"},
                {"role": "to", "uid": to.uid, "start": 18, "end": 23, "label": "GPE"},
                {"role": "to", "event": "e2"},
            ),
            "attributes": {"realis": "actual"},
        }
        register_extensions()
        assert doc._.events == doc.user_data["events"]
        assert not ledger

    def test_an_argument_from_another_segment_is_listed(self) -> None:
        text = "The army left.\nApr 7 2021\nIt fell on Badia."
        zone = Zone(new_uid(), 15, 25, "article_break", "2021-04-07")
        article = Article(new_uid(), text, language="en", zones=(zone,))
        force = mention(text, "army")
        docs, ledger = build(truth_of(article, (force,), (event(text, "fell", Argument("force", force.uid)),)))
        assert [doc.user_data["segment"] for doc in docs] == [0, 1]
        assert [doc.user_data["date"] for doc in docs] == ["", "2021-04-07"]
        assert docs[1].user_data["events"][0]["arguments"] == ()
        assert [(e.code, e.quote) for e in ledger.entries] == [("argument.not_carried", "fell")]

    def test_marks_in_silent_text_are_listed(self) -> None:
        text = "The army left. Share this army page."
        article = Article(new_uid(), text, language="en", zones=(Zone(new_uid(), 15, 36, "boilerplate"),))
        docs, ledger = build(truth_of(article, (mention(text, "army"), mention(text, "army", at=10))))
        assert [said(doc.ents) for doc in docs] == [[("army", "ARM")]]
        assert ledger.counts() == {"span.outside_segments": 1}

    def test_links_are_kept_where_both_ends_are_in_one_segment(self) -> None:
        text = "The army (SAA) left.\nApr 7 2021\nSAA came."
        zone = Zone(new_uid(), 21, 31, "article_break", "2021-04-07")
        article = Article(new_uid(), text, language="en", zones=(zone,))
        a, b, c = mention(text, "army"), mention(text, "SAA"), mention(text, "SAA", at=20)
        near, far = Link(new_uid(), "alias", a.uid, b.uid, False), Link(new_uid(), "alias", a.uid, c.uid, False)
        docs, ledger = build(truth_of(article, (a, b, c), links=(near, far)))
        assert docs[0].user_data["links"] == ({"uid": near.uid, "type": "alias", "from": a.uid, "to": b.uid},)
        assert ledger.counts() == {"link.not_carried": 1}

    def test_each_layer_brings_its_own_author_s_links(self) -> None:
        text = "The army (SAA) left to return."
        a, b = mention(text, "army"), mention(text, "SAA")
        left, back = event(text, "left"), event(text, "return")
        alias, purpose = (
            Link(new_uid(), "alias", a.uid, b.uid, False),
            Link(new_uid(), "purpose", left.uid, back.uid, True),
        )
        mine = truth_of(text, (a, b), links=(alias, Link(new_uid(), "same", left.uid, back.uid, True)))
        theirs = truth_of(mine.article, (), (left, back), (purpose, Link(new_uid(), "alias", a.uid, b.uid, False)))
        both = replace(mine, layers={"entities": mine.layers["entities"], "events": theirs.layers["events"]})
        doc, ledger = build_one(both)
        assert [link["uid"] for link in doc.user_data["links"]] == [alias.uid, purpose.uid]
        assert not ledger

    def test_the_pieces_lead_back_to_the_article(self) -> None:
        text = "The army SHARE left."
        article = Article(new_uid(), text, language="en", zones=(Zone(new_uid(), 9, 14, "boilerplate"),))
        doc, _ = build_one(truth_of(article))
        for start, at, length in doc.user_data["pieces"]:
            assert doc.text[start : start + length] == text[at : at + length]
        assert [doc.text[start : start + length] for start, _, length in doc.user_data["pieces"]] == [
            "The army",
            "left.",
        ]

    def test_attributes_come_in_the_order_of_their_names(self) -> None:
        text = "The army left."
        made = replace(event(text, "left"), attributes={"realis": "actual", "certainty": "reported"})
        doc, _ = build_one(truth_of(text, (), (made,)))
        assert list(doc.user_data["events"][0]["attributes"]) == ["certainty", "realis"]

    def test_notes_are_counted(self) -> None:
        text = "The army left."
        _, ledger = build_one(truth_of(text, (replace(mention(text, "army"), notes="who?"),)))
        assert ledger.counts() == {"note.not_carried": 1}

    def test_values_that_people_gave_are_counted(self) -> None:
        text = "The army left."
        _, ledger = build_one(truth_of(text, (replace(mention(text, "army"), value=""),)))
        assert [entry.message for entry in ledger.entries] == [
            "1 time with a value that a person set; values stay in the project"
        ]


def test_articles_without_a_split_are_left_out_and_listed() -> None:
    docs, ledger = build(truth_of("The army left.", split=None))
    assert docs == []
    assert ledger.counts() == {"article.no_split": 1}


# Words that tokenizers take apart, keep together or see as white space.
tricky = st.sampled_from(
    ["army", " ", "  ", "\r\n", "U.S.", "U.S.-Iraq", "🚁", "e\u0301", "\u00a0", "سوريا", "don't", ".", "(", "\n\n"]
)


@st.composite
def tricky_truths(draw: st.DrawFn) -> Truth:
    text = draw(st.lists(tricky, min_size=1, max_size=15).map("".join).filter(str.strip))
    bounds = draw(st.lists(st.integers(0, len(text)), unique=True, max_size=4).map(sorted))
    kinds = st.sampled_from(ZONE_KINDS)
    pairs = list(zip(bounds[::2], bounds[1::2], strict=False))
    zones = tuple(Zone(new_uid(), start, end, draw(kinds)) for start, end in pairs)
    cuts = st.lists(st.integers(0, len(text)), min_size=2, max_size=4, unique=True).map(sorted)
    places = cuts.map(lambda cut: make_fragments(list(zip(cut[::2], cut[1::2], strict=False))))
    labels = st.sampled_from(["ARM", "GPE"])
    mentions = tuple(Mention(new_uid(), place, draw(labels)) for place in draw(st.lists(places, max_size=5)))
    events = tuple(Event(new_uid(), "MOVE", place) for place in draw(st.lists(places, max_size=3)))
    complete: dict[Layer, Fragments] = {"entities": tuple(draw(places)), "events": tuple(draw(places))}
    return truth_of(Article(new_uid(), text, zones=zones), mentions, events, complete=complete)


@settings(max_examples=200)
@given(tricky_truths())
def test_every_mark_is_in_a_doc_with_the_same_text_or_in_the_ledger(truth: Truth) -> None:
    docs, ledger = build(truth)
    article = truth.article
    marks = truth.layers["entities"].marks
    kept = {doc.user_data["segment"]: doc for doc in docs}
    listed = sum(
        ledger.counts().get(code, 0) for code in ("span.misaligned", "span.discontinuous", "span.outside_segments")
    )
    held = 0
    for mark, key in [*((m, "entities") for m in marks.mentions), *((e, "events") for e in marks.events)]:
        place = mark.fragments if isinstance(mark, Mention) else mark.trigger
        label = mark.label if isinstance(mark, Mention) else mark.type
        for segment in segments(article):
            mapped = segment.to_segment(place)
            if mapped is None or len(mapped) > 1:
                continue
            expected = kept[segment.index].char_span(*next(iter(mapped)), label=label)
            if expected is not None:
                held += 1
                assert expected in list(kept[segment.index].spans[key])
                assert expected.text == article.text[mark.start : mark.end]
    assert held + listed == len(marks.mentions) + len(marks.events)
    assert held == sum(len(doc.spans["entities"]) + len(doc.spans["events"]) for doc in docs)


@settings(max_examples=200)
@given(tricky_truths())
def test_an_outside_token_is_in_a_completion_and_under_no_mention(truth: Truth) -> None:
    docs, _ = build(truth)
    for doc in docs:
        segment = segments(truth.article)[doc.user_data["segment"]]
        for token in doc:
            place = segment.to_article(((token.idx, token.idx + len(token)),))
            # White space between two complete ranges is complete with them.
            if token.ent_iob != 2 or place is None or token.is_space:
                continue
            ((start, end),) = place
            layer = truth.layers["entities"]
            assert all(any(a <= at < b for a, b in layer.ranges) for at in range(start, end))
            assert not any(a < end and start < b for m in layer.marks.mentions for a, b in m.fragments)


@given(articles())
def test_prediction_sees_the_texts_and_tokens_of_training(article: Article) -> None:
    docs, _ = build(truth_of(article))
    predicted = predict_docs(article, ENGLISH)
    assert [segment for segment, _ in predicted] == list(segments(article))
    assert [doc.text for _, doc in predicted] == [segment.text for segment in segments(article)]
    assert [[t.text for t in doc] for doc in docs] == [[t.text for t in doc] for _, doc in predicted]
