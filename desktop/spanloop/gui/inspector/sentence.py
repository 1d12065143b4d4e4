"""An event told as a sentence: its own words from the article, shortened, with trigger and fillers marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from spanloop.core.marks import Argument, Event, Fragments
from spanloop.core.schema import Schema
from spanloop.core.wording import count, score_text
from spanloop.gui.inspector.index import DeskIndex, Entry

Look = Literal[
    "text",
    "faint",
    "strong",
    "trigger",
    "trigger_suggested",
    "filler",
    "suggested",
    "event",
    "slot",
    "key",
    "tag",
    "label",
]

#: Longest stretch between two marked parts that is shown in full, in code points.
_GAP = 28
_ROW_LEAD = 24
_FAR_APART = 2_000
_FILLER = 90
_BEFORE, _AFTER = 36, 64
_SENTENCE_END = re.compile(r"[.!?؟。…][\"'”’»)]*\s|\n")
_PRESS = re.compile(r"(?<=\bPress )(?:Ctrl\+|Shift\+|Alt\+)*[^\s,;]+?(?=[\s,;.]|$)", re.IGNORECASE)
_BRACKETS = re.compile(r"\[([^\[\]]+)\]")
_CODE = re.compile(r"\b[A-Z][A-Z0-9_]{1,}\b")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and how it looks. uid: the mark it stands for. label: whose colours it takes."""

    text: str
    look: Look = "text"
    uid: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    look: Look
    uid: str
    label: str


def plain(pieces: Sequence[Piece]) -> str:
    """The words of the pieces without their looks, for screen readers and tooltips."""
    return "".join(piece.text for piece in pieces)


def is_rtl(text: str) -> bool:
    """True when more letters of the text are written from right to left than from left to right."""
    balance = 0
    for character in text[:400]:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            balance += 1
        elif direction == "L":
            balance -= 1
    return balance > 0


def event_sentence(
    index: DeskIndex, event: Event, *, suggested: bool = False, draft: Fragments | None = None
) -> tuple[Piece, ...]:
    """The event for its card or the composer.

    draft: where a filler stands that is only being considered; it gets the look "slot".
    Long stretches between the parts become "…". An event without arguments shows the words around its trigger.
    """
    parts = _parts(index, event, suggested=suggested, draft=draft)
    text = index.desk.article.text
    if all(part.look in ("trigger", "trigger_suggested") for part in parts):
        return _in_context(text, parts)
    pieces = _joined(text, parts, longest=_GAP)
    closing = text[parts[-1].end : parts[-1].end + 1]
    return (*pieces, Piece(closing)) if closing and closing in ".!?؟。" else pieces


def event_row(index: DeskIndex, event: Event) -> tuple[Piece, ...]:
    """The event on one line of a list: its trigger is strong and near the start, where it stays when the end is cut."""
    parts = _parts(index, event, suggested=False, draft=None)
    text = index.desk.article.text
    first = next(n for n, part in enumerate(parts) if part.look == "trigger")
    lead = parts[first - 1] if first else None
    # Only what the trigger follows at once ("a drone hit"): behind a comma stands mostly a time or a place.
    keep_lead = (
        lead is not None and lead.end - lead.start <= _ROW_LEAD and not text[lead.end : parts[first].start].strip()
    )
    kept = parts[first - 1 if keep_lead else first :]
    if all(part.look == "trigger" for part in kept):
        following = _after(text, kept[-1].end)
        pieces = (*_joined(text, kept, longest=_GAP), Piece(following))
    else:
        pieces = _joined(text, kept, longest=_GAP)
    return tuple(Piece(p.text, "strong" if p.look == "trigger" else "text", p.uid, p.label) for p in pieces)


def with_keys(text: str) -> tuple[Piece, ...]:
    """A sentence such as "Press p to fill it" with its keys as key caps."""
    return _cut(text, _PRESS, lambda found: Piece(found[0], "key"))


def example(text: str, *, look: Look, label: str) -> tuple[Piece, ...]:
    """A guideline's example: what stands in [square brackets] gets the look and colours given, without the brackets."""
    return _cut(text, _BRACKETS, lambda found: Piece(found[1], look, "", label))


def with_tags(text: str, schema: Schema) -> tuple[Piece, ...]:
    """Guideline text in which the names of labels and types stand as tags."""

    def tag(found: re.Match[str]) -> Piece:
        if schema.event(found[0]):
            return Piece(found[0], "tag", "", found[0])
        return Piece(found[0], "label", "", found[0]) if schema.entity(found[0]) else Piece(found[0])

    return _cut(text, _CODE, tag)


def describe_event(index: DeskIndex, entry: Entry) -> str:
    """An event in words for screen readers: "STRIKE shelled, 4 arguments, no place"."""
    event = entry.mark
    assert isinstance(event, Event)
    words = [f"{event.type} {index.quote(event.trigger)}", count(len(event.arguments), "argument")]
    words += [problem.message.rstrip(".").lower() for problem in index.problems(event.uid)]
    if entry.suggested:
        words.insert(0, suggested_by(index, entry))
    return ", ".join(words)


def suggested_by(index: DeskIndex, entry: Entry) -> str:
    """ "suggested by Extractor v7, .84 likely"; without the word where the version's scores were not calibrated."""
    score = "" if entry.mark.score is None else f", {score_text(entry.mark.score)} {index.class_of(entry)}".rstrip()
    return f"suggested by {entry.author.name}{score}"


def argument_sure_words(index: DeskIndex, event: Entry, argument: Argument) -> str:
    """How sure a suggested event is of what fills its role: ".84 likely"; "" for one of a person."""
    if argument.score is None or not event.suggested:
        return ""
    return f"{score_text(argument.score)} {index.class_of_argument(event, argument)}".rstrip()


def sure_words(index: DeskIndex, entry: Entry) -> str:
    """For the head of a card, where the end is cut off: ".84 likely, by Extractor v7"; without classes suggested_by."""
    word, score = index.class_of(entry), entry.mark.score
    if not word or score is None:
        return suggested_by(index, entry)
    return f"{score_text(score)} {word}, by {entry.author.name}"


def _parts(index: DeskIndex, event: Event, *, suggested: bool, draft: Fragments | None) -> list[_Part]:
    """Parts in text order without overlaps: the draft wins over the trigger, that over fillers, of these the wider."""
    wanted = [_Part(start, end, "slot", "", "") for start, end in draft or ()]
    look: Look = "trigger_suggested" if suggested else "trigger"
    wanted += [_Part(start, end, look, event.uid, event.type) for start, end in event.trigger]
    fillers: list[_Part] = []
    for argument in event.arguments:
        entry = index.find(argument.filler)
        if entry is not None:
            looks: Look = "event" if entry.is_event else "suggested" if entry.suggested else "filler"
            fillers += [_Part(start, end, looks, entry.uid, entry.name) for start, end in entry.fragments]
    wanted += sorted(fillers, key=lambda part: (part.start - part.end, part.start))
    kept: list[_Part] = []
    for part in wanted:
        if all(part.end <= other.start or other.end <= part.start for other in kept):
            kept.append(part)
    # A trigger under the draft would vanish from the sentence: then the draft gives way.
    if not any(part.look == look for part in kept):
        return _parts(index, event, suggested=suggested, draft=None)
    return sorted(kept, key=lambda part: part.start)


def _joined(text: str, parts: Sequence[_Part], *, longest: int) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for before, part in zip((None, *parts), parts, strict=False):
        if before is not None:
            pieces += _gap(text[before.end : part.start], longest=longest)
        pieces.append(Piece(_shortened(" ".join(text[part.start : part.end].split())), part.look, part.uid, part.label))
    return tuple(pieces)


def _gap(gap: str, *, longest: int) -> list[Piece]:
    if len(gap) > _FAR_APART:
        # Fillers may be an article apart, and of what lies between only the end is looked at. The line break stands
        # for the sentences that are left out.
        gap = "\n" + gap[-_FAR_APART:]
    flat = " ".join(gap.split())
    padded = (" " if gap[:1].isspace() else "") + flat + (" " if flat and gap[-1:].isspace() else "")
    if len(padded) <= longest and not _SENTENCE_END.search(gap):
        return [Piece(padded)]
    tail = re.split(r"[,;،؛]", padded)[-1]
    if len(tail) > longest or not tail.strip() or _SENTENCE_END.search(tail):
        return [Piece(" … ", "faint")]
    return [Piece(" …", "faint"), Piece(tail)]


def _in_context(text: str, parts: Sequence[_Part]) -> tuple[Piece, ...]:
    start, end = parts[0].start, parts[-1].end
    before = text[max(0, start - _BEFORE) : start]
    cut = [found.end() for found in _SENTENCE_END.finditer(before)]
    if cut:
        before = before[cut[-1] :]
    elif start > _BEFORE:
        before = "… " + before.partition(" ")[2]
    lead = " ".join(before.split()) + (" " if before[-1:].isspace() and before.strip() else "")
    return (Piece(lead), *_joined(text, parts, longest=_GAP), Piece(_after(text, end)))


def _after(text: str, end: int) -> str:
    after = text[end : end + _AFTER]
    # A full stop at the very end of the article has no white space after it.
    stop = _SENTENCE_END.search(after + ("\n" if end + _AFTER >= len(text) else ""))
    if stop is not None:
        after = after[: stop.end()].rstrip()
    elif end + _AFTER < len(text):
        after = after.rpartition(" ")[0] + " …"
    flat = " ".join(after.split())
    return (" " if after[:1].isspace() else "") + flat


def _shortened(text: str) -> str:
    return text if len(text) <= _FILLER else f"{text[: _FILLER - 30].rstrip()} … {text[-26:].lstrip()}"


def _cut(text: str, pattern: re.Pattern[str], make: Callable[[re.Match[str]], Piece]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = 0
    for found in pattern.finditer(text):
        if found.start() > at:
            pieces.append(Piece(text[at : found.start()]))
        pieces.append(make(found))
        at = found.end()
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return tuple(pieces)
