"""Articles: text for ever as it came, all else may change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from spanloop.core.article import Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.store.project import Project
from tests.unit.store.helpers import ANN, BOB, MACHINE, TEXT, article, content, event, mention, verdict, with_article


def test_an_article_comes_back_as_it_was(project: Project) -> None:
    art = article(
        title="Títle", source="Desk", date="2025-03-01", language="en", external_id="001.txt",
        meta={"path": "a/001.txt", "n": [1, {"é": None}]},
        zones=(Zone(new_uid(), 0, 6, "headline"), Zone(new_uid(), 7, 11, "article_break", "2025-02-01", "confirmed")),
        words=((0, 6), (7, 11)),
    )  # fmt: skip
    with project.act(ANN, "import") as act:
        act.add_article(art, raw=b"\xff\xfeT\x00", path="a/001.txt")
    assert project.article(art.uid) == art
    assert act.changes.articles == {art.uid}
    assert project.article_raw(art.uid) == (b"\xff\xfeT\x00", "a/001.txt", "text")
    assert project.article_uid_by_external_id("001.txt") == art.uid
    assert project.article_uid_by_external_id("002.txt") is None
    assert project.article_uids_by_text(TEXT) == [art.uid]
    assert project.article_uids_by_text(TEXT + " ") == []
    assert project.articles_without_words() == []
    assert project.integrity() == []


@hypothesis_settings(max_examples=60)
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=300))
def test_any_text_comes_back_verbatim(text: str, project_for_all: Project) -> None:
    art = with_article(project_for_all, text)
    assert project_for_all.article(art.uid).text == text
    assert art.uid in project_for_all.article_uids_by_text(text)


@pytest.fixture(scope="module")
def project_for_all(template, tmp_path_factory: pytest.TempPathFactory):
    """One project for all examples: each looks only at its own article."""
    import shutil

    path = tmp_path_factory.mktemp("texts") / "x.spanloop"
    shutil.copyfile(template, path)
    with Project.open(path) as project:
        yield project


@pytest.mark.parametrize("text", ["", "a\0b", "a\ud83db"])
def test_texts_that_are_refused(project: Project, text: str) -> None:
    with pytest.raises(SpanloopError), project.act(ANN, "import") as act:
        act.add_article(article(text))
    assert project.article_uids() == []


def test_half_a_surrogate_pair_elsewhere_is_refused(project: Project) -> None:
    with pytest.raises(SpanloopError, match="surrogate"), project.act(ANN, "import") as act:
        act.add_article(article(title="a\ud83d"))
    art = with_article(project)
    with pytest.raises(SpanloopError, match="surrogate"), project.act(ANN, "note") as act:
        act.add_mentions(art.uid, ANN, [mention(notes="a\ud83d")])
    assert project.integrity() == []


def test_an_external_id_is_given_once(project: Project) -> None:
    with_article(project, external_id="1")
    with pytest.raises(SpanloopError, match="this id is in the project already"):
        with_article(project, "other", external_id="1")
    with_article(project, "other", external_id=None)
    with_article(project, "other", external_id=None)


def test_details_change_and_the_text_does_not(project: Project) -> None:
    art = with_article(project)
    with project.act(ANN, "change") as act:
        act.change_article(art.uid, title="New", source="S", date="2025-01-01", language="ar", meta={"a": 1})
    got = project.article(art.uid)
    assert (got.title, got.source, got.date, got.language, got.meta) == ("New", "S", "2025-01-01", "ar", {"a": 1})
    assert got.text == TEXT
    with project.act(ANN, "same") as act:
        act.change_article(art.uid, title="New")
    assert not act.changes
    with pytest.raises(SpanloopError, match="no such article"), project.act(ANN, "change") as act:
        act.change_article(new_uid(), title="x")


def test_zones_are_replaced_and_do_not_overlap(project: Project) -> None:
    art = with_article(project)
    first, second = Zone(new_uid(), 0, 6, "headline"), Zone(new_uid(), 6, 11, "comment")
    with project.act(ANN, "zones") as act:
        act.set_zones(art.uid, [second, first])
    assert act.changes.kinds == {"zones", "authors"} or act.changes.kinds == {"zones"}
    assert project.article(art.uid).zones == (first, second)
    changed = Zone(second.uid, 6, 9, "boilerplate", state="confirmed")
    with project.act(ANN, "zones") as act:
        act.set_zones(art.uid, [first, changed])
    assert project.article(art.uid).zones == (first, changed)
    with project.act(ANN, "zones") as act:
        act.set_zones(art.uid, [first, changed])
    assert not act.changes
    for bad in (
        Zone(new_uid(), 5, 8, "comment"),
        Zone(new_uid(), 20, 9999, "comment"),
        Zone(new_uid(), 9, 9, "comment"),
    ):
        with pytest.raises(SpanloopError, match=r"overlaps|lies outside"), project.act(ANN, "zones") as act:
            act.set_zones(art.uid, [first, bad])
    assert project.article(art.uid).zones == (first, changed)


def test_a_removed_article_takes_everything_along_and_comes_back(project: Project) -> None:
    art = with_article(project, words=((0, 6),))
    mine, theirs, move = mention(), mention(), event()
    with project.act(BOB, "work") as act:
        act.add_mentions(art.uid, BOB, [mine])
        act.add_events(art.uid, BOB, [move])
        act.add_mentions(art.uid, MACHINE, [theirs])
        act.add_verdicts(art.uid, BOB, [verdict(theirs.uid, result=mine.uid)])
        act.set_state(art.uid, BOB, "question", reason="who?")
    before = content(project)
    with project.act(ANN, "remove article") as act:
        act.remove_article(art.uid)
    assert act.changes.marks >= {mine.uid, theirs.uid, move.uid}
    assert not any(rows for name, rows in content(project).items() if name != "schema_version")
    assert project.search("Aleppo") == []
    assert project.integrity() == []
    project.undo(ANN)
    assert content(project) == before
    assert project.search("Aleppo") == [art.uid]
    assert project.articles_without_words() == [art.uid]


def test_words_are_stored_with_the_tokenizer(project: Project) -> None:
    art = with_article(project)
    assert project.articles_without_words() == [art.uid]
    words = tuple((start, start + 1) for start in range(0, len(TEXT), 2) if start + 1 <= len(TEXT))
    for name in ("spacy-en-1", "spacy-en-2"):
        with project.act(ANN, "find words") as act:
            act.set_words(art.uid, name, words)
        assert project.tokenizer_of(art.uid) == name
    assert project.article(art.uid).words == words
    assert project.undo_label(ANN) == "import"
    for bad in (((3, 3),), ((0, 4), (2, 6)), ((0, 10_000),)):
        with pytest.raises(SpanloopError, match="not in order"), project.act(ANN, "find words") as act:
            act.set_words(art.uid, "x", bad)


def test_clusters_and_splits(project: Project) -> None:
    arts = [with_article(project, f"Text {number}") for number in range(3)]
    cluster = new_uid()
    with project.act(ANN, "find copies") as act:
        act.set_clusters({arts[0].uid: cluster, arts[1].uid: cluster, arts[2].uid: None})
    assert [project.cluster_of(art.uid) for art in arts] == [cluster, cluster, arts[2].uid]
    assert project.clusters() == {arts[0].uid: cluster, arts[1].uid: cluster}
    with project.act(ANN, "splits") as act:
        act.set_split({cluster: "train", arts[2].uid: "test"})
    with project.act(ANN, "splits") as act:
        act.set_split({cluster: "dev", arts[1].uid: "dev"})
    assert project.splits() == {cluster: "train", arts[2].uid: "test", arts[1].uid: "dev"}
    for _ in range(3):
        project.undo(ANN)
    assert project.splits()[cluster] == "train"
    for _ in range(3):
        project.redo(ANN)
    assert project.cluster_of(arts[2].uid) == arts[2].uid


def test_records_stream_everything_in_order(project: Project) -> None:
    arts = [article(f"Troops {number}", title=str(number)) for number in range(450)]
    with project.act(ANN, "import") as act:
        for art in arts:
            act.add_article(art)
    with project.act(ANN, "mark") as act:
        for art in arts[::3]:
            act.add_mentions(art.uid, ANN, [mention()])
        act.add_mentions(arts[1].uid, BOB, [mention()])
    found = list(project.records())
    assert [art for art, _ in found] == arts
    assert [bool(marks) for _, marks in found[:6]] == [True, True, False, True, False, False]
    assert found[1][1][0].author == BOB
    assert found[0][1] == project.all_marks(arts[0].uid)
