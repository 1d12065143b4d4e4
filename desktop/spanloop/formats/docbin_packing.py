"""Docs packed as spaCy's DocBin packs them, in a fraction of its time: a Doc need not be kept.

What is compressed is the same, byte for byte. spaCy's own looks nine strings of every token up in turn, and asks the
whole Python installation for encoders at every Doc and span group. Here only what was not met before is looked up. The
layout is that of spacy.tokens.DocBin 0.1.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: What a Doc's tokens are kept with. Only what we set: other attributes would be empty columns that make readers
#: believe in annotation.
ATTRS = ("ENT_IOB", "ENT_TYPE")
#: Attributes whose words go along: what tokens have here, and what others set, of which MORPH has its own spelling.
_USUAL = ("ORTH", "NORM", "ENT_TYPE")
_UNUSUAL = ("TAG", "LEMMA", "DEP", "ENT_KB_ID", "ENT_ID", "MORPH")
#: How spaCy writes a span: id, knowledge base id, label, first and last token, first and last character.
_SPAN = struct.Struct(">QQQllll")
_PART = 1 << 18
#: How hard zlib tries: half the time of its usual 6 for files that are 3% larger.
_LEVEL = 4


class PackedDocs:
    """Docs of one file in the making. They may be of several vocabularies.

    docs, tokens: how many there are.
    """

    def __init__(self) -> None:
        from spacy.tokens import DocBin

        self.docs = self.tokens = 0
        plain: Any = DocBin(attrs=ATTRS)
        self._head: dict[str, Any] = {"version": plain.version, "attrs": plain.attrs}
        self._packer = _packer()
        ids: dict[str, int] = import_module("spacy.attrs").IDS
        self._columns: list[Any] = [*plain.attrs, *(ids[name] for name in ("SPACY", *_USUAL, *_UNUSUAL))]
        self._rows, self._spaces, self._lengths = bytearray(), bytearray(), array("i")
        self._strings: set[str] = set()
        self._seen: set[int] = set()
        self._aside: dict[str, list[Any]] = {"cats": [], "flags": [], "span_groups": [], "user_data": []}

    def add(self, doc: Doc) -> None:
        """Pack a Doc, which is not needed any more."""
        rows = cast("Any", doc.to_array(self._columns)).reshape(len(doc), len(self._columns))
        own = len(self._head["attrs"])
        self._rows += rows[:, :own].tobytes("C")
        self._spaces += rows[:, own].astype(bool).tobytes("C")
        self._lengths.append(len(doc))
        self._take_words(doc, rows[:, own + 1 :])
        aside = self._aside
        aside["cats"].append(doc.cats)
        aside["flags"].append({"has_unknown_spaces": doc.has_unknown_spaces})
        aside["span_groups"].append(self._groups(doc))
        aside["user_data"].append(self._packer.pack(doc.user_data))
        self.docs += 1
        self.tokens += len(doc)

    def to_bytes(self) -> bytes:
        """The file. It is compressed part by part: a copy of the whole message would take more room than the Docs."""
        message = {
            **self._head,
            "tokens": self._rows,
            "spaces": self._spaces,
            "lengths": self._lengths.tobytes(),
            "strings": sorted(self._strings),
            **self._aside,
        }
        squeezing = zlib.compressobj(_LEVEL)
        return b"".join(map(squeezing.compress, self._parts(message))) + squeezing.flush()

    def _parts(self, message: dict[str, Any]) -> Iterator[bytes | memoryview]:
        """A message as it is packed, in parts of at most some hundred kilobytes."""
        pack = self._packer.pack
        yield self._packer.pack_map_header(len(message))
        for key, value in message.items():
            yield pack(key)
            if isinstance(value, bytearray):
                yield _bytes_header(len(value))
                whole = memoryview(value)
                yield from (whole[at : at + _PART] for at in range(0, len(whole), _PART))
            elif isinstance(value, list):
                items = cast("list[Any]", value)
                yield self._packer.pack_array_header(len(items))
                yield from map(pack, items)
            else:
                yield pack(value)

    def _take_words(self, doc: Doc, rows: Any) -> None:
        """Note the words of attributes that were not met before."""
        if not len(doc):
            return
        strings: Any = doc.vocab.strings
        held = self._strings
        held.add("")
        types, others = rows[:, 2], rows[:, len(_USUAL) :]
        found: set[int] = {*rows[:, :2].ravel().tolist(), *types[types != 0].tolist()}
        if others.any():
            found.update(others[:, :-1].ravel().tolist())
            held.update(str(token.morph) for token in doc)
        for key in found - self._seen:
            held.add(strings[key])
        self._seen |= found

    def _groups(self, doc: Doc) -> bytes:
        """The span groups of a Doc; the same under several names stands once."""
        groups: Any = doc.spans
        if not len(groups):
            return groups.to_bytes()
        pack: Any = self._packer.pack
        strings: Any = doc.vocab.strings
        made: dict[bytes, list[str]] = {}
        labels: set[int] = set()
        for key, group in groups.items():
            places: list[bytes] = []
            for span in group:
                labels.add(span.label)
                named = (span.id, span.kb_id)
                if any(named):
                    self._strings.update(strings[name] for name in named if name in strings)
                places.append(
                    _SPAN.pack(span.id, span.kb_id, span.label, span.start, span.end, span.start_char, span.end_char)
                )
            said = pack({"name": group.name, "attrs": group.attrs, "spans": places})
            made.setdefault(said, []).append(key)
        self._strings.update(strings[label] for label in labels - self._seen)
        self._seen |= labels
        return pack(made)


def _bytes_header(length: int) -> bytes:
    """How msgpack begins so many bytes."""
    if length < 1 << 8:
        return struct.pack(">BB", 0xC4, length)
    return struct.pack(">BH", 0xC5, length) if length < 1 << 16 else struct.pack(">BI", 0xC6, length)


def _packer() -> Any:
    """What srsly packs with; making one costs far more than packing a Doc's data does."""
    import srsly  # pyright: ignore[reportMissingTypeStubs]

    return cast("Any", srsly).msgpack.Packer(use_bin_type=True)
