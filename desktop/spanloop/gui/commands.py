"""The table of actions brought to life: Qt actions with shortcuts, and what is behind each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit, QWidget

from spanloop.core.schema import Schema
from spanloop.gui.action_table import ACTIONS, find_action
from spanloop.gui.actions import Action, PageName, Situation, is_window_key, schema_actions
from spanloop.gui.keymap import Keymap
from spanloop.gui.keys import chord_names, is_sequence, sequences, shown
from spanloop.gui.menus import fill_main_menu
from spanloop.gui.plain import menu_text, tooltip
from spanloop.gui.sequences import FIRST, first_key

_ZOOM = ("view.zoom_in", "view.zoom_out", "view.zoom_reset")
_READING = ("view.wider", "view.narrower", "view.looser", "view.tighter", "view.patterns", "view.fold")


class Commands(QObject):
    """Binds each action to what it does, enables it by the situation, and finds it by a key of the text.

    keys_changed(): actions have other keys, or there are others. told(sentence): why a key did nothing, "" when that is
    over. first_key_changed(key): the first of two keys was pressed, "" when the second is waited for no more. ran(id):
    an action is done now.
    """

    keys_changed = Signal()
    told = Signal(str)
    first_key_changed = Signal(str)
    ran = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._work: dict[str, Callable[[], object]] = {}
        self._by_name: dict[str, Callable[[str], object]] = {}
        self._schema: Schema | None = None
        self._keymap = Keymap()
        self._table: tuple[Action, ...] = ACTIONS
        self._of_schema: tuple[Action, ...] = ()
        self._by_id: dict[str, Action] = {}
        self._by_key: dict[str, list[Action]] = {}
        self._first_keys: frozenset[str] = frozenset()
        self.first_key = ""
        self._situation = Situation()
        self._page: PageName = "annotate"
        self._told = False
        self._saying = False
        self._qt: dict[str, QAction] = {action.id: self._make(action) for action in ACTIONS}
        self._index()

    def _make(self, action: Action) -> QAction:
        made = QAction(menu_text(action.name), self._window)
        made.setToolTip(tooltip(action.help))
        made.setStatusTip("")
        made.setAutoRepeat(action.while_held)
        self._set_shortcuts(made, action)
        made.triggered.connect(lambda _=False: self.run(action.id))
        self._window.addAction(made)
        return made

    def _set_shortcuts(self, made: QAction, action: Action) -> None:
        made.setShortcuts(sequences(tuple(key for key in action.keys if is_window_key(key))))
        made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)

    # what there is

    def bind(self, action_id: str, work: Callable[[], object]) -> None:
        """Say what an action of the table does."""
        find_action(action_id)
        self._work[action_id] = work

    def bind_prefix(self, prefix: str, work: Callable[[str], object]) -> None:
        """Say what the actions of the schema do: `work` is called with the label or type."""
        self._by_name[prefix] = work

    def set_schema(self, schema: Schema | None) -> None:
        """The labels and types that have actions now."""
        self._schema = schema
        self._apply_keys()

    def all(self) -> tuple[Action, ...]:
        """Every action there is now with the keys that it has now, those of the schema last."""
        return (*self._table, *self._of_schema)

    def of_schema(self) -> tuple[Action, ...]:
        """The actions of the labels and types that there are."""
        return self._of_schema

    def action(self, action_id: str) -> Action:
        """An action with the keys that it has now; raises KeyError for an unknown one."""
        return self._by_id[action_id]

    def keys(self, action_id: str) -> tuple[str, ...]:
        """The keys that an action has now, the one that is shown first; () for none, and for an unknown action."""
        found = self._by_id.get(action_id)
        return found.keys if found else ()

    def unbound(self) -> list[str]:
        """Ids of actions that nothing stands behind: a mistake, which a test looks for."""
        return [action.id for action in ACTIONS if action.id not in self._work]

    # keys

    @property
    def keymap(self) -> Keymap:
        """What this person changed of the keys."""
        return self._keymap

    def set_keymap(self, keymap: Keymap) -> None:
        """Other keys from now on, in shortcuts, menus and wherever keys are shown."""
        self._keymap = keymap
        self._apply_keys()

    def _apply_keys(self) -> None:
        before = self.all()
        own = schema_actions(self._schema) if self._schema else ()
        self._table = self._keymap.apply(ACTIONS, before=own)
        taken = {key for action in self._table for key in action.keys}
        self._of_schema = schema_actions(self._schema, taken=taken) if self._schema else ()
        if self.all() == before:
            return
        for had, has in zip(before[: len(ACTIONS)], self._table, strict=True):
            if had.keys != has.keys:
                self._set_shortcuts(self._qt[has.id], has)
        self._index()
        self.drop_first_key()
        self.keys_changed.emit()

    def _index(self) -> None:
        """Labels and types before the acts of the table."""
        self._by_id = {action.id: action for action in self.all()}
        self._by_key = {}
        for action in (*self._of_schema, *self._table):
            for key in action.keys:
                self._by_key.setdefault(key, []).append(action)
        self._first_keys = frozenset(first_key(key) for key in self._by_key if is_sequence(key))

    # the situation

    @property
    def situation(self) -> Situation:
        return self._situation

    def set_page(self, page: PageName) -> None:
        """Another page is shown: the acts of the desk can be done on that of the desk only."""
        self._page = page
        self.update(self._situation)

    def update(self, situation: Situation) -> None:
        """Enable what can be done now. The desk tells how it stands there even while another page is shown."""
        situation = replace(situation, page=self._page)
        if situation == self._situation and self._told:
            return
        self._situation, self._told = situation, True
        for action, made in zip(ACTIONS, self._qt.values(), strict=True):
            possible = action.possible(situation)
            if possible != made.isEnabled():
                made.setEnabled(possible)
        undo, redo = situation.undo, situation.redo
        self._qt["edit.undo"].setText(menu_text(f"Undo: {undo}" if undo else "Undo"))
        self._qt["edit.redo"].setText(menu_text(f"Redo: {redo}" if redo else "Redo"))

    def can(self, action: Action) -> bool:
        return action.possible(self._situation)

    def why_not(self, action: Action) -> str:
        """The sentence that says why an action cannot be done now, "" when it can."""
        return action.why_not(self._situation)

    # doing

    def run(self, action_id: str) -> None:
        """Do what the action does, if it can be done now; else say why not."""
        self.say("")
        action = self._by_id.get(action_id) or find_action(action_id)
        why = self.why_not(action)
        if why:
            self.say(why)
            return
        self.ran.emit(action_id)
        for prefix, work in self._by_name.items():
            if action_id.startswith(prefix):
                work(action_id.removeprefix(prefix))
                return
        self._work[action_id]()

    def by_key(self, names: Iterable[str]) -> str | None:
        """The id of the action that one of these keys means in the text now; labels and types of the schema first.

        A key that two actions share (Backspace) means the one that can be done now.
        """
        for name in names:
            found = self._by_key.get(name, [])
            if found:
                return next((action for action in found if self.can(action)), found[0]).id
        return None

    def press(self, names: tuple[str, ...], *, held: bool = False) -> bool:
        """Do what a key of the text means; False where it means nothing. names: what the key may be called.

        held: it was pressed before and is still down.
        """
        if self.first_key:
            if not held:
                self._press_second(names)
            return True
        action = self.by_key(names)
        if action is not None:
            if not held or self._by_id[action].while_held:
                self.run(action)
            return True
        first = next((name for name in names if name in self._first_keys), "")
        if first:
            self.say("")
            self._wait_after(first)
            return True
        if names and len(names[0]) == 1:
            sheet = "".join(f"; {shown(key)} shows all keys" for key in self.keys("help.keys")[:1])
            self.say(f"{names[0]} means nothing here{sheet}.")
        return False

    def press_in_window(self, event: QKeyEvent) -> bool:
        """Do what a key of the whole window means that Qt found no shortcut for; False where it means nothing.

        That is so where the layout has not the letter of the shortcut, and where the act cannot be done just now. While
        one types into a field, what the field itself would do with the key (undo, copy) is not done to the article.
        """
        typing = isinstance(QApplication.focusWidget(), (QLineEdit, QPlainTextEdit))
        for name in chord_names(event):
            found = [action for action in self._by_key.get(name, []) if not typing or action.group != "Edit"]
            if found:
                action = next((action for action in found if self.can(action)), found[0])
                if not event.isAutoRepeat() or action.while_held:
                    self.run(action.id)
                return True
        return False

    def say(self, sentence: str) -> None:
        """Say in the status line what a key did where nothing else shows it, until the next act; "" takes it away."""
        if sentence or self._saying:
            self._saying = bool(sentence)
            self.told.emit(sentence)

    # two keys, one after the other

    def second_keys(self) -> list[tuple[str, Action]]:
        """What may follow the first key that was pressed, with what it does."""
        lead = f"{self.first_key} "
        found = [(key.removeprefix(lead), action) for action in self._of_schema for key in action.keys
                 if self.first_key and key.startswith(lead)]  # fmt: skip
        return sorted(found, key=lambda pair: (pair[0].isdigit(), pair[0]))

    def first_keys(self) -> list[str]:
        """All keys after which a second one is waited for, in the order in which labels were given to them."""
        return [key for key in FIRST if key in self._first_keys]

    def drop_first_key(self) -> None:
        """Wait for no second key any more."""
        if self.first_key:
            self._wait_after("")

    def _wait_after(self, first: str) -> None:
        self.first_key = first
        self.first_key_changed.emit(first)

    def _press_second(self, names: tuple[str, ...]) -> None:
        wanted = [f"{self.first_key} {name}" for name in names]
        first = self.first_key
        self.drop_first_key()
        action = self.by_key(wanted)
        if action is not None:
            self.run(action)
        elif "Esc" not in names and names:
            self.say(f"{shown(first)} {shown(names[0])} means nothing here.")

    # menus

    def qt(self, action_id: str) -> QAction:
        """The Qt action, for menus and buttons."""
        return self._qt[action_id]

    def main_menu(self, parent: QWidget) -> QMenu:
        """All actions that belong into menus, a submenu for each group; made anew when keys change."""
        menu = QMenu(parent)

        filled: tuple[Action, ...] = ()

        def fill() -> None:
            nonlocal filled
            if self._table != filled:
                filled = self._table
                fill_main_menu(menu, filled, self._qt)

        self.keys_changed.connect(fill)
        fill()
        return menu

    def settings_menu(self, parent: QWidget) -> QMenu:
        """Theme, how the text is set, keys and who is signed in."""
        menu = QMenu(parent)
        themes = [action.id for action in ACTIONS if action.id.startswith("theme.")]
        for action_id in themes:
            menu.addAction(self._qt[action_id])
        menu.addSeparator()
        for acts in (_ZOOM, _READING):
            for action_id in acts:
                menu.addAction(self._qt[action_id])
            menu.addSeparator()
        for action_id in ("app.sign_in", "help.keymap", "help.guide", "help.keys", "help.about"):
            menu.addAction(self._qt[action_id])
        return menu

    def tick(self, action_id: str, on: bool) -> None:
        """Show whether something that can be switched is on."""
        self._qt[action_id].setCheckable(True)
        self._qt[action_id].setChecked(on)

    def mark_theme(self, chosen: str) -> None:
        """Tick the theme that was chosen."""
        for action in ACTIONS:
            if action.id.startswith("theme."):
                self.tick(action.id, action.id == f"theme.{chosen}")
