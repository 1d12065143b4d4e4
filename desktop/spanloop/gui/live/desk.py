"""Refreshing suggestions while one works: when it begins, what waits, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.wording import count, score_text
from spanloop.gui.commands import Commands
from spanloop.gui.desk.page import DeskPage
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.live.power import on_battery
from spanloop.gui.live.worker import LiveWorker
from spanloop.gui.queue.background import Background
from spanloop.gui.theme import Theme
from spanloop.operations.coming import coming
from spanloop.operations.live_setting import FIRST_AT, LiveSetting, live_setting, set_live
from spanloop.operations.versions import current_extractor
from spanloop.settings import Settings

#: Completing an article opens the next one first; two in a row make one refresh.
_PAUSE_MS = 400
#: Another program trains this project: it is asked again after so long.
_WAIT_MS = 20_000


class LiveDesk(QObject):
    """Refreshes the suggestions of the session that is open.

    told(sentence): how a refresh ended, for the status line; the project was written. failed(SpanloopError): what could
    not be done and why, once for each reason while a project is open. changed: `words` is another one.
    scratch_asked(why): a version is to be trained from scratch now, as the project's setting wants it.
    """

    told = Signal(str)
    failed = Signal(object)
    changed = Signal()
    scratch_asked = Signal(str)

    def __init__(
        self,
        settings: Settings,
        *,
        commands: Commands,
        trains: Callable[[], bool],
        theme: Callable[[], Theme],
        parent: QObject,
    ) -> None:
        """trains: whether a training or a reading of all articles runs in the window."""
        super().__init__(parent)
        self.theme = theme
        self._settings = settings
        self._trains = trains
        self._session: DeskSession | None = None
        self._page: DeskPage | None = None
        self.setting = LiveSetting()
        self._has_version = False
        #: Completed articles since the last refresh, and whether another refresh is wanted after the one under way.
        self._completed = 0
        self._wanted = self._by_hand = False
        #: Who waits for the refresh under way to end.
        self._then: Callable[[], object] | None = None
        self._rest: object = None
        self._told: set[str] = set()
        self._scratch: set[str] = set()
        #: What the last refresh brought, and the version whose suggestions it refreshed.
        self.last = self._suggests = ""
        self._looking: Background | None = None
        self.worker = LiveWorker(settings, self)
        self.worker.done.connect(self._done)
        self.worker.failed.connect(self._failed)
        self.worker.cancelled.connect(self._settle)
        self.worker.asked.connect(self._answer)
        self.worker.changed.connect(self.changed)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._begin)
        commands.bind("live.pause", self.toggle)
        commands.bind("live.now", self.refresh_now)

    def join(self, page: DeskPage, *, failed: Callable[[SpanloopError], object]) -> None:
        """page: shows the article that is not to change under the person's hands. failed: shows what went wrong."""
        self._page = page
        self.failed.connect(failed)

    def set_session(self, session: DeskSession | None) -> None:
        """Work for another project, or for none: the process of the one before ends."""
        self.stop_now()
        self._session = session
        self._told.clear()
        self._scratch.clear()
        self._completed, self.last = 0, ""
        if session is not None:
            session.changed.connect(self.take)
            session.opened.connect(self._note_rest)
            self._looking = Background(session.project, self)
            self._note_rest()
        self.look()

    def look(self) -> None:
        """The setting or the versions may be others now."""
        session = self._session
        if session is not None:
            self.setting = session.attempt(lambda: live_setting(session.project)) or LiveSetting()
            current = session.attempt(lambda: current_extractor(session.project))
            self._has_version = current is not None
            if (uid := current.uid if current else "") != self._suggests:
                self._suggests, self.last = uid, ""
        self.changed.emit()

    def take(self, changes: Changes) -> None:
        """An act was saved. A completed article counts; one whose completion is taken back or done again does not."""
        session = self._session
        if session is None:
            return
        if changes.kinds & {"learning", "extractors"}:
            self.look()
        if changes.completed:
            self._completed += 1
            if self._completed >= self.setting.every and not self.why_not():
                self._ask()
            elif not self._has_version and self.setting.on and self.setting.first:
                self._look_for_first()

    # what is said

    def why_not(self) -> str:
        """Why suggestions are not refreshed by themselves now, "" where they are."""
        if self._session is None:
            return "No project is open"
        if self._session.project.read_only:
            return "The project is open to be read only"
        if not self.setting.on:
            return "Live suggestions are off"
        if not self._has_version:
            return "Live suggestions begin after the first training"
        if not self._settings.live:
            return "Live suggestions are paused on this computer"
        if on_battery():
            return "Live suggestions wait: this computer runs on battery"
        return ""

    def words(self) -> str:
        """Where it stands, for the Train page."""
        if self.worker.busy:
            share = f", {self.worker.share:.0%}" if self.worker.share else ""
            return f"Refreshing suggestions{share}"
        return self.why_not() or self.last or f"Suggestions are refreshed {self.setting.words()}"

    @property
    def paused(self) -> bool:
        """Whether it is paused on this computer."""
        return not self._settings.live

    @property
    def waiting(self) -> bool:
        """Whether a refresh is about to begin."""
        return self._pause.isActive() or (self._looking is not None and self._looking.busy)

    # acts

    def toggle(self) -> None:
        """Pause on this computer, or go on."""
        self._settings.live = not self._settings.live
        if not self._settings.live:
            self._wanted = False
            self._pause.stop()
            self.worker.cancel()
        try:
            self._settings.save()
        except SpanloopError as error:
            self.failed.emit(error)
        self.told.emit("Live suggestions go on" if self._settings.live else "Live suggestions paused")
        self.changed.emit()

    def choose(self, setting: LiveSetting) -> None:
        """Another setting for this project."""
        if self._session is not None:
            self._session.act(set_live, setting=setting)
            self.look()

    def refresh_now(self) -> None:
        """A person asks for it: also while it is paused, off, or on battery."""
        if not self._has_version:
            self.told.emit("Live suggestions begin after the first training")
        elif self._trains():
            self.told.emit("A training runs: its version suggests when it is done")
        else:
            self._by_hand = True
            self._ask(at_once=True)

    def stand_aside(self, then: Callable[[], object]) -> None:
        """A training is to begin: end the refresh under way first, because both cannot write one version."""
        self._pause.stop()
        self._wanted = False
        if not self.worker.busy:
            then()
            return
        self._then = then
        self.worker.cancel()

    def stop_now(self) -> None:
        """The project closes, or the window."""
        self._pause.stop()
        self._wanted = self._by_hand = False
        self._then = None
        if self._looking is not None:
            self._looking.stop()
            self._looking.deleteLater()
            self._looking = None
        self.worker.stop_now()

    # a refresh

    def _ask(self, *, at_once: bool = False) -> None:
        if self.worker.busy or self.waiting:
            self._wanted = self._wanted or self.worker.busy
            return
        self._pause.start(0 if at_once else _PAUSE_MS)

    def _begin(self) -> None:
        """Look, beside the window, which articles come next, and let the process do the rest."""
        session, page, looking = self._session, self._page, self._looking
        if session is None or page is None or looking is None or self.worker.busy:
            return
        if self._trains():
            self._wanted = True  # begins when that is over
            return
        if not self._by_hand and self.why_not():
            return
        author, view, here = session.author, page.queue.model.view, session.article
        looking.ask("coming", lambda reader: coming(reader, author=author, view=view, after=here), self._start)

    def _start(self, articles: list[str]) -> None:
        session = self._session
        if session is None:
            return
        self._completed = 0
        self._by_hand = False
        chosen = [uid for uid in articles if uid != session.article or not self._begun()]
        self.worker.refresh(session.project.path, author=session.author.name, articles=chosen)

    def resume(self) -> None:
        """A training ended: what waited for it begins."""
        if self._wanted and not self._trains():
            self._wanted = False
            self._ask()

    def _note_rest(self) -> None:
        self._rest = self._page.canvas.selection() if self._page is not None else None

    def _begun(self) -> bool:
        """Whether the person has begun on the open article: nothing may move there then."""
        session, page = self._session, self._page
        if session is None or page is None or session.desk is None:
            return False
        canvas = page.canvas
        touched = canvas.has_selection() or canvas.selection() != self._rest or page.forms.composing
        return touched or bool(session.desk.marks)

    def _answer(self) -> None:
        """It is about to write: not where the person has begun meanwhile."""
        session = self._session
        self.worker.answer([session.article] if session is not None and self._begun() else [])

    def _done(self, report: dict[str, Any]) -> None:
        now = f"{datetime.now().astimezone():%H:%M}"
        learned = count(int(report.get("articles", 0)), "article")
        if not report.get("kept"):
            self.last = f"Suggestions stay as they were, {now}: {report.get('dropped', '')}"
        else:
            self.last = f"Suggestions refreshed from {learned}, {now}"
            score = report.get("score")
            if report.get("unproven"):
                self.last += ", not checked: no article is kept for development yet"
            elif isinstance(score, float):
                self.last += f", development score {score_text(score)}"
        said = self.last.partition(", not")[0].partition(", dev")[0]
        self.told.emit(said)
        waiting = ", ".join(report.get("waiting", ()))
        every = self.setting.scratch_every
        if every and waiting:
            self._ask_scratch(f"{waiting} came into the schema since")
        elif every and int(report.get("refreshes", 0)) >= every:
            self._ask_scratch(f"{count(every, 'refresh', 'refreshes')} since the last one")
        self._settle()

    def _failed(self, error: SpanloopError, kind: str) -> None:
        if kind == "TrainingRunningError":
            # Somebody trains in a terminal: nothing is wrong, and it is asked again.
            self._wanted = False
            self._pause.start(_WAIT_MS)
            self._go_on()
            return
        if kind == "ScratchNeededError" and self.setting.scratch_every:
            self._ask_scratch(error.what)
        elif error.what not in self._told:
            self._told.add(error.what)
            said = f"Suggestions not refreshed: {error.what[:1].lower()}{error.what[1:]}"
            self.failed.emit(SpanloopError(said, where=error.where, way_out=error.way_out))
        self._settle()

    def _ask_scratch(self, why: str) -> None:
        """Once for each reason: a training that does not help is not begun after every article."""
        if why not in self._scratch:
            self._scratch.add(why)
            self.scratch_asked.emit(why)

    def _settle(self) -> None:
        """A refresh ended, well or not."""
        self._go_on()
        if self._wanted and not self._trains():
            self._wanted = False
            if not self.why_not():
                self._ask()
        self.changed.emit()

    def _go_on(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    def _look_for_first(self) -> None:
        """Without a version: the first one is trained once there is enough to learn from."""
        if self._looking is not None and self._settings.live:
            self._looking.ask("first", lambda reader: len(reader.finished_articles()), self._found_first)

    def _found_first(self, complete: int) -> None:
        if complete >= FIRST_AT and not self._has_version and not self._trains():
            self._ask_scratch(f"{count(FIRST_AT, 'article')} are complete")
