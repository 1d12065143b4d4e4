"""A trainable spaCy component that marks the words which express an event, with the event's type.

Gold is read from `doc.spans["events"]` (the label is the event type); predictions are written there too, with one score
each in `doc.spans["events"].attrs["scores"]`. Where an article was not completely marked (see `complete_tokens`) the
component learns from the triggers that are there and takes nothing else as a negative example.

It is found through the entry points of spaCy, so `spacy train` and `spacy.load` need no more than Spanloop installed.
"""

# No postponed annotations here: spaCy reads the real types of these functions to check configs against them.
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

import numpy as np
from spacy.language import Language
from spacy.pipeline.trainable_pipe import TrainablePipe
from spacy.scorer import PRFScore
from spacy.tokens import Doc, SpanGroup
from spacy.training import Example
from spacy.util import registry
from thinc.api import Config, Linear, Model, chain, with_array
from thinc.types import Floats2d

SPANS_KEY = "events"
SCORER = "spanloop.trigger_scorer.v1"
ARCHITECTURE = "spanloop.TriggerTagger.v1"
#: Before training, a token starts or continues a trigger of a type with about this probability: triggers are rare.
PRIOR = 0.02

DEFAULT_MODEL = f"""
[model]
@architectures = "{ARCHITECTURE}"

[model.tok2vec]
@architectures = "spacy.Tok2Vec.v2"

[model.tok2vec.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 96
rows = [5000, 1000, 2500, 2500]
attrs = ["NORM", "PREFIX", "SUFFIX", "SHAPE"]
include_static_vectors = false

[model.tok2vec.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
depth = 2
window_size = 1
maxout_pieces = 3
"""


@registry.architectures(ARCHITECTURE)
def build_trigger_tagger(
    tok2vec: Model[list[Doc], list[Floats2d]],
    nO: int | None = None,  # noqa: N803 - thinc's name for the width of an output
) -> Model[list[Doc], list[Floats2d]]:
    """Two logits for each token and event type: "a trigger starts here" and "the trigger goes on here".

    Every type is judged by itself, so that one word may express two events ("killed" in an attack that harmed people).
    Columns: the starts of all types in the order of the labels, then the continuations. nO: twice the number of types.
    """
    output = Linear(nO, None, init_b=_rare)
    model = chain(tok2vec, with_array(output))
    model.set_ref("output_layer", output)
    return cast("Model[list[Doc], list[Floats2d]]", model)


def _rare(ops: Any, shape: tuple[int, ...]) -> Any:
    bias = ops.alloc1f(*shape)
    bias += float(np.log(PRIOR / (1 - PRIOR)))
    return bias


@Language.factory(
    "event_triggers",
    assigns=["doc.spans"],
    default_config={
        "model": Config().from_str(DEFAULT_MODEL)["model"],
        "spans_key": SPANS_KEY,
        "threshold": 0.35,
        "max_length": 8,
        "scorer": {"@scorers": SCORER},
    },
    default_score_weights={"triggers_f": 1.0, "triggers_p": 0.0, "triggers_r": 0.0, "triggers_per_type": None},
)
def make_event_triggers(
    nlp: Language,
    name: str,
    model: Model[list[Doc], list[Floats2d]],
    spans_key: str,
    threshold: float,
    max_length: int,
    scorer: Callable[..., dict[str, Any]] | None,
) -> "EventTriggers":
    """The factory that configs name as "event_triggers"."""
    return EventTriggers(
        nlp.vocab, model, name, spans_key=spans_key, threshold=threshold, max_length=max_length, scorer=scorer
    )


class EventTriggers(TrainablePipe):
    """Marks triggers of several event types; triggers of different types may share words.

    spans_key: where gold and predictions stand in `doc.spans`. threshold: a trigger begins, and goes on, where its
    probability is at least this. max_length: in tokens.
    """

    def __init__(
        self,
        vocab: Any,
        model: Model[list[Doc], list[Floats2d]],
        name: str = "event_triggers",
        *,
        spans_key: str = SPANS_KEY,
        threshold: float = 0.5,
        max_length: int = 8,
        scorer: Callable[..., dict[str, Any]] | None = None,
    ) -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {
            "labels": [],
            "spans_key": spans_key,
            "threshold": threshold,
            "max_length": max_length,
        }
        self.scorer = scorer

    @property
    def labels(self) -> tuple[str, ...]:
        """The event types, in the order of the model's columns."""
        return tuple(self.cfg["labels"])

    @property
    def label_data(self) -> tuple[str, ...]:
        """What `spacy init labels` writes and `initialize` takes."""
        return self.labels

    def add_label(self, label: str) -> int:
        """Add an event type before the model is initialised; 1 when it is new, 0 when it was there."""
        if not isinstance(label, str):
            raise TypeError(f"an event type is a text, not {label!r}")
        if label in self.cfg["labels"]:
            return 0
        if self.model.get_ref("output_layer").has_dim("nO"):
            raise ValueError(f"{self.name} is trained for {', '.join(self.labels)}: train anew to add {label}")
        self.cfg["labels"].append(label)
        self.vocab.strings.add(label)
        return 1

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,  # noqa: ARG002 - spaCy gives it to every component
        labels: Sequence[str] | None = None,
    ) -> None:
        """Learn the types from the data, or take those given, and size the model. No type at all is allowed."""
        found: set[str] = set()
        sample: list[Doc] = []
        for example in get_examples():
            if len(sample) < 10:
                sample.append(example.predicted)
            found.update(span.label_ for span in self._gold(example.reference))
        for label in labels if labels is not None else sorted(found):
            self.add_label(label)
        # Without types one idle pair of columns keeps the model whole, so that it can be saved, loaded and listened to.
        columns = 2 * max(1, len(self.labels))
        output = self.model.get_ref("output_layer")
        if not output.has_dim("nO"):
            output.set_dim("nO", columns)
        empty = [self.model.ops.alloc2f(len(doc), columns) for doc in sample]
        self.model.initialize(X=sample or None, Y=empty or None)

    def predict(self, docs: Iterable[Doc]) -> list[Any]:
        """Probabilities, one array of (tokens, columns) for each document."""
        docs = list(docs)
        if not any(len(doc) for doc in docs):
            return [np.zeros((0, 2 * max(1, len(self.labels))), dtype="f") for _ in docs]
        return [_sigmoid(self.model.ops.to_numpy(logits)) for logits in self.model.predict(docs)]

    def set_annotations(self, docs: Iterable[Doc], scores: Sequence[Any]) -> None:
        """Write the triggers into `doc.spans`, in the order of the text, with `attrs["scores"]` beside them."""
        for doc, probabilities in zip(docs, scores, strict=True):
            found = sorted(self._decode(doc, probabilities), key=lambda item: item[:3])
            spans = [doc[start:end] for start, end, _, _ in found]
            group = SpanGroup(doc, name=self.cfg["spans_key"])
            for span, (_, _, label, _) in zip(spans, found, strict=True):
                span.label_ = label
                group.append(span)
            group.attrs["scores"] = [score for *_, score in found]
            doc.spans[self.cfg["spans_key"]] = group

    def get_loss(self, examples: Iterable[Example], scores: Sequence[Floats2d]) -> tuple[float, list[Any]]:
        """Cross-entropy summed over the tokens that are known, and its gradient by the logits."""
        loss = 0.0
        gradients: list[Any] = []
        ops = self.model.ops
        for example, logits in zip(examples, scores, strict=True):
            gold, known = self._targets(example)
            probabilities = _sigmoid(ops.to_numpy(logits))
            chosen = np.where(gold > 0, probabilities, 1 - probabilities)
            loss -= float((np.log(np.maximum(chosen, 1e-9)) * known).sum())
            gradients.append(ops.asarray2f(((probabilities - gold) * known).astype("f")))
        return loss, gradients

    def _gold(self, reference: Doc) -> Iterable[Any]:
        return reference.spans.get(self.cfg["spans_key"], ())

    def _targets(self, example: Example) -> tuple[Any, Any]:
        """What the model is to say, and where that is known: two arrays of (tokens, columns)."""
        doc = example.predicted
        types = len(self.labels)
        columns = {label: index for index, label in enumerate(self.labels)}
        gold = np.zeros((len(doc), 2 * max(1, types)), dtype="f")
        known = np.zeros_like(gold)
        if not types:
            return gold, known
        known[complete_tokens(doc, example.reference, spans_key=self.cfg["spans_key"])] = 1
        for span in self._gold(example.reference):
            column = columns.get(span.label_)
            place = doc.char_span(span.start_char, span.end_char, alignment_mode="strict")
            if place is None:
                # The tokens here cut through the trigger: what they are cannot be said.
                blurred = doc.char_span(span.start_char, span.end_char, alignment_mode="expand")
                if blurred is not None:
                    known[blurred.start : blurred.end] = 0
                continue
            known[place.start : place.end] = 1
            if column is not None:
                gold[place.start, column] = 1
                gold[place.start + 1 : place.end, types + column] = 1
        return gold, known

    def _decode(self, doc: Doc, probabilities: Any) -> Iterable[tuple[int, int, str, float]]:
        """(start, end, type, score) of every trigger; the score is the probability of exactly these tokens."""
        types = len(self.labels)
        threshold = float(self.cfg["threshold"])
        for column, label in enumerate(self.labels):
            starts, continues = probabilities[:, column], probabilities[:, types + column]
            for start in np.flatnonzero(starts >= threshold):
                end = int(start) + 1
                limit = min(len(doc), int(start) + int(self.cfg["max_length"]))
                score = float(starts[start])
                while end < limit and continues[end] >= threshold and continues[end] > starts[end]:
                    score *= float(continues[end])
                    end += 1
                if end < len(doc):
                    score *= 1 - float(continues[end]) if end < limit else 1.0
                while end > start and doc[end - 1].is_space:
                    end -= 1
                if end > start and not doc[int(start)].is_space:
                    yield int(start), end, label, score


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
    starts = np.asarray([token.idx for token in doc])
    ends = starts + np.asarray([len(token) for token in doc])
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


def _sigmoid(logits: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
