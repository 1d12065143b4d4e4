"""Attention between words depends on their sentence alone, and is only computed where it is asked for."""

from __future__ import annotations

import numpy as np
import pytest

from spanloop.core.errors import SpanloopError
from spanloop.learn.embedding import engine
from spanloop.learn.embedding.attention import MAPS, TokenAttention
from spanloop.learn.embedding.features import TokenFeatures
from spanloop.learn.embedding.plain import PlainEngine
from spanloop.learn.embedding.weights import Weights
from tests.unit.learn.embedding.test_features import REBELS, TOWN, counted


@pytest.mark.usefixtures("small_model")
def test_only_sentences_with_a_wanted_word_are_looked_at() -> None:
    attention = TokenAttention(TokenFeatures())
    both = [*TOWN, *REBELS]
    alone, none, second = attention.of([(REBELS, {1}), (TOWN, ()), (both, {len(TOWN) + 1})])
    assert none == []
    assert [(looks.first, looks.end) for looks in second] == [(len(TOWN), len(both))]
    assert np.array_equal(alone[0].maps, second[0].maps)
    assert alone[0].maps.shape == (MAPS, len(REBELS), len(REBELS))


@pytest.mark.usefixtures("small_model")
def test_what_a_word_looks_at_adds_up_to_less_than_one() -> None:
    ((looks,),) = TokenAttention(TokenFeatures()).of([(["Marra-Marra", " ", "attacked", "soldiers"], {2})])
    sums = looks.maps.astype("f").sum(axis=2)
    assert (sums[:, 1] == 0).all()  # white space has no pieces
    assert (sums[:, [0, 2, 3]] > 0).all()
    assert (sums < 1.01).all()


@pytest.mark.usefixtures("small_model")
def test_between_ranges() -> None:
    ((looks,),) = TokenAttention(TokenFeatures()).of([(REBELS, {1})])
    places = [((1, 2), (0, 1)), ((0, 1), (1, 2)), ((2, 4), (4, 6)), ((1, 2), (5, 9)), ((1, 2), (3, 3))]
    rows = looks.between(places)
    maps = looks.maps.astype("f")
    assert np.allclose(rows[0], maps[:, 1, 0])
    assert np.allclose(rows[1], maps[:, 0, 1])
    assert np.allclose(rows[2], maps[:, 2:4, 4:6].sum(axis=2).mean(axis=1), atol=1e-6)
    assert not rows[3:].any()


@pytest.mark.usefixtures("small_model")
def test_is_computed_once_as_long_as_it_is_kept() -> None:
    features = TokenFeatures()
    counting = counted(features)
    attention = TokenAttention(features, memory=2 * MAPS * len(TOWN) ** 2)
    attention.of([(TOWN, {1}), (TOWN, {2})])
    attention.of([(TOWN, {3})])
    assert counting.looked == 1
    attention.of([(REBELS, {1})])  # there is not room for both
    attention.of([(TOWN, {1})])
    assert counting.looked == 3


def test_both_engines_say_about_the_same(real_weights: Weights) -> None:
    pytest.importorskip("onnxruntime")
    features = TokenFeatures()
    assert features._engine.name == "onnxruntime"
    ((one,),) = TokenAttention(features).of([(REBELS, {1})])
    features._engine = PlainEngine(real_weights)
    ((other,),) = TokenAttention(features).of([(REBELS, {1})])
    assert np.abs(one.maps.astype("f") - other.maps).max() < 0.1
    assert np.corrcoef(one.maps.ravel(), other.maps.ravel())[0, 1] > 0.999


def test_another_graph_is_refused(real_weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("onnxruntime")
    monkeypatch.setattr("spanloop.learn.embedding.weights.ATTENTION_SHA256", "other")
    with pytest.raises(SpanloopError, match="which word looks at which"):
        engine.OnnxEngine(real_weights).attention(np.zeros((1, 8), dtype=np.int64), np.ones((1, 8), dtype="f"))
