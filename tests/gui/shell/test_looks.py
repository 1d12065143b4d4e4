"""How the text is set, by acts of the window, and what the desktop asks for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from spanloop.gui import looks
from spanloop.gui.canvas.reading import Reading
from spanloop.gui.dialogs.messages import Choice
from spanloop.gui.fields import SearchField
from spanloop.gui.looks import SPACINGS, WIDTHS, chosen_theme
from spanloop.gui.palette import Palette
from spanloop.settings import Settings, load_settings
from tests.gui.shell.conftest import Person, give_keyboard


def test_width_spacing_and_patterns_are_acts_and_are_kept(person: Person, home: Settings) -> None:
    run, canvas = person.window.commands.run, person.canvas
    for act in ("view.wider", "view.wider", "view.looser", "view.patterns"):
        run(act)
    assert canvas.reading == Reading(width=130, spacing=115, patterns=False)
    kept = load_settings(home.data_dir)
    assert (kept.text_width, kept.line_spacing, kept.underline_patterns) == (130, 115, False)
    run("view.zoom_in")
    assert canvas.reading == Reading(zoom=110, width=130, spacing=115, patterns=False)
    for act in ("view.narrower", "view.tighter"):
        for _ in range(12):
            run(act)
    assert (canvas.reading.width, canvas.reading.spacing) == (WIDTHS[0], SPACINGS[0])


def test_the_system_theme_follows_a_wish_for_contrast(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "wants_contrast", lambda: True)
    assert chosen_theme("system") == "high-contrast"
    assert chosen_theme("light") == "light"
    monkeypatch.setattr(looks, "wants_contrast", lambda: False)
    assert chosen_theme("system") in {"light", "dark"}


def test_how_the_text_is_set_stands_in_the_menu_of_settings(person: Person) -> None:
    menu = person.window.top.settings_button.menu()
    offered = [act.text() for act in menu.actions()]
    assert {"Wider text", "Narrower text", "Underline patterns", "Larger text"} <= set(offered)
    person.window.pages.turn_to("train")
    assert not person.window.commands.qt("view.wider").isEnabled()
    person.window.pages.turn_to("annotate")
    assert person.window.commands.qt("view.wider").isEnabled()


def test_labels_and_sentences_are_the_key_to_the_patterns(person: Person) -> None:
    session = person.window.projects.session
    assert session is not None
    schema = session.schema
    labels = schema.entities
    theme = person.window.theme
    assert [theme.ink(label, schema=schema).pattern for label in labels] == list(range(len(labels)))
    person.stands_on("depot")
    chip = person.window.page.label_bar.chip(labels[1].label)
    assert chip is not None
    broken = chip.grab().toImage()
    person.window.commands.run("view.patterns")
    assert {person.window.theme.ink(label, schema=schema).pattern for label in labels} == {0}
    chip = person.window.page.label_bar.chip(labels[1].label)
    assert chip is not None
    assert chip.grab().toImage() != broken


@pytest.fixture
def steady_caret() -> Iterator[None]:
    flash = QApplication.cursorFlashTime()
    QApplication.setCursorFlashTime(0)
    yield
    QApplication.setCursorFlashTime(flash)


def test_what_is_open_follows_when_the_theme_changes(person: Person, steady_caret: None) -> None:
    """The desktop turns dark at nightfall; what is opened afterwards looks the same as what was open then."""
    window = person.window

    def palette() -> tuple[QWidget, QPixmap]:
        window.open_palette()
        shown = window.findChildren(Palette)[-1]
        return shown, shown.grab()

    def dialog() -> tuple[QWidget, QPixmap]:
        sheet = Choice("Which?", "One of these.", {"one": "One"}, theme=window.theme, parent=window)
        field = SearchField("Find", key="F3", theme=window.theme)
        sheet.body.addWidget(field)
        sheet.add_button("Go").setFocus()
        sheet.open()
        give_keyboard(sheet)
        return sheet, sheet.grab()

    def close(opened: QWidget) -> None:
        if isinstance(opened, Palette):
            opened.close_palette()
        else:
            opened.close()

    for opened in (palette, dialog):
        window.choose_theme("light")
        under, light = opened()
        window.choose_theme("dark")
        window.choose_theme("high-contrast")
        window.choose_theme("dark")
        QTest.qWait(1)
        QTest.qWait(1)
        followed = under.grab()
        close(under)
        fresh, dark = opened()
        close(fresh)
        assert followed.toImage() == dark.toImage()
        assert dark.toImage() != light.toImage()
