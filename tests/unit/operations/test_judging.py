"""Figures as tables for other programs."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from spanloop.core.comparison import Counts
from spanloop.core.errors import SpanloopError
from spanloop.core.evaluation import Evaluation, Intervals
from spanloop.operations.judging import write_tables

FOUND = Evaluation(
    "truth",
    "Extractor v1",
    "test",
    4,
    {("mentions", None, "exact"): Counts(3, 1, 2), ("mentions", "GPE", "exact"): Counts(3, 1, 2)},
    intervals={("mentions", None, "exact"): Intervals(f1=(0.4, 0.8))},
    confusion={"mentions": ({"reference": "GPE", "other": "", "n": 2},)},
)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_scores_and_confusion_are_written(tmp_path: Path) -> None:
    written = write_tables(FOUND, dest=tmp_path / "scores.csv")
    assert [path.name for path in written] == ["scores.csv", "scores-confusion.csv"]
    total, label = read(written[0])
    assert (total["label"], total["n"], total["f1_low"], total["precision_low"]) == ("", "5", "0.4", "")
    assert (label["label"], label["f1"], label["f1_low"]) == ("GPE", "0.6667", "")
    assert read(written[1]) == [{"part": "mentions", "reference_label": "GPE", "other_label": "", "n": "2"}]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SpanloopError, match="cannot be written"):
        write_tables(FOUND, dest=tmp_path / "gone" / "scores.csv")
    with pytest.raises(SpanloopError, match="project"):
        write_tables(FOUND, dest=tmp_path / "mine.spanloop")
