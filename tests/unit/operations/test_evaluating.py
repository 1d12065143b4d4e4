"""Scores of one author by another, worked by hand; what is left out is said, and why nothing can be scored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from spanloop.core.article import Article
from spanloop.core.comparison import Counts
from spanloop.core.errors import SpanloopError
from spanloop.core.evaluation import Evaluation
from spanloop.core.ids import new_uid
from spanloop.core.marks import Mention
from spanloop.operations.comparable import comparable_authors
from spanloop.operations.evaluating import compare_versions, evaluate
from spanloop.operations.references import Reference
from spanloop.operations.sides import readable_by
from spanloop.store.project import Project
from tests.unit.operations.bench import Bench
from tests.unit.operations.judged import REPORT, bring, found, happened, put_into, said, uid_of, version

NOOR: dict[str, Any] = {
    "spans": [found("Rebels", "ARM"), found("Dolna", "GPE"), found("Monday", "TIME")],
    "events": [happened("shelled", "STRIKE", {"attacker": "Rebels", "target": "Dolna"}, {"kind": "shelling"})],
}
ILYA: dict[str, Any] = {
    "spans": [found("Rebels shelled", "ARM"), found("Dolna", "FAC"), found("Monday", "TIME"), found("dawn", "TIME")],
    "events": [happened("shelled", "STRIKE", {"attacker": "Rebels shelled", "target": "Dolna"}, {"kind": "air"})],
}


@pytest.fixture
def project(bench: Bench) -> Project:
    return bench.project


def score(project: Project, **options: Any) -> Evaluation:
    """Ilya by Noor over all articles, unless told otherwise."""
    asked: dict[str, Any] = {"author": "Ilya", "against": "Noor", "on": "all", **options}
    return evaluate(project, data_dir=Path("nowhere"), **asked)


def refusal(project: Project, **options: Any) -> str:
    with pytest.raises(SpanloopError) as caught:
        score(project, **options)
    assert caught.value.way_out
    return caught.value.what


def test_scores_worked_by_hand(project: Project, tmp_path: Path) -> None:
    bring(project, tmp_path, said("a", "Noor", **NOOR), said("a", "Ilya", **ILYA))
    scores = score(project).scores
    # Noor has 3 mentions and Ilya 4. In the same place with the same label: Monday. Overlapping too: Rebels (shelled).
    assert scores["mentions", None, "exact"] == Counts(1, 3, 2)
    assert scores["mentions", None, "overlap"] == Counts(2, 2, 1)
    # By label: Rebels is another ARM; Noor's Dolna is a GPE and Ilya's a FAC; dawn is TIME only for Ilya.
    assert scores["mentions", "ARM", "exact"] == Counts(0, 1, 1)
    assert scores["mentions", "ARM", "overlap"] == Counts(1, 0, 0)
    assert scores["mentions", "GPE", "exact"] == Counts(0, 0, 1)
    assert scores["mentions", "FAC", "exact"] == Counts(0, 1, 0)
    assert scores["mentions", "TIME", "exact"] == Counts(1, 1, 0)
    assert scores["triggers", "STRIKE", "exact"] == Counts(1, 0, 0)
    # Arguments count by the places of trigger and filler: the attacker's place is longer, the target's the same.
    assert scores["arguments", "STRIKE.attacker", "exact"] == Counts(0, 1, 1)
    assert scores["arguments", "STRIKE.attacker", "overlap"] == Counts(1, 0, 0)
    assert scores["arguments", "STRIKE.target", "exact"] == Counts(1, 0, 0)
    # Both left polarity to the schema's default; kind is shelling for one and air for the other.
    assert scores["attributes", "polarity", "exact"] == Counts(1, 0, 0)
    assert scores["attributes", "kind", "exact"] == Counts(0, 1, 1)


def test_rows_worked_by_hand(project: Project, tmp_path: Path) -> None:
    bring(project, tmp_path, said("a", "Noor", **NOOR), said("a", "Ilya", **ILYA))
    rows = list(score(project).rows())
    # Exact mentions: precision 1/4, recall 1/3, F1 2*1/(4+3) = .2857.
    assert rows[0] == {
        "part": "mentions", "label": None, "mode": "exact", "n": 3, "tp": 1, "fp": 3, "fn": 2,
        "precision": 0.25, "precision_low": None, "precision_high": None,
        "recall": 0.3333, "recall_low": None, "recall_high": None,
        "f1": 0.2857, "f1_low": None, "f1_high": None,
    }  # fmt: skip
    assert [(row["part"], row["label"], row["mode"]) for row in rows[:6]] == [
        ("mentions", None, "exact"),
        ("mentions", None, "overlap"),
        ("mentions", "ARM", "exact"),
        ("mentions", "ARM", "overlap"),
        ("mentions", "FAC", "exact"),
        ("mentions", "FAC", "overlap"),
    ]
    assert [row["part"] for row in rows if row["label"] is None and row["mode"] == "exact"] == [
        "mentions",
        "triggers",
        "arguments",
        "attributes",
    ], "nobody has links, so they have no line"


def test_errors_worked_by_hand(project: Project, tmp_path: Path) -> None:
    bring(project, tmp_path, said("a", "Noor", title="Shells on Dolna", **NOOR), said("a", "Ilya", **ILYA))
    errors = score(project).errors
    assert [(e["part"], e["kind"], e["reference_label"], e["other_label"], e["start"], e["end"]) for e in errors] == [
        ("mentions", "boundary", "ARM", "ARM", 0, 6),
        ("arguments", "boundary", "STRIKE.attacker", "STRIKE.attacker", 0, 6),
        ("attributes", "label", "kind=shelling", "kind=air", 7, 14),
        ("mentions", "label", "GPE", "FAC", 15, 20),
        ("mentions", "false", "", "TIME", 34, 38),
    ]
    assert {error["title"] for error in errors} == {"Shells on Dolna"}
    assert {error["article"] for error in errors} == {uid_of(project, "a")}
    dolna = errors[3]
    assert (dolna["before"], dolna["quote"], dolna["after"]) == ("Rebels shelled ", "Dolna", " on Monday at dawn.")
    marks = {marks.author.name: marks for marks in project.all_marks(uid_of(project, "a"))}
    assert dolna["reference"] == marks["Noor"].mentions[1].uid
    assert dolna["other"] == marks["Ilya"].mentions[1].uid
    assert errors[4]["reference"] is None
    told = [(error.get("of"), error.get("other_quote")) for error in errors]
    whole = "Rebels shelled"
    assert told == [("", whole), ("shelled", whole), ("", ""), ("", ""), ("", "")]


def test_an_error_names_an_article_without_a_title_as_the_queue_does(project: Project, tmp_path: Path) -> None:
    bring(project, tmp_path, said("a", "Noor", **NOOR), said("a", "Ilya", **ILYA))
    found = score(project).errors
    noor = project.find_author("Noor")
    assert noor is not None
    row = next(row for row in project.queue(noor) if row.uid == uid_of(project, "a"))
    assert {error["title"] for error in found} == {row.title} == {"Rebels shelled Dolna on Monday at dawn."}


def test_confusion_worked_by_hand(project: Project, tmp_path: Path) -> None:
    bring(project, tmp_path, said("a", "Noor", **NOOR), said("a", "Ilya", **ILYA))
    confusion = score(project).confusion
    assert confusion["mentions"] == (
        {"reference": "ARM", "other": "ARM", "n": 1},
        {"reference": "GPE", "other": "FAC", "n": 1},
        {"reference": "TIME", "other": "TIME", "n": 1},
        {"reference": "", "other": "TIME", "n": 1},
    )
    assert confusion["triggers"] == ({"reference": "STRIKE", "other": "STRIKE", "n": 1},)


def test_turned_round_false_is_missed(project: Project, tmp_path: Path) -> None:
    bring(project, tmp_path, said("a", "Noor", **NOOR), said("a", "Ilya", **ILYA))
    there, back = score(project), score(project, author="Noor", against="Ilya")
    assert {key: Counts(c.tp, c.fn, c.fp) for key, c in back.scores.items()} == there.scores
    assert {(row["other"], row["reference"]): row["n"] for row in back.confusion["mentions"]} == {
        (row["reference"], row["other"]): row["n"] for row in there.confusion["mentions"]
    }


def test_it_survives_json(project: Project, tmp_path: Path) -> None:
    lines = [said(name, who, **marks) for name in "abcde" for who, marks in (("Noor", NOOR), ("Ilya", ILYA))]
    bring(project, tmp_path, *lines)
    evaluation = score(project)
    document = json.loads(json.dumps(evaluation.to_dict()))
    again = Evaluation.from_dict({"event": "done", **document})
    assert again.to_dict() == document
    assert again.errors == evaluation.errors
    assert again.confusion == evaluation.confusion
    assert again.scores["mentions", "ARM", "overlap"] == evaluation.scores["mentions", "ARM", "overlap"]
    # Five articles that are all alike: whatever is drawn, precision is 1/4.
    assert again.intervals["mentions", None, "exact"].precision == (0.25, 0.25)
    kept = json.loads(json.dumps(evaluation.summary()))
    assert "errors" not in kept
    assert Evaluation.from_dict(kept).summary() == kept


def test_intervals_need_some_articles(project: Project, tmp_path: Path) -> None:
    bring(project, tmp_path, said("a", "Noor", **NOOR), said("a", "Ilya", **ILYA))
    assert score(project).notes == (
        "Only 1 article was scored: too few to say how far the scores can be trusted. Intervals need 4.",
    )
    more = [said(name, who, **marks) for name in "bcd" for who, marks in (("Noor", NOOR), ("Ilya", ILYA))]
    bring(project, tmp_path, *more)
    evaluation = score(project)
    assert evaluation.intervals["mentions", None, "exact"].f1 is not None
    assert "nine in ten" in evaluation.notes[0]


# what counts ----------------------------------------------------------------------------------------------------------


def test_links_count_with_the_layer_of_their_ends(project: Project, tmp_path: Path) -> None:
    link = {"id": "k", "type": "ALIAS", "from": "Rebels", "to": "Dolna"}
    bring(project, tmp_path, said("a", "Noor", **NOOR, links=[link]), said("a", "Ilya", **NOOR))
    assert score(project).scores["links", "ALIAS", "exact"] == Counts(0, 0, 1)
    only = {"complete": ["events"]}
    bring(project, tmp_path, said("b", "Noor", **NOOR, links=[link]), {**said("b", "Ilya", **NOOR), **only})
    assert score(project).scores["links", "ALIAS", "exact"] == Counts(0, 0, 1), "b: Ilya did not complete entities"


def test_agreement_is_over_what_both_completed(project: Project, tmp_path: Path) -> None:
    parts = [{"layer": "entities", "start": 0, "end": 20, "schema": "1"}]
    ilya = {**said("a", "Ilya", **ILYA), "completions": parts}
    del ilya["complete"]
    bring(project, tmp_path, said("a", "Noor", **NOOR), ilya)
    evaluation = score(project)
    # Up to 20 Noor has Rebels and Dolna, and Ilya "Rebels shelled" and Dolna; events were not completed.
    assert evaluation.scores["mentions", None, "exact"] == Counts(0, 2, 2)
    assert evaluation.scores["triggers", None, "exact"] == Counts()


def test_boilerplate_is_not_scored(project: Project, tmp_path: Path) -> None:
    text = "Share this in Dolna\n" + REPORT
    zone = {"start": 0, "end": 20, "kind": "boilerplate"}
    noor = [found("Rebels", "ARM", text=text), {"id": "x", "start": 14, "end": 19, "label": "GPE"}]
    bring(
        project,
        tmp_path,
        said("a", "Noor", text=text, spans=noor, zones=[zone]),
        said("a", "Ilya", text=text, spans=noor[:1]),
    )
    evaluation = score(project)
    assert evaluation.scores["mentions", None, "exact"] == Counts(1, 0, 0)
    told = "1 mark of the reference lies in boilerplate or comments, which no extractor reads; not scored."
    assert told in evaluation.notes


# why nothing can be scored --------------------------------------------------------------------------------------------


def test_a_name_that_nobody_has(project: Project, tmp_path: Path) -> None:
    bring(project, tmp_path, said("a", "Noor", **NOOR))
    assert refusal(project) == "Nobody named Ilya marked here"
    assert refusal(project, author="Noor", against="Vera") == "Nobody named Vera marked here"
    with pytest.raises(SpanloopError, match="not both"):
        score(project, extractor="1")


def test_nothing_is_complete(project: Project, tmp_path: Path) -> None:
    bring(project, tmp_path, {**said("a", "Noor", **NOOR), "complete": []}, said("a", "Ilya", **ILYA))
    assert refusal(project) == "Noor has completed no article to score on"


def test_gold_that_completed_nothing_is_nobody_to_compare_with(project: Project, tmp_path: Path) -> None:
    gold = said("a", "gold", kind="gold", **NOOR)
    bring(project, tmp_path, said("a", "Noor", **NOOR), {**gold, "complete": []})
    assert {author.name for author in comparable_authors(project)} == {"Maker", "Noor"}
    bring(project, tmp_path, {**gold, "id": "b", "complete": ["entities"]})
    assert {author.name for author in comparable_authors(project)} == {"Maker", "Noor", "gold"}


def test_two_people_and_no_gold_are_named(project: Project, tmp_path: Path) -> None:
    bring(project, tmp_path, *[said(name, who, **NOOR) for name in "ab" for who in ("Noor", "Vera")])
    assert refusal(project, author="Maker", against=None) == (
        "There is no complete article to score on: "
        "entities: 2 authors completed it and none is gold: Noor, Vera (in 2 articles); "
        "events: 2 authors completed it and none is gold: Noor, Vera (in 2 articles)"
    )


def test_nothing_in_common_says_what_each_did(project: Project, tmp_path: Path) -> None:
    begun = {"complete": []}
    bring(project, tmp_path, said("a", "Noor", **NOOR), {**said("a", "Ilya", **ILYA), **begun})
    assert refusal(project) == (
        "Ilya and Noor completed nothing in common: Ilya did not complete anything there (in 1 article)"
    )
    bring(
        project,
        tmp_path,
        {**said("b", "Noor", **NOOR), "complete": ["entities"]},
        {**said("b", "Ilya", **ILYA), "complete": ["events"]},
    )
    assert "Ilya completed events there, Noor entities (in 1 article)" in refusal(project)
    bring(project, tmp_path, said("c", "Noor", **NOOR), said("c", "Ilya", **ILYA))
    evaluation = score(project)
    assert evaluation.articles == 1
    assert "Left out: Ilya did not complete anything there (in 1 article)." in evaluation.notes


def test_nothing_in_common_in_the_test_split_says_where_else(project: Project, tmp_path: Path) -> None:
    other = "Nobody in the town market wanted to speak about the weather that day."
    bring(project, tmp_path, said("a", "Noor", text=other), said("b", "Noor", **NOOR), said("b", "Ilya", **ILYA))
    put_into(project, "test", "a")
    put_into(project, "train", "b")
    with pytest.raises(SpanloopError, match="Ilya did not complete anything there") as caught:
        score(project, on="test")
    assert caught.value.way_out == (
        "Score all of them: outside the test split they have something in common in 1 article."
    )


def test_the_test_split_has_nothing(project: Project, tmp_path: Path) -> None:
    bring(project, tmp_path, said("a", "Noor", **NOOR), said("a", "Ilya", **ILYA))
    put_into(project, "train", "a")
    assert refusal(project, on="test") == (
        "No article of the test split is complete: Noor has 1 complete article, all in train or dev"
    )


def test_nobody_is_measured_by_themselves_unasked(project: Project, tmp_path: Path) -> None:
    bring(project, tmp_path, said("a", "Noor", **NOOR))
    assert refusal(project, author="Noor", against=None) == (
        "Noor and the truth completed nothing in common: the truth is Noor's own there (in 1 article)"
    )
    assert score(project, author="Noor").scores["mentions", None, "exact"] == Counts(3, 0, 0)
    bring(project, tmp_path, said("a", "gold", kind="gold", **ILYA))
    # Gold has four mentions and Noor three; only Monday is the same.
    assert score(project, author="Noor", against=None).scores["mentions", None, "exact"] == Counts(1, 2, 3)


def test_one_agrees_with_oneself_everywhere(project: Project, tmp_path: Path) -> None:
    bring(project, tmp_path, *[said(name, "Noor", **NOOR) for name in "abcd"])
    evaluation = score(project, author="Noor")
    assert evaluation.errors == ()
    rows = list(evaluation.rows())
    assert {row["part"] for row in rows} == {"mentions", "triggers", "arguments", "attributes"}
    for row in rows:
        assert (row["f1"], row["f1_low"], row["f1_high"], row["fp"], row["fn"]) == (1, None, None, 0, 0)
    assert {(row["reference"] == row["other"]) for rows in evaluation.confusion.values() for row in rows} == {True}


def test_what_a_machine_left_counts_where_it_left_anything(project: Project, tmp_path: Path) -> None:
    spans = [found("Rebels", "ARM"), found("dawn", "TIME")]
    rules = {**said("a", "rules", kind="rules", spans=spans), "complete": []}
    bring(project, tmp_path, said("a", "Noor", **NOOR), said("b", "Noor", **NOOR), rules)
    evaluation = score(project, author="rules")
    assert evaluation.articles == 1
    assert evaluation.scores["mentions", None, "exact"] == Counts(1, 1, 2)
    # One trigger, two arguments, one attribute that was set.
    assert evaluation.left_out == {"triggers": 1, "arguments": 2, "attributes": 1}
    assert evaluation.notes[:2] == (
        "rules left nothing in 1 article, which are not scored: it may not have read them.",
        "rules suggests no triggers; the 1 of the reference are not scored.",
    )
    assert {error["part"] for error in evaluation.errors} == {"mentions"}


# versions -------------------------------------------------------------------------------------------------------------


def test_unseen_needs_to_know_what_was_seen(project: Project, tmp_path: Path) -> None:
    bring(project, tmp_path, said("a", "Noor", **NOOR), said("b", "Noor", **NOOR))
    record = version(project, learned=None)
    whole: dict[str, Any] = {"author": None, "against": None, "extractor": record.name}
    assert refusal(project, on="unseen", **whole) == (
        "It was not written down which articles Extractor v1 learned from"
    )
    assert refusal(project, on="unseen") == "Nobody named Ilya marked here"
    assert refusal(project, on="unseen", author="Noor") == "Noor is no extractor and learned from no article"
    version(project, learned=["a", "b"], number=2)
    assert refusal(project, on="unseen", **{**whole, "extractor": "2"}) == (
        "Extractor v2 learned from every complete article or from a copy of it (2)"
    )


def test_copies_of_what_was_learned_are_not_unseen(project: Project, tmp_path: Path) -> None:
    """What it left in the project is scored here, so that nothing has to be trained."""
    other = "Nobody in the town market wanted to speak about the weather that day."
    # a and b are the same report; three marks of Noor's in each, one in c.
    bring(project, tmp_path, said("a", "Noor", **NOOR), said("b", "Noor", **NOOR))
    bring(project, tmp_path, said("c", "Noor", text=other, spans=[found("town", "GPE", text=other)]))
    record = version(project, learned=["a"])
    for name in "abc":
        with project.act(record.author, "suggest") as act:
            act.add_mentions(uid_of(project, name), record.author, [Mention(new_uid(), ((0, 6),), "ARM")])
    asked: dict[str, Any] = {"author": record.name, "against": "Noor"}
    unseen = score(project, on="unseen", **asked)
    assert unseen.articles == 1
    assert unseen.scores["mentions", None, "exact"] == Counts(0, 1, 1)
    everything = score(project, on="all", **asked)
    assert everything.scores["mentions", None, "exact"] == Counts(2, 1, 5)
    assert "Extractor v1 learned from 2 of these 3 articles: the scores flatter it." in everything.notes


def test_a_version_is_not_compared_with_itself(project: Project, tmp_path: Path) -> None:
    bring(project, tmp_path, said("a", "Noor", **NOOR))
    version(project, learned=["a"])
    with pytest.raises(SpanloopError, match="Extractor v1 cannot be compared with itself"):
        compare_versions(project, data_dir=tmp_path, first="1", second="v1")
    with pytest.raises(SpanloopError, match="There is no extractor 2"):
        compare_versions(project, data_dir=tmp_path, first="1", second="2")


def test_articles_of_another_language_are_named() -> None:
    import spacy

    arabic = Reference(Article("a", "قصف الثوار دلنا", language="ar"), {}, "test", "a")
    english = Reference(Article("b", REPORT, language="en"), {}, "test", "b")
    pipelines = [spacy.blank("en")]
    with pytest.raises(SpanloopError) as caught:
        readable_by(pipelines, [arabic, arabic], on="test", who="Extractor v1")
    assert caught.value.what == (
        "Extractor v1 cannot be scored: all of its test articles are in Arabic; the extractor reads English"
    )
    assert readable_by(pipelines, [arabic, english], on="test", who="Extractor v1") == [english]
