"""What times mean: by rules, until a person says it (see spanloop.articles.times and core.time_values).

What rules say is never stored: it follows the words, the date of the article or digest item, and the language, so that
a corrected date corrects all that was counted from it. What a person says is the mention's `value`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from spanloop.core.article import Article
from spanloop.core.changes import Changes
from spanloop.core.dates import WEEKDAYS, long_date
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author, Marks, Mention
from spanloop.core.segments import date_at
from spanloop.core.time_values import EXAMPLES, day_of, is_time_value, spoken_value, tidy_value
from spanloop.core.wording import one_line
from spanloop.operations.marking import own_marks
from spanloop.store.project import Project

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class TimeQuestion:
    """What the value of a time hangs on; equal questions have equal answers."""

    words: str
    anchor: str
    language: str


@dataclass(frozen=True, slots=True)
class TimeReading:
    """What a mention means. by_rules: nobody said it. value: "" for nothing in the calendar."""

    mention: str
    question: TimeQuestion
    value: str
    by_rules: bool


def date_words(question: TimeQuestion) -> str:
    """The date against which words are read: "from Wed 23 October 2024"."""
    day = day_of(question.anchor)
    if day is None:
        return "no date to count from"
    return f"from {WEEKDAYS[day.weekday()][:3]} {long_date(question.anchor)}"


def question_of(article: Article, mention: Mention) -> TimeQuestion:
    """What is to be asked about a time of an article."""
    words = " ".join(article.text[start:end] for start, end in mention.fragments)
    return TimeQuestion(" ".join(words.split()), date_at(article, mention.start), article.language)


def answer(question: TimeQuestion) -> str:
    """What the rules say. Some words bring in the library behind them, once a seventh of a second of work."""
    from spanloop.articles.times import time_value

    return time_value(question.words, anchor=question.anchor, language=question.language)


def read_time(article: Article, mention: Mention) -> TimeReading:
    """What one time means: what a person said, else what the rules say."""
    question = question_of(article, mention)
    if mention.value is not None:
        return TimeReading(mention.uid, question, mention.value, by_rules=False)
    return TimeReading(mention.uid, question, answer(question), by_rules=True)


def times_of(article: Article, mentions: Iterable[Mention], *, labels: Collection[str]) -> dict[str, TimeReading]:
    """What the times among mentions mean, by uid. labels: those of times (Schema.time_labels)."""
    return {mention.uid: read_time(article, mention) for mention in mentions if mention.label in labels}


def values_by_rules(article: Article, marks: Marks, *, labels: Collection[str]) -> dict[str, str]:
    """The values of times of which no person said anything, where the rules have one."""
    read = (read_time(article, m) for m in marks.mentions if m.label in labels and m.value is None)
    return {reading.mention: reading.value for reading in read if reading.value}


def set_time_value(project: Project, *, author: Author, mention: str, value: str | None) -> Changes:
    """Say what an own time means: a value, "" for nothing in the calendar, or None to leave it to the rules again."""
    own = own_marks(project, author=author, uids=[mention])
    ((_, marks),) = own.items()
    found = next((m for m in (*marks.mentions, *marks.events) if m.uid == mention), None)
    if not isinstance(found, Mention):
        raise SpanloopError("This mark is an event, and only mentions are times", way_out="Choose what marks the time.")
    if found.label not in project.schema.time_labels:
        raise SpanloopError(f"{found.label} is no label of times", way_out="Give the mention another label first.")
    wanted = None if value is None else checked_value(value)
    if wanted == found.value:
        return Changes()
    named = "leave a time to the rules" if wanted is None else f"set a time to {wanted or 'nothing'}"
    with project.act(author, named) as act:
        act.change_mention(mention, value=wanted)
    return act.changes


def checked_value(typed: str) -> str:
    """What a person typed as a value. Raises SpanloopError for what is none."""
    value = tidy_value(typed)
    if not is_time_value(value):
        shown = one_line(typed, most=_LONGEST)
        raise SpanloopError(f"\u201c{shown}\u201d is no time", way_out=f"Write one such as {EXAMPLES}, or nothing.")
    return value


@dataclass(frozen=True, slots=True)
class TimeRow:
    """A time of an article for a list. by: "person" or "rules"; meaning: the value in words."""

    article: str
    title: str
    mention: str
    author: str
    words: str
    start: int
    value: str
    meaning: str
    by: str
    anchor: str
    language: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def time_rows(project: Project, *, articles: Collection[str] | None = None) -> Iterator[TimeRow]:
    """The times of all articles, or of some, in the order of the text; of every author's marks."""
    labels = project.schema.time_labels
    for uid in project.article_uids() if articles is None else articles:
        article = project.article(uid)
        rows = [row for marks in project.all_marks(uid) for row in _rows(article, marks, labels)]
        yield from sorted(rows, key=lambda row: (row.start, row.author, row.mention))


def _rows(article: Article, marks: Marks, labels: Collection[str]) -> Iterator[TimeRow]:
    starts = {mention.uid: mention.start for mention in marks.mentions}
    for uid, reading in times_of(article, marks.mentions, labels=labels).items():
        yield TimeRow(
            article=article.external_id or article.uid,
            title=article.title,
            mention=uid,
            author=marks.author.name,
            words=reading.question.words,
            start=starts[uid],
            value=reading.value,
            meaning=spoken_value(reading.value),
            by="rules" if reading.by_rules else "person",
            anchor=reading.question.anchor,
            language=article.language,
        )


__all__ = [
    "TimeQuestion", "TimeReading", "TimeRow", "answer", "checked_value", "date_words", "question_of", "read_time",
    "set_time_value", "time_rows", "times_of", "values_by_rules",
]  # fmt: skip
