"""Judging through the real entry point: two small versions of the sample's extractor, scored, listed and compared."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from spanloop.core.evaluation import Evaluation, VersionComparison
from spanloop.operations.children import compare_command, evaluate_command
from tests.e2e.verbs import Spanloop, in_this_process, in_this_process_for_long
from tests.seeds import MARKED

Row = dict[str, Any]


class Yard(NamedTuple):
    """told: what `evaluate --json` said of the first version, by its options; nothing changes in between."""

    home: Path
    project: Path
    articles: dict[str, Row]
    told: dict[tuple[str, ...], Row]


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Yard:
    """The sample with a version that learned a little and one that learned nothing."""
    home = tmp_path_factory.mktemp("judging")
    program = Spanloop(in_this_process_for_long(home / "home"))
    project = home / "sample.spanloop"
    program.does("sample", project, "--author", "Noor")
    program.trains(project, steps=120, recipe="blank")
    program.trains(project, steps=1, recipe="blank")
    articles = {record["uid"]: record for record in program.marks(project, author="Noor")}
    return Yard(home / "home", project, articles, {})


@pytest.fixture
def judge(yard: Yard, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Spanloop:
    monkeypatch.setenv("COLUMNS", "100")
    return Spanloop(in_this_process(yard.home, capsys, monkeypatch))


def scored(judge: Spanloop, yard: Yard, *options: str) -> Row:
    if options not in yard.told:
        yard.told[options] = judge.does("evaluate", yard.project, "--extractor", "1", *options, "--json").json
    return yard.told[options]


def by_key(rows: list[Row]) -> dict[tuple[str, str | None, str], Row]:
    return {(row["part"], row["label"], row["mode"]): row for row in rows}


def test_everything_that_is_complete_is_scored_once(judge: Spanloop, yard: Yard) -> None:
    told = scored(judge, yard, "--on", "all")
    english = [record for record in MARKED if record["language"] == "en"]
    assert told["articles"] == len(english)
    rows = by_key(told["scores"])
    assert rows["mentions", None, "exact"]["n"] == sum(len(record["spans"]) for record in english)
    assert rows["triggers", None, "exact"]["n"] == sum(len(record["events"]) for record in english)
    assert rows["mentions", None, "exact"]["f1"] > 0
    low, high = rows["mentions", None, "exact"]["f1_low"], rows["mentions", None, "exact"]["f1_high"]
    assert 0 <= low <= rows["mentions", None, "exact"]["f1"] <= high <= 1
    notes = " ".join(told["notes"])
    assert "Left out: 1 article in Arabic; Extractor v1 reads English." in notes
    assert "the scores flatter it" in notes
    assert judge.does("evaluate", yard.project, "--extractor", "1", "--all", "--json").json == told


def test_what_it_never_suggests_is_said_and_not_scored(judge: Spanloop, yard: Yard) -> None:
    told = scored(judge, yard, "--on", "all")
    links = sum(len(record.get("links", ())) for record in MARKED if record["language"] == "en")
    assert told["left_out"] == {"links": links}
    assert f"Extractor v1 suggests no links; the {links} of the reference are not scored." in told["notes"]
    assert {error["part"] for error in told["errors"]} <= {row["part"] for row in told["scores"]}
    assert {row["part"] for row in told["scores"]} == {"mentions", "triggers", "arguments", "attributes"}


def test_errors_account_for_the_scores_and_quote_the_article(judge: Spanloop, yard: Yard) -> None:
    told = scored(judge, yard, "--on", "all")
    rows = by_key(told["scores"])
    kinds = Counter((error["part"], error["kind"]) for error in told["errors"])
    for part in ("mentions", "triggers"):
        exact, overlap = rows[part, None, "exact"], rows[part, None, "overlap"]
        label, boundary = kinds[part, "label"], kinds[part, "boundary"]
        assert (exact["fn"], exact["fp"]) == (
            kinds[part, "missed"] + label + boundary,
            kinds[part, "false"] + label + boundary,
        )
        assert (overlap["fn"], overlap["fp"]) == (kinds[part, "missed"] + label, kinds[part, "false"] + label)
    for error in told["errors"]:
        text = yard.articles[error["article"]]["text"]
        assert " ".join(text[error["start"] : error["end"]].split()) == " ".join(error["quote"].split())
        whole = error["before"] + error["quote"] + error["after"]
        assert " ".join(whole.split()) in " ".join(text.split())
        assert max(len(error["before"]), len(error["after"])) <= 60
        assert error["title"] == yard.articles[error["article"]]["title"]
        assert error["other"] is None, "it was predicted to be scored and is nowhere to be opened"
        assert (error["reference"] is None) == (error["kind"] == "false")
    order = list(yard.articles)
    places = [(order.index(error["article"]), error["start"]) for error in told["errors"]]
    assert places == sorted(places)


def test_confusion_adds_up_with_the_scores(judge: Spanloop, yard: Yard) -> None:
    told = scored(judge, yard, "--on", "all")
    rows = by_key(told["scores"])
    for part, met in told["confusion"].items():
        for (of, label, mode), row in rows.items():
            if of == part and label is not None and mode == "overlap":
                assert sum(cell["n"] for cell in met if cell["reference"] == label) == row["n"]
                assert sum(cell["n"] for cell in met if cell["other"] == label) == row["tp"] + row["fp"]
                assert sum(cell["n"] for cell in met if cell["reference"] == cell["other"] == label) == row["tp"]


def test_the_version_keeps_the_scores_that_it_was_trained_with(judge: Spanloop, yard: Yard) -> None:
    told = scored(judge, yard)
    versions = judge.does("versions", yard.project, "--json").json
    (first,) = [row for row in versions if row["number"] == 1]
    exact = by_key(told["scores"])
    assert first["f1"]["mentions"] == exact["mentions", None, "exact"]["f1"]
    assert first["f1"]["triggers"] == exact["triggers", None, "exact"]["f1"]


def test_unseen_is_what_it_did_not_learn_from(judge: Spanloop, yard: Yard) -> None:
    test, unseen = scored(judge, yard), scored(judge, yard, "--on", "unseen")
    # All that is complete in English is in train, dev or test.
    assert unseen["scores"] == test["scores"]
    assert (test["on"], unseen["on"]) == ("test", "unseen")


def test_two_versions_are_compared_on_the_same_articles(judge: Spanloop, yard: Yard) -> None:
    told = judge.does("compare", yard.project, "1", "2", "--json").json
    first = by_key(scored(judge, yard)["scores"])
    second = by_key(judge.does("evaluate", yard.project, "--extractor", "2", "--json").json["scores"])
    assert (told["first"], told["second"], told["on"]) == ("Extractor v1", "Extractor v2", "test")
    assert VersionComparison.from_dict(told).to_dict() == told
    for row in told["rows"]:
        key = row["part"], row["label"], row["mode"]
        assert row["f1_first"] == (first[key]["f1"] if key in first else 0)
        assert row["f1_second"] == (second[key]["f1"] if key in second else 0)
        assert row["change"] == pytest.approx(row["f1_second"] - row["f1_first"], abs=1.1e-4)
    assert told["rows"][0]["n"] == first["mentions", None, "exact"]["n"]
    back = judge.does("compare", yard.project, "2", "1", "--json").json
    assert [-row["change"] for row in back["rows"]] == [row["change"] for row in told["rows"]]
    # Attributes are scored on events that both sides have, so their number is the version's.
    counted = [[row["n"] for row in rows if row["part"] != "attributes"] for rows in (back["rows"], told["rows"])]
    assert counted[0] == counted[1]


def test_a_child_process_speaks_lines(judge: Spanloop, yard: Yard) -> None:
    words = evaluate_command(yard.project, extractor="1", on="unseen")
    assert words[3:] == [
        "evaluate", str(yard.project), "--extractor", "1", "--on", "unseen", "--progress", "jsonl", "--watch-input"
    ]  # fmt: skip
    *steps, done = judge.does(*words[3:-1]).lines
    assert [line["event"] for line in steps] == ["progress"] * len(steps)
    assert (steps[-1]["step"], steps[-1]["max_steps"]) == (done["articles"], done["articles"])
    assert done["event"] == "done"
    assert Evaluation.from_dict(done).to_dict() == scored(judge, yard, "--on", "unseen")
    *steps, done = judge.does(*compare_command(yard.project, first="1", second="2")[3:-1]).lines
    assert (steps[-1]["step"], steps[-1]["max_steps"]) == (2 * done["articles"], 2 * done["articles"])
    refused = judge.says("compare", yard.project, "1", "9", "--progress", "jsonl")
    assert refused.code == 1
    assert refused.lines[-1]["event"] == "error"


def test_people_read_tables_and_the_words_around_an_error(judge: Spanloop, yard: Yard) -> None:
    told = judge.does(
        "evaluate", yard.project, "--extractor", "1", "--all", "--by-label", "--errors", "--confusion"
    ).out
    assert told.startswith("Extractor v1 against truth, ")
    assert max(map(len, told.splitlines())) <= 100
    row = by_key(scored(judge, yard, "--on", "all")["scores"])["mentions", None, "exact"]
    low, high, f1 = (f"{row[name]:.2f}".removeprefix("0") for name in ("f1_low", "f1_high", "f1"))
    assert f"{f1} ({low} to {high})" in told
    assert "taken for" in told
    errors = scored(judge, yard, "--on", "all")["errors"]
    assert f"{len(errors)} differences." in told
    assert all(f"[{error['quote']}]" in told for error in errors if len(error["quote"]) < 40)
    compared = judge.does("compare", yard.project, "1", "2", "--by-label").out
    assert "that neither learned from" in compared
    assert max(map(len, compared.splitlines())) <= 100
