"""A trainable spaCy component that marks entities: one tag for each token, and the best sequence of tags that fits.

It stands where spaCy's `ner` does and reads and writes the same (`doc.ents`; tokens of which nobody said what they are
count as missing). Tags are B, I, L, U of each label, and O (Ratinov & Roth 2009, "Design Challenges and Misconceptions
in Named Entity Recognition"); of all sequences that can be read as entities the most probable one is taken (Viterbi).
"""

# No postponed annotations here: spaCy reads the real types of these functions to check configs against them.
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

import numpy as np
from spacy.language import Language
from spacy.pipeline.trainable_pipe import TrainablePipe
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry
from thinc.api import Config, Linear, Maxout, Model, chain, with_array, zero_init
from thinc.types import Floats2d

from spanloop.learn.confidence import write_scored
from spanloop.learn.tag_paths import BEGIN, INSIDE, LAST, UNIT, best_paths, span_chances

ARCHITECTURE = "spanloop.SpanTagger.v1"

DEFAULT_MODEL = f"""
[model]
@architectures = "{ARCHITECTURE}"
hidden_width = 0

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
def build_span_tagger(
    tok2vec: Model[list[Doc], list[Floats2d]],
    hidden_width: int = 0,
    nO: int | None = None,  # noqa: N803 - thinc's name for the width of an output
) -> Model[list[Doc], list[Floats2d]]:
    """Logits for each token: "O", then "B", "I", "L" and "U" of each label in the order of the labels.

    hidden_width: of a layer in between, 0 for none. nO: 1 and four times the number of labels.
    """
    output = Linear(nO, None, init_W=zero_init)
    inner: Any = chain(Maxout(hidden_width, nP=2, normalize=True, dropout=0.0), output) if hidden_width else output
    model = chain(tok2vec, with_array(inner))
    model.set_ref("output_layer", output)
    return cast("Model[list[Doc], list[Floats2d]]", model)


@Language.factory(
    "span_tagger",
    assigns=["doc.ents", "doc.spans", "token.ent_iob", "token.ent_type"],
    default_config={
        "model": Config().from_str(DEFAULT_MODEL)["model"],
        "label_smoothing": 0.0,
        "scorer": {"@scorers": "spacy.ner_scorer.v1"},
    },
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None},
)
def make_span_tagger(
    nlp: Language,
    name: str,
    model: Model[list[Doc], list[Floats2d]],
    label_smoothing: float,
    scorer: Callable[..., dict[str, Any]] | None,
) -> "SpanTagger":
    """The factory that configs name as "span_tagger"."""
    return SpanTagger(nlp.vocab, model, name, label_smoothing=label_smoothing, scorer=scorer)


class SpanTagger(TrainablePipe):
    """Marks entities that do not overlap.

    label_smoothing: the part of a tag's probability in training that goes to all others in equal shares.
    """

    def __init__(
        self,
        vocab: Any,
        model: Model[list[Doc], list[Floats2d]],
        name: str = "span_tagger",
        *,
        label_smoothing: float = 0.0,
        scorer: Callable[..., dict[str, Any]] | None = None,
    ) -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {"labels": [], "label_smoothing": label_smoothing}
        self.scorer = scorer

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, in the order of the model's columns."""
        return tuple(self.cfg["labels"])

    @property
    def label_data(self) -> tuple[str, ...]:
        """What `spacy init labels` writes and `initialize` takes."""
        return self.labels

    def add_label(self, label: str) -> int:
        """Add a label before the model is initialised; 1 when it is new, 0 when it was there."""
        if not isinstance(label, str):
            raise TypeError(f"a label is a text, not {label!r}")
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
        """Learn the labels from the data, or take those given, and size the model. No label at all is allowed."""
        found: set[str] = set()
        sample: list[Doc] = []
        for example in get_examples():
            if len(sample) < 10:
                sample.append(example.predicted)
            found.update(span.label_ for span in example.reference.ents)
        for label in labels if labels is not None else sorted(found):
            self.add_label(label)
        columns = 1 + 4 * len(self.labels)
        output = self.model.get_ref("output_layer")
        if not output.has_dim("nO"):
            output.set_dim("nO", columns)
        empty = [self.model.ops.alloc2f(len(doc), columns) for doc in sample]
        self.model.initialize(X=sample or None, Y=empty or None)

    def predict(self, docs: Iterable[Doc]) -> list[Any]:
        """Log-probabilities, one array of (tokens, columns) for each document."""
        docs = list(docs)
        if not any(len(doc) for doc in docs):
            return [np.zeros((0, 1 + 4 * len(self.labels)), dtype="f") for _ in docs]
        return [_log_softmax(self.model.ops.to_numpy(logits)) for logits in self.model.predict(docs)]

    def set_annotations(self, docs: Iterable[Doc], scores: Sequence[Any]) -> None:
        """Write the entities into `doc.ents`, and with their scores into `doc.spans["entities"]`.

        A score is the probability that exactly this is an entity, over all sequences of tags that fit.
        """
        docs = list(docs)
        logs = [_without_spaces(doc, each) for doc, each in zip(docs, scores, strict=True)]
        found = best_paths(logs)
        for doc, spans, chances in zip(docs, found, span_chances(logs, found), strict=True):
            ents = [Span(doc, start, end, label=self.labels[label]) for start, end, label in spans]
            doc.set_ents(ents, default="outside")
            write_scored(doc, ents, chances)

    def combine(self, several: Sequence[Sequence[Any]]) -> list[Any]:
        """What several taggers of the same labels predict together for the same documents: the mean probability."""
        return [np.log(np.mean(np.exp(each), axis=0) + 1e-12) for each in zip(*several, strict=True)]

    def get_loss(self, examples: Iterable[Example], scores: Sequence[Floats2d]) -> tuple[float, list[Any]]:
        """Cross-entropy summed over the tokens that are known, and its gradient by the logits."""
        loss = 0.0
        gradients: list[Any] = []
        ops = self.model.ops
        smooth = float(self.cfg["label_smoothing"])
        for example, logits in zip(examples, scores, strict=True):
            tags = self._targets(example)
            logs = _log_softmax(ops.to_numpy(logits))
            known = np.flatnonzero(tags >= 0)
            wanted = np.zeros_like(logs)
            wanted[known] = smooth / logs.shape[1]
            wanted[known, tags[known]] += 1 - smooth
            loss -= float((wanted * logs).sum())
            gradient = np.zeros_like(logs)
            gradient[known] = np.exp(logs[known]) - wanted[known]
            gradients.append(ops.asarray2f(gradient))
        return loss, gradients

    def _targets(self, example: Example) -> Any:
        """The column of each token of what is predicted, -1 where it is not known."""
        doc, reference = example.predicted, example.reference
        columns = {label: 1 + 4 * number for number, label in enumerate(self.labels)}
        tags = np.full(len(doc), -1, dtype="i")
        if len(doc) != len(reference) or (doc.to_array("IDX") != reference.to_array("IDX")).any():
            for number, tag in enumerate(example.get_aligned_ner()):
                if tag == "O":
                    tags[number] = 0
                elif tag and tag[2:] in columns:
                    tags[number] = columns[tag[2:]] + "BILU".index(tag[0])
            return tags
        marks = reference.to_array(["ENT_IOB", "ENT_TYPE"]).reshape(len(doc), 2)
        tags[(marks[:, 0] == 2) | ((marks[:, 0] == 3) & (marks[:, 1] == 0))] = 0
        for span in reference.ents:
            first = columns.get(span.label_)
            if first is None:
                tags[span.start : span.end] = -1
            elif len(span) == 1:
                tags[span.start] = first + UNIT
            else:
                tags[span.start : span.end] = first + INSIDE
                tags[span.start], tags[span.end - 1] = first + BEGIN, first + LAST
        return tags


def _log_softmax(logits: Any) -> Any:
    shifted = logits - logits.max(axis=1, keepdims=True) if logits.size else logits
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _without_spaces(doc: Doc, logs: Any) -> Any:
    """White space begins and ends no entity."""
    spaces = np.asarray([token.is_space for token in doc], dtype=bool)
    if not spaces.any():
        return logs
    logs = logs.copy()
    at = np.flatnonzero(spaces)
    for kind in (BEGIN, LAST, UNIT):
        logs[at[:, None], np.arange(1 + kind, logs.shape[1], 4)[None]] = -1e4
    return logs
