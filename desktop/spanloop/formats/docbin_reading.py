"""spaCy's training data read: DocBin (.spacy), and the lists of texts with offsets (.json) of spaCy 2.

Of a DocBin `doc.ents` and every key of `doc.spans` are mentions, unless the Docs are our own exports, which say in
`user_data` what is an event, an argument, a link, and where all is marked (see docbin). Each Doc is an article, because
that is what a Doc holds: of our own exports a segment.

A DocBin is zlib over msgpack (spaCy's `spacy.tokens.DocBin`); nothing in it is code. What a hostile one could make
spaCy's own loader do in C (columns of heads, indexes past the end) is never handed to it: texts, entities and groups of
spans are taken out of the arrays here, and checked.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import LAYERS, Layer
from spanloop.core.verbatim import clean_text, fault_words
from spanloop.formats.fields import Place, shown
from spanloop.formats.foreign import (
    ForeignDocument,
    ForeignMarks,
    ForeignRelation,
    ForeignSpan,
    RelationKind,
    SpanKind,
    make_article,
)
from spanloop.formats.json_documents import read_values
from spanloop.formats.ledger import Ledger
from spanloop.formats.quotes import checked_fragments

if TYPE_CHECKING:
    from spacy.vocab import Vocab

#: The largest file, and what it may unpack to; a DocBin is loaded whole.
MAX_BYTES, MAX_UNPACKED = 1_000_000_000, 4_000_000_000
#: Text packs some ten times; zeros a thousand times.
_MOST_RATIO, _SMALL = 200, 10_000_000
#: Keys of `doc.spans` that our own exports fill a second time.
_OWN_KEYS = frozenset({"entities", "events", "rules"})
_NO_DOCBIN = "Choose a file that spaCy wrote (DocBin.to_disk), or one of its lists of texts with offsets."
Json = dict[str, Any]


def detect_spacy(path: Path, head: bytes) -> bool:
    """Whether a file is a DocBin, or a list of `[text, {"entities": [[start, end, label]]}]`."""
    if path.suffix.lower() == ".spacy":
        return True
    return path.suffix.lower() == ".json" and _is_pairs(head)


def read_spacy(path: Path, *, ledger: Ledger) -> Iterator[ForeignDocument]:
    """Read a DocBin, or a list of texts with offsets of spaCy 2, as mentions and, of our own, events and links.

    Raises SpanloopError for what is neither, for one that unpacks to more than it should, and for arrays that do not
    fit each other.
    """
    place = Place(path.name, ledger=ledger, way_out=_NO_DOCBIN)
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        what = f"it cannot be read ({error.strerror or error})"
        raise SpanloopError(what, where=str(path), way_out="Check that it is there and readable.") from error
    yield from _read_pairs(path, place) if head.lstrip()[:1] == b"[" else _DocBin(path, place).documents()


# lists of texts


def _is_pairs(head: bytes) -> bool:
    text = head.lstrip()
    return text[:1] == b"[" and text[1:].lstrip()[:1] == b"[" and b'"entities"' in text


def _read_pairs(path: Path, place: Place) -> Iterator[ForeignDocument]:
    for number, pair in enumerate(read_values(path, place), 1):
        match pair:
            case [str(text), dict()]:
                raw = cast("Json", pair[1])
            case _:
                raise place.fail(f"item {number} is {shown(pair)}, not a text with what is said of it")
        name = f"{path.stem}-{number}"
        if not text:
            place.note("document.refused", "it has no text", article=name)
            continue
        entities: Any = raw.get("entities") or []
        if not isinstance(entities, list):
            raise place.fail(f"the entities of item {number} are {shown(entities)}, not a list")
        article = make_article(text, ledger=place.ledger, name=name, external_id=name)
        for key in sorted(raw.keys() - {"entities"}):
            place.note_key("a text", key)
        spans = [
            span
            for at, item in enumerate(cast("list[Any]", entities), 1)
            if (span := _pair_span(item, at, article, place)) is not None
        ]
        yield ForeignDocument(article, (ForeignMarks(spans=tuple(spans)),), line=place.line)


def _pair_span(item: Any, number: int, article: Article, place: Place) -> ForeignSpan | None:
    match item:
        case [int(start), int(end), str(label)] if label and not isinstance(start, bool) and not isinstance(end, bool):
            pass
        case _:
            told = f"entity {number} is {shown(item)}, not a start, an end and a label"
            place.note("span.refused", told, article=article.external_id or "")
            return None
    what = f"entity {number}"
    found = checked_fragments(article.text, [(start, end)], place=place, what=what, article=article.external_id or "")
    return None if found is None else ForeignSpan(str(number), found, label, line=place.line)


# DocBin


class _Arrays(NamedTuple):
    """A DocBin taken apart. tokens: rows of attributes, of all Docs; spaces: whether one follows, one each. lengths: of
    the Docs in tokens."""

    attrs: list[int]
    tokens: Any
    spaces: Any
    lengths: list[int]
    groups: list[bytes]
    user_data: list[bytes | None]
    flags: list[Mapping[str, Any]]


class _DocBin:
    """Reads one file."""

    def __init__(self, path: Path, place: Place) -> None:
        from spacy.vocab import Vocab

        self._path = path
        self._place = place
        self._vocab: Vocab = Vocab()
        ids: dict[str, int] = {name: int(number) for name, number in _module("spacy.attrs").IDS.items()}
        self._names = {number: name for name, number in ids.items()}
        self._orth, self._iob, self._type = ids["ORTH"], ids["ENT_IOB"], ids["ENT_TYPE"]

    def documents(self) -> Iterator[ForeignDocument]:
        """Its Docs, in their order."""
        try:
            arrays = self._arrays(_unpacked(self._path, self._place))
            first = 0
            for number, length in enumerate(arrays.lengths):
                document = self._document(arrays, number, slice(first, first + length))
                if document is not None:
                    yield document
                first += length
        except SpanloopError:
            raise
        except (ValueError, KeyError, TypeError, IndexError, OverflowError, AttributeError, RecursionError) as error:
            raise self._place.fail(f"it is no sound DocBin ({fault_words(error)})") from error

    def _arrays(self, raw: bytes) -> _Arrays:
        import numpy as np

        message: Any = _module("srsly").msgpack_loads(raw)
        attrs = [int(attr) for attr in message["attrs"]]
        lengths = [int(length) for length in np.frombuffer(message["lengths"], dtype="int32")]
        tokens = np.frombuffer(message["tokens"], dtype="uint64").reshape(-1, len(attrs))
        spaces = np.frombuffer(message["spaces"], dtype="uint8").astype(bool)
        if self._orth not in attrs:
            raise ValueError("it has no words")
        if min(lengths, default=0) < 0 or sum(lengths) != len(tokens) or len(spaces) != len(tokens):
            raise ValueError("its arrays are of different lengths")
        for string in message["strings"]:
            self._vocab.strings.add(str(string))
        number = len(lengths)
        return _Arrays(
            attrs, tokens, spaces, lengths,
            _padded(message.get("span_groups"), number, b""),
            _padded(message.get("user_data"), number, None),
            _padded(message.get("flags"), number, {}),
        )  # fmt: skip

    def _document(self, arrays: _Arrays, number: int, rows: slice) -> ForeignDocument | None:
        tokens = arrays.tokens[rows]
        strings = self._vocab.strings
        words = [strings[int(orth)] for orth in tokens[:, arrays.attrs.index(self._orth)]]
        unknown = bool(arrays.flags[number].get("has_unknown_spaces"))
        spaces = [True] * len(words) if unknown else [bool(space) for space in arrays.spaces[rows]]
        starts, text = _joined(words, spaces)
        ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
        said = self._user_data(arrays.user_data[number])
        own = _is_own(said)
        name = _own_name(said) if own else f"{self._path.stem}-{number + 1}"
        date = said.get("date")
        if not text:
            self._place.note("document.refused", "it has no text", article=name)
            return None
        article = make_article(
            text, ledger=self._place.ledger, name=name, external_id=name, date=date if isinstance(date, str) else ""
        )
        if unknown and words:
            self._place.ledger.add(
                "spaces.unknown", "it does not say where spaces are; one after each word", article=name
            )
        marks = _Marks(article, starts, ends, self._place)
        if own:
            return ForeignDocument(article, (_own_marks(marks, said),))
        if self._iob in arrays.attrs and self._type in arrays.attrs:
            iob, types = (tokens[:, arrays.attrs.index(attr)].tolist() for attr in (self._iob, self._type))
            marks.entities(iob, [strings[kind] if kind else "" for kind in types])
        self._groups(arrays.groups[number], words, spaces, marks)
        self._note_rest(arrays)
        return ForeignDocument(article, (ForeignMarks(spans=tuple(marks.spans.values())),))

    def _groups(self, raw: bytes, words: list[str], spaces: list[bool], marks: _Marks) -> None:
        """All keys of doc.spans; a span past the end is refused."""
        if not raw:
            return
        from spacy.tokens import Doc

        doc: Any = Doc(self._vocab, words=words, spaces=spaces)
        doc.spans.from_bytes(raw)
        for key, group in doc.spans.items():
            self._place.note_key("doc.spans", str(key))
            for at in range(len(group)):
                try:
                    span = group[at]
                except (ValueError, IndexError) as error:
                    told = f"span {at + 1} of {key}: {fault_words(error)}"
                    marks.place.note("span.refused", told, article=marks.name)
                else:
                    marks.tokens(int(span.start), int(span.end), self._label(span, str(key)))

    def _label(self, span: Any, key: str) -> str:
        return str(self._vocab.strings[int(span.label)]) if span.label else key

    def _user_data(self, raw: bytes | None) -> Json:
        if not raw:
            return {}
        held: Any = _clean(_module("srsly").msgpack_loads(raw, use_list=False))
        return {str(key): value for key, value in cast("Json", held).items()} if isinstance(held, dict) else {}

    def _note_rest(self, arrays: _Arrays) -> None:
        """Columns that hold no marks."""
        for attr in arrays.attrs:
            if attr not in (self._orth, self._iob, self._type):
                self._place.note_key("a token", self._names.get(attr, str(attr)))


class _Marks:
    """Marks of a Doc by its tokens, each place and label once."""

    def __init__(self, article: Article, starts: list[int], ends: list[int], place: Place) -> None:
        self.article = article
        self.place = place
        self.name = article.external_id or ""
        self.spans: dict[tuple[int, int, str], ForeignSpan] = {}
        self._starts = starts
        self._ends = ends

    def entities(self, iob: list[int], types: list[str]) -> None:
        """doc.ents, by tags of tokens: 3 begins, 1 goes on, 2 is outside, 0 missing."""
        begin = None
        for at, (tag, kind) in enumerate([*zip(iob, types, strict=True), (2, "")]):
            goes_on = tag == 1 and begin is not None and kind == types[begin]
            if begin is not None and not goes_on:
                self.tokens(begin, at, types[begin])
                begin = None
            if begin is None and kind and tag in (1, 3):
                begin = at

    def tokens(self, first: int, end: int, label: str) -> None:
        """A span of tokens, end excluded."""
        if not label:
            return
        if not 0 <= first < end <= len(self._starts):
            told = f"{label} is from token {first} to {end}, and there are {len(self._starts)}"
            self.place.note("span.refused", told, article=self.name)
            return
        self.add(self._starts[first], self._ends[end - 1], label)

    def add(self, start: int, end: int, label: str) -> None:
        """A span by code points."""
        label = clean_text(label)[0]
        found = checked_fragments(self.article.text, [(start, end)], place=self.place, what=label, article=self.name)
        if found is not None:
            self.spans.setdefault((start, end, label), ForeignSpan(f"{start}-{end}-{label}", found, label))


# our own exports


def _is_own(said: Json) -> bool:
    return all(isinstance(said.get(key), tuple) for key in ("spans", "events", "links")) and "complete" in said


def _own_name(said: Json) -> str:
    """Segments of one article follow each other; the first is called as it is."""
    name, segment = said.get("id") or said.get("article"), said.get("segment")
    return f"{name}#{segment}" if segment else str(name)


def _own_marks(marks: _Marks, said: Json) -> ForeignMarks:
    """What one of our own exports says in full. The mentions that fill roles and were not marked as such are there by
    their arguments alone."""
    spans: dict[str, ForeignSpan] = {}
    relations: list[ForeignRelation] = []
    for item in said["spans"]:
        _own_span(marks, spans, item["uid"], item, str(item["label"]), "mention")
    for event in said["events"]:
        _own_span(marks, spans, event["id"], event["trigger"], str(event["type"]), "event", event["attributes"])
    ids = {event["uid"]: event["id"] for event in said["events"]}
    for event in said["events"]:
        for argument in event["arguments"]:
            filler = argument.get("event")
            if filler is None:
                filler = argument["uid"]
                if filler not in spans:
                    _own_span(marks, spans, filler, argument, str(argument["label"]), "mention")
            relations.append(_relation(argument["role"], event["id"], filler, "argument"))
    for link in said["links"]:
        ends = (ids.get(link[end], link[end]) for end in ("from", "to"))
        relations.append(_relation(link["type"], *ends, kind="link"))
    length = len(marks.article.text)
    complete: list[Layer] = [layer for layer in LAYERS if _is_whole(said["complete"], layer, length)]
    return ForeignMarks(spans=tuple(spans.values()), relations=tuple(relations), complete=tuple(complete))


def _is_whole(complete: Mapping[str, Any], layer: Layer, length: int) -> bool:
    return list(complete.get(layer, ())) == [(0, length)]


def _own_span(
    marks: _Marks,
    spans: dict[str, ForeignSpan],
    uid: str,
    item: Json,
    label: str,
    kind: SpanKind,
    attributes: Mapping[str, str] | None = None,
) -> None:
    if not label:
        marks.place.note("span.refused", f"the span {shown(uid)} has no label", article=marks.name)
        return
    pairs = item.get("fragments") or [(item["start"], item["end"])]
    found = checked_fragments(marks.article.text, pairs, place=marks.place, what=label, article=marks.name)
    if found is not None:
        said = {str(name): str(value) for name, value in (attributes or {}).items()}
        spans[uid] = ForeignSpan(str(uid), found, label, kind, attributes=said)


def _relation(name: Any, source: Any, target: Any, kind: RelationKind) -> ForeignRelation:
    if not name:
        raise ValueError("a relation has no name")
    return ForeignRelation(str(name), str(source), str(target), kind)


# bytes


def _module(name: str) -> Any:
    """A module that says nothing of its types, imported only when a DocBin is read."""
    return import_module(name)


def _clean(value: Any) -> Any:
    """A value of user data whose texts can be stored."""
    if isinstance(value, str):
        return clean_text(value)[0]
    if isinstance(value, tuple):
        return tuple(map(_clean, cast("tuple[Any, ...]", value)))
    if isinstance(value, dict):
        return {_clean(key): _clean(inner) for key, inner in cast("dict[Any, Any]", value).items()}
    return value


def _unpacked(path: Path, place: Place) -> bytes:
    """The msgpack of a DocBin, in pieces, so that one that unpacks without end is stopped."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise place.fail(f"it is over {MAX_BYTES // 1_000_000} MB", "Split it into several files.")
    most = max(_SMALL, min(MAX_UNPACKED, _MOST_RATIO * size))
    machine = zlib.decompressobj()
    try:
        raw = machine.decompress(path.read_bytes(), most)
        if machine.unconsumed_tail:
            raise place.fail(f"it unpacks to more than {most // 1_000_000} MB", "Check where it comes from.")
        raw += machine.flush()
    except zlib.error as error:
        raise place.fail(f"it is no DocBin ({fault_words(error)})") from error
    if not machine.eof:
        raise place.fail("it is no whole DocBin: its end is missing")
    return raw


def _joined(words: list[str], spaces: list[bool]) -> tuple[list[int], str]:
    """Where each word starts, and the text."""
    starts, parts, at = list[int](), list[str](), 0
    for word, space in zip(words, spaces, strict=True):
        starts.append(at)
        part = f"{word} " if space else word
        parts.append(part)
        at += len(part)
    return starts, "".join(parts)


def _padded(found: Any, number: int, other: Any) -> list[Any]:
    """A list of one for each Doc; older files lack some."""
    held = list(found) if found else []
    return [held[at] if at < len(held) and held[at] is not None else other for at in range(number)]
