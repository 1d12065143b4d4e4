"""The queue panel: search, parts, order and filter above the list, progress below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author
from spanloop.core.queue_view import Order, Part, QueueView
from spanloop.core.wording import count
from spanloop.gui.actions import KeysOf
from spanloop.gui.fields import QuietButton, SearchField, Segments, ThinProgress
from spanloop.gui.keywords import of_table
from spanloop.gui.queue.arranging import ORDERS
from spanloop.gui.queue.asking import FilterQuestions
from spanloop.gui.queue.chips import FilterChips
from spanloop.gui.queue.delegate import QueueDelegate
from spanloop.gui.queue.emptiness import empty_words
from spanloop.gui.queue.feed import QueueFeed
from spanloop.gui.queue.filters import FilterMenu, chips_of
from spanloop.gui.queue.list import QueueList
from spanloop.gui.queue.model import QueueModel
from spanloop.gui.theme import Theme
from spanloop.operations.queueing import Counts, Listing, Progress, QueueRow
from spanloop.operations.windows import Project

_SEARCH_PAUSE_MS = 120
_SLOW_MS = 300
_NOTHING = Listing(())
Result = TypeVar("Result")
Other = TypeVar("Other")


class QueuePanel(QWidget):
    """Shows, searches, filters and orders the articles of a project. `chosen(uid)` when one is to be opened.

    left: the panel is done with (Esc in the search field or the list). arranged: other articles are shown, or in
    another order. ordered(order): somebody chose an order. reloaded: the project was written to. progress_asked: the
    foot was clicked. refused(SpanloopError): the file could not be read.
    """

    chosen = Signal(str)
    left = Signal()
    arranged = Signal()
    ordered = Signal(str)
    reloaded = Signal()
    progress_asked = Signal()
    refused = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("queuePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = QueueModel()
        self.model.failed.connect(self.refused, Qt.ConnectionType.QueuedConnection)
        self._feed: QueueFeed | None = None
        self._keys: KeysOf = of_table
        #: What is asked for; the model shows it once it is read.
        self._view = QueueView()
        self._counts: Counts | None = None
        self._hidden = 0
        #: Articles that are still to be looked through for problems.
        self._unchecked = 0
        #: What is to be done with the first hit once it is there.
        self._then: Callable[[], None] | None = None
        self._order_before: Order = "queue"
        self._delegate = QueueDelegate(theme)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_SEARCH_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SLOW_MS)
        self._slow.timeout.connect(lambda: self.foot.show_work("Looking through the articles"))
        self._questions = FilterQuestions(self, theme=lambda: self._theme)
        self._questions.answered.connect(self._ask)
        self._build()
        self.set_theme(theme)
        self._show_view()

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
        self.chips = FilterChips(self._theme)
        self.chips.removed.connect(lambda number: self._ask(chips_of(self._view)[number][1]))
        self.chips.cleared.connect(self._clear_from_chips)
        head.addWidget(self.chips)
        column.addLayout(head)
        self.list = QueueList(self._theme)
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._delegate)
        self.list.activated_here.connect(lambda index: self._choose(self.model.uid_at(index)))
        column.addWidget(self.list, 1)
        self.foot = QueueFoot(self._theme)
        self.foot.asked.connect(self.progress_asked)
        column.addWidget(self.foot)

    def _build_order(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.order = QuietButton(ORDERS["queue"], theme=self._theme, arrow=True, role="ui.small", height=20, inset=0)
        menu = QMenu(self.order)
        group = QActionGroup(menu)
        self._orders: dict[Order, QAction] = {}
        for name, title in ORDERS.items():
            if name == "best":
                menu.addSeparator()
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(name == "queue")
            action.triggered.connect(partial(self._choose_order, name))
            group.addAction(action)
            self._orders[name] = action
        self.order.setMenu(menu)
        self.filter = QuietButton("Filter", theme=self._theme, icon="gear", role="ui.small", height=20, inset=0)
        self.filters = FilterMenu(self)
        self.filters.asked.connect(self._ask)
        self.filters.menu.aboutToShow.connect(self._tick_filters)
        self.filters.label_asked.connect(lambda: self._questions.ask_label(self._view, self._feed))
        self.filters.source_asked.connect(lambda: self._questions.ask_source(self._view, self._feed))
        self.filters.days_asked.connect(lambda: self._questions.ask_days(self._view))
        self.filters.copies_asked.connect(self._ask_copies)
        self.filter.setMenu(self.filters.menu)
        row.addWidget(self.order)
        row.addStretch(1)
        row.addWidget(self.filter)
        return row

    # what is shown

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._delegate.theme = theme
        self.list.theme = theme
        for part in (self.search, self.parts, self.order, self.filter, self.chips, self.foot):
            part.set_theme(theme)
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

    def open(self, project: Project | None, *, author: Author | None = None) -> None:
        """Show the articles of a project as this person sees them; or nothing, and read nothing any more."""
        if self._feed is not None:
            self._feed.stop()
            self._feed.deleteLater()
            self._feed = None
        self._pause.stop()
        self._slow.stop()
        self._counts, self._hidden, self._unchecked, self._then = None, 0, 0, None
        self._view = QueueView()
        self._delegate.current = ""
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        if project is None or author is None:
            self.model.open(None, _NOTHING)
            self._show_view()
            return
        feed = self._feed = QueueFeed(project, author=author, parent=self)
        feed.arranged.connect(self._arrived)
        feed.counted.connect(self._counted)
        feed.found.connect(self._found)
        feed.checking.connect(self._checking)
        feed.refused.connect(self.refused)
        self.model.open(feed.reading, self._attempt(feed.everything, _NOTHING), feed.audited)
        self._show_view()
        feed.count_soon()

    def reload(self) -> None:
        """The project was written to: read again what is shown."""
        feed = self._feed
        if feed is None:
            return
        everything = self._attempt(feed.everything, None)
        if everything is None:
            return
        other = self.model.refresh(everything)
        followed = self._attempt(lambda: feed.follow(self._view), self._view)
        if followed != self._view:
            self._ask(followed)
        elif (other or self._view.problems) and self._view != QueueView():
            feed.arrange(self._view)
        elif other:
            self.arranged.emit()
        feed.count()
        self._say_empty()
        self.reloaded.emit()
        if other:
            # Where nothing came or went, whoever is looking through the list is left where they are.
            self.set_current(self._delegate.current)

    def set_row(self, row: QueueRow) -> None:
        """One article has another state now."""
        before = self.model.row_of(row.uid)
        if row == before:
            return
        self.model.set_row(row)
        counts = self._counts
        if counts is None or before is None:
            if self._feed is not None:
                self._feed.count()
        elif before.state != row.state:
            moved = {
                name: (row.state == state) - (before.state == state)
                for name, state in (("complete", "complete"), ("skipped", "skipped"))
            }
            self._counted(
                counts._replace(complete=counts.complete + moved["complete"], skipped=counts.skipped + moved["skipped"])
            )

    def set_current(self, uid: str) -> None:
        """The article that is on the desk; it is scrolled into view."""
        self._delegate.current = uid
        index = self.model.index_of(uid)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)
        self.list.viewport().update()

    def clear_search(self) -> None:
        """Show all articles of the part again."""
        self.search.clear()
        self._search_now()

    def clear_filter(self) -> None:
        """Nothing is filtered out."""
        self._ask(self._view.without_filter())

    def open_filter(self) -> None:
        """Open the menu of filters."""
        self.filters.menu.popup(self.filter.mapToGlobal(self.filter.rect().bottomLeft()))

    def toggle_copies(self) -> None:
        """Put copies together, or go back to the order before."""
        together = self._view.order == "copies"
        if not together:
            self._order_before = self._view.order
        self._orders[self._order_before if together else "copies"].trigger()

    def read_progress(self, then: Callable[[Progress], None]) -> None:
        """How far the person has come; `then` is called with it."""
        if self._feed is not None:
            self._feed.progress(then)

    @property
    def waiting(self) -> bool:
        """Whether something that was asked for is still being read."""
        return self._feed is not None and self._feed.waiting

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
        """Esc in an empty list takes off what emptied it; else it leaves."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._view.filtered and not self.model.rowCount():
            self.clear_filter()
        else:
            self.left.emit()

    def _choose(self, uid: str) -> None:
        if uid:
            self.chosen.emit(uid)

    def _open_first(self) -> None:
        """Open the first hit, now or when it is found; without a query there is no telling what is meant."""
        self._search_now()
        if self._view.query:
            self._once_there(lambda: self._choose(self.model.uid_at(self.model.index(0))))

    def _enter_list(self) -> None:
        self._search_now()
        self._once_there(self._to_first)

    def _to_first(self) -> None:
        if self._view.query:
            self.list.setCurrentIndex(self.model.index(0))
        self.list.setFocus()

    def _once_there(self, then: Callable[[], None]) -> None:
        """Do it with what is asked for, now or when it is read; not at all where nothing is shown then."""
        if self.model.view != self._view:
            self._then = then
        elif self.model.rowCount():
            then()

    def _leave_search(self) -> None:
        if self.search.text():
            self.clear_search()
        elif self._view.filtered:
            self.clear_filter()
        else:
            self.left.emit()

    def _search_now(self) -> None:
        self._pause.stop()
        self._search()

    def _search(self) -> None:
        self._ask(replace(self._view, query=self.search.text().strip()))

    def _choose_part(self, part: Part) -> None:
        self._ask(replace(self._view, part=part))

    def choose_order(self, order: Order) -> None:
        """Show the articles in another order."""
        self._orders[order].trigger()

    @property
    def view(self) -> QueueView:
        """What is asked for."""
        return self._view

    def arrange_again(self) -> None:
        """The order of now was reckoned anew."""
        if self._feed is not None:
            self._feed.arrange(self._view)

    def _choose_order(self, order: Order, _checked: bool = True) -> None:
        self.order.setText(ORDERS[order])
        self._ask(replace(self._view, order=order))
        self.ordered.emit(order)

    def _tick_filters(self) -> None:
        row = self.model.row_of(self._delegate.current)
        problems = self._feed is not None and self._feed.counts_problems
        self.filters.show_view(self._view, copies=bool(row and row.copies), problems=problems)

    def _ask_copies(self) -> None:
        row = self.model.row_of(self._delegate.current)
        if row is not None and row.cluster:
            self._ask(replace(self._view, cluster=row.cluster))

    def _clear_from_chips(self) -> None:
        self.clear_filter()
        self.list.setFocus()

    # what is asked for and what comes

    def _ask(self, view: QueueView) -> None:
        """Show another view, as soon as it is read; what takes longer is said at the foot."""
        if self._feed is None or view == self._view:
            return
        self._slow.start()
        self._view = view
        self._hidden, self._unchecked, self._then = 0, 0, None
        self.foot.show_work("")
        self._show_view()
        self._feed.arrange(view)

    def _arrived(self, view: QueueView, listing: Listing) -> None:
        if view != self._view:
            return
        self._slow.stop()
        if not self._unchecked:
            self.foot.show_work("")
        self._delegate.query = view.query
        self.model.show(view, listing)
        self._say_empty()
        self.set_current(self._delegate.current)
        self.arranged.emit()
        if view.query and not len(listing) and view.narrowed and self._feed is not None:
            self._feed.count_hits(view.query)
        then, self._then = self._then, None
        if then is not None and len(listing):
            then()

    def _counted(self, counts: Counts) -> None:
        self._counts = counts
        self.parts.set_counts({"all": counts.articles, "todo": counts.articles - counts.done, "done": counts.done})
        self.foot.show_counts(counts)

    def _found(self, number: int) -> None:
        self._hidden = number
        self._say_empty()

    def _checking(self, left: int) -> None:
        self._unchecked = left
        self._say_empty()
        self.foot.show_work(f"Looking for problems: {count(left, 'article')} left" if left else "")

    def _show_view(self) -> None:
        """The controls say what is asked for."""
        view = self._view
        names = [name for name, _ in chips_of(view)]
        self.chips.show_filters(names)
        self.filter.setText(f"Filter {len(names)}" if names else "Filter")
        self.parts.choose(view.part)
        self.order.setText(ORDERS[view.order])
        self._orders[view.order].setChecked(True)
        if self._feed is None:
            self._counted(Counts(0, 0, 0))
        self._say_empty()

    def set_keys(self, keys: KeysOf) -> None:
        """Name these keys from now on."""
        self._keys = keys
        self.search.set_key("".join(keys("edit.find")[:1]))
        self._say_empty()

    def _say_empty(self) -> None:
        any_article = bool(self.model.rows)
        self.list.empty_text = empty_words(
            self._view, any_article=any_article, hidden=self._hidden, unchecked=self._unchecked, keys=self._keys
        )
        self.list.viewport().update()

    def _attempt(self, read: Callable[[], Result], otherwise: Other) -> Result | Other:
        try:
            return read()
        except SpanloopError as error:
            self.refused.emit(error)
            return otherwise


class QueueFoot(QFrame):
    """How much is complete, in words and as a bar. asked: it was clicked, to see more of it."""

    asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("queueFoot")
        self._said = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        self._words = QuietButton("", theme=theme, role="ui.small", height=20, inset=0)
        self._words.setAccessibleName("Progress")
        self._words.setToolTip("Progress by layer and by day")
        self._words.clicked.connect(self.asked)
        self._bar = ThinProgress(theme=theme, width=64)
        row.addWidget(self._words)
        row.addStretch(1)
        row.addWidget(self._bar)

    def set_theme(self, theme: Theme) -> None:
        for part in (self._words, self._bar):
            part.set_theme(theme)

    def show_work(self, words: str) -> None:
        """What is being done beside the window; "" for nothing: the counts come back."""
        self._words.setText(words or self._said)
        self._words.setAccessibleName(f"{self._words.text()}: progress")
        self._words.updateGeometry()
        self._bar.setVisible(not words)

    def show_counts(self, counts: Counts) -> None:
        """Say how many articles are complete."""
        self._said = f"{counts.complete:,} of {counts.articles:,} complete"
        if not self._bar.isHidden():  # else work is shown, which whoever began it ends
            self.show_work("")
        self._bar.set_share(counts.complete / counts.articles if counts.articles else 0.0)
