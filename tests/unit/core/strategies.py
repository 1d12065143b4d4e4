"""Texts, spans, articles and marks for property tests of the core."""

from __future__ import annotations

from hypothesis import strategies as st

from spanloop.core.article import Article, Zone, ZoneKind
from spanloop.core.marks import Argument, Author, AuthorKind, Event, Fragments, Link, Marks, Mention, make_fragments

#: Letters of several scripts, combining marks, emoji, joiners, direction marks, all sorts of white space and signs.
ALPHABET = (
    "abcXYZ\u00e9\u00df019_ \t\n\r\u00a0\u2028.,:;!?'\u2019\"-()[]%$\u2026\u060c\u3002"
    "\u0301\u064b\u0627\u0644\u0633\u0644\u0627\u05d0\u05ea\u0416\u4fc4\u7f57\u30ab\ud55c"
    "\u200b\u200c\u200d\u200e\u202b\ufeff\ufe0f\U0001f600\U0001f468\U0001f1fa\U0001f1e6\U0001f3fd\U00020000"
)
texts = st.text(alphabet=ALPHABET, max_size=60) | st.text(
    alphabet=st.characters(exclude_categories=["Cs"]), max_size=30
)
LABELS = ("PER", "ARM", "GPE")
TYPES = ("ATTACK", "MOVE")
ROLES = ("attacker", "place")


@st.composite
def fragments(draw: st.DrawFn, length: int = 24, most: int = 2) -> Fragments:
    """One to `most` fragments within `[0, length)`."""
    edges = draw(st.lists(st.integers(0, length), min_size=2, max_size=2 * most, unique=True))
    edges = sorted(edges)[: len(edges) // 2 * 2]
    return make_fragments(zip(edges[::2], edges[1::2], strict=True))


@st.composite
def author_marks(draw: st.DrawFn, name: str, *, kind: AuthorKind = "human", length: int = 24) -> Marks:
    """Mentions, events with arguments and attributes, and links of one author; uids begin with the author's name."""
    spans = draw(st.lists(st.tuples(fragments(length), st.sampled_from(LABELS)), max_size=6))
    mentions = tuple(Mention(f"{name}-m{i}", span, label) for i, (span, label) in enumerate(spans))
    triggers = draw(st.lists(st.tuples(fragments(length, 1), st.sampled_from(TYPES)), max_size=4))
    uids = [m.uid for m in mentions]
    fillers = [(uid, False) for uid in uids] + [(f"{name}-e{i}", True) for i in range(len(triggers))]
    events: list[Event] = []
    for i, (trigger, event_type) in enumerate(triggers):
        arguments = draw(st.lists(st.tuples(st.sampled_from(ROLES), st.sampled_from(fillers)), max_size=3))
        attributes: dict[str, str] = draw(
            st.dictionaries(st.sampled_from(("realis", "kind")), st.sampled_from(("actual", "planned")), max_size=2)
        )
        made = tuple(Argument(role, uid, is_event) for role, (uid, is_event) in arguments)
        events.append(Event(f"{name}-e{i}", event_type, trigger, made, attributes))
    links: list[Link] = []
    if uids:
        ends = draw(st.lists(st.tuples(st.sampled_from(uids), st.sampled_from(uids)), max_size=3))
        links = [Link(f"{name}-k{i}", "ALIAS", a, b, False) for i, (a, b) in enumerate(ends)]
    return Marks(Author(name, name, kind), mentions, tuple(events), tuple(links))


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article with zones of all kinds that do not overlap."""
    text = draw(st.text(alphabet="ab \n\U0001f600\u0627", max_size=50))
    edges = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10, unique=True)))
    kinds: st.SearchStrategy[ZoneKind] = st.sampled_from(("headline", "boilerplate", "comment", "article_break"))
    zones: list[Zone] = []
    for i, (start, end) in enumerate(zip(edges[::2], edges[1::2], strict=False)):
        kind = draw(kinds)
        zones.append(Zone(f"z{i}", start, end, kind, f"2021-04-{i + 1:02d}" if kind == "article_break" else None))
    return Article("article-1", text, date="2021-04-30", zones=tuple(draw(st.permutations(zones))))
