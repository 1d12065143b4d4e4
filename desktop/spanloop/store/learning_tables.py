"""The tables about learning: rules that suggest before an extractor can, what people said of what was found amiss, and
how the project wants to be taught.

See spanloop.store.tables for what holds of all tables.
"""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from spanloop.store.rows import KEYS, Row, one_of, reference


class Rule(Row, table=True):
    """One pattern of a rule set, which is an author of kind "rules".

    layer: of what it suggests; label: a mention's label or an event's type. pattern: JSON, a string for a phrase, a
    list of objects for tokens (as spaCy's Matcher takes them). origin: "file", "learned" from marks, or "person".
    source: the file's name, or what it was learned from in words. state: "off" suggests nothing.
    """

    __table_args__ = (
        reference("author_id", "author"),
        UniqueConstraint("author_id", "layer", "label", "pattern"),
        one_of("layer", "entities", "events"),
        one_of("origin", "file", "learned", "person"),
        one_of("state", "on", "off"),
        KEYS,
    )
    id: int = Field(primary_key=True)
    uid: str = Field(unique=True)
    author_id: int
    layer: str
    label: str
    pattern: str
    origin: str
    source: str
    state: str
    at: str


class FindingVerdict(Row, table=True):
    """What a person said about something that was found amiss in the marks (see core's findings).

    kind: which check found it. subject: what it is about, in the words of that check, equal for equal findings. words:
    the finding as the person read it.
    """

    __table_args__ = (
        reference("author_id", "author"),
        UniqueConstraint("author_id", "kind", "subject"),
        one_of("verdict", "fine", "mended"),
        KEYS,
    )
    id: int = Field(primary_key=True)
    uid: str = Field(unique=True)
    author_id: int
    kind: str
    subject: str
    words: str
    verdict: str
    at: str


class ProjectSetting(Row, table=True):
    """How the project is taught and tested, by name; value: JSON with sorted keys. It goes with the file."""

    __table_args__ = (KEYS,)
    id: int = Field(primary_key=True)
    name: str = Field(unique=True)
    value: str
    at: str
