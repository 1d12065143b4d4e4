"""Times on the desk: what the rules say is found out beside the window; F4 says it oneself."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from spanloop.core.marks import Mention
from spanloop.core.time_values import is_time_value, spoken_value
from spanloop.gui.commands import Commands
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.inspector.inspector import MENTIONS
from spanloop.operations import timing
from spanloop.operations.timing import TimeQuestion

if TYPE_CHECKING:
    from spanloop.gui.desk.page import DeskPage

#: Answers that are kept; a long article has some thousand.
_MOST = 20_000


class TimeAnswers(QObject):
    """Asks the rules on one thread, which begins with the first question: some words need a library, whose import no
    key press should wait for. answered: there is one more answer."""

    answered = Signal()
    _done = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[TimeQuestion, str] = {}
        self._asked: set[TimeQuestion] = set()
        self._pool: ThreadPoolExecutor | None = None
        self._open = False
        # Queued: the signal comes from the thread, and answers are taken in the window's own.
        self._done.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def ask(self, question: TimeQuestion) -> str | None:
        """What the rules say, None while it is being found out; `answered` tells when it is known."""
        known = self._known.get(question)
        if known is None and self._open and question not in self._asked:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="times")
            self._asked.add(question)
            self._pool.submit(timing.answer, question).add_done_callback(partial(self._ended, question))
        return known

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self._asked)

    def begin(self) -> None:
        """Take questions from now on."""
        self._open = True

    def stop(self) -> None:
        """Wait for the thread to end, and begin none."""
        self._open = False
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
        self._asked.clear()

    def _ended(self, question: TimeQuestion, future: Future[str]) -> None:
        """In the thread."""
        if not future.cancelled():
            self._done.emit(question, future)

    def _take(self, question: TimeQuestion, future: Future[str]) -> None:
        if question not in self._asked:
            return
        self._asked.discard(question)
        if len(self._known) >= _MOST:
            self._known.clear()
        # What went wrong in the thread is raised here and not lost there; nor is the question asked again and again.
        self._known[question] = ""
        self._known[question] = future.result()
        self.answered.emit()


class TimeDesk(QObject):
    """Gives the card of a mention its answers, keeps what is said there, and says in the status line what is known."""

    def __init__(self, page: DeskPage, *, commands: Commands) -> None:
        super().__init__(page)
        self._page, self._commands = page, commands
        self._session: DeskSession | None = None
        self.answers = TimeAnswers(self)
        self._row = page.inspector.mention_card.time
        self._row.ask = self.answers.ask
        self._row.changed.connect(self._keep)
        self._row.closed.connect(self._back)
        self._row.resized.connect(page.inspector.mentions.card_scroll.refit)
        self.answers.answered.connect(self._answered)
        page.said_of_mark = self.words
        commands.bind("time.value", self.edit)

    def set_session(self, session: DeskSession | None) -> None:
        """Keep the times of another project from now on."""
        self.answers.stop()
        self._session = session
        if session is not None:
            self.answers.begin()

    def edit(self) -> None:
        """Say what the time under the cursor means."""
        session = self._session
        if session is None or session.desk is None:
            return
        uid = self._page.canvas.mark_at_cursor()
        mark = session.own(uid)
        if mark is None and session.suggested(uid) is not None:
            self._commands.told.emit("Accept the suggestion first; then its time can be set.")
        elif not isinstance(mark, Mention) or mark.label not in session.schema.time_labels:
            labels = ", ".join(sorted(session.schema.time_labels)) or "none in this schema"
            self._commands.told.emit(f"The mark under the cursor is no time; labels of times: {labels}.")
        elif self._commands.situation.composing:
            self._commands.told.emit("Finish the event first; then the time can be set.")
        else:
            inspector = self._page.inspector
            inspector.tabs.setCurrentIndex(MENTIONS)
            inspector.show_desk(session.desk, session.schema, focus=uid)
            self._row.edit()

    def words(self, uid: str | None) -> str:
        """What the time with this uid means as far as it is known, for the status line; "" for any other mark."""
        session = self._session
        if session is None or session.desk is None or not uid:
            return ""
        mark = session.own(uid) or session.suggested(uid)
        if not isinstance(mark, Mention) or mark.label not in session.schema.time_labels:
            return ""
        value = mark.value
        if value is None:
            value = self.answers.ask(timing.question_of(session.desk.article, mark))
        if value is None:
            return ""
        return f"{value}, {spoken_value(value)}" if value and is_time_value(value) else value

    def _keep(self, uid: str, value: str | None) -> None:
        if self._session is not None:
            self._session.act(timing.set_time_value, mention=uid, value=value)

    def _back(self) -> None:
        self._page.canvas.setFocus()

    def _answered(self) -> None:
        self._row.refresh()
        self._page.moved.emit()
