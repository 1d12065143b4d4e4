"""Exports by keys: one door for all formats, what each leaves out, cancel, and what can go wrong."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Mention
from spanloop.gui.exporting import desk
from spanloop.gui.ledger_table import entry_line
from spanloop.operations import exporting
from spanloop.operations.export_outlook import export_formats
from spanloop.store.project import Project
from tests.gui.shell.conftest import Person

#: Says that it is under way, and then waits for the word to stop.
_WAITING = """
import json, sys
print(json.dumps({"event": "progress", "step": 30, "max_steps": 120}), flush=True)
sys.stdin.readline()
print(json.dumps({"event": "cancelled", "message": "The export was cancelled."}), flush=True)
sys.exit(1)
"""


def _says(told: dict[str, Any], *, code: int = 0) -> list[str]:
    return [sys.executable, "-S", "-c", f"print({json.dumps(told)!r}); raise SystemExit({code})"]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Path, str | None]]:
    """What was exported: by this process, since a child takes seconds, in the words of the child."""
    asked: list[tuple[str, Path, str | None]] = []

    def command(project: Path, *, dest: Path, file_format: str, author: str | None = None) -> list[str]:
        asked.append((file_format, dest, author))
        told: dict[str, Any] = {"event": "done", "dest": str(dest), "docs": {"train": 1}, "ledger": []}
        if file_format == "spacy":  # it takes seconds too
            return _says(told)
        try:
            with Project.open(project) as held:
                done = exporting.export(held, dest=dest, file_format=file_format, author=author)
        except SpanloopError as error:
            return _says({"event": "error", "what": error.what, "where": error.where, "way_out": error.way_out}, code=1)
        return _says(
            {
                "event": "done", "dest": str(dest), "written": [str(path) for path in done.written],
                "articles": done.articles, "lost": done.ledger.counts(), "summary": done.ledger.summary(),
                "ledger": None if done.ledger_at is None else str(done.ledger_at),
            }
        )  # fmt: skip

    monkeypatch.setattr(desk, "export_command", command)
    return asked


def opened(person: Person, qtbot: Any) -> Any:
    """The dialog after the key of the act, when all is counted."""
    person.press("Ctrl+E")
    sheet = person.dialog("export")
    qtbot.waitUntil(lambda: sheet.content.complete)
    return sheet


def to_format(sheet: Any, name: str) -> None:
    """Go down in the list to a format."""
    QTest.keyClick(sheet.list, Qt.Key.Key_Home)
    while sheet.chosen.name != name:
        QTest.keyClick(sheet.list, Qt.Key.Key_Down)


def goes_to(person: Person, sheet: Any, dest: Path) -> None:
    """Type where it goes."""
    sheet.list.setFocus()
    person.press("Tab", "Tab", "Ctrl+A")
    assert sheet.dest.hasFocus()
    person.types(str(dest))


@pytest.mark.usefixtures("here")
def test_each_format_is_written_by_keys(person: Person, qtbot: Any, tmp_path: Path) -> None:
    person.marked_before("GPE", "Qasra")
    person.made_before("STRIKE", "shelled")
    names = [known.name for known in export_formats() if known.name != "spacy"]
    assert {"jsonl", "prodigy", "brat", "conll", "doccano", "label-studio", "cas", "hf", "csv"} <= {*names}
    for name in names:
        sheet = opened(person, qtbot)
        to_format(sheet, name)
        dest = tmp_path / f"out-{name}{sheet.chosen.suffix}"
        goes_to(person, sheet, dest)
        person.press("Enter")
        qtbot.waitUntil(lambda: person.sees_dialog("report"), timeout=20_000)
        assert dest.exists()
        person.press("Enter")
        assert not person.sees_dialog("report")
    assert '"GPE"' in (tmp_path / "out-jsonl.jsonl").read_text(encoding="utf-8")


def test_what_a_format_leaves_out_of_this_project_is_said_before_and_after(
    person: Person, qtbot: Any, tmp_path: Path, here: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    person.marked_before("GPE", "Qasra")
    person.made_before("STRIKE", "shelled")
    sheet = opened(person, qtbot)
    assert sheet.chosen.name == "spacy"
    person.press("c", "o")
    assert sheet.chosen.name == "conll", "letters find a format"
    assert sheet.loses.text() == "Leaves out 1 event, uids and times of marks."
    assert "event" in sheet.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    to_format(sheet, "jsonl")
    assert (sheet.carries.text(), sheet.loses.text()) == (
        "Carries all that is said of articles.",
        "Leaves nothing of this project out.",
    )
    assert sheet.dest.text().endswith("truce.jsonl")
    to_format(sheet, "prodigy")
    assert sheet.dest.text().endswith("truce-prodigy.jsonl"), "one export does not replace the other"
    to_format(sheet, "conll")
    goes_to(person, sheet, tmp_path / "marks.conll")
    person.press("Enter")
    qtbot.waitUntil(lambda: person.sees_dialog("report"), timeout=20_000)
    assert here == [("conll", tmp_path / "marks.conll", None)]
    report = person.dialog("report")
    rows = [report.lost.topLevelItem(at) for at in range(report.lost.topLevelItemCount())]
    assert ("1", "events") in {(row.text(0), row.text(1)) for row in rows}
    person.clicks(report.ledger_button)
    ledger = person.dialog("ledger")
    assert "event" in ledger.lines.toPlainText()
    person.press("Esc")
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    person.clicks(report.folder_button)
    assert [Path(url.toLocalFile()) for url in shown] == [tmp_path]
    person.press("Esc")
    sheet = opened(person, qtbot)
    assert (sheet.chosen.name, Path(sheet.dest.text()).parent) == ("conll", tmp_path), "as last time"
    person.press("Esc")
    assert not person.sees_dialog("export")


def test_a_format_without_authors_writes_a_part_for_each_or_one_persons(
    person: Person, qtbot: Any, tmp_path: Path, here: list[Any]
) -> None:
    person.marked_before("GPE", "Qasra")
    other = Author(new_uid(), "Ilya", "human")
    with person.project.act(other, "mark") as act:
        act.add_author(other)
        act.add_mentions(person.desk.article.uid, other, [Mention(new_uid(), person.at("Residents"), "CIV")])
    sheet = opened(person, qtbot)
    to_format(sheet, "conll")
    assert "a part of their own" in sheet.how.text()
    assert sheet.dest_label.text() == "Into the folder"
    assert "whose marks they are" in sheet.loses.text()
    goes_to(person, sheet, tmp_path / "both")
    sheet.author.setFocus()
    person.press("i")
    assert sheet.author.currentText() == "Ilya"
    assert sheet.dest.text() == str(tmp_path / "both.conll"), "what was typed stays, as a file"
    assert not sheet.how.isVisible()
    person.press("Enter")
    qtbot.waitUntil(lambda: person.sees_dialog("report"), timeout=20_000)
    assert here == [("conll", tmp_path / "both.conll", "Ilya")]
    person.press("Enter")


def test_a_child_exports_and_status_line_cancels(
    person: Person, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "export_command", lambda *_, **__: [sys.executable, "-S", "-c", _WAITING])
    sheet = opened(person, qtbot)
    goes_to(person, sheet, tmp_path / "out")
    person.press("Enter")
    exchange, status = person.window.exchange, person.window.status
    qtbot.waitUntil(lambda: exchange.words() == "Exporting, 25%", timeout=20_000)
    assert status.found_button.text() == "Cancel the export"
    person.press("Ctrl+E")
    person.dialog("errorSheet").accept()
    person.clicks(status.found_button)
    assert exchange.words() == "Cancelling"
    assert not status.found_button.isVisible()
    qtbot.waitUntil(lambda: not exchange.running, timeout=20_000)
    assert not person.sees_dialog("report")
    assert not (tmp_path / "out").exists()
    assert status.saved_text() == "Export cancelled: nothing was written"


@pytest.mark.usefixtures("here")
def test_places_that_cannot_be_are_said_in_the_dialog(
    person: Person, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    # Whoever runs the tests may be allowed everything, so it is not left to the rights of the folder.
    monkeypatch.setattr(os, "access", lambda path, mode, **_: Path(path) != locked)
    person.window.commands.run("export.jsonl")
    sheet = person.dialog("export")
    assert sheet.chosen.name == "jsonl"
    (tmp_path / "there.jsonl").write_text("kept\n", encoding="utf-8")
    for place, said in (
        (tmp_path / "no" / "x.jsonl", "There is no folder"),
        (locked / "x.jsonl", "Nothing may be written in"),
        (tmp_path, "is a folder, and a file is to be written"),
        (Path(), "Say where it is to go"),
    ):
        goes_to(person, sheet, place)
        if place == Path():
            person.press("Ctrl+A", "Delete")
        person.press("Enter")
        assert said in sheet.problem.text()
        assert sheet.dest.hasFocus()
    goes_to(person, sheet, tmp_path / "there.jsonl")
    person.press("Enter")
    person.dialog("question")
    person.press("Enter")
    assert person.sees_dialog("export"), "Enter replaces nothing"
    person.press("Esc")
    assert (tmp_path / "there.jsonl").read_text(encoding="utf-8") == "kept\n"
    sheet = opened(person, qtbot)
    to_format(sheet, "jsonl")
    goes_to(person, sheet, tmp_path / "copy.spanloop")
    person.press("Enter")
    qtbot.waitUntil(lambda: person.sees_dialog("errorSheet"), timeout=20_000)
    told = [label.text() for label in person.dialog("errorSheet").findChildren(QLabel)]
    assert told[0] == "This is the name of a project, and it would be overwritten."
    assert told[1] == str(tmp_path / "copy.spanloop")
    person.press("Enter")
    assert not (tmp_path / "copy.spanloop").exists()


def test_how_long_it_takes_is_said_when_that_is_known() -> None:
    assert desk.time_left(1, 0.5) == ""
    assert desk.time_left(10, 0.5) == "less than a minute left"
    assert desk.time_left(60, 0.25) == "about 3 min left"


def test_an_entry_is_one_line() -> None:
    entry = {"article": "a", "author": "Noor", "message": "it went", "quote": "two\nlines"}
    assert entry_line(entry) == "a, Noor: it went (“\u2068two lines\u2069”)"
    assert entry_line({"message": "it went"}) == "it went"
