"""Random projects of several articles and authors under one schema, made as files of ours that can be imported."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from spanloop.core.article import Article
from spanloop.core.marks import Argument, Author, Event, Fragments, Link, Marks, Mention, Verdict
from spanloop.core.schema import parse_schema
from spanloop.formats.record import Record
from tests.unit.formats import strategies

_LABELS = (
    "ORG", "LOC", "قتل", "a b", "x:y/z", "B-ORG", "_x0020_", "org", "O", " x ", "a\tb", "a\n#b", "😀,;|\\", "x\u2028y",
    "long " * 40 + "name",
)  # fmt: skip
_ROLES = ("agent", "target", "target2", "Target", "cause", "by whom", "alias", "role\n2", "text")
_VALUES = {
    "mood": ("actual", "not so", "true", "", "=1+1", " y", "x\ny"), "sure": ("true",), "notes": ("a", "b"),
    "label": ("ORG", "STRIKE"), "a b\t": ("1", "2"), "value": ("none", "null"), "score": ("0.5",),
}  # fmt: skip
_EVENT_LINKS = ("cause", "then what", "x:y\n")
_ENTITY_LINKS = ("alias", "agent of", "Equiv", "target3")
DOCUMENT: dict[str, Any] = {
    "name": "round trips",
    "version": "1",
    "entities": [{"label": label} for label in _LABELS],
    "common_roles": {role: {"fills": ["*"], "events": ["*"]} for role in _ROLES},
    "events": [{"type": kind} for kind in ("STRIKE", "SAY", "new/type 2", "strike", "x\r\ny", "E1")],
    "attributes": {name: {"values": list(values)} for name, values in _VALUES.items()},
    "event_links": [{"type": link} for link in _EVENT_LINKS],
    "entity_links": [{"type": link} for link in _ENTITY_LINKS],
}
SCHEMA = parse_schema(DOCUMENT)
_TYPES = tuple(event.type for event in SCHEMA.events)
AUTHORS = (
    Author("00000000-0000-4000-8000-000000000001", "Noor", "human"),
    Author("00000000-0000-4000-8000-000000000002", "Zoë/..", "human"),
    Author("00000000-0000-4000-8000-000000000006", "noor", "human"),
    Author("00000000-0000-4000-8000-000000000003", "Gold", "gold"),
    Author("00000000-0000-4000-8000-000000000004", "Extractor v1", "extractor"),
    Author("00000000-0000-4000-8000-000000000005", "Rules: names", "rules"),
)
#: Names that tools use themselves, as keys of an article's other details.
_KEYS = ("text", "id", "label", "labels", "meta", "article", "said", "spans", "entities", "data", "title", "source")


def _few(name: str, names: tuple[str, ...]) -> str:
    return names[(len(name) + len(name.encode("utf-8", "replace"))) % len(names)]


def _known(marks: Marks, author: Author) -> Marks:
    """Marks with names of the schema, as one of its authors would have made them."""
    is_person = author.kind in ("human", "gold")

    def event(one: Event) -> Event:
        arguments = dict.fromkeys(
            Argument(_few(a.role, _ROLES), a.filler, a.filler_is_event, None if is_person else a.score)
            for a in one.arguments
            if a.filler != one.uid
        )
        attributes = {_few(name, tuple(_VALUES)): value for name, value in one.attributes.items()}
        held = {name: _few(value, _VALUES[name]) for name, value in attributes.items()}
        score = None if is_person else one.score
        return replace(one, type=_few(one.type, _TYPES), arguments=tuple(arguments), attributes=held, score=score)

    def link(one: Link) -> Link:
        return replace(one, type=_few(one.type, _EVENT_LINKS if one.between_events else _ENTITY_LINKS))

    mentions = tuple(replace(m, label=_few(m.label, _LABELS)) for m in marks.mentions)
    links = {(one.type, one.source, one.target): one for one in map(link, marks.links) if one.source != one.target}
    made = replace(marks, author=author, mentions=mentions, events=tuple(map(event, marks.events)))
    completions = tuple(replace(c, schema_version="1") for c in marks.completions) if is_person else ()
    verdicts: tuple[Verdict, ...] = marks.verdicts if is_person else ()
    return replace(made, links=tuple(links.values()), completions=completions, verdicts=verdicts)


#: Text in which something may be lost that people do not see, or that formats take for their own.
_ODD = st.sampled_from(
    ["a\nb", "a\r\nb", "\t", " x ", "=1", "#Text=", "-DOCSTART- O", "# id = 5", "x\u2028y", "\x85", "null", "\u202eab",
     "T1\tORG 0 1\tx", "e\u0301", "\u00e9", '"', "\\n", "<&>", "%41", "😀", "\x0b", "\ufeff"]
)  # fmt: skip
_IDS = st.sampled_from(
    ["../x", "..", "CON", "a/b", "A", "a", "x.txt", "%41", "a%2Fb", "5", "00000000-0000-4000-8000-0000000000aa", "é",
     "e\u0301", "x" * 300, "-", "_", ".hidden", "a b", " a", "a\nb", "a-1"]
)  # fmt: skip


@st.composite
def _crowded(draw: st.DrawFn, marks: Marks, length: int) -> Marks:
    """Marks of which some stand at the places of others, touch or hold them, and have odd notes; links and arguments
    may go round in a ring."""
    places = [mention.fragments for mention in marks.mentions] + [event.trigger for event in marks.events]
    if not places:
        return marks

    def moved(place: Fragments) -> Fragments:
        how = draw(st.integers(0, 5))
        if how == 0:
            return draw(st.sampled_from(places))
        if how == 1:
            return ((place[0][0], place[-1][1]),)
        if how == 2 and place[-1][1] < length:
            return ((place[-1][1], length),)
        return place

    def noted(notes: str) -> str:
        return draw(_ODD) if draw(st.integers(0, 3)) == 0 else notes

    mentions: dict[tuple[Fragments, str], Mention] = {}
    for mention in marks.mentions:
        one = replace(mention, fragments=moved(mention.fragments), notes=noted(mention.notes))
        mentions.setdefault((one.fragments, one.label), one)
    events = tuple(replace(e, trigger=moved(e.trigger), notes=noted(e.notes)) for e in marks.events)
    gone = {mention.uid for mention in marks.mentions} - {mention.uid for mention in mentions.values()}
    held = replace(marks, mentions=tuple(mentions.values()), events=events)
    return held.without(frozenset(gone))


@st.composite
def _articles(draw: st.DrawFn) -> list[Article]:
    some = draw(st.lists(strategies.articles(), min_size=1, max_size=3, unique_by=lambda one: one.uid))
    seen: set[str] = set()
    found: list[Article] = []
    for article in some:
        name = draw(st.none() | _IDS | st.just(article.external_id))
        if name is not None and (name in seen or not name.strip()):
            name = None
        seen |= {name} if name else set()
        meta = dict(article.meta)
        if draw(st.integers(0, 3)) == 0:
            meta[draw(st.sampled_from(_KEYS))] = draw(strategies.json_values)
        title = draw(_ODD) if draw(st.integers(0, 3)) == 0 else article.title
        text = f"{article.text}{draw(_ODD)}" if draw(st.integers(0, 2)) == 0 else article.text
        found.append(replace(article, external_id=name, meta=meta, title=title, text=text))
    return found


@st.composite
def whole_projects(draw: st.DrawFn) -> list[Record]:
    """Records of one to three articles, for each of none to five authors; those of one article after one another."""
    found: list[Record] = []
    for article in draw(_articles()):
        authors = draw(st.lists(st.sampled_from(AUTHORS), max_size=3, unique=True))
        for author in sorted(authors, key=lambda one: one.kind in ("human", "gold")):
            length = len(article.text)
            marks = draw(_crowded(_known(draw(strategies.marks(length)), author), length))
            is_person = author.kind in ("human", "gold")
            state = draw(st.sampled_from([None, None, "skipped", "question"])) if is_person else None
            note = draw(st.none() | strategies.article_notes) if is_person else None
            reason = draw(strategies.short.filter(str.strip)) if state else ""
            found.append(Record(article, marks, state, reason, "1", note=note))
        if not authors:
            found.append(Record(article))
    return found
