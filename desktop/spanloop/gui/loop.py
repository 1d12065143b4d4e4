"""The loop as the window shows it: train a version, let it suggest, say how that went."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from spanloop.core.errors import SpanloopError
from spanloop.core.wording import count
from spanloop.gui.action_table import find_action
from spanloop.gui.child_run import ChildRun
from spanloop.gui.commands import Commands
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.messages import Question
from spanloop.gui.keys import shown
from spanloop.gui.live.desk import LiveDesk
from spanloop.gui.theme import Theme
from spanloop.gui.train.curves import RunCurves
from spanloop.gui.training import TrainingPart, extractor_lines
from spanloop.operations.children import suggest_command, train_command
from spanloop.operations.versions import (
    ExtractorRecord,
    current_extractor,
    extractors,
    live_record,
    newest_held_back,
    next_number,
    score_fall,
)
from spanloop.settings import Settings


class LoopDesk(QObject):
    """Training and suggesting for the session that is open.

    told(sentence): how a run ended. refreshed: another version suggests, or something of the versions changed.
    curves: of the training that runs, else of the last one since the project was opened; None before the first.
    ending: how the last run ended when it made no version, "" otherwise.
    """

    told = Signal(str)
    refreshed = Signal()
    page_asked = Signal()

    def __init__(self, settings: Settings, *, window: QWidget, commands: Commands, theme: Callable[[], Theme]) -> None:
        super().__init__(window)
        self._settings = settings
        self._window = window
        self._commands = commands
        self._theme = theme
        self._session: DeskSession | None = None
        self.current: ExtractorRecord | None = None
        self.curves: RunCurves | None = None
        self.ending = ""
        self._trains = False
        #: How many articles the reading under way has before it.
        self._reads = 0
        self.run = ChildRun(settings, self)
        self.part = TrainingPart(self.run, theme=theme())
        self.part.start_asked.connect(lambda: commands.run("train.start"))
        self.part.cancel_asked.connect(self.run.cancel)
        self.part.page_asked.connect(self.page_asked)
        self.live = LiveDesk(settings, commands=commands, trains=lambda: self.run.running, theme=theme, parent=self)
        self.live.told.connect(self.told)
        self.live.worker.done.connect(lambda _: self.refresh())  # the chip names what suggests now
        self.live.scratch_asked.connect(self._train_by_itself)
        self.run.changed.connect(self.live.resume)
        self.run.told.connect(self._take)
        self.run.done.connect(self._done)
        self.run.failed.connect(self._failed)
        self.run.cancelled.connect(self._cancelled)
        commands.bind("train.start", self.train)
        commands.bind("train.cancel", self.run.cancel)
        commands.bind("suggest.start", self.suggest)
        commands.qt("train.start").changed.connect(self._show_ability)
        commands.keys_changed.connect(self._show_ability)
        self._show_ability()

    def set_session(self, session: DeskSession | None) -> None:
        """Work for another project, or for none."""
        self._session = session
        self.curves, self.ending = None, ""
        self.live.set_session(session)
        if session is not None:
            self.refresh()

    @property
    def has_extractor(self) -> bool:
        """Whether a version suggests."""
        return self.current is not None

    def has_material(self) -> bool:
        """Whether anything is marked that a training could learn from."""
        session = self._session
        return session is not None and bool(session.attempt(session.project.any_marked))

    def why_not_train(self) -> str:
        """Why a training cannot begin now, "" when it can."""
        return self._commands.why_not(find_action("train.start"))

    def _show_ability(self) -> None:
        key = "".join(shown(key) for key in self._commands.keys("train.start")[:1])
        self.part.set_possible("" if self.run.running else self.why_not_train(), key=key)

    def refresh(self) -> None:
        """Say which version suggests now."""
        session = self._session
        record = session.attempt(lambda: current_extractor(session.project)) if session else None
        following = session.attempt(lambda: next_number(session.project)) if session else None
        self.current = record
        live = (
            session.attempt(lambda: live_record(session.project.extractors(), record.uid))
            if record and session
            else None
        )
        self.part.set_extractor(
            (live or record).name if record else "",
            record.number if record else 0,
            following=following,
            lines=extractor_lines(record) if record else (),
        )
        self.live.look()
        self.refreshed.emit()

    def train(self) -> None:
        """Train a version in a child process, then let it suggest; a refresh that is under way ends first."""
        self.live.stand_aside(self._train)

    def _train_by_itself(self, why: str) -> None:
        if self._session is not None and not self.run.running:
            self.told.emit(f"Training from scratch: {why}")
            self.train()

    def _train(self) -> None:
        if self._session is not None and not self.run.running:
            path, author = self._session.project.path, self._session.author.name
            self.ending, self._trains, self._reads = "", True, 0
            self.curves = RunCurves(self.part.number)
            train = train_command(path, author=author, max_steps=self._settings.train_steps)
            self.run.start([("training", train), ("suggesting", suggest_command(path, author=author))])

    def suggest(self) -> None:
        """Let the current version read what is not complete."""
        if self._session is not None and not self.run.running:
            path, author = self._session.project.path, self._session.author.name
            self.ending, self._trains, self._reads = "", False, 0
            self.run.start([("suggesting", suggest_command(path, author=author))])

    @property
    def trains(self) -> bool:
        """Whether a training runs, and not only the reading that follows it."""
        return self.run.running and self._trains and not self._made

    @property
    def _made(self) -> bool:
        """Whether the training of this run is over: its version is in the project, though its process may end later."""
        written = self.curves is not None and self.part.number > self.curves.number
        return bool(self.run.ended_well) or written

    def words(self, *, share: bool = False) -> str:
        """What runs, for the status line: how long it will take, or how much is done; "" when nothing does."""
        if not self.run.running:
            return self.live.words() if self.live.worker.busy else ""
        if self.run.phase == "training" and not self.trains:
            return "Suggesting"
        return self.part.words() if share else self.part.time_left() or self.part.words()

    def unless_running(self, then: Callable[[], object]) -> None:
        """Go on at once, or after the person agreed that the run is cancelled."""
        if not self.run.running:
            then()
            return
        stays = f"{self.current.name} goes on suggesting" if self.current else "there is no version before it"
        question = Question(
            "A training is running",
            f"Leaving cancels it. Your marks are saved; {stays}.",
            act="Cancel training and leave",
            stay="Keep training",
            theme=self._theme(),
            parent=self._window,
        )

        def leave() -> None:
            self.run.stop_now()
            then()

        question.accepted.connect(leave)
        question.open()

    def ask_cancel(self) -> None:
        """Cancel the run after the person agreed."""
        if not self.run.running:
            return
        stays = f"{self.current.name} goes on suggesting." if self.current else "There is no version before it."
        title, text = "Cancel suggesting?", "Everything stays as it was before it began."
        act, stay = "Cancel suggesting", "Go on"
        if self.trains:
            title = f"Cancel the training of version {self.part.number}?"
            text = f"What it learned so far is deleted. Your marks stay as they are. {stays}"
            act, stay = "Cancel training", "Keep training"
        question = Question(title, text, act=act, stay=stay, theme=self._theme(), parent=self._window)
        question.accepted.connect(self.run.cancel)
        # A run that ends meanwhile leaves nothing to cancel.
        self.run.done.connect(question.reject)
        self.run.failed.connect(question.reject)
        question.open()

    def _take(self, line: dict[str, Any]) -> None:
        if self.run.phase == "training" and self.curves is not None:
            self.curves.take(line)
        elif self.run.phase == "suggesting":
            self._reads = self.run.steps

    def _failed(self, error: SpanloopError) -> None:
        self._name_curves("failed")
        self.ending = f"{error.what[:1].upper()}{error.what[1:]}. {error.way_out}".rstrip()
        self.refreshed.emit()

    def _cancelled(self) -> None:
        if self._made or not self._trains:
            self.ending = ""
            self.told.emit("Suggesting cancelled")
            self.refreshed.emit()
            return
        stays = f"{self.current.name} goes on suggesting" if self.current else "your marks stay as they are"
        self.ending = f"Cancelled; {stays}."
        self._name_curves("cancelled")
        after = ", the version before stays" if self.current else "; there is no version before it"
        self.told.emit(f"Training cancelled{after}")
        self.refreshed.emit()

    def _name_curves(self, ended: Literal["cancelled", "failed"]) -> None:
        """Curves of a run that made no version are not to pass for those of the version that gets its number."""
        if self.curves is not None and self._trains and not self._made:
            self.curves.ended = ended

    def _done(self, results: list[dict[str, object]]) -> None:
        suggested = results[-1] if results else {}
        name, number = suggested.get("extractor", ""), int(str(suggested.get("suggestions", 0)))
        where = int(str(suggested.get("articles", 0)))
        if number:
            told = f"{name}: {count(number, 'suggestion')} in {count(where, 'article')}"
        elif self._reads:
            told = f"{name} read {count(self._reads, 'article')} and suggests nothing there"
        else:
            told = f"{name} suggests now; nothing new to read"
        self.told.emit(told + self._fallen())

    def _fallen(self) -> str:
        """What is to be said after a training that made a version with lower scores than the one before."""
        session = self._session
        if session is None or not self._trains:
            return ""
        held = session.attempt(lambda: newest_held_back(session.project))
        if held is not None:
            return f"; version {held.number} is held back, the page Train says why"
        fall = session.attempt(lambda: score_fall(extractors(session.project)))
        if fall is None:
            return ""
        # Pulls in evaluation, for which no window waits that only marks.
        from spanloop.gui.train.words import fall_words

        return f"; {fall_words(fall)}"
