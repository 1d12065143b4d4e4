"""The record: what one author says about one article, as files carry it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from spanloop.core.article import Article
from spanloop.core.copy_choice import CopyChoice
from spanloop.core.marks import Author, Marks
from spanloop.core.notes import ArticleNote

#: Article states that a record may name; "new" and "complete" follow from the marks and are read but not needed.
STATES: tuple[str, ...] = ("new", "started", "complete", "skipped", "question")

#: The author of marks in a line that names nobody. Whoever imports the file takes them over.
UNNAMED = Author(uid="", name="")


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a JSONL file: an article, and what one author says about it.

    article: complete, but for `words`, which are computed after import and never leave a project.
    marks: None when the line is about nobody's marks (an unmarked article); `marks.author` is UNNAMED when the line has
        marks and names nobody. Every mark has a uid: its own, or a new one where the file had none.
    state, reason: how far that author is with the article (one of STATES, or None) and why.
    schema_version: the version of the schema that the marks were made under, or "" where the file does not say.
    note: what that author noted about the article, None for nothing and where marks is None.
    times: what rules make of times of which nobody said anything, by uid of the mention (see Mention.value). Written
        for those who read the file elsewhere and not read back, because the rules can say it again.
    copy: what that author decided about the article as a copy; of one that is read `leader` is the uid or the id that
        the line names.
    named: whether the line tells its article from others, by an id or a uid; else its text does.
    line: where the record stood in its file, counted from 1; 0 for a record that was not read.
    """

    article: Article
    marks: Marks | None = None
    state: str | None = None
    reason: str = ""
    schema_version: str = ""
    line: int = 0
    note: ArticleNote | None = None
    times: Mapping[str, str] = field(default_factory=dict[str, str], compare=False)
    copy: CopyChoice | None = None
    named: bool = True
