"""Articles and marks in and out of a project: the acts under one name."""

from __future__ import annotations

from spanloop.operations.details import change_details
from spanloop.operations.exporting import export_jsonl
from spanloop.operations.importing import ImportReport, import_paths, weight
from spanloop.operations.pasting import paste_article

__all__ = ["ImportReport", "change_details", "export_jsonl", "import_paths", "paste_article", "weight"]
