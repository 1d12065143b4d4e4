"""What the tests of the store share: objects to put in, and a picture of all content to compare."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from spanloop.core.article import Article
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Completion, Event, Link, Mention, Verdict
from spanloop.core.schema import Schema, parse_schema
from spanloop.store.project import Project
from spanloop.store.tables import CONTENT

TEXT = "Troops left Aleppo on Monday.\r\nThe army said 👩‍🚒 was e\u0301coute\u0301 في حلب, U.S.\u00a0forces near by."
ANN = Author(new_uid(), "Ann")
BOB = Author(new_uid(), "Bob")
MACHINE = Author(new_uid(), "Extractor v1", "extractor")


def schema(version: str = "1", labels: Iterable[str] = ("ARM", "LOC"), types: Iterable[str] = ("MOVE",)) -> Schema:
    """A small schema."""
    return parse_schema(
        {
            "name": "small",
            "version": version,
            "entities": [{"label": label} for label in labels],
            "events": [{"type": name} for name in types],
        }
    )


def article(text: str = TEXT, **others: Any) -> Article:
    """A new article."""
    return Article(uid=new_uid(), text=text, **others)


def mention(start: int = 0, end: int = 6, label: str = "ARM", **others: Any) -> Mention:
    """A new mention; "Troops" of TEXT by default."""
    return Mention(new_uid(), ((start, end),), label, **others)


def event(*arguments: Argument, start: int = 7, end: int = 11, **others: Any) -> Event:
    """A new event; "left" of TEXT by default."""
    return Event(new_uid(), "MOVE", ((start, end),), arguments, **others)


def link(source: str, target: str, *, between_events: bool = False) -> Link:
    """A new link."""
    return Link(new_uid(), "same" if between_events else "alias", source, target, between_events)


def verdict(suggestion: str, outcome: str = "accepted", result: str | None = None) -> Verdict:
    """A new verdict."""
    return Verdict(new_uid(), suggestion, outcome, result, "2025-03-01T10:00:00.000Z")  # pyright: ignore[reportArgumentType]


def completion(end: int, *, layer: str = "entities", start: int = 0, version: str = "1") -> Completion:
    """A new completion."""
    return Completion(new_uid(), layer, start, end, version, "2025-03-01T10:00:00.000Z")  # pyright: ignore[reportArgumentType]


def with_article(project: Project, text: str = TEXT, **others: Any) -> Article:
    """Import one article as Ann."""
    new = article(text, **others)
    with project.act(ANN, "import") as act:
        act.add_article(new)
    return new


def content(project: Project) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that undo covers."""
    connection = project._connection
    return {table.name: sorted(tuple(row) for row in connection.execute(select(table))) for table in CONTENT}
