"""Writing mentions, events and links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from types import EllipsisType
from typing import Any

from sqlalchemy import Table, literal, select

from spanloop.core.changes import ChangeKind
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Argument, Author, Event, Fragments, Link, Mention, Removal, make_fragments
from spanloop.store.acting import ActBase, ArticlePlace
from spanloop.store.journal import chunks
from spanloop.store.packing import pack_fragments, quote_of
from spanloop.store.reading import MarkPlace, article_uids
from spanloop.store.tables import ARGUMENT, ARTICLE_TEXT, ATTRIBUTE, EVENT, LINK, REMOVAL, SPAN, VERDICT


class MarkWriting(ActBase):
    """The part of an act that is about marks. Every span is checked against the text and stored with its quote.

    A mark that is added without a time of change, or changed without one given, takes the time of the act.
    """

    def add_mentions(self, article_uid: str, author: Author, mentions: Sequence[Mention]) -> None:
        """Add mentions by an author; they keep their uids. Raises SpanloopError for a span outside the text."""
        if not mentions:
            return
        place = self.find_article(article_uid)
        author_id = self.author_key(author)
        rows: list[tuple[Any, ...]] = []
        for key, mention in zip(self.rows.new_keys(SPAN, len(mentions)), mentions, strict=True):
            start, end, packed, quote = _place_columns(place, mention.fragments, mention.label)
            # In the order of the columns of `span`: this is the row that is written most.
            rows.append(
                (
                    key, mention.uid, place.key, author_id, "entities", mention.label, start, end, packed, 0, quote,
                    _plain_score(mention.score, place), mention.origin, mention.notes, mention.changed or self.at,
                    " ".join(mention.earlier), mention.value,
                )
            )  # fmt: skip
            self.remember_mark(mention.uid, MarkPlace(SPAN, key, place.key, author_id))
        self.rows.insert_many(SPAN, rows)
        self.touch("mentions", place, marks=[mention.uid for mention in mentions])

    def change_mention(
        self,
        uid: str,
        *,
        fragments: Fragments | None = None,
        label: str | None = None,
        notes: str | None = None,
        value: str | EllipsisType | None = ...,
        times: tuple[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Move, relabel or annotate a mention. times: its `changed` and `earlier` when they come from a file.

        value: what it means as a time, None for nothing said (see Mention); it stays where none is given.
        """
        mark = self._mark(uid, SPAN)
        article = self._article_of(mark)
        values: dict[str, Any] = {}
        if fragments is not None:
            values.update(_span_values(article, fragments, label or "mention"))
        if label is not None:
            values["label"] = label
        if notes is not None:
            values["notes"] = notes
        if not isinstance(value, EllipsisType):
            values["value"] = value
        changed = bool(values) and self.rows.update(SPAN, {mark.key: values})
        if times is not None or changed:
            self._set_times(SPAN, [mark.key], times)
            self.touch("mentions", article, marks=[uid])

    def _set_times(self, table: Table, keys: Sequence[int], given: tuple[str, tuple[str, ...]] | None = None) -> None:
        """Give changed marks the time of the act, or the times given."""
        for some in chunks(keys):
            query = select(table.c.id, table.c.changed, table.c.earlier).where(table.c.id.in_(some))
            new: dict[int, dict[str, Any]] = {}
            for key, changed, earlier in self.connection.execute(query):
                before = {changed, *earlier.split()} - {"", self.at}
                times = (self.at, tuple(sorted(before))) if given is None else given
                new[key] = {"changed": times[0], "earlier": " ".join(times[1])}
            self.rows.update(table, new)

    def add_events(self, article_uid: str, author: Author, events: Sequence[Event]) -> None:
        """Add events by an author with triggers, arguments and attributes; they may fill each other's roles.

        Raises SpanloopError when a filler is not a mark of the same author in the same article.
        """
        if not events:
            return
        place = self.find_article(article_uid)
        author_id = self.author_key(author)
        triggers = self.rows.new_keys(SPAN, len(events))
        keys = self.rows.new_keys(EVENT, len(events))
        spans: list[tuple[Any, ...]] = []
        rows: list[tuple[Any, ...]] = []
        for event, trigger, key in zip(events, triggers, keys, strict=True):
            start, end, packed, quote = _place_columns(place, event.trigger, event.type)
            score = _plain_score(event.score, place)
            spans.append(
                (
                    trigger, event.uid, place.key, author_id, "events", event.type, start, end, packed, trigger, quote,
                    score, None, "", "", "", None,
                )
            )  # fmt: skip
            rows.append(
                (
                    key, event.uid, place.key, author_id, trigger, event.type, score, event.origin, event.notes,
                    event.changed or self.at, " ".join(event.earlier),
                )
            )  # fmt: skip
            self.remember_mark(event.uid, MarkPlace(EVENT, key, place.key, author_id))
        self.rows.insert_many(SPAN, spans)
        self.rows.insert_many(EVENT, rows)
        # Look all fillers up together.
        found = self.find_marks({argument.filler for event in events for argument in event.arguments})
        for event, key in zip(events, keys, strict=True):
            mark = MarkPlace(EVENT, key, place.key, author_id)
            self._insert_arguments(mark, event.arguments, found, place)
            self._insert_attributes(mark, event.attributes)
        self.touch("events", place, marks=[event.uid for event in events])

    def _insert_arguments(
        self, event: MarkPlace, arguments: Sequence[Argument], found: Mapping[str, MarkPlace], place: ArticlePlace
    ) -> None:
        rows: list[tuple[Any, ...]] = []
        for position, argument in enumerate(arguments):
            filler = found.get(argument.filler)
            self._check_same(event, filler, argument.filler, EVENT if argument.filler_is_event else SPAN)
            assert filler is not None
            fillers = (None, filler.key) if argument.filler_is_event else (filler.key, None)
            score = None if argument.score is None else _plain_score(argument.score, place)
            rows.append((event.article_id, event.author_id, event.key, position, argument.role, *fillers, score))
        keys = self.rows.new_keys(ARGUMENT, len(rows))
        self.rows.insert_many(ARGUMENT, [(key, *row) for key, row in zip(keys, rows, strict=True)])

    def _insert_attributes(self, event: MarkPlace, attributes: Mapping[str, str]) -> None:
        for name, value in attributes.items():
            self.rows.insert_raw(
                ATTRIBUTE,
                (self.rows.new_key(ATTRIBUTE), event.article_id, event.author_id, event.key, name, value),
            )

    def change_event(
        self,
        uid: str,
        *,
        type: str | None = None,  # noqa: A002 - the word of the record
        trigger: Fragments | None = None,
        arguments: Sequence[Argument] | None = None,
        attributes: Mapping[str, str] | None = None,
        notes: str | None = None,
        times: tuple[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Change parts of an event. arguments and attributes take the place of all that are there.

        times: its `changed` and `earlier` when they come from a file.
        """
        mark = self._mark(uid, EVENT)
        article = self._article_of(mark)
        changed = False
        span_values: dict[str, Any] = {} if trigger is None else _span_values(article, trigger, type or "trigger")
        values: dict[str, Any] = {} if notes is None else {"notes": notes}
        if type is not None:
            span_values["label"] = values["type"] = type
        if span_values:
            query = select(EVENT.c.trigger_id).where(EVENT.c.id == mark.key)
            trigger_id = self.connection.execute(query).scalar_one()
            changed |= self.rows.update(SPAN, {trigger_id: span_values})
        if values:
            changed |= self.rows.update(EVENT, {mark.key: values})
        if arguments is not None:
            changed |= self._replace_arguments(mark, arguments, article)
        if attributes is not None:
            changed |= self._replace_attributes(mark, attributes)
        if times is not None or changed:
            self._set_times(EVENT, [mark.key], times)
            self.touch("events", article, marks=[uid])

    def _replace_arguments(self, event: MarkPlace, arguments: Sequence[Argument], place: ArticlePlace) -> bool:
        """Write arguments anew unless they are the same ones in the same order, whatever their scores."""
        self.rows.flush()
        found = self.find_marks(argument.filler for argument in arguments)
        query = (
            select(ARGUMENT.c.id, ARGUMENT.c.role, ARGUMENT.c.span_id, ARGUMENT.c.filler_event_id)
            .where(ARGUMENT.c.event_id == event.key)
            .order_by(ARGUMENT.c.position)
        )
        there = [tuple(row) for row in self.connection.execute(query)]
        wanted: list[tuple[str, int | None, int | None]] = []
        for argument in arguments:
            filler = found.get(argument.filler)
            key = None if filler is None else filler.key
            wanted.append((argument.role, None, key) if argument.filler_is_event else (argument.role, key, None))
        if [row[1:] for row in there] == wanted:
            return False
        self.rows.delete(ARGUMENT, [row[0] for row in there])
        self._insert_arguments(event, arguments, found, place)
        return True

    def _replace_attributes(self, event: MarkPlace, attributes: Mapping[str, str]) -> bool:
        self.rows.flush()
        query = select(ATTRIBUTE.c.name, ATTRIBUTE.c.id, ATTRIBUTE.c.value).where(ATTRIBUTE.c.event_id == event.key)
        there = {name: (key, value) for name, key, value in self.connection.execute(query)}
        gone = [key for name, (key, _) in there.items() if name not in attributes]
        new = {name: value for name, value in attributes.items() if name not in there}
        other = {
            there[name][0]: {"value": value}
            for name, value in attributes.items()
            if name in there and there[name][1] != value
        }
        self.rows.delete(ATTRIBUTE, gone)
        self.rows.update(ATTRIBUTE, other)
        self._insert_attributes(event, new)
        return bool(gone or new or other)

    def add_links(self, article_uid: str, author: Author, links: Sequence[Link]) -> None:
        """Add links by an author between their own marks in one article; they keep their uids."""
        if not links:
            return
        place = self.find_article(article_uid)
        author_id = self.author_key(author)
        found = self.find_marks({end for link in links for end in (link.source, link.target)})
        for link in links:
            key = self.rows.new_key(LINK)
            mark = MarkPlace(LINK, key, place.key, author_id)
            table = EVENT if link.between_events else SPAN
            for end in (link.source, link.target):
                self._check_same(mark, found.get(end), end, table)
            ends = (found[link.source].key, found[link.target].key)
            columns = (None, None, *ends) if link.between_events else (*ends, None, None)
            self.rows.insert_raw(LINK, (key, link.uid, place.key, author_id, link.type, *columns))
            self.remember_mark(link.uid, mark)
        self.touch("links", place)

    def remove_marks(self, uids: Iterable[str], *, remembered: bool = True) -> None:
        """Remove mentions, events and links, and the arguments and links that used them.

        remembered: note what was removed, so that no import of an older copy brings it back; False when the caller
        knows better (see add_removals). Raises SpanloopError for a uid that is no mark.
        """
        wanted = list(dict.fromkeys(uids))
        found = self.find_marks(wanted)
        for uid in wanted:
            if uid not in found:
                raise SpanloopError(
                    "There is no such mark in the project", where=uid, way_out="It may be gone already."
                )
        self.rows.flush()
        spans = [mark.key for mark in found.values() if mark.table is SPAN]
        events = [mark.key for mark in found.values() if mark.table is EVENT]
        links = {mark.key for mark in found.values() if mark.table is LINK}
        self._note_losers(spans, events)
        arguments = self._keys(ARGUMENT, {"event_id": events, "span_id": spans, "filler_event_id": events})
        attributes = self._keys(ATTRIBUTE, {"event_id": events})
        used = {"source_span_id": spans, "target_span_id": spans, "source_event_id": events, "target_event_id": events}
        links |= set(self._keys(LINK, used))
        if remembered:
            self._remember({SPAN: spans, EVENT: events, LINK: sorted(links)})
        triggers = [key for some in chunks(events) for (key,) in self.connection.execute(
            select(EVENT.c.trigger_id).where(EVENT.c.id.in_(some)))]  # fmt: skip
        self.rows.delete(ARGUMENT, arguments)
        self.rows.delete(ATTRIBUTE, attributes)
        self.rows.delete(LINK, links)
        self.rows.delete(EVENT, events)
        self.rows.delete(SPAN, [*spans, *triggers])
        articles = [mark.article_id for mark in found.values()]
        gone: dict[ChangeKind, bool] = {"mentions": bool(spans), "events": bool(events), "links": bool(links)}
        for kind, present in gone.items():
            if present:
                self.touch_keys(kind, articles)
        self.marks.update(uid for uid, mark in found.items() if mark.table is not LINK)
        self.forget_marks(wanted)

    def _remember(self, gone: Mapping[Table, Sequence[int]]) -> None:
        """Note marks as removed before they go. A removal is never earlier than the last change of its mark."""
        removals: list[tuple[int, int, Removal]] = []
        for table, keys in gone.items():
            changed = table.c.changed if "changed" in table.columns else literal("")
            for some in chunks(keys):
                query = select(table.c.article_id, table.c.author_id, table.c.uid, changed).where(table.c.id.in_(some))
                for article_id, author_id, uid, last in self.connection.execute(query):
                    removals.append((article_id, author_id, Removal(uid, max(self.at, last))))
        self._add_removals(removals)

    def rename_marks(self, article_uid: str, author: Author, uids: Mapping[str, str]) -> None:
        """Give an author's mentions and events other uids: those under which another copy knows the same marks."""
        if not uids:
            return
        place, author_id = self.find_article(article_uid), self.author_key(author)
        self.rows.flush()
        for table, column in ((SPAN, "uid"), (EVENT, "uid"), (VERDICT, "result")):
            for some in chunks(uids):
                query = select(table.c.id, table.c[column]).where(
                    table.c.article_id == place.key, table.c.author_id == author_id, table.c[column].in_(some)
                )
                self.rows.update(table, {key: {column: uids[old]} for key, old in self.connection.execute(query)})
        self.forget_marks(uids)
        self.touch("mentions", place, marks=(*uids, *uids.values()))

    def add_removals(self, article_uid: str, author: Author, removals: Sequence[Removal]) -> None:
        """Note marks that an author removed elsewhere and that are not here; of two removals the later one counts."""
        if removals:
            place, author_id = self.find_article(article_uid), self.author_key(author)
            self._add_removals([(place.key, author_id, removal) for removal in removals])
            self.touch("mentions", place)

    def drop_removals(self, article_uid: str, author: Author, uids: Sequence[str]) -> None:
        """Forget that an author removed these marks, because they are there again."""
        place, author_id = self.find_article(article_uid), self.author_key(author)
        there = self._removals(uids)
        keys = [there[place.key, author_id, uid][0] for uid in uids if (place.key, author_id, uid) in there]
        if self.rows.delete(REMOVAL, keys):
            self.touch("mentions", place)

    def _add_removals(self, removals: Sequence[tuple[int, int, Removal]]) -> None:
        there = self._removals([removal.uid for _, _, removal in removals])
        for article_id, author_id, removal in removals:
            known = there.get((article_id, author_id, removal.uid))
            if known is None:
                key = self.rows.new_key(REMOVAL)
                self.rows.insert_raw(REMOVAL, (key, removal.uid, article_id, author_id, removal.at))
            elif known[1] < removal.at:
                self.rows.update(REMOVAL, {known[0]: {"at": removal.at}})

    def _removals(self, uids: Sequence[str]) -> dict[tuple[int, int, str], tuple[int, str]]:
        """Key and time of removals by article, author and uid of the mark."""
        self.rows.flush()
        found: dict[tuple[int, int, str], tuple[int, str]] = {}
        for some in chunks(uids):
            for row in self.connection.execute(select(REMOVAL).where(REMOVAL.c.uid.in_(some))):
                found[row.article_id, row.author_id, row.uid] = (row.id, row.at)
        return found

    def _note_losers(self, spans: list[int], events: list[int]) -> None:
        """Events that lose a filler are changed too, unless they go as well."""
        losers: set[int] = set()
        for column, keys in (("span_id", spans), ("filler_event_id", events)):
            for some in chunks(keys):
                query = (
                    select(EVENT.c.id, EVENT.c.uid, EVENT.c.article_id)
                    .join_from(ARGUMENT, EVENT, ARGUMENT.c.event_id == EVENT.c.id)
                    .where(ARGUMENT.c[column].in_(some))
                )
                for key, uid, article_id in self.connection.execute(query).all():
                    self.touch_keys("events", [article_id], marks=[uid])
                    losers.add(key)
        self._set_times(EVENT, sorted(losers - set(events)))

    def _keys(self, table: Table, wanted: Mapping[str, Sequence[int]]) -> list[int]:
        keys: set[int] = set()
        for column, values in wanted.items():
            for some in chunks(values):
                keys.update(
                    key for (key,) in self.connection.execute(select(table.c.id).where(table.c[column].in_(some)))
                )
        return sorted(keys)

    def _mark(self, uid: str, table: Table) -> MarkPlace:
        mark = self.find_marks([uid]).get(uid)
        if mark is None or mark.table is not table:
            name = "event" if table is EVENT else "mention"
            raise SpanloopError(f"There is no such {name} in the project", where=uid, way_out="It may be gone already.")
        self.rows.flush()
        return mark

    def _article_of(self, mark: MarkPlace) -> ArticlePlace:
        uid = self.articles.get(mark.article_id) or article_uids(self.connection, [mark.article_id])[mark.article_id]
        text = self.connection.execute(
            select(ARTICLE_TEXT.c.text).where(ARTICLE_TEXT.c.article_id == mark.article_id)
        ).scalar_one()
        return ArticlePlace(mark.article_id, uid, text)

    def _check_same(self, owner: MarkPlace, mark: MarkPlace | None, uid: str, table: Table) -> None:
        """A filler or an end of a link must be of the same author, in the same article, and of the right kind."""
        kind = "an event" if table is EVENT else "a mention"
        if mark is None or mark.table is not table:
            raise SpanloopError(f"What is to be used here is not {kind} of this project", where=uid)
        if (mark.article_id, mark.author_id) != (owner.article_id, owner.author_id):
            raise SpanloopError(
                "Fillers and linked marks must be of the same author in the same article",
                where=uid,
                way_out="Accept the suggestion first.",
            )


def _plain_score(score: float | None, place: ArticlePlace) -> float | None:
    """A float that reads back as it was written: no int, no number of another library, and not NaN."""
    if score is None:
        return None
    plain = float(score)
    if not isfinite(plain):
        raise SpanloopError(f"The score {score} is no number", where=place.uid, way_out="Nothing was changed.")
    return plain


def _place_columns(place: ArticlePlace, fragments: Fragments, label: str) -> tuple[int, int, str, str]:
    """start, end, fragments and quote as they are stored. Raises SpanloopError for a span outside the text."""
    if len(fragments) == 1:
        # Nearly all are of one piece; numbers of other libraries go the long way.
        ((start, end),) = fragments
        if type(start) is int and type(end) is int and 0 <= start < end <= len(place.text):
            return start, end, "", place.text[start:end]
    try:
        ordered = make_fragments(fragments)
        quote = quote_of(place.text, ordered)
    except ValueError as error:
        raise SpanloopError(
            f"The {label} span does not fit the text ({error})", where=place.uid, way_out="Nothing was changed."
        ) from error
    return ordered[0][0], ordered[-1][1], pack_fragments(ordered), quote


def _span_values(place: ArticlePlace, fragments: Fragments, label: str) -> dict[str, Any]:
    start, end, packed, quote = _place_columns(place, fragments, label)
    return {"start": start, "end": end, "fragments": packed, "quote": quote}
