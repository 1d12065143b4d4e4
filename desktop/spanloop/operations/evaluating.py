"""How far two authors agree: an extractor with the truth, one person with another, a version with the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from spanloop.core.article import Article
from spanloop.core.bootstrap import FEWEST, change_chances, change_intervals, score_intervals
from spanloop.core.comparison import PARTS, Comparison, Difference, Part, Scores, compare, confusion, pool
from spanloop.core.errors import SpanloopError
from spanloop.core.evaluation import (
    ChangeRow,
    ConfusionRow,
    ErrorRow,
    Evaluation,
    On,
    VersionComparison,
    change_rows,
)
from spanloop.core.excerpt import article_excerpt
from spanloop.core.frozen import hash_of_truths
from spanloop.core.marks import Author, Fragments, Layer, Marks
from spanloop.core.ranges import covers
from spanloop.core.schema import Schema
from spanloop.core.truth import LayerTruth
from spanloop.core.wording import count, language_name
from spanloop.operations.calibration_view import calibration_of
from spanloop.operations.freezing import frozen_test, notes_on, truths_of
from spanloop.operations.references import (
    Learned,
    Reference,
    choose_references,
    collect_references,
    flattery,
    learned_by,
    marks_unread,
    references_of,
)
from spanloop.operations.schema_history import plans_since
from spanloop.operations.sides import Side, Step, author_side, find_judged, languages, pipeline_side, readable_by
from spanloop.operations.truths import Truths
from spanloop.operations.versions import find_extractor
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = [
    "ChangeRow",
    "ConfusionRow",
    "ErrorRow",
    "Evaluation",
    "On",
    "VersionComparison",
    "article_scores",
    "compare_layers",
    "compare_sides",
    "compare_versions",
    "evaluate",
    "evaluate_side",
    "score_pipeline",
]

#: Which parts of a comparison a layer answers for. Links between mentions are entities', those between events events'.
PARTS_OF_LAYER: dict[Layer, frozenset[Part]] = {
    "entities": frozenset({"mentions", "links"}),
    "events": frozenset({"triggers", "arguments", "attributes", "links"}),
}
#: Parts with one place and one label each: there a table of labels that met says something.
CONFUSABLE: tuple[Part, ...] = ("mentions", "triggers")
#: From fewer articles than this, intervals of 95% held the true value in fewer than 93% of trials (core.bootstrap).
FEW_ARTICLES = 20


def evaluate(
    project: Project,
    *,
    data_dir: Path,
    extractor: str | None = None,
    author: str | None = None,
    against: str | None = None,
    on: On = "test",
    on_progress: Step | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Evaluation:
    """Score an extractor version, or an author, against the truth or against another author.

    Only complete ranges count, and of these only text that an extractor reads (core.segments). on: "test", "all", or
    "unseen" (complete articles that the version did not learn from, nor from a copy of them). With two people named
    this is their agreement, over what both completed. extractor: a name, number or uid; default: the current version.
    on_progress: called with articles done and articles in all. Raises SpanloopError, saying why, where nothing can be
    scored.
    """
    if author is not None and extractor is not None:
        raise SpanloopError("Either an extractor or an author is scored, not both", way_out="Leave one of them out.")
    if author is not None:
        return _evaluate_author(project, find_judged(project, author), against=against, on=on)
    from spanloop.learn.extractors import ExtractorShelf

    record = find_extractor(project, extractor)
    learned = _learned(project, [record], on=on)
    references = collect_references(project, against=against)
    chosen, notes = choose_references(references, on=on, learned=learned, who=record.name)
    nlp = ExtractorShelf(data_dir).load(record.uid, called=record.name)
    known = readable_by([nlp], chosen, on=on, who=record.name)
    notes += _other_languages(chosen, known, who=record.name, reads=languages([nlp]))
    notes += flattery(known, learned=learned, who=record.name)
    notes += _not_learned(record)
    plans = plans_since(project, record.schema_version)
    side = pipeline_side(nlp, record.author, known, plans=plans, on_step=on_progress, cancelled=cancelled)
    side = _with_shown_scores(side, record)
    notes += _frozen_notes(project, side, on=on)
    return evaluate_side(side, schema=project.schema, on=on, against=against, notes=notes)


def _with_shown_scores(side: Side, record: ExtractorRecord) -> Side:
    """A side with the scores that people see on its suggestions: those of the version's calibration."""
    from spanloop.learn.calibration import calibrated

    known: dict[str, object] = record.metrics.get("calibration", {})
    return replace(side, pairs=tuple((reference, calibrated(marks, known)) for reference, marks in side.pairs))


def _evaluate_author(project: Project, who: Author, *, against: str | None, on: On) -> Evaluation:
    records = [record for record in project.extractors() if record.author.uid == who.uid]
    if on == "unseen" and not records:
        raise SpanloopError(f"{who.name} is no extractor and learned from no article", way_out="Score all articles.")
    references = collect_references(project, against=against)
    learned = _learned(project, records, on=on)
    chosen, notes = choose_references(references, on=on, learned=learned, who=who.name)
    side = author_side(project, references, chosen, who=who)
    notes += flattery([reference for reference, _ in side.pairs], learned=learned, who=who.name)
    notes += _frozen_notes(project, side, on=on)
    return evaluate_side(side, schema=project.schema, on=on, against=against, notes=notes)


def score_pipeline(project: Project, nlp: Language, author: Author, *, truths: Truths) -> Evaluation | None:
    """Score a pipeline that is not a version yet on the test split of the truths that it learned from; None when
    nothing there can be scored."""
    from spanloop.learn.suggest import speaks

    references = references_of(project, truths)
    known = [found for found in references.all if found.split == "test" and speaks(nlp, found.article)]
    if not known:
        return None
    side = pipeline_side(nlp, author, known)
    notes = _frozen_notes(project, side, on="test")
    return evaluate_side(side, schema=project.schema, on="test", against=None, notes=notes)


def compare_versions(
    project: Project,
    *,
    data_dir: Path,
    first: str,
    second: str,
    on: Literal["test", "unseen"] = "test",
    on_progress: Step | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> VersionComparison:
    """How F1 changed from the first version to the second, each predicting now on the same articles.

    Those are complete articles of the test split, or all, from which neither learned and whose language both read.
    Parts that one of them never suggests are left out and noted. The intervals are paired (core.bootstrap).
    """
    from spanloop.learn.extractors import ExtractorShelf

    records = [find_extractor(project, first), find_extractor(project, second)]
    one, two = records
    if one.uid == two.uid:
        raise SpanloopError(f"{one.name} cannot be compared with itself", way_out="Name two versions.")
    both = f"{one.name} or {two.name}"
    learned = _learned(project, records, on=on)
    references = collect_references(project, against=None)
    chosen, notes = choose_references(references, on=on, learned=learned, who=both)
    shelf = ExtractorShelf(data_dir)
    pipelines = [shelf.load(record.uid, called=record.name) for record in records]
    known = readable_by(pipelines, chosen, on=on, who=both)
    notes += _other_languages(chosen, known, who=both, reads=languages(pipelines))
    sides: list[Side] = []
    for done, (nlp, record) in enumerate(zip(pipelines, records, strict=True)):
        step = None if on_progress is None else _shifted(on_progress, done * len(known), 2 * len(known))
        plans = plans_since(project, record.schema_version)
        sides.append(pipeline_side(nlp, record.author, known, plans=plans, on_step=step, cancelled=cancelled))
    notes += _frozen_notes(project, sides[0], on=on)
    return compare_sides(sides[0], sides[1], schema=project.schema, on=on, notes=notes)


def compare_layers(layers: dict[Layer, LayerTruth], other: Marks, schema: Schema) -> Iterator[Comparison]:
    """One comparison a layer, each reduced to the parts that the layer answers for."""
    for layer, truth in layers.items():
        comparison = compare(truth.marks, other, ranges={layer: truth.ranges}, schema=schema)
        yield _reduced(comparison, PARTS_OF_LAYER[layer])


@dataclass(frozen=True)
class _Compared:
    """One article: its reference, and one comparison a layer, over all parts."""

    reference: Reference
    comparisons: tuple[Comparison, ...]

    def scores(self, parts: frozenset[Part]) -> Scores:
        return pool(_reduced(comparison, parts) for comparison in self.comparisons)


def evaluate_side(
    side: Side, *, schema: Schema, on: On, against: str | None = None, notes: Iterable[str] = ()
) -> Evaluation:
    """How far a side agrees with its references. notes: what is to be said besides."""
    compared = _compare_pairs(side, schema)
    articles = [one.scores(side.parts) for one in compared]
    reduced = [_reduced(comparison, side.parts) for one in compared for comparison in one.comparisons]
    left_out = {part: n for part in PARTS if part not in side.parts and (n := _size(compared, part))}
    missing = [
        f"{side.name} suggests no {part}; the {n} of the reference are not scored." for part, n in left_out.items()
    ]
    unread = marks_unread([one.reference for one in compared])
    return Evaluation(
        reference=against or "truth",
        other=side.name,
        on=on,
        articles=len(compared),
        scores=pool(reduced),
        intervals=score_intervals(articles),
        confusion={part: tuple(_confusion(reduced, part)) for part in CONFUSABLE if part in side.parts},
        errors=tuple(_errors(compared, side)),
        notes=(*notes, *side.notes, *missing, *unread, *_few(len(compared))),
        left_out=dict(left_out),
        test_hash=_hash_of(side),
        calibration=calibration_of(side),
    )


def compare_sides(one: Side, two: Side, *, schema: Schema, on: On, notes: Iterable[str] = ()) -> VersionComparison:
    """How the second of two sides differs from the first in F1, both on the same references in the same order."""
    parts = one.parts & two.parts
    first, second = (_compare_pairs(side, schema) for side in (one, two))
    missing = [
        f"{side.name} suggests no {part}, so they are not compared."
        for side in (one, two)
        for part in PARTS
        if part not in side.parts and part in one.parts | two.parts
    ]
    before, after = ([found.scores(parts) for found in side] for side in (first, second))
    rows = change_rows(
        _sum(before), _sum(after), change_intervals(before, after), chances=change_chances(before, after)
    )
    unread = marks_unread([found.reference for found in first])
    told = (*notes, *missing, *unread, *_few(len(first)))
    return VersionComparison(one.name, two.name, on, len(first), tuple(rows), told, _hash_of(one))


def article_scores(side: Side, schema: Schema) -> list[Scores]:
    """The scores of a side article by article, over what it can mark at all."""
    return [one.scores(side.parts) for one in _compare_pairs(side, schema)]


def _hash_of(side: Side) -> str:
    return hash_of_truths(truths_of(reference for reference, _ in side.pairs))


def _frozen_notes(project: Project, side: Side, *, on: On) -> list[str]:
    return notes_on(frozen_test(project), [reference for reference, _ in side.pairs]) if on == "test" else []


def _compare_pairs(side: Side, schema: Schema) -> list[_Compared]:
    return [
        _Compared(reference, tuple(compare_layers(reference.layers, marks, schema))) for reference, marks in side.pairs
    ]


def _reduced(comparison: Comparison, parts: frozenset[Part]) -> Comparison:
    return Comparison(
        tuple(match for match in comparison.matches if match.part in parts),
        tuple(difference for difference in comparison.differences if difference.part in parts),
        {key: counts for key, counts in comparison.scores.items() if key[0] in parts},
    )


def _sum(articles: Iterable[Scores]) -> Scores:
    return pool(Comparison((), (), scores) for scores in articles)


def _size(compared: Sequence[_Compared], part: Part) -> int:
    """How many items of a part the references have; of attributes, those that were set."""
    if part != "attributes":
        comparisons = (comparison for one in compared for comparison in one.comparisons)
        return pool(comparisons)[part, None, "exact"].n
    held = [layer for one in compared if (layer := one.reference.layers.get("events")) is not None]
    events = (event for layer in held for event in layer.marks.events if covers(layer.ranges, event.trigger))
    return sum(len(event.attributes) for event in events)


def _confusion(comparisons: Sequence[Comparison], part: Part) -> Iterator[ConfusionRow]:
    """By the reference's label, the most frequent first; what the reference does not have comes last."""
    met = confusion(comparisons, part)

    def order(pair: tuple[str, str]) -> tuple[bool, str, int, str]:
        reference, other = pair
        return not reference, reference, -met[pair], other

    for reference, other in sorted(met, key=order):
        yield {"reference": reference, "other": other, "n": met[reference, other]}


def _errors(compared: Sequence[_Compared], side: Side) -> Iterator[ErrorRow]:
    """By article, in the order of the project, and by place."""
    for one in compared:
        found = [
            difference
            for comparison in one.comparisons
            for difference in comparison.differences
            if difference.part in side.parts
        ]
        for difference in sorted(found, key=lambda d: (d.fragments, PARTS.index(d.part), d.kind)):
            yield _error(one.reference, difference, stored=side.stored)


def _error(reference: Reference, difference: Difference, *, stored: bool) -> ErrorRow:
    article = reference.article
    start, end = difference.fragments[0][0], difference.fragments[-1][1]
    words = article_excerpt(article, start, end)
    elsewhere = difference.there if difference.there != difference.fragments else ()
    return {
        "article": article.uid,
        "title": article.called or article.external_id or article.uid,
        "part": difference.part,
        "kind": difference.kind,
        "reference_label": difference.reference_label,
        "other_label": difference.other_label,
        "start": start,
        "end": end,
        "before": words.before,
        "quote": words.quote,
        "after": words.after,
        "reference": difference.reference,
        # A mark that was predicted only to be judged is nowhere to be opened.
        "other": difference.other if stored else None,
        "other_quote": _words_at(article, elsewhere),
        "of": _words_at(article, difference.trigger),
    }


def _words_at(article: Article, place: Fragments) -> str:
    """From the first to the last character of a place, "" for none."""
    return article_excerpt(article, place[0][0], place[-1][1], width=0).quote if place else ""


def _learned(project: Project, records: Sequence[ExtractorRecord], *, on: On) -> Learned | None:
    """What these versions learned from; None where none of them says. For "unseen" all of them have to say it."""
    together: Learned | None = None
    for record in records:
        learned = learned_by(project, record)
        if learned is not None:
            together = learned if together is None else together | learned
        elif on == "unseen":
            raise SpanloopError(
                f"It was not written down which articles {record.name} learned from",
                way_out="Score on the test split, or train a new version.",
            )
    return together


def _not_learned(record: ExtractorRecord) -> Iterator[str]:
    reasons: dict[str, str] = record.details.get("not_learned", {})
    yield from (f"{record.name} learned no {layer}: {why}." for layer, why in reasons.items())


def _other_languages(chosen: Sequence[Reference], known: Sequence[Reference], *, who: str, reads: str) -> Iterator[str]:
    heard = {reference.article.uid for reference in known}
    others = [found.article.language for found in chosen if found.article.uid not in heard]
    for language in sorted(set(others)):
        articles = count(others.count(language), "article")
        yield f"Left out: {articles} in {language_name(language)}; {who} reads {reads}."


def _few(articles: int) -> Iterator[str]:
    if articles < FEWEST:
        what = f"Only {count(articles, 'article')} {'was' if articles == 1 else 'were'}"
        yield f"{what} scored: too few to say how far the scores can be trusted. Intervals need {FEWEST}."
    elif articles < FEW_ARTICLES:
        yield f"With {articles} articles the intervals are rough: about nine in ten hold the true value, not 95%."


def _shifted(step: Step, by: int, total: int) -> Step:
    return lambda done, _: step(by + done, total)
