"""The loop on a small project: one version, its suggestions, its scores, and what goes wrong."""

from __future__ import annotations

import contextlib
import errno
import json
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Never

import pytest

from spanloop.core.article import Article
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.marks import Author, Marks, Mention
from spanloop.learn.extractors import ExtractorShelf, hash_files
from spanloop.learn.turn import training_turn
from spanloop.operations import training
from spanloop.operations.checking import check
from spanloop.operations.completing import complete
from spanloop.operations.evaluating import evaluate
from spanloop.operations.importing import import_paths
from spanloop.operations.marking import mark
from spanloop.operations.notes import note_article
from spanloop.operations.pasting import paste_article
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.queueing import view_queue
from spanloop.operations.schema_changing import change_schema, edit_schema, edited
from spanloop.operations.suggesting import suggest
from spanloop.operations.suggestions import accept
from spanloop.operations.training import export_spacy
from spanloop.operations.truths import collect_truths
from spanloop.operations.undoing import undo
from spanloop.operations.versions import current_extractor, extractors, find_extractor
from spanloop.operations.viewing import view_article
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord
from tests.small_loop import write_reports
from tests.unit.operations.bench import Bench

#: By the plainest recipe, wherever these tests run: what is tried here is the same with all.
train = partial(training.train, recipe="blank")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project of ten complete reports and four bare ones, and one with a first version as well."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "bare").mkdir()
    with create_project(folder / "bare" / "small.spanloop") as project:
        noor = sign_in(project, name="Noor")
        marked = write_reports(folder / "marked.jsonl", numbers=range(10))
        bare = write_reports(folder / "bare.jsonl", numbers=range(10, 14), marked=False)
        import_paths(project, author=noor, paths=[marked, bare])
    shutil.copytree(folder / "bare", folder / "trained")
    with Project.open(folder / "trained" / "small.spanloop") as project:
        train(project, author=noor, data_dir=folder / "trained", max_steps=1)
    return folder


@pytest.fixture
def small(template: Path, tmp_path: Path) -> Iterator[tuple[Project, Author]]:
    shutil.copytree(template / "bare", tmp_path, dirs_exist_ok=True)
    with Project.open(tmp_path / "small.spanloop") as project:
        yield project, sign_in(project, name="Noor")


@pytest.fixture
def trained(template: Path, tmp_path: Path) -> Iterator[tuple[Project, Author]]:
    """With a first version, whose files are in the test's folder."""
    shutil.copytree(template / "trained", tmp_path, dirs_exist_ok=True)
    with Project.open(tmp_path / "small.spanloop") as project:
        yield project, sign_in(project, name="Noor")


def test_a_version_is_trained_suggests_and_is_scored(small: tuple[Project, Author], tmp_path: Path) -> None:
    project, noor = small
    steps: list[int] = []
    record = train(project, author=noor, data_dir=tmp_path, max_steps=60, on_progress=lambda at: steps.append(at.step))
    assert steps == list(range(61))
    assert (record.name, record.state, record.number) == ("Extractor v1", "current", 1)
    assert record.files_hash == hash_files(tmp_path / "extractors" / record.uid)
    splits = project.splits()
    assert record.metrics["test"]["articles"] == list(splits.values()).count("test")
    told = record.details["articles"]
    assert record.details["train_articles"] == len(told["train"]) > 0
    assert record.details["dev_articles"] == len(told["dev"]) > 0
    assert dict.fromkeys(told["train"], "train") | dict.fromkeys(told["dev"], "dev") == {
        uid: split for uid, split in splits.items() if split != "test"
    }

    made = suggest(project, data_dir=tmp_path)
    assert made.articles == 4
    row = max(view_queue(project, author=noor), key=lambda row: row.suggestions)
    desk = view_article(project, author=noor, article=row.uid)
    assert row.state == "new"
    assert sum(len(m.mentions) + len(m.events) for m in desk.suggestions) == row.suggestions
    # Suggestions are not truth, and suggesting again makes none twice.
    assert not desk.marks.mentions
    assert suggest(project, data_dir=tmp_path).suggestions == 0

    accept(project, author=noor, suggestions=[desk.suggestions[0].mentions[0].uid])
    assert project.undo_label(noor) == "accept suggestion"
    undo(project, author=noor)
    # What the extractor did is not in the person's undo: what is left there is the import.
    assert project.undo_label(noor) == "import 2 files"

    second = train(project, author=noor, data_dir=tmp_path, max_steps=2)
    assert [(r.name, r.state) for r in extractors(project)] == [
        ("Extractor v1", "replaced"),
        ("Extractor v2", "current"),
    ]
    assert current_extractor(project) == second


class Asked:
    """Says that somebody wants an end when it is asked for the numbered time, from 0."""

    def __init__(self, moment: int) -> None:
        self._moment = moment
        self.times = 0

    def __call__(self) -> bool:
        self.times += 1
        return self.times > self._moment


def test_a_cancel_is_heard_wherever_it_is_asked_for_and_leaves_nothing(
    trained: tuple[Project, Author], tmp_path: Path
) -> None:
    """At each of the moments at which a training asks, one after the other, until one training ends before."""
    project, noor = trained
    first = current_extractor(project)
    before = _files(tmp_path)
    moment = 0
    while True:
        asked = Asked(moment)
        with contextlib.suppress(CancelledError):
            train(project, author=noor, data_dir=tmp_path, max_steps=2, cancelled=asked)
            break
        assert asked.times == moment + 1
        assert _files(tmp_path) == before
        assert current_extractor(project) == first
        moment += 1
    # At the start, before and after the corpus, around spaCy's start, at three steps, before the record.
    assert moment >= 8
    assert len(extractors(project)) == 2


@pytest.mark.parametrize("where", ["room", "place", "trust", "note", "commit"])
def test_a_full_disk_leaves_the_last_version_and_nothing_else(
    trained: tuple[Project, Author], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """The calls that write what no test of learn covers, each failing as on a full disk."""
    project, noor = trained
    first = current_extractor(project)
    before = _files(tmp_path)

    def full(*_: object, **__: object) -> Never:
        raise OSError(errno.ENOSPC, "No space left on device")

    if where == "room":
        monkeypatch.setattr(Path, "mkdir", full)
    elif where == "place":
        monkeypatch.setattr(Path, "rename", full)
    elif where == "trust":
        monkeypatch.setattr(Path, "touch", full)
    elif where == "note":
        monkeypatch.setattr(Path, "write_text", full)
    else:
        monkeypatch.setattr(training, "_record_version", _committing_fails(training._record_version))
    with pytest.raises(SpanloopError, match=r"No space left|disk is full") as caught:
        train(project, author=noor, data_dir=tmp_path, max_steps=1)
    monkeypatch.undo()
    assert caught.value.way_out
    assert _files(tmp_path) == before
    assert current_extractor(project) == first
    assert check(project) == []
    assert suggest(project, data_dir=tmp_path).extractor == "Extractor v1"


def _committing_fails(record: Callable[..., None]) -> Callable[..., None]:
    """As where the disk is full at the last write: the files are in place, and the project takes nothing."""

    def failing(project: Project, version: ExtractorRecord, put_in_place: Callable[[], None]) -> None:
        def put_and_fail() -> None:
            put_in_place()
            raise SpanloopError("The disk is full", way_out="Make room.")

        record(project, version, put_and_fail)

    return failing


def test_a_second_training_is_refused_before_it_does_anything(small: tuple[Project, Author], tmp_path: Path) -> None:
    project, noor = small
    with training_turn(tmp_path, uid=project.uid, project=project.path):
        before = _files(tmp_path)
        with pytest.raises(SpanloopError, match="trained already") as caught:
            train(project, author=noor, data_dir=tmp_path)
        assert caught.value.way_out
        assert _files(tmp_path) == before
    assert extractors(project) == []


def test_what_a_killed_training_put_on_the_shelf_goes_with_the_next(
    trained: tuple[Project, Author], tmp_path: Path
) -> None:
    project, noor = trained
    first = find_extractor(project, None)
    shelf = ExtractorShelf(tmp_path)
    for uid, stays in (("never-recorded", False), (first.uid, True)):
        if not stays:
            shelf.add(uid, shelf.path(first.uid))
        with training_turn(tmp_path, uid=project.uid, project=project.path) as turn:
            turn.note.write_text(json.dumps({"uid": uid, "project": str(project.path)}), encoding="utf-8")
        with pytest.raises(CancelledError):
            train(project, author=noor, data_dir=tmp_path, cancelled=lambda: True)
        assert shelf.uids() == [first.uid]
    assert shelf.trusted(first.uid)


def _files(folder: Path) -> list[str]:
    """Everything below a folder but SQLite's own files, which come and go with connections."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return sorted(name for name in found if not name.endswith(("-wal", "-shm")))


def test_without_marks_there_is_nothing_to_train_on(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(SpanloopError, match="nothing to train on"):
        train(bench.project, author=bench.author, data_dir=tmp_path)
    with pytest.raises(SpanloopError, match="no extractor yet"):
        suggest(bench.project, data_dir=tmp_path)


def test_splits_are_stored_at_first_sight_and_stay(small: tuple[Project, Author], tmp_path: Path) -> None:
    project, noor = small
    export_spacy(project, dest=tmp_path / "one")
    splits = project.splits()
    assert set(splits.values()) == {"train", "dev", "test"}
    row = view_queue(project, author=noor)[-1]
    mark(project, author=noor, article=row.uid, fragments=((0, 6),), label="ARM")
    export_spacy(project, dest=tmp_path / "two")
    assert {cluster: split for cluster, split in project.splits().items() if cluster in splits} == splits
    assert row.uid in project.splits()


def test_the_only_complete_article_trains_however_many_are_begun(bench: Bench) -> None:
    for number in range(6):
        _, uid = paste_article(bench.project, author=bench.author, text=f"Army moved {number} times.\n")
        mark(bench.project, author=bench.author, article=uid, fragments=((0, 4),), label="ARM")
    complete(bench.project, author=bench.author, article=bench.article)
    found = {truth.article.uid: truth.split for truth in collect_truths(bench.project).truths}
    assert len(found) == 7
    assert found[bench.article] == "train"


def test_only_articles_that_somebody_marked_are_read_for_the_truth(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, noor = bench.project, bench.author
    uids = [paste_article(project, author=noor, text=f"Army moved {number} times.\n")[1] for number in range(4)]
    mark(project, author=noor, article=uids[2], fragments=((0, 4),), label="ARM")
    suggested = Mention("m", ((0, 4),), "ARM", score=0.5)
    with project.act(noor, "bring") as act:
        version = act.add_author(Author("v", "Extractor v9", "extractor"))
        act.add_mentions(uids[0], version, [suggested])
    read: list[str] = []
    records = Project.records_of

    def watched(project: Project, authors: list[Author], *, words: bool) -> Iterator[tuple[Article, list[Marks]]]:
        for record in records(project, authors, words=words):
            read.append(record[0].uid)
            yield record

    monkeypatch.setattr(Project, "records_of", watched)
    found = collect_truths(project)
    assert [truth.article.uid for truth in found.truths] == read == [uids[2]]
    (entry,) = [entry for entry in found.ledger.entries if entry.code == "truth.untouched"]
    assert entry.message == "4 articles in which nobody completed or marked anything"
    # Of an extractor that is named it is said that it is no person.
    told = [entry.message for entry in collect_truths(project, author="Extractor v9").ledger.entries]
    assert any("Extractor v9 is not a person" in message for message in told)


def test_a_label_that_was_added_opens_what_was_complete_to_suggestions(
    trained: tuple[Project, Author], tmp_path: Path
) -> None:
    project, noor = trained
    for row in view_queue(project, author=noor):
        if row.state == "new":
            complete(project, author=noor, article=row.uid)
    assert suggest(project, data_dir=tmp_path).articles == 0
    editing = edit_schema(project)
    editing.add("label", "BOAT")
    schema, mapping = edited(project, editing)
    change_schema(project, author=noor, schema=schema, mapping=mapping)
    assert suggest(project, data_dir=tmp_path).articles == 4
    told = [entry for entry in collect_truths(project).ledger.entries if entry.code == "completion.older_schema"]
    assert len(told) == 4  # those that came complete with a file are taken at their word
    assert "before BOAT came into the schema" in told[0].message


def test_training_data_say_that_notes_on_articles_stay_behind(small: tuple[Project, Author], tmp_path: Path) -> None:
    project, noor = small
    assert "article_note.not_carried" not in export_spacy(project, dest=tmp_path / "one").ledger.counts()
    note_article(project, author=noor, article=project.article_uids()[0], text="Which bridge is meant?")
    ledger = export_spacy(project, dest=tmp_path / "two").ledger
    assert ledger.counts()["article_note.not_carried"] == 1
    assert "1 note on articles" in ledger.to_json()


def test_the_same_project_gives_the_same_bytes(small: tuple[Project, Author], tmp_path: Path) -> None:
    project, _ = small
    for name in ("one", "two"):
        export_spacy(project, dest=tmp_path / name)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name


def test_an_export_tells_how_far_it_is_and_can_be_cancelled(small: tuple[Project, Author], tmp_path: Path) -> None:
    project, _ = small
    told: list[tuple[int, int]] = []
    written = export_spacy(project, dest=tmp_path / "out", on_progress=lambda done, total: told.append((done, total)))
    assert told == [(number, 10) for number in range(1, 11)]
    assert sum(written.docs.values()) == 10
    for asked_at in (1, 15):  # while articles are chosen, and while they are written
        asked = iter(range(1, 100))
        with pytest.raises(CancelledError, match="The export was cancelled"):
            export_spacy(project, dest=tmp_path / "a" / "b", cancelled=lambda: next(asked) >= asked_at)  # noqa: B023
        assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["out"]


def test_two_people_get_their_agreement(small: tuple[Project, Author], tmp_path: Path) -> None:
    project, _ = small
    with pytest.raises(SpanloopError, match="Nobody named Ilya"):
        evaluate(project, data_dir=tmp_path, author="Ilya", against="Noor", on="all")
    same = evaluate(project, data_dir=tmp_path, author="Noor", against="Noor", on="all")
    assert same.scores["mentions", None, "exact"].f1 == 1.0
    assert same.scores["triggers", None, "exact"].f1 == 1.0
    assert same.articles == 10
