"""Coming back to an article, and to a project, finds everything as it was left."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spanloop.core.article import Article
from spanloop.core.ids import new_uid
from spanloop.operations import projects
from spanloop.settings import Settings
from tests.gui.shell.conftest import Person

_LONG = "\n\n".join(f"Paragraph {n} says that nothing was seen on the road to Qasra that night." for n in range(60))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive.spanloop"
    with projects.create_project(path) as project:
        noor = projects.sign_in(project, name="Noor")
        with project.act(noor, "import") as act:
            for number in range(3):
                text = f"Report {number}\n\n{_LONG}"
                act.add_article(Article(new_uid(), text, title=f"Report {number}", language="en"))
    return path


@pytest.fixture
def reader(make_window: Callable[..., Person], archive: Path, qtbot: Any) -> Person:
    someone = make_window()
    someone.window.ways_in.begin(archive)
    qtbot.waitUntil(lambda: someone.canvas.verticalScrollBar().maximum() > 1000)
    return someone


def seen(person: Person) -> tuple[str, str, int]:
    """Title, the words under the cursor, and how far the text is scrolled."""
    return person.desk.article.title, person.covered(), person.canvas.verticalScrollBar().value()


def go_down(person: Person, pages: int) -> None:
    for _ in range(pages):
        person.press("PgDown")
    person.press("Right")


def opens(person: Person, row: int) -> None:
    queue = person.window.page.queue
    person.clicks(queue.list.viewport(), queue.list.visualRect(queue.model.index(row)).center())


def test_going_to_another_article_and_back_restores_scroll_and_cursor(reader: Person) -> None:
    go_down(reader, 2)
    first = seen(reader)
    assert first[2] > 500
    opens(reader, 1)
    assert seen(reader) == ("Report 1", "Report", 0)
    go_down(reader, 1)
    second = seen(reader)
    opens(reader, 0)
    assert seen(reader) == first
    opens(reader, 1)
    assert seen(reader) == second


def test_the_mark_that_the_cursor_rested_on_has_it_again(reader: Person) -> None:
    go_down(reader, 1)
    reader.press("g")
    start, end = reader.canvas.selection()[0]
    reader.canvas.go_to_offset(0)
    reader.canvas.go_to(reader.desk.marks.mentions[0].uid)
    opens(reader, 1)
    opens(reader, 0)
    assert reader.canvas.mark_at_cursor() == reader.desk.marks.mentions[0].uid
    assert reader.canvas.selection() == ((start, end),)


def test_reopening_a_project_goes_on_where_it_was_left(
    reader: Person, archive: Path, make_window: Callable[..., Person], home: Settings, qtbot: Any
) -> None:
    opens(reader, 1)
    go_down(reader, 2)
    left = seen(reader)
    uid = reader.project.uid
    reader.window.close()
    assert list(json.loads(home.path.with_name("places.json").read_text(encoding="utf-8"))) == [uid]
    again = make_window()
    again.window.ways_in.begin(archive)
    qtbot.waitUntil(lambda: seen(again) == left)


def test_the_start_page_and_back_leads_to_the_same_place(reader: Person, archive: Path, qtbot: Any) -> None:
    go_down(reader, 2)
    left = seen(reader)
    reader.window.leave_project()
    reader.window.projects.open(archive)
    qtbot.waitUntil(lambda: seen(reader) == left)


@pytest.mark.parametrize(
    "kept",
    [
        "no JSON", "[]", '{"%s": 3}', '{"%s": {"article": "gone", "cursor": 1, "mark": "", "line": 1, "below": 0}}',
        '{"%s": {"article": 7, "cursor": "x"}}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_begins_at_the_first_article(
    make_window: Callable[..., Person], archive: Path, home: Settings, kept: str
) -> None:
    with projects.open_project(archive) as project:
        text = kept.replace("%s", project.uid)
    home.path.with_name("places.json").write_text(text, encoding="utf-8")
    person = make_window()
    person.window.ways_in.begin(archive)
    assert seen(person)[0] == "Report 0"


def test_a_place_behind_the_end_of_the_text_is_at_its_end(
    make_window: Callable[..., Person], archive: Path, home: Settings
) -> None:
    with projects.open_project(archive) as project:
        uid, article = project.uid, project.article_uids()[1]
    home.keep_place(uid, {"article": article, "cursor": 10**9, "mark": "gone", "line": 10**9, "below": -1e9})
    person = make_window()
    person.window.ways_in.begin(archive)
    assert person.desk.article.title == "Report 1"
    assert person.covered() == "."


def test_places_of_the_oldest_projects_are_dropped(home: Settings) -> None:
    for number in range(60):
        home.keep_place(str(number), {"article": str(number)})
    home.keep_place("30", {"article": "again"})
    assert home.last_place("9") == {}
    assert home.last_place("10") == {"article": "10"}
    assert home.last_place("30") == {"article": "again"}
