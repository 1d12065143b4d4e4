"""The guide beside the window, by keys: it opens where one stands, and is read, searched and left."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from spanloop import resources
from spanloop.gui.action_table import find_action
from spanloop.gui.entries import palette_entries
from spanloop.gui.guide import book
from spanloop.gui.guide.window import GuideWindow
from spanloop.gui.keymap import Keymap
from spanloop.gui.keywords import of_table
from spanloop.gui.palette import find
from spanloop.gui.theme import Theme
from tests.gui.shell.conftest import Person, give_keyboard

_ALT = Qt.KeyboardModifier.AltModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


def key(widget: QWidget, *keys: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press keys in whatever has the focus in the window of a widget."""
    for one in keys:
        top = widget.window()
        give_keyboard(top)
        QTest.keyClick(top.focusWidget() or top, one, modifiers)


def opened(person: Person) -> GuideWindow:
    guide = person.window.guide.guide
    assert guide is not None
    assert guide.isVisible()
    return guide


@pytest.fixture
def guide(person: Person) -> GuideWindow:
    key(person.window, Qt.Key.Key_F1)
    return opened(person)


@pytest.fixture
def alone(qtbot: QtBot) -> Iterator[GuideWindow]:
    """The window of the guide without the one beside which it stands."""
    theme = Theme.named("light")
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app)
    guide = GuideWindow(theme=theme, keys=of_table, zoom=100)
    guide.show_page("first-article")
    guide.show()
    guide.list.setFocus()
    yield guide
    if isValid(guide):
        guide.close()
        QApplication.sendPostedEvents(guide, QEvent.Type.DeferredDelete)


def test_one_key_opens_the_page_that_fits_and_closes_it(person: Person) -> None:
    window = person.window
    key(window, Qt.Key.Key_F1)
    guide = opened(person)
    assert guide.page == "first-article"
    assert guide.windowTitle().startswith("First article in five minutes")
    assert not guide.isModal()
    key(guide, Qt.Key.Key_F1)
    assert window.guide.guide is None
    for page, fits in (("Ctrl+2", "training"), ("Ctrl+3", "scores")):
        person.press(page)
        key(window, Qt.Key.Key_F1)
        assert opened(person).page == fits
        key(opened(person), Qt.Key.Key_Escape)
        assert window.guide.guide is None
    window.pages.turn_to("copies")
    key(window, Qt.Key.Key_F1)
    assert opened(person).page == "zones"
    assert opened(person).browser.verticalScrollBar().value() > 200


def test_an_event_in_focus_opens_events(person: Person) -> None:
    person.made_before("STRIKE", "shelled")
    person.stands_on("shelled")
    key(person.window, Qt.Key.Key_F1)
    assert opened(person).page == "events"


def test_it_opens_in_a_dialog_and_stays_readable(person: Person) -> None:
    key(person.window, Qt.Key.Key_Z, modifiers=_ALT)
    editor = person.dialog("zoneEditor")
    key(editor, Qt.Key.Key_F1)
    guide = opened(person)
    assert guide.page == "zones"
    key(guide, Qt.Key.Key_Down)
    assert guide.page == "training"
    guide.close()
    editor.reject()


def test_it_is_closed_with_the_window(person: Person, guide: GuideWindow) -> None:
    person.window.close()
    assert person.window.guide.guide is None


def test_arrows_choose_pages_and_one_can_go_back(alone: GuideWindow) -> None:
    guide = alone
    key(guide, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert guide.page == "events"
    assert "trigger" in guide.browser.toPlainText()
    key(guide, Qt.Key.Key_PageDown)
    assert guide.browser.verticalScrollBar().value() > 0
    key(guide, Qt.Key.Key_PageUp)
    assert guide.browser.verticalScrollBar().value() == 0
    key(guide, Qt.Key.Key_Left, modifiers=_ALT)
    assert guide.page == "keys"
    assert guide.list.currentIndex().data() == "Keys"
    key(guide, Qt.Key.Key_Right, modifiers=_ALT)
    assert guide.page == "events"
    key(guide, Qt.Key.Key_F6)
    assert guide.browser.hasFocus()
    key(guide, Qt.Key.Key_Backspace, Qt.Key.Key_Backspace, Qt.Key.Key_Backspace)
    assert guide.page == "first-article"
    key(guide, Qt.Key.Key_F6)
    assert guide.list.hasFocus()


def test_links_are_followed_by_key_and_by_mouse(alone: GuideWindow) -> None:
    guide = alone
    browser = guide.browser
    key(guide, Qt.Key.Key_F6, Qt.Key.Key_Tab)
    assert browser.textCursor().selectedText() == "Events"
    key(guide, Qt.Key.Key_Return)
    assert guide.page == "events"
    assert browser.verticalScrollBar().value() == 0
    key(guide, Qt.Key.Key_Left, modifiers=_ALT)
    found = browser.document().find("Training and suggestions")
    browser.setTextCursor(found)
    browser.ensureCursorVisible()
    place = browser.cursorRect(found).center() - QPoint(30, 0)
    QTest.mouseClick(browser.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert guide.page == "training"


def test_the_search_lists_pages_and_goes_from_place_to_place(alone: GuideWindow) -> None:
    guide = alone
    key(guide, Qt.Key.Key_F, modifiers=_CTRL)
    assert guide.search.hasFocus()
    QTest.keyClicks(guide.search, "rejected")
    rows = guide.list.model().rowCount()
    assert 0 < rows < len(book.pages())
    assert guide.page == "training"
    first = guide.browser.textCursor().position()
    assert guide.browser.extraSelections()
    key(guide, Qt.Key.Key_Return)
    assert len(guide.browser.extraSelections()) > 1 or guide.browser.textCursor().position() == first
    QTest.keyClicks(guide.search, "zz")
    assert guide.list.model().rowCount() == 0
    assert "No page has “rejectedzz”." in guide._found.text()
    key(guide, Qt.Key.Key_Escape)
    assert guide.isVisible()
    assert guide.list.model().rowCount() == len(book.pages())
    assert guide.browser.extraSelections() == []
    assert guide.page == "training"
    key(guide, Qt.Key.Key_Escape)
    assert not isValid(guide) or not guide.isVisible()


def test_the_keys_are_those_of_now(person: Person, guide: GuideWindow) -> None:
    assert " Ctrl+Z  takes it back" in guide.browser.toPlainText().replace("\u00a0", " ")
    keymap = Keymap().with_keys(find_action("edit.undo"), ("Ctrl+J",))
    keymap = keymap.with_keys(find_action("help.guide"), ("Ctrl+H",)).with_keys(find_action("help.keys"), ())
    person.window.commands.set_keymap(keymap)
    said = guide.browser.toPlainText().replace("\u00a0", " ")
    assert " Ctrl+J  takes it back" in said
    assert "Ctrl+Z" not in said
    guide.show_page("keys")
    assert "All keys shows all keys" in guide.browser.toPlainText()
    key(guide, Qt.Key.Key_F1)
    assert guide.isVisible()
    key(guide, Qt.Key.Key_H, modifiers=_CTRL)
    assert person.window.guide.guide is None


def test_it_follows_colours_and_sizes(person: Person, guide: GuideWindow) -> None:
    light = guide.grab().toImage()
    size = guide.browser.document().begin().begin().fragment().charFormat().font().pixelSize()
    person.window.choose_theme("dark")
    dark = guide.grab().toImage()
    assert light.pixelColor(600, 8).lightness() > 200
    assert dark.pixelColor(600, 8).lightness() < 60
    assert dark.pixelColor(20, 600).lightness() < 60
    person.window.choose_theme("high-contrast")
    assert guide.grab().toImage().pixelColor(600, 8).lightness() < 20
    key(guide, Qt.Key.Key_Equal, modifiers=_CTRL)
    assert person.window.settings.zoom == 110
    assert guide.browser.document().begin().begin().fragment().charFormat().font().pixelSize() > size
    person.window.choose_theme("light")


def test_nothing_is_loaded_but_pictures_of_the_guide(alone: GuideWindow) -> None:
    guide = alone
    image = QTextDocument.ResourceType.ImageResource.value
    load = guide.browser.loadResource
    assert (book.guide_folder() / "../pictures/desk.png").is_file()
    assert not load(image, QUrl("pictures/desk.png")).isNull()
    for name in (
        "../icons/book.svg",
        "../pictures/desk.png",
        "https://example.org/x.png",
        "file:///etc/passwd",
        "x.png",
    ):
        assert load(image, QUrl(name)) is None, name
    assert load(QTextDocument.ResourceType.HtmlResource.value, QUrl("keys.md")) is None


def test_all_parts_have_names_for_screen_readers(alone: GuideWindow) -> None:
    guide = alone
    for part in (guide.search, guide.list, guide.browser, guide._back, guide._forward):
        assert part.accessibleName()
    index = guide.list.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "First article in five minutes, Marking"


def test_pictures_end_with_the_column(alone: GuideWindow) -> None:
    guide = alone
    guide.resize(660, 500)
    QApplication.processEvents()
    assert guide.browser.horizontalScrollBar().maximum() == 0
    guide.resize(1000, 500)


def test_the_palette_has_the_pages(person: Person) -> None:
    entries = find(palette_entries(person.window), "reading the scores")
    assert [entry.text for entry in entries] == ["Guide: Reading the scores"]
    entries[0].run()
    assert opened(person).page == "scores"


def test_without_its_files_the_window_says_so(
    make_window: Callable[..., Person], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    person = make_window()
    monkeypatch.setattr(resources, "_homes", lambda: ())
    for held in (book.pages, book.contents):
        held.cache_clear()
    assert [entry for entry in palette_entries(person.window) if entry.kind == "Guide"] == []
    key(person.window, Qt.Key.Key_F1)
    dialog = person.dialog("errorSheet")
    assert dialog.findChild(QLineEdit) is None
    dialog.accept()
