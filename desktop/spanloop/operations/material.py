"""What a training started now would learn from, counted without reading a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast

from spanloop.operations.training import DEFAULT_RECIPE, recipe_path
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord


@dataclass(frozen=True, slots=True)
class Material:
    """articles: uids of the complete ones, of all splits. mentions, events: marked there by whose marks are true.

    watched: how many of the articles are kept for development; 0 before the first training gave them their splits.
    """

    articles: frozenset[str] = frozenset()
    mentions: int = 0
    events: int = 0
    watched: int = 0


def training_material(project: Project) -> Material:
    """What is complete in the project now."""
    work = project.completed_work()
    splits, clusters = project.splits(), project.clusters()
    return Material(
        frozenset(found.article for found in work),
        sum(found.mentions for found in work),
        sum(found.events for found in work),
        sum(_split(found.article, splits, clusters) == "dev" for found in work),
    )


def new_articles(project: Project, material: Material, record: ExtractorRecord) -> int | None:
    """How many complete articles a version has not seen in training and that are not kept for testing.

    None for a version that was made before its articles were written down.
    """
    kept = record.details.get("articles")
    if not isinstance(kept, dict):
        return None
    seen = {uid for uids in cast("dict[str, list[str]]", kept).values() for uid in uids}
    splits, clusters = project.splits(), project.clusters()
    tested = {uid for uid in material.articles if _split(uid, splits, clusters) == "test"}
    return len(material.articles - seen - tested)


def _split(uid: str, splits: dict[str, Any], clusters: dict[str, str]) -> Any:
    return splits.get(clusters.get(uid, uid))


def planned_steps(recipe: str = DEFAULT_RECIPE) -> int:
    """How many steps a recipe trains for when nothing else is said."""
    found = re.search(r"^max_steps = (\d+)$", recipe_path(recipe).read_text(encoding="utf-8"), re.MULTILINE)
    return int(found[1]) if found else 0
