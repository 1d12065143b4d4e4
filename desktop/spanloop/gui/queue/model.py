"""The queue as an item model: rows are read when they are painted, there is no object for each article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from spanloop.core.dates import today
from spanloop.core.errors import SpanloopError
from spanloop.core.highlights import find_words, snippet
from spanloop.core.marks import Fragment
from spanloop.core.queue_view import RANKED, QueueView
from spanloop.gui.plain import tooltip
from spanloop.gui.queue.arranging import WITHOUT_SUGGESTIONS, copies_text, spoken, why_text
from spanloop.gui.queue.paging import Pages, Rows
from spanloop.operations.auditing import AuditedArticles
from spanloop.operations.queueing import Listing, QueueReading, QueueRow

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
#: While something is searched: a line of the text around the first hit, and where the words stand in it.
SNIPPET_ROLE = Qt.ItemDataRole.UserRole + 2
#: Whether the article is annotated without suggestions.
AUDITED_ROLE = Qt.ItemDataRole.UserRole + 3
_NO_PARENT = QModelIndex()
#: Of a text so much is looked through for a line to show; a hit further down shows none.
_LOOKED_THROUGH = 20_000
#: Rows whose texts are read at once, as painting goes down the list.
_TEXTS_AT_ONCE = 8
_SNIPPET = 120
_NO_LISTING = Listing(())
Result = TypeVar("Result")


class QueueModel(QAbstractListModel):
    """What the queue shows of a project. ROW_ROLE gives the row itself, or None where its article is gone.

    failed(SpanloopError): the file could not be read while rows were painted.
    """

    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.view = QueueView()
        self._read: Callable[[], QueueReading] = _nothing
        self._all = Pages(_nothing, _NO_LISTING)
        self._shown = self._all
        self._snippets: dict[str, tuple[str, list[Fragment]]] = {}
        self._broken = False
        self._audited: AuditedArticles | None = None

    # ---- what is shown

    def open(
        self, read: Callable[[], QueueReading] | None, everything: Listing, audited: AuditedArticles | None = None
    ) -> None:
        """Show a project, or none. everything: all its articles in order of import. audited: of them, those that are
        annotated without suggestions."""
        self.beginResetModel()
        self._audited = audited
        self._read = read or _nothing
        self._broken = False
        self.view = QueueView()
        self._all = self._shown = Pages(self._read, everything)
        self._snippets.clear()
        self.endResetModel()

    def show(self, view: QueueView, listing: Listing) -> None:
        """Show other articles or another order. The rest of a search whose first page is shown is put below it."""
        before = self._shown.listing
        if view == self.view and not before.whole and self._goes_on(before, listing):
            if len(listing) > len(before):
                self.beginInsertRows(_NO_PARENT, len(before), len(listing) - 1)
                self._shown.extend(listing)
                self.endInsertRows()
            else:
                self._shown.extend(listing)
            return
        if view == self.view and before.whole and listing == before:
            return
        self.beginResetModel()
        if view.query != self.view.query:
            self._snippets.clear()
        self.view = view
        self._shown = self._all if view == QueueView() else Pages(self._read, listing)
        self.endResetModel()

    def _goes_on(self, before: Listing, listing: Listing) -> bool:
        size = len(before)
        return len(listing) >= size and list(before.between(0, size)) == list(listing.between(0, size))

    def refresh(self, everything: Listing) -> bool:
        """The project was written to: read again what is shown. True when other articles are in it than before.

        What stays the same keeps its place in the view; other articles come in when the view is arranged anew.
        """
        self.forget_audited()
        other = everything != self._all.listing
        if other and self._shown is self._all:
            self.beginResetModel()
            self._all = self._shown = Pages(self._read, everything)
            self.endResetModel()
            return True
        if other:
            self._all = Pages(self._read, everything)
        for pages in (self._all, self._shown):
            pages.forget()
        if self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))
        return other

    def forget_audited(self) -> None:
        """Others may be annotated without suggestions by now; the rows are painted again."""
        if self._audited is not None:
            self._audited.forget()
        if self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def set_row(self, row: QueueRow) -> None:
        """One article has another state now. It keeps its place until the view is arranged anew."""
        for pages in {id(each): each for each in (self._all, self._shown)}.values():
            place = self._attempt(lambda pages=pages: pages.place(row.uid), None)
            if place is not None:
                pages.put(place, row)
                if pages is self._shown:
                    self.dataChanged.emit(self.index(place), self.index(place))

    # ---- Qt

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._shown.listing)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in _ROLES:
            return None
        row = self._attempt(lambda: self._shown.row(index.row()), None)
        if role == ROW_ROLE or row is None:
            return row if role == ROW_ROLE else None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title or "Untitled"
        if role == AUDITED_ROLE:
            return self._is_audited(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row, today=today(), audited=self._is_audited(row))
        if role == SNIPPET_ROLE:
            return self._snippet(index.row(), row.uid) if self.view.query else ("", [])
        copies = self._attempt(lambda: self._read().copies(row.cluster or ""), []) if row.copies else []
        why = self._attempt(lambda: self._read().rank_of(row.uid), None) if self.view.order in RANKED else None
        audited = WITHOUT_SUGGESTIONS if self._is_audited(row) else ""
        parts = (row.title, row.reason, copies_text(copies, row), why_text(why), audited)
        return tooltip("\n".join(part for part in parts if part))

    def _is_audited(self, row: QueueRow) -> bool:
        audited = self._audited
        return audited is not None and self._attempt(lambda: audited.holds(row.uid, alone=not row.copies), False)

    def _snippet(self, place: int, uid: str) -> tuple[str, list[Fragment]]:
        if uid not in self._snippets:
            texts = self._attempt(lambda: self._beginnings(place), {})
            for other, text in {uid: "", **texts}.items():
                self._snippets[other] = snippet(text, find_words(text, self.view.query), characters=_SNIPPET)
        return self._snippets[uid]

    def _beginnings(self, place: int) -> dict[str, str]:
        listing = self._shown.listing
        stop = min(len(listing), place + _TEXTS_AT_ONCE)
        return self._read().beginnings(listing, place, stop, characters=_LOOKED_THROUGH)

    # ---- rows and places

    @property
    def rows(self) -> Sequence[QueueRow]:
        """All articles of the project in order of import; read as they are taken."""
        return Rows(self._all)

    def row_of(self, uid: str) -> QueueRow | None:
        """The row of an article, shown or not."""
        for pages in (self._shown, self._all):
            place = self._attempt(lambda pages=pages: pages.place(uid), None)
            if place is not None:
                return self._attempt(lambda pages=pages, place=place: pages.row(place), None)
        return None

    def index_of(self, uid: str) -> QModelIndex:
        """Where an article stands in the view; an invalid index when it is not shown."""
        place = self._attempt(lambda: self._shown.place(uid), None) if uid else None
        return QModelIndex() if place is None else self.index(place)

    def uid_at(self, index: QModelIndex) -> str:
        """uid of the article at a place, "" where it is gone."""
        row = self._attempt(lambda: self._shown.row(index.row()), None)
        return row.uid if row else ""

    def neighbour(self, uid: str, step: int) -> str | None:
        """The article so many rows below (or above, negative) in the view."""
        index = self.index_of(uid)
        place = index.row() + step if index.isValid() else 0
        return (self.uid_at(self.index(place)) or None) if 0 <= place < self.rowCount() else None

    def next_to_do(self, uid: str) -> str | None:
        """The next article that is to do, in the order of the view; any other that is, when the view has none."""
        for pages in (self._shown, self._all):
            found = self._attempt(lambda pages=pages: self._following(pages, uid), None)
            if found:
                return found
        return None

    def _following(self, pages: Pages, uid: str) -> str | None:
        return self._read().next_to_do(pages.listing, after=pages.place(uid))

    def first_to_do(self) -> str:
        """uid of the first article of the project that is new or started, else of the first; "" without any."""
        found = self._attempt(
            lambda: self._read().next_to_do(self._all.listing, after=None, states=("new", "started")), None
        )
        return found or next((row.uid for row in self.rows), "")

    def place_words(self, uid: str) -> str:
        """Where an article stands in what is shown: "1 of 318", "2 of 5 found", "3 of 62 shown"; "" where it is not."""
        index = self.index_of(uid)
        if not index.isValid():
            return ""
        kind = " found" if self.view.query else " shown" if self.view.narrowed else ""
        more = "" if self._shown.listing.whole else "+"
        return f"{index.row() + 1:,} of {self.rowCount():,}{more}{kind}"

    def _attempt(self, read: Callable[[], Result], otherwise: Result) -> Result:
        """Read, or say once that it cannot be: this is asked while Qt paints."""
        try:
            return read()
        except SpanloopError as error:
            if not self._broken:
                self._broken = True
                self.failed.emit(error)
            return otherwise


_ROLES = frozenset(
    {
        ROW_ROLE, SNIPPET_ROLE, AUDITED_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.ToolTipRole,
    }
)  # fmt: skip


def _nothing() -> QueueReading:
    raise RuntimeError("no project is open")
