"""What an evaluation found, as it is shown, kept in a project and sent from a child process to the window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NotRequired, TypedDict

from spanloop.core.bootstrap import Interval, Intervals, Key
from spanloop.core.comparison import MODES, PARTS, Counts, DifferenceKind, Mode, Part, Scores

#: Which articles are scored: those of the test split, all complete ones, or those the version did not learn from.
On = Literal["test", "all", "unseen"]
ON: tuple[On, ...] = ("test", "all", "unseen")
#: Decimals of figures in documents.
DECIMALS = 4
#: A change that chance alone gives less often than this is not called chance.
UNLIKELY = 0.05


class ScoreRow(TypedDict):
    """One line of scores. label: None for all labels together. n: how many the reference has. Bounds may be None."""

    part: Part
    label: str | None
    mode: Mode
    n: int
    tp: int
    fp: int
    fn: int
    precision: float
    precision_low: float | None
    precision_high: float | None
    recall: float
    recall_low: float | None
    recall_high: float | None
    f1: float
    f1_low: float | None
    f1_high: float | None


class ConfusionRow(TypedDict):
    """How many items that the reference labels so the other labels so; "" where that side has none.

    Each item of either side is in exactly one row: the rows of one reference label add up to its n in the scores, those
    of one other label to tp + fp, and the row in which both labels are the same is tp of mode "overlap".
    """

    reference: str
    other: str
    n: int


class ErrorRow(TypedDict):
    """One difference, with the place to open.

    article: its uid. start, end: code points of the article, from the first character to after the last one (of an
    argument's filler, a link's target, an attribute's trigger). before, quote, after: the text there, at most 60 code
    points on either side, line breaks as spaces; for reading, so that their lengths need not be those of the offsets.
    reference, other: uid of the mark on either side; None where there is none, and for marks that were predicted only
    to be scored. Labels as in core.comparison.Difference. other_quote: the other's words where its place is another one
    than the reference's. of: of an argument, the words of its event's trigger. The last two are not there in what was
    kept before they were.
    """

    article: str
    title: str
    part: Part
    kind: DifferenceKind
    reference_label: str
    other_label: str
    start: int
    end: int
    before: str
    quote: str
    after: str
    reference: str | None
    other: str | None
    other_quote: NotRequired[str]
    of: NotRequired[str]


class ChangeRow(TypedDict):
    """How F1 changed from the first version to the second. low, high: 95% interval of the change, None if unknown.

    p: how often chance alone gives a change as large (core.bootstrap.change_chances); None if unknown, and not there in
    what was kept before it was counted.
    """

    part: Part
    label: str | None
    mode: Mode
    n: int
    f1_first: float
    f1_second: float
    change: float
    low: float | None
    high: float | None
    p: NotRequired[float | None]


@dataclass(frozen=True)
class Evaluation:
    """How far `other` agrees with `reference` in complete ranges.

    reference, other: who was compared; "truth" is whoever core.truth takes. on: which articles. articles: how many of
    them had a complete range that both could be compared on. scores: pooled over those articles. intervals: for the
    same keys. confusion: for "mentions" and "triggers". errors: by article and place; together with nothing else they
    account for fp and fn of mode "exact". notes: sentences on what was left out and how far the figures can be trusted,
    to be shown beside them. left_out: parts that `other` never marks, with how many the reference has; not scored.
    test_hash: of the truth of the articles that were scored (core.frozen): scores with the same hash compare; "" where
    it was not counted. calibration: how far the scores of suggestions can be taken at their word, by part,
    as core.reliability gives it.
    """

    reference: str
    other: str
    on: On
    articles: int
    scores: Scores
    intervals: Mapping[Key, Intervals] = field(default_factory=dict[Key, Intervals])
    confusion: Mapping[str, tuple[ConfusionRow, ...]] = field(default_factory=dict[str, tuple[ConfusionRow, ...]])
    errors: tuple[ErrorRow, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict[str, int])
    test_hash: str = ""
    calibration: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def rows(self) -> Iterator[ScoreRow]:
        """Scores in reading order: part by part, all labels first, exact before overlap; no lines without items."""
        for key in _in_reading_order(self.scores):
            counts = self.scores[key]
            if counts != Counts():
                yield _score_row(key, counts, self.intervals.get(key))

    def summary(self) -> dict[str, Any]:
        """What the record of an extractor version keeps: all but errors and confusion, which quote texts, and the
        calibration, which is of scores as they are before the version's own calibration is known."""
        return {
            "reference": self.reference,
            "other": self.other,
            "on": self.on,
            "articles": self.articles,
            "scores": list(self.rows()),
            "notes": list(self.notes),
            "left_out": dict(self.left_out),
            "test_hash": self.test_hash,
        }

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain JSON; figures with four decimals."""
        confusion = {part: [dict(row) for row in rows] for part, rows in self.confusion.items()}
        errors = [dict(row) for row in self.errors]
        return self.summary() | {"calibration": dict(self.calibration), "confusion": confusion, "errors": errors}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Evaluation:
        """What `to_dict` or `summary` wrote; what is missing there is empty. Bounds keep their four decimals."""
        rows: list[ScoreRow] = document["scores"]
        return cls(
            reference=document["reference"],
            other=document["other"],
            on=document.get("on", document.get("split", "test")),
            articles=document["articles"],
            scores={_key(row): Counts(row["tp"], row["fp"], row["fn"]) for row in rows},
            intervals={_key(row): _intervals(row) for row in rows},
            confusion={part: tuple(found) for part, found in document.get("confusion", {}).items()},
            errors=tuple(document.get("errors", ())),
            notes=tuple(document.get("notes", ())),
            left_out=dict(document.get("left_out", {})),
            test_hash=document.get("test_hash", ""),
            calibration=dict(document.get("calibration", {})),
        )


@dataclass(frozen=True)
class VersionComparison:
    """How the second of two versions differs from the first on the same articles, from which neither learned.

    first, second: their names. on, articles, notes: as of an Evaluation. rows: in reading order.
    """

    first: str
    second: str
    on: On
    articles: int
    rows: tuple[ChangeRow, ...]
    notes: tuple[str, ...] = ()
    test_hash: str = ""

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain JSON."""
        return {
            "first": self.first,
            "second": self.second,
            "on": self.on,
            "articles": self.articles,
            "rows": [dict(row) for row in self.rows],
            "notes": list(self.notes),
            "test_hash": self.test_hash,
        }

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> VersionComparison:
        """What `to_dict` wrote."""
        return cls(
            first=document["first"],
            second=document["second"],
            on=document["on"],
            articles=document["articles"],
            rows=tuple(document["rows"]),
            notes=tuple(document["notes"]),
            test_hash=document.get("test_hash", ""),
        )


def change_rows(
    first: Scores,
    second: Scores,
    intervals: Mapping[Key, Interval | None],
    *,
    chances: Mapping[Key, float | None] | None = None,
) -> Iterator[ChangeRow]:
    """The change of F1 line by line, for lines in which either has items, in the order of Evaluation.rows."""
    chances = chances or {}
    for key in _in_reading_order([*first, *second]):
        before, after = first.get(key, Counts()), second.get(key, Counts())
        if before == after == Counts():
            continue
        low, high = _bounds(intervals.get(key))
        yield {
            "part": key[0],
            "label": key[1],
            "mode": key[2],
            "n": before.n,
            "f1_first": round(before.f1, DECIMALS),
            "f1_second": round(after.f1, DECIMALS),
            "change": round(after.f1 - before.f1, DECIMALS),
            "low": low,
            "high": high,
            "p": None if (p := chances.get(key)) is None else round(p, DECIMALS),
        }


def chance_words(p: float | None) -> str:
    """What a p of a change says, in words: "the difference may be chance (p .21)", "" where it is not known."""
    if p is None:
        return ""
    shown = f"p {p:.3f}".replace("0.", ".", 1) if p < UNLIKELY else f"p {p:.2f}".replace("0.", ".", 1)
    return f"hardly chance ({shown})" if p < UNLIKELY else f"the difference may be chance ({shown})"


def _in_reading_order(keys: Iterable[Key]) -> list[Key]:
    def place(key: Key) -> tuple[int, bool, str, int]:
        part, label, mode = key
        return PARTS.index(part), label is not None, label or "", MODES.index(mode)

    return sorted(set(keys), key=place)


def _score_row(key: Key, counts: Counts, intervals: Intervals | None) -> ScoreRow:
    known = intervals or Intervals()
    precision_low, precision_high = _bounds(known.precision)
    recall_low, recall_high = _bounds(known.recall)
    f1_low, f1_high = _bounds(known.f1)
    return {
        "part": key[0],
        "label": key[1],
        "mode": key[2],
        "n": counts.n,
        "tp": counts.tp,
        "fp": counts.fp,
        "fn": counts.fn,
        "precision": round(counts.precision, DECIMALS),
        "precision_low": precision_low,
        "precision_high": precision_high,
        "recall": round(counts.recall, DECIMALS),
        "recall_low": recall_low,
        "recall_high": recall_high,
        "f1": round(counts.f1, DECIMALS),
        "f1_low": f1_low,
        "f1_high": f1_high,
    }


def _bounds(interval: Interval | None) -> tuple[float, float] | tuple[None, None]:
    return (None, None) if interval is None else (round(interval[0], DECIMALS), round(interval[1], DECIMALS))


def _key(row: ScoreRow) -> Key:
    return row["part"], row["label"], row["mode"]


def _intervals(row: ScoreRow) -> Intervals:
    return Intervals(
        _interval(row.get("precision_low"), row.get("precision_high")),
        _interval(row.get("recall_low"), row.get("recall_high")),
        _interval(row.get("f1_low"), row.get("f1_high")),
    )


def _interval(low: float | None, high: float | None) -> Interval | None:
    return None if low is None or high is None else (low, high)
