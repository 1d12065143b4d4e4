"""The command on rules: list, add, import, export, learn, suggest, switch on and off, remove."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from spanloop.cli.console import Session, opened_as, session_of
from spanloop.cli.project_commands import AUTHOR, JSON, PROJECT
from spanloop.cli.reporting import PROGRESS, WATCH, ProgressStyle, Report, StopSign, reporting
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author
from spanloop.core.rules import Rule, Tally, read_pattern
from spanloop.core.wording import count
from spanloop.operations import rule_learning, rule_suggesting, ruling

_LEAVE_OUT = "-"


class What(StrEnum):
    list = "list"
    measure = "measure"
    add = "add"
    bring = "import"
    export = "export"
    learn = "learn"
    suggest = "suggest"
    off = "off"
    on = "on"
    remove = "remove"
    features = "features"


def register(app: typer.Typer) -> None:
    """Add the command of this page to the application."""
    app.command("rules", help="Patterns that suggest: list, import, learn from the marks, measure, switch on and off.")(
        rules
    )


def rules(
    context: typer.Context,
    project: Path = PROJECT,
    what: What = typer.Argument(What.list, help="What to do."),
    names: list[str] = typer.Argument(
        None, help="add: phrases; import, export: a file; off, on, remove: rules; features: on or off.",
        show_default=False,
    ),
    label: str = typer.Option("", "--label", help="add: of the phrases; import: of terms that name none."),
    of_set: list[str] = typer.Option([], "--set", help="Rule set; add, import: that they go into.", show_default=False),
    moves: list[str] = typer.Option(
        [], "--map", help="import: OLD=NEW, a label of the file under one of the schema; OLD=- leaves it out.",
        show_default=False,
    ),
    create_labels: bool = typer.Option(False, "--create-labels", help="import: add labels that the schema lacks."),
    also_off: bool = typer.Option(False, "--also-off", help="export: also rules that are switched off."),
    dry_run: bool = typer.Option(False, "--dry-run", help="import: say what would be done, and do nothing."),
    author: str | None = AUTHOR,
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
    watch_input: bool = WATCH,
) -> None:  # fmt: skip
    session = session_of(context)
    given = names or []
    long = what in (What.measure, What.suggest)
    stop = StopSign(watch_input) if long else None
    told = {What.measure: "Measuring rules", What.suggest: "Suggesting by rules"}.get(what, "")
    with reporting(session, progress, told) as report, opened_as(session, project, author) as (held, who):
        desk = _RuleDesk(session, held, who, as_json=as_json, report=report)
        if long and stop is not None:
            work = desk.measure if what is What.measure else desk.suggest
            work(stop.is_set)
            return
        acts: dict[What, Callable[[], None]] = {
            What.list: lambda: desk.list(of_set),
            What.add: lambda: desk.add(given, label, of_set),
            What.bring: lambda: desk.bring(
                given, label, of_set, moves=moves, create_labels=create_labels, dry_run=dry_run
            ),
            What.export: lambda: desk.export(given, of_set, off=also_off),
            What.learn: desk.learn,
            What.off: lambda: desk.switch(given, of_set, on=False),
            What.on: lambda: desk.switch(given, of_set, on=True),
            What.remove: lambda: desk.remove(given, of_set),
            What.features: lambda: desk.features(given),
        }
        acts[what]()


class _RuleDesk:
    """One call of the command."""

    def __init__(self, session: Session, held: Any, who: Author, *, as_json: bool, report: Report) -> None:
        self._session, self._held, self._who = session, held, who
        self._as_json, self._report = as_json, report

    def list(self, sets: Sequence[str]) -> None:
        """Every rule, without figures: those need the texts."""
        self._show(ruling.find_rules(self._held, [], sets=sets) if sets else ruling.list_rules(self._held), None)

    def measure(self, stop: Callable[[], bool]) -> None:
        """Every rule with how often it was right."""
        measures = rule_suggesting.measure(self._held, on_progress=self._report.count, cancelled=stop)
        if self._report.as_lines:
            self._report.answers(self._session, measures.to_dict(), as_json=False)
            return
        self._show(ruling.list_rules(self._held), measures)

    def suggest(self, stop: Callable[[], bool]) -> None:
        """Let the rules suggest."""
        made = rule_suggesting.suggest(self._held, on_progress=self._report.count, cancelled=stop)
        off = [{"rule": rule.uid, "words": rule.words, "tally": list(tally)} for rule, tally in made.switched_off]
        done = {"articles": made.articles, "suggestions": made.suggestions, "withdrawn": made.withdrawn}
        if self._report.answers(
            self._session, {**done, "switched_off": off, "measures": made.measures.to_dict()}, as_json=self._as_json
        ):
            return
        if not ruling.list_rules(self._held):
            self._session.say("There are no rules yet. Import some, or learn them from the marks.")
            return
        where = f" in {count(made.articles, 'article')}" if made.articles else ""
        self._session.say(f"{count(made.suggestions, 'new suggestion')} by rules{where}.")
        if made.withdrawn:
            self._session.say(f"{count(made.withdrawn, 'suggestion')} withdrawn that no rule makes any more.")
        for rule, tally in made.switched_off:
            self._session.say(f"Switched off, because it is seldom right: {rule.label} {rule.words} ({tally.text}).")

    def add(self, words: Sequence[str], label: str, sets: Sequence[str]) -> None:
        """Phrases of one label."""
        if not words:
            raise SpanloopError("There is nothing to add", way_out="Give phrases, and their label with --label.")
        if not label:
            schema = self._held.schema
            known = ", ".join((*(one.label for one in schema.entities), *(one.type for one in schema.events)))
            raise SpanloopError("The label is missing", way_out=f"Name it with --label. The schema has {known}.")
        patterns = [(word, label) for word in words]
        done = ruling.add_rules(self._held, author=self._who, patterns=patterns, set_name=_one(sets))
        self._tell(done, f"{count(done.rules, 'rule')} added to {done.set}")

    def bring(
        self,
        files: Sequence[str],
        label: str,
        sets: Sequence[str],
        *,
        moves: Sequence[str],
        create_labels: bool,
        dry_run: bool,
    ) -> None:
        """One file of patterns."""
        if len(files) != 1:
            raise SpanloopError("Name one file of patterns", way_out="Import several one after the other.")
        plan = ruling.plan_import(
            self._held, path=Path(files[0]), label=label, mapping=dict(map(_move, moves)), set_name=_one(sets)
        )
        if dry_run:
            self._show_plan(plan)
            return
        if plan.unknown and not create_labels:
            near = ", ".join(f"{old}={new or _LEAVE_OUT}" for old, new in plan.unknown.items())
            raise SpanloopError(
                f"The schema has no label {', '.join(plan.unknown)}; nothing was imported",
                where=plan.file.name,
                way_out=f"Say which of its labels is meant (--map {near}), or give --create-labels.",
            )
        done = ruling.import_rules(self._held, author=self._who, plan=plan, create_labels=create_labels)
        made = f"; created {', '.join(done.created)}" if done.created else ""
        self._tell(done, f"{count(done.rules, 'rule')} imported into {done.set}{made}")

    def export(self, files: Sequence[str], sets: Sequence[str], *, off: bool) -> None:
        """One file in spaCy's form."""
        if len(files) != 1:
            raise SpanloopError("Name one file to write", way_out="For example patterns.jsonl.")
        number = ruling.export_rules(self._held, dest=Path(files[0]), sets=sets, off=off)
        if self._as_json:
            self._session.print_json({"rules": number, "file": files[0]})
        else:
            self._session.say(f"{count(number, 'rule')} written to {files[0]}.")

    def learn(self) -> None:
        """Rules from what is marked."""
        done = rule_learning.learn(self._held, author=self._who)
        if self._as_json:
            self._session.print_json({"added": done.added, "gone": done.gone, "rules": done.rules})
            return
        forgot = f", {done.gone:,} forgotten" if done.gone else ""
        self._session.say(f"{count(done.added, 'rule')} learned{forgot}; {done.rules:,} in all.")
        if not done.rules:
            self._session.say("A text has to be marked alike twice, in two articles at least.")

    def switch(self, names: Sequence[str], sets: Sequence[str], *, on: bool) -> None:
        """Rules by their words or uid, or whole sets."""
        found = self._named(names, sets)
        done = ruling.switch_rules(self._held, author=self._who, rules=[rule.uid for rule in found], on=on)
        self._tell(done, f"{count(done.rules, 'rule')} switched {'on' if on else 'off'}")

    def remove(self, names: Sequence[str], sets: Sequence[str]) -> None:
        """Likewise."""
        found = self._named(names, sets)
        done = ruling.remove_rules(self._held, author=self._who, rules=[rule.uid for rule in found])
        self._tell(done, f"{count(done.rules, 'rule')} removed")

    def features(self, given: Sequence[str]) -> None:
        """Whether training and prediction see what rules match."""
        if given not in ([], ["on"], ["off"]):
            raise SpanloopError("That is neither on nor off", way_out="Say features on, or features off.")
        if given:
            ruling.set_training_on_rules(self._held, author=self._who, on=given == ["on"])
        on = ruling.trains_on_rules(self._held)
        if self._as_json:
            self._session.print_json({"features": on})
        else:
            self._session.say(f"Training {'sees' if on else 'does not see'} what rules match.")

    def _named(self, names: Sequence[str], sets: Sequence[str]) -> list[Rule]:
        found = ruling.find_rules(self._held, names, sets=sets)
        if not found:
            raise SpanloopError("No rule is named", way_out="Name rules by their words or uid, or a set with --set.")
        return found

    def _show(self, found: Sequence[Rule], measures: rule_suggesting.Measures | None) -> None:
        if self._as_json:
            self._session.print_json([_row(rule, measures) for rule in found])
            return
        homes = dict.fromkeys(rule.set for rule in found)
        for home in homes:
            mine = [rule for rule in found if rule.set == home]
            figure = f"; {measures.sets[home.uid].text}" if measures and home.uid in measures.sets else ""
            self._session.say(f"{home.name}: {count(len(mine), 'rule')}{figure}")
            for rule in mine:
                tally = measures.rules.get(rule.uid, Tally()) if measures else None
                said = f"  {measured_text(rule, tally)}" if tally else ""
                off = "  (off)" if rule.state == "off" else ""
                self._session.say(f"  {rule.label}  {rule.words}{off}{said}")
        if not found:
            self._session.say("There are no rules yet. Import some, or learn them from the marks.")

    def _show_plan(self, plan: ruling.ImportPlan) -> None:
        targets = {name: None if target is None else target[1] for name, target in plan.targets.items()}
        if self._as_json:
            numbers = {"patterns": len(plan.file.lines), "new": plan.fresh, "there": plan.there}
            self._session.print_json(
                {"set": plan.set.name, "labels": targets, "unknown": dict(plan.unknown), **numbers}
            )
            return
        self._session.say(f"{plan.file.name}: {count(len(plan.file.lines), 'pattern')}, {plan.fresh:,} of them new.")
        for name, number in plan.file.labels.items():
            near = plan.unknown.get(name, "")
            fate = f"as {targets[name]}" if targets.get(name) else "left out"
            if name in plan.unknown:
                fate = f"not in the schema{f'; {near} is near' if near else ''}"
            self._session.say(f"  {name}: {count(number, 'pattern')}, {fate}")

    def _tell(self, done: ruling.RuleReport, words: str) -> None:
        if self._as_json:
            self._session.print_json(
                {"act": done.changes.act, "set": done.set, "rules": done.rules, "there": done.there,
                 "left_out": done.left_out, "withdrawn": done.withdrawn, "created": list(done.created)}
            )  # fmt: skip
            return
        rest = [
            f"{number:,} {what}"
            for number, what in ((done.there, "there already"), (done.left_out, "left out"))
            if number
        ]
        self._session.say("; ".join([words, *rest]) + ".")
        if done.withdrawn:
            self._session.say(f"{count(done.withdrawn, 'suggestion')} withdrawn that nobody decided.")


def measured_text(rule: Rule, tally: Tally) -> str:
    """What a rule's matches were worth; a learned one is not measured where it was learned from."""
    if rule.origin == "learned" and not tally.seen:
        return f"only where it was learned from ({rule.source})"
    return f"{count(tally.seen, 'match', 'matches')}, {tally.text}"


def _row(rule: Rule, measures: rule_suggesting.Measures | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "uid": rule.uid, "set": rule.set.name, "layer": rule.layer, "label": rule.label,
        "pattern": read_pattern(rule.pattern), "origin": rule.origin, "source": rule.source, "state": rule.state,
    }  # fmt: skip
    if measures is not None:
        tally = measures.rules.get(rule.uid, Tally())
        row |= {"matches": tally.seen, "known": tally.of, "right": tally.right}
        row |= {"precision": tally.precision, "interval": list(tally.interval) if tally.of else None}
    return row


def _move(text: str) -> tuple[str, str | None]:
    old, mark, new = text.rpartition("=")
    if not mark or not old or not new:
        raise SpanloopError(f"{text!r} maps nothing", way_out="Write OLD=NEW, or OLD=- to leave a label out.")
    return old, None if new == _LEAVE_OUT else new


def _one(sets: Sequence[str]) -> str:
    if len(sets) > 1:
        raise SpanloopError("Name one rule set", way_out="Give --set once.")
    return sets[0] if sets else ""
