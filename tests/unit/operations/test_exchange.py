"""Files in and out: the project's own file is neither read nor overwritten."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.operations import exchange, marking
from tests.unit.operations.bench import Bench

_CHECK = """
import sys
from pathlib import Path
from spanloop.store.project import Project
with Project.open(Path(sys.argv[1])) as project:
    assert project.integrity() == []
    print(sum(len(marks.mentions) for uid in project.article_uids() for marks in project.all_marks(uid)))
"""


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
@pytest.mark.parametrize("linked", [False, True], ids=["itself", "a link to it"])
def test_importing_the_open_project_is_refused_and_loses_nothing(
    bench: Bench, tmp_path: Path, suffix: str, linked: bool
) -> None:
    project, author, article = bench.project, bench.author, bench.article

    def mark(start: int) -> None:
        marking.mark(project, author=author, article=article, fragments=((start, start + 1),), label="ARM")

    mark(0)
    path = project.path.with_name(project.path.name + suffix)
    if linked:
        os.link(path, tmp_path / "link.txt")
        path = tmp_path / "link.txt"
    with pytest.raises(SpanloopError, match="project that is open"):
        exchange.import_paths(project, author=author, paths=[path])
    # Another program opens and closes the project, as a command line does; it must not take itself for the last one.
    for count in (1, 2):
        done = subprocess.run(
            [sys.executable, "-c", _CHECK, str(project.path)], capture_output=True, text=True, check=True, timeout=60
        )
        assert int(done.stdout) == count
        mark(count)


def test_exporting_over_the_open_project_is_refused(bench: Bench) -> None:
    project, article = bench.project, bench.article
    before = project.path.stat().st_ino
    with pytest.raises(SpanloopError, match="project that is open"):
        exchange.export_jsonl(project, dest=project.path)
    assert project.path.stat().st_ino == before
    assert project.article_uids() == [article]
