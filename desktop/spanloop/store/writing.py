"""The act: everything that can be written to a project."""

from __future__ import annotations

from spanloop.store.copies import CopyWriting
from spanloop.store.findings import FindingWriting
from spanloop.store.learning import LearningWriting
from spanloop.store.notes import NoteWriting
from spanloop.store.rules import RuleWriting
from spanloop.store.writing_articles import ArticleWriting
from spanloop.store.writing_schema import SchemaWriting


class Act(ArticleWriting, NoteWriting, CopyWriting, LearningWriting, RuleWriting, FindingWriting, SchemaWriting):
    """One transaction, one undo step, one `Changes`. Made by `Project.act`:

        with project.act(author, "mark ARM") as act:
            act.add_mentions(article, author, [mention])
        act.changes

    An act in which nothing was written leaves no trace, and its `changes` are false.
    """
