"""What the Judge page does about trust: freeze the test set, draw the learning curve, audit, in child processes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from spanloop.core.changes import ChangeKind, Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.evaluation import Evaluation
from spanloop.gui.child_run import ChildRun
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.messages import Question
from spanloop.gui.judge.trust import Trust
from spanloop.gui.theme import Theme
from spanloop.operations.auditing import audit_of
from spanloop.operations.children import audit_command, curve_command, test_set_command
from spanloop.operations.freezing import frozen_test
from spanloop.operations.learning_curves import kept_curve
from spanloop.settings import Settings

#: Title, text, what is done, what is not done.
_QUESTIONS: dict[str, tuple[str, str, str, str]] = {
    "freeze": (
        "Freeze the test set?",
        (
            "The complete articles of the test split are set aside as they are now. No new article joins them, and "
            "neither they nor copies of them train anything. Versions are judged by them from then on."
        ),
        "Freeze the test set",
        "Leave it open",
    ),
    "unfreeze": (
        "Unfreeze the test set?",
        "New articles join the test split again, so scores from now on do not compare with those from before.",
        "Unfreeze",
        "Keep it frozen",
    ),
    "audit_on": (
        "Annotate a tenth of the articles without suggestions?",
        (
            "A random tenth, with all copies, gets no suggestions from now on, and shows none to anybody. Articles "
            "that have suggestions already keep them. It costs some time, and tells how far suggestions draw people."
        ),
        "Begin the audit",
        "Leave it off",
    ),
    "audit_off": (
        "End the audit?",
        "Suggestions are made for all articles again from the next reading on.",
        "End the audit",
        "Go on auditing",
    ),
}


class Trusting(QObject):
    """Runs one of these at a time. changed: something is known that was not, or a run is further.

    said(sentence): something was done, for the status line.
    """

    changed = Signal()
    said = Signal(str)

    def __init__(self, settings: Settings, *, page: QWidget, theme: Callable[[], Theme]) -> None:
        super().__init__(page)
        self._page, self._theme, self._settings = page, theme, settings
        self._session: DeskSession | None = None
        self._what = ""
        self._report: dict[str, Any] | None = None
        self.run = ChildRun(settings, self)
        self.run.changed.connect(self.changed)
        self.run.done.connect(self._done)
        self.run.failed.connect(self._failed)
        self.run.cancelled.connect(self._ended)

    def set_session(self, session: DeskSession | None) -> None:
        """Work for another project, or for none."""
        self.run.stop_now()
        self._session, self._what, self._report = session, "", None

    def stop_now(self) -> None:
        """The window closes."""
        self.run.stop_now()

    def trust(self, evaluation: Evaluation | None, *, part: str, label: str) -> Trust:
        """What is to be shown now."""
        session = self._session
        if session is None:
            return Trust(why_not="No project is open.")
        project = session.project
        audit = session.attempt(lambda: audit_of(project))
        running = self._what if self.run.running else ""
        known = Trust(
            evaluation=evaluation,
            curve=session.attempt(lambda: kept_curve(project)),
            frozen=session.attempt(lambda: frozen_test(project)),
            report=self._report,
            part=part,
            label=label,
            running="audit" if running.startswith("audit") else "freeze" if "freeze" in running else running,
            share=self.run.share,
        )
        return known if audit is None else known.with_audit(audit)

    def ask(self, name: str) -> None:
        """Do one of what TrustView asks for, after the person agreed where it changes what is trained or offered."""
        if name == "cancel":
            self.run.cancel()
        elif name in _QUESTIONS:
            title, text, act, stay = _QUESTIONS[name]
            question = Question(title, text, act=act, stay=stay, theme=self._theme(), parent=self._page.window())
            question.accepted.connect(lambda: self._start(name))
            question.open()
        else:
            self._start(name)

    def _start(self, name: str) -> None:
        session = self._session
        if session is None or self.run.running:
            return
        path, author = session.project.path, session.author.name
        self._what = name
        if name == "curve":
            command = curve_command(path, author=author, max_steps=self._settings.train_steps)
            self.run.start([("training", command)])
        elif name.startswith("audit"):
            self.run.start([("comparing", audit_command(path, name.removeprefix("audit_"), author=author))])
        else:
            self.run.start([("comparing", test_set_command(path, name, author=author))])

    def _done(self, results: list[dict[str, Any]]) -> None:
        what, session = self._what, self._session
        if what == "audit_report" and results:
            self._report = results[-1]
        elif what.startswith("audit"):
            self._report = None
        words = {
            "curve": "Learning curve drawn", "freeze": "Test set frozen", "unfreeze": "Test set not frozen any more",
            "audit_on": "The audit has begun", "audit_off": "The audit has ended",
            "audit_report": "Both kinds compared",
        }  # fmt: skip
        kind: ChangeKind = "extractors" if what == "curve" else "learning"
        self._ended()
        if session is not None and what != "audit_report":
            session.take(Changes(words[what].lower(), kinds=frozenset({kind})))
        self.said.emit(words[what])

    def _failed(self, error: SpanloopError) -> None:
        self._ended()
        if self._session is not None:
            self._session.refused.emit(error)

    def _ended(self) -> None:
        self._what = ""
        self.changed.emit()
