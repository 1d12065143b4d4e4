"""What can follow the first of two keys: a panel over the foot of the text while the second one is waited for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from spanloop.core.schema import Schema
from spanloop.gui.actions import EVENT_PREFIX, LABEL_PREFIX, Action
from spanloop.gui.commands import Commands
from spanloop.gui.desk.labelchip import LabelChip
from spanloop.gui.desk.layout import DeskLayout
from spanloop.gui.keycaps import CAP_HEIGHT, paint_caps
from spanloop.gui.keys import key_names, shown
from spanloop.gui.theme import Theme

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
            return self._commands.press(names)
        if event.key() < Qt.Key.Key_Shift or event.key() > Qt.Key.Key_ScrollLock:
            self._commands.drop_first_key()
        return False

    def _changed(self, first: str) -> None:
        if self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None
        schema = self._schema()
        if first and schema is not None:
            self.panel = SecondKeysPanel(first, self._commands.second_keys(), schema=schema, theme=self._theme(),
                                         over=self._page.canvas)  # fmt: skip
            self.panel.asked = self._take

    def _take(self, action: str) -> None:
        self._commands.drop_first_key()
        self._run(action)


class SecondKeysPanel(QFrame):
    """A grid of keys and labels; a click does what the key does. asked: called with the id of an action."""

    def __init__(
        self, first: str, following: list[tuple[str, Action]], *, schema: Schema, theme: Theme, over: QWidget
    ) -> None:
        parent = over.parentWidget()
        assert parent is not None
        super().__init__(parent)
        self.setObjectName("secondKeys")
        self._theme = theme
        self._first = first
        self.asked: Callable[[str], object] = str
        self.chips: list[LabelChip] = []
        self.setAccessibleName(f"{shown(first)}, then the key of a label. Esc leaves.")
        for key, action in following:
            chip = LabelChip(_name(action), keys=(key,), ink=_ink(action, schema, theme), theme=theme, parent=self)
            chip.setAccessibleName(f"{action.name}, {key}")
            chip.setToolTip(_name(action))
            chip.clicked.connect(lambda _=False, action=action.id: self.asked(action))
            self.chips.append(chip)
        self._place(over)
        self.show()
        self.raise_()

    def _place(self, over: QWidget) -> None:
        """At the foot of the text, as high as it needs; down the columns, as one reads a list."""
        width = over.width()
        columns = max(1, (width - 2 * _EDGE) // _CELL)
        rows = -(-len(self.chips) // columns)
        height = min(over.height(), _HEAD + rows * _ROW + 10)
        self.setGeometry(over.x(), over.y() + over.height() - height, width, height)
        cell = (width - 2 * _EDGE) // columns
        for place, chip in enumerate(self.chips):
            column, row = divmod(place, rows)
            size = chip.sizeHint()
            chip.setGeometry(_EDGE + column * cell, _HEAD + row * _ROW, min(size.width(), cell - 12), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, box = self._theme, QRectF(self.rect())
        painter.fillRect(box, theme.colour("raised"))
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(box.topLeft(), box.topRight())
        x = paint_caps(painter, x=_EDGE, y=9, keys=(self._first,), theme=theme)
        painter.setFont(theme.font("ui.small"))
        painter.setPen(theme.colour("text_2"))
        words = "then the key of a label or event type. Esc leaves."
        painter.drawText(QRectF(x + 8, 9, box.width() - x - 16, CAP_HEIGHT), Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()


def _name(action: Action) -> str:
    return action.id.removeprefix(LABEL_PREFIX).removeprefix(EVENT_PREFIX)


def _ink(action: Action, schema: Schema, theme: Theme) -> QColor | None:
    item = schema.entity(_name(action)) if action.id.startswith(LABEL_PREFIX) else schema.event(_name(action))
    return theme.ink(item, schema=schema).ink if item is not None else None
