"""The palette when nothing is found, and under other words than its names."""

from __future__ import annotations

import pytest
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


def test_a_whole_word_comes_before_the_beginning_of_a_longer_one() -> None:
    names = ["Guideline of the label", "Training guide", "Guide", "Misguided", "User guide"]
    entries = [Entry("Anywhere", name, lambda: None) for name in names]
    found = ["Guide", "Training guide", "User guide", "Guideline of the label", "Misguided"]
    assert [entry.text for entry in find(entries, "guide")] == found
    assert next(entry.text for entry in find(entries, "gu")) == "Guideline of the label"


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


@pytest.mark.parametrize(
    ("page", "first", "own"),
    [
        ("Ctrl+1", "Find in articles", "Copy text"),
        ("Ctrl+2", "Next panel", "Retrain"),
        ("Ctrl+3", "Next panel", "Compare again"),
    ],
)
def test_it_opens_on_what_can_be_done_on_this_page(person: Person, page: str, first: str, own: str) -> None:
    if own == "Retrain":
        person.press("g")  # where nothing is marked there is nothing to learn from
    person.press(page, "Ctrl+K")
    palette = person.window.findChild(Palette)
    assert isinstance(palette, Palette)
    entries = palette.model.entries
    names = [entry.text for entry in entries]
    here = [entry.text for entry in entries if entry.kind == "Here"]
    assert not any(entry.why_not for entry in entries)
    assert names[: len(here)] == here
    assert here[0] == first
    assert own in here
    assert palette.list.currentIndex().row() == 0
    assert palette.list.verticalScrollBar().value() == 0
    acts = len(person.project.history())
    person.press("Enter")
    assert person.window.pages.current == {"Ctrl+1": "annotate", "Ctrl+2": "train", "Ctrl+3": "judge"}[page]
    assert len(person.project.history()) == acts


def test_what_cannot_be_done_has_to_be_asked_for(person: Person) -> None:
    entries = palette_entries(person.window)
    barred = {entry.text for entry in entries if entry.why_not}
    assert "Cancel training" in barred
    assert not barred & {entry.text for entry in find(entries, "")}
    assert not barred & {entry.text for entry in find(entries, ">")}
    assert "Cancel training" in {entry.text for entry in find(entries, "cancel tr")}


def test_versions_are_found_on_the_pages_that_have_them(person: Person) -> None:
    found = [entry.text for entry in find(palette_entries(person.window), "version")]
    assert {"Go to Train", "Retrain", "Compare again"} <= set(found)


def test_a_word_for_one_act_brings_no_crowd(person: Person) -> None:
    entries = palette_entries(person.window)
    for words in ("magnify", "night", "clusters", "hotkeys", "abort"):
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
        person.types("clusters")
        person.press("Enter")
        assert queue.order.text() == order
