"""What a time means, on its card: said by rules in grey or by a person, and edited where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Mention
from spanloop.core.time_values import is_time_value, spoken_value, tidy_value
from spanloop.gui.inspector.controls import KeyButton, PaintedButton
from spanloop.gui.inspector.painting import paint_cap, paint_focus_ring, paint_line
from spanloop.gui.keycaps import cap_width
from spanloop.gui.plain import tooltip
from spanloop.gui.theme import Theme
from spanloop.operations.timing import TimeQuestion, checked_value, date_words, question_of

#: Answers a question about a time: its value, or None while nobody knows yet and somebody finds out.
Ask = Callable[[TimeQuestion], "str | None"]
_COLUMN, _LINE = 64, 20
_SUCH = "2024-10-23 is a day, 2024-W43 a week, 2024-10 a month, P3M a length of three months"
_HOW = f"{_SUCH}; empty is nothing in the calendar. Enter keeps it, Esc leaves it as it was."
NOTHING = "nothing in the calendar"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the row says of one time. value: None while the rules are being asked. by_rules: no person said it."""

    value: str | None
    by_rules: bool
    source: str

    @property
    def head(self) -> str:
        """The value, or what stands for none."""
        return "…" if self.value is None else self.value or NOTHING

    @property
    def meaning(self) -> str:
        """The value in words, "" where it says nothing more."""
        return spoken_value(self.value) if self.value and is_time_value(self.value) else ""

    @property
    def below(self) -> tuple[str, ...]:
        """The lines under the value: what it says, and of rules what they counted from."""
        return tuple(line for line in (self.meaning, f"by rules, {self.source}" if self.by_rules else "") if line)

    @property
    def spoken(self) -> str:
        """For screen readers and the tooltip."""
        if self.value is None:
            return "Time: being looked up"
        said = f"{self.value}, {self.meaning}" if self.meaning else self.head
        return f"Time: {said}, {f'by rules, {self.source}' if self.by_rules else 'set by a person'}"


class TimeLine(PaintedButton):
    """The value, what it says, and where it comes from. A click, Enter or Space edits it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._shown = Shown(None, True, "")
        self._key = ""
        self._locked = False

    def set_key(self, key: str) -> None:
        """The key that edits it, "" for none."""
        self._key = key
        self.update()

    def show_time(self, shown: Shown, *, locked: bool) -> None:
        """Say another value. locked: it is of a suggestion, which nobody changes."""
        self._shown, self._locked = shown, locked
        self.setText(shown.head)
        self.setToolTip(tooltip(shown.spoken))
        self.setAccessibleName(shown.spoken if locked else f"{shown.spoken}. Press to change it")
        self.setCursor(Qt.CursorShape.ArrowCursor if locked else Qt.CursorShape.PointingHandCursor)
        self.setEnabled(not locked)
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def said(self) -> tuple[str, ...]:
        """All lines."""
        return self._shown.head, *self._shown.below

    def sizeHint(self) -> QSize:
        """Qt."""
        return QSize(200, 8 + _LINE * (1 + len(self._shown.below)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        theme, area = self._theme, QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._hovered and not self._locked:
            painter.fillRect(area, theme.colour("hover"))
        cap = cap_width(self._key, theme) + 8 if self._key and not self._locked else 0
        first = QRectF(_COLUMN, 4, area.width() - _COLUMN - 12 - cap, _LINE)
        small, plain = theme.font("ui.meta"), theme.font("ui.base")
        faint = theme.colour("text_3")
        paint_line(painter, QRectF(12, 4, _COLUMN - 16, _LINE), "Time", font=small, colour=faint, align_right=False)
        by_person = not self._shown.by_rules
        colour = theme.colour("text" if by_person else "text_3")
        paint_line(painter, first, self._shown.head, font=plain, colour=colour, align_right=False)
        for number, words in enumerate(self._shown.below, 1):
            line = QRectF(_COLUMN, 4 + _LINE * number, area.width() - _COLUMN - 12, _LINE)
            paint_line(painter, line, words, font=small, colour=faint, align_right=False)
        if cap:
            paint_cap(painter, area.right() - 4 - cap, 4 + _LINE / 2, self._key, theme)
        if self.hasFocus():
            paint_focus_ring(painter, area.adjusted(4, 1, -4, -1), theme)
        painter.end()


class _Value(QLineEdit):
    """Enter and Esc belong to it alone: behind the card they mean other things."""

    kept = Signal()
    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Qt: no shortcut of the window takes them."""
        mine = {Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in mine:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.kept.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class TimeEditor(QWidget):
    """The value in a field, how to end, what is wrong with it, and the way back to the rules.

    kept(value): a value that is one, as it is stored. dropped: it is left to the rules. left: nothing changes.
    grown: it says more or less than before.
    """

    kept = Signal(str)
    dropped = Signal()
    left = Signal()
    grown = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = _Value()
        self.field.setAccessibleName("Value of the time")
        self.field.setPlaceholderText("2024-10-23 is a day")
        self.field.kept.connect(self._keep)
        self.field.left.connect(self.left)
        self.field.textEdited.connect(self._typed)
        self.note = QLabel(_HOW)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.by_rules = KeyButton("Leave it to the rules", "", theme)
        self.by_rules.clicked.connect(self.dropped)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(6)
        column.addWidget(self.field)
        column.addWidget(self.note)
        column.addWidget(self.by_rules, 0, Qt.AlignmentFlag.AlignLeft)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self.by_rules.set_theme(theme)

    def open(self, shown: Shown) -> None:
        """Begin with what is said now."""
        self.field.setText(shown.value or "")
        self.by_rules.setVisible(not shown.by_rules)
        self._say(_HOW)
        self.show()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self, words: str) -> None:
        """Say what it means so far, and how one goes back from it."""
        value = tidy_value(words)
        means = spoken_value(value) if value and is_time_value(value) else ""
        self.by_rules.show()
        self._say(f"{means[:1].upper()}{means[1:]}. Enter keeps it, Esc leaves it as it was." if means else _HOW)

    def _keep(self) -> None:
        try:
            value = checked_value(self.field.text())
        except SpanloopError as error:
            self._say(f"{error.what}. {_SUCH}; empty is nothing in the calendar.", tone="error")
            self.field.selectAll()
            return
        self.kept.emit(value)

    def _say(self, words: str, *, tone: str = "faint") -> None:
        if self.note.text() != words or self.note.property("tone") != tone:
            self.note.setText(words)
            self.note.setProperty("tone", tone)
            self.note.style().polish(self.note)
            self.field.setAccessibleDescription(words)
        self.grown.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Esc leaves from the button too."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class TimeRow(QWidget):
    """The row of a mention's card. changed(uid, value): None leaves it to the rules. closed: the editing ended.

    resized: the card needs another height.
    """

    changed = Signal(str, object)
    closed = Signal()
    resized = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        #: Who knows what the rules say; nobody until a desk gives one.
        self.ask: Ask = lambda _: None
        self._uid = ""
        self._question: TimeQuestion | None = None
        self._value: str | None = None
        self._locked = False
        self.line = TimeLine(theme)
        self.line.clicked.connect(self.edit)
        self.editor = TimeEditor(theme)
        self.editor.hide()
        self.editor.kept.connect(self._keep)
        self.editor.dropped.connect(lambda: self._keep(None))
        self.editor.left.connect(self.close_editor)
        self.editor.grown.connect(self.resized)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.line)
        column.addWidget(self.editor)
        self.hide()

    @property
    def editing(self) -> bool:
        """Whether the field is open."""
        return not self.editor.isHidden()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self.line.set_theme(theme)
        self.editor.set_theme(theme)

    def show_mention(self, article: Article, mention: Mention | None, *, locked: bool) -> None:
        """Say what a time means; None hides the row. locked: it is suggested, and nobody changes it."""
        if mention is None or mention.uid != self._uid:
            self._shut()
        self._uid = mention.uid if mention is not None else ""
        self._question = question_of(article, mention) if mention is not None else None
        self._value = mention.value if mention is not None else None
        self._locked = locked
        self.setVisible(mention is not None)
        self.refresh()

    def refresh(self) -> None:
        """Say again what is known now."""
        if self._question is not None:
            before = self.line.height()
            self.line.show_time(self._shown(self._question), locked=self._locked)
            if self.line.height() != before:
                self.resized.emit()

    def _shown(self, question: TimeQuestion) -> Shown:
        if self._value is not None:
            return Shown(self._value, False, "")
        return Shown(self.ask(question), True, date_words(question))

    def edit(self) -> None:
        """Open the field, where there is something to be said."""
        if self._question is None or self._locked or self.editing:
            if self.editing:
                self.editor.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.line.hide()
        self.editor.open(self._shown(self._question))
        self.resized.emit()

    def close_editor(self) -> None:
        """Leave it as it was."""
        if self.editing:
            self._shut()
            self.closed.emit()

    def _shut(self) -> None:
        if self.editing:
            self.editor.hide()
            self.line.show()
            self.resized.emit()

    def _keep(self, value: str | None) -> None:
        uid = self._uid
        self.close_editor()
        self.changed.emit(uid, value)
