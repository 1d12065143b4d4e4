"""UIMA CAS, written: a folder with `TypeSystem.xml` and one file an article, which INCEpTION reads.

XMI (OASIS "UIMA", section 7; XML Metadata Interchange) unless the name of the folder, or of the one above it, ends in
"-json", then UIMA CAS JSON 0.4.0. What each type holds is in `cas_types`. Offsets are UTF-16 units, which the library
counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Event, Fragments, Link, Marks, Mention, fragments_of
from spanloop.core.schema import Schema
from spanloop.core.verbatim import REPLACEMENT
from spanloop.core.words import sentence_boundaries, word_boundaries
from spanloop.formats.cas import type_system as names
from spanloop.formats.features import Features, lessened
from spanloop.formats.folders import FileNames, writing_folder
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.formats.record_json import quote

if TYPE_CHECKING:
    from cassis import Cas, TypeSystem  # pyright: ignore[reportMissingTypeStubs]

CARRIES: Features = frozenset(
    {"mentions", "nested", "events", "arguments", "event_fillers", "attributes", "links", "notes", "scores", "values"}
    | {"article_notes", "details", "ids"}
)
TYPE_SYSTEM = "TypeSystem.xml"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_cas(records: Iterable[Record], dest: Path, *, schema: Schema, ledger: Ledger) -> int:
    """Write the folder `dest`, as JSON or XMI as its name says; returns the number of articles.

    Files are called after the ids of the articles, which stand in them in full as `documentId`. Characters that XML
    cannot hold become U+FFFD in XMI, each in its place, and are noted. Raises SpanloopError where the folder holds
    other files.
    """
    if dest.suffix.lower() in (".xmi", ".json", ".xml", ".zip"):
        what = f"A CAS holds one article, so an export is a folder, not a file {dest.suffix}"
        raise SpanloopError(what, where=str(dest), way_out='Name a folder; one that ends in "-json" gets JSON.')
    # The folder above has the name that a person chose where each author has a folder.
    as_json = any(name.lower().endswith("-json") for name in (dest.name, dest.parent.name))
    types = names.make_type_system(schema)
    attributes = names.attribute_features(schema)
    files = FileNames()
    seen: set[str] = set()
    with writing_folder(dest, marker=TYPE_SYSTEM) as folder:
        (folder / TYPE_SYSTEM).write_bytes((types.to_xml() or "").encode())
        for record in records:
            held = _without_twins(lessened(record, carries=CARRIES, ledger=ledger), ledger)
            cas = _Writer(types, attributes, held, clean=None if as_json else _Cleaner(held, ledger)).cas()
            name = files.name(held.article.external_id or held.article.uid)
            (folder / f"{name}{'.json' if as_json else '.xmi'}").write_bytes(_to_bytes(cas, as_json))
            seen.add(held.article.uid)
    return len(seen)


def _without_twins(record: Record, ledger: Ledger) -> Record:
    """The record with one mention of each label at each place, and one link of each type between the same two: read
    again two would be one."""
    if record.marks is None:
        return record
    marks, article = record.marks, record.article
    seen: set[tuple[object, ...]] = set()
    gone: set[str] = set()

    def look(what: tuple[object, ...], mark: str, told: str, fragments: Fragments = ()) -> None:
        if what in seen:
            gone.add(mark)
            called, said = article.external_id or article.uid, quote(article.text, fragments)
            ledger.add("twice.not_carried", told, article=called, quote=said, author=marks.author.name, mark=mark)
        seen.add(what)

    for one in marks.mentions:
        look((one.label, one.fragments), one.uid, f"{one.label}: it stands twice at one place", one.fragments)
    for link in marks.links:
        told = f"{link.type}: it joins twice the same two"
        look((link.type, link.source, link.target), link.uid, told)
    links = tuple(link for link in marks.links if link.uid not in gone)
    return replace(record, marks=replace(marks, links=links).without(frozenset(gone))) if gone else record


def _to_bytes(cas: Cas, as_json: bool) -> bytes:
    return ((cas.to_json(pretty_print=False) if as_json else cas.to_xmi()) or "").encode()


class _Cleaner:
    """Makes texts fit for XML, and notes once for an article how many characters that took."""

    def __init__(self, record: Record, ledger: Ledger) -> None:
        self._article = record.article.external_id or record.article.uid
        self._ledger = ledger
        self.replaced = 0

    def __call__(self, text: str) -> str:
        cleaned, number = _NO_XML.subn(REPLACEMENT, text)
        self.replaced += number
        return cleaned

    def report(self) -> None:
        """Say what was replaced, where something was."""
        if self.replaced:
            told = f"{self.replaced} characters that XML cannot hold became U+FFFD"
            self._ledger.add("text.replaced", told, article=self._article)


class _Writer:
    """Makes the CAS of one record."""

    def __init__(self, types: TypeSystem, attributes: frozenset[str], record: Record, clean: _Cleaner | None) -> None:
        from cassis import Cas  # pyright: ignore[reportMissingTypeStubs]

        self._types = types
        self._attributes = attributes
        self._record = record
        self._cleaner = clean
        self._clean: Callable[[str], str] = clean if clean is not None else _as_it_is
        self._cas = Cas(typesystem=types)
        self._made: dict[str, Any] = {}

    def cas(self) -> Cas:
        """The article, its words and sentences, and the marks."""
        article = self._record.article
        self._cas.sofa_string = self._clean(article.text)
        self._cas.sofa_mime = "text/plain"
        self._describe(article)
        for start, end in sentence_boundaries(article.text):
            self._add(names.SENTENCE, begin=start, end=end)
        for start, end in article.words if article.words is not None else word_boundaries(article.text):
            self._add(names.TOKEN, begin=start, end=end)
        if self._record.marks is not None:
            self._add_marks(self._record.marks)
        if self._cleaner is not None:
            self._cleaner.report()
        return self._cas

    def _describe(self, article: Article) -> None:
        self._add(
            names.METADATA, begin=0, end=len(article.text), language=article.language or "x-unspecified",
            documentId=self._clean(article.external_id or article.uid), documentTitle=self._text(article.title),
            collectionId=names.COLLECTION, isLastSegment=True,
        )  # fmt: skip
        note = self._record.note.text if self._record.note is not None else ""
        if article.source or article.date or note:
            self._add(
                names.DETAILS, source=self._text(article.source), date=self._text(article.date), note=self._text(note)
            )

    def _add_marks(self, marks: Marks) -> None:
        for mention in marks.mentions:
            self._made[mention.uid] = self._add(
                names.NAMED_ENTITY, **self._place(mention), value=self._clean(mention.label),
                timeValue=None if mention.value is None else self._clean(mention.value),
            )  # fmt: skip
        for event in marks.events:
            self._made[event.uid] = self._add(
                names.EVENT, **self._place(event), value=self._clean(event.type), **self._said_of(event)
            )
        for event in marks.events:
            slots = [
                self._types.get_type(names.EVENT_SLOT)(
                    role=self._clean(argument.role), target=self._made[argument.filler]
                )
                for argument in dict.fromkeys(event.arguments)
                if argument.filler in self._made
            ]
            if slots:
                self._made[event.uid].arguments = self._types.get_type("uima.cas.FSArray")(elements=slots)
        for link in marks.links:
            self._add_link(link)

    def _place(self, mark: Mention | Event) -> dict[str, Any]:
        """Where a mark stands, with what is said of mentions and events alike."""
        fragments = fragments_of(mark)
        place = {"begin": fragments[0][0], "end": fragments[-1][1]}
        return {**place, "notes": self._text(mark.notes), "score": mark.score}

    def _said_of(self, event: Event) -> dict[str, Any]:
        """The attributes of an event: those that name a feature there, the others as pairs."""
        features: dict[str, Any] = {}
        more: list[str] = []
        for name, value in sorted(event.attributes.items()):
            if name in self._attributes and value:
                features[name] = self._clean(value)
            else:
                more += (self._clean(name), self._clean(value))
        if more:
            features[names.MORE] = self._types.get_type("uima.cas.StringArray")(elements=more)
        return features

    def _add_link(self, link: Link) -> None:
        source, target = self._made.get(link.source), self._made.get(link.target)
        if source is not None and target is not None:
            kind = names.EVENT_LINK if link.between_events else names.ENTITY_LINK
            place = {"begin": target.begin, "end": target.end}  # INCEpTION draws a relation from where it ends
            self._add(kind, **place, Governor=source, Dependent=target, value=self._clean(link.type))

    def _add(self, kind: str, /, **features: Any) -> Any:
        made = self._types.get_type(kind)(**features)
        self._cas.add(made)
        return made

    def _text(self, text: str) -> str | None:
        return self._clean(text) if text else None


def _as_it_is(text: str) -> str:
    return text
