"""Who of a project can be compared with whom."""

from __future__ import annotations

from spanloop.core.marks import LAYERS, Author
from spanloop.store.project import Project


def comparable_authors(project: Project) -> list[Author]:
    """The authors of a project, without gold that completed nothing yet: nobody can be held against that."""
    return [author for author in project.authors() if author.kind != "gold" or _completed(project, author)]


def _completed(project: Project, author: Author) -> bool:
    reading = project.queue_reading(author)
    return any(reading.complete_layers(layer) for layer in LAYERS)
