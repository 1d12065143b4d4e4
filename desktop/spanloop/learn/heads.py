"""Heads of a model: layers of equal shape side by side, each with logits of its own, that are asked for the same.

A model names the last layer of one of them "output_layer". Which others there are is not saved with it, so it is read
off the layers: saved versions stay as they are, whichever way their heads stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from thinc.api import Model


def last_layers(model: Model[Any, Any]) -> list[Model[Any, Any]]:
    """The last layer of each head, in the order of the heads.

    A head stands among the layers of the model either layer by layer, or as one layer that holds its parts.
    """
    name = model.get_ref("output_layer").name
    ends = [layer.layers[-1] if layer.layers else layer for layer in model.layers]
    return [end for end in ends if end.name == name]
