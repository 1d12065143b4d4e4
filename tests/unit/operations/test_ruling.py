"""Rules come in, learn, suggest and are judged; each act of a person can be undone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Fragments, Mention
from spanloop.core.rules import LEARNED_SET, Tally
from spanloop.operations import rule_learning, rule_suggesting, ruling, suggestions
from spanloop.operations.completing import complete
from spanloop.operations.marking import mark
from spanloop.operations.pasting import paste_article
from spanloop.operations.undoing import undo
from spanloop.operations.viewing import view_article
from tests.unit.operations.bench import Bench

OTHER = "Convoy leaves\n\nThe 9th Division left Tel Shahin. Gunners of the 9th Division waited at the depot.\n"
THIRD = "Talks\n\nThe 9th Division was not there, Tel Shahin was. Gunners were.\n"


class Rows:
    """Three articles on the bench; marks words in them and reads what is suggested."""

    def __init__(self, bench: Bench) -> None:
        self.project, self.author = bench.project, bench.author
        self.first = bench.article
        self.second = self.paste(OTHER)
        self.third = self.paste(THIRD)

    def paste(self, text: str) -> str:
        return paste_article(self.project, author=self.author, text=text)[1]

    def at(self, article: str, words: str) -> Fragments:
        start = self.project.article(article).text.index(words)
        return ((start, start + len(words)),)

    def mark(self, article: str, words: str, label: str) -> None:
        mark(self.project, author=self.author, article=article, fragments=self.at(article, words), label=label)

    def offered(self, article: str) -> list[tuple[str, str, str]]:
        """(author, label or type, words) of the open suggestions."""
        desk = view_article(self.project, author=self.author, article=article)
        text = desk.article.text
        found = [
            (marks.author.name, name, text[at[0][0] : at[-1][1]])
            for marks in desk.suggestions
            for name, at in (
                *((m.label, m.fragments) for m in marks.mentions),
                *((e.type, e.trigger) for e in marks.events),
            )
        ]
        return sorted(found, key=lambda row: row[1:])

    def words(self) -> dict[str, str]:
        """Words of the rules with their state."""
        return {rule.words: rule.state for rule in ruling.list_rules(self.project)}

    def rule(self, words: str) -> str:
        return next(rule.uid for rule in ruling.list_rules(self.project) if rule.words == words)


@pytest.fixture
def rows(bench: Bench) -> Rows:
    return Rows(bench)


def _file(folder: Path, *patterns: tuple[str, object]) -> Path:
    path = folder / "terms.jsonl"
    path.write_text("".join(json.dumps({"label": a, "pattern": b}) + "\n" for a, b in patterns), encoding="utf-8")
    return path


def test_a_file_is_taken_over_with_its_labels_mapped(rows: Rows, tmp_path: Path) -> None:
    project, author = rows.project, rows.author
    path = _file(tmp_path, ("GPE", "Tel Shahin"), ("armed", "9th Division"), ("X", "depot"), ("STRIKE", "shelled"))
    plan = ruling.plan_import(project, path=path)
    assert dict(plan.unknown) == {"armed": "ARM", "X": ""}
    with pytest.raises(SpanloopError, match="has no label armed, X"):
        ruling.import_rules(project, author=author, plan=plan)
    assert ruling.list_rules(project) == []
    with pytest.raises(SpanloopError, match="no label or event type NONE"):
        ruling.plan_import(project, path=path, mapping={"X": "NONE"})
    with pytest.raises(SpanloopError, match="The file has no label Y"):
        ruling.plan_import(project, path=path, mapping={"Y": "ARM"})
    plan = ruling.plan_import(project, path=path, mapping={"armed": "ARM", "X": None})
    assert (plan.unknown, plan.fresh, plan.there) == ({}, 3, 0)
    done = ruling.import_rules(project, author=author, plan=plan)
    assert (done.rules, done.left_out, done.set) == (3, 1, "terms.jsonl")
    assert [(rule.layer, rule.label) for rule in ruling.list_rules(project)] == [
        ("entities", "GPE"), ("entities", "ARM"), ("events", "STRIKE"),
    ]  # fmt: skip
    again = ruling.plan_import(project, path=path, mapping={"armed": "ARM", "X": None})
    assert (again.fresh, again.there) == (0, 3)
    assert not ruling.import_rules(project, author=author, plan=again).changes
    undo(project, author=author)
    assert ruling.list_rules(project) == []


def test_labels_are_created_in_the_same_act_and_only_when_asked(rows: Rows, tmp_path: Path) -> None:
    project, author = rows.project, rows.author
    plan = ruling.plan_import(project, path=_file(tmp_path, ("WEAPON", "rocket")))
    done = ruling.import_rules(project, author=author, plan=plan, create_labels=True)
    assert done.created == ("WEAPON",)
    assert project.schema.entity("WEAPON") is not None
    undo(project, author=author)
    assert project.schema.entity("WEAPON") is None
    assert ruling.list_rules(project) == []


def test_rules_suggest_once_what_nobody_decided(rows: Rows) -> None:
    project, author = rows.project, rows.author
    patterns: list[tuple[object, str]] = [
        ("9th Division", "ARM"), ("Division", "ARM"), ("Tel Shahin", "GPE"), ([{"LOWER": "shelled"}], "STRIKE"),
    ]  # fmt: skip
    assert ruling.add_rules(project, author=author, patterns=patterns).rules == 4
    made = rule_suggesting.suggest(project)
    assert (made.articles, made.suggestions, made.withdrawn) == (3, 8, 0)
    name = "Rules of Noor"
    assert rows.offered(rows.first) == [
        (name, "ARM", "9th Division"), (name, "GPE", "Tel Shahin"), (name, "STRIKE", "shelled"),
    ]  # fmt: skip
    assert not rule_suggesting.suggest(project).changes
    # What was rejected stays away, also when the rule is taken away and comes again.
    desk = view_article(project, author=author, article=rows.second)
    uids = [m.uid for marks in desk.suggestions for m in marks.mentions if m.label == "ARM"]
    suggestions.reject(project, author=author, suggestions=uids[:1])
    suggestions.accept(project, author=author, suggestions=uids[1:])
    assert rows.offered(rows.second) == [(name, "GPE", "Tel Shahin")]
    removed = ruling.remove_rules(project, author=author, rules=[rows.rule("9th Division"), rows.rule("Division")])
    assert (removed.rules, removed.withdrawn) == (2, 2)
    assert rows.offered(rows.third) == [(name, "GPE", "Tel Shahin")]
    ruling.add_rules(project, author=author, patterns=patterns[:1])
    assert rule_suggesting.suggest(project).suggestions == 2
    assert rows.offered(rows.second) == [(name, "GPE", "Tel Shahin")]
    # A layer that is complete gets no more.
    complete(project, author=author, article=rows.third, layers=("entities", "events"))
    ruling.add_rules(project, author=author, patterns=[("Gunners", "ARM")])
    rule_suggesting.suggest(project)
    assert ("Rules of Noor", "ARM", "Gunners") in rows.offered(rows.first)
    assert ("Rules of Noor", "ARM", "Gunners") not in rows.offered(rows.third)


def test_what_an_extractor_suggests_too_is_shown_once(rows: Rows, bench: Bench) -> None:
    project, author = rows.project, rows.author
    bench.suggest([Mention(new_uid(), rows.at(rows.first, "9th Division"), "ARM", 0.7)], [])
    ruling.add_rules(project, author=author, patterns=[("9th Division", "ARM")])
    rule_suggesting.suggest(project)
    assert [row[0] for row in rows.offered(rows.first)] == ["Extractor v1"]
    assert [row[0] for row in rows.offered(rows.third)] == ["Rules of Noor"]
    desk = view_article(project, author=author, article=rows.first)
    (shown,) = desk.suggestions
    suggestions.accept_as(project, author=author, suggestion=shown.mentions[0].uid, label="FAC")
    assert rows.offered(rows.first) == []


def test_rules_off_take_their_suggestions_along_and_undo_brings_them_back(rows: Rows) -> None:
    project, author = rows.project, rows.author
    ruling.add_rules(project, author=author, patterns=[("Tel Shahin", "GPE")])
    rule_suggesting.suggest(project)
    done = ruling.switch_rules(project, author=author, rules=[rows.rule("Tel Shahin")], on=False)
    assert (done.rules, done.withdrawn) == (1, 3)
    assert rows.words() == {"Tel Shahin": "off"}
    assert rows.offered(rows.second) == []
    assert not rule_suggesting.suggest(project).changes
    undo(project, author=author)
    assert rows.words() == {"Tel Shahin": "on"}
    assert len(rows.offered(rows.second)) == 1


def test_a_rule_that_is_seldom_right_switches_itself_off_unless_it_is_wanted(rows: Rows) -> None:
    project, author = rows.project, rows.author
    many = rows.paste("The depot, the depot, the depot, the depot, the depot. Tel Shahin.\n")
    rows.mark(many, "Tel Shahin", "GPE")
    complete(project, author=author, article=many, layers=("entities",))
    ruling.add_rules(project, author=author, patterns=[("depot", "FAC"), ("Tel Shahin", "GPE")])
    made = rule_suggesting.suggest(project)
    assert [(rule.words, tally) for rule, tally in made.switched_off] == [("depot", Tally(0, 5, 5))]
    assert made.measures.rules[rows.rule("Tel Shahin")] == Tally(1, 1, 1)
    assert rows.words() == {"depot": "off", "Tel Shahin": "on"}
    assert {row[2] for row in rows.offered(rows.first)} == {"Tel Shahin"}
    ruling.switch_rules(project, author=author, rules=[rows.rule("depot")], on=True)
    assert rule_suggesting.suggest(project).switched_off == ()
    assert {row[2] for row in rows.offered(rows.first)} == {"Tel Shahin", "depot"}
    depot = view_article(project, author=author, article=rows.first).suggestions[0].mentions[0]
    assert (depot.score, depot.origin) == (pytest.approx(1 / 7), rows.rule("depot"))


def test_marks_teach_rules_that_are_measured_on_other_articles(rows: Rows) -> None:
    project, author = rows.project, rows.author
    for article in (rows.first, rows.second):
        rows.mark(article, "9th Division", "ARM")
        rows.mark(article, "Tel Shahin", "GPE")
    done = rule_learning.learn(project, author=author)
    assert (done.added, done.gone, done.rules) == (2, 0, 2)
    assert {rule.source for rule in ruling.list_rules(project)} == {"marked 2 times in 2 articles"}
    # In neither article would the other alone have taught it.
    assert rule_suggesting.measure(project).rules == {}
    rows.mark(rows.third, "Tel Shahin", "FAC")
    complete(project, author=author, article=rows.third, layers=("entities",))
    counted = rule_learning.count_texts(project)
    kept = rule_learning.learn(project, author=author)
    assert (kept.gone, rows.words()) == (1, {"9th Division": "on"})
    measures = rule_suggesting.measure(project)
    # The third article proved both wrong: one is no rule any more, but the set answers for it.
    assert measures.rules == {rows.rule("9th Division"): Tally(0, 1, 1)}
    (home,) = project.rules.sets()
    assert (home.name, measures.sets[home.uid]) == (LEARNED_SET, Tally(0, 2, 2))
    assert rule_suggesting.Measures.from_dict(json.loads(json.dumps(measures.to_dict()))) == measures
    assert counted.labels("entities", "Tel Shahin").keys() == {"GPE", "FAC"}


def test_learned_rules_are_kept_up_to_date_and_stay_off(rows: Rows) -> None:
    project, author = rows.project, rows.author
    for article in (rows.first, rows.second):
        rows.mark(article, "9th Division", "ARM")
    rule_learning.learn(project, author=author)
    texts = rule_learning.count_texts(project)
    ruling.remove_rules(project, author=author, rules=[rows.rule("9th Division")])
    assert rows.words() == {"9th Division": "off"}
    for article in (rows.first, rows.second):
        rows.mark(article, "Gunners", "ARM")
    home = rule_learning.learned_set(project)
    assert home is not None
    touched = rule_learning.recount(project, texts, [rows.first, rows.second])
    assert touched == {("entities", "9th Division"), ("entities", "Gunners")}
    done = rule_learning.learn(project, author=home, texts=texts, only=touched)
    assert (done.added, done.gone) == (1, 0)
    assert rows.words() == {"9th Division": "off", "Gunners": "on"}
    # It was the set's own act: undo takes back what the person did.
    assert project.undo_label(author) == "mark ARM"


def test_export_and_names(rows: Rows, tmp_path: Path) -> None:
    project, author = rows.project, rows.author
    with pytest.raises(SpanloopError, match="no rule to export"):
        ruling.export_rules(project, dest=tmp_path / "out.jsonl")
    patterns: list[tuple[object, str]] = [("9th Division", "ARM"), ([{"lower": "shelled"}], "STRIKE")]
    ruling.add_rules(project, author=author, patterns=patterns)
    ruling.switch_rules(project, author=author, rules=[rows.rule("9th Division")], on=False)
    out = tmp_path / "out.jsonl"
    assert ruling.export_rules(project, dest=out) == 1
    assert out.read_text() == '{"label": "STRIKE", "pattern": [{"LOWER": "shelled"}]}\n'
    assert ruling.export_rules(project, dest=out, off=True) == 2
    assert len(ruling.find_rules(project, [], sets=["Rules of Noor"])) == 2
    for sets, names in (([], ["nothing"]), (["No such set"], [])):
        with pytest.raises(SpanloopError, match="There is no rule"):
            ruling.find_rules(project, names, sets=sets)
    for name in (" ", "copies of Noor"):
        with pytest.raises(SpanloopError, match="no name for a rule set"):
            ruling.rule_set(project, name)
    with pytest.raises(SpanloopError, match="no label or event type NONE"):
        ruling.add_rules(project, author=author, patterns=[("x", "NONE")])
    ruling.set_training_on_rules(project, author=author, on=True)
    assert ruling.trains_on_rules(project)
    assert ruling.kept_rules(project) == frozenset()
    project.integrity()


def test_cancelling_writes_nothing(rows: Rows) -> None:
    ruling.add_rules(rows.project, author=rows.author, patterns=[("9th Division", "ARM")])
    steps: list[tuple[int, int]] = []
    with pytest.raises(CancelledError):
        rule_suggesting.suggest(
            rows.project, on_progress=lambda at, of: steps.append((at, of)), cancelled=lambda: len(steps) >= 5
        )
    assert steps == [(1, 6), (2, 6), (3, 6), (4, 6), (5, 6)]
    assert rows.offered(rows.first) == []


def test_no_rules_no_marks(bench: Bench) -> None:
    assert rule_suggesting.measure(bench.project) == rule_suggesting.Measures()
    assert not rule_suggesting.suggest(bench.project).changes
    done = rule_learning.learn(bench.project, author=bench.author)
    assert (done.rules, bool(done.changes)) == (0, False)
    assert rule_learning.learned_set(bench.project) is None
    assert Author("x", "Noor") not in bench.project.rules.sets()
