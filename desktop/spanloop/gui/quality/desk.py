"""Checking the marks of the project that is open: a child looks, the sheet shows, the person decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Signal

from spanloop.core.errors import SpanloopError
from spanloop.core.findings import Finding
from spanloop.core.wording import count
from spanloop.gui.child_run import ChildRun
from spanloop.gui.commands import Commands
from spanloop.gui.desk.going import go_to_place
from spanloop.gui.desk.page import DeskPage
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.theme import Theme
from spanloop.operations import finding, missed
from spanloop.operations.children import quality_command
from spanloop.settings import Settings

if TYPE_CHECKING:
    from spanloop.gui.quality.sheet import QualitySheet


class QualityDesk(QObject):
    """What was found stays while the project is open, so that the list comes back as it was left.

    told(sentence): for the status line.
    """

    told = Signal(str)

    def __init__(self, page: DeskPage, *, commands: Commands, settings: Settings, theme: Callable[[], Theme]) -> None:
        super().__init__(page)
        self._page, self._theme = page, theme
        self._session: DeskSession | None = None
        self._sheet: QualitySheet | None = None
        self._found: list[Finding] | None = None
        self._settled: dict[str, int] = {}
        self._why_not = ""
        self._tests_left = 0
        #: Kind and row that were looked at last.
        self._place = ("", 0)
        self.run = ChildRun(settings, self, killable=True)
        self.run.done.connect(self._done)
        self.run.changed.connect(self._say)
        self.run.failed.connect(self._refuse)
        commands.bind("quality.open", self.open)

    def set_session(self, session: DeskSession | None) -> None:
        """Another project is open, or none."""
        self.run.stop_now()
        if self._sheet is not None:
            self._sheet.reject()
        self._session, self._found, self._place = session, None, ("", 0)
        self._settled, self._why_not = {}, ""

    def open(self) -> None:
        """Show what was found; look for it where nobody did yet."""
        session = self._session
        if session is None or self._sheet is not None:
            return
        from spanloop.gui.quality.sheet import QualitySheet

        sheet = self._sheet = QualitySheet(schema=session.schema, theme=self._theme(), parent=self._page.window())
        sheet.open_asked.connect(self._go)
        sheet.fine_asked.connect(self._call_fine)
        sheet.mend_asked.connect(self._mend)
        sheet.again_asked.connect(self.look)
        sheet.finished.connect(self._closed)
        sheet.open()
        if self._found is None:
            self.look()
        else:
            self._show()
            self._say()

    def look(self) -> None:
        """Check the marks of now, in a child process."""
        session = self._session
        if session is not None and not self.run.running:
            command = quality_command(session.project.path, author=session.author.name)
            self.run.start([("checking", command)])

    def _closed(self) -> None:
        if self._sheet is not None:
            self._place = self._sheet.kind, max(0, self._sheet.list.currentIndex().row())
        self._sheet = None
        self.run.stop_now()
        self._page.canvas.setFocus()

    def _done(self, results: list[dict[str, Any]]) -> None:
        if not results:
            return
        rows = cast("list[dict[str, Any]]", results[-1].get("findings", []))
        self._found = [Finding(**{key: value for key, value in row.items() if key != "number"}) for row in rows]
        self._settled = dict(cast("dict[str, int]", results[-1].get("settled", {})))
        self._why_not = str(results[-1].get("why_not_missed", ""))
        self._tests_left = int(results[-1].get("tests_left", 0))
        self._show()

    def _show(self) -> None:
        if self._sheet is not None:
            kind, row = self._place
            self._sheet.show_findings(
                self._found or [],
                settled=self._settled,
                why_not=self._why_not,
                tests_left=self._tests_left,
                row=row,
                kind=kind,
            )

    def _say(self) -> None:
        if self._sheet is None:
            return
        self._sheet.again_button.setEnabled(not self.run.running)
        self._sheet.set_busy(self.run.running)
        if self.run.running:
            share = f", {self.run.share:.0%} done" if self.run.steps else ""
            self._sheet.say(f"Checking{share}…")
        else:
            self._sheet.say(
                "Enter opens the place, a marks it so, x says that it is fine as it is; 1 to 4 choose a list."
            )

    def _refuse(self, error: SpanloopError) -> None:
        if self._session is not None:
            self._session.refused.emit(error)

    # what people do

    def _go(self, found: Finding) -> None:
        """Open the article at the place. What an extractor sees there is put before the person as its suggestion."""
        session = self._session
        if session is None:
            return
        mark = found.mark
        if found.kind == "missed":
            mark = session.attempt(lambda: missed.write_suggestion(session.project, found)) or ""
            if session.changed_outside() or found.article == session.article:
                session.reload()
        if self._sheet is not None:
            self._sheet.accept()
        go_to_place(self._page, session, article=found.article, mark=mark, start=found.start)
        self.told.emit(found.words)

    def _call_fine(self, found: Sequence[Finding]) -> None:
        session = self._session
        if session is None or session.act(finding.call_fine, findings=found) is None:
            return
        for one in found:
            self._settled[one.kind] = self._settled.get(one.kind, 0) + 1
        self._gone(found)
        self.told.emit(f"{count(len(found), 'place')} called fine")

    def _mend(self, found: Sequence[Finding]) -> None:
        session = self._session
        if session is None:
            return
        done: list[Finding] = []
        for one in found:
            if session.act(finding.mend, finding=one) is None:
                break
            done.append(one)
        self._gone(done)
        if done:
            self.told.emit(f"{count(len(done), 'place')} mended")

    def _gone(self, found: Sequence[Finding]) -> None:
        subjects = {(one.kind, one.subject) for one in found}
        self._found = [one for one in self._found or [] if (one.kind, one.subject) not in subjects]
        if self._sheet is not None:
            self._sheet.take_away(found)
