"""Which marks a link from a mark could lead to, best first.

As in core.candidates the order is a cost in words of distance. But links lead far (a short form back to the full name),
so distance counts by its logarithm, and what the words of the two have in common counts for more.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from heapq import nsmallest

from spanloop.core.candidates import Candidate
from spanloop.core.lexicon import fold_words
from spanloop.core.marks import Event, Fragments, Marks, Mention, fragments_of, name_of
from spanloop.core.schema import LinkType

_WORD = 6.0
_FAR = 2.5
_LABEL_WEIGHT = 8.0
_ALIKE = 10.0
_OTHER_LABEL = 4.0
_UNSURE = 4.0
_UNSCORED = 0.5
_SMALL_WORD = 3
#: No more than these, the nearest, are looked at closely: an article may hold 20,000 marks.
_NEAREST = 600


def rank_targets(
    source: Mention | Event,
    *,
    kind: LinkType,
    text: str,
    marks: Marks,
    suggestions: Sequence[Marks] = (),
    past: Mapping[tuple[str, str], Mapping[str, int]] | None = None,
    limit: int,
) -> tuple[Candidate, ...]:
    """Marks to which a link of this type may lead from `source`, an own mark.

    past: from Experience.links. Left out are the mark itself and those to which such a link leads already.
    """
    linked = {link.target for link in marks.links if link.type == kind.type and link.source == source.uid}
    pool = _pool(kind, marks, suggestions)
    place = fragments_of(source)
    near = nsmallest(
        _NEAREST, ((_gap(place, fragments_of(m)), n, s, m) for n, (s, m) in enumerate(pool) if m.uid != source.uid)
    )
    words = _words(text, place)
    counts = (past or {}).get((kind.type, name_of(source)), {})
    ranked: list[Candidate] = []
    seen: set[tuple[str, Fragments]] = set()
    for gap, _, suggested, mark in near:
        key = (name_of(mark), fragments_of(mark))
        # Own marks come before suggestions that equal them.
        if mark.uid in linked or (suggested and key in seen):
            continue
        seen.add(key)
        cost = _FAR * math.log2(1 + gap / _WORD)
        if counts or not kind.between_events:
            cost += _label_cost(counts, name_of(source), name_of(mark))
        cost -= _ALIKE * _likeness(words, _words(text, key[1]))
        if suggested:
            cost += _UNSURE * (1.0 - (_UNSCORED if mark.score is None else mark.score))
        ranked.append(Candidate(mark.uid, *key, isinstance(mark, Event), suggested, mark.score, cost))
    ranked.sort(key=lambda c: (c.cost, c.start, c.end, c.uid))
    return tuple(ranked[:limit])


def _pool(kind: LinkType, marks: Marks, suggestions: Sequence[Marks]) -> Iterator[tuple[bool, Mention | Event]]:
    for layer in (marks, *suggestions):
        for mark in layer.events if kind.between_events else layer.mentions:
            yield layer is not marks, mark


def _gap(one: Fragments, other: Fragments) -> int:
    return max(0, one[0][0] - other[-1][1], other[0][0] - one[-1][1])


def _label_cost(counts: Mapping[str, int], source: str, name: str) -> float:
    """What a label costs that such links seldom led to; without past links, another one than the source's."""
    if not counts:
        return 0.0 if name == source else _OTHER_LABEL
    return _LABEL_WEIGHT * math.log((max(counts.values()) + 1) / (counts.get(name, 0) + 1))


def _words(text: str, fragments: Fragments) -> tuple[str, ...]:
    """The words that tell, folded: not "the" or "of", unless there are no others."""
    words = fold_words(" ".join(text[start:end] for start, end in fragments)).split()
    return tuple(word for word in words if len(word) > _SMALL_WORD) or tuple(words)


def _likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """0..1: how many of the shorter one's words the longer one has; 1 where it is made of the other's first letters."""
    short, long = sorted((one, other), key=len)
    if not short:
        return 0.0
    if len(short) == 1 and len(long) > 1:
        letters = "".join(word[0] for word in long if word[0].isalnum())
        if len(short[0]) > 1 and short[0] in letters:
            return 1.0
    return len(set(short) & set(long)) / len(set(short))
