"""Runs the language model over a batch of sentences: with onnxruntime where it is installed, else with NumPy.

Both give the features of a sentence that depend on this sentence alone, not on those computed beside it: the numbers of
the model are rounded piece by piece, and sentences are filled up to a length that follows from their own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np

from spanloop.core.errors import SpanloopError
from spanloop.learn.embedding.weights import DEPTH, GRAPH, LAYERS, PROBE, PROBE_SIZE, Weights, find_weights

#: Lengths that sentences are filled up to are multiples of this. Small: what fills up costs as much as what is read.
STEP = 8


class Engine(Protocol):
    """name: of what computes. weights: with which."""

    name: str
    weights: Weights

    def run(self, ids: Any, mask: Any) -> list[Any]:
        """The output of the layers of interest, each (sentences, pieces, WIDTH) as float32; safe in several threads.

        ids: (sentences, pieces), int64. mask: the same shape, float32, 1 where there is a piece and 0 where not.
        """
        ...

    def attention(self, ids: Any, mask: Any) -> list[Any]:
        """How much each piece looks at each other: for each layer (sentences, HEADS, pieces, pieces) as float32.

        ids, mask: as for run. What a piece looks at adds up to 1.
        """
        ...


def filled_length(pieces: int) -> int:
    """The length that a sentence of so many pieces is filled up to; depends on nothing else (see the module)."""
    return -(-pieces // STEP) * STEP


def open_engine(name: str) -> Engine:
    """The engine with the weights of a name; the same one for the whole process.

    Raises SpanloopError where the weights are not here or not right.
    """
    return _open(name, os.getpid())


@cache
def _open(name: str, process: int) -> Engine:  # noqa: ARG001 - a forked child must not use its parent's session
    weights = find_weights(name)
    if find_spec("onnxruntime") is not None:
        with suppress(ImportError):  # it is there, and a library of the system that it stands on is not
            return OnnxEngine(weights)
    from spanloop.learn.embedding.plain import PlainEngine

    return PlainEngine(weights)


class OnnxEngine:
    """onnxruntime over the graph; one thread each time it is asked, as the callers bring their own."""

    name = "onnxruntime"

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        with _readable(weights):
            self._slower = _saturates(weights)
            self._session = _session(weights.folder / GRAPH, slower=self._slower)
        self._outputs = [f"out{layer}" for layer in LAYERS]
        self._attention: Any = None
        self._lock = Lock()

    def run(self, ids: Any, mask: Any) -> list[Any]:
        """See Engine."""
        return self._session.run(self._outputs, {"ids": ids, "mask": mask})

    def attention(self, ids: Any, mask: Any) -> list[Any]:
        """See Engine; its graph is read when it is asked for the first time."""
        with self._lock:
            if self._attention is None:
                with _readable(self.weights):
                    self._attention = _session(self.weights.attention(), slower=self._slower)
        outputs = [f"attention{layer}" for layer in range(1, DEPTH + 1)]
        return self._attention.run(outputs, {"ids": ids, "mask": mask})


@contextmanager
def _readable(weights: Weights) -> Iterator[None]:
    """Turns what onnxruntime raises over a graph into our own error; a library that is missing stays what it is."""
    try:
        yield
    except (ImportError, SpanloopError):
        raise
    except Exception as error:  # its own kinds of error share no other parent
        why = next(iter(str(error).splitlines()), type(error).__name__)
        raise SpanloopError(
            f"onnxruntime cannot read the language model ({why})",
            where=str(weights.folder),
            way_out="Install a newer onnxruntime, or none: NumPy then takes over, more slowly.",
        ) from error


def _saturates(weights: Weights) -> bool:
    """Whether sums of products of bytes come out too small, as they do on processors made for it before 2019 or so.

    The way around it takes the same time there and nearly twice as long elsewhere.
    """
    largest = np.full((16, PROBE_SIZE), 255, dtype=np.uint8)
    product = _session(weights.folder / PROBE, slower=False).run(None, {"left": largest})[0]
    return bool((product != PROBE_SIZE * 255 * 127).any())


def _session(path: Path, *, slower: bool) -> Any:
    # Heard only before the import: since 1.29 it reports each session to its makers otherwise, and leaves an
    # identifier in the person's folders. Whatever stands there is overruled: nothing of ours goes to a network.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime  # pyright: ignore[reportMissingImports] - the extra `embeddings` brings it

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    options.log_severity_level = 3  # errors only: what it warns of at start is for makers of graphs
    if slower:
        options.add_session_config_entry("session.x64quantprecision", "1")
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
