"""The item that is chosen in the preview: its details and lines, to be corrected; why it is refused, or its marks."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from spanloop.core.article import Zone
from spanloop.core.schema import Schema
from spanloop.core.wording import count
from spanloop.core.zone_lines import ZoneLines
from spanloop.gui.dialogs.forms import fill_languages
from spanloop.gui.importing.item_list import Edited
from spanloop.gui.importing.marked import AND_YOURS, NOBODY, YOURS
from spanloop.gui.importing.sample_view import SampleView
from spanloop.gui.importing.words import kind_name, sentence
from spanloop.gui.plain import ElidedLabel, PlainLabel, left_to_right
from spanloop.gui.theme import Theme
from spanloop.gui.zoning.panel import LinePanel
from spanloop.operations.looking import LookRow, MarkedRow
from spanloop.operations.zoning import is_date

_BACK = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape})
#: So many labels and notes are named.
_MOST = 12
#: So long is a day that is written out; anything shorter may go on.
_WHOLE = 10
KNOWN = "Already in the project: it is not imported, so nothing can be changed here."


class ItemPanel(QStackedWidget):
    """Shows one row of a look. edited(Edited), zones_changed(zones): what a person wrote over it. misdated(words): what
    stands in the field of the date is none; "" when it is one again. left(): back to the list."""

    edited = Signal(object)
    misdated = Signal(str)
    zones_changed = Signal(object)
    left = Signal()

    def __init__(self, *, theme: Theme, schema: Schema, parent: QWidget | None = None) -> None:
        """schema: whose labels have their colours in marked text."""
        super().__init__(parent)
        self._theme = theme
        self._schema = schema
        self._row: LookRow | None = None
        #: The last date that is one, while something else stands in the field.
        self._date = ""
        self.addWidget(self._make_article())
        self.addWidget(self._make_words())

    def _make_article(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        self.title, self.source, self.date, self.language = QLineEdit(), QLineEdit(), QLineEdit(), QComboBox()
        self.date.setPlaceholderText("2024-03-12")
        self.date.setMinimumWidth(104)
        fields = (
            ("Title", self.title, 0, 0, 4), ("Source", self.source, 2, 0, 2),
            ("Date, year first", self.date, 2, 2, 1), ("Language", self.language, 2, 3, 1),
        )  # fmt: skip
        for name, field, down, across, wide in fields:
            label = PlainLabel(name, tone="quiet")
            label.setFont(self._theme.font("ui.meta"))
            label.setBuddy(field)
            field.setAccessibleName(name)
            field.installEventFilter(self)
            grid.addWidget(label, down, across, 1, wide)
            grid.addWidget(field, down + 1, across, 1, wide)
        for part, stretch in enumerate((2, 2, 1, 1)):
            grid.setColumnStretch(part, stretch)
        column.addLayout(grid)
        self.date_note = PlainLabel(tone="error", wrap=True)
        column.addWidget(self.date_note)
        self.from_where = ElidedLabel(tone="faint")
        self.from_where.setFont(self._theme.font("ui.meta"))
        column.addWidget(self.from_where)
        self.note = PlainLabel(tone="warning", wrap=True)
        column.addWidget(self.note)
        self.lines = LinePanel(theme=self._theme, compact=True)
        self.lines.changed.connect(self._tell_zones)
        self.lines.list.installEventFilter(self)
        column.addWidget(self.lines, 1)
        for field in (self.title, self.source):
            field.textEdited.connect(lambda _: self._tell())
        self.date.textEdited.connect(self._date_typed)
        self.date.editingFinished.connect(self.take_date)
        self.language.activated.connect(lambda _: self._tell())
        return page

    def _make_words(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.head = PlainLabel(wrap=True)
        self.head.setFont(self._theme.font("ui.strong"))
        self.where = PlainLabel(tone="quiet", wrap=True)
        self.where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.said = PlainLabel(wrap=True)
        for part in (self.head, self.where, self.said):
            column.addWidget(part)
        self.sample = SampleView(theme=self._theme, schema=self._schema)
        column.addWidget(self.sample)
        column.addStretch(1)
        return page

    # what is shown

    def show_article(
        self, row: LookRow, lines: ZoneLines, proposed: tuple[Zone, ...], *, fixed: bool = False, misdated: str = ""
    ) -> None:
        """An article with its lines. proposed: the zones that were found. fixed: it does not come in, so nothing is
        written over it. misdated: what was typed as its date and is none."""
        self._row = row
        self._put_details(row, misdated)
        self._colour_fields(fixed=fixed)
        self.language.setEnabled(not fixed)
        self.from_where.set_full(" · ".join(part for part in (row.path, row.byline, row.url) if part))
        notes = [_standing(row), *map(sentence, _notes(row))]
        self.note.setText(" ".join(note for note in notes if note))
        self.note.setVisible(bool(self.note.text()))
        self.lines.show_lines(lines, proposed=lambda: proposed, fixed=fixed)
        self.setCurrentIndex(0)

    def _colour_fields(self, *, fixed: bool) -> None:
        for field in (self.title, self.source, self.date):
            field.setReadOnly(fixed)
            if fixed:
                field.setStyleSheet(f"background: transparent; color: {self._theme.colour('text_2').name()};")
            elif field is not self.date:  # whose style says whether it is one
                field.setStyleSheet("")

    def set_theme(self, theme: Theme) -> None:
        """Other colours, in the fields too."""
        self._theme = theme
        self._show_date(wrong=bool(self.date_note.text()))
        self._colour_fields(fixed=self.title.isReadOnly())

    def show_refused(self, row: LookRow) -> None:
        """Why something does not come in, where it is, and the way out."""
        self._row = None
        refusal = row.refusal
        verb = "Skipped" if row.state == "skipped" else "Left out"
        self.head.setText(f"{verb}: {refusal.path if refusal else row.path}")
        self.where.setText(sentence(refusal.what) if refusal else "")
        held = [_content(row.marked), *_marks_lines(row.marked)] if row.marked and row.marked.records else []
        self.said.setText("\n\n".join([refusal.way_out if refusal else "", *held]))
        self.sample.show_sample(None)
        self.setCurrentIndex(1)

    def show_marks(self, row: LookRow, marked: MarkedRow) -> None:
        """What a file of marks holds."""
        self._row = None
        self.head.setText(left_to_right(f"{row.path}: {kind_name(row)}"))
        self.where.setText(_content(marked))
        self.said.setText("\n\n".join(map(left_to_right, [*_marks_lines(marked), *_notes(row)])))
        self.sample.show_sample(marked.shown)
        self.setCurrentIndex(1)

    def show_nothing(self) -> None:
        """The list is empty."""
        self._row = None
        for part in (self.head, self.where, self.said):
            part.setText("")
        self.sample.show_sample(None)
        self.setCurrentIndex(1)

    def _put_details(self, row: LookRow, misdated: str) -> None:
        self.title.setText(row.title)
        self.title.setCursorPosition(0)
        self.title.setPlaceholderText("The headline, else the first line")
        self.source.setText(row.source)
        self.source.setCursorPosition(0)
        self.date.setText(misdated or row.date)
        self._date = row.date
        fill_languages(self.language, row.language)
        self._show_date(wrong=bool(misdated))

    def _show_date(self, *, wrong: bool) -> None:
        self.date_note.setText(no_date(self.date.text()) if wrong else "")
        self.date_note.setVisible(wrong)
        self.date.setAccessibleDescription(self.date_note.text())
        self.date.setStyleSheet(f"color: {self._theme.colour('error').name()};" if wrong else "")

    # what a person writes over it

    def _date_typed(self, words: str) -> None:
        """A year is the beginning of every month and day of it, so nothing is taken or blamed before it is whole."""
        if len(words.strip()) >= _WHOLE or not words.strip():
            self.take_date()

    def take_date(self) -> None:
        """Take what stands in the field of the date, or say that it is none."""
        if self._row is None or self.date.isReadOnly():
            return
        words = self.date.text().strip()
        wrong = not is_date(words)
        self._show_date(wrong=wrong)
        self.misdated.emit(words if wrong else "")
        if not wrong and words != self._date:
            self._date = words
            self._tell()

    def _tell(self) -> None:
        if self._row is not None:
            self.edited.emit(
                Edited(
                    self.title.text().strip(), self._date, self.source.text().strip(),
                    str(self.language.currentData() or ""),
                )
            )  # fmt: skip

    def _tell_zones(self) -> None:
        if self.lines.lines is not None:
            self.zones_changed.emit(self.lines.lines.zones)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Enter and Esc in a field or in the lines lead back to the list instead of ending the preview."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        leaves = event.key() in _BACK or (watched is self.lines.list and event.key() == Qt.Key.Key_Left)
        if leaves:
            self.left.emit()
        return leaves


def _standing(row: LookRow) -> str:
    """What the project, or this look, has of an article already; "" for nothing."""
    known = f"“\u2068{row.known_as}\u2069”"
    if row.state == "alike":
        return f"The same text as {known}; it comes in as a copy."
    if row.state == "here":
        return KNOWN
    if row.state == "changed":
        return f"{known} is here with another text; below you can take this one as a new revision."
    return ""


def no_date(words: str) -> str:
    """Why what was typed is no date, and how one is written."""
    return f"“\u2068{words}\u2069” is no date. Write the year first: 2024-03-12, 2024-03 or 2024."


def _notes(row: LookRow) -> list[str]:
    """What is to be known of a row: what was repaired, is not read, or is left out, with its line."""
    more = len(row.notes) - _MOST
    told = [said for _, said in row.notes[:_MOST]]
    return [*told, f"And {count(more, 'more note')}."] if more > 0 else told


def _content(marked: MarkedRow) -> str:
    records = f" in {count(marked.records, 'record')}" if marked.records != marked.articles else ""
    return f"{count(marked.articles, 'article')}{records}, {count(marked.marks, 'mark')}."


def _whose(marked: MarkedRow) -> str:
    """Who made the marks, and whose those become of which the file does not say it."""
    named = [name for name in marked.authors if name != NOBODY]
    by = f"By {', '.join(named)}." if named else ""
    if len(named) == len(marked.authors):
        return by
    return f"{by} {AND_YOURS}" if by else YOURS.replace("them", "it")


def _marks_lines(marked: MarkedRow) -> list[str]:
    """Whose marks a file holds, which labels they have, and which of these the schema has not."""
    labels = sorted(marked.labels.items(), key=lambda item: (-item[1], item[0]))
    named = ", ".join(f"{name} {number:,}" for name, number in labels[:_MOST])
    more = f" and {len(labels) - _MOST:,} more" if len(labels) > _MOST else ""
    lines = [_whose(marked)] if marked.marks or marked.authors else ["Nothing is marked in it."]
    if named:
        lines.append(f"Labels: {named}{more}.")
    if marked.unknown:
        lacking = ", ".join(row.name.name for row in marked.unknown[:_MOST])
        rest = len(marked.unknown) - _MOST
        also = f" and {count(rest, 'more name')}" if rest > 0 else ""
        lines.append(f"The label schema of this project lacks {lacking}{also}: see Names above.")
    return lines
