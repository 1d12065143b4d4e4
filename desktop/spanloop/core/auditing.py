"""The bias audit: which articles are annotated without suggestions, and what the two kinds of articles differ in.

Whoever sees a suggestion is drawn to it (anchoring): they accept what they would not have marked, and pass over what is
not suggested. To see by how much, a random share of articles is annotated without any. Whether an article is one of
them follows from a hash of the project and of the oldest article of its cluster, so it is the same on every machine and
at any time, and copies are treated alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, cast

from spanloop.core.bootstrap import FEWEST, Interval
from spanloop.core.comparison import Counts

#: Name of the project's setting.
SETTING = "audit"
SHARE = 0.1
RESAMPLES = 1000
_SEED = 20_210_407
_LEVEL = 0.95
_HASHES = 1 << 64


@dataclass(frozen=True, slots=True)
class AuditSetting:
    """on: whether articles are audited. share: of the clusters, 0 to 1. since: when it was switched on, ISO 8601.

    exempt: articles that would be audited, but had suggestions already when it was switched on; they keep them.
    """

    on: bool = False
    share: float = SHARE
    since: str = ""
    exempt: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As the project's setting keeps it."""
        return {"on": self.on, "share": self.share, "since": self.since, "exempt": sorted(self.exempt)}

    @classmethod
    def from_setting(cls, setting: object) -> AuditSetting:
        """What `to_dict` wrote; off where it is of another form."""
        if not isinstance(setting, dict):
            return cls()
        kept = cast("dict[str, Any]", setting)
        share: object = kept.get("share", SHARE)
        exempt: object = kept.get("exempt", ())
        return cls(
            kept.get("on") is True,
            float(share) if isinstance(share, int | float) and 0 <= share <= 1 else SHARE,
            str(kept.get("since", "")),
            tuple(cast("list[str]", exempt)) if isinstance(exempt, list) else (),
        )

    def holds(self, article: str, *, project: str, cluster: Collection[str] = ()) -> bool:
        """Whether an article is annotated without suggestions. cluster: uids of all its copies."""
        if not self.on or article in self.exempt:
            return False
        return is_drawn(project, min([article, *cluster]), share=self.share)


def is_drawn(project: str, article: str, *, share: float) -> bool:
    """Whether a hash of both falls into the share. A larger share holds all that a smaller one does."""
    digest = hashlib.sha256(f"{project} {article}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < share * _HASHES


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in one article. words: how many it has. marks: how many a person marked, by label.

    agreed: of the version's suggestions against these marks, by label.
    """

    words: int
    marks: Mapping[str, int]
    agreed: Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One label in both kinds of articles; label None: all together. Values None where there is nothing to count.

    marks: per 1,000 words; agreement: F1, 0..1; each without suggestions, with them, and the difference (with less
    without) with its 95% interval, None where fewer than FEWEST articles of either kind have any.
    """

    label: str | None
    marks: tuple[float | None, float | None]
    marks_more: Interval | None
    agreement: tuple[float | None, float | None]
    agreement_more: Interval | None
    n: tuple[int, int]

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON."""
        return {
            "label": self.label,
            "n": list(self.n),
            "marks": list(self.marks),
            "marks_more": None if self.marks_more is None else list(self.marks_more),
            "agreement": list(self.agreement),
            "agreement_more": None if self.agreement_more is None else list(self.agreement_more),
        }


@dataclass(frozen=True, slots=True)
class AuditReport:
    """audited, assisted: how many articles without and with suggestions were compared. rows: all labels, then each.

    version: whose suggestions they were compared with. words: what it comes to. notes: what was left out.
    """

    version: str
    audited: int
    assisted: int
    rows: tuple[AuditRow, ...]
    words: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON."""
        return {
            "version": self.version,
            "audited": self.audited,
            "assisted": self.assisted,
            "rows": [row.to_dict() for row in self.rows],
            "words": list(self.words),
            "notes": list(self.notes),
        }


def compare_kinds(
    audited: Sequence[Read], assisted: Sequence[Read], *, version: str, notes: Sequence[str] = ()
) -> AuditReport:
    """What articles annotated without suggestions differ in from those annotated with them."""
    labels = sorted({label for one in (*audited, *assisted) for label in (*one.marks, *one.agreed)})
    rows = tuple(_row(label, audited, assisted) for label in (None, *labels))
    return AuditReport(version, len(audited), len(assisted), rows, tuple(_words(rows[0], version)), tuple(notes))


def _row(label: str | None, audited: Sequence[Read], assisted: Sequence[Read]) -> AuditRow:
    dense = [[(_marks(one, label), one.words) for one in kind] for kind in (audited, assisted)]
    alike = [[_counts(one, label) for one in kind] for kind in (audited, assisted)]
    return AuditRow(
        label,
        (_density(_summed(dense[0])), _density(_summed(dense[1]))),
        _more(dense[0], dense[1], _density, there=1),
        (_f1(_summed(alike[0])), _f1(_summed(alike[1]))),
        _more(alike[0], alike[1], _f1, there=2),
        (sum(marks for marks, _ in dense[0]), sum(marks for marks, _ in dense[1])),
    )


def _marks(one: Read, label: str | None) -> int:
    return sum(one.marks.values()) if label is None else one.marks.get(label, 0)


def _counts(one: Read, label: str | None) -> tuple[int, int, int]:
    """What both have, what the version has, what the person has."""
    every = one.agreed.values() if label is None else [one.agreed.get(label, Counts())]
    counts = sum(every, Counts())
    return counts.tp, counts.tp + counts.fp, counts.n


def _summed(articles: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*articles, strict=True)))


def _density(total: tuple[int, ...]) -> float | None:
    return 1000 * total[0] / total[1] if total and total[1] else None


def _f1(total: tuple[int, ...]) -> float | None:
    return 2 * total[0] / (total[1] + total[2]) if total and total[1] + total[2] else None


def _more(
    audited: Sequence[tuple[int, ...]],
    assisted: Sequence[tuple[int, ...]],
    value: Callable[[tuple[int, ...]], float | None],
    *,
    there: int,
) -> Interval | None:
    """The interval of how much more it is with suggestions: articles of both kinds are drawn apart, with replacement.

    there: where in the counts stands what FEWEST articles of either kind have to have.
    """
    if min(sum(one[there] > 0 for one in kind) for kind in (audited, assisted)) < FEWEST:
        return None
    random = Random(_SEED)
    drawn: list[float] = []
    for _ in range(RESAMPLES):
        without = value(_summed(random.choices(audited, k=len(audited))))
        with_them = value(_summed(random.choices(assisted, k=len(assisted))))
        if without is not None and with_them is not None:
            drawn.append(with_them - without)
    drawn.sort()
    cut = round((1 - _LEVEL) / 2 * len(drawn))
    return (drawn[cut], drawn[-1 - cut]) if drawn else None


def _words(row: AuditRow, version: str) -> list[str]:
    """A sentence on how much is marked, and one on how far people agree with what is suggested."""
    said: list[str] = []
    without, with_them = row.marks
    if without is None or with_them is None:
        return ["There are no articles of both kinds yet: complete some with suggestions and some without."]
    said.append(
        f"With suggestions people mark {with_them:.1f} per 1,000 words, without {without:.1f}: "
        f"{_told(row.marks_more, 1.0, 'more', 'fewer')}."
    )
    alone, shown = row.agreement
    if alone is not None and shown is not None:
        pull = row.agreement_more
        end = "."
        if pull is not None and pull[0] > 0:
            end = ": suggestions draw people their way."
        elif pull is not None and pull[1] < 0:
            end = ": whoever sees suggestions departs from them more."
        points = "points more", "points fewer"
        said.append(
            f"They agree with {version} at F1 {_share(shown)} where they saw suggestions and {_share(alone)} where "
            f"they did not: {_told(pull, 100.0, *points)}{end}"
        )
    return said


def _told(interval: Interval | None, scale: float, more: str, fewer: str) -> str:
    """How much more, by its interval; what may be chance is called so."""
    if interval is None:
        return f"too few articles to say (at least {FEWEST} of each kind)"
    low, high = interval[0] * scale, interval[1] * scale
    if low > 0:
        return f"{low:.1f} to {high:.1f} {more}, with 95% certainty"
    if high < 0:
        return f"{-high:.1f} to {-low:.1f} {fewer}, with 95% certainty"
    return f"the difference may be chance ({low:+.1f} to {high:+.1f})".replace("-", "−")


def _share(value: float) -> str:
    return f"{value:.2f}".replace("0.", ".", 1) if value < 1 else "1.0"
