"""A learning curve of a small project: four trainings, kept with the version, and what stops it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.learn.train import TrainResult, train
from spanloop.operations.importing import import_paths
from spanloop.operations.learning_curves import KEPT, kept_curve, learning_curve
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.recipes import RecipeChoice
from spanloop.operations.truths import collect_truths
from spanloop.operations.versions import current_extractor
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord
from tests.small_loop import write_reports

Small = tuple[Project, Author, Path]


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("curve")
    with create_project(folder / "small.spanloop") as project:
        noor = sign_in(project, name="Noor")
        import_paths(project, author=noor, paths=[write_reports(folder / "all.jsonl", numbers=range(20))])
        collect_truths(project)
    return folder / "small.spanloop"


@pytest.fixture
def small(made_once: Path, tmp_path: Path) -> Iterator[Small]:
    shutil.copy(made_once, tmp_path)
    with Project.open(tmp_path / made_once.name) as project:
        yield project, sign_in(project, name="Noor"), tmp_path


def test_a_curve_is_made_as_the_version_was_and_kept_with_it(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    project, noor, home = small
    author = Author(new_uid(), "Extractor v1", "extractor")
    record = ExtractorRecord(author.uid, author, author.name, 1, "blank", 0, "", project.schema.version)
    voting = {"recipe": RecipeChoice("blank", vote=3).to_setting()}
    record = replace(record, state="current", metrics={"a": 1}, details=voting)
    voted: list[Path] = []

    def one_voter(corpus: Path, **given: Any) -> TrainResult:
        voted.append(given["output"])
        return train(corpus, **given)

    monkeypatch.setattr("spanloop.learn.train_vote.train_vote", one_voter)  # six trainings would take seconds
    with project.act(author, "train") as act:
        act.add_extractor(record)
    told: list[tuple[int, int]] = []
    found = learning_curve(
        project,
        author=noor,
        data_dir=home,
        max_steps=2,
        shares=(0.5, 1.0),
        on_progress=lambda at, of: told.append((at, of)),
    )
    assert (len(voted), found.recipe) == (2, "blank, vote of 3 seeds")
    trained = [truth.article.uid for truth in collect_truths(project).truths if truth.split == "train"]
    assert [point.share for point in found.points] == [0.5, 1.0]
    assert found.points[-1].articles == len(trained)
    sizes = [point.articles for point in found.points]
    assert sizes == sorted(sizes)
    last = found.points[-1].row("mentions", None)
    assert last is not None
    assert last["n"] > 0
    assert found.gain("mentions", None) is not None
    assert told == sorted(told)
    assert told[-1] == (2000, 2000)
    assert kept_curve(project) == found
    current = current_extractor(project)
    assert current is not None
    assert set(current.metrics) == {"a", KEPT}
    assert list(home.glob("extractors/*")) == [], "what was trained is thrown away"


def test_cancelling_leaves_nothing_behind(small: Small) -> None:
    project, noor, home = small
    with pytest.raises(CancelledError):
        learning_curve(project, author=noor, data_dir=home, recipe="blank", cancelled=lambda: True)
    assert kept_curve(project) is None
    assert [path for path in home.glob("extractors/*") if path.is_dir()] == []


def test_too_few_articles_are_refused(tmp_path: Path) -> None:
    with create_project(tmp_path / "few.spanloop") as project:
        noor = sign_in(project, name="Noor")
        import_paths(project, author=noor, paths=[write_reports(tmp_path / "few.jsonl", numbers=range(6))])
        with pytest.raises(SpanloopError, match="too few for a curve"):
            learning_curve(project, author=noor, data_dir=tmp_path)
