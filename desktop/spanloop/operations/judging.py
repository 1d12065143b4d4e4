"""The figures of an evaluation as tables that other programs read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from spanloop.core.evaluation import Evaluation
from spanloop.formats.atomic import writing
from spanloop.formats.event_table import safe_cell

_FIGURES = (
    "n", "tp", "fp", "fn", "precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high",
    "f1", "f1_low", "f1_high",
)  # fmt: skip
_SCORES = ("reference", "other", "on", "articles", "part", "label", "mode", *_FIGURES)
_CONFUSION = ("part", "reference_label", "other_label", "n")


def write_tables(evaluation: Evaluation, *, dest: Path) -> list[Path]:
    """Write the scores as CSV to `dest`, and the confusion, if there is one, beside it as "<name>-confusion.csv".

    UTF-8 with a mark at the start that spreadsheets know it by; an empty label means all labels together, in the
    confusion that this side has nothing; an empty bound that there is no interval. Returns what was written. Raises
    SpanloopError where that cannot be done.
    """
    head = (evaluation.reference, evaluation.other, evaluation.on, evaluation.articles)
    scores = [
        (*head, row["part"], row["label"] or "", row["mode"], *(_cell(row[name]) for name in _FIGURES))
        for row in evaluation.rows()
    ]
    written = [_write(dest, _SCORES, scores)]
    confusion = [
        (part, row["reference"], row["other"], row["n"]) for part, rows in evaluation.confusion.items() for row in rows
    ]
    if confusion:
        written.append(_write(dest.with_name(f"{dest.stem}-confusion.csv"), _CONFUSION, confusion))
    return written


def _cell(value: float | None) -> float | str:
    return "" if value is None else value


def _write(dest: Path, titles: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with writing(dest) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        writer = csv.writer(text)
        writer.writerow(titles)
        # Names of labels and people come from anywhere, and spreadsheets take some for formulas.
        writer.writerows([safe_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
        text.flush()
        text.detach()  # the file is closed by who opened it
    return dest
