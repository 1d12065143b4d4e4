"""Rules learned from what people marked: counted once, then kept up to date article by article."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from spanloop.core.changes import Changes
from spanloop.core.common_words import COMMON_WORDS
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.core.rule_learning import Key, LearnedRule, MarkedTexts
from spanloop.core.rules import LEARNED_SET, Rule, phrase_pattern
from spanloop.core.wording import count
from spanloop.operations.ruling import layer_of, rule_set
from spanloop.store.project import Project
from spanloop.store.reader import ProjectReader


@dataclass(frozen=True, slots=True)
class LearnReport:
    """added: rules that are new. gone: rules that the marks teach no more. rules: how many there are now."""

    changes: Changes
    added: int = 0
    gone: int = 0
    rules: int = 0


def count_texts(project: Project | ProjectReader) -> MarkedTexts:
    """Every text that people marked, by label and article; also in a thread, over a reader of its own."""
    texts = MarkedTexts()
    for row in project.rules.marked_texts():
        texts.count(row.layer, row.text, row.label, row.article)
    return texts


def recount(project: Project, texts: MarkedTexts, articles: Collection[str]) -> frozenset[Key]:
    """Count some articles anew; gives the texts that stood or stand in them."""
    touched: set[Key] = set()
    for article in articles:
        touched |= texts.of_article(article)
        texts.forget(article)
    for row in project.rules.marked_texts(articles):
        texts.count(row.layer, row.text, row.label, row.article)
        touched.add((row.layer, row.text))
    return frozenset(touched)


def learn(
    project: Project, *, author: Author, texts: MarkedTexts | None = None, only: Collection[Key] | None = None
) -> LearnReport:
    """Bring the learned rules up to what is marked now, as one act; one that a person switched off stays off.

    Learned is every text that was marked alike twice, in two articles at least, and never otherwise. texts: what was
    counted already. only: look at these texts alone. A person learns by an act of their own; when the window keeps the
    rules up to date after a completion, the author is the rule set itself, so that undo takes back what the person did.
    """
    counted = texts if texts is not None else count_texts(project)
    home = rule_set(project, LEARNED_SET)
    schema = project.schema
    wanted = {
        (rule.layer, rule.label, phrase_pattern(rule.text)): rule
        for rule in counted.learn(common=COMMON_WORDS, only=only)
        if layer_of(schema, rule.label) == rule.layer
    }
    there = {
        (rule.layer, rule.label, rule.pattern): rule
        for rule in project.rules.rules()
        if rule.set.uid == home.uid and (only is None or _key(rule) in only)
    }
    fresh = [made for said, made in wanted.items() if said not in there]
    gone = [rule.uid for said, rule in there.items() if said not in wanted and rule.state == "on"]
    if not fresh and not gone:
        return LearnReport(Changes(), rules=len(wanted))
    open_ones = project.rules.open_suggestions(gone)
    sources = {there[said].uid: made.source for said, made in wanted.items() if said in there}
    with project.act(author, _words(len(fresh), len(gone))) as act:
        act.add_rules([_rule(home, made) for made in fresh])
        act.set_rule_source(sources)
        act.remove_rules(gone)
        act.remove_marks(open_ones, remembered=False)
    return LearnReport(act.changes, len(fresh), len(gone), len(wanted))


def learned_set(project: Project) -> Author | None:
    """The author of learned rules, None where nobody had any learned yet."""
    return next((author for author in project.rules.sets() if author.name == LEARNED_SET), None)


def _rule(home: Author, made: LearnedRule) -> Rule:
    return Rule(new_uid(), home, made.layer, made.label, phrase_pattern(made.text), "learned", made.source)


def _key(rule: Rule) -> Key:
    return rule.layer, rule.words


def _words(fresh: int, gone: int) -> str:
    parts: Iterable[str] = (
        words
        for number, words in ((fresh, f"learn {count(fresh, 'rule')}"), (gone, f"forget {count(gone, 'rule')}"))
        if number
    )
    return " and ".join(parts)
