"""The pairs of a gold text: which roles are filled, and where that is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spanloop.learn.arguments.masking import RoleMask
from spanloop.learn.arguments.pairs import Place, Scene, make_scene
from spanloop.learn.event_records import gold_events, mentions_of
from spanloop.learn.trigger_scores import complete_tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: Event's number, filler's number -> roles that the filler has.
Filled = dict[tuple[int, int], tuple[str, ...]]


@dataclass(frozen=True)
class Gold:
    """What is marked in one text. triggers, mentions: all of them; filled: (event, number among fillers: the mentions,
    then the triggers) -> roles. complete: of each token whether the events around it are all marked.
    """

    tokens: tuple[str, ...]
    triggers: tuple[Place, ...]
    mentions: tuple[Place, ...]
    filled: Filled
    complete: tuple[bool, ...]

    @property
    def fillers(self) -> tuple[Place, ...]:
        return (*self.mentions, *self.triggers)

    def scene(self, mask: RoleMask, *, window: int) -> Scene:
        """The pairs that are looked at, and those that are filled but would not be, are not among them."""
        return make_scene(
            self.tokens, triggers=self.triggers, mentions=self.mentions, window=window, may_fill=mask.may_fill
        )

    def known(self, event: int, other: int) -> bool:
        """Whether it is known what the filler is to the event: it fills a role, or all around both is marked."""
        if (event, other) in self.filled:
            return True
        places = (self.triggers[event], self.fillers[other])
        return all(all(self.complete[place.start : place.end]) for place in places)

    def counts(self) -> list[Mapping[str, int]]:
        """Of each event how many fillers each of its roles has."""
        found: list[Counter[str]] = [Counter() for _ in self.triggers]
        for (event, _), roles in self.filled.items():
            found[event].update(roles)
        return list(found)


def read_gold(reference: Doc) -> Gold:
    """What a gold Doc tells; a filler that is no mention of it counts as one."""
    events = list(gold_events(reference))
    triggers = [Place(span.start, span.end, event["type"], number) for number, (event, span) in enumerate(events)]
    mentions = {(span.start, span.end, span.label_): None for span in mentions_of(reference)}
    filled: list[tuple[int, tuple[int, int, str] | int, str]] = []
    numbers = {event["id"]: number for number, (event, _) in enumerate(events)}
    for number, (event, _) in enumerate(events):
        for argument in event.get("arguments", ()):
            if "event" in argument:
                if argument["event"] in numbers:
                    filled.append((number, numbers[argument["event"]], argument["role"]))
                continue
            span = reference.char_span(argument["start"], argument["end"])
            if span is not None and len(argument.get("fragments", ())) < 2:
                key = (span.start, span.end, argument["label"])
                mentions.setdefault(key)
                filled.append((number, key, argument["role"]))
    order = {key: number for number, key in enumerate(mentions)}
    roles: dict[tuple[int, int], set[str]] = {}
    for number, filler, role in filled:
        other = len(mentions) + filler if isinstance(filler, int) else order[filler]
        roles.setdefault((number, other), set()).add(role)
    return Gold(
        tuple(token.text for token in reference),
        tuple(triggers),
        tuple(Place(*key) for key in mentions),
        {pair: tuple(sorted(found)) for pair, found in roles.items()},
        tuple(bool(each) for each in complete_tokens(reference, reference)),
    )
