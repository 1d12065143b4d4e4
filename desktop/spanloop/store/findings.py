"""What people said of what was found amiss in their marks, and the marks as the checks look at them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from sqlalchemy import Connection, func, select

from spanloop.core.findings import Finding, MarkedPlace
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.store.acting import ActBase
from spanloop.store.facts import Facts
from spanloop.store.tables import ARTICLE, ARTICLE_TEXT, FINDING_VERDICT, SPAN

FindingOutcome = Literal["fine", "mended"]
#: Characters in front of a mark that the checks look at.
_BEFORE = 16


class FindingWriting(ActBase):
    """The part of an act that is about findings."""

    def set_finding_verdicts(self, author: Author, findings: Sequence[Finding], outcome: FindingOutcome) -> int:
        """Write what an author says of findings, in the place of what they said before; gives how many are new."""
        author_id = self.author_key(author)
        self.rows.flush()
        there = {
            (kind, subject): key
            for key, kind, subject in self.connection.execute(
                select(FINDING_VERDICT.c.id, FINDING_VERDICT.c.kind, FINDING_VERDICT.c.subject).where(
                    FINDING_VERDICT.c.author_id == author_id
                )
            )
        }
        changed = 0
        for finding in findings:
            values = {"words": finding.words, "verdict": outcome, "at": self.at}
            known = there.get((finding.kind, finding.subject))
            if known is not None:
                changed += bool(self.rows.update(FINDING_VERDICT, {known: values}))
                continue
            key = there[finding.kind, finding.subject] = self.rows.new_key(FINDING_VERDICT)
            owner = {"id": key, "uid": new_uid(), "author_id": author_id}
            self.rows.insert(FINDING_VERDICT, {**owner, "kind": finding.kind, "subject": finding.subject, **values})
            changed += 1
        if changed:
            self.touch("learning")
        return changed


class FindingReading:
    """Reads over a connection, for as long as nothing is written."""

    def __init__(self, connection: Connection, facts: Facts) -> None:
        self._connection = connection
        self._facts = facts

    def verdicts(self, author: Author) -> dict[tuple[str, str], FindingOutcome]:
        """What an author said, by kind and subject."""
        key = self._facts.author_key(self._facts.known_author(author).uid)
        query = select(FINDING_VERDICT.c.kind, FINDING_VERDICT.c.subject, FINDING_VERDICT.c.verdict)
        rows = self._connection.execute(query.where(FINDING_VERDICT.c.author_id == key))
        return {(kind, subject): verdict for kind, subject, verdict in rows}

    def marked_places(self, author: Author) -> Iterator[MarkedPlace]:
        """Every mark of an author that is in one piece, in order of article and place, with what stands before it."""
        key = self._facts.author_key(self._facts.known_author(author).uid)
        hidden = self._facts.superseded_uids
        # SQLite counts characters from 1; before the first ones there is nothing.
        first = func.max(1, SPAN.c.start - _BEFORE + 1)
        query = (
            select(
                ARTICLE.c.uid, SPAN.c.layer, SPAN.c.label, SPAN.c.start, SPAN.c.end, SPAN.c.quote, SPAN.c.uid,
                func.substr(ARTICLE_TEXT.c.text, first, SPAN.c.start - first + 1),
            )
            .join_from(SPAN, ARTICLE, ARTICLE.c.id == SPAN.c.article_id)
            .join(ARTICLE_TEXT, ARTICLE_TEXT.c.article_id == ARTICLE.c.id)
            .where(SPAN.c.author_id == key, SPAN.c.fragments == "")
            .order_by(SPAN.c.article_id, SPAN.c.start, SPAN.c.end, SPAN.c.id)
        )  # fmt: skip
        for row in self._connection.execute(query):
            if row[0] not in hidden:
                yield MarkedPlace(*row)
