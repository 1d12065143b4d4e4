"""The steps of the tour: what is said, and the act that each of them waits for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from spanloop.core.changes import Changes
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.inspector.sentence import Piece
from spanloop.gui.keys import shown
from spanloop.gui.keywords import spell

Keys = Callable[[str], tuple[str, ...]]
_SLOT = re.compile(r"\{([\w.:]+)\}")


@dataclass(frozen=True, slots=True)
class Count:
    """What was in the open article when a step began, so that a step knows that something was added."""

    mentions: int = 0
    events: int = 0
    arguments: int = 0


@dataclass(frozen=True, slots=True)
class TourStep:
    """words: with the keys of acts in braces, `{edit.undo}`, and `{label}` for the first label's. done: whether the act
    that it waits for was done. instead: the words where what they speak of is not there. there: whether it is."""

    words: str
    done: Callable[[DeskSession, Changes, Count], bool]
    instead: str = ""
    there: Callable[[DeskSession], bool] = lambda _: True


def counted(session: DeskSession) -> Count:
    """What is in the open article now."""
    if session.desk is None:
        return Count()
    marks = session.desk.marks
    return Count(len(marks.mentions), len(marks.events), sum(len(event.arguments) for event in marks.events))


def words_of(step: TourStep, session: DeskSession, *, keys: Keys) -> tuple[Piece, ...]:
    """The words of a step with the keys that the acts have now."""
    text = step.words if step.there(session) else step.instead
    pieces: list[Piece] = []
    at = 0
    for slot in _SLOT.finditer(text):
        pieces.append(Piece(text[at : slot.start()]))
        pieces.append(_filled(slot[1], session, keys))
        at = slot.end()
    return (*(piece for piece in pieces if piece.text), Piece(text[at:]))


def _filled(slot: str, session: DeskSession, keys: Keys) -> Piece:
    labels = session.schema.entities
    first = next((item for item in labels if item.key), labels[0] if labels else None)
    if slot == "label":
        slot = f"label:{first.label}" if first else "help.keys"
    elif slot == "label:name":
        return Piece(first.label if first else "", "strong")
    found = keys(slot)
    # An act whose key was taken away is found in the palette by its name, a label by its own.
    if found:
        return Piece(shown(found[0]), "key")
    label = slot.removeprefix("label:")
    return Piece(spell(f"{{{slot}}}", keys)) if label == slot else Piece(label, "strong")


def _has_fillers(session: DeskSession) -> bool:
    """Whether a mark of the article, own or suggested, may fill a role of an event that is there."""
    desk = session.desk
    if desk is None:
        return False
    labels = {mention.label for marks in (desk.marks, *desk.suggestions) for mention in marks.mentions}
    kinds = [session.schema.event(event.type) for event in desk.marks.events]
    return any(role.takes_label(label) for kind in kinds if kind for role in kind.roles for label in labels)


def _more(part: str) -> Callable[[DeskSession, Changes, Count], bool]:
    return lambda session, _, before: getattr(counted(session), part) > getattr(before, part)


STEPS: tuple[TourStep, ...] = (
    TourStep(
        "Names of people, places and armed groups are mentions. Go to one with the arrow keys and press the key of its"
        " label: {label} marks it as {label:name}.",
        _more("mentions"),
    ),
    TourStep(
        "It is saved already. {edit.undo} takes it back and {edit.redo} does it again, also after a restart. Take your"
        " mark back.",
        lambda session, _, __: session.redo_label() is not None,
    ),
    TourStep(
        "What happens is an event. Go to a word that says it, press {event.new}; a digit changes its type.",
        _more("events"),
    ),
    TourStep(
        "The form of the event is open below the text; {event.new} on its word opens it again. Press the key of a role:"
        " its best candidate is ringed in the text, {suggestion.accept} keeps it. Where nothing fits, select words"
        " first, then press the key.",
        _more("arguments"),
        instead="The form of the event is open below the text; {event.new} on its word opens it again. No mention can"
        " fill a role yet: select words that say who, whom or where, then press the key of the role. They become a"
        " mention and fill it.",
        there=_has_fillers,
    ),
    TourStep(
        "Dashed marks are suggestions of an extractor. {suggestion.next} leads to the next one,"
        " {suggestion.accept} accepts it, {suggestion.reject} rejects it.",
        lambda _, changes, __: "verdicts" in changes.kinds,
        instead="An extractor learns from complete articles: {train.start} trains one in the background."
        " Its suggestions are dashed: {suggestion.next} leads to one, {suggestion.accept} accepts, {suggestion.reject}"
        " rejects it.",
        there=lambda session: session.suggestion_count > 0,
    ),
    TourStep(
        "When all of an article is marked, {article.complete_next} says so and opens the next one. From then on what is"
        " not marked in it counts as nothing there.",
        lambda _, changes, __: "completions" in changes.kinds,
    ),
    TourStep(
        "That is all it takes. {help.keys} shows all keys, {help.palette} finds any act by its name, {help.guideline}"
        " explains the label under the cursor, {history.open} leads back to any point.",
        lambda *_: False,
    ),
)
