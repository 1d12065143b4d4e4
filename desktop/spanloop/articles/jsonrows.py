"""JSON of other people's articles: one thing a line, or a list of them. Records with marks go to `formats`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import IO, Any

from spanloop.articles.draft import Found, MarkedFile, Refusal
from spanloop.articles.item import Item, unreadable
from spanloop.articles.lines import MAX_LINE, SPLIT, TextStream
from spanloop.articles.tables import Row, read_rows
from spanloop.core.errors import SpanloopError

# What the lines of our own interchange and of Prodigy's have; a line with anything of the first set has marks.
_MARKS = frozenset(
    {"spans", "events", "links", "zones", "verdicts", "completions", "complete", "state", "author", "tokens", "answer"}
    | {"relations", "_input_hash", "_task_hash", "label", "entities", "removed"}
)
_PLAIN = frozenset({"id", "uid", "text", "title", "source", "date", "language", "schema", "meta", "reason", "note"})
_LISTS = ("articles", "items", "data", "results", "records", "documents", "docs", "pages", "posts", "entries", "news")
_SEVERAL_BAD = 50
_CHUNK = 1 << 18
#: Where less than this is left behind an error ("fals", "\\u12"), it may come of the cut.
_LONGEST_WORD = 20
_SPACE = re.compile(r"[\s\ufeff]*")


class _BadLines:
    """Lines that are no JSON, each to be refused where it stands; too many in a row end the reading."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.found: list[Refusal] = []
        self._in_a_row = 0

    def add(self, number: int, why: str) -> None:
        self._in_a_row += 1
        way_out = "Mend that line, or leave it out."
        self.found.append(Refusal(f"{self._name}, line {number}", why, way_out))
        if self._in_a_row == _SEVERAL_BAD:
            what = f"{_SEVERAL_BAD} lines in a row are no JSON; the rest was not read"
            raise SpanloopError(what, where=f"{self._name}, line {number}", way_out="Write one JSON object a line.")

    def sound(self) -> None:
        self._in_a_row = 0


def read_json_lines(item: Item) -> Iterator[Found]:
    """The lines of a file as articles; or the file itself, where its first line is a record of ours or Prodigy's.

    Raises SpanloopError where it is no text.
    """
    stream = TextStream(item)
    if _is_record(stream):
        yield _marked(item)
        return
    bad = _BadLines(item.name)
    yield from _and_bad(read_rows(_rows(stream, bad), table=item.name), bad)


def _and_bad(found: Iterator[Found], bad: _BadLines) -> Iterator[Found]:
    try:
        for one in found:
            yield from bad.found
            bad.found.clear()
            yield one
    except SpanloopError:
        # What stopped the reading is said after the lines that led there.
        yield from bad.found
        raise
    yield from bad.found


def _is_record(stream: TextStream) -> bool:
    for line in stream.lines():
        if not line.strip("\ufeff \t\r\n"):
            continue
        try:
            held = _loaded(line)
        except ValueError:
            return re.match(r'\s*\{.*"(?:text|spans)"\s*:', line[:100_000], re.DOTALL) is not None
        return isinstance(held, dict) and _has_marks_or_is_plain(held)
    return False


def _has_marks_or_is_plain(held: dict[str, Any]) -> bool:
    if "text" in held and set(held) <= _PLAIN | _MARKS:
        return True
    # A news service's "author" or "links" is no mark: marks are lists or things, and need a text or an id to lie on.
    lists = {name for name in _MARKS & set(held) if isinstance(held[name], list | dict)}
    return bool(lists & {"spans", "entities", "events", "completions", "verdicts", "tokens", "zones"}) and bool(
        {"text", "id", "uid"} & set(held)
    )


def _marked(item: Item) -> Found:
    if item.path is not None:
        return MarkedFile(item.path, item.name, "jsonl")
    what = "it is a file of records with marks inside an archive"
    return Refusal(item.name, what, "Take it out of the archive, and import it by itself.")


def _loaded(text: str) -> Any:
    """JSON, or ValueError; never anything else."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _rows(stream: TextStream, bad: _BadLines) -> Iterator[Row]:
    for number, line in enumerate(stream.lines(), 1):
        line = line.strip("\ufeff \t\r\n")
        if not line:
            continue
        try:
            held = _loaded(line)
        except ValueError as error:
            bad.add(number, f"the line is no JSON ({error})")
            continue
        if not isinstance(held, dict):
            bad.add(number, "the line is no JSON object")
            continue
        bad.sound()
        yield Row(f"line {number}", held)


def read_json(item: Item) -> Iterator[Found]:
    """A JSON file that is a list of articles, one article, or a thing with a list of them in it.

    Lists are streamed. Raises SpanloopError naming the place where it is no JSON.
    """
    stream = TextStream(item)
    try:
        with stream.opened() as file:
            reading = _Reading(file, item.name)
            if reading.peek() == "[":
                yield from read_rows(_in_list(reading), table=item.name)
                return
            held = reading.value()
            behind = reading.peek()
            if behind not in ("", "{"):
                raise reading.fail("something stands behind the end")
    except UnicodeDecodeError:
        what = f"the file is {stream.encoding.upper()} with damage"
        raise SpanloopError(what, where=item.name, way_out="Save it as UTF-8.") from None
    except OSError as error:
        raise unreadable(error, item.name) from error
    if behind:
        yield from read_json_lines(item)  # lines that are longer than what decided of the kind
        return
    if isinstance(held, dict) and _has_marks_or_is_plain(held):
        yield _marked(item)
        return
    yield from read_rows(_in_object(held, item.name), table=item.name)


def _in_object(held: Any, name: str) -> Iterator[Row]:
    if not isinstance(held, dict):
        raise SpanloopError("it holds no articles", where=name, way_out="It takes a list of JSON objects.")
    for key in _LISTS:
        some = held.get(key)
        if isinstance(some, list) and any(isinstance(one, dict) for one in some):
            yield from (Row(f"item {number}", one) for number, one in enumerate(some, 1) if isinstance(one, dict))
            return
    yield Row("item 1", held)


def _in_list(reading: _Reading) -> Iterator[Row]:
    reading.skip("[")
    number = 0
    if reading.peek() == "]":
        return
    while True:
        number += 1
        held = reading.value()
        if isinstance(held, dict):
            yield Row(f"item {number}", held)
        if reading.peek() == "]":
            return
        reading.skip(",")


class _Reading:
    """JSON values read one after the other from a stream, each held by itself."""

    def __init__(self, file: IO[str], name: str) -> None:
        self._file = file
        self._name = name
        self._held = ""
        self._at = 0
        self._before = 0
        self._ended = False
        self._decoder = json.JSONDecoder()

    def peek(self) -> str:
        """The next character that is no white space; "" at the end."""
        while True:
            match = _SPACE.match(self._held, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._held):
                return self._held[self._at]
            if not self._more(_CHUNK):
                return ""

    def skip(self, character: str) -> None:
        """Pass over one character that has to stand here."""
        if self.peek() != character:
            raise self.fail(f"a {character!r} is missing")
        self._at += 1

    def value(self) -> Any:
        """The value that begins here."""
        self.peek()
        while True:
            try:
                held, end = self._decoder.raw_decode(self._held, self._at)
            except RecursionError:
                raise self.fail("it is nested too deep") from None
            except json.JSONDecodeError as error:
                cut_off = error.msg.startswith("Unterminated") or error.pos > len(self._held) - _LONGEST_WORD
                # It is tried again with as much again behind it.
                if cut_off and self._more(max(_CHUNK, len(self._held) - self._at)):
                    continue
                self._at = min(error.pos, len(self._held))
                raise self.fail(f"it is no JSON ({error.msg})") from None
            except ValueError:
                raise self.fail("a number has too many digits") from None
            if end < len(self._held) or not self._more(_CHUNK):
                self._at = end
                return held

    def fail(self, what: str, way_out: str = "Get an undamaged copy, or mend that place.") -> SpanloopError:
        """An error at this place."""
        where = f"{self._name}, character {self._before + self._at + 1:,}"
        return SpanloopError(what, where=where, way_out=way_out)

    def _more(self, size: int) -> bool:
        if self._ended:
            return False
        if len(self._held) - self._at > MAX_LINE:
            raise self.fail(f"one value is over {MAX_LINE // 1_000_000} million characters long", SPLIT)
        chunk = self._file.read(size)
        self._ended = not chunk
        self._before += self._at
        self._held, self._at = self._held[self._at :] + chunk, 0
        return bool(chunk)
