"""A frozen test set: which articles test from now on, and what was true of them when they were set aside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from spanloop.core.marks import Layer, Marks
from spanloop.core.ranges import covers
from spanloop.core.truth import LayerTruth

#: Name of the project's setting.
SETTING = "test_set"
#: So many hex figures of a hash are shown to people.
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class FrozenTest:
    """at: when, ISO 8601. by: name of who did it. truths: by uid of the article, the hash of what was true in it."""

    at: str
    by: str
    truths: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def hash(self) -> str:
        """Of all articles with their truth."""
        return hash_of_truths(self.truths)

    def to_dict(self) -> dict[str, Any]:
        """As the project's setting keeps it."""
        return {"at": self.at, "by": self.by, "truths": dict(sorted(self.truths.items())), "hash": self.hash}

    @classmethod
    def from_setting(cls, setting: object) -> FrozenTest | None:
        """What `to_dict` wrote; None where nothing is frozen, or where the setting is of another form."""
        if not isinstance(setting, dict):
            return None
        kept = cast("dict[str, Any]", setting)
        truths: object = kept.get("truths")
        if not isinstance(truths, dict):
            return None
        return cls(str(kept.get("at", "")), str(kept.get("by", "")), cast("dict[str, str]", truths))


def truth_hash(layers: Mapping[Layer, LayerTruth]) -> str:
    """A hash of what is true in an article: labels, places, roles and attributes within the complete ranges.

    Neither who marked it nor when, nor in what order; so the same truth from another hand has the same hash.
    """
    document = {
        layer: {"ranges": [list(span) for span in held.ranges], "marks": sorted(_marks(layer, held))}
        for layer, held in sorted(layers.items())
    }
    return _digest(document)


def hash_of_truths(truths: Mapping[str, str]) -> str:
    """One hash for articles with the hashes of their truth."""
    return _digest(sorted(truths.items()))


def short_hash(full: str) -> str:
    """The beginning of a hash, as people compare it."""
    return full[:_SHOWN]


def _marks(layer: Layer, held: LayerTruth) -> Iterable[str]:
    """Each mark inside the ranges as one line of JSON."""
    marks: Marks = held.marks
    if layer == "entities":
        for mention in marks.mentions:
            if covers(held.ranges, mention.fragments):
                yield _json([mention.label, mention.fragments])
        return
    spans = {m.uid: (m.label, m.fragments) for m in marks.mentions}
    spans |= {event.uid: (event.type, event.trigger) for event in marks.events}
    for event in marks.events:
        if covers(held.ranges, event.trigger):
            filled = sorted(_json([a.role, spans.get(a.filler)]) for a in event.arguments)
            yield _json([event.type, event.trigger, filled, sorted(event.attributes.items())])


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=True, separators=(",", ":"))


def _digest(document: object) -> str:
    return hashlib.sha256(_json(document).encode()).hexdigest()
