"""A second opinion on mentions: a linear tagger over the language model's features, beside the one that was trained.

It looks at a token and its two neighbours as the frozen language model sees them, and gives each of the tags that
learn.tag_paths knows (O, then B, I, L, U of each label) a probability. It is worse at marking than the trained tagger,
but errs elsewhere: where the two disagree a mention is often wrong. Learned in about a second from the training
articles: a softmax regression on the main directions of the features (principal components), half of which are left
out at random in each step (Srivastava et al. 2014), by Adam. The directions are folded into its weights, so what
is kept is one matrix.

Pure NumPy; the same features and tags give the same numbers on one machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from spanloop.learn.directions import main_directions
from spanloop.learn.embedding.halves import whole
from spanloop.learn.tag_paths import Found, tag_columns

#: Directions of the features that are learned from, for each of the three tokens.
_DIRECTIONS = 384
#: Tokens that are learned from at most: more took longer and the memory of their features.
MOST_TOKENS = 40_000
#: Fewer known tokens than this teach nothing.
FEWEST_TOKENS = 200
_PASSES, _BATCH, _RATE, _LEFT_OUT, _DECAY = 8, 256, 0.01, 0.5, 1e-4
#: Few words are read so often that there are as many steps as thirteen thousand make.
_FEWEST_STEPS = 400
_AROUND = (-1, 0, 1)


@dataclass(frozen=True)
class SecondReader:
    """labels: in the order of its tags. centre: (features,). weights: (3 * features, tags), for the token before, the
    token and the one after. bias: (tags,)."""

    labels: tuple[str, ...]
    centre: Any
    weights: Any
    bias: Any

    def opinions(self, features: Any, spans: Sequence[Found]) -> list[tuple[float, float]]:
        """For each span of a document the log-probability of its least probable tag, and the mean of all its tags'.

        features: (tokens, features). spans: their labels are numbers in `labels`; those of other labels are not asked.
        """
        if not spans:
            return []
        tokens = np.concatenate([np.arange(start, end) for start, end, _ in spans])
        columns = np.concatenate([tag_columns(end - start, label) for start, end, label in spans])
        lengths = np.asarray([end - start for start, end, _ in spans])
        asked, place = np.unique(tokens, return_inverse=True)
        logits = self._logits(features, asked)
        logits -= logits.max(axis=1, keepdims=True)
        logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        tags, firsts = logs[place, columns], np.cumsum(lengths) - lengths
        least, sums = np.minimum.reduceat(tags, firsts), np.add.reduceat(tags, firsts)
        return list(zip(least.tolist(), (sums / lengths).tolist(), strict=True))

    def _logits(self, features: Any, tokens: Any) -> Any:
        """Of these tokens. Each token's features are read once, whichever tokens they are neighbours of; nothing stands
        outside of the text. The places of a token are multiplied one by one: what stands beside a mention is asked for
        one of them only.
        """
        near = np.zeros(len(features) + 2, dtype=bool)
        for shift in _AROUND:
            near[tokens + 1 + shift] = True
        near[[0, -1]] = False
        read = np.flatnonzero(near[1:-1])
        found = np.zeros((len(read) + 1, features.shape[1]), dtype=np.float32)
        np.subtract(whole(features[read]), self.centre, out=found[:-1])
        rows = np.full(len(features) + 2, len(read))
        rows[1:-1][read] = np.arange(len(read))
        said = np.repeat(self.bias[None], len(tokens), axis=0)
        for shift, weights in zip(_AROUND, self._by_place, strict=True):
            said += found[rows[tokens + 1 + shift]] @ weights
        return said

    @cached_property
    def _by_place(self) -> list[Any]:
        """The weights for each of the three places of a token: (features, tags)."""
        return [np.ascontiguousarray(each) for each in np.split(self.weights, len(_AROUND))]

    def to_parts(self) -> dict[str, Any]:
        """What `from_parts` takes: names and arrays. Weights in half precision."""
        return {
            "labels": list(self.labels),
            "centre": self.centre.astype(np.float32),
            "weights": self.weights.astype(np.float16),
            "bias": self.bias.astype(np.float32),
        }

    @classmethod
    def from_parts(cls, parts: dict[str, Any]) -> SecondReader:
        """The reader that gave these parts."""
        weights = np.asarray(parts["weights"]).astype(np.float32)
        return cls(tuple(parts["labels"]), np.asarray(parts["centre"]), weights, np.asarray(parts["bias"]))


@dataclass(frozen=True)
class Lesson:
    """What documents teach a reader. tags: of each token of each document its column among those of these labels, -1
    where it is not known."""

    labels: Sequence[str]
    tags: list[Any]


def learn_readers(features: Sequence[Any], lessons: Sequence[Lesson]) -> list[SecondReader | None]:
    """The reader that documents teach by each lesson; None where too little is known. features: of each document."""
    taught = [sum(int((each >= 0).sum()) for each in lesson.tags) >= FEWEST_TOKENS for lesson in lessons]
    if not any(taught):
        return [None] * len(lessons)
    centre, turn = _directions(features)
    turned = [(whole(each) - centre) @ turn for each in features]
    told = zip(lessons, taught, strict=True)
    return [_learn(turned, lesson, centre=centre, turn=turn) if some else None for lesson, some in told]


def _learn(turned: Sequence[Any], lesson: Lesson, *, centre: Any, turn: Any) -> SecondReader:
    columns = 1 + 4 * len(lesson.labels)
    inputs, wanted = _rows(turned, lesson.tags)
    spread = float(inputs.std()) or 1.0
    weights, bias = _regression(inputs / spread, wanted, columns)
    width = turn.shape[1]
    parts = [turn @ weights[first * width : (first + 1) * width] / spread for first in range(len(_AROUND))]
    # As it will be read back, so that a version says the same before and after it was saved.
    folded = np.concatenate(parts).astype(np.float16).astype(np.float32)
    return SecondReader(tuple(lesson.labels), centre, folded, bias)


def _directions(features: Sequence[Any]) -> tuple[Any, Any]:
    """The mean of each feature, and the matrix that scales features by their spread and turns them to the main ones."""
    width, count = features[0].shape[1], sum(map(len, features))
    sums, squares = np.zeros(width), np.zeros((width, width))
    for each in features:
        held = whole(each)
        sums += held.sum(axis=0)
        squares += held.T @ held
    mean = sums / count
    covariance = squares / count - np.outer(mean, mean)
    spread = np.sqrt(np.maximum(np.diag(covariance), 0)) + 1e-3
    _, main = main_directions(covariance / np.outer(spread, spread), most=_DIRECTIONS, only_real=False)
    return mean.astype(np.float32), (main / spread[:, None]).astype(np.float32)


def _rows(turned: Sequence[Any], tags: Sequence[Any]) -> tuple[Any, Any]:
    """What is learned from: each known token with its neighbours, and its column. turned: features in directions."""
    rows: list[Any] = []
    wanted: list[Any] = []
    for each, mine in zip(turned, tags, strict=True):
        places = np.flatnonzero(mine >= 0)
        padded = np.pad(each, ((1, 1), (0, 0)))
        rows.append(np.concatenate([padded[places + 1 + shift] for shift in _AROUND], axis=1))
        wanted.append(mine[places])
    return np.concatenate(rows), np.concatenate(wanted)


def _regression(inputs: Any, wanted: Any, columns: int) -> tuple[Any, Any]:
    """Weights and bias by Adam, with a rate that falls to nothing."""
    weights, bias = np.zeros((inputs.shape[1], columns), "f"), np.zeros(columns, "f")
    moments = [np.zeros_like(held) for held in (weights, weights, bias, bias)]
    batches = -(-len(inputs) // _BATCH)
    passes = max(_PASSES, -(-_FEWEST_STEPS // batches))
    steps = passes * batches
    for step, (rows, columns_wanted) in enumerate(_batches(inputs, wanted, passes=passes), start=1):
        logits = rows @ weights + bias
        logits -= logits.max(axis=1, keepdims=True)
        gradient = np.exp(logits)
        gradient /= gradient.sum(axis=1, keepdims=True)
        gradient[np.arange(len(rows)), columns_wanted] -= 1
        gradient /= len(rows)
        rate = _RATE * (1 - step / steps)
        _move(weights, rows.T @ gradient + _DECAY * weights, *moments[:2], rate=rate, step=step)
        _move(bias, gradient.sum(axis=0), *moments[2:], rate=rate, step=step)
    return weights, bias


def _batches(inputs: Any, wanted: Any, *, passes: int) -> Iterator[tuple[Any, Any]]:
    draw = np.random.default_rng(0)
    for _ in range(passes):
        order = draw.permutation(len(inputs))
        for first in range(0, len(order), _BATCH):
            chosen = order[first : first + _BATCH]
            rows = inputs[chosen]
            kept = draw.random(rows.shape, dtype=np.float32) >= _LEFT_OUT
            yield rows * kept / np.float32(1 - _LEFT_OUT), wanted[chosen]


def _move(held: Any, gradient: Any, first: Any, second: Any, *, rate: float, step: int) -> None:
    """One step of Adam (Kingma and Ba 2015), in place."""
    first *= 0.9
    first += 0.1 * gradient
    second *= 0.99
    second += 0.01 * gradient**2
    held -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
