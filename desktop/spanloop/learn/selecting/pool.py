"""What a way of choosing knows: the articles (or sentences) to choose from, and what is annotated already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article, or a sentence, that may be annotated next. Silent zones are no part of it.

    words: how many it has. date: ISO 8601, "" where unknown. foreign: it is in another language than the extractor
    reads. cluster: of copies; "" for none. vector: (numbers,) float32, what it is about (see vectors); None where that
    is not known. named: how much it seems to name, in what the vector is of (see naming). suggested: label and score of
    what the extractor and the rules would mark in it, a score of None where none was given; None where nobody read it
    yet.
    """

    uid: str
    words: int = 0
    date: str = ""
    foreign: bool = False
    cluster: str = ""
    vector: Any = None
    named: int = 0
    suggested: tuple[tuple[str, float | None], ...] | None = None


@dataclass(frozen=True, slots=True)
class Annotated:
    """What is there already. vectors: one for each annotated article. marks: how many, by label, each label of the
    schema with at least 0. clusters: those of which one copy is annotated."""

    vectors: tuple[Any, ...] = ()
    marks: Mapping[str, int] = field(default_factory=dict[str, int])
    clusters: frozenset[str] = frozenset()


class Ranked(NamedTuple):
    """A place in the order. score: higher is sooner, as the way of choosing counts; None where it gives none."""

    uid: str
    score: float | None
