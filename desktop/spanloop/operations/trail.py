"""The audit trail of a mark, in words: who suggested it, who accepted it, what was changed in it and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spanloop.core.errors import SpanloopError
from spanloop.core.wording import one_line, score_text
from spanloop.store.project import Project
from spanloop.store.trails import MarkChange, MarkFile, PartChange

_LONGEST_QUOTE = 60
_SUGGESTING = ("extractor", "rules")
_VERDICTS = {"accepted": "accepted", "corrected": "accepted with a change", "rejected": "rejected"}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a trail.

    at: when, as every table stores it, "" where nobody knows. who: whose name, "" where it is in the words. what: in
    words without a capital or full stop ("boundary moved: “the depot” to “depot”"). brief: the same in a word or two.
    act: label of the act in the history, "" for what was done elsewhere.
    """

    at: str
    who: str
    what: str
    brief: str
    act: str = ""


def read_trail(project: Project, *, mark: str) -> tuple[Step, ...]:
    """Everything that happened to a mention or event, oldest first. Raises SpanloopError when it is not there."""
    found = project.mark_file(mark)
    if found is None:
        raise SpanloopError(
            "There is no such mark in the project", where=mark, way_out="It may be gone already; undo brings it back."
        )
    steps = [*_suggested(found), *_elsewhere(found), *_told(found)]
    # Steps of one time keep their order; what has no time comes first.
    return tuple(sorted(steps, key=lambda step: step.at))


def _is_copied(found: MarkFile) -> bool:
    """Whether a mark came from a copy of its article as the person's own, without being suggested."""
    if found.source is not None:
        return found.source.author.kind not in _SUGGESTING
    return found.origin is not None and any(c.op == "made" and c.label.startswith("bring ") for c in found.changes)


def _suggested(found: MarkFile) -> Iterator[Step]:
    """The suggestion that it came from, or that it is."""
    source = found if found.author.kind in _SUGGESTING else found.source
    if _is_copied(found) and source is not found:
        return
    if source is None:
        if found.origin is not None:
            yield Step("", "", "suggested by an extractor that is not in this project", "suggested")
        return
    name, quote = _originally(source)
    score = "" if source.score is None else f" at {score_text(source.score)}"
    first = source.changes[0] if source.changes else None
    at = first.at if first else source.changed
    by = f"from {_quoted(source.source.title)}" if source.source is not None else f"by {source.author.name}{score}"
    words = f"suggested {by} as {name}: {_quoted(quote)}"
    yield Step(at, "", words, f"suggested {by}", first.label if first else "")
    for verdict in source.verdicts if source is found else ():
        words = _VERDICTS[verdict.outcome]
        yield Step(verdict.at, verdict.who, words, words)


def _originally(found: MarkFile) -> tuple[str, str]:
    """Label and words of a mark when it was made: what the first change of either says that there was before."""
    told = {"label": found.name, "quote": found.quote}
    for change in reversed(found.changes):
        told |= {name: value for name, value in change.before.items() if name in told}
    return told["label"], told["quote"]


def _elsewhere(found: MarkFile) -> Iterator[Step]:
    """Changes that the mark carries the times of, and that no act of this copy made."""
    if found.author.kind in _SUGGESTING:
        return
    known = {change.at for change in found.changes}
    known |= {time for of in _origins(found) for time in (of.changed, *of.earlier)}
    times = sorted({found.changed, *found.earlier} - known - {""})
    if _is_copied(found) and found.source is None:
        times = [time for time in times if time > found.changes[0].at]
    made_there = bool(times) and bool(found.changes) and times[0] < found.changes[0].at
    for number, at in enumerate(times):
        words = "marked" if made_there and number == 0 else "changed"
        yield Step(at, found.author.name, f"{words} in another copy of the project", f"{words} in another copy")


def _origins(found: MarkFile) -> Iterator[MarkFile]:
    """What a mark came from on copies of its article: it carries the times of that."""
    source = found.source
    while source is not None:
        if source.article != found.article:
            yield source
        source = source.source


def _told(found: MarkFile) -> Iterator[Step]:
    """What the acts of this copy did to it."""
    if found.author.kind in _SUGGESTING:
        return
    name, quote = _originally(found)
    made = False
    for change in found.changes:
        if change.op == "made" and not made:
            made = True
            yield _made(found, change, name, quote)
        else:
            yield _changed(change)


def _made(found: MarkFile, change: MarkChange, name: str, quote: str) -> Step:
    step = Step(change.at, change.who, "", "", change.label)
    if change.label.startswith("import ") or change.who != found.author.name:
        words = f"came with \u201c{change.label}\u201d as {name}: {_quoted(quote)}"
        return replace(step, what=words, brief=f"came with \u201c{change.label}\u201d")
    if _is_copied(found):
        title = found.source.title if found.source is not None else ""
        where = f"copied from {_quoted(title)}" if title else "copied from another article"
        return replace(step, what=f"{where} as {name}: {_quoted(quote)}", brief=where)
    if found.origin is None:
        return replace(step, what=f"marked as {name}: {_quoted(quote)}", brief="marked")
    other = found.source is not None and _originally(found.source)[0] != name
    words = f"accepted as {name}" if other else "accepted"
    moved = found.source is not None and _originally(found.source)[1] != quote
    return replace(step, what=f"{words} with other words: {_quoted(quote)}" if moved else words, brief=words)


def _changed(change: MarkChange) -> Step:
    """What was changed; of an undo or redo, what that took back or did again."""
    details = [*_column_words(change), *_part_words(change.parts)]
    if change.op == "removed":
        details = [("removed", "removed")]
    elif change.op == "made":
        details = [("put back", "put back")]
    elif not details:
        details = [(change.label, change.label)]
    what, brief = "; ".join(long for long, _ in details), ", ".join(short for _, short in details)
    if change.kind in ("undo", "redo"):
        word = "undid" if change.kind == "undo" else "did again"
        what, brief = f"{word} \u201c{change.label}\u201d: {what}", f"{word} \u201c{change.label}\u201d"
    return Step(change.at, change.who, what, brief, change.label)


def _column_words(change: MarkChange) -> Iterator[tuple[str, str]]:
    before, after = change.before, change.after
    if "label" in after:
        yield f"changed from {before['label']} to {after['label']}", f"changed to {after['label']}"
    if "quote" in after:
        yield f"boundary moved: {_quoted(before['quote'])} to {_quoted(after['quote'])}", "boundary moved"
    elif "start" in after or "end" in after:
        yield "moved to another place with the same words", "moved"
    if "notes" in after:
        note = f"note: {_quoted(after['notes'])}" if after["notes"] else "note taken away"
        yield note, "note written" if after["notes"] else "note taken away"
    if "value" in after:
        yield _time_words(after["value"]), "time set" if after["value"] is not None else "time left to the rules"
    if "uid" in after:
        yield "found to be the same as a mark of another copy", "joined with another copy"


def _time_words(value: str | None) -> str:
    return "time left to the rules" if value is None else f"time set to {value or 'nothing in the calendar'}"


def _part_words(parts: tuple[PartChange, ...]) -> Iterator[tuple[str, str]]:
    gone = {(part.what, part.name): part.value for part in parts if not part.added}
    added = {(part.what, part.name) for part in parts if part.added}
    for part in parts:
        words = _quoted(part.value) if part.value else "a mark that is gone now"
        if part.what == "argument":
            verb = f"{part.name} filled with" if part.added else f"{part.name} lost"
            yield f"{verb} {words}", f"{part.name} {'filled' if part.added else 'emptied'}"
        elif part.added:
            before = gone.get((part.what, part.name))
            was = f"changed from {before} to" if before else "set to"
            yield f"{part.name} {was} {part.value}", f"{part.name} {part.value}"
        elif (part.what, part.name) not in added:
            yield f"{part.name} cleared (it was {part.value})", f"{part.name} cleared"


def _quoted(words: str) -> str:
    flat = one_line(words, most=_LONGEST_QUOTE)
    # Isolated, so that Arabic words do not turn the line around.
    return f"\u201c\u2068{flat}\u2069\u201d" if not flat.isascii() else f"\u201c{flat}\u201d"
