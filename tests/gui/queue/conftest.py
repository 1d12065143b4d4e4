"""A project whose queue has something of everything, and the panel that shows it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from spanloop.core.article import Article
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Completion, Mention
from spanloop.gui.queue.panel import QueuePanel
from spanloop.gui.theme import Theme
from spanloop.operations import projects
from spanloop.store.project import Project

NOOR = Author("0196-noor", "Noor")
RULES = Author("0196-rules", "names", "rules")


class Made(NamedTuple):
    """One article as a test wants it. suggestions: of a rule set, the first of them with the score."""

    uid: str
    title: str = ""
    source: str = ""
    date: str = ""
    state: str = "new"
    reason: str = ""
    suggestions: int = 0
    score: float | None = None
    cluster: str | None = None
    text: str = "One two three four five six seven eight nine ten eleven twelve."


ARTICLES = (
    Made("1", "Drone downed", "Northern Post", "2024-03-10", state="started", suggestions=3, score=0.9),
    Made("2", "Convoy crosses", "Levant Daily", "2024-03-12"),
    Made("3", "truce signed", "Harbour Press", "2024-03-09", state="complete"),
    Made("4", "Fuel runs short", "", "2024-03-11", state="skipped", reason="no event"),
    Made("5", "Brigade frees nine", "Meridian Wire", "", state="question", suggestions=5, score=0.4),
)
COPIES = (
    Made("1", "Drone downed"),
    Made("2", "Brigade frees nine", cluster="c"),
    Made("3", "Convoy crosses"),
    Made("4", "Nine policemen free", "Levant Daily", "2024-03-11", cluster="c", suggestions=5),
    Made("5", "", cluster="d"),
    Made("6", "Exchange brings nine home", state="complete", cluster="c"),
    Made("7", "Fuel", cluster="d"),
)


def fill(project: Project, articles: Sequence[Made]) -> None:
    """Put articles into a project, with what Noor did there."""
    with project.act(NOOR, "fill") as act:
        act.add_author(RULES)
        for made in articles:
            act.add_article(
                Article(made.uid, made.text, title=made.title, source=made.source, date=made.date, language="en")
            )
            if made.state in {"skipped", "question", "started"}:
                act.set_state(made.uid, NOOR, made.state, reason=made.reason)  # pyright: ignore[reportArgumentType]
            if made.state == "complete":
                act.add_completions(
                    made.uid,
                    NOOR,
                    [
                        Completion(new_uid(), layer, 0, len(made.text), project.schema.version, "2024-05-01T10:00:00Z")
                        for layer in ("entities", "events")
                    ],
                )
            act.add_mentions(
                made.uid,
                RULES,
                [
                    Mention(new_uid(), ((4 * n, 4 * n + 3),), "PER", score=None if n else made.score)
                    for n in range(made.suggestions)
                ],
            )
        if any(made.cluster for made in articles):
            act.set_clusters({made.uid: made.cluster for made in articles if made.cluster})


@pytest.fixture(scope="session")
def empty_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project file without articles; not to be opened."""
    path = tmp_path_factory.mktemp("queue") / "empty.spanloop"
    projects.create_project(path).close()
    return path


@pytest.fixture
def make(empty_project: Path, tmp_path: Path) -> Iterator[Callable[[Sequence[Made]], Project]]:
    """Makes projects with these articles, closed after the test."""
    made: list[Project] = []

    def build(articles: Sequence[Made]) -> Project:
        path = tmp_path / f"{len(made)}.spanloop"
        shutil.copyfile(empty_project, path)
        made.append(Project.open(path))
        fill(made[-1], articles)
        return made[-1]

    yield build
    for project in made:
        project.close()


@pytest.fixture
def panel(qtbot: Any) -> Iterator[QueuePanel]:
    """A panel on the screen with nothing in it."""
    shown = QueuePanel(Theme.named("light"))
    qtbot.addWidget(shown)
    shown.resize(264, 600)
    shown.show()
    qtbot.waitExposed(shown)
    yield shown
    shown.open(None)


def uids(panel: QueuePanel) -> list[str]:
    """What the list shows, from above."""
    return [panel.model.uid_at(panel.model.index(row)) for row in range(panel.model.rowCount())]
