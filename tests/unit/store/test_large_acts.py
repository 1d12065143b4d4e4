"""Acts that are larger than what is kept in memory: written piece by piece, and undone the same way."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from spanloop.store import indexing, journal, search
from spanloop.store.project import Project
from spanloop.store.tables import SPAN
from tests.unit.store.helpers import ANN, article, content, mention

TEXTS = [f"Report {n}: the garrison of Qasra{n} left the 城市 by night. " * (1 + n % 3) for n in range(12)]


@pytest.fixture
def little_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if these texts were large."""
    monkeypatch.setattr(journal, "_AT_HAND", 150)
    monkeypatch.setattr(journal, "_DIGESTED", 2)
    monkeypatch.setattr(indexing, "_BATCH", 200)
    monkeypatch.setattr(indexing, "_CHUNK", 2)


def fill(project: Project) -> None:
    with project.act(ANN, "import") as act:
        for number, text in enumerate(TEXTS):
            act.add_article(article(text, title=f"t{number}"), raw=text.encode() * 3, path=f"{number}.txt")


@pytest.mark.usefixtures("little_at_hand")
def test_an_act_in_pieces_is_undone_and_done_again(make: Callable[[], Project]) -> None:
    project = make()
    empty = content(project)
    fill(project)
    whole = content(project)
    assert [len(project.search(query)) for query in ("garrison", "城市", "Qasra7")] == [12, 12, 1]
    label = project.undo_label(ANN)
    undone = project.undo(ANN)
    assert content(project) == empty
    assert project.search("garrison") == []
    assert project.integrity() == []
    redone = project.redo(ANN)
    assert content(project) == whole
    assert project.integrity() == []
    assert [len(project.search(query)) for query in ("garrison", "城市", "Qasra7")] == [12, 12, 1]
    assert (label, len(undone.articles), len(redone.articles)) == ("import", 12, 12)
    with closing(sqlite3.connect(project.path)) as connection:
        entries = connection.execute("SELECT act_id, count(*) FROM act_row GROUP BY act_id ORDER BY act_id").fetchall()
        acts = [key for (key,) in connection.execute("SELECT id FROM act ORDER BY id")]
    assert [act for act, _ in entries] == acts
    assert all(number > 3 for _, number in entries)


def test_pieces_change_nothing_in_what_is_kept(make: Callable[[], Project], monkeypatch: pytest.MonkeyPatch) -> None:
    """What was done in one piece is undone by a program that works in many, and the other way round."""
    project = make()
    empty = content(project)
    fill(project)
    monkeypatch.setattr(journal, "_DIGESTED", 5)
    monkeypatch.setattr(journal, "_AT_HAND", 100)
    project.undo(ANN)
    assert content(project) == empty
    monkeypatch.undo()
    project.redo(ANN)
    project.undo(ANN)
    assert content(project) == empty


@pytest.mark.usefixtures("little_at_hand")
def test_the_index_follows_what_changes_twice_within_an_act(make: Callable[[], Project]) -> None:
    project = make()
    old, gone, new = article("Old words stay.", title="first"), article("Gone words.", title="b"), article("New one.")
    with project.act(ANN, "import") as act:
        act.add_article(old)
        act.add_article(gone)
    with project.act(ANN, "change") as act:
        act.change_article(old.uid, title="second")
        act.change_article(old.uid, title="third")
        act.add_article(new)
        act.change_article(new.uid, title="fresh")
        act.remove_article(gone.uid)
    assert [project.search(word) for word in ("first", "second", "third", "fresh", "gone")] == [
        [], [], [old.uid], [new.uid], [],
    ]  # fmt: skip
    assert project.search("words") == [old.uid]
    assert project.integrity() == []
    project.undo(ANN)
    assert project.search("first") == [old.uid]
    assert project.search("gone") == [gone.uid]
    assert project.search("fresh") == []
    assert project.integrity() == []


@pytest.mark.usefixtures("little_at_hand")
def test_what_is_changed_and_removed_is_journaled_in_pieces(make: Callable[[], Project]) -> None:
    project = make()
    art = article("Shells fell on Qasra by night. " * 40)
    marks = [mention(31 * n, 31 * n + 30) for n in range(40)]
    with project.act(ANN, "import") as act:
        act.add_article(art)
        act.add_mentions(art.uid, ANN, marks)
    whole = content(project)
    with project.act(ANN, "annotate") as act:
        act.rows.update(SPAN, {key: {"notes": "Seen twice."} for key in range(1, 41)})
    with project.act(ANN, "unmark") as act:
        act.remove_marks([mark.uid for mark in marks])
    assert project.marks(art.uid, ANN).mentions == ()
    with closing(sqlite3.connect(project.path)) as connection:
        query = "SELECT op, count(*) > 1 FROM act_row WHERE table_name = 'span' AND op <> 'insert' GROUP BY op"
        assert connection.execute(query).fetchall() == [("delete", 1), ("update", 1)]
    project.undo(ANN)
    project.undo(ANN)
    assert content(project) == whole


@pytest.mark.parametrize(
    ("text", "indexed"),
    [("plain", "plain"), ("écouté", "écouté"), ("军队 left城", "军 队 left 城"), ("กรุง", "ก ร ุ ง")],
)
def test_letters_of_scripts_without_spaces_are_set_apart(text: str, indexed: str) -> None:
    assert search.indexable(text).split() == indexed.split()
