"""Examples for the guideline from the project's own marks: what people agreed on most, the newest first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from spanloop.core.excerpt import Excerpt, excerpt
from spanloop.store.examples import Around, Found
from spanloop.store.project import Project

#: How many are shown.
MOST = 5
#: Code points of a sentence that are shown on either side of the mark.
_WIDTH = 90
_SENTENCE_END = re.compile(r"[.!?؟。…][\"'”’»)]*\s|\n")


@dataclass(frozen=True, slots=True)
class Example:
    """One marked place: `before`, `quote` and `after` on one line. authors: who marked it so; gold: gold did too.

    complete: its author completed the layer there, so that it trains and is not half a thought. start: of the mark, in
    code points of the article.
    """

    mark: str
    article: str
    start: int
    title: str
    before: str
    quote: str
    after: str
    authors: tuple[str, ...]
    gold: bool
    complete: bool


def find_examples(project: Project, *, name: str, role: str = "", limit: int = MOST) -> list[Example]:
    """Sentences of this project in which a label or event type (or a role of that type) is marked.

    By gold first, then by those who completed the layer, then by how many people marked the same; among equals the
    newest. The same words stand only once, and articles take turns. () for a name that the schema does not have.
    """
    schema = project.schema
    if schema.entity(name) is None and schema.event(name) is None:
        return []
    found = project.find_examples(name, layer="events" if schema.event(name) and not role else "entities", role=role)
    best = _in_turns(_ranked(found))[:limit]
    around = project.read_around([group[0] for group in best])
    return [_example(group, text) for group, text in zip(best, around, strict=True)]


def _ranked(found: Iterable[Found]) -> list[list[Found]]:
    """Marks at the same place as one group, the best group first; of groups with the same words the first only."""
    places: dict[tuple[int, int, int, str], list[Found]] = {}
    for one in found:
        places.setdefault((one.article, one.start, one.end, one.fragments), []).append(one)
    groups = sorted(places.values(), key=_worth, reverse=True)
    said: set[str] = set()
    kept: list[list[Found]] = []
    for group in groups:
        words = group[0].quote.casefold()
        if words not in said:
            said.add(words)
            kept.append(group)
    return kept


def _worth(group: list[Found]) -> tuple[bool, bool, int, str]:
    agreed = len({one.author for one in group})
    return any(one.gold for one in group), any(one.complete for one in group), agreed, max(one.changed for one in group)


def _in_turns(groups: list[list[Found]]) -> list[list[Found]]:
    """Each article's best first, then each one's second; so that one long article is not all there is to see."""
    rank: dict[int, int] = {}
    turns: list[tuple[int, int]] = []
    for number, group in enumerate(groups):
        article = group[0].article
        rank[article] = rank.get(article, 0) + 1
        turns.append((rank[article], number))
    return [groups[number] for _, number in sorted(turns)]


def _example(group: list[Found], around: Around) -> Example:
    first, last = around.fragments[0][0], around.fragments[-1][1]
    cut = _sentence(around, first, last)
    authors = tuple(dict.fromkeys(one.author for one in group))
    gold, complete = any(one.gold for one in group), any(one.complete for one in group)
    return Example(
        group[0].mark, around.article, group[0].start, around.title, cut.before, cut.quote, cut.after, authors,
        gold, complete,
    )  # fmt: skip


def _sentence(around: Around, first: int, last: int) -> Excerpt:
    """The sentence around a mark, as far as it was read."""
    text = around.text
    begins = [end for end in (found.end() for found in _SENTENCE_END.finditer(text, 0, first)) if end <= first]
    ends = _SENTENCE_END.search(text, last)
    within = (begins[-1] if begins else 0, ends.end() if ends else len(text))
    cut = excerpt(text, first, last, width=_WIDTH, within=within)
    open_before = not begins and not around.at_start
    open_after = ends is None and not around.at_end
    before = f"… {cut.before}" if open_before or _longer(within[0], first) else cut.before
    after = f"{cut.after} …" if open_after or _longer(last, within[1]) else cut.after.rstrip()
    return Excerpt(before, cut.quote, after)


def _longer(first: int, last: int) -> bool:
    """Whether there is more on a side than is shown."""
    return last - first > _WIDTH
