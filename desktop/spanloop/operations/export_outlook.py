"""What an export in each format will carry of this project, and what it will not: asked before anything is written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Event, Marks, Mention, fragments_of
from spanloop.core.wording import count
from spanloop.formats.features import FEATURES, Features
from spanloop.operations.exporting import written_formats
from spanloop.operations.ledger_words import kind_words
from spanloop.store.project import Project

_PEOPLE = ("human", "gold")
#: One and several of each thing that a format may not carry.
_WORDS: dict[str, tuple[str, str]] = {
    "mentions": ("mention", "mentions"),
    "nested": ("mark that shares words with another", "marks that share words with others"),
    "fragments": ("mark of several fragments", "marks of several fragments"),
    "events": ("event", "events"),
    "arguments": ("argument", "arguments"),
    "event_fillers": ("event as argument", "events as arguments"),
    "attributes": ("attribute of an event", "attributes of events"),
    "links": ("link", "links"),
    "notes": ("note on a mark", "notes on marks"),
    "scores": ("score", "scores"),
    "argument_scores": ("score of an argument", "scores of arguments"),
    "values": ("value of a time", "values of times"),
    "suggestions": ("suggestion", "suggestions"),
    "verdicts": ("verdict on a suggestion", "verdicts on suggestions"),
    "completions": ("completion", "completions"),
    "states": ("article skipped or in question", "articles skipped or in question"),
    "article_notes": ("note on an article", "notes on articles"),
    "zones": ("zone", "zones"),
    "details": ("detail of an article", "details of articles"),
    "ids": ("id of an article", "ids of articles"),
    "meta": ("other detail of an article", "other details of articles"),
    "rules": ("rule", "rules"),
}
_HISTORY = "uids and times of marks"
#: What goes along where the first is not carried, so that it need not be told too.
_WITH: dict[str, tuple[str, ...]] = {
    "events": ("arguments", "event_fillers", "argument_scores", "attributes"),
    "arguments": ("event_fillers", "argument_scores"),
    "scores": ("argument_scores",),
    "mentions": ("nested", "fragments", "values"),
    "suggestions": ("verdicts",),
}


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format that can be written. suffix: of the file, "" for a folder. carries: features; whole: whether these are
    all. by_author: whether it knows no authors, so that each has a file of their own. truths: whether it is made of
    what is settled, for training, whoever marked it."""

    name: str
    title: str
    suffix: str
    carries: Features
    whole: bool
    by_author: bool
    truths: bool

    def words(self) -> str:
        """What it carries, in one sentence."""
        if self.whole:
            return "Carries all that is said of articles."
        return f"Carries {', '.join(words for feature, words in FEATURES.items() if feature in self.carries)}."


def export_formats() -> list[ExportFormat]:
    """The formats that a project can be exported in, in the order of the registry."""
    return [
        ExportFormat(
            known.name,
            known.title,
            known.suffixes[0],
            known.carries,
            whole=known.carries >= FEATURES.keys(),
            by_author="authors" not in known.carries and known.write is not None,
            truths=known.write is None,
        )
        for known in written_formats()
    ]


def what_is_lost(code: str) -> str:
    """What an entry of a ledger is about, by its code: "notes on marks", "mentions inside longer ones"."""
    thing, _, what = code.partition(".")
    if what in ("", "not_carried") and (thing in _WORDS or thing in FEATURES):
        return _WORDS[thing][1] if thing in _WORDS else FEATURES[thing]
    return kind_words(code)


@dataclass
class ProjectContent:
    """How often a project has each thing that a format may carry or not. people: who marked anything, with how many
    marks; complete: whether all articles were counted."""

    counts: Counter[str] = field(default_factory=Counter[str])
    people: dict[str, int] = field(default_factory=dict[str, int])
    articles: int = 0
    complete: bool = False

    def lost(self, known: ExportFormat, *, author: str | None = None) -> list[str]:
        """What the format does not carry of the project, in words, the weightiest first. author: whose marks alone are
        written; numbers of all people are not told then."""
        gone = [name for name in _WORDS if name not in known.carries and self.counts[name]]
        along = {part for name in gone for part in _WITH.get(name, ())}
        if author is not None or known.truths:
            along.add("rules")  # nobody would look for them there
        told = [name for name in gone if name not in along]
        if author is not None:
            lines = [_WORDS[name][1] for name in told]
            return lines if self._keeps_history(known) else [*lines, _HISTORY]
        lines = [count(self.counts[name], *_WORDS[name]) for name in told]
        if "authors" not in known.carries and len(self.people) > 1:
            lines.append("whose marks they are")
        return lines if self._keeps_history(known) else [*lines, _HISTORY]

    def _keeps_history(self, known: ExportFormat) -> bool:
        return "history" in known.carries or not any(self.people.values())


def count_content(project: Project, content: ProjectContent) -> Iterator[None]:
    """Count into `content`, a step for each article, so that a window can do so beside other things."""
    content.counts["article_notes"] = sum(
        bool(note.text) for notes in project.all_article_notes().values() for note in notes.values()
    )
    content.counts["rules"] = len(project.rules.rules())
    for article, everyone in project.records():
        content.articles += 1
        _count_article(article, content.counts)
        content.counts["states"] += sum(
            state in ("skipped", "question") for state, _ in project.states(article.uid).values()
        )
        for marks in everyone:
            number = len(marks.mentions) + len(marks.events) + len(marks.links)
            if marks.author.kind not in _PEOPLE:
                content.counts["suggestions"] += number
                continue
            if marks:
                content.people[marks.author.name] = content.people.get(marks.author.name, 0) + number
            _count_marks(marks, content.counts)
        yield
    content.complete = True


def _count_article(article: Article, counts: Counter[str]) -> None:
    counts["zones"] += len(article.zones)
    counts["details"] += sum(bool(getattr(article, name)) for name in ("title", "source", "date", "language"))
    counts["ids"] += bool(article.external_id)
    counts["meta"] += len(article.meta)


def _count_marks(marks: Marks, counts: Counter[str]) -> None:
    both: list[Mention | Event] = [*marks.mentions, *marks.events]
    arguments = [argument for event in marks.events for argument in event.arguments]
    counts["mentions"] += len(marks.mentions)
    counts["events"] += len(marks.events)
    counts["links"] += len(marks.links)
    counts["arguments"] += len(arguments)
    counts["event_fillers"] += sum(argument.filler_is_event for argument in arguments)
    counts["attributes"] += sum(len(event.attributes) for event in marks.events)
    counts["fragments"] += sum(len(fragments_of(mark)) > 1 for mark in both)
    counts["nested"] += _overlapping(both)
    counts["notes"] += sum(bool(mark.notes) for mark in both)
    counts["scores"] += sum(mark.score is not None for mark in both)
    counts["argument_scores"] += sum(argument.score is not None for argument in arguments)
    counts["values"] += sum(mention.value is not None for mention in marks.mentions)
    counts["verdicts"] += len(marks.verdicts)
    counts["completions"] += len(marks.completions)


def _overlapping(marks: list[Mention | Event]) -> int:
    """How many marks begin within the one before."""
    places = sorted((fragments_of(mark)[0][0], fragments_of(mark)[-1][1]) for mark in marks)
    return sum(second[0] < first[1] for first, second in pairwise(places))


def read_ledger(path: Path, *, most: int) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """The ledger of an export as it was written: how many entries of each kind, and the first of them.

    most: entries that are given. Raises SpanloopError for a file that is none.
    """
    try:
        document: object = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(document, dict):
            raise ValueError("no object")
        held = cast("dict[str, Any]", document)
        counts = {str(code): int(number) for code, number in held["counts"].items()}
        return counts, [dict(entry) for entry in held["entries"][:most]]
    except OSError as error:
        what = f"it cannot be read ({error.strerror or error})"
        raise SpanloopError(what, where=str(path), way_out="Export again to have it written anew.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        what = "This file is no ledger of an export"
        raise SpanloopError(what, where=str(path), way_out="Export again to have it written anew.") from error
