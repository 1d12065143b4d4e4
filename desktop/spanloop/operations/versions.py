"""The extractor versions of a project: find, list, promote or roll back, delete."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from spanloop.core.changes import Changes
from spanloop.core.comparison import PARTS
from spanloop.core.errors import SpanloopError
from spanloop.core.gate import GateVerdict
from spanloop.core.ids import now
from spanloop.core.marks import Author
from spanloop.core.wording import one_line
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord

VersionState = Literal["current", "live", "replaced", "candidate", "deleted", "absent"]
#: In the details of a record: what the gate said of it, and who promoted it in spite of that.
GATE, OVERRIDE = "gate", "override"
#: In the details of a record: when a person deleted its files.
DELETED_AT = "deleted_at"
#: In the details of a record: of which version (uid) it holds what live refreshes made. It is no version of its own.
LIVE_OF = "live_of"
#: Of fewer decisions a percentage says more than is known.
_FEWEST_DECIDED = 10
#: Code points of a reason that the history shows; the version keeps all of it.
_LONGEST_REASON = 120
FILES_NOT_HERE = "files not here: retrain, or bring them with trust --from"
OTHER_FILES = "its files are not those that this project says were trained as it"


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One line of the table of versions.

    size: bytes on this machine's disk, None where the files are not here. articles, events, mentions: what it was
    trained on. f1: by part ("mentions", "triggers", ...), on the test split when it was trained, exact; None where the
    test split has none of it or the version does not suggest it. accepted: of its suggestions that somebody decided,
    the share that was accepted or corrected, 0..1; None before the first. decided: how many that were, with those left
    open where a person completed the layer, which are `undecided` and count as not accepted. tested: on how many test
    articles f1 is; versions may have been tested on different ones. state: "deleted" by a person, or "absent"
    where a version that is neither deleted nor current has no files here; the current one stays "current" then, with
    size None. other_files: a person trusted files under its name that are others. "live": what live refreshes made of
    the current one, which suggests beside it.
    """

    record: ExtractorRecord
    size: int | None
    articles: int
    events: int
    mentions: int
    f1: dict[str, float | None]
    accepted: float | None
    state: VersionState
    decided: int = 0
    undecided: int = 0
    tested: int = 0
    other_files: bool = False

    @property
    def called(self) -> str:
        """Its number, "3"; "3 live" of what live refreshes made of it."""
        return f"{abs(self.record.number)} live" if self.state == "live" else str(self.record.number)

    @property
    def kept(self) -> int:
        """How many of the decided suggestions were accepted or corrected."""
        return round((self.accepted or 0.0) * self.decided)

    def accepted_text(self) -> str:
        """ "67%", of few decisions "2 of 3", "" before the first."""
        if self.accepted is None:
            return ""
        return f"{self.kept} of {self.decided}" if self.decided < _FEWEST_DECIDED else f"{self.accepted:.0%}"

    @property
    def gate(self) -> GateVerdict | None:
        """What the gate said of it; None for versions from before there was one."""
        return verdict_of(self.record)

    @property
    def held_back(self) -> bool:
        """Whether the gate keeps it from suggesting, and nobody overrode that."""
        return self.record.state == "candidate" and is_held_back(self.record)

    @property
    def test_hash(self) -> str:
        """Of the truth of the articles that it was tested on, "" where that was not written down."""
        return _test_hash(self.record)

    @property
    def note(self) -> str:
        """What a person has to know before they use it, or ""."""
        if self.state == "deleted":
            return f"deleted {str(self.record.details[DELETED_AT])[:10]}"
        if self.size is None:
            return FILES_NOT_HERE
        if self.other_files:
            return OTHER_FILES
        if self.held_back and self.gate is not None:
            return self.gate.words
        override = override_of(self.record)
        return f"promoted anyway by {override['by']}: {override['reason']}" if override else ""

    def to_dict(self) -> dict[str, Any]:
        """For `--json`."""
        record = self.record
        return {
            "uid": record.uid,
            "name": record.name,
            "number": record.number,
            "state": self.state,
            "note": self.note,
            "created_at": record.created_at,
            "recipe": record.recipe,
            "weights": record.details.get("weights"),
            "seed": record.seed,
            "schema_version": record.schema_version,
            "bytes": self.size,
            "articles": self.articles,
            "events": self.events,
            "mentions": self.mentions,
            "f1": self.f1,
            "accepted": None if self.accepted is None else round(self.accepted, 4),
            "decided": self.decided,
            "undecided": self.undecided,
            "tested": self.tested,
            "test_hash": self.test_hash,
            "data_hash": record.data_hash,
            "libraries": record.details.get("versions", {}),
            "gate": None if self.gate is None else {"passed": self.gate.passed, "words": self.gate.words},
            "override": override_of(record),
        }


def extractors(project: Project) -> list[ExtractorRecord]:
    """All versions, oldest first, each followed by what live refreshes made of it."""
    return sorted(project.extractors(), key=lambda record: (abs(record.number), record.number < 0))


def is_live(record: ExtractorRecord) -> bool:
    """Whether a record is no version of its own but what live refreshes made of one."""
    return bool(record.details.get(LIVE_OF))


def live_record(records: Iterable[ExtractorRecord], base: str) -> ExtractorRecord | None:
    """Among the records of a project, what live refreshes made of the version with this uid; None before the first."""
    return next((found for found in records if found.details.get(LIVE_OF) == base), None)


def current_extractor(project: Project) -> ExtractorRecord | None:
    """The version that suggests now, or None before the first training."""
    return next((record for record in project.extractors() if record.state == "current"), None)


def find_extractor(project: Project, named: str | None) -> ExtractorRecord:
    """The version of this name, number or uid; the current one when nothing is named."""
    if named is None:
        record = current_extractor(project)
        if record is None:
            raise SpanloopError(
                "There is no extractor yet", where=str(project.path), way_out="Train one after some complete articles."
            )
        return record
    for record in project.extractors():
        if named in {record.name, record.uid, str(record.number), f"v{record.number}"}:
            return record
    known = ", ".join(record.name for record in extractors(project)) or "none yet"
    raise SpanloopError(f"There is no extractor {named}", where=str(project.path), way_out=f"Known: {known}.")


def next_number(project: Project) -> int:
    """The number of the version that is trained next.

    One above all versions, and above all extractors that are known by name only, from a file that came from elsewhere:
    under the name of one of these its suggestions would be the other's.
    """
    names = [author.name for author in project.authors() if author.kind == "extractor"]
    named = [int(found[1]) for name in names if (found := re.fullmatch(r"Extractor v(\d{1,9})", name))]
    return 1 + max([record.number for record in project.extractors()] + named, default=0)


def version_rows(project: Project, *, data_dir: Path) -> list[VersionRow]:
    """The table of versions, newest first. data_dir: where extractors live on this machine."""
    from spanloop.learn.extractors import ExtractorShelf

    shelf = ExtractorShelf(data_dir)
    here = set(shelf.uids())
    decided, left = project.decisions(), project.left_undecided()
    rows: list[VersionRow] = []
    for record in reversed(extractors(project)):
        size = shelf.size(record.uid) if record.uid in here else None
        outcomes = decided.get(record.author.uid, {})
        kept = sum(outcomes.values()) - outcomes.get("rejected", 0)
        undecided = left.get(record.author.uid, 0)
        total = sum(outcomes.values()) + undecided
        if LIVE_OF in record.details and size is None:
            continue  # its version was replaced, and what live refreshes made of it is gone
        rows.append(
            VersionRow(
                record=record,
                size=size,
                articles=_articles(record),
                events=_marks(record, "events"),
                mentions=_marks(record, "entities"),
                f1=_f1(record),
                accepted=kept / total if total else None,
                state=_state(record, here=size is not None),
                decided=total,
                undecided=undecided,
                tested=_tested(record),
                other_files=size is not None and shelf.is_other(record.uid),
            )
        )
    return rows


def verdict_of(record: ExtractorRecord) -> GateVerdict | None:
    """What the gate said of a version; None for those from before there was one."""
    kept: dict[str, Any] | None = record.details.get(GATE)
    return GateVerdict.from_dict(kept) if kept else None


def override_of(record: ExtractorRecord) -> dict[str, str] | None:
    """Who promoted a version that was held back, when and why ("by", "uid", "at", "reason"); None where nobody did."""
    return record.details.get(OVERRIDE)


def is_held_back(record: ExtractorRecord) -> bool:
    """Whether the gate did not let a version through, and nobody promoted it in spite of that."""
    verdict = verdict_of(record)
    return verdict is not None and not verdict.passed and override_of(record) is None


def newest_held_back(project: Project) -> ExtractorRecord | None:
    """The version that was trained last, where the gate holds it back; None else."""
    newest = max(project.extractors(), key=lambda record: record.number, default=None)
    return newest if newest is not None and newest.state == "candidate" and is_held_back(newest) else None


def promote(project: Project, *, author: Author, data_dir: Path, extractor: str, anyway: str | None = None) -> Changes:
    """Make a version the one that suggests; also the way to roll back to an older one.

    One that the gate held back is promoted only with `anyway`: the reason, which goes into the history and into the
    details of the version, with who gave it and when.

    From then on its suggestions are offered and those of the one before are not; `suggest` adds what it has not read
    yet. It is in the history and is not undone: roll back instead. Raises SpanloopError for a version that was deleted,
    whose files are not here, or that this machine does not trust; nothing happens for the current one.
    """
    from spanloop.learn.extractors import ExtractorShelf

    record = find_extractor(project, extractor)
    if record.state == "current":
        return Changes()
    refuse_deleted(project, record)
    if LIVE_OF in record.details:
        what = f"{record.name} suggests beside the version that it came of"
        raise SpanloopError(what, where=str(project.path), way_out="Promote a version that was trained from scratch.")
    ExtractorShelf(data_dir).require(record.uid)
    before = current_extractor(project)
    back = before is not None and before.number > record.number
    label = f"{'roll back to' if back else 'promote'} {record.name}"
    reason = _reason(project, record, anyway) if is_held_back(record) else ""
    if reason:
        label = f"promote {record.name} anyway: {one_line(reason, most=_LONGEST_REASON)}"
    with project.act(author, label) as act:
        if reason:
            told = {"by": author.name, "uid": author.uid, "at": now(), "reason": reason}
            act.set_extractor_metrics(record.uid, record.metrics, details={**record.details, OVERRIDE: told})
        act.set_extractor_state(record.uid, "current")
    return act.changes


def _reason(project: Project, record: ExtractorRecord, anyway: str | None) -> str:
    """Why a version is promoted that the gate held back; raises SpanloopError where nobody says so."""
    verdict = verdict_of(record)
    if anyway is None:
        raise SpanloopError(
            f"{record.name} was held back. {verdict.words if verdict else ''}".rstrip(". "),
            where=str(project.path),
            way_out="Promote it anyway with a reason (--anyway --reason), or train again after more marks.",
        )
    reason = " ".join(anyway.split())
    if not reason:
        raise SpanloopError("No reason was given", way_out="Say why it is to suggest although it was held back.")
    return reason


def refuse_deleted(project: Project, record: ExtractorRecord) -> None:
    """Raise SpanloopError where a person deleted the files of a version."""
    if DELETED_AT in record.details:
        raise SpanloopError(
            f"{record.name} was deleted", where=str(project.path), way_out="Train a new version, or name another one."
        )


def delete_version(project: Project, *, author: Author, data_dir: Path, extractor: str, files_hash: str = "") -> int:
    """Remove the files of a version from this machine; returns the bytes that this freed.

    What is known of it stays: its line in the table, its scores, its suggestions and what people did with them. Raises
    SpanloopError for the current version. What was deleted before frees 0 bytes. files_hash: of its files, where they
    were read already (see trusting.hash_of); "" reads them, which may take seconds.
    """
    from spanloop.learn.extractors import ExtractorShelf

    record = find_extractor(project, extractor)
    if record.state == "current":
        raise SpanloopError(
            f"{record.name} suggests now, so it is not deleted",
            where=str(project.path),
            way_out="Promote another version first.",
        )
    shelf = ExtractorShelf(data_dir)
    freed = shelf.size(record.uid)
    if DELETED_AT in record.details and not freed:
        return 0
    with project.act(author, f"delete {record.name}") as act:
        details = {**record.details, DELETED_AT: record.details.get(DELETED_AT, now())}
        act.set_extractor_metrics(record.uid, record.metrics, details=details)
        # Last, and within the act: files that cannot be removed leave the version as it was.
        shelf.delete(record.uid, files_hash=files_hash)
    return freed


def _state(record: ExtractorRecord, *, here: bool) -> VersionState:
    if record.state == "current":
        return "current"
    if LIVE_OF in record.details:
        return "live"
    if DELETED_AT in record.details:
        return "deleted"
    return record.state if here else "absent"


def _articles(record: ExtractorRecord) -> int:
    articles = record.details.get("articles")
    if isinstance(articles, dict):
        return len(cast("dict[str, list[str]]", articles).get("train", []))
    return int(record.details.get("train_articles", 0))  # versions made before their articles were kept


def _marks(record: ExtractorRecord, layer: str) -> int:
    marks: dict[str, dict[str, int]] = record.details.get("marks", {})
    return sum(marks.get(layer, {}).values())


def _tested(record: ExtractorRecord) -> int:
    test: dict[str, Any] = record.metrics.get("test") or {}
    return int(test.get("articles", 0))


def _test_hash(record: ExtractorRecord) -> str:
    test: dict[str, Any] = record.metrics.get("test") or {}
    return str(test.get("test_hash", ""))


def tests_differ(rows: Iterable[VersionRow]) -> bool:
    """Whether versions were tested on other articles, or on the same with another truth: their scores do not compare.

    Of versions whose test set was not written down only its size is known.
    """
    tested = [row for row in rows if row.tested]
    return len({row.tested for row in tested}) > 1 or len({row.test_hash for row in tested if row.test_hash}) > 1


def sizes_of_tests(rows: Iterable[VersionRow]) -> list[int]:
    """On how many articles the versions were tested, each size once; more than one: their scores do not compare."""
    return sorted({row.tested for row in rows if row.tested})


@dataclass(frozen=True, slots=True)
class Fall:
    """The newest version, which suggests, was scored lower when it was trained than the one before it was.

    parts: name, F1 of the older, F1 of the newer, as they are shown. tested: on how many articles each, older first.
    same_test: whether the articles and their truth were the same; False where that was not written down either.
    """

    older: ExtractorRecord
    newer: ExtractorRecord
    parts: tuple[tuple[str, float, float], ...]
    tested: tuple[int, int]
    same_test: bool = False


def score_fall(records: Iterable[ExtractorRecord]) -> Fall | None:
    """What fell from the version before to the newest one, by the two recorded scores alone; None when nothing did."""
    scored = sorted((record for record in records if _tested(record)), key=lambda record: record.number)
    if len(scored) < 2 or scored[-1].state != "current":
        return None
    older, newer = scored[-2:]
    before, after = _f1(older), _f1(newer)
    parts: list[tuple[str, float, float]] = []
    for part, score in before.items():
        now_scored = after[part]
        if score is not None and now_scored is not None and round(now_scored, 2) < round(score, 2):
            parts.append((part, score, now_scored))
    same = "" != _test_hash(older) == _test_hash(newer)
    return Fall(older, newer, tuple(parts), (_tested(older), _tested(newer)), same) if parts else None


def _f1(record: ExtractorRecord) -> dict[str, float | None]:
    test: dict[str, Any] = record.metrics.get("test") or {}
    rows: list[dict[str, Any]] = test.get("scores", [])
    found: dict[str, float | None] = dict.fromkeys(PARTS)
    for row in rows:
        suggests = row["tp"] + row["fp"] > 0 or bool(_learned(record, row["part"]))
        if row["label"] is None and row["mode"] == "exact" and row["n"] and suggests:
            found[row["part"]] = float(row["f1"])
    return found


def _learned(record: ExtractorRecord, part: str) -> int:
    """How many marks of a part it learned from: of a part that it never suggests no score is given."""
    return _marks(record, {"mentions": "entities", "triggers": "events"}.get(part, ""))
