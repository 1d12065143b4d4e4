"""A language model of the right shape that knows nothing: a hundred pieces and random numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from spanloop.learn.embedding import engine, layer
from spanloop.learn.embedding import weights as names

INNER = 1536
PIECES = (
    *("[PAD]", "[UNK]", "[CLS]", "[SEP]", ".", ",", "!", "-", "rebel", "##s", "sold", "##iers", "attack", "##ed", "a"),
    *("post", "near", "mar", "##ra", "the", "town", "on", "sunday", "pulled", "out", "of", "##t", "be", "##las", "##k"),
)


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the model that knows nothing; there is no graph, so only NumPy can run it."""
    import numpy as np

    from spanloop.learn.embedding.tensors import write_tensors

    random = np.random.default_rng(7)
    width = names.WIDTH
    numbers: dict[str, Any] = {}

    def matrix(name: str, rows: int, columns: int, *, each: tuple[int, ...], spread: float) -> None:
        numbers[name] = random.integers(-127, 128, (rows, columns), dtype=np.int8)
        numbers[f"{name}.scale"] = np.full(each, spread / 127, dtype=np.float32)

    def norm(name: str) -> None:
        numbers[f"{name}.norm.weight"] = np.ones(width, dtype=np.float32)
        numbers[f"{name}.norm.bias"] = np.zeros(width, dtype=np.float32)

    matrix("words", len(PIECES), width, each=(len(PIECES), 1), spread=1.0)
    numbers["places"] = random.normal(0, 0.1, (names.LONGEST, width)).astype(np.float32)
    norm("words")
    shapes = {"qkv": (width, 3 * width), "mix": (width, width), "inner": (width, INNER), "outer": (INNER, width)}
    for number in range(1, names.DEPTH + 1):
        for part, (rows, columns) in shapes.items():
            matrix(f"layer{number}.{part}", rows, columns, each=(columns,), spread=rows**-0.5)
            numbers[f"layer{number}.{part}.bias"] = np.zeros(columns, dtype=np.float32)
        norm(f"layer{number}.mix")
        norm(f"layer{number}.outer")
    folder = tmp_path_factory.mktemp("small-model")
    write_tensors(folder / names.NUMBERS, numbers)
    (folder / names.PIECES).write_text("".join(f"{piece}\n" for piece in PIECES), encoding="utf-8")
    for name in (names.GRAPH, names.PROBE):
        (folder / name).write_bytes(b"")
    return folder


@pytest.fixture
def small_model(small_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The model that knows nothing in place of the real one, run by NumPy."""
    real = engine.find_spec
    monkeypatch.setattr(engine, "find_spec", lambda name: None if name == "onnxruntime" else real(name))
    found = names.Weights(small_folder, names.NAME, names.hash_folder(small_folder))
    monkeypatch.setattr(engine, "find_weights", lambda name: found)
    _forget()
    yield small_folder
    _forget()


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which the weights are not installed."""
    monkeypatch.setattr(names, "FOLDER", "no-such-folder")
    _forget()


@pytest.fixture(scope="session")
def real_weights() -> names.Weights:
    """The weights themselves, where they were made."""
    if not names.is_here():
        pytest.skip("the weights are not here: build_spec/weights.py makes them")
    return names.find_weights()


def _forget() -> None:
    engine._open.cache_clear()
    layer._features.cache_clear()
