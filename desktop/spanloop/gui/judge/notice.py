"""What the page says beside figures: how far a comparison is, and that marks changed since."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from spanloop.gui.fields import ThinProgress
from spanloop.gui.plain import PlainLabel
from spanloop.gui.theme import Theme


class NoticeBar(QWidget):
    """One line over the figures with a button: how far it is, or that the figures are old. asked: the button."""

    asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._warns = False
        self.setMinimumHeight(40)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 6, 5)
        row.setSpacing(8)
        self._icon = QLabel()
        self._words = PlainLabel(wrap=True)
        self._bar = ThinProgress(theme=theme, token="accent", width=160)
        self.button = QPushButton()
        self.button.clicked.connect(self.asked)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(self._bar)
        row.addWidget(self.button)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self._words.setFont(theme.font("ui.small"))
        self._bar.set_theme(theme)
        self._draw_icon()
        self.update()

    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def warn(self, text: str, *, act: str) -> None:
        """Say something that a person should know."""
        self._show(text, act=act, warns=True, share=None)

    def tell(self, text: str, *, act: str = "", share: float | None = None) -> None:
        """Say what is so or is going on. act: what the button says, "" for none. share: 0 to 1, None for no bar."""
        self._show(text, act=act, warns=False, share=share)

    def _show(self, text: str, *, act: str, warns: bool, share: float | None) -> None:
        self._warns = warns
        self._words.setText(text)
        self._words.set_tone("warning" if warns else "quiet")
        self._draw_icon()
        self._icon.setVisible(share is None)
        self._bar.setVisible(share is not None)
        self._bar.set_share(share or 0.0)
        self.button.setText(act)
        self.button.setVisible(bool(act))
        self.show()
        self.update()

    def _draw_icon(self) -> None:
        name, role = ("warn", "warning") if self._warns else ("info", "text_3")
        self._icon.setPixmap(self._theme.icon(name, role=role).pixmap(QSize(16, 16)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.colour("border"))
        painter.setBrush(self._theme.colour("warning_bg" if self._warns else "raised"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.end()
