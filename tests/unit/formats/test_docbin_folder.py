"""A large split is a folder of files, which spaCy reads as it reads one; and an export stands whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from spacy.training import Corpus

from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.truth import Truth
from spanloop.formats import docbin_folder
from spanloop.formats.docbin import DocBinExport, write_docbin
from spanloop.formats.docbin_folder import export_folder, split_files, split_path
from spanloop.formats.docbin_reading import read_spacy
from spanloop.formats.ledger import Ledger
from tests.unit.formats.truths import CONFIG, SCHEMA, event, mention, truth_of

EVERYTHING = ["config.cfg", "dev.spacy", "ledger.json", "test.spacy", "train.spacy"]


def truths(train: int = 5) -> list[Truth]:
    made: list[Truth] = []
    for number in range(train):
        text = f"Army number {number} left Badia."
        army = mention(text, "Army")
        made.append(truth_of(text, (army, mention(text, "Badia", "GPE")), (event(text, "left"),)))
    text = "The army came."
    return [*made, truth_of(text, (mention(text, "army"),), split="dev")]


def export(some: list[Truth] | Iterator[Truth], dest: Path) -> DocBinExport:
    return write_docbin(some, dest, schema=SCHEMA, language="en", config_text=CONFIG)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docbin_folder, "MOST_DOCS", 2)


@pytest.mark.usefixtures("small_files")
def test_a_large_split_is_a_folder_that_spacy_reads_in_its_order(tmp_path: Path) -> None:
    some = truths()
    made = export(some, tmp_path / "out")
    assert made.docs == {"train": 5, "dev": 1, "test": 0}
    assert names(tmp_path / "out") == [
        "config.cfg", "dev.spacy", "ledger.json", "test.spacy", "train/0001.spacy", "train/0002.spacy",
        "train/0003.spacy",
    ]  # fmt: skip
    config = (tmp_path / "out" / "config.cfg").read_text(encoding="utf-8")
    assert 'train = "train"\ndev = "dev.spacy"' in config
    read = list(Corpus(split_path(tmp_path / "out", "train"))(spacy.blank("en")))
    assert [example.reference.text for example in read] == [truth.article.text for truth in some[:5]]
    # Each of its files is an export of its own to who brings it in.
    found = [doc for path in split_files(tmp_path / "out", "train") for doc in read_spacy(path, ledger=Ledger())]
    assert [doc.article.text for doc in found] == [truth.article.text for truth in some[:5]]


def test_a_split_that_fits_one_file_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some = truths(4)
    export(some, tmp_path / "plain")
    monkeypatch.setattr(docbin_folder, "MOST_DOCS", 4)
    export(some, tmp_path / "full")
    assert names(tmp_path / "plain") == names(tmp_path / "full") == EVERYTHING
    for name in EVERYTHING:
        assert (tmp_path / "plain" / name).read_bytes() == (tmp_path / "full" / name).read_bytes()
    # Long texts close a file too.
    monkeypatch.setattr(docbin_folder, "MOST_TOKENS", 10)
    export(some, tmp_path / "long")
    assert [path.name for path in split_files(tmp_path / "long", "train")] == ["0001.spacy", "0002.spacy"]


def test_an_export_into_the_folder_of_an_earlier_one_leaves_none_of_its_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(truths(), tmp_path)
    monkeypatch.setattr(docbin_folder, "MOST_DOCS", 2)
    export(truths(), tmp_path)
    assert split_path(tmp_path, "train") == tmp_path / "train"
    assert len(split_files(tmp_path, "train")) == 3
    export(truths(3), tmp_path)
    assert len(split_files(tmp_path, "train")) == 2
    monkeypatch.undo()
    export(truths(), tmp_path)
    assert names(tmp_path) == EVERYTHING
    assert not (tmp_path / "train").exists()
    assert split_files(tmp_path, "train") == [tmp_path / "train.spacy"] == [split_path(tmp_path, "train")]
    assert split_files(tmp_path, "none") == []


@pytest.mark.usefixtures("small_files")
def test_nothing_is_left_of_one_that_ended_midway(tmp_path: Path) -> None:
    def stopped() -> Iterator[Truth]:
        yield from truths()
        raise CancelledError("The export was cancelled")

    with pytest.raises(CancelledError):
        export(stopped(), tmp_path / "new" / "out")
    assert list(tmp_path.iterdir()) == []
    export(truths(), tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(CancelledError):
        export(stopped(), tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    with pytest.raises(SpanloopError, match=r"the folder cannot be written \(No space left"), export_folder(tmp_path):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []
