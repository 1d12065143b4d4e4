"""The extractor versions of a project: find, list, tell what is missing."""

from __future__ import annotations

from spanloop.core.errors import SpanloopError
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord


def extractors(project: Project) -> list[ExtractorRecord]:
    """All versions, oldest first."""
    return sorted(project.extractors(), key=lambda record: record.number)


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
