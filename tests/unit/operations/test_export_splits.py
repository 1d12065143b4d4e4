"""A Hugging Face dataset has the splits that the project has."""

from __future__ import annotations

from pathlib import Path

from spanloop.operations.exporting import export
from tests.unit.operations.bench import Bench


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.jsonl"))


def test_a_dataset_has_the_splits_of_the_project(bench: Bench, tmp_path: Path) -> None:
    export(bench.project, dest=tmp_path / "before", file_format="hf")
    assert names(tmp_path / "before") == ["train.jsonl"]
    with bench.project.act(bench.author, "kept for testing") as writer:
        writer.set_split({bench.article: "test"})
    export(bench.project, dest=tmp_path / "after", file_format="hf")
    assert names(tmp_path / "after") == ["test.jsonl"]
