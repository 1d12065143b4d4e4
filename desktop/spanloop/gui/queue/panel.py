"""The queue panel: search, parts, order and filter above the list, progress below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QMenu, QVBoxLayout, QWidget

from spanloop.gui.fields import QuietButton, SearchField, Segments, ThinProgress
from spanloop.gui.plain import PlainLabel
from spanloop.gui.queue.arranging import ORDERS, STATES, Order, Part, Row, View, counts
from spanloop.gui.queue.delegate import QueueDelegate
from spanloop.gui.queue.model import QueueModel
from spanloop.gui.theme import Theme

_SEARCH_PAUSE_MS = 120


class QueueList(QListView):
    """The list itself; says in words why it is empty."""

    activated_here = Signal(QModelIndex)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.empty_text: tuple[str, str] = ("", "")
        self.setObjectName("queueList")
        self.setAccessibleName("Queue")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView#queueList { border: 0; border-radius: 0; background: transparent; }")
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.clicked.connect(self.activated_here)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.activated_here.emit(self.currentIndex())
        elif event.text() == "?" or event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.model() is None or self.model().rowCount() or not self.empty_text[0]:
            return
        painter = QPainter(self.viewport())
        box = QRect(24, 24, self.viewport().width() - 48, 96)
        painter.setFont(self.theme.font("ui.base"))
        painter.setPen(self.theme.colour("text_2"))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        used = painter.drawText(box, flags, self.empty_text[0])
        painter.setFont(self.theme.font("ui.small"))
        painter.setPen(self.theme.colour("text_3"))
        below = QRect(24, (used.bottom() if isinstance(used, QRect) else 60) + 8, box.width(), 60)
        painter.drawText(below, flags, self.empty_text[1])
        painter.end()


class QueuePanel(QWidget):
    """Shows rows, filters and orders them. `chosen(uid)` when an article is to be opened.

    search_asked(query) is answered by `set_hits`, because the text is searched below the window. `left` when the
    panel is done with: Esc in the search field or the list.
    """

    chosen = Signal(str)
    search_asked = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("queuePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = QueueModel()
        self._query = ""
        self._order_before: Order = "queue"
        self._delegate = QueueDelegate(theme)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_SEARCH_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self._build()
        self.set_theme(theme)

    def _build(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(12, 12, 12, 8)
        head.setSpacing(8)
        self.search = SearchField("Find in articles", key="Ctrl+F", theme=self._theme)
        self.search.textChanged.connect(lambda _: self._pause.start())
        self.search.installEventFilter(self)
        head.addWidget(self.search)
        self.parts = Segments({"all": "All", "todo": "To do", "done": "Done"}, theme=self._theme)
        self.parts.chosen.connect(self._choose_part)
        head.addWidget(self.parts)
        head.addLayout(self._build_order())
        column.addLayout(head)
        self.list = QueueList(self._theme)
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._delegate)
        self.list.activated_here.connect(lambda index: self.chosen.emit(self.model.uid_at(index)))
        column.addWidget(self.list, 1)
        foot = QFrame()
        foot.setObjectName("queueFoot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 8, 12, 8)
        self._progress_text = PlainLabel(tone="quiet")
        self._progress = ThinProgress(theme=self._theme)
        row.addWidget(self._progress_text, 1)
        row.addWidget(self._progress)
        column.addWidget(foot)

    def _build_order(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.order = QuietButton(ORDERS["queue"], theme=self._theme, arrow=True, role="ui.small", height=20, inset=0)
        menu = QMenu(self.order)
        group = QActionGroup(menu)
        self._orders: dict[Order, QAction] = {}
        for name, title in ORDERS.items():
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(name == "queue")
            action.triggered.connect(partial(self._choose_order, name))
            group.addAction(action)
            self._orders[name] = action
        self.order.setMenu(menu)
        self.filter = QuietButton("Filter", theme=self._theme, icon="gear", role="ui.small", height=20, inset=0)
        self._filter_menu = QMenu(self.filter)
        self._state_actions: dict[str, QAction] = {}
        for state, title in STATES.items():
            self._state_actions[state] = self._filter_action(title)
        self._filter_menu.addSeparator()
        self._suggested = self._filter_action("With suggestions")
        self._filter_menu.addSeparator()
        self._filter_menu.addAction("Clear the filter", self.clear_filter)
        self.filter.setMenu(self._filter_menu)
        row.addWidget(self.order)
        row.addStretch(1)
        row.addWidget(self.filter)
        return row

    def _filter_action(self, title: str) -> QAction:
        action = self._filter_menu.addAction(title)
        action.setCheckable(True)
        action.toggled.connect(lambda _: self._apply_filter())
        return action

    # what is shown

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._delegate.theme = theme
        self.list.theme = theme
        for part in (self.search, self.parts, self.order, self.filter, self._progress):
            part.set_theme(theme)
        self._progress_text.setFont(theme.font("ui.small"))
        self.setStyleSheet(
            f"#queuePanel {{ background: {theme.colour('panel').name()}; }}"
            f'#queuePanel[drawer="true"] {{ border-right: 1px solid {theme.colour("border_control").name()}; }}'
            f"#queueFoot {{ border: 0; border-top: 1px solid {theme.colour('border').name()}; }}"
        )
        self.list.viewport().update()

    def set_drawer(self, drawer: bool) -> None:
        """A drawer lies over the text and has an edge of its own."""
        self.setProperty("drawer", drawer)
        self._column.setContentsMargins(0, 0, 1 if drawer else 0, 0)
        self.set_theme(self._theme)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """All articles of the project."""
        self.model.set_rows(rows)
        self._count()

    def set_row(self, row: Row) -> None:
        """One article has another state now."""
        self.model.set_row(row)
        self._count()

    def set_current(self, uid: str) -> None:
        """The article that is on the desk; it is scrolled into view."""
        self._delegate.current = uid
        index = self.model.index_of(uid)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)
        self.list.viewport().update()

    def set_hits(self, hits: Sequence[str] | None) -> None:
        """What the search found, best first; None for no search."""
        self._view(replace(self.model.view, hits=None if hits is None else tuple(hits)))

    def clear_search(self) -> None:
        """Show all articles of the part again."""
        self.search.clear()
        self._search_now()

    def clear_filter(self) -> None:
        """No state is filtered out."""
        for action in (*self._state_actions.values(), self._suggested):
            action.setChecked(False)

    def toggle_copies(self) -> None:
        """Put copies together, or go back to the order before."""
        together = self.model.view.order == "copies"
        if not together:
            self._order_before = self.model.view.order
        self._orders[self._order_before if together else "copies"].trigger()

    # how it is chosen

    def eventFilter(self, watched: object, event: object) -> bool:
        """Enter, Down and Esc in the search field: open the first hit, into the list, and out of the search."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                # Taken here: a line edit would hand it on to the text, where it accepts the suggestion at the cursor.
                self._open_first()
                return True
            if event.key() == Qt.Key.Key_Down:
                self._enter_list()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._leave_search()
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _open_first(self) -> None:
        """Open the first hit; without a query there is no telling what is meant."""
        self._search_now()
        if self._query and self.model.rowCount():
            self.chosen.emit(self.model.uid_at(self.model.index(0)))

    def _enter_list(self) -> None:
        self._search_now()
        if not self.model.rowCount():
            return
        if self._query:
            self.list.setCurrentIndex(self.model.index(0))
        self.list.setFocus()

    def _leave_search(self) -> None:
        if self.search.text():
            self.clear_search()
        else:
            self.left.emit()

    def _search_now(self) -> None:
        self._pause.stop()
        self._search()

    def _search(self) -> None:
        query = self.search.text().strip()
        if query == self._query:
            return
        self._query = query
        if query:
            self.search_asked.emit(query)
        else:
            self.set_hits(None)

    def _choose_part(self, part: Part) -> None:
        self._view(replace(self.model.view, part=part))

    def _choose_order(self, order: Order, _checked: bool = True) -> None:
        self.order.setText(ORDERS[order])
        self._view(replace(self.model.view, order=order))

    def _apply_filter(self) -> None:
        states = frozenset(state for state, action in self._state_actions.items() if action.isChecked())
        self._view(replace(self.model.view, states=states, suggested_only=self._suggested.isChecked()))
        on = len(states) + self._suggested.isChecked()
        self.filter.setText(f"Filter {on}" if on else "Filter")

    def _view(self, view: View) -> None:
        self.model.set_view(view)
        self._say_empty()
        self.set_current(self._delegate.current)

    def _count(self) -> None:
        numbers = counts(self.model.rows)
        self.parts.set_counts({part: numbers[part] for part in ("all", "todo", "done")})
        self._progress_text.setText(f"{numbers['complete']} of {numbers['all']} complete")
        self._progress.set_share(numbers["complete"] / numbers["all"] if numbers["all"] else 0.0)
        self._say_empty()

    def _say_empty(self) -> None:
        view = self.model.view
        if not self.model.rows:
            self.list.empty_text = ("No articles yet.", "Import some with Ctrl+I, or paste one with Ctrl+Shift+V.")
        elif self._query and self.model.hidden_hits() > 0:
            way = "choose All" if view.part != "all" else "clear the filter"
            self.list.empty_text = (
                f"Nothing shown here matches “{self._query}”.", f"{self.model.hidden_hits()} elsewhere: {way}.",
            )  # fmt: skip
        elif self._query:
            self.list.empty_text = (f"Nothing matches “{self._query}”.", "Esc clears the search.")
        elif view.states or view.suggested_only:
            self.list.empty_text = ("Nothing passes the filter.", "Clear it under Filter.")
        elif view.part == "todo":
            self.list.empty_text = ("Nothing left to do.", "Every article is complete or skipped.")
        else:
            self.list.empty_text = ("No article is complete yet.", "Ctrl+Enter completes one and opens the next.")
        self.list.viewport().update()
