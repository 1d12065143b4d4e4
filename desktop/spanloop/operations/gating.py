"""The gate between a training and its suggestions: the new version is scored, and judged by the one that suggests."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spanloop.core.comparison import Part
from spanloop.core.errors import SpanloopError
from spanloop.core.evaluation import ErrorRow, Evaluation
from spanloop.core.gate import GateVerdict, Sides, judge
from spanloop.core.marks import Author
from spanloop.core.schema import Schema
from spanloop.operations.evaluating import compare_sides, evaluate_side
from spanloop.operations.freezing import frozen_test, notes_on
from spanloop.operations.references import Reference, learned_by, references_of
from spanloop.operations.schema_history import plans_since
from spanloop.operations.sides import Side, pipeline_side
from spanloop.operations.truths import Truths
from spanloop.operations.versions import GATE, current_extractor
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord, ExtractorState

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True)
class Judged:
    """A new version before it is written down. test: its scores on the test articles, None where there are none."""

    test: Evaluation | None
    gate: GateVerdict

    @property
    def state(self) -> ExtractorState:
        """What the version is to be: the one that suggests, or one that is held back."""
        return "current" if self.gate.passed else "candidate"

    def metrics(self) -> dict[str, Any]:
        """What the record keeps among its metrics."""
        return {"test": self.test.summary()} if self.test else {}

    def details(self) -> dict[str, Any]:
        """What the record keeps among its details."""
        return {GATE: self.gate.to_dict()}


def judge_new(project: Project, nlp: Language, who: Author, *, truths: Truths, data_dir: Path) -> Judged:
    """Score a pipeline that is not a version yet on the test articles of its truths, and judge it by the current one.

    nlp: as it was loaded. who: the author that it would be. The current version reads the same articles now,
    those that neither learned from. Where nothing can be compared the new version is let through, and it is said why.
    """
    from spanloop.learn.suggest import speaks

    references = [found for found in references_of(project, truths).all if found.split == "test"]
    known = [found for found in references if speaks(nlp, found.article)]
    if not known:
        why = f"No test article is complete, so {who.name} was not judged. It suggests from now on."
        return Judged(None, GateVerdict(True, words=why, new=who.name))
    side = pipeline_side(nlp, who, known)
    notes = notes_on(frozen_test(project), known)
    test = evaluate_side(side, schema=project.schema, on="test", notes=notes)
    verdict = _against_current(project, side, test, data_dir=data_dir)
    return Judged(test, replace(verdict, new=who.name))


def _against_current(project: Project, side: Side, test: Evaluation, *, data_dir: Path) -> GateVerdict:
    from spanloop.learn.extractors import ExtractorShelf

    current = current_extractor(project)
    if current is None:
        words = f"There is no version before {side.name} to compare it with. It suggests from now on."
        return GateVerdict(True, words=words, articles=test.articles, test_hash=test.test_hash)
    try:
        nlp = ExtractorShelf(data_dir).load(current.uid, called=current.name)
    except SpanloopError as error:
        words = f"{side.name} was not compared with {current.name}: {error.what}. It suggests from now on."
        return GateVerdict(True, words=words, old=current.name, articles=test.articles, test_hash=test.test_hash)
    shared = _unseen(project, side, current, nlp)
    if not shared:
        words = (
            f"{side.name} was not compared with {current.name}: there is no test article that both read and neither "
            "learned from. It suggests from now on."
        )
        return GateVerdict(True, words=words, old=current.name, articles=test.articles, test_hash=test.test_hash)
    plans = plans_since(project, current.schema_version)
    before = pipeline_side(nlp, current.author, shared, plans=plans)
    here = {found.article.uid for found in shared}
    after = replace(side, pairs=tuple(pair for pair in side.pairs if pair[0].article.uid in here))
    comparison = compare_sides(before, after, schema=project.schema, on="test")
    told = Sides(
        side.name,
        current.name,
        lost=_in_schema(before.parts - after.parts, project.schema),
        added=tuple(sorted(after.parts - before.parts)),
        unknown=_labels_since(project, current.schema_version),
        errors=_errors(test.errors),
    )
    verdict = judge(comparison.rows, sides=told)
    left = len(side.pairs) - len(shared)
    seen = (f"{current.name} learned from {left} of the test articles, or from copies; those are left out.",)
    return replace(
        verdict,
        not_judged=(*verdict.not_judged, *(seen if left else ())),
        articles=comparison.articles,
        test_hash=comparison.test_hash,
    )


def _unseen(project: Project, side: Side, current: ExtractorRecord, nlp: Language) -> list[Reference]:
    """The references that the current version reads and did not learn from."""
    from spanloop.learn.suggest import speaks

    learned = learned_by(project, current)
    return [
        found
        for found, _ in side.pairs
        if speaks(nlp, found.article) and not (learned is not None and learned.knows(found))
    ]


def _in_schema(parts: frozenset[Part], schema: Schema) -> tuple[str, ...]:
    """Those parts that the schema of now has something of: what it has lost nobody misses."""
    there: dict[Part, bool] = {
        "mentions": bool(schema.entities),
        "triggers": bool(schema.events),
        "arguments": any(event.roles for event in schema.events),
        "attributes": bool(schema.attributes),
        "links": bool(schema.links),
    }
    return tuple(sorted(part for part in parts if there[part]))


def _labels_since(project: Project, version: str) -> tuple[str, ...]:
    """Labels, types and attributes that came into the schema since this version of it."""
    now, then = _names(project.schema), project.schemas.get(version)
    return () if then is None else tuple(sorted(now - _names(then)))


def _names(schema: Schema) -> set[str]:
    labels = {entity.label for entity in schema.entities} | {event.type for event in schema.events}
    return labels | {attribute.name for attribute in schema.attributes}


def _errors(errors: tuple[ErrorRow, ...]) -> dict[tuple[str, str | None], int]:
    """How many errors concern each line."""
    counted: Counter[tuple[str, str | None]] = Counter()
    for error in errors:
        counted[error["part"], None] += 1
        for label in {error["reference_label"].partition("=")[0], error["other_label"].partition("=")[0]} - {""}:
            counted[error["part"], label] += 1
    return dict(counted)
