"""The same words everywhere: look for them in an article or in all, and mark them as one act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from spanloop.core.article import SILENT_ZONES, Article
from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.folding import Strength
from spanloop.core.ids import new_uid, now
from spanloop.core.marks import Author, Event, Fragment, Fragments, Marks, Mention, Verdict
from spanloop.core.occurrences import Phrase, occurrences
from spanloop.core.ranges import merge_ranges, shared
from spanloop.operations.marking import markable
from spanloop.operations.viewing import open_suggestions, suggesting_authors
from spanloop.store.project import Project
from spanloop.store.project_reading import MOST_BESIDE
from spanloop.store.writing import Act


class Wanted(NamedTuple):
    """What every place is to become: a mention with this label, or an event of this type without arguments."""

    label: str
    is_event: bool = False


class Spot(NamedTuple):
    """One place to mark. suggestion: uid of the open suggested mention that is just so, "" where there is none."""

    fragments: Fragments
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the words stand in one article.

    fresh: what can be marked. marked: places that are marked alike already; otherwise: marked with another label (or
    type) on exactly these words, which is left as a person decided it; silent: in boilerplate or comments.
    """

    fresh: tuple[Spot, ...] = ()
    marked: int = 0
    otherwise: int = 0
    silent: int = 0

    @property
    def total(self) -> int:
        return len(self.fresh) + self.marked + self.otherwise + self.silent


def look_in_article(
    article: Article, own: Marks, phrase: Phrase, wanted: Wanted, *, strength: Strength = "exact"
) -> Places:
    """Every place of an article where the words of a phrase stand, sorted by what is there of this person's marks.

    Suggestions are not looked at; see mark_places.
    """
    return _sort(article, own, occurrences(article, phrase, strength=strength), wanted)


def look_everywhere(
    project: Project,
    *,
    author: Author,
    articles: Sequence[str],
    phrase: Phrase,
    wanted: Wanted,
    strength: Strength = "exact",
) -> Iterator[tuple[Article, Places]]:
    """The same in these articles, one after the other, with suggestions; between two of them nothing is held open.

    An article that is gone meanwhile is passed over. articles: see articles_with.
    """
    offering = suggesting_authors(project)
    for uid in articles:
        if not project.has_article(uid):
            continue
        article = project.article(uid)
        found = occurrences(article, phrase, strength=strength)
        yield article, _look_closely(project, author, article, found, wanted, offering)


def articles_with(project: Project, phrase: Phrase) -> list[str]:
    """uids of the articles that may have a phrase, by the search index, in whatever case; in order of import.

    Raises SpanloopError for a phrase without letters and digits, which the index does not know.
    """
    if not any(char.isalnum() for char in phrase.text):
        raise SpanloopError(
            "Signs alone cannot be looked for in all articles", way_out="Mark something with a letter or a digit."
        )
    return project.search('"' + phrase.text.replace('"', " ") + '"')


def mark_places(
    project: Project,
    *,
    author: Author,
    wanted: Wanted,
    places: Mapping[str, Sequence[Spot]],
    seen: int | None = None,
) -> Changes:
    """Mark places in one or several articles as one act. places: by uid of the article.

    What is marked alike already, or is in a silent zone by now, is passed over. A suggested mention that is just so is
    accepted with its verdict. Events come without arguments; suggested ones are not accepted, because nobody looked at
    their arguments. Raises SpanloopError for a label that the schema lacks or a place outside the text.

    seen: the project's data version before look_everywhere found these places. Where nobody else wrote since, they are
    not looked at again, which would take long for thousands of articles; the caller has not marked anything since.
    """
    _check(project, wanted)
    offering = suggesting_authors(project)
    several = f" in {len(places)} articles" if len(places) > 1 else ""
    number = sum(len(spans) for spans in places.values())
    times = f" {number:,} times" if number != 1 else ""
    trusted = seen is not None and seen == project.data_version()
    with project.act(author, f"mark {wanted.label}{times}{several}") as act:
        # Everything is read before anything is written, so that it is written in few batches.
        plans = [
            _plan(uid, spots if trusted else _look_again(project, author, uid, spots, wanted, offering), wanted)
            for uid, spots in places.items()
            if spots and (trusted or project.has_article(uid))
        ]
        for plan in plans:
            _write(act, author, plan)
    return act.changes


class _Plan(NamedTuple):
    article: str
    mentions: list[Mention]
    events: list[Event]
    verdicts: list[Verdict]


def _plan(uid: str, spots: Sequence[Spot], wanted: Wanted) -> _Plan:
    if wanted.is_event:
        return _Plan(uid, [], [Event(new_uid(), wanted.label, spot.fragments) for spot in spots], [])
    mentions = [Mention(new_uid(), spot.fragments, wanted.label, origin=spot.suggestion or None) for spot in spots]
    at = now()
    verdicts = [Verdict(new_uid(), m.origin, "accepted", m.uid, at) for m in mentions if m.origin is not None]
    return _Plan(uid, mentions, [], verdicts)


def _look_again(
    project: Project, author: Author, uid: str, spots: Sequence[Spot], wanted: Wanted, offering: frozenset[str]
) -> Sequence[Spot]:
    article = project.article(uid)
    spans = [markable(article, spot.fragments) for spot in spots if not article.silences(spot.fragments)]
    return _look_closely(project, author, article, spans, wanted, offering).fresh


def _look_closely(
    project: Project,
    author: Author,
    article: Article,
    spans: Sequence[Fragments],
    wanted: Wanted,
    offering: frozenset[str],
) -> Places:
    """These places sorted by what is there now, with the suggestions that are just so."""
    if not spans or not project.any_begins_at(article.uid, {span[0][0] for span in spans}):
        return _sort(article, Marks(author), spans, wanted)
    everyone = _beside(project, article.uid, spans, decisions=not wanted.is_event)
    own = next((marks for marks in everyone if marks.author.uid == author.uid), Marks(author))
    found = _sort(article, own, spans, wanted)
    if wanted.is_event:
        return found
    suggested = {
        mention.fragments: mention.uid
        for marks in open_suggestions(own, everyone, article, offering=offering)
        for mention in marks.mentions
        if mention.label == wanted.label
    }
    fresh = tuple(Spot(spot.fragments, suggested.get(spot.fragments, "")) for spot in found.fresh)
    return replace(found, fresh=fresh)


def _write(act: Act, author: Author, plan: _Plan) -> None:
    act.add_mentions(plan.article, author, plan.mentions)
    act.add_events(plan.article, author, plan.events)
    act.add_verdicts(plan.article, author, plan.verdicts)


def _beside(project: Project, uid: str, spans: Sequence[Fragments], *, decisions: bool) -> list[Marks]:
    extents: set[Fragment] = {(span[0][0], span[-1][1]) for span in spans}
    if len(extents) > MOST_BESIDE:
        return project.all_marks(uid)
    return project.marks_beside(uid, [], extents, decisions=decisions)


def _sort(article: Article, own: Marks, spans: Sequence[Fragments], wanted: Wanted) -> Places:
    # A dictionary of all marks would take a tenth of a second in a long article; few of them are at these places.
    asked = frozenset(spans)
    there: dict[Fragments, set[str]] = {}
    if wanted.is_event:
        for event in own.events:
            if event.trigger in asked:
                there.setdefault(event.trigger, set()).add(event.type)
    else:
        for mention in own.mentions:
            if mention.fragments in asked:
                there.setdefault(mention.fragments, set()).add(mention.label)
    silence = merge_ranges((zone.start, zone.end) for zone in article.zones if zone.kind in SILENT_ZONES)
    fresh: list[Spot] = []
    marked = otherwise = silent = 0
    for span in spans:
        labels = there.get(span)
        if labels is not None:
            marked += wanted.label in labels
            otherwise += wanted.label not in labels
        elif silence and shared(silence, span):
            silent += 1
        else:
            fresh.append(Spot(span))
    return Places(tuple(fresh), marked, otherwise, silent)


def _check(project: Project, wanted: Wanted) -> None:
    known = project.schema.event(wanted.label) if wanted.is_event else project.schema.entity(wanted.label)
    if known is None:
        kind = "event type" if wanted.is_event else "entity label"
        raise SpanloopError(f"The schema has no {kind} {wanted.label}", way_out="Choose one that it has.")
