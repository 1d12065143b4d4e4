"""The shelf: whole or not at all, trusted or not loaded, nothing left of the dead."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from spanloop.core.errors import SpanloopError
from spanloop.learn.extractors import ExtractorShelf, hash_files

UID = "0190a7c0-0000-7000-8000-000000000001"


@pytest.fixture
def pipeline(tmp_path: Path) -> Path:
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path / "pipeline")
    return tmp_path / "pipeline"


@pytest.fixture
def shelf(tmp_path: Path) -> ExtractorShelf:
    return ExtractorShelf(tmp_path / "data")


def test_adds_loads_sizes_and_deletes(shelf: ExtractorShelf, pipeline: Path) -> None:
    assert shelf.uids() == []
    files_hash = shelf.add(UID, pipeline)
    assert files_hash == hash_files(pipeline) == hash_files(shelf.path(UID))
    assert shelf.uids() == [UID]
    assert shelf.load(UID).pipe_names == ["sentencizer"]
    assert shelf.size(UID) == sum(file.stat().st_size for file in pipeline.rglob("*") if file.is_file())
    assert pipeline.is_dir()
    shelf.delete(UID)
    assert shelf.uids() == []
    assert shelf.size(UID) == 0
    assert not any(path.is_file() or path.name.startswith(".") for path in shelf.root.parent.rglob("*"))
    shelf.delete(UID)


def test_of_two_versions_with_the_same_files_one_is_deleted_and_the_other_still_loads(
    shelf: ExtractorShelf, pipeline: Path
) -> None:
    twin = UID.replace("1", "2")
    assert shelf.add(UID, pipeline) == shelf.add(twin, pipeline)
    shelf.delete(UID)
    assert shelf.load(twin).pipe_names == ["sentencizer"]
    shelf.delete(twin)
    assert not any(shelf.trust_dir.iterdir())


def test_a_changed_folder_is_not_loaded_until_trusted(shelf: ExtractorShelf, pipeline: Path) -> None:
    shelf.add(UID, pipeline)
    config = shelf.path(UID) / "config.cfg"
    config.write_text(config.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert not shelf.trusted(UID)
    with pytest.raises(SpanloopError, match="not trained on this computer"):
        shelf.load(UID)
    shelf.trust(UID)
    assert shelf.trusted(UID)
    assert shelf.load(UID).pipe_names == ["sentencizer"]


def test_a_foreign_folder_is_not_loaded(shelf: ExtractorShelf, pipeline: Path) -> None:
    shutil.copytree(pipeline, shelf.path(UID))
    with pytest.raises(SpanloopError, match="not trained on this computer"):
        shelf.load(UID)


def test_missing_broken_and_misnamed_are_said(shelf: ExtractorShelf, pipeline: Path) -> None:
    with pytest.raises(SpanloopError, match="not on this computer"):
        shelf.load(UID)
    (pipeline / "config.cfg").write_text("[nlp]\nlang = 3\n", encoding="utf-8")
    shelf.add(UID, pipeline)
    with pytest.raises(SpanloopError, match="cannot be loaded"):
        shelf.load(UID)
    for uid in ("../elsewhere", "", ".work-x", "a/b"):
        with pytest.raises(SpanloopError, match="cannot be the uid"):
            shelf.path(uid)


def test_symbolic_links_are_refused(shelf: ExtractorShelf, pipeline: Path, tmp_path: Path) -> None:
    try:
        (pipeline / "link").symlink_to(tmp_path)
    except OSError:
        pytest.skip("this system lets ordinary users make no symbolic links")
    shutil.copytree(pipeline, shelf.path(UID), symlinks=True)
    with pytest.raises(SpanloopError, match="symbolic links"):
        shelf.trust(UID)


def test_a_name_and_its_content_cannot_be_shifted_into_each_other(tmp_path: Path) -> None:
    for folder, name, text in (("one", "ab", "c"), ("two", "a", "bc")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text)
    assert hash_files(tmp_path / "one") != hash_files(tmp_path / "two")


def test_a_failed_add_keeps_the_version_that_was_there(
    shelf: ExtractorShelf, pipeline: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add(UID, pipeline)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copytree", full)
    with pytest.raises(SpanloopError, match="No space left"):
        shelf.add(UID, pipeline)
    assert shelf.load(UID).pipe_names == ["sentencizer"]
    assert [path.name for path in shelf.root.iterdir()] == [UID]


def test_a_workroom_goes_and_those_of_the_dead_go_with_the_next(shelf: ExtractorShelf) -> None:
    dead = shelf.root / ".work-dead"
    dead.mkdir(parents=True)
    (dead / "half").write_text("half a model")
    (shelf.root / ".work-unborn.lock").touch()  # its process died before it had a room
    alive = shelf.root / ".work-alive"
    alive.mkdir()
    with FileLock(shelf.root / ".work-alive.lock"):
        with shelf.workroom() as room:
            (room / "some").write_text("thing")
            assert alive.is_dir()
            assert not dead.exists()
            assert not (shelf.root / ".work-unborn.lock").exists()
        assert not room.exists()
    assert shelf.uids() == []
    with pytest.raises(KeyError), shelf.workroom() as room:
        raise KeyError
    assert not any(shelf.root.iterdir())


@pytest.mark.parametrize(("cause", "left"), [(OSError(28, "No space left on device"), True), (ValueError(), False)])
def test_an_error_names_no_file_that_is_gone(shelf: ExtractorShelf, cause: Exception, left: bool) -> None:
    with pytest.raises(SpanloopError) as caught, shelf.workroom() as room:
        raise SpanloopError("It went wrong", where=str(room / "corpus")) from cause
    assert caught.value.where == (str(shelf.root) if left else "")
    with pytest.raises(SpanloopError) as caught, shelf.workroom():
        raise SpanloopError("It went wrong", where="elsewhere") from cause
    assert caught.value.where == "elsewhere"
