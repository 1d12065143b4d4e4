"""The command palette: any act, article or guideline entry by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from spanloop.gui.keycaps import CAP_HEIGHT, Hint, HintButton, caps_width, paint_caps
from spanloop.gui.plain import PlainLabel
from spanloop.gui.retheming import Follower
from spanloop.gui.theme import Theme

_ENTRY = Qt.ItemDataRole.UserRole + 1
_MOST = 60
_ACTS = frozenset({"Here", "Anywhere"})
_BY_KEY, _BY_NOTE, _NO_HIT = -1, 4, 5
#: A shorter word is rather the beginning of a longer one that is being typed.
_WHOLE = 3
_NO_PARENT = QModelIndex()
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. kind: heading under which it stands. run: what Enter does. why_not: why it cannot be done now.

    also: other words under which people look for it; found, never shown.
    """

    kind: str
    text: str
    run: Callable[[], object]
    note: str = ""
    keys: tuple[str, ...] = ()
    icon: str = ""
    why_not: str = ""
    state_icon: tuple[str, str] | None = None
    also: str = ""


def find(entries: Sequence[Entry], query: str) -> list[Entry]:
    """Entries that hold every word of the query in their name, else in their note, kind by kind.

    What can be done now stands first, then what begins with the query; whole words come before parts of words. A kind
    that only its notes brought in comes last. A query that begins with ">" finds commands only, one with "#" articles
    only. Where nothing is asked for, all acts that can be done now are offered; the others have to be asked for.
    """
    wanted = query.strip()
    if wanted.startswith("#"):
        entries, wanted = [e for e in entries if e.kind == "Articles"], wanted[1:].strip()
    elif wanted.startswith(">") or not wanted:
        entries, wanted = [e for e in entries if e.kind in _ACTS], wanted[1:].strip()
        entries = entries if wanted else [e for e in entries if not e.why_not]
    words = wanted.casefold().split()
    ranked = [(_rank(entry, words), place, entry) for place, entry in enumerate(entries)]
    ranked = [item for item in ranked if item[0] < _NO_HIT]
    kinds: dict[str, tuple[bool, int]] = {}
    for rank, place, entry in ranked:
        by_note, first = kinds.get(entry.kind, (True, place))
        kinds[entry.kind] = (by_note and rank == _BY_NOTE, min(first, place))
    ranked.sort(key=lambda item: (item[0] != _BY_KEY, kinds[item[2].kind], bool(item[2].why_not), item[0], item[1]))
    return [entry for _, _, entry in ranked[:_MOST]]


def find_by_name(entries: Sequence[Entry], query: str) -> list[Entry]:
    """All entries that hold every word of the query, those whose name begins with it first; for a list of one kind."""
    words = query.casefold().split()
    ranked = [(_rank(entry, words), place, entry) for place, entry in enumerate(entries)]
    return [entry for rank, _, entry in sorted(ranked, key=lambda item: item[:2]) if rank < _NO_HIT]


def _rank(entry: Entry, words: Sequence[str]) -> int:
    """From 0, when the name begins with the first word, to 3, when it holds all: whole words before parts of words.

    4 when the note helps, 5 when that fails too. A key that is typed by its name ("F8") finds what it does before all
    else; a letter is the beginning of a word.
    """
    if len(words) == 1 and len(words[0]) > 1 and words[0] in {key.casefold() for key in entry.keys}:
        return _BY_KEY
    name, note = entry.text.casefold(), f"{entry.note} {entry.also}".casefold()
    if all(word in name for word in words):
        begins = not words or name.startswith(words[0])
        held = set(_WORD.findall(name))
        whole = all(len(word) >= _WHOLE and word in held for word in words)
        return (0 if begins else 1) if whole else 2 if begins else 3
    return _BY_NOTE if all(word in name or word in note for word in words) else _NO_HIT


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []
        self.words: list[str] = []

    def show(self, entries: list[Entry], query: str) -> None:
        self.beginResetModel()
        self.entries = entries
        self.words = query.lstrip("># ").casefold().split()
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == _ENTRY:
            return entry
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return ", ".join(part for part in (entry.text, entry.note, " ".join(entry.keys), entry.why_not) if part)
        return None

    def heads(self, row: int) -> bool:
        """Whether a heading stands above this row."""
        return row == 0 or self.entries[row].kind != self.entries[row - 1].kind


class _Delegate(QStyledItemDelegate):
    def __init__(self, model: _Model, theme: Theme) -> None:
        super().__init__()
        self._model = model
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(320, self.row_height(index.row()))

    def row_height(self, row: int) -> int:
        """Height of a row with the heading above it, if it has one."""
        return 44 + (32 if self._model.heads(row) else 0)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: Entry = index.data(_ENTRY)
        theme, box = self._theme, QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._model.heads(index.row()):
            font = theme.font("ui.meta")
            font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(theme.colour("text_3"))
            painter.drawText(QRectF(box.left() + 16, box.top() + 12, box.width(), 16), 0, entry.kind)
            box.setTop(box.top() + 32)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour("selected"))
        if entry.icon:
            role = "disabled" if entry.why_not else "text_3"
            theme.icon(entry.icon, role=role).paint(
                painter, QRect(int(box.left()) + 16, int(box.center().y()) - 8, 16, 16)
            )
        right = self._right(painter, box, entry)
        x = self._name(painter, box, entry, right)
        note = entry.why_not or entry.note
        painter.setFont(theme.font("ui.base"))
        painter.setPen(theme.colour("text_3"))
        room = QRectF(x + 12, box.top(), max(0.0, right - x - 24), box.height())
        shown = QFontMetricsF(painter.font()).elidedText(note, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()

    def _right(self, painter: QPainter, box: QRectF, entry: Entry) -> float:
        """Keys, or the state of an article, at the right edge; returns where they begin."""
        right = box.right() - 16
        if entry.state_icon:
            name, role = entry.state_icon
            self._theme.icon(name, role=role).paint(painter, QRect(int(right) - 16, int(box.center().y()) - 8, 16, 16))
            return right - 16
        if entry.keys:
            width = caps_width(entry.keys[:1], self._theme)
            top = box.center().y() - CAP_HEIGHT / 2
            paint_caps(painter, x=right - width, y=top, keys=entry.keys[:1], theme=self._theme)
            return right - width
        return right

    def _name(self, painter: QPainter, box: QRectF, entry: Entry, right: float) -> float:
        """The name, with what was typed in it in bold and underlined; returns the x behind it."""
        theme = self._theme
        x = box.left() + 44
        plain, strong = theme.font("ui.base"), theme.font("ui.strong")
        colour = theme.colour("disabled" if entry.why_not else "text")
        for text, hit in pieces(entry.text, self._model.words):
            font = strong if hit else plain
            metrics = QFontMetricsF(font)
            room = max(0.0, right - 12 - x)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room) if room else ""
            width = metrics.horizontalAdvance(shown)
            painter.setFont(font)
            painter.setPen(colour)
            painter.drawText(QRectF(x, box.top(), width + 2, box.height()), Qt.AlignmentFlag.AlignVCenter, shown)
            if hit:
                y = box.center().y() + 9
                painter.setPen(QPen(colour, 1.5))
                painter.drawLine(QPoint(round(x), round(y)), QPoint(round(x + width), round(y)))
            x += width
        return x


def pieces(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """The text cut where the first of the words that it holds begins and ends; True for that word."""
    folded = text.casefold()
    for word in words:
        at = folded.find(word)
        if at >= 0 and len(folded) == len(text):
            end = at + len(word)
            return [
                (part, hit) for part, hit in ((text[:at], False), (text[at:end], True), (text[end:], False)) if part
            ]
    return [(text, False)]


class _Glass(PlainLabel):
    """The sign of searching."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self.setPixmap(theme.icon("search").pixmap(QSize(16, 16)))


class _Line(QFrame):
    """A line from edge to edge."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFixedHeight(1)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self.setStyleSheet(f"background: {theme.colour('border').name()};")


class Palette(QFrame):
    """A field and a list over the window. Enter runs the chosen entry; Esc, or a click elsewhere, closes it.

    A child widget rather than a window of its own: some systems do not let a program place its windows.
    ask: what the field asks for. search: which entries a query finds.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        *,
        theme: Theme,
        window: QWidget,
        ask: str = "Search or run a command",
        search: Callable[[Sequence[Entry], str], list[Entry]] = find,
    ) -> None:
        super().__init__(window)
        self.setObjectName("palette")
        self.setAccessibleName(ask)
        self._find = search
        self._window = window
        self._before = QApplication.focusWidget()
        self._entries = list(entries)
        self._theme = theme
        self._follower = Follower(self, theme)
        self.field = QLineEdit()
        self.field.setPlaceholderText(ask)
        self.field.setFont(theme.font("ui.title"))
        self.field.setStyleSheet("QLineEdit, QLineEdit:focus { border: 0; background: transparent; padding: 0; }")
        font = theme.font("ui.title")
        font.setWeight(QFont.Weight.Normal)
        self.field.setFont(font)
        self._count = PlainLabel(tone="faint")
        self._count.setFont(theme.font("ui.meta"))
        self.model = _Model()
        self.list = QListView()
        self.list.setModel(self.model)
        self._delegate = _Delegate(self.model, theme)
        self.list.setItemDelegate(self._delegate)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setStyleSheet("QListView { border: 0; border-radius: 0; background: transparent; }")
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.clicked.connect(self._run)
        self.nothing = PlainLabel(tone="quiet")
        self.nothing.setContentsMargins(44, 0, 16, 0)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self._lay_out()
        self._search("")
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(24)
        shadow.setOffset(0, 8)
        shadow.setColor(QColor(0, 0, 0, 46))
        self.setGraphicsEffect(shadow)
        self.show()
        self.raise_()
        self.field.setFocus()

    def close_palette(self) -> None:
        """Away with it; the keyboard goes back to where it was."""
        if self.isHidden():
            return
        self.hide()
        self.deleteLater()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()

    def _lay_out(self) -> None:
        theme = self._theme
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(16, 0, 16, 0)
        top.setSpacing(12)
        top.addWidget(_Glass(theme))
        top.addWidget(self.field, 1)
        top.addWidget(self._count)
        head = QWidget()
        head.setFixedHeight(52)
        head.setLayout(top)
        column.addWidget(head)
        column.addWidget(_Line(theme))
        column.addWidget(self.list, 1)
        column.addWidget(self.nothing, 1)
        column.addWidget(_Line(theme))
        foot = QWidget()
        foot.setFixedHeight(36)
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(16)
        hints: list[tuple[tuple[str, ...], str]] = [(("Up", "Down"), "choose"), (("Enter",), "run")]
        if self._find is find:
            hints += [((">",), "commands only"), (("#",), "articles only")]
        for keys, text in hints:
            row.addWidget(HintButton(Hint(keys, text), theme))
        row.addStretch(1)
        row.addWidget(HintButton(Hint(("Esc",), "close"), theme))
        column.addWidget(foot)

    def changeEvent(self, event: QEvent) -> None:
        """Qt: the theme may change while it is open."""
        super().changeEvent(event)
        self._follower.heed(event)

    def _place(self) -> None:
        width = min(640, self._window.width() - 48)
        rows = sum(self._delegate.row_height(row) for row in range(self.model.rowCount()))
        height = min(52 + 36 + 4 + 8 + max(rows, 44), self._window.height() - 140, 620)
        self.setGeometry((self._window.width() - width) // 2, 88, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("border"), 1))
        painter.setBrush(self._theme.colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.end()

    def _search(self, query: str) -> None:
        found = self._find(self._entries, query)
        self.model.show(found, query)
        self._count.setText(f"{len(found)} of {len(self._entries)}")
        self.list.setVisible(bool(found))
        self.nothing.setVisible(not found)
        self.nothing.setText(f"Nothing is called “{query.strip()}”. Esc closes.")
        if found:
            first = next((place for place, entry in enumerate(found) if not entry.why_not), 0)
            self.list.setCurrentIndex(self.model.index(first))
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter act on the list while one goes on typing."""
        if watched is self.field and event.type() == QEvent.Type.FocusOut:
            self.close_palette()
            return False
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}.get(
                Qt.Key(event.key()), 0
            )
            if step:
                self._step(step)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._run(self.list.currentIndex())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_palette()
                return True
        return False

    def _step(self, step: int) -> None:
        count = self.model.rowCount()
        if count:
            row = max(0, min(count - 1, self.list.currentIndex().row() + step))
            self.list.setCurrentIndex(self.model.index(row))

    def _run(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        entry = self.model.entries[index.row()]
        if entry.why_not:
            return
        self.close_palette()
        entry.run()
