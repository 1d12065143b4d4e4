"""What is open over the window follows when its theme changes under it."""

from __future__ import annotations

from typing import Protocol, runtime_checkable
from weakref import ref

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from spanloop.gui.theme import Theme


@runtime_checkable
class Themed(Protocol):
    """What keeps something made of a theme: an icon, a style sheet, a picture. What only paints needs no such thing."""

    def set_theme(self, theme: Theme) -> None: ...


class Follower:
    """Told of the change events of a dialog, it has all within it take the theme that the dialog paints with by then.

    The theme itself has become the new one (see looks); only what was made of it before is to be made anew.
    """

    def __init__(self, widget: QWidget, theme: Theme) -> None:
        # Not the widget itself: the two would keep each other, and a closed dialog, until rubbish is collected.
        self._widget = ref(widget)
        self._theme = theme
        self._name = theme.name

    def heed(self, event: QEvent) -> None:
        """A change event of the widget. A theme brings several of them; the first one counts."""
        if event.type() != QEvent.Type.PaletteChange or self._name == self._theme.name:
            return
        self._name = self._theme.name
        widget = self._widget()
        for child in widget.findChildren(QWidget) if widget is not None else ():
            if isinstance(child, Themed):
                child.set_theme(self._theme)
