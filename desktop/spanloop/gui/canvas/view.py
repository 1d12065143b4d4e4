"""What the canvas is given to show, and one mark as it is painted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from spanloop.core.article import Article
from spanloop.core.marks import Author, Event, Fragments, Marks, Mention
from spanloop.core.schema import Schema


class ProblemLike(Protocol):
    """What the canvas needs of a core problem: the mark that it is about, if any, and its words."""

    @property
    def mark(self) -> str | None: ...

    @property
    def message(self) -> str: ...


@dataclass(frozen=True, slots=True)
class CanvasView:
    """One article as the canvas shows it.

    marks: the viewer's own. suggestions: the undecided ones, one Marks for each suggesting author. All offsets are code
    points of `article.text`. Problems put a triangle beside the tag of the mark that they name. find: gives a mark with
    its author and whether it is a suggestion, by its uid, where somebody knows that already; changed marks are then not
    looked for among all.
    """

    article: Article
    marks: Marks
    suggestions: tuple[Marks, ...] = ()
    schema: Schema = field(default_factory=lambda: Schema("", ""))
    problems: Sequence[ProblemLike] = ()
    find: Callable[[str], tuple[Mention | Event, Author, bool] | None] | None = field(default=None, compare=False)


@dataclass(slots=True, eq=False)
class PaintedMark:
    """A mention or a trigger with what its painting needs.

    author: the suggesting author, None for the viewer's own. length: of its longest fragment, in code points; longer
    marks are painted below shorter ones. lane: of its underline, 0 nearest the text; -1 when there is no room for one.
    """

    uid: str
    source: Mention | Event
    fragments: Fragments
    label: str
    trigger: bool
    author: Author | None
    length: int
    lane: int = 0

    @property
    def suggested(self) -> bool:
        return self.author is not None

    @property
    def start(self) -> int:
        return self.fragments[0][0]

    @property
    def end(self) -> int:
        return self.fragments[-1][1]


def painted(source: Mention | Event, author: Author | None) -> PaintedMark:
    """The painted form of a mention, or of an event's trigger."""
    trigger = isinstance(source, Event)
    fragments = source.trigger if trigger else source.fragments
    label = source.type if trigger else source.label
    length = max(end - start for start, end in fragments)
    return PaintedMark(source.uid, source, fragments, label, trigger, author, length)
