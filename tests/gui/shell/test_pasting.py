"""Articles that come from the clipboard."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from tests.gui.shell.conftest import Person


def test_paste_as_a_new_article(person: Person) -> None:
    QGuiApplication.clipboard().setText("Fuel runs short in Qasra\r\n\r\nThe road stays closed.\u00a0It is cold.")
    person.press("Ctrl+Shift+V")
    dialog = person.dialog("pasteArticle")
    dialog.title_field.setFocus()
    person.types("Fuel")
    person.clicks(dialog.done_button)
    assert person.desk.article.title == "Fuel"
    assert "\u00a0" in person.desk.article.text
    assert "\r\n" in person.desk.article.text
    assert person.window.page.queue.model.rowCount() == 4


def test_ctrl_enter_adds_what_was_pasted(person: Person) -> None:
    QGuiApplication.clipboard().setText("Fuel runs short in Qasra")
    person.press("Ctrl+Shift+V")
    dialog = person.dialog("pasteArticle")
    dialog.text.clear()
    dialog.text.setFocus()
    person.press("Ctrl+Enter")
    assert person.sees_dialog("pasteArticle"), "there is nothing to add"
    person.types("Water")
    person.press("Enter")
    person.types("and bread.")
    person.press("Ctrl+Enter")
    assert not person.sees_dialog("pasteArticle")
    assert person.desk.article.text.splitlines() == ["Water", "and bread."]


def test_the_same_text_again_is_refused_in_a_dialog(person: Person) -> None:
    QGuiApplication.clipboard().setText(person.desk.article.text)
    person.press("Ctrl+Shift+V")
    person.clicks(person.dialog("pasteArticle").done_button)
    person.dialog("errorSheet").accept()
    assert person.window.page.queue.model.rowCount() == 3
