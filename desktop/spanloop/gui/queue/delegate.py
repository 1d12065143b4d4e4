"""How a row of the queue looks: state, two lines of title, source and date, copies, suggestions left.

While something is searched, a line of the text stands in the place of the second line of the title, and the words that
were found are strong and underlined in both.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QTextCharFormat, QTextLayout, QTextLine, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from spanloop.core.dates import today
from spanloop.core.highlights import find_words
from spanloop.core.marks import Fragment
from spanloop.gui.queue.arranging import meta_line
from spanloop.gui.queue.model import AUDITED_ROLE, ROW_ROLE, SNIPPET_ROLE
from spanloop.gui.theme import Theme
from spanloop.operations.queueing import QueueRow

ROW_HEIGHT = 68
_LINE = 18.0
_TEXT_LEFT = 36
_MARGIN = 12
_SMALL_ICON = 12
#: Icon and colour of each state.
STATE_ICONS: dict[str, tuple[str, str]] = {
    "new": ("todo", "text_3"),
    "started": ("started", "accent"),
    "complete": ("done", "saved"),
    "skipped": ("cross", "text_3"),
    "question": ("info", "warning"),
}


class QueueDelegate(QStyledItemDelegate):
    """Paints rows of 68 pixels. `current` is the uid of the article on the desk; query: what is searched."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.current = ""
        self.query = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(208, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: QueueRow | None = index.data(ROW_ROLE)
        if row is None:
            return
        box = QRect(option.rect)
        state = option.state
        on = row.uid == self.current
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._field(painter, box, on=on, hover=bool(state & QStyle.StateFlag.State_MouseOver))
        name, token = STATE_ICONS.get(row.state, STATE_ICONS["new"])
        icon = self.theme.icon(name, role=token)
        icon.paint(painter, QRect(box.left() + _MARGIN, box.top() + 10, 16, 16))
        text = QRectF(box.left() + _TEXT_LEFT, box.top() + 8, box.width() - _TEXT_LEFT - _MARGIN, 2 * _LINE)
        line, places = index.data(SNIPPET_ROLE) if self.query else ("", [])
        self._title(painter, text, row.title or "Untitled", strong=on, lines=1 if line else 2)
        if line:
            below = QRectF(text.left(), text.top() + _LINE, text.width(), _LINE)
            self._found(painter, below, line, places, font=self.theme.font("ui.small"), token="text_2")
        # What stands in the place of the number where nothing is suggested on purpose.
        none = not row.suggestions and bool(index.data(AUDITED_ROLE))
        self._meta(painter, QRectF(text.left(), text.bottom(), text.width(), 16), row, badge="–" if none else "")
        focused = state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_Selected
        if focused:
            painter.setPen(QPen(self.theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box).adjusted(2, 2, -2, -2), 6, 6)
        painter.restore()

    def _field(self, painter: QPainter, box: QRect, *, on: bool, hover: bool) -> None:
        if on:
            painter.fillRect(box, self.theme.colour("selected"))
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), self.theme.colour("accent"))
        elif hover:
            painter.fillRect(box, self.theme.colour("hover"))

    def _title(self, painter: QPainter, box: QRectF, title: str, *, strong: bool, lines: int) -> None:
        font = self.theme.font("ui.base")
        if strong:
            font.setWeight(QFont.Weight.DemiBold)
        shown = two_lines(title, font, box.width())
        if lines == 1:
            line = " ".join(title.split())
            shown = [QFontMetricsF(font).elidedText(line, Qt.TextElideMode.ElideRight, box.width())]
        for number, line in enumerate(shown):
            place = QRectF(box.left(), box.top() + number * _LINE, box.width(), _LINE)
            places = find_words(line, self.query) if self.query else []
            if places:
                self._found(painter, place, line, places, font=font, token="text")
                continue
            painter.setFont(font)
            painter.setPen(self.theme.colour("text"))
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
            painter.drawText(place, flags | Qt.TextFlag.TextSingleLine, line)

    def _found(
        self, painter: QPainter, box: QRectF, line: str, places: Sequence[Fragment], *, font: QFont, token: str
    ) -> None:
        """One line in which these places are strong and underlined; what does not fit ends in "…"."""
        layout, laid = self._lay_out(line, places, font, width=1e6)
        if laid.naturalTextWidth() > box.width():
            room = box.width() - QFontMetricsF(font).horizontalAdvance("…")
            cut, first = self._lay_out(line, places, font, width=max(1.0, room))
            fits = first.textLength()
            del cut  # held until its line was asked
            line = f"{line.encode('utf-16-le')[: 2 * fits].decode('utf-16-le', 'ignore')}…"
            layout, laid = self._lay_out(line, places, font, width=1e6)
        painter.save()
        painter.setClipRect(box)
        painter.setPen(self.theme.colour(token))
        # Text that is read from the right still stands at the left of the row, as all titles do.
        left = box.left() - laid.naturalTextRect().left()
        layout.draw(painter, QPointF(left, box.top() + (box.height() - laid.height()) / 2))
        painter.restore()

    def _lay_out(
        self, line: str, places: Sequence[Fragment], font: QFont, *, width: float
    ) -> tuple[QTextLayout, QTextLine]:
        """The layout, which has to be kept, and its first line."""
        layout = QTextLayout(line, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAnywhere)
        layout.setTextOption(option)
        look = QTextCharFormat()
        look.setFontWeight(QFont.Weight.Bold)
        look.setFontUnderline(True)
        look.setForeground(self.theme.colour("text"))
        ranges: list[QTextLayout.FormatRange] = []
        for start, end in places:
            found = QTextLayout.FormatRange()
            # The layout counts UTF-16 units, places count code points.
            found.start = _units(line[:start])
            found.length = _units(line[start:end])
            found.format = look
            ranges.append(found)
        layout.setFormats(ranges)
        layout.beginLayout()
        laid = layout.createLine()
        laid.setLineWidth(width)
        layout.endLayout()
        return layout, laid

    def _meta(self, painter: QPainter, box: QRectF, row: QueueRow, *, badge: str) -> None:
        """badge: what it says where there are no suggestions, "" for none."""
        font = self.theme.font("ui.meta")
        metrics = QFontMetricsF(font)
        right = box.right()
        if row.suggestions:
            right = self._badge(painter, box, str(row.suggestions), token="suggestion") - 6
        if row.copies:
            right = self._copies(painter, box, right, self.sign_of(row)) - 8
        if badge:
            room = QRectF(box.left(), box.top(), right - box.left(), box.height())
            right = self._badge(painter, room, badge, token="text_3") - 6
        painter.setFont(font)
        painter.setPen(self.theme.colour("text_3"))
        place = QRectF(box.left(), box.top(), max(0.0, right - box.left()), box.height())
        line = meta_line(row, today=today())
        shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def sign_of(self, row: QueueRow) -> str:
        """What stands beside the sign of copies: how many there are, or that this one follows another."""
        return "follows" if row.follows else str(row.copies)

    def copies_box(self, box: QRect, row: QueueRow) -> QRectF:
        """Where in a row the sign of its copies stands, with room around it for the mouse; as it is painted."""
        font = self.theme.font("ui.meta")
        right = box.right() + 1.0 - _MARGIN
        if row.suggestions:
            strong = self.theme.font("ui.meta")
            strong.setWeight(QFont.Weight.DemiBold)
            right -= max(22.0, QFontMetricsF(strong).horizontalAdvance(str(row.suggestions)) + 14) + 6
        width = QFontMetricsF(font).horizontalAdvance(self.sign_of(row)) + 4 + _SMALL_ICON
        return QRectF(right - width - 4, box.top() + 6 + 2 * _LINE, width + 8, 20)

    def _copies(self, painter: QPainter, box: QRectF, right: float, number: str) -> float:
        """The mark of near-duplicates, an icon and how many there are (or one word), ending at `right`; its left."""
        font = self.theme.font("ui.meta")
        width = QFontMetricsF(font).horizontalAdvance(number)
        painter.setFont(font)
        painter.setPen(self.theme.colour("text_2"))
        place = QRectF(right - width, box.top(), width, box.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
        left = place.left() - 4 - _SMALL_ICON
        top = box.top() + (box.height() - _SMALL_ICON) / 2
        self.theme.icon("copies", role="text_2").paint(painter, QRectF(left, top, _SMALL_ICON, _SMALL_ICON).toRect())
        return left

    def _badge(self, painter: QPainter, box: QRectF, number: str, *, token: str) -> float:
        """The dashed badge with the suggestions left, at the right edge; returns its left."""
        font = self.theme.font("ui.meta")
        font.setWeight(QFont.Weight.DemiBold)
        width = max(22.0, QFontMetricsF(font).horizontalAdvance(number) + 14)
        badge = QRectF(box.right() - width, box.top() + 0.5, width - 0.5, 15)
        pen = QPen(self.theme.colour(token), 1)
        pen.setDashPattern([3, 2.5])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(badge, 7.5, 7.5)
        painter.setPen(self.theme.colour(token))
        painter.setFont(font)
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, number)
        return badge.left()


def two_lines(title: str, font: QFont, width: float) -> list[str]:
    """A title broken at words into at most two lines, the second ending in "…" when there is more."""
    text = " ".join(title.split())
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    if not line.isValid():
        layout.endLayout()
        return []
    line.setLineWidth(width)
    line.setPosition(QPointF(0, 0))
    # The layout counts UTF-16 units, Python code points.
    units = text.encode("utf-16-le")[: 2 * line.textLength()]
    layout.endLayout()
    first = units.decode("utf-16-le", "ignore")
    rest = text[len(first) :]
    if not rest:
        return [first.rstrip()]
    return [first.rstrip(), QFontMetricsF(font).elidedText(rest, Qt.TextElideMode.ElideRight, width)]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
