"""Checking somebody's marks against each other, and what they say of what was found. Each verdict is one act."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from spanloop.core.changes import Changes
from spanloop.core.completeness import holds
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.findings import (
    KINDS,
    Finding,
    FindingKind,
    MarkedPlace,
    find_edges,
    find_otherwise,
    find_unmarked,
    with_context,
)
from spanloop.core.ids import new_uid
from spanloop.core.marks import LAYERS, Author, Event, Layer, Marks, Mention
from spanloop.core.ranges import merge_ranges, subtract_ranges
from spanloop.formats.tokenizing import DEFAULT_LANGUAGE
from spanloop.operations.freezing import test_articles
from spanloop.operations.marking import markable, own_marks, revise_verdict
from spanloop.operations.missed import find_missed, write_suggestion, written_suggestion
from spanloop.operations.suggestions import Acceptance
from spanloop.store.project import Project

Told = Callable[[int, int], None]
Asked = Callable[[], bool]
_SILENT = ("boilerplate", "comment")


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, in the order in which it is shown, without what the person called fine.

    settled: how many of each kind the person had called fine. why_not_missed: why no extractor looked for what was
    missed, "" where one did. tests_left: how many completed articles of the test split the extractor did not look at.
    """

    found: tuple[Finding, ...]
    settled: Mapping[str, int]
    why_not_missed: str = ""
    tests_left: int = 0

    @property
    def counts(self) -> dict[FindingKind, int]:
        """How many of each kind."""
        return {kind: sum(one.kind == kind for one in self.found) for kind in KINDS}


def find_all(
    project: Project,
    *,
    author: Author,
    data_dir: Path | None,
    on_progress: Told | None = None,
    cancelled: Asked | None = None,
) -> Findings:
    """Look through all marks of a person. data_dir: where extractors live; None to ask none. Writes nothing.

    It reads every completed text, and the extractor reads them too, so the window leaves it to a child process.
    on_progress: called with articles done and articles in all. Raises CancelledError when it was asked to stop.
    """
    known = project.known_author(author)
    marks = list(project.findings.marked_places(known))
    whole = len(project.article_uids())

    def told(at: int) -> None:
        if cancelled is not None and cancelled():
            raise CancelledError("Checking was cancelled", way_out="Nothing was written.")
        if on_progress is not None:
            on_progress(at, 2 * whole)

    told(0)
    english = _in_english(project)
    found: list[Finding] = [*find_otherwise(marks), *find_edges(one for one in marks if one.article in english)]
    found += find_unmarked(_completed(project, known, marks, told), marks)
    why_not = "no extractor was asked"
    tests = test_articles(project)
    if data_dir is not None:
        missed, why_not = find_missed(
            project, author=known, data_dir=data_dir, told=lambda at: told(min(2 * whole, whole + at)), tests=tests
        )
        found += missed
    said = project.findings.verdicts(known)
    open_ones = [one for one in found if said.get((one.kind, one.subject)) != "fine"]
    settled = {kind: sum(one.kind == kind for one in found) for kind in KINDS}
    counts = {kind: settled[kind] - sum(one.kind == kind for one in open_ones) for kind in KINDS}
    order = list(KINDS)
    open_ones.sort(key=lambda one: (order.index(one.kind), -(one.score or 0.0)))
    left = tests & project.finished_articles() if data_dir is not None and not why_not else ()
    return Findings(tuple(_with_contexts(project, open_ones, tests)), counts, why_not, len(left))


def _in_english(project: Project) -> set[str]:
    """Articles in English, or of unknown language: "a" and "an" are other words elsewhere ("A Coruña", "an Berlin")."""
    lines = project.ranks.lines()
    return {line.uid for line in lines if not line.language or line.language.partition("-")[0] == DEFAULT_LANGUAGE}


def call_fine(project: Project, *, author: Author, findings: Sequence[Finding]) -> Changes:
    """Say that findings are right as they are: they are not shown to this person again. One act.

    A suggestion that was written for one of them is rejected with it.
    """
    if not findings:
        return Changes()
    refused = [uid for one in findings if one.kind == "missed" and (uid := written_suggestion(project, one))]
    what = "a finding" if len(findings) == 1 else f"{len(findings):,} findings"
    with project.act(author, f"call {what} fine") as act:
        act.set_finding_verdicts(author, findings, "fine")
        acceptance = Acceptance(project, act, author=author)
        for uid in refused:
            acceptance.refuse(uid)
        acceptance.write()
    return act.changes


def mend(project: Project, *, author: Author, finding: Finding) -> Changes:
    """Do what a finding says, as one act: relabel, move the edge, or mark the place.

    What an extractor sees is written as its suggestion first, which is its own act, and accepted. Raises SpanloopError
    where the marks were changed meanwhile, or where no single act mends it.
    """
    if not finding.can_mend:
        raise SpanloopError("No single act mends this", way_out="Open the place and change the mark there.")
    if finding.kind == "missed":
        suggestion = write_suggestion(project, finding)
        with project.act(author, f"accept what was missed: {finding.label}") as act:
            acceptance = Acceptance(project, act, author=author)
            acceptance.plan(suggestion)
            acceptance.write()
            act.set_finding_verdicts(author, [finding], "mended")
        return act.changes
    if finding.kind == "unmarked":
        return _mark(project, author, finding)
    return _change(project, author, finding)


def _mark(project: Project, author: Author, finding: Finding) -> Changes:
    article = project.article(finding.article)
    if article.text[finding.start : finding.end] != finding.quote:
        raise _changed()
    span = markable(article, ((finding.start, finding.end),))
    own = project.marks(finding.article, author)
    there = {(m.label, m.fragments) for m in own.mentions} | {(e.type, e.trigger) for e in own.events}
    if (finding.to_label, span) in there:
        raise _changed()
    with project.act(author, f"mark {finding.to_label}") as act:
        if finding.layer == "entities":
            act.add_mentions(finding.article, author, [Mention(new_uid(), span, finding.to_label)])
        else:
            act.add_events(finding.article, author, [Event(new_uid(), finding.to_label, span)])
        act.set_finding_verdicts(author, [finding], "mended")
    return act.changes


def _change(project: Project, author: Author, finding: Finding) -> Changes:
    span = markable(project.article(finding.article), ((finding.to_start, finding.to_end),))
    owned = own_marks(project, author=author, uids=[finding.mark], spans=[(span[0][0], span[-1][1])])
    own = owned.get(finding.article, Marks(author))
    mention = next((m for m in own.mentions if m.uid == finding.mark), None)
    if mention is None or mention.label != finding.label or mention.fragments != ((finding.start, finding.end),):
        raise _changed()
    if any(m.label == finding.to_label and m.fragments == span for m in own.mentions):
        raise SpanloopError(
            f"There is a {finding.to_label} with these edges already", way_out="Open the place, remove one of the two."
        )
    moved = span != mention.fragments
    label = f"move {mention.label}" if moved else f"change {mention.label} to {finding.to_label}"
    with project.act(author, label) as act:
        act.change_mention(finding.mark, fragments=span if moved else None, label=None if moved else finding.to_label)
        if mention.origin is not None:
            revise_verdict(
                act, own, article=finding.article, suggestion=mention.origin, outcome="corrected", result=mention.uid
            )
        act.set_finding_verdicts(author, [finding], "mended")
    return act.changes


def _changed() -> SpanloopError:
    return SpanloopError("The marks there are others by now", way_out="Check the marks again.")


def _completed(
    project: Project, author: Author, marks: Sequence[MarkedPlace], told: Callable[[int], None]
) -> Iterator[tuple[str, str, dict[Layer, tuple[tuple[int, int], ...]], list[MarkedPlace]]]:
    """Articles that the person completed, with what of each layer is complete outside of boilerplate and comments."""
    schema, versions = project.schema, project.schemas
    mine: dict[str, list[MarkedPlace]] = {}
    for mark in marks:
        mine.setdefault(mark.article, []).append(mark)
    for done, (article, everyone) in enumerate(project.records_of([author]), 1):
        told(done)
        own = next((some for some in everyone if some.author.uid == author.uid), None)
        if own is None or not own.completions:
            continue
        silent = [(zone.start, zone.end) for zone in article.zones if zone.kind in _SILENT]
        complete: dict[Layer, tuple[tuple[int, int], ...]] = {}
        for layer in LAYERS:
            ranges = merge_ranges(
                (c.start, c.end)
                for c in own.completions
                if c.layer == layer and holds(c.schema_version, layer, schema=schema, versions=versions)
            )
            if ranges:
                complete[layer] = subtract_ranges(ranges, silent)
        if complete:
            yield article.uid, article.text, complete, mine.get(article.uid, [])


def _with_contexts(project: Project, found: Sequence[Finding], tests: Collection[str]) -> Iterator[Finding]:
    """Each with its title and the words around it; every text is read once."""
    texts = {article.uid: article for article in project.copies.read({one.article for one in found})}
    for one in found:
        article = texts[one.article]
        yield with_context(one, title=article.called, text=article.text, tests=one.article in tests)
