"""Sentences that name keys name those of now, wherever they stand."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from spanloop.core.validation import Problem
from spanloop.gui.action_table import ACTIONS
from spanloop.gui.desk.tour_steps import STEPS, words_of
from spanloop.gui.inspector.sentence import plain
from spanloop.gui.keycaps import HintButton
from spanloop.gui.keymap import Keymap
from spanloop.gui.keywords import way_out
from tests.gui.shell.conftest import Person

_OTHER = {
    "event.new": ("y",),
    "help.keys": ("Ctrl+J",),
    "article.entities": (),
    "article.complete_next": ("Ctrl+Shift+Y",),
    "mark.snap": ("Ctrl+Alt+W",),
    "suggestion.accept": ("z",),
}


def test_sentences_name_the_keys_of_now(person: Person, qtbot: QtBot) -> None:
    window, page = person.window, person.window.page
    before = page.inspector.events.empty.text()
    assert "press e." in before
    assert page.article_bar.boxes["entities"].toolTip().endswith("(Alt+1)</qt>")
    keymap = Keymap()
    for action in ACTIONS:
        if action.id in _OTHER:
            keymap = keymap.with_keys(action, _OTHER[action.id])
    window.commands.set_keymap(keymap)
    assert page.inspector.events.empty.text() == before.replace("press e.", "press y.")
    assert "Ctrl+J shows them" in page.inspector.mentions.empty.text()
    assert "Alt+1" not in page.article_bar.boxes["entities"].toolTip()
    assert page.article_bar.boxes["events"].toolTip().endswith("(Alt+2)</qt>")
    page.queue.parts.chosen.emit("done")  # a click on "Done"
    qtbot.waitUntil(lambda: page.queue.list.empty_text[1].startswith("Ctrl+Shift+Y completes one"))
    assert page.inspector.event_card.accept_button.accessibleName() == "Accept, z"
    keys = {button.hint.action: button.hint.keys for button in window.start.findChildren(HintButton)}
    assert keys["help.keys"] == ("Ctrl+J",)
    session = window.projects.session
    assert session is not None
    said = " ".join(plain(words_of(step, session, keys=window.commands.keys)) for step in STEPS)
    assert "press y;" in said
    assert "Ctrl+J shows all keys" in said
    cut = Problem("off_words", "It cuts a word.", "Take whole words; or not.", "m", 0, 1)
    assert way_out(cut, window.commands.keys) == "Press Ctrl+Alt+W to take whole words; or not."
    assert way_out(cut, lambda _: ()) == cut.way_out
