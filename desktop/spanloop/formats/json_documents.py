"""JSON of other people: values read one after the other from a file of any size, whatever lies between them.

Tools call "JSONL" what is one object a line, several objects over many lines, or one list of them. All three are read,
each object held by itself, with limits on its length, depth and number of values.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, cast

from spanloop.core.errors import SpanloopError
from spanloop.core.verbatim import clean_text
from spanloop.formats.bounded import unreadable
from spanloop.formats.fields import Place, shortened, shown

#: The longest value, in characters: an article of the largest size, all of it escaped, with its marks.
MAX_VALUE = 64_000_000
#: The most values within one; far above 100,000 spans, far below what fills the memory.
MAX_VALUES = 4_000_000
#: What is nested deeper than this describes no article.
MAX_META_DEPTH = 20
_CHUNK = 1 << 18
#: Where less than this is left behind an error ("fals", "\\u12"), it may come of the cut.
_LONGEST_WORD = 20
_SPACE = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],"]', re.DOTALL)
_BOM = b"\xef\xbb\xbf"
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
#: Deeper than any file that is meant.
_DEEPEST_HEAD = 100


def read_values(path: Path, place: Place) -> Iterator[Any]:
    """The values of a file in their order: those of a list that is the whole file, else all that stand in it.

    place: its line is that of the value, counted from 1. Raises SpanloopError naming file and line: not UTF-8, not
    JSON, too long, nested too deep, a key twice in one object, an empty file.
    """
    try:
        with path.open("rb") as file:
            yield from _Values(file, place).all()
    except OSError as error:
        raise unreadable(path, error) from error


def objects_in(head: bytes) -> list[dict[str, Any]]:
    """The objects with which a file begins, as far as they can be told from these first bytes; the last one may be a
    part of what it is. [] for what is no such JSON."""
    text = head.removeprefix(_BOM).decode("utf-8", "ignore").lstrip()
    text = text.removeprefix("[")
    found: list[dict[str, Any]] = []
    at = 0
    while (at := _after_space(text, at)) < len(text):
        try:
            value, at = DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            value, at = _beginning(text[at:]), len(text)
        if not isinstance(value, dict):
            break
        found.append(cast("dict[str, Any]", value))
        at = _after_space(text, at)
        if text[at : at + 1] == ",":
            at += 1
    return found


def cleaned(raw: object, count: Callable[[int], None]) -> Any:
    """A decoded JSON value with U+0000 and lone surrogates replaced in all its texts; count gets how many."""
    if isinstance(raw, str):
        text, replaced = clean_text(raw)
        if replaced:
            count(replaced)
        return text
    if isinstance(raw, list):
        return [cleaned(item, count) for item in cast("list[Any]", raw)]
    if isinstance(raw, dict):
        return {clean_text(key)[0]: cleaned(value, count) for key, value in cast("dict[str, Any]", raw).items()}
    return raw


def too_deep(value: object, most: int = MAX_META_DEPTH) -> bool:
    """Whether a decoded value is nested more than `most` deep."""
    level: list[Any] = [value]
    for _ in range(most):
        level = [child for item in level for child in _children(item)]
        if not level:
            return False
    return True


def _children(item: object) -> list[Any]:
    if isinstance(item, dict):
        return list(cast("dict[str, Any]", item).values())
    return cast("list[Any]", item) if isinstance(item, list) else []


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _beginning(text: str) -> Any:
    """What an object that is cut off says until then; None where it is no JSON."""
    closers: list[str] = []
    whole: tuple[int, str] | None = None
    for match in _TOKEN.finditer(text):
        sign = match[0]
        if sign == '"':
            break  # a text that is cut off
        if sign in "{[":
            closers.append("}" if sign == "{" else "]")
            if len(closers) > _DEEPEST_HEAD:
                return None
            whole = (match.end(), "".join(reversed(closers)))
        elif sign in "}]":
            if not closers or closers.pop() != sign:
                return None
            whole = (match.end(), "".join(reversed(closers)))
        elif sign == ",":
            whole = (match.start(), "".join(reversed(closers)))
    if whole is None:
        return None
    try:
        return DECODER.decode(text[: whole[0]] + whole[1])
    except (ValueError, RecursionError):
        return None


class _Values:
    """Reads the values of one file; holds the one that it is at."""

    def __init__(self, file: IO[bytes], place: Place) -> None:
        self._file = file
        self._place = place
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._held = ""
        self._at = 0
        self._line = 1
        self._begun = self._ended = False

    def all(self) -> Iterator[Any]:
        if self._peek() == "":
            raise SpanloopError("the file is empty", where=self._place.file, way_out="Choose another file.")
        if self._peek() == "[":
            yield from self._in_list()
        else:
            while self._peek():
                yield self._value()

    def _in_list(self) -> Iterator[Any]:
        self._move(self._at + 1)
        if self._peek() != "]":
            yield self._value()
            while self._peek() == ",":
                self._move(self._at + 1)
                yield self._value()
        if self._peek() != "]":
            raise self._fail("a comma or the end of the list is missing")
        self._move(self._at + 1)
        if self._peek():
            raise self._fail("something stands behind the end of the list")

    def _peek(self) -> str:
        """The next character that is no white space; "" at the end."""
        while True:
            self._move(_after_space(self._held, self._at))
            if self._at < len(self._held):
                return self._held[self._at]
            if not self._more():
                return ""

    def _value(self) -> Any:
        """The value that begins here."""
        self._peek()
        self._place.line = self._line
        while True:
            try:
                raw, end = DECODER.raw_decode(self._held, self._at)
            except RecursionError:
                raise self._fail("its JSON is nested too deep") from None
            except json.JSONDecodeError as error:
                cut_off = error.msg.startswith("Unterminated") or error.pos > len(self._held) - _LONGEST_WORD
                if cut_off and self._more():
                    continue
                raise self._no_json(error) from None
            except ValueError as error:
                raise self._fail(f"it holds what cannot be read: {error}") from None
            if end == len(self._held) and self._more():
                continue  # what seems to be its end may be that of the chunk
            escaped = self._held.find("\\u", self._at, end) >= 0
            self._move(end)
            return self._clean(raw) if escaped else raw

    def _clean(self, raw: Any) -> Any:
        counts: list[int] = []
        try:
            raw = cleaned(raw, counts.append)
        except RecursionError:
            raise self._fail("its JSON is nested too deep") from None
        if counts:
            self._place.note("text.replaced", f"{sum(counts)} characters that cannot be stored became U+FFFD")
        return raw

    def _no_json(self, error: json.JSONDecodeError) -> SpanloopError:
        at = min(error.pos, len(self._held))
        self._place.line = self._line + self._held.count("\n", self._at, at)
        column = at - self._held.rfind("\n", 0, at)
        return self._place.fail(f"it is no JSON at character {column:,} of the line ({error.msg})")

    def _fail(self, what: str) -> SpanloopError:
        self._place.line = self._line
        return self._place.fail(what)

    def _move(self, to: int) -> None:
        self._line += self._held.count("\n", self._at, to)
        self._at = to

    def _more(self) -> bool:
        """Read as much again as is held; False at the end of the file."""
        held = len(self._held) - self._at
        if self._ended:
            return False
        if held > MAX_VALUE:
            raise self._fail(f"one value is over {MAX_VALUE // 1_000_000} million characters long")
        # Counted before decoding, which makes an object of some hundred bytes out of two.
        if held > MAX_VALUES < sum(self._held.count(sign, self._at) for sign in "{[,"):
            raise self._fail(f"one value holds over {MAX_VALUES // 1_000_000} million others")
        data = self._file.read(max(_CHUNK, held))
        if not self._begun:
            self._begun = True
            if data.startswith(_WIDE_BOMS):
                raise self._place.fail("the file is UTF-16 or UTF-32, not UTF-8", "Save it as UTF-8.")
            data = data.removeprefix(_BOM)
        self._ended = not data
        try:
            text = self._decoder.decode(data, final=self._ended)
        except UnicodeDecodeError as error:
            line = self._line + self._held.count("\n", self._at) + error.object.count(b"\n", 0, error.start)
            self._place.line = line
            raise self._place.fail("the line is not UTF-8", "Save the file as UTF-8.") from None
        if data:
            self._held, self._at = self._held[self._at :] + text, 0
        return bool(data)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"{shortened(digits)} is too large a number")
    return number


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of keys that stand once each: of two lists of spans, none may fall under the table."""
    item = dict(pairs)
    if len(item) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))
        raise ValueError(f"the key {shown(twice)} stands twice in one object")
    return item


#: Decodes JSON; raises ValueError for what is not, for numbers that are none, and for a key twice in one object.
DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_no_constant, object_pairs_hook=_each_once)
