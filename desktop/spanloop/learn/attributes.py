"""A trainable spaCy component that sets the attributes of events: realis, polarity, certainty, kind or others.

It reads the triggers that stand on the Doc. An attribute that nobody set has its default; that is only learned where
the events of a text are completely marked. Only what is not the default is written.
"""

# No postponed annotations here: spaCy reads the real types of these functions to check configs against them.
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Config, Model
from thinc.types import Floats2d

from spanloop.learn.arguments.pairs import Place
from spanloop.learn.attribute_rows import NAMES, make_rows, width
from spanloop.learn.attribute_scores import SCORER
from spanloop.learn.config_names import read_attributes
from spanloop.learn.event_records import gold_events, open_records
from spanloop.learn.row_component import RowComponent, softmax
from spanloop.learn.row_model import ARCHITECTURE, Rows
from spanloop.learn.trigger_scores import SPANS_KEY, complete_tokens

#: Attribute -> "default": a value or None; "values": those that it may take, or event type -> those.
Attributes = Mapping[str, Mapping[str, Any]]

DEFAULT_MODEL = f"""
[model]
@architectures = "{ARCHITECTURE}"
features = null
hidden = 64
width = 64
rows = 2000
"""


@Language.factory(
    "event_attributes",
    assigns=["doc.user_data"],
    requires=["doc.spans"],
    default_config={
        "model": Config().from_str(DEFAULT_MODEL)["model"],
        "spans_key": SPANS_KEY,
        "attributes": None,
        "threshold": 0.5,
        "pace": 1.0,
        "scorer": {"@scorers": SCORER},
    },
    default_score_weights={"attrs_f": 1.0, "attrs_p": 0.0, "attrs_r": 0.0, "attrs_per_type": None},
)
def make_event_attributes(
    nlp: Language,
    name: str,
    model: Model[Rows, Floats2d],
    spans_key: str,
    attributes: dict[str, dict[str, Any]] | list[Any] | None,
    threshold: float,
    pace: float,
    scorer: Callable[..., dict[str, Any]] | None,
) -> "EventAttributes":
    """The factory that configs name as "event_attributes"."""
    return EventAttributes(
        nlp.vocab,
        model,
        name,
        spans_key=spans_key,
        attributes=read_attributes(attributes),
        threshold=threshold,
        pace=pace,
        scorer=scorer,
    )


class EventAttributes(RowComponent):
    """Sets attributes of events.

    attributes: as the schema says it: name -> "default" (a value or None) and "values" (a list, or a list for each
    event type); None takes what is in the marks, with no defaults. threshold: the probability from which on a value is
    set. pace: as for event_triggers.
    """

    def __init__(
        self,
        vocab: Any,
        model: Model[Rows, Floats2d],
        name: str = "event_attributes",
        *,
        spans_key: str = SPANS_KEY,
        attributes: Attributes | None = None,
        threshold: float = 0.5,
        pace: float = 1.0,
        scorer: Callable[..., dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(vocab, model, name, pace=pace)
        self._schema = attributes
        self.scorer = scorer
        self.cfg = {"values": {}, "spans_key": spans_key, "threshold": threshold, "defaults": {}}
        self.cfg["defaults"] = {name: self._default(name) for name in attributes or {}}

    @property
    def labels(self) -> tuple[str, ...]:
        """The values that it can set, as "realis=planned", in the order of the model's columns."""
        return tuple(f"{name}={value}" for name, values in self.cfg["values"].items() for value in values)

    @property
    def label_data(self) -> dict[str, list[str]]:
        """What `spacy init labels` writes and `initialize` takes."""
        return dict(self.cfg["values"])

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,  # noqa: ARG002 - spaCy gives it to every component
        labels: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Learn from the data which values there are, and size the model; none at all is allowed."""
        references = [example.reference for example in get_examples()]
        found: dict[str, set[str]] = {}
        for reference in references:
            for event, _ in gold_events(reference):
                for name, value in event.get("attributes", {}).items():
                    if self._is_possible(name, value, event["type"]) and value != self._default(name):
                        found.setdefault(name, set()).add(value)
        chosen = labels if labels is not None else {name: sorted(found[name]) for name in sorted(found)}
        self.cfg["values"] = {name: list(values) for name, values in chosen.items()}
        self.size_model(references, columns=self._width, names=NAMES, numbers=width)

    def _default(self, name: str) -> str | None:
        return (self._schema or {}).get(name, {}).get("default")

    def _is_possible(self, name: str, value: str, kind: str) -> bool:
        """Whether the schema lets an attribute of an event type have a value."""
        if self._schema is None:
            return True
        values = self._schema.get(name, {}).get("values") or ()
        return value in (values.get(kind, ()) if isinstance(values, Mapping) else values)

    @property
    def _width(self) -> int:
        return max(1, sum(1 + len(values) for values in self.cfg["values"].values()))

    def _blocks(self) -> Iterable[tuple[str, list[str], slice]]:
        """Of each attribute its values and its columns: the default or nothing first, then the values."""
        first = 0
        for name, values in self.cfg["values"].items():
            yield name, values, slice(first, first + 1 + len(values))
            first += 1 + len(values)

    def gold_rows(self, references: Sequence[Doc]) -> list[Sequence[Any]]:
        """See RowComponent. Known: the columns of attributes whose value is known, as far as the type may have them."""
        gold = [list(gold_events(reference)) for reference in references]
        places = [[Place(span.start, span.end, event["type"]) for event, span in events] for events in gold]
        rows: list[Sequence[Any]] = []
        for reference, events, (names, numbers) in zip(
            references, gold, make_rows(self.model, references, places), strict=True
        ):
            complete = complete_tokens(reference, reference)
            targets = np.zeros((len(events), self._width), dtype=np.float32)
            known = np.zeros((len(events), self._width), dtype=bool)
            for row, (event, span) in enumerate(events):
                whole = bool(complete[span.start : span.end].all())
                for name, values, block in self._blocks():
                    value = event.get("attributes", {}).get(name) or self._default(name)
                    if not (whole or name in event.get("attributes", {})):
                        continue
                    if value in values:
                        targets[row, block.start + 1 + values.index(value)] = 1
                    elif value in (None, self._default(name)):
                        targets[row, block.start] = 1
                    else:
                        continue  # a value that came later
                    known[row, block] = self._columns(event["type"], name, values)
            told = known.any(axis=1)
            rows.append((names[told], numbers[told].astype(np.float16), targets[told], known[told]))
        return rows

    def _columns(self, kind: str, name: str, values: Sequence[str]) -> list[bool]:
        """Which columns of an attribute may be in an event of a type; none where it has no such attribute."""
        possible = [self._is_possible(name, value, kind) for value in values]
        return [any(possible), *possible]

    def loss_of(self, logits: Any, targets: Any, known: Any) -> tuple[float, Any]:
        """Cross-entropy of each attribute over what may be, summed."""
        loss = 0.0
        gradient = np.zeros_like(targets)
        for _, _, block in self._blocks():
            told = known[:, block].any(axis=1)
            if told.any():
                said = softmax(np.where(known[told, block], logits[told, block], -1e4))
                loss -= float((np.log(np.maximum(said, 1e-9)) * targets[told, block]).sum())
                gradient[told, block] = (said - targets[told, block]) * known[told, block]
        return loss, gradient

    def predict(self, docs: Iterable[Doc]) -> list[Any]:
        """For each document an array (events, columns) of probabilities; an attribute that a type has not is all 0."""
        docs = list(docs)
        places = [
            [Place(span.start, span.end, span.label_) for span in doc.spans.get(self.cfg["spans_key"], ())]
            for doc in docs
        ]
        found = [np.zeros((len(each), self._width), dtype=np.float32) for each in places]
        if not self.cfg["values"] or not any(places):
            return found
        logits = self.logits(make_rows(self.model, docs, places)).mean(axis=0)
        first = 0
        for each, said in zip(places, found, strict=True):
            for row, place in enumerate(each):
                for name, values, block in self._blocks():
                    possible = np.array(self._columns(place.label, name, values))
                    if possible.any():
                        said[row, block] = softmax(np.where(possible, logits[first + row, block], -1e4))
            first += len(each)
        return found

    def set_annotations(self, docs: Iterable[Doc], scores: Sequence[Any]) -> None:
        """Write what is not the default into the records of `doc.user_data["events"]`."""
        for doc, said in zip(docs, scores, strict=True):
            for row, record in enumerate(open_records(doc, spans_key=self.cfg["spans_key"])):
                record["attributes"] = {
                    name: values[best - 1]
                    for name, values, block in self._blocks()
                    if (best := int(said[row, block].argmax())) and said[row, block][best] >= self.cfg["threshold"]
                }
