"""Leader and copy side by side: what is equal is grey and folded, what differs is boxed and numbered alike."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from spanloop.core.alignment import Block
from spanloop.core.wording import count, one_line
from spanloop.gui.canvas.describe import describe
from spanloop.gui.canvas.hits import hit
from spanloop.gui.canvas.paint import paint
from spanloop.gui.canvas.reading import DESIGNED, Reading
from spanloop.gui.canvas.scene import Scene
from spanloop.gui.canvas.style import Style
from spanloop.gui.canvas.view import CanvasView
from spanloop.gui.copies.facing import Facing
from spanloop.gui.copies.pairing import Fold, Gap
from spanloop.gui.copies.signs import Signs, paint_signs
from spanloop.gui.plain import tooltip
from spanloop.gui.theme import Theme

_LONGEST = 60
_KIND_WORDS = {"added": "only in the copy", "missing": "only in the leader", "moved": "stands elsewhere in the copy"}


class CompareView(QAbstractScrollArea):
    """Two texts at once, laid out only where they are seen. stepped(): another difference is the current one."""

    stepped = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._reading = DESIGNED
        self._facing: Facing | None = None
        self._signs: tuple[Signs, Signs] | None = None
        self._busy = False
        #: Where folds and numbers were painted last, for the mouse.
        self._folds: list[tuple[QRectF, Fold]] = []
        self._places: list[tuple[QRectF, int]] = []
        #: The index of the current difference, -1 for none.
        self.current = -1
        #: What is said in place of two texts.
        self.note = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, so that the heads over the two texts stand right.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().setSingleStep(24)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._settle())
        self.viewport().setMouseTracking(True)
        self.setAccessibleName("Leader and copy")
        self._colour()

    # what is shown

    @property
    def facing(self) -> Facing | None:
        """Both texts as they are laid out, None where there are none."""
        return self._facing

    def show_texts(
        self, views: tuple[CanvasView, CanvasView], *, blocks: Sequence[Block], gaps: Sequence[Gap], keep: bool = False
    ) -> None:
        """Show leader and copy. keep: the same two as before with other marks, so that what is seen stays."""
        if keep and self._facing is not None and list(gaps) == list(self._facing.gaps):
            self._facing.set_views(views)
            self._settle()
            self.viewport().update()
            return
        style = self._style(views[0])
        self._facing = Facing(views, blocks=blocks, gaps=gaps, style=style, width=self._side())
        self._signs = (Signs(gaps, number=0), Signs(gaps, number=1))
        self.current = -1
        self.note = ""
        self._scroll_to(0)
        self._describe()

    def clear(self, note: str = "") -> None:
        """Show no texts, and say why."""
        self._facing = self._signs = None
        self.current, self.note = -1, note
        self._folds, self._places = [], []
        self.verticalScrollBar().setRange(0, 0)
        self.setAccessibleDescription(note)
        self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self._colour()
        self._reframe()

    def set_reading(self, reading: Reading) -> None:
        """Set the text in another size."""
        if reading != self._reading:
            self._reading = reading
            self._reframe()

    def fold(self, *, on: bool) -> None:
        """Fold what is equal, or show every line."""
        if self._facing is not None:
            self._facing.fold(on=on)
            if self.current >= 0:
                self._reveal(self.current)
            else:
                self._scroll_to(0)

    def _style(self, view: CanvasView) -> Style:
        style = Style(self._theme, view.schema, reading=self._reading)
        # What both texts say is grey; the words that differ are painted over it in full.
        style.text = self._theme.colour("text_3")
        return style

    def _side(self) -> float:
        return (self.viewport().width() - 1) // 2

    def _colour(self) -> None:
        palette = self.palette()
        for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Base):
            palette.setColor(role, self._theme.colour("page"))
        self.setPalette(palette)

    def _reframe(self) -> None:
        facing = self._facing
        if facing is not None:
            share = self.verticalScrollBar().value() / max(facing.height(), 1)
            facing.set_frame(self._style(facing.sides[0].view), self._side())
            if self.current >= 0:
                self._reveal(self.current)
            else:
                self._scroll_to(share * facing.height())
        self.viewport().update()

    # differences

    @property
    def differences(self) -> int:
        """How many there are."""
        return len(self._facing.gaps) if self._facing else 0

    def step(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) difference, round the ends."""
        number = self.differences
        if number:
            start = self.current if self.current >= 0 or direction > 0 else number
            self.go((start + direction) % number)

    def go(self, index: int) -> None:
        """Make a difference the current one and bring it into view."""
        self.current = index
        self._reveal(index)
        self._describe()
        self.stepped.emit()

    def words(self) -> str:
        """The current difference for the status line and the screen reader; "" where none is."""
        facing = self._facing
        if facing is None or self.current < 0:
            return ""
        gap = facing.gaps[self.current]
        texts = [side.view.article.text[slice(*gap.side(number))] for number, side in enumerate(facing.sides)]
        quotes = [f"“\u2068{one_line(text, most=_LONGEST)}\u2069”" for text in texts if text.strip()]
        said = f"{quotes[0]} {_KIND_WORDS[gap.kind]}" if gap.kind in _KIND_WORDS else " is ".join(quotes)
        return f"Difference {self.current + 1} of {self.differences}: {said}"

    def show_place(self, offset: int, *, side: int = 0) -> None:
        """Bring the line of a place into view. side: 0 of the leader, 1 of the copy."""
        if self._facing is not None:
            box = self._facing.line_box(side, offset)
            if box is not None:
                self._centre(*box)

    def _describe(self) -> None:
        self.setAccessibleDescription(self.words() or count(self.differences, "difference"))

    def _reveal(self, index: int) -> None:
        facing = self._facing
        if facing is not None:
            self._centre(*facing.box_of(index))
            # What was laid out on the way may have moved it.
            self._centre(*facing.box_of(index))

    def _centre(self, top: float, bottom: float) -> None:
        seen, height = self.verticalScrollBar().value(), self.viewport().height()
        margin = min(48, height // 6)
        if not (top - margin >= seen and bottom + margin <= seen + height):
            self._scroll_to(top - max(height / 3, margin))
        self._settle()
        self.viewport().update()

    # scrolling

    def _scroll_to(self, y: float) -> None:
        self._set_range()
        self.verticalScrollBar().setValue(round(y))
        self._settle()
        self.viewport().update()

    def _set_range(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(height)
        bar.setRange(0, max(0, round(self._facing.height()) - height) if self._facing else 0)

    def _settle(self) -> None:
        """Lay out what is seen; heights that turn out otherwise do not move the first line."""
        facing = self._facing
        if facing is None or self._busy:
            return
        self._busy = True
        bar = self.verticalScrollBar()
        for _ in range(4):
            before = bar.value()
            top = facing.settle(before, self.viewport().height())
            self._set_range()
            bar.setValue(round(top))
            if bar.value() == before:
                break
        self._busy = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt."""
        super().resizeEvent(event)
        if self._facing is not None and self._side() != self._facing.width:
            self._reframe()
        else:
            self._set_range()
            self._settle()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        painter = QPainter(self.viewport())
        self._folds, self._places = [], []
        if self._facing is None or self._signs is None:
            self._paint_note(painter)
        else:
            for number in (0, 1):
                self._paint_side(painter, self._facing, self._signs, number)
            painter.fillRect(QRectF(self._side(), 0, 1, self.viewport().height()), self._theme.colour("border"))
            self._paint_folds(painter, self._facing)
        if self.hasFocus():
            painter.fillRect(QRectF(0, 0, self.viewport().width(), 2), self._theme.colour("focus"))
        painter.end()

    def _paint_side(self, painter: QPainter, facing: Facing, signs: tuple[Signs, Signs], number: int) -> None:
        document, area = facing.sides[number], self.viewport()
        left = number * (self._side() + 1)
        scene = Scene(
            document, float(self.verticalScrollBar().value()), self._side(), area.height(), area.devicePixelRatioF(),
            found=signs[number].found(self.current),
        )  # fmt: skip
        painter.save()
        painter.setClipRect(QRectF(left, 0, self._side(), area.height()))
        painter.translate(left, 0)
        paint(painter, scene)
        visible = document.visible(scene.top - 40, scene.height + 80)
        places = paint_signs(painter, scene, visible, signs[number], current=self.current)
        self._places += [(rect.translated(left, 0), index) for index, rect in places.items()]
        painter.restore()

    def _paint_folds(self, painter: QPainter, facing: Facing) -> None:
        top, area, theme = self.verticalScrollBar().value(), self.viewport(), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme.font("ui.small")
        metrics = QFontMetricsF(font)
        for index in range(max(facing.item_at(top), 0), len(facing.items)):
            item = facing.items[index]
            y = facing.top_of(index) - top
            if y > area.height():
                break
            if not isinstance(item, Fold):
                continue
            box = QRectF(0, y, area.width(), facing.bottom_of(index) - facing.top_of(index))
            field = box.adjusted(12, 4, -12, -4)
            painter.setPen(QPen(theme.colour("border"), 1))
            painter.setBrush(theme.colour("panel"))
            painter.drawRoundedRect(field.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            words = facing.fold_words(item)
            width = metrics.horizontalAdvance(words) + 20
            x = box.center().x() - width / 2
            theme.icon("down", role="text_2", size=12).paint(painter, QRectF(x, box.center().y() - 6, 12, 12).toRect())
            painter.setFont(font)
            painter.setPen(theme.colour("text_2"))
            painter.drawText(QRectF(x + 20, box.top(), width, box.height()), Qt.AlignmentFlag.AlignVCenter, words)
            self._folds.append((field, item))

    def _paint_note(self, painter: QPainter) -> None:
        painter.fillRect(self.viewport().rect(), self._theme.colour("page"))
        painter.setFont(self._theme.font("ui.base"))
        painter.setPen(self._theme.colour("text_2"))
        area = self.viewport().rect().adjusted(32, 48, -32, -32)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags, self.note)

    # keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the ends of the text; arrows and pages are the scroll area's."""
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click on a fold opens it, on a number makes its difference the current one."""
        if event.button() != Qt.MouseButton.LeftButton or self._facing is None:
            return
        fold = self._fold_at(event.position())
        if fold is not None:
            self._facing.open_fold(fold)
            self._settle()
            self._set_range()
            self.viewport().update()
            return
        index = self.difference_at(event.position())
        if index is not None:
            self.go(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: nobody else is to take the end of a click for one of its own."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: a hand over what can be clicked."""
        here = self._fold_at(event.position()) or self.difference_at(event.position()) is not None
        shape = Qt.CursorShape.PointingHandCursor if here else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def viewportEvent(self, event: QEvent) -> bool:
        """Qt: tooltips of marks, with why one has no place."""
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().viewportEvent(event)
        words = self.mark_words(QPointF(event.pos()))
        QToolTip.showText(event.globalPos(), tooltip(words), self.viewport())
        return True

    def mark_words(self, place: QPointF) -> str:
        """What the mark at a place of the view is, "" without one."""
        if self._facing is None or self._fold_at(place) is not None:
            return ""
        number = int(place.x() > self._side())
        document = self._facing.sides[number]
        found = hit(document, place.x() - number * (self._side() + 1), place.y() + self.verticalScrollBar().value())
        return describe(document.view, found.mark) if found is not None and found.mark is not None else ""

    def _fold_at(self, place: QPointF) -> Fold | None:
        return next((fold for box, fold in self._folds if box.contains(place)), None)

    def difference_at(self, place: QPointF) -> int | None:
        """The difference whose number stands at a place of the view, None where none does."""
        return next((index for box, index in self._places if box.contains(place)), None)

    def fold_boxes(self) -> list[QRectF]:
        """Where folds are seen, from top to bottom."""
        return [box for box, _ in self._folds]

    def number_boxes(self) -> list[tuple[QRectF, int]]:
        """Where numbers of differences are seen, those of the leader first."""
        return list(self._places)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: scroll; with Ctrl the wheel is the window's."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().wheelEvent(event)

    def focusInEvent(self, event: object) -> None:
        """Qt."""
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:
        """Qt."""
        self.viewport().update()
