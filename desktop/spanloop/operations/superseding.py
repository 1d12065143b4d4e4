"""A newer text in an article's place: what the old one was to the project, the new one becomes.

The old text stays with its marks, and nothing lists, trains on, counts or exports it any more (see Facts.superseded).
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from spanloop.articles.draft import Draft
from spanloop.core.marks import Author
from spanloop.core.wording import count
from spanloop.formats.ledger import Ledger
from spanloop.operations.revising import revise
from spanloop.store.project import Project
from spanloop.store.project_reading import SplitName
from spanloop.store.writing import Act


class Superseding:
    """Puts drafts in the place of articles, within one act."""

    def __init__(self, project: Project, author: Author, *, ledger: Ledger) -> None:
        self._project = project
        self._author = author
        self._ledger = ledger

    @cached_property
    def _splits(self) -> dict[str, SplitName]:
        return self._project.splits()

    def put(self, act: Act, draft: Draft, *, old: str) -> str:
        """Put a draft in the place of an article; returns the uid of the new one.

        Everybody's marks are projected, and what has no place is listed. The new article takes over the id that a file
        gave the old one, its cluster and its split: what was tested on may not train later.
        """
        project = self._project
        cluster = project.cluster_of(old)
        done = revise(act, project, author=self._author, old=old, draft=replace(draft, external_id=None))
        act.hand_over_id(old, done.uid)
        if cluster != old:
            act.set_clusters({old: None, done.uid: cluster})
        elif split := self._splits.get(old):
            act.set_split({done.uid: split})
        said = f"a new revision, with {count(done.brought, 'mark')} of the old one"
        self._ledger.add("article.revised", said, article=draft.path)
        for name, left in done.left:
            said = f"{left.name} by {name} stays on the old text: {left.why}"
            self._ledger.add("mark.left", said, article=draft.path, quote=left.quote)
        return done.uid
