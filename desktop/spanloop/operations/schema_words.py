"""What a change of the schema does, in words; the same in the window and on the command line."""

from __future__ import annotations

from spanloop.core.schema_change import Step
from spanloop.core.wording import count
from spanloop.operations.schema_changing import ChangeRow, SchemaPreview

_KINDS = {
    "label": "Label", "type": "Event type", "role": "Role", "attribute": "Attribute", "value": "Value", "link": "Link",
}  # fmt: skip
_LAYERS = {"entities": "Entities", "events": "Events"}


def step_words(step: Step) -> str:
    """ "Label ARM becomes FORCE", "Role STRIKE.count goes", "Event type CYBER is new"."""
    head = f"{step.owner}." if step.owner else ""
    if step.fate == "added":
        return f"{_KINDS[step.part]} {head}{step.new} is new"
    name = f"{_KINDS[step.part]} {head}{step.old}"
    if step.fate == "deleted":
        return f"{name} goes"
    return f"{name} {'goes on as' if step.fate == 'merged' else 'becomes'} {step.new}"


def count_words(row: ChangeRow) -> str:
    """ "120 marks of Noor, 20 of Ilya, and 30 suggestions, in 12 articles"."""
    if row.step.fate == "added":
        return "nothing is marked with it yet"
    if not row.marks and not row.suggestions:
        return "not used"
    (first, *others) = row.authors or (("", 0),)
    parts = [f"{count(first[1], _unit(row))} of {first[0]}"] if row.authors else []
    parts += [f"{number:,} of {name}" for name, number in others[:3]]
    if len(others) > 3:
        parts.append(f"{sum(number for _, number in others[3:]):,} of {count(len(others) - 3, 'other')}")
    words = ", ".join(parts)
    if row.suggestions:
        words = f"{words}{' and ' if words else ''}{count(row.suggestions, 'suggestion')}"
    return f"{words}, in {count(row.articles, 'article')}"


def _unit(row: ChangeRow) -> str:
    return {"role": "filler", "attribute": "setting", "value": "setting", "link": "link"}.get(row.step.part, "mark")


def effect_words(row: ChangeRow) -> str:
    """What becomes of those marks, "" where that says itself."""
    used = bool(row.marks or row.suggestions)
    part, fate = row.step.part, row.step.fate
    parts: list[str] = []
    if fate == "deleted" and used:
        what = {"label": "They are removed, also as fillers of roles.",
                "type": "They are removed with their fillers and attributes; the mentions stay.",
                "role": "They are taken out of their events; the mentions stay.",
                "link": "They are removed; what they join stays."}  # fmt: skip
        parts.append(what.get(part, "They are taken out of their events."))
    if row.folded:
        number = count(row.folded, "mark")
        parts.append(f"{number} that would stand twice {'goes' if row.folded == 1 else 'go'} on as one with the other.")
    return " ".join(parts)


def extent_words(preview: SchemaPreview) -> str:
    """ "185 marks in 20 articles": all that are written in any way."""
    return f"{count(preview.marks, 'mark')} in {count(preview.articles, 'article')}"


def _split_words(preview: SchemaPreview) -> str:
    """Why more is written than bears a name that does not stay: a filler or an end may go, or be another."""
    others = preview.marks - preview.named
    if not others or not preview.named:
        return ""
    what = "event or link" if others == 1 else "events and links"
    return f": {preview.named:,} whose own name changes or goes, and {others:,} {what} in which something else does"


def preview_words(preview: SchemaPreview) -> list[str]:
    """What holds of the change as a whole, in sentences."""
    if not preview.differs:
        return ["This is the schema in force; nothing would change."]
    words: list[str] = []
    if preview.marks:
        words.append(f"{extent_words(preview)} would be written, in one act{_split_words(preview)}.")
    else:
        words.append("No mark is concerned.")
    for layer, number in preview.reopened.items():
        words.append(
            f"{_LAYERS[layer]} were called complete {count(number, 'time')}; that holds no more, because "
            "nobody looked for what is new."
        )
    if preview.misfits and preview.drops_misfits:
        roles = "a role that takes its" if preview.misfits == 1 else "roles that take their"
        words.append(f"{count(preview.misfits, 'filler')} would be taken out of {roles} label no more.")
    elif preview.misfits:
        words.append(f"{count(preview.misfits, 'filler')} would stand in a role that takes their label no more.")
    if preview.twins:
        words.append(
            f"{count(preview.twins, 'event')} would stand on a trigger with another of the same type and different "
            "fillers; they stay two, and F8 finds them."
        )
    words.append(f"It becomes version {preview.plan.new.version}. Undo brings everything back.")
    return words
