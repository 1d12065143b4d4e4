"""Docs packed as spaCy's DocBin packs them, byte for byte, in a fraction of its time: a Doc need not be kept.

spaCy's own looks nine strings of every token up in turn, and asks the whole Python installation for encoders at every
Doc and span group. Here only what was not met before is looked up. The layout is that of spacy.tokens.DocBin 0.1.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: What a Doc's tokens are kept with. Only what we set: other attributes would be empty columns that make readers
#: believe in annotation.
ATTRS = ("ENT_IOB", "ENT_TYPE")
#: Attributes whose words go along. The first two every token has.
_NAMED = ("ORTH", "NORM", "TAG", "LEMMA", "MORPH", "DEP", "ENT_TYPE", "ENT_KB_ID", "ENT_ID")
#: How spaCy writes a span: id, knowledge base id, label, first and last token, first and last character.
_SPAN = struct.Struct(">QQQllll")


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
        self._columns: list[Any] = [*plain.attrs, "SPACY", *_NAMED]
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
        """The file."""
        message = {
            **self._head,
            "tokens": self._rows,
            "spaces": self._spaces,
            "lengths": self._lengths.tobytes(),
            "strings": sorted(self._strings),
            **self._aside,
        }
        # One that served the small ones would keep the room that it took for this.
        return zlib.compress(_packer().pack(message))

    def _take_words(self, doc: Doc, rows: Any) -> None:
        """Note the words of attributes that were not met before."""
        if not len(doc):
            return
        strings: Any = doc.vocab.strings
        held = self._strings
        held.add("")
        morphs = rows[:, _NAMED.index("MORPH")]
        if morphs.any():
            held.update(str(token.morph) for token in doc)
        others = [column for column, name in enumerate(_NAMED) if name != "MORPH"]
        found = set(rows[:, others[:2]].ravel().tolist())
        rest = rows[:, others[2:]]
        if rest.any():
            found.update(rest.ravel().tolist())
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
        for key, group in groups.items():
            places: list[bytes] = []
            for span in group:
                self._strings.add(span.label_)
                self._strings.update(strings[name] for name in (span.kb_id, span.id) if name in strings)
                places.append(
                    _SPAN.pack(span.id, span.kb_id, span.label, span.start, span.end, span.start_char, span.end_char)
                )
            said = pack({"name": group.name, "attrs": group.attrs, "spans": places})
            made.setdefault(said, []).append(key)
        return pack(made)


def _packer() -> Any:
    """What srsly packs with; making one costs far more than packing a Doc's data does."""
    import srsly  # pyright: ignore[reportMissingTypeStubs]

    return cast("Any", srsly).msgpack.Packer(use_bin_type=True)
