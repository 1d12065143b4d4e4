"""Which article next: ranks what is to do and keeps the order. Runs in a child process of the window."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from spanloop.core.changes import Changes
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.marks import Author
from spanloop.core.schema import Schema
from spanloop.core.segments import segments
from spanloop.core.strategies import (
    ASKED,
    FIRST_SENTENCES,
    NEEDS_SUGGESTIONS,
    SETTING,
    WORDS,
    Asked,
    Strategy,
    answers,
    best_next,
    setting_of,
    stored_name,
    strategy_of,
    why_first,
)
from spanloop.core.words import sentence_boundaries
from spanloop.formats.ledger import Ledger
from spanloop.formats.tokenizing import main_language
from spanloop.operations.auditing import audited_articles
from spanloop.operations.versions import current_extractor, live_record
from spanloop.store.project import Project
from spanloop.store.project_reading import ProjectReading
from spanloop.store.ranks import RankLine, keep_ranks
from spanloop.store.records import ExtractorRecord

if TYPE_CHECKING:
    from spanloop.learn.selecting.pool import Annotated, Candidate, Ranked
    from spanloop.learn.selecting.vectors import Reader

#: Where vectors of articles are kept, in the data folder.
FOLDER = "vectors"
#: Annotated articles that a differing one is to differ from: those that came in last.
_REMEMBERED = 200
#: Characters of a text that are looked at for its first words.
_LOOKED_AT = 4_000
#: In fewer articles than this there is nothing to choose from.
ENOUGH = 20
#: The setting's value for the order of the import, where somebody chose that.
_IMPORTED = "imported"
#: So many articles of an order are reported by name.
_SHOWN = 10


@dataclass(frozen=True)
class FirstPlace:
    """An article that is up first. why: one sentence, "" where there is nothing to say."""

    article: str
    title: str
    why: str


@dataclass(frozen=True)
class RankReport:
    """asked, strategy: what was asked for and what that is now. articles: how many got a place. sentences: how many are
    annotated, as far as it was counted. first: the first ten places."""

    asked: Asked
    strategy: Strategy
    articles: int = 0
    sentences: int = 0
    extractor: str = ""
    ledger: Ledger = field(default_factory=Ledger)
    first: tuple[FirstPlace, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """For a program that reads it."""
        plain = {name: getattr(self, name) for name in ("asked", "strategy", "articles", "sentences", "extractor")}
        ledger = [asdict(entry) for entry in self.ledger.entries]
        return {**plain, "ledger": ledger, "first": [asdict(place) for place in self.first]}


@dataclass(frozen=True)
class _Read:
    """What the texts say. words: of each article, by uid. vectors, named: likewise, where vectors were asked for."""

    words: dict[str, int]
    vectors: dict[str, Any]
    named: dict[str, int]


def rank(
    project: Project,
    *,
    strategy: Asked | None = None,
    data_dir: Path | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> RankReport:
    """Rank the articles that nobody completed and keep the order in the place of the one before.

    strategy: None for the project's setting. data_dir: where vectors of articles are kept. on_progress: called with
    articles read and articles to read. Cancelling raises CancelledError and leaves the order as it was. Where a way of
    choosing needs suggestions and there are none, the ledger says so, and the order is by chance. What is annotated
    without suggestions (operations.auditing) is spread evenly among the rest then.
    """
    from spanloop.learn.selecting.pool import Annotated

    asked = strategy or setting_of(project.settings().get(SETTING))
    ranks = project.ranks
    lines = ranks.lines()
    finished = [line.uid for line in lines if line.finished]
    sentences = _sentences(project, finished) if asked == "best" else 0
    way = best_next(sentences) if asked == "best" else asked
    record = current_extractor(project)
    ledger = Ledger()
    suggested = ranks.suggested() if way in NEEDS_SUGGESTIONS else {}
    if way in NEEDS_SUGGESTIONS and not suggested:
        ledger.add("rank.no_suggestions", f"{WORDS[way].title} needs suggestions and there are none: by chance instead")
    spoken = _language(record) or main_language(line.language for line in lines)
    read = _read(project, lines, way, keep=data_dir / FOLDER if data_dir else None, told=_Told(on_progress, cancelled))
    candidates = list(_candidates(lines, read, suggested, spoken=spoken))
    annotated = Annotated(
        vectors=tuple(read.vectors[uid] for uid in finished if uid in read.vectors),
        marks={**dict.fromkeys(_labels(project.schema), 0), **ranks.marked()},
        clusters=frozenset(line.cluster for line in lines if line.finished and line.cluster),
    )
    audited = audited_articles(project) if suggested else frozenset[str]()
    order = _in_order(way, candidates, annotated, audited=audited, seed=project.uid)
    with project.act(project.authors()[0], "rank") as act:
        written = keep_ranks(
            act.connection,
            order,
            strategy=stored_name(asked, way),
            made_by=_newest(project) if way in NEEDS_SUGGESTIONS else "",
            keys={line.uid: line.key for line in lines},
        )
    first = tuple(_first_places(project, way, order[:_SHOWN], candidates))
    return RankReport(asked, way, written, sentences, record.name if record is not None else "", ledger, first)


def _candidates(
    lines: Sequence[RankLine], read: _Read, suggested: Mapping[int, Sequence[tuple[str, float | None]]], *, spoken: str
) -> Iterator[Candidate]:
    """What is to do. suggested: by key of the article; spoken: the language that the extractor reads."""
    from spanloop.learn.selecting.pool import Candidate

    for line in lines:
        if not line.finished:
            yield Candidate(
                uid=line.uid,
                words=read.words.get(line.uid, 0),
                date=line.date,
                foreign=bool(line.language) and line.language != spoken,
                cluster=line.cluster,
                vector=read.vectors.get(line.uid),
                named=read.named.get(line.uid, 0),
                # Articles in which nothing is suggested were mostly read too: there was nothing to be unsure of.
                suggested=tuple(suggested.get(line.key, ())) if suggested else None,
            )


def _first_places(
    project: Project, way: Strategy, order: Sequence[Ranked], candidates: Sequence[Candidate]
) -> Iterator[FirstPlace]:
    suggested = {one.uid: one.suggested or () for one in candidates}
    for uid, score in order:
        article = project.article(uid)
        title = article.title or article.external_id or uid
        yield FirstPlace(uid, title, why_first(way, score, suggested[uid]))


def _in_order(
    way: Strategy, candidates: Sequence[Candidate], annotated: Annotated, *, audited: Collection[str], seed: str
) -> list[Ranked]:
    """The best first. Of audited articles nobody knows what would be suggested, so they come by chance among the rest:
    at the end, where what nobody read has its place, nobody would ever annotate them."""
    from spanloop.learn.selecting.rank import rank as put_in_order
    from spanloop.learn.selecting.rank import woven

    plain = put_in_order(way, [one for one in candidates if one.uid not in audited], annotated=annotated, seed=seed)
    drawn = [one for one in candidates if one.uid in audited]
    return woven(plain, put_in_order("random", drawn, annotated=annotated, seed=seed))


class Stale(NamedTuple):
    """Why an order is to be reckoned anew; false where it holds. missing: it is not the one that is kept. unranked: so
    many articles are to do that have no place in it. grown: enough is annotated by now for another way of choosing.
    older: it was made with the suggestions of another version."""

    missing: bool = False
    unranked: int = 0
    grown: bool = False
    older: str = ""

    def __bool__(self) -> bool:
        return any(self)


def stale(project: ProjectReading, asked: Asked, *, author: Author) -> Stale:
    """Whether what was asked for is to be ranked anew. Reads no more than some articles, and no NumPy."""
    state = project.queue_reading(author).rank_state()
    if state.strategy not in answers(asked):
        anything = bool(state.unranked or state.strategy)
        return Stale(missing=anything)
    way = strategy_of(state.strategy)
    grown = asked == "best" and best_next(_sentences(project, sorted(project.finished_articles()))) != way
    newest = _newest(project) if way in NEEDS_SUGGESTIONS else ""
    older = newest if newest != state.made_by else ""
    return Stale(unranked=state.unranked, grown=grown, older=older)


def to_begin_with(project: ProjectReading, *, author: Author) -> bool:
    """Whether articles are to be ranked although nobody asked for it: in a project of some size that nobody began.

    There the first batch is still to come, the only one for which an order was measured to gain anything
    (BENCHMARKS.md).
    """
    state = project.queue_reading(author).rank_state()
    if state.strategy or state.unranked < ENOUGH:
        return False
    return not project.any_marked() and not project.finished_articles()


def set_order(project: Project, *, author: Author, order: Asked | None) -> Changes:
    """Make an order that of the project, in which its queue opens for everybody; None for that of the import."""
    label = "order articles as imported" if order is None else f"order articles: {WORDS[order].title.lower()}"
    with project.act(author, label) as act:
        act.set_setting(SETTING, order or _IMPORTED)
    return act.changes


def order_of(project: Project) -> Asked | None:
    """The order that the project's queue opens in; None for that of the import.

    Where nobody set one it is the best next, as soon as articles were ranked so.
    """
    if is_set(project):
        value = project.settings().get(SETTING)
        return None if value == _IMPORTED else setting_of(value)
    kept = project.ranks.kept()
    return "best" if kept is not None and kept.strategy in answers("best") else None


def is_set(project: Project) -> bool:
    """Whether somebody chose the order in which the project's queue opens."""
    return project.settings().get(SETTING) is not None


def asked_for(name: str) -> Asked:
    """A name as a person typed it; raises SpanloopError with those that there are."""
    for asked in ASKED:
        if asked == name:
            return asked
    raise SpanloopError(f"There is no order {name}", way_out=f"Known: {', '.join(ASKED)}.")


def _newest(project: ProjectReading) -> str:
    """uid of the version whose suggestions are the newest: the current one, or what a live refresh made of it; "" for
    none."""
    records = project.extractors()
    current = [record.uid for record in records if record.state == "current"]
    live = [found.uid for uid in current if (found := live_record(records, uid)) is not None]
    return max((*current, *live), default="")


def _language(record: ExtractorRecord | None) -> str:
    """The language that a version reads, "" without one."""
    found = re.search(r'^lang\s*=\s*"(\w+)"', record.config if record is not None else "", re.MULTILINE)
    return found[1] if found else ""


class _Told:
    """Says how far it is, and stops when somebody said so."""

    def __init__(self, told: Callable[[int, int], None] | None, cancelled: Callable[[], bool] | None) -> None:
        self._told = told
        self._cancelled = cancelled

    def __call__(self, done: int, total: int) -> None:
        if self._cancelled is not None and self._cancelled():
            raise CancelledError("Ranking was cancelled", way_out="The order before stays.")
        if self._told is not None:
            self._told(done, total)


def _labels(schema: Schema) -> Iterator[str]:
    yield from (item.label for item in schema.entities)
    yield from (item.type for item in schema.events)


def _sentences(project: ProjectReading, finished: Sequence[str]) -> int:
    """How many sentences are annotated; counted no further than it matters."""
    number = 0
    for uid in finished:
        for article in project.texts({uid}):
            number += sum(len(sentence_boundaries(segment.text)) for segment in segments(article))
        if number >= FIRST_SENTENCES:
            break
    return number


def _read(project: Project, lines: Sequence[RankLine], way: Strategy, *, keep: Path | None, told: _Told) -> _Read:
    """Read what the way of choosing needs of the texts, less their silent zones."""
    if way in ("newest", "random"):
        told(0, 0)
        return _Read({}, {}, {})
    from spanloop.learn.selecting.naming import named_in
    from spanloop.learn.selecting.vectors import PORTION, Reader, lead_of

    held = [line.uid for line in lines if line.finished][-_REMEMBERED:]
    wanted = [*held, *(line.uid for line in lines if not line.finished)] if way == "diverse" else [
        line.uid for line in lines if not line.finished
    ]  # fmt: skip
    reader: Reader | None = Reader(keep=keep) if way == "diverse" else None
    words: dict[str, int] = {}
    named: dict[str, int] = {}
    read: list[str] = []
    for first in range(0, len(wanted), PORTION):
        told(first, len(wanted))
        leads: list[list[str]] = []
        for article in project.texts(frozenset(wanted[first : first + PORTION])):
            texts = [segment.text for segment in segments(article)]
            words[article.uid] = sum(len(text.split()) for text in texts)
            read.append(article.uid)
            leads.append(lead_of("\n".join(texts)[:_LOOKED_AT]))
        if reader is not None:
            reader.read(leads)
            named.update(zip(read[len(named) :], map(named_in, leads), strict=True))
    told(len(wanted), len(wanted))
    vectors = dict(zip(read, reader.vectors(), strict=True)) if reader is not None else {}
    return _Read(words, vectors, named)
