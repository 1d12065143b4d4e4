"""What seems amiss in somebody's marks: the same words marked otherwise or left unmarked, edges that contradict others.

A finding is about one place and one person's marks. It may be right as it is: then the person says so, and it is not
shown to them again.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, NamedTuple

from spanloop.core.excerpt import excerpt
from spanloop.core.marks import Layer
from spanloop.core.wording import one_line, score_text

FindingKind = Literal["missed", "otherwise", "unmarked", "edge"]
KINDS: dict[FindingKind, str] = {
    "missed": "Perhaps missed",
    "unmarked": "Marked elsewhere, not here",
    "otherwise": "Other label elsewhere",
    "edge": "Other edge elsewhere",
}
#: The same words have one label clearly where it has them so often, and so many times as often as another label.
CLEAR, TIMES = 3, 4
#: Words count as left unmarked where they are marked in at least this share of their places.
USUAL = 0.5
#: A label's marks have a usual edge where so many say so, of at least so many.
EDGE_SHARE, EDGE_MARKS = 0.8, 6
_QUOTE = 40

_ARTICLES = "the a an"
_TITLES = (
    "mr mrs ms dr sir prof professor president minister general gen colonel col major captain lieutenant sergeant"
    " commander admiral ambassador envoy spokesman spokeswoman chief king queen prince sheikh imam senator governor"
    " mayor judge father bishop pope prime"
)
_LEADING = re.compile(
    rf"(?P<article>{'|'.join(_ARTICLES.split())})\s+|(?P<title>{'|'.join(_TITLES.split())})\.?\s+", re.I
)
_BEFORE = re.compile(
    rf"\b(?:(?P<article>{'|'.join(_ARTICLES.split())})|(?P<title>{'|'.join(_TITLES.split())})\.?)\s+$", re.I
)
_WORD = re.compile(r"\w+|[^\w\s]")


class MarkedPlace(NamedTuple):
    """A mark of a person as the checks look at it: in one piece. before: some characters that stand in front of it."""

    article: str
    layer: Layer
    label: str
    start: int
    end: int
    quote: str
    mark: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that may be amiss at `[start, end)` of an article, in code points.

    subject: what it is about, equal for equal findings (see store's finding_verdict). words: what is found, as a
    sentence. mark: uid of the mark that it is about, "" where none stands there. to_start, to_end, to_label: what
    mending would make of it. score: an extractor's, 0..1. learned: whether that extractor learned from the article.
    tests: whether versions are judged by the article, so that changing its marks changes their scores.
    before, after: the words around the place.
    """

    kind: FindingKind
    subject: str
    article: str
    layer: Layer
    label: str
    start: int
    end: int
    quote: str
    words: str
    mark: str = ""
    to_start: int = 0
    to_end: int = 0
    to_label: str = ""
    score: float | None = None
    learned: bool = False
    tests: bool = False
    title: str = ""
    before: str = ""
    after: str = ""

    @property
    def where(self) -> str:
        """Whether versions are judged by the article, which no lack of room may hide, and its title."""
        title = self.title or "Untitled"
        return f"test article, {title}" if self.tests else title

    @property
    def can_mend(self) -> bool:
        """Whether one act mends it; the type of an event is changed by hand, because its roles depend on it."""
        return bool(self.to_label) and (self.layer == "entities" or self.kind in ("missed", "unmarked"))

    def to_dict(self) -> dict[str, Any]:
        """As JSON; Finding(**document) is it again."""
        return asdict(self)


def subject_of(article: str, layer: Layer, label: str, start: int, end: int) -> str:
    """What a finding is about, in a text that is equal for equal findings."""
    return f"{article} {layer} {label} {start}-{end}"


def with_context(finding: Finding, *, title: str, text: str, tests: bool = False) -> Finding:
    """The finding with the article's title and the words around the place."""
    around = excerpt(text, finding.start, finding.end)
    return replace(finding, title=title, tests=tests, before=around.before, after=around.after)


def find_otherwise(marks: Iterable[MarkedPlace]) -> Iterator[Finding]:
    """Marks whose words bear another label nearly everywhere else: "Kelmar is GPE here and ORG 14 times elsewhere"."""
    by_text: defaultdict[tuple[Layer, str], list[MarkedPlace]] = defaultdict(list)
    for mark in marks:
        by_text[mark.layer, mark.quote].append(mark)
    for (layer, quote), some in sorted(by_text.items()):
        labels = Counter(mark.label for mark in some)
        if len(labels) < 2:
            continue
        (usual, often), *_ = sorted(labels.items(), key=lambda pair: (-pair[1], pair[0]))
        for mark in some:
            if often < CLEAR or labels[mark.label] * TIMES > often or mark.label == usual:
                continue
            # Nested marks on the same words, one in the other, are no contradiction.
            if any(
                o.label == usual and (o.article, o.start, o.end) == (mark.article, mark.start, mark.end) for o in some
            ):
                continue
            words = f"{_shown(quote)} is {mark.label} here and {usual} {often:,} times elsewhere"
            yield _of_mark("otherwise", mark, words, to=(mark.start, mark.end, usual), layer=layer)


def find_edges(marks: Iterable[MarkedPlace]) -> Iterator[Finding]:
    """Mentions that take an article or a title along, or leave it out, against what is usual for the words or label.

    For English text only: the words are English, and some are others elsewhere.
    """
    sides: dict[MarkedPlace, tuple[str, str, int]] = {}
    for mark in marks:
        if mark.layer == "entities" and (side := _side(mark)) is not None:
            sides[mark] = side
    of_words: defaultdict[tuple[str, str, str], Counter[bool]] = defaultdict(Counter)
    of_label: defaultdict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    for mark, (what, rest, moved) in sides.items():
        of_words[mark.label, what, rest][moved > 0] += 1
        of_label[mark.label, what][moved > 0] += 1
    for mark, (what, rest, moved) in sides.items():
        inside = moved > 0
        here, whole = of_words[mark.label, what, rest], of_label[mark.label, what]
        how = "without" if inside else "with"
        others, all_others = here[not inside], whole[not inside]
        if others > here[inside] and others >= CLEAR - 1:
            how = f"{_shown(rest)} is marked {how} {_lead(mark, what)} {others:,} times"
        elif (
            here[inside] <= max(1, others) and all_others >= EDGE_SHARE * whole.total() and whole.total() >= EDGE_MARKS
        ):
            how = f"{mark.label} is marked {how} {what} {all_others:,} of {whole.total():,} times"
        else:
            continue
        words = f"{_shown(mark.quote)} here, but {how}"
        yield _of_mark("edge", mark, words, to=(mark.start + moved, mark.end, mark.label), layer="entities")


def _side(mark: MarkedPlace) -> tuple[str, str, int] | None:
    """("article" or "title", the words without it, how far the start would move): above 0 where it is taken along,
    below where it stands in front; None where there is none."""
    if (inside := _LEADING.match(mark.quote)) is not None and mark.quote[inside.end() :].strip():
        return _which(inside), mark.quote[inside.end() :], inside.end()
    if (outside := _BEFORE.search(mark.before)) is not None:
        return _which(outside), mark.quote, -(len(mark.before) - outside.start())
    return None


def _which(found: re.Match[str]) -> str:
    return "article" if found["article"] else "title"


def _lead(mark: MarkedPlace, what: str) -> str:
    """The very words that are taken along or left out."""
    found = _LEADING.match(mark.quote) or _BEFORE.search(mark.before)
    return f"“{found[0].strip()}”" if found else what


def find_unmarked(
    texts: Iterable[tuple[str, str, Mapping[Layer, Sequence[tuple[int, int]]], Sequence[MarkedPlace]]],
    marks: Sequence[MarkedPlace],
) -> Iterator[Finding]:
    """Places in completed text whose words are marked at most other places: "marked ARM in 9 of 12 places".

    texts: uid and text of each article that the person completed, with what of each layer is complete there, and the
    person's marks in it. marks: all of the person. White space within the words has to be the same.
    """
    usual = _usual(marks)
    places: dict[tuple[Layer, str], list[tuple[str, int, int, bool]]] = defaultdict(list)
    first_words: defaultdict[str, list[tuple[str, Layer]]] = defaultdict(list)
    for layer, quote in usual:
        first = _WORD.match(quote)
        if first is not None:
            first_words[first[0]].append((quote, layer))
    for article, text, complete, own in texts:
        taken = {layer: sorted((m.start, m.end) for m in own if m.layer == layer) for layer in complete}
        exact = {(m.layer, m.start, m.end) for m in own}
        for word in _WORD.finditer(text):
            for quote, layer in first_words.get(word[0], ()):
                start, end = word.start(), word.start() + len(quote)
                if layer not in complete or not text.startswith(quote, start) or _in_word(text, end):
                    continue
                if not any(low <= start and end <= high for low, high in complete[layer]):
                    continue
                if (layer, start, end) in exact:
                    places[layer, quote].append((article, start, end, True))
                elif not any(low < end and start < high for low, high in taken[layer]):
                    places[layer, quote].append((article, start, end, False))
    for (layer, quote), found in places.items():
        marked = sum(is_marked for *_, is_marked in found)
        if marked < len(found) * USUAL or marked < CLEAR:
            continue
        label = usual[layer, quote]
        words = f"{_shown(quote)} is marked {label} in {marked:,} of {len(found):,} places, not here"
        for article, start, end, is_marked in found:
            if not is_marked:
                subject = subject_of(article, layer, label, start, end)
                yield Finding(
                    "unmarked", subject, article, layer, label, start, end, quote, words,
                    to_start=start, to_end=end, to_label=label,
                )  # fmt: skip


def _usual(marks: Sequence[MarkedPlace]) -> dict[tuple[Layer, str], str]:
    """The label of texts that have one clearly."""
    labels: defaultdict[tuple[Layer, str], Counter[str]] = defaultdict(Counter)
    for mark in marks:
        labels[mark.layer, mark.quote][mark.label] += 1
    found: dict[tuple[Layer, str], str] = {}
    for key, counts in labels.items():
        (label, often), *others = counts.most_common(2)
        if often >= CLEAR and (not others or others[0][1] * TIMES <= often):
            found[key] = label
    return found


def _in_word(text: str, at: int) -> bool:
    """Whether a word goes on at an offset."""
    return 0 < at < len(text) and bool(re.match(r"\w\w", text[at - 1 : at + 1]))


def missed_words(label: str, quote: str, *, extractor: str, score: float | None, learned: bool) -> str:
    """What an extractor would mark where the person marked nothing, as a sentence."""
    sure = "" if score is None else f" at {score_text(score)}"
    by = f"{extractor} sees {label} in {_shown(quote)}{sure}"
    return f"{by}, though it learned from this article" if learned else by


def _of_mark(kind: FindingKind, mark: MarkedPlace, words: str, *, to: tuple[int, int, str], layer: Layer) -> Finding:
    subject = subject_of(mark.article, layer, mark.label, mark.start, mark.end)
    return Finding(
        kind, subject, mark.article, layer, mark.label, mark.start, mark.end, mark.quote, words, mark.mark,
        to_start=to[0], to_end=to[1], to_label=to[2],
    )  # fmt: skip


def _shown(quote: str) -> str:
    return f"“{one_line(quote, most=_QUOTE)}”"
