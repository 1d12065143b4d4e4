"""Who marked nothing may have said something all the same, which no export drops."""

from __future__ import annotations

import json
from pathlib import Path

from spanloop.operations.export_outlook import ProjectContent, count_content, export_formats
from spanloop.operations.exporting import export
from spanloop.operations.marking import mark
from spanloop.operations.projects import sign_in
from spanloop.operations.ruling import add_rules
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


def test_rules_stay_behind_and_it_is_said_before_and_after(bench: Bench, tmp_path: Path) -> None:
    for name, words in (("Places", ["Tel Shahin", "depot"]), ("Units", ["9th Division"])):
        add_rules(bench.project, author=bench.author, patterns=[(word, "FAC") for word in words], set_name=name)
    content = ProjectContent()
    for _ in count_content(bench.project, content):
        pass
    for known in export_formats():
        told = [line for line in content.lost(known) if "rule" in line]
        assert told == ([] if known.truths else ["3 rules"]), known.name
        assert "rules" not in content.lost(known, author="Noor")
    for name in ("jsonl", "brat"):
        made = export(bench.project, dest=tmp_path / name, file_format=name)
        said = [(entry.author, entry.message) for entry in made.ledger.entries if entry.code == "rules.not_carried"]
        assert said == [
            ("Places", "2 rules of Places; exported as patterns, they go along"),
            ("Units", "1 rule of Units; exported as patterns, they go along"),
        ]
    one = export(bench.project, dest=tmp_path / "one.jsonl", file_format="jsonl", author="Noor")
    assert not one.ledger.entries
