"""Orders of the queue that a child process reckons: started when one is chosen, and again when it is out of date.

What is out of date is found out beside the window; several changes in a row make one ranking.
"""

from __future__ import annotations

from functools import partial
from typing import cast

from PySide6.QtCore import QObject, QTimer

from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.queue_view import RANKED, Order, QueueView
from spanloop.core.strategies import WORDS, Asked, strategy_of
from spanloop.core.wording import count
from spanloop.gui.bars import StatusLine
from spanloop.gui.child_run import ChildRun
from spanloop.gui.commands import Commands
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.projects import ProjectDesk
from spanloop.gui.queue.background import Background
from spanloop.gui.queue.panel import QueuePanel
from spanloop.gui.queue.rank_actions import PREFIX, RANKED_ORDERS
from spanloop.operations import ranking
from spanloop.operations.children import rank_command
from spanloop.settings import Settings

#: An import and what suggests after it come first; so do several completed articles in a row.
_PAUSE_MS = 3_000
#: Changes of what a ranking is made from.
_KINDS = frozenset({"articles", "completions", "extractors", "learning"})


class RankDesk(QObject):
    """Ranks for the queue of the project that is open; says in the status line what came of it."""

    def __init__(
        self,
        settings: Settings,
        *,
        queue: QueuePanel,
        commands: Commands,
        projects: ProjectDesk,
        status: StatusLine,
    ) -> None:
        super().__init__(projects)
        self._settings = settings
        self._queue = queue
        self._projects = projects
        self._status = status
        # One transaction at its end: it may be ended at any moment.
        self.run = ChildRun(settings, self, killable=True)
        self.run.changed.connect(self._say)
        self.run.done.connect(lambda results: self._done(results[0] if results else {}))
        self.run.failed.connect(self._failed)
        self.run.cancelled.connect(lambda: status.set_saved("Ordering was stopped; the order before stays"))
        self._looking: Background | None = None
        #: What was ranked for last: where that leaves something to do it is not tried again.
        self._tried: ranking.Stale | None = None
        #: Whether the ranking under way is one that nobody asked for.
        self._by_itself = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        projects.opened.connect(self.set_session)
        projects.closed.connect(lambda: self.set_session(None))
        queue.ordered.connect(self._ordered)
        queue.reloaded.connect(self.look)
        queue.arranged.connect(self._say)
        for order in RANKED_ORDERS:
            commands.bind(f"{PREFIX}{order}", partial(queue.choose_order, order))
        commands.bind("queue.rank", self.again)
        commands.bind("queue.rank_cancel", self.run.cancel)
        commands.bind("queue.keep_order", self._keep)

    @property
    def waiting(self) -> bool:
        """Whether it is about to look for something to do, or looks."""
        return self._pause.isActive() or (self._looking is not None and self._looking.busy)

    def set_session(self, session: DeskSession | None) -> None:
        """Another project is open, or none."""
        self._pause.stop()
        if self._looking is not None:
            self._looking.stop()
            self._looking.deleteLater()
            self._looking = None
        self.run.stop_now()
        self._tried = None
        if session is None:
            return
        session.changed.connect(self._take)
        order = session.attempt(lambda: ranking.order_of(session.project))
        if order is not None:
            self._queue.choose_order(cast("Order", order))

    def look(self) -> None:
        """Rank a moment later where the order that is shown is out of date then."""
        if (self._asked() is not None or self._may_begin()) and not self.run.running:
            self._pause.start()

    def _may_begin(self) -> bool:
        """Whether a new project may be ranked by itself, as its articles are prepared by themselves."""
        session = self._projects.session
        return self._settings.prepare and session is not None and not session.project.read_only and self._untouched()

    def _untouched(self) -> bool:
        """Whether nobody has chosen what the queue shows or is going through it, and nothing is marked on the desk."""
        session, rows = self._projects.session, self._queue.list
        if session is None or self._queue.view != QueueView() or rows.hasFocus() or rows.verticalScrollBar().value():
            return False
        return session.desk is None or (not session.desk.marks and session.desk.state == "new")

    def again(self) -> None:
        """Rank now, in the order that is shown, else in the project's."""
        session = self._projects.session
        if session is None or self._refused(session):
            return
        asked = self._asked()
        self._start(session, asked or "best")
        if asked is None:
            self._queue.choose_order("best")

    def _asked(self) -> Asked | None:
        order = self._queue.view.order
        return cast("Asked", order) if order in RANKED else None

    def _take(self, changes: Changes) -> None:
        if "learning" in changes.kinds:
            self._queue.model.forget_audited()  # the audit may have begun or ended
        if changes.kinds & _KINDS:
            self.look()

    def _ordered(self, _order: str) -> None:
        """Somebody chose an order: where it is not there yet it is made at once."""
        asked = self._asked()
        if self.run.running:
            self.run.stop_now()
            self._queue.foot.show_work("")
        self._tried = None
        if asked is not None:
            self._look()

    def _look(self) -> None:
        session, asked = self._projects.session, self._asked()
        if session is None or self.run.running:
            return
        if self._looking is None:
            self._looking = Background(session.project, self)
        author = session.author
        if asked is None:
            if self._may_begin():
                self._looking.ask("new", lambda reader: ranking.to_begin_with(reader, author=author), self._found_new)
            return
        self._looking.ask("stale", lambda reader: ranking.stale(reader, asked, author=author), self._found)

    def _found(self, stale: ranking.Stale) -> None:
        session, asked = self._projects.session, self._asked()
        if session is None or asked is None or self.run.running or not stale or stale == self._tried:
            return
        if self._refused(session):
            return
        self._tried = stale
        self._start(session, asked)

    def _found_new(self, is_new: bool) -> None:
        """Nobody began in this project: rank it, so that what differs comes first."""
        session = self._projects.session
        if session is None or not is_new or not self._may_begin() or self.run.running:
            return
        if not session.attempt(lambda: ranking.is_set(session.project)):
            self._start(session, "best")
            self._by_itself = True

    def _refused(self, session: DeskSession) -> bool:
        if session.project.read_only:
            self._status.set_saved("The project is open to be read only, so its articles keep the order that they have")
        return session.project.read_only

    def _start(self, session: DeskSession, asked: Asked) -> None:
        self.run.stop_now()
        self._by_itself = False
        self.run.start([("ranking", rank_command(session.project.path, strategy=asked))])

    def _say(self) -> None:
        if self.run.running:
            share = f", {self.run.share:.0%}" if self.run.steps else ""
            self._queue.foot.show_work(f"Ordering the articles{share}")

    def _done(self, result: dict[str, object]) -> None:
        self._queue.foot.show_work("")
        if self._by_itself:
            # Not under the hands of whoever has begun meanwhile: for them it opens so the next time.
            if self._untouched():
                self._queue.choose_order("best")
        else:
            self._queue.arrange_again()
        self._by_itself = False
        way = strategy_of(str(result.get("strategy", "")))
        title = next((words.title.lower() for name, words in WORDS.items() if name == way), way)
        ledger = cast("list[dict[str, str]]", result.get("ledger") or [])
        notes = "; ".join(entry["message"] for entry in ledger)
        number = count(int(str(result.get("articles", 0))), "article")
        self._status.set_saved(f"Ordered {number}: {title}{f' ({notes})' if notes else ''}")
        self.look()

    def _failed(self, error: SpanloopError) -> None:
        self._queue.foot.show_work("")
        self._status.set_failed(
            SpanloopError(f"Articles not ordered: {error.what}", where=error.where, way_out=error.way_out)
        )

    def _keep(self) -> None:
        session = self._projects.session
        if session is None:
            return
        asked = self._asked()
        changes = session.attempt(lambda: ranking.set_order(session.project, author=session.author, order=asked))
        if changes:
            title = WORDS[asked].title.lower() if asked is not None else "as imported"
            self._status.set_saved(f"The queue opens {title} from now on")
