"""A fresh project for each test, copied from one that was made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from spanloop.store.project import Project
from tests.unit.store.helpers import schema


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty project file; not to be opened."""
    path = tmp_path_factory.mktemp("template") / "empty.spanloop"
    Project.create(path, name="Front", schema=schema()).close()
    return path


@pytest.fixture
def make(template: Path, tmp_path: Path) -> Iterator[Callable[[], Project]]:
    """Makes open projects, closed after the test."""
    made: list[Project] = []

    def make_project() -> Project:
        path = tmp_path / f"p{len(made)}.spanloop"
        shutil.copyfile(template, path)
        made.append(Project.open(path))
        return made[-1]

    yield make_project
    for project in made:
        project.close()


@pytest.fixture
def project(make: Callable[[], Project]) -> Project:
    """An open, empty project."""
    return make()
