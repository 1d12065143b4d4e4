"""Pages with what a reader says of them, written into the pages themselves and taken out before they are read.

An element's `data-truth` says what its text is, and that of the elements in it: `a` article text, `h` headline, `s`
standfirst, `b` boilerplate, `c` comment, `d=DATE` the date line of a digest item, `x` nothing that is seen. What no
element says is boilerplate. A `<truth>` element says what a page holds that its markup does not show.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from lxml import html

from spanloop.core.article import Zone
from tests.unit.articles.judged import KINDS

PAGES = Path(__file__).parent / "pages"
#: Written after the reader, in the habits of builders of sites; first read without any change to it.
LATER = Path(__file__).parent / "later"
SEALED = Path(__file__).parent / "sealed"
_MARK = re.compile(r'\sdata-truth=(?:"[^"]*"|[^\s">]+)')
_TOLD = re.compile(r"<truth\b.*?</truth>", re.S)
_NEVER_SEEN = frozenset({"script", "style", "head", "noscript", "title"})
_WORDS = {"a": "", **KINDS}


@dataclass(frozen=True)
class MarkedPage:
    """A page as it is read, and its visible characters with the kind of each ("" article text), white space left out.

    nodes: the same cut into the pieces between tags. dates: of its digest items.
    """

    name: str
    raw: bytes
    nodes: tuple[tuple[str, str], ...]
    dates: tuple[str, ...]

    @property
    def characters(self) -> list[tuple[str, str]]:
        return [(character, kind) for text, kind in self.nodes for character in text]


def marked_page(path: Path, *, encoding: str = "utf-8") -> MarkedPage:
    """Read a page and what it says of itself."""
    text = path.read_text(encoding="utf-8")
    nodes: list[tuple[str, str]] = []
    dates: list[str] = []
    tree = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8", remove_comments=True))
    _nodes(tree, "b", nodes, dates)
    raw = _TOLD.sub("", _MARK.sub("", text)).encode(encoding)
    return MarkedPage(path.stem, raw, tuple(nodes), tuple(dates))


def marked_pages(folder: Path) -> list[MarkedPage]:
    """All pages of a folder, by name; those whose declaration is not UTF-8 in what they declare."""
    encodings = {"russian_cp1251": "cp1251", "table_layout": "cp1252"}
    return [marked_page(path, encoding=encodings.get(path.stem, "utf-8")) for path in sorted(folder.glob("*.html"))]


def _nodes(element: html.HtmlElement, mark: str, nodes: list[tuple[str, str]], dates: list[str]) -> None:
    mark = element.get("data-truth") or mark
    if mark.startswith("d="):
        dates.append(mark[2:])
        mark = "d"
    seen = element.tag not in _NEVER_SEEN or element.tag == "truth"
    if element.tag == "template" and element.get("shadowrootmode") is None:
        seen = False
    if seen and mark != "x":
        _add(element.text, mark, nodes)
    for child in element:
        if seen:
            _nodes(child, mark, nodes, dates)
            if mark != "x":
                _add(child.tail, mark, nodes)


def _add(text: str | None, mark: str, nodes: list[tuple[str, str]]) -> None:
    if squeezed := squeeze(text or ""):
        nodes.append((squeezed, _WORDS[mark]))


def squeeze(text: str) -> str:
    """The text without white space and signs that show nothing."""
    return "".join(character for character in text if not character.isspace() and character not in "\u200b\ufeff")


def kinds_found(text: str, zones: tuple[Zone, ...]) -> list[tuple[str, str]]:
    """The visible characters of a text that was read, with the kind of each."""
    kinds = [""] * len(text)
    for zone in zones:
        kinds[zone.start : zone.end] = [zone.kind] * (zone.end - zone.start)
    return [pair for pair in zip(text, kinds, strict=True) if squeeze(pair[0])]


def side_by_side(page: MarkedPage, text: str, zones: tuple[Zone, ...]) -> list[tuple[str | None, str | None]]:
    """(kind that is true, kind that was found) of each character; None for one that is only on one side."""
    true, found = page.characters, kinds_found(text, zones)
    if [character for character, _ in true] == [character for character, _ in found]:
        return [(one[1], other[1]) for one, other in zip(true, found, strict=True)]
    pairs: list[tuple[str | None, str | None]] = []
    one, other = "".join(c for c, _ in true), "".join(c for c, _ in found)
    for operation, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if operation == "equal":
            pairs += [(true[a + i][1], found[c + i][1]) for i in range(b - a)]
        else:
            pairs += [(kind, None) for _, kind in true[a:b]] + [(None, kind) for _, kind in found[c:d]]
    return pairs
