"""The pages of the guide in their order, read from resources/guide when first asked for, and the search in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spanloop.gui.guide import markup
from spanloop.resources import resource_path

#: The list of the pages, under headings; also what one sees who opens the folder elsewhere.
CONTENTS = "README.md"
#: Letters on either side of what was found.
_AROUND = 40
#: What a key or a name of an act is called now.
Spoken = Callable[[markup.Act], str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page as it is listed. name: its file without ".md". part: the heading under which it stands."""

    name: str
    title: str
    part: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page. name: its file without ".md". part: the heading under which it is listed."""

    name: str
    title: str
    part: str
    blocks: tuple[markup.Block, ...]

    def text(self, spoken: Spoken) -> str:
        """All words of the page, a block a line, as they are read and searched."""
        return "\n".join(words for block in self.blocks for words in _said(block, spoken))


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that holds what was looked for; around: its first place, "" where only the title has it."""

    page: Page
    around: str


def guide_folder() -> Path:
    """Where the pages and pictures lie; raises SpanloopError where they do not."""
    return resource_path("guide")


@cache
def pages() -> tuple[Page, ...]:
    """All pages in their order; raises SpanloopError with file and line where one cannot be read."""
    return tuple(_read(entry) for entry in contents())


@cache
def contents() -> tuple[Entry, ...]:
    """The pages by name and title, in their order, without reading them; raises SpanloopError where no list is."""
    return tuple(_listed())


def page(name: str) -> Page:
    """The page of this name; raises KeyError where there is none."""
    for known in pages():
        if known.name == name:
            return known
    raise KeyError(name)


def search(query: str, *, spoken: Spoken) -> list[Hit]:
    """The pages that hold every word of the query, in any case; those whose title has one stand first."""
    wanted = query.casefold().split()
    found: list[tuple[bool, Hit]] = []
    for known in pages():
        text = known.text(spoken)
        folded = text.casefold()
        if all(word in folded for word in wanted):
            titled = any(word in known.title.casefold() for word in wanted)
            found.append((not titled, Hit(known, _around(text.partition("\n")[2], wanted))))
    return [hit for _, hit in sorted(found, key=lambda one: one[0])]


def _around(text: str, wanted: Sequence[str]) -> str:
    """The first place of a word in the text, with what stands around it in its line."""
    for line in text.splitlines():
        places = [line.casefold().find(word) for word in wanted]
        if (at := min((place for place in places if place >= 0), default=-1)) >= 0:
            start = max(0, at - _AROUND)
            cut = line[start : at + 2 * _AROUND]
            return f"{'…' if start else ''}{cut.strip()}{'…' if at + 2 * _AROUND < len(line) else ''}"
    return ""


def _listed() -> Iterator[Entry]:
    part = ""
    for block in markup.read(_source(CONTENTS), where=CONTENTS):
        if isinstance(block, markup.Heading):
            part = "".join(_words(block.line, lambda act: act.id))
        elif isinstance(block, markup.Listing):
            links = [link for item in block.items for link in item if isinstance(link, markup.Link)]
            yield from (Entry(link.target.removesuffix(".md"), link.text, part) for link in links)


def _read(entry: Entry) -> Page:
    file = f"{entry.name}.md"
    return Page(entry.name, entry.title, entry.part, markup.read(_source(file), where=file))


def _source(file: str) -> str:
    return resource_path("guide", file).read_text(encoding="utf-8")


def _said(block: markup.Block, spoken: Spoken) -> Iterator[str]:
    match block:
        case markup.Heading() | markup.Paragraph():
            yield "".join(_words(block.line, spoken))
        case markup.Listing():
            yield from ("".join(_words(item, spoken)) for item in block.items)
        case markup.Table():
            yield from ("  ".join("".join(_words(cell, spoken)) for cell in row) for row in (block.head, *block.rows))
        case markup.Code():
            yield from block.text.splitlines()
        case markup.Picture():
            yield block.words


def _words(line: markup.Line, spoken: Spoken) -> Iterator[str]:
    for part in line:
        match part:
            case markup.Act():
                yield spoken(part)
            case markup.Link() if part.outside:
                yield f"{part.text} ({part.target})"
            case _:
                yield part.text


def anchor(text: str) -> str:
    """The name by which a link finds a heading: "Take back, later" is "take-back-later", as GitHub has it."""
    return re.sub(r"[^\w-]", "", text.casefold().replace(" ", "-"))
