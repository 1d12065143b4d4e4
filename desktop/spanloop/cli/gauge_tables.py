"""Learning curves, calibration and the bias audit as people read them in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from spanloop.cli.console import Session
from spanloop.core.auditing import AuditReport
from spanloop.core.curves import LearningCurve, more_marks_words
from spanloop.core.wording import count, score_text


def print_curve(session: Session, curve: LearningCurve, *, by_label: bool = False) -> None:
    """A line for each part, F1 by share of the articles, and whether more marks will help."""
    session.say(
        f"Recipe {curve.recipe}, seed {curve.seed}, scored on {count(curve.tested, 'test article')}; F1, exact matches:"
    )
    shares = [f"{point.share:.0%} ({point.articles})" for point in curve.points]
    table = _table("part", "label", numbers=("n", *shares, "100% between"))
    lines = list(_lines(curve, by_label=by_label))
    for part, label in lines:
        rows = [point.row(part, label) for point in curve.points]
        last = rows[-1]
        figures = ["" if row is None else score_text(row["f1"]) for row in rows]
        span = "" if last is None else _between(last["f1_low"], last["f1_high"])
        _add(table, part, label or "all", str(last["n"] if last else 0), *figures, span)
    session.out.print(table)
    for part, label in lines:
        session.say(more_marks_words(curve, part, label))
    session.say("Each point is trained once: another seed moves F1 by a point or two.")


def print_calibration(session: Session, scores: dict[str, Any]) -> None:
    """What share of suggestions was right, by their score; and the classes in which they are shown."""
    if not scores["calibration"]:
        session.say("No suggestion there has a score.")
    for part, found in scores["calibration"].items():
        table = _table(f"score of {part}", numbers=("suggestions", "mean score", "right"))
        for one in found["bins"]:
            if one["n"]:
                place = f"{score_text(one['low']) if one['low'] else '.00'} to {score_text(one['high'])}"
                _add(table, place, str(one["n"]), score_text(one["score"]), score_text(one["right"]))
        session.out.print(table)
        told = [
            f"{one['name']} (from {score_text(one['low']) if one['low'] else '.00'}): {score_text(one['right'])} of "
            f"{one['n']} right"
            for one in found["classes"]
            if one["n"]
        ]
        session.say(f"{'; '.join(told)}.")
        ece = f"{found['ece']:.3f}".removeprefix("0")
        rank = "" if found["auroc"] is None else f"right before wrong (AUROC) {score_text(found['auroc'])}, "
        session.say(f"{part.capitalize()}: {rank}mean distance of score and share right (ECE) {ece}.")


def print_audit(session: Session, report: AuditReport, *, by_label: bool = False) -> None:
    """Both kinds of articles side by side, then what it comes to."""
    alone, helped = count(report.audited, "article"), count(report.assisted, "article")
    session.say(f"{alone} without suggestions, {helped} with them, against {report.version}:")
    table = _table("label", numbers=("marks/1,000 without", "with", "more (95%)", "F1 without", "with", "more (95%)"))
    for row in report.rows if by_label else report.rows[:1]:
        per = [_number(value) for value in row.marks]
        agreed = ["" if value is None else score_text(value) for value in row.agreement]
        more = "" if row.marks_more is None else f"{row.marks_more[0]:+.1f} to {row.marks_more[1]:+.1f}"
        pull = row.agreement_more
        points = "" if pull is None else f"{pull[0] * 100:+.1f} to {pull[1] * 100:+.1f}"
        _add(table, row.label or "all", *per, more, *agreed, points)
    session.out.print(table)
    for sentence in (*report.words, *report.notes):
        session.say(sentence)


def _lines(curve: LearningCurve, *, by_label: bool) -> Iterator[tuple[str, str | None]]:
    for row in curve.points[-1].rows:
        if row["n"] and (row["label"] is None or by_label):
            yield row["part"], row["label"]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _between(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{score_text(low)} to {score_text(high)}"


def _table(*words: str, numbers: tuple[str, ...]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name in words:
        table.add_column(name, overflow="fold")
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _add(table: Table, *texts: str) -> None:
    """As they are: labels may hold brackets, which Rich would take for markup."""
    table.add_row(*(Text(text) for text in texts))
