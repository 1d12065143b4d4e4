"""Small controls that the bars share: search field, segments, quiet text buttons, a thin progress bar."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QLineEdit, QToolButton, QWidget

from spanloop.gui.keycaps import CAP_HEIGHT, cap_width, paint_caps
from spanloop.gui.theme import FontRole, Theme


class SearchField(QLineEdit):
    """A line to type into, with a magnifier before the text and a key cap behind it while it is empty."""

    def __init__(self, placeholder: str, *, key: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self._theme = theme
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.set_theme(theme)

    def key(self) -> str:
        """The key that is shown."""
        return self._key

    def set_key(self, key: str) -> None:
        """The key that leads here, "" for none."""
        self._key = key
        self.set_theme(self._theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        cap = round(cap_width(self._key, theme)) if self._key else 0
        self.setTextMargins(22, 0, cap + 4 if cap else 0, 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        icon = self._theme.icon("search", role="text_3")
        icon.paint(painter, QRect(8, (self.height() - 16) // 2, 16, 16))
        if self._key and not self.text():
            width = cap_width(self._key, self._theme)
            top = (self.height() - CAP_HEIGHT) / 2
            paint_caps(painter, x=self.width() - width - 6, y=top, keys=[self._key], theme=self._theme)
        painter.end()


class _Segment(QAbstractButton):
    def __init__(self, name: str, title: str, theme: Theme, parent: QWidget, *, wide: bool = False) -> None:
        super().__init__(parent)
        self.name = name
        self.count: int | None = None
        self._theme = theme
        self._wide = wide
        self.setText(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        if not self._wide:
            return QSize(64, 24)
        # As wide as the strong form needs, so that nothing moves when another one is chosen.
        strong = self._theme.font("ui.small")
        strong.setWeight(strong.Weight.DemiBold)
        words = QFontMetricsF(strong).horizontalAdvance(self.text())
        if self.count is not None:
            words += 4 + QFontMetricsF(self._theme.font("ui.small")).horizontalAdvance(_short(self.count))
        return QSize(round(words + 0.5) + 24, 24)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint() if self._wide else super().minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.isChecked():
            painter.setPen(QPen(theme.colour("border"), 1))
            painter.setBrush(theme.colour("raised"))
            painter.drawRoundedRect(box, 5, 5)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        title = theme.font("ui.small")
        if self.isChecked():
            title.setWeight(title.Weight.DemiBold)
        number = "" if self.count is None else _short(self.count)
        words = QFontMetricsF(title).horizontalAdvance(self.text())
        plain = theme.font("ui.small")
        total = words + (4 + QFontMetricsF(plain).horizontalAdvance(number) if number else 0)
        x = (self.width() - total) / 2
        painter.setFont(title)
        painter.setPen(theme.colour("text" if self.isChecked() else "text_2"))
        painter.drawText(QRectF(x, 0, words + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(plain)
        painter.setPen(theme.colour("text_3"))
        painter.drawText(QRectF(x + words + 4, 0, total, self.height()), Qt.AlignmentFlag.AlignVCenter, number)
        painter.end()


def _short(number: int) -> str:
    """ "318", and "99k" where all figures would not fit beside the words."""
    return str(number) if number < 10_000 else f"{number // 1000}k"


class Segments(QWidget):
    """A row of which exactly one is chosen: `chosen(name)`. Arrow keys move between them.

    wide: each as wide as its own words, not all alike.
    """

    chosen = Signal(str)

    def __init__(
        self, titles: dict[str, str], *, theme: Theme, wide: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedHeight(28)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._segments: dict[str, _Segment] = {}
        for name, title in titles.items():
            segment = _Segment(name, title, theme, self, wide=wide)
            self._segments[name] = segment
            self._group.addButton(segment)
            row.addWidget(segment, 0 if wide else 1)
            segment.toggled.connect(lambda on, segment=segment: self._lead_keyboard(segment) if on else None)
            segment.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
        next(iter(self._segments.values())).setChecked(True)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for segment in self._segments.values():
            segment.set_theme(theme)
        self.update()

    def set_counts(self, counts: dict[str, int]) -> None:
        """Numbers behind the titles, by name."""
        for name, count in counts.items():
            segment = self._segments[name]
            segment.count = count
            segment.setAccessibleName(f"{segment.text()}, {count}")
            segment.updateGeometry()
            segment.update()

    def set_title(self, name: str, title: str) -> None:
        """Call one of them otherwise."""
        segment = self._segments[name]
        segment.setText(title)
        segment.setAccessibleName(title if segment.count is None else f"{title}, {segment.count}")
        segment.updateGeometry()
        segment.update()

    def set_shown(self, name: str, shown: bool) -> None:
        """Leave one out that means nothing now, or bring it back."""
        self._segments[name].setVisible(shown)

    def segment(self, name: str) -> QAbstractButton:
        """The button of one of them."""
        return self._segments[name]

    def _lead_keyboard(self, chosen: QAbstractButton) -> None:
        """Tab leads to the one that is chosen, and arrows go on from it, however it was chosen."""
        others = [segment for segment in self._segments.values() if segment is not chosen]
        if any(segment.hasFocus() for segment in others):
            chosen.setFocus(Qt.FocusReason.OtherFocusReason)
        for segment in others:
            segment.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        chosen.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def choose(self, name: str) -> None:
        """Choose one without a signal."""
        self._segments[name].setChecked(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("sunken"))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        painter.end()


class QuietButton(QToolButton):
    """A word or an icon in a bar that opens a menu or does something, without a frame until it is pointed at.

    role: the font of the words. inset: room at both sides, 0 where it has to stand flush with what is around it.
    """

    def __init__(
        self,
        text: str,
        *,
        theme: Theme,
        icon: str = "",
        arrow: bool = False,
        role: FontRole = "ui.base",
        height: int = 28,
        inset: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._arrow = arrow
        self._role: FontRole = role
        self._inset = inset
        self.setText(text)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # The program's style sheet gives tool buttons a least height, which would win over a lower one.
        self.setStyleSheet(f"QToolButton {{ min-height: {height}px; padding: 0; border: 0; }}")
        self.setFixedHeight(height)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(self._theme.font(self._role)).horizontalAdvance(self._words())
        width = 2 * self._inset + words
        width += (16 + (6 if words else 0)) if self._icon else 0
        width += (2 + self._arrow_size()) if self._arrow else 0
        return QSize(round(width + 0.5), self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._inset and (self.underMouse() or self.isDown()):
            painter.setBrush(theme.colour("hover"))
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 2))
        painter.drawRoundedRect(box, 5, 5)
        x = float(self._inset)
        middle = self.height() / 2
        strong = self._role == "ui.strong" or (not self._inset and self.underMouse())
        if self._icon:
            theme.icon(self._icon).paint(painter, QRect(round(x), round(middle - 8), 16, 16))
            x += 16 + 6
        words = self._words()
        font = theme.font(self._role)
        painter.setFont(font)
        painter.setPen(theme.colour("text" if strong else "text_2"))
        width = QFontMetricsF(font).horizontalAdvance(words)
        painter.drawText(QRectF(x, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
        if self._arrow:
            size = self._arrow_size()
            theme.icon("down", size=size).paint(
                painter, QRect(round(x + width + 2), round(middle - size / 2), size, size)
            )
        painter.end()

    def _words(self) -> str:
        return self.text().replace("&&", "&")

    def _arrow_size(self) -> int:
        return 12 if self._role == "ui.small" else 16


class ThinProgress(QWidget):
    """A bar of 4 pixels that shows a share, without words."""

    def __init__(self, *, theme: Theme, token: str = "saved", width: int = 96, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._token = token
        self._share = 0.0
        self.setFixedSize(width, 4)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_share(self, share: float) -> None:
        """share: 0 to 1."""
        self._share = min(1.0, max(0.0, share))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_share(painter, QRectF(self.rect()), share=self._share, theme=self._theme, token=self._token)
        painter.end()


def paint_share(painter: QPainter, box: QRectF, *, share: float, theme: Theme, token: str = "saved") -> None:
    """A thin rounded bar filled to a share of 0 to 1."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = box.height() / 2
    painter.setBrush(theme.colour("sunken"))
    painter.drawRoundedRect(box, radius, radius)
    if share > 0:
        painter.setBrush(theme.colour(token))
        filled = QRectF(box.left(), box.top(), max(box.height(), box.width() * share), box.height())
        painter.drawRoundedRect(filled, radius, radius)
