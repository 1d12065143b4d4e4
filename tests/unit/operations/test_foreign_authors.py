"""People and models that another tool knows by name alone are authors of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from spanloop.operations.importing import import_paths
from tests.unit.operations.bench import Bench


def result(start: int, end: int, label: str) -> list[dict[str, Any]]:
    value = {"start": start, "end": end, "labels": [label]}
    return [{"id": "a", "from_name": "label", "to_name": "text", "type": "labels", "value": value}]


def test_each_has_their_own_marks(bench: Bench, tmp_path: Path) -> None:
    annotations = [{"completed_by": n, "result": result(0, 4, label)} for n, label in ((1, "ARM"), (2, "GPE"))]
    predictions = [{"model_version": "m1", "result": result(0, 9, "ARM")}]
    task = {"id": 1, "data": {"text": "Army left"}, "annotations": annotations, "predictions": predictions}
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps([task]), encoding="utf-8")
    import_paths(bench.project, author=bench.author, paths=[path])
    (uid,) = (one for one in bench.project.article_uids() if one != bench.article)
    found = {
        (author.name, author.kind): [(m.label, m.end) for m in bench.project.marks(uid, author).mentions]
        for author in bench.project.authors()
        if author != bench.author
    }
    assert found == {
        ("user 1", "human"): [("ARM", 4)], ("user 2", "human"): [("GPE", 4)], ("m1", "extractor"): [("ARM", 9)]
    }  # fmt: skip
    assert len({author.uid for author in bench.project.authors()}) == 4
