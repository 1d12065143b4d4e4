"""What the bias audit shows: complete articles that were annotated without suggestions beside those that had some."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from spanloop.core.auditing import AuditReport, Read, compare_kinds
from spanloop.core.comparison import Counts
from spanloop.core.errors import SpanloopError
from spanloop.core.ranges import covers
from spanloop.core.wording import count
from spanloop.operations.auditing import audited_articles
from spanloop.operations.evaluating import article_scores
from spanloop.operations.references import Reference, collect_references, learned_by
from spanloop.operations.schema_history import plans_since
from spanloop.operations.sides import Step, pipeline_side
from spanloop.operations.versions import find_extractor
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord

_WORD = re.compile(r"\w+")


def audit_report(
    project: Project,
    *,
    data_dir: Path,
    extractor: str | None = None,
    on_progress: Step | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> AuditReport:
    """Compare complete articles that were annotated without suggestions with those in which an extractor suggested.

    extractor: the version whose suggestions both kinds are compared with, made now and shown to nobody; those that it
    learned from count for the number of marks only. Raises SpanloopError where nothing was audited.
    """
    audited = audited_articles(project)
    if not audited:
        raise SpanloopError(
            "No article is annotated without suggestions",
            where=str(project.path),
            way_out="Switch the audit on, and complete some of its articles.",
        )
    record = find_extractor(project, extractor)
    alone, helped, notes = _kinds(project, audited)
    if not alone or not helped:
        what = "without suggestions" if not alone else "with suggestions"
        raise SpanloopError(
            f"No article that was annotated {what} is complete",
            where=str(project.path),
            way_out="Complete some of both kinds.",
        )
    unseen, agreed = _agreed(project, record, (*alone, *helped), data_dir, on_progress, cancelled)
    kinds = [[_read(found, agreed.get(found.article.uid, {})) for found in kind] for kind in (alone, helped)]
    left = len(alone) + len(helped) - unseen
    if left:
        notes.append(f"{record.name} learned from {count(left, 'article')}, which do not count for agreement.")
    return compare_kinds(kinds[0], kinds[1], version=record.name, notes=notes)


def _agreed(
    project: Project,
    record: ExtractorRecord,
    references: Sequence[Reference],
    data_dir: Path,
    on_progress: Step | None,
    cancelled: Callable[[], bool] | None,
) -> tuple[int, dict[str, dict[str, Counts]]]:
    """How many articles a version did not learn from, and how far it agrees with people there, by article and label."""
    from spanloop.learn.extractors import ExtractorShelf
    from spanloop.learn.suggest import speaks

    learned = learned_by(project, record)
    nlp = ExtractorShelf(data_dir).load(record.uid, called=record.name)
    unseen = [
        found
        for found in references
        if speaks(nlp, found.article) and not (learned is not None and learned.knows(found))
    ]
    side = pipeline_side(
        nlp,
        record.author,
        unseen,
        plans=plans_since(project, record.schema_version),
        on_step=on_progress,
        cancelled=cancelled,
    )
    agreed: dict[str, dict[str, Counts]] = {}
    for found, scores in zip(unseen, article_scores(side, project.schema), strict=True):
        agreed[found.article.uid] = {
            label: counts
            for (part, label, mode), counts in scores.items()
            if label is not None and mode == "exact" and part in {"mentions", "triggers"}
        }
    return len(unseen), agreed


def _kinds(project: Project, audited: frozenset[str]) -> tuple[list[Reference], list[Reference], list[str]]:
    """Complete articles without suggestions and with them, and notes on those that are neither."""
    suggested = {
        article.uid
        for article, everyone in project.records_of([who for who in project.authors() if who.kind == "extractor"])
        if any(marks.author.kind == "extractor" and (marks.mentions or marks.events) for marks in everyone)
    }
    references = collect_references(project, against=None).all
    alone = [found for found in references if found.article.uid in audited - suggested]
    helped = [found for found in references if found.article.uid in suggested - audited]
    neither = sum(found.article.uid not in suggested | audited for found in references)
    spoilt = sum(found.article.uid in suggested & audited for found in references)
    notes: list[str] = []
    if neither:
        notes.append(f"Left out: {count(neither, 'article')} completed before any extractor suggested there.")
    if spoilt:
        notes.append(f"Left out: {count(spoilt, 'audited article')} that had suggestions all the same.")
    return alone, helped, notes


def _read(found: Reference, agreed: dict[str, Counts]) -> Read:
    marks: Counter[str] = Counter()
    if (held := found.layers.get("entities")) is not None:
        marks.update(m.label for m in held.marks.mentions if covers(held.ranges, m.fragments))
    if (held := found.layers.get("events")) is not None:
        marks.update(e.type for e in held.marks.events if covers(held.ranges, e.trigger))
    return Read(_words(found), marks, agreed)


def _words(found: Reference) -> int:
    """Words in the complete text; of two layers the one that reaches further."""
    ranges: Sequence[Sequence[tuple[int, int]]] = [held.ranges for held in found.layers.values()]
    text = found.article.text
    return max((sum(len(_WORD.findall(text[start:end])) for start, end in spans) for spans in ranges), default=0)
