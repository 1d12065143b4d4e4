"""Desks for the tests of inspector and composer: invented reports with marks, written as marked-up text.

`{LABEL#id|text}` is a mention and `[TYPE#id|text]` a trigger; a question mark after the id makes it a suggestion, and
an id that comes again is a further fragment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from spanloop.core.article import Article
from spanloop.core.marks import Argument, Author, Event, Marks, Mention
from spanloop.core.schema import Schema, parse_schema
from spanloop.core.validation import Problem, validate

NOOR = Author("author-noor", "Noor")
ROBOT = Author("author-robot", "Extractor v7", "extractor")
_OPEN = re.compile(r"[{\[]([A-Z]+)#(\w+)(\?[.\d]*)?\|")

ACTORS = ["ARM", "PER", "ORG", "GPE"]
SCHEMA = parse_schema(
    {
        "name": "sample",
        "version": "1",
        "entities": [
            {"label": "PER", "key": "p", "gloss": "one person, by name, title or role"},
            {
                "label": "ARM",
                "key": "a",
                "gloss": "armed actor: army, unit, militia",
                "guideline": "Mark the whole unit, with the units that it belongs to.",
                "example": "[Artillery of the 9th Division] moved north",
            },
            {"label": "CIV", "key": "c", "gloss": "unarmed people as a group"},
            {"label": "ORG", "key": "o", "gloss": "unarmed body: ministry, party, UN"},
            {"label": "GPE", "key": "g", "gloss": "country, province, city, village"},
            {"label": "LOC", "key": "l", "gloss": "place without a government"},
            {"label": "FAC", "key": "f", "gloss": "built site: base, depot, hospital"},
            {"label": "VEH", "key": "v", "gloss": "vehicle, vessel, aircraft"},
            {"label": "WPN", "key": "w", "gloss": "weapon or munition"},
            {"label": "DOC", "key": "d", "gloss": "agreement, resolution, law"},
            {"label": "TIME", "key": "t", "gloss": "date, time, duration"},
            {"label": "NUM", "key": "n", "gloss": "count that an event needs"},
        ],
        "common_roles": {
            "place": {"key": "p", "fills": ["GPE", "LOC", "FAC"]},
            "time": {"key": "t", "fills": ["TIME"]},
            "source": {"key": "s", "fills": [*ACTORS, "CIV"]},
        },
        "events": [
            {
                "type": "ATTACK",
                "key": "1",
                "gloss": "fighting at close range",
                "roles": {"attacker": {"key": "a", "fills": ACTORS}, "target": {"key": "g", "fills": [*ACTORS, "FAC"]}},
                "kinds": ["clash", "assault"],
            },
            {
                "type": "STRIKE",
                "key": "2",
                "gloss": "force from a distance: air strike, shelling, missile, drone, mine or bomb",
                "guideline": "Fighting at close range is ATTACK.",
                "example": "[fired] rockets at an army checkpoint\n[shelled] the town overnight",
                "expects": ["target", "place"],
                "roles": {
                    "attacker": {"key": "a", "fills": ACTORS},
                    "target": {
                        "key": "g",
                        "fills": ["ARM", "CIV", "PER", "ORG", "GPE", "LOC", "FAC", "VEH"],
                        "gloss": "what was hit or aimed at",
                        "guideline": "Mark the thing that was struck, not the place around it.",
                        "example": "fired rockets at [an army checkpoint] on the M7 highway",
                    },
                    "instrument": {"key": "i", "fills": ["WPN", "VEH"]},
                },
                "kinds": ["air", "shelling", "missile", "drone"],
            },
            {
                "type": "HARM",
                "key": "3",
                "gloss": "people killed, wounded, displaced",
                "roles": {
                    "victim": {"key": "v", "fills": ["PER", "ARM", "CIV"]},
                    "agent": {"key": "a", "fills": ACTORS},
                },
                "kinds": ["killed", "wounded"],
            },
            {
                "type": "DAMAGE",
                "key": "4",
                "gloss": "thing destroyed, damaged, burned",
                "roles": {
                    "object": {"key": "o", "fills": ["FAC", "VEH", "WPN"]},
                    "agent": {"key": "a", "fills": ACTORS},
                },
                "kinds": ["destroyed", "damaged"],
            },
            {
                "type": "CONTROL",
                "key": "6",
                "gloss": "ground is taken, held, lost",
                "roles": {
                    "holder": {"key": "h", "fills": ["ARM", "GPE"], "many": False},
                    "area": {"key": "r", "fills": ["GPE", "LOC", "FAC"]},
                },
                "kinds": ["take", "hold"],
            },
            {
                "type": "TALKS",
                "key": "8",
                "gloss": "people meet or speak to agree",
                "roles": {"participant": {"key": "a", "fills": ACTORS}},
            },
            {
                "type": "SAY",
                "key": "-",
                "gloss": "demand, accuse, condemn, claim",
                "roles": {
                    "speaker": {"key": "k", "fills": ACTORS},
                    "addressee": {"key": "d", "fills": ACTORS},
                    "about": {"key": "b", "fills": ["*"], "events": ["*"]},
                },
                "kinds": ["accuse", "claim"],
            },
        ],
        "attributes": {
            "realis": {"key": "y", "values": ["actual", "planned", "attempted"], "default": "actual"},
            "polarity": {"key": "x", "values": ["pos", "neg"], "default": "pos"},
            "certainty": {"key": "q", "values": ["stated", "reported", "claimed"], "default": "stated"},
            "kind": {"key": "z", "values": "per event type"},
        },
    }
)

ENGLISH = """{ARM#h1|Army} [STRIKE#h2|shells] {FAC#h3|grain depot at {GPE#h4|Tel Shahin}}

{ARM#a1|Artillery of {ARM#a2|the 9th Division}} [STRIKE#e1|shelled] {FAC#f1|the {GPE#g1|Tel Shahin} grain \
depot} {TIME#t1|before dawn on Tuesday}, [HARM#e2|killing] {CIV#c1|{NUM#n1|at least 14} people} and \
[DAMAGE#e3|setting] {VEH#v1|two fuel trucks} [DAMAGE#e3|on fire], according to {CIV#s1|residents} and {PER#s2|a \
medic at {FAC#f2|{GPE#g2|Qasra} hospital}}.

{ARM#a3|The Northern Shield Brigade}, which [CONTROL#e4|holds] {LOC#l1|the eastern edge of the town}, \
[STRIKE#e5|fired] {WPN#w1|rockets} at {FAC#f3|an {ARM#a4|army} checkpoint} on {LOC#l2|the M7 highway}. \
{ARM#a5|The group} said it had [DAMAGE#e6|destroyed] {VEH#v2|a T-72 tank}; the claim could not be checked. \
{ARM#a6|{NUM#n2|Three} of its fighters} were [HARM#e7|wounded] when {VEH#w2|a drone} [STRIKE#e8|hit] \
{VEH#v3|their pickup}.

In {GPE#g3?.97|Deir Amun}, {PER#p1?.93|the {ORG#o1?.95|UN} envoy Lena Marsh} [TALKS#e9?.81|met] delegates of \
both sides and urged a return to {DOC#d1?.78|the March 9 ceasefire}. {ORG#o2|The Defence Ministry} \
[SAY#e10|accused] {ARM#a7|the brigade} of breaking the truce."""

ENGLISH_ARGUMENTS: Mapping[str, Sequence[tuple[str, str]]] = {
    "h2": [("attacker", "h1"), ("target", "h3")],
    "e1": [("attacker", "a1"), ("target", "f1"), ("time", "t1"), ("source", "s1")],
    "e2": [("victim", "c1"), ("agent", "a1")],
    "e3": [("object", "v1")],
    "e4": [("holder", "a3"), ("area", "l1")],
    "e5": [("attacker", "a3"), ("instrument", "w1")],
    "e6": [("object", "v2")],
    "e7": [("victim", "a6")],
    "e8": [("target", "v3"), ("instrument", "w2")],
    "e9": [("participant", "p1")],
    "e10": [("speaker", "o2"), ("addressee", "a7")],
}

ARABIC = """[STRIKE#e1|قصفت] {ARM#a1|مدفعية {ARM#a2|الفرقة التاسعة}} {FAC#f1|مستودع الحبوب في {GPE#g1|تل شاهين}} \
{TIME#t1|قبل فجر الثلاثاء}، ما أدى إلى [HARM#e2|مقتل] {CIV#c1|{NUM#n1|14} شخصا على الأقل} و[DAMAGE#e3|احتراق] \
{VEH#v1|شاحنتي وقود}، بحسب {CIV#s1|سكان}.

وقالت {ARM#a5|الجماعة} إنها [DAMAGE#e6|دمرت] {VEH#v2|دبابة من طراز T-72}، و[TALKS#e9?.81|التقت] \
{PER#p1?.9|المبعوثة} وفدي الطرفين."""

ARABIC_ARGUMENTS: Mapping[str, Sequence[tuple[str, str]]] = {
    "e1": [("attacker", "a1"), ("target", "f1"), ("place", "g1"), ("time", "t1")],
    "e2": [("victim", "c1")],
    "e3": [("object", "v1")],
    "e6": [("object", "v2")],
}


@dataclass(frozen=True)
class SampleDesk:
    """What the inspector reads of a desk."""

    article: Article
    marks: Marks
    suggestions: tuple[Marks, ...]
    problems: tuple[Problem, ...]
    classed: frozenset[tuple[str, str]] = frozenset()

    def with_marks(self, marks: Marks, *, schema: Schema = SCHEMA) -> SampleDesk:
        return SampleDesk(self.article, marks, self.suggestions, validate(self.article, marks, schema))

    def event(self, uid: str) -> Event:
        return next(e for m in (self.marks, *self.suggestions) for e in m.events if e.uid == uid)

    def mention(self, uid: str) -> Mention:
        return next(e for m in (self.marks, *self.suggestions) for e in m.mentions if e.uid == uid)

    def changed(self, event: Event) -> SampleDesk:
        """The same desk with one event another."""
        events = tuple(event if e.uid == event.uid else e for e in self.marks.events)
        return self.with_marks(replace(self.marks, events=events))


def make_desk(
    markup: str,
    arguments: Mapping[str, Sequence[tuple[str, str]]],
    *,
    attributes: Mapping[str, Mapping[str, str]] | None = None,
    schema: Schema = SCHEMA,
) -> SampleDesk:
    """Read a marked-up text into a desk."""
    text, spans = _read(markup)
    article = Article("article", text, "Army shells grain depot at Tel Shahin", "Meridian Wire", "2024-03-12", "en")
    kinds = {kind.type for kind in schema.events}
    own: tuple[list[Mention], list[Event]] = ([], [])
    offered: tuple[list[Mention], list[Event]] = ([], [])
    for uid, (label, suggested, score, fragments) in spans.items():
        into = offered if suggested else own
        if label in kinds:
            made = tuple(Argument(role, filler) for role, filler in arguments.get(uid, ()))
            set_ = dict((attributes or {}).get(uid, {}))
            into[1].append(Event(uid, label, tuple(fragments), made, set_, score))
        else:
            into[0].append(Mention(uid, tuple(fragments), label, score))
    marks = Marks(NOOR, tuple(own[0]), tuple(own[1]))
    suggestions = Marks(ROBOT, tuple(offered[0]), tuple(offered[1]))
    return SampleDesk(article, marks, (suggestions,), validate(article, marks, schema))


def english() -> SampleDesk:
    """The report of the depot, in English."""
    attributes = {"e1": {"certainty": "reported", "kind": "shelling"}}
    return make_desk(ENGLISH, ENGLISH_ARGUMENTS, attributes=attributes)


def arabic() -> SampleDesk:
    """A part of the same report in Arabic."""
    attributes = {"e1": {"certainty": "reported", "kind": "shelling"}}
    return make_desk(ARABIC, ARABIC_ARGUMENTS, attributes=attributes)


def _read(markup: str) -> tuple[str, dict[str, tuple[str, bool, float | None, list[tuple[int, int]]]]]:
    spans: dict[str, tuple[str, bool, float | None, list[tuple[int, int]]]] = {}
    open_: list[tuple[str, str, int]] = []
    text, at = "", 0
    while at < len(markup):
        found = _OPEN.match(markup, at)
        if found:
            mark = found[3] or ""
            spans.setdefault(found[2], (found[1], bool(mark), float(mark[1:]) if mark[1:] else None, []))
            open_.append((found[2], found[1], len(text)))
            at = found.end()
        elif markup[at] in "}]" and open_:
            uid, _, start = open_.pop()
            spans[uid][3].append((start, len(text)))
            at += 1
        else:
            text += markup[at]
            at += 1
    return text, spans
