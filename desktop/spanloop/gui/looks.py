"""How the window looks to this person: theme, size of the text, room between the lines. Kept in the settings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from spanloop.core.schema import ThemeName
from spanloop.gui.commands import Commands
from spanloop.gui.theme import THEME_NAMES, Theme
from spanloop.settings import Settings

ZOOMS = (75, 90, 100, 110, 125, 150, 175, 200, 250, 300)


class Looks(QObject):
    """Holds the theme and binds the acts that change it.

    themed(Theme): other colours from now on. zoomed(per cent) and steadied(bool) are about the text of the article.
    """

    themed = Signal(object)
    zoomed = Signal(int)
    steadied = Signal(bool)

    def __init__(self, settings: Settings, *, window: QWidget) -> None:
        super().__init__(window)
        self._settings = settings
        self._commands: Commands | None = None
        self._save: Callable[[], None] = settings.save
        self.theme = Theme.named(chosen_theme(settings.theme))
        self._colour()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    def bind(self, commands: Commands, *, save: Callable[[], None]) -> None:
        """Stand behind the actions. save: keeps the settings and says when it cannot."""
        self._commands, self._save = commands, save
        commands.bind("view.zoom_in", lambda: self._zoom(1))
        commands.bind("view.zoom_out", lambda: self._zoom(-1))
        commands.bind("view.zoom_reset", lambda: self._zoom(0))
        commands.bind("view.steady", lambda: self._set_steady(not self._settings.steady_lines))
        for name in ("system", *THEME_NAMES):
            commands.bind(f"theme.{name}", lambda name=name: self.choose_theme(name))
        commands.mark_theme(self._settings.theme)
        commands.tick("view.steady", self._settings.steady_lines)

    def choose_theme(self, name: str) -> None:
        """Change the colours, now and from now on."""
        self._settings.theme = name
        self._save()
        if self._commands is not None:
            self._commands.mark_theme(name)
        self._apply()

    def _system_changed(self) -> None:
        if self._settings.theme == "system":
            self._apply()

    def _apply(self) -> None:
        self.theme = Theme.named(chosen_theme(self._settings.theme))
        self._colour()
        self.themed.emit(self.theme)

    def _colour(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.theme.apply(app)

    def _zoom(self, step: int) -> None:
        now = self._settings.zoom
        if step > 0:
            now = next((zoom for zoom in ZOOMS if zoom > now), ZOOMS[-1])
        elif step < 0:
            now = next((zoom for zoom in reversed(ZOOMS) if zoom < now), ZOOMS[0])
        else:
            now = 100
        self._settings.zoom = now
        self._save()
        self.zoomed.emit(now)

    def _set_steady(self, on: bool) -> None:
        self._settings.steady_lines = on
        self._save()
        if self._commands is not None:
            self._commands.tick("view.steady", on)
        self.steadied.emit(on)


def chosen_theme(name: str) -> ThemeName:
    """The theme that a setting means now: "system" follows the desktop."""
    for known in THEME_NAMES:
        if name == known:
            return known
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return "dark" if dark else "light"
