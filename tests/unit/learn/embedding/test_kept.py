"""Features on disk: found again, and nothing that happens to the file gives a wrong one."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from spanloop.learn.embedding.kept import KeptFeatures

WIDTH = 6


def make(path: Path, *, limit: int = 1 << 20) -> KeptFeatures:
    return KeptFeatures(path / "some.features", width=WIDTH, limit=limit)


def array(number: int, tokens: int = 3) -> Any:
    return np.random.default_rng(number).normal(size=(tokens, WIDTH)).astype(np.float16)


def key(number: int) -> bytes:
    return number.to_bytes(16, "big")


def some(*numbers: int) -> dict[bytes, Any]:
    return {key(number): array(number) for number in numbers}


def same(found: dict[bytes, Any], *numbers: int) -> bool:
    return found.keys() == {key(number) for number in numbers} and all(
        np.array_equal(found[key(number)], array(number)) for number in numbers
    )


def test_found_by_another_that_opens_the_file(tmp_path: Path) -> None:
    make(tmp_path).add(some(1, 2))
    found = make(tmp_path).get([key(2), key(1), key(3)])
    assert same(found, 1, 2)
    assert not found[key(1)].flags.writeable


def test_a_sentence_without_tokens(tmp_path: Path) -> None:
    make(tmp_path).add({key(1): array(1, tokens=0)})
    assert make(tmp_path).get([key(1)])[key(1)].shape == (0, WIDTH)


def test_nothing_is_written_twice(tmp_path: Path) -> None:
    make(tmp_path).add(some(1))
    size = (tmp_path / "some.features").stat().st_size
    make(tmp_path).add(some(1))
    assert (tmp_path / "some.features").stat().st_size == size


def test_two_that_write_see_each_others(tmp_path: Path) -> None:
    one, other = make(tmp_path), make(tmp_path)
    one.add(some(1))
    other.add(some(2))
    one.add(some(3))
    assert same(one.get(map(key, range(9))), 1, 2, 3)
    assert same(other.get(map(key, range(9))), 1, 2, 3)


def test_many_that_write_at_once(tmp_path: Path) -> None:
    def write(first: int) -> None:
        mine = make(tmp_path)
        for number in range(first, first + 8):
            mine.add(some(number))

    threads = [threading.Thread(target=write, args=(first,)) for first in (0, 8, 16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert same(make(tmp_path).get(map(key, range(30))), *range(24))


@pytest.mark.parametrize("lost", [1, 20, 35, 55])
def test_what_a_killed_process_left_is_cut_off(tmp_path: Path, lost: int) -> None:
    make(tmp_path).add(some(1, 2))
    path = tmp_path / "some.features"
    os.truncate(path, path.stat().st_size - lost)
    again = make(tmp_path)
    assert same(again.get([key(1), key(2)]), 1)
    again.add(some(3))
    assert same(make(tmp_path).get(map(key, range(9))), 1, 3)


def test_changed_numbers_are_not_given_out_and_can_be_written_anew(tmp_path: Path) -> None:
    make(tmp_path).add(some(1, 2))
    path = tmp_path / "some.features"
    data = bytearray(path.read_bytes())
    data[40] ^= 1
    path.write_bytes(data)
    again = make(tmp_path)
    assert same(again.get([key(1), key(2)]), 2)
    again.add(some(1))
    assert same(again.get([key(1), key(2)]), 1, 2)


@pytest.mark.parametrize("data", [b"nonsense " * 40, b"\0" * 100, b"SLf1" + b"\xff" * 60])
def test_a_file_of_something_else_is_written_over(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "some.features").write_bytes(data)
    kept = make(tmp_path)
    assert kept.get([key(1)]) == {}
    kept.add(some(1))
    assert same(make(tmp_path).get([key(1)]), 1)


def test_a_full_file_becomes_the_older_one_and_the_oldest_goes(tmp_path: Path) -> None:
    record = 28 + 3 * WIDTH * 2
    kept = make(tmp_path, limit=6 * record)
    for number in range(20):
        kept.add(some(number))
    files = list(tmp_path.glob("some.features*"))
    assert sum(file.stat().st_size for file in files) <= 7 * record
    found = kept.get(map(key, range(20)))
    assert key(19) in found
    assert key(0) not in found
    assert same(found, *(int.from_bytes(each, "big") for each in found))


def test_files_that_are_deleted_meanwhile_are_made_again(tmp_path: Path) -> None:
    kept = make(tmp_path)
    kept.add(some(1))
    (tmp_path / "some.features").unlink()
    assert kept.get([key(1)]) == {}
    kept.add(some(1))
    assert same(kept.get([key(1)]), 1)


def test_where_nothing_can_be_written_nothing_is_kept_and_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    kept = make(tmp_path / "file")
    kept.add(some(1))
    assert kept.get([key(1)]) == {}
