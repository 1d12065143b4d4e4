"""Is everything in the project as it must be: offsets, quotes, constraints."""

from __future__ import annotations

from spanloop.store.project import Project


def check(project: Project) -> list[str]:
    """What is not as it must be, one plain sentence each; an empty list means sound.

    Looks at the file itself (SQLite's integrity and foreign keys), at every quote against its article, and at every
    range of marks, zones and completions. What the schema thinks of a mark is validation's matter, not this one's.
    """
    return project.integrity()
