"""Truth: which author's marks train and test the extractor, article by article and layer by layer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from spanloop.core.article import Article
from spanloop.core.marks import LAYERS, Fragment, Layer, Marks
from spanloop.core.ranges import clip_ranges, merge_ranges


@dataclass(frozen=True, slots=True)
class LayerTruth:
    """The marks that count as true for one layer of an article.

    marks: all marks of the chosen author (an event's fillers are among his mentions, whoever the other layer is from).
    ranges: where the layer is exhaustively marked, in code points, sorted, apart: only there is unmarked text negative.
    () means that the layer is only partly marked.
    """

    marks: Marks
    ranges: tuple[Fragment, ...] = ()


@dataclass(frozen=True, slots=True)
class Truth:
    """An article with the marks that train and test. layers: only those for which someone was found."""

    article: Article
    layers: Mapping[Layer, LayerTruth]
    split: str | None = None
    cluster: str | None = None


Skipped = tuple[Layer, str]


def choose_truth(
    article: Article,
    all_marks: Sequence[Marks],
    *,
    author: str | None = None,
    split: str | None = None,
    cluster: str | None = None,
    ignoring: Collection[str] = (),
) -> tuple[Truth | None, list[Skipped]]:
    """Choose whose marks are true: gold where gold is complete, else the only human who completed the layer.

    Where nobody completed it, gold's marks or else those of the only human who marked anything there come with no
    ranges. author: uid or name of the one human or gold author to take instead. Suggestions are never true.
    ignoring: uids of the authors who leave this article alone as a copy of another one: what they marked in it is not
    true either.
    Returns the truth (None when no layer has any) and each layer that was left out, with a reason for the ledger.
    """
    layers: dict[Layer, LayerTruth] = {}
    skipped: list[Skipped] = []
    left_alone = [marks.author.name for marks in all_marks if marks.author.uid in ignoring]
    all_marks = [marks for marks in all_marks if marks.author.uid not in ignoring]
    for layer in LAYERS:
        chosen = _named(all_marks, author) if author is not None else _choose(layer, all_marks)
        if isinstance(chosen, str):
            names = " and ".join(left_alone)
            skipped.append((layer, f"{names} ignored it as a copy of another article" if names else chosen))
            continue
        ranges = _complete_ranges(article, layer, chosen)
        if ranges or _has_marks(layer, chosen):
            layers[layer] = LayerTruth(chosen, ranges)
        else:
            skipped.append((layer, f"{chosen.author.name} marked nothing there and did not complete it"))
    return (Truth(article, layers, split, cluster) if layers else None), skipped


def _choose(layer: Layer, all_marks: Sequence[Marks]) -> Marks | str:
    """The one whose marks are true, or why there is no such one."""
    for what, tells in (("completed", _completed), ("marked", _has_marks)):
        for kind in ("gold", "human"):
            found = [marks for marks in all_marks if marks.author.kind == kind and tells(layer, marks)]
            if len(found) == 1:
                return found[0]
            if found:
                names = ", ".join(sorted(marks.author.name for marks in found))
                return (
                    f"{len(found)} authors {what} it and none is gold: {names}"
                    if kind == "human"
                    else (f"{len(found)} gold authors {what} it: {names}")
                )
    return "nobody completed or marked it"


def _named(all_marks: Sequence[Marks], author: str) -> Marks | str:
    found = [marks for marks in all_marks if marks.author.uid == author]
    found = found or [marks for marks in all_marks if marks.author.name == author]
    trusted = [marks for marks in found if marks.author.kind in ("human", "gold")]
    if len(trusted) > 1:
        return f"{len(trusted)} authors are called {author}: name one by uid"
    if trusted:
        return trusted[0]
    if found:
        return f"{author} is not a person: suggestions count only once they are accepted"
    return f"{author} marked nothing in this article"


def _completed(layer: Layer, marks: Marks) -> bool:
    return any(completion.layer == layer for completion in marks.completions)


def _has_marks(layer: Layer, marks: Marks) -> bool:
    return bool(marks.mentions if layer == "entities" else marks.events)


def _complete_ranges(article: Article, layer: Layer, marks: Marks) -> tuple[Fragment, ...]:
    ranges = merge_ranges((c.start, c.end) for c in marks.completions if c.layer == layer)
    return clip_ranges(ranges, 0, len(article.text))
