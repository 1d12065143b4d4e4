"""What an import brought in, and its ledger: what was left out or changed, by kind, and entry by entry on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from spanloop.core.wording import count
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.ledger_table import LedgerSheet, LedgerTable, kinds_of
from spanloop.gui.theme import Theme
from spanloop.operations.ledger_words import kind_words


class ImportReportSheet(Sheet):
    """words: what came, in a sentence. entries: of the ledger, as a child tells them."""

    def __init__(
        self, words: str, entries: Sequence[Mapping[str, Any]], *, theme: Theme, parent: QWidget | None
    ) -> None:
        super().__init__("Imported", theme=theme, parent=parent, width=720)
        self.setObjectName("report")
        self._entries = entries
        self.add_text(words, tone="")
        self.kinds = LedgerTable(kinds_of(entries, called=kind_words))
        self.ledger_button = self.add_button("Show the ledger")
        self.ledger_button.clicked.connect(self._show_ledger)
        if entries:
            told = count(len(entries), "entry", "entries")
            self.add_field(f"Ledger, what was left out or changed: {told}", self.kinds)
        self.ledger_button.setVisible(bool(entries))
        self.close_button = self.add_button("Close", primary=True)
        self.close_button.clicked.connect(self.accept)
        self.close_button.setFocus()

    def _show_ledger(self) -> None:
        LedgerSheet(self._entries, theme=self.theme, parent=self).open()


def came_words(*, added: int, revised: int, known: int, marks: int) -> str:
    """ "155 new articles, 15,622 marks." Articles that are here already are told where there are any."""
    parts = [
        count(number, what)
        for number, what in ((added, "new article"), (revised, "new revision"), (marks, "mark"))
        if number
    ]
    if known:
        were = "was" if known == 1 else "were"
        parts.append(f"{count(known, 'article')} {were} here already")
    told = ", ".join(parts)
    if added or revised or marks:
        return f"{told}."
    return f"Nothing new came in: {told}." if told else "Nothing came in."
