"""Orders of the queue that a child reckons: chosen with real keys, followed, kept for the project and up to date."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from spanloop.core.article import Article
from spanloop.core.ids import new_uid
from spanloop.core.marks import Mention
from spanloop.core.strategies import Asked
from spanloop.gui.queue.arranging import ORDERS, why_text
from spanloop.gui.queue.ranking import RankDesk
from spanloop.operations import pasting, projects, ranking
from spanloop.operations.queueing import RankWhy
from spanloop.settings import Settings
from spanloop.store.project import Project
from tests.gui.queue.conftest import ARTICLES, NOOR, RULES, Made, uids
from tests.gui.shell.conftest import Person, home, make_window, person, project_file

__all__ = ["home", "make_window", "person", "project_file"]


def rank_desk(someone: Person) -> RankDesk:
    found = someone.window.findChild(RankDesk)
    assert isinstance(found, RankDesk)
    return found


def asks_for(someone: Person, words: str) -> None:
    """Run a command of the palette."""
    someone.press("Ctrl+K")
    someone.types(words)
    someone.press("Enter")


def shown(someone: Person) -> list[str]:
    return uids(someone.window.page.queue)


def in_order(project: Project, order: str) -> list[str]:
    """What the order is by the file."""
    rows = {row.uid: project.queue_reading(NOOR).rank_of(row.uid) for row in project.queue(NOOR)}
    assert all(why is not None and why.strategy == order for why in rows.values())
    return sorted(rows, key=lambda uid: rows[uid].place)  # pyright: ignore[reportOptionalMemberAccess]


def test_an_order_that_is_not_there_yet_is_made_and_followed(person: Person, qtbot: Any) -> None:
    desk, queue = rank_desk(person), person.window.page.queue
    as_imported = shown(person)
    asks_for(person, "Queue: at random")
    assert queue.order.text() == ORDERS["random"]
    qtbot.waitUntil(lambda: desk.run.running, timeout=20_000)
    assert "Ordering the articles" in queue.foot.findChildren(type(queue.order))[0].text()
    assert shown(person) == as_imported
    qtbot.waitUntil(lambda: not desk.run.running, timeout=60_000)
    order = in_order(person.project, "random")
    assert shown(person) == order
    assert person.window.status.saved_text() == "Ordered 3 articles: at random"

    # Completing goes to the next one in this order.
    person.session.open(order[0])
    person.canvas.setFocus()
    person.press("Ctrl+Enter")
    assert person.desk.article.uid == order[1]
    assert not desk.run.running


def test_an_order_that_is_kept_opens_with_the_project(
    person: Person, make_window: Callable[..., Person], project_file: Path
) -> None:
    ranking.rank(person.project, strategy="random")
    asks_for(person, "Queue: at random")
    asks_for(person, "keep this order")
    assert ranking.order_of(person.project) == "random"
    order = shown(person)
    person.window.close()
    again = make_window()
    again.window.ways_in.begin(project_file)
    assert again.window.page.queue.order.text() == ORDERS["random"]
    assert shown(again) == order
    again.press("Ctrl+Z")
    assert ranking.order_of(again.project) is None


def test_what_came_in_since_is_ranked_a_moment_later(person: Person, qtbot: Any) -> None:
    desk = rank_desk(person)
    ranking.rank(person.project, strategy="random")
    asks_for(person, "Queue: at random")
    qtbot.waitUntil(lambda: not desk.waiting, timeout=20_000)
    assert not desk.run.running
    author = person.desk.marks.author
    for words in ("A new report.", "And one more."):
        changes, _ = pasting.paste_article(person.project, author=author, text=words)
        person.session.take(changes)
        assert desk.waiting
    # Others have no order that could be out of date.
    person.window.page.queue.choose_order("title")
    desk.set_session(person.session)
    changes, _ = pasting.paste_article(person.project, author=author, text="A third.")
    person.session.take(changes)
    assert not desk.waiting


def _bring(someone: Person, number: int) -> None:
    """Some reports come into the project that is open, as by an import."""
    author = someone.session.author
    articles = [Article(new_uid(), f"Report {n} tells of the bridge at post {n}.", title=f"{n}") for n in range(number)]
    with someone.project.act(author, "import") as act:
        for article in articles:
            act.add_article(article)
    someone.session.take(act.changes)


def _new_project(make_window: Callable[..., Person], home: Settings, folder: Path) -> Person:
    """Somebody in a project without articles, where what is new is looked after by itself."""
    projects.create_project(folder / "new.spanloop", name="New").close()
    someone = make_window()
    someone.window.ways_in.begin(folder / "new.spanloop")
    someone.window.preparing.stop_now()
    home.prepare = True
    return someone


def test_a_new_project_is_ordered_by_itself_before_somebody_begins(
    make_window: Callable[..., Person], home: Settings, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = _new_project(make_window, home, tmp_path)

    def command(path: Path, *, strategy: Asked) -> list[str]:
        ranking.rank(someone.project, strategy=strategy)  # here and not in a child, whose imports take seconds
        return [sys.executable, "-c", 'print(\'{"event": "done", "strategy": "diverse", "articles": 24}\')']

    monkeypatch.setattr("spanloop.gui.queue.ranking.rank_command", command)
    desk, queue = rank_desk(someone), someone.window.page.queue
    _bring(someone, ranking.ENOUGH - 1)
    desk._look()
    assert not desk.run.running, "of so few none is worth choosing"
    _bring(someone, 5)
    someone.window.preparing.stop_now()
    assert desk.waiting
    desk._look()
    qtbot.waitUntil(lambda: queue.view.order == "best", timeout=60_000)
    assert queue.order.text() == ORDERS["best"]
    assert shown(someone) == in_order(someone.project, "best:diverse")
    someone.window.close()
    again = make_window()
    again.window.ways_in.begin(tmp_path / "new.spanloop")
    assert again.window.page.queue.order.text() == ORDERS["best"]
    again.window.page.queue.choose_order("queue")
    asks_for(again, "keep this order")
    assert ranking.order_of(again.project) is None, "what somebody chose holds"


def test_whoever_has_begun_meanwhile_keeps_the_order_before_their_eyes(
    make_window: Callable[..., Person], home: Settings, tmp_path: Path
) -> None:
    someone = _new_project(make_window, home, tmp_path)
    desk, queue = rank_desk(someone), someone.window.page.queue
    _bring(someone, ranking.ENOUGH)
    someone.window.preparing.stop_now()
    as_imported = shown(someone)
    someone.session.open(as_imported[0])
    someone.canvas.setFocus()
    ranking.rank(someone.project, strategy="best")
    desk._by_itself = True
    someone.press("a")
    assert someone.desk.marks
    desk._done({"strategy": "diverse", "articles": 20})
    assert queue.view.order == "queue"
    assert shown(someone) == as_imported
    assert not desk._may_begin()
    assert ranking.order_of(someone.project) == "best"


def test_a_project_that_is_only_read_says_why_it_is_not_ordered(person: Person) -> None:
    person.project.read_only = True
    try:
        asks_for(person, "Queue: order again")
        assert "only" in person.window.status.saved_text()
        assert not rank_desk(person).run.running
    finally:
        person.project.read_only = False


def test_choosing_another_order_ends_a_ranking(person: Person, qtbot: Any) -> None:
    desk = rank_desk(person)
    asks_for(person, "Queue: most different first")
    qtbot.waitUntil(lambda: desk.run.running, timeout=20_000)
    person.window.page.queue.choose_order("title")
    assert not desk.run.running
    assert person.project.ranks.kept() is None


def test_the_tooltip_says_why(make: Callable[..., Project], panel: Any, home: Settings) -> None:
    project = make((*ARTICLES, Made("6", "Sure", suggestions=1, score=0.95)))
    with project.act(RULES, "suggest") as act:
        act.add_mentions("2", RULES, [Mention(new_uid(), ((0, 3),), "PER", score=0.1)])
    ranking.rank(project, strategy="unsure")
    panel.open(project, author=NOOR)
    panel.choose_order("unsure")
    assert uids(panel)[0] in ("1", "2", "5")
    index = panel.model.index_of("2")
    assert "The extractor is unsure about 1 mark" in panel.model.data(index, Qt.ItemDataRole.ToolTipRole)
    assert "unsure" not in panel.model.data(panel.model.index_of("6"), Qt.ItemDataRole.ToolTipRole)
    QTest.keyClick(panel.list, Qt.Key.Key_Down)


def test_words_for_every_order() -> None:
    def why(strategy: str, score: float | None = 0.5, *suggested: tuple[str, float | None]) -> str:
        return why_text(RankWhy(strategy, 0, score, suggested))

    assert why("best:diverse") == "Differs from what is annotated and from the articles above it"
    assert why("random", None) == why("mixed", None) == "Drawn at random"
    assert why("rare", 0.2, ("MIL", None), ("MIL", 0.9), ("FAC", 0.3)) == "May hold MIL, FAC"
    assert why("unsure", 0.2, ("MIL", 0.2), ("MIL", 0.4), ("FAC", None)) == "The extractor is unsure about 2 marks"
    assert why("unsure", None) == why("diverse", None) == why("unsure", 0.1, ("MIL", 0.9)) == why_text(None) == ""
