"""Random projects of several articles and authors under one schema, made as files of ours that can be imported."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from spanloop.core.article import Article
from spanloop.core.marks import Argument, Author, Event, Link, Marks, Verdict
from spanloop.core.schema import parse_schema
from spanloop.formats.record import Record
from tests.unit.formats import strategies

_LABELS = ("ORG", "LOC", "قتل", "a b", "x:y/z", "B-ORG", "_x0020_")
_ROLES = ("agent", "target", "target2", "cause", "by whom")
_VALUES = {"mood": ("actual", "not so", "true"), "sure": ("true",)}
DOCUMENT: dict[str, Any] = {
    "name": "round trips",
    "version": "1",
    "entities": [{"label": label} for label in _LABELS],
    "common_roles": {role: {"fills": ["*"], "events": ["*"]} for role in _ROLES},
    "events": [{"type": "STRIKE"}, {"type": "SAY"}, {"type": "new/type 2"}],
    "attributes": {name: {"values": list(values)} for name, values in _VALUES.items()},
    "event_links": [{"type": "cause"}, {"type": "then what"}],
    "entity_links": [{"type": "alias"}, {"type": "agent of"}],
}
SCHEMA = parse_schema(DOCUMENT)
_TYPES = tuple(event.type for event in SCHEMA.events)
AUTHORS = (
    Author("00000000-0000-4000-8000-000000000001", "Noor", "human"),
    Author("00000000-0000-4000-8000-000000000002", "Zoë/..", "human"),
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
            Argument(_few(a.role, _ROLES), a.filler, a.filler_is_event) for a in one.arguments if a.filler != one.uid
        )
        attributes = {_few(name, tuple(_VALUES)): value for name, value in one.attributes.items()}
        held = {name: _few(value, _VALUES[name]) for name, value in attributes.items()}
        score = None if is_person else one.score
        return replace(one, type=_few(one.type, _TYPES), arguments=tuple(arguments), attributes=held, score=score)

    def link(one: Link) -> Link:
        names = ("cause", "then what") if one.between_events else ("alias", "agent of")
        return replace(one, type=_few(one.type, names))

    mentions = tuple(replace(m, label=_few(m.label, _LABELS)) for m in marks.mentions)
    links = {(one.type, one.source, one.target): one for one in map(link, marks.links) if one.source != one.target}
    made = replace(marks, author=author, mentions=mentions, events=tuple(map(event, marks.events)))
    completions = tuple(replace(c, schema_version="1") for c in marks.completions) if is_person else ()
    verdicts: tuple[Verdict, ...] = marks.verdicts if is_person else ()
    return replace(made, links=tuple(links.values()), completions=completions, verdicts=verdicts)


@st.composite
def _articles(draw: st.DrawFn) -> list[Article]:
    some = draw(st.lists(strategies.articles(), min_size=1, max_size=3, unique_by=lambda one: one.uid))
    seen: set[str] = set()
    found: list[Article] = []
    for article in some:
        name = article.external_id
        if name is not None and (name in seen or not name.strip()):
            name = None
        seen |= {name} if name else set()
        meta = dict(article.meta)
        if draw(st.integers(0, 3)) == 0:
            meta[draw(st.sampled_from(_KEYS))] = draw(strategies.json_values)
        found.append(replace(article, external_id=name, meta=meta))
    return found


@st.composite
def whole_projects(draw: st.DrawFn) -> list[Record]:
    """Records of one to three articles, for each of none to five authors; those of one article after one another."""
    found: list[Record] = []
    for article in draw(_articles()):
        authors = draw(st.lists(st.sampled_from(AUTHORS), max_size=3, unique=True))
        for author in sorted(authors, key=lambda one: one.kind in ("human", "gold")):
            marks = _known(draw(strategies.marks(len(article.text))), author)
            is_person = author.kind in ("human", "gold")
            state = draw(st.sampled_from([None, None, "skipped", "question"])) if is_person else None
            note = draw(st.none() | strategies.article_notes) if is_person else None
            reason = draw(strategies.short.filter(str.strip)) if state else ""
            found.append(Record(article, marks, state, reason, "1", note=note))
        if not authors:
            found.append(Record(article))
    return found
