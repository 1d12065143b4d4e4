"""Where a text is cut into what the language model reads at once: its sentences, by rule, from its tokens alone.

Sentences read as well as whole articles do (measured), and one that stays the same keeps its features.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

#: Word pieces in one window at most; a longer sentence is cut, a longer token is read to here.
MOST_PIECES = 158
_ENDS = frozenset(
    (".", "!", "?", "...", "\u2026", "\u3002", "\uff01", "\uff1f", "\u061f", "\u06d4", "\u0964", "\u0965", "\u1362")
)
#: What still belongs to the sentence that ended before it.
_CLOSING = frozenset("\"'\u201d\u2019\u00bb)]}\u203a\u300d\u300f")
#: Where an overlong sentence is best cut.
_PAUSES = frozenset((",", ";", ":", "-", "\u2013", "\u2014", "\u060c", "\u061b", "\u3001", "\uff0c", "|"))


def cut_windows(tokens: Sequence[str], counts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First token and end of each window; together they are all tokens. counts: word pieces of each token."""
    start = 0
    for end in sentence_ends(tokens):
        yield from _short_enough(tokens, counts, start, end)
        start = end


def sentence_ends(tokens: Sequence[str]) -> Iterator[int]:
    """After which token each sentence ends; after the last in any case."""
    ended = False
    for place, token in enumerate(tokens):
        if ended and token not in _CLOSING and token not in _ENDS:
            # White space stays with the sentence before it, so that the next one is the same wherever it stands.
            if not token.isspace():
                yield place
                ended = False
                continue
        ended = ended or token in _ENDS or "\n" in token
    if tokens:
        yield len(tokens)


def _short_enough(tokens: Sequence[str], counts: Sequence[int], start: int, end: int) -> Iterator[tuple[int, int]]:
    """One sentence in windows of no more than MOST_PIECES."""
    used = 0
    pause = start
    place = start
    while place < end:
        size = min(counts[place], MOST_PIECES)
        if used + size > MOST_PIECES and place > start:
            # Cut after the last pause, unless that would leave a window less than half full.
            cut = pause if sum(counts[start:pause]) > MOST_PIECES // 2 else place
            yield start, cut
            start = place = pause = cut
            used = 0
            continue
        used += size
        place += 1
        if tokens[place - 1] in _PAUSES:
            pause = place
    if start < end:
        yield start, end
