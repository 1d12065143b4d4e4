"""What stands above the two texts: which copy it is, and what is in it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from spanloop.core.dates import long_date
from spanloop.core.wording import count
from spanloop.gui.bars import Bar
from spanloop.gui.copies.lines import marks_of, share_text, standing
from spanloop.gui.plain import ElidedLabel, PlainLabel
from spanloop.gui.theme import Theme
from spanloop.operations.copying import CopyRow


class _Head(QWidget):
    """One side: title in the first line, where it is from in the second, and at the right what it is."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(32, 6, 24, 5)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.title = ElidedLabel()
        self.meta = ElidedLabel(tone="faint")
        words.addWidget(self.title)
        words.addWidget(self.meta)
        row.addLayout(words, 1)
        self.what = PlainLabel(tone="quiet")
        row.addWidget(self.what)

    def set_theme(self, theme: Theme) -> None:
        self.title.setFont(theme.font("ui.strong"))
        self.meta.setFont(theme.font("ui.meta"))
        self.what.setFont(theme.font("ui.small"))

    def show_row(self, row: CopyRow | None, extra: str) -> None:
        if row is None:
            for label in (self.title, self.meta):
                label.set_full("")
            self.what.setText("")
            return
        self.title.set_full(row.title or "Untitled")
        source = f"\u2068{row.source}\u2069" if row.source else ""
        self.meta.set_full(" · ".join(part for part in (source, long_date(row.date), extra) if part))
        self.what.setText(standing(row))


class Heads(Bar):
    """The heads of both sides, each over its text."""

    def __init__(self, theme: Theme, *, room: int, parent: QWidget | None = None) -> None:
        """room: pixels at the right under which the scroll bar of the texts stands."""
        super().__init__("articleBar", 48, parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, room, 0)
        row.setSpacing(0)
        self.leader, self.copy = _Head("Leader"), _Head("Copy")
        row.addWidget(self.leader, 1)
        row.addWidget(self.copy, 1)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        for head in (self.leader, self.copy):
            head.set_theme(theme)

    def show_rows(self, leader: CopyRow | None, copy: CopyRow | None) -> None:
        """Which two are compared."""
        self.leader.show_row(leader, count(marks_of(leader), "mark") if leader else "")
        marks = count(marks_of(copy), "mark") if copy and marks_of(copy) else "no marks"
        there = f"{share_text(copy.share)} · {marks} there" if copy else ""
        self.copy.show_row(copy, there)
