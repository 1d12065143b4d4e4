"""Material into a project, as the window does it: looked at, shown, and only then written.

A few texts are looked at and imported at once. Anything else goes through a child process, so that neither much nor
hostile material makes the window stand still or fall.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from spanloop.core.errors import SpanloopError
from spanloop.core.naming import Name, NameMap, NameRow
from spanloop.core.wording import count
from spanloop.gui.actions import KeysOf
from spanloop.gui.child_run import ChildRun
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.files import ask_folder
from spanloop.gui.importing.preview import PreviewSheet
from spanloop.gui.importing.progress import LookingSheet
from spanloop.gui.importing.report import ImportReportSheet, came_words
from spanloop.gui.keywords import spell
from spanloop.gui.projects import documents
from spanloop.gui.theme import Theme
from spanloop.operations import looking, ruling
from spanloop.operations.at_once import import_at_once, look_at_once
from spanloop.operations.children import import_look_command, look_command
from spanloop.operations.looking import Choices, Look
from spanloop.operations.marked_files import write_name_table
from spanloop.operations.name_choices import ADD, Answer, NameChoices
from spanloop.operations.people_of_files import AuthorFrom
from spanloop.operations.queueing import queue_of
from spanloop.settings import Settings

Result = TypeVar("Result")
#: Of the table of names that a look is given, behind the name of its stage.
_NAMES = ".names.choices"
#: Codes of the ledger about what the preview lists.
_SEEN = ("article.known", "file.", "page.", "pdf.", "row.", "text.")
#: What the file dialog offers.
FILE_KINDS = (
    "Pages, texts, tables and marks (*.html *.htm *.xhtml *.mhtml *.txt *.text *.md *.markdown *.csv *.tsv *.xlsx"
    " *.jsonl *.ndjson *.json *.ann *.conll *.iob *.bio *.spacy *.xmi *.pdf *.zip);;"
    "Marks (*.jsonl *.ndjson *.json *.ann *.conll *.iob *.bio *.tsv *.spacy *.xmi *.zip);;"
    "Web pages (*.html *.htm *.xhtml);;Texts (*.txt *.text *.md *.markdown);;"
    "Tables (*.csv *.tsv *.xlsx);;PDF (*.pdf);;Archives (*.zip);;All files (*)"
)


class _Asked(NamedTuple):
    """What was looked at. file_format: as what. author_from: whose marks are that name nobody. names: what was decided
    about names of other tools. stopped: why an import of it wrote nothing."""

    paths: tuple[Path, ...] = ()
    file_format: str = "auto"
    author_from: AuthorFrom = ""
    names: NameChoices | None = None
    stopped: SpanloopError | None = None

    def targets(self) -> NameMap:
        """What names become, as far as it was decided."""
        return NameMap() if self.names is None or self.stopped is None else self.names.result()[0]


class ImportDesk(QObject):
    """Imports for the session that is open. Every refusal goes through the session.

    changed: a child began, went on or ended. written: the child wrote into the project, the window is to look.
    arrived(sentence): new articles are in the project. rules_met(path): what was to be imported is a file of rules.
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
        self._window, self._theme, self._session = window, theme, session
        self._folder = settings.data_dir / "looks"
        #: Of the look or import under way.
        self._stage: Path | None = None
        self._look: Look | None = None
        self._sheet: LookingSheet | None = None
        self._asked = _Asked()
        #: Whose project is looked into, and whether that person goes on marking meanwhile.
        self._of: DeskSession | None = None
        self._aside = False
        #: What names of other tools became, by project: the next files of the same tool have them too.
        self._answers: dict[Path, dict[Name, Answer]] = {}
        self._child = ChildRun(settings, self)
        self._child.changed.connect(self.changed)
        self._child.done.connect(self._child_done)
        self._child.failed.connect(self._child_failed)
        self._child.cancelled.connect(self._cancelled)
        looking.remove_stages(self._folder)

    @property
    def running(self) -> bool:
        """Whether a child looks or imports."""
        return self._child.running

    def words(self) -> str:
        """What the child does, for the status line."""
        if self._child.phase == "cancelling":
            return "Cancelling"
        what = "Looking" if self._child.phase == "looking" else "Importing"
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
        if len(paths) == 1 and self._session() is not None and ruling.holds_rules(paths[0]):
            self.rules_met.emit(paths[0])
            return
        self._take(_Asked(tuple(paths)))

    def _take(self, asked: _Asked) -> None:
        paths = asked.paths
        session = self._session()
        if session is None or not paths:
            return
        if self.running:
            self._refuse(SpanloopError("An import is running", way_out="Wait until it is over, or cancel it."))
            return
        self._end()  # a look that waits to be shown gives way to this one
        at_once = session.attempt(lambda: look_at_once(session.project, paths=paths, file_format=asked.file_format))
        if at_once is None:
            return
        self._of = session
        self._asked = asked
        stage = self._stage = looking.new_stage(self._folder)
        if not at_once:
            self._look_by_child(session, stage)
            return
        found = self._waiting(
            lambda: looking.look(
                list(paths), into=stage, project=session.project, file_format=asked.file_format, names=asked.targets(),
                author_from=asked.author_from,
            )
        )  # fmt: skip
        if found is None:
            self._end()
        else:
            self._show(found)

    def _look_by_child(self, session: DeskSession, stage: Path) -> None:
        asked, table = self._asked, None
        targets = asked.targets()
        if targets:
            table = stage.with_suffix(_NAMES)
            rows = [NameRow(name, 0, target) for name, target in targets.targets.items()]
            if session.attempt(lambda: write_name_table(rows, stage.with_suffix(_NAMES))) is None:
                self._end()
                return
        command = look_command(
            asked.paths, into=stage, project=session.project.path, file_format=asked.file_format, names=table,
            author_from=asked.author_from,
        )  # fmt: skip
        self._child.start([("looking", command)])
        self._sheet = LookingSheet(self._child, theme=self._theme(), parent=self._window)
        self._sheet.rejected.connect(self._cancel_look)
        self._sheet.aside.connect(self._put_aside)
        self._sheet.open()

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
        session = self._session()
        asked = self._asked
        error = _nothing(found, as_asked=asked.file_format != "auto")
        if error is not None or session is None:
            self._end()
            if error is not None:
                self._refuse(error)
            return
        self._look = found
        names = asked.names or self._names_as_before(session)
        self._asked = asked._replace(names=names)
        sheet = PreviewSheet(
            found, theme=self._theme(), parent=self._window, names=names, file_format=asked.file_format,
            author_from=asked.author_from, me=session.author.name, stopped=asked.stopped,
        )  # fmt: skip
        sheet.wanted.connect(self._import)
        sheet.again.connect(self._look_again)
        sheet.rejected.connect(self._end)
        sheet.open()

    def _names_as_before(self, session: DeskSession) -> NameChoices:
        """The table of names, with what it said at earlier imports into the same project since the window opened."""
        names = NameChoices(session.schema)
        names.answers.update(self._answers.get(session.project.path, {}))
        return names

    def _look_again(self, file_format: str, author_from: AuthorFrom) -> None:
        """The files are something else than it was thought, or others made their marks; what was decided about names
        holds."""
        asked = self._asked._replace(file_format=file_format, author_from=author_from, stopped=None)
        self._end()
        self._take(asked)

    # importing

    def _import(self, choices: Choices, revise: bool) -> None:
        session, found = self._session(), self._look
        if session is None or found is None:
            self._end()
            return
        if import_at_once(found):
            self._import_now(session, found, choices, revise=revise)
            return
        chosen = found.path.with_suffix(".choices")
        if session.attempt(lambda: (choices.write(chosen), True)[1]) is None:
            self._end()
            return
        command = import_look_command(
            session.project.path, author=session.author.name, stage=found.path, choices=chosen, revise=revise
        )
        self._child.start([("importing", command)])

    def _import_now(self, session: DeskSession, found: Look, choices: Choices, *, revise: bool) -> None:
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            report = looking.import_look(
                session.project, author=session.author, look=found, leave_out=choices.leave_out, zones=choices.zones,
                details=choices.details, revise=revise, names=choices.names, create_labels=choices.create_labels,
                author_from=choices.author_from,
            )  # fmt: skip
        except SpanloopError as error:
            self._nothing_came(error)
            return
        finally:
            QApplication.restoreOverrideCursor()
        session.take(report.changes)
        entries = [asdict(entry) for entry in report.ledger.entries]
        self._came(session, report.added, report.revised, report.known, report.marks, entries)
        self._end()

    def _came(
        self, session: DeskSession, added: int, revised: int, known: int, marks: int, entries: list[dict[str, Any]]
    ) -> None:
        """Say what came. What was left out was seen in the preview; what of marks could not be carried was not."""
        if self._asked.names is not None:
            said = self._asked.names.answers
            self._answers[session.project.path] = {name: answer for name, answer in said.items() if answer != ADD}
        unseen = [entry for entry in entries if not _was_seen(entry)]
        if unseen or not added + revised:
            text = came_words(added=added, revised=revised, known=known, marks=marks)
            ImportReportSheet(text, unseen, theme=self._theme(), parent=self._window).open()
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
        elif self._aside and _nothing(found, as_asked=self._asked.file_format != "auto") is None:
            # A sheet that opens by itself would take the keys of who is marking: Enter would import.
            self._look = found
            self.changed.emit()
        else:
            self._show(found)

    def _child_failed(self, error: SpanloopError) -> None:
        self._nothing_came(error)

    def _nothing_came(self, error: SpanloopError) -> None:
        """An import, or a look, wrote nothing. Where names were decided, all is shown again, with what is missing."""
        asked, imported = self._asked, self._look is not None
        self._end()
        if imported and asked.names is not None and asked.names.decided:
            asked.names.keep()
            self._take(asked._replace(stopped=error))
        else:
            self._refuse(error)

    def _cancelled(self) -> None:
        session, imported = self._session(), self._look is not None
        self._end()
        if session is not None and imported:
            session.told.emit("Import cancelled: nothing came in")

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
        self._asked = _Asked()
        if waited:
            self.changed.emit()
        if stage is not None:
            for path in (stage, stage.with_suffix(".choices"), stage.with_suffix(_NAMES)):
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


def _nothing(found: Look, *, as_asked: bool) -> SpanloopError | None:
    """Why there is nothing to show: no file at all, or one that is refused, which one sentence says better.

    as_asked: a person said what the files are; a refusal is shown in the preview then, where it can be said again.
    """
    if not len(found):
        paths = [path for path, _ in found.totals.examples[:3]]
        way_out = "Choose pages, texts, tables, PDF, archives or files of marks."
        return SpanloopError("There is nothing to import", where=", ".join(paths), way_out=way_out)
    if as_asked:
        return None
    refusal = found.rows(0, 1)[0].refusal if len(found) == 1 and found.state(0) == "refused" else None
    return SpanloopError(refusal.what, where=refusal.path, way_out=refusal.way_out) if refusal else None


def _was_seen(entry: dict[str, Any]) -> bool:
    """Whether the preview showed what an entry of the ledger tells."""
    return entry.get("line") is None and str(entry.get("code", "")).startswith(_SEEN)
