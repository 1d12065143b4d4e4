"""Extractors from elsewhere: asked about first, refused where they are no extractor, never run before."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.learn import extractors
from spanloop.learn.extractors import ExtractorShelf, hash_files, load_folder
from spanloop.operations.packaging import package
from spanloop.operations.trusting import trust, trust_of
from spanloop.operations.versions import OTHER_FILES, version_rows
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord
from tests.unit.operations.bench import Bench


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """The files of an extractor, as they come from somebody else."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path / "foreign")
    return tmp_path / "foreign"


def recorded(project: Project, folder: Path) -> str:
    """A version that the project knows by these files; its uid."""
    author = Author(new_uid(), "Extractor v1", "extractor")
    files_hash = hash_files(folder)
    with project.act(author, "train") as act:
        act.add_author(author)
        act.add_extractor(
            ExtractorRecord(
                author.uid, author, author.name, 1, "blank", 0, "", "1", files_hash=files_hash, state="current"
            )
        )
    return author.uid


def test_a_version_from_elsewhere_is_asked_about_and_then_runs(bench: Bench, foreign: Path, tmp_path: Path) -> None:
    uid = recorded(bench.project, foreign)
    data = tmp_path / "data"
    assert trust_of(bench.project, data_dir=data) is None
    made = trust(bench.project, data_dir=data, folder=foreign)
    assert made.as_recorded
    assert ExtractorShelf(data).load(uid).pipe_names == ["sentencizer"]
    config = ExtractorShelf(data).path(uid) / "config.cfg"
    config.write_text(config.read_text() + "\n")
    known = trust_of(bench.project, data_dir=data)
    assert known is not None
    assert (known.trusted, known.as_recorded) == (False, False)
    assert "somebody changed them" in known.words()
    assert "runs its code" in known.words()
    with pytest.raises(SpanloopError, match="not trained on this computer"):
        ExtractorShelf(data).load(uid)
    with pytest.raises(SpanloopError, match="has files on this computer already"):
        trust(bench.project, data_dir=data, folder=foreign)
    (config.parent / "more").write_text("changed while the person read the question")
    with pytest.raises(SpanloopError, match="changed while you were asked"):
        trust(bench.project, data_dir=data, seen=known.files_hash)
    assert not ExtractorShelf(data).trusted(uid)
    assert not trust(bench.project, data_dir=data).as_recorded
    assert ExtractorShelf(data).trusted(uid)


def test_files_of_another_extractor_are_told_before_they_come_and_stay_visible(
    bench: Bench, foreign: Path, tmp_path: Path
) -> None:
    uid = recorded(bench.project, foreign)
    data = tmp_path / "data"
    with (foreign / "meta.json").open("a") as file:
        file.write("\n")
    known = trust_of(bench.project, data_dir=data, folder=foreign)
    assert known is not None
    assert (known.trusted, known.as_recorded) == (False, False)
    assert "They are not the files that this project says were trained as Extractor v1" in known.words()
    assert not ExtractorShelf(data).path(uid).exists(), "nothing comes before the answer"
    trust(bench.project, data_dir=data, folder=foreign, seen=known.files_hash)
    (row,) = version_rows(bench.project, data_dir=data)
    assert row.note == OTHER_FILES
    again = trust_of(bench.project, data_dir=data)
    assert again is not None
    assert again.trusted
    assert "They are not the files" in again.words()


def test_a_broken_folder_is_refused_before_anybody_is_asked(bench: Bench, foreign: Path, tmp_path: Path) -> None:
    recorded(bench.project, foreign)
    (foreign / "meta.json").write_text("no text of an extractor")
    with pytest.raises(SpanloopError, match="cannot be loaded"):
        trust_of(bench.project, data_dir=tmp_path / "data", folder=foreign)
    (foreign / "config.cfg").unlink()
    with pytest.raises(SpanloopError, match="holds no extractor"):
        trust_of(bench.project, data_dir=tmp_path / "data", folder=foreign)


def test_a_broken_extractor_is_no_package(bench: Bench, foreign: Path, tmp_path: Path) -> None:
    uid = recorded(bench.project, foreign)
    data = tmp_path / "data"
    (foreign / "vocab" / "vectors").write_bytes(b"garbage")
    trust(bench.project, data_dir=data, folder=foreign)
    assert ExtractorShelf(data).trusted(uid)
    with pytest.raises(SpanloopError, match="Extractor v1 cannot be loaded"):
        package(bench.project, dest=tmp_path / "out", data_dir=data)
    assert not (tmp_path / "out").exists()


def _link(folder: Path) -> None:
    (folder / "tokenizer").unlink()
    (folder / "tokenizer").symlink_to("/etc/hostname")


def _huge(folder: Path) -> None:
    with (folder / "vocab" / "vectors").open("wb") as file:
        file.truncate(extractors.LARGEST + 1)  # a file with a hole takes no room


HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link out of the folder": (_link, "symbolic links"),
    "a pipe that never ends": (lambda folder: os.mkfifo(folder / "pipe"), "only files"),
    "a file as large as a disk": (_huge, "larger than"),
    "no extractor at all": (lambda folder: (folder / "config.cfg").unlink(), "no extractor"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and holes are made as Unix has them")
@pytest.mark.parametrize("how", HOSTILE)
def test_what_no_extractor_is_comes_not_in(bench: Bench, foreign: Path, tmp_path: Path, how: str) -> None:
    recorded(bench.project, foreign)
    spoil, said = HOSTILE[how]
    spoil(foreign)
    data = tmp_path / "data"
    with pytest.raises(SpanloopError, match=said):
        trust(bench.project, data_dir=data, folder=foreign)
    assert not data.exists() or not any(data.rglob("*"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.cfg", b"[nlp]\nlang = 3\n"), ("config.cfg", b""), ("meta.json", b"[]"), ("tokenizer", b"\xc1"),
        ("vocab/vectors", b""), ("vocab/strings.json", b"{"),
        ("config.cfg", b'[nlp]\nlang = "en"\npipeline = ["x"]\n[components.x]\nfactory = "no_such"\n'),
    ],
)  # fmt: skip
def test_broken_files_are_one_sentence(foreign: Path, name: str, content: bytes) -> None:
    (foreign / name).write_bytes(content)
    with pytest.raises(SpanloopError, match="cannot be loaded") as caught:
        load_folder(foreign)
    assert caught.value.way_out
    assert "\n" not in caught.value.what


def test_code_and_pickles_in_a_folder_are_not_run(foreign: Path, tmp_path: Path) -> None:
    """A folder is data: only names of what is installed here are looked up in it."""
    mark = tmp_path / "was-run"
    (foreign / "__init__.py").write_text(f"open({str(mark)!r}, 'w')\n")
    (foreign / "sentencizer" / "sentencizer.py").parent.mkdir(exist_ok=True)
    (foreign / "sentencizer" / "model.pkl").write_bytes(b"cos\nsystem\n(S'touch " + str(mark).encode() + b"'\ntR.")
    assert load_folder(foreign).pipe_names == ["sentencizer"]
    assert not mark.exists()
