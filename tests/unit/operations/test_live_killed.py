"""A refresh that is killed at any place: the next start finds the last good version, and nothing else."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from spanloop.core.errors import CancelledError
from spanloop.core.marks import Marks
from spanloop.learn.extractors import ExtractorShelf, hash_files
from spanloop.operations.coming import coming
from spanloop.operations.importing import import_paths
from spanloop.operations.live import refresh
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.training import train
from spanloop.operations.versions import current_extractor, live_record
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord
from tests.small_loop import write_reports

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 here"),
]

#: Refreshes a project, and kills itself: before the new files are moved, after it (the old ones stand aside by then),
#: or when the record of them is written.
_CHILD = """
import os, signal, sys
from pathlib import Path
from spanloop.learn import warm
from spanloop.learn.extractors import ExtractorShelf
from spanloop.operations.live import refresh
from spanloop.store.project import Project

path, data_dir, article, place = sys.argv[1:]
die = lambda: os.kill(os.getpid(), signal.SIGKILL)
learn, take, trust = warm.warm_up, ExtractorShelf.take, ExtractorShelf._trust_file
placed = []
def deadly_take(shelf, *given, **named):
    if place == "before the move":
        die()
    take(shelf, *given, **named)
    placed.append(1)
    if place == "after the move":
        die()
def deadly_trust(shelf, files_hash):
    if placed and place == "after the record":
        die()
    return trust(shelf, files_hash)
ExtractorShelf.take, ExtractorShelf._trust_file = deadly_take, deadly_trust
warm.warm_up = lambda *given, **named: learn(*given, **{**named, "steps": 2})
if place == "while saving":
    warm.save = lambda nlp, folder: (nlp.to_disk(folder), die())
with Project.open(Path(path)) as project:
    refresh(project, data_dir=Path(data_dir), articles=[article])
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two states of a project with a version: before its first refresh, and after it, when more was marked since."""
    folder = tmp_path_factory.mktemp("killed")
    first, later = folder / "first", folder / "later"
    first.mkdir()
    with create_project(first / "live.spanloop") as project:
        noor = sign_in(project, name="Noor")
        marked = write_reports(first / "marked.jsonl", numbers=range(10))
        bare = write_reports(first / "bare.jsonl", numbers=range(10, 12), marked=False)
        import_paths(project, author=noor, paths=[marked, bare])
        train(project, author=noor, data_dir=first, recipe="blank", max_steps=20)
    shutil.copytree(first, later)
    with Project.open(later / "live.spanloop") as project, pytest.MonkeyPatch.context() as patch:
        from spanloop.learn import warm

        learn = warm.warm_up
        patch.setattr(warm, "warm_up", lambda *a, **k: learn(*a, **{**k, "steps": 2}))
        noor = sign_in(project, name="Noor")
        assert refresh(project, data_dir=later, author=noor).kept
        import_paths(project, author=noor, paths=[write_reports(later / "more.jsonl", numbers=range(40, 42))])
    return folder


@pytest.fixture(params=["first", "later"])
def state(template: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Project, Path, bool]]:
    """The project, its folder, and whether it was refreshed before."""
    shutil.copytree(template / request.param, tmp_path, dirs_exist_ok=True)
    with Project.open(tmp_path / "live.spanloop") as project:
        yield project, tmp_path, request.param == "later"


@pytest.mark.parametrize("place", ["while saving", "before the move", "after the move", "after the record"])
def test_the_next_start_finds_the_last_good_version_alone(state: tuple[Project, Path, bool], place: str) -> None:
    project, folder, refreshed = state
    noor = sign_in(project, name="Noor")
    (article, *_) = coming(project, author=noor)
    before, suggested = _live(project), _suggested(project, article)
    command = [sys.executable, "-c", _CHILD, str(project.path), str(folder), article, place]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ})
    # The first time nothing stands in the place, so no trust is taken back after the record.
    whole = place == "after the record" and not refreshed
    assert ended.returncode == (0 if whole else -signal.SIGKILL), ended.stderr[-2000:]
    with pytest.raises(CancelledError):
        refresh(project, data_dir=folder, author=noor, cancelled=lambda: True)
    now, recorded = _live(project), place == "after the record"
    assert (now != before) == recorded
    assert (_suggested(project, article) != suggested) == recorded
    base = current_extractor(project)
    assert base is not None
    kept = {base.uid: base.files_hash} | ({now.uid: now.files_hash} if now else {})
    shelf = ExtractorShelf(folder)
    left = {path.name: hash_files(path) for path in shelf.root.iterdir() if path.is_dir()}
    assert left == kept
    assert {path.name for path in shelf.trust_dir.iterdir()} == set(kept.values())
    assert not [path for path in shelf.root.iterdir() if path.name.startswith(".")]
    assert all(shelf.require(uid) for uid in kept)


def _live(project: Project) -> ExtractorRecord | None:
    base = current_extractor(project)
    assert base is not None
    return live_record(project.extractors(), base.uid)


def _suggested(project: Project, article: str) -> list[Marks]:
    return [marks for marks in project.all_marks(article) if marks.author.kind == "extractor"]
