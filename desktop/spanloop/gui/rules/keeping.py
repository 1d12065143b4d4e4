"""Learned rules follow what is marked: after each completion only what the touched articles say is looked at again."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from spanloop.core.changes import ChangeKind, Changes
from spanloop.core.rule_learning import MarkedTexts
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.queue.background import Background
from spanloop.operations import rule_learning

#: Milliseconds after a completion: the next article is painted first.
_LATER = 1_200
_MARKING: frozenset[ChangeKind] = frozenset({"mentions", "events", "articles", "schema"})


class LearnedRules(QObject):
    """Works only where somebody had rules learned. changed(added, gone): the rules are others now.

    All marks are counted once, in a thread; then each completion counts its articles anew, a few milliseconds each.
    """

    changed = Signal(int, int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._session: DeskSession | None = None
        self._texts: MarkedTexts | None = None
        self._touched: set[str] = set()
        self._reading: Background | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LATER)
        self._later.timeout.connect(self.follow)

    def set_session(self, session: DeskSession | None) -> None:
        """Another project is open, or none."""
        self._later.stop()
        self._stop()
        self._texts = None
        self._touched.clear()
        self._session = session
        if session is not None:
            session.changed.connect(self._changed)

    def look(self) -> None:
        """Somebody had rules learned: from now on they are kept up to date."""
        self._texts = None

    def _stop(self) -> None:
        if self._reading is not None:
            self._reading.stop()
            self._reading.deleteLater()
            self._reading = None

    def _changed(self, changes: Changes) -> None:
        session = self._session
        if session is None or session.project.read_only:
            return
        if changes.kinds & _MARKING:
            # What somebody else wrote comes without the articles that it touched.
            if changes.act or changes.marks:
                self._touched |= changes.articles
            else:
                self._texts = None
        if "completions" in changes.kinds and not session.stepping:
            self._later.start()

    def follow(self) -> None:
        """Bring the learned rules up to date, where there are any."""
        session = self._session
        if session is None or session.attempt(lambda: rule_learning.learned_set(session.project)) is None:
            return
        if self._texts is not None:
            self._learn(self._texts, all_of_it=False)
        elif self._reading is None:
            self._touched.clear()
            self._reading = Background(session.project, self)
            self._reading.ask("texts", rule_learning.count_texts, self._counted)

    def _counted(self, texts: MarkedTexts) -> None:
        self._texts = texts
        self._stop()
        self._learn(texts, all_of_it=True)

    def _learn(self, texts: MarkedTexts, *, all_of_it: bool) -> None:
        session = self._session
        if session is None:
            return

        def work() -> rule_learning.LearnReport | None:
            home = rule_learning.learned_set(session.project)
            touched = rule_learning.recount(session.project, texts, self._touched)
            self._touched.clear()
            if home is None or not (touched or all_of_it):
                return None
            only = None if all_of_it else touched
            return rule_learning.learn(session.project, author=home, texts=texts, only=only)

        done = session.attempt(work)
        if done is not None and done.changes:
            session.take(done.changes)
            self.changed.emit(done.added, done.gone)
