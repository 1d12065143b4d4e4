"""How the window looks to this person: theme, and size, width and spacing of the text. Kept in the settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from weakref import WeakSet

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from spanloop.core.schema import ThemeName
from spanloop.gui.canvas.reading import Reading
from spanloop.gui.commands import Commands
from spanloop.gui.theme import THEME_NAMES, Theme
from spanloop.settings import Settings

ZOOMS = (75, 90, 100, 110, 125, 150, 175, 200, 250, 300)
WIDTHS = (60, 75, 90, 100, 115, 130, 150, 175, 200)
SPACINGS = (90, 100, 115, 130, 150, 175, 200)


class Looks(QObject):
    """Holds the theme and binds the acts that change it.

    themed(Theme): other colours from now on. zoomed(per cent), steadied(bool), folded(bool) and
    reading_changed(Reading) are about the text of the article.
    """

    themed = Signal(object)
    zoomed = Signal(int)
    steadied = Signal(bool)
    folded = Signal(bool)
    reading_changed = Signal(object)

    def __init__(self, settings: Settings, *, window: QWidget) -> None:
        super().__init__(window)
        self._settings = settings
        self._commands: Commands | None = None
        self._save: Callable[[], None] = settings.save
        #: What the window wore before: a dialog that was opened then, and is open still, paints with one of these.
        self._worn: WeakSet[Theme] = WeakSet()
        self.theme = self._theme_of_now()
        self._colour()
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)
        contrast = getattr(hints, "accessibility", None)  # from Qt 6.10 on
        if contrast is not None:
            contrast().contrastPreferenceChanged.connect(self._system_changed)

    def bind(self, commands: Commands, *, save: Callable[[], None]) -> None:
        """Stand behind the actions. save: keeps the settings and says when it cannot."""
        self._commands, self._save = commands, save
        commands.bind("view.zoom_in", lambda: self._zoom(1))
        commands.bind("view.zoom_out", lambda: self._zoom(-1))
        commands.bind("view.zoom_reset", lambda: self._zoom(0))
        commands.bind("view.steady", lambda: self._set_steady(not self._settings.steady_lines))
        commands.bind("view.fold", lambda: self._set_fold(not self._settings.fold))
        commands.bind("view.wider", lambda: self._widen(1))
        commands.bind("view.narrower", lambda: self._widen(-1))
        commands.bind("view.looser", lambda: self._space(1))
        commands.bind("view.tighter", lambda: self._space(-1))
        commands.bind("view.patterns", lambda: self._set_patterns(not self._settings.underline_patterns))
        for name in ("system", *THEME_NAMES):
            commands.bind(f"theme.{name}", lambda name=name: self.choose_theme(name))
        commands.mark_theme(self._settings.theme)
        commands.tick("view.steady", self._settings.steady_lines)
        commands.tick("view.fold", self._settings.fold)
        commands.tick("view.patterns", self._settings.underline_patterns)

    def reading(self) -> Reading:
        """How the text of the article is to be set."""
        settings = self._settings
        return Reading(settings.zoom, settings.text_width, settings.line_spacing, settings.underline_patterns)

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
        self._change()
        self._colour()
        self.themed.emit(self.theme)

    def _change(self) -> None:
        """Another theme from now on, for what is open already too."""
        self._worn.add(self.theme)
        self.theme = self._theme_of_now()
        for worn in self._worn:
            worn.become(self.theme)

    def _theme_of_now(self) -> Theme:
        return Theme.named(chosen_theme(self._settings.theme), patterns=self._settings.underline_patterns)

    def _colour(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.theme.apply(app)

    def _zoom(self, step: int) -> None:
        now = _step(ZOOMS, self._settings.zoom, step) if step else 100
        self._settings.zoom = now
        self._save()
        self.zoomed.emit(now)

    def _widen(self, step: int) -> None:
        self._settings.text_width = _step(WIDTHS, self._settings.text_width, step)
        self._tell(f"Text width {self._settings.text_width}%")

    def _space(self, step: int) -> None:
        self._settings.line_spacing = _step(SPACINGS, self._settings.line_spacing, step)
        self._tell(f"Line spacing {self._settings.line_spacing}%")

    def _set_patterns(self, on: bool) -> None:
        self._settings.underline_patterns = on
        if self._commands is not None:
            self._commands.tick("view.patterns", on)
        # The labels and sentences around the text are the key to its patterns.
        self._change()
        self.themed.emit(self.theme)
        self._tell("Underlines differ by label." if on else "All underlines are unbroken.")

    def _tell(self, words: str) -> None:
        """The text is set otherwise from now on: say how, because at the ends of a range nothing is seen."""
        self._save()
        self.reading_changed.emit(self.reading())
        if self._commands is not None:
            self._commands.told.emit(words)

    def _set_fold(self, on: bool) -> None:
        self._settings.fold = on
        self._save()
        if self._commands is not None:
            self._commands.tick("view.fold", on)
            self._commands.told.emit("Boilerplate and comments are folded." if on else "Every line is shown.")
        self.folded.emit(on)

    def _set_steady(self, on: bool) -> None:
        self._settings.steady_lines = on
        self._save()
        if self._commands is not None:
            self._commands.tick("view.steady", on)
        self.steadied.emit(on)


def _step(values: Sequence[int], now: int, step: int) -> int:
    """The next of some values upwards (1) or downwards (-1); the last one at the end."""
    if step > 0:
        return next((value for value in values if value > now), values[-1])
    return next((value for value in reversed(values) if value < now), values[0])


def chosen_theme(name: str) -> ThemeName:
    """The theme that a setting means now: "system" follows the desktop, its wish for more contrast first."""
    for known in THEME_NAMES:
        if name == known:
            return known
    if wants_contrast():
        return "high-contrast"
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def wants_contrast() -> bool:
    """Whether the desktop asks for high contrast; False where Qt cannot tell (before 6.10)."""
    hints = getattr(QGuiApplication.styleHints(), "accessibility", None)
    if hints is None:
        return False
    return hints().contrastPreference() is Qt.ContrastPreference.HighContrast
