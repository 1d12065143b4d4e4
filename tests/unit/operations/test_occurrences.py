from __future__ import annotations

import pytest

from spanloop.core.article import Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Mention
from spanloop.core.occurrences import Phrase, phrase_of
from spanloop.operations import undoing
from spanloop.operations.events import add_event
from spanloop.operations.marking import mark
from spanloop.operations.occurrences import (
    Places,
    Spot,
    Wanted,
    articles_with,
    look_everywhere,
    look_in_article,
    mark_places,
)
from spanloop.operations.pasting import paste_article
from spanloop.operations.projects import open_project
from tests.unit.operations.bench import Bench

TEXT = "Qasra today\n\nShells hit Qasra. Nobody in Qasra slept; QASRA burns, Qasran say. Hit again, they hit back.\n"
ARM, GPE, STRIKE = Wanted("ARM"), Wanted("GPE"), Wanted("STRIKE", is_event=True)


@pytest.fixture
def qasra(bench: Bench) -> Bench:
    """The bench with another article, in which a word stands several times."""
    _, bench.article = paste_article(bench.project, author=bench.author, text=TEXT)
    return bench


def _phrase(bench: Bench, words: str) -> Phrase:
    article = bench.project.article(bench.article)
    start = article.text.index(words)
    return phrase_of(article, ((start, start + len(words)),))


def _look(bench: Bench, words: str, wanted: Wanted) -> Places:
    return look_in_article(bench.project.article(bench.article), bench.own(), _phrase(bench, words), wanted)


def _mark(bench: Bench, number: int, *, label: str) -> None:
    at = [place for place in range(len(TEXT)) if TEXT.startswith("Qasra", place)][number]
    span = ((at, at + 5),)
    mark(bench.project, author=bench.author, article=bench.article, fragments=span, label=label)


def test_all_places_in_the_article_are_one_act(qasra: Bench) -> None:
    _mark(qasra, 1, label="GPE")
    found = _look(qasra, "Qasra", GPE)
    assert (len(found.fresh), found.marked, found.total) == (2, 1, 3)
    changes = mark_places(qasra.project, author=qasra.author, wanted=GPE, places={qasra.article: found.fresh})
    assert changes.act == "mark GPE 2 times"
    assert [TEXT[m.start : m.end] for m in qasra.own().mentions] == ["Qasra"] * 3
    assert _look(qasra, "Qasra", GPE) == Places(marked=3)
    assert not mark_places(qasra.project, author=qasra.author, wanted=GPE, places={qasra.article: found.fresh})
    undoing.undo(qasra.project, author=qasra.author)
    assert len(qasra.own().mentions) == 1
    undoing.redo(qasra.project, author=qasra.author)
    assert len(qasra.own().mentions) == 3


def test_a_place_with_another_label_and_silent_zones_are_left_alone(qasra: Bench) -> None:
    _mark(qasra, 1, label="FAC")
    with qasra.project.act(qasra.author, "zones") as act:
        act.set_zones(qasra.article, [Zone(new_uid(), 0, 11, "boilerplate")])
    found = _look(qasra, "Qasra", GPE)
    assert (len(found.fresh), found.marked, found.otherwise, found.silent) == (1, 0, 1, 1)


def test_other_case_is_found_when_asked(qasra: Bench) -> None:
    article = qasra.project.article(qasra.article)
    found = look_in_article(article, qasra.own(), _phrase(qasra, "Qasra"), GPE, strength="case")
    assert [TEXT[spot.fragments[0][0] : spot.fragments[0][1]] for spot in found.fresh] == [
        "Qasra",
        "Qasra",
        "Qasra",
        "QASRA",
    ]


def test_a_suggestion_that_is_just_so_is_accepted_and_another_one_is_not(qasra: Bench) -> None:
    places = _look(qasra, "Qasra", GPE).fresh
    alike = Mention(new_uid(), places[0].fragments, "GPE", score=0.9)
    other = Mention(new_uid(), places[1].fragments, "FAC", score=0.4)
    qasra.suggest([alike, other], [])
    mark_places(qasra.project, author=qasra.author, wanted=GPE, places={qasra.article: places})
    own = qasra.own()
    assert [m.origin for m in own.mentions] == [alike.uid, None, None]
    assert [(v.suggestion, v.outcome, v.result) for v in own.verdicts] == [(alike.uid, "accepted", own.mentions[0].uid)]


def test_events_come_without_arguments_and_only_once(qasra: Bench) -> None:
    start = TEXT.index("hit")
    add_event(qasra.project, author=qasra.author, article=qasra.article, trigger=((start, start + 3),), type="STRIKE")
    found = _look(qasra, "hit", STRIKE)
    assert (len(found.fresh), found.marked) == (1, 1)
    mark_places(qasra.project, author=qasra.author, wanted=STRIKE, places={qasra.article: found.fresh})
    assert [(e.type, TEXT[e.start : e.end], e.arguments) for e in qasra.own().events] == [("STRIKE", "hit", ())] * 2


def test_all_articles_are_looked_into_and_marked_as_one_act(qasra: Bench) -> None:
    first = qasra.article
    _, second = paste_article(qasra.project, author=qasra.author, text="Rain over Qasra, more rain in qasra.\n")
    paste_article(qasra.project, author=qasra.author, text="Not Qasran at all.\n")
    phrase = _phrase(qasra, "Qasra")
    uids = articles_with(qasra.project, phrase)
    assert uids == [first, second]
    found = {
        article.uid: places.fresh
        for article, places in look_everywhere(
            qasra.project, author=qasra.author, articles=[*uids, "gone"], phrase=phrase, wanted=GPE
        )
    }
    assert {uid: len(spans) for uid, spans in found.items()} == {first: 3, second: 1}
    changes = mark_places(qasra.project, author=qasra.author, wanted=GPE, places=found)
    assert changes.act == "mark GPE 4 times in 2 articles"
    assert changes.articles == {first, second}
    assert qasra.project.integrity() == []
    undoing.undo(qasra.project, author=qasra.author)
    assert not qasra.own().mentions


def test_places_are_looked_at_again_only_where_somebody_else_wrote_since(qasra: Bench) -> None:
    seen = qasra.project.data_version()
    alike = Mention(new_uid(), _look(qasra, "Qasra", GPE).fresh[0].fragments, "GPE", score=0.9)
    qasra.suggest([alike], [])
    phrase, uids = _phrase(qasra, "Qasra"), [qasra.article]
    ((article, found),) = look_everywhere(qasra.project, author=qasra.author, articles=uids, phrase=phrase, wanted=GPE)
    assert [spot.suggestion for spot in found.fresh] == [alike.uid, "", ""]
    places = {article.uid: found.fresh}
    with open_project(qasra.project.path) as other:
        mark(other, author=qasra.author, article=qasra.article, fragments=found.fresh[1].fragments, label="GPE")
    mark_places(qasra.project, author=qasra.author, wanted=GPE, places=places, seen=seen)
    assert len(qasra.own().mentions) == 3
    undoing.undo(qasra.project, author=qasra.author)
    undoing.undo(qasra.project, author=qasra.author)
    mark_places(qasra.project, author=qasra.author, wanted=GPE, places=places, seen=qasra.project.data_version())
    assert [m.origin for m in qasra.own().mentions] == [alike.uid, None, None]
    assert [v.suggestion for v in qasra.own().verdicts] == [alike.uid]


def test_more_places_than_are_read_at_once(qasra: Bench) -> None:
    _, qasra.article = paste_article(qasra.project, author=qasra.author, text="Qasra and " * 300)
    places = look_in_article(qasra.project.article(qasra.article), qasra.own(), Phrase("Qasra", ((0, 5),)), GPE).fresh
    mark_places(qasra.project, author=qasra.author, wanted=GPE, places={qasra.article: places})
    assert len(qasra.own().mentions) == 300


def test_signs_alone_and_unknown_labels_are_refused(qasra: Bench) -> None:
    with pytest.raises(SpanloopError, match="Signs alone"):
        articles_with(qasra.project, Phrase("—", ((0, 1),)))
    for wanted in (Wanted("NOPE"), Wanted("GPE", is_event=True)):
        with pytest.raises(SpanloopError, match="The schema has no"):
            mark_places(qasra.project, author=qasra.author, wanted=wanted, places={qasra.article: [Spot(((0, 5),))]})
