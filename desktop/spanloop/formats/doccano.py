"""doccano JSONL: one example a line, in both layouts of its exports (doccano 1.x, https://doccano.github.io/doccano/).

- Sequence labelling: `{"id", "text", "label": [[start, end, label], ...]}`, older exports `labels`.
- With relations: `{"id", "text", "entities": [{"id", "label", "start_offset", "end_offset"}], "relations": [{"id",
  "from_id", "to_id", "type"}], "Comments": [...]}`.
- Exports of the first versions: `annotations` with `user` and the number of the label.

Offsets are code points, end exclusive. What else a line has is metadata of the example. Columns may have any name; the
text and the labels are told by what they hold. The files are often printed over many lines, or one list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, cast

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author, fragments_of, name_of
from spanloop.core.schema import Schema
from spanloop.formats.atomic import writing
from spanloop.formats.cards import (
    CARD,
    Saying,
    Telling,
    article_card,
    is_card,
    named_author,
    read_saying,
    saying_card,
    told_article,
)
from spanloop.formats.features import Features, lessened
from spanloop.formats.fields import Fields, Place
from spanloop.formats.foreign import ForeignDocument, ForeignMarks, ForeignRelation, ForeignSpan
from spanloop.formats.json_documents import objects_in, read_values
from spanloop.formats.ledger import Ledger
from spanloop.formats.quotes import checked_fragments
from spanloop.formats.record import UNNAMED, Record
from spanloop.formats.span_relations import flattened
from spanloop.formats.units import Units

CARRIES: Features = frozenset(
    {"mentions", "nested", "events", "arguments", "event_fillers", "links", "states", "article_notes"}
    | {"details", "ids", "meta"}
)
_OURS = "said"
_LABELS = ("label", "labels", "entities", "annotations")
_COMMENTS = ("Comments", "comments")
_APART = frozenset({"id", "meta", "relations", "cats", "annotation_approver", CARD, _OURS, *_LABELS, *_COMMENTS})
_ENTITY_KEYS = frozenset({"id", "label", "start_offset", "end_offset", "user", "prob", "manual"})
_RELATION_KEYS = frozenset({"id", "from_id", "to_id", "type"})
_TRIPLE = 3


def detect_doccano(path: Path, head: bytes) -> bool:
    """Whether a file begins with examples of doccano: labels as triples, or entities with start_offset."""
    del path
    objects = objects_in(head)
    return any(_is_marked(one) for one in objects) and not any(isinstance(one.get("data"), dict) for one in objects)


def read_doccano(path: Path, *, ledger: Ledger) -> Iterator[ForeignDocument]:
    """Read the examples of a file; raises SpanloopError naming file and line for what is no such file."""
    place = Place(path.name, ledger=ledger)
    authors: dict[tuple[str, str], Author] = {}
    for raw in read_values(path, place):
        document = _Example(Fields(raw, "the example", place), cast("dict[str, Any]", raw), place, authors).document()
        if document is not None:
            yield document


def write_doccano(records: Iterable[Record], dest: Path, *, schema: Schema, ledger: Ledger) -> int:
    """Write records in the layout with relations, one a line. The tool gives no place to several authors, to attributes
    or to notes on marks; ids of spans and relations are numbers that stand once in the file."""
    count = number = 0
    with writing(dest) as file:
        for _, some in groupby(records, key=lambda record: record.article.uid):
            count += 1
            for record in some:
                line, number = _line(lessened(record, carries=CARRIES, ledger=ledger), number, schema, ledger)
                file.write((json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n").encode())
    return count


def _line(record: Record, number: int, schema: Schema, ledger: Ledger) -> tuple[dict[str, Any], int]:
    """The line, and the last number given."""
    flat = flattened(record, schema=schema, ledger=ledger)
    ids: dict[str, int] = {}
    entities: list[dict[str, Any]] = []
    for mark in flat.spans:
        number += 1
        ids[mark.uid] = number
        (start, end) = fragments_of(mark)[0]
        entities.append({"id": number, "label": name_of(mark), "start_offset": start, "end_offset": end})
    relations: list[dict[str, Any]] = []
    for relation in flat.relations:
        number += 1
        ends = {"from_id": ids[relation.source], "to_id": ids[relation.target]}
        relations.append({"id": number, **ends, "type": relation.type})
    saying = saying_card(record, author=False)
    note = saying.pop("note", None)
    line: dict[str, Any] = {"text": record.article.text, "entities": entities, "relations": relations}
    line |= {"Comments": [note]} if note else {}
    line |= {CARD: article_card(record.article)}
    line |= {_OURS: saying} if saying else {}
    line |= {"meta": dict(sorted(record.article.meta.items()))} if record.article.meta else {}
    return line, number


def _are_triples(value: object) -> bool:
    return isinstance(value, list) and any(_is_triple(item) for item in cast("list[Any]", value))


def _is_triple(item: object) -> bool:
    match item:
        case [int(start), int(end), str()]:
            return not isinstance(start, bool) and not isinstance(end, bool)
        case _:
            return False


def _are_offsets(value: object) -> bool:
    items: list[Any] = cast("list[Any]", value) if isinstance(value, list) else []
    return any(isinstance(item, dict) and "start_offset" in item for item in items)


def _is_marked(one: Mapping[str, Any]) -> bool:
    # Of articles that nobody marked the lists are empty; then it is what stands beside them.
    if ("Comments" in one or is_card(one.get(CARD))) and any(isinstance(one.get(key), list) for key in _LABELS):
        return True
    return any(_are_triples(value) or _are_offsets(value) for value in one.values())


class _Example:
    """One line in the reading."""

    def __init__(
        self, line: Fields, raw: Mapping[str, Any], place: Place, authors: dict[tuple[str, str], Author]
    ) -> None:
        self._line = line
        self._raw = raw
        self._place = place
        self._authors = authors
        self._text_key = self._find_text()
        self._article = ""
        self._spans: dict[str, list[ForeignSpan]] = {}
        #: Whose each span is, by its id.
        self._users: dict[str, str] = {}

    def document(self) -> ForeignDocument | None:
        raw, line = self._raw, self._line
        marked = [key for key, value in raw.items() if _are_triples(value) or _are_offsets(value)]
        meta = raw.get("meta")
        given = line.mapping("meta") if isinstance(meta, dict) else {"meta": meta} if meta is not None else {}
        apart = _APART | {self._text_key, *marked}
        text = raw.get(self._text_key)
        card = raw.get(CARD)
        rest = {key: value for key, value in raw.items() if key not in apart}
        if CARD in raw and not is_card(card):
            rest[CARD] = card
        number = line.name("id") if isinstance(raw.get("id"), (int, str)) else None
        told = Telling(text if isinstance(text, str) else "", "doccano", number, card, given | rest)
        made = told_article(told, self._place)
        if made is None:
            return None
        article, named = made
        self._article = article.external_id or f"line {self._place.line}"
        for key in dict.fromkeys((*marked, *_LABELS)):
            self._take_labels(key, raw.get(key), article.text)
        if raw.get("cats"):
            self._once("category.not_read", "cats", "categories of the whole text are not read")
        marks = self._marks()
        return ForeignDocument(article, marks, self._place.line, named)

    def _find_text(self) -> str:
        for key in ("text", "data"):
            if isinstance(self._raw.get(key), str):
                return key
        texts = [key for key, value in self._raw.items() if isinstance(value, str) and key not in _APART]
        if len(texts) == 1:
            self._once("text.taken", texts[0], f"the text was taken from {texts[0]}")
            return texts[0]
        return "text"

    # spans

    def _take_labels(self, key: str, value: object, text: str) -> None:
        if value is None or value == []:
            return
        if not isinstance(value, list):
            self._once("category.not_read", key, f"{key} says something of the whole text, which is not read")
            return
        found: list[tuple[str, str, int, int, str]] = []
        for number, item in enumerate(cast("list[Any]", value), 1):
            try:
                span = self._span(item, f"{key} {number}", key)
            except SpanloopError as error:
                self._place.note("span.refused", error.what, article=self._article)
                continue
            if span is not None:
                found.append(span)
        units = Units(text, ((start, end, ()) for _, _, start, end, _ in found))
        units.note(self._place)
        for id_, user, start, end, label in found:
            self._add(id_, user, units.to_code_points(start, end), label, text)

    def _span(self, item: Any, what: str, key: str) -> tuple[str, str, int, int, str] | None:
        """Id, user, start, end and label; None for what is said of the whole text."""
        if _is_triple(item):
            start, end, label = item
            return f"{what} of the list", "", start, end, label
        offsets = not isinstance(item, dict) or "start_offset" in cast("dict[str, Any]", item)
        if isinstance(item, str) or not (offsets or key == "entities"):
            self._once("category.not_read", key, f"{key} says something of the whole text, which is not read")
            return None
        span = Fields(cast("object", item), what, self._place)
        span.note_unread(_ENTITY_KEYS, "an entity")
        label = span.name("label")
        if label is None:
            raise span.fail("has no label")
        user = span.name("user")
        return (
            span.name("id") or f"{what} of the list",
            f"user {user}" if user is not None else "",
            span.whole("start_offset"),
            span.whole("end_offset"),
            label,
        )

    def _add(self, id_: str, user: str, ends: tuple[int, int], label: str, text: str) -> None:
        spans = self._spans.setdefault(user, [])
        if id_ in self._users:
            self._place.note("span.refused", f"two spans have the id {id_}", article=self._article)
            return
        fragments = checked_fragments(
            text, [ends], place=self._place, what=f"{label} from {ends[0]} to {ends[1]}", article=self._article
        )
        if fragments is not None and label:
            spans.append(ForeignSpan(id_, fragments, label, line=self._place.line))
            self._users[id_] = user

    # relations and what is said beside

    def _relations(self) -> Iterator[ForeignRelation]:
        value = self._raw.get("relations")
        items: list[Any] = cast("list[Any]", value) if isinstance(value, list) else []
        for number, raw in enumerate(items, 1):
            try:
                item = Fields(raw, f"relation {number}", self._place)
                item.note_unread(_RELATION_KEYS, "a relation")
                ends = [item.name("from_id"), item.name("to_id")]
                kind = item.name("type")
                if None in ends or kind is None:
                    raise item.fail("has no from_id, no to_id or no type")
            except SpanloopError as error:
                self._place.note("relation.refused", error.what, article=self._article)
                continue
            source, target = cast("list[str]", ends)
            yield ForeignRelation(kind, source, target, line=self._place.line)

    def _marks(self) -> tuple[ForeignMarks, ...]:
        """One for each user; relations go with the user of their first end, those without one with the first user."""
        said = read_saying(self._raw.get(_OURS), self._authors)
        note = "\n".join(
            text
            for key in _COMMENTS
            for text in (self._line.items(key) if isinstance(self._raw.get(key), list) else [])
            if isinstance(text, str)
        )
        relations = list(self._relations())
        users = list(self._spans) or ([""] if relations or note or any(said) else [])
        by_user: dict[str, list[ForeignRelation]] = {}
        for relation in relations:
            by_user.setdefault(self._users.get(relation.source, users[0]), []).append(relation)
        return tuple(
            self._marks_of(user, by_user.get(user, []), said if number == 0 else Saying(), note if number == 0 else "")
            for number, user in enumerate(users)
        )

    def _marks_of(self, user: str, relations: list[ForeignRelation], said: Saying, note: str) -> ForeignMarks:
        return ForeignMarks(
            named_author(user, "human", self._authors) if user else UNNAMED,
            tuple(self._spans.get(user, ())),
            tuple(relations),
            state=said.state,
            reason=said.reason,
            note=note,
        )

    def _once(self, code: str, key: str, message: str) -> None:
        if (code, key) not in self._place.reported:
            self._place.reported.add((code, key))
            self._place.note(code, f"{message}, here and in later lines")
