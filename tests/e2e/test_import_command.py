"""A folder of mixed files through the commands: look, choose, import, and what is said of what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.verbs import Spanloop

PAGE = """<!doctype html><html lang="en"><head><title>Bridge closed at Orsa | Velm Post</title></head><body>
<nav><a href="/">Home</a> <a href="/w">World</a></nav><article><h1>Bridge closed at Orsa</h1><p>March 3, 2022</p>
<p>Soldiers closed the bridge at Orsa on Monday, the mayor said, and the ferry stopped as well.</p></article>
<aside>Most read</aside></body></html>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A page, a text, a table, marks, a picture, and a text that is none."""
    place = tmp_path / "in"
    place.mkdir()
    (place / "bridge.html").write_text(PAGE, encoding="utf-8")
    (place / "broken.txt").write_bytes(bytes(range(256)) * 40)
    (place / "depot.txt").write_text("A depot burned in Velm on Monday.\n", encoding="utf-8")
    (place / "links.csv").write_text("id,title,text\n7,Shells,Shells fell on Orsa again.\n", encoding="utf-8")
    (place / "marks.jsonl").write_text('{"text": "Troops moved.", "spans": []}\n', encoding="utf-8")
    (place / "map.png").write_bytes(b"\x89PNG")
    return place


@pytest.fixture
def project(tmp_path: Path, spanloop: Spanloop) -> Path:
    return spanloop.makes(tmp_path / "p.spanloop")


def test_a_look_shows_what_would_come_and_writes_nothing(folder: Path, project: Path, spanloop: Spanloop) -> None:
    before = project.read_bytes()
    said = spanloop.does("look", folder, "--project", project)
    assert "bridge.html" in said.out
    assert "broken.txt: the file is not text" in said.out
    assert "3 new articles, 1 file of marks with 1 record, 1 refused, 1 skipped." in " ".join(said.out.split())
    told = spanloop.does("import", project, folder, "--dry-run", "--json").json
    assert [row["path"] for row in told["rows"] if row["state"] == "new"] == [
        "bridge.html", "depot.txt", "links.csv, row 2",
    ]  # fmt: skip
    assert told["totals"]["skipped"] == 1
    assert [row["path"] for row in told["rows"] if row["state"] == "skipped"] == ["map.png"]
    assert "map.png" not in said.out
    listed = spanloop.does("look", folder, "--skipped").out
    assert "map.png: skipped: it is no page, text or table by its name" in " ".join(listed.split())
    assert project.read_bytes() == before


def test_one_bad_file_refuses_all_and_is_named_with_the_way_out(
    folder: Path, project: Path, spanloop: Spanloop
) -> None:
    said = spanloop.says("import", project, folder).refuses("broken.txt", "None of the 5 files was imported")
    assert said.err.count("broken.txt") == 1
    assert spanloop.marks(project) == []
    command = ("import", project, folder, "--skip-bad", "--no-prepare", "--json", "--author", "Noor")
    told = spanloop.does(*command).json
    assert (told["articles"], told["refused"], told["skipped"]) == (4, 1, 1)
    assert {entry["code"] for entry in told["ledger"]} == {"file.skipped", "file.passed_over"}
    again = spanloop.does(*command).json
    assert (again["articles"], again["known"]) == (0, 4)
    assert spanloop.undoes(project) == "import in"
    assert spanloop.marks(project) == []


def test_what_was_looked_at_is_imported_less_what_is_left_out(
    folder: Path, project: Path, tmp_path: Path, spanloop: Spanloop
) -> None:
    stage, choices = tmp_path / "found.look", tmp_path / "choices.json"
    lines = spanloop.does("look", folder, "--into", stage, "--progress", "jsonl").lines
    assert lines[-1]["event"] == "done"
    assert lines[-1]["stage"] == str(stage)
    assert lines[-1]["totals"]["states"] == {"new": 3, "refused": 1, "marks": 1}
    choices.write_text(json.dumps({"details": {"0": {"title": "Bridge", "date": "2022-03-04"}}}), encoding="utf-8")
    command = ("import", project, "--look", stage, "--leave-out", "1,3-4", "--choices", choices, "--no-prepare")
    lines = spanloop.does(*command, "--progress", "jsonl").lines
    assert (lines[-1]["event"], lines[-1]["articles"], lines[-1]["refused"]) == ("done", 2, 0)
    assert [line["title"] for line in spanloop.marks(project)] == ["Bridge", "A depot burned in Velm on Monday."]


@pytest.mark.parametrize(
    "words",
    [["p.spanloop"], ["p.spanloop", "a.txt", "--look", "x"], ["p.spanloop", "--look", "x", "--leave-out", "3-x"]],
    ids=" ".join,
)
def test_what_goes_not_together_is_not_understood(spanloop: Spanloop, words: list[str]) -> None:
    spanloop.says("import", *words).misunderstands()


def test_what_is_not_there_is_named_once(project: Path, tmp_path: Path, spanloop: Spanloop) -> None:
    said = spanloop.says("import", project, tmp_path / "gone.html").refuses("gone.html", "Check the name")
    assert said.err.count("gone.html") == 1
    spanloop.says("look", tmp_path / "gone.html").refuses("gone.html")
    spanloop.says("import", project, "--look", tmp_path / "gone.look").refuses("gone.look", "Look at the files again")


def test_stored_pages_are_read_again(folder: Path, project: Path, spanloop: Spanloop) -> None:
    spanloop.does("import", project, folder / "bridge.html", "--no-prepare", "--author", "Noor")
    assert spanloop.does("reimport", project, "--author", "Noor").out == "Read 0 articles again.\n"
    said = spanloop.does("reimport", project, "--all", "--dry-run")
    assert said.out == "Would read 1 article again: 1 as before.\n"
    told = spanloop.does("reimport", project, "bridge.html", "--json").json
    assert [(row["path"], row["outcome"]) for row in told["articles"]] == [("bridge.html", "same")]
    spanloop.says("reimport", project, "gone.html").refuses("gone.html")
    spanloop.says("reimport", project, "bridge.html", "--all").misunderstands()


def test_a_dry_run_of_a_revision_says_what_goes_along(project: Path, tmp_path: Path, spanloop: Spanloop) -> None:
    page = tmp_path / "bridge.html"
    page.write_text(PAGE, encoding="utf-8")
    spanloop.does("import", project, page, "--no-prepare", "--author", "Noor")
    (record,) = spanloop.marks(project)
    spans = [
        {"start": (at := record["text"].index(words)), "end": at + len(words), "label": "GPE"}
        for words in ("Orsa on Monday", "the mayor")
    ]
    marks = tmp_path / "marks.jsonl"
    marks.write_text(json.dumps({"id": "bridge.html", "spans": spans}) + "\n", encoding="utf-8")
    spanloop.does("import", project, marks, "--author", "Noor")
    page.write_text(PAGE.replace("on Monday", "on Tuesday"), encoding="utf-8")
    command = ("import", project, page, "--revise", "--no-prepare", "--author", "Noor")
    said = " ".join(spanloop.does(*command, "--dry-run").out.split())
    told = "bridge.html: comes in as a new revision; 1 mark would go along; 1 mark would stay on the old text."
    assert told in said
    assert "--revise" not in said
    left = " ".join(spanloop.does(*command).out.split())
    assert "bridge.html: GPE by Noor stays on the old text" in left
    assert "(\u201cOrsa on Monday\u201d)" in left
