"""What somebody wants to see of the queue: which articles, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from spanloop.core.marks import Layer

Part = Literal["all", "todo", "done"]
Order = Literal[
    "queue", "newest", "oldest", "title", "source", "suggestions", "copies",
    "best", "diverse", "unsure", "rare", "mixed", "random",
]  # fmt: skip
#: Orders that are reckoned beside the window and kept (see core.strategies): all that nobody ranked comes at the end.
RANKED: frozenset[Order] = frozenset({"best", "diverse", "unsure", "rare", "mixed", "random"})


@dataclass(frozen=True, slots=True)
class QueueView:
    """Which articles to show, in which order; everything that is set holds at once.

    part: "todo" and "done" (complete or skipped) share all articles out. states: those shown, empty for all.
    layers: wanted of each named layer: completed over the whole text (True) or not (False).
    label: layer and label or event type of which the person has a mark there. source: exactly this one; None for all.
    since, until: first and last day, "2024-03-12", of articles that have a date; "" for no bound.
    suggested: with open suggestions. problems: with problems in the person's own marks. cluster: copies in this one.
    undecided: copies of other articles that are not done and about which the person decided nothing: none follows or is
    followed.
    query: words that title or text holds (spanloop.store.search); "" for no search.
    """

    part: Part = "all"
    order: Order = "queue"
    states: frozenset[str] = frozenset()
    layers: frozenset[tuple[Layer, bool]] = frozenset()
    label: tuple[Layer, str] | None = None
    source: str | None = None
    since: str = ""
    until: str = ""
    suggested: bool = False
    problems: bool = False
    cluster: str = ""
    undecided: bool = False
    query: str = ""

    @property
    def filtered(self) -> bool:
        """Whether anything besides the part and the search narrows it."""
        return replace(self, part="all", order="queue", query="") != QueueView()

    @property
    def narrowed(self) -> bool:
        """Whether it shows less than all articles, by filter or part."""
        return self.filtered or self.part != "all"

    def without_filter(self) -> QueueView:
        """The same part, order and search, with nothing filtered."""
        return QueueView(part=self.part, order=self.order, query=self.query)
