"""A version made into a package for those who have spaCy and no Spanloop."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spanloop.core.wording import count
from spanloop.operations.versions import find_extractor, refuse_deleted
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord


@dataclass(frozen=True)
class Packaged:
    """path: of the wheel. size: bytes. name: what spacy.load takes."""

    path: Path
    size: int
    name: str
    version: str


def package(
    project: Project,
    *,
    dest: Path,
    data_dir: Path,
    extractor: str | None = None,
    name: str | None = None,
    version: str | None = None,
    author: str = "",
    licence: str = "",
) -> Packaged:
    """Write a version's wheel into the folder `dest`: it loads by `spacy.load(name)` without Spanloop.

    extractor: a name, number or uid; default: the current version. name: default: from the name of the project.
    version: default: 0.N.0 of version N. Raises SpanloopError where the files are missing, not trusted or broken.
    """
    record = find_extractor(project, extractor)
    refuse_deleted(project, record)
    from spanloop.learn.extractors import ExtractorShelf
    from spanloop.learn.package import PackageFacts, write_wheel

    called = project.path.stem.encode("utf-8", "replace").decode()  # names of files need not be text
    facts = PackageFacts(
        name=name or _name_of(project.path.stem),
        version=version or f"0.{record.number}.0",
        summary=f"{record.name} of the project {called}: finds mentions and events in news.",
        author=author,
        licence=licence,
        scores=tuple(_scores(record)),
    )
    shelf = ExtractorShelf(data_dir)
    shelf.load(record.uid, called=record.name)  # what does not load here loads nowhere else
    path = write_wheel(shelf.path(record.uid), dest, facts)
    return Packaged(path, path.stat().st_size, facts.name, facts.version)


def _name_of(stem: str) -> str:
    """A name for a package from a file's: "Südsudan 2024" becomes "s_dsudan_2024"."""
    plain = re.sub(r"[^a-z0-9]+", "_", stem.lower()).strip("_")
    return plain if plain[:1].isalpha() else f"extractor_{plain}".rstrip("_")


def _scores(record: ExtractorRecord) -> list[str]:
    test: dict[str, Any] = record.metrics.get("test") or {}
    rows: list[dict[str, Any]] = test.get("scores", [])
    articles = int(test.get("articles", 0))
    where = count(articles, "test article")
    return [
        f"{str(row['part']).capitalize()}, {row['n']} in {where}: "
        f"precision {row['precision']:.2f}, recall {row['recall']:.2f}, F1 {row['f1']:.2f}"
        for row in rows
        if row["label"] is None and row["mode"] == "exact" and row["n"]
    ]
