"""Files of named arrays in the safetensors format: a length, a JSON header, then the numbers.

Written and read here because the format is that simple, and because the numbers must begin where memory pages like it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from spanloop.core.errors import SpanloopError

_KINDS = {"F32": "<f4", "I8": "|i1", "I64": "<i8"}
_NAMES = {np.dtype(kind): name for name, kind in _KINDS.items()}
#: Bytes; every array begins at a multiple of it.
_ALIGNMENT = 64
_LENGTH = 8


def read_tensors(path: Path) -> dict[str, Any]:
    """All arrays of a file by name, as views of one block of bytes that cannot be written to.

    Raises SpanloopError where the file is broken, OSError where it cannot be read.
    """
    data = path.read_bytes()
    begin = _LENGTH + int.from_bytes(data[:_LENGTH], "little")
    try:
        header = json.loads(data[_LENGTH:begin])
        return {name: _view(data, begin, entry) for name, entry in header.items() if name != "__metadata__"}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SpanloopError(
            "A file of weights is broken", where=str(path), way_out="Make or install it again."
        ) from error


def _view(data: bytes, begin: int, entry: Mapping[str, Any]) -> Any:
    first, last = entry["data_offsets"]
    kind = np.dtype(_KINDS[entry["dtype"]])
    return np.frombuffer(data, dtype=kind, count=(last - first) // kind.itemsize, offset=begin + first).reshape(
        entry["shape"]
    )


def write_tensors(path: Path, tensors: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Write arrays in the order given; returns where each lies in the file: first byte, and how many."""
    header: dict[str, dict[str, Any]] = {}
    end = 0
    for name, array in tensors.items():
        first = _aligned(end)
        end = first + array.nbytes
        header[name] = {"dtype": _NAMES[array.dtype], "shape": list(array.shape), "data_offsets": [first, end]}
    said = json.dumps(header, separators=(",", ":")).encode()
    begin = _aligned(_LENGTH + len(said))
    said = said.ljust(begin - _LENGTH)
    block = bytearray(begin + end)
    block[:begin] = len(said).to_bytes(_LENGTH, "little") + said
    places: dict[str, tuple[int, int]] = {}
    for name, array in tensors.items():
        first, last = (begin + offset for offset in header[name]["data_offsets"])
        block[first:last] = np.ascontiguousarray(array).tobytes()
        places[name] = (first, array.nbytes)
    path.write_bytes(block)
    return places


def _aligned(offset: int) -> int:
    return -(-offset // _ALIGNMENT) * _ALIGNMENT
