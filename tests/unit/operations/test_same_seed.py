"""The same config, data and seed give the same scores, and the record says all that it takes to know that."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanloop.operations.importing import import_paths
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.training import train
from spanloop.operations.versions import version_rows
from tests.small_loop import write_reports


@pytest.mark.slow
def test_the_same_seed_gives_the_same_scores(tmp_path: Path) -> None:
    with create_project(tmp_path / "seed.spanloop") as project:
        noor = sign_in(project, name="Noor")
        import_paths(project, author=noor, paths=[write_reports(tmp_path / "all.jsonl", numbers=range(16))])
        one, two, other = (
            train(project, author=noor, data_dir=tmp_path, recipe="blank", seed=seed, max_steps=50)
            for seed in (3, 3, 4)
        )
        assert one.data_hash == two.data_hash
        assert one.config == two.config
        assert one.metrics["test"]["scores"] == two.metrics["test"]["scores"]
        assert one.metrics["test"]["test_hash"] == two.metrics["test"]["test_hash"] != ""
        assert one.metrics["development"] == two.metrics["development"]
        assert one.files_hash == two.files_hash != other.files_hash, "the weights themselves"
        assert max(row["f1"] for row in one.metrics["test"]["scores"]) > 0.2
        told = version_rows(project, data_dir=tmp_path)[-1].to_dict()
        for name in ("data_hash", "schema_version", "recipe", "seed", "libraries", "f1", "test_hash", "gate", "bytes"):
            assert told[name] not in (None, "", {}), name
        assert set(told["libraries"]) >= {"spacy", "python", "numpy"}
