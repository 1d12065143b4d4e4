"""Every command through the real entry point: what it does, what it prints as JSON, and how it ends."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.verbs import Spanloop, in_child_process
from tests.seeds import REPORTS, SAMPLE

SMALL_SCHEMA = {
    "name": "small",
    "version": "1",
    "entities": [{"label": "PER", "key": "p", "gloss": "a person"}, {"label": "LOC", "key": "l", "gloss": "a place"}],
    "events": [],
}


def write_lines(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


def by_author(records: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [record for record in records if record.get("author", {}).get("name") == name]


# new ------------------------------------------------------------------------------------------------------------------


def test_new_makes_a_sound_project_with_the_default_schema(tmp_path: Path, spanloop: Spanloop) -> None:
    told = spanloop.does("new", tmp_path / "north.spanloop", "--author", "Noor", "--json").json
    assert told["name"] == "north"
    assert told["project"] == str(tmp_path / "north.spanloop")
    spanloop.finds_sound(tmp_path / "north.spanloop")


def test_new_takes_a_minimal_schema(tmp_path: Path, spanloop: Spanloop) -> None:
    schema = tmp_path / "small.json"
    schema.write_text(json.dumps(SMALL_SCHEMA), encoding="utf-8")
    project = spanloop.makes(tmp_path / "small.spanloop", schema=schema)
    lines = write_lines(
        tmp_path / "in.jsonl", {"text": "Lena left.", "spans": [{"start": 0, "end": 4, "label": "PER"}]}
    )
    assert spanloop.imports(project, lines)["marks"] == 1


def test_new_never_overwrites(project: Path, spanloop: Spanloop) -> None:
    before = project.read_bytes()
    spanloop.says("new", project).refuses("project.spanloop")
    assert project.read_bytes() == before


# import and export ----------------------------------------------------------------------------------------------------


def test_texts_come_in_from_files_and_folders(tmp_path: Path, project: Path, spanloop: Spanloop) -> None:
    folder = tmp_path / "pages"
    (folder / "deep").mkdir(parents=True)
    (folder / "one.txt").write_text("Shells fell on the port.\n\nNobody was hurt.", encoding="utf-8")
    (folder / "deep" / "two.txt").write_bytes("Обстріляно порт.\r\nНіхто не постраждав.\r\n".encode("cp1251"))
    single = tmp_path / "three.txt"
    single.write_bytes("A café 😀 was hit.\r\n".encode("utf-8-sig"))
    told = spanloop.imports(project, folder, single)
    assert (told["articles"], told["marks"]) == (3, 0)
    texts = {record["id"]: record["text"] for record in spanloop.marks(project)}
    assert texts["three.txt"] == "A café 😀 was hit.\r\n"
    assert texts["deep/two.txt"] == "Обстріляно порт.\r\nНіхто не постраждав.\r\n"
    assert spanloop.imports(project, folder, single)["known"] == 3
    assert len(spanloop.marks(project)) == 3


def test_jsonl_is_lossless_both_ways(tmp_path: Path, filled: Path, spanloop: Spanloop) -> None:
    first = spanloop.exported(filled)
    other = spanloop.makes(tmp_path / "other.spanloop")
    carried = tmp_path / "carried.jsonl"
    carried.write_bytes(first)
    spanloop.imports(other, carried)
    assert spanloop.exported(other) == first
    assert spanloop.imports(other, carried)["marks"] == 0
    assert spanloop.exported(other) == first


def test_the_sample_leaves_as_it_came(filled: Path, spanloop: Spanloop, sample: list[dict[str, Any]]) -> None:
    exported = {record["id"]: record for record in spanloop.marks(filled)}
    assert set(exported) == {record["id"] for record in sample}
    for record in sample:
        there = exported[record["id"]]
        assert there["text"] == record["text"]
        assert there["author"]["kind"] == "gold"
        keys = [(span["start"], span["end"], span["label"]) for span in record["spans"]]
        assert sorted((span["start"], span["end"], span["label"]) for span in there["spans"]) == sorted(keys)
        assert [event["type"] for event in there["events"]] == [event["type"] for event in record["events"]]
        assert all(there["text"][span["start"] : span["end"]] for span in there["spans"])


def test_export_of_one_author(filled: Path, spanloop: Spanloop) -> None:
    assert {record["author"]["name"] for record in spanloop.marks(filled, author="gold")} == {"gold"}
    spanloop.says("export", filled, filled.parent / "x", "--format", "jsonl", "--author", "Nobody").refuses("Nobody")


def test_training_data_holds_every_mark_that_is_not_nested(
    tmp_path: Path, filled: Path, spanloop: Spanloop, sample: list[dict[str, Any]]
) -> None:
    told = spanloop.writes_training_data(filled, tmp_path / "corpus")
    names = {path.name for path in (tmp_path / "corpus").iterdir()}
    assert {"train.spacy", "dev.spacy", "test.spacy", "config.cfg", "ledger.json"} <= names
    assert sum(told["docs"].values()) > 0
    import spacy
    from spacy.tokens import DocBin

    found: set[tuple[str, str]] = set()
    for path in (tmp_path / "corpus").glob("*.spacy"):
        for doc in DocBin().from_disk(path).get_docs(spacy.blank("en").vocab):
            found |= {(ent.text, ent.label_) for ent in doc.ents}
    ledger = json.loads((tmp_path / "corpus" / "ledger.json").read_text(encoding="utf-8"))
    told_of = json.dumps(ledger, ensure_ascii=False)
    for record in sample:
        if record["language"] != "en":
            assert record["id"] in told_of or record["title"] in told_of
            continue
        spans = record["spans"]
        for span in spans:
            inside = any(
                other is not span and other["start"] <= span["start"] and span["end"] <= other["end"] for other in spans
            )
            quote = record["text"][span["start"] : span["end"]]
            assert inside or (quote, span["label"]) in found or quote in told_of


def test_training_data_is_the_same_each_time(tmp_path: Path, filled: Path, spanloop: Spanloop) -> None:
    spanloop.writes_training_data(filled, tmp_path / "one")
    spanloop.writes_training_data(filled, tmp_path / "two")
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


# undo and redo --------------------------------------------------------------------------------------------------------


def test_undo_takes_back_a_whole_import_and_redo_brings_it_again(filled: Path, spanloop: Spanloop) -> None:
    full = spanloop.exported(filled)
    undone = spanloop.undoes(filled)
    assert "import" in undone
    assert spanloop.exported(filled) == b""
    assert spanloop.redoes(filled) == undone
    assert spanloop.exported(filled) == full
    spanloop.finds_sound(filled)


def test_undo_is_each_authors_own(tmp_path: Path, project: Path, spanloop: Spanloop) -> None:
    page = tmp_path / "a.txt"
    page.write_text("Shells fell.", encoding="utf-8")
    spanloop.imports(project, page, author="Noor")
    spanloop.says("redo", project, "--author", "Noor").refuses()
    spanloop.undoes(project, author="Noor")
    assert spanloop.marks(project) == []


# check ----------------------------------------------------------------------------------------------------------------


def test_check_tells_a_quote_that_is_not_in_the_text(filled: Path, spanloop: Spanloop) -> None:
    with closing(sqlite3.connect(filled)) as file, file:
        file.execute("UPDATE span SET quote = 'elsewhere' WHERE id = (SELECT min(id) FROM span)")
    said = spanloop.says("check", filled)
    assert said.code == 1
    assert "elsewhere" in said.out
    told = spanloop.says("check", filled, "--json").json
    assert told["sound"] is False
    assert len(told["faults"]) == 1


# the loop -------------------------------------------------------------------------------------------------------------


def test_the_loop_turns(tmp_path: Path, program: Spanloop) -> None:
    """New, sample, train, suggest, evaluate, each a program of its own, as a script would have it."""
    project = tmp_path / "sample.spanloop"
    made = program.does("sample", project, "--author", "Noor", "--json").json
    assert 0 < made["complete"] < made["articles"]
    lines = program.trains(project, steps=40)
    assert [line["event"] for line in lines] == ["progress"] * (len(lines) - 1) + ["done"]
    assert lines[-1]["number"] == 1
    steps = [line["step"] for line in lines[:-1]]
    assert steps == sorted(steps)
    told = program.suggests(project)
    assert told["extractor"] == lines[-1]["extractor"]
    suggested = [record for record in program.marks(project) if record.get("author", {}).get("kind") == "extractor"]
    count = sum(len(record["spans"]) + len(record["events"]) for record in suggested)
    assert count == told["suggestions"]
    scores = program.scores(project, "--all")
    whole = scores["mentions", None, "exact"]
    assert whole["n"] > 0
    assert 0 <= whole["f1"] <= scores["mentions", None, "overlap"]["f1"] <= 1
    program.finds_sound(project)


def test_the_same_seed_gives_the_same_scores(tmp_path: Path, program: Spanloop, spanloop: Spanloop) -> None:
    metrics: list[Any] = []
    for name, installed in (("one", program), ("two", spanloop)):  # in two processes, whose hashes are seeded apart
        project = tmp_path / f"{name}.spanloop"
        installed.does("sample", project, "--author", "Noor")
        metrics.append(installed.trains(project, steps=10, seed=3, recipe="blank")[-1]["metrics"])
    assert metrics[0] == metrics[1]


def test_two_people_give_agreement(
    tmp_path: Path, project: Path, spanloop: Spanloop, sample: list[dict[str, Any]]
) -> None:
    bare = {key: sample[0][key] for key in ("id", "text", "language")}
    spans = [{key: span[key] for key in ("start", "end", "label")} for span in sample[0]["spans"]]
    noor = {**bare, "author": {"name": "Noor", "kind": "human"}, "spans": spans, "complete": ["entities"]}
    ilya = {**bare, "author": {"name": "Ilya", "kind": "human"}, "spans": spans[1:], "complete": ["entities"]}
    spanloop.imports(project, write_lines(tmp_path / "both.jsonl", noor, ilya))
    row = spanloop.scores(project, "--author", "Ilya", "--against", "Noor", "--all")["mentions", None, "exact"]
    assert row["n"] == len(spans)
    assert row["precision"] == 1
    assert row["recall"] == pytest.approx(1 - 1 / len(spans), abs=1e-4)


def test_what_the_loop_needs_and_has_not_is_said(filled: Path, project: Path, spanloop: Spanloop) -> None:
    spanloop.says("suggest", filled).refuses("Train")
    spanloop.says("evaluate", filled).refuses()
    spanloop.says("train", filled, "--recipe", "nonsense").refuses("nonsense", "blank")
    spanloop.says("evaluate", filled, "--author", "Nobody", "--all").refuses("Nobody")
    spanloop.says("evaluate", filled, "--on", "test", "--all").refuses("--on test and --all contradict each other")


def test_training_without_marks_is_refused(project: Path, spanloop: Spanloop) -> None:
    spanloop.says("train", project, "--author", "Noor").refuses()
    spanloop.finds_sound(project)


# merging --------------------------------------------------------------------------------------------------------------


def test_two_copies_marked_apart_merge_without_loss_or_doubles(
    tmp_path: Path, filled: Path, spanloop: Spanloop, sample: list[dict[str, Any]]
) -> None:
    """Noor marks in both copies, partly the same; Ilya in one only. Each copy then takes the other's export in."""
    other = tmp_path / "other.spanloop"
    shutil.copy(filled, other)
    bare = [
        {"id": record["id"], "text": record["text"], "author": {"name": "Noor", "kind": "human"}} for record in sample
    ]
    spans = [[{key: s[key] for key in ("start", "end", "label")} for s in record["spans"]] for record in sample]
    here = [{**line, "spans": marks[:4]} for line, marks in zip(bare[:5], spans[:5], strict=True)]
    there = [{**line, "spans": marks[2:6]} for line, marks in zip(bare[3:], spans[3:], strict=True)]
    ilya = {**bare[0], "author": {"name": "Ilya", "kind": "human"}, "spans": spans[0][:2]}
    spanloop.imports(filled, write_lines(tmp_path / "here.jsonl", *here))
    spanloop.imports(other, write_lines(tmp_path / "there.jsonl", *there, ilya))

    for source, target in ((filled, other), (other, filled)):
        carried = tmp_path / "carried.jsonl"
        carried.write_bytes(spanloop.exported(source))
        spanloop.imports(target, carried)
    merged = [spanloop.marks(path) for path in (filled, other)]

    for records in merged:
        noors = {record["id"]: record for record in by_author(records, "Noor")}
        for index, record in enumerate(sample):
            wanted = {
                (s["start"], s["end"], s["label"])
                for s in (spans[index][:4] if index < 5 else []) + (spans[index][2:6] if index >= 3 else [])
            }
            found = [(s["start"], s["end"], s["label"]) for s in noors[record["id"]]["spans"]]
            assert sorted(found) == sorted(wanted)
        assert [len(record["spans"]) for record in by_author(records, "Ilya")] == [2]
        assert len(by_author(records, "gold")) == len(sample)
    for path in (filled, other):
        spanloop.finds_sound(path)


# how commands end -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["new"],
        ["import", "p.spanloop"],
        ["export", "p.spanloop", "dest"],
        ["export", "p.spanloop", "dest", "--format", "word"],
        ["import", "p.spanloop", "a.txt", "--format", "word"],
        ["train", "p.spanloop", "--seed", "many"],
        ["check", "p.spanloop", "--nonsense"],
        ["undo"],
    ],
    ids=" ".join,
)
def test_what_is_not_understood_ends_with_2(spanloop: Spanloop, words: list[str]) -> None:
    spanloop.says(*words).misunderstands()


@pytest.mark.parametrize("command", ["check", "undo", "redo", "train", "suggest", "evaluate"])
def test_a_project_that_is_not_there_ends_with_1(tmp_path: Path, spanloop: Spanloop, command: str) -> None:
    spanloop.says(command, tmp_path / "gone.spanloop").refuses("gone.spanloop")
    assert not (tmp_path / "gone.spanloop").exists()


def test_a_program_of_its_own_ends_with_the_same_codes(tmp_path: Path, program: Spanloop) -> None:
    project = tmp_path / "p.spanloop"
    assert program.does("new", project, "--author", "Noor", "--json").json["name"] == "p"
    assert program.imports(project, SAMPLE)["articles"] == REPORTS
    program.finds_sound(project)
    program.says("new", project).refuses("p.spanloop")
    program.says("nonsense").misunderstands()


def test_help_and_version(program: Spanloop) -> None:
    assert program.does("--version").out.startswith("spanloop ")
    helped = program.does("--help").out
    for command in ("new", "open", "import", "export", "train", "suggest", "evaluate", "undo", "redo", "check"):
        assert command in helped


def test_json_is_the_only_thing_on_standard_output(tmp_path: Path, filled: Path, spanloop: Spanloop) -> None:
    page = tmp_path / "a.txt"
    page.write_text("Shells fell.", encoding="utf-8")
    assert set(spanloop.does("import", filled, page, "--json").json) >= {"articles", "known", "marks", "ledger"}
    exported = spanloop.does("export", filled, tmp_path / "x.jsonl", "--format", "jsonl", "--json").json
    dest = tmp_path / "x.jsonl"
    told = {"dest": str(dest), "written": [str(dest)], "articles": REPORTS + 1, "lost": {}, "summary": []}
    assert exported == {**told, "ledger": None}
    assert len(dest.read_bytes().splitlines()) == REPORTS + 1
    assert spanloop.does("check", filled, "--json").json == {"sound": True, "faults": []}


@pytest.mark.parametrize("words", [[], ["open"]], ids=["spanloop", "spanloop open"])
def test_without_a_screen_the_window_says_so(tmp_path: Path, words: list[str]) -> None:
    bare = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    program = Spanloop(in_child_process(tmp_path / "home", env=bare))
    if words:
        words = [*words, str(program.makes(tmp_path / "p.spanloop"))]
    program.says(*words).refuses("screen")
