"""The Judge page in the window: its acts, its files, and the way from an error to its place in the article."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from spanloop.core.errors import SpanloopError
from spanloop.core.evaluation import ErrorRow
from spanloop.core.wording import count
from spanloop.gui.commands import Commands
from spanloop.gui.desk.page import DeskPage
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.files import ask_save
from spanloop.gui.dialogs.messages import Report
from spanloop.gui.judge.figures import sides_of
from spanloop.gui.judge.version_acts import VersionActs
from spanloop.gui.pages import Pages
from spanloop.gui.projects import documents
from spanloop.gui.theme import Theme
from spanloop.operations import judging
from spanloop.settings import Settings

if TYPE_CHECKING:
    from spanloop.gui.judge.page import JudgePage


class JudgeDesk(QObject):
    """Makes the page when somebody first turns to it, and stands behind its actions.

    export_offered(bool): whether the page is shown with figures that can be exported.
    """

    export_offered = Signal(bool)

    def __init__(
        self,
        settings: Settings,
        *,
        window: QWidget,
        commands: Commands,
        pages: Pages,
        desk: DeskPage,
        session: Callable[[], DeskSession | None],
        theme: Callable[[], Theme],
    ) -> None:
        super().__init__(window)
        self._settings, self._window = settings, window
        self._pages, self._desk = pages, desk
        self._session, self._theme = session, theme
        self.page: JudgePage | None = None
        self._error: tuple[ErrorRow, str] | None = None
        #: Whether the Train page, which is made later, leads here.
        self._joined = False
        pages.turned.connect(self._page_turned)
        self._keys = commands.keys
        commands.bind("judge.compare", self.compare)
        commands.bind("judge.export", self.ask_export)
        VersionActs(self, pages=pages, commands=commands)

    def make(self, theme: Theme) -> JudgePage:
        """The page; its rooms are imported only now, because whoever marks need not wait for them."""
        from spanloop.gui.judge.page import JudgePage

        self.page = JudgePage(self._settings, theme=theme, keys=self._keys)
        self.page.open_asked.connect(self.show_place)
        self.page.opened.connect(self._tell)
        self.page.gold_doubted.connect(self._say_how)
        self.page.status_changed.connect(self._offer_export)
        return self.page

    def _page_turned(self, name: str) -> None:
        self._offer_export()
        page = self._pages.made("train") if name == "train" and not self._joined else None
        if page is not None:
            from spanloop.gui.train.page import TrainPage  # made already, so this costs nothing

            if isinstance(page, TrainPage):
                self._joined = True
                page.side.errors_asked.connect(self.show_errors)

    def show_errors(self, extractor: str, part: str, label: str) -> None:
        """Go to the page and show the errors of a version in the test articles; label: "" for all."""
        self._pages.turn_to("judge")
        if self.page is not None:
            self.page.show_errors(extractor, part=part, label=label)

    def compare(self) -> None:
        """Go to the page and compare what is chosen there, again."""
        self._pages.turn_to("judge")
        if self.page is not None:
            self.page.compare()

    def show_place(self, article: str, start: int, end: int, mark: str) -> None:
        """Open an article on the desk with a mark in focus, or with the place selected where the mark is not there."""
        session = self._session()
        if session is None or not session.open(article):
            return
        self._pages.turn_to("annotate")
        canvas = self._desk.canvas
        if mark and (session.own(mark) or session.suggested(mark)):
            self._desk.steps.to_mark(mark)
        elif start < end:
            canvas.select_from(start, by_characters=True)
            canvas.select_to(end - 1, by_characters=True)
            canvas.show_offset(start)
            canvas.setFocus()

    def words(self) -> str:
        """What either side said of the error that was opened last, while the cursor stands on its place, else "".

        For the status line, because the desk shows one side only.
        """
        session = self._session()
        if self._error is None or session is None:
            return ""
        error, told = self._error
        covered = self._desk.canvas.selection() if session.article == error["article"] else ()
        if not any(start < error["end"] and error["start"] < end for start, end in covered):
            self._error = None
            return ""
        return told

    def _tell(self, error: ErrorRow) -> None:
        evaluation = self.page.evaluation() if self.page else None
        if evaluation is not None and self._pages.current == "annotate":
            self._error = error, sides_of(error, reference=evaluation.reference, other=evaluation.other)
            self._pages.status_changed.emit()

    def _say_how(self, error: ErrorRow) -> None:
        """What to press where the reference is wrong: it is on the desk only where it is this person's own."""
        session = self._session()
        if self._error is None or session is None:
            return
        mark, other = error["reference"], error["other_label"]
        if mark and session.own(mark):
            how = "Backspace removes yours" if not other else f"mark it {other}, or Backspace removes yours"
        elif mark:
            how = "the mark is another person's: open the article as them, or sign off gold anew"
        else:
            how = f"mark it {other}"
        evaluation = self.page.evaluation() if self.page else None
        reference = evaluation.reference if evaluation is not None else "gold"
        self._error = error, f"{self._error[1]}. If {reference} is wrong, {how}"
        self._pages.status_changed.emit()

    def _offer_export(self) -> None:
        shown = self._pages.current == "judge" and self.page is not None
        self.export_offered.emit(shown and self.page is not None and self.page.evaluation() is not None)

    def ask_export(self) -> None:
        """Ask for a file and write the figures into it."""
        session, evaluation = self._session(), self.page.evaluation() if self.page else None
        if session is None:
            return
        if evaluation is None:
            session.refused.emit(SpanloopError("There are no figures to export yet", way_out="Compare first."))
            return
        proposed = documents() / f"{session.project.path.stem}-scores.csv"
        ask_save(self._window, "Export table", proposed, kinds="Tables (*.csv)", suffix="csv", then=self._export)

    def _export(self, dest: Path) -> None:
        session, evaluation = self._session(), self.page.evaluation() if self.page else None
        if session is None or evaluation is None:
            return
        written = session.attempt(lambda: judging.write_tables(evaluation, dest=dest))
        if written:
            lines = [str(path) for path in written]
            text = f"{count(len(lines), 'table')} written."
            Report("Export table", text, lines, theme=self._theme(), parent=self._window).open()
