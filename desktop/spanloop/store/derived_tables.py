"""Tables that a job or the clock fills, beside what people do: not journalled and not undone."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from spanloop.store.rows import KEYS, Row, one_of, reference, table_of


class ArticleWords(Row, table=True):
    """Word boundaries by the tokenizer job. Derived: not journalled, and gone with its article."""

    __table_args__ = (reference("article_id", "article", cascade=True),)
    article_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    tokenizer: str
    boundaries: bytes


class Cluster(Row, table=True):
    """Near-duplicate articles. Derived by a job: not journalled."""

    __table_args__ = (KEYS,)
    id: int = Field(primary_key=True)
    uid: str = Field(unique=True)
    at: str


class ClusterMember(Row, table=True):
    """Which cluster an article is in. Derived: gone with its article."""

    __table_args__ = (
        reference("article_id", "article", cascade=True),
        reference("cluster_id", "cluster", cascade=True),
        Index(None, "cluster_id"),
    )
    article_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    cluster_id: int


class Split(Row, table=True):
    """The split given at first sight to a cluster, or to an article in none, by its uid.

    It has no foreign key on purpose: an article that is removed and put back comes back to the same split.
    """

    __table_args__ = (one_of("split", "train", "dev", "test"),)
    key: str = Field(primary_key=True)
    split: str
    at: str


class Activity(Row, table=True):
    """Seconds that one author was active on an article on one day, by their own clock. Never undone.

    day: "2026-03-14". Gone with its article.
    """

    __table_args__ = (
        reference("article_id", "article", cascade=True),
        reference("author_id", "author"),
        Index(None, "author_id", "day"),
        CheckConstraint("seconds >= 0", name="not_negative"),
    )
    article_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    author_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    day: str = Field(primary_key=True)
    seconds: int


class ProblemCount(Row, table=True):
    """How many problems validation finds in an author's marks on an article (see store.problems).

    program: the version that counted them. No row: nobody counted since the article was touched.
    """

    __table_args__ = (
        reference("article_id", "article", cascade=True),
        reference("author_id", "author"),
        Index(None, "author_id"),
        CheckConstraint("number >= 0", name="not_negative"),
    )
    article_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    author_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int
    program: str


class ArticleRank(Row, table=True):
    """In which order articles are best annotated, by the strategy that was asked for last. Derived: not journalled.

    place: 0 for the next one. score: what the strategy gave it, higher is sooner; null where it gives none. made_by:
    uid of the extractor version that it was reckoned with, "" without one.
    """

    __table_args__ = (reference("article_id", "article", cascade=True), Index(None, "place"))
    article_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    strategy: str
    place: int
    score: float | None = None
    made_by: str


ARTICLE_WORDS = table_of(ArticleWords)
CLUSTER = table_of(Cluster)
CLUSTER_MEMBER = table_of(ClusterMember)
SPLIT = table_of(Split)
ACTIVITY = table_of(Activity)
PROBLEM_COUNT = table_of(ProblemCount)
ARTICLE_RANK = table_of(ArticleRank)
