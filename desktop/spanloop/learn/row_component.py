"""What the components for arguments and for attributes have in common: they learn from a pool of rows.

A step of spaCy's training brings a few sentences with one or two events, which is too few pairs to learn from, so each
step is made of some batches out of all rows that were met. Their features do not change, so they are computed once.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from spacy.pipeline.trainable_pipe import TrainablePipe
from spacy.tokens import Doc
from spacy.training import Example, validate_examples

from spanloop.learn.averaging import RunningAverage
from spanloop.learn.pool import BATCHES, RowPool
from spanloop.learn.row_model import heads_of, learn_directions, set_row_dropout
from spanloop.learn.trigger_scores import SPANS_KEY


class RowComponent(TrainablePipe):
    """A trainable component over rows. What predicts and is saved is the running average of its weights."""

    def __init__(self, vocab: Any, model: Any, name: str, *, pace: float) -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {}
        self.scorer = None
        self._pace = pace
        self._average = RunningAverage()
        self._pool: RowPool | None = None
        self._moved = False

    # what the two are made of

    @abstractmethod
    def gold_rows(self, references: Sequence[Doc]) -> list[Sequence[Any]]:
        """For each gold document what is known of it: (names, numbers, targets, where they are known), and more arrays
        of as many rows if the component needs them.
        """
        ...

    @abstractmethod
    def loss_of(self, logits: Any, targets: Any, known: Any) -> tuple[float, Any]:
        """The loss of a batch and its gradient by the logits."""
        ...

    # labels and sizes

    def add_label(self, label: str) -> int:
        """0 where the label is known; a new one needs a training from scratch, which is what the ValueError says."""
        if label in self.labels:
            return 0
        raise ValueError(f"{self.name} is trained for {', '.join(self.labels)}: train anew to add {label}")

    def size_model(self, references: Sequence[Doc], *, columns: int, names: int, numbers: Callable[[Any], int]) -> None:
        """Give the model its sizes, let it learn how texts are read, and take the rows of these gold documents.

        columns: of what comes out. names: hashed ones of a row. numbers: how many plain ones a row has for the model.
        """
        learn_directions(self.model, [reference for reference in references if reference.spans.get(SPANS_KEY)])
        for head in heads_of(self.model):
            if not head.layers[-1].has_dim("nO"):
                head.layers[-1].set_dim("nO", columns)
        row = (np.zeros((1, names), dtype=np.uint32), np.zeros((1, numbers(self.model)), dtype="f"))
        self.model.initialize(X=row, Y=self.model.ops.alloc2f(1, columns))
        self.begin_pool(references)

    # learning

    def get_loss(self, examples: Iterable[Example], scores: Any) -> tuple[float, Any]:
        """Of what is known of these examples; scores: as predict gives them for the gold rows."""
        rows = self.gold_rows([example.reference for example in examples])
        targets, known = (np.concatenate([row[column] for row in rows]) for column in (2, 3))
        return self._loss(scores, targets, known)

    def begin_pool(self, references: Iterable[Doc] = ()) -> None:
        """Forget all rows, and take those of these documents; random numbers follow spaCy's seed."""
        self._average = RunningAverage()
        self._pool = RowPool(int(np.random.randint(1 << 30)))
        self.take(references)

    def take(self, references: Iterable[Doc]) -> None:
        """Add the rows of documents that are not among the pool."""
        if self._pool is None:
            self.begin_pool()
        assert self._pool is not None
        fresh = {key: doc for doc in references if (key := _key(doc)) not in self._pool}
        for key, rows in zip(fresh, self.gold_rows(list(fresh.values())), strict=True):
            self._pool.add(key, rows)

    def learned_rows(self) -> tuple[Any, ...] | None:
        """The rows of all documents that were taken, as gold_rows gives those of one, in their order; None if none."""
        return self._pool.arrays() if self._pool is not None else None

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Any = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """One step of training, as every component of spaCy has it; more batches follow in finish_update."""
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        examples = list(examples)
        validate_examples(examples, f"{type(self).__name__}.update")
        self.take(example.reference for example in examples)
        set_row_dropout(self.model, drop)
        losses[self.name] += self._batch()
        if sgd not in (None, False):
            self.finish_update(sgd)
        return losses

    def _batch(self) -> float:
        """Learn from one batch, if there is any left; returns its loss."""
        assert self._pool is not None
        drawn = self._pool.draw()
        if drawn is None:
            return 0.0
        names, numbers, targets, known = drawn[:4]
        logits, back = self.model.begin_update((names, numbers))
        loss, gradient = self._loss(self.model.ops.to_numpy(logits), targets, known)
        back(self.model.ops.asarray2f(gradient))
        self._moved = True
        return loss

    def _loss(self, logits: Any, targets: Any, known: Any) -> tuple[float, Any]:
        """As loss_of; each head of the model is asked for the same."""
        columns = targets.shape[1]
        heads = logits.shape[1] // columns
        wanted, asked = (np.repeat(each, heads, axis=0) for each in (targets, known))
        loss, gradient = self.loss_of(logits.reshape(-1, columns), wanted, asked)
        return loss, gradient.reshape(logits.shape)

    def finish_update(self, sgd: Any) -> None:
        """Let the optimizer move the weights, and the running average follow; then the other batches of the step."""
        for number in range(BATCHES):
            if number:
                self._batch()
            if not self._moved:
                return
            self._average.move(self.model, sgd, pace=self._pace)
            self._moved = False

    def logits(self, rows: Sequence[tuple[Any, Any]]) -> Any:
        """What the averaged weights say of rows, (names, numbers) for each document: (heads, rows, columns)."""
        names = np.concatenate([names for names, _ in rows])
        # As they are kept for training, so that a row is the same there and here.
        numbers = np.concatenate([numbers for _, numbers in rows]).astype(np.float16)
        with self._average.used(self.model):
            said = self.model.ops.to_numpy(self.model.predict((names, numbers)))
        heads = len(heads_of(self.model))
        return said.reshape(len(names), heads, said.shape[1] // heads).swapaxes(0, 1)

    # saving

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """As every component of spaCy has it."""
        with self._average.used(self.model):
            return super().to_bytes(exclude=tuple(exclude))

    def from_bytes(self, bytes_data: bytes, *, exclude: Iterable[str] = ()) -> RowComponent:
        """As every component of spaCy has it."""
        super().from_bytes(bytes_data, exclude=tuple(exclude))
        self._loaded()
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """As every component of spaCy has it."""
        with self._average.used(self.model):
            super().to_disk(path, exclude=tuple(exclude))

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> RowComponent:
        """As every component of spaCy has it."""
        super().from_disk(path, exclude=tuple(exclude))
        self._loaded()
        return self

    def _loaded(self) -> None:
        self._average = RunningAverage()
        self._pool = None


def _key(doc: Doc) -> Hashable:
    """The text and all that is said of its events: a text whose marks changed is learned anew."""
    return doc.text, repr(doc.user_data.get("events")), repr(doc.user_data.get("complete"))


def softmax(logits: Any) -> Any:
    """Along the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)
