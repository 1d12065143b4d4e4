"""Heads are found in both kinds of models that have them, whatever else the models hold."""

from __future__ import annotations

from typing import Any, cast

import pytest
from thinc.api import Linear, Model, chain

from spanloop.learn.embedding.layer import build_sentence_features
from spanloop.learn.heads import last_layers
from spanloop.learn.row_model import build_row_scorer, heads_of
from spanloop.learn.trigger_model import build_hinted_tagger, build_trigger_tagger, output_layers


@pytest.mark.parametrize("heads", [1, 3])
def test_heads_that_stand_as_one_layer_each(heads: int) -> None:
    for features in (None, build_sentence_features()):
        model = build_row_scorer(features, hidden=4, heads=heads, nO=2)
        found = last_layers(model)
        assert [id(layer) for layer in found] == [id(head.layers[-1]) for head in heads_of(model)]
        assert len(found) == heads


@pytest.mark.parametrize("heads", [1, 3])
def test_heads_that_stand_layer_by_layer(heads: int) -> None:
    model = build_hinted_tagger(features=build_sentence_features(), hidden=4, heads=heads, nO=2)
    found = output_layers(model)
    assert [layer.name for layer in found] == ["linear"] * heads
    assert found[-1] is model.get_ref("output_layer")


def test_a_model_without_heads_has_its_one_last_layer() -> None:
    """What reads the words may end like a head does."""
    reader = cast("Model[Any, Any]", chain(Linear(3, 3), Linear(3, 3)))
    model = build_trigger_tagger(reader, nO=2)
    assert output_layers(model) == [model.get_ref("output_layer")]
