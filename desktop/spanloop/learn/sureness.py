"""How probable it is that a mark is right, from several numbers: the last component of a calibrated pipeline.

What a component says of its own marks ranks them worse than it could: beside the score there is what else is known of a
mark (learn.mention_numbers, learn.event_numbers), among it what second readers think (learn.second_reader). A logistic
regression for each kind of mark makes one probability of these numbers, fitted on the development articles and drawn
towards what is typical, so that thirty marks are enough.

The component changes no mark, only scores: in `doc.spans["entities"].attrs["scores"]`, in `doc.spans["events"].attrs
["scores"]` and in the records of `doc.user_data["events"]`. It is made after training (learn.calibrating), saved with
the pipeline and works wherever that does. Pure NumPy.
"""

# No postponed annotations here: spaCy reads the real types of these functions to check configs against them.
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Optional

import numpy as np
import srsly
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import ensure_path, minibatch
from thinc.api import Model
from thinc.types import Floats2d

from spanloop.learn.confidence import EDGES, ENTITIES_KEY
from spanloop.learn.embedding.layer import read_features
from spanloop.learn.event_numbers import ARGUMENTS, TRIGGERS, Marked, argument_numbers, trigger_numbers
from spanloop.learn.event_records import EVENTS, RIVALS, SPANS_KEY
from spanloop.learn.logistic import Scale
from spanloop.learn.mention_numbers import MENTIONS, mention_numbers
from spanloop.learn.second_reader import SecondReader

#: Named after what it scored first: versions that stand are loaded by this name.
FACTORY = "mention_sureness"
#: The kinds of marks in the order in which they are scored: arguments go by how sure their triggers and fillers are.
SCALES: Mapping[str, Scale] = {"mentions": MENTIONS, "triggers": TRIGGERS, "arguments": ARGUMENTS}
#: Where the marks of which second readers give an opinion stand.
_READ = {"mentions": ENTITIES_KEY, "triggers": SPANS_KEY}
#: Set among the attributes of the spans whose scores are probabilities already; of arguments, those of their triggers.
FITTED, FITTED_ARGUMENTS = "fitted", "fitted_arguments"
_DECIMALS = 4
_FILE = "sureness"

_Features = Optional[Model[list[Doc], list[Floats2d]]]  # noqa: UP045 - spaCy reads the type


@Language.factory(FACTORY, assigns=["doc.spans"], default_config={"model": None})
def make_mention_sureness(nlp: Language, name: str, model: _Features) -> "Sureness":
    """The factory that configs name as "mention_sureness"."""
    return Sureness(nlp.vocab, model, name)


class Sureness:
    """Scores the marks that stand on a Doc. model: the language model's features (spanloop.SentenceFeatures.v1) for the
    second readers; None where the pipeline has none.

    weights: by kind of mark (see SCALES); kinds without keep the scores that they have. readers: the second readers, of
    mentions and triggers. marked: see event_numbers.count_marked.
    """

    def __init__(self, vocab: Any, model: _Features, name: str = FACTORY) -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.weights: dict[str, Any] = {}
        self.readers: dict[str, SecondReader] = {}
        self.marked: Marked = {}

    def __call__(self, doc: Doc) -> Doc:
        return next(iter(self.pipe([doc])))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Score documents batch by batch."""
        for batch in minibatch(stream, size=batch_size):
            docs = list(batch)
            features = self.read(docs)
            for kind in self.weights:
                self.write(docs, kind=kind, numbers=self.numbers(docs, kind=kind, features=features))
            yield from docs

    def read(self, docs: Sequence[Doc]) -> list[Any]:
        """The features of each document that a second reader is asked about; None of the others."""
        model = self.model
        asked = [model is not None and any(doc.spans.get(_READ[kind]) for kind in self.readers) for doc in docs]
        chosen = [doc for doc, some in zip(docs, asked, strict=True) if some]
        found = iter(read_features(model, chosen) if model is not None and chosen else ())
        return [next(found) if some else None for some in asked]

    def numbers(self, docs: Sequence[Doc], *, kind: str, features: Sequence[Any]) -> list[Any]:
        """Of each document the numbers of its marks of a kind, (marks, numbers), as they stand; features: see `read`.

        Those of arguments go by the scores that triggers and mentions have at the time.
        """
        if kind == "arguments":
            return [argument_numbers(doc) for doc in docs]
        reader = self.readers.get(kind)
        told = zip(docs, features, strict=True)
        if kind == "mentions":
            return [mention_numbers(doc, reader=reader, features=each) for doc, each in told]
        return [trigger_numbers(doc, marked=self.marked, reader=reader, features=each) for doc, each in told]

    def write(self, docs: Sequence[Doc], *, kind: str, numbers: Sequence[Any]) -> None:
        """Put the probabilities that the numbers give in the place of the scores."""
        for doc, rows in zip(docs, numbers, strict=True):
            if len(rows):
                chances = SCALES[kind].probabilities(rows, self.weights[kind])
                _WAYS[kind](doc, [round(each, _DECIMALS) for each in chances.tolist()])

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002 - spaCy gives it
        """What was fitted."""
        readers = {kind: reader.to_parts() for kind, reader in self.readers.items()}
        sha256 = self.model.attrs["sha256"] if self.model is not None else ""
        weights = {kind: np.asarray(each) for kind, each in self.weights.items()}
        return srsly.msgpack_dumps({"weights": weights, "readers": readers, "marked": self.marked, "sha256": sha256})

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "Sureness":  # noqa: ARG002
        """What `to_bytes` gave, here or where mentions alone were scored."""
        parts: Any = srsly.msgpack_loads(data)
        if "reader" in parts:
            alone = {"mentions": parts["reader"]} if parts["reader"] else {}
            parts |= {"weights": {"mentions": parts["weights"]}, "readers": alone, "marked": {}}
        self.weights = {kind: np.asarray(parts["weights"][kind]) for kind in SCALES if kind in parts["weights"]}
        self.readers = {kind: SecondReader.from_parts(each) for kind, each in parts["readers"].items()}
        self.marked = parts["marked"]
        if self.model is not None:
            self.model.attrs["sha256"] = parts["sha256"]
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002
        """The same as `to_bytes`, in a folder."""
        folder = ensure_path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "Sureness":  # noqa: ARG002
        """What `to_disk` wrote."""
        return self.from_bytes((ensure_path(path) / _FILE).read_bytes())

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """For processes that start anew: layers do not travel as Python objects everywhere."""
        weights = self.model.attrs["weights"] if self.model is not None else ""
        return _from_parts, (self.vocab, self.name, weights, self.to_bytes())


def _from_parts(vocab: Any, name: str, weights: str, data: bytes) -> Sureness:
    from spanloop.learn.embedding.layer import build_sentence_features

    model = build_sentence_features(1, weights) if weights else None
    return Sureness(vocab, model, name).from_bytes(data)


def _write_mentions(doc: Doc, chances: Sequence[float]) -> None:
    attrs = doc.spans[ENTITIES_KEY].attrs
    held = zip(attrs["scores"], chances, strict=True)
    attrs["scores"] = [old if old is None else new for old, new in held]
    attrs[FITTED] = True
    attrs.pop(EDGES, None)


def _write_triggers(doc: Doc, chances: Sequence[float]) -> None:
    attrs = doc.spans[SPANS_KEY].attrs
    attrs["scores"] = list(chances)
    attrs[FITTED] = True
    for record, chance in zip(doc.user_data.get(EVENTS) or (), chances, strict=False):
        record["score"] = chance


def _write_arguments(doc: Doc, chances: Sequence[float]) -> None:
    left = iter(chances)
    for record in doc.user_data[EVENTS]:
        for said in record["arguments"]:
            said["score"] = next(left)
    attrs = doc.spans[SPANS_KEY].attrs
    attrs[FITTED_ARGUMENTS] = True
    attrs.pop(RIVALS, None)


_WAYS: Mapping[str, Callable[[Doc, Sequence[float]], None]] = {
    "mentions": _write_mentions,
    "triggers": _write_triggers,
    "arguments": _write_arguments,
}
