"""The loop as the window shows it: train a version, let it suggest, say how that went."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from spanloop.gui.commands import Commands
from spanloop.gui.desk.reading import count
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.messages import Question
from spanloop.gui.plain import menu_text
from spanloop.gui.theme import Theme
from spanloop.gui.training import TrainingPart, TrainingRun, extractor_lines
from spanloop.operations.children import suggest_command, train_command
from spanloop.operations.versions import current_extractor
from spanloop.settings import Settings


class LoopDesk(QObject):
    """Training and suggesting for the session that is open. told(sentence): how a run ended."""

    told = Signal(str)

    def __init__(self, settings: Settings, *, window: QWidget, commands: Commands, theme: Callable[[], Theme]) -> None:
        super().__init__(window)
        self._settings = settings
        self._window = window
        self._commands = commands
        self._theme = theme
        self._session: DeskSession | None = None
        self.has_extractor = False
        self.run = TrainingRun(settings, self)
        self.part = TrainingPart(self.run, theme=theme())
        self.part.start_asked.connect(lambda: commands.run("train.start"))
        self.part.cancel_asked.connect(self.run.cancel)
        self.run.done.connect(self._done)
        self.run.cancelled.connect(lambda: self.told.emit("Training cancelled, the version before stays"))
        commands.bind("train.start", self.train)
        commands.bind("train.cancel", self.run.cancel)
        commands.bind("suggest.start", self.suggest)

    def set_session(self, session: DeskSession | None) -> None:
        """Work for another project, or for none."""
        self._session = session
        if session is not None:
            self.refresh()

    def refresh(self) -> None:
        """Say which version suggests now."""
        session = self._session
        record = session.attempt(lambda: current_extractor(session.project)) if session else None
        self.has_extractor = record is not None
        self.part.set_extractor(record.name if record else "", record.number if record else 0)
        menu = QMenu(self.part.name)
        for line in extractor_lines(record) if record else []:
            menu.addAction(menu_text(line)).setEnabled(False)
        menu.addSeparator()
        for action_id in ("train.start", "suggest.start"):
            menu.addAction(self._commands.qt(action_id))
        before = self.part.name.menu()
        self.part.name.setMenu(menu)
        if before is not None:
            before.deleteLater()

    def train(self) -> None:
        """Train a version in a child process, then let it suggest."""
        if self._session is not None:
            path, author = self._session.project.path, self._session.author.name
            train = train_command(path, author=author, max_steps=self._settings.train_steps)
            self.run.start([("training", train), ("suggesting", suggest_command(path, author=author))])

    def suggest(self) -> None:
        """Let the current version read what is not complete."""
        if self._session is not None:
            path, author = self._session.project.path, self._session.author.name
            self.run.start([("suggesting", suggest_command(path, author=author))])

    def words(self) -> str:
        """What runs and how long it will take, for the status line; "" when nothing does."""
        return (self.part.time_left() or self.part.words()) if self.run.running else ""

    def unless_running(self, then: Callable[[], object]) -> None:
        """Go on at once, or after the person agreed that the run is cancelled."""
        if not self.run.running:
            then()
            return
        question = Question(
            "A training is running",
            "Leaving cancels it. Your marks are saved, and the version before stays as it was.",
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

    def _done(self, results: list[dict[str, object]]) -> None:
        suggested = results[-1] if results else {}
        made = count(int(str(suggested.get("suggestions", 0))), "suggestion")
        where = count(int(str(suggested.get("articles", 0))), "article")
        self.told.emit(f"{suggested.get('extractor', '')}: {made} in {where}")
