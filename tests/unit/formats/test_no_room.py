"""A full disk, or a folder of temporary files that cannot be written: one sentence, and nothing left behind."""

from __future__ import annotations

import errno
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from spanloop.articles.item import file_item
from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author, Event, Marks
from spanloop.formats.event_table import write_event_table
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.operations.looking import passing_stage
from spanloop.operations.unpacking import Unpacking
from tests.unit.formats.foreign_files import SCHEMA


def records() -> list[Record]:
    event = Event("00000000-0000-4000-8000-00000000000a", "STRIKE", ((0, 4),))
    return [Record(Article("u1", "They struck."), Marks(Author("u", "Noor"), events=(event,)))]


def full(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


class _FullFile:
    """A file on a full disk."""

    write = flush = seek = staticmethod(full)

    def close(self) -> None:
        full()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_table_for_which_there_is_no_temporary_file_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(SpanloopError, match=r"temporary files cannot be written \(No space left on device\)") as told:
        write_event_table(records(), tmp_path / f"t{suffix}", schema=SCHEMA, ledger=Ledger())
    assert told.value.where == tempfile.gettempdir()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_temporary_file_that_fills_the_disk_leaves_no_half_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", _FullFile)
    with pytest.raises(SpanloopError, match="temporary files"):
        write_event_table(records(), tmp_path / f"t{suffix}", schema=SCHEMA, ledger=Ledger())
    assert not list(tmp_path.iterdir())


def test_a_table_for_which_its_own_folder_has_no_room_says_so_of_that_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spanloop.formats.event_table._repack", full)
    with pytest.raises(SpanloopError) as told:
        write_event_table(records(), tmp_path / "t.xlsx", schema=SCHEMA, ledger=Ledger())
    assert told.value.where == str(tmp_path / "t.xlsx")
    assert not list(tmp_path.iterdir())


def test_archives_and_looks_say_that_there_is_no_room_for_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("a.txt", "They struck.")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with Unpacking() as unpacking, pytest.raises(SpanloopError, match="temporary files cannot be written") as told:
        unpacking.take_out(file_item(tmp_path / "a.zip", "a.zip"))
    assert told.value.where == str(tmp_path / "gone")
    with pytest.raises(SpanloopError, match="temporary files cannot be written"), passing_stage():
        pass
