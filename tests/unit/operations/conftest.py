"""A project with one article and one person, for every act."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from spanloop.operations.pasting import paste_article
from spanloop.operations.projects import create_project, sign_in
from tests.unit.operations.bench import SCHEMA, TEXT, Bench


@pytest.fixture
def schema_file(tmp_path: Path) -> Path:
    path = tmp_path / "schema.json"
    path.write_text(json.dumps(SCHEMA), encoding="utf-8")
    return path


@pytest.fixture
def bench(tmp_path: Path, schema_file: Path) -> Iterator[Bench]:
    project = create_project(tmp_path / "bench.spanloop", schema_path=schema_file)
    author = sign_in(project, name="Noor")
    _, article = paste_article(project, author=author, text=TEXT)
    yield Bench(project, author, article)
    project.close()
