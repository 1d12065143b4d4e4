"""Search over titles and texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from spanloop.store import search
from spanloop.store.project import Project
from tests.unit.store.helpers import ANN, with_article


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("aleppo", [0, 1]),
        ("ALEPPO troops", [0]),
        ('"left Aleppo"', [0]),
        ('"Aleppo left"', []),
        ("alep*", [0, 1]),
        ("alep", []),
        ("ecoute", [1]),
        ("حلب", [2]),
        ("阿勒颇", [3]),
        ("颇阿", []),
        ("u.s.", [1]),
        ("", []),
        ("*", []),
        ('"', []),
        ("NOT", []),
        ("troops OR nothing", []),
        ("title:aleppo", []),
        ("briefing", [0, 2]),
    ],
)
def test_what_is_found(project: Project, query: str, found: list[int]) -> None:
    arts = [
        with_article(project, "Troops left Aleppo.", title="A briefing"),
        with_article(project, "The U.S. said écouté in Aleppo."),
        with_article(project, "قصف الجيش مدينة حلب.", title="Second briefing"),
        with_article(project, "军队进入阿勒颇。"),
    ]
    assert project.search(query) == [arts[number].uid for number in found]


@hypothesis_settings(max_examples=80)
@given(query=st.text(max_size=40))
def test_no_query_is_an_error(query: str, searched: Project) -> None:
    assert len(searched.search(query)) <= 1


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory, template):
    """One project for all queries."""
    import shutil

    path = tmp_path_factory.mktemp("search") / "x.spanloop"
    shutil.copyfile(template, path)
    with Project.open(path) as project:
        with_article(project)
        yield project


def test_the_index_follows_titles_and_undo(project: Project) -> None:
    art = with_article(project, title="Old")
    with project.act(ANN, "change") as act:
        act.change_article(art.uid, title="New")
        act.change_article(art.uid, title="Newest")
    assert (project.search("old"), project.search("new"), project.search("newest")) == ([], [], [art.uid])
    project.undo(ANN)
    assert (project.search("old"), project.search("newest")) == ([art.uid], [])
    project.undo(ANN)
    assert project.search("old") == []
    project.redo(ANN)
    project.redo(ANN)
    assert project.search("newest troops") == [art.uid]
    assert project.integrity() == []


def test_an_article_that_is_added_and_changed_in_one_act(project: Project) -> None:
    art = with_article(project, title="One")
    with project.act(ANN, "both") as act:
        act.remove_article(art.uid)
        act.add_article(art)
        act.change_article(art.uid, title="Two")
    assert (project.search("one"), project.search("two")) == ([], [art.uid])
    project.undo(ANN)
    assert (project.search("one"), project.search("two")) == ([art.uid], [])


def test_the_first_hits_only(project: Project) -> None:
    arts = [with_article(project) for _ in range(5)]
    assert project.search("aleppo", limit=2) == [art.uid for art in arts[:2]]


def test_a_lost_entry_is_noticed(project: Project) -> None:
    art = with_article(project)
    search.remove(project._connection, [(1, art.title, art.text)])
    assert any("search index" in fault for fault in project.integrity())
