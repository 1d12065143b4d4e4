"""The palette when nothing is found, and under other words than its names."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from spanloop.gui.entries import palette_entries
from spanloop.gui.palette import Entry, Palette, find
from spanloop.gui.theme import Theme
from tests.gui.shell.conftest import Person

ENTRIES = [
    Entry("Here", "Larger text", lambda: None, note="The text of the article.", also="zoom magnify"),
    Entry("Anywhere", "Quit", lambda: None),
]


def test_other_words_find_an_act_and_are_not_shown() -> None:
    assert [entry.text for entry in find(ENTRIES, "zoom")] == ["Larger text"]
    assert [entry.text for entry in find(ENTRIES, "magn")] == ["Larger text"]
    assert not find(ENTRIES, "zoomed")


def test_it_says_when_nothing_is_found_and_comes_back(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    palette = Palette(ENTRIES, theme=Theme.named("light"), window=window)
    qtbot.keyClicks(palette.field, "qqq")
    assert palette.nothing.isVisible()
    assert not palette.list.isVisible()
    assert palette.nothing.text() == "Nothing is called “qqq”. Esc closes."
    palette.field.clear()
    assert palette.list.isVisible()
    assert not palette.nothing.isVisible()
    palette.close_palette()


KNOWN_AS = {
    "Larger text": "magnify", "Smaller text": "zoom", "Undo": "revert", "Theme: dark": "dark mode",
    "Theme: as the system": "colours", "Skip with a reason…": "ignore article", "Complete and open next": "finish",
    "Retrain": "learn", "Export spaCy training data…": "save as", "Export marks as JSONL…": "download",
    "Go to Judge": "f1", "Zone: boilerplate": "hide", "Queue: copies together": "duplicates",
    "All keys": "shortcuts", "Quit": "exit", "Import articles or marks…": "add", "Remove mark": "delete",
}  # fmt: skip


def test_acts_are_found_under_the_words_that_people_know(person: Person) -> None:
    entries = palette_entries(person.window)
    missed = [name for name, words in KNOWN_AS.items() if name not in {entry.text for entry in find(entries, words)}]
    assert missed == []


def test_a_word_for_one_act_brings_no_crowd(person: Person) -> None:
    entries = palette_entries(person.window)
    for words in ("magnify", "revert", "night", "duplicates", "hotkeys", "abort"):
        assert len(find(entries, words)) == 1


def test_other_words_stand_nowhere_to_be_read(person: Person) -> None:
    person.press("Ctrl+K")
    person.types("magnify")
    palette = person.window.findChild(Palette)
    assert isinstance(palette, Palette)
    index = palette.list.model().index(0, 0)
    assert "magnify" not in index.data()
    person.press("Enter")
    assert person.window.settings.zoom > 100


def test_copies_are_put_together_and_back_from_the_palette(person: Person) -> None:
    queue = person.window.page.queue
    for order in ("Copies together", "As imported"):
        person.press("Ctrl+K")
        person.types("duplicates")
        person.press("Enter")
        assert queue.order.text() == order
