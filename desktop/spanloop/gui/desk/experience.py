"""What a project's past marks teach, at hand for the desk: counted in idle moments, kept up to date after acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from spanloop.core.changes import ChangeKind, Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.experience import Experience
from spanloop.core.lookup import AuthorLookup
from spanloop.gui.desk.session import DeskSession
from spanloop.operations.learning import gather_experience

#: Milliseconds: the window shows the article first; then a slice of a few milliseconds at a time.
_START, _PAUSE, _SETTLE = 400, 12, 150
_TEACHING: frozenset[ChangeKind] = frozenset({"articles", "mentions", "events", "links"})


@dataclass(slots=True)
class _Pending:
    """What acts changed in one article and is not counted yet. uids: of mentions and events, None for all."""

    text: str
    before: AuthorLookup
    after: AuthorLookup
    uids: frozenset[str] | None = frozenset()


class DeskExperience(QObject):
    """Holds the experience of the project that is open.

    Nothing is counted while a key is dealt with, but what the act before changed, when a proposal is asked for.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._session: DeskSession | None = None
        self._counted = Experience()
        self._building: Experience | None = None
        self._steps: Iterator[None] | None = None
        self._shown: tuple[str, AuthorLookup] | None = None
        self._pending: _Pending | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._step)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE)
        self._settle.timeout.connect(self._settled)

    def begin(self, session: DeskSession | None) -> None:
        """Turn to another project, or to none."""
        self._timer.stop()
        self._settle.stop()
        self._session = session
        self._counted = Experience()
        self._building = self._steps = self._pending = self._shown = None
        if session is not None:
            session.opened.connect(self._opened)
            session.changed.connect(self._changed)
            self._count_again()

    def now(self) -> Experience:
        """What is known, with all that was done up to now."""
        self._settled()
        return self._counted

    @property
    def complete(self) -> bool:
        """Whether all past marks are counted that are to be."""
        return self._building is None

    # counting all

    def _count_again(self) -> None:
        """Begin anew; what was counted before is used until that is done."""
        session = self._session
        if session is not None:
            self._building = Experience()
            self._steps = gather_experience(session.project, self._building)
            self._timer.start(_START)

    def _step(self) -> None:
        if self._steps is None or self._building is None:
            return
        try:
            more = next(self._steps, self) is not self
        except SpanloopError:
            # A file that cannot be read now is told of by whatever the person does next; proposals can wait.
            self._steps = None
            return
        if more:
            self._timer.start(_PAUSE)
        else:
            self._counted, self._building, self._steps = self._building, None, None

    # counting what acts change

    def _opened(self) -> None:
        self._settled()
        desk = self._session.desk if self._session else None
        self._shown = (desk.article.text, desk.lookup.own) if desk else None

    def _changed(self, changes: Changes) -> None:
        session = self._session
        if session is None or session.desk is None or not changes.kinds & _TEACHING:
            return
        if changes.articles - {session.article}:
            self._count_again()
            return
        if self._shown is None:
            return
        text, before = self._shown
        held = self._pending or _Pending(text, before, before)
        held.after = session.desk.lookup.own
        # What another program wrote is not named mark by mark.
        named = bool(changes.marks) or changes.kinds <= {"links"}
        held.uids = held.uids | changes.marks if held.uids is not None and named else None
        self._pending = held
        self._shown = (text, held.after)
        self._settle.start()

    def _settled(self) -> None:
        held, self._pending = self._pending, None
        self._settle.stop()
        if held is None:
            return
        if self._building is not None and held.uids is None:
            # Who knows how much of that was counted already.
            self._count_again()
        # A mark that is changed before its slice is read counts twice until all is counted again; proposals bear that.
        for experience in (self._counted, self._building):
            if experience is not None and (experience is self._counted or held.uids is not None):
                experience.learn(held.text, held.before, only=held.uids, times=-1)
                experience.learn(held.text, held.after, only=held.uids)
