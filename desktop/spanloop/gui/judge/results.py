"""The figures of one comparison: headline and table, confusion, errors. One part and one mode is shown at a time."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from spanloop.core.bootstrap import FEWEST
from spanloop.core.evaluation import ErrorRow
from spanloop.core.schema import Schema
from spanloop.core.wording import count
from spanloop.gui.fields import Segments
from spanloop.gui.judge.confusion import ConfusionTable
from spanloop.gui.judge.controls import FilterChip, Headline
from spanloop.gui.judge.errors import ErrorList, ErrorTitles
from spanloop.gui.judge.figures import ITEM, KINDS, PARTS, THINGS, WRONG, Judgement, by_kind
from spanloop.gui.judge.score_table import ScoreTable
from spanloop.gui.keycaps import Hint, HintButton
from spanloop.gui.plain import ElidedLabel, PlainLabel
from spanloop.gui.surfaces import Panel, Rule
from spanloop.gui.theme import Theme

_GAP = 16
_FIGURES_WIDTH, _FIGURES_LEAST = 672, 448
#: The errors keep room for four lines, whatever the figures would like to have.
_ERRORS_LEAST = 48 + 25 + 4 * 36 + 2
_HINTS = (Hint(("Up", "Down"), "choose"), Hint(("Enter",), "open in article"), Hint(("g",), "truth is wrong"))


class Results(QWidget):
    """Shows a Judgement. opened(ErrorRow): its place is to be opened. wrong(ErrorRow): so too, because the reference is
    wrong there. filtered: other errors are shown."""

    opened = Signal(object)
    wrong = Signal(object)
    filtered = Signal()

    def __init__(self, theme: Theme, *, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._schema = theme, schema
        self._judgement: Judgement | None = None
        self._suggested = True
        #: A label to filter by that came before the figures.
        self._wished = ""
        self.part, self.mode, self.kind = "triggers", "exact", "all"
        self._build_figures()
        self._build_confusion()
        self._build_errors()

    # building

    def _build_figures(self) -> None:
        self.figures = Panel(self._theme, self)
        self.headline = Headline(self._theme)
        self._rule = Rule(self._theme)
        self.table = ScoreTable(self._theme, schema=self._schema)
        self.table.label_chosen.connect(lambda _: self._filter())
        self.note = PlainLabel(tone="quiet", wrap=True)
        self.note.setContentsMargins(16, 12, 16, 12)
        for part in (self.headline, self._rule, self.note):
            self.figures.column.addWidget(part)
        self.figures.column.addWidget(self.table, 1)

    def _build_confusion(self) -> None:
        self.confusion = Panel(self._theme, self)
        column = self.confusion.column
        column.setContentsMargins(17, 17, 17, 9)
        head = QHBoxLayout()
        self._question = ElidedLabel()
        self._rows = PlainLabel(tone="faint")
        self._question.setMinimumHeight(24)
        head.addWidget(self._question, 1)
        head.addWidget(self._rows)
        column.addLayout(head)
        self.confusion_note = ElidedLabel(tone="faint")
        column.addWidget(self.confusion_note)
        column.addSpacing(4)
        self.matrix = ConfusionTable(self._theme)
        column.addWidget(self.matrix, 1)

    def _build_errors(self) -> None:
        theme = self._theme
        self.errors = Panel(theme, self)
        self.chip = FilterChip(theme, schema=self._schema)
        self.chip.clicked.connect(lambda: self.table.choose(""))
        titles = {
            "all": "All",
            "missed": "Missed",
            "false": "False",
            "boundary": "Wrong boundary",
            "label": "Wrong type",
        }
        self.kinds = Segments(titles, theme=theme, wide=True)
        self.kinds.setAccessibleName("Kind of error")
        self.kinds.chosen.connect(self._choose_kind)
        self._errors_title = PlainLabel("Errors")
        self.hints = [HintButton(hint, theme) for hint in _HINTS]
        row = QHBoxLayout()
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(12)
        for part in (self._errors_title, self.chip, self.kinds):
            row.addWidget(part)
        row.addStretch(1)
        for hint in self.hints:
            row.addWidget(hint)
        self.list = ErrorList(theme, schema=self._schema)
        self.list.opened.connect(lambda row: self.opened.emit(self.list.errors.errors[row]))
        self.list.doubted.connect(lambda row: self.wrong.emit(self.list.errors.errors[row]))
        self.list.let_go.connect(lambda: self.table.choose(""))
        self.titles = ErrorTitles(theme, self.list)
        self.errors.column.addLayout(row)
        self.errors.column.addWidget(self.titles)
        self.errors.column.addWidget(self.list, 1)
        self._style()

    def _style(self) -> None:
        theme = self._theme
        self._question.setFont(theme.font("ui.strong"))
        self._rows.setFont(theme.font("ui.meta"))
        self.confusion_note.setFont(theme.font("ui.meta"))
        self.note.setFont(theme.font("ui.base"))
        self._errors_title.setFont(theme.font("ui.strong"))

    def set_theme(self, theme: Theme, *, schema: Schema) -> None:
        """Paint in other colours from now on, and with the labels of another schema."""
        self._theme, self._schema = theme, schema
        for panel in (self.figures, self.confusion, self.errors, self._rule, self.headline, self.kinds, self.titles):
            panel.set_theme(theme)
        self.matrix.set_theme(theme)
        for part in (self.table, self.list, self.chip):
            part.set_theme(theme, schema=schema)
        for hint in self.hints:
            hint.set_theme(theme)
        self._style()
        self._arrange()

    # what is shown

    def show_judgement(self, judgement: Judgement, *, suggested: bool) -> None:
        """Show another result; the part, the kind and the label stay chosen. suggested: the other side is no person."""
        self._judgement, self._suggested = judgement, suggested
        label = self._wished or self.table.chosen
        self._wished = ""
        self._fill()
        if label and self.table.scores.row_of(label) >= 0:
            self.table.choose(label)

    def wish(self, label: str) -> None:
        """Filter by this label as soon as there are figures that have it; at once where they are there."""
        self._wished = label
        if label and self._judgement is not None and self.table.scores.row_of(label) >= 0:
            self.table.choose(label)

    def choose_part(self, part: str) -> None:
        """Show mentions, triggers, arguments or attributes."""
        self.part, self.kind = part, "all"
        self.kinds.choose("all")
        self._fill()

    def choose_mode(self, mode: str) -> None:
        """Count the same place only, or overlapping places too."""
        self.mode = mode
        if mode == "overlap" and self.kind == "boundary":
            self.kind = "all"
            self.kinds.choose("all")
        label = self.table.chosen
        self._fill()
        if label and self.table.scores.row_of(label) >= 0:
            self.table.choose(label)

    def counted_errors(self) -> str:
        """How many errors are shown, for the status line: "20 DETAIN errors"."""
        n = len(self.list.errors.errors)
        if not self.errors.isVisibleTo(self):
            return ""
        label = f"{self.table.chosen} " if self.table.chosen else ""
        return count(n, f"{label}error")

    def take_keyboard(self) -> bool:
        """The list of errors gets the keyboard; False where nothing is listed."""
        if self.errors.isVisibleTo(self):
            self.list.setFocus()
        return self.errors.isVisibleTo(self)

    def next_panel(self) -> bool:
        """The keyboard goes on from table to confusion to errors; False where there is nothing further."""
        stops = self._stops()
        here = next((place for place, stop in enumerate(stops) if stop.hasFocus()), len(stops))
        if here + 1 >= len(stops):
            return False
        stops[here + 1].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def first_panel(self) -> None:
        """The keyboard goes to the table, where there is one."""
        for stop in self._stops()[:1]:
            stop.setFocus(Qt.FocusReason.TabFocusReason)

    def _stops(self) -> list[QWidget]:
        return [stop for stop in (self.table, self.matrix, self.list) if stop.isVisibleTo(self)]

    def _fill(self) -> None:
        judgement = self._judgement
        if judgement is None:
            return
        reference, other = judgement.reference, judgement.other
        title = "Truth" if judgement.by_truth else reference
        self.hints[-1].show_hint(Hint(("g",), f"{reference} is wrong"))
        total, left_out = judgement.total(self.part, self.mode), judgement.left_out(self.part)
        rows = [] if left_out else judgement.rows(self.part, self.mode)
        self.headline.show_total(total, notes=self._notes(judgement, total.n if total else 0))
        self.table.show_rows(
            self.part, rows, first=ITEM[self.part], reference=reference, counted=f"In {reference}"
            if judgement.by_truth else f"By {reference}",
        )  # fmt: skip
        self.note.setText(self._why_empty(judgement, left_out) if not rows else "")
        self.note.setVisible(not rows)
        for panel in (self.headline, self._rule, self.table, self.errors):
            panel.setVisible(bool(rows))
        confusion = judgement.confusion(self.part, self.mode) if rows else None
        self.confusion.setVisible(confusion is not None)
        if confusion is not None:
            self.matrix.show_confusion(confusion, reference=reference, other=other)
            said = "the extractor" if self._suggested else other
            self._question.set_full(f"What {judgement.who} calls it, and what {said} said")
            self._rows.setText(f"rows: {reference}")
            inexact = sum(confusion.inexact.values())
            self.confusion_note.set_full(f"Overlaps count as found: {inexact:,} not exact")
            self.confusion_note.setVisible(inexact > 0)
        self.titles.show_sides(title, "Extractor" if self._suggested else other)
        self.kinds.set_title("label", WRONG[self.part].capitalize())
        self.kinds.set_shown("boundary", self.mode == "exact" and self.part != "attributes")
        self._filter()
        self._arrange()

    def _notes(self, judgement: Judgement, n: int) -> tuple[str, str]:
        one, many = THINGS[self.part]
        articles = judgement.articles
        first = f"{count(n, one, many)} in {count(articles, 'article')}"
        if articles == 1:
            return first, "no interval from one article"
        total = judgement.total(self.part, self.mode)
        if total is None or total.f1.low is None:
            value = total.f1.value if total else None
            alike = "all is right" if value == 1 else "all is wrong" if value == 0 else ""
            few = articles < FEWEST or not alike
            return first, "too few articles for intervals" if few else f"no interval where {alike}"
        return first, "95% intervals, resampled by article"

    def _why_empty(self, judgement: Judgement, left_out: int) -> str:
        one, many = THINGS[self.part]
        who = judgement.who
        if left_out:
            there = count(left_out, one, many)
            return f"{judgement.other} marks no {many}, so they are not scored. There are {there} of {who}."
        return f"Neither {who} nor {judgement.other} has {many} in these articles."

    def _filter(self) -> None:
        judgement = self._judgement
        if judgement is None:
            return
        label = self.table.chosen
        errors: list[ErrorRow] = judgement.errors(self.part, self.mode, label=label or None)
        counts = by_kind(errors)
        shown = errors if self.kind == "all" else [error for error in errors if error["kind"] == self.kind]
        reference, other = judgement.reference, judgement.other
        self.chip.show_label(self.part, label)
        self.kinds.set_counts({name: counts[name] for name in ("all", *KINDS)})
        self.list.empty_text = self._no_errors(label)
        self.list.show_errors(shown, reference=reference, other=other, suggested=self._suggested)
        self.titles.update()
        self.filtered.emit()

    def _no_errors(self, label: str) -> str:
        if self.kind == "all":
            return f"No errors of {label}. Esc shows those of all labels." if label else "No errors: the two agree."
        kind = WRONG[self.part] if self.kind == "label" else self.kind
        return f"No errors of the kind “{kind}” here. All shows the others."

    def _choose_kind(self, kind: str) -> None:
        self.kind = kind
        self._filter()

    # room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt."""
        self._arrange()

    def _arrange(self) -> None:
        """Figures and confusion side by side, errors below; the upper ones scroll where there is too little height."""
        width, height = self.width(), self.height()
        confused = self.confusion.isVisibleTo(self)
        left = width
        if confused:
            wish = min(_FIGURES_WIDTH, width - _GAP - self.matrix.full_width() - 34)
            left = max(_FIGURES_LEAST, wish)
        self.headline.fit(left)
        figures = 2 + self.headline.height() + 1 + self.table.full_height()
        noted = self.confusion_note.sizeHint().height() if self.confusion_note.isVisibleTo(self.confusion) else 0
        full = max(figures, 17 + 24 + noted + 4 + self.matrix.full_height() + 9) if confused else figures
        if not self.table.scores.rows:
            full = 64
        upper = min(full, height - _GAP - _ERRORS_LEAST)
        if confused:
            self.confusion.setGeometry(QRect(left + _GAP, 0, width - left - _GAP, upper))
        self.figures.setGeometry(QRect(0, 0, left, upper))
        self.errors.setGeometry(QRect(0, upper + _GAP, width, height - upper - _GAP))
        roomy = width >= 900
        for hint in self.hints:
            hint.setVisible(roomy)


__all__ = ["PARTS", "Results"]
