"""What is known of the events in a gold text, and how right predicted triggers are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.scorer import PRFScore
from spacy.util import registry

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.training import Example

SPANS_KEY = "events"
SCORER = "spanloop.trigger_scorer.v1"


def complete_tokens(doc: Doc, reference: Doc, *, spans_key: str = SPANS_KEY) -> Any:
    """Which tokens of `doc` lie where the events of `reference` are completely marked: one truth value each.

    The ranges are `reference.user_data["complete"]["events"]`, pairs of code points of the text. A document that says
    nothing about completeness counts as complete where it has the span group at all, as in other people's DocBins.
    """
    complete = reference.user_data.get("complete")
    if complete is None:
        return np.full(len(doc), spans_key in reference.spans)
    inside = np.zeros(len(doc), dtype=bool)
    if not len(doc):
        return inside
    # As arrays: token by token this takes longer than the model.
    starts, lengths = doc.to_array(["IDX", "LENGTH"]).T.astype(np.int64)
    ends = starts + lengths
    for start, end in complete.get("events", ()):
        inside |= (starts >= start) & (ends <= end)
    return inside


def score_triggers(examples: Iterable[Example], *, spans_key: str = SPANS_KEY, **_: Any) -> dict[str, Any]:
    """Precision, recall and F of triggers, exact in place and type.

    Every gold trigger counts; a prediction that is in no gold counts as false only where the gold is complete.
    Returns `triggers_p`, `triggers_r`, `triggers_f` (None when there was nothing to score) and `triggers_per_type`.
    """
    total = PRFScore()
    per_type: dict[str, PRFScore] = {}
    for example in examples:
        reference, predicted = example.reference, example.predicted
        gold = {_place(span) for span in reference.spans.get(spans_key, ())}
        complete = complete_tokens(predicted, reference, spans_key=spans_key)
        said = {
            _place(span)
            for span in predicted.spans.get(spans_key, ())
            if _place(span) in gold or complete[span.start : span.end].all()
        }
        total.score_set(said, gold)
        for label in {place[2] for place in gold | said}:
            per_type.setdefault(label, PRFScore()).score_set(
                {place for place in said if place[2] == label}, {place for place in gold if place[2] == label}
            )
    if not total.tp + total.fp + total.fn:
        return {"triggers_p": None, "triggers_r": None, "triggers_f": None, "triggers_per_type": None}
    return {
        "triggers_p": total.precision,
        "triggers_r": total.recall,
        "triggers_f": total.fscore,
        "triggers_per_type": {label: per_type[label].to_dict() for label in sorted(per_type)},
    }


@registry.scorers(SCORER)
def make_trigger_scorer() -> Callable[..., dict[str, Any]]:
    """The scorer that configs name for the component."""
    return score_triggers


def _place(span: Any) -> tuple[int, int, str]:
    return span.start_char, span.end_char, span.label_
