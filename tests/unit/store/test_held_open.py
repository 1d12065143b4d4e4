"""A project that is held open stays whole whatever the same process does with its file.

Closing any handle on a file lets go of all locks that the process holds on it (POSIX). Another process then takes
itself for the last one, deletes the write-ahead log, and what is written later is in a log that nobody can find.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.store import guard, reading_marks
from spanloop.store.project import Project
from tests.elsewhere import Elsewhere
from tests.unit.store.helpers import ANN, mention, with_article

_COUNT = """
import sys
from pathlib import Path
from spanloop.store.project import Project
with Project.open(Path(sys.argv[1])) as project:
    print(sum(len(marks.mentions) for uid in project.article_uids() for marks in project.all_marks(uid)))
"""

_MARK = """
import sys
from pathlib import Path
from spanloop.core.ids import new_uid
from spanloop.core.marks import Mention
from spanloop.store.project import Project
path, article, start = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with Project.open(path) as project:
    author = project.authors()[0]
    with project.act(author, "mark") as act:
        act.add_mentions(article, author, [Mention(new_uid(), ((start, start + 3),), "ARM")])
"""


def seen(elsewhere: Elsewhere, path: Path) -> int:
    """How many mentions another process finds; it closes the project as the last one would."""
    return int(elsewhere.runs(_COUNT, str(path)))


def marked(project: Project, article: str, *starts: int) -> None:
    with project.act(ANN, "mark") as act:
        act.add_mentions(article, ANN, [mention(start, start + 3) for start in starts])


@pytest.mark.parametrize("look", [guard.check_header, guard.check_writable], ids=["header", "writable"])
def test_looking_at_the_file_lets_go_of_no_lock(
    make: Callable[[], Project], elsewhere: Elsewhere, look: Callable[[Path], object]
) -> None:
    project = make()
    article = with_article(project, "Troops left. " * 20).uid
    marked(project, article, 0)
    look(project.path)
    assert seen(elsewhere, project.path) == 1
    marked(project, article, 13, 26)
    assert seen(elsewhere, project.path) == 3


def test_a_project_opened_twice_stays_whole(make: Callable[[], Project], elsewhere: Elsewhere) -> None:
    project = make()
    article = with_article(project, "Troops left. " * 20).uid
    marked(project, article, 0)
    with Project.open(project.path) as again:
        assert again.article_uids() == [article]
    assert seen(elsewhere, project.path) == 1
    marked(project, article, 13, 26)
    assert seen(elsewhere, project.path) == 3
    with Project.open(project.path) as again:
        assert again.integrity() == []


def let_go_of_locks(path: Path) -> None:
    """What a file dialog does that looks into the files of a folder to find their icons."""
    with path.open("rb") as file:
        file.read(1)


def test_acts_are_kept_where_something_let_go_of_the_locks(make: Callable[[], Project], elsewhere: Elsewhere) -> None:
    project = make()
    article = with_article(project, "Troops left. " * 20).uid
    marked(project, article, 0)
    let_go_of_locks(project.path)
    assert seen(elsewhere, project.path) == 1
    marked(project, article, 13)
    assert seen(elsewhere, project.path) == 2
    let_go_of_locks(project.path)
    marked(project, article, 26)
    assert seen(elsewhere, project.path) == 3
    assert sum(len(marks.mentions) for marks in project.all_marks(article)) == 3
    assert project.integrity() == []
    assert project.undo(ANN).marks
    assert seen(elsewhere, project.path) == 2


def test_what_others_write_is_noticed_where_something_let_go_of_the_locks(
    make: Callable[[], Project], elsewhere: Elsewhere
) -> None:
    project = make()
    article = with_article(project, "Troops left. " * 20).uid
    marked(project, article, 0)
    for start in (13, 26, 39):
        before = project.data_version()
        let_go_of_locks(project.path)
        elsewhere.runs(_MARK, str(project.path), article, str(start))
        assert project.data_version() != before
        assert start in {m.start for marks in project.all_marks(article) for m in marks.mentions}


def test_a_project_that_was_moved_away_is_read_and_not_written(
    make: Callable[[], Project], elsewhere: Elsewhere, tmp_path: Path
) -> None:
    project = make()
    article = with_article(project, "Troops left. " * 20).uid
    marked(project, article, 0)
    away = tmp_path / "away"
    away.mkdir()
    files = [path for path in project.path.parent.glob(project.path.name + "*") if path.is_file()]
    for path in files:
        path.rename(away / path.name)
    assert project.data_version()
    assert project.article_uids() == [article]
    with pytest.raises(SpanloopError, match="no longer there"):
        marked(project, article, 13)
    for path in files:
        (away / path.name).rename(path)
    marked(project, article, 13)
    assert seen(elsewhere, project.path) == 2


def test_a_closed_project_stays_closed(make: Callable[[], Project]) -> None:
    project = make()
    project.close()
    with pytest.raises(RuntimeError, match="closed"):
        project.data_version()
    with pytest.raises(RuntimeError, match="closed"):
        marked(project, "", 0)


READINGS: dict[str, Callable[[Project, str], object]] = {
    "one value": lambda project, article: project.raw_kind(article),
    "a view": lambda project, article: project.copies.last_cut(),
    "a view that was kept": lambda project, article: project.copies.choice(article, ANN),
    "marks": lambda project, article: project.marks(article, ANN),
    "a stream": lambda project, article: [each.uid for each, _ in project.records()],
}


@pytest.mark.parametrize("reading", READINGS.values(), ids=READINGS)
def test_any_reading_may_be_the_first_after_the_log_is_gone(
    make: Callable[[], Project], elsewhere: Elsewhere, reading: Callable[[Project, str], object]
) -> None:
    project = make()
    article = with_article(project, "Troops left. " * 20).uid
    marked(project, article, 0)
    before = reading(project, article)
    let_go_of_locks(project.path)
    assert seen(elsewhere, project.path) == 1
    assert reading(project, article) == before


def test_a_stream_goes_on_where_the_log_is_deleted_meanwhile(
    make: Callable[[], Project], elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_marks, "_STREAM", 1)
    project = make()
    articles = [with_article(project, f"Troops left {place}. " * 5).uid for place in ("Idlib", "Homs", "Hama")]
    marked(project, articles[0], 0)
    stream = project.records()
    first, _ = next(stream)
    let_go_of_locks(project.path)
    assert seen(elsewhere, project.path) == 1
    assert project.data_version()
    assert [first.uid, *(article.uid for article, _ in stream)] == articles
