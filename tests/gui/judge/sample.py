"""An evaluation as a month of work would give it: 42 articles, twelve event types, errors of every kind."""

from __future__ import annotations

from typing import cast

from spanloop.core.comparison import Counts, DifferenceKind, Mode, Part, Scores
from spanloop.core.evaluation import ConfusionRow, ErrorRow, Evaluation, Interval, Intervals, Key
from spanloop.core.schema import Schema
from spanloop.operations.projects import default_schema

#: Type, how many the truth has, found rightly, and how many the extractor said too much.
_TYPES = (
    ("STRIKE", 118, 94, 19), ("ATTACK", 104, 77, 23), ("HARM", 92, 78, 11), ("DAMAGE", 61, 44, 12),
    ("MOVE", 74, 47, 21), ("CONTROL", 38, 23, 9), ("DETAIN", 27, 13, 6), ("TALKS", 33, 26, 6),
    ("AGREE", 21, 14, 6), ("SUPPORT", 29, 14, 9), ("SAY", 96, 67, 24), ("PROTEST", 16, 12, 2),
)  # fmt: skip
_TAKEN_FOR = {
    "STRIKE": (("ATTACK", 7), ("DAMAGE", 3)), "ATTACK": (("STRIKE", 8), ("CONTROL", 4)), "HARM": (("DAMAGE", 4),),
    "DAMAGE": (("STRIKE", 5), ("HARM", 2)), "MOVE": (("CONTROL", 8), ("SUPPORT", 4)),
    "CONTROL": (("ATTACK", 4), ("MOVE", 2)), "DETAIN": (("CONTROL", 4), ("AGREE", 2)),
    "TALKS": (("SAY", 2), ("AGREE", 1)), "AGREE": (("TALKS", 2), ("SAY", 1)), "SUPPORT": (("MOVE", 4), ("SAY", 2)),
    "SAY": (("TALKS", 8),), "PROTEST": (("ATTACK", 1),),
}  # fmt: skip
_LINES: tuple[tuple[DifferenceKind, str, str, str, str, str, str], ...] = (
    ("missed", "DETAIN", "", "At the Sarun crossing the brigade ", "took",
     " four drivers with it and let the lorries go on to Qasra", "Convoy of 30 lorries crosses at Bab al-Rih"),
    ("label", "DETAIN", "AGREE", "Nine policemen were ", "exchanged",
     " for eleven wounded fighters on the bridge after dusk", "Brigade frees nine detained policemen"),
    ("label", "DETAIN", "CONTROL", "The raid ended with two brothers ", "held",
     " at the 9th Division’s base, their mother said", "Ministry denies troops left the Sarun heights"),
    ("false", "", "DETAIN", "Snow has ", "trapped",
     " some 200 families on the pass since Friday, aid workers said on the road", "Hospital runs short of fuel"),
    ("missed", "DETAIN", "", "The court let the editor ", "go",
     " after a night of questions about his report from the dam", "Editor of Northern Post is free again"),
    ("boundary", "DETAIN", "DETAIN", "The soldiers ", "took away",
     " the two guards of the mill", "Mill at Tel Shahin closed"),
    ("missed", "DETAIN", "", "وقال شهود إن الجنود ", "اعتقلوا",
     " سبعة من سكان القرية صباح الثلاثاء", "الجيش يقصف مستودع الحبوب"),
    ("missed", "STRIKE", "", "The brigade ", "fired", " rockets at a checkpoint", "Army shells grain depot"),
    ("false", "", "SAY", "The lorries ", "noted", " at the gate were empty", "Convoy crosses"),
)  # fmt: skip


def schema() -> Schema:
    """The schema that the labels are of."""
    return default_schema()


def evaluation(*, articles: int = 42, intervals: bool = True, repeat: int = 1) -> Evaluation:
    """As of a version against the truth; repeat: how many times over the errors are there."""
    scores: Scores = {}
    known: dict[Key, Intervals] = {}
    for part, types in (("triggers", _TYPES), ("mentions", (("PER", 310, 280, 20), ("GPE", 205, 190, 9)))):
        _count(scores, known, cast("Part", part), types)
    arguments = (("STRIKE.attacker", 80, 44, 30), ("STRIKE.target", 96, 60, 21), ("DETAIN.agent", 20, 7, 8))
    _count(scores, known, "arguments", arguments)
    scores[("links", None, "exact")] = scores[("links", None, "overlap")] = Counts(3, 1, 2)
    return Evaluation(
        "truth",
        "Extractor v8",
        "test",
        articles,
        scores,
        intervals=known if intervals else {},
        confusion={"triggers": _confusion()},
        errors=_errors(repeat),
        left_out={"attributes": 709},
    )


def _count(
    scores: Scores, known: dict[Key, Intervals], part: Part, types: tuple[tuple[str, int, int, int], ...]
) -> None:
    rows: list[tuple[str | None, Counts]] = [(name, Counts(tp, fp, n - tp)) for name, n, tp, fp in types]
    total = Counts()
    for _, counts in rows:
        total = total + counts
    for label, counts in [(None, total), *rows]:
        for mode in ("exact", "overlap"):
            better = (
                Counts(counts.tp + 1, max(0, counts.fp - 1), max(0, counts.fn - 1)) if mode == "overlap" else counts
            )
            key: Key = (part, label, cast("Mode", mode))
            scores[key] = better
            known[key] = Intervals(*(_interval(x, better.n) for x in (better.precision, better.recall, better.f1)))


def _interval(value: float, n: int) -> Interval:
    half = 1.47 * (value * (1 - value) / max(1, n)) ** 0.5
    return round(value - half, 4), round(min(1.0, value + half), 4)


def _confusion() -> tuple[ConfusionRow, ...]:
    rows: list[ConfusionRow] = []
    for name, n, tp, _ in _TYPES:
        cells = dict(_TAKEN_FOR[name]) | {name: tp + 1}
        cells[""] = n - sum(cells.values())
        rows += [_cell(name, other, count) for other, count in cells.items()]
    rows += [_cell("", name, fp // 2) for name, _, _, fp in _TYPES]
    return tuple(rows)


def _cell(reference: str, other: str, n: int) -> ConfusionRow:
    return {"reference": reference, "other": other, "n": n}


def _errors(repeat: int) -> tuple[ErrorRow, ...]:
    rows: list[ErrorRow] = []
    for number in range(repeat):
        for kind, reference, other, before, quote, after, title in _LINES:
            start = len(before)
            rows.append(
                {
                    "article": f"article-{number}", "title": title, "part": "triggers", "kind": kind,
                    "reference_label": reference, "other_label": other, "start": start, "end": start + len(quote),
                    "before": before, "quote": quote, "after": after,
                    "reference": "mark" if reference else None, "other": None,
                }
            )  # fmt: skip
    rows.append(
        {
            "article": "article-0", "title": "Convoy crosses", "part": "arguments", "kind": "label",
            "reference_label": "STRIKE.target", "other_label": "STRIKE.attacker", "start": 10, "end": 19,
            "before": "Artillery shelled ", "quote": "the depot", "after": " before dawn",
            "reference": "e1", "other": None,
        }
    )  # fmt: skip
    rows.append(
        {
            "article": "article-0", "title": "Convoy crosses", "part": "mentions", "kind": "missed",
            "reference_label": "GPE", "other_label": "", "start": 30, "end": 35,
            "before": "Residents fled to ", "quote": "Qasra", "after": ".", "reference": "m1", "other": None,
        }
    )  # fmt: skip
    return tuple(rows)
