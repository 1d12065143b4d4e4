"""Whose marks are true."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spanloop.core.article import Article
from spanloop.core.marks import LAYERS, Author, AuthorKind, Completion, Event, Layer, Marks, Mention
from spanloop.core.truth import LayerTruth, Truth, choose_truth

ARTICLE = Article("article-1", "Troops moved north. Rebels fled.")
WHOLE = (0, len(ARTICLE.text))


def marks(
    name: str, kind: AuthorKind = "human", *, done: tuple[tuple[Layer, int, int], ...] = (), some: bool = True
) -> Marks:
    author = Author(f"uid-{name}", name, kind)
    completions = tuple(Completion(f"{name}-{i}", layer, a, b, "1") for i, (layer, a, b) in enumerate(done))
    if not some:
        return Marks(author, completions=completions)
    return Marks(
        author,
        (Mention(f"{name}-m", ((0, 6),), "ARM"),),
        (Event(f"{name}-e", "MOVE", ((7, 12),)),),
        completions=completions,
    )


BOTH: tuple[tuple[Layer, int, int], ...] = (("entities", *WHOLE), ("events", *WHOLE))


def test_the_only_human_who_completed_it_is_right() -> None:
    noor = marks("Noor", done=BOTH)
    truth, skipped = choose_truth(ARTICLE, [noor, marks("Ilya")], split="dev", cluster="c1")
    layer = LayerTruth(noor, (WHOLE,))
    assert truth == Truth(ARTICLE, {"entities": layer, "events": layer}, "dev", "c1")
    assert skipped == []


def test_gold_goes_before_humans() -> None:
    gold = marks("gold", "gold", done=BOTH)
    truth, skipped = choose_truth(ARTICLE, [marks("Noor", done=BOTH), marks("Ilya", done=BOTH), gold])
    assert truth is not None
    assert [truth.layers[layer].marks for layer in LAYERS] == [gold, gold]
    assert skipped == []


def test_gold_that_is_not_complete_does_not_go_before_a_human_who_is() -> None:
    noor = marks("Noor", done=BOTH)
    truth, _ = choose_truth(ARTICLE, [marks("gold", "gold"), noor])
    assert truth is not None
    assert truth.layers["entities"].marks == noor


def test_two_humans_who_completed_it_leave_it_open() -> None:
    truth, skipped = choose_truth(ARTICLE, [marks("Noor", done=BOTH), marks("Ilya", done=BOTH)])
    assert truth is None
    assert skipped == [(layer, "2 authors completed it and none is gold: Ilya, Noor") for layer in LAYERS]


def test_layers_are_chosen_apart() -> None:
    noor = marks("Noor", done=(("entities", *WHOLE),))
    ilya = marks("Ilya", done=(("events", 0, 19),))
    truth, skipped = choose_truth(ARTICLE, [noor, ilya])
    assert truth is not None
    assert truth.layers == {"entities": LayerTruth(noor, (WHOLE,)), "events": LayerTruth(ilya, ((0, 19),))}
    assert skipped == []


def test_completed_ranges_are_joined_and_kept_within_the_text() -> None:
    noor = marks("Noor", done=(("entities", 20, 99), ("entities", 0, 5), ("entities", 5, 8)))
    truth, _ = choose_truth(ARTICLE, [noor])
    assert truth is not None
    assert truth.layers["entities"].ranges == ((0, 8), (20, 32))
    assert truth.layers["events"].ranges == ()


def test_a_partly_marked_article_has_no_ranges() -> None:
    noor = marks("Noor")
    truth, skipped = choose_truth(ARTICLE, [noor, marks("Ilya", some=False)])
    assert truth is not None
    assert truth.layers == {layer: LayerTruth(noor) for layer in LAYERS}
    assert skipped == []


def test_two_humans_who_marked_some_of_it_leave_it_open() -> None:
    truth, skipped = choose_truth(ARTICLE, [marks("Noor"), marks("Ilya")])
    assert truth is None
    assert skipped[0] == ("entities", "2 authors marked it and none is gold: Ilya, Noor")


def test_an_article_completed_without_a_mark_is_all_negative() -> None:
    empty = marks("Noor", done=BOTH, some=False)
    truth, _ = choose_truth(ARTICLE, [empty])
    assert truth is not None
    assert truth.layers["entities"] == LayerTruth(empty, (WHOLE,))


@pytest.mark.parametrize("kind", ["extractor", "rules"])
def test_suggestions_are_never_true(kind: AuthorKind) -> None:
    truth, skipped = choose_truth(ARTICLE, [marks("Extractor v1", kind, done=BOTH)])
    assert truth is None
    assert skipped == [(layer, "nobody completed or marked it") for layer in LAYERS]
    truth, skipped = choose_truth(ARTICLE, [marks("Extractor v1", kind, done=BOTH)], author="Extractor v1")
    assert truth is None
    assert "not a person" in skipped[0][1]


@pytest.mark.parametrize("named", ["Ilya", "uid-Ilya"])
def test_a_named_author_is_taken_whatever_others_did(named: str) -> None:
    ilya = marks("Ilya", done=(("events", *WHOLE),))
    truth, skipped = choose_truth(ARTICLE, [marks("gold", "gold", done=BOTH), ilya], author=named)
    assert truth is not None
    assert truth.layers == {"entities": LayerTruth(ilya), "events": LayerTruth(ilya, (WHOLE,))}
    assert skipped == []


def test_a_named_author_without_marks_is_skipped_with_the_reason() -> None:
    noor = marks("Noor", some=False)
    assert choose_truth(ARTICLE, [noor], author="Noor")[1][0] == (
        "entities",
        "Noor marked nothing there and did not complete it",
    )
    assert choose_truth(ARTICLE, [noor], author="Ilya")[1][0] == ("entities", "Ilya marked nothing in this article")


def test_two_people_of_one_name_must_be_told_apart() -> None:
    one = marks("Noor", done=BOTH)
    other = replace(one, author=Author("uid-other", "Noor"))
    truth, skipped = choose_truth(ARTICLE, [one, other], author="Noor")
    assert truth is None
    assert skipped[0][1] == "2 authors are called Noor: name one by uid"
    truth, _ = choose_truth(ARTICLE, [one, other], author="uid-other")
    assert truth is not None


def test_nobody_marked_it() -> None:
    assert choose_truth(ARTICLE, []) == (None, [(layer, "nobody completed or marked it") for layer in LAYERS])


def test_two_gold_authors_leave_it_open() -> None:
    _, skipped = choose_truth(ARTICLE, [marks("gold", "gold", done=BOTH), marks("gold B", "gold", done=BOTH)])
    assert skipped[0] == ("entities", "2 gold authors completed it: gold, gold B")
