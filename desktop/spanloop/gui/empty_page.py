"""What a page shows while it has nothing to show: what is so, what to do, and a button for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from spanloop.gui.fields import ThinProgress
from spanloop.gui.plain import PlainLabel
from spanloop.gui.theme import Theme


class EmptyPage(QWidget):
    """In place of a page: one line what, one line what to do, and a button. asked: the button."""

    asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.addStretch(1)
        # The lines fill a column of a bounded width: a line that is aligned in its layout is never given the height
        # that it has when it wraps.
        held = QWidget()
        held.setMaximumWidth(640)
        row.addWidget(held, 1000)
        row.addStretch(1)
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._title, self._text = PlainLabel(wrap=True), PlainLabel(tone="quiet", wrap=True)
        self._bar = ThinProgress(theme=theme, token="accent", width=240)
        self.button = QPushButton()
        self.button.clicked.connect(self.asked)
        column.addStretch(2)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setMinimumWidth(240)
            column.addWidget(label)
        column.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._title.setFont(theme.font("ui.title"))
        self._bar.set_theme(theme)

    def say(self, title: str, text: str = "", *, act: str = "", share: float | None = None) -> None:
        """act: what the button says, "" for none. share: 0 to 1 of what is done, None where nothing runs."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._bar.setVisible(share is not None)
        self._bar.set_share(share or 0.0)
        self.button.setText(act)
        self.button.setVisible(bool(act))

    def title(self) -> str:
        """The first line."""
        return self._title.text()

    def text(self) -> str:
        """The second line."""
        return self._text.text()
