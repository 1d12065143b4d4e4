"""Examples for the guideline from the project's own marks."""

from __future__ import annotations

from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Completion, Event, Mention
from spanloop.operations.examples import find_examples
from spanloop.operations.pasting import paste_article
from tests.unit.operations.bench import TEXT, Bench

ILYA = Author("00000000-0000-7000-8000-000000000001", "Ilya")
GOLD = Author("00000000-0000-7000-8000-000000000002", "gold", "gold")


def mark(bench: Bench, author: Author, words: str, label: str, *, complete: bool = False) -> str:
    uid = new_uid()
    with bench.project.act(author, f"mark {label}") as act:
        act.add_mentions(bench.article, author, [Mention(uid, bench.at(words), label)])
        if complete:
            version = bench.project.schema.version
            done = Completion(new_uid(), "entities", 0, len(TEXT), version, "2025-01-01T00:00:00.000Z")
            act.add_completions(bench.article, author, [done])
    return uid


def test_gold_comes_first_then_what_is_agreed_then_what_is_new(bench: Bench) -> None:
    old = mark(bench, bench.author, "Tuesday", "FAC")
    new = mark(bench, bench.author, "depot at", "FAC")
    mark(bench, bench.author, "Tel Shahin", "FAC")
    mark(bench, ILYA, "Tel Shahin", "FAC")
    best = mark(bench, GOLD, "the depot", "FAC")
    found = find_examples(bench.project, name="FAC", limit=10)
    assert found[0].mark == best
    assert [one.mark for one in found][2:] == [new, old]
    assert found[1].quote == "Tel Shahin"
    assert set(found[1].authors) == {"Noor", "Ilya"}
    assert (found[0].gold, found[1].gold) == (True, False)


def test_what_is_complete_stands_before_what_is_not(bench: Bench) -> None:
    done = mark(bench, ILYA, "depot", "FAC", complete=True)
    mark(bench, bench.author, "Tel Shahin", "FAC")
    assert find_examples(bench.project, name="FAC")[0].mark == done


def test_the_sentence_is_cut_out_and_the_mark_stands_in_it(bench: Bench) -> None:
    mark(bench, bench.author, "the depot at Tel Shahin", "FAC")
    (one,) = find_examples(bench.project, name="FAC")
    assert (one.before, one.quote) == ("Gunners of the 9th Division shelled ", "the depot at Tel Shahin")
    assert one.after == " on Tuesday, killing 14 people."
    assert one.article == bench.article


def test_the_same_words_stand_once_and_articles_take_turns(bench: Bench) -> None:
    _, other = paste_article(bench.project, author=bench.author, text="A depot burned.\n", title="Other")
    mark(bench, bench.author, "depot", "FAC")
    mark(bench, bench.author, "Tel Shahin", "FAC")
    with bench.project.act(bench.author, "mark FAC") as act:
        act.add_mentions(other, bench.author, [Mention(new_uid(), ((2, 7),), "FAC")])
    found = find_examples(bench.project, name="FAC")
    assert [(one.article, one.quote) for one in found] == [(other, "depot"), (bench.article, "Tel Shahin")]


def test_suggestions_are_no_examples(bench: Bench) -> None:
    bench.suggest([Mention(new_uid(), bench.at("depot"), "FAC", score=0.9)], [])
    assert find_examples(bench.project, name="FAC") == []
    assert find_examples(bench.project, name="NOTHING") == []


def test_types_show_triggers_and_roles_what_fills_them(bench: Bench) -> None:
    depot = Mention(new_uid(), bench.at("the depot"), "FAC")
    shelled = Event(new_uid(), "STRIKE", bench.at("shelled"), (Argument("target", depot.uid),))
    with bench.project.act(bench.author, "mark both") as act:
        act.add_mentions(bench.article, bench.author, [depot])
        act.add_events(bench.article, bench.author, [shelled])
    assert [one.quote for one in find_examples(bench.project, name="STRIKE")] == ["shelled"]
    assert [one.quote for one in find_examples(bench.project, name="STRIKE", role="target")] == ["the depot"]
    assert find_examples(bench.project, name="STRIKE", role="attacker") == []


def test_places_far_into_a_text_keep_their_offsets_with_emoji_and_arabic(bench: Bench) -> None:
    text = "👩‍🚒 " * 400 + "قصفت المدفعية حلب أمس." + " x" * 900
    _, article = paste_article(bench.project, author=bench.author, text=text, title="Far")
    start = text.index("حلب")
    with bench.project.act(bench.author, "mark GPE") as act:
        act.add_mentions(article, bench.author, [Mention(new_uid(), ((start, start + 3),), "GPE")])
    (one,) = find_examples(bench.project, name="GPE")
    assert one.quote == "حلب"
    assert one.before.startswith("… ")
    assert one.after == " أمس."
