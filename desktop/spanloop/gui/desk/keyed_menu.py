"""A menu at a mark of the text whose entries have keys, those that mean the same without a menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from spanloop.core.marks import Event, Mention
from spanloop.gui.canvas import Canvas
from spanloop.gui.keys import key_names
from spanloop.gui.plain import menu_text


class KeyedMenu(QMenu):
    """Qt only shows the key that stands behind an entry and waits for none, so this menu does."""

    def __init__(self, name: str, parent: QWidget) -> None:
        """name: the name of the object."""
        super().__init__(parent)
        self.setObjectName(name)
        self._by_key: dict[str, QAction] = {}
        self.aboutToHide.connect(self.deleteLater)

    def offer(self, text: str, *, key: str, do: Callable[[], object]) -> None:
        """Add an entry. key: "" for none; where two have the same, it means the first."""
        action = self.addAction(f"{menu_text(text)}\t{key}")
        action.triggered.connect(lambda _=False: do())
        if key:
            self._by_key.setdefault(key, action)

    def open_at(self, mark: Mention | Event, canvas: Canvas) -> None:
        """Open below the start of a mark, as far as it is seen, with the first entry ready for Enter."""
        view = canvas.viewport()
        place = canvas.rect_of(mark.start).bottomLeft().toPoint()
        inside = view.rect()
        place.setX(min(max(place.x(), inside.left()), inside.right()))
        place.setY(min(max(place.y(), inside.top()), inside.bottom()))
        self.popup(view.mapToGlobal(place))
        self.setActiveAction(self.actions()[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the key of an entry does it."""
        action = next((self._by_key[name] for name in key_names(event) if name in self._by_key), None)
        if action is None:
            super().keyPressEvent(event)
            return
        self.close()
        action.trigger()
