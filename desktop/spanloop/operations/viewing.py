"""What a person is shown: one article with their marks and suggestions, and history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spanloop.core.article import SILENT_ZONES, Article
from spanloop.core.completeness import is_complete, layers_of
from spanloop.core.lookup import Lookup
from spanloop.core.marks import Author, Marks
from spanloop.core.rechecking import Checker
from spanloop.core.suggested_copies import is_of_copies, is_offered_to
from spanloop.core.suggestion_doubles import without_doubles
from spanloop.core.validation import Problem
from spanloop.operations.auditing import is_audited
from spanloop.store.project import Project
from spanloop.store.records import ActRecord


@dataclass(frozen=True, slots=True)
class Desk:
    """One article as its annotator sees it.

    marks: the person's own. suggestions: what nobody decided yet for them, by suggesting author.
    problems: what validation finds in their own marks; empty and not to be counted on unless they are checked.
    state: "new", "started", "complete", "skipped" or "question".
    """

    article: Article
    marks: Marks
    suggestions: tuple[Marks, ...]
    problems: tuple[Problem, ...]
    state: str
    reason: str
    #: What found the problems, so that after an act only what it changed is checked (operations.refreshing).
    checker: Checker = field(repr=False, compare=False)
    #: The marks by uid and place; brought up to date after an act too.
    lookup: Lookup = field(repr=False, compare=False)
    #: False while nobody has looked for problems yet.
    checked: bool = True
    #: Whether it is annotated without suggestions (operations.auditing).
    audited: bool = False
    #: Suggesting authors, each with "mentions", "triggers" or "arguments", whose scores were calibrated: their classes
    #: have a name.
    classed: frozenset[tuple[str, str]] = frozenset()

    def is_suggestion(self, uid: str) -> bool:
        return self.lookup.suggested(uid) is not None


def view_article(project: Project, *, author: Author, article: str, at_once: int | None = None) -> Desk:
    """Everything that the desk shows of one article, read in one go. Other humans' marks are not shown.

    at_once: how many marks may be checked at once; more of them are left unchecked (see core.rechecking.SlowCheck).
    """
    shown = project.article(article)
    everyone = project.all_marks(article)
    own = next((marks for marks in everyone if marks.author.uid == author.uid), Marks(author))
    said, reason = project.state(article, author)
    checker = Checker(shown, project.schema)
    checked = at_once is None or len(own.mentions) + len(own.events) <= at_once
    audited = is_audited(project, article)
    offering = suggesting_authors(project, audited=audited)
    suggestions = open_suggestions(own, everyone, shown, offering=offering)
    return Desk(
        article=shown,
        marks=own,
        suggestions=suggestions,
        problems=checker.check(own) if checked else (),
        state=state_of(project, shown, own, said),
        reason=reason,
        checker=checker,
        lookup=Lookup.of(own, suggestions, of=[marks for marks in everyone if marks.author.uid in offering]),
        checked=checked,
        audited=audited,
        classed=_classed(project, suggestions),
    )


def _classed(project: Project, suggestions: Sequence[Marks]) -> frozenset[tuple[str, str]]:
    """Whose scores mean what they say, by what was measured on development articles when the version was made."""
    wanted = {marks.author.uid for marks in suggestions if marks.author.kind == "extractor"}
    if not wanted:
        return frozenset()
    return frozenset(
        (record.author.uid, part)
        for record in project.extractors()
        if record.author.uid in wanted
        for part in ("mentions", "triggers", "arguments")
        if record.metrics.get("calibration", {}).get(part, {}).get("classes")
    )


def state_of(project: Project, article: Article, own: Marks, said: str | None) -> str:
    """What the queue says of the article too: a skip or question, else how far its marks and completions go."""
    if said in {"skipped", "question"}:
        return str(said)
    schema, versions, size = project.schema, project.schemas, len(article.text)
    complete = [
        is_complete(own.completions, layer, end=size, schema=schema, versions=versions) for layer in layers_of(schema)
    ]
    if complete and all(complete):
        return "complete"
    return "started" if own or said else "new"


def suggesting_authors(project: Project, *, audited: bool = False) -> frozenset[str]:
    """Uids of the authors whose suggestions are offered now: rule sets and the extractor version that is current.

    audited: in an article that is (see operations.auditing) only what people marked on its copies is offered.
    """
    offering = project.suggesting_authors()
    if audited:
        return offering & {author.uid for author in project.authors() if is_of_copies(author)}
    return offering


def open_suggestions(
    own: Marks, everyone: Sequence[Marks], article: Article, *, offering: frozenset[str]
) -> tuple[Marks, ...]:
    """The suggestions that this person has neither decided nor marked alike, outside of boilerplate and comments.

    One that equals, in label and place, what they rejected from an earlier version is not offered again; nor is one
    that they marked themselves meanwhile. What two authors suggest alike is shown once (see without_doubles).
    """
    others = (marks for marks in everyone if marks.author.uid in offering and marks.author.uid != own.author.uid)
    offered = [marks for marks in others if is_offered_to(marks.author, own.author)]
    if not offered:
        return ()
    decided = {verdict.suggestion for verdict in own.verdicts}
    # What was corrected was not right as it stood either.
    rejected = {verdict.suggestion for verdict in own.verdicts if verdict.outcome != "accepted"}
    settled = {(m.label, m.fragments) for m in own.mentions} | {(e.type, e.trigger) for e in own.events}
    for marks in everyone if rejected else ():
        settled |= {(m.label, m.fragments) for m in marks.mentions if m.uid in rejected}
        settled |= {(e.type, e.trigger) for e in marks.events if e.uid in rejected}
    silent = any(zone.kind in SILENT_ZONES for zone in article.zones)
    left: list[Marks] = []
    for marks in offered:
        gone = {m.uid for m in marks.mentions if m.uid in decided or (m.label, m.fragments) in settled}
        gone |= {e.uid for e in marks.events if e.uid in decided or (e.type, e.trigger) in settled}
        gone |= {m.uid for m in marks.mentions if article.silences(m.fragments)} if silent else set()
        gone |= {e.uid for e in marks.events if article.silences(e.trigger)} if silent else set()
        # An event goes on naming a filler that was accepted already: accepting it then uses the person's own mention.
        open_marks = replace(
            marks,
            mentions=tuple(m for m in marks.mentions if m.uid not in gone),
            events=tuple(e for e in marks.events if e.uid not in gone),
            links=tuple(k for k in marks.links if k.source not in gone and k.target not in gone),
        )
        if open_marks.mentions or open_marks.events:
            left.append(open_marks)
    return tuple(without_doubles(left))


def history(project: Project, *, limit: int = 200) -> list[ActRecord]:
    """What was done, newest first."""
    return project.history(limit)


class OutsideWatch:
    """Tells whether another program wrote into the project since it was last asked."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._seen = project.data_version()

    def changed(self) -> bool:
        seen, self._seen = self._seen, self._project.data_version()
        return seen != self._seen


def undo_label(project: Project, *, author: Author) -> str | None:
    """What undo would take back for this person, or None."""
    return project.undo_label(author)


def redo_label(project: Project, *, author: Author) -> str | None:
    """What redo would do again for this person, or None."""
    return project.redo_label(author)
