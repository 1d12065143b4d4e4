"""How the text is set, by acts of the window, and what the desktop asks for."""

from __future__ import annotations

import pytest

from spanloop.gui import looks
from spanloop.gui.canvas.reading import Reading
from spanloop.gui.looks import SPACINGS, WIDTHS, chosen_theme
from spanloop.settings import Settings, load_settings
from tests.gui.shell.conftest import Person


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
