"""The loop on the sample, short: one version, its suggestions, its scores, and what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.marks import Author
from spanloop.operations.completing import complete
from spanloop.operations.evaluating import evaluate
from spanloop.operations.exchange import paste_article
from spanloop.operations.marking import mark
from spanloop.operations.projects import make_sample, sign_in
from spanloop.operations.suggestions import accept
from spanloop.operations.training import export_spacy, suggest, train
from spanloop.operations.truths import collect_truths
from spanloop.operations.undoing import undo
from spanloop.operations.versions import current_extractor, extractors
from spanloop.operations.viewing import view_article, view_queue
from spanloop.store.project import Project
from tests.seeds import MARKED
from tests.unit.operations.bench import Bench


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[tuple[Project, Author]]:
    with make_sample(tmp_path / "sample.spanloop", author_name="Noor") as project:
        yield project, sign_in(project, name="Noor")


def test_a_version_is_trained_suggests_and_is_scored(sample: tuple[Project, Author], tmp_path: Path) -> None:
    project, noor = sample
    steps: list[int] = []
    record = train(project, author=noor, data_dir=tmp_path, max_steps=100, on_progress=lambda at: steps.append(at.step))
    assert steps == sorted(steps)
    assert len(steps) >= 100
    assert (record.name, record.state, record.number) == ("Extractor v1", "current", 1)
    assert record.metrics["test"]["articles"] >= 1
    assert record.files_hash

    made = suggest(project, data_dir=tmp_path)
    assert made.articles >= 1
    row = max(view_queue(project, author=noor), key=lambda row: row.suggestions)
    desk = view_article(project, author=noor, article=row.uid)
    assert row.state == "new"
    assert sum(len(m.mentions) + len(m.events) for m in desk.suggestions) == row.suggestions
    # Suggestions are not truth, and suggesting again makes none twice.
    assert not desk.marks.mentions
    assert suggest(project, data_dir=tmp_path).suggestions == 0

    first = desk.suggestions[0].mentions[0]
    accept(project, author=noor, suggestions=[first.uid])
    assert project.undo_label(noor) == "accept suggestion"
    undo(project, author=noor)
    # What the extractor did is not in the person's undo.
    assert project.undo_label(noor) is None

    scored = evaluate(project, data_dir=tmp_path, on="all")
    counts = scored.scores["mentions", None, "exact"]
    assert counts.n == sum(
        len(view_article(project, author=noor, article=r.uid).marks.mentions)
        for r in view_queue(project, author=noor)
        if r.state == "complete" and r.language == "en"
    )
    assert scored.articles == sum(report["language"] == "en" for report in MARKED)

    second = train(project, author=noor, data_dir=tmp_path, max_steps=2)
    assert [(r.name, r.state) for r in extractors(project)] == [
        ("Extractor v1", "replaced"),
        ("Extractor v2", "current"),
    ]
    assert current_extractor(project) == second


def test_cancelling_leaves_the_last_version_and_nothing_else(sample: tuple[Project, Author], tmp_path: Path) -> None:
    project, noor = sample
    count = iter(range(100))
    with pytest.raises(CancelledError):
        train(project, author=noor, data_dir=tmp_path, max_steps=60, cancelled=lambda: next(count) > 5)
    assert extractors(project) == []
    assert [path.name for path in (tmp_path / "extractors").glob("*") if path.is_dir()] == []


def test_without_marks_there_is_nothing_to_train_on(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(SpanloopError, match="nothing to train on"):
        train(bench.project, author=bench.author, data_dir=tmp_path)
    with pytest.raises(SpanloopError, match="no extractor yet"):
        suggest(bench.project, data_dir=tmp_path)


def test_splits_are_stored_at_first_sight_and_stay(sample: tuple[Project, Author], tmp_path: Path) -> None:
    project, noor = sample
    export_spacy(project, dest=tmp_path / "one")
    splits = project.splits()
    assert set(splits.values()) == {"train", "dev", "test"}
    row = view_queue(project, author=noor)[-1]
    mark(project, author=noor, article=row.uid, fragments=((0, 4),), label="ARM")
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


def test_the_same_project_gives_the_same_bytes(sample: tuple[Project, Author], tmp_path: Path) -> None:
    project, _ = sample
    for name in ("one", "two"):
        export_spacy(project, dest=tmp_path / name)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name


def test_two_people_get_their_agreement(sample: tuple[Project, Author], tmp_path: Path) -> None:
    project, _ = sample
    with pytest.raises(SpanloopError, match="Nobody named Ilya"):
        evaluate(project, data_dir=tmp_path, author="Ilya", against="Noor", on="all")
    same = evaluate(project, data_dir=tmp_path, author="Noor", against="Noor", on="all")
    assert same.scores["mentions", None, "exact"].f1 == 1.0
    assert same.scores["arguments", None, "exact"].f1 == 1.0
    assert same.articles == len(MARKED)
