"""How probable it is that a mention is right, from several numbers: the last component of a calibrated pipeline.

Taggers say how sure they are of their tags. Beside that it is asked how probable it is that the mention began earlier
or goes on, what a second reader (learn.second_reader) thinks of the same tags, whether the words are written with
capitals, and how sure the document's mentions are altogether. A logistic regression makes one probability of them,
fitted on the development articles and drawn towards TYPICAL, what re3d showed, so that thirty marks are enough.

The component changes no mention, only `doc.spans["entities"].attrs["scores"]`. It is made after training
(learn.calibrating), saved with the pipeline and works wherever that does. Pure NumPy.
"""

# No postponed annotations here: spaCy reads the real types of these functions to check configs against them.
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Optional

import numpy as np
import srsly
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.util import ensure_path, minibatch
from thinc.api import Model
from thinc.types import Floats2d

from spanloop.learn.confidence import EDGES, ENTITIES_KEY
from spanloop.learn.embedding.layer import read_features
from spanloop.learn.logistic import fit_drawn, logistic
from spanloop.learn.second_reader import SecondReader

FACTORY = "mention_sureness"
#: Set among the attributes of the spans whose scores are probabilities already.
FITTED = "fitted"
#: Numbers of a mention: logit of its score; of its least probable tag; of having begun before; of going on; by the
#: second reader of its least probable tag, of the mean of its tags; part of its words with a capital; mean of the first
#: number in the document.
NUMBERS = 8
#: Centre and spread of the numbers, about as they are everywhere, and the weight of each with the constant.
_CENTRE = np.asarray([1.0, 1.0, -4.0, -4.0, -1.0, 0.0, 0.7, 1.0])
_SPREAD = np.asarray([1.7, 1.7, 3.0, 3.0, 3.0, 3.0, 0.4, 0.6])
TYPICAL = np.asarray([0.13, 0.26, -0.65, -0.48, 0.23, 0.97, 0.19, 0.26, 1.03])
#: How strongly weights are drawn to the typical ones: chosen on re3d's training articles, where 10 to 300 were alike.
_PULL, _PULL_OF_CONSTANT = 30.0, 6.0
_EDGE = 1e-4
_DECIMALS = 4
_FILE = "sureness"

_Features = Optional[Model[list[Doc], list[Floats2d]]]  # noqa: UP045 - spaCy reads the type


@Language.factory(FACTORY, assigns=["doc.spans"], default_config={"model": None})
def make_mention_sureness(nlp: Language, name: str, model: _Features) -> "MentionSureness":
    """The factory that configs name as "mention_sureness"."""
    return MentionSureness(nlp.vocab, model, name)


class MentionSureness:
    """Scores the mentions that stand in `doc.spans["entities"]`. model: the language model's features
    (spanloop.SentenceFeatures.v1) for the second reader; None where the pipeline has none."""

    def __init__(self, vocab: Any, model: _Features, name: str = FACTORY) -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.reader: SecondReader | None = None
        self.weights: Any = TYPICAL

    def __call__(self, doc: Doc) -> Doc:
        return next(iter(self.pipe([doc])))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Score documents batch by batch."""
        for batch in minibatch(stream, size=batch_size):
            docs = list(batch)
            for doc, numbers in zip(docs, self.numbers(docs), strict=True):
                if len(numbers):
                    chances = probabilities(numbers, self.weights)
                    attrs = _group(doc).attrs
                    held = zip(attrs["scores"], chances, strict=True)
                    attrs["scores"] = [old if old is None else round(float(new), _DECIMALS) for old, new in held]
                    attrs[FITTED] = True
                    attrs.pop(EDGES, None)
            yield from docs

    def numbers(self, docs: Sequence[Doc]) -> list[Any]:
        """Of each document the numbers of its mentions, (mentions, NUMBERS); (0, NUMBERS) where none has a score."""
        scored = [bool(len(group) and any(s is not None for s in _scores(group))) for group in map(_group, docs)]
        opinions = self._opinions([doc for doc, some in zip(docs, scored, strict=True) if some])
        nothing = np.zeros((0, NUMBERS))
        return [_numbers(doc, next(opinions)) if some else nothing for doc, some in zip(docs, scored, strict=True)]

    def _opinions(self, docs: list[Doc]) -> Iterator[Sequence[tuple[float, float] | None]]:
        """What the second reader says of each mention; None of those that it cannot know: it reads one level only."""
        reader, model = self.reader, self.model
        if reader is None or model is None or not docs:
            yield from ([None] * len(_group(doc)) for doc in docs)
            return
        columns = {label: number for number, label in enumerate(reader.labels)}
        for doc, features in zip(docs, read_features(model, docs), strict=True):
            places = [(span.start, span.end, columns.get(span.label_, -1)) for span in _group(doc)]
            if any(one[1] > other[0] for one, other in pairwise(places)):
                outer = {(span.start, span.end) for span in doc.ents}
                places = [(*place[:2], place[2] if place[:2] in outer else -1) for place in places]
            said = iter(reader.opinions(features, [place for place in places if place[2] >= 0]))
            yield [next(said) if place[2] >= 0 else None for place in places]

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002 - spaCy gives it
        """What was fitted."""
        parts: dict[str, Any] = {"weights": self.weights, "reader": self.reader.to_parts() if self.reader else None}
        parts["sha256"] = self.model.attrs["sha256"] if self.model is not None else ""
        return srsly.msgpack_dumps(parts)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "MentionSureness":  # noqa: ARG002
        """What `to_bytes` gave."""
        parts: Any = srsly.msgpack_loads(data)
        self.weights = np.asarray(parts["weights"])
        self.reader = SecondReader.from_parts(parts["reader"]) if parts["reader"] else None
        if self.model is not None:
            self.model.attrs["sha256"] = parts["sha256"]
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002
        """The same as `to_bytes`, in a folder."""
        folder = ensure_path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "MentionSureness":  # noqa: ARG002
        """What `to_disk` wrote."""
        return self.from_bytes((ensure_path(path) / _FILE).read_bytes())

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """For processes that start anew: layers do not travel as Python objects everywhere."""
        weights = self.model.attrs["weights"] if self.model is not None else ""
        return _from_parts, (self.vocab, self.name, weights, self.to_bytes())


def _from_parts(vocab: Any, name: str, weights: str, data: bytes) -> MentionSureness:
    from spanloop.learn.embedding.layer import build_sentence_features

    model = build_sentence_features(1, weights) if weights else None
    return MentionSureness(vocab, model, name).from_bytes(data)


def probabilities(numbers: Any, weights: Any) -> Any:
    """Of each row of numbers the probability that the mention is right."""
    return logistic(_inputs(numbers) @ weights)


def fit_weights(numbers: Any, right: Any) -> Any:
    """The weights that marks show. numbers: (marks, NUMBERS). right: 1 or 0 of each.

    Drawn to TYPICAL (see learn.logistic).
    """
    pull = np.diag([*[_PULL] * NUMBERS, _PULL_OF_CONSTANT])
    return np.round(fit_drawn(_inputs(numbers), right, typical=TYPICAL, pull=pull), 6)


def _inputs(numbers: Any) -> Any:
    scaled = (np.asarray(numbers, dtype=np.float64).reshape(-1, NUMBERS) - _CENTRE) / _SPREAD
    return np.concatenate([scaled, np.ones((len(scaled), 1))], axis=1)


def _numbers(doc: Doc, opinions: Sequence[tuple[float, float] | None]) -> Any:
    group = _group(doc)
    scores = [0.5 if score is None else float(score) for score in _scores(group)]
    edges = group.attrs.get(EDGES) or [(score, _EDGE, _EDGE) for score in scores]
    rows = np.empty((len(scores), NUMBERS))
    rows[:, 0] = _logit(scores)
    rows[:, 1:4] = _logit(edges)
    # Where there is no second opinion the first stands for it, in what the two usually differ.
    known = np.asarray([said is not None for said in opinions])
    rows[:, 4], rows[:, 5] = rows[:, 1] - 1.4, rows[:, 0] - 1.0
    if known.any():
        rows[known, 4:6] = _logit(np.exp([said for said in opinions if said is not None]))
    rows[:, 6] = _capitals(doc, group)
    rows[:, 7] = rows[:, 0].mean()
    return rows


def _capitals(doc: Doc, group: SpanGroup) -> Any:
    """The part of each span's words that begin with a capital."""
    places = np.asarray([(span.start, span.end) for span in group])
    lengths = places[:, 1] - places[:, 0]
    firsts = np.cumsum(lengths) - lengths
    # Each word once, and by its number: tokens and the text are slow to come by.
    tokens = np.arange(lengths.sum()) + np.repeat(places[:, 0] - firsts, lengths)
    words, which = np.unique(doc.to_array("ORTH")[tokens], return_inverse=True)
    strings = doc.vocab.strings
    begins = np.asarray([strings[word][:1].isupper() for word in words.tolist()])
    return np.add.reduceat(begins[which].astype(np.float64), firsts) / lengths


def _group(doc: Doc) -> SpanGroup:
    held: Any = doc.spans
    return held.get(ENTITIES_KEY) or SpanGroup(doc, name=ENTITIES_KEY)


def _scores(group: SpanGroup) -> Sequence[float | None]:
    found: Any = group.attrs.get("scores") or []
    return list(found) + [None] * (len(group) - len(found))


def _logit(chances: Any) -> Any:
    held = np.clip(np.asarray(chances, dtype=np.float64), _EDGE, 1 - _EDGE)
    return np.log(held / (1 - held))
