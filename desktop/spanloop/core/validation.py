"""Problems: what in one author's marks on an article is wrong or unlikely, where, and how to mend it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from spanloop.core.article import SILENT_ZONES, Article
from spanloop.core.crossing import crossing
from spanloop.core.marks import Argument, Event, Fragment, Fragments, Link, Marks, Mention
from spanloop.core.ranges import covers
from spanloop.core.schema import EventType, Role, Schema
from spanloop.core.time_values import EXAMPLES, is_time_value
from spanloop.core.whys import WHY
from spanloop.core.words import trim, word_at, word_boundaries, word_boundaries_slowly

ProblemCode = Literal[
    "out_of_range",
    "blank_edge",
    "silent_zone",
    "off_words",
    "unknown_label",
    "unknown_type",
    "unknown_role",
    "unknown_attribute",
    "unknown_link",
    "wrong_value",
    "wrong_filler",
    "lost_filler",
    "one_filler",
    "lost_end",
    "wrong_end",
    "duplicate",
    "crossing",
    "missing_role",
    "no_time",
]

_LONGEST_WORD = 40
#: Marks that are checked between two pauses.
_PAUSE = 100
#: The same where each is only compared.
_PAUSE_ALIKE = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding.

    message: what is wrong, one short sentence ("No place."). way_out: what to do about it, one sentence.
    mark: uid of the mention, event or link it is about. start, end: where to look, in code points of the article.
    """

    code: ProblemCode
    message: str
    way_out: str
    mark: str | None
    start: int
    end: int

    @property
    def why(self) -> str:
        """Why it is a problem: one full sentence on what goes wrong later if it stays."""
        return WHY[self.code]


class WordEdges:
    """Where the words of an article begin and end: its stored words, or core.words where none are stored.

    Worked out when first asked for; hold on to it where the same article is validated again and again.
    """

    def __init__(self, article: Article) -> None:
        self._article = article

    @cached_property
    def _words(self) -> Sequence[Fragment]:
        stored = self._article.words
        return stored if stored is not None else word_boundaries(self._article.text)

    def work_out(self) -> Generator[None]:
        """Find the words with pauses, in which others may work; of a long article that takes a quarter of a second."""
        if self._article.words is None and "_words" not in vars(self):
            self._words = yield from word_boundaries_slowly(self._article.text)

    def cut(self, fragments: Fragments) -> list[Fragment]:
        """The words that an edge of the fragments lies inside of, in order, each once."""
        found: dict[Fragment, None] = {}
        for start, end in fragments:
            for offset in (start, end):
                word = self._words[word_at(self._words, offset)] if self._words else (0, 0)
                if word[0] < offset < word[1]:
                    found[word] = None
        return list(found)

    def fit(self, fragments: Fragments) -> bool:
        """Whether every fragment begins where a word begins and ends where one ends."""
        words, count = self._words, len(self._words)
        for start, end in fragments:
            first = bisect_left(words, (start,))
            if first == count or words[first][0] != start:
                return False
            behind = bisect_left(words, (end,), first)
            if words[behind - 1][1] != end:
                return False
        return True


def validate(article: Article, marks: Marks, schema: Schema, *, edges: WordEdges | None = None) -> tuple[Problem, ...]:
    """All problems of one author's marks on an article under a schema, in the order of the text.

    edges: of this article's words, where the caller holds them.
    """
    checks = _Checks(article, marks, schema, edges or WordEdges(article))
    found = [_within(problem, len(article.text)) for problem in checks.run() if problem is not None]
    return tuple(sorted(found, key=in_text_order))


def validate_slowly(
    article: Article, marks: Marks, schema: Schema, *, edges: WordEdges | None = None
) -> Generator[None, None, tuple[Problem, ...]]:
    """The same, with a pause after every millisecond or so, in which others may work; returns the problems."""
    found: list[Problem] = []
    edges = edges or WordEdges(article)
    if marks.mentions or marks.events:
        yield from edges.work_out()
    for problem in _Checks(article, marks, schema, edges).run():
        if problem is None:
            yield
        else:
            found.append(_within(problem, len(article.text)))
    return tuple(sorted(found, key=in_text_order))


def in_text_order(problem: Problem) -> tuple[int, int, str, str, str]:
    """The key by which problems are sorted."""
    return problem.start, problem.end, problem.code, problem.mark or "", problem.message


class _Checks:
    def __init__(self, article: Article, marks: Marks, schema: Schema, edges: WordEdges) -> None:
        self.text = article.text
        self.marks = marks
        self.schema = schema
        self.silent = [(z.start, z.end, z.kind) for z in article.zones if z.kind in SILENT_ZONES]
        self.edges = edges
        self.mentions = {mention.uid: mention for mention in marks.mentions}
        self.events = {event.uid: event for event in marks.events}

    def run(self) -> Iterator[Problem | None]:
        """All problems; None where a caller may pause."""
        for number, mention in enumerate(self.marks.mentions, 1):
            if number % _PAUSE == 0:
                yield None
            yield from self.span(mention.uid, mention.fragments)
            if self.schema.entity(mention.label) is None:
                yield _problem(
                    "unknown_label",
                    f"The schema has no label {mention.label}.",
                    "Give it another label, or add this one to the schema.",
                    mention,
                )
            if mention.value and not is_time_value(mention.value):
                way_out = f"Write one such as {EXAMPLES}, or leave it empty."
                yield _problem("no_time", f"\u201c{_short(mention.value)}\u201d is no time.", way_out, mention)
        for number, event in enumerate(self.marks.events, 1):
            if number % _PAUSE == 0:
                yield None
            yield from self.span(event.uid, event.trigger)
            yield from self.event(event)
        yield None
        for link in self.marks.links:
            yield from self.link(link)
        yield None
        yield from self.duplicates()
        yield None
        yield from self.crossing()

    def span(self, uid: str, fragments: Fragments) -> Iterator[Problem]:
        """Where a mention or trigger stands: in the text, on words, outside silent zones."""
        start, end = fragments[0][0], fragments[-1][1]
        if start < 0 or end > len(self.text) or any(a >= b for a, b in fragments):
            yield Problem(
                "out_of_range",
                f"It reaches from {start} to {end}, outside the text.",
                "Remove it and mark the words again.",
                uid,
                start,
                end,
            )
            return
        silenced = {kind for a, b, kind in self.silent if any(s < b and a < e for s, e in fragments)}
        for kind in sorted(silenced) if silenced else ():
            way_out = f"Remove the mark, or correct the {kind} zone."
            yield Problem("silent_zone", f"It stands in {kind}.", way_out, uid, start, end)
        if not _bounded(self.text, fragments) and any(trim(self.text, a, b) != (a, b) for a, b in fragments):
            yield Problem("blank_edge", "White space at an edge.", "Move the edge to the word.", uid, start, end)
        elif not self.edges.fit(fragments):
            way_out = "Take whole words; otherwise the extractor cannot learn from it."
            yield Problem("off_words", self.what_it_cuts(fragments), way_out, uid, start, end)

    def what_it_cuts(self, fragments: Fragments) -> str:
        words = [f"\u201c{_short(self.text[a:b])}\u201d" for a, b in self.edges.cut(fragments)]
        if not words:
            return "An edge stands where no word begins or ends."
        return f"It cuts the word {words[0]}." if len(words) == 1 else f"It cuts the words {' and '.join(words[:2])}."

    def event(self, event: Event) -> Iterator[Problem]:
        kind = self.schema.event(event.type)
        if kind is None:
            way_out = "Give it another type, or add this one to the schema."
            yield _problem("unknown_type", f"The schema has no event type {event.type}.", way_out, event)
            return
        for argument in event.arguments:
            yield from self.argument(event, kind, argument)
        for name, count in Counter(argument.role for argument in event.arguments).items():
            role = kind.role(name)
            if role is not None and not role.many and count > 1:
                way_out = "Keep one and remove the others."
                yield _problem("one_filler", f"{name} has {count} fillers and takes one.", way_out, event)
        filled = {argument.role for argument in event.arguments}
        for name in kind.expects:
            role = kind.role(name)
            if role is not None and name not in filled:
                yield _problem("missing_role", f"No {name}.", self.how_to_fill(event, role), event)
        for name, value in event.attributes.items():
            yield from self.attribute(event, name, value)

    def argument(self, event: Event, kind: EventType, argument: Argument) -> Iterator[Problem]:
        role = kind.role(argument.role)
        if role is None:
            way_out = "Move the filler to a role of this type, or change the type."
            yield _problem("unknown_role", f"{event.type} has no role {argument.role}.", way_out, event)
            return
        if argument.filler_is_event:
            filling = self.events.get(argument.filler)
            label = filling.type if filling else ""
            fits = role.takes_event(label)
        else:
            mention = self.mentions.get(argument.filler)
            label = mention.label if mention else ""
            fits = role.takes_label(label)
        if not label:
            way_out = "Empty the role and fill it again."
            yield _problem("lost_filler", f"The filler of {role.name} is not there.", way_out, event)
        elif argument.filler == event.uid:
            way_out = "Empty the role."
            yield _problem("wrong_filler", f"The event fills its own role {role.name}.", way_out, event)
        elif not fits:
            way_out = f"Fill it with {_either(role)}, or change the label."
            yield _problem("wrong_filler", f"{label} cannot fill {role.name}.", way_out, event)

    def how_to_fill(self, event: Event, role: Role) -> str:
        """What to press; if something that fits lies inside a filler of another role, says so."""
        press = f"Press {role.key} to" if role.key else f"Fill {role.name} to"
        for argument in event.arguments:
            outer = self.mentions.get(argument.filler)
            if outer is None:
                continue
            inner = self.first_inside(outer, role)
            if inner is not None:
                words = " ".join(self.text[a:b] for a, b in inner.fragments)
                return f"{words} lies inside the {argument.role}. {press} use it as the {role.name} too."
        return f"{press} choose one, or leave it if the text names none."

    @cached_property
    def by_start(self) -> tuple[list[int], list[tuple[int, Mention]]]:
        """The mentions in order of their starts, each with its place among the marks; the starts by themselves."""
        ordered = sorted(enumerate(self.marks.mentions), key=lambda item: item[1].start)
        return [mention.start for _, mention in ordered], ordered

    def first_inside(self, outer: Mention, role: Role) -> Mention | None:
        """The first of the mentions within another one that the role takes."""
        starts, ordered = self.by_start
        near = ordered[bisect_left(starts, outer.start) : bisect_left(starts, outer.end)]
        fitting = [(place, m) for place, m in near if role.takes_label(m.label) and _inside(m, outer)]
        return min(fitting, key=lambda item: item[0])[1] if fitting else None

    def attribute(self, event: Event, name: str, value: str) -> Iterator[Problem]:
        if self.schema.attribute(name) is None:
            way_out = "Clear it, or add it to the schema."
            yield _problem("unknown_attribute", f"The schema has no attribute {name}.", way_out, event)
            return
        values = self.schema.attribute_values(name, event.type)
        if value not in values:
            way_out = f"Choose {_listed(values)}." if values else "Clear it."
            yield _problem("wrong_value", f"{name} of {event.type} cannot be {value}.", way_out, event)

    def link(self, link: Link) -> Iterator[Problem]:
        ends = self.events if link.between_events else self.mentions
        source, target = ends.get(link.source), ends.get(link.target)
        where = source or target
        start, end = (where.start, where.end) if where else (0, 0)
        kind = self.schema.link(link.type)
        if kind is None:
            way_out = "Give it another type, or add this one to the schema."
            yield Problem("unknown_link", f"The schema has no link {link.type}.", way_out, link.uid, start, end)
        elif kind.between_events != link.between_events:
            way_out = f"Link two {'events' if kind.between_events else 'mentions'}."
            yield Problem("wrong_end", f"{link.type} is not for these marks.", way_out, link.uid, start, end)
        if source is None or target is None:
            yield Problem("lost_end", f"An end of {link.type} is not there.", "Remove the link.", link.uid, start, end)
        elif link.source == link.target:
            yield Problem("wrong_end", f"{link.type} links a mark to itself.", "Remove the link.", link.uid, start, end)

    def duplicates(self) -> Iterator[Problem | None]:
        spans: set[tuple[str, Fragments]] = set()
        for number, mention in enumerate(self.marks.mentions, 1):
            if number % _PAUSE_ALIKE == 0:
                yield None
            key = (mention.label, mention.fragments)
            if key in spans:
                yield _problem("duplicate", f"{mention.label} stands here twice.", "Remove one of them.", mention)
            spans.add(key)
        events: set[tuple[object, ...]] = set()
        for number, event in enumerate(self.marks.events, 1):
            if number % _PAUSE == 0:
                yield None
            # One trigger may express several events of a type, as long as something tells them apart.
            arguments = frozenset((a.role, a.filler) for a in event.arguments)
            event_key = (event.type, event.trigger, arguments, frozenset(event.attributes.items()))
            if event_key in events:
                yield _problem("duplicate", f"The same {event.type} stands here twice.", "Remove one of them.", event)
            events.add(event_key)
            for (role, _), count in Counter((a.role, a.filler) for a in event.arguments).items():
                if count > 1:
                    way_out = "Remove one of them."
                    yield _problem("duplicate", f"{role} has the same filler twice.", way_out, event)
        links: set[tuple[str, str, str]] = set()
        for link in self.marks.links:
            link_key = (link.type, link.source, link.target)
            if link_key in links:
                found = self.events.get(link.source) or self.mentions.get(link.source)
                start, end = (found.start, found.end) if found else (0, 0)
                message = f"{link.type} links the same marks twice."
                yield Problem("duplicate", message, "Remove one of them.", link.uid, start, end)
            links.add(link_key)

    def crossing(self) -> Iterator[Problem | None]:
        """Mentions of one label of which each has characters that the other lacks, and some in common."""
        by_label: defaultdict[str, list[Mention]] = defaultdict(list)
        for mention in self.marks.mentions:
            by_label[mention.label].append(mention)
        for mentions in by_label.values():
            yield None
            for mention in crossing(mentions):
                message = f"It crosses another {mention.label}."
                yield _problem("crossing", message, "Make one end where the other begins, or inside it.", mention)


def _short(word: str) -> str:
    return word if len(word) <= _LONGEST_WORD else f"{word[:_LONGEST_WORD]}\u2026"


def _within(problem: Problem, length: int) -> Problem:
    """The same problem at a place that can be shown: a span that leaves the text may have several."""
    start = min(max(0, problem.start), length)
    end = min(max(start, problem.end), length)
    return problem if (start, end) == (problem.start, problem.end) else replace(problem, start=start, end=end)


def _problem(code: ProblemCode, message: str, way_out: str, mark: Mention | Event) -> Problem:
    return Problem(code, message, way_out, mark.uid, mark.start, mark.end)


def _inside(inner: Mention, outer: Mention) -> bool:
    return inner.uid != outer.uid and covers(outer.fragments, inner.fragments)


def _bounded(text: str, fragments: Fragments) -> bool:
    """Whether letters or digits stand at all edges, so that nothing there is blank; much quicker than trimming."""
    return all(text[start].isalnum() and text[end - 1].isalnum() for start, end in fragments)


def _either(role: Role) -> str:
    takes = ["any mention"] if "*" in role.fills else sorted(role.fills)
    takes += ["any event"] if "*" in role.fills_events else sorted(role.fills_events)
    return _listed(takes) if takes else "nothing"


def _listed(values: Iterable[str]) -> str:
    *most, last = values
    return f"{', '.join(most)} or {last}" if most else last
