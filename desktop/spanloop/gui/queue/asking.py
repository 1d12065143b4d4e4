"""What is asked before some filters are set: which label, which source, which days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSortFilterProxyModel, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from spanloop.core.queue_view import QueueView
from spanloop.core.wording import count
from spanloop.gui.dialogs.base import ROOMY, Sheet
from spanloop.gui.plain import PlainLabel
from spanloop.gui.queue.feed import QueueFeed
from spanloop.gui.theme import Theme


class PickOne(Sheet):
    """A field that narrows a list, and the list; picked(value). Enter takes the row, and Up and Down choose it."""

    picked = Signal(object)

    def __init__(
        self, title: str, rows: Sequence[tuple[str, Any]], *, act: str, theme: Theme, parent: QWidget | None
    ) -> None:
        """rows: what is shown, and what is picked by it."""
        super().__init__(title, theme=theme, parent=parent, width=560)
        self.setObjectName("pickOne")
        self._values = [value for _, value in rows]
        self.field = QLineEdit()
        self.field.setPlaceholderText("Type a part of its name")
        self.field.setAccessibleName("Narrow the list")
        self.field.installEventFilter(self)
        self._names = QStringListModel([name for name, _ in rows], self)
        self._some = QSortFilterProxyModel(self)
        self._some.setSourceModel(self._names)
        self._some.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.list = QListView()
        self.list.setModel(self._some)
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName(title)
        self.list.setStyleSheet(ROOMY)
        self.list.setMinimumHeight(280)
        self.list.doubleClicked.connect(lambda _: self._pick())
        self.list.activated.connect(lambda _: self._pick())
        self.body.addWidget(self.field)
        self.body.addWidget(self.list, 1)
        self.add_cancel()
        self.done_button = self.add_button(act, primary=True)
        self.done_button.clicked.connect(self._pick)
        self.field.textChanged.connect(self._narrow)
        self._narrow("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows go through the list while one types."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                row = max(0, min(self._some.rowCount() - 1, self.list.currentIndex().row() + step))
                self.list.setCurrentIndex(self._some.index(row, 0))
                return True
        return False

    def _narrow(self, text: str) -> None:
        self._some.setFilterFixedString(text.strip())
        self.list.setCurrentIndex(self._some.index(0, 0) if self._some.rowCount() else QModelIndex())
        self.done_button.setEnabled(bool(self._some.rowCount()))

    def _pick(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            value = self._values[self._some.mapToSource(index).row()]
            self.accept()
            self.picked.emit(value)


class Days(Sheet):
    """First and last day; given(since, until), either "" for no bound."""

    given = Signal(str, str)

    def __init__(self, since: str, until: str, *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Articles of which days?", theme=theme, parent=parent)
        self.setObjectName("days")
        self.since, self.until = QLineEdit(since), QLineEdit(until)
        for title, field in (("First day, year first", self.since), ("Last day", self.until)):
            field.setPlaceholderText("2024-03-12")
            field.textChanged.connect(self._check)
            self.add_field(title, field)
        self._note = PlainLabel(tone="error")
        self.body.addWidget(self._note)
        self._note.hide()
        self.add_text("An empty field sets no bound. Articles without a date are left out.")
        self.add_cancel()
        self.done_button = self.add_button("Show these articles", primary=True)
        self.done_button.clicked.connect(self._finish)
        self._check()

    def _days(self) -> tuple[str, str]:
        return self.since.text().strip(), self.until.text().strip()

    def _check(self) -> None:
        since, until = self._days()
        wrong = not all(_is_day(text) for text in (since, until) if text)
        turned = bool(since and until and since > until)
        self._note.setText("A day is written year first: 2024-03-12." if wrong else "The last day is before the first.")
        self._note.setVisible(wrong or turned)
        self.done_button.setEnabled(bool(since or until) and not wrong and not turned)

    def _finish(self) -> None:
        self.accept()
        self.given.emit(*self._days())


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2024-03-12")


class FilterQuestions(QObject):
    """Opens the dialogs; answered(QueueView) with what was chosen."""

    answered = Signal(object)

    def __init__(self, parent: QWidget, *, theme: Callable[[], Theme]) -> None:
        super().__init__(parent)
        self._parent = parent
        self._theme = theme

    def ask_label(self, view: QueueView, feed: QueueFeed | None) -> None:
        """Which entity label or event type the articles are to have."""
        if feed is None:
            return
        schema = feed.schema
        rows: list[tuple[str, Any]] = [
            (f"{item.label}  {item.help.gloss}", ("entities", item.label)) for item in schema.entities
        ]
        rows += [(f"{item.type}  {item.help.gloss}", ("events", item.type)) for item in schema.events]
        sheet = PickOne(
            "Articles where you marked…", rows, act="Show these articles", theme=self._theme(), parent=self._window()
        )
        sheet.picked.connect(lambda label: self.answered.emit(replace(view, label=label)))
        sheet.open()

    def ask_source(self, view: QueueView, feed: QueueFeed | None) -> None:
        """From which source they are to be."""
        if feed is not None:
            feed.sources(lambda sources: self._ask_source(view, sources))

    def _ask_source(self, view: QueueView, sources: Sequence[tuple[str, int]]) -> None:
        rows = [(f"{source or 'Without a source'}  ({count(number, 'article')})", source) for source, number in sources]
        sheet = PickOne(
            "Articles of which source?", rows, act="Show these articles", theme=self._theme(), parent=self._window()
        )
        sheet.picked.connect(lambda source: self.answered.emit(replace(view, source=source)))
        sheet.open()

    def ask_days(self, view: QueueView) -> None:
        """From which days they are to be."""
        sheet = Days(view.since, view.until, theme=self._theme(), parent=self._window())
        sheet.given.connect(lambda since, until: self.answered.emit(replace(view, since=since, until=until)))
        sheet.open()

    def _window(self) -> QWidget:
        return self._parent.window()
