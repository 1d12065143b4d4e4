"""The inspector: one panel with tabs for events, mentions, guideline and history."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from spanloop.core.schema import Schema
from spanloop.gui.actions import KeysOf
from spanloop.gui.inspector.card import EventCard
from spanloop.gui.inspector.guideline import GuidelinePage, Topic
from spanloop.gui.inspector.index import DeskIndex, DeskLike, Entry
from spanloop.gui.inspector.lists import RowList
from spanloop.gui.inspector.mention_card import MentionCard
from spanloop.gui.inspector.pages import NO_EVENTS, NO_MENTIONS, MarksPage, empty_schema
from spanloop.gui.inspector.tabs import HEIGHT, InspectorTabs
from spanloop.gui.theme import Theme

EVENTS, MENTIONS, GUIDELINE, HISTORY = range(4)


class Inspector(QWidget):
    """Shows one desk and says what the person asks for; it changes nothing itself.

    Signals, all with uids: mark_chosen(mark); role_asked(event, role); filler_removed(event, role, filler);
    attribute_asked(event, name, value or "" for none); type_asked(event, type); accept_asked and reject_asked
    (suggestion); label_asked(mention, label), where a suggested mention is to be accepted under that label;
    remove_asked(mark); note_changed(mark, text).
    """

    mark_chosen = Signal(str)
    role_asked = Signal(str, str)
    filler_removed = Signal(str, str, str)
    attribute_asked = Signal(str, str, str)
    type_asked = Signal(str, str)
    accept_asked = Signal(str)
    reject_asked = Signal(str)
    label_asked = Signal(str, str)
    remove_asked = Signal(str)
    note_changed = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._index: DeskIndex | None = None
        self._focus = ""
        self._topic: Topic | None = None
        #: The page that was in front before the history.
        self._before = EVENTS
        #: Pages whose content is older than the desk; they are filled when they come to the front.
        self._stale: set[int] = set()
        self.setObjectName("inspector")
        self.setAccessibleName("Inspector")
        self.tabs = InspectorTabs(("Events", "Mentions", "Guideline", "History"), theme)
        self.tabs.setAccessibleName("Inspector tabs")
        self.event_card = EventCard(theme, empty_schema())
        self.mention_card = MentionCard(theme, empty_schema())
        self.events = MarksPage(self.event_card, theme, name="Events", tag_width=68, nothing=NO_EVENTS)
        self.mentions = MarksPage(self.mention_card, theme, name="Mentions", tag_width=44, nothing=NO_MENTIONS)
        self.guideline = GuidelinePage(theme)
        #: Its rows come from gui.desk.history.
        self.history = RowList("History")
        self.pages = QStackedWidget()
        for page in (self.events, self.mentions, self.guideline, self.history):
            self.pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        row = QVBoxLayout()
        row.setContentsMargins(8, 0, 8, 0)
        row.addWidget(self.tabs)
        layout.addLayout(row)
        layout.addSpacing(1)
        layout.addWidget(self.pages, 1)
        self.setMinimumWidth(round(theme.metric("layout.inspector.min")))
        self._connect()

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turn)
        for page in (self.events, self.mentions):
            page.mark_chosen.connect(self.mark_chosen)
            page.remove_asked.connect(self.remove_asked)
            page.reject_asked.connect(self.reject_asked)
        for card in (self.event_card, self.mention_card):
            card.mark_chosen.connect(self.mark_chosen)
            card.accept_asked.connect(self.accept_asked)
            card.reject_asked.connect(self.reject_asked)
            card.remove_asked.connect(self.remove_asked)
            card.note_changed.connect(self.note_changed)
            card.filler_removed.connect(self.filler_removed)
            card.guideline_asked.connect(self.show_guideline)
        self.event_card.role_asked.connect(self.role_asked)
        self.event_card.attribute_asked.connect(self.attribute_asked)
        self.event_card.type_asked.connect(self.type_asked)
        self.mention_card.label_asked.connect(self.label_asked)

    def sizeHint(self) -> QSize:
        """Qt."""
        return QSize(round(self._theme.metric("layout.inspector.width")), 600)

    # what is shown

    def show_desk(self, desk: DeskLike, schema: Schema, *, focus: str | None) -> None:
        """Show a desk. focus: the mark whose card, and guideline, is shown; None for none.

        When the mark in focus is another one, its tab comes to the front, unless guideline or history are open.
        """
        if self._index is None or self._index.desk is not desk or self._index.schema is not schema:
            self._index = DeskIndex(desk, schema)
        entry = self._index.find(focus)
        another = (entry.uid if entry else "") != self._focus
        self._focus = entry.uid if entry else ""
        self.tabs.show_count(EVENTS, self._index.event_count)
        self.tabs.show_count(MENTIONS, self._index.mention_count)
        if another:
            self._topic = None
        self._stale = {EVENTS, MENTIONS, GUIDELINE}
        if another and entry is not None and self.tabs.currentIndex() in (EVENTS, MENTIONS):
            self.tabs.setCurrentIndex(EVENTS if entry.is_event else MENTIONS)
        self._refresh()

    def set_keys(self, keys: KeysOf) -> None:
        """Name these keys from now on."""
        for page in (self.events, self.mentions):
            page.set_keys(keys)
        self._stale |= {EVENTS, MENTIONS} if self._index else set()
        self._refresh()

    def clear(self) -> None:
        """Show nothing: no article is open."""
        self._index, self._focus, self._topic = None, "", None
        self._stale = set()
        for page in (self.events, self.mentions):
            page.clear()
        self.tabs.show_count(EVENTS, 0)
        self.tabs.show_count(MENTIONS, 0)

    def explain(self, name: str, *, role: str = "") -> None:
        """Let the guideline page explain a label, or a type and one of its roles, until another mark has focus."""
        self._topic = Topic(name, role)
        self._stale.add(GUIDELINE)
        self._refresh()

    def show_guideline(self, name: str = "") -> None:
        """Bring the guideline page to the front, on a label or type when one is named."""
        if name:
            self._topic = Topic(name)
            self._stale.add(GUIDELINE)
        self.tabs.setCurrentIndex(GUIDELINE)
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self.tabs.set_theme(theme)
        self.events.set_theme(theme)
        self.mentions.set_theme(theme)
        self.history.viewport().update()
        self._stale = {EVENTS, MENTIONS, GUIDELINE} if self._index else set()
        self._refresh()
        self.update()

    def focus_panel(self) -> None:
        """Give the keyboard to what is shown: the card in focus, else the list, else the tabs."""
        for widget in self._focusable():
            if widget.isVisible():
                widget.setFocus()
                return

    def _focusable(self) -> list[QWidget]:
        pages: dict[int, list[QWidget]] = {
            EVENTS: [self.event_card, self.events.list],
            MENTIONS: [self.mention_card, self.mentions.list],
            GUIDELINE: [self.guideline],
            HISTORY: [self.history],
        }
        return [*pages[self.tabs.currentIndex()], self.tabs]

    def come_back(self, tab: int | None = None) -> None:
        """From the history to a page, else to the one that was in front before; with another in front, nothing."""
        if self.tabs.currentIndex() == HISTORY:
            self.tabs.setCurrentIndex(self._before if tab is None else tab)

    def _turn(self, tab: int) -> None:
        if tab != HISTORY:
            self._before = tab
        self.pages.setCurrentIndex(tab)
        self._refresh()

    def _refresh(self) -> None:
        """Fill the page in front where it is stale."""
        tab = self.tabs.currentIndex()
        if self._index is None or tab not in self._stale:
            return
        self._stale.discard(tab)
        entry = self._index.find(self._focus)
        if tab == EVENTS:
            self._show_events(self._index, entry)
        elif tab == MENTIONS:
            self._show_mentions(self._index, entry)
        else:
            self._show_guideline(self._index, entry)

    def _show_events(self, index: DeskIndex, entry: Entry | None) -> None:
        shown = entry if entry is not None and entry.is_event else None
        if shown is not None:
            self.event_card.show_event(index, shown, theme=self._theme)
        self.events.show_card(shown is not None)
        title = "Also in this article" if shown else "In this article"
        self.events.show_entries(index, index.events, focus="", without=shown.uid if shown else "", title=title)

    def _show_mentions(self, index: DeskIndex, entry: Entry | None) -> None:
        shown = entry if entry is not None and not entry.is_event else None
        if shown is not None:
            self.mention_card.show_mention(index, shown, theme=self._theme)
        self.mentions.show_card(shown is not None)
        focus = shown.uid if shown else ""
        self.mentions.show_entries(index, index.mentions, focus=focus, title="In this article")

    def _show_guideline(self, index: DeskIndex, entry: Entry | None) -> None:
        topic = self._topic or (Topic(entry.name) if entry else Topic())
        self.guideline.explain(topic, schema=index.schema, theme=self._theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the panel's field and the line under the tabs. The edge towards the text is the splitter's."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("panel"))
        painter.fillRect(0, HEIGHT, self.width(), 1, self._theme.colour("border"))
        painter.end()
