"""What keeps work safe, at the window: backups, files that cannot be opened, who has a project, deleting for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from spanloop.core.errors import SpanloopError
from spanloop.gui.child_run import ChildRun
from spanloop.gui.commands import Commands
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.dialogs.messages import Choice, Question
from spanloop.gui.projects import ProjectDesk
from spanloop.gui.safety.keeping import BackupKeeper
from spanloop.gui.safety.sheets import BackupsSheet, RecoveredSheet, UnopenedSheet
from spanloop.gui.safety.work import Work
from spanloop.gui.theme import Theme
from spanloop.operations import backups, deleting, projects
from spanloop.operations.backups import BackupRecord
from spanloop.operations.children import delete_article_command, recover_command
from spanloop.operations.windows import ProjectHeldError
from spanloop.settings import Settings


class Busy(Sheet):
    """Says what is being done, until it is done; it cannot be closed before."""

    def __init__(self, title: str, text: str, *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(title, theme=theme, parent=parent)
        self.setObjectName("busy")
        self.add_text(text)

    def reject(self) -> None:
        """Esc does nothing: the work would go on unseen."""


class SafetyDesk(QObject):
    """Binds its actions, hears of projects that cannot be opened, and keeps backups while one works."""

    def __init__(
        self,
        settings: Settings,
        *,
        window: QWidget,
        desk: ProjectDesk,
        commands: Commands,
        theme: Callable[[], Theme],
        say: Callable[[str], None],
        say_aside: Callable[[str], None],
        look: Callable[[], None],
        leave: Callable[[], None],
        unless_running: Callable[[Callable[[], object]], None],
    ) -> None:
        """say: in the status line; say_aside: there too, when nothing else was just said. look: take in what
        another program wrote. leave: close the project and go to the start page. unless_running: go on unless a
        training, import or export runs that is to go on."""
        super().__init__(window)
        self._settings, self._window, self._desk, self._commands = settings, window, desk, commands
        self._say_aside, self._asked = say_aside, False
        self._theme, self._say, self._look, self._leave = theme, say, look, leave
        self._unless_running = unless_running
        self._work: Work | None = None
        self._busy: Busy | None = None
        self._sheet: BackupsSheet | None = None
        self.keeper = BackupKeeper(settings, projects=desk)
        self.keeper.made.connect(self._backup_made)
        self.keeper.failed.connect(lambda error: say(str(error)))
        self.run = ChildRun(settings, self, killable=True)
        self.run.done.connect(self._child_done)
        self.run.failed.connect(self._failed)
        desk.held.connect(self._held)
        desk.unopened.connect(self._unopened)
        desk.opened.connect(self._opened)
        commands.bind("backup.list", self.show_backups)
        commands.bind("backup.now", self.back_up_now)
        commands.bind("backup.auto", lambda: self.switch(not self.keeper.on))
        commands.bind("project.recover", self.ask_recover)
        commands.bind("article.delete", self.ask_delete)
        commands.tick("backup.auto", self.keeper.on)

    def stop_now(self) -> None:
        """The window closes: what runs ends, and leaves nothing half done."""
        self.keeper.stop()
        self.run.stop_now()
        work, self._work = self._work, None
        if work is not None:
            work.stop()
        self._done_waiting()

    # ---- backups

    def show_backups(self, project: Path | None = None) -> None:
        """The list of the open project, of a file that cannot be opened, or of all projects."""
        session = self._desk.session
        if project is None and session is not None:
            project = session.project.path
        sheet = self._sheet = BackupsSheet(
            self._records(project),
            project=project,
            folder=backups.backups_of(self._settings.data_dir).folder,
            on=self.keeper.on,
            theme=self._theme(),
            parent=self._window,
        )
        sheet.now_button.setVisible(session is not None and session.project.path == project)
        sheet.restore_asked.connect(self.ask_restore)
        sheet.delete_asked.connect(lambda record: self._delete_backup(record, project))
        sheet.switched.connect(self.switch)
        sheet.now_asked.connect(self.back_up_now)
        sheet.finished.connect(self._sheet_closed)
        sheet.open()

    def back_up_now(self) -> None:
        """Make one now, and say what came of it."""
        if self.keeper.make_now():
            self._asked = True
            self._say("Making a backup")

    def switch(self, on: bool) -> None:
        """Make backups without being asked from now on, or no more; those there are stay."""
        self._settings.backup_minutes = Settings.backup_minutes if on else 0
        self._desk.save_settings()
        self._commands.tick("backup.auto", on)
        self.keeper.follow_settings()
        self._say("Backups are made while you work." if on else "Backups are made only when you ask for one.")

    def ask_restore(self, record: BackupRecord, path: Path) -> None:
        """Say what is about to happen, and do it when the person agrees."""
        when = backups.when_text(record, now=datetime.now().astimezone())
        question = Question(
            f"Go back to the backup of {when}?",
            f"{path.name} will hold {backups.content_text(record)} again, as it did then. What is in it now is kept"
            " beside it under another name.",
            act="Restore",
            theme=self._theme(),
            parent=self._sheet or self._window,
            careful=True,
        )
        question.accepted.connect(lambda: self._unless_running(lambda: self._restore(record, path)))
        question.open()

    def _restore(self, record: BackupRecord, path: Path) -> None:
        if self._sheet is not None:
            self._sheet.accept()
        session = self._desk.session
        if session is not None and session.project.path.resolve() == path.resolve():
            self._leave()
        holder = self._settings.author_name
        self._wait_for(
            Work(lambda _: backups.restore_backup(record.path, dest=path, holder=holder), self),
            Busy("Restoring the backup", str(path), theme=self._theme(), parent=self._window),
            lambda aside: self._restored(path, aside),
        )

    def _restored(self, path: Path, aside: Any) -> None:
        if self._desk.open(path):
            kept = f"; what stood there is {aside.name}" if isinstance(aside, Path) else ""
            self._say(f"The backup is restored{kept}.")

    def _delete_backup(self, record: BackupRecord, project: Path | None) -> None:
        when = backups.when_text(record, now=datetime.now().astimezone())
        question = Question(
            f"Delete the backup of {when}?",
            "The project itself stays as it is. A deleted backup cannot be brought back.",
            act="Delete backup",
            theme=self._theme(),
            parent=self._sheet or self._window,
            careful=True,
        )

        def delete() -> None:
            try:
                backups.delete_backup(self._settings.data_dir, record)
            except SpanloopError as error:
                self._failed(error)
            self._show_records(project)

        question.accepted.connect(delete)
        question.open()

    def _backup_made(self, record: BackupRecord | None) -> None:
        if self._sheet is not None:
            session = self._desk.session
            self._show_records(session.project.path if session is not None else None)
        say, self._asked = (self._say if self._asked else self._say_aside), False
        if record is not None:
            say(f"Backed up {backups.content_text(record)}")
        elif self._sheet is not None:
            self._say("Nothing was done since the last backup.")

    def _records(self, project: Path | None) -> list[BackupRecord]:
        return backups.list_backups(self._settings.data_dir, project=project)

    def _show_records(self, project: Path | None) -> None:
        if self._sheet is not None:
            self._sheet.set_records(self._records(project))

    def _sheet_closed(self) -> None:
        self._sheet = None

    # ---- projects that cannot be opened

    def _opened(self, _session: object) -> None:
        session = self._desk.session
        if session is not None and session.project.read_only:
            self._say("Only to look at: nothing can be changed here while the other window has it.")

    def _held(self, error: ProjectHeldError) -> None:
        what = error.what.replace("The project is open in another window", f"{error.path.stem} is open elsewhere")
        choice = Choice(
            f"{what}.",
            f"{error.path}\n\n{error.way_out} A copy is a project of its own; what is marked in both can be put"
            " together again by exporting one as JSONL and importing it into the other.",
            {"close": "Close", "copy": "Open a copy", "look": "Look at it"},
            theme=self._theme(),
            parent=self._window,
        )
        choice.chosen.connect(lambda name: self._after_held(name, error.path))
        choice.open()

    def _after_held(self, name: str, path: Path) -> None:
        if name == "look":
            self._desk.look_at(path)
        elif name == "copy":
            self._wait_for(
                Work(lambda _: projects.open_copy(path), self),
                Busy("Copying the project", str(path), theme=self._theme(), parent=self._window),
                self._desk.open,
            )

    def _unopened(self, error: SpanloopError, path: Path) -> None:
        # How damaged files are read is needed on a bad day only.
        from spanloop.operations.recovering import may_help

        records, damaged = self._records(path), may_help(path, error)
        if not records and not damaged:
            self._desk.refused.emit(error)  # there is nothing to offer
            return
        sheet = UnopenedSheet(error, backups=records, damaged=damaged, theme=self._theme(), parent=self._window)
        sheet.restore_asked.connect(lambda: self.show_backups(path))
        sheet.recover_asked.connect(lambda: self.recover(path))
        sheet.open()

    def ask_recover(self) -> None:
        """Ask for the damaged file."""
        self._desk.ask_open(lambda path: self.recover(Path(path)))

    def recover(self, path: Path) -> None:
        """Write what can be read into a new project, in a child process, and offer to open that."""
        if self.run.running:
            return
        text = "Each page of the file is read; a large one takes minutes. The file itself is not touched."
        self._busy = Busy("Recovering what can be read", text, theme=self._theme(), parent=self._window)
        self._busy.open()
        self.run.start([("recovering", recover_command(path))])

    # ---- deleting for good

    def ask_delete(self) -> None:
        """Say all that would go, and do it when the person agrees. Enter means to stay."""
        session = self._desk.session
        if session is None or not session.article or self.run.running:
            return
        article, data_dir = session.article, self._settings.data_dir
        plan = session.attempt(lambda: deleting.plan_deletion(session.project, article=article, data_dir=data_dir))
        if plan is None:
            return
        question = Question(
            "Delete this article for good?",
            "\n\n".join(plan.sentences()),
            act="Delete for good",
            theme=self._theme(),
            parent=self._window,
            careful=True,
        )
        question.accepted.connect(lambda: self._unless_running(lambda: self._delete(article)))
        question.open()

    def _delete(self, article: str) -> None:
        session = self._desk.session
        if session is None or self.run.running:
            return
        self.keeper.stop()  # no copy of what is just going
        self._commands.run("article.next")
        if session.article == article:
            session.close_article()
        text = "The project and its backups are written anew, so that nothing of the article is left in them."
        self._busy = Busy("Deleting for good", text, theme=self._theme(), parent=self._window)
        self._busy.open()
        command = delete_article_command(session.project.path, author=session.author.name, article=article)
        self.run.start([("deleting", command)])

    # ---- waiting

    def _wait_for(self, work: Work, busy: Busy, then: Callable[[Any], object]) -> None:
        self._work, self._busy = work, busy

        def ended() -> None:
            self._work = None

        def done(result: object) -> None:
            self._done_waiting()
            then(result)

        work.done.connect(done)
        work.failed.connect(self._failed)
        work.finished.connect(ended)
        busy.open()
        work.start()

    def _done_waiting(self) -> None:
        busy, self._busy = self._busy, None
        if busy is not None:
            busy.accept()

    def _child_done(self, results: list[dict[str, Any]]) -> None:
        self._done_waiting()
        told = results[-1]
        if "sentence" in told:
            self._look()
            self.keeper.follow_settings()
            self._say(str(told["sentence"]))
            return
        sheet = RecoveredSheet(told, theme=self._theme(), parent=self._window)
        sheet.open_asked.connect(lambda: self._desk.open(Path(str(told["project"]))))
        sheet.open()

    def _failed(self, error: SpanloopError) -> None:
        self._done_waiting()
        self._look()
        self._desk.refused.emit(error)
