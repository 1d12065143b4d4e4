"""The history as a list: days, and under each the acts of that day, newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from spanloop.core.dates import heading_day, local
from spanloop.core.wording import count, one_line
from spanloop.gui.inspector.painting import paint_focus_ring, paint_line, text_width
from spanloop.gui.theme import Theme
from spanloop.operations.history import HistoryAct

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
ROW_ROLE = Qt.ItemDataRole.UserRole
_DAY_HEIGHT, _ACT_HEIGHT = 30, 44
#: Code points of a mark that a row shows.
_QUOTE = 40


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A day (no acts), or acts that are one line: a single one, or a run of undo steps or of redo steps.

    at: of the newest of them. what: in words. who, where: the author's name and the article's title.
    """

    what: str
    acts: tuple[HistoryAct, ...] = ()
    time: str = ""
    who: str = ""
    where: str = ""

    @property
    def act(self) -> HistoryAct | None:
        """The newest of its acts: the moment that one goes to."""
        return self.acts[0] if self.acts else None

    @property
    def undone(self) -> bool:
        """Whether it does not hold at present."""
        return bool(self.acts) and self.acts[0].state != "done"

    @property
    def heading(self) -> bool:
        """Whether it is a day and no act."""
        return not self.acts

    @property
    def pale(self) -> bool:
        """Whether it does not hold, or only moved along the history."""
        return self.undone or (self.act is not None and self.act.kind in ("undo", "redo"))

    @property
    def below(self) -> str:
        """Who, and where."""
        return below_words(self.who, self.where)

    def spoken(self) -> str:
        """All of it in one line, for screen readers and tooltips."""
        undone = "undone" if self.undone else ""
        what = self.what.replace("\u2068", "").replace("\u2069", "")
        return ", ".join(part for part in (what, self.where, self.who, self.time, undone) if part)


def below_words(who: str, where: str) -> str:
    """ "Noor · Army shells depot"; a title of any script keeps its own direction."""
    return " · ".join(part for part in (who, f"\u2068{where}\u2069" if where else "") if part)


class TwoLines(Protocol):
    """A row that TwoLinePainter paints: what and when, below it who and where; or a heading of one line."""

    @property
    def heading(self) -> bool: ...
    @property
    def what(self) -> str: ...
    @property
    def time(self) -> str: ...
    @property
    def below(self) -> str: ...
    @property
    def pale(self) -> bool: ...
    @property
    def undone(self) -> bool: ...


def history_rows(acts: Sequence[HistoryAct], *, today: date) -> list[HistoryRow]:
    """Rows for acts that come newest first. A run of undo (or redo) steps of one person is one row."""
    rows: list[HistoryRow] = []
    day: date | None = None
    run: list[HistoryAct] = []
    for act in acts:
        if run and not _goes_on(run[-1], act):
            rows.append(_row(run))
            run = []
        on = local(act.at).date()
        if on != day:
            if run:
                rows.append(_row(run))
                run = []
            rows.append(HistoryRow(heading_day(on, today=today)))
            day = on
        run.append(act)
    return [*rows, _row(run)] if run else rows


def _goes_on(newer: HistoryAct, older: HistoryAct) -> bool:
    return newer.kind == older.kind and newer.kind in ("undo", "redo") and newer.author == older.author


def _row(run: Sequence[HistoryAct]) -> HistoryRow:
    act = run[0]
    what = act.label[:1].upper() + act.label[1:]
    if act.kind in ("undo", "redo"):
        verb = "Undid" if act.kind == "undo" else "Did again"
        what = f"{verb}: {act.label}" if len(run) == 1 else f"{verb} {count(len(run), 'act')}"
    elif act.quote:
        what = f"{what}  \u201c\u2068{one_line(act.quote, most=_QUOTE)}\u2069\u201d"
    where = act.title or ("Untitled" if act.article else "")
    if act.article_count > 1:
        where = count(act.article_count, "article")
    return HistoryRow(what, tuple(run), f"{local(act.at):%H:%M}", act.author_name, where)


class HistoryList(QAbstractListModel):
    """The rows; more are asked for when the end of those that are there comes into sight."""

    def __init__(
        self, *, older: Callable[[str], Sequence[HistoryAct]], today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        """older: the acts before one (by its uid), () where there are none."""
        super().__init__(parent)
        self._older, self._today = older, today
        self._acts: list[HistoryAct] = []
        self._rows: list[HistoryRow] = []
        self._all = True

    def show_acts(self, acts: Sequence[HistoryAct], *, more: bool) -> None:
        """Show other acts. more: there may be older ones."""
        self.beginResetModel()
        self._acts = list(acts)
        self._rows = history_rows(self._acts, today=self._today())
        self._all = not more
        self.endResetModel()

    def row_of(self, act: str) -> int:
        """The row in which an act stands, -1 for none."""
        return next((n for n, row in enumerate(self._rows) if any(one.uid == act for one in row.acts)), -1)

    def row(self, index: Index) -> HistoryRow | None:
        """What stands in a row."""
        return self._rows[index.row()] if index.isValid() else None

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Qt."""
        return 0 if parent.isValid() else len(self._rows)

    def canFetchMore(self, parent: Index) -> bool:
        """Qt."""
        return not parent.isValid() and not self._all and bool(self._acts)

    def fetchMore(self, parent: Index) -> None:
        """Qt: the list is read to its end."""
        fresh = self._older(self._acts[-1].uid)
        self._all = not fresh
        if not fresh:
            return
        self._acts += fresh
        rows = history_rows(self._acts, today=self._today())
        # The last row may have grown by the first of the new acts.
        self._rows[-1] = rows[len(self._rows) - 1]
        self.beginInsertRows(NO_INDEX, len(self._rows), len(rows) - 1)
        self._rows = rows
        self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt."""
        row = self.row(index)
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.spoken()
        if role == Qt.ItemDataRole.ToolTipRole and row.acts:
            return row.spoken()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt: a day is passed over."""
        row = self.row(index)
        found = Qt.ItemFlag.ItemIsEnabled
        return found | Qt.ItemFlag.ItemIsSelectable if row is not None and row.acts else Qt.ItemFlag.NoItemFlags


class TwoLinePainter(QStyledItemDelegate):
    """Paints a row on two lines: what and when, who and where. What was undone is struck through and pale."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Qt."""
        row: TwoLines = index.data(ROW_ROLE)
        return QSize(200, _DAY_HEIGHT if row.heading else _ACT_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt."""
        row: TwoLines = index.data(ROW_ROLE)
        painter.save()
        if not row.heading:
            self._act(painter, option, row)
        else:
            area = QRectF(option.rect).adjusted(12, 6, -12, 0)
            font = self.theme.font("ui.meta")
            font.setWeight(QFont.Weight.DemiBold)
            paint_line(painter, area, row.what, font=font, colour=self.theme.colour("text_3"), align_right=False)
        painter.restore()

    def _act(self, painter: QPainter, option: QStyleOptionViewItem, row: TwoLines) -> None:
        theme = self.theme
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, theme.colour("selected" if selected else "hover"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus_ring(painter, QRectF(option.rect).adjusted(4, 2, -4, -2), theme)
        area = QRectF(option.rect).adjusted(12, 4, -12, -4)
        upper, lower = QRectF(area), QRectF(area)
        upper.setHeight(area.height() / 2)
        lower.setTop(upper.bottom())
        meta = theme.font("ui.meta")
        faint = theme.colour("text_3")
        paint_line(painter, upper, row.time, font=meta, colour=faint, align_right=True)
        upper.setRight(upper.right() - text_width(meta, row.time) - 8)
        font = theme.font("ui.base")
        font.setStrikeOut(row.undone)
        tone = theme.colour("text_3" if row.pale else "text")
        paint_line(painter, upper, row.what, font=font, colour=tone, align_right=False)
        quiet = theme.colour("text_3" if row.pale else "text_2")
        paint_line(painter, lower, row.below, font=meta, colour=quiet, align_right=False)
