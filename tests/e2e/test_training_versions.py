"""Versions by command: list, promote, roll back, delete, and one training at a time."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from spanloop.learn.turn import training_turn
from spanloop.store.project import Project
from tests.e2e.verbs import Spanloop, in_this_process
from tests.small_loop import write_reports


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project of two versions and the home of the program."""
    from spanloop.operations import importing, projects
    from spanloop.operations.training import train

    folder = tmp_path_factory.mktemp("versions")
    with projects.create_project(folder / "p.spanloop") as project:
        noor = projects.sign_in(project, name="Noor")
        importing.import_paths(project, author=noor, paths=[write_reports(folder / "reports.jsonl", numbers=range(8))])
        for steps in (1, 2):
            train(project, author=noor, data_dir=folder / "home", recipe="blank", max_steps=steps)
    return folder


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return tmp_path / "p.spanloop"


@pytest.fixture
def spanloop(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Spanloop:
    return Spanloop(in_this_process(tmp_path / "home", capsys, monkeypatch))


def states(spanloop: Spanloop, project: Path) -> list[tuple[int, str, bool]]:
    rows: list[dict[str, Any]] = spanloop.does("versions", project, "--json").json
    return [(row["number"], row["state"], row["bytes"] is not None) for row in rows]


def test_promote_roll_back_and_delete(project: Path, spanloop: Spanloop) -> None:
    assert states(spanloop, project) == [(2, "current", True), (1, "replaced", True)]
    row = spanloop.does("versions", project, "--json").json[1]
    assert row["articles"] > 0
    assert row["mentions"] > 0
    assert row["events"] > 0
    assert set(row["f1"]) == {"mentions", "triggers", "arguments", "attributes", "links"}

    assert spanloop.does("promote", project, "1", "--author", "Noor", "--json").json == {
        "extractor": "Extractor v1",
        "changed": True,
    }
    assert "already" in spanloop.does("promote", project, "v1").out
    assert states(spanloop, project) == [(2, "replaced", True), (1, "current", True)]
    spanloop.says("delete-version", project, "1").refuses("suggests now", "Promote another")
    freed = spanloop.does("delete-version", project, "Extractor v2", "--author", "Noor", "--json").json
    assert freed["bytes"] > 1_000_000
    assert states(spanloop, project) == [(2, "deleted", False), (1, "current", True)]
    spanloop.says("promote", project, "2").refuses("was deleted")
    spanloop.says("promote", project, "7").refuses("no extractor 7", "Known: Extractor v1, Extractor v2")
    assert len(list((project.parent / "home" / "extractors").iterdir())) == 1
    spanloop.finds_sound(project)


def test_the_table_fits_a_small_terminal_and_says_the_space(project: Path, spanloop: Spanloop) -> None:
    printed = spanloop.does("versions", project).out
    assert max(map(len, printed.splitlines())) <= 80
    assert "2 versions, " in printed
    assert " MB on this computer" in printed
    shutil.rmtree(project.parent / "home" / "extractors")
    printed = spanloop.does("versions", project).out
    assert "Extractor v1: files not here: retrain, or bring them with trust --from." in printed
    assert "0 bytes on this computer" in printed
    spanloop.says("promote", project, "1").refuses("not on this computer", "Retrain it here")


def test_without_a_version_that_is_said(tmp_path: Path, spanloop: Spanloop) -> None:
    empty = spanloop.makes(tmp_path / "empty.spanloop")
    assert spanloop.does("versions", empty).out == "No version yet.\n"
    assert spanloop.does("versions", empty, "--json").json == []


def test_a_second_training_of_a_project_is_refused_at_once(project: Path, spanloop: Spanloop) -> None:
    with Project.open(project) as held:
        uid = held.uid
    with training_turn(project.parent / "home", uid=uid, project=project):
        words = ("train", project, "--author", "Noor", "--progress")
        spanloop.says(*words, "none").refuses("trained already", "cancel it where it was started")
        told = spanloop.says(*words, "jsonl")
        assert told.code == 1
        assert [line["event"] for line in told.lines] == ["error"]
    assert states(spanloop, project) == [(2, "current", True), (1, "replaced", True)]
