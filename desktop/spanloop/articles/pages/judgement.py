"""A page while it is judged: what is known of its lines so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from spanloop.articles.pages.lines import PageText
from spanloop.articles.zones.blocks import Block
from spanloop.core.article import ZoneKind


@dataclass
class Judgement:
    """A page while it is judged; lists run over its lines.

    roles, dates: see zones.roles. rules: the kind that the rules over lines propose, or "". meanings, outside: of
    places (see evidence).
    body: whether a line stands in the body. kinds: None for article text. flat: the page has no parts, so that the
    rules over lines know most. headline: its line, -1 where there is none. first, last: running text of the body.
    breaks: lines that begin a digest's items, with their dates. items: see remarks.
    """

    page: PageText
    blocks: list[Block]
    roles: list[str]
    dates: list[str]
    rules: list[str]
    meanings: list[str]
    outside: list[bool]
    body: list[bool]
    kinds: list[ZoneKind | None]
    settled: list[bool]
    titles: tuple[str, ...]
    flat: bool = False
    headline: int = -1
    first: int = 0
    last: int = -1
    breaks: dict[int, str] = field(default_factory=dict[int, str])
    items: dict[int, bool] = field(default_factory=dict[int, bool])

    def place_of(self, line: int) -> int:
        """The place of a line's longest piece."""
        return max(self.page.lines[line].runs, key=lambda run: run[1] - run[0])[2]

    def linked(self, line: int) -> float:
        """Which part of a line is links."""
        places = self.page.places
        of_links = sum(end - start for start, end, place in self.page.lines[line].runs if places[place].link)
        return of_links / max(1, len(self.page.lines[line].text))

    def settle(self, line: int, kind: ZoneKind | None) -> None:
        self.kinds[line], self.settled[line] = kind, True
