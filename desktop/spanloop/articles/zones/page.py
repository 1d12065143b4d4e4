"""A page while its zones are being found: its blocks, what each is by itself, and what has been decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from spanloop.articles.zones.blocks import Block, blocks_of
from spanloop.articles.zones.roles import CAPTION, WEAK, role_of
from spanloop.articles.zones.rows import tables_of
from spanloop.core.article import ZoneKind


@dataclass
class Page:
    """Parallel lists over the blocks. roles and dates: see `roles.role_of`. kinds: the decision, None for article text.

    inside: (block, start in the text) of article blocks whose end is boilerplate.
    """

    blocks: list[Block]
    roles: list[str]
    dates: list[str]
    kinds: list[ZoneKind | None]
    inside: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])

    @classmethod
    def read(cls, text: str) -> Page:
        blocks = blocks_of(text)
        known: dict[str, tuple[str, str]] = {}
        for block in blocks:
            if block.text not in known:
                known[block.text] = role_of(block)
        read = [known[block.text] for block in blocks]
        roles = [role for role, _ in read]
        for index in tables_of(blocks, roles):
            roles[index] = CAPTION  # like a caption, a table is the article's and no running text
        return cls(blocks, roles, [date for _, date in read], [None] * len(blocks))

    def __len__(self) -> int:
        return len(self.blocks)

    def furniture(self, index: int) -> bool:
        """Whether the line is furniture, by what it says or by decision; False outside the page.

        A bare punctuation mark is, but says nothing about its neighbours. A caption is the article's.
        """
        if not 0 <= index < len(self) or self.roles[index] == "mark":
            return False
        return self.kinds[index] == "boilerplate" or self.roles[index] not in ("", CAPTION, *WEAK)

    def open(self, index: int) -> bool:
        """Whether the line says nothing by itself and nothing is decided about it."""
        return self.kinds[index] is None and self.roles[index] == ""

    def prose(self, index: int) -> bool:
        """Whether the line is running text that may be the article's."""
        return self.open(index) and self.blocks[index].prose

    def fragment(self, index: int) -> bool:
        """Whether the line is neither running text nor decided: a title, a name, a caption; weak roles too."""
        weak = self.roles[index] == "" or self.roles[index] in WEAK
        return self.kinds[index] is None and weak and not self.blocks[index].prose

    def title(self, index: int) -> bool:
        """Whether the line may be the title of another text: a fragment, or a question."""
        return self.fragment(index) or (self.open(index) and self.blocks[index].question)

    def silence(self, first: int, last: int) -> None:
        """Make boilerplate of what is not decided in `[first, last)`."""
        for index in range(first, last):
            if self.kinds[index] is None:
                self.kinds[index] = "boilerplate"

    def prose_lengths(self) -> list[int]:
        """Characters of running text before each line, and, last, in all."""
        return list(accumulate((b.end - b.start if self.prose(i) else 0 for i, b in enumerate(self.blocks)), initial=0))

    def indices(self, first: int = 0) -> Iterator[int]:
        return iter(range(first, len(self)))
