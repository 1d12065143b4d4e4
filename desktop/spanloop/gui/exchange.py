"""Articles and marks in and out, as the window does it; what is brought in is looked at first (gui.importing)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from spanloop.core.article import Article
from spanloop.gui.actions import KeysOf
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.forms import Details, PasteArticle
from spanloop.gui.dialogs.messages import Question
from spanloop.gui.drops import local_files
from spanloop.gui.exporting.desk import ExportDesk
from spanloop.gui.importing.desk import ImportDesk
from spanloop.gui.importing.reading_again import ReadingAgain
from spanloop.gui.theme import Theme
from spanloop.operations import details, pasting
from spanloop.settings import Settings


class ExchangeDesk(QObject):
    """Imports and exports for the session that is open. Every refusal goes through the session.

    changed: a look, an import or an export in a child began, went on or ended. written: the child wrote into the
    project, the window is to look. arrived(sentence): new articles are in the project. rules_met(path): what was to be
    imported is a file of rules.
    """

    changed = Signal()
    written = Signal()
    arrived = Signal(str)
    rules_met = Signal(object)

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
        self.exporting = ExportDesk(settings, window=window, theme=theme, session=session)
        self.exporting.changed.connect(self.changed)
        self.importing = ImportDesk(settings, window=window, theme=theme, session=session)
        self.importing.changed.connect(self.changed)
        self.again = ReadingAgain(settings, window=window, theme=theme, session=session)
        self.again.changed.connect(self.changed)
        self.again.written.connect(self.written)
        self.importing.written.connect(self.written)
        self.importing.arrived.connect(self.arrived)
        self.importing.rules_met.connect(self.rules_met)

    def words(self) -> str:
        """What the child does, for the status line; "" while there is none."""
        if self.importing.running:
            return self.importing.words()
        if self.again.run.running:
            return "Reading the page again"
        return self.exporting.words() if self.exporting.run.running else ""

    def offer(self, keys: KeysOf) -> str:
        """What the status line offers: to see what was found, or to end what runs; "" for nothing. keys: of acts."""
        if self.exporting.run.running or self.importing.running:
            phase = "" if self.words() == "Cancelling" else "export" if self.exporting.run.running else "import"
            return f"Cancel the {phase}" if phase else ""
        return self.importing.waiting(keys)

    def take_up(self) -> None:
        """Do what the status line offers."""
        if self.exporting.run.running or self.importing.running:
            self.cancel()
        else:
            self.ask_import()

    @property
    def running(self) -> bool:
        """Whether a look, an import or an export runs in a child."""
        return self.exporting.run.running or self.importing.running or self.again.run.running

    def cancel(self) -> None:
        """Stop the child; nothing of an import is written then."""
        self.exporting.run.cancel()
        self.importing.cancel()
        self.again.run.cancel()

    def unless_running(self, then: Callable[[], object]) -> None:
        """Go on at once, or after the person agreed that an import or export is cancelled."""
        if not self.running:
            then()
            return
        question = Question(
            "An export is running" if self.exporting.run.running else "An import is running",
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
        self.exporting.run.stop_now()
        self.importing.stop_now()
        self.again.run.stop_now()

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
