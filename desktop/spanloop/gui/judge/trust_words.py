"""The sentences on how far scores can be trusted. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from spanloop.core.auditing import AuditSetting
from spanloop.core.frozen import FrozenTest
from spanloop.core.reliability import Reliability
from spanloop.core.wording import count, score_text
from spanloop.operations.freezing import day_of

#: A mean distance of scores from what is right up to which they may be taken at their word.
CLOSE = 0.05


def test_set_words(frozen: FrozenTest | None, notes: Sequence[str]) -> str:
    """Whether the test set is set aside, and what became of it as far as the comparison that is shown says so."""
    if frozen is None:
        return (
            "The test set is open: about one of seven new articles joins it, so versions are not all scored on the "
            "same articles. Frozen, it stays as it is, and neither its articles nor copies of them train anything."
        )
    articles = count(len(frozen.truths), "article")
    changed = [note for note in notes if "changed since the set was frozen" in note]
    by = f" by {frozen.by}" if frozen.by else ""
    said = f"{articles}, frozen on {day_of(frozen)}{by}. None has a copy in training."
    return " ".join([said, *changed])


def calibration_words(found: Reliability | None, *, part: str, who: str) -> str:
    """Whether scores keep their word, and what the classes mean in which suggestions are shown."""
    if found is None or not found["n"]:
        return f"{who} gives no scores for {part} here, so there is nothing to compare with what was right."
    ece, rank = found["ece"], found["auroc"]
    error = "" if ece is None else f"Scores are off by {score_text(ece) if ece >= 0.01 else 'less than .01'} on average"
    how = (
        "they can be taken at their word"
        if ece is not None and ece <= CLOSE
        else "read them as an order, not as shares"
    )
    verdict = "" if ece is None else f": {how}."
    order = "" if rank is None else f" A right one has the higher score in {rank:.0%} of pairs of right and wrong."
    classes = [
        f"{round(one['right'] * one['n']):,} of {one['n']:,} {one['name']}"
        for one in found["classes"]
        if one["right"] is not None
    ]
    told = " and ".join(part for part in (", ".join(classes[:-1]), classes[-1]) if part) if classes else ""
    shown = f" Right were {told} ones." if told else ""
    return f"{error}{verdict}{order}{shown}"


def audit_words(setting: AuditSetting, report: Mapping[str, Any] | None) -> str:
    """What the audit is doing, or what it showed."""
    if report is not None:
        return " ".join([*report["words"], *report["notes"]])
    if setting.on:
        return (
            f"{setting.share:.0%} of the articles are annotated without suggestions. When some of both kinds are "
            "complete, comparing them says how far suggestions draw people their way."
        )
    return (
        "Whoever sees a suggestion is drawn to it. With the audit on, a random tenth of the articles is annotated "
        "without any, and the two kinds can be compared."
    )
