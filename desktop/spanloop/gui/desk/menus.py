"""The menus of the desk: labels and event types from the hint strip, and what the right button shows on the text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QMenu

from spanloop.gui.commands import Commands
from spanloop.gui.desk.layout import DeskLayout
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.desk.zones import ZoneActs, is_silent
from spanloop.gui.labelmenus import LabelChooser
from spanloop.gui.theme import Theme

_ON_MARKS = (
    "suggestion.accept", "suggestion.reject", "event.compose", "mark.remove", "mark.grow", "mark.shrink",
    "mark.everywhere", "mark.everywhere_corpus", "mark.keep", "edit.copy",
)  # fmt: skip


class DeskMenus:
    """Opens menus over a desk. run: does what an entry names, with the keyboard on the text."""

    def __init__(
        self,
        page: DeskLayout,
        *,
        commands: Commands,
        theme: Callable[[], Theme],
        zones: ZoneActs,
        run: Callable[[str], object],
    ) -> None:
        self._page = page
        self._commands = commands
        self._theme = theme
        self._zones = zones
        self._run = run
        self.session: DeskSession | None = None
        commands.bind("mark.choose", lambda: self._by_name(types=False))
        commands.bind("event.choose", lambda: self._by_name(types=True))
        page.canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        page.canvas.customContextMenuRequested.connect(self._open_on_text)

    def choose(self, *, types: bool) -> None:
        """Event types, or labels, above the hint strip."""
        if self.session is None:
            return
        above = self._page.hint_strip.mapToGlobal(QPoint(16, 0))
        self._chooser(self.session).open(self._page, types=types, at=above)

    def _by_name(self, *, types: bool) -> None:
        """A list to type into, for who knows the name and not the key."""
        if self.session is not None:
            self._chooser(self.session).open_list(self._page, types=types)

    def _chooser(self, session: DeskSession) -> LabelChooser:
        return LabelChooser(session.schema, theme=self._theme(), keys=self._commands.keys, run=self._run)

    def _open_on_text(self, place: QPoint) -> None:
        """What can be done with the mark, the words or the lines under the pointer."""
        session, canvas = self.session, self._page.canvas
        if session is None or session.desk is None:
            return
        found = None if canvas.has_selection() else canvas.hit_at(QPointF(place))
        if found is not None:
            canvas.stand_on(found.mark, found.offset)
        menu = QMenu(self._page)
        for action_id in _ON_MARKS:
            action = self._commands.qt(action_id)
            if action.isEnabled():
                menu.addAction(action)
        menu.addSeparator()
        span = canvas.selection()
        if span and is_silent(session.desk.article, span[0][0]):
            # Nothing can be marked here; what the lines are may be wrong.
            self._zones.fill(menu)
        else:
            self._zones.fill(menu.addMenu("Zone"))
            menu.addSeparator()
            chooser = self._chooser(session)
            chooser.add_to(menu, types=False, parent=self._page)
            if session.schema.events:
                chooser.add_to(menu.addMenu("Event"), types=True, parent=self._page)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(canvas.viewport().mapToGlobal(place))
