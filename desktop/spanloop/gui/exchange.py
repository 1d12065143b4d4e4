"""Articles and marks in and out, as the window does it: files are chosen, dropped or pasted, and it says what came.

A few reports come in at once. More than that is read by a child process, in one transaction as well, so that the window
does not stand still; its act is the person's own and undone like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.wording import count
from spanloop.gui.child_run import ChildRun
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.files import ask_folder, ask_save
from spanloop.gui.dialogs.forms import Details, PasteArticle
from spanloop.gui.dialogs.messages import Question, Report
from spanloop.gui.projects import documents
from spanloop.gui.theme import Theme
from spanloop.operations import exchange
from spanloop.operations.children import export_command, import_command
from spanloop.operations.queueing import queue_of
from spanloop.settings import Settings

#: Bytes that are read at once, in about a quarter of a second; starting a child takes two seconds.
AT_ONCE_BYTES = 200_000


class ExchangeDesk(QObject):
    """Imports and exports for the session that is open. Every refusal goes through the session.

    changed: an import or export in a child began, went on or ended. written: the
    child wrote into the project, the window is to look. arrived(sentence): new articles are in the project.
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
        self._child.done.connect(self._child_done)
        self._child.failed.connect(self._child_failed)
        self._child.cancelled.connect(self._child_cancelled)
        #: What the child imports, to offer the rest of it when one file is bad.
        self._importing: list[Path] = []
        self._skipping = False

    def words(self) -> str:
        """What the child does, for the status line; "" while there is none."""
        if not self._child.running:
            return ""
        what = "Importing" if self._importing else "Exporting"
        return f"{what}, {self._child.share:.0%}" if self._child.steps else what

    @property
    def running(self) -> bool:
        """Whether an import or an export runs in a child."""
        return self._child.running

    def cancel(self) -> None:
        """Stop the child; nothing of an import is written then."""
        self._child.cancel()

    def unless_running(self, then: Callable[[], object]) -> None:
        """Go on at once, or after the person agreed that an import or export is cancelled."""
        if not self.running:
            then()
            return
        question = Question(
            "An import is running" if self._importing else "An export is running",
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
        self._importing = []

    def _refuse(self, error: SpanloopError) -> None:
        session = self._session()
        if session is not None:
            session.refused.emit(error)

    # in

    def ask_import(self) -> None:
        """Ask for files and import them."""
        self.ask_files(self.take)

    def ask_files(self, then: Callable[[list[Path]], None]) -> None:
        """Ask for files to import."""
        dialog = QFileDialog(
            self._window,
            "Import articles or marks",
            str(documents()),
            "Texts and marks (*.txt *.text *.md *.jsonl *.json);;All files (*)",
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda paths: then([Path(path) for path in paths]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_import_folder(self) -> None:
        """Ask for a folder and import all that is in it; no file dialog takes both files and folders."""
        ask_folder(self._window, "Import a folder", documents(), then=lambda folder: self.take([folder]))

    def take(self, paths: Sequence[Path]) -> None:
        """Import files and folders as one act, and say what came."""
        session = self._session()
        if session is None or not paths:
            return
        if exchange.weight(paths) > AT_ONCE_BYTES:
            self._begin(list(paths), skip_bad=False)
            return
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            report = exchange.import_paths(session.project, author=session.author, paths=list(paths))
        except SpanloopError as error:
            self._offer_rest(list(paths), error)
            return
        finally:
            QApplication.restoreOverrideCursor()
        session.take(report.changes)
        self._came(session, report.added, report.known, report.marks, report.ledger.summary())

    def _begin(self, paths: list[Path], *, skip_bad: bool) -> None:
        """Import in a child process."""
        session = self._session()
        if session is None or self._child.running:
            return
        self._importing, self._skipping = paths, skip_bad
        command = import_command(session.project.path, author=session.author.name, paths=paths, skip_bad=skip_bad)
        self._child.start([("importing", command)])

    def _came(self, session: DeskSession, added: int, known: int, marks: int, lines: Sequence[str]) -> None:
        text = f"{count(added, 'new article')}, {known} known already, {count(marks, 'mark')}."
        if lines or not added:
            self._report("Import", text, lines)
        if not session.article:
            self._open_first(session)
        if added:
            self.arrived.emit(f"{count(added, 'article')} imported")

    def _offer_rest(self, paths: list[Path], error: SpanloopError) -> None:
        """Nothing has been written yet: where there are several files, the good ones can come in without the bad."""
        if len(paths) < 2 and not paths[0].is_dir():
            self._refuse(error)
            return
        question = Question(
            "Not imported: one of the files is bad",
            f"{error} The others can come in without those that are bad; these are listed then.",
            act="Import the others",
            theme=self._theme(),
            parent=self._window,
        )
        question.accepted.connect(lambda: self._begin(paths, skip_bad=True))
        question.open()

    def _imported(self, told: dict[str, Any]) -> None:
        self._importing = []
        session = self._session()
        if session is None:
            return
        lines = [_ledger_line(entry) for entry in told.get("ledger", [])]
        self.written.emit()
        added, known, marks = (int(told.get(name, 0)) for name in ("articles", "known", "marks"))
        self._came(session, added, known, marks, lines)

    def _open_first(self, session: DeskSession) -> None:
        reading = session.attempt(lambda: queue_of(session.project, author=session.author))
        rows = reading.rows(reading.everything(), 0, 1) if reading is not None else []
        if rows:
            session.open(rows[0].uid)

    def ask_paste(self) -> None:
        """Show what is on the clipboard as a new article to be."""
        dialog = PasteArticle(theme=self._theme(), parent=self._window, text=QGuiApplication.clipboard().text())
        dialog.pasted.connect(self._paste)
        dialog.open()

    def _paste(self, text: str, title: str) -> None:
        session = self._session()
        if session is None:
            return
        made = session.attempt(
            lambda: exchange.paste_article(session.project, author=session.author, text=text, title=title)
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
                exchange.change_details,
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
        lines = session.attempt(lambda: exchange.export_jsonl(session.project, dest=dest))
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
        self._child.start([("exporting", export_command(session.project.path, dest=dest))])

    def _child_done(self, results: list[dict[str, Any]]) -> None:
        if self._importing:
            self._imported(results[-1])
            return
        for told in results:
            counts = ", ".join(f"{split} {count}" for split, count in told.get("docs", {}).items())
            lines = [_ledger_line(entry) for entry in told.get("ledger", [])]
            self._report("Export", f"Written to {told.get('dest', '')}: {counts}.", lines)

    def _child_failed(self, error: SpanloopError) -> None:
        paths, self._importing = self._importing, []
        if paths and not self._skipping:
            self._offer_rest(paths, error)
        else:
            self._refuse(error)

    def _child_cancelled(self) -> None:
        self._importing = []

    def _report(self, title: str, text: str, lines: Sequence[str]) -> None:
        Report(title, text, lines, theme=self._theme(), parent=self._window).open()


def _ledger_line(entry: dict[str, Any]) -> str:
    parts = [str(entry.get(name) or "") for name in ("article", "message", "quote")]
    return ": ".join(part for part in parts if part)
