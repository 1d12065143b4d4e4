"""Who marked nothing may have said something all the same, which no export drops."""

from __future__ import annotations

import json
from pathlib import Path

from spanloop.operations.exporting import export
from spanloop.operations.marking import mark
from spanloop.operations.projects import sign_in
from tests.unit.operations.bench import Bench


def test_who_only_skipped_an_article_has_a_file_too(bench: Bench, tmp_path: Path) -> None:
    zoe = sign_in(bench.project, name="Zoë")
    mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("9th Division"), label="ARM")
    with bench.project.act(zoe, "skipped") as writer:
        writer.set_state(bench.article, zoe, "skipped", reason="too long")
    made = export(bench.project, dest=tmp_path / "out", file_format="doccano")
    assert [path.name for path in made.written] == ["Noor.jsonl", "Zoë.jsonl"]
    assert json.loads(made.written[1].read_text("utf-8"))["said"] == {"state": "skipped", "reason": "too long"}
    lost = export(bench.project, dest=tmp_path / "brat", file_format="brat").ledger.entries
    assert [entry.author for entry in lost if entry.code == "states.not_carried"] == ["Zoë"]
