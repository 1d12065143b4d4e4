"""Acts on rules: add, import, export, switch on and off, remove. Each is one act of the person and can be undone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Layer
from spanloop.core.rules import LEARNED_SET, PERSONS_SET, Rule, pattern_json
from spanloop.core.schema import Schema
from spanloop.core.schema_change import plan_change
from spanloop.core.suggested_copies import is_of_copies
from spanloop.core.wording import count
from spanloop.formats.patterns import PatternFile, is_patterns, read_patterns, write_patterns
from spanloop.operations.schema_changing import edit_schema, edited
from spanloop.store.project import Project

#: So much of a file tells what it is.
_HEAD_BYTES = 65_536

#: The project's setting about rules: {"kept": uids that a person wants on, "features": whether training sees matches}.
SETTING = "rules"


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What importing a file of patterns would do. Writes nothing.

    targets: label of the file -> (layer, label of the schema); None where it is to be left out. unknown: labels that
    the schema does not have and that nobody mapped, with the nearest that it has ("" for none). fresh: how many rules
    are new to the set; there: how many stand in it already.
    """

    file: PatternFile
    set: Author
    targets: Mapping[str, tuple[Layer, str] | None]
    unknown: Mapping[str, str]
    fresh: int = 0
    there: int = 0


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What came of an act on rules. rules: how many were written, switched or removed. there: how many were there
    already. withdrawn: suggestions that nobody decided and that went with their rule. created: labels of the schema."""

    changes: Changes
    set: str = ""
    rules: int = 0
    there: int = 0
    left_out: int = 0
    withdrawn: int = 0
    created: tuple[str, ...] = ()


def list_rules(project: Project) -> list[Rule]:
    """All rules, in the order in which they came."""
    return project.rules.rules()


def kept_rules(project: Project) -> frozenset[str]:
    """uids of rules that a person wants on, whatever was measured."""
    found: Any = project.settings().get(SETTING)
    kept = cast("dict[str, Any]", found).get("kept") if isinstance(found, dict) else None
    return frozenset(str(uid) for uid in cast("list[Any]", kept)) if isinstance(kept, list) else frozenset()


def trains_on_rules(project: Project) -> bool:
    """Whether training and prediction see what rules match, as a feature; off unless somebody wants it."""
    found: Any = project.settings().get(SETTING)
    return isinstance(found, dict) and cast("dict[str, Any]", found).get("features") is True


def set_training_on_rules(project: Project, *, author: Author, on: bool) -> Changes:
    """Let training see what rules match, or not."""
    before: Any = project.settings().get(SETTING)
    held = cast("dict[str, Any]", before) if isinstance(before, dict) else {}
    with project.act(author, f"{'train' if on else 'do not train'} on what rules match") as act:
        act.set_setting(SETTING, {**held, "features": on})
    return act.changes


def layer_of(schema: Schema, label: str) -> Layer | None:
    """The layer that a label of rules is of: an entity label before an event type; None for neither."""
    if schema.entity(label) is not None:
        return "entities"
    return "events" if schema.event(label) is not None else None


def rule_set(project: Project, name: str) -> Author:
    """The author of the rule set of this name, known or new. Raises SpanloopError for a name that is taken."""
    cleaned = " ".join(name.split())
    author = project.known_author(Author(new_uid(), cleaned, "rules"))
    if not cleaned or is_of_copies(author):
        raise SpanloopError(f"{name!r} is no name for a rule set", way_out="Choose another name.")
    return author


def add_rules(
    project: Project, *, author: Author, patterns: Sequence[tuple[object, str]], set_name: str = ""
) -> RuleReport:
    """Add rules of a person's own: (pattern, label) each; a text, or tokens as spaCy's Matcher takes them.

    Raises SpanloopError where the schema does not have the label, or a pattern cannot be matched on blank tokens.
    """
    home = rule_set(project, set_name or PERSONS_SET.format(name=author.name))
    made: list[Rule] = []
    for pattern, label in patterns:
        layer = layer_of(project.schema, label)
        if layer is None:
            raise SpanloopError(f"The schema has no label or event type {label}", way_out="Name one that it has.")
        made.append(Rule(new_uid(), home, layer, label, pattern_json(pattern), "person"))
    with project.act(author, f"add {count(len(made), 'rule')}") as act:
        added = act.add_rules(made)
    return RuleReport(act.changes, home.name, len(added), len(made) - len(added))


def holds_rules(path: Path) -> bool:
    """Whether a file begins as a file of patterns does, so that it is no file of articles or marks."""
    if path.suffix.lower() != ".jsonl":
        return False
    try:
        with path.open("rb") as file:
            return is_patterns(file.read(_HEAD_BYTES))
    except OSError:
        return False  # whoever reads it says why it cannot be read


def plan_import(
    project: Project,
    *,
    path: Path,
    label: str = "",
    mapping: Mapping[str, str | None] | None = None,
    set_name: str = "",
) -> ImportPlan:
    """Read a file of patterns and say what would come of it.

    label: of terms that name none. mapping: label of the file -> label or event type of the schema, None to leave its
    patterns out. Raises SpanloopError with file and line, and for a mapping to what the schema does not have.
    """
    read = read_patterns(path, label=label)
    home = rule_set(project, set_name or read.name)
    schema = project.schema
    named = [item.label for item in schema.entities] + [item.type for item in schema.events]
    targets: dict[str, tuple[Layer, str] | None] = {}
    unknown: dict[str, str] = {}
    for wanted in mapping or {}:
        if wanted not in read.labels:
            known = ", ".join(read.labels)
            raise SpanloopError(f"The file has no label {wanted}", where=read.name, way_out=f"It has: {known}.")
    for name in read.labels:
        target = (mapping or {}).get(name, name)
        layer = None if target is None else layer_of(schema, target)
        if target is not None and layer is not None:
            targets[name] = layer, target
        elif target is None:
            targets[name] = None
        elif target != name:
            raise SpanloopError(f"The schema has no label or event type {target}", way_out="Name one that it has.")
        else:
            near = get_close_matches(name.upper(), [one.upper() for one in named], n=1, cutoff=0.6)
            unknown[name] = next((one for one in named if near and one.upper() == near[0]), "")
    known = [rule for rule in project.rules.rules() if rule.set.uid == home.uid]
    there = {(rule.label, rule.pattern) for rule in known}
    meant = {(target[1], line.pattern) for line in read.lines if (target := targets.get(line.label)) is not None}
    return ImportPlan(read, home, targets, unknown, len(meant - there), len(meant & there))


def import_rules(project: Project, *, author: Author, plan: ImportPlan, create_labels: bool = False) -> RuleReport:
    """Take over the patterns of a file as one act.

    create_labels: add the labels that the schema does not have as entity labels, in the same act; else they are
    refused, for a label that nobody chose reopens every article. Raises SpanloopError then, and nothing is written.
    """
    if plan.unknown and not create_labels:
        names = ", ".join(plan.unknown)
        raise SpanloopError(
            f"The schema has no label {names}",
            where=plan.file.name,
            way_out="Map each to a label of the schema, leave it out, or create it.",
        )
    created: dict[str, tuple[Layer, str] | None] = {name: ("entities", name) for name in plan.unknown}
    targets = {**plan.targets, **created}
    rules = [
        Rule(new_uid(), plan.set, *target, line.pattern, "file", plan.file.name)
        for line in plan.file.lines
        if (target := targets[line.label]) is not None
    ]
    left_out = len(plan.file.lines) - len(rules)
    versions = project.schemas
    change = None
    if plan.unknown:
        editing = edit_schema(project)
        for name in plan.unknown:
            editing.add("label", name)
        change = plan_change(project.schema, *edited(project, editing))
    with project.act(author, f"import {count(len(rules), 'rule')} from {plan.file.name}") as act:
        if change is not None:
            act.change_schema(change, versions=versions, drop_misfits=False)
        added = act.add_rules(rules)
    return RuleReport(
        act.changes, plan.set.name, len(added), len(rules) - len(added), left_out, created=tuple(plan.unknown)
    )


def export_rules(project: Project, *, dest: Path, sets: Collection[str] = (), off: bool = False) -> int:
    """Write rules as spaCy's rulers read them; of the sets named, else of all; off: also those that are off."""
    rules = [
        rule for rule in project.rules.rules() if (not sets or rule.set.name in sets) and (off or rule.state == "on")
    ]
    if not rules:
        raise SpanloopError("There is no rule to export", way_out="Import or learn some first.")
    return write_patterns(rules, dest)


def switch_rules(project: Project, *, author: Author, rules: Collection[str], on: bool) -> RuleReport:
    """Switch rules on or off, by uid. What a rule suggested and nobody decided goes when it is switched off.

    One that a person switches on stays on, whatever is measured. What it suggests comes with the next suggesting.
    """
    if not rules:
        return RuleReport(Changes())
    kept = kept_rules(project)
    gone = [] if on else project.rules.open_suggestions(rules)
    verb = "on" if on else "off"
    with project.act(author, f"switch {count(len(rules), 'rule')} {verb}") as act:
        switched = act.set_rule_state(rules, "on" if on else "off")
        held: Any = project.settings().get(SETTING)
        rest = cast("dict[str, Any]", held) if isinstance(held, dict) else {}
        now = sorted(kept | set(rules) if on else kept - set(rules))
        if now or "kept" in rest:
            act.set_setting(SETTING, {**rest, "kept": now})
        act.remove_marks(gone, remembered=False)
    return RuleReport(act.changes, rules=switched, withdrawn=len(gone))


def remove_rules(project: Project, *, author: Author, rules: Collection[str]) -> RuleReport:
    """Remove rules, by uid, with what they suggested and nobody decided. A learned one is switched off instead, for it
    would be learned again."""
    there = {rule.uid: rule for rule in project.rules.rules()}
    missing = set(rules) - there.keys()
    if missing:
        raise SpanloopError(
            "There is no such rule in the project", where=min(missing), way_out="It may be gone already."
        )
    learned = {uid for uid in rules if there[uid].set.name == LEARNED_SET}
    gone = project.rules.open_suggestions(rules)
    with project.act(author, f"remove {count(len(rules), 'rule')}") as act:
        act.remove_rules(set(rules) - learned)
        act.set_rule_state(learned, "off")
        act.remove_marks(gone, remembered=False)
    return RuleReport(act.changes, rules=len(rules), withdrawn=len(gone))


_NAME_ONE = "Name one by its words, as they are listed, or by its uid (rules list --json)."


def find_rules(project: Project, names: Sequence[str], *, sets: Collection[str] = ()) -> list[Rule]:
    """Rules by uid, by their words, or all of the sets named. Raises SpanloopError for a name that none has."""
    rules = project.rules.rules()
    known = {rule.set.name for rule in rules}
    for name in sets:
        if name not in known:
            listed = ", ".join(sorted(known)) or "none yet"
            raise SpanloopError(f"There is no rule set {name}", way_out=f"Known: {listed}.")
    within = [rule for rule in rules if not sets or rule.set.name in sets]
    if not names:
        return within if sets else []
    found: dict[str, Rule] = {}
    for name in names:
        some = [rule for rule in within if name in (rule.uid, rule.words)]
        if not some:
            raise SpanloopError(f"There is no rule {name}", way_out=_NAME_ONE)
        found |= {rule.uid: rule for rule in some}
    return list(found.values())
