"""The table of actions brought to life: Qt actions with shortcuts, menus, and what is behind each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from spanloop.core.schema import Schema
from spanloop.gui.action_table import ACTIONS, GROUPS, find_action
from spanloop.gui.actions import EVENT_PREFIX, LABEL_PREFIX, Action, PageName, Situation, is_window_key, schema_actions
from spanloop.gui.keys import is_shared, sequences, shown
from spanloop.gui.plain import menu_text, tooltip
from spanloop.gui.theme import Theme


class Commands(QObject):
    """Binds each action to what it does, enables it by the situation, and finds it by a key of the text."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._work: dict[str, Callable[[], object]] = {}
        self._by_name: dict[str, Callable[[str], object]] = {}
        self._of_schema: tuple[Action, ...] = ()
        self._situation = Situation()
        self._page: PageName = "annotate"
        self._told = False
        self._qt: dict[str, QAction] = {}
        for action in ACTIONS:
            self._qt[action.id] = self._make(action)

    def _make(self, action: Action) -> QAction:
        made = QAction(menu_text(action.name), self._window)
        made.setToolTip(tooltip(action.help))
        made.setStatusTip("")
        window_keys = tuple(key for key in action.keys if is_window_key(key))
        if window_keys:
            made.setShortcuts(sequences(window_keys))
            made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        made.triggered.connect(lambda _=False: self.run(action.id))
        self._window.addAction(made)
        return made

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
        self._of_schema = schema_actions(schema) if schema else ()

    def all(self) -> tuple[Action, ...]:
        """Every action there is now, those of the schema last."""
        return (*ACTIONS, *self._of_schema)

    def unbound(self) -> list[str]:
        """Ids of actions that nothing stands behind: a mistake, which a test looks for."""
        return [action.id for action in ACTIONS if action.id not in self._work]

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
        for action in ACTIONS:
            self._qt[action.id].setEnabled(action.possible(situation))
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
        """Do what the action does, if it can be done now."""
        for prefix, work in self._by_name.items():
            if action_id.startswith(prefix):
                if self._situation.article and self._situation.page == "annotate":
                    work(action_id.removeprefix(prefix))
                return
        if self.can(find_action(action_id)):
            self._work[action_id]()

    def by_key(self, names: Iterable[str]) -> str | None:
        """The id of the action that one of these keys means in the text now; labels and types of the schema first.

        A key that two actions share (Backspace) means the one that can be done now.
        """
        for name in names:
            for action in (*self._of_schema, *ACTIONS):
                if name in action.keys and (self.can(action) or not is_shared(name)):
                    return action.id
        return None

    # menus

    def qt(self, action_id: str) -> QAction:
        """The Qt action, for menus and buttons."""
        return self._qt[action_id]

    def main_menu(self, parent: QWidget) -> QMenu:
        """All actions that belong into menus, a submenu for each group."""
        menu = QMenu(parent)
        for group in GROUPS:
            part = menu.addMenu(group)
            for action in ACTIONS:
                if action.group == group and action.menu:
                    part.addAction(self._entry(action, part))
        return menu

    def settings_menu(self, parent: QWidget) -> QMenu:
        """Theme, text size and who is signed in."""
        menu = QMenu(parent)
        themes = [action.id for action in ACTIONS if action.id.startswith("theme.")]
        for action_id in themes:
            menu.addAction(self._qt[action_id])
        menu.addSeparator()
        for action_id in ("view.zoom_in", "view.zoom_out", "view.zoom_reset"):
            menu.addAction(self._qt[action_id])
        menu.addSeparator()
        menu.addAction(self._qt["app.sign_in"])
        menu.addAction(self._qt["help.keys"])
        menu.addAction(self._qt["help.about"])
        return menu

    def _entry(self, action: Action, parent: QMenu) -> QAction:
        """The action itself; for a key of the text, an entry that shows the key without making it a shortcut."""
        original = self._qt[action.id]
        if not action.keys or action.in_whole_window:
            return original
        entry = QAction(parent)
        entry.triggered.connect(original.trigger)

        def follow() -> None:
            # What stands behind a tab in a menu entry is shown where shortcuts are shown.
            entry.setText(f"{original.text()}\t{shown(action.keys[0])}")
            entry.setEnabled(original.isEnabled())

        original.changed.connect(follow)
        follow()
        return entry

    def tick(self, action_id: str, on: bool) -> None:
        """Show whether something that can be switched is on."""
        self._qt[action_id].setCheckable(True)
        self._qt[action_id].setChecked(on)

    def mark_theme(self, chosen: str) -> None:
        """Tick the theme that was chosen."""
        for action in ACTIONS:
            if action.id.startswith("theme."):
                self.tick(action.id, action.id == f"theme.{chosen}")


def choice_menu(
    parent: QWidget, schema: Schema, *, theme: Theme, labels: bool, types: bool, run: Callable[[str], object]
) -> QMenu:
    """A menu of entity labels or event types with their keys, for those who mark with the mouse."""
    menu = QMenu(parent)
    if labels:
        add_labels(menu, schema, theme=theme, run=run)
    if types:
        add_types(menu, schema, theme=theme, run=run)
    return menu


def add_labels(menu: QMenu, schema: Schema, *, theme: Theme, run: Callable[[str], object]) -> None:
    """One entry for each entity label."""
    for item in schema.entities:
        action_id = f"{LABEL_PREFIX}{item.label}"
        ink = theme.ink(item, schema=schema).ink
        _add_choice(menu, action_id, f"{item.label}  {item.help.gloss}", item.key, ink, run)


def add_types(menu: QMenu, schema: Schema, *, theme: Theme, run: Callable[[str], object]) -> None:
    """One entry for each event type."""
    for item in schema.events:
        action_id = f"{EVENT_PREFIX}{item.type}"
        ink = theme.ink(item, schema=schema).ink
        _add_choice(menu, action_id, f"{item.type}  {item.help.gloss}", item.key, ink, run)


def _add_choice(menu: QMenu, action_id: str, text: str, key: str, ink: QColor, run: Callable[[str], object]) -> None:
    short = text if len(text) <= 72 else text[:71].rstrip() + "…"
    action = menu.addAction(_swatch(ink), f"{menu_text(short)}\t{key}")
    action.setData(action_id)
    action.triggered.connect(lambda _=False: run(action_id))


def _swatch(ink: QColor) -> QIcon:
    pixmap = QPixmap(16, 16)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.fillRect(3, 3, 10, 10, ink)
    painter.end()
    return QIcon(pixmap)
