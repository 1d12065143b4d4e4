"""The links of the mark in focus, one a row, at the foot of its card."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from spanloop.core.marks import Link
from spanloop.core.schema import Schema
from spanloop.gui.inspector.card_parts import show_menu
from spanloop.gui.inspector.index import DeskIndex, Entry
from spanloop.gui.inspector.roles import RoleRow
from spanloop.gui.inspector.sentence import is_rtl
from spanloop.gui.theme import Theme


class LinkRows(QWidget):
    """Rows "ALIAS → The Ilva Front", and "ALIAS ← IF" for a link that leads here.

    mark_chosen(uid): the other end is to be seen. removed, turned: uid of the link. retyped(uid, link type).
    """

    mark_chosen = Signal(str)
    removed = Signal(str)
    turned = Signal(str)
    retyped = Signal(str, str)

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._schema = theme, schema
        self._rows: list[RoleRow] = []
        self._links: list[Link] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(1, 4, 1, 4)
        self._box.setSpacing(0)

    def rows(self) -> list[RoleRow]:
        """The rows that are shown."""
        return self._rows[: len(self._links)]

    def uids(self) -> list[str]:
        """The links that are shown."""
        return [link.uid for link in self._links]

    def show_links(self, index: DeskIndex, entry: Entry, *, theme: Theme) -> None:
        """Show the links of a mark; hidden when it has none."""
        self._theme, self._schema = theme, index.schema
        own = () if entry.suggested else index.desk.marks.links
        self._links = [link for link in own if entry.uid in (link.source, link.target)]
        while len(self._rows) < len(self._links):
            self._rows.append(self._make(len(self._rows)))
        for row, link in zip(self._rows, self._links, strict=False):
            leads = link.source == entry.uid
            other = index.find(link.target if leads else link.source)
            quote = index.quote(other.fragments) if other else "not there"
            row.set_schema(index.schema)
            row.set_theme(theme)
            row.show_role(
                link.type,
                key="",
                filler=link.uid,
                quote=f"{'→' if leads else '←'} {quote}",
                label=other.name if other else "",
                is_event=link.between_events,
                rtl=is_rtl(quote),
            )
            words = f"{link.type} to {quote}" if leads else f"{link.type} from {quote}"
            row.setAccessibleName(words)
            row.setAccessibleDescription("Enter changes it, Delete removes it")
            row.setToolTip(words)
            row.setVisible(True)
        for row in self._rows[len(self._links) :]:
            row.setVisible(False)
        self.setVisible(bool(self._links))

    def _make(self, number: int) -> RoleRow:
        row = RoleRow(self._theme, self._schema, self)
        row.asked.connect(partial(self._open_menu, number))
        row.chosen.connect(partial(self._choose, number))
        row.removed.connect(lambda _role, uid: self.removed.emit(uid))
        self._box.addWidget(row)
        return row

    def _choose(self, number: int, _uid: str) -> None:
        link, shown = self._links[number], self._rows[number].quote
        self.mark_chosen.emit(link.target if shown.startswith("→") else link.source)

    def _open_menu(self, number: int, _role: str) -> None:
        link = self._links[number]
        menu = QMenu(self)
        for kind in self._schema.links:
            if kind.between_events == link.between_events:
                action = menu.addAction(f"{kind.type}\t{kind.key}")
                action.setCheckable(True)
                action.setChecked(kind.type == link.type)
                action.triggered.connect(partial(self._retype, link.uid, kind.type))
        menu.addSeparator()
        menu.addAction("Turn round", partial(self.turned.emit, link.uid))
        menu.addAction("Remove link", partial(self.removed.emit, link.uid))
        show_menu(menu, self._rows[number])

    def _retype(self, uid: str, kind: str, _checked: bool = False) -> None:
        self.retyped.emit(uid, kind)
