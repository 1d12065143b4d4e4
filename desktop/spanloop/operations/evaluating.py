"""How far two authors agree: an extractor with the truth, or one person with another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from spanloop.core.article import Article
from spanloop.core.comparison import Comparison, Part, compare, pool
from spanloop.core.errors import SpanloopError
from spanloop.core.evaluation import Evaluation, On
from spanloop.core.marks import LAYERS, Author, Fragment, Layer, Marks
from spanloop.core.ranges import merge_ranges
from spanloop.core.schema import Schema
from spanloop.core.truth import LayerTruth
from spanloop.operations.truths import collect_truths
from spanloop.operations.versions import find_extractor
from spanloop.store.project import Project

if TYPE_CHECKING:
    from spacy.language import Language

#: Which parts of a comparison a layer answers for.
PARTS_OF_LAYER: dict[Layer, frozenset[Part]] = {
    "entities": frozenset({"mentions"}),
    "events": frozenset({"triggers", "arguments", "attributes", "links"}),
}


def evaluate(
    project: Project,
    *,
    data_dir: Path,
    extractor: str | None = None,
    author: str | None = None,
    against: str | None = None,
    on: On = "test",
) -> Evaluation:
    """Score an extractor version, or an author, against the truth or against another author.

    Only complete ranges count, of the articles that `on` names. With two people named this is their agreement,
    over what both completed. extractor: a name, number or uid; default: the current version.
    """
    if author is not None and extractor is not None:
        raise SpanloopError("Either an extractor or an author is scored, not both", way_out="Leave one of them out.")
    references = list(_references(project, against=against, on=on))
    if not references:
        raise SpanloopError(
            "There is no complete article to score on" if on == "all" else "No article of the test split is complete",
            where=str(project.path),
            way_out="Complete some articles first." if on == "all" else "Complete more articles, or score all of them.",
        )
    if author is not None:
        other, pairs = author, list(_against_author(project, references, author))
    else:
        from spanloop.learn.extractors import ExtractorShelf

        record = find_extractor(project, extractor)
        nlp = ExtractorShelf(data_dir).load(record.uid)
        other, pairs = record.name, list(_against_extractor(nlp, record.author, references))
    comparisons = [c for layers, marks in pairs for c in compare_layers(layers, marks, project.schema)]
    if not comparisons:
        raise SpanloopError(
            f"{other} and {against or 'the truth'} completed nothing in common",
            way_out="Name others, or complete more.",
        )
    return Evaluation(against or "truth", other, on, len(pairs), pool(comparisons))


def score_pipeline(project: Project, nlp: Language, author: Author) -> Evaluation | None:
    """Score a pipeline that is not a version yet on the test split; None when nothing there is complete."""
    pairs = list(_against_extractor(nlp, author, list(_references(project, against=None, on="test"))))
    comparisons = [c for layers, marks in pairs for c in compare_layers(layers, marks, project.schema)]
    return Evaluation("truth", author.name, "test", len(pairs), pool(comparisons)) if pairs else None


def compare_layers(layers: dict[Layer, LayerTruth], other: Marks, schema: Schema) -> Iterator[Comparison]:
    """One comparison a layer, each reduced to the parts that the layer answers for."""
    for layer, truth in layers.items():
        comparison = compare(truth.marks, other, ranges={layer: truth.ranges}, schema=schema)
        parts = PARTS_OF_LAYER[layer]
        yield Comparison(
            tuple(match for match in comparison.matches if match.part in parts),
            tuple(difference for difference in comparison.differences if difference.part in parts),
            {key: counts for key, counts in comparison.scores.items() if key[0] in parts},
        )


_Reference = tuple[Article, dict[Layer, LayerTruth]]


def _references(project: Project, *, against: str | None, on: On) -> Iterator[_Reference]:
    for truth in collect_truths(project, author=against).truths:
        if on == "all" or truth.split == "test":
            complete: dict[Layer, LayerTruth] = {layer: held for layer, held in truth.layers.items() if held.ranges}
            if complete:
                yield truth.article, complete


def _against_author(
    project: Project, references: Iterable[_Reference], name: str
) -> Iterator[tuple[dict[Layer, LayerTruth], Marks]]:
    known = [who for who in project.authors() if who.name == name]
    if not known:
        raise SpanloopError(f"Nobody named {name} marked here", way_out="Check the name.")
    for article, layers in references:
        marks = next((m for m in project.all_marks(article.uid) if m.author.name == name), Marks(known[0]))
        shared = dict(_shared_layers(layers, marks))
        if shared:
            yield shared, marks


def _shared_layers(layers: dict[Layer, LayerTruth], marks: Marks) -> Iterator[tuple[Layer, LayerTruth]]:
    """Agreement is over what both completed: where one was not finished, unmarked text says nothing."""
    for layer in LAYERS:
        held = layers.get(layer)
        theirs = merge_ranges((c.start, c.end) for c in marks.completions if c.layer == layer)
        both = _intersection(held.ranges, theirs) if held else ()
        if held and marks.author.kind in {"human", "gold"} and both:
            yield layer, LayerTruth(held.marks, both)
        elif held and marks.author.kind not in {"human", "gold"}:
            yield layer, held


def _intersection(one: Iterable[Fragment], other: Iterable[Fragment]) -> tuple[Fragment, ...]:
    others = list(other)
    cuts = ((max(a, c), min(b, d)) for a, b in one for c, d in others)
    return merge_ranges((start, end) for start, end in cuts if start < end)


def _against_extractor(
    nlp: Language, author: Author, references: list[_Reference]
) -> Iterator[tuple[dict[Layer, LayerTruth], Marks]]:
    """What the pipeline marks in the references of its language, with what it is measured by."""
    from spanloop.learn.suggest import speaks, suggest

    known = [(article, layers) for article, layers in references if speaks(nlp, article)]
    predictions = suggest(nlp, [article for article, _ in known], author=author)
    for (_, layers), (_, marks) in zip(known, predictions, strict=True):
        yield layers, marks
