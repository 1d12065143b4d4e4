"""A ledger as people read it: a row for each kind of loss, how often, and the first; and all of it line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QPlainTextEdit, QTreeWidget, QTreeWidgetItem, QWidget

from spanloop.core.wording import count, place_words
from spanloop.gui.dialogs.base import ROOMY, Sheet
from spanloop.gui.plain import left_to_right, tooltip
from spanloop.gui.theme import Theme

#: Entries of a ledger that are listed; its file has all.
MOST = 5_000
_COLUMNS = ("Times", "What", "The first")
_WIDTHS = (64, 264)
#: Rows for which there is room without scrolling.
_FEWEST_ROWS, _MOST_ROWS = 4, 9


class Kind(NamedTuple):
    """One kind of entry. first: the first of them, in a sentence."""

    words: str
    times: int
    first: str


class LedgerTable(QTreeWidget):
    """The kinds of a ledger, a row each."""

    def __init__(self, kinds: Iterable[Kind] = ()) -> None:
        super().__init__()
        self.setHeaderLabels(list(_COLUMNS))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setStyleSheet(ROOMY)
        header = self.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setStretchLastSection(True)
        for column, width in enumerate(_WIDTHS):
            header.resizeSection(column, width)
        for kind in kinds:
            item = QTreeWidgetItem([f"{kind.times:,}", kind.words, kind.first])
            item.setTextAlignment(0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column in (1, 2):
                item.setToolTip(column, tooltip(item.text(column)))
            self.addTopLevelItem(item)
        rows = min(_MOST_ROWS, max(_FEWEST_ROWS, self.topLevelItemCount()))
        self.setMinimumHeight(header.sizeHint().height() + rows * max(28, self.sizeHintForRow(0)) + 8)
        first = self.topLevelItem(0)
        if first is not None:
            self.setCurrentItem(first)


class LedgerSheet(Sheet):
    """The entries one by one. total: how many there are, where not all are given; where: their file, "" for none."""

    def __init__(
        self,
        entries: Sequence[Mapping[str, Any]],
        *,
        theme: Theme,
        parent: QWidget | None,
        total: int | None = None,
        where: str = "",
        problem: str = "",
    ) -> None:
        super().__init__("Ledger", theme=theme, parent=parent, width=640)
        self.setObjectName("ledger")
        total = len(entries) if total is None else total
        shown = entries[:MOST]
        if problem:
            self.add_text(problem, tone="error")
        if where:
            self.add_text(where, selectable=True)
        self.lines = QPlainTextEdit("\n".join(left_to_right(entry_line(entry)) for entry in shown))
        self.lines.setReadOnly(True)
        self.lines.setMinimumHeight(320)
        told = f"The first {len(shown):,} of {total:,}" if total > len(shown) else count(total, "entry", "entries")
        self.add_field(told, self.lines)
        self.add_button("Close", primary=True).clicked.connect(self.accept)


def entry_line(entry: Mapping[str, Any]) -> str:
    """An entry on one line: file, article, line and author, what, and the words."""
    held = {name: str(entry.get(name) or "") for name in ("file", "article", "author", "message", "quote")}
    place = place_words(file=held["file"], article=held["article"], line=entry.get("line"))
    where = ", ".join(part for part in (place, held["author"]) if part)
    quote = f" (“\u2068{' '.join(held['quote'].split())}\u2069”)" if held["quote"] else ""
    return f"{where}: {held['message']}{quote}" if where else f"{held['message']}{quote}"


def _example(entry: Mapping[str, Any]) -> str:
    """An entry with what happened first: names of files and articles may be longer than there is room."""
    said = entry_line({**entry, "file": "", "article": "", "author": "", "line": None})
    place = place_words(
        file=str(entry.get("file") or ""), article=str(entry.get("article") or ""), line=entry.get("line")
    )
    return f"{said} ({place})" if place else said


def kinds_of(entries: Sequence[Mapping[str, Any]], *, called: Callable[[str], str]) -> list[Kind]:
    """The kinds that some entries are of, in the order in which they came. called: what a code is called."""
    first: dict[str, str] = {}
    times: dict[str, int] = {}
    for entry in entries:
        code = str(entry.get("code", ""))
        if code not in first:
            first[code] = _example(entry)
        times[code] = times.get(code, 0) + 1
    return [Kind(called(code), times[code], line) for code, line in first.items()]
