"""Where the parts of the annotate page stand: three columns, the queue as a drawer where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from spanloop.gui.bars import HintStrip
from spanloop.gui.canvas import Canvas
from spanloop.gui.composer import Composer, Linker
from spanloop.gui.desk.articlebar import ArticleBar
from spanloop.gui.desk.empty import EmptyDesk
from spanloop.gui.desk.findbar import FindBar
from spanloop.gui.desk.labelbar import LabelBar
from spanloop.gui.inspector import Inspector
from spanloop.gui.queue.panel import QueuePanel
from spanloop.gui.theme import Theme

DRAWER_BELOW = 1200
_QUEUE_WIDTH, _INSPECTOR_WIDTH, _INSPECTOR_NARROW = 264, 336, 304


class DeskLayout(QWidget):
    """Makes the parts and keeps them in their places; knows nothing of projects and marks."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.queue = QueuePanel(theme)
        self.article_bar = ArticleBar(theme)
        self.canvas = Canvas(theme)
        self.empty = EmptyDesk(theme, self.canvas.viewport())
        QVBoxLayout(self.canvas.viewport()).addWidget(self.empty)
        self.find_bar = FindBar(theme)
        self.composer = Composer(theme)
        self.composer.hide()
        self.linker = Linker(theme)
        self.linker.hide()
        self.hint_strip = HintStrip(theme)
        self.label_bar = LabelBar(theme)
        self.inspector = Inspector(theme)
        self._foot = QStackedWidget()
        self._foot.setFixedHeight(36)
        self._foot.addWidget(self.hint_strip)
        self._foot.addWidget(self.label_bar)
        # The keys that the strip shows are those of the text; while one types what to find, none of them works.
        self.find_bar.keyboard.connect(lambda on: self._foot.setVisible(not on))
        self._is_drawer = False
        self.queue.setMinimumWidth(208)
        self.inspector.setMinimumWidth(296)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        for part in (self.queue, self._centre(), self.inspector):
            self._splitter.addWidget(part)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setStretchFactor(2, 0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._splitter)
        self._splitter.setSizes([_QUEUE_WIDTH, 840, _INSPECTOR_WIDTH])

    def _centre(self) -> QWidget:
        centre = QWidget()
        centre.setMinimumWidth(480)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.article_bar)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.find_bar)
        column.addWidget(self.composer)
        column.addWidget(self.linker)
        column.addWidget(self._foot)
        return centre

    def set_theme(self, theme: Theme) -> None:
        for part in (
            self.queue, self.article_bar, self.canvas, self.empty, self.find_bar, self.composer, self.hint_strip,
            self.label_bar, self.inspector, self.linker,
        ):  # fmt: skip
            part.set_theme(theme)

    def show_labels(self, on: bool) -> None:
        """Labels to click in the place of the hints."""
        self._foot.setCurrentWidget(self.label_bar if on else self.hint_strip)

    # the drawer

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = self.width() < DRAWER_BELOW
        if narrow != self._is_drawer:
            self._become_drawer(narrow)
        if self._is_drawer:
            self.queue.setGeometry(0, 0, _QUEUE_WIDTH, self.height())
        super().resizeEvent(event)

    def _become_drawer(self, drawer: bool) -> None:
        self._is_drawer = drawer
        self.queue.set_drawer(drawer)
        if drawer:
            self.queue.setParent(self)
            self.queue.hide()
            self._splitter.setSizes([self.width() - _INSPECTOR_NARROW, _INSPECTOR_NARROW])
        else:
            self._splitter.insertWidget(0, self.queue)
            self.queue.show()
            centre = self.width() - _QUEUE_WIDTH - _INSPECTOR_WIDTH - 2
            self._splitter.setSizes([_QUEUE_WIDTH, centre, _INSPECTOR_WIDTH])

    def open_queue(self) -> None:
        """Make sure that the queue can be seen."""
        if self._is_drawer:
            self.queue.setGeometry(0, 0, _QUEUE_WIDTH, self.height())
            self.queue.show()
            self.queue.raise_()

    def close_drawer(self) -> None:
        """Back to the text; a queue that has its own column stays."""
        if self._is_drawer:
            self.queue.hide()
        self.canvas.setFocus()

    # keyboard focus

    def take_keyboard(self) -> None:
        """The page was turned to: back to the text."""
        self.canvas.setFocus()

    def next_panel(self) -> None:
        """Queue, text, inspector, and round again."""
        focused = QApplication.focusWidget()
        if focused is not None and self.queue.isAncestorOf(focused):
            self.close_drawer()
        elif focused is self.canvas or focused is None:
            self.inspector.focus_panel()
        elif self.inspector.isAncestorOf(focused):
            self.open_queue()
            self.queue.list.setFocus()
        else:
            self.canvas.setFocus()

    def find(self) -> None:
        """Into the search field of the queue."""
        self.open_queue()
        self.queue.search.setFocus()
        self.queue.search.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
