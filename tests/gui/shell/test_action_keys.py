"""Each act of the table by its key in the real window, and all that shows keys in agreement with the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from spanloop.gui.action_table import ACTIONS, GROUPS
from spanloop.gui.actions import EVENT_PREFIX, LABEL_PREFIX, LINK_PREFIX, WHILE_HELD, Action, Situation, schema_actions
from spanloop.gui.bars import StatusLine
from spanloop.gui.entries import palette_entries
from spanloop.gui.keycaps import Cap
from spanloop.gui.keymap import Keymap
from spanloop.gui.keys import is_window_key, shown
from spanloop.gui.keywords import spell
from spanloop.gui.palette import find
from spanloop.gui.plain import PlainLabel
from spanloop.gui.theme import Theme
from spanloop.operations.projects import default_schema
from tests.gui.shell.conftest import Person, give_keyboard


def situations() -> Iterator[Situation]:
    """All that can be so at once, then the same with one thing otherwise."""
    full = Situation()
    for field in fields(Situation):
        now = getattr(full, field.name)
        if field.name not in {"page", "composing", "training", "exchanging"}:
            full = replace(full, **{field.name: True if isinstance(now, bool) else 3 if isinstance(now, int) else "x"})
    yield full
    yield replace(full, state="skipped")
    for page in ("train", "judge", "copies"):
        yield replace(full, page=page)
    for field in fields(Situation):
        if isinstance(getattr(full, field.name), bool):
            yield replace(full, **{field.name: not getattr(full, field.name)})


def situation_for(action: Action) -> Situation:
    """One in which the act can be done, and none that it shares a key with, where there is such a one."""
    partners = [other for other in ACTIONS if other.id in action.shares or action.id in other.shares]
    fitting = [now for now in situations() if action.possible(now)]
    assert fitting, f"{action.id} can never be done"
    return next((now for now in fitting if not any(other.possible(now) for other in partners)), fitting[0])


def strike(person: Person, key: str) -> None:
    """Press a key of the table where the text has the keyboard."""
    if len(key) == 1 and not is_window_key(key):
        QTest.keyClicks(person.canvas, key)
        return
    stroke = QKeySequence.fromString(key)[0]  # pyright: ignore[reportIndexIssue] - Qt's stubs lack the operator
    QTest.keyClick(person.canvas, stroke.key(), stroke.keyboardModifiers())


def test_every_act_can_be_done_and_is_done_by_each_of_its_keys(person: Person) -> None:
    commands, done = person.window.commands, []
    for action in ACTIONS:
        commands.bind(action.id, lambda name=action.id: done.append(name))
    for prefix in (LABEL_PREFIX, EVENT_PREFIX, LINK_PREFIX):
        commands.bind_prefix(prefix, lambda name, prefix=prefix: done.append(f"{prefix}{name}"))
    give_keyboard(person.window)
    person.canvas.setFocus()
    for action in commands.all():
        now = situation_for(action)
        commands.set_page(now.page)
        commands.update(now)
        for key in action.keys:
            done.clear()
            strike(person, key)
            assert done == [action.id], (action.id, key)
    commands.set_page("annotate")


def test_a_key_that_can_do_nothing_says_why(person: Person) -> None:
    person.press("Enter")
    assert person.window.status.note() == "There is no suggestion under the cursor."
    person.press("Right")
    assert person.window.status.note() == ""
    person.press("F8")
    assert person.window.status.note() == "No problems here."
    person.press("q")
    assert person.window.status.note() == "q means nothing here; ? shows all keys."
    person.press("p")
    assert person.window.status.note() == ""


def menu_keys(menu: QMenu) -> dict[str, str]:
    """Text of each entry of the submenus -> the key that stands beside it."""
    found: dict[str, str] = {}
    for part in menu.actions():
        submenu = part.menu()
        assert isinstance(submenu, QMenu)
        for entry in submenu.actions():
            text, _, key = entry.text().partition("\t")
            found[text.replace("&&", "&")] = key or first_shortcut(entry)
    return found


def first_shortcut(entry: QAction) -> str:
    return entry.shortcut().toString().replace("Return", "Enter")


def assert_all_agree(person: Person) -> None:
    """Menus, palette and cheat sheet say the same of each act as the table of now."""
    commands = person.window.commands
    main_menu = person.window.top.menu_button.menu()
    assert main_menu is not None
    assert [part.text() for part in main_menu.actions()] == list(GROUPS)
    in_menu = menu_keys(main_menu)
    entries = {entry.text: entry for entry in palette_entries(person.window)}
    sheet = on_the_sheet(person)
    for action in commands.all():
        first = action.keys[0] if action.keys else ""
        if action.menu:
            name = "Undo" if action.id == "edit.undo" else "Redo" if action.id == "edit.redo" else action.name
            key = next(key for text, key in in_menu.items() if text == name or text.startswith(f"{name}: "))
            assert key in {first, shown(first)} if first else key == "", action.id
        if action.id != "help.palette":
            assert entries[action.name].keys == action.keys[:1], action.id
        if action.keys:
            assert sheet[action.name] == action.keys, action.id


def on_the_sheet(person: Person) -> dict[str, tuple[str, ...]]:
    """What the cheat sheet shows beside each name."""
    person.window.commands.run("help.keys")
    sheet = person.dialog("cheatSheet")
    caps = {cap.accessibleName(): cap.keys for cap in sheet.findChildren(Cap)}
    sheet.accept()
    return caps


def test_menus_palette_and_cheat_sheet_agree_with_the_table_also_after_a_change(person: Person) -> None:
    assert_all_agree(person)
    commands = person.window.commands
    by_id = {action.id: action for action in ACTIONS}
    keymap = Keymap().with_keys(by_id["event.new"], ("u",)).with_keys(by_id["zone.menu"], ())
    commands.set_keymap(keymap.with_keys(by_id["help.palette"], ("Ctrl+P", "Ctrl+J")))
    commands.set_keymap(commands.keymap.with_keys(by_id["edit.find"], ("Ctrl+G",)))
    assert_all_agree(person)
    assert person.window.page.queue.search.key() == "Ctrl+G"
    assert person.window.top.field.key() == "Ctrl+P"
    assert (
        spell("{event.new} or {zone.menu} or {help.palette}.", commands.keys)
        == "u or “Zone of these lines…” or Ctrl+P."
    )
    assert ("u",) in [hint.keys for hint in person.window.page.hint_strip.hints()]
    person.press("Ctrl+J")
    person.types("zone of these")
    assert find(palette_entries(person.window), "zone of these")[0].keys == ()
    person.press("Esc")
    person.stands_on("shelled")
    person.press("e")
    assert person.events() == {}
    person.press("u")
    assert set(person.events()) == {"shelled"}


def test_every_act_has_help_that_says_more_than_its_name() -> None:
    for action in ACTIONS:
        assert action.help.endswith(".")
        assert action.help.rstrip(".").casefold() != action.name.rstrip("….").casefold(), action.id
    assert all(action.help for action in schema_actions(default_schema()))


def test_a_long_sentence_does_not_widen_the_window(qtbot: Any) -> None:
    status = StatusLine(Theme.named("light"))
    qtbot.addWidget(status)
    status.resize(1024, 28)
    status.show()
    wide = status.minimumSizeHint().width()
    words = "7 marked, 2 were marked already, " * 8
    status.set_saved(words)
    status.say(words)
    assert status.saved_text() == words
    assert status.note() == words
    assert status.minimumSizeHint().width() == wide == 0


def test_a_full_status_line_leaves_out_statements_before_it_cuts_anything(qtbot: Any) -> None:
    status = StatusLine(Theme.named("light"))
    qtbot.addWidget(status)
    status.resize(1024, 28)
    status.show()
    status.set_saved("12 marks brought and accepted in 3 copies, 2 could not be placed")
    status.set_parts(["12 mentions, 3 events", "5 suggestions left", "entities complete", "2 problems"])
    status.set_threshold("5 of 12 from .80 up")
    status.set_undo("bring 12 marks to 3 copies")
    status.set_zoom(100)
    QApplication.processEvents()
    labels = [label for label in status.findChildren(PlainLabel) if label.isVisible() and label.text()]
    assert 2 <= len(labels) < 5, "what is saved, and statements but not all"
    for one in (*labels, status.threshold_button, status.undo_button, status.zoom_button):
        assert one.width() >= one.sizeHint().width(), one.text()
        assert one.geometry().right() < status.width()
    assert len(status.parts()) == 4
    status.set_saved("Saved 14:32:07")
    status.set_undo("mark ARM")
    assert all(not label.isHidden() for label in status.findChildren(PlainLabel) if label.text())


def test_a_key_that_is_held_does_not_do_its_act_over_and_over(person: Person) -> None:
    def hold(text: str, key: Qt.Key) -> None:
        for again in (False, True, True):
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text, again)
            QApplication.sendEvent(person.canvas, event)

    person.stands_on("shelled")
    hold("f", Qt.Key.Key_F)
    assert person.mentions() == {("FAC", "shelled")}
    hold(".", Qt.Key.Key_Period)
    assert person.mentions() == {("FAC", "shelled the depot before")}
    assert not person.window.commands.qt("article.complete_next").autoRepeat()
    assert person.window.commands.qt("edit.undo").autoRepeat()
    assert {name for name in WHILE_HELD if name not in {action.id for action in ACTIONS}} == set()
