"""How right predicted attributes are: every value that gold sets counts, also of an event that was never found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from spacy.scorer import PRFScore
from spacy.util import registry

from spanloop.learn.arguments.scores import figures, judged
from spanloop.learn.event_records import EVENTS

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.training import Example

SCORER = "spanloop.attribute_scorer.v1"


def attributes_of(doc: Doc, *, defaults: Mapping[str, str | None]) -> set[tuple[str, int, int, str, str]]:
    """(event type, trigger's start and end, attribute, value) of what a Doc sets, gold or predicted.

    defaults: a value that an attribute has anyway does not count.
    """
    return {
        (event["type"], event["trigger"]["start"], event["trigger"]["end"], name, value)
        for event in doc.user_data.get(EVENTS) or ()
        for name, value in event.get("attributes", {}).items()
        if value != defaults.get(name)
    }


def score_attributes(
    examples: Iterable[Example], *, defaults: Mapping[str, str | None] | None = None, **_: Any
) -> dict[str, Any]:
    """Precision, recall and F of the values that are set, with the event's type and place.

    A value that a predicted event has and no gold one counts as false only where the events are completely marked.
    Returns `attrs_p`, `attrs_r`, `attrs_f` (None when there was nothing to score) and `attrs_per_type`, by attribute.
    """
    total = PRFScore()
    per_type: dict[str, PRFScore] = {}
    for example in examples:
        gold = attributes_of(example.reference, defaults=defaults or {})
        said = attributes_of(example.predicted, defaults=defaults or {})
        said = {one for one in said if one in gold or judged(example, one[1], one[2])}
        total.score_set(said, gold)
        for name in {one[3] for one in gold | said}:
            per_type.setdefault(name, PRFScore()).score_set(
                {one for one in said if one[3] == name}, {one for one in gold if one[3] == name}
            )
    return figures("attrs", total, per_type)


@registry.scorers(SCORER)
def make_attribute_scorer() -> Callable[..., dict[str, Any]]:
    """The scorer that configs name for the component."""
    return score_attributes
