"""Deleting an article for good: from the project, its history, its backups and the copies that the program made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author, Marks
from spanloop.core.wording import count
from spanloop.operations.backups import backups_of
from spanloop.store import guard
from spanloop.store.project import Project
from spanloop.store.purging import holds_trace, purge_article
from spanloop.store.rotation import BackupRecord, Backups, read_uid

#: What the program itself names so: copies from before a newer format, and what a backup was put in the place of.
_ASIDE = (".before-format-", ".before-restore.")


@dataclass(frozen=True, slots=True)
class DeletionPlan:
    """What deleting would do. title: of the article. marks: of all people. authors: who marked in it.

    suggestions: mentions, events and links that extractors and rules suggested in it.

    backups: how many there are, in all of which it would be deleted. copies: files beside the project that the program
    made, likewise. versions: extractors that learned from it and keep what they learned.
    unread: files beside the project that are named like such copies and cannot be read; they are not touched.
    """

    title: str
    marks: int
    authors: tuple[str, ...]
    backups: int
    copies: tuple[Path, ...]
    versions: tuple[str, ...]
    unread: tuple[Path, ...] = ()
    suggestions: int = 0

    def sentences(self) -> list[str]:
        """What happens, in the order in which a person wants to know it."""
        marked = count(self.marks, "mark")
        who = f" by {', '.join(self.authors)}" if self.authors else ""
        marked += f"{who}, {count(self.suggestions, 'suggestion')}" if self.suggestions else who
        said = [f"“{self.title}” goes with its text, {marked}, and its history. This cannot be undone."]
        if self.backups or self.copies:
            parts = [count(self.backups, "backup")] if self.backups else []
            parts += (
                [count(len(self.copies), "older copy", "older copies") + " beside the project"] if self.copies else []
            )
            said.append(f"It is deleted in {' and '.join(parts)} too.")
        if self.versions:
            said.append(
                f"What {', '.join(self.versions)} learned from it stays in them; delete these versions as well."
            )
        if self.unread:
            names = ", ".join(path.name for path in self.unread)
            said.append(f"{names} cannot be read and may hold it still; delete it yourself.")
        said.append("Exports, and copies of the project that you made yourself, are not touched.")
        return said


@dataclass(frozen=True, slots=True)
class Deletion:
    """What was done. cleared: files from which it was deleted beside the project; dropped: backups that were deleted
    whole, because an older format or damage kept them from being opened."""

    title: str
    marks: int
    cleared: int
    dropped: int

    def sentence(self) -> str:
        """ "Deleted for good, with 12 marks, also in 3 backups"."""
        more = f", also in {count(self.cleared, 'backup')}" if self.cleared else ""
        more += f"; {count(self.dropped, 'backup')} deleted whole" if self.dropped else ""
        return f"“{self.title}” is deleted for good, with {count(self.marks, 'mark')}{more}"


def plan_deletion(project: Project, *, article: str, data_dir: Path) -> DeletionPlan:
    """What deleting an article for good would do; nothing is done. article: uid. Raises SpanloopError when it is not
    there."""
    numbers = {author: _number(project.marks(article, author)) for author in project.authors()}
    people = {author: number for author, number in numbers.items() if number and author.kind in ("human", "gold")}
    return DeletionPlan(
        title=project.article(article).title or "Untitled",
        marks=sum(people.values()),
        suggestions=sum(number for author, number in numbers.items() if author not in people),
        authors=tuple(author.name for author in people),
        backups=len(backups_of(data_dir).records(project.uid)),
        copies=tuple(path for path, uid in _copies(project).items() if uid == project.uid),
        unread=tuple(path for path, uid in _copies(project).items() if uid is None),
        versions=tuple(
            record.name for record in project.extractors() if article in json.dumps(record.details.get("articles", {}))
        ),
    )


def delete_article(project: Project, *, author: Author, article: str, data_dir: Path) -> Deletion:
    """Delete an article with everything about it, so that nothing of it is in the bytes of the project, of its backups
    and of the copies that the program made. Not undone.

    Backups go first: if anything fails there, the article is still in the project and it can be done again. The
    caller sees to it that no other window works on the project. Raises SpanloopError.
    """
    plan = plan_deletion(project, article=article, data_dir=data_dir)
    story = _texts_of(project, article)
    shelf = backups_of(data_dir)
    cleared = dropped = 0
    for record in shelf.records(project.uid):
        if _clear_backup(shelf, record, story):
            cleared += 1
        else:
            dropped += 1
    for copy in plan.copies:
        if _is_older(copy):
            # The project itself came out of it.
            _remove(copy)
            dropped += 1
        elif _clear(copy, story):
            cleared += 1
        else:
            raise SpanloopError(
                "A copy of the project cannot be opened; the article is still in it",
                where=str(copy),
                way_out="Delete the copy, or put it elsewhere, and do it again.",
            )
    for uid in story:
        purge_article(project, uid, author=author)
    return Deletion(plan.title, plan.marks, cleared, dropped)


def _texts_of(project: Project, article: str) -> list[str]:
    """The uids of an article and of its older texts, which are kept out of sight; the oldest first, because without its
    newer text an older one would be seen again."""
    older = {known.uid: known.revision_of for known in project.known_articles() if known.revision_of is not None}
    story = [article]
    while (before := older.get(story[0])) is not None and before not in story and project.has_article(before):
        story.insert(0, before)
    return story


def _number(marks: Marks) -> int:
    return len(marks.mentions) + len(marks.events) + len(marks.links)


def _clear_backup(shelf: Backups, record: BackupRecord, story: Sequence[str]) -> bool:
    """Delete an article's texts in a backup; one that cannot be opened is deleted whole. Whether it is still there."""
    if record.format == guard.FORMAT and _clear(record.path, story):
        shelf.describe_anew(record)
        return True
    shelf.remove(record)
    return False


def _clear(path: Path, story: Sequence[str]) -> bool:
    """Delete an article's texts in a copy of the project, if they are there; False when the copy cannot be opened.

    Raises SpanloopError when it was opened and could not be written: a full disk is no reason to lose all of it.
    """
    try:
        # An older format would be migrated, which makes one more copy.
        if guard.check_header(path) != guard.FORMAT:
            return False
        copy = Project.open(path)
    except SpanloopError:
        return False
    with copy:
        for article in story:
            if holds_trace(copy, article):
                purge_article(copy, article, author=None)
    return True


def _is_older(copy: Path) -> bool:
    """Whether a copy is of an older format; what cannot be told is not."""
    try:
        return guard.check_header(copy, to_write=False) < guard.FORMAT
    except SpanloopError:
        return False


def _remove(copy: Path) -> None:
    try:
        copy.unlink()
    except OSError as error:
        raise SpanloopError(
            f"A copy of the project could not be deleted ({error.strerror}); the article is still in it",
            where=str(copy),
            way_out="Delete the copy and do it again.",
        ) from error


def _copies(project: Project) -> dict[Path, str | None]:
    """Files beside the project that are named as the program names its copies: whose they are, None where that cannot
    be read."""
    folder, stem = project.path.parent, project.path.stem
    found = [
        path
        for path in sorted(folder.glob(f"*{project.path.suffix}"))
        if any(path.name.startswith(f"{stem}{part}") for part in _ASIDE)
    ]
    return {path: read_uid(path) for path in found}
