"""The scores of what was suggested are held against the truth: mentions, triggers and arguments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from spanloop.operations.evaluating import evaluate
from tests.unit.operations.bench import Bench
from tests.unit.operations.judged import bring, found, happened, said


def suggested(target: str) -> dict[str, Any]:
    """What a rule set says of a report, with how sure it is; the truth is Dolna."""
    event = happened("shelled", "STRIKE", {"attacker": "Rebels", "target": target})
    scores = iter((0.95, 0.7))
    event |= {"score": 0.9, "arguments": [argument | {"score": next(scores)} for argument in event["arguments"]]}
    spans = [found("Rebels", "ARM"), found("Dolna", "GPE"), found("Monday", "TIME")]
    return {"spans": [span | {"score": 0.5} for span in spans], "events": [event]}


def test_an_argument_is_right_where_the_truth_has_it_of_the_same_event(bench: Bench, tmp_path: Path) -> None:
    truth: dict[str, Any] = {
        "spans": [found("Rebels", "ARM"), found("Dolna", "GPE")],
        "events": [happened("shelled", "STRIKE", {"attacker": "Rebels", "target": "Dolna"})],
    }
    people = [said("a", "Noor", **truth), said("b", "Noor", **truth)]
    rules: list[dict[str, Any]] = []
    for article, target in (("a", "Dolna"), ("b", "Monday")):
        rules.append(said(article, "Robot", kind="rules", **suggested(target)) | {"complete": []})
    bring(bench.project, tmp_path, *people, *rules)
    calibration = evaluate(
        bench.project, data_dir=Path("nowhere"), author="Robot", against="Noor", on="all"
    ).calibration
    assert {part: (told["n"], told["right"]) for part, told in calibration.items()} == {
        "mentions": (6, pytest.approx(4 / 6, abs=1e-3)),
        "triggers": (2, 1.0),
        "arguments": (4, 0.75),
    }
    assert calibration["arguments"]["auroc"] == pytest.approx(2.5 / 3, abs=1e-3)
    assert [(one["name"], one["n"], one["right"]) for one in calibration["arguments"]["classes"]] == [
        ("sure", 2, 1.0), ("likely", 2, 0.5), ("unsure", 0, None),
    ]  # fmt: skip
