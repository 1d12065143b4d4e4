"""What the composer shows of its state: the sentence, and the choices with the words before them."""

from __future__ import annotations

from typing import NamedTuple

from spanloop.core.marks import Event
from spanloop.core.proposing import TypeProposal
from spanloop.core.schema import EventType, Schema
from spanloop.gui.composer.chips import Choice, candidate_choices
from spanloop.gui.composer.state import Considering
from spanloop.gui.inspector.index import DeskIndex
from spanloop.gui.inspector.sentence import Piece, event_sentence


class Offer(NamedTuple):
    """What there is to choose from. lead: the words before it. current: which one would be taken, or -1."""

    lead: str
    choices: list[Choice]
    current: int = -1
    counted: bool = True


def offer_of(state: Considering, index: DeskIndex) -> Offer:
    """Candidates for a role, or labels for words that are to fill it; before that, what else the type may be."""
    schema = index.schema
    if state.choice is not None:
        labels = [Choice("", str(number), "", label) for number, label in enumerate(state.choice.labels, 1)]
        return Offer(f"{state.choice.role}, a new", labels, state.at, counted=False)
    if state.role:
        choices = candidate_choices(state.candidates, index)
        return Offer(state.role if choices else _nothing(state.role), choices, state.at)
    types = [Choice("", "", kind.key, kind.type, tag_is_event=True) for kind in other_types(state.proposal, schema)]
    return Offer(_type_words(state.proposal, others=bool(types)), types)


def _nothing(role: str) -> str:
    return f"Nothing here can fill the {role}. Go to words and press its key."


def nothing_numbered(state: Considering, number: int) -> str:
    """Why a digit took nothing, in a sentence."""
    if state.choice is not None:
        return f"There is no label {number} for the {state.choice.role}."
    if not state.candidates:
        return _nothing(state.role)
    return f"There is no candidate {number} for the {state.role}. Go to words and press its key."


def other_types(proposal: TypeProposal | None, schema: Schema) -> list[EventType]:
    """What else a type may be that was proposed, as far as a key gives it."""
    found = [schema.event(name) for name in proposal.others] if proposal else []
    return [kind for kind in found if kind is not None and kind.key]


def _type_words(proposal: TypeProposal | None, *, others: bool) -> str:
    """Why the event has its type, and what to do next."""
    if proposal is None:
        return "Press the key of a role."
    if not proposal.why:
        return f"{proposal.type} is a guess: the key of another type changes it. Then press the key of a role."
    words = f"{proposal.type}, {proposal.why}"
    return f"{words}; or" if others else f"{words}. Press the key of a role."


def sentence_of(state: Considering, index: DeskIndex, event: Event) -> tuple[Piece, ...]:
    """The event as a sentence, with what is being considered in it."""
    draft = state.choice.fragments if state.choice else state.current.fragments if state.current else None
    if draft is not None:
        return event_sentence(index, event, draft=draft)
    pieces = event_sentence(index, event)
    if state.role and not state.fillers(state.role):
        return (*pieces, Piece("  "), Piece(f"{state.role}?", "slot"))
    return pieces
