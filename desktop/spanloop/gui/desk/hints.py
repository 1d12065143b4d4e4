"""Which keys the hint strip shows: every one that works now, most useful first."""

from __future__ import annotations

from collections.abc import Sequence

from spanloop.core.schema import Schema
from spanloop.core.validation import SNAP_KEY
from spanloop.gui.actions import Situation
from spanloop.gui.keycaps import Hint

_ALL_KEYS = Hint(("?",), "all keys", "help.keys")


def empty_hints() -> list[Hint]:
    """While no article is open: how to get some."""
    ways = [Hint(("Ctrl+I",), "import articles", "article.import"), Hint(("Ctrl+Shift+V",), "paste", "article.paste")]
    return [*ways, _ALL_KEYS]


def reading_hints(now: Situation, schema: Schema) -> list[Hint]:
    """While one reads: new event, event types, suggestions if there are any, else labels."""
    hints = [Hint(("e",), "new event", "event.new")]
    types = [item.key for item in schema.events if item.key]
    labels = [item.key for item in schema.entities if item.key]
    if types:
        hints.append(Hint(_ends(types), "event type", "menu:types"))
    if now.suggestions:
        hints.append(Hint(("Tab",), "next suggestion", "suggestion.next"))
        hints.append(Hint(("Enter",), "accept", "suggestion.accept"))
        hints.append(Hint(("Backspace",), "reject", "suggestion.reject"))
    elif labels:
        hints.insert(0, Hint(_ends(labels), "label", "menu:labels"))
    if now.events:
        hints.append(Hint(("[", "]"), "previous, next event", "event.next"))
    if not now.suggestions:
        hints.append(Hint(("z",), "zone", "zone.menu"))
        hints.append(Hint(("Ctrl+Enter",), "complete, next", "article.complete_next"))
    return [*hints, _ALL_KEYS]


def silent_hints(now: Situation) -> list[Hint]:
    """While the cursor is in boilerplate or a comment, where nothing can be marked."""
    hints = [Hint(("z",), "correct the zone", "zone.menu")]
    if now.suggestions:
        hints.append(Hint(("Tab",), "next suggestion", "suggestion.next"))
    if now.events:
        hints.append(Hint(("[", "]"), "previous, next event", "event.next"))
    return [*hints, Hint(("Ctrl+Enter",), "complete, next", "article.complete_next"), _ALL_KEYS]


def suggestion_hints(schema: Schema, *, event: bool, meant: bool) -> list[Hint]:
    """While a suggestion is under the cursor. meant: the cursor covers all of it, not one of its words."""
    hints = [Hint(("Enter",), "accept", "suggestion.accept"), Hint(("Backspace",), "reject", "suggestion.reject")]
    if meant:
        words = "accept as another type" if event else "accept as another label"
        hints.append(Hint(_keys(schema, events=event), words, "menu:as"))
    else:
        hints.append(Hint(_keys(schema, events=False), "label the word", "menu:labels"))
    hints.append(Hint(("Tab",), "next suggestion", "suggestion.next"))
    return [*hints, Hint(("Esc",), "leave", "desk.leave"), _ALL_KEYS]


def mark_hints(schema: Schema, *, event: bool, meant: bool, cut: bool) -> list[Hint]:
    """While an own mark is under the cursor. meant: the cursor covers all of it, not one of its words. cut: it cuts a
    word."""
    hints = [Hint((SNAP_KEY,), "whole words", "mark.snap")] if cut else []
    hints.append(Hint(("E",), "fill in event", "event.compose") if event else Hint(("e",), "new event", "event.new"))
    if meant:
        hints.append(Hint(_keys(schema, events=event), "change type" if event else "change label", "menu:as"))
    else:
        hints.append(Hint(_keys(schema, events=False), "label the word", "menu:labels"))
    hints.append(Hint(("Delete",), "remove", "mark.remove"))
    hints.append(Hint(("[", "]"), "previous, next event", "event.next"))
    return [*hints, Hint(("Esc",), "leave", "desk.leave"), _ALL_KEYS]


def _keys(schema: Schema, *, events: bool) -> tuple[str, ...]:
    return _ends([item.key for item in (schema.events if events else schema.entities) if item.key])


def composing_hints(pairs: Sequence[tuple[Sequence[str], str]]) -> list[Hint]:
    """While the form of an event is open: what the form itself says, as (keys, text)."""
    return [Hint(tuple(keys), text) for keys, text in pairs]


def _ends(keys: Sequence[str]) -> tuple[str, ...]:
    """First and last of many keys."""
    return (keys[0], keys[-1]) if len(keys) > 1 else tuple(keys)
