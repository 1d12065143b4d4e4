"""Which keys the hint strip shows: every one that works now, most useful first."""

from __future__ import annotations

from collections.abc import Sequence

from spanloop.core.schema import Schema
from spanloop.gui.actions import KeysOf, Situation
from spanloop.gui.keycaps import Hint
from spanloop.gui.labelmenus import action_id
from spanloop.gui.sequences import first_key


class Hints:
    """Makes the hints for one schema. keys: those that the acts have now; an act that has none can still be clicked."""

    def __init__(self, schema: Schema, keys: KeysOf) -> None:
        self._schema = schema
        self._keys = keys

    def empty(self) -> list[Hint]:
        """While no article is open: how to get some."""
        ways = [self._of("article.import", "import articles"), self._of("article.paste", "paste")]
        return [*ways, self._all_keys()]

    def reading(self, now: Situation) -> list[Hint]:
        """While one reads: new event, event types, suggestions if there are any, else labels."""
        hints = [self._of("event.new", "new event")]
        if self._schema.events:
            hints.append(Hint(self._span(events=True), "event type", "menu:types"))
        if now.suggestions:
            hints.append(self._of("suggestion.next", "next suggestion"))
            hints += [self._of("suggestion.accept", "accept"), self._of("suggestion.reject", "reject")]
            hints.append(self._of("suggestion.accept_above", "accept the sure"))
        elif self._schema.entities:
            hints.insert(0, Hint(self._span(events=False), "label", "menu:labels"))
        if now.events:
            hints.append(self._steps())
        if not now.suggestions:
            hints.append(self._of("zone.menu", "zone"))
            hints.append(self._of("article.complete_next", "complete, next"))
        return [*hints, self._all_keys()]

    def in_silence(self, now: Situation) -> list[Hint]:
        """While the cursor is in boilerplate or a comment, where nothing can be marked."""
        hints = [self._of("zone.menu", "correct the zone"), self._of("view.fold", "fold or unfold")]
        if now.suggestions:
            hints.append(self._of("suggestion.next", "next suggestion"))
        if now.events:
            hints.append(self._steps())
        return [*hints, self._of("article.complete_next", "complete, next"), self._all_keys()]

    def on_suggestion(self, *, event: bool, meant: bool) -> list[Hint]:
        """While a suggestion is under the cursor. meant: the cursor covers all of it, not one of its words."""
        hints = [self._of("suggestion.accept", "accept"), self._of("suggestion.reject", "reject")]
        if meant:
            words = "accept as another type" if event else "accept as another label"
            hints.append(Hint(self._span(events=event), words, "menu:as"))
        else:
            hints.append(Hint(self._span(events=False), "label the word", "menu:labels"))
        hints += [
            self._of("suggestion.next", "next suggestion"),
            self._of("suggestion.accept_above", "accept the sure"),
        ]
        return [*hints, self._edge(), self._of("desk.leave", "leave"), self._all_keys()]

    def on_mark(self, *, event: bool, meant: bool, cut: bool) -> list[Hint]:
        """While an own mark is under the cursor. meant: the cursor covers all of it. cut: it cuts a word."""
        hints = [self._of("mark.snap", "whole words")] if cut else []
        hints.append(self._of("event.compose", "fill in event") if event else self._of("event.new", "new event"))
        if meant:
            words = "change type" if event else "change label"
            hints.append(Hint(self._span(events=event), words, "menu:as"))
        else:
            hints.append(Hint(self._span(events=False), "label the word", "menu:labels"))
        if any(link.between_events == event for link in self._schema.links):
            hints.append(self._of("link.new", "link"))
        hints += [self._of("mark.remove", "remove"), self._edge(), self._of("mark.everywhere", "everywhere")]
        hints.append(self._steps())
        return [*hints, self._of("desk.leave", "leave"), self._all_keys()]

    def _of(self, action: str, words: str) -> Hint:
        return Hint(self._keys(action)[:1], words, action)

    def _all_keys(self) -> Hint:
        return self._of("help.keys", "all keys")

    def _steps(self) -> Hint:
        keys = (*self._keys("event.previous")[:1], *self._keys("event.next")[:1])
        return Hint(keys, "previous, next event", "event.next")

    def _edge(self) -> Hint:
        keys = (*self._keys("mark.shrink")[:1], *self._keys("mark.grow")[:1])
        return Hint(keys, "a word less, more", "mark.grow")

    def _span(self, *, events: bool) -> tuple[str, ...]:
        """First and last key of many labels, or types; of two keys in a row the first."""
        items = self._schema.events if events else self._schema.entities
        keys = [first_key(key) for item in items for key in self._keys(action_id(item))[:1]]
        own = list(dict.fromkeys(keys))
        return (own[0], own[-1]) if len(own) > 1 else tuple(own)


def composing_hints(pairs: Sequence[tuple[Sequence[str], str]]) -> list[Hint]:
    """While the form of an event is open: what the form itself says, as (keys, text)."""
    return [Hint(tuple(keys), text) for keys, text in pairs]
