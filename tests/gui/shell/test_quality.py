"""Checking the marks at the window: a child looks, keys decide, and the list comes back as it was left."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from spanloop.core.article import Article
from spanloop.core.ids import new_uid
from spanloop.operations.completing import complete
from spanloop.operations.marking import mark
from tests.gui.shell.conftest import Person

_CHILD_MS = 30_000
_TEXT = "Kelmar, Kelmar and Kelmar. Then Kelmar, and the Kelmar people.\n"


def _open(person: Person) -> Any:
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(person.window.focusWidget() or person.window, Qt.Key.Key_K, modifiers)
    return person.dialog("qualitySheet")


def test_findings_are_opened_mended_and_called_fine_by_keys(person: Person, qtbot: Any) -> None:
    session, desk = person.session, person.window.aids.quality
    uid = new_uid()
    with person.project.act(session.author, "import") as act:
        act.add_article(Article(uid, _TEXT, title="Kelmar report", language="en"))
    places = [at for at in range(len(_TEXT)) if _TEXT.startswith("Kelmar", at)]
    for at in places[:3]:
        session.act(mark, article=uid, fragments=((at, at + 6),), label="GPE")
    session.act(complete, article=uid, layers=("entities",))
    sheet = _open(person)
    assert sheet.state.text().startswith("Checking")
    assert not sheet.nothing.isVisible(), "nobody knows yet"
    for button in (sheet.mend_button, sheet.fine_button, sheet.open_button):
        assert (button.isEnabled(), button.toolTip() != "") == (False, True)
    qtbot.waitUntil(lambda: not desk.run.running, timeout=_CHILD_MS)
    # The first kind with anything in it is shown.
    assert sheet.kind == "unmarked"
    assert [sheet.kinds.segment(kind).accessibleName() for kind in ("missed", "unmarked")] == [
        "Perhaps missed, 0", "Marked elsewhere, not here, 2",
    ]  # fmt: skip
    assert sheet.list.hasFocus()
    person.press("1")
    assert sheet.help.text().startswith("What the extractor sees at .80 or more in what you completed")
    assert sheet.nothing.text() == "Nothing was looked for: there is no extractor yet."
    assert not sheet.fine_button.isEnabled()
    person.press("2", "Enter")
    assert not person.sees_dialog("qualitySheet")
    assert session.article == uid
    assert person.window.status.saved_text() == "“Kelmar” is marked GPE in 3 of 5 places, not here"
    assert person.covered() == "Kelmar"
    # The list comes back without looking again.
    sheet = _open(person)
    assert not desk.run.running
    person.press("a")
    assert len(person.project.marks(uid, session.author).mentions) == 4
    assert person.window.status.saved_text() == "1 place mended"
    sheet.fine_button.setFocus()
    person.press("Enter")
    assert person.window.status.saved_text() == "1 place called fine", "Enter presses what has the keyboard"
    assert sheet.nothing.text() == "The same words are marked wherever they stand."
    assert "1 place called fine." in sheet.help.text()
    person.press("Esc", "Ctrl+Z", "Ctrl+Z")
    assert len(person.project.marks(uid, session.author).mentions) == 3
    assert person.project.findings.verdicts(session.author) == {}


def test_without_marks_it_says_why_nothing_is_checked(person: Person) -> None:
    person.window.commands.run("quality.open")
    assert not person.sees_dialog("qualitySheet")
    assert person.window.status.note() == "Nothing is marked yet."
