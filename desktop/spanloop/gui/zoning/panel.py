"""The list of lines with what belongs to it: words to find, the count of article text, dates, warnings and keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from spanloop.core.article import Zone, ZoneKind
from spanloop.core.marks import Fragment
from spanloop.core.wording import count, one_line
from spanloop.core.zone_lines import ZoneLines
from spanloop.gui.bars import HintStrip
from spanloop.gui.fields import SearchField
from spanloop.gui.keycaps import Hint
from spanloop.gui.plain import PlainLabel
from spanloop.gui.theme import Theme
from spanloop.gui.zoning.line_list import LineList
from spanloop.gui.zoning.whole_line import WholeLine
from spanloop.operations.zone_editing import Silenced
from spanloop.operations.zoning import is_date

#: The letter of each kind; `t`, which means the same in the menu of zones, is text of the article too.
KINDS: dict[str, ZoneKind | None] = {
    "a": None, "t": None, "h": "headline", "s": "standfirst", "b": "boilerplate", "c": "comment", "d": "article_break",
}  # fmt: skip
#: What `p` does; and what it does where the article was read from a page, of whose structure the lines say nothing.
BY_RULES, BY_LINES = "by rules", "by rules for plain text"
_CHANGING = frozenset({*KINDS, "Space", "p", "undo", "redo"})
_KIND_HINTS = (
    Hint(("a",), "text", "a"),
    Hint(("h",), "headline", "h"),
    Hint(("s",), "standfirst", "s"),
    Hint(("b",), "boilerplate", "b"),
    Hint(("c",), "comment", "c"),
    Hint(("d",), "article break", "d"),
)
_OTHER_HINTS = (
    Hint(("Space",), "confirm", "Space"),
    Hint(("p",), BY_RULES, "p"),
    Hint(("F8",), "next boundary", "F8"),
    Hint(("/",), "find", "/"),
    Hint(("Ctrl+Z",), "take back", "undo"),
)
#: So many marks are named; the others are counted.
_NAMED = 3
_QUOTE = 32
#: So long is a day that is written out; anything shorter may go on.
_WHOLE = 10


class LinePanel(QWidget):
    """Edits ZoneLines in place; nothing is written. changed(): the zones are other ones.

    compact: for where there is little room.
    """

    changed = Signal()

    def __init__(self, *, theme: Theme, compact: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: ZoneLines | None = None
        self._fixed = False
        #: What was typed as the date of an item and is none, by uid of its zone.
        self._misdated: dict[str, str] = {}
        self._proposed: Callable[[], Sequence[Zone]] = tuple
        self._silenced: Callable[[Sequence[Fragment]], list[Silenced]] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.list = LineList(theme=theme, compact=compact)
        self.list.pressed_key.connect(self.press)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._stand())
        column.addLayout(self._head(theme))
        column.addWidget(self.list, 1)
        self.whole = WholeLine(theme=theme, high=3)
        column.addWidget(self.whole)
        column.addWidget(self._date_row())
        self.warning = PlainLabel(tone="warning", wrap=True)
        self.warning.hide()
        column.addWidget(self.warning)
        self.strips: list[HintStrip] = []
        narrow = (_KIND_HINTS[:4], (*_KIND_HINTS[4:], *_OTHER_HINTS[1:3]))
        for hints in narrow if compact else (_KIND_HINTS, _OTHER_HINTS):
            strip = HintStrip(theme)
            strip.setFixedHeight(26)
            strip.setStyleSheet("#hintStrip { border: 0; background: transparent; }")
            strip.set_hints(hints)
            strip.asked.connect(self._press_by_mouse)
            self.strips.append(strip)
            column.addWidget(strip)

    def _head(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.finder = SearchField("Find in these lines", key="/", theme=theme)
        self.finder.setMaximumWidth(280)
        self.finder.installEventFilter(self)
        self.finder.textChanged.connect(lambda _: self._look(0))
        self.count = PlainLabel(tone="quiet")
        row.addWidget(self.finder, 1)
        row.addStretch(1)
        row.addWidget(self.count)
        return row

    def _date_row(self) -> QWidget:
        self.date_row = QWidget()
        row = QHBoxLayout(self.date_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        label = PlainLabel("Date of this item, year first", tone="quiet")
        self.date = QLineEdit()
        self.date.setPlaceholderText("2024-03-12")
        self.date.setMaximumWidth(120)
        self.date.setAccessibleName("Date of this item, year first")
        label.setBuddy(self.date)
        self.date.installEventFilter(self)
        self.date.textEdited.connect(self._date_typed)
        self.date.editingFinished.connect(self._take_date)
        self.date_note = PlainLabel("No date. Write the year first: 2024-03-12, 2024-03 or 2024.", tone="error")
        self.date_note.hide()
        for part in (label, self.date, self.date_note):
            row.addWidget(part)
        row.addStretch(1)
        self.date_row.hide()
        return self.date_row

    # what is shown

    def show_lines(
        self,
        lines: ZoneLines | None,
        *,
        row: int = 0,
        proposed: Callable[[], Sequence[Zone]] = tuple,
        silenced: Callable[[Sequence[Fragment]], list[Silenced]] | None = None,
        by_rules: str = BY_RULES,
        fixed: bool = False,
    ) -> None:
        """Show these and stand on a row. proposed: what `p` puts there, and by_rules what that is called. silenced:
        marks of people in given ranges. fixed: nobody changes them."""
        self._fixed = fixed
        self._misdated.clear()
        self.date.setReadOnly(fixed)
        for strip in self.strips:
            strip.setVisible(not fixed)
            strip.set_hints([replace(hint, text=by_rules) if hint.action == "p" else hint for hint in strip.hints()])
        self._lines, self._proposed, self._silenced = lines, proposed, silenced
        self.list.lines.show_lines(lines)
        self.whole.show_lines(lines)
        if lines:
            self.list.go_to(min(row, len(lines) - 1))
        self._refresh()

    @property
    def lines(self) -> ZoneLines | None:
        """What is edited."""
        return self._lines

    def _refresh(self) -> None:
        lines = self._lines
        self.count.setText("")
        self.warning.hide()
        if lines is not None:
            every = lines.all_words()
            self.count.setText(f"{lines.spoken_words():,} of {count(every, 'word')} are article text")
            self._warn(self._silenced(lines.newly_silent()) if self._silenced else [])
        self._show_date()

    def _warn(self, caught: list[Silenced]) -> None:
        if not caught:
            return
        # Isolated, so that Arabic words do not turn the sentence around.
        quotes = [f"“\u2068{one_line(mark.quote, most=_QUOTE)}\u2069”" for mark in caught[:_NAMED]]
        named = [f"{mark.name} {quote} by {mark.author}" for mark, quote in zip(caught, quotes, strict=False)]
        more = f" and {len(caught) - _NAMED:,} more" if len(caught) > _NAMED else ""
        verb = "comes" if len(caught) == 1 else "come"
        self.warning.setText(
            f"{count(len(caught), 'mark')} {verb} to stand in silent lines: {', '.join(named)}{more}."
            " Kept, but left out of training."
        )
        self.warning.show()

    def _stand(self) -> None:
        """The list stands on another line."""
        lines, row = self._lines, self.list.row()
        self.whole.show_words(lines.words_of(row) if lines and 0 <= row < len(lines) else "")
        self._show_date()

    def _show_date(self) -> None:
        lines, row = self._lines, self.list.row()
        zone = lines.zone_of(row) if lines and 0 <= row < len(lines) else None
        on, was_on = zone is not None and zone.kind == "article_break", not self.date_row.isHidden()
        self.date_row.setVisible(on)
        if on and zone is not None and not self.date.hasFocus():
            self.date.setText(self._misdated.get(zone.uid, zone.date or ""))
        self.date_note.setVisible(on and zone is not None and zone.uid in self._misdated)
        if on and not was_on and row >= 0:
            self._keep_in_view()

    # keys

    def _press_by_mouse(self, name: str) -> None:
        self.list.setFocus()
        self.press(name)

    def press(self, name: str) -> None:
        """What a key of the list means; sets `taken` there where it means something."""
        lines, runs = self._lines, self.list.runs()
        if lines is None:
            return
        self.list.taken = True
        before = lines.zones
        if self._fixed and name in _CHANGING:
            return
        if name in KINDS and runs:
            lines.set_kind(runs, KINDS[name])
        elif name == "Space" and runs:
            lines.confirm(runs)
        elif name == "p" and runs:
            lines.propose(runs, self._proposed())
        elif name in {"undo", "redo"}:
            _ = lines.undo() if name == "undo" else lines.redo()
        elif name in {"F8", "Shift+F8"}:
            self._go(lines.next_boundary(self.list.row(), back=name != "F8"))
        elif name in {"F3", "Shift+F3"}:
            self._look(1 if name == "F3" else -1)
        elif name == "/":
            self.finder.setFocus()
            self.finder.selectAll()
        else:
            self.list.taken = False
        if lines.zones != before:
            self._zones_changed()
        if name == "d" and not self._fixed and self.date_row.isVisibleTo(self) and not self.date.text():
            self.date.setFocus()  # its line says no date, so it is asked for

    def _go(self, row: int | None) -> None:
        if row is not None:
            self.list.go_to(row)

    def _zones_changed(self) -> None:
        self.list.lines.refresh()
        self._refresh()
        self.changed.emit()

    def _look(self, step: int) -> None:
        """Go to the line with the words that are looked for: 0 for this one or the next, 1 the next, -1 the one
        before."""
        words = self.finder.text().strip()
        if self._lines is None or not words:
            return
        row = self._lines.find(words, after=max(self.list.row(), 0) + step, back=step < 0)
        self._go(row)

    def _date_typed(self, text: str) -> None:
        """A year is the beginning of every month and day of it, so nothing is taken or blamed before it is whole."""
        if len(text.strip()) >= _WHOLE or not text.strip():
            self._take_date()

    def _take_date(self) -> None:
        lines, row, words = self._lines, self.list.row(), self.date.text().strip()
        zone = lines.zone_of(row) if lines is not None and 0 <= row < len(lines) else None
        if lines is None or zone is None or zone.kind != "article_break" or self._fixed:
            return
        if not is_date(words):
            self._misdated[zone.uid] = words
            self.date_note.show()
            return
        self._misdated.pop(zone.uid, None)
        self.date_note.hide()
        before = lines.zones
        lines.set_date(row, words)
        if lines.zones != before:
            self._zones_changed()

    def holds(self) -> bool:
        """Whether something stands in the field of a date that is none; goes there."""
        lines = self._lines
        if lines is None:
            return False
        self._take_date()
        wrong = next((zone for zone in lines.zones if zone.uid in self._misdated), None)
        if wrong is None:
            return False
        self.list.setFocus()  # a field with the focus keeps what stands in it
        self.list.go_to(lines.row_at(wrong.start))
        self._show_date()
        self.date.setFocus()
        self.date.selectAll()
        return True

    def _keep_in_view(self) -> None:
        """The list gives some of its room away; the line that it stands on stays to be seen."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
        index = self.list.currentIndex()
        if index.isValid():
            self.list.scrollTo(index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Enter and Esc in the two fields lead back to the list, arrows in the field of words walk in it."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}:
            if watched is self.finder and key == Qt.Key.Key_Escape:
                self.finder.clear()
            self.list.setFocus()
            self._show_date()
            return True
        if watched is self.finder and key in {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_F3}:
            back = key == Qt.Key.Key_Up or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._look(-1 if back else 1)
            return True
        return False
