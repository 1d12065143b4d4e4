"""Lines on pages made into paragraphs: what belongs together is joined, what every page repeats is set apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from spanloop.articles.zones import propose_zones
from spanloop.core.article import Zone
from spanloop.core.ids import new_uid


class Line(NamedTuple):
    """A line of text. x, y: where it begins, in points from the lower left; size: of its letters; 0 when unknown."""

    words: str
    x: float
    y: float
    size: float


class Page(NamedTuple):
    """The lines of a page in the order in which they were drawn."""

    lines: tuple[Line, ...]


_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p|pg|seite|página|стр|страница|стор|sayfa|s|صفحة|صفحه|ص|עמוד|עמ)\W{0,3})?\d{1,4}"
    r"(?:\s*(?:of|/|из|з|von|de|من|از|מתוך)\s*\d{1,4})?\W*|第\s*\d{1,4}\s*页",
    re.IGNORECASE,
)
_ENDS = (".", "!", "?", "…", ":", "。", "！", "？", "؟", "۔", "”", "»", '."', ".)")
_BULLET = re.compile(r"(?:[•·▪●–—*-]|\d{1,2}[.)])\s")
_SINGLE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")
#: How many lines at the top and at the foot of a page can be what every page repeats.
_EDGE = 3


@dataclass(frozen=True, slots=True)
class _Paragraph:
    words: str
    kind: str = ""  # "" for text, "running" for what pages repeat, "headline"


@dataclass(frozen=True, slots=True)
class Layout:
    """A text made of pages. running, headline: places in it, in code points. joined: words that a line end parted."""

    text: str
    running: tuple[tuple[int, int], ...]
    headline: tuple[int, int] | None
    joined: int

    def zones(self, language: str) -> tuple[Zone, ...]:
        """The zones that are known from the pages, and between them those that the rules propose for the text."""
        known = [Zone(new_uid(), start, end, "boilerplate") for start, end in self.running]
        if self.headline is not None:
            known.append(Zone(new_uid(), *self.headline, "headline"))
        for zone in propose_zones(self.text, language=language):
            again = zone.kind == "headline" and self.headline is not None
            if not again and not any(zone.start < one.end and zone.end > one.start for one in known):
                known.append(zone)
        return tuple(sorted(known, key=lambda zone: zone.start))


def lay_out(pages: Sequence[Page]) -> Layout:
    """The paragraphs of all pages one after the other, an empty line between two.

    A paragraph that goes on over the page is one; what stood between (page number, running head) follows it.
    """
    repeated = _repeated(pages)
    headline = _headline(pages, repeated)
    making = _Making(headline)
    for page in pages:
        above, below = (_running(page, side, repeated) for side in _edges(page))
        making.page(
            [page.lines[place] for place in above],
            [line for place, line in enumerate(page.lines) if place not in above and place not in below],
            [page.lines[place] for place in reversed(below) if place not in above],
        )
    return making.made()


def _key(line: Line) -> tuple[str, int]:
    """What a line has in common with itself on other pages: words, without numbers, and height."""
    return re.sub(r"\d+", "#", line.words.casefold()), round(line.y / 8)


def _edges(page: Page) -> tuple[list[int], list[int]]:
    """The lines that stand highest, and those that stand lowest, from the edge inwards."""
    order = sorted(range(len(page.lines)), key=lambda place: -page.lines[place].y)
    half = min(_EDGE, (len(order) + 1) // 2)
    return order[:half], order[::-1][:half]


def _repeated(pages: Sequence[Page]) -> set[tuple[str, int]]:
    filled = [page for page in pages if page.lines]
    keys = Counter(
        key for page in filled for key in {_key(page.lines[place]) for side in _edges(page) for place in side}
    )
    # Two pages of two lines are alike by accident; two long ones are not.
    long = sum(len(page.lines) > 2 * _EDGE for page in filled)
    return {key for key, times in keys.items() if times * 2 > len(filled) and times >= (2 if long >= 2 else 3)}


def _running(page: Page, side: Sequence[int], repeated: set[tuple[str, int]]) -> list[int]:
    """The lines that every page repeats, and page numbers: from an edge inwards, as far as there are any."""
    found: list[int] = []
    for rank, place in enumerate(side):
        line = page.lines[place]
        number = rank < 2 and _PAGE_NUMBER.fullmatch(line.words) is not None
        if not number and _key(line) not in repeated:
            break
        found.append(place)
    return found


def _headline(pages: Sequence[Page], repeated: set[tuple[str, int]]) -> list[Line]:
    """The lines in the largest letters of the first page that has text, where they are plainly larger than the rest."""
    first = next((page for page in pages if page.lines), None)
    if first is None or len(first.lines) < 3:
        return []
    usual = median(line.size for line in first.lines)
    fit = [line for line in first.lines[:25] if _key(line) not in repeated and len(line.words) > 3]
    largest = max((line.size for line in fit), default=0.0)
    lines = [line for line in fit if line.size > largest - 0.5]
    return lines if largest > 1.2 * usual and len(lines) <= 4 and any(" " in line.words for line in lines) else []


class _Making:
    """Paragraphs under way."""

    def __init__(self, headline: Sequence[Line]) -> None:
        self._headline = headline
        self._done: list[_Paragraph] = []
        self._words = ""
        self._last: Line | None = None
        self._waiting: list[Line] = []
        self.joined = 0

    def page(self, above: Sequence[Line], lines: Sequence[Line], below: Sequence[Line]) -> None:
        """The lines of one more page, and what it repeats above and below them."""
        gaps = [one.y - other.y for one, other in pairwise(lines) if 0 < one.y - other.y < 60]
        # The gaps between paragraphs are among them, and where paragraphs are short, they are many.
        usual = sorted(gaps)[len(gaps) // 3] if gaps else 0.0
        widest = max((len(line.words) for line in lines), default=0)
        new_page = True
        self._waiting += above
        for line in lines:
            if self._last is not None and self._goes_on(self._last, line, usual, widest, new_page=new_page):
                self._join(line)
            else:
                self._end()
                self._words = line.words
            self._last = line
            new_page = False
        self._waiting += below

    def _goes_on(self, last: Line, line: Line, usual: float, widest: int, *, new_page: bool) -> bool:
        """Whether a line belongs to the paragraph of the last one."""
        if abs(last.size - line.size) > 0.6 or (last in self._headline) != (line in self._headline):
            return False
        if _BULLET.match(line.words):
            return False
        ended = last.words.endswith(_ENDS)
        down = last.y - line.y
        if new_page or down < 0:
            return not ended and (line.words[0].islower() or not line.words[0].isascii())
        if usual and down > 1.35 * usual:
            return False
        indented = line.x - last.x > 6 and ended
        return not indented and not (ended and len(last.words) < 0.7 * widest)

    def _join(self, line: Line) -> None:
        words = self._words
        if words.endswith("\u00ad") or (re.search(r"[^\W\d_]-$", words) and line.words[0].islower()):
            self._words = words[:-1] + line.words
            self.joined += 1
        elif _SINGLE.match(words[-1]) and _SINGLE.match(line.words[0]):
            self._words = words + line.words
        else:
            self._words = f"{words} {line.words}"

    def _end(self) -> None:
        if self._words:
            kind = "headline" if self._last in self._headline else ""
            self._done.append(_Paragraph(self._words, kind))
        self._done += [_Paragraph(line.words, "running") for line in self._waiting]
        self._words, self._waiting = "", []

    def made(self) -> Layout:
        """The text of all of it."""
        self._end()
        running: list[tuple[int, int]] = []
        headline: tuple[int, int] | None = None
        parts: list[str] = []
        place = 0
        for paragraph in self._done:
            end = place + len(paragraph.words)
            if paragraph.kind == "running":
                running.append((place, end))
            elif paragraph.kind == "headline" and headline is None:
                headline = (place, end)
            parts.append(paragraph.words)
            place = end + 2
        text = "\n\n".join(parts)
        return Layout(text, tuple(running), headline, self.joined)
