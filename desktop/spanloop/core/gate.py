"""The promotion gate: whether a new version may suggest in the place of the one that does.

It reads paired changes of F1 on the frozen test articles (core.evaluation.ChangeRow) and knows four words for a line:
better, not worse, worse, too few to say. A part (mentions, triggers, ...) is worse where its whole 95% interval lies
below 0, or where it fell by more than WORST_FALL, be that chance or not: the version before is then the better bet. A
label is worse where it fell by more than WORST_FALL and its whole interval lies below 0; labels are many and rare, so
that in almost every training one of them falls by chance. With too few test articles for an interval a part is worse
where it fell by more than FAR_FALL over LEAST_FEW items or more; all else that is too few to say holds nothing back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from spanloop.core.evaluation import ChangeRow

Word = Literal["better", "not worse", "worse", "too few to say"]
#: How far F1 of a part or a label may fall, as a share of 1.
WORST_FALL = 0.05
#: The same where there are too few test articles for an interval, and how many items of the part they have to have.
FAR_FALL, LEAST_FEW = 0.15, 20
#: A label with fewer items in the test articles is not judged by itself.
LEAST_GOLD = 10
#: So many lines are named in a sentence.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class GateRow:
    """One judged line: the change as of a ChangeRow, the word for it, and whether it lets the version through.

    errors: how many errors of the new version concern it, None where that was not counted.
    """

    change: ChangeRow
    word: Word
    passed: bool
    errors: int | None = None

    @property
    def name(self) -> str:
        """ "Triggers" for all of a part, "DETAIN triggers" for one label of it."""
        part, label = self.change["part"], self.change["label"]
        return f"{label} {part}" if label else part.capitalize()

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON."""
        return {"change": dict(self.change), "word": self.word, "passed": self.passed, "errors": self.errors}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> GateRow:
        """What `to_dict` wrote."""
        return cls(document["change"], document["word"], document["passed"], document.get("errors"))


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """passed: the new version may suggest. rows: parts, then the labels that were judged, the worst first.

    words: a sentence on the whole. not_judged: sentences on what was not judged, and why. new, old: names of the two
    versions; old is "" where there was none. articles: on how many test articles. test_hash: of their truth.
    """

    passed: bool
    rows: tuple[GateRow, ...] = ()
    words: str = ""
    not_judged: tuple[str, ...] = ()
    new: str = ""
    old: str = ""
    articles: int = 0
    test_hash: str = ""

    @property
    def failed(self) -> tuple[GateRow, ...]:
        """The lines that hold the version back."""
        return tuple(row for row in self.rows if not row.passed)

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON, as the record of a version keeps it."""
        return {
            "passed": self.passed,
            "rows": [row.to_dict() for row in self.rows],
            "words": self.words,
            "not_judged": list(self.not_judged),
            "new": self.new,
            "old": self.old,
            "articles": self.articles,
            "test_hash": self.test_hash,
        }

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> GateVerdict:
        """What `to_dict` wrote."""
        return cls(
            passed=document["passed"],
            rows=tuple(GateRow.from_dict(row) for row in document.get("rows", ())),
            words=document.get("words", ""),
            not_judged=tuple(document.get("not_judged", ())),
            new=document.get("new", ""),
            old=document.get("old", ""),
            articles=document.get("articles", 0),
            test_hash=document.get("test_hash", ""),
        )


@dataclass(frozen=True, slots=True)
class Sides:
    """What the gate is told beside the changes.

    lost: parts that the old version suggests and the new one does not, though the schema has them. added: the other way
    round. unknown: labels that the old version could not know. errors: how many errors of the new version concern a
    line, by (part, label).
    """

    new: str = ""
    old: str = ""
    lost: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    errors: Mapping[tuple[str, str | None], int] = field(default_factory=dict[tuple[str, str | None], int])


def word_of(change: ChangeRow) -> Word:
    """What the interval of a change allows to say."""
    low, high = change["low"], change["high"]
    if low is None or high is None:
        return "too few to say"
    if low > 0:
        return "better"
    if high < 0:
        return "worse"
    # Not worse: the interval leaves out a fall of more than WORST_FALL. A wider one cannot be told from chance.
    return "not worse" if low >= -WORST_FALL else "too few to say"


def judge(changes: Iterable[ChangeRow], *, sides: Sides | None = None) -> GateVerdict:
    """Judge a new version by how it changed from the one that suggests, on articles from which neither learned.

    changes: lines of mode "exact"; others, and those of which the test articles have nothing, are not looked at.
    """
    sides = sides or Sides()
    there = [change for change in changes if change["mode"] == "exact" and change["n"]]
    # Attributes are scored on the events that each version found: one that finds more may score lower for it.
    looked_at = [change for change in there if change["part"] != "attributes"]
    parts = [_part_row(change, sides) for change in looked_at if change["label"] is None]
    known = [change for change in looked_at if change["label"] is not None and not _is_unknown(change, sides)]
    labels = [_label_row(change, sides) for change in known if change["n"] >= LEAST_GOLD and change["low"] is not None]
    labels.sort(key=lambda row: (row.passed, row.change["change"], row.name))
    rows = (*parts, *labels)
    passed = all(row.passed for row in rows) and not sides.lost
    untold = list(_untold(rows, known, sides))
    if len(looked_at) < len(there):
        untold.append("Not judged: attributes, which are scored on those events only that each version found.")
    return GateVerdict(passed, rows, _words(rows, sides), tuple(untold), sides.new, sides.old)


def _is_unknown(change: ChangeRow, sides: Sides) -> bool:
    return (change["label"] or "").partition(".")[0] in sides.unknown


def _part_row(change: ChangeRow, sides: Sides) -> GateRow:
    word = word_of(change)
    if change["low"] is None:
        fallen = change["change"] < -FAR_FALL and change["n"] >= LEAST_FEW
    else:
        fallen = change["change"] < -WORST_FALL
    return GateRow(change, "worse" if fallen else word, not fallen and word != "worse", _errors(change, sides))


def _label_row(change: ChangeRow, sides: Sides) -> GateRow:
    word = word_of(change)
    return GateRow(change, word, not (word == "worse" and change["change"] < -WORST_FALL), _errors(change, sides))


def _errors(change: ChangeRow, sides: Sides) -> int | None:
    return sides.errors.get((change["part"], change["label"]))


def _words(rows: Sequence[GateRow], sides: Sides) -> str:
    """One or two sentences: how the new version stands, and who suggests."""
    new, old = sides.new or "The new version", sides.old or "the version before"
    stays = f"{old[:1].upper()}{old[1:]} goes on suggesting."
    if sides.lost:
        return f"{new} suggests no {_listed(sides.lost)}, as {old} does. {stays}"
    failed = [row for row in rows if not row.passed]
    parts = [row for row in rows if row.change["label"] is None]
    better = any(row.word == "better" for row in parts)
    if failed:
        names = [row.name if row.change["label"] else row.name.lower() for row in failed[:_NAMED]]
        where = _listed(names + ([f"{len(failed) - _NAMED} more"] if len(failed) > _NAMED else []))
        first = "is better overall, but it is worse at" if better and all(r.passed for r in parts) else "is worse at"
        return f"{new} {first} {where}. {stays}"
    if not parts or all(row.word == "too few to say" for row in parts):
        return f"There are too few test articles to judge {new}. It suggests from now on."
    return f"{new} is {'better' if better else 'not worse'} than {old}. It suggests from now on."


def _untold(rows: Sequence[GateRow], known: Sequence[ChangeRow], sides: Sides) -> Iterable[str]:
    """What was not judged, and why."""
    old = sides.old or "the version before"
    few = [row.name.lower() for row in rows if row.change["label"] is None and row.word == "too few to say"]
    if few:
        yield f"Not held back for {_listed(few)}: too few test articles to say."
    if sides.added:
        yield f"Not judged: {_listed(sides.added)}, which {old} does not suggest."
    if sides.unknown:
        yield f"Not judged: {_listed(sorted(sides.unknown))}, which {old} could not know."
    rare = len(known) - sum(row.change["label"] is not None for row in rows)
    if rare:
        yield (
            f"Not judged by itself: {rare} {'label' if rare == 1 else 'labels'} with fewer than {LEAST_GOLD} in the "
            "test articles, or in too few of them."
        )


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
