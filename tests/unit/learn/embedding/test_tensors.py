"""Files of arrays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from spanloop.core.errors import SpanloopError
from spanloop.learn.embedding.tensors import read_tensors, write_tensors


def test_what_is_written_is_read_and_lies_where_it_is_said(tmp_path: Path) -> None:
    arrays = {
        "a": np.arange(6, dtype=np.float32).reshape(2, 3),
        "b": np.array([[-3, 4]], dtype=np.int8).T,
        "none": np.zeros((0, 5), dtype=np.float32),
        "c": np.arange(3, dtype=np.int64),
    }
    places = write_tensors(tmp_path / "x", arrays)
    read = read_tensors(tmp_path / "x")
    data = (tmp_path / "x").read_bytes()
    assert list(read) == list(arrays)
    for name, array in arrays.items():
        first, length = places[name]
        assert read[name].dtype == array.dtype
        assert np.array_equal(read[name], array)
        assert data[first : first + length] == array.tobytes()
        assert first % 64 == 0


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 4, b"\xff" * 40, (2).to_bytes(8, "little") + b"[]", b"\x02" + b"\0" * 7 + b"{x"]
)
def test_a_broken_file_is_said_to_be_broken(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(SpanloopError, match="broken"):
        read_tensors(tmp_path / "x")


def test_a_file_that_was_cut_off_is_broken(tmp_path: Path) -> None:
    write_tensors(tmp_path / "x", {"a": np.zeros(100, dtype=np.float32)})
    (tmp_path / "x").write_bytes((tmp_path / "x").read_bytes()[:-8])
    with pytest.raises(SpanloopError, match="broken"):
        read_tensors(tmp_path / "x")
