"""What a person decided about a copy of a story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spanloop.core.wording import one_line

#: Of a page without a headline the title may be a whole paragraph.
_LONGEST_TITLE = 60

Choice = Literal["follow", "ignore"]
CHOICES: tuple[Choice, ...] = ("follow", "ignore")


@dataclass(frozen=True, slots=True)
class CopyChoice:
    """An author's choice about one article: it follows the marks of another copy, or it is left alone.

    leader: uid of the article whose marks it takes; None for one that is ignored. at: when, "" where nobody knows.
    """

    uid: str
    choice: Choice
    leader: str | None = None
    at: str = ""


def join_choices(ours: CopyChoice | None, theirs: CopyChoice) -> CopyChoice | None:
    """What an author's choice is when another copy of the project comes in; None where it stays.

    The later one holds.
    """
    if ours is None:
        return theirs
    if (ours.choice, ours.leader) == (theirs.choice, theirs.leader) or theirs.at <= ours.at:
        return None
    return CopyChoice(ours.uid, theirs.choice, theirs.leader, theirs.at)


def reason_of(title: str) -> str:
    """The reason with which an ignored copy is skipped. title: of the copy that is marked instead; "" where unknown."""
    return f"Copy of {one_line(title, most=_LONGEST_TITLE)}" if title else "Copy of another article"
