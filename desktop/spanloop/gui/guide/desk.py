"""The guide in the program: one key opens it at the page that fits, and it follows colours, sizes and keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from spanloop.core.errors import SpanloopError
from spanloop.gui.commands import Commands
from spanloop.gui.dialogs.messages import ErrorSheet
from spanloop.gui.guide.places import page_for, page_for_dialog
from spanloop.gui.keys import chord_names, key_names
from spanloop.gui.looks import Looks
from spanloop.gui.palette import Entry
from spanloop.settings import Settings

if TYPE_CHECKING:
    from spanloop.gui.guide.window import GuideWindow


class GuideDesk(QObject):
    """Stands behind "help.guide". The window of the guide is made when it is asked for, and gone when it is closed."""

    def __init__(self, settings: Settings, *, window: QWidget, commands: Commands, looks: Looks) -> None:
        super().__init__(window)
        self._settings, self._window, self._commands, self._looks = settings, window, commands, looks
        self.guide: GuideWindow | None = None
        commands.bind("help.guide", self.open)
        commands.keys_changed.connect(self._keys_changed)
        looks.themed.connect(lambda theme: self.guide and self.guide.set_theme(theme))
        looks.zoomed.connect(lambda percent: self.guide and self.guide.browser.set_zoom(percent))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    def open(self, page: str = "") -> None:
        """Show the guide: the page named, else the one that fits where the person stands."""
        try:
            self._open(page)
        except SpanloopError as error:
            ErrorSheet(error, theme=self._looks.theme, parent=self._window).open()

    def _open(self, page: str) -> None:
        guide = self.guide
        if guide is None:
            from spanloop.gui.guide.book import pages
            from spanloop.gui.guide.window import GuideWindow  # with its list and pages, when first asked for

            pages()  # where they cannot be read, no window is made
            guide = self.guide = GuideWindow(
                theme=self._looks.theme, keys=self._commands.keys, zoom=self._settings.zoom
            )
            guide.act_asked.connect(self._commands.run)
            guide.closed.connect(self._gone)
            self._window.installEventFilter(self)
            guide.resize(guide.size().boundedTo(self._window.screen().availableSize()))
        guide.show()  # first, so that a place in a page is looked for when all has its size
        guide.show_page(page or page_for(self._commands.situation))
        guide.activateWindow()
        guide.list.setFocus()

    def entries(self) -> list[Entry]:
        """The pages of the guide for the palette; none where they are missing, which opening the guide tells of."""
        from spanloop.gui.guide.book import contents

        try:
            listed = contents()
        except SpanloopError:
            listed = ()
        return [
            Entry("Guide", f"Guide: {page.title}", partial(self.open, page.name), note=page.part, icon="book")
            for page in listed
        ]

    def _gone(self) -> None:
        self.guide = None
        self._window.removeEventFilter(self)
        if self._window.isVisible():
            self._window.activateWindow()

    def _keys_changed(self) -> None:
        if self.guide is not None:
            self.guide.keys_changed()

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        """A dialog of the window takes all keys; the one of the guide is listened for."""
        dialog = now.window() if now is not None else None
        if isinstance(dialog, QDialog) and dialog.parentWidget() is not None:
            dialog.removeEventFilter(self)
            dialog.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the key in a dialog; and the guide goes with the main window."""
        if watched is self._window:
            # Spontaneous: it was only laid down as an icon.
            if event.type() == QEvent.Type.Hide and not event.spontaneous() and self.guide is not None:
                self.guide.close()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(watched, QDialog):
            if {*key_names(event), *chord_names(event)} & set(self._commands.keys("help.guide")):
                self.open(page_for_dialog(watched.objectName()))
                return True
        return False
