"""A trainable spaCy component that marks entities: one tag for each token, and the best sequence of tags that fits.

It stands where spaCy's `ner` does and reads and writes the same (`doc.ents`; tokens of which nobody said what they are
count as missing). Tags are B, I, L, U of each label, and O (Ratinov & Roth 2009, "Design Challenges and Misconceptions
in Named Entity Recognition"); of all sequences that can be read as entities the most probable one is taken (Viterbi).

Where mentions nest there are several levels, each with tags of its own: the first holds what `doc.ents` can hold, the
second the longest of what is left, and so on. All of them together stand in `doc.spans["entities"]`.
"""

# No postponed annotations here: spaCy reads the real types of these functions to check configs against them.
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

import numpy as np
from spacy.language import Language
from spacy.pipeline.trainable_pipe import TrainablePipe
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import filter_spans, registry
from thinc.api import Config, Linear, Maxout, Model, chain, with_array, zero_init
from thinc.types import Floats2d

from spanloop.learn.confidence import ENTITIES_KEY, write_scored
from spanloop.learn.small_tok2vec import SMALL_TOK2VEC
from spanloop.learn.tag_paths import BEGIN, INSIDE, LAST, UNIT, Found, best_paths, edge_chances, span_scores
from spanloop.learn.trigger_model import widen_output

ARCHITECTURE = "spanloop.SpanTagger.v1"
_Said = tuple[float, tuple[float, float, float]]

DEFAULT_MODEL = f"""
[model]
@architectures = "{ARCHITECTURE}"
hidden_width = 0

{SMALL_TOK2VEC}"""


@registry.architectures(ARCHITECTURE)
def build_span_tagger(
    tok2vec: Model[list[Doc], list[Floats2d]],
    hidden_width: int = 0,
    nO: int | None = None,  # noqa: N803 - thinc's name for the width of an output
) -> Model[list[Doc], list[Floats2d]]:
    """Logits for each token: "O", then "B", "I", "L" and "U" of each label in the order of the labels; level by level.

    hidden_width: of a layer in between, 0 for none. nO: 1 and four times the number of labels, for each level.
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
        "levels": 1,
        "label_smoothing": 0.0,
        "scorer": {"@scorers": "spacy.ner_scorer.v1"},
    },
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None},
)
def make_span_tagger(
    nlp: Language,
    name: str,
    model: Model[list[Doc], list[Floats2d]],
    levels: int,
    label_smoothing: float,
    scorer: Callable[..., dict[str, Any]] | None,
) -> "SpanTagger":
    """The factory that configs name as "span_tagger"."""
    return SpanTagger(nlp.vocab, model, name, levels=levels, label_smoothing=label_smoothing, scorer=scorer)


class SpanTagger(TrainablePipe):
    """Marks entities; those of one level do not overlap.

    levels: how deep they may nest, 1 for not at all. label_smoothing: the part of a tag's probability in training that
    goes to all tags in equal shares.
    """

    def __init__(
        self,
        vocab: Any,
        model: Model[list[Doc], list[Floats2d]],
        name: str = "span_tagger",
        *,
        levels: int = 1,
        label_smoothing: float = 0.0,
        scorer: Callable[..., dict[str, Any]] | None = None,
    ) -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {"labels": [], "levels": levels, "label_smoothing": label_smoothing}
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
        """Add a label; 1 when it is new, 0 when it was there. What was learned of the others stays.

        After that an optimizer that has updated the component is of no use: take a new one.
        """
        if not isinstance(label, str):
            raise TypeError(f"a label is a text, not {label!r}")
        if label in self.cfg["labels"]:
            return 0
        before = 1 + 4 * len(self.labels)
        self.cfg["labels"].append(label)
        self.vocab.strings.add(label)
        if self.model.get_ref("output_layer").has_param("W"):
            levels = range(int(self.cfg["levels"]))
            places = [level * (before + 4) + column for level in levels for column in range(before)]
            widen_output(self.model, places, self._columns())
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
            found.update(span.label_ for level in self._gold(example.reference) for span in level)
        for label in labels if labels is not None else sorted(found):
            self.add_label(label)
        columns = self._columns()
        output = self.model.get_ref("output_layer")
        if not output.has_dim("nO"):
            output.set_dim("nO", columns)
        empty = [self.model.ops.alloc2f(len(doc), columns) for doc in sample]
        self.model.initialize(X=sample or None, Y=empty or None)

    def predict(self, docs: Iterable[Doc]) -> list[Any]:
        """Log-probabilities, one array of (tokens, columns of all levels) for each document."""
        docs = list(docs)
        if not any(len(doc) for doc in docs):
            return [np.zeros((0, self._columns()), dtype="f") for _ in docs]
        return [self._logs(logits) for logits in self.model.predict(docs)]

    def set_annotations(self, docs: Iterable[Doc], scores: Sequence[Any]) -> None:
        """Write the first level into `doc.ents`, and all with their scores into `doc.spans["entities"]`.

        A score says how sure the entity's tags are (see span_scores).
        """
        docs = list(docs)
        marked: list[dict[Found, _Said]] = [{} for _ in docs]
        for level in range(int(self.cfg["levels"])):
            logs = [_without_spaces(doc, self._level(each, level)) for doc, each in zip(docs, scores, strict=True)]
            found = best_paths(logs)
            for place, doc in enumerate(docs):
                for span, said in zip(found[place], _said(logs[place], found[place]), strict=True):
                    marked[place].setdefault(span, said)
                if not level:
                    doc.set_ents([self._span(doc, span) for span in found[place]], default="outside")
        for doc, spans in zip(docs, marked, strict=True):
            order = sorted(spans, key=lambda span: (span[0], -span[1], span[2]))
            _write(doc, [self._span(doc, span) for span in order], [spans[span] for span in order])

    def combine(self, several: Sequence[Sequence[Any]]) -> list[Any]:
        """What several taggers of the same labels predict together for the same documents: the mean probability."""
        return [np.log(np.mean(np.exp(each), axis=0) + 1e-12) for each in zip(*several, strict=True)]

    def rescore(self, docs: Iterable[Doc], scores: Sequence[Any]) -> None:
        """Give what stands in `doc.spans["entities"]`, whoever marked it, the scores of these predictions."""
        columns = {label: number for number, label in enumerate(self.labels)}
        for doc, each in zip(docs, scores, strict=True):
            held: Any = doc.spans
            spans: list[Span] = list(held.get(ENTITIES_KEY, ()))
            places = [(span.start, span.end, columns[span.label_]) for span in spans]
            levels = [_said(self._level(each, level), places) for level in range(int(self.cfg["levels"]))]
            _write(doc, spans, [max(mine) for mine in zip(*levels, strict=True)])

    def get_loss(self, examples: Iterable[Example], scores: Sequence[Floats2d]) -> tuple[float, list[Any]]:
        """Cross-entropy summed over the tokens that are known, and its gradient by the logits."""
        loss = 0.0
        gradients: list[Any] = []
        ops = self.model.ops
        smooth, width = float(self.cfg["label_smoothing"]), 1 + 4 * len(self.labels)
        for example, logits in zip(examples, scores, strict=True):
            logs = self._logs(logits)
            gradient = np.zeros_like(logs)
            for level, tags in enumerate(self._targets(example)):
                first = level * width
                known = np.flatnonzero(tags >= 0)
                wanted = np.full((len(known), width), smooth / width, dtype="f")
                wanted[np.arange(len(known)), tags[known]] += 1 - smooth
                mine = logs[known, first : first + width]
                loss -= float((wanted * mine).sum())
                gradient[known, first : first + width] = np.exp(mine) - wanted
            gradients.append(ops.asarray2f(gradient))
        return loss, gradients

    def _columns(self) -> int:
        return int(self.cfg["levels"]) * (1 + 4 * len(self.labels))

    def _level(self, scores: Any, level: int) -> Any:
        width = 1 + 4 * len(self.labels)
        return scores[:, level * width : (level + 1) * width]

    def _logs(self, logits: Any) -> Any:
        logits = self.model.ops.to_numpy(logits)
        levels = range(int(self.cfg["levels"]))
        return np.concatenate([_log_softmax(self._level(logits, level)) for level in levels], axis=1)

    def _span(self, doc: Doc, span: tuple[int, int, int]) -> Span:
        start, end, label = span
        return Span(doc, start, end, label=self.labels[label])

    def _gold(self, reference: Doc) -> list[list[Span]]:
        """The entities of each level: those of `doc.ents`, then the longest of what is left, and so on."""
        first = list(reference.ents)
        found = [first]
        taken = {(span.start, span.end, span.label) for span in first}
        left = [span for span in reference.spans.get(ENTITIES_KEY, ()) if _clean(span)]
        for _ in range(1, int(self.cfg["levels"])):
            left = [span for span in left if (span.start, span.end, span.label) not in taken]
            level = list(filter_spans(left))
            taken |= {(span.start, span.end, span.label) for span in level}
            found.append(level)
        return found

    def _targets(self, example: Example) -> list[Any]:
        """For each level the column of each token of what is predicted, -1 where it is not known."""
        gold = self._gold(example.reference)
        if _same_tokens(example):
            marks = example.reference.to_array(["ENT_IOB", "ENT_TYPE"]).reshape(len(example.predicted), 2)
            outside = (marks[:, 0] == 2) | ((marks[:, 0] == 3) & (marks[:, 1] == 0))
        else:
            outside = np.asarray([tag == "O" for tag in example.get_aligned_ner()], dtype=bool)
        inner = outside if len(gold) == 1 else _complete(example)
        return [self._tags(example, level, inner if number else outside) for number, level in enumerate(gold)]

    def _tags(self, example: Example, spans: Sequence[Span], outside: Any) -> Any:
        doc = example.predicted
        tags = np.where(outside, 0, -1).astype("i")
        columns = {label: 1 + 4 * number for number, label in enumerate(self.labels)}
        same = _same_tokens(example)
        for span in spans:
            place = span if same else doc.char_span(span.start_char, span.end_char)
            first = columns.get(span.label_)
            if place is None or first is None:
                blurred = doc.char_span(span.start_char, span.end_char, alignment_mode="expand")
                if blurred is not None:
                    tags[blurred.start : blurred.end] = -1  # what it is cannot be said here
            elif len(place) == 1:
                tags[place.start] = first + UNIT
            else:
                tags[place.start : place.end] = first + INSIDE
                tags[place.start], tags[place.end - 1] = first + BEGIN, first + LAST
        return tags


def _said(logs: Any, spans: Sequence[Found]) -> list[_Said]:
    """The score of each span, and what stands at its edges."""
    return list(zip(span_scores(logs, spans), edge_chances(logs, spans), strict=True))


def _write(doc: Doc, spans: Sequence[Span], said: Sequence[_Said]) -> None:
    write_scored(doc, spans, [score for score, _ in said], edges=[edges for _, edges in said])


def _same_tokens(example: Example) -> bool:
    doc, reference = example.predicted, example.reference
    return len(doc) == len(reference) and not (doc.to_array("IDX") != reference.to_array("IDX")).any()


def _clean(span: Span) -> bool:
    return not span[0].is_space and not span[-1].is_space


def _complete(example: Example) -> Any:
    """Which tokens lie where all entities are marked; in a document that does not say, all of them."""
    doc, said = example.predicted, example.reference.user_data.get("complete")
    if said is None or not len(doc):
        return np.ones(len(doc), dtype=bool)
    starts, lengths = doc.to_array(["IDX", "LENGTH"]).astype(np.int64).T
    inside = np.zeros(len(doc), dtype=bool)
    for start, end in said.get(ENTITIES_KEY, ()):
        inside |= (starts >= start) & (starts + lengths <= end)
    return inside


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
