"""Marking at the desk: label keys, events, suggestions, undo, completion, with real keys and clicks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest

from tests.gui.shell.conftest import Person, suggest


def _place_of(person: Person, offset: int) -> QPoint:
    """A point of the viewport in the middle of the character at an offset."""
    view = person.canvas.viewport()
    hits: list[QPoint] = []
    for y in range(4, view.height(), 4):
        for x in range(60, view.width(), 4):
            found = person.canvas.hit_at(QPoint(x, y).toPointF())
            if found is not None and found.offset == offset:
                hits.append(QPoint(x, y))
    assert hits, f"character {offset} is not on the screen"
    return QPoint(hits[0].x(), (hits[0].y() + hits[-1].y()) // 2)


def test_a_label_key_marks_the_word_and_the_same_key_unmarks_it(person: Person) -> None:
    person.stands_on("Division")
    person.press("a")
    assert person.mentions() == {("ARM", "Division")}
    assert person.window.status.saved_text().startswith("Saved ")
    person.press("a")
    assert person.mentions() == set()


def test_shift_and_arrows_select_and_the_label_is_changed_by_another_key(person: Person) -> None:
    person.stands_on("9th")
    person.press("Shift+Right", "a")
    assert person.mentions() == {("ARM", "9th Division")}
    person.press("o")
    assert person.mentions() == {("ORG", "9th Division")}


def test_a_word_inside_a_mention_is_marked_on_its_own(person: Person) -> None:
    person.stands_on("9th")
    person.press("Shift+Right", "a", "Esc", "Right", "Left", "Left")
    person.stands_on("Division")
    person.press("n")
    assert person.mentions() == {("ARM", "9th Division"), ("NUM", "Division")}


def test_a_selection_with_the_mouse_is_marked_by_clicking_a_label(person: Person) -> None:
    start, end = person.desk.article.text.index("brigade"), person.desk.article.text.index("rockets") + 3
    places = [_place_of(person, offset) for offset in (start, end)]
    view = person.canvas.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=places[0])
    QTest.mouseMove(view, (places[0] + places[1]) / 2)
    QTest.mouseMove(view, places[1])
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=places[1])
    assert person.covered() == "brigade fired rockets"
    chip = person.window.page.label_bar.chip("ARM")
    assert chip is not None
    assert chip.isVisible()
    person.clicks(chip)
    assert person.mentions() == {("ARM", "brigade fired rockets")}
    assert not chip.isVisible()


def test_delete_removes_the_mark_under_the_cursor(person: Person) -> None:
    person.stands_on("Qasra")
    person.press("g", "Delete")
    assert person.mentions() == set()


def test_a_type_key_makes_an_event_and_the_form_fills_a_role(person: Person) -> None:
    person.stands_on("Division")
    person.press("a")
    person.stands_on("shelled")
    person.press("2")
    assert person.window.page.composer.isVisible()
    person.press("a", "Enter")
    assert person.events()["shelled"] == {"type": "STRIKE", "roles": {("attacker", "Division")}, "attributes": {}}
    person.press("Esc")
    assert not person.window.page.composer.isVisible()


def test_e_takes_the_type_of_the_same_words_before_else_the_last_one(person: Person) -> None:
    person.stands_on("fired")
    person.press("2", "Esc")
    person.stands_on("fled")
    person.press("e", "Esc")
    assert {trigger: event["type"] for trigger, event in person.events().items()} == {
        "fired": "STRIKE",
        "fled": "STRIKE",
    }


def test_a_type_key_on_an_event_changes_its_type(person: Person) -> None:
    person.stands_on("killing")
    person.press("1", "Esc", "Esc")
    person.stands_on("killing")
    person.press("3")
    assert person.events()["killing"]["type"] == "HARM"


def test_brackets_walk_through_the_events(person: Person) -> None:
    for word in ("shelled", "fired"):
        person.stands_on(word)
        person.press("2", "Esc")
    person.stands_on("Army")
    person.press("]")
    assert person.covered() == "shelled"
    person.press("]")
    assert person.covered() == "fired"
    person.press("[")
    assert person.covered() == "shelled"


def test_undo_and_redo_keys(person: Person) -> None:
    person.stands_on("Qasra")
    person.press("g")
    person.press("Ctrl+Z")
    assert person.mentions() == set()
    person.press("Ctrl+Shift+Z")
    assert person.mentions() == {("GPE", "Qasra")}
    assert person.window.status.undo_button.text() == "Undo: mark GPE"
    person.clicks(person.window.status.undo_button)
    assert person.mentions() == set()


def test_undo_of_an_act_in_another_article_opens_it(person: Person) -> None:
    first = person.desk.article.uid
    person.stands_on("Qasra")
    person.press("g")
    QTest.keyClick(person.canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert person.desk.article.uid != first
    person.press("Ctrl+Z")
    assert person.desk.article.uid == first
    assert person.mentions() == set()


def test_suggestions_are_walked_accepted_and_rejected_by_keys(person: Person, project_file: Path, qtbot: Any) -> None:
    suggest(project_file, ("ARM", "9th Division"), ("FAC", "the depot"), ("GPE", "Qasra"))
    qtbot.waitUntil(lambda: bool(person.desk.suggestions), timeout=5000)
    person.press("Tab")
    assert person.covered() == "9th Division"
    person.press("Enter")
    assert person.mentions() == {("ARM", "9th Division")}
    assert person.covered() == "the depot"
    person.press("Backspace")
    assert person.covered() == "Qasra"
    person.press("l")
    assert person.mentions() == {("ARM", "9th Division"), ("LOC", "Qasra")}
    assert person.desk.suggestions == ()
    verdicts = sorted(verdict.outcome for verdict in person.desk.marks.verdicts)
    assert verdicts == ["accepted", "corrected", "rejected"]


def test_accept_all_is_one_act(person: Person, project_file: Path, qtbot: Any) -> None:
    suggest(project_file, ("ARM", "9th Division"), ("GPE", "Qasra"), ("STRIKE", "shelled"))
    qtbot.waitUntil(lambda: bool(person.desk.suggestions), timeout=5000)
    QTest.keyClick(
        person.canvas, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert person.mentions() == {("ARM", "9th Division"), ("GPE", "Qasra")}
    assert set(person.events()) == {"shelled"}
    person.press("Ctrl+Z")
    assert person.mentions() == set()
    assert person.events() == {}


def test_the_check_boxes_say_that_a_layer_is_complete(person: Person) -> None:
    box = person.window.page.article_bar.boxes["entities"]
    person.clicks(box, QPoint(8, box.height() // 2))
    assert [c.layer for c in person.desk.marks.completions] == ["entities"]
    assert box.isChecked()
    person.clicks(box, QPoint(8, box.height() // 2))
    assert person.desk.marks.completions == ()


def test_ctrl_enter_completes_both_layers_and_opens_the_next(person: Person) -> None:
    first = person.desk.article.uid
    person.press("Ctrl+Enter")
    assert person.desk.article.uid != first
    session = person.window.projects.session
    assert session is not None
    done = {c.layer for c in person.project.marks(first, session.author).completions}
    assert done == {"entities", "events"}
    assert person.canvas.hasFocus()
    row = person.window.page.queue.model.row_of(first)
    assert row is not None
    assert row.state == "complete"


def test_a_letter_in_the_search_field_marks_nothing(person: Person) -> None:
    person.stands_on("Qasra")
    person.press("Ctrl+F")
    person.types("g")
    assert person.mentions() == set()
    assert person.window.page.queue.search.text() == "g"


def test_dragging_from_a_trigger_to_a_mention_fills_the_only_role_that_takes_it(person: Person) -> None:
    person.stands_on("14")
    person.press("n")
    person.stands_on("killing")
    person.press("3", "Esc", "Esc")
    text = person.desk.article.text
    places = [_place_of(person, text.index(word) + 1) for word in ("killing", "14 people")]
    view = person.canvas.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=places[0])
    QTest.mouseMove(view, (places[0] + places[1]) / 2)
    QTest.mouseMove(view, places[1])
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=places[1])
    assert person.events()["killing"]["roles"] == {("count", "14")}


def test_after_a_drag_the_key_of_a_role_chooses_between_several(person: Person) -> None:
    from PySide6.QtWidgets import QApplication, QMenu

    person.stands_on("Qasra")
    person.press("g")
    person.stands_on("fled")
    person.press("5", "Esc", "Esc")
    text = person.desk.article.text
    view = person.canvas.viewport()
    for expected, key in (("origin", "o"), ("place", "p")):
        places = [person.canvas.rect_of(text.index(word) + 1).center().toPoint() for word in ("fled", "Qasra")]
        QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=places[0])
        QTest.mouseMove(view, (places[0] + places[1]) / 2)
        QTest.mouseMove(view, places[1])
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=places[1])
        menu = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.objectName() == "roleMenu")
        assert f"{expected}\t{key}" in [action.text() for action in menu.actions()]
        QTest.keyClicks(menu, key)
        assert (expected, "Qasra") in person.events()["fled"]["roles"]
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def test_the_hint_strip_follows_what_is_under_the_cursor(person: Person) -> None:
    strip = person.window.page.hint_strip
    assert "new event" in [hint.text for hint in strip.hints()]
    person.stands_on("Qasra")
    person.press("g")
    assert "change label" in [hint.text for hint in strip.hints()]
    person.stands_on("fled")
    person.press("5")
    assert "role" in [hint.text for hint in strip.hints()]


def test_the_canvas_menu_marks_with_the_mouse(person: Person) -> None:
    from PySide6.QtGui import QContextMenuEvent
    from PySide6.QtWidgets import QApplication, QMenu

    place = _place_of(person, person.desk.article.text.index("Qasra") + 1)
    view = person.canvas.viewport()
    QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.mapToGlobal(place)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entry = next(action for action in menu.actions() if action.data() == "label:GPE")
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
    assert person.mentions() == {("GPE", "Qasra")}


def test_notes_and_labels_in_the_inspector_reach_the_file(person: Person) -> None:
    person.stands_on("Qasra")
    person.press("g")
    uid = person.desk.marks.mentions[0].uid
    person.window.page.inspector.label_asked.emit(uid, "LOC")
    person.window.page.inspector.note_changed.emit(uid, "a town")
    assert person.mentions() == {("LOC", "Qasra")}
    assert person.desk.marks.mentions[0].notes == "a town"


def test_an_act_that_is_refused_opens_a_dialog(person: Person, monkeypatch: Any) -> None:
    from spanloop.core.errors import SpanloopError
    from spanloop.operations import marking

    def refuse(*_: Any, **__: Any) -> Any:
        raise SpanloopError("The disk is full", where="truce.spanloop", way_out="Free some space.")

    monkeypatch.setattr(marking, "mark", refuse)
    person.stands_on("Qasra")
    person.press("g")
    sheet = person.dialog("errorSheet")
    assert person.mentions() == set()
    sheet.accept()


def test_completing_says_which_suggestions_nobody_decided_on(person: Person, project_file: Path, qtbot: Any) -> None:
    suggest(project_file, ("ARM", "9th Division"), ("GPE", "Qasra"))
    qtbot.waitUntil(lambda: bool(person.desk.suggestions), timeout=5000)
    person.press("Ctrl+Enter")
    told = "Complete; 2 suggestions left undecided, counted as not there"
    assert person.window.status.saved_text() == told
    person.press("Ctrl+Z")
    assert person.window.status.saved_text() == "Undone: entities and events complete"


def _many(person: Person, project_file: Path, qtbot: Any) -> None:
    words = ("9th Division", "Qasra", "Residents", "checkpoint", "brigade", "depot")
    suggest(project_file, *(("GPE", each) for each in words))
    qtbot.waitUntil(lambda: bool(person.desk.suggestions), timeout=5000)


def test_completing_many_open_suggestions_without_a_mark_asks_first(
    person: Person, project_file: Path, qtbot: Any
) -> None:
    _many(person, project_file, qtbot)
    article = person.session.article
    person.press("Ctrl+Enter")
    person.dialog("question")
    person.press("Enter")
    assert not person.sees_dialog("question")
    assert not person.session.is_complete("entities")
    person.press("Ctrl+Enter")
    person.dialog("question")
    person.press("c")
    assert article in person.project.finished_articles()
    assert person.session.article != article
    assert person.window.status.saved_text() == "Complete; 6 suggestions left undecided, counted as not there"


def test_completing_many_open_suggestions_after_a_mark_does_not_ask(
    person: Person, project_file: Path, qtbot: Any
) -> None:
    _many(person, project_file, qtbot)
    article = person.session.article
    person.stands_on("Tuesday")
    person.press("g", "Ctrl+Enter")
    assert not person.sees_dialog("question")
    assert article in person.project.finished_articles()


def test_a_backup_does_not_replace_what_an_act_said(person: Person) -> None:
    person.press("Ctrl+Enter")
    said = person.window.status.saved_text()
    person.window.status.set_aside("Backed up 3 articles")
    assert person.window.status.saved_text() == said
    over = person.window.status.findChild(QTimer)
    assert isinstance(over, QTimer)
    over.timeout.emit()
    assert person.window.status.saved_text() == "Backed up 3 articles"
