"""What can follow the first of two keys: a panel over the foot of the text while the second one is waited for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from spanloop.core.schema import Schema
from spanloop.gui.actions import EVENT_PREFIX, LABEL_PREFIX, Action
from spanloop.gui.commands import Commands
from spanloop.gui.desk.labelchip import LabelChip
from spanloop.gui.desk.layout import DeskLayout
from spanloop.gui.keycaps import CAP_HEIGHT, paint_caps
from spanloop.gui.keys import is_bare, key_names, shown
from spanloop.gui.plain import tooltip
from spanloop.gui.theme import LabelInk, Theme

_CELL, _ROW, _HEAD, _EDGE = 172, 26, 34, 16


class SecondKeys(QObject):
    """Shows the labels that a first key leads to and hands the next key of the text to the commands.

    Anything that is no second key leaves: Esc, an arrow, a click into the text, another place for the keyboard.
    """

    def __init__(
        self,
        page: DeskLayout,
        *,
        commands: Commands,
        theme: Callable[[], Theme],
        schema: Callable[[], Schema | None],
        run: Callable[[str], object],
    ) -> None:
        super().__init__(page)
        self._page = page
        self._commands = commands
        self._theme = theme
        self._schema = schema
        self._run = run
        self.panel: SecondKeysPanel | None = None
        commands.first_key_changed.connect(self._changed)
        page.canvas.cursor_changed.connect(commands.drop_first_key)
        page.canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: before the text, and the form of an event, see a key."""
        if not self._commands.first_key:
            return False
        if event.type() == QEvent.Type.FocusOut or event.type() == QEvent.Type.Resize:
            self._commands.drop_first_key()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        names = key_names(event)
        if names:
            return self._commands.press(names, held=event.isAutoRepeat())
        if not is_bare(event):
            self._commands.drop_first_key()
        return False

    def _changed(self, first: str) -> None:
        if self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None
        schema = self._schema()
        if first and schema is not None:
            canvas, span = self._page.canvas, self._page.canvas.selection()
            self.panel = SecondKeysPanel(
                first, self._commands.second_keys(), others=self._commands.first_keys(), schema=schema,
                theme=self._theme(), over=canvas, asked=self._take,
                keep=canvas.rect_of(span[0][0]).bottom() if span else 0.0,
            )  # fmt: skip

    def _take(self, action: str) -> None:
        self._commands.drop_first_key()
        self._run(action)


class SecondKeysPanel(QFrame):
    """A grid of keys and labels; a click does what the key does.

    others: all first keys, of which those are named that lead elsewhere. keep: what is to be seen beside the panel, as
    the lower edge of a line from the top of `over`. asked: called with the id of an action.
    """

    def __init__(
        self,
        first: str,
        following: Sequence[tuple[str, Action]],
        *,
        others: Sequence[str],
        schema: Schema,
        theme: Theme,
        over: QWidget,
        keep: float,
        asked: Callable[[str], object],
    ) -> None:
        parent = over.parentWidget()
        assert parent is not None
        super().__init__(parent)
        self.setObjectName("secondKeys")
        self._theme = theme
        self._first = first
        self._others = tuple(key for key in others if key != first)
        self.chips: list[LabelChip] = []
        self.setAccessibleName(f"{shown(first)}, then the key of a label. Esc leaves.")
        for key, action in following:
            chip = LabelChip(
                _name(action), keys=(key,), ink=_ink(action, schema, theme), theme=theme, parent=self,
                lined=action.id.startswith(LABEL_PREFIX),
            )  # fmt: skip
            chip.setAccessibleName(f"{action.name}, {key}")
            chip.setToolTip(tooltip(_name(action)))
            chip.clicked.connect(lambda _=False, action=action.id: asked(action))
            self.chips.append(chip)
        self._place(over, keep)
        self.show()
        self.raise_()

    def _place(self, over: QWidget, keep: float) -> None:
        """At the foot of the text, or at its head where the foot would hide the cursor; columns read downwards."""
        width = over.width()
        columns = max(1, (width - 2 * _EDGE) // _CELL)
        rows = -(-len(self.chips) // columns)
        height = min(over.height(), _HEAD + rows * _ROW + 10)
        self._at_foot = keep + 8 <= over.height() - height
        top = over.y() + (over.height() - height if self._at_foot else 0)
        self.setGeometry(over.x(), top, width, height)
        cell = (width - 2 * _EDGE) // columns
        for place, chip in enumerate(self.chips):
            column, row = divmod(place, rows)
            size = chip.sizeHint()
            chip.setGeometry(_EDGE + column * cell, _HEAD + row * _ROW, min(size.width(), cell - 12), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, box = self._theme, QRectF(self.rect()).adjusted(0, 0.5, 0, -0.5)
        painter.fillRect(self.rect(), theme.colour("raised"))
        painter.setPen(QPen(theme.colour("border"), 1))
        edge = (box.topLeft(), box.topRight()) if self._at_foot else (box.bottomLeft(), box.bottomRight())
        painter.drawLine(*edge)
        x = paint_caps(painter, x=_EDGE, y=9, keys=(self._first,), theme=theme)
        x = self._write(painter, x + 8, "then the key of a label or event type. Esc leaves.")
        if self._others:
            x = self._write(painter, x + 16, "Others behind")
            paint_caps(painter, x=x + 8, y=9, keys=self._others, theme=theme)
        painter.end()

    def _write(self, painter: QPainter, x: float, words: str) -> float:
        """A few words in the head; returns the x behind them."""
        font = self._theme.font("ui.small")
        painter.setFont(font)
        painter.setPen(self._theme.colour("text_2"))
        width = QFontMetricsF(font).horizontalAdvance(words)
        painter.drawText(QRectF(x, 9, width + 2, CAP_HEIGHT), Qt.AlignmentFlag.AlignVCenter, words)
        return x + width


def _name(action: Action) -> str:
    return action.id.removeprefix(LABEL_PREFIX).removeprefix(EVENT_PREFIX)


def _ink(action: Action, schema: Schema, theme: Theme) -> LabelInk | None:
    item = schema.entity(_name(action)) if action.id.startswith(LABEL_PREFIX) else schema.event(_name(action))
    return theme.ink(item, schema=schema) if item is not None else None
