"""What an export wrote, and its ledger: what could not be carried, by kind, and entry by entry on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHeaderView, QPlainTextEdit, QTreeWidget, QTreeWidgetItem, QWidget

from spanloop.core.errors import SpanloopError
from spanloop.core.wording import count
from spanloop.gui.dialogs.base import ROOMY, Sheet
from spanloop.gui.plain import tooltip
from spanloop.gui.theme import Theme
from spanloop.operations.export_outlook import read_ledger, what_is_lost

#: Entries of a ledger that are listed; the file has all.
_MOST = 5_000
_COLUMNS = ("Times", "Left out or changed", "The first")
_WIDTHS = (64, 210)


class ExportReportSheet(Sheet):
    """told: what the child said at its end (see `spanloop export --json`). title: of the format."""

    def __init__(self, told: Mapping[str, Any], *, title: str, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Export", theme=theme, parent=parent, width=720)
        self.setObjectName("report")
        self._told = told
        self.place = Path(str(told.get("dest", "")))
        self.add_text(_written(told, title), tone="", selectable=True)
        lost: dict[str, int] = dict(told.get("lost", {}))
        self.lost = QTreeWidget()
        if lost:
            self._list(lost, list(told.get("summary", [])))
            self.add_field(f"Ledger: {count(sum(lost.values()), 'entry', 'entries')}", self.lost)
        else:
            self.add_text("Nothing was left out.", tone="saved")
        self.ledger_button = self.add_button("Show the ledger")
        self.ledger_button.setVisible(bool(lost))
        self.ledger_button.clicked.connect(self._show_ledger)
        self.folder_button = self.add_button("Open the folder")
        self.folder_button.clicked.connect(self._open_folder)
        self.close_button = self.add_button("Close", primary=True)
        self.close_button.clicked.connect(self.accept)
        self.close_button.setFocus()

    def _list(self, lost: Mapping[str, int], summary: Sequence[str]) -> None:
        self.lost.setHeaderLabels(list(_COLUMNS))
        self.lost.setRootIsDecorated(False)
        self.lost.setStyleSheet(ROOMY)
        header = self.lost.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setStretchLastSection(True)
        for column, width in enumerate(_WIDTHS):
            header.resizeSection(column, width)
        for (code, number), first in zip(lost.items(), summary, strict=False):
            # The column before it says how many there are.
            example = first.removesuffix(f" (and {number - 1} more like it)")
            item = QTreeWidgetItem([f"{number:,}", what_is_lost(code), example])
            for column in (1, 2):
                item.setToolTip(column, tooltip(item.text(column)))
            self.lost.addTopLevelItem(item)
        self.lost.setMinimumHeight(160)

    def _open_folder(self) -> None:
        folder = self.place if self.place.is_dir() else self.place.parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _show_ledger(self) -> None:
        LedgerSheet(self._told.get("ledger"), theme=self.theme, parent=self).open()


class LedgerSheet(Sheet):
    """The entries of a ledger one by one. ledger: its file, or the entries themselves."""

    def __init__(self, ledger: object, *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Ledger of the export", theme=theme, parent=parent, width=640)
        self.setObjectName("ledger")
        entries: list[dict[str, Any]] = []
        where = ""
        if isinstance(ledger, str):
            where = ledger
            try:
                counts, entries = read_ledger(Path(ledger), most=_MOST)
                total = sum(counts.values())
            except SpanloopError as error:
                self.add_text(str(error), tone="error")
                total = 0
        else:
            held: list[Any] = list(ledger) if isinstance(ledger, list) else []  # pyright: ignore[reportUnknownArgumentType]
            entries, total = held[:_MOST], len(held)
        if where:
            self.add_text(where, selectable=True)
        self.lines = QPlainTextEdit("\n".join(map(entry_line, entries)))
        self.lines.setReadOnly(True)
        self.lines.setMinimumHeight(320)
        shown = f"The first {len(entries):,} of {total:,}" if total > len(entries) else count(total, "entry", "entries")
        self.add_field(shown, self.lines)
        self.add_button("Close", primary=True).clicked.connect(self.accept)


def entry_line(entry: Mapping[str, Any]) -> str:
    """An entry of a ledger on one line: article, author, what, and the words."""
    place = ", ".join(str(entry[name]) for name in ("article", "author") if entry.get(name))
    quote = f" (“\u2068{' '.join(str(entry['quote']).split())}\u2069”)" if entry.get("quote") else ""
    return f"{place}: {entry.get('message', '')}{quote}" if place else f"{entry.get('message', '')}{quote}"


def _written(told: Mapping[str, Any], title: str) -> str:
    dest = told.get("dest", "")
    if "docs" in told:
        counts = ", ".join(f"{split} {number}" for split, number in told["docs"].items())
        return f"{title} written to {dest}: {counts}."
    written = [str(path) for path in told.get("written", [])]
    articles = count(int(told.get("articles", 0)), "article")
    parts = f" in {len(written)} parts, one for each person," if len(written) > 1 else ""
    return f"{title}: {articles} written{parts} to {dest}."
