"""What all files of marks of a look hold together: for the line above the list, and for the table of names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from spanloop.core.naming import NameRow
from spanloop.core.wording import count
from spanloop.gui.importing.words import format_title
from spanloop.operations.looking import Look

#: So many labels and authors are named.
_MOST = 6
#: What a look calls the author of marks of which their file does not say whose they are.
NOBODY = "nobody named"
YOURS = "Nobody is named in them, so the marks become yours."
THEIRS = "Marks of other people stay theirs: your desk shows your own, and the page Judge compares."
AND_YOURS = "Marks of nobody named become yours."


class _File(NamedTuple):
    number: int
    format: str
    articles: int
    marks: int
    refused: int
    authors: tuple[str, ...]
    labels: dict[str, int]
    unknown: tuple[NameRow, ...]


class MarkedFiles:
    """Read once; chosen(number) says of each whether it comes in."""

    def __init__(self, look: Look) -> None:
        self._files = [
            _File(row.number, row.kind, *held)
            for row in look.rows_at(look.numbers({"marks"}))
            if (marked := row.marked) is not None
            for held in [(marked.articles, marked.marks, marked.refused, marked.authors, marked.labels, marked.unknown)]
        ]

    def __bool__(self) -> bool:
        return bool(self._files)

    def unknown(self, chosen: Callable[[int], bool | None]) -> Iterator[NameRow]:
        """The names that the schema lacks, of the files that come in, with repetitions."""
        for file in self._files:
            if file.unknown and chosen(file.number):
                yield from file.unknown

    def lacking(self) -> bool:
        """Whether any of them has names that the schema lacks."""
        return any(file.unknown for file in self._files)

    def of_nobody(self) -> bool:
        """Whether any of them has marks of which it does not say whose they are."""
        return any(file.marks and NOBODY in file.authors for file in self._files)

    def refused(self, chosen: Callable[[int], bool | None]) -> int:
        """How many marks and articles are left out of the files that come in, because they contradict themselves."""
        return sum(file.refused for file in self._files if file.refused and chosen(file.number))

    def others(self, me: str) -> list[str]:
        """Who else than this person made marks in them, as far as they say it."""
        names = dict.fromkeys(name for file in self._files for name in file.authors)
        return [name for name in names if name not in (NOBODY, me)]

    def words(self, *, me: str = "") -> str:
        """ "doccano JSONL: 2 files with 31 articles and 204 marks by Noor; PER 90, GPE 64 and 3 more labels.", and
        whose the marks become of which no file says whose they are. me: who imports."""
        formats = Counter(file.format for file in self._files)
        kinds = ", ".join(f"{format_title(name)}: {count(number, 'file')}" for name, number in formats.most_common())
        held = " with" if len(formats) == 1 else ". Together"
        articles, marks = sum(file.articles for file in self._files), sum(file.marks for file in self._files)
        authors = list(dict.fromkeys(name for file in self._files for name in file.authors))
        nobody = bool(marks) and NOBODY in authors
        authors = [name for name in authors if name != NOBODY]
        labels: Counter[str] = Counter()
        for file in self._files:
            labels.update(file.labels)
        by = f" by {_some(authors, 'author')}" if authors else ""
        named = [f"{name} {number:,}" for name, number in labels.most_common()]
        told = f"; {_some(named, 'label')}" if named else ""
        yours = " " + (AND_YOURS if authors else YOURS) if nobody else ""
        theirs = f" {THEIRS}" if marks and self.others(me) else ""
        return f"{kinds}{held} {count(articles, 'article')} and {count(marks, 'mark')}{by}{told}.{yours}{theirs}"


def _some(names: list[str], what: str) -> str:
    shown = ", ".join(names[:_MOST])
    more = len(names) - _MOST
    return f"{shown} and {count(more, f'more {what}')}" if more > 0 else shown
