"""What can be read of a damaged project goes into a new file; what was lost goes into a ledger."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.schema import Schema
from spanloop.core.wording import count
from spanloop.formats.ledger import Ledger
from spanloop.store import migrate
from spanloop.store.acting import schema_json
from spanloop.store.engine import connect, explain
from spanloop.store.mark_counts import count_marks
from spanloop.store.salvage.finding import Finder
from spanloop.store.salvage.mending import Mending
from spanloop.store.salvage.pages import Pages
from spanloop.store.salvage.placing import NAMES, Placing
from spanloop.store.salvage.staging import Staging, is_earlier, open_backup

#: Told of each step, in words.
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Recovery:
    """path: the new file. ledger: what was lost or mended. articles, marks: how many the new file has.

    lost: rows that the history speaks of and that are nowhere. filled: rows that came out of a backup.
    """

    path: Path
    ledger: Ledger
    articles: int
    marks: int
    lost: int
    filled: int


def recover_file(source: Path, dest: Path, *, fallback: Schema, backups: Sequence[Path] = (), tell: Tell) -> Recovery:
    """Read a damaged file page by page and write a new, sound project; the damaged one is not touched.

    fallback: the schema of a project whose own cannot be read. backups: earlier states of the same file, newest first,
    which give back rows that are lost; others are passed over. Raises SpanloopError when there is nothing of a
    project in the file, when `dest` is there already or cannot be written.
    """
    if dest.exists():
        raise SpanloopError("There is a file of this name already", where=str(dest), way_out="Choose another name.")
    part = dest.with_name(f".{dest.name}.{new_uid()}.part")
    aside = part.with_name(part.name + ".rows")
    try:
        with _RolledBack(source) as file:
            tell("Reading the pages")
            finder = Finder(Pages(file.path))
        staging = Staging(aside)
        try:
            return _rebuild(finder, staging, part, dest, fallback=fallback, backups=backups, tell=tell)
        finally:
            staging.close()
    except (sqlite3.Error, OSError) as error:
        raise explain(error, dest) or SpanloopError(f"The recovery failed ({error})", where=str(dest)) from error
    finally:
        for name in (part.name, aside.name):
            for suffix in ("", "-wal", "-shm", "-journal"):
                part.with_name(name + suffix).unlink(missing_ok=True)


def _rebuild(
    finder: Finder, staging: Staging, part: Path, dest: Path, *, fallback: Schema, backups: Sequence[Path], tell: Tell
) -> Recovery:
    ledger = Ledger()
    tell("Sorting the rows")
    staging.take(finder)
    if not any(finder.found.leaves.values()) and not any(finder.found.strays.values()):
        raise SpanloopError(
            "Nothing of a Spanloop project is left in this file",
            where=str(dest),
            way_out="Go on with a backup if there is one.",
        )
    missing = _fill_gaps(staging, backups)
    _tell_missing(staging, missing, ledger)
    _tell_pages(finder, ledger)
    tell("Mending what does not fit together")
    Mending(staging, ledger).mend()
    migrate.create_file(
        part,
        name=dest.stem,
        schema_name=fallback.name,
        schema_version=fallback.version,
        schema_document=schema_json(fallback.document),
    )
    tell("Writing the new file")
    with closing(connect(part)) as target:
        target.execute("PRAGMA foreign_keys = OFF")
        target.execute("BEGIN IMMEDIATE")
        whole = not any(finder.has_gaps(table) for table in ("act", "act_row"))
        placing = Placing(target, staging, ledger, history_is_whole=whole)
        placing.place()
        target.execute("COMMIT")
        marks = count_marks(target)
    if not placing.placed["article"] and not placing.placed["schema_version"] and not placing.placed["author"]:
        raise SpanloopError(
            "Nothing of a Spanloop project can be read in this file",
            where=str(dest),
            way_out="Go on with a backup if there is one.",
        )
    part.replace(dest)
    return Recovery(dest, ledger, placing.placed["article"], marks, len(missing), len(staging.filled))


class _RolledBack:
    """The file to read: itself, or a copy set back to before an act that was broken off (where there is no log)."""

    def __init__(self, source: Path) -> None:
        self.path = source
        self._source = source
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> _RolledBack:
        journal = self._source.with_name(self._source.name + "-journal")
        if journal.is_file() and journal.stat().st_size > 0:
            self._folder = tempfile.TemporaryDirectory(prefix="spanloop-")
            self.path = Path(self._folder.name) / self._source.name
            shutil.copyfile(self._source, self.path)
            shutil.copyfile(journal, self.path.with_name(journal.name))
            try:
                with closing(connect(self.path)) as connection:
                    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            except sqlite3.Error:
                # SQLite cannot set it back either: what stands in the file is read as it is.
                shutil.copyfile(self._source, self.path)
        return self

    def __exit__(self, *_: object) -> None:
        if self._folder is not None:
            self._folder.cleanup()


def _fill_gaps(staging: Staging, backups: Sequence[Path]) -> list[tuple[str, int, int]]:
    """Take from backups what is missing; returns what is missing still."""
    last = staging.last_acts()
    staging.drop_deleted(last)
    missing = list(staging.missing(last))
    for path in backups:
        backup = open_backup(path)
        if backup is None:
            continue
        with closing(backup):
            if not is_earlier(backup, staging):
                continue
            staging.take_history(backup)
            last = staging.last_acts()
            missing = list(staging.missing(last))
            staging.fill(backup, missing)
            staging.mend_texts(backup)
            missing = list(staging.missing(last))
    return missing


def _tell_missing(staging: Staging, missing: Sequence[tuple[str, int, int]], ledger: Ledger) -> None:
    """One entry for each act and kind of row."""
    if staging.filled:
        kinds = Counter(table for table, _ in staging.filled)
        words = ", ".join(count(number, NAMES.get(table, table)) for table, number in sorted(kinds.items()))
        ledger.add("backup.used", f"Taken from a backup, as it was then: {words}")
    by_act: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for table, _, act in missing:
        by_act[act][table] += 1
    for act, kinds in sorted(by_act.items()):
        words = ", ".join(count(number, NAMES.get(table, table)) for table, number in sorted(kinds.items()))
        who, title = _act(staging, act)
        ledger.add("row.lost", f"Lost of {who}: {words}", article=title)


def _act(staging: Staging, act: int) -> tuple[str, str]:
    """An act in words, and the title of the article if it was about one."""
    row = staging.sqlite.execute(
        "SELECT a.label, a.at, u.name, a.articles FROM act AS a LEFT JOIN author AS u ON u.id = a.author_id"
        " WHERE a.id = ?",
        (act,),
    ).fetchone()
    if row is None:
        return "an act whose own row is lost", ""
    label, at, name, articles = row
    try:
        keys = json.loads(articles)
    except (ValueError, TypeError):
        keys = []
    title = ""
    if isinstance(keys, list) and len(keys) == 1 and isinstance(keys[0], int):  # pyright: ignore[reportUnknownArgumentType]
        found = staging.sqlite.execute("SELECT title FROM article WHERE id = ?", (keys[0],)).fetchone()
        title = str(found[0]) if found else ""
    return f"“{label}” ({name or 'nobody'}, {str(at)[:16].replace('T', ' ')} UTC)", title


def _tell_pages(finder: Finder, ledger: Ledger) -> None:
    for table, number in sorted(finder.found.unread_pages.items()):
        name = NAMES.get(table, table)
        ledger.add("page.unread", f"{count(number, 'page')} with {name}s cannot be read")
    for table, number in sorted(finder.found.unread_cells.items()):
        if number:
            ledger.add("row.unread", f"{count(number, NAMES.get(table, table))} cannot be read")
