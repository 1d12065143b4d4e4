"""The models that tell, for each word and event type, whether a trigger starts there and whether one goes on there."""

# No postponed annotations here: spaCy reads the real types of these functions to check configs against them.
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Linear, Maxout, Model, chain, with_array
from thinc.types import Floats2d

from spanloop.learn.heads import last_layers
from spanloop.learn.lexicon import GENERAL

PLAIN = "spanloop.TriggerTagger.v1"
HINTED = "spanloop.TriggerTagger.v2"
#: Before training, a token starts or continues a trigger of a type with about this probability: triggers are rare.
PRIOR = 0.02
#: Kinds of hint by type, and how much each counts before training: the lexicon, the rules.
KINDS = (1.0, 2.0)
_NAME = "hinted_trigger_tagger"

_Docs = list[Doc]
_Lists = list[Floats2d]


@dataclass(frozen=True)
class Hints:
    """What is known of the tokens of a document beside the text.

    by_column: (tokens, columns, len(KINDS)), each for its own column. general: (tokens, GENERAL), for all of them.
    """

    by_column: Any
    general: Any


@registry.architectures(PLAIN)
def build_trigger_tagger(
    tok2vec: Model[_Docs, _Lists],
    nO: int | None = None,  # noqa: N803 - thinc's name for the width of an output
) -> Model[_Docs, _Lists]:
    """Two logits for each token and event type: "a trigger starts here" and "the trigger goes on here".

    Every type is judged by itself, so that one word may express two events ("killed" in an attack that harmed people).
    Columns: the starts of all types in the order of the labels, then the continuations. nO: twice the number of types.
    """
    output = Linear(nO, None, init_b=_rare)
    model = chain(tok2vec, with_array(output))
    model.set_ref("output_layer", output)
    return cast("Model[_Docs, _Lists]", model)


@registry.architectures(HINTED)
def build_hinted_tagger(
    tok2vec: Model[_Docs, _Lists] | None = None,
    features: Model[_Docs, _Lists] | None = None,
    hidden: int = 96,
    heads: int = 1,
    nO: int | None = None,  # noqa: N803
) -> Model[Sequence[tuple[Doc, Hints]], _Lists]:
    """The same two logits, from one hidden layer of `hidden` numbers, and with hints about each word (see Hints).

    tok2vec, features: what the words are read with, at least one of the two: an embedding of spaCy or a listener, and
    the features of the language model (spanloop.SentenceFeatures.v1). A hint of a type moves the logit of its own
    column, by a factor that all types share: a type with few examples takes part in what others have taught.

    heads: so many hidden layers with logits of their own, which begin differently and each learn as if they were alone,
    but teach the same readers. Their logits stand side by side; the mean of their probabilities is what counts.
    """
    readers = [layer for layer in (tok2vec, features) if layer is not None]
    if not readers:
        raise ValueError(f"{HINTED} needs a tok2vec or features")
    layers: list[Model[Any, Any]] = [*readers]
    for _ in range(heads):
        layers += [Maxout(hidden, None, nP=3, normalize=True, dropout=0.0), Linear(nO, hidden, init_b=_rare)]
    model: Model[Any, Any] = Model(_NAME, _forward, init=_init, layers=layers, params={"trust": None})
    model.set_ref("output_layer", layers[-1])
    return model


def output_layers(model: Model[Any, Any]) -> list[Model[Any, Any]]:
    """The last layer of each head of a model."""
    if not takes_hints(model):
        return [model.get_ref("output_layer")]
    return last_layers(model)


def takes_hints(model: Model[Any, Any]) -> bool:
    """Whether a model reads documents with hints, else documents alone."""
    return model.name == _NAME


def widen_output(model: Model[Any, Any], places: Sequence[int], columns: int) -> None:
    """Give an initialized model more columns; each present one moves to its place, the new ones begin as rare.

    An optimizer that has seen the model before is of no use after that.
    """
    for output in output_layers(model):
        _widen(model, output, places, columns)


def _widen(model: Model[Any, Any], output: Any, places: Sequence[int], columns: int) -> None:
    before = output.get_dim("nO")
    ops = output.ops
    weights: Any = ops.alloc2f(columns, output.get_dim("nI"))
    bias = _rare(ops, (columns,))
    weights[list(places)] = output.get_param("W")
    bias[list(places)] = output.get_param("b")
    for name in ("W", "b"):
        output.set_param(name, None)  # thinc changes the width of no layer that has weights
    for node in model.walk():
        # The layers around it took its width over.
        if node is output or (output in node.layers and node.has_dim("nO") and node.get_dim("nO") == before):
            node.set_dim("nO", columns, force=True)
    if model.has_dim("nO"):
        model.set_dim("nO", columns, force=True)
    output.set_param("W", weights)
    output.set_param("b", bias)
    output.set_grad("W", ops.alloc2f(*weights.shape))
    output.set_grad("b", ops.alloc1f(columns))


def _rare(ops: Any, shape: tuple[int, ...]) -> Any:
    bias = ops.alloc1f(*shape)
    bias += float(np.log(PRIOR / (1 - PRIOR)))
    return bias


def _parts(model: Model[Any, Any]) -> tuple[list[Model[Any, Any]], list[tuple[Model[Any, Any], Model[Any, Any]]]]:
    """The readers of a hinted model, and of each head its hidden layer and its last one."""
    first = len(model.layers) - 2 * len(output_layers(model))
    return model.layers[:first], list(zip(model.layers[first::2], model.layers[first + 1 :: 2], strict=True))


def _init(model: Model[Any, Any], X: Any = None, Y: Any = None) -> None:  # noqa: ARG001, N803 - thinc's names
    readers, heads = _parts(model)
    docs = None if X is None else [doc for doc, _ in X]
    for reader in readers:
        reader.initialize(X=docs)
    width = sum(reader.get_dim("nO") for reader in readers) + GENERAL
    for mix, output in heads:
        mix.initialize(X=model.ops.alloc2f(1, width))
        output.initialize()
    trust = model.ops.alloc2f(2, len(KINDS))
    trust += model.ops.asarray2f(cast("Any", [KINDS]))
    model.set_param("trust", trust)


def _forward(
    model: Model[Any, Any], pairs: Sequence[tuple[Doc, Hints]], is_train: bool
) -> tuple[_Lists, Callable[[_Lists], list[Doc]]]:
    readers, heads = _parts(model)
    ops: Any = model.ops
    docs = [doc for doc, _ in pairs]
    read = [reader(docs, is_train) for reader in readers]
    ends = np.cumsum([len(doc) for doc in docs])[:-1].tolist()
    widths = [reader.get_dim("nO") for reader in readers]
    general = ops.asarray2f(np.concatenate([hints.general for _, hints in pairs]))
    hints = ops.asarray(np.concatenate([hints.by_column for _, hints in pairs]))
    joined = ops.as_contig(ops.xp.hstack([*(ops.xp.concatenate(vectors) for vectors, _ in read), general]))
    mixed = [mix(joined, is_train) for mix, _ in heads]
    said = [output(hid, is_train) for (hid, _), (_, output) in zip(mixed, heads, strict=True)]
    trust: Any = model.get_param("trust")
    half = hints.shape[1] // 2
    for logits, _ in said:
        logits[:, :half] += hints[:, :half] @ trust[0]
        logits[:, half:] += hints[:, half:] @ trust[1]

    def back(gradients: _Lists) -> list[Doc]:
        gradient = ops.xp.concatenate(gradients)
        of_heads = [ops.as_contig(each) for each in ops.xp.split(gradient, len(heads), axis=1)]
        whole = ops.xp.stack(of_heads).sum(axis=0)
        sides = [(whole[:, side, None] * hints[:, side]).sum(axis=(0, 1)) for side in (slice(half), slice(half, None))]
        model.inc_grad("trust", ops.xp.stack(sides))
        backs = zip(of_heads, mixed, said, strict=True)
        inner = ops.xp.stack([back_mix(back_out(mine)) for mine, (_, back_mix), (_, back_out) in backs]).sum(axis=0)
        first = 0
        for (_, back_reader), width in zip(read, widths, strict=True):
            part = ops.as_contig(inner[:, first : first + width])
            back_reader([ops.as_contig(each) for each in ops.xp.split(part, ends)])
            first += width
        return []

    together = ops.xp.hstack([logits for logits, _ in said])
    return [ops.as_contig(each) for each in ops.xp.split(together, ends)], back
