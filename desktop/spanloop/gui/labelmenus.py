"""Choosing a label or event type by the mouse, or by its name where there are more than a menu can hold."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from spanloop.core.schema import EntityLabel, EventType, Schema
from spanloop.gui.actions import EVENT_PREFIX, LABEL_PREFIX, KeysOf
from spanloop.gui.keys import shown
from spanloop.gui.palette import Entry, Palette, find_by_name
from spanloop.gui.plain import menu_text
from spanloop.gui.theme import Theme

#: A menu with more entries than this does not fit a small screen, and nobody reads it.
MOST_IN_MENU = 30
_LONGEST = 72


class LabelChooser:
    """Menus of labels and types for one schema. keys: those that an action has now. run: does what was chosen."""

    def __init__(self, schema: Schema, *, theme: Theme, keys: KeysOf, run: Callable[[str], object]) -> None:
        self._schema = schema
        self._theme = theme
        self._keys = keys
        self._run = run

    def open(self, parent: QWidget, *, types: bool, at: QPoint) -> None:
        """Offer labels, or event types, above a point of the screen; by their names where they are many."""
        items = self._schema.events if types else self._schema.entities
        if len(items) > MOST_IN_MENU:
            self.open_list(parent, types=types)
            return
        menu = QMenu(parent)
        self._fill(menu, items)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at - QPoint(0, menu.sizeHint().height()))

    def open_list(self, parent: QWidget, *, types: bool) -> None:
        """A field to type a part of the name into, with the list below it."""
        items = self._schema.events if types else self._schema.entities
        entries = [
            Entry(
                "Event types" if types else "Labels",
                _name(item),
                partial(self._run, action_id(item)),
                note=item.help.gloss,
                keys=self._keys(action_id(item)),
                icon="event" if types else "mention",
            )
            for item in items
        ]
        ask = "Which event type" if types else "Which label"
        Palette(entries, theme=self._theme, window=parent.window(), ask=ask, search=find_by_name)

    def add_to(self, menu: QMenu, *, types: bool, parent: QWidget) -> None:
        """Put labels, or event types, into a menu; one entry that opens the list where they are many."""
        items = self._schema.events if types else self._schema.entities
        if len(items) <= MOST_IN_MENU:
            self._fill(menu, items)
            return
        name = "Event type" if types else "Label"
        entry = menu.addAction(f"{name}, one of {len(items)}…")
        entry.triggered.connect(lambda _=False: self.open_list(parent, types=types))

    def _fill(self, menu: QMenu, items: tuple[EntityLabel, ...] | tuple[EventType, ...]) -> None:
        for item in items:
            action = action_id(item)
            text = f"{_name(item)}  {item.help.gloss}"
            short = text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
            key = "".join(shown(key) for key in self._keys(action)[:1])
            ink = self._theme.ink(item, schema=self._schema).ink
            entry = menu.addAction(_swatch(ink), f"{menu_text(short)}\t{key}")
            entry.setData(action)
            entry.triggered.connect(lambda _=False, action=action: self._run(action))


def action_id(item: EntityLabel | EventType) -> str:
    """The id of the action that marks with this label or type."""
    return f"{LABEL_PREFIX}{item.label}" if isinstance(item, EntityLabel) else f"{EVENT_PREFIX}{item.type}"


def _name(item: EntityLabel | EventType) -> str:
    return item.label if isinstance(item, EntityLabel) else item.type


def _swatch(ink: QColor) -> QIcon:
    pixmap = QPixmap(16, 16)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.fillRect(3, 3, 10, 10, ink)
    painter.end()
    return QIcon(pixmap)
