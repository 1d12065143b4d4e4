"""The ledger: what a format could not carry, printed and written beside every export and import."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from spanloop.core.verbatim import clean_text
from spanloop.core.wording import place_words

#: Quotes are for finding the place again, not for keeping the text.
_QUOTE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One thing that was not carried over, or not as it stood.

    code: stable name of the kind of loss ("misaligned", "key.not_read"), for scripts and tests.
    message: one plain sentence about this case. article: its external id or uid, or "".
    quote: the text it is about, shortened, or "". line: line of the file that was read, None for what has no line.
    author: whose marks it is about, mark: the uid of the one mark that it is about, both for what is written out.
    file: that was read, as people see it (its path inside the folder or archive that came in), or "".
    """

    code: str
    message: str
    article: str = ""
    quote: str = ""
    line: int | None = None
    author: str = ""
    mark: str = ""
    file: str = ""


class Ledger:
    """Entries in the order in which they were met, so that the same input gives the same ledger. file: the one that is
    being read, "" for none."""

    def __init__(self, entries: Iterable[LedgerEntry] = ()) -> None:
        self._entries = list(entries)
        # Most sentences are said of thousands of marks: each is kept once.
        self._words: dict[str, str] = {}
        self.file = ""

    @contextmanager
    def reading(self, file: str) -> Generator[None]:
        """All that is written down within the block is about a file of this name."""
        before, self.file = self.file, file
        try:
            yield
        finally:
            self.file = before

    def add(
        self,
        code: str,
        message: str,
        *,
        article: str = "",
        quote: str = "",
        line: int | None = None,
        author: str = "",
        mark: str = "",
    ) -> None:
        """Write one entry down; a long quote is cut in its middle."""
        if len(quote) > _QUOTE_LENGTH:
            half = _QUOTE_LENGTH // 2
            quote = f"{quote[:half]} … {quote[-half:]}"
        message, article, author = (self._words.setdefault(words, words) for words in (message, article, author))
        self._entries.append(LedgerEntry(code, message, article, quote, line, author, mark, self.file))

    @property
    def entries(self) -> tuple[LedgerEntry, ...]:
        return tuple(self._entries)

    def since(self, number: int) -> list[LedgerEntry]:
        """The entries from a number on."""
        return self._entries[number:]

    def __len__(self) -> int:
        return len(self._entries)

    def __bool__(self) -> bool:
        return bool(self._entries)

    def counts(self) -> dict[str, int]:
        """How many entries of each code, in the order of the codes' names."""
        return dict(sorted(Counter(entry.code for entry in self._entries).items()))

    def summary(self, *, each: Collection[str] = ()) -> list[str]:
        """A sentence for each kind of loss: the first case, and how many more there are; [] when nothing was lost.

        each: codes of which every case has its line, with its words.
        """
        cases: dict[str, list[LedgerEntry]] = {}
        for entry in self._entries:
            cases.setdefault(entry.code, []).append(entry)
        lines: list[str] = []
        for code, some in sorted(cases.items()):
            lines += map(_case, some) if code in each else [_example(some[0], len(some))]
        return lines

    def to_json(self) -> str:
        """The ledger as a file: `{"counts": {code: n}, "entries": [{...}]}`, the same bytes for the same entries."""
        return "".join(self.json_parts())

    def json_parts(self) -> Iterator[str]:
        """The same file in parts, for a ledger of so many entries that its file is large."""
        ends = "[]\n}"
        head = _json({"counts": self.counts(), "entries": []}).removesuffix(ends)
        if not self._entries:
            yield f"{head}{ends}\n"
            return
        yield f"{head}["
        for number, entry in enumerate(self._entries):
            said = _json(asdict(entry)).replace("\n", "\n  ")
            yield f"{',' if number else ''}\n  {said}"
        yield "\n ]\n}\n"


def _json(document: dict[str, Any]) -> str:
    return clean_text(json.dumps(document, ensure_ascii=False, indent=1))[0]


def _case(entry: LedgerEntry) -> str:
    quote = f" (\u201c{' '.join(entry.quote.split())}\u201d)" if entry.quote else ""
    return f"{_example(entry, 1)}{quote}"


def _example(entry: LedgerEntry, count: int) -> str:
    place = place_words(file=entry.file, article=entry.article, line=entry.line)
    text = f"{place}: {entry.message}" if place else entry.message
    return text if count == 1 else f"{text} (and {count - 1} more like it)"
