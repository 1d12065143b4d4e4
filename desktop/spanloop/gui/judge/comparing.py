"""The comparison in its child process, and what was found last for each choice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Signal

from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.evaluation import Evaluation
from spanloop.core.wording import count
from spanloop.gui.child_run import ChildRun
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.judge.choices import Choice
from spanloop.gui.judge.figures import Judgement
from spanloop.operations import viewing
from spanloop.operations.auditing import withheld_articles
from spanloop.operations.children import evaluate_command
from spanloop.settings import Settings

#: What changes what a comparison finds.
_COUNTS = frozenset({"articles", "zones", "mentions", "events", "links", "completions", "schema"})
#: How far back to look for the newest act on marks: splits and suggestions may stand before it.
_LOOK_BACK = 40


@dataclass
class Result:
    """A comparison that ended. judgement: None where it was refused, and error says why. stale: marks changed since."""

    at: datetime
    judgement: Judgement | None = None
    error: SpanloopError | None = None
    stale: bool = False


class Comparing(QObject):
    """Runs one comparison at a time and keeps the last result of every choice.

    changed: progress, a result, or the marks changed since.
    """

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run = ChildRun(settings, self, killable=True)
        self.run.changed.connect(self.changed)
        self.run.done.connect(self._done)
        self.run.failed.connect(self._failed)
        self.run.cancelled.connect(self._cancelled)
        self._session: DeskSession | None = None
        self._results: dict[Choice, Result] = {}
        self._choice: Choice | None = None
        self._next: Choice | None = None
        self._changed_meanwhile = False
        self._newest = ""
        self.was_cancelled: Choice | None = None

    def set_session(self, session: DeskSession | None) -> None:
        """Compare in another project, or in none."""
        if self._session is not None:
            self._session.changed.disconnect(self._marks_changed)
        self.stop_now()
        self._session = session
        self._results = {}
        self.was_cancelled = None
        if session is not None:
            self._newest = self._newest_act(session)
            session.changed.connect(self._marks_changed)

    def stop_now(self) -> None:
        """The project is closed, or the window."""
        self._next = self._choice = None
        self.run.stop_now()

    def result(self, choice: Choice) -> Result | None:
        """What was found last."""
        return self._results.get(choice)

    def keep(self, choice: Choice, evaluation: Evaluation) -> None:
        """Take a result that is known already."""
        session = self._session
        if session is not None:
            evaluation = session.attempt(lambda: self._listed(session, choice, evaluation)) or evaluation
            judgement = Judgement(evaluation, schema=session.schema)
            self._results[choice] = Result(_now(), judgement, stale=self._changed_meanwhile)
            self.changed.emit()

    def _listed(self, session: DeskSession, choice: Choice, found: Evaluation) -> Evaluation:
        """The same without errors that would show this person what is suggested where they annotate without that."""
        author = next((who for who in session.project.authors() if who.name == choice.author), None)
        if author is not None and author.kind not in ("extractor", "rules"):
            return found
        withheld = withheld_articles(
            session.project, author=session.author, articles={error["article"] for error in found.errors}
        )
        listed = tuple(error for error in found.errors if error["article"] not in withheld)
        hidden = len(found.errors) - len(listed)
        if not hidden:
            return found
        they, are = ("it" if len(withheld) == 1 else "them"), ("is" if hidden == 1 else "are")
        where = f"{count(len(withheld), 'article')} that you annotate without suggestions"
        note = f"{count(hidden, 'error')} in {where} {are} not listed until you have completed {they}."
        return replace(found, errors=listed, notes=(*found.notes, note))

    def running(self, choice: Choice) -> bool:
        """Whether this choice is being compared, or will be next."""
        return choice in (self._choice, self._next)

    def start(self, choice: Choice) -> None:
        """Compare; what runs for another choice is stopped first."""
        if self._session is None or self.running(choice):
            return
        self.was_cancelled = None
        if self.run.running:
            self._next = choice
            self.run.cancel()
            return
        self._begin(self._session, choice)

    def cancel(self) -> None:
        """Stop what runs; results that were there stay."""
        self._next = None
        self.run.cancel()

    def _begin(self, session: DeskSession, choice: Choice) -> None:
        self._choice, self._next, self._changed_meanwhile = choice, None, False
        self._newest = self._newest_act(session)
        command = evaluate_command(
            session.project.path, extractor=choice.extractor, author=choice.author,
            against=choice.against or None, on=choice.on,
        )  # fmt: skip
        self.run.start([("evaluating", command)])

    def _done(self, results: list[dict[str, Any]]) -> None:
        choice, self._choice = self._choice, None
        if choice is None or self._session is None:
            return
        try:
            evaluation = Evaluation.from_dict(results[-1])
        except (IndexError, KeyError, TypeError) as error:
            self._keep_error(choice, SpanloopError(f"The comparison gave no result ({error!r})", way_out="Try again."))
            return
        self.keep(choice, evaluation)

    def _failed(self, error: SpanloopError) -> None:
        choice, self._choice = self._choice, None
        if choice is not None:
            self._keep_error(choice, error)

    def _keep_error(self, choice: Choice, error: SpanloopError) -> None:
        self._results[choice] = Result(_now(), error=error)
        self.changed.emit()

    def _cancelled(self) -> None:
        following, self.was_cancelled, self._choice = self._next, self._choice, None
        if following is not None and self._session is not None:
            self.was_cancelled = None
            self._begin(self._session, following)

    def _marks_changed(self, changes: Changes) -> None:
        session = self._session
        if session is None or not changes.kinds & _COUNTS:
            return
        if not changes.act:
            # Somebody else wrote something: only an act on marks counts, not splits or what an extractor suggests.
            newest = self._newest_act(session)
            if newest == self._newest:
                return
            self._newest = newest
        self._changed_meanwhile = True
        for result in self._results.values():
            result.stale = True
        self.changed.emit()

    def _newest_act(self, session: DeskSession) -> str:
        """uid of the newest act of a person on articles, "" for none among the last ones."""
        acts = session.attempt(lambda: viewing.history(session.project, limit=_LOOK_BACK)) or []
        machines = {author.name for author in session.project.authors() if author.kind == "extractor"}
        return next((act.uid for act in acts if act.article_count and act.author_name not in machines), "")


def _now() -> datetime:
    return datetime.now().astimezone()
