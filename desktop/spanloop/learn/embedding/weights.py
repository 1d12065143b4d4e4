"""The weights of the small language model: what they are called, where they lie, and whether they are the right ones.

They are made by `build_spec/weights.py` into `resources/embeddings`, which is no part of the repository.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from spanloop.core.errors import SpanloopError
from spanloop.resources import resource_path

#: The weights that configs and trained versions name. Other numbers get another name.
NAME = "minilm-l6-int8-1"
#: Over all files, as hash_folder gives it.
SHA256 = "5c41480a4300525fce309897545c75694c3eb72d1eebf8973054429a30dcd21a"
#: Below `resources`.
FOLDER = "embeddings"
#: The arrays, the graph over them, the word pieces, and a graph of one product whose result says whether sums saturate.
NUMBERS, GRAPH, PIECES, PROBE = "minilm.safetensors", "minilm.onnx", "vocab.txt", "probe.onnx"
FILES = (NUMBERS, GRAPH, PIECES, PROBE)
#: The graph that says which piece looks at which; it came later and has a hash of its own, so that what was trained on
#: features alone, and what of them is kept on disk, stays good.
ATTENTION = "attention.onnx"
ATTENTION_SHA256 = "8f9bfcde7ee56d0497e938960b04f1214029c5e10fd669dc2996b15ea73ec8d0"
#: The layers whose output is a feature, of all there are; heads of attention in each; numbers for each word and layer.
LAYERS, DEPTH, HEADS, WIDTH = (2, 4, 6), 6, 12, 384
#: What the probe multiplies: bytes in a row.
PROBE_SIZE = 64
#: How x is rounded before it is multiplied: by its largest number, but no less than LEAST; what GELU gives is above
#: -0.17, and is lifted by LIFT, so that all of a byte is used.
LEAST, LIFT = 1e-6, 0.17
#: Word pieces in one sentence, with the two that begin and end it.
LONGEST = 512


@dataclass(frozen=True)
class Weights:
    """A folder that holds them. name: as configs name them. sha256: of what is in the folder."""

    folder: Path
    name: str
    sha256: str

    def attention(self) -> Path:
        """The graph of attention, checked; raises SpanloopError where it is not here or is not what it should be."""
        path = self.folder / ATTENTION
        if not path.is_file() or hash_attention(self.folder) != ATTENTION_SHA256:
            raise SpanloopError(
                "The part of the language model that says which word looks at which is not here, or not the right one",
                where=str(path),
                way_out="Install Spanloop again, or in a checkout run build_spec/weights.py.",
            )
        return path

    def numbers(self) -> dict[str, Any]:
        """All arrays by name."""
        from spanloop.learn.embedding.tensors import read_tensors  # NumPy is not for those who only ask where they are

        return read_tensors(self.folder / NUMBERS)

    def pieces(self) -> list[str]:
        """The word pieces; an id is a place in this list."""
        return (self.folder / PIECES).read_text(encoding="utf-8").split("\n")[:-1]


def hash_folder(folder: Path) -> str:
    """SHA-256 over the files of the weights in a folder, with their names and sizes."""
    digest = sha256()
    for name in FILES:
        data = (folder / name).read_bytes()
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def hash_attention(folder: Path) -> str:
    """SHA-256 of the graph of attention in a folder."""
    return sha256((folder / ATTENTION).read_bytes()).hexdigest()


def find_weights(name: str = NAME) -> Weights:
    """The weights of a name, checked; raises SpanloopError where they are not here or are not what they should be."""
    if name != NAME:
        raise SpanloopError(
            f"This version of Spanloop has no weights named {name}", way_out=f"Known: {NAME}. Train again with those."
        )
    try:
        folder = resource_path(FOLDER)
        found = hash_folder(folder)
    except (SpanloopError, OSError) as error:
        raise SpanloopError(
            "The language model that this extractor reads with is not installed",
            where=NAME,
            way_out="Install a release of Spanloop that brings it, or in a checkout run build_spec/weights.py.",
        ) from error
    if found != SHA256:
        raise SpanloopError(
            "The files of the language model are not those of this version of Spanloop",
            where=str(folder),
            way_out="Install Spanloop again, or in a checkout run build_spec/weights.py.",
        )
    return Weights(folder, name, found)


def is_here() -> bool:
    """Whether the files of the weights are there; whether they are right is found out when they are used."""
    try:
        folder = resource_path(FOLDER)
    except SpanloopError:
        return False
    return all((folder / name).is_file() for name in (*FILES, ATTENTION))
