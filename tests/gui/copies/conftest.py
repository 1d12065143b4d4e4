"""A project in which one story stands four times, and a window on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from spanloop.core.article import Article
from spanloop.core.marks import Completion, Event, Mention
from spanloop.gui.copies.lines import standing
from spanloop.gui.copies.page import CopiesPage
from spanloop.operations import projects
from tests.gui.shell.conftest import Person, home, make_window

#: Fixtures of the shell that this folder stands on too.
__all__ = ["home", "make_window"]
FILLING = "\n\n".join(
    f"Line {number} of the report says the same in every paper that printed it, word for word." for number in range(7)
)
STORY = (
    "Bridge at Korun closed after flood\n\n"
    "The bridge at Korun was closed on Monday after water rose over the road, the Varna district council said.\n\n"
    f"{FILLING}\n\n"
    "Militia fighters blocked the ford near Selim and fired at two lorries, killing at least three drivers.\n\n"
    "A doctor in Lasva confirmed the deaths.\n"
)
NEAR = STORY.replace("at least three drivers", "four drivers").replace("on Monday", "early on Monday")
FAR = STORY.replace("Bridge at Korun closed after flood", "Flood shuts Korun bridge").replace(
    "A doctor in Lasva confirmed the deaths.", "Our reporter saw the queue at noon.\n\nA doctor in Lasva confirmed it."
)
SHORT = STORY.partition("\n\nA doctor")[0] + "\n"
ALONE = "Wheat harvest begins in Dolna\n\nFarmers near Dolna began the harvest on Friday.\n"
ARTICLES = (
    ("story", STORY, "Korun Post", "2024-05-06"), ("near", NEAR, "Levant Daily", "2024-05-06"),
    ("far", FAR, "Harbour Press", "2024-05-07"), ("short", SHORT, "", ""),
    ("alone", ALONE, "Dolna Times", "2024-05-08"),
)  # fmt: skip
MENTIONS = (
    ("GPE", "Korun"), ("TIME", "Monday"), ("ORG", "Varna district council"), ("ARM", "Militia fighters"),
    ("CIV", "at least three drivers"), ("PER", "A doctor"),
)  # fmt: skip
EVENTS = (("STRIKE", "fired"), ("HARM", "killing"))


def at(text: str, words: str) -> tuple[tuple[int, int], ...]:
    """Where these words stand first."""
    start = text.index(words)
    return ((start, start + len(words)),)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of `story`: the first copy is marked by Noor, and no layer is complete."""
    path = tmp_path_factory.mktemp("copies") / "flood.spanloop"
    with projects.create_project(path, name="Flood") as project:
        noor = projects.sign_in(project, name="Noor")
        with project.act(noor, "import 5 articles") as act:
            for uid, text, source, date in ARTICLES:
                title = text.partition("\n")[0]
                act.add_article(Article(uid, text, title=title, source=source, date=date, language="en"))
            act.set_clusters(dict.fromkeys(("story", "near", "far", "short"), "flood"))
        with project.act(noor, "mark the story") as act:
            act.add_mentions(
                "story", noor, [Mention(f"m{n}", at(STORY, w), label) for n, (label, w) in enumerate(MENTIONS)]
            )
            act.add_events("story", noor, [Event(f"e{n}", kind, at(STORY, w)) for n, (kind, w) in enumerate(EVENTS)])
    return path


@pytest.fixture
def story(made_once: Path, tmp_path: Path) -> Path:
    """A project file with four copies of a story, the first of them marked, and an article that has none."""
    return Path(shutil.copy(made_once, tmp_path))


class Reader(Person):
    """Somebody who compares copies: what they see of them."""

    @property
    def page(self) -> CopiesPage:
        page = self.window.copies.page
        assert page is not None
        return page

    @property
    def said(self) -> str:
        """What the status line says of the last act."""
        return self.window.status.saved_text()

    @property
    def standing(self) -> dict[str, str]:
        """What was decided about each copy, as the list speaks it."""
        return {row.uid: standing(row) for row in self.page.model.rows}

    def chooses(self, uid: str) -> None:
        """Go to a copy in the list with the arrow keys."""
        self.page.list.setFocus()
        QTest.keyClick(self.page.list, Qt.Key.Key_Home)
        for _ in range(len(self.page.model.rows)):
            if self.page.current_uid() == uid:
                return
            self.press("Down")
        raise AssertionError(f"no copy {uid}")

    def marks_on(self, uid: str) -> set[tuple[str, str]]:
        """(label or type, words) of Noor's marks on an article, from the file."""
        text = self.project.article(uid).text
        marks = self.project.marks(uid, self.session.author)
        found = {(m.label, text[m.start : m.end]) for m in marks.mentions}
        return found | {(e.type, text[e.start : e.end]) for e in marks.events}

    def suggested_on(self, uid: str) -> set[tuple[str, str]]:
        """The same of what was suggested there."""
        text = self.project.article(uid).text
        return {
            (mark.label, text[mark.start : mark.end])
            for marks in self.project.all_marks(uid)
            if marks.author.kind == "rules"
            for mark in marks.mentions
        }


@pytest.fixture
def reader(make_window: Callable[..., Person], story: Path) -> Reader:
    """Noor in a window on that project, the marked story on the desk."""
    someone = Reader(make_window().window)
    someone.window.ways_in.begin(story)
    someone.session.open("story")
    return someone


def complete(reader: Reader, uid: str) -> None:
    """Call an article complete behind the window's back, as the queue would show it later."""
    session = reader.session
    with session.project.act(session.author, "complete") as act:
        size, version = len(session.project.article(uid).text), session.schema.version
        layers = ("entities", "events")
        act.add_completions(
            uid, session.author, [Completion(f"{uid}-{w}", w, 0, size, version, "2024-05-09T10:00:00Z") for w in layers]
        )
