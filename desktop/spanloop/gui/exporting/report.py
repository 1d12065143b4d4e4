"""What an export wrote, and its ledger: what could not be carried, by kind, and entry by entry on demand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from spanloop.core.errors import SpanloopError
from spanloop.core.wording import count
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.ledger_table import MOST, Kind, LedgerSheet, LedgerTable
from spanloop.gui.theme import Theme
from spanloop.operations.export_outlook import read_ledger, what_is_lost


class ExportReportSheet(Sheet):
    """told: what the child said at its end (see `spanloop export --json`). title: of the format."""

    def __init__(self, told: Mapping[str, Any], *, title: str, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Exported", theme=theme, parent=parent, width=720)
        self.setObjectName("report")
        self._told = told
        self.place = Path(str(told.get("dest", "")))
        self.add_text(_written(told, title), tone="", selectable=True)
        lost: dict[str, int] = dict(told.get("lost", {}))
        summary = [str(line) for line in told.get("summary", [])]
        # The column before the sentence says how many there are.
        kinds = (
            Kind(what_is_lost(code), number, line.removesuffix(f" (and {number - 1} more like it)"))
            for (code, number), line in zip(lost.items(), summary, strict=False)
        )
        self.lost = LedgerTable(kinds)
        if lost:
            entries = count(sum(lost.values()), "entry", "entries")
            self.add_field(f"Ledger, what was left out or changed: {entries}", self.lost)
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

    def _open_folder(self) -> None:
        folder = self.place if self.place.is_dir() else self.place.parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _show_ledger(self) -> None:
        ledger, total, problem = self._told.get("ledger"), None, ""
        entries: list[Any] = list(ledger) if isinstance(ledger, list) else []  # pyright: ignore[reportUnknownArgumentType]
        where = ledger if isinstance(ledger, str) else ""
        if where:
            try:
                counts, entries = read_ledger(Path(where), most=MOST)
                total = sum(counts.values())
            except SpanloopError as error:
                problem = str(error)
        LedgerSheet(entries, theme=self.theme, parent=self, total=total, where=where, problem=problem).open()


def _written(told: Mapping[str, Any], title: str) -> str:
    dest = told.get("dest", "")
    if "docs" in told:
        counts = ", ".join(f"{split} {number}" for split, number in told["docs"].items())
        return f"{title} written to {dest}: {counts}."
    written = [str(path) for path in told.get("written", [])]
    articles = count(int(told.get("articles", 0)), "article")
    parts = f" in {len(written)} parts, one for each person," if len(written) > 1 else ""
    return f"{title}: {articles} written{parts} to {dest}."
