"""Notes on articles: undone like anything else, listed with those on marks, and carried from copy to copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from spanloop.core.ids import new_uid
from spanloop.core.notes import ArticleNote, join_article_notes
from spanloop.operations import exporting, importing, marking, notes, undoing
from spanloop.operations.projects import create_project, sign_in
from spanloop.store.project import Project
from tests.unit.operations.bench import Bench


def note(bench: Bench) -> str:
    return notes.article_note(bench.project, author=bench.author, article=bench.article)


def write(bench: Bench, text: str) -> bool:
    changes = notes.note_article(bench.project, author=bench.author, article=bench.article, text=text)
    assert not changes or changes.kinds == {"notes"}
    return bool(changes)


def test_a_note_is_written_changed_taken_away_and_undone(bench: Bench) -> None:
    assert note(bench) == ""
    assert write(bench, " The date is in dispute.\n")
    assert not write(bench, "The date is in dispute.")
    assert write(bench, "Two dates.")
    assert write(bench, "")
    assert note(bench) == ""
    for was in ("Two dates.", "The date is in dispute.", ""):
        undoing.undo(bench.project, author=bench.author)
        assert note(bench) == was
    undoing.redo(bench.project, author=bench.author)
    assert note(bench) == "The date is in dispute."
    assert bench.project.integrity() == []


def test_all_notes_are_listed_the_latest_first(bench: Bench) -> None:
    write(bench, "on the article")
    marking.mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("depot"), label="FAC")
    (own,) = bench.own().mentions
    marking.annotate_note(bench.project, author=bench.author, mark=own.uid, text="or a camp?")
    found = notes.list_notes(bench.project)
    assert [(one.kind, one.text) for one in found] == [("mention", "or a camp?"), ("article", "on the article")]
    assert (found[0].mark, found[0].quote, found[0].author) == (own.uid, "depot", "Noor")
    write(bench, "")
    assert len(notes.list_notes(bench.project)) == 1


@pytest.fixture
def other(bench: Bench, tmp_path: Path, schema_file: Path) -> Iterator[Project]:
    with create_project(tmp_path / "other.spanloop", schema_path=schema_file) as project:
        yield project


def carry(source: Project, dest: Project, folder: Path, *, name: str = "Ilya") -> list[str]:
    """Export one project into the other; gives what the ledger says."""
    path = folder / f"{new_uid()}.jsonl"
    exporting.export_jsonl(source, dest=path)
    report = importing.import_paths(dest, author=sign_in(dest, name=name), paths=[path])
    return [f"{entry.code}: {entry.message}" for entry in report.ledger.entries]


def test_a_note_goes_to_another_copy_and_the_later_one_holds(bench: Bench, other: Project, tmp_path: Path) -> None:
    write(bench, "from here 👩‍🚒 في حلب")
    carry(bench.project, other, tmp_path)
    theirs = Bench(other, bench.author, bench.article)
    assert note(theirs) == note(bench) == "from here 👩‍🚒 في حلب"
    write(theirs, "from there, later")
    assert carry(other, bench.project, tmp_path) == [
        "merge.conflict: Noor's note “from here 👩‍🚒 في حلب” gave way to a later one",
    ]
    assert note(bench) == "from there, later"
    assert carry(bench.project, other, tmp_path) == []
    assert other.article_notes(bench.article) == bench.project.article_notes(bench.article)


def test_a_note_that_was_taken_away_stays_away(bench: Bench, other: Project, tmp_path: Path) -> None:
    write(bench, "old")
    carry(bench.project, other, tmp_path)
    write(bench, "")
    carry(other, bench.project, tmp_path)
    assert note(bench) == ""
    carry(bench.project, other, tmp_path)
    assert note(Bench(other, bench.author, bench.article)) == ""


def test_notes_without_times_are_both_kept() -> None:
    ours, theirs = ArticleNote("u", "one", "2025-01-01T00:00:00.000Z"), ArticleNote("v", "two")
    both = join_article_notes(ours, theirs)
    assert both == ArticleNote("u", "one\ntwo", ours.at)
    assert join_article_notes(both, theirs) is None
    assert join_article_notes(None, ArticleNote("v", "")) is None
