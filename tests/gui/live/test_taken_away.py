"""A suggestion that a refresh takes away just before a key or a click is about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from spanloop.core.ids import new_uid
from spanloop.core.marks import Mention
from spanloop.operations.suggestions import accept
from spanloop.store.project import Project
from tests.gui.shell.conftest import Person, suggest

_SAID = "Nothing done: the suggestions were refreshed"


@pytest.fixture
def offered(make_window: Callable[..., Person], bare_file: Path) -> Person:
    """Somebody who stands on the first of two suggestions."""
    suggest(bare_file, ("ARM", "9th Division"), ("GPE", "Qasra"))
    someone = make_window()
    someone.window.ways_in.begin(bare_file)
    someone.press("Tab")
    assert someone.covered() == "9th Division"
    return someone


def _refresh(someone: Person) -> None:
    """What a refresh beside the window does: one suggestion for the two that were."""
    with Project.open(someone.project.path) as project:
        (version,) = project.extractors()
        article = project.article_uids()[0]
        old = project.marks(article, version.author)
        start = project.article(article).text.index("Residents")
        with project.act(version.author, "refresh") as act:
            act.remove_marks([mention.uid for mention in old.mentions], remembered=False)
            act.add_mentions(article, version.author, [Mention(new_uid(), ((start, start + 9),), "ARM", score=0.7)])


@pytest.mark.parametrize("key", ["Enter", "Backspace", "Ctrl+Shift+Enter"])
def test_the_key_does_nothing_and_the_article_is_read_again(offered: Person, key: str) -> None:
    _refresh(offered)
    offered.press(key)
    assert not offered.sees_dialog("errorSheet")
    assert offered.window.status.saved_text() == _SAID
    assert offered.mentions() == set()
    (look,) = offered.desk.lookup.offered
    assert [offered.desk.article.text[m.start : m.end] for m in look.mentions.values()] == ["Residents"]
    offered.press("Tab", "Enter")
    assert offered.mentions() == {("ARM", "Residents")}


def test_an_own_mark_that_somebody_else_took_away_is_still_an_error(offered: Person) -> None:
    refused: list[object] = []
    offered.session.refused.disconnect()
    offered.session.refused.connect(refused.append)
    offered.session.act(accept, suggestions=["nowhere"])
    assert len(refused) == 1
    assert offered.window.status.saved_text() != _SAID
