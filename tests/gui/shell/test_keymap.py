"""Other keys: what is refused, what is kept, and the dialog in which they are pressed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from spanloop.core.schema import parse_schema
from spanloop.gui.action_table import ACTIONS, find_action
from spanloop.gui.actions import Action, clashes, may_share, schema_actions
from spanloop.gui.dialogs.keymap import KeymapSheet
from spanloop.gui.keymap import MOVING, Keymap, refusal
from spanloop.operations.projects import default_schema
from spanloop.settings import Settings, load_settings
from tests.gui.shell.conftest import Person

_NEW, _ZONE = find_action("event.new"), find_action("zone.menu")


def test_no_key_of_the_table_moves_the_cursor() -> None:
    assert [(action.id, key) for action in ACTIONS for key in action.keys if key in MOVING] == []


def test_a_changed_key_holds_and_the_others_stay() -> None:
    keymap = Keymap().with_keys(_NEW, ("u", "Shift+Ctrl+y"))
    now = {action.id: action.keys for action in keymap.apply(ACTIONS)}
    assert now["event.new"] == ("u", "Ctrl+Shift+Y")
    assert {name: keys for name, keys in now.items() if name != "event.new"} == {
        action.id: action.keys for action in ACTIONS if action.id != "event.new"
    }
    assert keymap.with_keys(_NEW, _NEW.keys).changes == {}


def test_what_a_person_chose_holds_against_a_newer_table() -> None:
    mine = Keymap({"event.new": ["z"]})
    now = mine.apply(ACTIONS)
    assert clashes(now) == []
    assert {action.id: action.keys for action in now if action.id in {"event.new", "zone.menu"}} == {
        "event.new": ("z",),
        "zone.menu": (),
    }


def test_a_label_of_the_project_keeps_its_key() -> None:
    schema = parse_schema({"name": "x", "entities": [{"label": "EVENT", "key": "e"}]})
    now = Keymap().apply(ACTIONS, before=schema_actions(schema))
    assert next(action for action in now if action.id == "event.new").keys == ()


def test_a_file_that_gives_one_key_twice_gives_it_to_the_first() -> None:
    now = Keymap({"event.new": ["u"], "zone.menu": ["u"]}).apply(ACTIONS)
    assert clashes(now) == []
    assert sum("u" in action.keys for action in now) == 1


@pytest.mark.parametrize(
    ("key", "action", "why"),
    [
        ("z", _NEW, "z is the key of “Zone of these lines…”."),
        ("Ctrl+K", _NEW, "Ctrl+K is the key of “Search or run a command”."),
        ("Esc", _NEW, "Esc leaves, everywhere. It can mean nothing else."),
        ("Ctrl+Left", _NEW, "That key moves the cursor, or types nothing."),
        ("", _NEW, "That key moves the cursor, or types nothing."),
        (";", _NEW, "; leads to labels that have no key of their own, such as “Mark B”."),
        ("u", find_action("desk.leave"), "The keys of “Leave” stay as they are."),
        ("u", _NEW, ""),
        ("e", _NEW, ""),
        ("Delete", find_action("suggestion.reject"), ""),
    ],
)
def test_why_a_key_is_refused(key: str, action: Action, why: str) -> None:
    label = Action("label:B", "Mark B", "Labels", "B.", ("; b",))
    assert refusal(key, action, actions=(*ACTIONS, label)) == why


def test_only_what_the_table_says_shares_a_key() -> None:
    pairs = {
        (action.id, other.id, key)
        for place, action in enumerate(ACTIONS) for other in ACTIONS[place + 1 :]
        for key in set(action.keys) & set(other.keys)
    }  # fmt: skip
    for first, second, key in pairs:
        one, other = find_action(first), find_action(second)
        # Acts on copies are done on a page of their own, where those of the desk are not.
        assert second in one.shares or first in other.shares or one.of_copies != other.of_copies, key
        assert may_share(one, other)
    assert ("mark.remove", "suggestion.reject", "Backspace") in pairs


_KEYS = st.sampled_from(
    ("e", "u", "z", "Backspace", "Tab", "Ctrl+K", "Ctrl+J", "F7", "p", ";", "Esc", "Ctrl+Left", "Shift+Enter")
)


@given(st.lists(st.tuples(st.sampled_from(ACTIONS), _KEYS), max_size=12))
def test_whatever_is_pressed_no_two_acts_have_one_key_and_what_was_taken_holds(
    presses: list[tuple[Action, str]],
) -> None:
    labels = schema_actions(default_schema())
    keymap, wanted = Keymap(), {}
    for action, key in presses:
        now = (*keymap.apply(ACTIONS, before=labels), *labels)
        if not refusal(key, action, actions=now):
            keymap, wanted[action.id] = keymap.with_keys(action, (key,)), (key,)
        again = Keymap(json.loads(json.dumps(keymap.changes)))
        has = {action.id: action.keys for action in again.apply(ACTIONS, before=labels)}
        assert clashes((*again.apply(ACTIONS, before=labels), *labels)) == []
        assert {name: has[name] for name in wanted} == wanted


def open_dialog(person: Person) -> KeymapSheet:
    person.window.commands.run("help.keymap")
    sheet = person.dialog("keymap")
    assert isinstance(sheet, KeymapSheet)
    return sheet


def seek(sheet: KeymapSheet, person: Person) -> None:
    """Begin another search."""
    sheet.search.clear()
    person.clicks(sheet.search)


def test_the_dialog_takes_a_free_key_and_refuses_a_taken_one(person: Person) -> None:
    sheet = open_dialog(person)
    person.types("new event")
    assert [row.action.id for row in sheet.model.rows][:1] == ["event.new"]
    person.press("Enter")
    assert sheet.catcher.hasFocus()
    person.press("z")
    assert sheet.words.text() == "z is the key of “Zone of these lines…”. Press another one, or Esc."
    person.press("p")
    assert "“Mark PER”" in sheet.words.text()
    person.press("u")
    assert sheet.words.text() == "“New event” has the key u now."
    QTest.mouseClick(sheet.second_button, Qt.MouseButton.LeftButton)
    person.press("Tab")
    assert "“Next suggestion”" in sheet.words.text()
    person.press("Ctrl+J")
    assert person.window.commands.keys("event.new") == ("u", "Ctrl+J")
    person.press("Esc")
    assert not person.sees_dialog("keymap")
    assert load_settings(person.window.settings.data_dir).changed_keys() == {"event.new": ["u", "Ctrl+J"]}
    person.stands_on("shelled")
    person.press("Ctrl+J")
    assert set(person.events()) == {"shelled"}


def test_esc_leaves_the_key_as_it_is(person: Person) -> None:
    sheet = open_dialog(person)
    person.types("new event")
    person.press("Enter", "Esc")
    assert sheet.isVisible()
    assert not sheet.catcher.isVisible()
    assert sheet.keymap.changes == {}
    assert sheet.table.hasFocus()


def test_a_key_is_taken_away_and_given_back(person: Person) -> None:
    sheet = open_dialog(person)
    person.types("mark")
    place = [row.action.id for row in sheet.model.rows].index("event.new")
    assert place
    person.press(*["Down"] * (place + 1), "Up")
    sheet.table.setFocus()
    person.press("Delete")
    assert person.window.commands.keys("event.new") == ()
    assert sheet.words.text() == "“New event” has no key now."
    seek(sheet, person)
    person.types("zone of")
    person.press("Enter", "e")
    assert person.window.commands.keys("zone.menu") == ("e",)
    seek(sheet, person)
    person.types("new event")
    person.clicks(sheet.reset_button)
    assert sheet.words.text().startswith("e is the key of “Zone of these lines…”.")
    person.clicks(sheet.everything)
    assert person.window.commands.keys("event.new") == ("e",)
    assert person.window.commands.keys("zone.menu") == ("z",)
    assert not sheet.everything.isEnabled()


def test_the_dialog_finds_acts_by_their_key_and_shows_labels_that_cannot_be_changed(person: Person) -> None:
    sheet = open_dialog(person)
    person.types("ctrl+k")
    assert [row.action.id for row in sheet.model.rows] == ["help.palette"]
    seek(sheet, person)
    person.types("mark per")
    assert sheet.model.rows[0].action.id == "label:PER"
    seek(sheet, person)
    person.types("next mark")  # other acts have both words in what they do
    assert [row.action.id for row in sheet.model.rows][:1] == ["mark.next"]
    assert len(sheet.model.rows) > 1
    seek(sheet, person)
    person.types("mark per")
    assert not sheet.new_button.isEnabled()
    assert "Its key stands in the schema of the project." in sheet.words.text()
    person.press("Enter")
    assert not sheet.catcher.isVisible()


def test_changed_keys_are_there_at_the_next_start(make_window: Callable[..., Person], home: Settings) -> None:
    home.keep_keys({"help.palette": ("Ctrl+P",), "gone.act": ("x",)})
    person = make_window()
    commands = person.window.commands
    assert commands.keys("help.palette") == ("Ctrl+P",)
    assert commands.qt("help.palette").shortcut().toString() == "Ctrl+P"
    # On the start page there are no labels, and keys can be changed as well.
    sheet = open_dialog(person)
    assert {row.own for row in sheet.model.rows} == {True}
    assert sheet.everything.isEnabled()
    person.clicks(sheet.everything)
    assert commands.qt("help.palette").shortcut().toString() == "Ctrl+K"
    assert home.changed_keys() == {}


@pytest.mark.parametrize("text", ["", "[]", "{", '{"event.new": "u", "zone.menu": [1, null]}'])
def test_a_damaged_file_leaves_the_keys_of_the_table(home: Settings, text: str) -> None:
    (home.path.parent / "keys.json").write_text(text, encoding="utf-8")
    keymap = Keymap(home.changed_keys())
    assert keymap.keys_of(_NEW) == _NEW.keys
    assert keymap.keys_of(replace(_NEW, fixed=True)) == _NEW.keys
