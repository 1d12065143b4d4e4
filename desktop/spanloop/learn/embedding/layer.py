"""The language model's features as layers that spaCy configs name.

`spanloop.SentenceFeatures.v1` gives the features alone, `spanloop.JoinedEmbed.v1` joins them to another embedding, such
as spacy.MultiHashEmbed.v2. The language model itself is never trained and never saved: what is saved is its name and
the hash of its files, and it has to be there wherever the pipeline runs.
"""

# No postponed annotations here: spaCy reads the real types of these functions to check configs against them.
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from os import getpid
from pathlib import Path
from typing import Any, cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Maxout, Model, chain, glorot_uniform_init, list2ragged, ragged2list, with_array
from thinc.types import Floats2d, Ragged

from spanloop.core.errors import SpanloopError
from spanloop.learn.embedding.attention import Looks, TokenAttention
from spanloop.learn.embedding.features import FEATURES, TokenFeatures
from spanloop.learn.embedding.halves import whole
from spanloop.learn.embedding.weights import NAME

JOINED = "spanloop.JoinedEmbed.v1"
SENTENCES = "spanloop.SentenceFeatures.v1"
_LAYER = "sentence_features"
#: A feature's spread is estimated from the few documents that initialize a pipeline, as if so many tokens more had
#: been seen in which it is like that of all others.
_PRIOR = 50.0
#: Tokens that are projected at once: an article of 100,000 words would else take 460 MB.
_ROWS = 2048

_Docs = list[Doc]
_Lists = list[Floats2d]
_Words = Sequence[str]


@registry.architectures(SENTENCES)
def build_sentence_features(projected: int = 96, weights: str = NAME) -> Model[_Docs, _Lists]:
    """Features of each token in its sentence, centred, scaled and projected to `projected` numbers.

    Centre and spread are those of the documents that initialize the pipeline; the projection is trained. weights: the
    name of the language model's weights. They are looked for when the first text comes.
    """
    return Model(
        _LAYER,
        _forward,
        init=_init,
        dims={"nI": FEATURES, "nO": projected},
        params={"W": None, "b": None, "mean": None, "scale": None},
        attrs={"weights": weights, "sha256": ""},
    )


@registry.architectures(JOINED)
def build_joined_embed(
    width: int, embed: Model[_Docs, _Lists], features: Model[_Docs, _Lists], dropout: float = 0.0
) -> Model[_Docs, _Lists]:
    """An embedding of `width` numbers for each token, made of two others.

    embed: any embedding layer of spaCy with an output of `width`. features: spanloop.SentenceFeatures.v1. dropout: of
    what is made of both, beside the dropout of the training.
    """
    joined = width + features.get_dim("nO")
    both = Model("joined_embed", _join, init=_init_both, layers=[embed, features], dims={"nO": joined})
    mix = Maxout(width, joined, nP=3, dropout=dropout, normalize=True)
    model = chain(both, cast("Model[_Lists, Ragged]", list2ragged()), with_array(mix), ragged2list())
    model.set_dim("nO", width)
    return cast("Model[_Docs, _Lists]", model)


def keep_features(nlp: Language, folder: Path | None) -> None:
    """Let a pipeline's features of sentences outlive the process, in a folder; None lets them go again.

    Nothing of it is saved with the pipeline. A pipeline without such features stays as it is.
    """
    for layer in _layers(nlp):
        layer.attrs.pop("keep", None)  # not None: that would be saved, and the files not be those of plain spaCy
        if folder is not None:
            layer.attrs["keep"] = folder


def needed_weights(nlp: Language) -> list[str]:
    """The names of the weights that a pipeline reads with; [] where it needs none."""
    return sorted({layer.attrs["weights"] for layer in _layers(nlp)})


def find_features(model: Model[Any, Any]) -> Model[_Docs, _Lists] | None:
    """The layer of features that a model holds, if it holds one."""
    return next((layer for layer in model.walk() if layer.name == _LAYER), None)


def read_features(layer: Model[_Docs, _Lists], docs: _Docs) -> list[Any]:
    """The features of each document as the language model gives them, (tokens, FEATURES), neither centred nor scaled.

    layer: as find_features gives it. Raises SpanloopError where the language model is not here or is another one.
    """
    nothing = np.zeros((0, FEATURES), dtype=np.float16)
    return [np.concatenate([nothing, *parts]) for parts in _read(layer, docs)]


def read_attention(layer: Model[_Docs, _Lists], wanted: Sequence[tuple[_Words, Collection[int]]]) -> list[list[Looks]]:
    """How the words of some sentences look at each other; see TokenAttention.of. layer: as for read_features."""
    attrs = layer.attrs
    return _attention(attrs["weights"], attrs.get("keep"), getpid()).of(wanted)


def _layers(nlp: Language) -> Iterator[Model[Any, Any]]:
    for _, component in nlp.components:
        model = getattr(component, "model", None)
        if isinstance(model, Model):
            yield from (layer for layer in model.walk() if layer.name == _LAYER)
        for member in getattr(component, "members", ()):  # pipelines that vote in this one
            yield from _layers(member)


@lru_cache(maxsize=4)
def _features(weights: str, keep: Path | None, process: int) -> TokenFeatures:  # noqa: ARG001 - see open_engine
    """What was computed is shared by all pipelines of a process."""
    return TokenFeatures(weights, keep=keep)


@lru_cache(maxsize=4)
def _attention(weights: str, keep: Path | None, process: int) -> TokenAttention:
    return TokenAttention(_features(weights, keep, process))


def _shared(model: Model[_Docs, _Lists]) -> TokenFeatures:
    return _features(model.attrs["weights"], model.attrs.get("keep"), getpid())


def _read(model: Model[_Docs, _Lists], docs: _Docs) -> list[list[Any]]:
    """The features of each document, sentence by sentence."""
    features = _shared(model)
    trained = model.attrs["sha256"]
    if trained and trained != features.sha256:
        raise SpanloopError(
            "This extractor was trained with another build of the language model than the one that is here",
            where=model.attrs["weights"],
            way_out="Train it again.",
        )
    return features.in_parts([[token.text for token in doc] for doc in docs])


def _init(model: Model[_Docs, _Lists], X: _Docs | None = None, Y: Any = None) -> None:  # noqa: ARG001, N803 - thinc's
    """Learn centre and spread of each feature. Without documents they stay as they come."""
    model.attrs["sha256"] = _shared(model).sha256
    mean, scale = np.zeros(FEATURES), np.ones(FEATURES)
    seen = [part for parts in _read(model, X or []) for part in parts]
    if seen:
        sample = np.concatenate(seen).astype(np.float64)
        mean = sample.mean(axis=0)
        squares = ((sample - mean) ** 2).sum(axis=0)
        usual = squares.mean() / len(sample)
        # A feature that hardly ever changes says nothing, so it is not blown up.
        spread = np.sqrt((squares + _PRIOR * usual) / (len(sample) + _PRIOR))
        scale = 1 / np.maximum(spread, 1e-3)
    ops = model.ops
    model.set_param("mean", ops.asarray1f(cast("Any", mean.astype("f"))))
    model.set_param("scale", ops.asarray1f(cast("Any", scale.astype("f"))))
    model.set_param("W", glorot_uniform_init(ops, (model.get_dim("nO"), FEATURES)))
    model.set_param("b", ops.alloc1f(model.get_dim("nO")))


def _forward(
    model: Model[_Docs, _Lists],
    docs: _Docs,
    is_train: bool,  # noqa: ARG001 - thinc gives it to every layer
) -> tuple[_Lists, Callable[[_Lists], _Docs]]:
    """Centre and scale are worked into the projection: the features themselves are wide, and shared as they are."""
    ops: Any = model.ops
    mean, scale, weight, shift = (cast("Any", model.get_param(name)) for name in ("mean", "scale", "W", "b"))
    scaled = weight * scale
    bias = shift - ops.gemm(scaled, mean.reshape(-1, 1))[:, 0]
    found = _read(model, docs)

    def rows(parts: list[Any]) -> Iterator[tuple[slice, Any]]:
        first = 0
        for some in _together(parts):
            features = whole(np.concatenate(some))
            yield slice(first, first + len(features)), ops.asarray2f(features)
            first += len(features)

    def project(parts: list[Any]) -> Floats2d:
        output = ops.alloc2f(sum(map(len, parts)), len(bias))
        for place, features in rows(parts):
            output[place] = ops.gemm(features, scaled, trans2=True) + bias
        return output

    def back(gradients: _Lists) -> _Docs:
        for parts, gradient in zip(found, cast("list[Any]", gradients), strict=True):
            sums = gradient.sum(axis=0)
            model.inc_grad("b", sums)
            for place, features in rows(parts):
                model.inc_grad("W", ops.gemm(gradient[place], features, trans1=True) * scale)
            model.inc_grad("W", -ops.xp.outer(sums, mean * scale))
        return []

    return [project(parts) for parts in found], back


def _together(parts: list[Any]) -> Iterator[list[Any]]:
    """The parts in groups of about _ROWS rows."""
    group: list[Any] = []
    rows = 0
    for part in parts:
        group.append(part)
        rows += len(part)
        if rows >= _ROWS:
            yield group
            group, rows = [], 0
    if group:
        yield group


def _init_both(model: Model[_Docs, _Lists], X: _Docs | None = None, Y: Any = None) -> None:  # noqa: ARG001, N803
    for layer in model.layers:
        layer.initialize(X=X)


def _join(model: Model[_Docs, _Lists], docs: _Docs, is_train: bool) -> tuple[_Lists, Callable[[_Lists], _Docs]]:
    """The output of both layers side by side; neither hands anything back to the documents."""
    embed, features = model.layers
    left, back_left = embed(docs, is_train)
    right, back_right = features(docs, is_train)
    join = model.ops.xp.hstack
    width = model.get_dim("nO") - features.get_dim("nO")

    def back(gradients: _Lists) -> _Docs:
        contiguous = model.ops.as_contig
        back_left([contiguous(each[:, :width]) for each in gradients])
        back_right([contiguous(each[:, width:]) for each in gradients])
        return []

    return [join(pair) for pair in zip(left, right, strict=True)], back
