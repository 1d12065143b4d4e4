"""Orders of the queue that a child reckons: chosen with real keys, followed, kept for the project and up to date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from spanloop.core.ids import new_uid
from spanloop.core.marks import Mention
from spanloop.gui.queue.arranging import ORDERS, why_text
from spanloop.gui.queue.ranking import RankDesk
from spanloop.operations import pasting, ranking
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
    again.window.begin(project_file)
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
