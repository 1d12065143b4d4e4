"""Active time: how long a person worked on an article, counted while they act and not while they are away.

It is theirs: kept in the project for progress, shown to them, switched off and deleted whenever they like, and in no
export.
"""

from __future__ import annotations

from collections.abc import Mapping

from spanloop.core.marks import Author
from spanloop.store.activity import ActiveTime
from spanloop.store.project import Project

#: Seconds without an act after which a person counts as away. Reading a page takes longer than marking a word.
IDLE = 60.0
Seconds = dict[tuple[str, str], int]


class Meter:
    """Counts seconds by article and day from acts at given times; knows no clock.

    Times are seconds of a clock that never goes back. An act says that the person is there until IDLE seconds later, or
    until the next act, or until a pause, whichever comes first.
    """

    def __init__(self) -> None:
        self._article = ""
        self._day = ""
        self._acted = self._until = float("-inf")
        self._counted: dict[tuple[str, str], float] = {}

    def act(self, article: str, *, at: float, day: str) -> None:
        """The person did something on an article ("" for none)."""
        self.settle(at)
        self._article, self._day, self._acted = article, day, at
        self._until = at

    def settle(self, at: float) -> None:
        """Count up to a time, as far as the person counts as being there."""
        end = min(at, self._acted + IDLE)
        if self._article and end > self._until:
            key = (self._article, self._day)
            self._counted[key] = self._counted.get(key, 0.0) + end - self._until
            self._until = end

    def pause(self, at: float) -> None:
        """The window is not used any more; the next act begins anew."""
        self.settle(at)
        self._acted = self._until = float("-inf")

    def idle(self, at: float) -> bool:
        """Whether nothing is being counted at a time."""
        return at >= self._acted + IDLE

    def pending(self, article: str) -> float:
        """Seconds that were counted on an article and not taken yet."""
        return sum(seconds for (uid, _), seconds in self._counted.items() if uid == article)

    def take(self) -> Seconds:
        """Whole seconds that were counted, to be stored; what is less than a second stays for later."""
        taken = {key: int(seconds) for key, seconds in self._counted.items() if seconds >= 1}
        for key, seconds in taken.items():
            self._counted[key] -= seconds
        return taken

    def give_back(self, seconds: Mapping[tuple[str, str], int]) -> None:
        """What could not be stored just now."""
        for key, number in seconds.items():
            self._counted[key] = self._counted.get(key, 0.0) + number


def add_seconds(project: Project, *, author: Author, seconds: Mapping[tuple[str, str], int]) -> bool:
    """Store seconds by (article uid, day); False where that cannot be just now. Not an act: nothing to undo."""
    return project.add_activity(author, seconds)


def article_seconds(project: Project, *, author: Author, article: str) -> int:
    """Seconds that this person was active on an article, over all days."""
    known = project.known_author(author).uid
    return sum(time.seconds for time in project.active_times(article=article) if time.author == known)


def active_times(project: Project) -> list[ActiveTime]:
    """All that was counted of everybody, by article, person and day."""
    return project.active_times()


def active_days(project: Project, *, author: Author | None = None) -> dict[str, int]:
    """Seconds of each day, oldest first; of one person, or of everybody."""
    return project.active_days(author)


def delete_times(project: Project, *, author: Author) -> int:
    """Delete all active time of this person in the project, for good; gives how many seconds it was."""
    return project.delete_activity(author)


def time_words(seconds: float) -> str:
    """ "under 1 min", "12 min", "1 h 5 min"."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return "under 1 min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours else f"{rest} min"


__all__ = [
    "IDLE",
    "ActiveTime",
    "Meter",
    "Seconds",
    "active_days",
    "active_times",
    "add_seconds",
    "article_seconds",
    "delete_times",
    "time_words",
]
