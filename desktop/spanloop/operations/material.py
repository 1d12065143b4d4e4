"""What a training started now would learn from, counted without reading a text."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, cast

from spanloop.core.splits import Family, standing_split
from spanloop.formats.tokenizing import main_language
from spanloop.operations.recipes import PLAIN, recipe_path
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord


@dataclass(frozen=True, slots=True)
class Material:
    """articles: uids of the complete ones, of all splits, in the language of most. mentions, events: marked there by
    whose marks are true.

    watched: how many of the articles are kept for development; 0 before the first training gave them their splits.
    elsewhere: complete articles in other languages, which an extractor of this one does not learn from. marked: whether
    there is any mark at all; single marks in articles that are not complete train too. language: of most articles.
    """

    articles: frozenset[str] = frozenset()
    mentions: int = 0
    events: int = 0
    watched: int = 0
    elsewhere: int = 0
    marked: bool = False
    language: str = ""


def training_material(project: Project) -> Material:
    """What is complete in the project now."""
    work = project.completed_work()
    language = main_language(found.language for found in work)
    here = [found for found in work if found.language in {"", language}]
    splits = project.splits()
    return Material(
        frozenset(found.article for found in here),
        sum(found.mentions for found in here),
        sum(found.events for found in here),
        sum(splits.get(found.article) == "dev" for found in here),
        len(work) - len(here),
        project.any_marked(),
        language,
    )


def new_articles(project: Project, material: Material, record: ExtractorRecord) -> int | None:
    """How many complete articles the next version would learn from and this one did not.

    Neither those that are kept for testing, nor those that are left out for a copy in another split. None for a version
    that was made before its articles were written down.
    """
    kept = record.details.get("articles")
    if not isinstance(kept, dict):
        return None
    seen = {uid for uids in cast("dict[str, list[str]]", kept).values() for uid in uids}
    splits, clusters = project.splits(), project.clusters()
    members: defaultdict[str, set[str]] = defaultdict(set)
    for uid, cluster in clusters.items():
        members[cluster].add(uid)

    def trains(uid: str) -> bool:
        cluster = clusters.get(uid, uid)
        standing = standing_split(splits, Family(cluster, frozenset(members[cluster]) | {uid}, frozenset({uid})))
        return standing != "test" and splits.get(uid, standing) == standing

    return sum(trains(uid) for uid in material.articles - seen)


@dataclass(frozen=True, slots=True)
class TrainedOn:
    """How a version used articles. learned: by it; partly: of these, how many are complete in no layer, of which only
    the single marks trained. watched: scored while it trained. tested: kept for the test and scored at its end.
    """

    learned: int
    partly: int
    watched: int
    tested: int


def trained_on(project: Project, record: ExtractorRecord) -> TrainedOn:
    """What a version that was trained just now was made from."""
    kept = cast("dict[str, list[str]]", record.details.get("articles", {}))
    learned, watched = kept.get("train", []), kept.get("dev", [])
    finished = project.finished_articles()
    test: dict[str, Any] = record.metrics.get("test") or {}
    tested = int(test.get("articles", 0))
    return TrainedOn(len(learned), sum(uid not in finished for uid in learned), len(watched), tested)


def planned_steps(recipe: str = PLAIN) -> int:
    """How many steps a recipe trains for when nothing else is said."""
    found = re.search(r"^max_steps = (\d+)$", recipe_path(recipe).read_text(encoding="utf-8"), re.MULTILINE)
    return int(found[1]) if found else 0
