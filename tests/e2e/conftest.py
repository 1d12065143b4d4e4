"""Installations and reports for the tests that go through the real entry point."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.verbs import Spanloop, in_child_process, in_this_process, in_this_process_for_long
from tests.seeds import RECORDS, SAMPLE


@pytest.fixture
def spanloop(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Spanloop:
    """A fresh installation, spoken to in this process."""
    return Spanloop(in_this_process(tmp_path / "home", capsys, monkeypatch))


@pytest.fixture
def program(tmp_path: Path) -> Spanloop:
    """The same installation, spoken to as a program of its own."""
    return Spanloop(in_child_process(tmp_path / "home"))


@pytest.fixture
def project(tmp_path: Path, spanloop: Spanloop) -> Path:
    """An empty project with the default schema."""
    return spanloop.makes(tmp_path / "project.spanloop")


@pytest.fixture
def sample() -> list[dict[str, Any]]:
    """The records of the sample reports with their gold marks."""
    return copy.deepcopy(RECORDS)


@pytest.fixture(scope="session")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the sample reports and their gold marks, to be copied and never opened."""
    folder = tmp_path_factory.mktemp("filled")
    spanloop = Spanloop(in_this_process_for_long(folder / "home"))
    made = spanloop.makes(folder / "project.spanloop")
    spanloop.imports(made, SAMPLE)
    assert sorted(path.name for path in folder.glob("project*")) == [made.name], "all of it is in one file"
    return made


@pytest.fixture
def filled(project: Path, filled_once: Path) -> Path:
    """That project, of this test alone."""
    shutil.copyfile(filled_once, project)
    return project
