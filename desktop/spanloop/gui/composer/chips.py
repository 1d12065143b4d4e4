"""The line of candidates in the composer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from spanloop.core.candidates import Candidate
from spanloop.core.schema import Schema
from spanloop.gui.inspector.controls import Chip
from spanloop.gui.inspector.index import DeskIndex
from spanloop.gui.inspector.painting import paint_line, text_width
from spanloop.gui.theme import Theme

_GAP = 8
_LABEL = 96


@dataclass(frozen=True, slots=True)
class Choice:
    """One chip of the row. number or key: what takes it. tag: its label or type. suggested: nobody accepted it yet."""

    text: str
    number: str = ""
    key: str = ""
    tag: str = ""
    tag_is_event: bool = False
    suggested: bool = False

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        words = ", ".join(part for part in (self.text, self.tag) if part)
        return f"{self.number or self.key}: {words}" + (", suggested" if self.suggested else "")


def candidate_choices(candidates: Sequence[Candidate], index: DeskIndex) -> list[Choice]:
    """Candidates with their numbers and the words of the article."""
    return [
        Choice(index.quote(c.fragments), str(n), "", c.label, c.is_event, c.suggested)
        for n, c in enumerate(candidates, 1)
    ]


class CandidateRow(QWidget):
    """Says what is to be chosen and shows the choices on one line, the current one always in sight.

    taken(number): a chip was pressed, numbers from 1.
    """

    taken = Signal(int)

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._schema = theme, schema
        self._chips: list[Chip] = []
        self._shown = 0
        self._current = -1
        self._label = self._count = self._more = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(24)

    def show_choices(
        self, lead: str, choices: Sequence[Choice], current: int = -1, *, schema: Schema, counted: bool = True
    ) -> None:
        """Show other choices. lead: the words before them. current: the one that would be taken, or -1.

        counted: say which one of how many that is.
        """
        self._schema = schema
        self._current = current
        self._shown = len(choices)
        self._label = lead
        self._count = f"{current + 1} of {len(choices)}" if current >= 0 and counted else ""
        while len(self._chips) < len(choices):
            chip = Chip(self._theme, self._schema, self)
            chip.clicked.connect(partial(self._pressed, len(self._chips) + 1))
            self._chips.append(chip)
        for at, (chip, choice) in enumerate(zip(self._chips, choices, strict=False)):
            chip.set_theme(self._theme)
            chip.set_schema(self._schema)
            chip.show_parts(
                choice.text,
                number=choice.number,
                key=choice.key,
                tag=choice.tag,
                tag_is_event=choice.tag_is_event,
                tag_suggested=choice.suggested,
                state="now" if at == current else "plain",
                name=choice.spoken,
            )
            chip.setToolTip(choice.text)
        self._arrange()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        for chip in self._chips:
            chip.set_theme(theme)
        self.update()

    def text(self) -> str:
        """The words before the chips."""
        return f"{self._label} {self._count}".rstrip()

    def chip(self, number: int) -> Chip:
        """The chip of a candidate, from 1."""
        return self._chips[number - 1]

    def _pressed(self, number: int, _checked: bool = False) -> None:
        self.taken.emit(number)

    def _label_width(self) -> int:
        font = self._theme.font("ui.small")
        return max(_LABEL, round(text_width(font, f"{self._label} {self._count}")) + 14)

    def _arrange(self) -> None:
        """Place as many chips as fit, beginning so that the current one is among them."""
        room = self.width() - self._label_width()
        widths = [chip.sizeHint().width() for chip in self._chips[: self._shown]]
        first = 0
        wanted = max(0, self._current)
        while first < wanted and sum(widths[first : wanted + 1]) + _GAP * (wanted - first) > room - 40:
            first += 1
        x = self._label_width()
        last = first
        for number, chip in enumerate(self._chips):
            fits = first <= number < self._shown and (number == first or x + widths[number] <= self.width() - 32)
            fits = fits and last == number
            chip.setVisible(fits)
            if fits:
                chip.setGeometry(x, 0, min(widths[number], max(40, self.width() - x)), 24)
                x += widths[number] + _GAP
                last = number + 1
        left = self._shown - last
        self._more = f"+{left}" if left > 0 else ""

    def sizeHint(self) -> QSize:
        """Qt."""
        return QSize(400, 24)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt."""
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another font needs another arrangement."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the role before the chips, and how many do not fit behind them."""
        theme = self._theme
        painter = QPainter(self)
        font = theme.font("ui.small")
        area = QRectF(0, 0, (self._label_width() if self._shown else self.width()) - 8, self.height())
        tone = theme.colour("text_2" if self._shown else "text_3")
        paint_line(painter, area, self._label, font=font, colour=tone, align_right=False)
        area.setLeft(text_width(font, self._label) + 4)
        paint_line(painter, area, self._count, font=font, colour=theme.colour("text_3"), align_right=False)
        rest = QRectF(self._label_width(), 0, self.width() - self._label_width(), self.height())
        if self._more:
            painter.setFont(theme.font("ui.meta"))
            painter.setPen(theme.colour("text_3"))
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(rest, side, self._more)
        painter.end()
