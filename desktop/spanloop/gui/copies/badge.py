"""Where the desk says that an article has copies: in the article bar, and in the queue's rows and their menu."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QBoxLayout, QMenu

from spanloop.core.wording import one_line
from spanloop.gui.commands import Commands
from spanloop.gui.desk.page import DeskPage
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.fields import QuietButton
from spanloop.gui.keys import shown
from spanloop.gui.keywords import named, spell
from spanloop.gui.plain import menu_text, tooltip
from spanloop.gui.queue.delegate import QueueDelegate
from spanloop.gui.queue.model import ROW_ROLE
from spanloop.gui.theme import Theme
from spanloop.operations.queueing import queue_of

_LONGEST_TITLE = 20
_OPEN = "copies.open"
_FOLLOWS = "Follows "


class CopiesBadge(QObject):
    """Shows it and takes the mouse. asked(uid): the copies of this article are wanted."""

    asked = Signal(str)

    def __init__(self, desk: DeskPage, *, commands: Commands, theme: Theme) -> None:
        super().__init__(desk)
        self._desk = desk
        self._commands = commands
        self._session: DeskSession | None = None
        self.button = QuietButton("", theme=theme, icon="copies", role="ui.small")
        self.button.clicked.connect(lambda: commands.run(_OPEN))
        self.button.hide()
        row = desk.article_bar.layout()
        assert isinstance(row, QBoxLayout)
        row.insertWidget(1, self.button)
        desk.queue.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        desk.queue.list.customContextMenuRequested.connect(self._open_menu)
        desk.queue.list.viewport().installEventFilter(self)
        commands.keys_changed.connect(self._name)

    def set_session(self, session: DeskSession | None) -> None:
        """Another project is open, or none."""
        self._session = session
        if session is not None:
            session.opened.connect(self._opened)
            session.changed.connect(lambda changes: changes.kinds & {"states", "articles"} and self._decided())
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self.button.set_theme(theme)

    def refresh(self) -> None:
        """Say how it stands with the article on the desk."""
        session = self._session
        words = (session.attempt(lambda: _words(session)) or "") if session is not None and session.article else ""
        self.button.setText(menu_text(words))
        self.button.setVisible(bool(words))
        self.button.updateGeometry()
        self._name()

    def _opened(self) -> None:
        """Another article: an article that follows another one is not marked by hand, so that is said."""
        self.refresh()
        self.say_following()

    def say_following(self) -> None:
        """In the status line, until the next act."""
        if self.words().startswith(_FOLLOWS):
            self._commands.say(spell(f"{self.words()}: {{{_OPEN}}} shows the copies.", self._commands.keys))

    def _decided(self) -> None:
        """Something may have been decided about the article on the desk."""
        self.refresh()
        queue = self._desk.queue
        row = queue.model.row_of(self._session.article) if self._session is not None else None
        if row is not None and row.copies:
            queue.set_row(row._replace(follows=self.words().startswith(_FOLLOWS)))

    def words(self) -> str:
        """What the article bar says, "" for an article without copies."""
        return self.button.text().replace("&&", "&")

    def _name(self) -> None:
        self.button.setToolTip(tooltip(named("Copies of this story", _OPEN, self._commands.keys)))
        self.button.setAccessibleName(f"{self.words()}: copies of this story")

    # the queue

    def _open_menu(self, place: QPoint) -> None:
        queue = self._desk.queue
        row = queue.list.indexAt(place).data(ROW_ROLE)
        if row is None:
            return
        menu = QMenu(queue)
        menu.addAction("Open").triggered.connect(lambda _=False: queue.chosen.emit(row.uid))
        action = self._commands.action(_OPEN)
        entry = menu.addAction(f"{action.name}\t{shown(action.keys[0])}" if action.keys else action.name)
        entry.setEnabled(row.copies > 0)
        entry.triggered.connect(lambda _=False: self.asked.emit(row.uid))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(queue.list.viewport().mapToGlobal(place))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: a click on the sign of copies in a row leads to them."""
        kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease)
        if event.type() not in kinds or not isinstance(event, QMouseEvent):
            return False
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        uid = self._sign_at(event.position())
        if uid and event.type() == QEvent.Type.MouseButtonRelease:
            self.asked.emit(uid)
        return bool(uid)

    def _sign_at(self, place: QPointF) -> str:
        """uid of the article whose sign of copies stands at a place of the queue, "" where none does."""
        queue = self._desk.queue.list
        index = queue.indexAt(place.toPoint())
        row = index.data(ROW_ROLE)
        delegate = queue.itemDelegate()
        if row is None or not row.copies or not isinstance(delegate, QueueDelegate):
            return ""
        return row.uid if delegate.copies_box(queue.visualRect(index), row).contains(place) else ""


def _words(session: DeskSession) -> str:
    """ "1 of 5 copies", "Follows Army shells depot", "Ignored copy"; "" for an article without copies."""
    project, author, article = session.project, session.author, session.article
    cluster = project.cluster_of(article)
    copies = queue_of(project, author=author).copies(cluster) if cluster else []
    if len(copies) < 2:
        return ""
    choice = project.copies.choice(article, author)
    if choice is None:
        place = next((number for number, (uid, _) in enumerate(copies, 1) if uid == article), 1)
        return f"{place} of {len(copies)} copies"
    if choice.choice == "ignore":
        return "Ignored copy"
    title = next((title for uid, title in copies if uid == choice.leader), "")
    return f"{_FOLLOWS}\u2068{one_line(title or 'another copy', most=_LONGEST_TITLE)}\u2069"
