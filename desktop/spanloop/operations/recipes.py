"""The recipes that a training can follow: which there are, which can be used here, and what each costs."""

from __future__ import annotations

from pathlib import Path

from spanloop.core.errors import SpanloopError
from spanloop.resources import resource_path

DEFAULT_RECIPE = "blank"


def recipe_path(recipe: str) -> Path:
    """The spaCy config of a recipe; raises SpanloopError for one that does not exist."""
    folder = resource_path("recipes")
    path = folder / f"{recipe}.cfg"
    if not path.is_file():
        known = ", ".join(sorted(found.stem for found in folder.glob("*.cfg")))
        raise SpanloopError(f"There is no recipe {recipe}", way_out=f"Known: {known}.")
    return path
