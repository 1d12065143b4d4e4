"""Rules at work: how right each is by what people decided, and what they suggest in articles that are not complete.

It tokenizes texts with spaCy, so the window leaves it to a child process.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from spanloop.core.article import Article
from spanloop.core.changes import Changes
from spanloop.core.common_words import COMMON_WORDS
from spanloop.core.completeness import holds, is_complete, layers_of
from spanloop.core.errors import CancelledError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Event, Layer, Marks, Mention
from spanloop.core.rule_judging import PersonsWord, Place, covered_by_longer, is_settled, judge, places_of, words_on
from spanloop.core.rule_learning import LearnedRule, MarkedTexts
from spanloop.core.rules import Rule, Tally, phrase_pattern
from spanloop.operations.auditing import audited_articles
from spanloop.operations.rule_learning import count_texts, learned_set
from spanloop.operations.ruling import kept_rules, layer_of
from spanloop.store.project import Project

if TYPE_CHECKING:
    from spanloop.learn.rules import ArticleMatcher

#: A suggestion has a score once so many matches of its rule are known: its precision, drawn a little to the middle
#: (Laplace), because five of five is not all of all.
KNOWN_ENOUGH = 5
Told = Callable[[int, int], None]
Asked = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Measures:
    """How right rules are. rules: by uid; sets: by uid of the set's author.

    seen counts every match in the articles that somebody worked on; known are those that somebody marked, rejected or
    passed over where they said that all is marked. What a rule was learned from does not speak for it: in each article
    a learned rule counts only if the other articles alone had taught it, and the figure of the learned set covers what
    an article disproved as well.
    """

    rules: Mapping[str, Tally] = field(default_factory=dict[str, Tally])
    sets: Mapping[str, Tally] = field(default_factory=dict[str, Tally])

    def to_dict(self) -> dict[str, Any]:
        """As JSON: {"rules": {uid: [right, of, seen]}, "sets": {...}}."""
        return {
            "rules": {uid: list(tally) for uid, tally in self.rules.items()},
            "sets": {uid: list(tally) for uid, tally in self.sets.items()},
        }

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Measures:
        """What to_dict gave."""
        rules, sets = (
            {str(uid): Tally(*(int(n) for n in tally)) for uid, tally in document.get(part, {}).items()}
            for part in ("rules", "sets")
        )
        return cls(rules, sets)


@dataclass(frozen=True, slots=True)
class RuleSuggestReport:
    """articles: how many got suggestions or lost some. suggestions: new ones. withdrawn: those that no rule makes any
    more. switched_off: rules that were surely right less than half of the time, each with its tally."""

    changes: Changes
    articles: int = 0
    suggestions: int = 0
    withdrawn: int = 0
    switched_off: tuple[tuple[Rule, Tally], ...] = ()
    measures: Measures = field(default_factory=Measures)


def measure(project: Project, *, on_progress: Told | None = None, cancelled: Asked | None = None) -> Measures:
    """Measure every rule, on or off, on the articles that people worked on. Writes nothing.

    on_progress: called with articles done and articles in all. Raises CancelledError when it was asked to stop.
    """
    from spanloop.learn.rules import ArticleMatcher

    texts = count_texts(project)
    rules, learned = _with_candidates(project, texts)
    matcher = ArticleMatcher(rules)
    by_rule: defaultdict[str, Tally] = defaultdict(Tally)
    by_set: defaultdict[str, Tally] = defaultdict(Tally)
    for article, everyone in _told(project, on_progress, cancelled):
        words = _words(project, article, everyone)
        if not words or not rules:
            continue
        for rule, place in _uncovered(matcher, article):
            candidate = learned.get(rule.uid)
            if candidate is not None and not texts.holds_without(candidate, article.uid):
                continue
            verdict = judge(place, words)
            tally = Tally(int(verdict is True), int(verdict is not None), 1)
            by_rule[rule.uid] |= tally
            by_set[rule.set.uid] |= tally
    stored = {rule.uid for rule in rules if rule.uid not in learned or learned[rule.uid].times}
    return Measures({uid: tally for uid, tally in by_rule.items() if uid in stored}, dict(by_set))


def suggest(project: Project, *, on_progress: Told | None = None, cancelled: Asked | None = None) -> RuleSuggestReport:
    """Measure, switch off what is surely bad, and let the rules suggest in every layer that nobody completed.

    What a rule set suggested before and would suggest again stays; what it would not, and nobody decided, goes. What
    everybody who works on an article marked or rejected already is not suggested, nor anything in articles that are
    annotated without suggestions (see operations.auditing). Acts are the rule sets' own.
    on_progress: called with steps done and steps in all. Cancelling leaves nothing behind.
    """
    from spanloop.learn.rules import ArticleMatcher

    half = _halved(on_progress)
    measures = measure(project, on_progress=half[0], cancelled=cancelled)
    kept = kept_rules(project)
    rules = [rule for rule in project.rules.rules() if rule.state == "on" and _is_known(project, rule)]
    low = [rule for rule in rules if rule.uid not in kept and measures.rules.get(rule.uid, Tally()).is_low]
    dropped = {rule.uid for rule in low}
    rules = [rule for rule in rules if rule.uid not in dropped]
    plan = _Plan(rules, measures, sets=project.rules.sets())
    matcher = ArticleMatcher(rules)
    audited = audited_articles(project)
    for article, everyone in _told(project, half[1], cancelled):
        layers = [] if article.uid in audited else _open_layers(project, article, everyone)
        if layers:
            plan.look(article, everyone, layers, matcher, _words(project, article, everyone))
    changes = plan.write(project, low)
    switched = tuple((rule, measures.rules[rule.uid]) for rule in low)
    return RuleSuggestReport(changes, len(plan.articles), plan.made, plan.withdrawn, switched, measures)


class _Plan:
    """What is to be written, set by set."""

    def __init__(self, rules: Sequence[Rule], measures: Measures, *, sets: Sequence[Author]) -> None:
        self._rules = rules
        self._sets = {author.uid: author for author in sets}
        tallies = [measures.rules.get(rule.uid, Tally()) for rule in rules]
        self._ranks = [(tally.right + 1) / (tally.of + 2) for tally in tallies]
        known = [tally.of >= KNOWN_ENOUGH for tally in tallies]
        self._scores = [rank if enough else None for rank, enough in zip(self._ranks, known, strict=True)]
        self._marks: defaultdict[str, dict[str, Marks]] = defaultdict(dict)
        self._gone: defaultdict[str, list[str]] = defaultdict(list)
        self.articles: set[str] = set()
        self.made = self.withdrawn = 0

    def look(
        self,
        article: Article,
        everyone: Sequence[Marks],
        layers: Sequence[Layer],
        matcher: ArticleMatcher,
        words: Sequence[PersonsWord],
    ) -> None:
        """What one article gets and loses."""
        decided = {verdict.suggestion for marks in everyone for verdict in marks.verdicts}
        wanted: defaultdict[str, dict[Place, int]] = defaultdict(dict)
        for match in matcher.chosen(article, rank=self._ranks.__getitem__):
            rule = self._rules[match.rule]
            place = rule.layer, rule.label, match.fragments
            if rule.layer in layers and not is_settled(place, words) and not article.silences(match.fragments):
                wanted[rule.set.uid][place] = match.rule
        for marks in everyone:
            if marks.author.uid in self._sets:
                mine = wanted[marks.author.uid]
                for mark, place in zip((*marks.mentions, *marks.events), places_of(marks), strict=True):
                    stands = mine.pop(place, None) is not None
                    if not stands and mark.uid not in decided and place[0] in layers:
                        self._gone[marks.author.uid].append(mark.uid)
                        self.articles.add(article.uid)
        for home, places in wanted.items():
            if places:
                self._marks[home][article.uid] = self._made(self._sets[home], places)
                self.articles.add(article.uid)

    def _made(self, home: Author, places: Mapping[Place, int]) -> Marks:
        self.made += len(places)
        mentions: list[Mention] = []
        events: list[Event] = []
        for (layer, label, fragments), number in places.items():
            # A suggestion of a rule says by its origin which rule it was.
            rule, score = self._rules[number].uid, self._scores[number]
            if layer == "entities":
                mentions.append(Mention(new_uid(), fragments, label, score, origin=rule))
            else:
                events.append(Event(new_uid(), label, fragments, score=score, origin=rule))
        return Marks(home, tuple(mentions), tuple(events))

    def write(self, project: Project, low: Sequence[Rule]) -> Changes:
        """One act for each set that has anything to write."""
        done = Changes()
        for uid, home in self._sets.items():
            bad = [rule.uid for rule in low if rule.set.uid == uid]
            open_ones = project.rules.open_suggestions(bad)
            gone = list(dict.fromkeys([*self._gone[uid], *open_ones]))
            if not (bad or gone or self._marks[uid]):
                continue
            self.withdrawn += len(gone)
            with project.act(home, f"suggest by {home.name}") as act:
                act.set_rule_state(bad, "off")
                act.remove_marks(gone, remembered=False)
                for article, marks in self._marks[uid].items():
                    act.add_mentions(article, home, marks.mentions)
                    act.add_events(article, home, marks.events)
            done |= act.changes
        return done


def _with_candidates(project: Project, texts: MarkedTexts) -> tuple[list[Rule], dict[str, LearnedRule]]:
    """The rules of a project, and with them what would be a learned rule if one article were unknown; the latter by
    uid. Of what is no rule now `times` is 0."""
    rules = [rule for rule in project.rules.rules() if _is_known(project, rule)]
    home = learned_set(project)
    learned: dict[str, LearnedRule] = {}
    if home is None:
        return rules, learned
    there = {(rule.layer, rule.label, rule.pattern): rule for rule in rules if rule.set.uid == home.uid}
    for candidate in texts.candidates(common=COMMON_WORDS):
        said = candidate.layer, candidate.label, phrase_pattern(candidate.text)
        if layer_of(project.schema, candidate.label) != candidate.layer:
            continue
        rule = there.get(said)
        if rule is None:
            rule = Rule(new_uid(), home, *said, "learned", state="off")
            rules.append(rule)
            candidate = candidate._replace(times=0)
        learned[rule.uid] = candidate
    return rules, learned


def _is_known(project: Project, rule: Rule) -> bool:
    """Whether the schema has the label of a rule; one that was renamed away matches nothing."""
    schema = project.schema
    return (schema.entity(rule.label) if rule.layer == "entities" else schema.event(rule.label)) is not None


def _uncovered(matcher: ArticleMatcher, article: Article) -> Iterator[tuple[Rule, Place]]:
    """What each rule matches, less what would never be suggested because a longer match stands there."""
    found: list[tuple[Rule, Place]] = []
    for match in matcher.every(article):
        rule = matcher.rules[match.rule]
        found.append((rule, (rule.layer, rule.label, match.fragments)))
    covered = covered_by_longer([(place, rule.state == "on") for rule, place in found])
    for (rule, place), hidden in zip(found, covered, strict=True):
        if not hidden and not article.silences(place[2]):
            yield rule, place


def _told(project: Project, told: Told | None, cancelled: Asked | None) -> Iterator[tuple[Article, list[Marks]]]:
    total = len(project.article_uids()) if told is not None else 0
    for done, record in enumerate(project.records(), 1):
        if cancelled is not None and cancelled():
            raise CancelledError("The rules were stopped", way_out="Nothing was written.")
        yield record
        if told is not None:
            told(done, max(total, done))


def _halved(told: Told | None) -> tuple[Told | None, Told | None]:
    """Two halves of one progress."""
    if told is None:
        return None, None
    return (lambda at, total: told(at, 2 * total)), (lambda at, total: told(total + at, 2 * total))


def _words(project: Project, article: Article, everyone: Sequence[Marks]) -> list[PersonsWord]:
    schema, versions = project.schema, project.schemas
    return words_on(
        everyone,
        rejected=lambda marks: {(p.layer, p.label, p.fragments) for p in project.rejected(article.uid, marks.author)},
        holding=lambda version, layer: holds(version, layer, schema=schema, versions=versions),
    )


def _open_layers(project: Project, article: Article, everyone: Sequence[Marks]) -> list[Layer]:
    """The layers of an article that no person completed."""
    schema, versions = project.schema, project.schemas
    people = [marks for marks in everyone if marks.author.kind in ("human", "gold")]
    return [
        layer
        for layer in layers_of(schema)
        if not any(
            is_complete(marks.completions, layer, end=len(article.text), schema=schema, versions=versions)
            for marks in people
        )
    ]
