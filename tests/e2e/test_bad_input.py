"""Bad input from others: one clear sentence with file and way out, exit code 1, and nothing stored is lost."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_command_line import SMALL_SCHEMA, write_lines
from tests.e2e.verbs import Spanloop, in_child_process

TEXT = "Shells fell on Tel Shahin."


def span(start: int, end: int, label: str = "GPE", **more: Any) -> dict[str, Any]:
    return {"id": "s1", "start": start, "end": end, "label": label, **more}


def event(**more: Any) -> dict[str, Any]:
    return {"id": "e1", "type": "STRIKE", "trigger": {"start": 0, "end": 6}, "arguments": [], "attributes": {}, **more}


# Texts ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00" + bytes(range(256)) * 8),
        ("empty.txt", b""),
        ("blank.txt", b" \r\n\t\n "),
        ("wrong.txt", b"\xff\xfe\x00\xd8\x41"),
        ("large.txt", b"Shells fell. " * 900_000),
    ],
)
def test_texts_that_are_none_are_refused_whole(
    tmp_path: Path, filled: Path, spanloop: Spanloop, name: str, data: bytes
) -> None:
    before = spanloop.exported(filled)
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a-good.txt").write_text(TEXT, encoding="utf-8")
    (folder / name).write_bytes(data)
    spanloop.says("import", filled, folder, "--author", "Noor").refuses(name)
    assert spanloop.exported(filled) == before
    spanloop.finds_sound(filled)


def test_a_file_that_is_not_there(filled: Path, spanloop: Spanloop) -> None:
    spanloop.says("import", filled, filled.parent / "gone.txt").refuses("gone.txt")


# JSONL ----------------------------------------------------------------------------------------------------------------

BAD_LINES: dict[str, dict[str, Any]] = {
    "span out of range": {"text": TEXT, "spans": [span(15, 400)]},
    "negative start": {"text": TEXT, "spans": [span(-1, 4)]},
    "start is end": {"text": TEXT, "spans": [span(4, 4)]},
    "start after end": {"text": TEXT, "spans": [span(9, 4)]},
    "start is text": {"text": TEXT, "spans": [{"start": "0", "end": 4, "label": "GPE"}]},
    "start is true": {"text": TEXT, "spans": [{"start": False, "end": True, "label": "GPE"}]},
    "unknown label": {"text": TEXT, "spans": [span(15, 25, "NONSENSE")]},
    "no label": {"text": TEXT, "spans": [{"start": 15, "end": 25}]},
    "unknown event type": {"text": TEXT, "events": [event(type="NONSENSE")]},
    "unknown role": {
        "text": TEXT,
        "spans": [span(15, 25)],
        "events": [event(arguments=[{"role": "nonsense", "span": "s1"}])],
    },
    "unknown filler": {"text": TEXT, "events": [event(arguments=[{"role": "place", "span": "s9"}])]},
    "trigger out of range": {"text": TEXT, "events": [event(trigger={"start": 0, "end": 600})]},
    "no text": {"spans": []},
    "text is a number": {"text": 3},
    "another text under a known id": {"id": "depot-army", "text": TEXT},
}


@pytest.mark.parametrize("bad", BAD_LINES.values(), ids=list(BAD_LINES))
def test_a_bad_line_is_named_and_nothing_of_the_file_comes_in(
    tmp_path: Path, filled: Path, spanloop: Spanloop, bad: dict[str, Any]
) -> None:
    before = spanloop.exported(filled)
    good = {"id": "fresh", "text": TEXT, "spans": [span(15, 25)]}
    lines = write_lines(tmp_path / "in.jsonl", good, bad)
    spanloop.says("import", filled, lines, "--author", "Noor").refuses("in.jsonl", "line 2")
    assert spanloop.exported(filled) == before
    spanloop.finds_sound(filled)


@pytest.mark.parametrize(
    "line",
    ['{"text": "a"', "[]", "7", '{"text": "a"} {"text": "b"}', "[" * 100_000, '{"text": ' + "[" * 100_000],
    ids=["cut off", "a list", "a number", "two at once", "deep list", "deep value"],
)
def test_a_line_that_is_no_record(tmp_path: Path, filled: Path, spanloop: Spanloop, line: str) -> None:
    before = spanloop.exported(filled)
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"text": TEXT}) + "\n" + line + "\n", encoding="utf-8")
    spanloop.says("import", filled, path).refuses("in.jsonl", "line 2")
    assert spanloop.exported(filled) == before


# Schemas --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (json.dumps({**SMALL_SCHEMA, "entities": [*SMALL_SCHEMA["entities"], {"label": "ORG", "key": "p"}]}), "p"),
        (json.dumps({**SMALL_SCHEMA, "entities": [*SMALL_SCHEMA["entities"], {"label": "PER", "key": "x"}]}), "PER"),
        (json.dumps({"version": "1", "entities": [], "events": []}), "name"),
        ("{", "JSON"),
        ("[]", "schema"),
    ],
    ids=["key given twice", "label given twice", "no name", "no JSON", "a list"],
)
def test_a_bad_schema_makes_no_project(tmp_path: Path, spanloop: Spanloop, content: str, word: str) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text(content, encoding="utf-8")
    spanloop.says("new", tmp_path / "p.spanloop", "--schema", schema).refuses("schema.json", word)
    assert not (tmp_path / "p.spanloop").exists()


# Projects -------------------------------------------------------------------------------------------------------------


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        for statement in statements:
            file.execute(statement)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:12288] = b"\xa5" * 8192
    path.write_bytes(bytes(data))


BAD_PROJECTS: dict[str, Any] = {
    "no database": lambda path: path.write_bytes(b"Shells fell. " * 1000),
    "empty file": lambda path: path.write_bytes(b""),
    "another program's": lambda path: (path.unlink(), change(path, "CREATE TABLE notes (id INTEGER)")),
    "truncated": truncate,
    "damaged": damage,
    "a foreign trigger": lambda path: change(
        path, "CREATE TRIGGER evil AFTER INSERT ON span BEGIN DELETE FROM article; END"
    ),
    "a foreign view": lambda path: change(path, "CREATE VIEW evil AS SELECT * FROM article"),
    "newer than the program": lambda path: change(path, "PRAGMA user_version = 900"),
}


@pytest.mark.parametrize("spoil", BAD_PROJECTS.values(), ids=list(BAD_PROJECTS))
@pytest.mark.parametrize("command", ["check", "undo"])
def test_a_file_that_is_no_sound_project_is_left_as_it_is(
    filled: Path, spanloop: Spanloop, spoil: Any, command: str
) -> None:
    spoil(filled)
    before = filled.read_bytes()
    said = spanloop.says(command, filled, *([] if command == "check" else ["--author", "Noor"]))
    said.refuses("project.spanloop")
    assert filled.read_bytes() == before


def test_a_folder_is_no_project(tmp_path: Path, spanloop: Spanloop) -> None:
    spanloop.says("check", tmp_path).refuses(tmp_path.name)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write to read-only files")
def test_a_read_only_project_takes_no_marks(tmp_path: Path, filled: Path, spanloop: Spanloop) -> None:
    page = tmp_path / "a.txt"
    page.write_text(TEXT, encoding="utf-8")
    filled.chmod(0o444)
    filled.parent.chmod(0o555)
    try:
        spanloop.says("import", filled, page, "--author", "Noor").refuses("project.spanloop")
    finally:
        filled.parent.chmod(0o755)
        filled.chmod(0o644)
    spanloop.finds_sound(filled)


def test_a_destination_that_cannot_be_written(tmp_path: Path, filled: Path, spanloop: Spanloop) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x", encoding="utf-8")
    spanloop.says("export", filled, blocked / "out.jsonl", "--format", "jsonl").refuses("out.jsonl")
    spanloop.says("export", filled, blocked, "--format", "spacy").refuses("file")
    assert blocked.read_text(encoding="utf-8") == "x"


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on the size of files")
def test_where_no_more_fits_nothing_is_lost(tmp_path: Path, filled: Path, spanloop: Spanloop) -> None:
    """A file that may not grow, which is what a full disk looks like from inside a program."""
    before = spanloop.exported(filled)
    large = tmp_path / "large.txt"
    large.write_text("\n".join(f"Shells fell on house {number}." for number in range(40_000)), encoding="utf-8")
    cramped = Spanloop(in_child_process(tmp_path / "home", largest_file=filled.stat().st_size + 32_768))
    cramped.says("import", filled, large, "--author", "Noor").refuses("project.spanloop")
    tiny = Spanloop(in_child_process(tmp_path / "home", largest_file=16_384))
    tiny.says("new", tmp_path / "second.spanloop").refuses("second.spanloop")
    assert not (tmp_path / "second.spanloop").exists()
    assert spanloop.exported(filled) == before
    spanloop.finds_sound(filled)


def test_a_copy_beside_the_project_survives(tmp_path: Path, filled: Path, spanloop: Spanloop) -> None:
    """A plain copy of a closed project is a whole project: closing leaves nothing in side files."""
    assert [path.name for path in filled.parent.glob("project.spanloop*")] == ["project.spanloop"]
    shutil.copy(filled, tmp_path / "copy.spanloop")
    assert spanloop.exported(tmp_path / "copy.spanloop") == spanloop.exported(filled)
