"""Reading again what is stored: a better reader makes better text of the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from spanloop.articles.draft import Draft
from spanloop.articles.sources import newest_reader, reread
from spanloop.core.article import Article, Zone
from spanloop.core.changes import Changes
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.marks import Author
from spanloop.core.wording import count
from spanloop.core.zones import put_zone
from spanloop.formats.ledger import Ledger
from spanloop.operations.drafting import DETAILS
from spanloop.operations.superseding import Superseding
from spanloop.operations.zoning import list_caught
from spanloop.store.knowing import KnownArticle
from spanloop.store.project import Project
from spanloop.store.writing import Act

_VERSION = re.compile(r"(.*)-(\d{1,9})")
#: Same text and nothing new in it; same text with better zones or details; another text; no text at all.
Outcome = Literal["same", "renewed", "revised", "failed"]


class ReadAgain(NamedTuple):
    """What came of one article. uid: of the newer text where it was revised. zones: how many it has now that it had
    not; details: names of those that were empty and are known now."""

    uid: str
    path: str
    reader: str
    outcome: Outcome
    zones: int = 0
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReimportReport:
    """What reading again did, or would do. rows: an entry for each article that was read. ledger: what went to each
    revision, and the marks that have no place in it."""

    changes: Changes
    rows: tuple[ReadAgain, ...] = ()
    ledger: Ledger = field(default_factory=Ledger)

    def count(self, outcome: Outcome) -> int:
        """How many articles had this outcome."""
        return sum(row.outcome == outcome for row in self.rows)


def outdated(project: Project) -> list[str]:
    """uids of the articles that a newer reader would read, in order of import."""
    return [known.uid for known in _current(project) if _is_older(known.reader, newest_reader(known.kind))]


def readable(project: Project) -> list[str]:
    """uids of all articles whose bytes are kept and can be read again, in order of import."""
    return [known.uid for known in _current(project) if newest_reader(known.kind)]


def reimport(
    project: Project,
    *,
    author: Author,
    articles: Sequence[str] | None = None,
    dry_run: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ReimportReport:
    """Read the stored bytes of articles again, as one act: all or nothing, undone as one.

    articles: uids; None for all that an older reader read. Where the text is the same, zones that nobody confirmed and
    empty details are renewed. Another text becomes a new revision, to which everybody's marks are projected; what has
    no place is listed, and the old text is kept out of the queue. dry_run: says what would come, and writes nothing.
    on_progress: called with articles done and in all. cancelled: asked before each; CancelledError then. Raises
    SpanloopError for a named article whose bytes were not kept.
    """
    known = {held.uid: held for held in _current(project)}
    chosen = outdated(project) if articles is None else list(dict.fromkeys(articles))
    for uid in chosen:
        if uid not in known or not newest_reader(known[uid].kind):
            raise SpanloopError(
                "The bytes that this article was read from were not kept" if uid not in known else "Nothing reads it",
                where=project.article(uid).title or uid,
                way_out="Import its file again.",
            )
    if not chosen:
        return ReimportReport(Changes())
    again = _Again(project, author)
    label = f"read {count(len(chosen), 'article')} again"
    with nullcontext() if dry_run else project.act(author, label) as act:
        for number, uid in enumerate(chosen, 1):
            if cancelled is not None and cancelled():
                raise CancelledError("Reading again was cancelled", way_out="Nothing of it was written.")
            again.read(act, known[uid])
            if on_progress is not None:
                on_progress(number, len(chosen))
    return ReimportReport(Changes() if act is None else act.changes, tuple(again.rows), again.ledger)


def _current(project: Project) -> Iterator[KnownArticle]:
    """The articles whose bytes are kept, less those of which there is a newer text."""
    held = list(project.known_articles())
    older = {known.revision_of for known in held}
    return (known for known in held if known.sha256 and known.uid not in older)


def _is_older(reader: str, newest: str) -> bool:
    """Whether another reader would read this now; not where a newer program than this one read it."""
    then, now = _VERSION.fullmatch(reader), _VERSION.fullmatch(newest)
    if then is None or now is None or then[1] != now[1]:
        return bool(newest) and reader != newest
    return int(then[2]) < int(now[2])


class _Again:
    """Reading again under way."""

    def __init__(self, project: Project, author: Author) -> None:
        self.rows: list[ReadAgain] = []
        self.ledger = Ledger()
        self._project = project
        self._superseding = Superseding(project, author, ledger=self.ledger)

    def read(self, act: Act | None, known: KnownArticle) -> None:
        """Read one article again, and write what came of it; act is None where nothing is to be written."""
        held = self._project.article(known.uid)
        kept = self._project.article_raw(known.uid)
        assert kept is not None  # only articles with bytes are chosen
        try:
            draft = reread(kept.content, kind=known.kind, path=kept.path)
        except SpanloopError as error:
            self.ledger.add("reimport.failed", f"left as it is: {error.what}", article=held.title or known.path)
            self.rows.append(ReadAgain(known.uid, known.path, known.reader, "failed"))
            return
        row = ReadAgain(known.uid, known.path, draft.reader, "revised")
        if draft.text == held.text:
            row = self._renew(act, held, draft, row)
        elif act is not None:
            kept_details = replace(draft, **_kept_details(held, draft))
            row = row._replace(uid=self._superseding.put(act, kept_details, old=held.uid))
        self.rows.append(row)

    def _renew(self, act: Act | None, held: Article, draft: Draft, row: ReadAgain) -> ReadAgain:
        """The same text: what nobody said anything about is renewed."""
        zones = draft.zones
        for zone in held.zones:
            if zone.state == "confirmed":
                zones = put_zone(zones, zone, text=held.text)
        before = _shapes(held.zones)
        new = len(_shapes(zones) - before)
        details = {name: getattr(draft, name) for name in DETAILS if not getattr(held, name) and getattr(draft, name)}
        told = {name: value for name in ("byline", "url") if (value := getattr(draft, name)) and name not in held.meta}
        changed = _shapes(zones) != before
        if act is not None:
            if changed:
                act.set_zones(held.uid, zones)
                marks = self._project.all_marks(held.uid)
                list_caught(replace(held, zones=zones), marks, ledger=self.ledger)
            if details or told:
                act.change_article(held.uid, **details, meta={**held.meta, **told} if told else None)
            act.set_reader(held.uid, draft.reader)
        outcome: Outcome = "renewed" if changed or details or told else "same"
        return row._replace(outcome=outcome, zones=new, details=(*details, *told))


def _kept_details(held: Article, draft: Draft) -> dict[str, str]:
    """Details that the old text has hold for the new one too: a person may have corrected them."""
    return {name: getattr(held, name) or getattr(draft, name) for name in DETAILS}


def _shapes(zones: Sequence[Zone]) -> set[tuple[int, int, str, str | None, str]]:
    return {(zone.start, zone.end, zone.kind, zone.date, zone.state) for zone in zones}
