"""Versions: what the table says, which of them suggests, and what is left of a deleted one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid, now
from spanloop.core.marks import Author, Mention
from spanloop.learn.extractors import ExtractorShelf
from spanloop.operations.completing import complete
from spanloop.operations.importing import import_paths
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.queueing import view_queue
from spanloop.operations.suggesting import suggest
from spanloop.operations.suggestions import accept, accept_as, reject
from spanloop.operations.versions import (
    FILES_NOT_HERE,
    current_extractor,
    delete_version,
    find_extractor,
    next_number,
    promote,
    score_fall,
    sizes_of_tests,
    version_rows,
)
from spanloop.operations.viewing import history, undo_label, view_article
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord
from tests.small_loop import ACTORS, PLACES, write_reports


@dataclass
class Shop:
    """A project with five unmarked reports; `version` puts an extractor in that marks every one of some words."""

    project: Project
    author: Author
    home: Path

    def version(self, label: str, words: tuple[str, ...], **given: Any) -> ExtractorRecord:
        import spacy

        number = next_number(self.project)
        nlp = spacy.blank("en")
        ruler: Any = nlp.add_pipe("entity_ruler")
        ruler.add_patterns([{"label": label, "pattern": word} for word in words])
        folder = self.home / f"made-{number}"
        nlp.to_disk(folder)
        uid = new_uid()
        record = ExtractorRecord(
            uid=uid, author=Author(uid, f"Extractor v{number}", "extractor"), name=f"Extractor v{number}",
            number=number, recipe="blank", seed=0, data_hash="", schema_version="1", state="current",
            created_at=now(), files_hash=ExtractorShelf(self.home).add(uid, folder), **given,
        )  # fmt: skip
        shutil.rmtree(folder)
        with self.project.act(record.author, f"train {record.name}") as act:
            act.add_extractor(record)
        return record

    def offered(self) -> dict[str, int]:
        """How many suggestions the person is offered, by label, over all articles."""
        counts: dict[str, int] = {}
        for row in view_queue(self.project, author=self.author):
            desk = view_article(self.project, author=self.author, article=row.uid)
            shown = [mention for marks in desk.suggestions for mention in marks.mentions]
            assert row.suggestions == len(shown)
            for mention in shown:
                counts[mention.label] = counts.get(mention.label, 0) + 1
        return counts

    def suggestions(self) -> list[str]:
        """Uids of what is offered in the first article."""
        first = view_queue(self.project, author=self.author)[0].uid
        desk = view_article(self.project, author=self.author, article=first)
        return [mention.uid for marks in desk.suggestions for mention in marks.mentions]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with create_project(tmp_path / "shop.spanloop") as project:
        author = sign_in(project, name="Noor")
        import_paths(
            project, author=author, paths=[write_reports(tmp_path / "r.jsonl", numbers=range(5), marked=False)]
        )
        yield Shop(project, author, tmp_path)


def test_a_row_says_what_it_learned_from_how_good_it_is_and_what_it_takes(shop: Shop) -> None:
    scores = [
        {"part": "mentions", "label": None, "mode": "exact", "n": 4, "tp": 0, "fp": 0, "fn": 4, "f1": 0.0},
        {"part": "mentions", "label": "ARM", "mode": "exact", "n": 4, "tp": 0, "fp": 0, "fn": 4, "f1": 0.1},
        {"part": "triggers", "label": None, "mode": "overlap", "n": 4, "tp": 4, "fp": 0, "fn": 0, "f1": 0.9},
        {"part": "triggers", "label": None, "mode": "exact", "n": 4, "tp": 3, "fp": 0, "fn": 1, "f1": 0.8},
        {"part": "arguments", "label": None, "mode": "exact", "n": 2, "tp": 0, "fp": 0, "fn": 2, "f1": 0.0},
        {"part": "links", "label": None, "mode": "exact", "n": 0, "tp": 0, "fp": 1, "fn": 0, "f1": 0.0},
    ]
    details = {"articles": {"train": ["a", "b"], "dev": ["c"]}, "marks": {"entities": {"ARM": 3, "GPE": 2}}}
    first = shop.version("ARM", ACTORS, details=details, metrics={"test": {"articles": 3, "scores": scores}})
    second = shop.version("GPE", PLACES)
    newer, older = version_rows(shop.project, data_dir=shop.home)
    assert (newer.record.uid, older.record.uid) == (second.uid, first.uid)
    assert (newer.state, older.state) == ("current", "replaced")
    assert (older.articles, older.mentions, older.events) == (2, 5, 0)
    # It learned mentions and suggests none: that is 0. It cannot suggest arguments: that is nothing.
    assert older.f1 == {"mentions": 0.0, "triggers": 0.8, "arguments": None, "attributes": None, "links": None}
    assert set(newer.f1.values()) == {None}
    folder = ExtractorShelf(shop.home).path(first.uid)
    assert older.size == sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) > 0
    assert older.accepted is None
    assert older.note == ""
    assert (older.tested, newer.tested, older.to_dict()["tested"]) == (3, 0, 3)
    assert sizes_of_tests([newer, older]) == [3]


def test_a_newest_version_with_lower_scores_is_noticed(shop: Shop) -> None:
    def scored(f1: float, articles: int = 3) -> dict[str, Any]:
        row = {"part": "mentions", "label": None, "mode": "exact", "n": 4, "tp": 2, "fp": 1, "fn": 2, "f1": f1}
        return {"test": {"articles": articles, "scores": [row]}}

    shop.version("ARM", ACTORS, metrics=scored(0.504))
    assert score_fall(shop.project.extractors()) is None
    shop.version("GPE", PLACES)  # was tested on nothing
    assert score_fall(shop.project.extractors()) is None
    shop.version("GPE", PLACES, metrics=scored(0.49, articles=2))
    fall = score_fall(shop.project.extractors())
    assert fall is not None
    assert (fall.older.number, fall.newer.number, fall.parts, fall.tested) == (
        1,
        3,
        (("mentions", 0.504, 0.49),),
        (3, 2),
    )
    promote(shop.project, author=shop.author, data_dir=shop.home, extractor="1")
    assert score_fall(shop.project.extractors()) is None, "who went back knows"
    shop.version("GPE", PLACES, metrics=scored(0.489))
    assert score_fall(shop.project.extractors()) is None, "shown as the same .49"


def test_what_people_decided_is_counted_for_the_version_that_suggested_it(shop: Shop) -> None:
    shop.version("ARM", ACTORS)
    suggest(shop.project, data_dir=shop.home)
    uids = shop.suggestions()
    accept(shop.project, author=shop.author, suggestions=uids[:2])
    accept_as(shop.project, author=shop.author, suggestion=uids[2], label="ORG")
    reject(shop.project, author=shop.author, suggestions=[uids[3]])
    shop.version("GPE", PLACES)
    newer, older = version_rows(shop.project, data_dir=shop.home)
    assert newer.accepted is None
    assert older.accepted == 0.75
    assert older.to_dict()["accepted"] == 0.75
    assert (older.decided, older.kept, older.accepted_text()) == (4, 3, "3 of 4")
    assert replace(older, decided=40).accepted_text() == "75%"
    assert newer.accepted_text() == ""


def test_rolling_back_offers_the_older_suggestions_again_and_suggest_adds_what_is_missing(shop: Shop) -> None:
    shop.version("ARM", ACTORS)
    suggest(shop.project, data_dir=shop.home)
    arms = shop.offered()["ARM"]
    shop.version("GPE", PLACES)
    assert shop.offered() == {}  # until the new one has read them, nothing of the old one's is offered
    suggest(shop.project, data_dir=shop.home)
    places = shop.offered()["GPE"]
    assert set(shop.offered()) == {"GPE"}
    new = write_reports(shop.home / "new.jsonl", numbers=[9], marked=False)
    import_paths(shop.project, author=shop.author, paths=[new])

    changes = promote(shop.project, author=shop.author, data_dir=shop.home, extractor="1")
    assert changes.kinds == {"extractors"}
    assert shop.offered() == {"ARM": arms}
    made = suggest(shop.project, data_dir=shop.home)
    assert (made.extractor, made.articles) == ("Extractor v1", 1)
    assert shop.offered() == {"ARM": arms + made.suggestions}
    assert [(row.record.number, row.state) for row in version_rows(shop.project, data_dir=shop.home)] == [
        (2, "replaced"),
        (1, "current"),
    ]
    promote(shop.project, author=shop.author, data_dir=shop.home, extractor="v2")
    assert shop.offered() == {"GPE": places}


def test_promotion_and_roll_back_are_in_the_history_and_are_not_undone(shop: Shop) -> None:
    shop.version("ARM", ACTORS)
    shop.version("GPE", PLACES)
    before = undo_label(shop.project, author=shop.author)
    for number in ("1", "2"):
        promote(shop.project, author=shop.author, data_dir=shop.home, extractor=number)
    latest = history(shop.project, limit=2)
    assert [act.label for act in latest] == ["promote Extractor v2", "roll back to Extractor v1"]
    assert {act.author_name for act in latest} == {"Noor"}
    assert undo_label(shop.project, author=shop.author) == before
    assert not promote(shop.project, author=shop.author, data_dir=shop.home, extractor="2")
    assert len(history(shop.project, limit=100)) == len({act.uid for act in history(shop.project, limit=100)})
    assert history(shop.project, limit=1)[0].label == "promote Extractor v2"


def test_deleting_frees_the_files_and_keeps_the_record(shop: Shop) -> None:
    first = shop.version("ARM", ACTORS)
    suggest(shop.project, data_dir=shop.home)
    uids = shop.suggestions()
    accept(shop.project, author=shop.author, suggestions=uids[:1])
    shop.version("GPE", PLACES)
    size = version_rows(shop.project, data_dir=shop.home)[1].size
    shelf = ExtractorShelf(shop.home)

    assert delete_version(shop.project, author=shop.author, data_dir=shop.home, extractor="v1") == size
    assert first.uid not in shelf.uids()
    row = version_rows(shop.project, data_dir=shop.home)[1]
    assert (row.state, row.size, row.accepted) == ("deleted", None, 1.0)
    assert row.note.startswith("deleted 20")
    assert row.record.details["deleted_at"]
    assert history(shop.project, limit=1)[0].label == "delete Extractor v1"
    # Its suggestions stay as a record of who said what, and are offered to nobody.
    marks = shop.project.all_marks(view_queue(shop.project, author=shop.author)[0].uid)
    assert {mention.uid for m in marks if m.author == first.author for mention in m.mentions} == set(uids)
    assert shop.offered() == {}
    assert delete_version(shop.project, author=shop.author, data_dir=shop.home, extractor="v1") == 0
    with pytest.raises(SpanloopError, match="was deleted"):
        promote(shop.project, author=shop.author, data_dir=shop.home, extractor="v1")
    with pytest.raises(SpanloopError, match="was deleted"):
        suggest(shop.project, data_dir=shop.home, extractor="v1")


def test_the_current_version_is_not_deleted(shop: Shop) -> None:
    record = shop.version("ARM", ACTORS)
    with pytest.raises(SpanloopError, match="suggests now") as caught:
        delete_version(shop.project, author=shop.author, data_dir=shop.home, extractor=record.name)
    assert "Promote another" in caught.value.way_out
    assert ExtractorShelf(shop.home).uids() == [record.uid]


def test_files_that_cannot_be_removed_leave_the_version_as_it_was(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.version("ARM", ACTORS)
    shop.version("GPE", PLACES)

    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(SpanloopError, match="could not be deleted"):
        delete_version(shop.project, author=shop.author, data_dir=shop.home, extractor="1")
    monkeypatch.undo()
    assert version_rows(shop.project, data_dir=shop.home)[1].state == "replaced"
    assert promote(shop.project, author=shop.author, data_dir=shop.home, extractor="1")


def test_a_version_whose_files_are_elsewhere_says_so(shop: Shop) -> None:
    shop.version("ARM", ACTORS)
    current = shop.version("GPE", PLACES)
    elsewhere = shop.home / "another machine"
    newer, older = version_rows(shop.project, data_dir=elsewhere)
    assert (newer.state, newer.size, newer.note) == ("current", None, FILES_NOT_HERE)
    assert (older.state, older.size, older.note) == ("absent", None, FILES_NOT_HERE)
    with pytest.raises(SpanloopError, match="not on this computer"):
        promote(shop.project, author=shop.author, data_dir=elsewhere, extractor="1")
    # Brought over by hand they are here, and still not trusted.
    shutil.copytree(shop.home / "extractors", elsewhere / "extractors")
    assert version_rows(shop.project, data_dir=elsewhere)[1].state == "replaced"
    with pytest.raises(SpanloopError, match="not trained on this computer"):
        promote(shop.project, author=shop.author, data_dir=elsewhere, extractor="1")
    assert current_extractor(shop.project) == find_extractor(shop.project, current.uid)


def test_numbers_skip_versions_that_are_known_by_name_from_a_file(shop: Shop) -> None:
    assert next_number(shop.project) == 1
    stranger = Author(new_uid(), "Extractor v4", "extractor")
    with shop.project.act(stranger, "import"):
        pass
    assert next_number(shop.project) == 5
    assert shop.version("ARM", ACTORS).author.uid != stranger.uid


def test_what_was_left_open_in_a_completed_article_counts_as_not_accepted(shop: Shop) -> None:
    shop.version("ARM", ACTORS)
    suggest(shop.project, data_dir=shop.home)
    uids = shop.suggestions()
    accept(shop.project, author=shop.author, suggestions=uids[:2])
    (before,) = version_rows(shop.project, data_dir=shop.home)
    assert (before.decided, before.undecided, before.accepted) == (2, 0, 1.0)
    for article in shop.project.article_uids():
        complete(shop.project, author=shop.author, article=article, layers=["entities"])
    (row,) = version_rows(shop.project, data_dir=shop.home)
    assert row.undecided >= len(uids) - 2 > 0
    assert (row.kept, row.decided) == (2, 2 + row.undecided)
    late = Mention(new_uid(), ((0, 1),), "ARM", 0.9)
    with shop.project.act(row.record.author, "suggest by Extractor v1") as act:
        act.add_mentions(shop.project.article_uids()[0], row.record.author, [late])
    (again,) = version_rows(shop.project, data_dir=shop.home)
    assert again.undecided == row.undecided, "nobody passed over what was not there yet"
    shop.version("GPE", PLACES)
    assert version_rows(shop.project, data_dir=shop.home)[1].undecided == row.undecided
