"""The model behind arguments and attributes: hashed names and plain numbers of a row in, logits out."""

# No postponed annotations here: spaCy reads the real types of these functions to check configs against them.
from collections.abc import Callable
from typing import Any, cast

import numpy as np
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Dropout, Linear, Maxout, Model, chain, set_dropout_rate
from thinc.types import Floats2d

from spanloop.learn.directions import main_directions
from spanloop.learn.embedding.features import FEATURES
from spanloop.learn.embedding.layer import find_features, read_features
from spanloop.learn.embedding.weights import WIDTH

ARCHITECTURE = "spanloop.RowScorer.v1"
#: (hashed names, numbers): (rows, names) as uint32, 0 for none, and (rows, numbers) as float32.
Rows = tuple[Any, Any]
_TABLE = "hashed_names"
_INPUTS = "row_inputs"
#: Tokens from which the directions are learned in which features differ most.
_SAMPLE = 3000
#: Of the features these are used: the layers 4 and 6 say more about words in their sentence than the layer 2.
_USED = slice(WIDTH, FEATURES)
#: Directions come out with this spread.
_SPREAD = 2 / 3


@registry.architectures(ARCHITECTURE)
def build_row_scorer(
    features: Model[list[Doc], list[Floats2d]] | None = None,
    hidden: int = 128,
    width: int = 64,
    rows: int = 3000,
    heads: int = 1,
    nO: int | None = None,  # noqa: N803 - thinc's name for the width of an output
) -> Model[Rows, Floats2d]:
    """Logits for rows of a component's own making; it also says how it reads texts.

    features: spanloop.SentenceFeatures.v1 where the component is to read with the language model, its projection being
    what differs most between words (not trained). hidden: units. width, rows: of the table of hashed names.

    heads: so many hidden layers with logits of their own, which begin differently and each learn as if they were alone,
    with one table of names. Their logits stand side by side; the mean of their probabilities is what counts.
    """
    table = Model(_TABLE, _look_up, init=_init_table, params={"E": None}, dims={"nI": rows, "nO": width})
    scorers = [_head(hidden, nO) for _ in range(heads)]
    layers: list[Model[Any, Any]] = [table, *scorers, *([features] if features is not None else [])]
    model: Model[Rows, Floats2d] = Model("row_scorer", _forward, init=_init, layers=layers, dims={"nO": nO})
    model.set_ref("output_layer", scorers[0].layers[-1])
    return model


def _head(hidden: int, columns: int | None) -> Model[Any, Any]:
    inputs = Dropout()
    inputs.name = _INPUTS
    mix = Maxout(hidden, None, nP=2, normalize=True, dropout=0.0)
    return chain(cast("Model[Floats2d, Floats2d]", inputs), mix, Linear(columns, hidden))


def heads_of(model: Model[Any, Any]) -> list[Model[Any, Any]]:
    """The heads of a model, each with its last layer at the end of its layers."""
    features = find_features(model)
    return [layer for layer in model.layers[1:] if layer is not features]


def set_row_dropout(model: Model[Any, Any], drop: float) -> None:
    """Set dropout as a training asks for it: a third more within, a third less of what comes in (measured)."""
    set_dropout_rate(model, min(drop * 4 / 3, 0.9))
    for layer in model.walk():
        if layer.name == _INPUTS:
            layer.attrs["dropout_rate"] = drop * 2 / 3


def learn_directions(model: Model[Any, Any], docs: list[Doc]) -> None:
    """Let the features' layer, if there is one, learn centre, spread and directions from these texts.

    The directions are principal components, scaled to the same spread each: few enough for few marks.
    """
    layer = find_features(model)
    if layer is None or layer.has_param("W"):
        return
    sample: list[Doc] = []
    for doc in docs:
        sample.append(doc)
        if sum(map(len, sample)) >= _SAMPLE:
            break
    layer.initialize(X=sample)
    weights = np.zeros((layer.get_dim("nO"), FEATURES), dtype="f")
    found = np.concatenate([np.zeros((0, FEATURES)), *read_features(layer, sample)])[:_SAMPLE].astype(np.float64)
    if len(found) > 1:
        centred = (found - np.asarray(layer.get_param("mean"))) * np.asarray(layer.get_param("scale"))
        centred = centred[:, _USED]
        # Directions in which nothing differs stay zeros.
        values, directions = main_directions(centred.T @ centred / len(centred), most=len(weights))
        spread = np.sqrt(np.maximum(values, 1e-2))
        # The last digits follow the number of threads of whoever calls: the app and spaCy's own command line are to
        # train alike, so these digits are cut off.
        weights[: len(values), _USED] = (directions.T / spread[:, None] * _SPREAD).astype(np.float16)
    ops = model.ops
    layer.set_param("W", ops.asarray2f(cast("Any", weights)))
    layer.set_param("b", ops.alloc1f(layer.get_dim("nO")))


def project(layer: Model[Any, Any], pooled: Any) -> Any:
    """Mean features of ranges of tokens, (ranges, FEATURES), as directions; zeros stay zeros, as there was nothing."""
    mean, scale, weights = (np.asarray(layer.ops.to_numpy(layer.get_param(name))) for name in ("mean", "scale", "W"))
    said = ((pooled - mean) * scale) @ weights.T
    said[~pooled.any(axis=1)] = 0
    return said.astype(np.float32)


def _forward(model: Model[Rows, Floats2d], rows: Rows, is_train: bool) -> tuple[Floats2d, Callable[[Floats2d], Rows]]:
    table, heads = model.layers[0], heads_of(model)
    names, numbers = rows
    ops: Any = model.ops
    looked_up, back_table = table(names, is_train)
    joined = ops.xp.hstack([looked_up, ops.asarray2f(numbers)])
    said = [head(joined, is_train) for head in heads]
    width = table.get_dim("nO")

    def back(gradient: Floats2d) -> Rows:
        parts = zip(ops.xp.split(gradient, len(heads), axis=1), said, strict=True)
        inner = ops.xp.stack([back_head(ops.as_contig(part))[:, :width] for part, (_, back_head) in parts])
        back_table(ops.as_contig(inner.sum(axis=0)))
        return rows

    return ops.xp.hstack([logits for logits, _ in said]), back


def _init(model: Model[Rows, Floats2d], X: Rows | None = None, Y: Any = None) -> None:  # noqa: N803 - thinc's names
    """X: rows of the right widths, no matter which. The features are initialised by learn_directions."""
    table = model.layers[0]
    table.initialize()
    if X is not None:
        width = table.get_dim("nO") + X[1].shape[1]
        for head in heads_of(model):
            head.initialize(X=model.ops.alloc2f(1, width), Y=Y)
    if Y is not None and not model.has_dim("nO"):
        model.set_dim("nO", Y.shape[1])


def _init_table(model: Model[Any, Any], X: Any = None, Y: Any = None) -> None:  # noqa: ARG001, N803 - thinc's names
    rows, width = model.get_dim("nI"), model.get_dim("nO")
    values = model.ops.xp.random.uniform(-0.1, 0.1, (rows, width)).astype("f")
    values[0] = 0
    model.set_param("E", values)


def _look_up(model: Model[Any, Any], names: Any, is_train: bool) -> tuple[Any, Callable[[Any], Any]]:  # noqa: ARG001
    """The sum over the names of a row; row 0 of the table stands for none and stays zero."""
    xp = model.ops.xp
    table = cast("Any", model.get_param("E"))
    places = xp.asarray(np.where(names > 0, names % (len(table) - 1) + 1, 0).astype(np.int64))

    def back(gradient: Any) -> Any:
        sums = xp.zeros_like(table)
        for column in range(places.shape[1]):
            model.ops.scatter_add(sums, places[:, column], gradient)
        sums[0] = 0
        model.inc_grad("E", sums)
        return names

    return table[places].sum(axis=1), back
