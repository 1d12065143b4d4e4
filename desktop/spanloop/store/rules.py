"""Rules of a project as they stand in its file, and the marked texts from which rules are learned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Layer
from spanloop.core.rules import Rule, RuleState, pattern_json, read_pattern
from spanloop.store.acting import ActBase
from spanloop.store.facts import Facts
from spanloop.store.journal import chunks
from spanloop.store.reading import damaged
from spanloop.store.tables import ARTICLE, AUTHOR, EVENT, RULE, SPAN, VERDICT

_TEACHERS = ("human", "gold")


class RuleWriting(ActBase):
    """The part of an act that is about rules."""

    def add_rules(self, rules: Sequence[Rule]) -> list[str]:
        """Add rules under their sets' authors; gives the uids of those that were not there.

        A rule with the layer, label and pattern of one of the same set stays as it is, on or off.
        """
        self.rows.flush()
        there: dict[int, set[tuple[str, str, str]]] = {}
        added: list[str] = []
        for rule in rules:
            author = self.author_key(rule.set)
            if author not in there:
                query = select(RULE.c.layer, RULE.c.label, RULE.c.pattern).where(RULE.c.author_id == author)
                there[author] = {(layer, label, pattern) for layer, label, pattern in self.connection.execute(query)}
            said = (rule.layer, rule.label, rule.pattern)
            if said in there[author]:
                continue
            there[author].add(said)
            uid = rule.uid or new_uid()
            self.rows.insert(
                RULE,
                {
                    "id": self.rows.new_key(RULE), "uid": uid, "author_id": author, "layer": rule.layer,
                    "label": rule.label, "pattern": rule.pattern, "origin": rule.origin, "source": rule.source,
                    "state": rule.state, "at": rule.at or self.at,
                },
            )  # fmt: skip
            added.append(uid)
        if added:
            self.touch("learning")
        return added

    def set_rule_state(self, uids: Iterable[str], state: RuleState) -> int:
        """Switch rules on or off; gives how many were otherwise. Raises SpanloopError for one that is not there."""
        keys = self._rule_keys(uids)
        wanted = {key: {"state": state, "at": self.at} for key, was in keys.items() if was != state}
        if wanted:
            self.rows.update(RULE, wanted)
            self.touch("learning")
        return len(wanted)

    def set_rule_source(self, sources: dict[str, str]) -> None:
        """Say anew what rules were learned from, by uid."""
        self.rows.flush()
        changed: dict[int, dict[str, Any]] = {}
        for some in chunks(list(sources)):
            query = select(RULE.c.id, RULE.c.uid, RULE.c.source).where(RULE.c.uid.in_(some))
            changed |= {
                key: {"source": sources[uid]} for key, uid, was in self.connection.execute(query) if was != sources[uid]
            }
        if changed:
            self.rows.update(RULE, changed)
            self.touch("learning")

    def remove_rules(self, uids: Iterable[str]) -> int:
        """Remove rules; gives how many. Raises SpanloopError for one that is not there."""
        keys = self._rule_keys(uids)
        if keys:
            self.rows.delete(RULE, list(keys))
            self.touch("learning")
        return len(keys)

    def _rule_keys(self, uids: Iterable[str]) -> dict[int, str]:
        self.rows.flush()
        wanted = list(dict.fromkeys(uids))
        found: dict[int, str] = {}
        for some in chunks(wanted):
            query = select(RULE.c.id, RULE.c.state).where(RULE.c.uid.in_(some))
            found |= dict(self.connection.execute(query).all())
        if len(found) < len(wanted):
            raise SpanloopError("There is no such rule in the project", way_out="It may be gone already.")
        return found


def _check(rule: Rule) -> None:
    try:
        pattern = read_pattern(rule.pattern)
        sound = pattern_json(pattern) == rule.pattern
    except (ValueError, RecursionError, SpanloopError) as error:
        raise damaged("the rules") from error
    if not sound:
        raise damaged("the rules")


class MarkedText(NamedTuple):
    """How often a person's mark of a label has this text in an article."""

    layer: Layer
    text: str
    label: str
    article: str


class RuleReading:
    """Reads rules over a connection, for as long as nothing is written."""

    def __init__(self, connection: Connection, facts: Facts) -> None:
        self._connection = connection
        self._facts = facts

    def rules(self) -> list[Rule]:
        """All rules, in the order in which they came."""
        rows = self._connection.execute(
            select(
                RULE.c.uid, RULE.c.author_id, RULE.c.layer, RULE.c.label, RULE.c.pattern, RULE.c.origin, RULE.c.source,
                RULE.c.state, RULE.c.at,
            ).order_by(RULE.c.id)
        )  # fmt: skip
        authors = self._facts.authors
        found = [Rule(uid, authors[author], *rest) for uid, author, *rest in rows]
        # A file from elsewhere may hold anything: what is no pattern would fail where it is matched.
        for rule in found:
            _check(rule)
        return found

    def sets(self) -> list[Author]:
        """The authors of rules, in the order in which they were first named."""
        keys = {key for (key,) in self._connection.execute(select(RULE.c.author_id).distinct())}
        return [author for key, author in self._facts.authors.items() if key in keys]

    def open_suggestions(self, rules: Collection[str]) -> list[str]:
        """uids of what these rules suggested and nobody decided, whoever they are for."""
        found: list[str] = []
        decided = select(VERDICT.c.suggestion)
        for some in chunks(sorted(rules)):
            for table in (SPAN, EVENT):
                query = select(table.c.uid).where(table.c.origin.in_(some), table.c.uid.not_in(decided))
                query = query.join(AUTHOR, AUTHOR.c.id == table.c.author_id).where(AUTHOR.c.kind == "rules")
                if table is SPAN:
                    query = query.where(SPAN.c.layer == "entities")
                found += [uid for (uid,) in self._connection.execute(query)]
        return found

    def marked_texts(self, articles: Collection[str] | None = None) -> Iterator[MarkedText]:
        """Text and label of every mark of people and gold that is in one piece; of some articles where they are named.

        Articles of which there is a newer text are passed over.
        """
        hidden = self._facts.superseded_uids
        query = (
            select(SPAN.c.layer, SPAN.c.quote, SPAN.c.label, ARTICLE.c.uid)
            .join_from(SPAN, ARTICLE, ARTICLE.c.id == SPAN.c.article_id)
            .join(AUTHOR, AUTHOR.c.id == SPAN.c.author_id)
            .where(AUTHOR.c.kind.in_(_TEACHERS), SPAN.c.fragments == "")
        )
        if articles is not None:
            for some in chunks(sorted(articles)):
                yield from (MarkedText(*row) for row in self._connection.execute(query.where(ARTICLE.c.uid.in_(some))))
            return
        for row in self._connection.execute(query):
            if row[3] not in hidden:
                yield MarkedText(*row)
