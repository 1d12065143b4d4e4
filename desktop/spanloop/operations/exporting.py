"""Articles and marks out of a project, lossless."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Marks
from spanloop.formats.jsonl import write_jsonl
from spanloop.formats.record import Record
from spanloop.operations.own_files import keep_off
from spanloop.operations.timing import values_by_rules
from spanloop.store.project import Project


def export_jsonl(project: Project, *, dest: Path, author: str | None = None) -> int:
    """Write the whole project (or one author's marks) as JSONL, lossless; returns the number of lines."""
    if author is not None and not any(known.name == author for known in project.authors()):
        raise SpanloopError(f"Nobody named {author} marked here", way_out=f"Known: {_names(project)}.")
    keep_off(project, dest, way_out="Choose another name.")
    return write_jsonl(_records(project, author), dest)


def _names(project: Project) -> str:
    return ", ".join(sorted(known.name for known in project.authors())) or "nobody yet"


def _records(project: Project, author: str | None) -> Iterator[Record]:
    version = project.schema.version
    authors = {author.uid: author for author in project.authors()}
    noted = project.all_article_notes()
    decided = project.copies.all_choices()
    labels = project.schema.time_labels
    for article, everyone in project.records():
        notes = noted.get(article.uid, {})
        choices = decided.get(article.uid, {})
        states = project.states(article.uid)
        chosen = [marks for marks in everyone if author is None or marks.author.name == author]
        seen = {marks.author.uid for marks in chosen}
        others = [who for who in {**states, **notes, **choices} if who not in seen]
        chosen += [Marks(authors[who]) for who in others if author in {None, authors[who].name}]
        for marks in sorted(chosen, key=_suggesting_first):
            state, reason = states.get(marks.author.uid, ("", ""))
            note = notes.get(marks.author.uid)
            times = values_by_rules(article, marks, labels=labels)
            yield Record(
                article,
                marks,
                state or None,
                reason,
                version,
                note=note,
                times=times,
                copy=choices.get(marks.author.uid),
            )
        if not chosen:
            yield Record(article, None, None, "", version)


def _suggesting_first(marks: Marks) -> tuple[bool, str, str]:
    """Suggestions before the verdicts on them, so that a reader meets no verdict on a mark it has not seen."""
    return marks.author.kind in {"human", "gold"}, marks.author.kind, marks.author.name
