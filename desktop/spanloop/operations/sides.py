"""Whose marks are judged: those that a pipeline would make now, or those that an author left in the project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING

from spanloop.core.comparison import PARTS, Part
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.evaluation import On
from spanloop.core.marks import LAYERS, Author, Layer, Marks
from spanloop.core.ranges import merge_ranges
from spanloop.core.schema_carry import carry_marks
from spanloop.core.schema_change import SchemaPlan
from spanloop.core.truth import LayerTruth
from spanloop.core.wording import language_names
from spanloop.operations.references import Reference, References, intersection, times
from spanloop.store.project import Project

if TYPE_CHECKING:
    from spacy.language import Language

#: Called with articles done and articles in all.
Step = Callable[[int, int], None]
_WHICH: dict[On, str] = {
    "test": "all of its test articles",
    "all": "all complete articles",
    "unseen": "all complete articles that it did not learn from",
}


@dataclass(frozen=True)
class Side:
    """What is judged. pairs: each reference with what was marked there, the reference cut to what both can be held to.

    parts: what this side can mark at all. stored: its marks are in the project (not only predicted to be judged).
    notes: what was left out.
    """

    name: str
    pairs: tuple[tuple[Reference, Marks], ...]
    parts: frozenset[Part]
    stored: bool
    notes: tuple[str, ...] = ()


def readable_by(pipelines: Sequence[Language], references: Sequence[Reference], *, on: On, who: str) -> list[Reference]:
    """The references whose language all of these pipelines read; raises SpanloopError where there is none."""
    from spanloop.learn.suggest import speaks

    known = [found for found in references if all(speaks(nlp, found.article) for nlp in pipelines)]
    if not known:
        theirs = language_names(found.article.language for found in references)
        reads = languages(pipelines)
        raise SpanloopError(
            f"{who} cannot be scored: {_WHICH[on]} are in {theirs}; the extractor reads {reads}",
            way_out=f"Complete articles in {reads}, or train on articles in {theirs}.",
        )
    return known


def languages(pipelines: Sequence[Language]) -> str:
    """The languages that pipelines read: "English", or "Arabic and English"."""
    return language_names(str(nlp.lang) for nlp in pipelines)


def pipeline_side(
    nlp: Language,
    author: Author,
    references: Sequence[Reference],
    *,
    plans: Sequence[SchemaPlan] = (),
    on_step: Step | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Side:
    """What a pipeline marks now in references of its language; see readable_by.

    plans: how the schema changed since it learned, so that it is judged by the names that marks bear today.
    """
    from spanloop.learn.suggest import suggest

    pairs: list[tuple[Reference, Marks]] = []
    predictions = suggest(nlp, [found.article for found in references], author=author)
    for reference, (_, marks) in zip(references, predictions, strict=True):
        if cancelled is not None and cancelled():
            raise CancelledError("Scoring was cancelled", way_out="Nothing was written.")
        pairs.append((reference, reduce(lambda held, plan: carry_marks(held, plan).marks, plans, marks)))
        if on_step is not None:
            on_step(len(pairs), len(references))
    return Side(author.name, tuple(pairs), _parts_of_pipeline(nlp), stored=False)


def _parts_of_pipeline(nlp: Language) -> frozenset[Part]:
    """What `learn.suggest` takes from its documents, as far as a component writes it."""
    from spanloop.learn.corpus import LAYER_OF_FACTORY, PART_OF_FACTORY
    from spanloop.learn.voting import members_of

    reads = members_of(nlp)[0]
    layers = {LAYER_OF_FACTORY.get(reads.get_pipe_meta(name).factory) for name in reads.pipe_names}
    suggested: tuple[tuple[Layer, Part], ...] = (("entities", "mentions"), ("events", "triggers"))
    parts: set[Part] = {part for layer, part in suggested if layer in layers}
    factories = (reads.get_pipe_meta(name).factory for name in reads.pipe_names)
    parts.update(PART_OF_FACTORY[factory] for factory in factories if factory in PART_OF_FACTORY)
    return frozenset(parts)


def find_judged(project: Project, name: str) -> Author:
    """The author of this uid or name; people come before machines of the same name."""
    known = [who for who in project.authors() if name in {who.uid, who.name}]
    if not known:
        names = ", ".join(sorted(who.name for who in project.authors())) or "nobody yet"
        raise SpanloopError(f"Nobody named {name} marked here", way_out=f"Known: {names}.")
    return min(known, key=lambda who: (not _is_trusted(who), who.uid != name))


def author_side(project: Project, references: References, chosen: Sequence[Reference], *, who: Author) -> Side:
    """What an author marked in the chosen references; raises SpanloopError, saying why, where nothing can be compared.

    A person is held to what they completed too. The marks of an extractor or a rule set count in the articles where it
    marked anything: in others it is not known whether it read them.
    """
    if not _is_trusted(who):
        return _machine_side(project, chosen, who=who)
    alone = {uid for uid, people in project.copies.ignoring().items() if who.uid in people}
    pairs: list[tuple[Reference, Marks]] = []
    reasons: Counter[str] = Counter()
    for reference in chosen:
        if reference.article.uid in alone:
            reasons[f"{who.name} ignored it as a copy there"] += 1
            continue
        marks = _marks_of(project, reference, who)
        layers, reason = _shared_layers(reference, marks, against=references.against)
        if layers:
            pairs.append((replace(reference, layers=layers), marks))
        else:
            reasons[reason] += 1
    if not pairs:
        raise _nothing_in_common(project, references, chosen, reasons, who=who)
    notes = [f"Left out: {reason} ({times(count)})." for reason, count in reasons.items()]
    return Side(who.name, tuple(pairs), frozenset(PARTS), stored=True, notes=tuple(notes))


def _machine_side(project: Project, chosen: Sequence[Reference], *, who: Author) -> Side:
    found = [(reference, _marks_of(project, reference, who)) for reference in chosen]
    pairs = tuple((reference, marks) for reference, marks in found if marks.mentions or marks.events or marks.links)
    if not pairs:
        raise SpanloopError(
            f"{who.name} left no suggestions in the {len(chosen)} articles to score on",
            where=str(project.path),
            way_out="Score the extractor itself instead of what it left in the project."
            if who.kind == "extractor"
            else "Let it suggest there first.",
        )
    silent = len(chosen) - len(pairs)
    note = f"{who.name} left nothing {times(silent)}, which are not scored: it may not have read them."
    return Side(who.name, pairs, frozenset(_parts_marked(project, who)), stored=True, notes=(note,) if silent else ())


def _parts_marked(project: Project, who: Author) -> Iterator[Part]:
    """What an author marked anywhere in the project."""
    theirs = [marks for _, everyone in project.records_of([who]) for marks in everyone if marks.author.uid == who.uid]
    events = [event for marks in theirs for event in marks.events]
    held: dict[Part, bool] = {
        "mentions": any(marks.mentions for marks in theirs),
        "triggers": bool(events),
        "arguments": any(event.arguments for event in events),
        "attributes": any(event.attributes for event in events),
        "links": any(marks.links for marks in theirs),
    }
    for part in PARTS:
        if held[part]:
            yield part


def _marks_of(project: Project, reference: Reference, who: Author) -> Marks:
    everyone = project.all_marks(reference.article.uid)
    return next((marks for marks in everyone if marks.author.uid == who.uid), Marks(who))


def _shared_layers(reference: Reference, marks: Marks, *, against: str | None) -> tuple[dict[Layer, LayerTruth], str]:
    """The reference cut to what this person completed too, or {} and why there is nothing.

    Agreement is over what both completed: where one was not finished, unmarked text says nothing.
    """
    who = marks.author
    shared: dict[Layer, LayerTruth] = {}
    own = [layer for layer, held in reference.layers.items() if held.marks.author.uid == who.uid]
    for layer in LAYERS:
        held = reference.layers.get(layer)
        theirs = merge_ranges((c.start, c.end) for c in marks.completions if c.layer == layer)
        both = intersection(held.ranges, theirs) if held else ()
        # To be measured by oneself would always be 1; whoever asks for it by name shall have it.
        if held and both and (against is not None or layer not in own):
            shared[layer] = LayerTruth(held.marks, both)
    judge = against or "the truth"
    completed = {completion.layer for completion in marks.completions}
    if against is None and own:
        return shared, f"the truth is {who.name}'s own there"
    if not completed:
        return shared, f"{who.name} did not complete anything there"
    if not completed & reference.layers.keys():
        mine, others = " and ".join(sorted(completed)), " and ".join(sorted(reference.layers))
        return shared, f"{who.name} completed {mine} there, {judge} {others}"
    return shared, f"{who.name} and {judge} completed other ranges there"


def _nothing_in_common(
    project: Project, references: References, chosen: Sequence[Reference], reasons: Counter[str], *, who: Author
) -> SpanloopError:
    judge = references.against or "the truth"
    told = "; ".join(f"{reason} ({times(count)})" for reason, count in reasons.most_common())
    rest = [found for found in references.all if found.article.uid not in {one.article.uid for one in chosen}]
    common = sum(
        bool(_shared_layers(found, _marks_of(project, found, who), against=references.against)[0]) for found in rest
    )
    return SpanloopError(
        f"{who.name} and {judge} completed nothing in common: {told}",
        where=str(project.path),
        way_out=f"Score all of them: outside the test split they have something in common {times(common)}."
        if common
        else "Name whose marks are right, or complete more.",
    )


def _is_trusted(who: Author) -> bool:
    return who.kind in {"human", "gold"}
