"""How right predicted arguments are: every gold argument counts, also one whose filler or trigger was never found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from spacy.scorer import PRFScore
from spacy.util import registry

from spanloop.learn.event_records import EVENTS
from spanloop.learn.trigger_scores import complete_tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.training import Example

SCORER = "spanloop.argument_scorer.v1"
#: Event's type and place, role, filler's place.
Argument = tuple[str, tuple[int, int], str, tuple[int, int]]


def arguments_of(doc: Doc) -> set[Argument]:
    """The arguments that a Doc tells of, gold or predicted, by places in code points of its text."""
    events = doc.user_data.get(EVENTS) or ()
    triggers = {event["id"]: _place(event["trigger"]) for event in events}
    return {
        (event["type"], triggers[event["id"]], argument["role"], filler)
        for event in events
        for argument in event.get("arguments", ())
        if (filler := triggers.get(argument["event"]) if "event" in argument else _place(argument)) is not None
    }


def score_arguments(examples: Iterable[Example], **_: Any) -> dict[str, Any]:
    """Precision, recall and F of arguments: the event's type and place, the role and the filler's place must be right.

    A prediction that is in no gold counts as false only where the events around its trigger are completely marked.
    Returns `args_p`, `args_r`, `args_f` (None when there was nothing to score) and `args_per_type`, by "TYPE.role".
    """
    total = PRFScore()
    per_type: dict[str, PRFScore] = {}
    for example in examples:
        gold, said = arguments_of(example.reference), arguments_of(example.predicted)
        said = {argument for argument in said if argument in gold or judged(example, *argument[1])}
        total.score_set(said, gold)
        for name in {_name(argument) for argument in gold | said}:
            per_type.setdefault(name, PRFScore()).score_set(
                {argument for argument in said if _name(argument) == name},
                {argument for argument in gold if _name(argument) == name},
            )
    return figures("args", total, per_type)


def figures(name: str, total: PRFScore, per_type: Mapping[str, PRFScore]) -> dict[str, Any]:
    """Scores as spaCy names them: NAME_p, NAME_r, NAME_f and NAME_per_type; None where nothing was there to score."""
    if not total.tp + total.fp + total.fn:
        return {f"{name}_{kind}": None for kind in ("p", "r", "f", "per_type")}
    return {
        f"{name}_p": total.precision,
        f"{name}_r": total.recall,
        f"{name}_f": total.fscore,
        f"{name}_per_type": {label: per_type[label].to_dict() for label in sorted(per_type)},
    }


def judged(example: Example, start: int, end: int) -> bool:
    """Whether the events of these code points are completely marked in the gold."""
    span = example.predicted.char_span(start, end, alignment_mode="expand")
    if span is None:
        return False
    return bool(complete_tokens(example.predicted, example.reference)[span.start : span.end].all())


@registry.scorers(SCORER)
def make_argument_scorer() -> Callable[..., dict[str, Any]]:
    """The scorer that configs name for the component."""
    return score_arguments


def _name(argument: Argument) -> str:
    return f"{argument[0]}.{argument[2]}"


def _place(place: Mapping[str, Any]) -> tuple[int, int]:
    return place["start"], place["end"]
