"""A project that is held open stays whole whatever the same process does with its file.

Closing any handle on a file lets go of all locks that the process holds on it (POSIX). Another process then takes
itself for the last one, deletes the write-ahead log, and what is written later is in a log that nobody can find.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from spanloop.store import guard
from spanloop.store.project import Project
from tests.unit.store.helpers import ANN, mention, with_article

_COUNT = """
import sys
from pathlib import Path
from spanloop.store.project import Project
with Project.open(Path(sys.argv[1])) as project:
    print(sum(len(marks.mentions) for uid in project.article_uids() for marks in project.all_marks(uid)))
"""


def seen_elsewhere(path: Path) -> int:
    """How many mentions another process finds; it closes the project as the last one would."""
    done = subprocess.run(
        [sys.executable, "-c", _COUNT, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    return int(done.stdout)


def marked(project: Project, article: str, *starts: int) -> None:
    with project.act(ANN, "mark") as act:
        act.add_mentions(article, ANN, [mention(start, start + 3) for start in starts])


@pytest.mark.parametrize("look", [guard.check_header, guard.check_writable], ids=["header", "writable"])
def test_looking_at_the_file_lets_go_of_no_lock(make: Callable[[], Project], look: Callable[[Path], object]) -> None:
    project = make()
    article = with_article(project, "Troops left. " * 20).uid
    marked(project, article, 0)
    look(project.path)
    assert seen_elsewhere(project.path) == 1
    marked(project, article, 13, 26)
    assert seen_elsewhere(project.path) == 3


def test_a_project_opened_twice_stays_whole(make: Callable[[], Project]) -> None:
    project = make()
    article = with_article(project, "Troops left. " * 20).uid
    marked(project, article, 0)
    with Project.open(project.path) as again:
        assert again.article_uids() == [article]
    assert seen_elsewhere(project.path) == 1
    marked(project, article, 13, 26)
    assert seen_elsewhere(project.path) == 3
    with Project.open(project.path) as again:
        assert again.integrity() == []
