"""Text of any size in bounded memory: its encoding found beforehand, its lines one by one."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import IO

from spanloop.articles.item import Item, unreadable
from spanloop.articles.textfile import MARKS, guess_encoding
from spanloop.core.errors import SpanloopError
from spanloop.core.verbatim import MAX_TEXT_BYTES

#: The longest line that is read, in characters: an article of the largest size with everything around it.
MAX_LINE = 20_000_000
_CHUNK = 1 << 20
_WINDOW = 30_000
#: A text of another script than ours has many letters beyond ASCII; this many sound ones are no accident.
_SOUND = 20
SPLIT = f"Split it: one article a line, each of at most {MAX_TEXT_BYTES // 1_000_000} MB."
_SAVE_AS = "Open it in the program that made it, and save it as UTF-8."


class TextStream:
    """An item as text. encoding: the one it is read with. notes: for the ledger, where it was guessed.

    Raises SpanloopError naming the item and the place, here or while reading: binary, in two encodings, a line that is
    too long, or unreadable.
    """

    def __init__(self, item: Item) -> None:
        self._item = item
        self._mark = 0
        self.notes: tuple[tuple[str, str], ...] = ()
        self.encoding = self._found()

    def lines(self) -> Iterator[str]:
        """The lines with their line ends as they are."""
        number = 0
        try:
            with self.opened() as file:
                while line := file.readline(MAX_LINE + 1):
                    number += 1
                    if len(line) > MAX_LINE:
                        raise self._fail(
                            f"line {number} is over {MAX_LINE // 1_000_000} million characters long", SPLIT
                        )
                    yield line
        except UnicodeDecodeError:
            raise self._fail(f"the file is {self.encoding.upper()} with damage after line {number}") from None
        except OSError as error:
            raise unreadable(error, self._item.name) from error

    def opened(self) -> IO[str]:
        """The whole text as a stream that keeps line ends."""
        errors = "replace" if self.notes else "strict"
        file = self._item.open()
        file.read(self._mark)
        return io.TextIOWrapper(file, encoding=self.encoding, errors=errors, newline="")

    def _fail(self, what: str, way_out: str = _SAVE_AS) -> SpanloopError:
        return SpanloopError(what, where=self._item.name, way_out=way_out)

    def _found(self) -> str:
        head = self._item.head()
        for mark, encoding in MARKS:
            if head.startswith(mark):
                self._mark = len(mark)
                return encoding
        if head.count(0) * 10 > len(head):
            raise self._fail("the file is binary, or UTF-16 that does not say so")
        try:
            with self._item.open() as file:
                return self._utf8_or_older(file)
        except OSError as error:
            raise unreadable(error, self._item.name) from error

    def _utf8_or_older(self, file: IO[bytes]) -> str:
        """Read through all of it once: UTF-8 that is damaged far down has to be known before rows are handed on."""
        rest, before, line, sound = b"", b"", 1, 0
        done = 0
        while True:
            chunk = file.read(_CHUNK)
            data = rest + chunk
            try:
                text, used = codecs.utf_8_decode(data, "strict", not chunk)
            except UnicodeDecodeError as error:
                start = error.start
                sound += len(data[:start].decode()) - len(data[:start].decode().encode("ascii", "ignore"))
                if sound > _SOUND:
                    line += data.count(b"\n", 0, start)
                    what = f"the file is UTF-8 with damage at byte {done + start + 1}, in line {line}"
                    raise self._fail(what) from None
                sample = (before + data[:start])[-_WINDOW:] + data[start : start + _WINDOW]
                encoding, self.notes = guess_encoding(sample, where=self._item.name)
                return encoding
            if not chunk:
                return "utf-8"
            if not text.isascii():
                sound += len(text) - len(text.encode("ascii", "ignore"))
            line += data.count(b"\n", 0, used)
            done += used
            rest, before = data[used:], data[:used][-_WINDOW:]
