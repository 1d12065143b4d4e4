"""WebAnno TSV 3 (3.1 to 3.3), as WebAnno and INCEpTION export it: one document a file, one line a token.

Offsets in the file are UTF-16 units of a text that the file holds by sentences only. It is put together again from
these, so what stood between two sentences is known by its length alone. See "WebAnno TSV 3.3 file format" in the
WebAnno user guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from spanloop.core.offsets import Utf16Map
from spanloop.core.verbatim import MAX_TEXT_BYTES, clean_text
from spanloop.core.wording import count
from spanloop.formats.bounded import unreadable
from spanloop.formats.fields import Place, shortened, shown
from spanloop.formats.foreign import ForeignDocument, make_article
from spanloop.formats.ledger import Ledger
from spanloop.formats.webanno.cells import Layer, layer_of, unescaped
from spanloop.formats.webanno.layers import make_marks, told_by_folders
from spanloop.formats.webanno.marks import MarkedUnits, Unit

#: The largest file that is read: the largest article, every word on a line of its own with some layers.
MAX_BYTES = 200_000_000
_MAX_LINE = 1_000_000
_MAX_COLUMNS = 1_000
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?#FORMAT=WebAnno TSV 3(?:\.\d+)?[ \t]*\r?\n")
_FORMAT = re.compile(r"#FORMAT=WebAnno TSV (\S+)\s*")
_LAYER = re.compile(r"#T_(SP|CH|RL)=(.*)")
_UNIT = re.compile(r"\d{1,9}-\d{1,9}(\.\d{1,9})?")
_OFFSETS = re.compile(r"(\d{1,9})-(\d{1,9})")
_TEXT = "#Text="
_AS_TSV = "Export the document from INCEpTION or WebAnno as WebAnno TSV 3.3."


def detect_webanno(path: Path, head: bytes) -> bool:
    """Whether a file says in its first line that it is WebAnno TSV 3."""
    del path
    return _HEAD.match(head) is not None


def read_webanno(path: Path, *, ledger: Ledger) -> Iterator[ForeignDocument]:
    """The one document of a file, with the marks of the person whom the folders of an exported project name.

    Raises SpanloopError naming file and line for what is no WebAnno TSV 3. A document whose offsets contradict its
    sentences is refused.
    """
    place = Place(path.name, ledger=ledger, way_out=_AS_TSV)
    parser = _Parser(place)
    for line in _lines(path, place):
        parser.take(line)
    sentences = parser.sentences
    name, author = told_by_folders(path)
    called = name or path.stem
    text, guessed = _put_together(sentences, place, called)
    if text is None:
        return
    place.line = 0
    article = make_article(text, ledger=ledger, name=called, external_id=name or None, title=called)
    if guessed:
        told = f"{count(guessed, 'character')} between sentences, which the file does not have, became line breaks"
        place.note("text.rebuilt", told, article=called)
    units = [unit for sentence in sentences for unit in sentence.units]
    _to_code_points(units, text)
    spans, ties = MarkedUnits(parser.layers, units, text=text, place=place, article=called).made()
    marks = make_marks(article.text, spans, ties, place=place, article=called, author=author)
    yield ForeignDocument(article, (marks,), named=bool(name))


@dataclass(slots=True)
class _Sentence:
    line: int
    lines: list[str] = field(default_factory=list[str])
    units: list[Unit] = field(default_factory=list[Unit])

    @property
    def text(self) -> str:
        return "\n".join(unescaped(line) for line in self.lines)


class _Parser:
    """Takes a file line by line."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.layers: list[Layer] = []
        self.sentences: list[_Sentence] = []
        self._columns = 0
        self._is_first = True
        self._in_text = False

    def take(self, line: str) -> None:
        """Take the next line; raises SpanloopError for one that is no WebAnno TSV 3."""
        if self._is_first:
            self._is_first = False
            found = _FORMAT.fullmatch(line)
            if found is None or not re.fullmatch(r"3(\.\d+)?", found[1]):
                raise self._place.fail(f"it is no WebAnno TSV 3: its first line is {shown(line)}")
        elif line.startswith(_TEXT):
            if not self._in_text:
                self.sentences.append(_Sentence(self._place.line))
            self.sentences[-1].lines.append(line[len(_TEXT) :])
        elif line.startswith("#"):
            self._take_header(line)
        elif line.strip(" "):
            self._take_unit(line)
        self._in_text = line.startswith(_TEXT)

    def _take_header(self, line: str) -> None:
        found = _LAYER.fullmatch(line)
        if found is None:
            self._place.note_key("a sentence", line[1:].partition("=")[0])
            return
        if self.sentences:
            raise self._place.fail("a layer is declared behind the first sentence")
        layer = layer_of(found[1], found[2], self._columns)
        self._columns += len(layer.columns)
        if not layer.name or self._columns > _MAX_COLUMNS:
            raise self._place.fail(f"the layer {shown(found[2])} has no name, or there are too many columns")
        self.layers.append(layer)

    def _take_unit(self, line: str) -> None:
        place = self._place
        if not self.sentences:
            raise place.fail("a token stands before the text of its sentence")
        cells = line.split("\t")
        name = _UNIT.fullmatch(cells[0])
        offsets = _OFFSETS.fullmatch(cells[1]) if len(cells) > 2 else None
        if name is None or offsets is None:
            raise place.fail(f"it is neither a token nor a sentence: {shown(line)}")
        values = cells[3:]
        if values and not values[-1]:
            values.pop()  # each line ends in a tab, and a cell that says nothing has a low line
        if len(values) != self._columns:
            what = f"the line has {count(len(values), 'cell')} behind its token, the header has {self._columns}"
            raise place.fail(what)
        start, end = int(offsets[1]), int(offsets[2])
        unit = Unit(cells[0], start, end, unescaped(cells[2]), values, place.line, name[1] is not None)
        self.sentences[-1].units.append(unit)


def _lines(path: Path, place: Place) -> Iterator[str]:
    """The lines without their ends; only a line feed ends one, because a text may hold other breaks."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise place.fail(f"the file is over {MAX_BYTES // 1_000_000} MB", "Export the document in parts.")
        with path.open("rb") as file:
            while raw := file.readline(_MAX_LINE * 4 + 1):
                place.line += 1
                if place.line == 1:
                    raw = raw.removeprefix(b"\xef\xbb\xbf")
                if len(raw) > _MAX_LINE * 4:
                    raise place.fail(f"the line is over {_MAX_LINE * 4 // 1_000_000} MB")
                line, replaced = clean_text(raw.decode("utf-8"))
                if replaced:
                    place.note("text.replaced", f"{replaced} characters that cannot be stored became U+FFFD")
                yield line.removesuffix("\n").removesuffix("\r")
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise place.fail(f"byte {error.start + 1} of the line is not UTF-8", "Save the file as UTF-8.") from None
    if not place.line:
        raise place.fail("the file is empty")


def _put_together(sentences: list[_Sentence], place: Place, article: str) -> tuple[str | None, int]:
    """(the text, how many of its characters are guessed); None for a document that is refused."""
    parts: list[str] = []
    at = guessed = 0
    for sentence in sentences:
        text = sentence.text
        begins = _begin_of(sentence, text, at)
        place.line = sentence.line
        if begins < at:
            told = f"a sentence begins at {begins}, but the one before it ends at {at}"
            place.note("document.refused", told, article=article, quote=shortened(text))
            return None, 0
        gap = begins - at
        if gap + begins + len(text) > MAX_TEXT_BYTES:
            place.note("document.refused", f"a sentence begins at {begins}, which is too far", article=article)
            return None, 0
        # Line breaks keep the sentences apart, as the file says that they are; WebAnno's own files have them.
        parts += ("\n" * gap, text)
        guessed += gap
        at = begins + _units(text)
    whole = "".join(parts)
    if not whole.strip():
        place.line = 0
        place.note("document.refused", "it has no text", article=article)
        return None, 0
    return whole, guessed


def _begin_of(sentence: _Sentence, text: str, at: int) -> int:
    """Where a sentence begins, in UTF-16 units: as its first token says, which may stand behind blanks."""
    tokens = [unit for unit in sentence.units if not unit.is_part]
    if not tokens:
        return at
    first = text.find(tokens[0].form)
    return tokens[0].start - (_units(text[:first]) if first > 0 else 0)


def _units(text: str) -> int:
    return len(text) if text.isascii() else Utf16Map(text).units


def _to_code_points(units: list[Unit], text: str) -> None:
    """Give units the offsets of the text, and say which of them cannot have any."""
    table = Utf16Map(text)
    for unit in units:
        if max(unit.start, unit.end) > table.units:
            unit.wrong = f"ends at {unit.end}, but the text has {table.units:,} UTF-16 units"
            continue
        start, end = table.to_code_point(unit.start), table.to_code_point(unit.end)
        if table.to_utf16(start) != unit.start or table.to_utf16(end) != unit.end:
            unit.wrong = f"cuts a character in two, from {unit.start} to {unit.end}"
        unit.start, unit.end = start, end
