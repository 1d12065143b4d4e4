"""Projects in which two people marked the same articles, and versions that somebody else is said to have trained."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.operations.importing import import_paths
from spanloop.operations.projects import sign_in
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord

# Indices:  0         1         2         3
#           012345678901234567890123456789012345678
REPORT = "Rebels shelled Dolna on Monday at dawn."
Split = Literal["train", "dev", "test"]


def found(words: str, label: str, *, text: str = REPORT) -> dict[str, Any]:
    """A mention of these words, known by them in the same line."""
    start = text.index(words)
    return {"id": words, "start": start, "end": start + len(words), "label": label}


def happened(words: str, kind: str, roles: dict[str, str], attributes: dict[str, str] | None = None) -> dict[str, Any]:
    """An event at these words; roles are filled by mentions, by their words."""
    start = REPORT.index(words)
    arguments = [{"role": role, "span": filler} for role, filler in roles.items()]
    trigger = {"start": start, "end": start + len(words)}
    return {
        "id": "e-" + words,
        "type": kind,
        "trigger": trigger,
        "arguments": arguments,
        "attributes": attributes or {},
    }


def said(article: str, author: str, *, kind: str = "human", text: str = REPORT, **marks: Any) -> dict[str, Any]:
    """One line of JSONL: what an author says about an article. complete: both layers unless told otherwise."""
    who = {"name": author, "kind": kind}
    return {"id": article, "text": text, "language": "en", "author": who, "complete": ["entities", "events"], **marks}


def bring(project: Project, folder: Path, *lines: dict[str, Any]) -> None:
    """Import lines as somebody who marks nothing."""
    path = folder / "lines.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    import_paths(project, author=sign_in(project, name="Maker"), paths=[path])


def uid_of(project: Project, article: str) -> str:
    uid = project.article_uid_by_external_id(article)
    assert uid is not None
    return uid


def put_into(project: Project, split: Split, *articles: str) -> None:
    """Fix the split of articles before anything else sees them."""
    with project.act(sign_in(project, name="Maker"), "splits") as act:
        act.set_split({uid_of(project, article): split for article in articles})


def version(project: Project, *, learned: list[str] | None, number: int = 1) -> ExtractorRecord:
    """A version that learned from these articles, without any files; None: it was not written down."""
    author = Author(new_uid(), f"Extractor v{number}", "extractor")
    details = {} if learned is None else {"articles": {"train": [uid_of(project, one) for one in learned], "dev": []}}
    record = ExtractorRecord(
        author.uid, author, author.name, number, "blank", 0, "", "1", state="current", details=details
    )
    with project.act(author, "train") as act:
        act.add_extractor(record)
    return record
