"""The table of actions: unique keys, everything bound, and all of it on the cheat sheet and in the palette."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from spanloop.core.schema import parse_schema
from spanloop.gui.action_table import ACTIONS, GROUPS
from spanloop.gui.actions import Situation, clashes, is_window_key, schema_actions
from spanloop.gui.entries import palette_entries
from spanloop.gui.keycaps import Cap
from spanloop.gui.keys import key_names, sequences, shown
from spanloop.gui.palette import Entry, find, pieces
from spanloop.operations.projects import default_schema
from tests.gui.shell.conftest import Person

_ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def test_no_two_actions_want_the_same_key() -> None:
    assert clashes((*ACTIONS, *schema_actions(default_schema()))) == []


def test_a_clash_is_found() -> None:
    schema = parse_schema({"name": "x", "entities": [{"label": "EVENT", "key": "e"}]})
    assert clashes((*ACTIONS, *schema_actions(schema))) == [("e", "event.new", "label:EVENT")]


def test_every_action_has_words_a_group_and_a_reason() -> None:
    for action in ACTIONS:
        assert action.name
        assert action.help.endswith(".")
        assert action.group in GROUPS
        assert "!" not in action.name + action.help + action.unless
        if not action.when(Situation()):
            assert action.unless.endswith("."), action.id


def test_keys_of_one_action_all_work_in_the_same_place() -> None:
    for action in ACTIONS:
        # "?" is the one key that works in the text and beside it has a key of the whole window.
        if action.keys and action.keys[0] != "?":
            assert len({is_window_key(key) for key in action.keys}) == 1, action.id


def test_everything_is_bound(make_window: Callable[..., Person]) -> None:
    assert make_window().window.commands.unbound() == []


def test_the_cheat_sheet_shows_every_key(person: Person) -> None:
    person.press("?")
    sheet = person.dialog("cheatSheet")
    shown_keys = {key for cap in sheet.findChildren(Cap) for key in cap.keys}
    wanted = {key for action in person.window.commands.all() for key in action.keys}
    assert wanted <= shown_keys
    person.press("?")
    assert not person.sees_dialog("cheatSheet")


def test_the_palette_finds_acts_guideline_and_articles(person: Person) -> None:
    entries = palette_entries(person.window)
    assert {entry.kind for entry in entries} == {"Here", "Anywhere", "Guideline", "Guide", "Articles"}
    assert find(entries, "skip")[0].text == "Skip with a reason…"
    assert find(entries, "guideline strike")[0].text == "Guideline: STRIKE"
    assert [entry.text for entry in find(entries, "# convoy")] == ["Convoy report"]
    assert not any(entry.kind == "Articles" for entry in find(entries, "> convoy"))


def test_ctrl_k_runs_what_is_chosen(person: Person) -> None:
    person.press("Ctrl+K")
    person.types("convoy")
    person.press("Enter")
    assert person.desk.article.title == "Convoy report"
    assert person.canvas.hasFocus()


def test_the_palette_says_why_an_act_cannot_be_done_now(person: Person) -> None:
    entry = next(e for e in palette_entries(person.window) if e.text == "Accept this suggestion")
    assert entry.why_not == "There is no suggestion under the cursor."


def test_esc_leaves_the_palette_and_nothing_is_done(person: Person) -> None:
    person.press("Ctrl+K")
    person.types("quit")
    person.press("Esc")
    assert person.canvas.hasFocus()
    assert person.window.isVisible()


def test_what_can_be_done_stands_before_what_cannot() -> None:
    can = Entry("Here", "Reject it all", lambda: None)
    cannot = Entry("Here", "Reject", lambda: None, why_not="No.")
    assert find([cannot, can], "reject") == [can, cannot]


def test_a_key_finds_what_it_does() -> None:
    other = Entry("Here", "Leave F8 alone", lambda: None)
    problem = Entry("Anywhere", "Next problem", lambda: None, keys=("F8",), why_not="No problems here.")
    assert find([other, problem], "f8") == [problem, other]


def test_what_was_typed_is_shown_in_the_name() -> None:
    assert pieces("Accept this", ["cept"]) == [("Ac", False), ("cept", True), (" this", False)]
    assert pieces("Straße", ["sse"]) == [("Straße", False)]


@pytest.mark.parametrize(
    ("text", "key", "scan", "modifiers", "names"),
    [
        ("a", Qt.Key.Key_A, 38, Qt.KeyboardModifier(0), ("a",)),
        ("a", Qt.Key.Key_A, 24, Qt.KeyboardModifier(0), ("a",)),  # where a French keyboard has its a
        ("ф", Qt.Key.Key_A, 38, Qt.KeyboardModifier(0), ("ф", "a")),  # Russian
        ("ش", Qt.Key.Key_A, 38, Qt.KeyboardModifier(0), ("ش", "a")),  # Arabic
        ("&", Qt.Key.Key_Ampersand, 10, Qt.KeyboardModifier(0), ("&", "1")),  # French row of digits
        ("!", Qt.Key.Key_Exclam, 10, Qt.KeyboardModifier.ShiftModifier, ("!",)),
        ("?", Qt.Key.Key_Question, 61, Qt.KeyboardModifier.ShiftModifier, ("?",)),
        ("[", Qt.Key.Key_BracketLeft, 17, _ALT_GR, ("[", "8")),
        ("", Qt.Key.Key_Shift, 50, Qt.KeyboardModifier.ShiftModifier, ()),
        ("\x01", Qt.Key.Key_A, 38, Qt.KeyboardModifier.ControlModifier, ()),
        ("\t", Qt.Key.Key_Tab, 23, Qt.KeyboardModifier(0), ("Tab",)),
        ("", Qt.Key.Key_Backtab, 23, Qt.KeyboardModifier.ShiftModifier, ("Shift+Tab",)),
        ("\r", Qt.Key.Key_Enter, 104, Qt.KeyboardModifier.KeypadModifier, ("Enter",)),
    ],
)  # fmt: skip
def test_a_key_means_the_letter_that_the_layout_types(
    text: str,
    key: Qt.Key,
    scan: int,
    modifiers: Qt.KeyboardModifier,
    names: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, scan, 0, 0, text)
    assert key_names(event) == names


def test_enter_means_both_enter_keys() -> None:
    assert [sequence.toString() for sequence in sequences(("Ctrl+Enter",))] == ["Ctrl+Enter", "Ctrl+Return"]


def test_keys_are_written_as_on_their_caps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert [shown(key) for key in ("Backspace", "Delete", "Ctrl+K", "a")] == ["⌫", "Del", "Ctrl+K", "a"]
