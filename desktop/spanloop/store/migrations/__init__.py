"""The steps from each format of a project file to the next, run by Alembic (see spanloop.store.migrate)."""

from __future__ import annotations

from typing import Any

from spanloop.store.search import FTS_TABLE


def env_options() -> dict[str, Any]:
    """How Alembic is to look at a project file."""
    return {"render_as_batch": True, "include_object": _is_ours}


def _is_ours(_item: Any, name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:
    """The search index and the tables behind it are made by hand."""
    return not (kind == "table" and (name or "").startswith(FTS_TABLE))
