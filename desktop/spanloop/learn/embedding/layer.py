"""The language model's features as layers that spaCy configs name.

`spanloop.SentenceFeatures.v1` gives the features alone, `spanloop.JoinedEmbed.v1` joins them to another embedding, such
as spacy.MultiHashEmbed.v2. The language model itself is never trained and never saved: what is saved is its name and
the hash of its files, and it has to be there wherever the pipeline runs.
"""

# No postponed annotations here: spaCy reads the real types of these functions to check configs against them.
from collections.abc import Callable
from functools import lru_cache
from os import getpid
from pathlib import Path
from typing import Any, cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Linear, Maxout, Model, chain, list2ragged, ragged2list, with_array
from thinc.types import Floats2d, Ragged

from spanloop.core.errors import SpanloopError
from spanloop.learn.embedding.features import FEATURES, TokenFeatures
from spanloop.learn.embedding.weights import NAME

JOINED = "spanloop.JoinedEmbed.v1"
SENTENCES = "spanloop.SentenceFeatures.v1"
_LAYER = "sentence_features"
#: A feature's spread is estimated from the few documents that initialize a pipeline, as if so many tokens more had
#: been seen in which it is like that of all others.
_PRIOR = 50.0

_Docs = list[Doc]
_Lists = list[Floats2d]


@registry.architectures(SENTENCES)
def build_sentence_features(weights: str = NAME) -> Model[_Docs, _Lists]:
    """Features of each token in its sentence, (tokens, 1152), centred and scaled by what initialized the pipeline.

    weights: the name of the language model's weights. They are looked for when the first text comes.
    """
    return Model(
        _LAYER,
        _forward,
        init=_init,
        dims={"nO": FEATURES},
        params={"mean": None, "scale": None},
        attrs={"weights": weights, "sha256": "", "keep": None},
    )


@registry.architectures(JOINED)
def build_joined_embed(
    width: int,
    embed: Model[_Docs, _Lists],
    features: Model[_Docs, _Lists],
    projected: int = 96,
    dropout: float = 0.0,
) -> Model[_Docs, _Lists]:
    """An embedding of `width` numbers for each token, made of another one and of features that are projected first.

    embed: any embedding layer of spaCy with an output of `width`. projected: numbers that the features become.
    dropout: of what is joined, beside the dropout of the training.
    """
    project = cast("Model[_Docs, _Lists]", chain(features, with_array(Linear(projected, FEATURES))))
    mix = Maxout(width, width + projected, nP=3, dropout=dropout, normalize=True)
    both = Model(
        "joined_embed",
        _join,
        init=_init_both,
        layers=[embed, project],
        dims={"nO": width + projected},
    )
    model = chain(both, cast("Model[_Lists, Ragged]", list2ragged()), with_array(mix), ragged2list())
    model.set_dim("nO", width)
    return cast("Model[_Docs, _Lists]", model)


def keep_features(nlp: Language, folder: Path | None) -> None:
    """Let a pipeline's features of sentences outlive the process, in a folder; None lets them go again.

    Nothing of it is saved with the pipeline. A pipeline without such features stays as it is.
    """
    for _, component in nlp.components:
        model = getattr(component, "model", None)
        for node in model.walk() if isinstance(model, Model) else ():
            if node.name == _LAYER:
                node.attrs["keep"] = folder


def needed_weights(nlp: Language) -> list[str]:
    """The names of the weights that a pipeline reads with; [] where it needs none."""
    names: set[str] = set()
    for _, component in nlp.components:
        model = getattr(component, "model", None)
        nodes = model.walk() if isinstance(model, Model) else ()
        names.update(node.attrs["weights"] for node in nodes if node.name == _LAYER)
    return sorted(names)


@lru_cache(maxsize=4)
def _features(weights: str, keep: Path | None, process: int) -> TokenFeatures:  # noqa: ARG001 - see open_engine
    """What was computed is shared by all pipelines of a process."""
    return TokenFeatures(weights, keep=keep)


def _shared(model: Model[_Docs, _Lists]) -> TokenFeatures:
    return _features(model.attrs["weights"], model.attrs["keep"], getpid())


def _read(model: Model[_Docs, _Lists], docs: _Docs) -> list[Any]:
    features = _shared(model)
    trained = model.attrs["sha256"]
    if trained and trained != features.sha256:
        raise SpanloopError(
            "This extractor was trained with another build of the language model than the one that is here",
            where=model.attrs["weights"],
            way_out="Train it again.",
        )
    return features.of([[token.text for token in doc] for doc in docs])


def _init(model: Model[_Docs, _Lists], X: _Docs | None = None, Y: Any = None) -> None:  # noqa: ARG001, N803 - thinc's
    """Learn centre and spread of each feature. Without documents they stay as they come."""
    model.attrs["sha256"] = _shared(model).sha256
    mean, scale = np.zeros(FEATURES, dtype="f"), np.ones(FEATURES, dtype="f")
    seen = [array for array in _read(model, X or []) if len(array)]
    if seen:
        sample = np.concatenate(seen).astype(np.float64)
        mean = sample.mean(axis=0)
        squares = ((sample - mean) ** 2).sum(axis=0)
        usual = squares.mean() / len(sample)
        # A feature that hardly ever changes says nothing, so it is not blown up.
        spread = np.sqrt((squares + _PRIOR * usual) / (len(sample) + _PRIOR))
        scale = 1 / np.maximum(spread, 1e-3)
    model.set_param("mean", model.ops.asarray1f(cast("Any", mean.astype("f"))))
    model.set_param("scale", model.ops.asarray1f(cast("Any", scale.astype("f"))))


def _forward(
    model: Model[_Docs, _Lists],
    docs: _Docs,
    is_train: bool,  # noqa: ARG001 - thinc gives it to every layer
) -> tuple[_Lists, Callable[[_Lists], _Docs]]:
    mean, scale = model.get_param("mean"), model.get_param("scale")
    output = [(model.ops.asarray2f(array.astype("f")) - mean) * scale for array in _read(model, docs)]
    return cast("_Lists", output), _no_gradient


def _no_gradient(_: _Lists) -> _Docs:
    return []


def _init_both(model: Model[_Docs, _Lists], X: _Docs | None = None, Y: Any = None) -> None:  # noqa: ARG001, N803
    for layer in model.layers:
        layer.initialize(X=X)


def _join(model: Model[_Docs, _Lists], docs: _Docs, is_train: bool) -> tuple[_Lists, Callable[[_Lists], _Docs]]:
    """The output of both layers side by side; neither hands anything back to the documents."""
    embed, project = model.layers
    left, back_left = embed(docs, is_train)
    right, back_right = project(docs, is_train)
    join = model.ops.xp.hstack
    width = model.get_dim("nO") - project.get_dim("nO")

    def back(gradients: _Lists) -> _Docs:
        contiguous = model.ops.as_contig
        back_left([contiguous(each[:, :width]) for each in gradients])
        back_right([contiguous(each[:, width:]) for each in gradients])
        return []

    return [join(pair) for pair in zip(left, right, strict=True)], back
