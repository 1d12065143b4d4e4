"""Where a card stands: at its full height where there is room, else in a view that scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from spanloop.gui.theme import Theme

_FADE = 28


class _Fade(QWidget):
    """The lower end of what goes on below it: it pales into the panel."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        full, none = self.theme.colour("panel"), QColor(self.theme.colour("panel"))
        none.setAlpha(0)
        gradient = QLinearGradient(0, 0, 0, self.height())
        gradient.setColorAt(0, none)
        gradient.setColorAt(1, full)
        painter = QPainter(self)
        painter.fillRect(self.rect(), gradient)
        painter.end()


class CardScroll(QScrollArea):
    """Holds a card at its full height where there is room, else scrolls it.

    below: what stands under the card and scrolls with it. What goes on below pales at its end. Qt brings what gets the
    keyboard into view.
    """

    def __init__(self, card: QWidget, below: QWidget, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = card
        self._fitted = -1
        self._holder = QWidget()
        self._holder.setAutoFillBackground(False)
        layout = QVBoxLayout(self._holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        framed = QVBoxLayout()
        framed.setContentsMargins(12, 12, 12, 12)
        framed.addWidget(card)
        layout.addLayout(framed)
        layout.addWidget(below)
        layout.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(self._holder)
        self._holder.setAutoFillBackground(False)
        self._fade = _Fade(theme, self)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._show_end)
        bar.rangeChanged.connect(self._show_end)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._fade.theme = theme
        self._fade.update()

    def _show_end(self) -> None:
        bar = self.verticalScrollBar()
        self._fade.setGeometry(0, self.height() - _FADE, self.viewport().width(), _FADE)
        self._fade.setVisible(bar.value() < bar.maximum())
        self._fade.raise_()

    def refit(self) -> None:
        """Take the height that the card needs now."""
        self._card.updateGeometry()
        self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: what the card holds has another height; Qt itself tells the scroll bars only."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self._holder:
            self.updateGeometry()
            self._choose_bar()
        return super().eventFilter(watched, event)

    def _choose_bar(self) -> None:
        """A scroll bar makes lines break earlier, and would then stay because it is there; so decide without it."""
        policy = Qt.ScrollBarPolicy
        fits = self.height() >= self._height()
        self.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOff if fits else policy.ScrollBarAsNeeded)

    def _height(self) -> int:
        layout = self._holder.layout()
        # Not the viewport's width: that is less while a scroll bar shows, and the height would swing to and fro.
        width = self.width()
        if layout is None or width <= 0:
            return 0
        return layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()

    def sizeHint(self) -> QSize:
        """Qt."""
        return QSize(280, self._height())

    def minimumSizeHint(self) -> QSize:
        """Qt."""
        return QSize(160, min(120, self._height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width may need another height."""
        super().resizeEvent(event)
        self._choose_bar()
        self._show_end()
        if self.width() != self._fitted:
            self._fitted = self.width()
            self.updateGeometry()
