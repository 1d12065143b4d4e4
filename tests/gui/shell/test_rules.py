"""Rules at the window: made of a mark, switched by Space, imported with labels mapped, learned and kept up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from spanloop.core.rules import LEARNED_SET, Tally
from spanloop.gui.rules.rows import ROW_HEIGHT
from spanloop.operations import ruling
from spanloop.operations.completing import complete
from spanloop.operations.pasting import paste_article
from spanloop.operations.rule_suggesting import Measures
from tests.gui.shell.conftest import Person, choose_file

_CHILD_MS = 120_000


def _open(person: Person) -> Any:
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(person.canvas, Qt.Key.Key_R, modifiers)
    return person.dialog("rulesSheet")


def _rules(person: Person) -> dict[str, str]:
    return {f"{rule.label} {rule.words}": rule.state for rule in ruling.list_rules(person.project)}


def _suggested(person: Person) -> list[tuple[str, str]]:
    text = person.desk.article.text
    return [(marks.author.name, text[m.start : m.end]) for marks in person.desk.suggestions for m in marks.mentions]


def test_without_rules_the_sheet_says_what_to_do(person: Person) -> None:
    sheet = _open(person)
    assert sheet.nothing.isVisible()
    assert "press Ctrl+M" in sheet.nothing.text()
    assert not sheet.list.isVisible()
    assert not sheet.suggest_button.isEnabled()
    assert not person.window.aids.rules.measuring.running
    sheet.learn_button.setFocus()
    person.press("Enter")
    assert "marked alike in two articles" in sheet.state.text(), "Enter presses what has the keyboard"
    person.press("Esc")
    assert not person.sees_dialog("rulesSheet")
    assert person.window.focusWidget() is person.canvas
    person.press("Ctrl+M")
    assert person.window.status.note() == "There is no mark under the cursor."


def test_a_file_of_patterns_that_is_dropped_leads_to_what_it_would_bring(person: Person, tmp_path: Path) -> None:
    """By itself; among others it is told of in the preview of the import."""
    path = tmp_path / "towns.jsonl"
    path.write_text('{"label": "GPE", "pattern": "Tel Shahin"}\n', encoding="utf-8")
    person.window.ways_in.take_files([path])
    sheet = person.dialog("importRules")
    assert _rules(person) == {}
    person.clicks(sheet.import_button)
    assert _rules(person) == {"GPE Tel Shahin": "on"}
    assert not person.sees_dialog("importPreview")


def test_a_mark_becomes_a_rule_that_suggests_until_it_is_switched_off(person: Person, qtbot: Any) -> None:
    desk = person.window.aids.rules
    person.stands_on("depot")
    person.press("f", "Ctrl+M")
    assert person.window.status.saved_text() == "Rule added: “depot” is suggested as FAC"
    assert _rules(person) == {"FAC depot": "on"}
    assert person.window.status.note().startswith("The rules look for their words")
    qtbot.waitUntil(lambda: not desk.suggesting.running, timeout=_CHILD_MS)
    assert person.window.status.note() == ""
    # The first is the person's own mark: the second place is suggested in the rule set's name.
    assert _suggested(person) == [("Rules of Noor", "depot")]
    assert person.window.status.saved_text() == "Rules: 1 new suggestion in 1 article"
    sheet = _open(person)
    assert sheet.list.hasFocus()
    qtbot.waitUntil(lambda: not desk.measuring.running, timeout=_CHILD_MS)
    (rule,) = sheet.model.shown
    assert sheet.model.tally(rule) == (1, 1, 2)
    assert "1 of 1 right" in sheet.figure.text()
    person.press(" ")
    assert _rules(person) == {"FAC depot": "off"}
    assert _suggested(person) == []
    assert not sheet.suggest_button.isEnabled()
    person.clicks(sheet.list.viewport(), QPoint(20, ROW_HEIGHT // 2))
    assert _rules(person) == {"FAC depot": "on"}
    person.press("Delete")
    assert _rules(person) == {}
    assert sheet.nothing.isVisible()
    person.press("Esc", "Ctrl+Z", "Ctrl+Z", "Ctrl+Z")
    assert _rules(person) == {"FAC depot": "on"}
    assert _suggested(person) == [("Rules of Noor", "depot")]


def test_a_file_is_looked_at_and_its_labels_are_mapped(person: Person, tmp_path: Path) -> None:
    terms = tmp_path / "terms.csv"
    terms.write_text("term,label\nTel Shahin,GPE\n9th Division,Armed\nZ-9,MISSILE\nrockets,WPN\n", encoding="utf-8")
    person.window.commands.run("rules.import")
    choose_file(terms)
    sheet = person.dialog("importRules")
    assert {label: choice.currentText() for label, choice in sheet.choices.items()} == {
        "GPE": "as GPE", "Armed": "as ARM", "MISSILE": "Leave out", "WPN": "as WPN",
    }  # fmt: skip
    assert sheet.warning.text() == "The schema does not have Armed, MISSILE."
    assert sheet.import_button.text() == "Import 3 rules"
    QTest.keyClick(sheet.choices["MISSILE"], Qt.Key.Key_Down)
    assert sheet.import_button.text() == "Import 4 rules"
    assert "MISSILE comes into the schema" in sheet.warning.text()
    QTest.keyClick(sheet.choices["MISSILE"], Qt.Key.Key_Up)
    sheet.import_button.setFocus()
    person.press("Enter")
    assert person.window.status.saved_text() == "3 rules imported from terms.csv"
    assert _rules(person) == {"GPE Tel Shahin": "on", "ARM 9th Division": "on", "WPN rockets": "on"}
    person.press("Ctrl+Z")
    assert _rules(person) == {}
    # A list without labels asks for one; a broken file is told with its line.
    names = tmp_path / "names.txt"
    names.write_text("Qasra\nDeir Amun\n", encoding="utf-8")
    person.window.aids.rules.plan_import(names)
    asked = person.dialog("termLabel")
    asked.choice.setCurrentText("GPE")
    person.press("Enter")
    assert person.dialog("importRules").import_button.text() == "Import 2 rules"
    person.press("Enter")
    assert _rules(person) == {"GPE Qasra": "on", "GPE Deir Amun": "on"}
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"label": "GPE"}\n', encoding="utf-8")
    person.window.aids.rules.plan_import(broken)
    assert person.sees_dialog("errorSheet")
    person.press("Esc")


def test_the_list_is_filtered_by_words_and_set(person: Person) -> None:
    session = person.session
    patterns: list[tuple[object, str]] = [("Tel Shahin", "GPE"), ([{"LOWER": "shelled"}], "STRIKE")]
    ruling.add_rules(person.project, author=session.author, patterns=patterns)
    ruling.add_rules(person.project, author=session.author, patterns=[("brigade", "ARM")], set_name="Units")
    person.window.aids.rules.measuring.start = lambda _: None  # nothing is measured here  # pyright: ignore[reportAttributeAccessIssue]
    sheet = _open(person)
    assert [rule.words for rule in sheet.model.shown] == ["Tel Shahin", "[lower shelled]", "brigade"]
    sheet.field.setFocus()
    person.types("shelled")
    assert [rule.words for rule in sheet.model.shown] == ["[lower shelled]"]
    person.press("Enter")
    assert sheet.list.hasFocus()
    sheet.field.setFocus()
    person.types("x")
    assert sheet.figure.text() == "Nothing matches “shelledx”. Clear the filter."
    person.press("Esc")
    assert len(sheet.model.shown) == 3
    sheet.sets.setFocus()
    person.press("Down", "Down")
    assert [rule.words for rule in sheet.model.shown] == ["brigade"]
    rule = sheet.model.shown[0]
    sheet.measure(Measures({rule.uid: Tally(3, 4, 9)}, {rule.set.uid: Tally(3, 4, 9)}))
    assert not sheet.grab().isNull()
    assert "did not teach it" not in sheet.figure.text()
    ruling.add_rules(person.project, author=session.author, patterns=[("army", "ARM")], set_name=LEARNED_SET)
    sheet.show_rules(ruling.list_rules(person.project))
    sheet.sets.setCurrentIndex(sheet.sets.count() - 1)
    assert sheet.figure.text().endswith("A learned rule is tried only on articles that did not teach it.")
    suggested: list[int] = []
    sheet.suggest_asked.connect(lambda: suggested.append(1))
    sheet.remove_button.setFocus()
    person.press("Enter")
    assert suggested == []
    assert _rules(person)["ARM army"] == "off"
    assert person.window.status.saved_text() == "1 learned rule switched off, for it would be learned again"
    person.press("Esc")


def test_learned_rules_follow_what_is_completed(person: Person, qtbot: Any) -> None:
    desk, session = person.window.aids.rules, person.session
    started: list[object] = []
    desk.suggesting.start = started.append  # what it does is tested above  # pyright: ignore[reportAttributeAccessIssue]
    texts = ("The 9th Division left Qasra.\n", "The 9th Division is in Qasra.\n")
    one, other = (paste_article(person.project, author=session.author, text=text)[1] for text in texts)
    for article in (one, other):
        session.open(article)
        person.marked_before("ARM", "9th Division")
    person.window.commands.run("rules.learn")
    assert _rules(person) == {"ARM 9th Division": "on"}
    assert person.window.status.saved_text() == "1 rule learned; 1 in all"
    for article in (one, other):
        session.open(article)
        person.marked_before("GPE", "Qasra")
    assert session.act(complete, article=other, layers=("entities",))
    qtbot.waitUntil(lambda: len(_rules(person)) == 2, timeout=_CHILD_MS)
    assert len(started) == 1
    # What is undone is what the person did, and not what followed from it.
    assert session.undo_label() == "entities complete"
    session.open(one)
    person.marked_before("LOC", "Qasra")
    assert session.act(complete, article=one, layers=("entities",))
    qtbot.waitUntil(lambda: len(_rules(person)) == 1, timeout=_CHILD_MS)
    assert _rules(person) == {"ARM 9th Division": "on"}
