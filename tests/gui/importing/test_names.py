"""Files of other tools by keys: their format is told, names that the schema lacks are decided, and only then they come
in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from spanloop.core.naming import Name, NameRow, Target
from spanloop.core.schema import Schema
from spanloop.gui.importing.names_page import NamesPage
from spanloop.gui.importing.report import came_words
from spanloop.gui.ledger_table import entry_line, kinds_of
from spanloop.gui.plain import left_to_right
from spanloop.gui.theme import Theme
from spanloop.operations.ledger_words import kind_words
from spanloop.operations.name_choices import ADD, LEAVE, NameChoices
from tests.gui.importing.test_preview import preview, stages
from tests.gui.shell.conftest import Person

TEXT = "Gunners shelled the dépôt 😀 at Orsa on Tuesday. The mayor of Orsa said so."


def doccano(path: Path, *spans: tuple[str, str], relations: tuple[tuple[int, int, str], ...] = ()) -> Path:
    """A file of doccano with one article; spans by their words, relations by the numbers of spans."""
    entities = [
        {"id": number, "label": label, "start_offset": TEXT.index(words), "end_offset": TEXT.index(words) + len(words)}
        for number, (words, label) in enumerate(spans, 1)
    ]
    said = [{"id": n, "from_id": a, "to_id": b, "type": kind} for n, (a, b, kind) in enumerate(relations, 1)]
    line = {"id": 7, "text": TEXT, "entities": entities, "relations": said}
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    return path


def brat(folder: Path) -> Path:
    """A folder of brat with an event, a label and a role that the schema lacks, and a mark that contradicts itself."""
    folder.mkdir()
    (folder / "orsa.txt").write_text(TEXT, encoding="utf-8")
    at = TEXT.index
    (folder / "orsa.ann").write_text(
        f"T1\tARM 0 7\tGunners\nT2\tSTRIKE 8 15\tshelled\nT3\tTown {at('Orsa')} {at('Orsa') + 4}\tOrsa\n"
        "T4\tGPE 1 5\tquite another\nE1\tSTRIKE:T2 attacker:T1 victim:T3\n",
        encoding="utf-8",
    )
    return folder


def marks_of(person: Person, words: str) -> Any:
    """What stands in the article whose text holds these words."""
    project = person.project
    uid = next(uid for uid in project.article_uids() if words in project.article(uid).text)
    return next(marks for article, everyone in project.records() if article.uid == uid for marks in everyone)


def choose_in_menu(title: str) -> None:
    """Go down in the open menu to an entry and press Enter."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    for _ in menu.actions():
        QTest.keyClick(menu, Qt.Key.Key_Down)
        active = menu.activeAction()
        if active is not None and active.text() == title:
            break
    QTest.keyClick(menu, Qt.Key.Key_Return)


def test_a_doccano_file_comes_in_by_keys_through_the_table_of_names(person: Person, tmp_path: Path) -> None:
    file = doccano(
        tmp_path / "d.jsonl", ("Gunners", "Unit"), ("shelled", "Firing"), ("Orsa", "gpe"), ("Tuesday", "When"),
        relations=((2, 1, "attacker"),),
    )  # fmt: skip
    sheet = preview(person, file)
    assert sheet.held_marks.text().startswith("doccano JSONL: 1 file with 1 article and 5 marks")
    assert sheet.panel.head.text() == "d.jsonl: doccano JSONL"
    assert sheet.import_button.text() == "Decide about 3 names"
    person.press("Enter")
    page = sheet.names
    assert page.table.hasFocus()
    assert [name.name for name in page.names()] == ["Firing", "Unit", "When", "gpe", "attacker"]
    assert page.choices.words(Name("label", "gpe")) == "GPE, entity label", "what says the same is proposed"
    person.press("s", "t", "r")
    assert page.search.text() == "str"
    assert page.offer_model.offers[0].words == "STRIKE"
    person.press("Enter")
    assert page.choices.answers[Name("label", "Firing")].target == Target("event", "STRIKE")
    person.press("+", "Delete")
    assert sheet.import_button.text() == "Import 1 file of marks"
    assert sheet.import_button.hasFocus(), "nothing is left to decide: the next Enter imports"
    person.press("Enter")
    marks = marks_of(person, "dépôt")
    assert {(m.label, TEXT[m.start : m.end]) for m in marks.mentions} == {("Unit", "Gunners"), ("GPE", "Orsa")}
    (event,) = marks.events
    assert (event.type, [a.role for a in event.arguments]) == ("STRIKE", ["attacker"])
    assert person.session.schema.entity("Unit") is not None
    report = person.dialog("report")
    assert report.kinds.topLevelItem(0).text(1) == "names added to the label schema"
    person.clicks(report.ledger_button)
    assert "Unit" in person.dialog("ledger").lines.toPlainText()
    person.press("Esc", "Esc")
    assert stages(person) == []
    person.canvas.setFocus()
    person.press("Ctrl+Z")
    assert person.session.schema.entity("Unit") is None, "one act, schema and all"


def test_a_brat_folder_says_what_is_refused_and_decides_once_for_all_files(person: Person, tmp_path: Path) -> None:
    other = doccano(tmp_path / "d.jsonl", ("Orsa", "Town"))
    sheet = preview(person, brat(tmp_path / "brat"), other)
    assert sheet.held_marks.text().startswith("brat: 1 file, doccano JSONL: 1 file. Together 2 articles and ")
    assert sheet.refused.text().startswith("1 mark or article contradicts itself and will be left out")
    assert "line 4" in sheet.panel.said.text(), "where it stands"
    person.clicks(sheet.parts.segment("names"))
    page = sheet.names
    assert [(row.name.name, row.times) for row in page.choices.rows] == [("Town", 2), ("victim", 1)]
    person.press("Enter")
    assert page.search.hasFocus()
    person.press("Down", "Down", "Down", "Up", "Esc")
    assert page.table.hasFocus(), "Esc leads back, and decides nothing"
    assert page.choices.decided == set()
    person.press("g", "p", "e", "Enter")
    person.clicks(page.leave_button)
    assert page.left_words.text().endswith("All is decided.")
    person.press("Esc")
    assert "2 names" in person.dialog("question").findChildren(type(sheet.totals))[1].text()
    person.press("Enter", "Enter")
    marks = marks_of(person, "dépôt")
    assert {m.label for m in marks.mentions} == {"ARM", "GPE"}
    assert [a.role for event in marks.events for a in event.arguments] == ["attacker"]


def test_files_can_be_read_as_something_else_and_left(person: Person, tmp_path: Path) -> None:
    file = doccano(tmp_path / "d.jsonl", ("Orsa", "Town"))
    sheet = preview(person, file)
    sheet.read_as.setFocus()
    QTest.keyClick(sheet.read_as, Qt.Key.Key_Space)
    choose_in_menu("CoNLL")
    again = person.dialog("importPreview")
    assert again is not sheet
    again.show_current()
    assert again.read_as.text() == "Read as: CoNLL"
    assert again.panel.head.text().startswith("Left out:"), "what it says is shown here, where it can be chosen again"
    assert not again.import_button.isEnabled()
    person.press("Esc")
    assert not person.sees_dialog("importPreview")
    assert stages(person) == []


def test_names_that_arise_from_an_answer_are_asked_for_before_anything_is_written(
    person: Person, tmp_path: Path
) -> None:
    folder = tmp_path / "brat"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "a.ann").write_text("T1\tFiring 8 15\tshelled\nA1\tCalibre T1\n", encoding="utf-8")
    sheet = preview(person, folder)
    articles = len(person.project.article_uids())
    person.press("Enter")
    person.press("s", "t", "r", "Enter", "Enter")
    sheet = person.dialog("importPreview")
    assert len(person.project.article_uids()) == articles
    assert sheet.held.text().startswith("Nothing was imported. The schema has no attribute Calibre")
    assert sheet.names.table.hasFocus()
    person.clicks(sheet.names.leave_button)
    person.press("Enter")
    (event,) = marks_of(person, "dépôt").events
    assert (event.type, dict(event.attributes)) == ("STRIKE", {})


def test_thousands_of_names_are_rows_of_a_model_and_many_are_answered_at_once(qtbot: Any) -> None:
    choices = NameChoices(Schema("", ""))
    choices.set_rows(NameRow(Name("label", f"L{number:04}"), 5) for number in range(5_000))
    page = NamesPage(choices, theme=Theme.named("light"))
    qtbot.addWidget(page)
    page.resize(800, 500)
    page.show()
    assert len(page.findChildren(type(page.table))) == 1
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    assert [choices.answer(row.name) for row in choices.rows[:3]] == [LEAVE, LEAVE, None]
    assert page.table.currentIndex().row() == 2
    with qtbot.waitSignal(page.settled):
        QTest.mouseClick(page.add_button, Qt.MouseButton.LeftButton)
    assert choices.answer(choices.rows[-1].name) == ADD
    assert page.note.isVisible()


def test_values_follow_their_attribute(make_choices: Callable[..., NameChoices]) -> None:
    choices = make_choices(("attribute", "Polarity"), ("value", "Negative", "Polarity"), ("value", "odd", "Polarity"))
    assert [row.name.name for row in choices.rows] == ["Polarity", "Negative", "odd"]
    choices.decide([choices.rows[0].name], LEAVE)
    assert choices.undecided() == []
    assert choices.words(choices.rows[1].name) == "left out"
    choices.decide([choices.rows[0].name], ADD)
    assert choices.result()[1]
    assert choices.undecided() == []


@pytest.fixture
def make_choices() -> Callable[..., NameChoices]:
    """A table with names and an empty schema."""

    def make(*names: Any) -> NameChoices:
        choices = NameChoices(Schema("", ""))
        choices.set_rows(NameRow(Name(*name), 1) for name in names)
        return choices

    return make


def test_what_a_name_most_likely_means_is_offered_first(person: Person, tmp_path: Path) -> None:
    file = doccano(
        tmp_path / "d.jsonl", ("Gunners", "Commodity"), ("mayor", "PERSON"), ("Tuesday", "DATE"),
        relations=((1, 2, "foundedBy"),),
    )  # fmt: skip
    page = preview(person, file).names
    person.press("Enter")
    first: dict[str, str] = {}
    known: dict[str, str] = {}
    for row, name in enumerate(page.names()):
        page.table.setCurrentIndex(page.model.index(row, 0))
        first[name.name] = page.offer_model.offers[0].words
        known[name.name] = next(offer.part for offer in page.offer_model.offers if " " not in offer.words)
        assert page.offers.currentIndex().row() == 0
    added = "Add to the schema"
    assert first == {"Commodity": added, "PERSON": "PER", "DATE": "TIME", "foundedBy": added}
    assert (known["Commodity"], known["foundedBy"]) == ("entity label", "link"), "it joins two mentions in the file"
    assert page.choices.decided == set(), "it is an offer, and no answer"
    page.table.setCurrentIndex(page.model.index(2, 0))
    person.press("Enter", "Enter")
    assert page.choices.words(Name("label", "PERSON")) == "PER, entity label"


def test_the_next_file_of_a_tool_has_the_answers_of_the_first(person: Person, tmp_path: Path) -> None:
    preview(person, doccano(tmp_path / "d.jsonl", ("Gunners", "Unit"), ("Orsa", "Town")))
    person.press("Enter", "g", "p", "e", "Enter", "Delete", "Enter")
    person.press("Esc")
    other = doccano(tmp_path / "e.jsonl", ("Tuesday", "Unit"), ("mayor", "Office"), ("Orsa", "Town"))
    page = preview(person, other).names
    said = {row.name.name: page.choices.words(row.name) for row in page.choices.rows}
    assert said == {"Unit": "left out", "Town": "GPE, entity label", "Office": ""}
    person.press("Esc")
    assert not person.sees_dialog("question"), "nothing was decided this time"


def test_marks_of_nobody_are_ones_own_or_of_who_their_file_is_called_after(person: Person, tmp_path: Path) -> None:
    sheet = preview(person, doccano(tmp_path / "Ilya.jsonl", ("Orsa", "GPE")))
    assert sheet.totals.text() == "1 file of marks with 1 record"
    assert sheet.held_marks.text().endswith("so the marks become yours.")
    assert sheet.panel.said.text().startswith("Nobody is named in it, so the marks become yours.")
    sheet.whose.setFocus()
    QTest.keyClick(sheet.whose, Qt.Key.Key_Space)
    choose_in_menu("of who their file is called after")
    sheet = person.dialog("importPreview")
    assert "by Ilya" in sheet.held_marks.text()
    assert sheet.held_marks.text().endswith("your desk shows your own, and the page Judge compares.")
    sheet.import_button.setFocus()
    person.press("Enter")
    assert marks_of(person, "dépôt").author.name == "Ilya"


def test_what_came_is_said_in_one_sentence() -> None:
    assert came_words(added=2, revised=0, known=0, marks=7) == "2 new articles, 7 marks."
    assert came_words(added=0, revised=1, known=3, marks=0) == "1 new revision, 3 articles were here already."
    assert came_words(added=0, revised=0, known=1, marks=0) == "Nothing new came in: 1 article was here already."


def test_a_ledger_is_told_by_kind_and_says_what_before_where() -> None:
    entry = {"code": "span.refused", "message": "its quote is not there", "file": "a/long/name.ann", "line": 3}
    known = {"code": "mark.known", "message": "9 marks not added", "article": "orsa"}
    assert kinds_of([entry, known, entry], called=kind_words) == [
        ("spans left out", 2, "its quote is not there (a/long/name.ann, line 3)"),
        ("articles with marks that were here already", 1, "9 marks not added (orsa)"),
    ]
    assert kind_words("setting.not_read") == "setting, not read"


def test_an_arabic_name_of_a_file_turns_no_sentence_round(person: Person, tmp_path: Path) -> None:
    file = doccano(tmp_path / "أول.jsonl", ("Orsa", "GPE"))
    sheet = preview(person, file)
    assert sheet.panel.head.text() == "\u200eأول.jsonl: doccano JSONL"
    assert all(line.startswith(("\u200e", "N", "L")) for line in sheet.panel.said.text().split("\n\n"))
    assert entry_line({"message": "it went"}) == left_to_right("it went"), (
        "what begins with Latin letters needs nothing"
    )
