"""The visible text of a page, line by line, with what each piece of it stands in.

Only what no browser shows is left out: scripts, styles, templates, what is hidden by attribute or by its own style,
what is there for screen readers, and the double for browsers without scripts. All else stays, for a silenced line can
be corrected by a person and a dropped one can not. How a page looks is not known, so what a style sheet would hide
stays too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spanloop.articles.pages.vocabulary import is_unseen

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DROPPED_TAGS = """
script style template noscript head title meta link base select datalist textarea input option optgroup object embed
applet audio video canvas map area svg math iframe frame frameset noframes param source track img rp noembed progress
meter
"""
#: Elements that stand on lines of their own: with a blank line around them, and without.
_APART_TAGS = """
p h1 h2 h3 h4 h5 h6 blockquote figure table ul ol dl pre hr section article main header footer nav aside form fieldset
details address center hgroup search
"""
_LINE_TAGS = """
div li tr dt dd td th figcaption caption summary legend body html thead tbody tfoot dir menu dialog option label button
marquee amp-ad amp-sidebar amp-consent amp-social-share amp-img amp-twitter
"""
_DROPPED, _APART, _LINES = (frozenset(tags.split()) for tags in (_DROPPED_TAGS, _APART_TAGS, _LINE_TAGS))
#: Items and rows follow each other closely whatever their length.
_CLOSE_TAGS = frozenset({"li", "tr", "dt", "dd", "option"})
#: Attributes beside `class` in which sites name the parts of their pages.
_NAMING = ("id", "data-component", "data-testid", "data-block", "data-module", "data-qa")
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.I)
_SPACE = re.compile(r"[ \t\n\r\f\v\u2028\u2029\x85]+")
#: Cells with more than this, or with blocks in them, are the layout of a page and no table of figures.
_LONGEST_CELL = 200
#: Lines of boxes without a sentence's length stand close together, as menus do.
_CLOSE = 60
_UNSEEN_ENDS = " \t\xa0\u200b\ufeff\u2060\u200e\u200f\u3000"
_LONGEST_UNSEEN = 200


@dataclass(slots=True)
class Place:
    """An element that holds text. index: in document order; parent: that of the element around it, -1 at the top.

    names: classes, id and the like. link: whether it is, or stands in, a link. size, linked, prose: characters of
    visible text in it, of links, and of running text; end: one more than the last place in it. evidence.weigh sets
    these.
    """

    index: int
    parent: int
    tag: str
    names: tuple[str, ...]
    role: str
    itemprop: str
    link: bool
    element: HtmlElement
    size: int = 0
    linked: int = 0
    prose: int = 0
    end: int = 0


@dataclass(slots=True)
class Line:
    """A line `[start, end)` of the text. runs: (start, end, place) of the pieces that it is made of, in order.

    row: of a table of figures. section: how many ruled lines (<hr>) stand above it.
    """

    start: int
    end: int
    text: str
    runs: list[tuple[int, int, int]]
    row: bool = False
    section: int = 0


@dataclass
class PageText:
    """The text of a page, its lines and the elements that they stand in."""

    text: str
    lines: list[Line]
    places: list[Place]

    @property
    def steps(self) -> int:
        """Steps from every element to the top of the page, all added up."""
        depths: list[int] = []
        for place in self.places:
            depths.append(depths[place.parent] + 1 if place.parent >= 0 else 1)
        return sum(depths)


@dataclass
class _Writer:
    """Collects pieces of text into lines; positions are final, for white space is settled as it comes."""

    parts: list[str] = field(default_factory=list[str])
    length: int = 0
    line: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    lines: list[Line] = field(default_factory=list[Line])
    breaks: int = 0
    soft: bool = False
    tabbed: bool = False
    broken: bool = False
    section: int = 0

    def add(self, text: str, place: int, *, keep: bool) -> None:
        if not keep:
            text = _SPACE.sub(" ", text)
            before = self.line[-1][0][-1] if self.line else " "
            if before in " \t":
                text = text.lstrip(" ")
            if text:
                self.line.append((text, place))
            return
        for number, part in enumerate(re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text)):
            if number:
                self.end(1, again=True)
            if part:
                self.line.append((part, place))

    def tab(self, place: int) -> None:
        if self.line:
            self.line.append(("\t", place))
            self.tabbed = True

    def end(self, breaks: int, *, soft: bool = False, again: bool = False) -> None:
        """End the line, and ask for so many line breaks before the next one; more breaks win.

        soft: the line is a box, of which short ones stand close together. again: a second such break makes a blank
        line, as <br><br> does.
        """
        text = "".join(part for part, _ in self.line)
        first, last = len(text) - len(text.lstrip(_UNSEEN_ENDS)), len(text.rstrip(_UNSEEN_ENDS))
        if last > first:
            self._write(text[first:last], first)
        self.line.clear()
        self.tabbed = False
        if again and last <= first and self.broken:
            self.breaks = 2
        self.broken = again
        if breaks > self.breaks:
            self.breaks, self.soft = breaks, soft
        elif breaks == self.breaks and not soft:
            self.soft = False

    def _write(self, text: str, cut: int) -> None:
        if self.lines:
            breaks = self.breaks or 1
            if breaks == 1 and self.soft and max(len(text), len(self.lines[-1].text)) > _CLOSE:
                breaks = 2
            self.parts.append("\n" * breaks)
            self.length += breaks
        start = self.length
        runs: list[tuple[int, int, int]] = []
        position = start - cut
        for part, place in self.line:
            begin, end = max(position, start), min(position + len(part), start + len(text))
            if end > begin:
                if runs and runs[-1][2] == place and runs[-1][1] == begin:
                    runs[-1] = (runs[-1][0], end, place)
                else:
                    runs.append((begin, end, place))
            position += len(part)
        self.parts.append(text)
        self.length += len(text)
        self.lines.append(Line(start, self.length, text, runs, self.tabbed, self.section))
        self.breaks, self.soft = 0, False


def lines_of(tree: HtmlElement, *, hidden: bool = False) -> PageText:
    """The visible text of a page. hidden: also what is hidden, for pages that show their article by a script."""
    writer = _Writer()
    places: list[Place] = []
    # Iterated, not recursed: the depth of a page is not ours.
    stack: list[tuple[HtmlElement, int, bool, bool]] = [(tree, -1, False, False)]
    data_rows: set[HtmlElement] = set()
    while stack:
        element, place, keep, leaving = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if leaving:
            _leave(writer, tag, element, data_rows)
            parent = places[place].parent if places[place].element is element else place
            _text(writer, element.tail, parent, keep=keep)
            continue
        if not tag or is_hidden(element, tag, hidden=hidden):
            _text(writer, element.tail, place, keep=keep)
            continue
        place = _enter(writer, element, tag, place, places, data_rows)
        inner = keep or tag == "pre"
        stack.append((element, place, keep, True))
        _text(writer, element.text, place, keep=inner)
        stack.extend((child, place, inner, False) for child in reversed(element))
    writer.end(0)
    text = "".join(writer.parts)
    return PageText(text, writer.lines, places)


def _text(writer: _Writer, text: str | None, place: int, *, keep: bool) -> None:
    if text and place >= 0:
        writer.add(text, place, keep=keep)


def _enter(
    writer: _Writer, element: HtmlElement, tag: str, parent: int, places: list[Place], data_rows: set[HtmlElement]
) -> int:
    if tag == "table":
        _find_rows(element, data_rows)
    if tag == "br":
        writer.end(1, again=True)
    elif tag == "a":
        _part_from_link(writer, element, parent)
    elif tag == "hr":
        writer.end(2)
        writer.section += 1
    elif tag in ("td", "th") and element.getparent() in data_rows:
        writer.tab(parent)
    elif tag in _APART:
        writer.end(1 if tag in ("ul", "ol") and _is_inner_list(element) else 2)
    elif tag in _LINES:
        writer.end(1, soft=tag not in _CLOSE_TAGS)
    get = element.get
    names = (*(get("class") or "").split(), *(named for key in _NAMING if (named := get(key))))
    place = Place(
        len(places), parent, tag, names[:40], get("role") or "", get("itemprop") or "",
        _is_link(element, tag) or (parent >= 0 and places[parent].link), element,
    )  # fmt: skip
    places.append(place)
    return place.index


def _part_from_link(writer: _Writer, element: HtmlElement, parent: int) -> None:
    """Put a space between two links that nothing parts: a style does, as in menus; words never go over two links."""
    before = element.getprevious()
    if before is not None and before.tag == "a" and not before.tail and writer.line:
        writer.add(" ", parent, keep=False)


def _is_link(element: HtmlElement, tag: str) -> bool:
    """Whether an element leads elsewhere; an anchor that old pages set, and often leave open, does not."""
    return tag == "a" and (element.get("href") is not None or (element.get("name") or element.get("id")) is None)


def _leave(writer: _Writer, tag: str, element: HtmlElement, data_rows: set[HtmlElement]) -> None:
    if tag in ("td", "th") and element.getparent() in data_rows:
        return
    if tag in _APART:
        writer.end(1 if tag in ("ul", "ol") and _is_inner_list(element) else 2)
    elif tag in _LINES:
        writer.end(1, soft=tag not in _CLOSE_TAGS)


def _is_inner_list(element: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in ("li", "ul", "ol")


def is_hidden(element: HtmlElement, tag: str, *, hidden: bool = False) -> bool:
    """Whether a browser shows nothing of an element, as far as the element itself says so."""
    if tag == "template":
        return not (element.get("shadowrootmode") or element.get("shadowroot"))
    if tag in _DROPPED:
        return True
    if hidden:
        return False
    if element.get("hidden") is not None or (tag == "dialog" and element.get("open") is None):
        return True
    style = element.get("style")
    if style and _HIDING.search(style):
        return True
    classes = element.get("class")
    if not classes or not is_unseen(classes.split()):
        return False
    # Some sites misuse such a class for what scripts show later, and that is not to be lost.
    return text_within(element, _LONGEST_UNSEEN) is not None


def text_within(element: HtmlElement, most: int, *, between: str = "") -> str | None:
    """The text of an element and those in it; None where it has more characters, which are not gathered.

    between: what to put where one element ends and another begins.
    """
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        length += len(part)
        if length > most:
            return None
        parts.append(part)
    return between.join(parts)


def _find_rows(table: HtmlElement, data_rows: set[HtmlElement]) -> None:
    """Note the rows of a table of figures; the tables that lay out a page have tables, blocks or long texts inside."""
    rows: list[HtmlElement] = []
    columns = 0
    for part in table:
        rows.extend([part] if part.tag == "tr" else [row for row in part if row.tag == "tr"])
    for row in rows:
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        columns = max(columns, len(cells))
        if not all(map(_is_figure, cells)):
            return
    if columns > 1:
        data_rows.update(rows)


def _is_figure(cell: HtmlElement) -> bool:
    """Whether a cell holds one short piece of text."""
    blocks = 0
    for inner in cell.iterdescendants():
        if inner.tag in ("table", "ul", "ol", "h1", "h2", "h3", "form"):
            return False
        blocks += inner.tag in _APART or inner.tag in ("div", "br")
        if blocks > 1:
            return False
    return text_within(cell, _LONGEST_CELL) is not None
