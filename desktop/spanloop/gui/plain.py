"""Text from files and people is shown as text, never read as markup."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


def tooltip(text: str) -> str:
    """The text in a form that Qt's tooltips show letter by letter; "" stays ""."""
    return f"<qt>{escape(text, quote=False).replace(chr(10), '<br>')}</qt>" if text else ""


def left_to_right(text: str) -> str:
    """A sentence of the program's own that may begin with an Arabic name, which would turn all of it round."""
    return text if text[:1].isascii() else f"\u200e{text}"


def menu_text(text: str) -> str:
    """The text for a menu or button, where a single & would underline the next letter."""
    return text.replace("&", "&&")


class PlainLabel(QLabel):
    """A label that never reads its text as markup. tone: "", "quiet", "faint", "saved", "warning" or "error"."""

    def __init__(self, text: str = "", *, tone: str = "", wrap: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setWordWrap(wrap)
        if tone:
            self.setProperty("tone", tone)

    def set_tone(self, tone: str) -> None:
        """Change the colour that the text has."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)


class ElidedLabel(PlainLabel):
    """One line that gives way: what does not fit ends in "…", and the tooltip has all of it."""

    def __init__(self, text: str = "", *, tone: str = "", parent: QWidget | None = None) -> None:
        self._full = text
        super().__init__(text, tone=tone, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.align(Qt.AlignmentFlag.AlignLeft)

    def align(self, side: Qt.AlignmentFlag) -> None:
        """Keep to this side, left or right, whichever way the text is read."""
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)

    def set_full(self, text: str) -> None:
        """The whole text, of which as much is shown as fits."""
        self._full = text
        self._fit()

    def full(self) -> str:
        return self._full

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        line = " ".join(self._full.split())
        shown = self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, max(0, self.width()))
        self.setText(shown)
        self.setToolTip(tooltip(line) if shown != line else "")
