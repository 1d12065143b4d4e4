"""Whether mentions nest, and how many levels of tags the extractor needs for them: read off the training data.

`doc.ents` holds one level, the longest of mentions that share words. What is left makes further levels, each of the
longest again. Levels cost little but learn from what stands in them alone, so there is one more only where enough
mentions would be lost without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spanloop.core.wording import count

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: A level more needs so many mentions, and so large a share of all of them.
FEWEST, LEAST_SHARE = 20, 0.03
#: Deeper than this nobody nests who marks news.
DEEPEST = 4
#: First token, the one after the last, label.
_Place = tuple[int, int, str]
_OLD, _NEW = "components.ner", "components.span_tagger"
_TAGGER = f"""[{_NEW}]
factory = "span_tagger"
levels = 1
label_smoothing = 0.1
scorer = {{"@scorers":"spacy.ner_scorer.v1"}}

[{_NEW}.model]
@architectures = "spanloop.SpanTagger.v1"
hidden_width = 0
nO = null

"""


@dataclass(frozen=True, slots=True)
class Nesting:
    """mentions: how many stand on token boundaries. held: how many of them fit into 1, 2, ... levels, up to DEEPEST.

    levels: how many the extractor learns. words: why, "" where no mention shares words with another.
    """

    mentions: int = 0
    held: tuple[int, ...] = ()
    levels: int = 1
    words: str = ""


class NestingCount:
    """Counts what the mentions of training data (see formats.docbin) need, Doc by Doc."""

    def __init__(self) -> None:
        self._mentions = 0
        self._held = [0] * DEEPEST

    def add(self, doc: Doc) -> None:
        """Count in one Doc more."""
        groups: Any = doc.spans
        left = {(span.start, span.end, span.label_) for span in groups.get("entities", ())}
        self._mentions += len(left)
        taken = 0
        for level in range(DEEPEST):
            chosen = _level(left)
            taken += len(chosen)
            self._held[level] += taken
            left.difference_update(chosen)

    def result(self) -> Nesting:
        """What all that were counted need."""
        mentions, held = self._mentions, self._held
        levels = 1
        while levels < DEEPEST and held[levels] - held[levels - 1] >= max(FEWEST, LEAST_SHARE * mentions):
            levels += 1
        return Nesting(mentions, tuple(held), levels, _words(mentions, held, levels))


def nesting_of(docs: Iterable[Doc]) -> Nesting:
    """What the mentions of training data need, all at once."""
    counting = NestingCount()
    for doc in docs:
        counting.add(doc)
    return counting.result()


def with_levels(config_text: str) -> str:
    """A recipe in which spaCy's `ner`, which knows one level, gives way to `span_tagger`; else as it is."""
    sections = re.split(r"(?m)^(?=\[)", config_text)
    names = [section.partition("]")[0].removeprefix("[") for section in sections]
    if _OLD not in names:
        return config_text
    inner = next((s for s, name in zip(sections, names, strict=True) if name == f"{_OLD}.model.tok2vec"), "")
    made: list[str] = []
    for section, name in zip(sections, names, strict=True):
        if name == _OLD:
            made.append(_TAGGER + inner.replace(f"[{_OLD}.", f"[{_NEW}.", 1))
        elif not name.startswith(f"{_OLD}."):
            made.append(section)
    return re.sub(r'(?m)^(pipeline\s*=.*)"ner"', r'\1"span_tagger"', "".join(made))


def _level(spans: Iterable[_Place]) -> list[_Place]:
    """Of spans that share words the longest, of equal ones the first."""
    chosen: list[_Place] = []
    taken: set[int] = set()
    for place in sorted(spans, key=lambda place: (place[0] - place[1], place[0], place[2])):
        words = range(place[0], place[1])
        if taken.isdisjoint(words):
            taken.update(words)
            chosen.append(place)
    return chosen


def _words(mentions: int, held: list[int], levels: int) -> str:
    lost = mentions - held[0]
    if not lost:
        return ""
    share = f"{lost:,} of {count(mentions, 'mention')} ({100 * lost / mentions:.0f}%) share words with a longer one"
    if levels == 1:
        return f"{share}; that is too few to learn, so the extractor marks only the longest"
    rest = mentions - held[levels - 1]
    left_out = f", and {rest:,} that nest deeper are not learned" if rest else ""
    return f"{share}; so the extractor learns {levels} levels of mentions{left_out}"
