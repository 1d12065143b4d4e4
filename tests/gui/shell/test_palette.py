"""The palette when nothing is found, and under other words than its names."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from spanloop.gui.palette import Entry, Palette, find
from spanloop.gui.theme import Theme

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
