"""What an evaluation says, in the order in which it is read: figures with intervals, confusion, errors. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from spanloop.core.evaluation import ErrorRow, Evaluation
from spanloop.core.evaluation import ScoreRow as Scored
from spanloop.core.schema import Schema
from spanloop.core.wording import score_text

PARTS: dict[str, str] = {
    "mentions": "Mentions", "triggers": "Triggers", "arguments": "Arguments", "attributes": "Attributes",
}  # fmt: skip
MODES: dict[str, str] = {"exact": "Exact", "overlap": "Overlap"}
KINDS: tuple[str, ...] = ("missed", "false", "boundary", "label")
#: What a row of the table is, by part, and what "the same place, another label" is called there.
ITEM: dict[str, str] = {
    "mentions": "Entity label", "triggers": "Event type", "arguments": "Role", "attributes": "Attribute",
}  # fmt: skip
WRONG: dict[str, str] = {
    "mentions": "wrong label", "triggers": "wrong type", "arguments": "wrong role", "attributes": "wrong value",
}  # fmt: skip
THINGS: dict[str, tuple[str, str]] = {
    "mentions": ("mention", "mentions"), "triggers": ("event", "events"),
    "arguments": ("argument", "arguments"), "attributes": ("attribute", "attributes"),
}  # fmt: skip
#: Column and row of the confusion for what the other side does not have.
NOTHING = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A share of 0 to 1 with the ends of its 95% interval; None where there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One row of figures. label: None for all labels together. n: how many the reference has."""

    label: str | None
    n: int
    precision: Figure
    recall: Figure
    f1: Figure


@dataclass(frozen=True)
class Confusion:
    """counts: by (label of the reference, label of the other), NOTHING where that side has none.

    inexact: by label, how many of those on the diagonal overlap only.
    """

    labels: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]
    inexact: Mapping[str, int] = field(default_factory=dict[str, int])

    @cached_property
    def _sums(self) -> tuple[Counter[str], Counter[str]]:
        rows, columns = Counter[str](), Counter[str]()
        for (reference, other), n in self.counts.items():
            rows[reference] += n
            columns[other] += n
        return rows, columns

    def share(self, reference: str, other: str) -> float:
        """How much of all that the reference called so; of what only the other has, how much of all it called so."""
        rows, columns = self._sums
        whole = rows[reference] if reference else columns[other]
        return self.counts.get((reference, other), 0) / whole if whole else 0.0


class Judgement:
    """An evaluation as the page reads it. Labels come in the order of the schema."""

    def __init__(self, evaluation: Evaluation, *, schema: Schema) -> None:
        self.evaluation = evaluation
        self.reference, self.other, self.articles = evaluation.reference, evaluation.other, evaluation.articles
        #: Whether the reference is the truth, and nobody in particular.
        self.by_truth = evaluation.reference == "truth"
        self._order = _order(schema)
        self._scored = tuple(evaluation.rows())

    @property
    def who(self) -> str:
        """The reference in a sentence."""
        return "the truth" if self.by_truth else self.reference

    def total(self, part: str, mode: str) -> ScoreRow | None:
        """All labels of a part together; None where neither side has any."""
        return next((_row(row) for row in self._rows(part, mode) if row["label"] is None), None)

    def rows(self, part: str, mode: str) -> list[ScoreRow]:
        """One row for each label of the part."""
        found = [_row(row) for row in self._rows(part, mode) if row["label"] is not None]
        return sorted(found, key=lambda row: self._place(row.label or ""))

    def confusion(self, part: str, mode: str) -> Confusion | None:
        """Which label was taken for which; None for parts of which that is not counted.

        Marks that overlap stand on the diagonal in both modes: with them every mark of either side is in one cell.
        """
        cells = self.evaluation.confusion.get(part)
        if not cells:
            return None
        counts = {(cell["reference"], cell["other"]): cell["n"] for cell in cells if cell["n"]}
        labels = {label for pair in counts for label in pair if label}
        inexact = self._inexact(part) if mode == "exact" else {}
        return Confusion(tuple(sorted(labels, key=self._place)), counts, inexact)

    def _inexact(self, part: str) -> dict[str, int]:
        exact = {row["label"]: row["tp"] for row in self._rows(part, "exact")}
        found = {row["label"]: row["tp"] - exact.get(row["label"], 0) for row in self._rows(part, "overlap")}
        return {label: n for label, n in found.items() if label and n}

    def errors(self, part: str, mode: str, *, label: str | None = None) -> list[ErrorRow]:
        """The errors of a part. Where overlapping places count as the same, another boundary is no error."""
        return [
            error
            for error in self.evaluation.errors
            if error["part"] == part
            and (mode == "exact" or error["kind"] != "boundary")
            and (label is None or concerns(error, label))
        ]

    def left_out(self, part: str) -> int:
        """How many of a part the reference has that the other never marks; 0 where it was scored."""
        return self.evaluation.left_out.get(part, 0)

    def notes(self) -> list[str]:
        """What is to be said of the whole; that a part is left out is said where it would stand."""
        said = tuple(f"{self.other} suggests no {part};" for part in self.evaluation.left_out)
        return [note for note in self.evaluation.notes if not note.startswith(said)]

    def _rows(self, part: str, mode: str) -> Iterator[Scored]:
        return (row for row in self._scored if row["part"] == part and row["mode"] == mode)

    def _place(self, label: str) -> tuple[int, str]:
        return self._order.get(label, len(self._order)), label


def concerns(error: ErrorRow, label: str) -> bool:
    """Whether either side said this label."""
    return label in (row_of(error["reference_label"]), row_of(error["other_label"]))


def by_kind(errors: Sequence[ErrorRow]) -> dict[str, int]:
    """How many errors there are of each kind; "all" for all."""
    counted = Counter(error["kind"] for error in errors)
    return {"all": len(errors), **{kind: counted[kind] for kind in KINDS}}


def row_of(label: str) -> str:
    """The row of the table that a label of an error belongs to: "realis=planned" is one of realis."""
    return label.partition("=")[0]


def kind_word(error: ErrorRow) -> str:
    """What the list calls an error: "missed", "false", "boundary", "wrong type"."""
    return WRONG.get(error["part"], "wrong label") if error["kind"] == "label" else error["kind"]


def points(value: float | None) -> str:
    """A share as it is written here: ".84", "1.00", and a dash where there is nothing to divide."""
    return "–" if value is None else score_text(value)


def interval_words(figure: Figure) -> str:
    """The interval in words: ".73 to .79", "" where there is none."""
    if figure.low is None or figure.high is None:
        return ""
    return f"{points(figure.low)} to {points(figure.high)}"


def spoken_row(row: ScoreRow, *, reference: str) -> str:
    """A row of the table as a screen reader says it."""
    said = [f"{row.label or 'All'}, {row.n} in {reference}"]
    for name, figure in (("precision", row.precision), ("recall", row.recall), ("F1", row.f1)):
        span = interval_words(figure)
        said.append(f"{name} {points(figure.value)}" + (f", from {span}" if span else ""))
    return ", ".join(said)


def spoken_error(error: ErrorRow, *, reference: str, other: str) -> str:
    """A line of the list as a screen reader says it."""
    text = " ".join(f"{error['before']}{error['quote']}{error['after']}".split())
    sides = (f"{reference}: {error['reference_label'] or 'nothing'}", f"{other}: {error['other_label'] or 'nothing'}")
    quote = " ".join(error["quote"].split())
    more = beside(error, other=other)
    told = f", {more}" if more else ""
    return f"{kind_word(error)}, {', '.join(sides)}, “{quote}”{told} in: {text}. {error['title'] or 'Untitled'}"


def beside(error: ErrorRow, *, other: str) -> str:
    """What the place alone does not say: of which event an argument is, and which words the other side has instead."""
    of, instead = (" ".join(error.get(key, "").split()) for key in ("of", "other_quote"))
    said = [f"of the event “{of}”"] if of else []
    return ", ".join([*said, f"{other} has “{instead}”"] if instead else said)


def sides_of(error: ErrorRow, *, reference: str, other: str) -> str:
    """What either side said, in a line: "Extractor v1: ARM; truth: GPE"."""
    said = error["other_label"] or "nothing"
    if error["kind"] == "boundary":
        instead = " ".join(error.get("other_quote", "").split())
        said += f" with another boundary, “{instead}”" if instead else " with another boundary"
    return f"{other}: {said}; {reference}: {error['reference_label'] or 'nothing'}"


def _order(schema: Schema) -> dict[str, int]:
    labels = [entity.label for entity in schema.entities]
    for event in schema.events:
        labels += [event.type, *(f"{event.type}.{role.name}" for role in event.roles)]
    labels += [attribute.name for attribute in schema.attributes]
    return {label: place for place, label in enumerate(labels)}


def _row(row: Scored) -> ScoreRow:
    tp, fp, fn = row["tp"], row["fp"], row["fn"]
    return ScoreRow(
        row["label"],
        row["n"],
        _figure(row["precision"], row["precision_low"], row["precision_high"], there=tp + fp > 0),
        _figure(row["recall"], row["recall_low"], row["recall_high"], there=tp + fn > 0),
        _figure(row["f1"], row["f1_low"], row["f1_high"], there=tp + fp + fn > 0),
    )


def _figure(value: float, low: float | None, high: float | None, *, there: bool) -> Figure:
    return Figure(value, low, high) if there else Figure(None)
