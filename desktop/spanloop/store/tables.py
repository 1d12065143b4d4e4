"""The tables of a project file.

Integer keys never leave the store; every row that does leave carries a `uid`. Foreign keys are checked at commit, so an
act may write in any order. Marks name their article and author in every row, and composite foreign keys see to it that
an event, its trigger, its fillers and its links are one author's in one article. Keys are never reused, so that an undo
puts a row back under its own.

JSON is kept as text with sorted keys: equal values are equal bytes, which the undo journal relies on.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, MetaData, Table, UniqueConstraint, text
from sqlmodel import Field

from spanloop.store import derived_tables
from spanloop.store.article_tables import (
    Article,
    ArticleNote,
    ArticleRaw,
    ArticleState,
    ArticleText,
    CopyChoice,
    Zone,
)
from spanloop.store.learning_tables import FindingVerdict, ProjectSetting, Rule
from spanloop.store.rows import KEYS, Row, check_range, one_of, reference, table_of


class Project(Row, table=True):
    """The one row about the project itself."""

    __table_args__ = (CheckConstraint("id = 1", name="one"),)
    id: int = Field(primary_key=True)
    uid: str = Field(unique=True)
    name: str
    created_at: str


class Author(Row, table=True):
    """Whoever marks text. Known by name and kind; once known, always known (not undone)."""

    __table_args__ = (
        UniqueConstraint("kind", "name"),
        one_of("kind", "human", "extractor", "rules", "gold"),
        KEYS,
    )
    id: int = Field(primary_key=True)
    uid: str = Field(unique=True)
    name: str
    kind: str


class SchemaVersion(Row, table=True):
    """A label schema as it was read; the latest row is the one in force."""

    __table_args__ = (KEYS,)
    id: int = Field(primary_key=True)
    uid: str = Field(unique=True)
    name: str
    version: str = Field(unique=True)
    document: str
    at: str


class Span(Row, table=True):
    """A mention (layer "entities") or a trigger (layer "events"), `[start, end)` in code points.

    fragments: "" for one fragment, else JSON pairs. quote: the text of the fragments, apart by one space.
    twin: 0 for a mention, so that the same one cannot stand twice; a trigger's own key, because one word may express
    two events. A trigger's uid is that of its event.
    changed: time of the last act that changed it; earlier: of those before, apart by spaces; both "" for a trigger,
    whose event has them.
    value: what a person said a time means ("2024-10-23", "" for nothing in the calendar), null where nobody did.
    """

    __table_args__ = (
        reference("article_id", "article"),
        reference("author_id", "author"),
        UniqueConstraint("article_id", "author_id", "layer", "start", "end", "label", "fragments", "twin"),
        UniqueConstraint("id", "article_id", "author_id"),
        Index(None, "author_id", "article_id"),
        check_range(),
        one_of("layer", "entities", "events"),
        CheckConstraint("(layer = 'entities') = (twin = 0)", name="twin"),
        KEYS,
    )
    id: int = Field(primary_key=True)
    uid: str = Field(unique=True)
    article_id: int
    author_id: int
    layer: str
    label: str
    start: int
    end: int
    fragments: str
    twin: int
    quote: str
    score: float | None = None
    origin: str | None = None
    notes: str
    changed: str
    earlier: str
    value: str | None = None


class Event(Row, table=True):
    """A type with a trigger. The type stands in the trigger's label too. changed, earlier: as of a span."""

    __table_args__ = (
        reference("article_id", "article"),
        reference("author_id", "author"),
        reference("trigger_id article_id author_id", "span", "id article_id author_id"),
        UniqueConstraint("trigger_id"),
        UniqueConstraint("id", "article_id", "author_id"),
        Index(None, "article_id", "author_id"),
        Index(None, "author_id", "article_id"),
        KEYS,
    )
    id: int = Field(primary_key=True)
    uid: str = Field(unique=True)
    article_id: int
    author_id: int
    trigger_id: int
    type: str
    score: float | None = None
    origin: str | None = None
    notes: str
    changed: str
    earlier: str


class Argument(Row, table=True):
    """One filler of a role: a mention or an event of the same author in the same article. score: as of a span."""

    __table_args__ = (
        reference("event_id article_id author_id", "event", "id article_id author_id"),
        reference("span_id article_id author_id", "span", "id article_id author_id"),
        reference("filler_event_id article_id author_id", "event", "id article_id author_id"),
        UniqueConstraint("event_id", "position"),
        Index(None, "span_id"),
        Index(None, "filler_event_id"),
        Index(None, "article_id"),
        CheckConstraint("(span_id IS NULL) <> (filler_event_id IS NULL)", name="one_filler"),
        KEYS,
    )
    id: int = Field(primary_key=True)
    article_id: int
    author_id: int
    event_id: int
    position: int
    role: str
    span_id: int | None = None
    filler_event_id: int | None = None
    score: float | None = None


class Attribute(Row, table=True):
    """One attribute that was set on an event."""

    __table_args__ = (
        reference("event_id article_id author_id", "event", "id article_id author_id"),
        UniqueConstraint("event_id", "name"),
        Index(None, "article_id"),
        KEYS,
    )
    id: int = Field(primary_key=True)
    article_id: int
    author_id: int
    event_id: int
    name: str
    value: str


class Link(Row, table=True):
    """A relation between two mentions or two events of one author in one article."""

    __table_args__ = (
        reference("article_id", "article"),
        reference("author_id", "author"),
        reference("source_span_id article_id author_id", "span", "id article_id author_id"),
        reference("target_span_id article_id author_id", "span", "id article_id author_id"),
        reference("source_event_id article_id author_id", "event", "id article_id author_id"),
        reference("target_event_id article_id author_id", "event", "id article_id author_id"),
        Index(None, "article_id", "author_id"),
        Index(None, "author_id"),
        Index(None, "source_span_id"),
        Index(None, "target_span_id"),
        Index(None, "source_event_id"),
        Index(None, "target_event_id"),
        CheckConstraint(
            "(source_span_id IS NULL) = (target_span_id IS NULL)"
            " AND (source_event_id IS NULL) = (target_event_id IS NULL)"
            " AND (source_span_id IS NULL) <> (source_event_id IS NULL)",
            name="two_ends",
        ),
        KEYS,
    )
    id: int = Field(primary_key=True)
    uid: str = Field(unique=True)
    article_id: int
    author_id: int
    type: str
    source_span_id: int | None = None
    target_span_id: int | None = None
    source_event_id: int | None = None
    target_event_id: int | None = None


class Removal(Row, table=True):
    """A mention, event or link that its author removed, by its uid; so that an import of another copy knows."""

    __table_args__ = (
        reference("article_id", "article"),
        reference("author_id", "author"),
        UniqueConstraint("uid", "article_id", "author_id"),
        Index(None, "article_id", "author_id"),
        Index(None, "author_id"),
        KEYS,
    )
    id: int = Field(primary_key=True)
    uid: str
    article_id: int
    author_id: int
    at: str


class Verdict(Row, table=True):
    """What a human did with a suggestion.

    suggestion, result: uids, without foreign keys, because a file may bring a verdict whose suggestion stayed behind.
    layer, label, start, end, fragments: of the suggestion, copied, so that what was rejected stays rejected when the
    version that suggested it is gone; null where the suggestion was never seen here.
    """

    __table_args__ = (
        reference("article_id", "article"),
        reference("author_id", "author"),
        Index(None, "article_id", "author_id"),
        Index(None, "author_id", "suggestion"),
        one_of("outcome", "accepted", "corrected", "rejected"),
        KEYS,
    )
    id: int = Field(primary_key=True)
    uid: str = Field(unique=True)
    article_id: int
    author_id: int
    suggestion: str
    outcome: str
    result: str | None = None
    at: str
    layer: str | None = None
    label: str | None = None
    start: int | None = None
    end: int | None = None
    fragments: str | None = None


class Completion(Row, table=True):
    """A human's word that a layer of `[start, end)` is exhaustively marked. schema_version: the version's name."""

    __table_args__ = (
        reference("article_id", "article"),
        reference("author_id", "author"),
        Index(None, "article_id", "author_id"),
        Index(None, "author_id"),
        check_range(),
        one_of("layer", "entities", "events"),
        KEYS,
    )
    id: int = Field(primary_key=True)
    uid: str = Field(unique=True)
    article_id: int
    author_id: int
    layer: str
    start: int
    end: int
    schema_version: str
    at: str


class Extractor(Row, table=True):
    """One trained version. Its files are not here (see ExtractorRecord)."""

    __table_args__ = (
        reference("author_id", "author"),
        UniqueConstraint("author_id"),
        Index("uq_extractor_current", "state", unique=True, sqlite_where=text("state = 'current'")),
        one_of("state", "candidate", "current", "replaced"),
        KEYS,
    )
    id: int = Field(primary_key=True)
    uid: str = Field(unique=True)
    author_id: int
    name: str
    number: int = Field(unique=True)
    recipe: str
    seed: int
    data_hash: str
    schema_version: str
    config: str
    metrics: str
    files_hash: str
    policy: str
    created_at: str
    state: str
    details: str


class Act(Row, table=True):
    """One transaction that a person or a program made.

    kind: "do", "undo", "redo", or "migration" (without author; nothing before it is undone).
    state: "done", "undone" (may be redone), "gone" (undone, and a newer act ended redo). target_id: the act that an
    undo or redo is about. undoable: 0 for training and promotion. articles: JSON list of up to 100 article keys.
    """

    __table_args__ = (
        reference("author_id", "author"),
        Index(None, "author_id", "state", "undoable"),
        Index(None, "target_id"),
        one_of("kind", "do", "undo", "redo", "migration"),
        one_of("state", "done", "undone", "gone"),
        KEYS,
    )
    id: int = Field(primary_key=True)
    uid: str = Field(unique=True)
    author_id: int | None = None
    label: str
    at: str
    kind: str
    state: str
    undoable: int
    target_id: int | None = None
    schema_version: str
    articles: str
    article_count: int


class ActRow(Row, table=True):
    """Rows of one table that an act wrote in one go (see store.journal for the payload)."""

    __table_args__ = (
        reference("act_id", "act"),
        Index(None, "act_id"),
        Index(None, "table_name", "first_id"),
        one_of("op", "insert", "update", "delete"),
        KEYS,
    )
    id: int = Field(primary_key=True)
    act_id: int
    table_name: str
    op: str
    first_id: int
    last_id: int
    digest: bytes
    payload: bytes | None = None


#: Every table of a project file, those of derived_tables too.
METADATA: MetaData = derived_tables.Row.metadata

PROJECT = table_of(Project)
AUTHOR = table_of(Author)
SCHEMA_VERSION = table_of(SchemaVersion)
ARTICLE = table_of(Article)
ARTICLE_TEXT = table_of(ArticleText)
ARTICLE_RAW = table_of(ArticleRaw)
ZONE = table_of(Zone)
SPAN = table_of(Span)
EVENT = table_of(Event)
ARGUMENT = table_of(Argument)
ATTRIBUTE = table_of(Attribute)
LINK = table_of(Link)
REMOVAL = table_of(Removal)
VERDICT = table_of(Verdict)
COMPLETION = table_of(Completion)
ARTICLE_STATE = table_of(ArticleState)
ARTICLE_NOTE = table_of(ArticleNote)
COPY_CHOICE = table_of(CopyChoice)
RULE = table_of(Rule)
FINDING_VERDICT = table_of(FindingVerdict)
PROJECT_SETTING = table_of(ProjectSetting)
EXTRACTOR = table_of(Extractor)
ACT = table_of(Act)
ACT_ROW = table_of(ActRow)

#: What undo covers, parents before children. All else is derived, about the journal itself, or never undone.
CONTENT: tuple[Table, ...] = (
    SCHEMA_VERSION, ARTICLE, ARTICLE_TEXT, ARTICLE_RAW, ZONE, SPAN, EVENT, ARGUMENT, ATTRIBUTE, LINK, REMOVAL,
    VERDICT, COMPLETION, ARTICLE_STATE, ARTICLE_NOTE, COPY_CHOICE, RULE, FINDING_VERDICT,
    PROJECT_SETTING, EXTRACTOR,
)  # fmt: skip
