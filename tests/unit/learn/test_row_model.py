"""The directions that rows are read by are the same whichever way the library of matrices sums up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from spanloop.learn.embedding import layer as layers
from spanloop.learn.embedding.features import FEATURES
from spanloop.learn.row_model import build_row_scorer, learn_directions

PROJECTED = 30


class MadeUp:
    """Stands for the language model: numbers by the words of a text, that differ in 40 directions."""

    sha256 = "made up"

    def in_parts(self, texts: list[list[str]]) -> list[list[Any]]:
        turn = np.random.default_rng(1).standard_normal((40, FEATURES))
        spread = 3.0 / (1 + np.arange(40) / 10)
        return [
            [(np.random.default_rng(len(words)).standard_normal((len(words), 40)) * spread @ turn).astype(np.float16)]
            for words in texts
        ]


@pytest.fixture
def directions(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Any]:
    """What a model learns from one text of so many words."""
    monkeypatch.setattr(layers, "_shared", lambda _: MadeUp())

    def learn(words: int) -> Any:
        model = build_row_scorer(layers.build_sentence_features(projected=PROJECTED))
        learn_directions(model, [Doc(spacy.blank("en").vocab, words=["word"] * words)])
        found = layers.find_features(model)
        assert found is not None
        return np.asarray(found.get_param("W"))

    return learn


@pytest.mark.parametrize("words", [300, 20])
def test_last_digits_of_a_decomposition_change_nothing(
    monkeypatch: pytest.MonkeyPatch, directions: Callable[[int], Any], words: int
) -> None:
    """Libraries sum up in another order where they use more threads: plain spaCy may have more than the app."""
    exact, noise = np.linalg.eigh, np.random.default_rng(0)

    def another(matrix: Any) -> Any:
        values, vectors = exact(matrix)
        near = vectors * (1 + 1e-10 * noise.standard_normal(vectors.shape))
        nothing = values < values[-1] * 1e-12
        # Where nothing differs the vectors are chance.
        near[:, nothing] = noise.standard_normal((len(values), nothing.sum())) / len(values) ** 0.5
        return values * (1 + 1e-10 * noise.standard_normal(values.shape)), near

    plain = directions(words)
    assert (plain != 0).any(axis=1).sum() == min(PROJECTED, words - 1)
    monkeypatch.setattr(np.linalg, "eigh", another)
    assert (directions(words) == plain).all()
