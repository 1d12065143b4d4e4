"""Marks out of a project: its own file is not overwritten."""

from __future__ import annotations

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.operations import exporting
from tests.unit.operations.bench import Bench


def test_exporting_over_the_open_project_is_refused(bench: Bench) -> None:
    project, article = bench.project, bench.article
    before = project.path.stat().st_ino
    with pytest.raises(SpanloopError, match="project that is open"):
        exporting.export_jsonl(project, dest=project.path)
    assert project.path.stat().st_ino == before
    assert project.article_uids() == [article]
