"""The Judge page alone with a prepared evaluation, and in a window with two people who marked the same articles."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest

from spanloop.core.article import Article
from spanloop.core.evaluation import Evaluation
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Event, Mention
from spanloop.core.schema import ThemeName
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.judge.page import JudgePage
from spanloop.gui.theme import Theme
from spanloop.operations import completing, projects
from spanloop.settings import Settings
from spanloop.store.project import Project
from tests.gui.judge.sample import evaluation
from tests.gui.shell.conftest import home, make_window

#: Fixtures of the shell that this folder stands on too.
__all__ = ["home", "make_window"]
TEXTS = (
    "Artillery shelled the depot at Tel Shahin before dawn, killing 14 people.",
    "The brigade fired rockets at a checkpoint. Residents fled to Qasra.",
    "قصفت المدفعية مستودع الحبوب في تل شاهين فجر الثلاثاء.",
)
#: Article, what, and which words each of the two marked so.
MARKS = (
    (0, "GPE", "Tel Shahin", "Tel Shahin"), (0, "STRIKE", "shelled", "shelled"), (0, "HARM", "killing", ""),
    (0, "FAC", "the depot", "depot"), (1, "GPE", "Qasra", "Qasra"), (1, "STRIKE", "fired", ""),
    (1, "ATTACK", "", "fired"), (1, "ARM", "The brigade", "The brigade"), (2, "STRIKE", "قصفت", ""),
    (2, "GPE", "تل شاهين", "تل شاهين"),
)  # fmt: skip


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of `two_people`: making it takes longer than most of these tests."""
    path = tmp_path_factory.mktemp("judge") / "truce.spanloop"
    with projects.create_project(path, name="Northern truce") as project:
        noor, ilya = (projects.sign_in(project, name=name) for name in ("Noor", "Ilya"))
        articles = [Article(new_uid(), text, title=f"Report {n}", language="en") for n, text in enumerate(TEXTS)]
        with project.act(noor, "import 3 articles") as act:
            for article in articles:
                act.add_article(article)
        for number, name, mine, theirs in MARKS:
            for author, words in ((noor, mine), (ilya, theirs)):
                if words:
                    _mark(project, author, articles[number], name, words)
        for author in (noor, ilya):
            for article in articles:
                completing.complete(project, author=author, article=article.uid)
    return path


@pytest.fixture
def two_people(made_once: Path, tmp_path: Path) -> Path:
    """A project in which Noor and Ilya marked three articles to the end, not always alike."""
    return Path(shutil.copy(made_once, tmp_path))


def _mark(project: Project, author: Author, article: Article, name: str, words: str) -> None:
    start = article.text.index(words)
    span = ((start, start + len(words)),)
    with project.act(author, f"mark {name}") as act:
        if project.schema.entity(name):
            act.add_mentions(article.uid, author, [Mention(new_uid(), span, name)])
        else:
            act.add_events(article.uid, author, [Event(new_uid(), name, span)])


@pytest.fixture
def session(two_people: Path, qapp: Any) -> Iterator[DeskSession]:
    """Noor at work on that project."""
    with Project.open(two_people) as project:
        yield DeskSession(project, author=projects.sign_in(project, name="Noor"))


@pytest.fixture
def make_page(qtbot: Any, home: Settings, session: DeskSession) -> Iterator[Callable[..., JudgePage]]:
    """Shows a page with what was found already; nothing is compared by itself."""
    pages: list[JudgePage] = []

    def make(
        found: Evaluation | None = None, *, size: tuple[int, int] = (1440, 828), theme: ThemeName = "light"
    ) -> JudgePage:
        page = JudgePage(home, theme=Theme.named(theme))
        pages.append(page)
        qtbot.addWidget(page)
        page.set_session(session)
        page.comparing.keep(page.choice, found or evaluation())
        page.resize(*size)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        return page

    yield make
    for page in pages:
        page.set_session(None)
    QTest.qWait(0)
