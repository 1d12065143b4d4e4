"""A small marked article to paint, written down with its marks in the text.

`{LABEL#uid|text}` is a mention, `[TYPE#uid|text]` a trigger; a `?` after the uid makes it a suggestion; a uid that
comes again is another fragment of the same mark. `= zone` on a line of its own names the zone of the next line.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from spanloop.core.article import Article, Zone
from spanloop.core.marks import Argument, Author, Event, Marks, Mention, make_fragments
from spanloop.core.schema import Schema, parse_schema
from spanloop.gui.canvas import Canvas, CanvasView
from spanloop.gui.canvas.lines import Line
from spanloop.resources import resource_path

READER = Author("reader", "Ida")
EXTRACTOR = Author("extractor", "Extractor v3", "extractor")

ENGLISH = """
= boilerplate
Jump to the news  ·  Weather  ·  The evening letter
= headline
{ARM#h1|Gunners} [STRIKE#h2|pound] {FAC#h3|flour mill in {GPE#h4|Wadi Sara}}
= standfirst
{CIV#h5|Bakers} had queued since midnight.
Guns of {ARM#a1|the {ARM#a2|Second} Corps} [STRIKE#e1|bombarded] {FAC#f1|the {GPE#g1|Wadi Sara} flour mill} \
{TIME#t1|shortly before sunrise on Monday}, [HARM#e2|wounding] {CIV#c1|{NUM#n1|nine} bakers} and [DAMAGE#e3|tearing] \
{FAC#f2|two silos} [DAMAGE#e3|open], said {CIV#s1|neighbours} and {PER#s2|a nurse at {FAC#f3|{GPE#g2|Marj} clinic}}.
{ARM#a3|The River Column}, which [CONTROL#e4|keeps] {LOC#l1|the ridge above the ford}, [STRIKE#e5|launched] \
{WPN#w1|two drones} at {FAC#f4|an {ARM#a4|army} depot} on {LOC#l2|the coast road}.
From {GPE#g3?|Tall Marun}, {PER#p1?|the {ORG#o1?|UN} mediator Oda Brand} [TALKS#e6?|telephoned] both headquarters.
= boilerplate
More like this: Who holds the ford?  ·  Share  ·  © Harbour Bulletin
"""

ARABIC = """
= headline
{ARM#h1|المدفعية} [STRIKE#h2|تدك] {FAC#h3|مطحنة في {GPE#h4|وادي سارة}}
[STRIKE#e1|قصف] {ARM#a1|الفيلق الثاني} {FAC#f1|مطحنة {GPE#g1|وادي سارة}} {TIME#t1|فجر الاثنين} \
بصواريخ {WPN#w1|Grad-21} وأصاب {CIV#c1|{NUM#n1|9} خبازين}، بحسب {CIV#s1|الجيران}.
وقالت {ORG#o1?|الوزارة} إن {ARM#a2|الفيلق} [SAY#e2?|سيرد] قريبا.
"""

ARGUMENTS = {
    "h2": [("attacker", "h1"), ("target", "h3")],
    "e1": [("attacker", "a1"), ("target", "f1"), ("time", "t1"), ("source", "s1")],
    "e2": [("victim", "c1"), ("agent", "a1")],
    "e3": [("object", "f2")],
    "e4": [("holder", "a3"), ("area", "l1")],
    "e5": [("attacker", "a3"), ("instrument", "w1")],
}


@dataclass(frozen=True)
class Trouble:
    """A problem as validation reports it."""

    mark: str | None
    message: str


def schema() -> Schema:
    """The default schema."""
    return parse_schema(json.loads(resource_path("schema", "armed_conflict.json").read_text(encoding="utf-8")))


def read(written: str, *, problems: tuple[Trouble, ...] = ()) -> CanvasView:
    """The article and marks of a text in the notation above; lines become paragraphs with a blank line between."""
    text, zones = "", []
    spans: dict[str, tuple[str, bool, bool, list[tuple[int, int]]]] = {}
    zone = ""
    for line in written.strip().splitlines():
        if line.startswith("= "):
            zone = line[2:]
            continue
        text += "\n\n" if text else ""
        start = len(text)
        text = _read_line(line, text, spans)
        if zone:
            zones.append(Zone(f"zone{len(zones)}", start, len(text), zone))  # pyright: ignore[reportArgumentType]
            zone = ""
    own, suggested = (_marks(spans, suggestions=flag) for flag in (False, True))
    return CanvasView(Article("article", text, zones=tuple(zones)), own, (suggested,), schema(), problems)


def _read_line(line: str, text: str, spans: dict[str, tuple[str, bool, bool, list[tuple[int, int]]]]) -> str:
    opening = re.compile(r"([{\[])([A-Z]+)#(\w+)(\?)?\|")
    stack: list[tuple[str, int]] = []
    at = 0
    while at < len(line):
        match = opening.match(line, at)
        if match:
            bracket, label, uid, mark = match.groups()
            spans.setdefault(uid, (label, bracket == "[", mark is not None, []))
            stack.append((uid, len(text)))
            at = match.end()
        elif line[at] in "}]" and stack:
            uid, start = stack.pop()
            spans[uid][3].append((start, len(text)))
            at += 1
        else:
            text += line[at]
            at += 1
    return text


def _marks(spans: dict[str, tuple[str, bool, bool, list[tuple[int, int]]]], *, suggestions: bool) -> Marks:
    mentions: list[Mention] = []
    events: list[Event] = []
    score = 0.81 if suggestions else None
    for uid, (label, trigger, suggested, fragments) in spans.items():
        if suggested is not suggestions:
            continue
        if trigger:
            arguments = tuple(Argument(role, filler) for role, filler in ARGUMENTS.get(uid, []) if filler in spans)
            events.append(Event(uid, label, make_fragments(fragments), arguments, score=score))
        else:
            mentions.append(Mention(uid, make_fragments(fragments), label, score=score))
    return Marks(EXTRACTOR if suggestions else READER, tuple(mentions), tuple(events))


def lines_in_view(canvas: Canvas) -> list[Line]:
    """The lines of all paragraphs that are seen."""
    scene = canvas.scene()
    seen = scene.document.visible(scene.top, scene.height)
    return [line for index in seen for line in scene.document.paragraphs[index].lines]
