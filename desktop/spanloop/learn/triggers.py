"""A trainable spaCy component that marks the words which express an event, with the event's type.

Gold is read from `doc.spans["events"]` (the label is the event type); predictions are written there too, with one score
each in `doc.spans["events"].attrs["scores"]`. Where an article was not completely marked (see `complete_tokens`) the
component learns from the triggers that are there and takes nothing else as a negative example.

It is found through the entry points of spaCy, so `spacy train` and `spacy.load` need no more than Spanloop installed.
"""

# No postponed annotations here: spaCy reads the real types of these functions to check configs against them.
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import srsly
from spacy.language import Language
from spacy.pipeline.trainable_pipe import TrainablePipe
from spacy.tokens import Doc, SpanGroup
from spacy.training import Example, validate_examples
from thinc.api import Config, Model, set_dropout_rate
from thinc.types import Floats2d

from spanloop.learn.averaging import RunningAverage
from spanloop.learn.lexicon import Lexicon, Page, rule_hints
from spanloop.learn.small_tok2vec import SMALL_TOK2VEC
from spanloop.learn.trigger_model import HINTED, Hints, output_layers, takes_hints, widen_output
from spanloop.learn.trigger_scores import SCORER, SPANS_KEY, complete_tokens, score_triggers

__all__ = ["EventTriggers", "complete_tokens", "make_event_triggers", "score_triggers"]

#: Where rules have written what they say, if there are any (see learn.lexicon.rule_hints).
RULES_KEY = "rules"
#: A second type for the same words has to be more likely than not: most words express one event.
SECOND = 0.5
#: Tokens that a model is sized with, and that centre and spread of the language model's features come from.
SAMPLE = 5000
_LEXICON = "lexicon"

DEFAULT_MODEL = f"""
[model]
@architectures = "{HINTED}"

{SMALL_TOK2VEC}"""


@Language.factory(
    "event_triggers",
    assigns=["doc.spans"],
    default_config={
        "model": Config().from_str(DEFAULT_MODEL)["model"],
        "spans_key": SPANS_KEY,
        "threshold": 0.25,
        "max_length": 8,
        "pace": 2.0,
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
    pace: float,
    scorer: Callable[..., dict[str, Any]] | None,
) -> "EventTriggers":
    """The factory that configs name as "event_triggers"."""
    return EventTriggers(
        nlp.vocab,
        model,
        name,
        spans_key=spans_key,
        threshold=threshold,
        max_length=max_length,
        pace=pace,
        scorer=scorer,
    )


class EventTriggers(TrainablePipe):
    """Marks triggers of several event types; triggers of different types may share words.

    spans_key: where gold and predictions stand in `doc.spans`. threshold: a trigger begins, and goes on, where its
    probability is at least this. One for all types: those of each type, fitted on four folds of five and shrunk or not,
    were worse on the fifth (F 47.3 to 48.6, where one for all has 49.1). Half of the F that can be reached is about
    right (Lipton et al., Optimal Thresholding of Classifiers to Maximize F1 Measure, 2014). max_length: in tokens.
    pace: the component's weights move so many times as far in a step as the optimizer says.

    What is saved and predicts is not the last weights but their running average, as in averaged perceptrons: single
    steps on a few marks are noise. To go on training a saved component with marks that came since: give it the new
    types with `add_label`, then all gold documents with `learn_words`, then call `update` as ever with an optimizer
    that is new (one that saw the component before its types were added does not fit it).
    """

    def __init__(
        self,
        vocab: Any,
        model: Model[Any, list[Floats2d]],
        name: str = "event_triggers",
        *,
        spans_key: str = SPANS_KEY,
        threshold: float = 0.25,
        max_length: int = 8,
        pace: float = 2.0,
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
        self.lexicon = Lexicon(vocab.lang, 2)
        self._pace = pace
        self._average = RunningAverage()

    @property
    def labels(self) -> tuple[str, ...]:
        """The event types, in the order of the model's columns."""
        return tuple(self.cfg["labels"])

    @property
    def label_data(self) -> tuple[str, ...]:
        """What `spacy init labels` writes and `initialize` takes."""
        return self.labels

    @property
    def _columns(self) -> int:
        # Without types one idle pair of columns keeps the model whole, so that it can be saved, loaded and listened to.
        return 2 * max(1, len(self.labels))

    def add_label(self, label: str) -> int:
        """Add an event type; 1 when it is new, 0 when it was there. What was learned of the others stays.

        After that an optimizer that has updated the component is of no use: take a new one.
        """
        if not isinstance(label, str):
            raise TypeError(f"an event type is a text, not {label!r}")
        if label in self.cfg["labels"]:
            return 0
        before = len(self.labels)
        self.cfg["labels"].append(label)
        self.vocab.strings.add(label)
        # The first type takes the idle columns; any other makes the starts longer and moves the continuations on.
        places = [*range(before), *(before + 1 + column for column in range(before))] if before else [0, 1]
        if self.model.get_ref("output_layer").has_param("W"):
            self._average.settle(self.model)
            if before:
                widen_output(self.model, places, self._columns)
        self.lexicon = self.lexicon.widened(places, self._columns)
        return 1

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,  # noqa: ARG002 - spaCy gives it to every component
        labels: Sequence[str] | None = None,
    ) -> None:
        """Learn the types and the words from the data, or take the types given, and size the model.

        No type at all is allowed.
        """
        found: set[str] = set()
        sample: list[Doc] = []
        references: list[Doc] = []
        for example in get_examples():
            if sum(map(len, sample)) < SAMPLE:
                sample.append(example.predicted)
            references.append(example.reference)
            found.update(span.label_ for span in self._gold(example.reference))
        for label in labels if labels is not None else sorted(found):
            self.add_label(label)
        self.learn_words(references)
        columns = self._columns
        for output in output_layers(self.model):
            if not output.has_dim("nO"):
                output.set_dim("nO", columns)
        empty = [self.model.ops.alloc2f(len(doc), columns) for doc in sample]
        self.model.initialize(X=self._inputs(sample) or None, Y=empty or None)
        self._average = RunningAverage()

    def learn_words(self, references: Iterable[Doc]) -> None:
        """Count anew which words are triggers, in these gold documents alone. They should be all that train.

        Whatever `update` is given later counts as being among them: its own marks are left out of what it is told.
        """
        pages = [self._page(reference) for reference in references]
        self.lexicon = Lexicon.learn(pages, columns=self._columns, language=self.vocab.lang)

    def go_on(self) -> None:
        """Let the running average begin at the weights that are there: what was learned before is not to be forgotten.

        60 steps after 20 new sentences on 200, M2E2, folds of the documents that train, 8 seeds: F 29.1, where scratch
        has 29.0 and an average that begins anew 28.6; that is within what seeds differ by. A pace of 1 instead did as
        well (29.2); 30 steps, or new sentences read twice as often, brought nothing.

        With four heads, 10 draws: 30.8 where scratch has 32.1 and nothing learned 30.5 (standard error of a difference
        .9). Averages that reach back further, lower and falling rates, and 90 steps gave 29.2 to 30.2. The first 15 to
        30 steps make the component say less, whatever the rate; after 60 it has come back.
        """
        self._average.begin_at(self.model)

    def predict(self, docs: Iterable[Doc]) -> list[Any]:
        """Probabilities, one array of (tokens, columns) for each document.

        Columns: that a trigger starts here, for each of `labels`; then, that it goes on here. The mean of what several
        components of the same labels give is a vote: hand it to `set_annotations` of one of them.
        """
        docs = list(docs)
        if not any(len(doc) for doc in docs):
            return [np.zeros((0, self._columns), dtype="f") for _ in docs]
        with self._average.used(self.model):
            found = self.model.predict(self._inputs(docs))
        said = [_sigmoid(self.model.ops.to_numpy(logits)) for logits in found]
        return [each.reshape(len(each), self._heads(each), self._columns).mean(axis=1) for each in said]

    def _heads(self, logits: Any) -> int:
        return logits.shape[1] // self._columns

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Any = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """One step of training, as every component of spaCy has it."""
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        examples = list(examples)
        validate_examples(examples, "EventTriggers.update")
        if not any(len(example.predicted) for example in examples):
            return losses
        set_dropout_rate(self.model, drop)
        docs = [example.predicted for example in examples]
        scores, back = self.model.begin_update(self._inputs(docs, [example.reference for example in examples]))
        loss, gradients = self.get_loss(examples, scores)
        back(gradients)
        if sgd not in (None, False):
            self.finish_update(sgd)
        losses[self.name] += loss
        return losses

    def finish_update(self, sgd: Any) -> None:
        """Let the optimizer move the weights, and the running average follow them."""
        self._average.move(self.model, sgd, pace=self._pace)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """As every component of spaCy has it."""
        exclude = tuple(exclude)
        with self._average.used(self.model):
            parts = {"pipe": super().to_bytes(exclude=exclude)}
        if _LEXICON not in exclude:
            parts[_LEXICON] = self.lexicon.to_bytes()
        return srsly.msgpack_dumps(parts)

    def from_bytes(self, bytes_data: bytes, *, exclude: Iterable[str] = ()) -> "EventTriggers":
        """As every component of spaCy has it."""
        exclude = tuple(exclude)
        parts = cast("dict[str, bytes]", srsly.msgpack_loads(bytes_data))
        super().from_bytes(parts["pipe"], exclude=exclude)
        self._average = RunningAverage()
        self._take_lexicon(parts.get(_LEXICON) if _LEXICON not in exclude else None)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """As every component of spaCy has it; the lexicon is a file of its own."""
        exclude = tuple(exclude)
        with self._average.used(self.model):
            super().to_disk(path, exclude=exclude)
        if _LEXICON not in exclude:
            Path(path, _LEXICON).write_bytes(self.lexicon.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "EventTriggers":
        """As every component of spaCy has it; a version from before there was a lexicon has an empty one."""
        exclude = tuple(exclude)
        super().from_disk(path, exclude=exclude)
        self._average = RunningAverage()
        saved = Path(path, _LEXICON)
        self._take_lexicon(saved.read_bytes() if _LEXICON not in exclude and saved.is_file() else None)
        return self

    def _take_lexicon(self, message: bytes | None) -> None:
        empty = Lexicon(self.vocab.lang, self._columns)
        self.lexicon = Lexicon.from_bytes(message) if message is not None else empty

    def _inputs(self, docs: Sequence[Doc], references: Sequence[Doc] | None = None) -> Any:
        """What the model reads. references: whose marks are to be left out of the hints, while training."""
        if not takes_hints(self.model):
            return list(docs)
        own = [None] * len(docs) if references is None else [self._page(reference) for reference in references]
        return [(doc, self._hints(doc, page)) for doc, page in zip(docs, own, strict=True)]

    def _hints(self, doc: Doc, own: Page | None) -> Hints:
        by_column, general = self.lexicon.hints(doc, own=own)
        columns = {label: number for number, label in enumerate(self.labels)}
        said = rule_hints(doc, columns, width=self._columns, key=RULES_KEY)
        return Hints(np.stack([by_column, said], axis=-1), general)

    def _page(self, reference: Doc) -> Page:
        gold, known = self._targets(reference, reference)
        complete = complete_tokens(reference, reference, spans_key=self.cfg["spans_key"])
        return Page(reference, complete & known.any(axis=1), gold)

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
            # Each head of the model is asked the same.
            heads = (1, self._heads(logits))
            gold, known = (np.tile(each, heads) for each in self._targets(example.predicted, example.reference))
            probabilities = _sigmoid(ops.to_numpy(logits))
            chosen = np.where(gold > 0, probabilities, 1 - probabilities)
            loss -= float((np.log(np.maximum(chosen, 1e-9)) * known).sum())
            gradients.append(ops.asarray2f(((probabilities - gold) * known).astype("f")))
        return loss, gradients

    def _gold(self, reference: Doc) -> Iterable[Any]:
        return reference.spans.get(self.cfg["spans_key"], ())

    def _targets(self, doc: Doc, reference: Doc) -> tuple[Any, Any]:
        """What the model is to say, and where that is known: two arrays of (tokens, columns)."""
        types = len(self.labels)
        columns = {label: index for index, label in enumerate(self.labels)}
        gold = np.zeros((len(doc), self._columns), dtype="f")
        known = np.zeros_like(gold)
        if not types:
            return gold, known
        known[complete_tokens(doc, reference, spans_key=self.cfg["spans_key"])] = 1
        for span in self._gold(reference):
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
        best = probabilities[:, :types].max(axis=1, initial=0)
        for column, label in enumerate(self.labels):
            starts, continues = probabilities[:, column], probabilities[:, types + column]
            for start in np.flatnonzero((starts >= threshold) & ((starts >= best) | (starts >= SECOND))):
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


def _sigmoid(logits: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
