"""Articles and marks in and out, as the window does it; what is brought in is looked at first (gui.importing)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.wording import count
from spanloop.gui.child_run import ChildRun
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.files import ask_folder, ask_save
from spanloop.gui.dialogs.forms import Details, PasteArticle
from spanloop.gui.dialogs.messages import Question, Report
from spanloop.gui.drops import local_files
from spanloop.gui.importing.desk import ImportDesk, ledger_line
from spanloop.gui.importing.reading_again import ReadingAgain
from spanloop.gui.projects import documents
from spanloop.gui.theme import Theme
from spanloop.operations import details, exporting, pasting
from spanloop.operations.children import export_command
from spanloop.settings import Settings


class ExchangeDesk(QObject):
    """Imports and exports for the session that is open. Every refusal goes through the session.

    changed: a look, an import or an export in a child began, went on or ended. written: the child wrote into the
    project, the window is to look. arrived(sentence): new articles are in the project.
    """

    changed = Signal()
    written = Signal()
    arrived = Signal(str)

    def __init__(
        self,
        settings: Settings,
        *,
        window: QWidget,
        theme: Callable[[], Theme],
        session: Callable[[], DeskSession | None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._session = session
        self._child = ChildRun(settings, self)
        self._child.changed.connect(self.changed)
        self._child.done.connect(self._exported)
        self._child.failed.connect(self._refuse)
        self.importing = ImportDesk(settings, window=window, theme=theme, session=session)
        self.importing.changed.connect(self.changed)
        self.again = ReadingAgain(settings, window=window, theme=theme, session=session)
        self.again.changed.connect(self.changed)
        self.again.written.connect(self.written)
        self.importing.written.connect(self.written)
        self.importing.arrived.connect(self.arrived)

    def words(self) -> str:
        """What the child does, for the status line; "" while there is none."""
        if self.importing.running:
            return self.importing.words()
        if self.again.run.running:
            return "Reading the page again"
        if not self._child.running:
            return ""
        return f"Exporting, {self._child.share:.0%}" if self._child.steps else "Exporting"

    @property
    def running(self) -> bool:
        """Whether a look, an import or an export runs in a child."""
        return self._child.running or self.importing.running or self.again.run.running

    def cancel(self) -> None:
        """Stop the child; nothing of an import is written then."""
        self._child.cancel()
        self.importing.cancel()
        self.again.run.cancel()

    def unless_running(self, then: Callable[[], object]) -> None:
        """Go on at once, or after the person agreed that an import or export is cancelled."""
        if not self.running:
            then()
            return
        question = Question(
            "An export is running" if self._child.running else "An import is running",
            "Leaving cancels it; nothing of it is written. Your marks are saved.",
            act="Cancel it and leave",
            stay="Stay",
            theme=self._theme(),
            parent=self._window,
        )

        def leave() -> None:
            self.stop_now()
            then()

        question.accepted.connect(leave)
        question.open()

    def stop_now(self) -> None:
        """The window closes."""
        self._child.stop_now()
        self.importing.stop_now()
        self.again.run.stop_now()

    def _refuse(self, error: SpanloopError) -> None:
        session = self._session()
        if session is not None:
            session.refused.emit(error)

    # in

    def ask_import(self) -> None:
        """Show what was looked at meanwhile, else ask for files and look at them."""
        if not self.importing.show_waiting():
            self.ask_files(self.take)

    def ask_files(self, then: Callable[[list[Path]], None]) -> None:
        """Ask for files to import."""
        self.importing.ask_files(then)

    def ask_import_folder(self) -> None:
        """Ask for a folder and look at all that is in it."""
        self.importing.ask_folder()

    def take(self, paths: Sequence[Path]) -> None:
        """Look at files and folders, show what was found, and import what the person chooses of it."""
        self.importing.take(paths)

    def ask_paste(self) -> None:
        """Show what is on the clipboard as a new article to be; files on it are looked at as if they were dropped."""
        files = local_files(QGuiApplication.clipboard().mimeData())
        if files:
            self.take(files)
            return
        dialog = PasteArticle(theme=self._theme(), parent=self._window, text=QGuiApplication.clipboard().text())
        dialog.pasted.connect(self._paste)
        dialog.open()

    def _paste(self, text: str, title: str) -> None:
        session = self._session()
        if session is None:
            return
        made = session.attempt(
            lambda: pasting.paste_article(session.project, author=session.author, text=text, title=title)
        )
        if made is not None:
            changes, uid = made
            session.take(changes)
            session.open(uid)
            self.arrived.emit("1 article pasted")

    def ask_details(self) -> None:
        """Edit what is known of the open article besides its text."""
        session = self._session()
        if session is None or session.desk is None:
            return
        article: Article = session.desk.article
        dialog = Details(article, theme=self._theme(), parent=self._window)
        dialog.changed.connect(
            lambda title, source, date, language: session.act(
                details.change_details,
                article=article.uid, title=title, source=source, date=date, language=language,
            )
        )  # fmt: skip
        dialog.open()

    # out

    def ask_export_jsonl(self) -> None:
        """Ask for a file and write everything into it."""
        session = self._session()
        if session is None:
            return
        proposed = documents() / f"{session.project.path.stem}.jsonl"
        ask_save(
            self._window, "Export marks as JSONL", proposed, kinds="JSON lines (*.jsonl)", suffix="jsonl",
            then=self._export_jsonl,
        )  # fmt: skip

    def _export_jsonl(self, dest: Path) -> None:
        session = self._session()
        if session is None:
            return
        lines = session.attempt(lambda: exporting.export_jsonl(session.project, dest=dest))
        if lines is not None:
            self._report("Export", f"{count(lines, 'line')} written to {dest}.", [])

    def ask_export_spacy(self) -> None:
        """Ask for a folder and write the training data into it."""
        if self._session() is not None:
            title = "Export spaCy training data into a folder"
            ask_folder(self._window, title, documents(), then=self._export_spacy)

    def _export_spacy(self, folder: Path) -> None:
        session = self._session()
        if session is None or self._child.running:
            return
        # In a child process: spaCy takes seconds to import and more to cut words.
        dest = folder / f"{session.project.path.stem}-spacy"
        self._child.start([("exporting", export_command(session.project.path, dest=dest, file_format="spacy"))])

    def _exported(self, results: list[dict[str, Any]]) -> None:
        for told in results:
            counts = ", ".join(f"{split} {count}" for split, count in told.get("docs", {}).items())
            lines = [ledger_line(entry) for entry in told.get("ledger", [])]
            more = sum(told.get("lost", {}).values()) - len(lines)
            lines += [f"{more:,} more are in {told.get('ledger_at', '')}"] if more > 0 else []
            self._report("Export", f"Written to {told.get('dest', '')}: {counts}.", lines)

    def _report(self, title: str, text: str, lines: Sequence[str]) -> None:
        Report(title, text, lines, theme=self._theme(), parent=self._window).open()
