"""Accepting at once all suggestions from a score up. The score stands in the status line and is kept."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QMenu, QWidget

from spanloop.core.marks import Marks
from spanloop.core.wording import count, score_text
from spanloop.gui.bars import StatusLine
from spanloop.gui.commands import Commands
from spanloop.gui.desk.session import DeskSession
from spanloop.operations import suggestions
from spanloop.settings import Settings

STEP = 5
_HIGHEST, _LOWEST = 100, 0
#: So many suggestions are counted in less than half a millisecond.
_COUNTED_AT_ONCE = 2000
_OFFERED = (50, 60, 70, 75, 80, 85, 90, 95)


class ThresholdActs(QObject):
    """The threshold (in hundredths, so that steps add up) and what is at or above it in the open article.

    told(sentence): what was done, and what is left.
    """

    told = Signal(str)

    def __init__(
        self,
        settings: Settings,
        *,
        window: QWidget,
        commands: Commands,
        status: StatusLine,
        session: Callable[[], DeskSession | None],
        save: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._settings = settings
        self._window = window
        self._commands = commands
        self._status = status
        self._session = session
        self._save = save
        #: The scores of the open suggestions, sorted, and of which suggestions they are: counted once, not at each key.
        self._counted: tuple[Marks, ...] = ()
        self._scores: list[float] = []
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._count_later)
        commands.bind("suggestion.accept_above", self.accept)
        commands.bind("suggestion.threshold_up", lambda: self.set(self._settings.threshold + STEP))
        commands.bind("suggestion.threshold_down", lambda: self.set(self._settings.threshold - STEP))
        status.threshold_asked.connect(self._choose)

    def set(self, hundredths: int) -> None:
        """Another threshold from now on."""
        self._settings.threshold = max(_LOWEST, min(_HIGHEST, hundredths))
        self._save()
        self.refresh()

    def refresh(self) -> None:
        """Say in the status line how many are at or above it; nothing while there is no suggestion."""
        now, session = self._commands.situation, self._session()
        left = session.suggestion_count if session and now.page == "annotate" and now.article else 0
        if left > _COUNTED_AT_ONCE and not self._is_counted():
            # The mark that was just made is painted first.
            self._later.start()
            above = "…"
        else:
            above = str(self._above(self._settings.threshold)) if left else ""
        self._status.set_threshold(f"{above} of {left} from {self.words()} up" if left else "")

    def words(self) -> str:
        """The threshold as people write it: ".80"."""
        return score_text(self._settings.threshold / 100)

    def accept(self) -> None:
        """Accept all that are at or above the threshold as one act, and say how many are left."""
        session = self._session()
        if session is None or session.desk is None:
            return
        wanted = [
            mark.uid
            for marks in session.desk.suggestions
            for mark in (*marks.mentions, *marks.events)
            if mark.score is not None and _reaches(mark.score, self._settings.threshold)
        ]
        if not wanted:
            left = count(session.suggestion_count, "suggestion")
            self.told.emit(f"Nothing accepted: of {left} none has a score from {self.words()} up")
            return
        before = session.suggestion_count
        if session.act(suggestions.accept, suggestions=wanted) is None:
            return
        left = session.suggestion_count
        rest = f"{left} left" if left else "none is left"
        self.told.emit(f"Accepted {count(before - left, 'suggestion')}; {rest}")

    def _given(self) -> tuple[Marks, ...]:
        session = self._session()
        return session.desk.suggestions if session and session.desk else ()

    def _is_counted(self) -> bool:
        return self._given() is self._counted

    def _count(self) -> None:
        """Look at the scores of the open suggestions."""
        given = self._given()
        self._counted = given
        every = (mark.score for marks in given for mark in (*marks.mentions, *marks.events))
        self._scores = sorted(score for score in every if score is not None)

    def _count_later(self) -> None:
        self._count()
        self.refresh()

    def _above(self, hundredths: int) -> int:
        if not self._is_counted():
            self._count()
        return len(self._scores) - bisect_left(self._scores, _bound(hundredths))

    def _choose(self) -> None:
        """A click on the status line: other thresholds, with how many each of them takes."""
        menu = QMenu(self._window)
        for hundredths in sorted({*_OFFERED, self._settings.threshold}, reverse=True):
            entry = menu.addAction(f"{score_text(hundredths / 100)}\t{self._above(hundredths)}")
            entry.setCheckable(True)
            entry.setChecked(hundredths == self._settings.threshold)
            entry.triggered.connect(lambda _=False, hundredths=hundredths: self.set(hundredths))
        menu.addSeparator()
        menu.addAction(self._commands.qt("suggestion.accept_above"))
        menu.aboutToHide.connect(menu.deleteLater)
        button = self._status.threshold_button
        menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))


def _bound(hundredths: int) -> float:
    """The lowest score that counts as this: scores are shown with two digits, and .80 must not miss .7999999."""
    return hundredths / 100 - 1e-6


def _reaches(score: float, hundredths: int) -> bool:
    return score >= _bound(hundredths)
