"""The line of the Train page that says when suggestions are refreshed, and where that can be changed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget

from spanloop.core.wording import count
from spanloop.gui.fields import QuietButton
from spanloop.gui.live.desk import LiveDesk
from spanloop.gui.plain import PlainLabel, menu_text, tooltip
from spanloop.operations.live_setting import FIRST_AT, LiveSetting

_EVERY = (1, 3, 10)
_SCRATCH = (0, 10, 20, 50)


class LiveLine(QWidget):
    """What live suggestions do just now, and a button with their setting."""

    def __init__(self, live: LiveDesk, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._icon = QLabel()
        self._words = PlainLabel(tone="quiet")
        self.button = QuietButton("", theme=live.theme(), arrow=True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill)
        self.button.setMenu(self.menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._words)
        row.addStretch(1)
        row.addWidget(self.button)
        live.changed.connect(self.refresh)
        self.set_theme()
        self.refresh()

    def set_theme(self) -> None:
        """The colours of now."""
        theme = self._live.theme()
        self._words.setFont(theme.font("ui.small"))
        self._icon.setPixmap(theme.icon("mention", role="text_3", size=14).pixmap(QSize(14, 14)))
        self.button.set_theme(theme)

    def changeEvent(self, event: QEvent) -> None:
        """Other colours come with another style sheet."""
        if event.type() is QEvent.Type.StyleChange and hasattr(self, "menu"):
            self.set_theme()
        super().changeEvent(event)

    def refresh(self) -> None:
        """Say where it stands."""
        self._words.setText(self._live.words())
        words = self._live.setting.words()
        self.button.setText(menu_text(f"Live suggestions: {words}"))
        self.button.setToolTip(tooltip("When the extractor learns on and suggests anew while you work."))
        self.button.setAccessibleName(f"Live suggestions: {words}, opens a menu")

    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def _fill(self) -> None:
        setting, menu = self._live.setting, self.menu
        menu.clear()
        self._choices("", [("Off", replace(setting, on=False))], checked=not setting.on)
        self._choices(
            "",
            [(_cap(replace(setting, on=True, every=n).words()), replace(setting, on=True, every=n)) for n in _EVERY],
            checked=setting.on,
        )
        menu.addSeparator()
        self._choices("Train from scratch", [(_scratch(n), replace(setting, scratch_every=n)) for n in _SCRATCH])
        first = menu.addAction(menu_text(f"Train the first version by itself from {FIRST_AT} complete articles"))
        first.setCheckable(True)
        first.setChecked(setting.first)
        first.triggered.connect(lambda on: self._live.choose(replace(setting, first=on)))
        menu.addSeparator()
        pause = menu.addAction("Paused on this computer")
        pause.setCheckable(True)
        pause.setChecked(self._live.paused)
        pause.triggered.connect(lambda _: self._live.toggle())

    def _choices(self, title: str, choices: list[tuple[str, LiveSetting]], *, checked: bool = True) -> None:
        menu = self.menu.addMenu(title) if title else self.menu
        group = QActionGroup(menu)
        for words, setting in choices:
            action = menu.addAction(menu_text(words))
            action.setCheckable(True)
            action.setChecked(checked and setting == self._live.setting)
            action.triggered.connect(lambda _=False, setting=setting: self._live.choose(setting))
            group.addAction(action)


def _cap(words: str) -> str:
    return words[:1].upper() + words[1:]


def _scratch(every: int) -> str:
    return f"After every {count(every, 'refresh', 'refreshes')}" if every else "Only when asked"
