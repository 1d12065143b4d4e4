"""Features depend on the sentence and on nothing else, and are computed once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from spanloop.core.errors import SpanloopError
from spanloop.learn.embedding import engine, weights
from spanloop.learn.embedding.engine import STEP, filled_length
from spanloop.learn.embedding.features import FEATURES, TokenFeatures
from spanloop.learn.embedding.plain import PlainEngine
from spanloop.learn.embedding.weights import WIDTH, Weights

REBELS = ["Rebels", "attacked", "a", "post", "near", "Marra", "."]
TOWN = ["The", "soldiers", "pulled", "out", "of", "Belask", "on", "Sunday", ",", "the", "town", "!"]
TEXTS = [REBELS, TOWN, [*TOWN, *REBELS, "\n\n", "A", "post"], ["!"], [], ["\n", " "]]


class Counting:
    """An engine that tells what it was asked for."""

    def __init__(self, inner: engine.Engine) -> None:
        self.inner, self.name, self.weights = inner, inner.name, inner.weights
        self.sentences = self.looked = 0

    def run(self, ids: Any, mask: Any) -> list[Any]:
        self.sentences += len(ids)
        return self.inner.run(ids, mask)

    def attention(self, ids: Any, mask: Any) -> list[Any]:
        self.looked += len(ids)
        return self.inner.attention(ids, mask)


def counted(features: TokenFeatures) -> Counting:
    counting = Counting(features._engine)
    features._engine = counting
    return counting


@pytest.mark.usefixtures("small_model")
def test_one_row_for_each_token() -> None:
    for tokens, array in zip(TEXTS, TokenFeatures().of(TEXTS), strict=True):
        assert array.shape == (len(tokens), FEATURES)
        assert array.dtype == np.float16
        assert np.isfinite(array).all()


@pytest.mark.usefixtures("small_model")
def test_what_cannot_be_read_is_zero() -> None:
    (array,) = TokenFeatures().of([["Rebels", " ", "attacked", "\n"]])
    assert [bool(row.any()) for row in array] == [True, False, True, False]


@pytest.mark.usefixtures("small_model")
def test_features_do_not_depend_on_what_is_computed_beside_them() -> None:
    alone = [TokenFeatures().of([text])[0] for text in TEXTS]
    together = TokenFeatures().of(TEXTS * 3)
    for one, other in zip(alone * 3, together, strict=True):
        assert np.array_equal(one, other)


@pytest.mark.usefixtures("small_model")
def test_a_sentence_is_the_same_wherever_it_stands() -> None:
    first, second, both = TokenFeatures().of([TOWN, REBELS, [*TOWN, *REBELS]])
    assert np.array_equal(np.concatenate([first, second]), both)


@pytest.mark.usefixtures("small_model")
def test_the_words_around_a_word_matter() -> None:
    one, other = TokenFeatures().of([["the", "town"], ["a", "town"]])
    assert not np.array_equal(one[1], other[1])


@pytest.mark.usefixtures("small_model")
def test_a_tokens_features_are_the_mean_of_its_pieces() -> None:
    whole, parts = TokenFeatures().of([["Marra-Marra"], ["Marra", "-", "Marra"]])
    weighted = (2 * parts[0].astype("f") + parts[1] + 2 * parts[2]) / 5
    assert np.allclose(whole[0], weighted, atol=5e-3)


@pytest.mark.usefixtures("small_model")
def test_a_sentence_is_computed_once() -> None:
    features = TokenFeatures()
    counting = counted(features)
    first = features.of([REBELS, REBELS, TOWN])
    again = features.of([TOWN, REBELS])
    assert counting.sentences == 2
    assert np.array_equal(first[0], again[1])


@pytest.mark.usefixtures("small_model")
def test_memory_has_an_end() -> None:
    features = TokenFeatures(memory=10 * FEATURES * 2)
    counting = counted(features)
    for _ in range(2):
        features.of([REBELS])
        features.of([TOWN])
    assert counting.sentences == 4
    assert sum(array.nbytes for array in features._memory.values()) <= 10 * FEATURES * 2


@pytest.mark.usefixtures("small_model")
def test_what_is_kept_on_the_disk_is_not_computed_again(tmp_path: Path) -> None:
    first = TokenFeatures(keep=tmp_path / "kept").of(TEXTS)
    again = TokenFeatures(keep=tmp_path / "kept")
    counting = counted(again)
    for one, other in zip(first, again.of(TEXTS), strict=True):
        assert np.array_equal(one, other)
    assert counting.sentences == 0


@pytest.mark.usefixtures("small_model")
def test_an_overlong_token_is_read_to_where_a_window_ends() -> None:
    long = "-".join(["post"] * 2000)
    array, short = TokenFeatures().of([["near", long, "town"], ["town"]])
    assert array[1].any()
    assert np.array_equal(array[2:], short)


def test_the_filled_length_follows_from_the_sentence() -> None:
    assert [filled_length(pieces) for pieces in (1, STEP, STEP + 1)] == [STEP, STEP, 2 * STEP]


@pytest.mark.usefixtures("small_model")
def test_what_fills_up_a_batch_changes_nothing() -> None:
    small = engine.open_engine(weights.NAME)
    ids = np.array([[2, 8, 9, 3, 0, 0, 0, 0], [2, 12, 13, 18, 19, 20, 4, 3]])
    mask = (ids > 0).astype("f")
    other = ids.copy()
    other[0, 4:] = 17
    for one, two in zip(small.run(ids, mask), small.run(other, mask), strict=True):
        assert one.shape == (2, 8, WIDTH)
        assert np.array_equal(one[0, :4], two[0, :4])
        assert np.array_equal(one[1], two[1])


@pytest.mark.parametrize(
    ("error", "numpy"), [(ImportError("no such library"), True), (RuntimeError("bad graph"), False)]
)
def test_numpy_takes_over_where_onnxruntime_cannot_start(
    small_model: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, numpy: bool
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    monkeypatch.setattr(engine, "find_spec", lambda name: object())
    monkeypatch.setattr(engine, "_session", fail)
    if numpy:
        assert engine.open_engine(weights.NAME).name == "numpy"
        return
    with pytest.raises(SpanloopError, match="bad graph"):
        engine.open_engine(weights.NAME)


@pytest.mark.parametrize("saturates", [False, True])
def test_the_slower_way_is_taken_only_where_sums_saturate(
    small_folder: Path, monkeypatch: pytest.MonkeyPatch, saturates: bool
) -> None:
    ways: list[tuple[str, bool]] = []

    class Session:
        def run(self, _: Any, inputs: dict[str, Any]) -> list[Any]:
            sums = inputs["left"].astype("i8").sum(axis=1, keepdims=True) * 127
            return [np.minimum(sums, 2**15 - 1) if saturates else sums]

    def start(path: Path, *, slower: bool) -> Any:
        ways.append((path.name, slower))
        return Session()

    monkeypatch.setattr(engine, "_session", start)
    engine.OnnxEngine(Weights(small_folder, weights.NAME, ""))
    assert ways == [(weights.PROBE, False), (weights.GRAPH, saturates)]


@pytest.mark.usefixtures("no_model")
def test_without_the_weights_it_is_said_what_to_do() -> None:
    assert not weights.is_here()
    with pytest.raises(SpanloopError, match="not installed") as raised:
        TokenFeatures()
    assert "weights.py" in raised.value.way_out


def test_a_name_that_nobody_knows() -> None:
    with pytest.raises(SpanloopError, match="no weights named other"):
        TokenFeatures("other")


def test_files_that_were_changed(small_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "resource_path", lambda *parts: small_folder)
    with pytest.raises(SpanloopError, match="not those of this version"):
        weights.find_weights()


def test_both_engines_see_the_same(real_weights: Weights) -> None:
    pytest.importorskip("onnxruntime", reason="the extra `embeddings` is not installed")
    features, plain = TokenFeatures(), TokenFeatures()
    assert features._engine.name == "onnxruntime"
    plain._engine = PlainEngine(real_weights)
    for one, other in zip(features.of(TEXTS[:3]), plain.of(TEXTS[:3]), strict=True):
        one, other = one.astype("f"), other.astype("f")
        assert np.array_equal(one.any(axis=1), other.any(axis=1))
        lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
        assert ((one * other).sum(axis=1) >= 0.99 * lengths).all()


@pytest.mark.usefixtures("real_weights")
def test_the_real_features_do_not_depend_on_what_is_computed_beside_them() -> None:
    alone = [TokenFeatures().of([text])[0] for text in TEXTS]
    for one, other in zip(alone * 4, TokenFeatures().of(TEXTS * 4), strict=True):
        assert np.array_equal(one, other)


@pytest.mark.usefixtures("real_weights")
def test_the_real_model_knows_words_by_the_company_they_keep() -> None:
    rebels, fighters, cheese = TokenFeatures().of(
        [
            ["The", "rebels", "shelled", "the", "town", "."],
            ["The", "fighters", "shelled", "the", "town", "."],
            ["The", "cheese", "was", "good", "."],
        ]
    )
    last = slice(2 * WIDTH, 3 * WIDTH)

    def alike(one: Any, other: Any) -> float:
        one, other = one[1, last].astype("f"), other[1, last].astype("f")
        return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))

    assert alike(rebels, fighters) > alike(rebels, cheese) + 0.2
