"""Material into a project, as the window does it: looked at, shown, and only then written.

A few texts are looked at and imported at once. Anything else goes through a child process, so that neither much nor
hostile material makes the window stand still or fall.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from spanloop.core.errors import SpanloopError
from spanloop.core.wording import count
from spanloop.gui.actions import KeysOf
from spanloop.gui.child_run import ChildRun
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.files import ask_folder
from spanloop.gui.dialogs.messages import Report
from spanloop.gui.importing.preview import PreviewSheet
from spanloop.gui.importing.progress import LookingSheet
from spanloop.gui.keywords import spell
from spanloop.gui.projects import documents
from spanloop.gui.theme import Theme
from spanloop.operations import looking
from spanloop.operations.at_once import import_at_once, look_at_once
from spanloop.operations.children import import_look_command, look_command
from spanloop.operations.looking import Choices, Look
from spanloop.operations.queueing import queue_of
from spanloop.settings import Settings

Result = TypeVar("Result")
#: Codes of the ledger about what the preview lists.
_SEEN = ("article.known", "file.", "page.", "pdf.", "row.", "text.")
#: What the file dialog offers.
FILE_KINDS = (
    "Pages, texts, tables and marks (*.html *.htm *.xhtml *.mhtml *.txt *.text *.md *.markdown *.csv *.tsv *.xlsx"
    " *.jsonl *.json *.pdf *.zip);;Web pages (*.html *.htm *.xhtml);;Texts (*.txt *.text *.md *.markdown);;"
    "Tables (*.csv *.tsv *.xlsx);;Marks (*.jsonl *.json);;PDF (*.pdf);;Archives (*.zip);;All files (*)"
)


class ImportDesk(QObject):
    """Imports for the session that is open. Every refusal goes through the session.

    changed: a child began, went on or ended. written: the child wrote into the project, the window is to look.
    arrived(sentence): new articles are in the project.
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
        self._window, self._theme, self._session = window, theme, session
        self._folder = settings.data_dir / "looks"
        #: Of the look or import under way.
        self._stage: Path | None = None
        self._look: Look | None = None
        self._sheet: LookingSheet | None = None
        #: Whose project is looked into, and whether that person goes on marking meanwhile.
        self._of: DeskSession | None = None
        self._aside = False
        self._child = ChildRun(settings, self)
        self._child.changed.connect(self.changed)
        self._child.done.connect(self._child_done)
        self._child.failed.connect(self._child_failed)
        self._child.cancelled.connect(self._end)
        looking.remove_stages(self._folder)

    @property
    def running(self) -> bool:
        """Whether a child looks or imports."""
        return self._child.running

    def words(self) -> str:
        """What the child does, for the status line."""
        what = {"looking": "Looking", "cancelling": "Cancelling"}.get(self._child.phase, "Importing")
        return f"{what}, {self._child.share:.0%}" if self._child.steps else what

    def waiting(self, keys: KeysOf) -> str:
        """What was found while the person went on marking and was not seen yet; "" for nothing. keys: of acts."""
        if self._look is None or not self._waits():
            return ""
        return spell(f"{count(len(self._look), 'item')} found: {{article.import}} shows them", keys)

    def _waits(self) -> bool:
        return self._look is not None and self._aside and not self.running and self._of is self._session()

    def cancel(self) -> None:
        """Stop the child; nothing of an import is written then."""
        self._child.cancel()

    def stop_now(self) -> None:
        """The window closes, or another project is opened."""
        self._child.stop_now()
        self._end()

    # choosing

    def ask_files(self, then: Callable[[list[Path]], None]) -> None:
        """Ask for files to import."""
        dialog = QFileDialog(self._window, "Import articles or marks", str(documents()), FILE_KINDS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda paths: then([Path(path) for path in paths]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_folder(self) -> None:
        """Ask for a folder and look at all that is in it; no file dialog takes both files and folders."""
        ask_folder(self._window, "Import a folder", documents(), then=lambda folder: self.take([folder]))

    # looking

    def take(self, paths: Sequence[Path]) -> None:
        """Look at files and folders and show what was found; nothing is written before the person says so."""
        session = self._session()
        if session is None or not paths:
            return
        if self.running:
            self._refuse(SpanloopError("An import is running", way_out="Wait until it is over, or cancel it."))
            return
        self._end()  # a look that waits to be shown gives way to this one
        at_once = session.attempt(lambda: look_at_once(session.project, paths=paths))
        if at_once is None:
            return
        self._of = session
        stage = self._stage = looking.new_stage(self._folder)
        if not at_once:
            command = look_command(paths, into=stage, project=session.project.path)
            self._child.start([("looking", command)])
            self._sheet = LookingSheet(self._child, theme=self._theme(), parent=self._window)
            self._sheet.rejected.connect(self._cancel_look)
            self._sheet.aside.connect(self._put_aside)
            self._sheet.open()
            return
        found = self._waiting(lambda: looking.look(list(paths), into=stage, project=session.project))
        if found is None:
            self._end()
        else:
            self._show(found)

    def _cancel_look(self) -> None:
        self._sheet = None  # it deletes itself
        self._child.cancel()

    def _put_aside(self) -> None:
        self._sheet, self._aside = None, True

    def show_waiting(self) -> bool:
        """Show what was found while the person went on marking; False where nothing waits."""
        found = self._look
        if found is None or not self._waits():
            return False
        self._aside = False
        self._show(found)
        self.changed.emit()
        return True

    def _show(self, found: Look) -> None:
        error = _nothing(found)
        if error is not None:
            self._end()
            self._refuse(error)
            return
        self._look = found
        sheet = PreviewSheet(found, theme=self._theme(), parent=self._window)
        sheet.wanted.connect(self._import)
        sheet.rejected.connect(self._end)
        sheet.open()

    # importing

    def _import(self, choices: Choices, revise: bool) -> None:
        session, found = self._session(), self._look
        if session is None or found is None:
            self._end()
            return
        if import_at_once(found):
            report = self._waiting(
                lambda: looking.import_look(
                    session.project, author=session.author, look=found, leave_out=choices.leave_out,
                    zones=choices.zones, details=choices.details, revise=revise,
                )
            )  # fmt: skip
            if report is not None:
                session.take(report.changes)
                entries = [asdict(entry) for entry in report.ledger.entries]
                self._came(session, report.added, report.revised, report.known, report.marks, entries)
            self._end()
            return
        chosen = found.path.with_suffix(".choices")
        if session.attempt(lambda: (choices.write(chosen), True)[1]) is None:
            self._end()
            return
        command = import_look_command(
            session.project.path, author=session.author.name, stage=found.path, choices=chosen, revise=revise
        )
        self._child.start([("importing", command)])

    def _came(
        self, session: DeskSession, added: int, revised: int, known: int, marks: int, entries: list[dict[str, Any]]
    ) -> None:
        """Say what came. What was left out was seen in the preview; what of marks could not be carried was not."""
        lines = [ledger_line(entry) for entry in entries if not _was_seen(entry)]
        if lines or not added + revised:
            newer = [count(revised, "new revision")] if revised else []
            parts = [count(added, "new article"), *newer, f"{known:,} known already", count(marks, "mark")]
            text = f"{', '.join(parts)}."
            Report("Import", text, lines, theme=self._theme(), parent=self._window).open()
        if not session.article:
            self._open_first(session)
        if added or revised:
            told = [count(number, what) for number, what in ((added, "article"), (revised, "new revision")) if number]
            self.arrived.emit(f"{' and '.join(told)} imported")

    def _open_first(self, session: DeskSession) -> None:
        reading = session.attempt(lambda: queue_of(session.project, author=session.author))
        rows = reading.rows(reading.everything(), 0, 1) if reading is not None else []
        if rows:
            session.open(rows[0].uid)

    # the child

    def _child_done(self, results: list[dict[str, Any]]) -> None:
        told, session, stage = results[-1], self._session(), self._stage
        if session is None or stage is None:
            self._end()
            return
        if self._look is None:
            self._close_sheet()
            self._looked(session, session.attempt(lambda: Look.open(stage)))
            return
        self.written.emit()
        names = ("articles", "revised", "known", "marks")
        added, revised, known, marks = (int(told.get(name, 0)) for name in names)
        self._came(session, added, revised, known, marks, told.get("ledger", []))
        self._end()

    def _looked(self, session: DeskSession, found: Look | None) -> None:
        if found is None or self._of is not session:
            self._end()
        elif self._aside and _nothing(found) is None:
            # A sheet that opens by itself would take the keys of who is marking: Enter would import.
            self._look = found
            self.changed.emit()
        else:
            self._show(found)

    def _child_failed(self, error: SpanloopError) -> None:
        self._end()
        self._refuse(error)

    def _close_sheet(self) -> None:
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            sheet.accept()

    def _end(self) -> None:
        """It is over, one way or another: nothing of it stays in the data folder."""
        self._close_sheet()
        waited = self._aside
        stage, self._stage, self._look = self._stage, None, None
        self._of, self._aside = None, False
        if waited:
            self.changed.emit()
        if stage is not None:
            for path in (stage, stage.with_suffix(".choices")):
                path.unlink(missing_ok=True)

    def _waiting(self, work: Callable[[], Result]) -> Result | None:
        """Do something that takes a moment; None where it was refused."""
        session = self._session()
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            return session.attempt(work) if session is not None else None
        finally:
            QApplication.restoreOverrideCursor()

    def _refuse(self, error: SpanloopError) -> None:
        session = self._session()
        if session is not None:
            session.refused.emit(error)


def _nothing(found: Look) -> SpanloopError | None:
    """Why there is nothing to show: no file at all, or one that is refused, which one sentence says better."""
    if not len(found):
        paths = [path for path, _ in found.totals.examples[:3]]
        way_out = "Choose pages, texts, tables, PDF, archives or files of marks."
        return SpanloopError("There is nothing to import", where=", ".join(paths), way_out=way_out)
    refusal = found.rows(0, 1)[0].refusal if len(found) == 1 and found.state(0) == "refused" else None
    return SpanloopError(refusal.what, where=refusal.path, way_out=refusal.way_out) if refusal else None


def _was_seen(entry: dict[str, Any]) -> bool:
    """Whether the preview showed what an entry of the ledger tells."""
    return entry.get("line") is None and str(entry.get("code", "")).startswith(_SEEN)


def ledger_line(entry: dict[str, Any]) -> str:
    """An entry of a ledger as a child tells it, on one line."""
    parts = [str(entry.get(name) or "") for name in ("article", "message", "quote")]
    return ": ".join(part for part in parts if part)
