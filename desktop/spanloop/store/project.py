"""A project: one file with articles and everybody's marks in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError, OperationalError

from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author
from spanloop.core.schema import Schema
from spanloop.core.schema_change import SchemaPlan
from spanloop.store import activity, checking, guard, migrate, returning, undoing
from spanloop.store.acting import ActBase, schema_json
from spanloop.store.backup import copy_project
from spanloop.store.copies import CopyReading
from spanloop.store.engine import DAMAGED, JournalMode, explain_integrity, make_engine, open_connection
from spanloop.store.findings import FindingReading
from spanloop.store.folders import why_unsafe
from spanloop.store.learning import read_settings
from spanloop.store.lock import refuse_if_shown
from spanloop.store.logwatch import LogWatch
from spanloop.store.project_reading import ProjectReading
from spanloop.store.ranks import RankReading
from spanloop.store.rules import RuleReading
from spanloop.store.schema_tally import Tally, read_tally
from spanloop.store.tables import PROJECT
from spanloop.store.writing import Act


class Project(ProjectReading):
    """An open project file. It belongs to the thread that opened it.

    warnings: sentences about the place of the file that a person should know.
    migrated_from: the copy that was made before the file was brought to the present format, or None.
    """

    def __init__(
        self,
        path: Path,
        *,
        warnings: tuple[str, ...],
        journal: JournalMode,
        migrated_from: Path | None,
        read_only: bool = False,
    ) -> None:
        """Use Project.open or Project.create."""
        self.path = path
        self.warnings = warnings
        self.migrated_from = migrated_from
        self.read_only = read_only
        # Where it can be, a reader takes part in SQLite's own locks: others may be writing.
        self._engine = make_engine(path, journal=journal, read_only=read_only and not guard.is_writable(path))
        self._open: Connection | None = open_connection(self._engine)
        self._acting: ActBase | None = None
        self._log: LogWatch | None = None
        self._joined = 1
        super().__init__()
        try:
            row = self._connection.execute(select(PROJECT.c.uid, PROJECT.c.name)).one_or_none()
            if row is None:
                raise SpanloopError("The project file was never finished", where=str(path), way_out="Make a new one.")
            self.uid: str = row.uid
            self.name: str = row.name
            self.schema  # noqa: B018 - a schema that cannot be read is said at opening
            self._log = LogWatch(path) if journal == "wal" and not read_only else None
        except BaseException:
            self.close()
            raise

    # ---- opening and closing

    @classmethod
    def create(cls, path: Path | str, *, name: str, schema: Schema) -> Project:
        """Make a new project file and open it. Raises SpanloopError when there is a file of that name."""
        place = Path(path)
        migrate.create_file(
            place,
            name=name,
            schema_name=schema.name,
            schema_version=schema.version,
            schema_document=schema_json(schema.document),
        )
        return cls.open(place)

    @classmethod
    def open(cls, path: Path | str, *, read_only: bool = False) -> Project:
        """Open a project file after looking at it, and bring it to the present format if it is older.

        read_only: to look at what another window has, or where nothing may be written: every act is refused then, and
        a project of an older format.

        Raises SpanloopError with the file and a way out for everything that is not a sound project of this or an older
        version that may be written (see spanloop.store.guard).
        """
        place = Path(path)
        try:
            return cls._open_to_read(place) if read_only else cls._open_checked(place)
        except (UnicodeDecodeError, OperationalError) as error:
            # Bytes that are no text, in a name or in the schema: SQLite itself does not look for these.
            raise SpanloopError(
                "The project file is damaged (it holds bytes that are no text)", where=str(place), way_out=DAMAGED
            ) from error

    @classmethod
    def _open_to_read(cls, place: Path) -> Project:
        number = guard.check_header(place, to_write=False)
        thorough = place.stat().st_size <= guard.CHECK_AT_OPEN_BYTES
        if guard.check_inside(place, thorough=thorough, to_write=guard.is_writable(place)) < guard.FORMAT:
            raise SpanloopError(
                f"The project has format {number} and would have to be brought to {guard.FORMAT}, but it is read-only",
                where=str(place),
                way_out="Copy it to a folder where you may write.",
            )
        journal: JournalMode = "wal" if why_unsafe(place) is None else "delete"
        return cls(place, warnings=(), journal=journal, migrated_from=None, read_only=True)

    @classmethod
    def _open_checked(cls, place: Path) -> Project:
        guard.check_header(place)
        guard.check_log(place)
        size = place.stat().st_size
        number = guard.check_inside(place, thorough=size <= guard.CHECK_AT_OPEN_BYTES)
        copy = None
        if number < guard.FORMAT:
            refuse_if_shown(place, doing=f"The project is not brought from format {number} to {guard.FORMAT}")
            if size > guard.CHECK_AT_OPEN_BYTES:
                guard.check_inside(place, thorough=True)
            copy = migrate.migrate(place, from_format=number)
            guard.check_inside(place, thorough=False)
        unsafe = why_unsafe(place)
        warnings = ()
        if unsafe is not None:
            warnings = (
                f"{place.name}: {unsafe}. Open the project in one place at a time, and keep backups elsewhere.",
            )
        return cls(place, warnings=warnings, journal="wal" if unsafe is None else "delete", migrated_from=copy)

    @property
    def _connection(self) -> Connection:
        if self._open is None:
            raise RuntimeError("the project is closed")
        if self._acting is not None:
            # What the act wrote so far is seen by whoever reads within its block.
            self._acting.rows.flush()
        return self._open

    def _stay_joined(self, *, to_write: bool = False) -> None:
        """Open the file anew where another program deleted the log that this connection uses (see LogWatch).

        A file that was moved or deleted can still be read here. to_write: writing is refused then.
        """
        if self._log is None or self._in_transaction() or not self._log.is_gone():
            return
        if not self.path.exists():
            if to_write:
                raise SpanloopError(
                    "The project file is no longer there",
                    where=str(self.path),
                    way_out="Put it back with the files beside it; what was saved before is in it.",
                )
            return
        if self._open is None:
            self._open = open_connection(self._engine)
        else:
            # The same object goes on with another handle, because readings hold it that were begun before. The old
            # handle is closed first: SQLite would share with the new one what belonged to the log that is gone.
            self._open.rollback()
            self._open.invalidate()
        try:
            self._open.execute(select(PROJECT.c.uid)).one()  # takes the locks
        except BaseException:
            connection, self._open = self._open, None
            connection.close()
            raise
        self._log = LogWatch(self.path)
        self._joined += 1
        self.forget_schemas()

    def close(self) -> None:
        """Copy the log back into the file and let go of it. Closing twice does nothing.

        Where that cannot be (full disk), the log stays beside the file, nothing is lost, and `warnings` says so.
        """
        self._log = None  # what is closed on purpose is not opened anew
        if self._open is None:
            return
        try:
            self._roll_back()
            if self.read_only:
                return
            # Whoever else has the file open copies the log back when they close; that is not waited for.
            self._open.exec_driver_sql("PRAGMA busy_timeout = 200").close()
            self._open.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()
        except SpanloopError as error:
            log = f"{self.path.name}-wal"
            self.warnings = (*self.warnings, f"{error.what}. Keep {log} beside {self.path.name}: it belongs to it.")
        finally:
            connection, self._open = self._open, None
            connection.close()
            self._engine.dispose()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---- writing

    @contextmanager
    def act(self, author: Author, label: str) -> Iterator[Act]:
        """One transaction, one undo step: commits at the end of the block, and writes nothing when it raises.

        label: what is done, in words that finish "Undo: ..." ("mark ARM"). Not nested. Raises SpanloopError when the
        disk is full, another program writes, or a constraint does not hold.
        """
        before = self._known
        with self._transaction() as connection:
            act = self._acting = Act(connection, author, label, schema_version=self.schema.version)
            if before is not None and before.at_hand is not None and before.stamp == self.data_version():
                act.hold_article(before.at_hand)
            yield act
            self._connection  # noqa: B018 - it may have been closed in the block
            act.finish()
        act.close()

    def undo(self, author: Author) -> Changes:
        """Take back the author's own latest act that stands. Raises SpanloopError when that cannot be, and why."""
        return self._invert(author, "undo")

    def redo(self, author: Author) -> Changes:
        """Do again what the author undid last. Raises SpanloopError with the reason when that cannot be."""
        return self._invert(author, "redo")

    def go_to(self, author: Author, act: str) -> list[Changes]:
        """Take back every act of the author after an act, latest first, or do again what they undid up to it.

        All of it in one transaction, each with an undo step of its own (see spanloop.store.returning). Raises
        SpanloopError with the reason, and changes nothing, when one of them cannot be.
        """
        with returning.explained(self.path), self._transaction() as connection:
            known = self.known_author(author)
            plan = returning.plan_return(connection, known, act)
            done = returning.carry_out(connection, known, plan, schema_version=self.schema.version)
        for one in done:
            one.close()
        return [one.changes for one in done]

    def _invert(self, author: Author, kind: str) -> Changes:
        try:
            return self._invert_next(author, kind)
        except SpanloopError as error:
            if "FOREIGN KEY" not in str(error.__cause__):
                raise
            word, label = ("undone", self.undo_label(author)) if kind == "undo" else ("redone", self.redo_label(author))
            raise SpanloopError(
                f'"{label}" cannot be {word}: something that was done later needs it',
                where=str(self.path),
                way_out="That would have to be undone first; nothing was changed.",
            ) from error

    def _invert_next(self, author: Author, kind: str) -> Changes:
        with self._transaction() as connection:
            known = self.known_author(author)
            find = undoing.next_undo if kind == "undo" else undoing.next_redo
            found = find(connection, known.uid)
            if found is None:
                raise SpanloopError(f"{author.name} has nothing to {kind} in this project", where=str(self.path))
            target, label = found
            act = self._acting = ActBase(connection, known, label, schema_version=self.schema.version)
            undoing.invert_act(act, target, kind="undo" if kind == "undo" else "redo", author_id=act.author_key(known))
        act.close()
        return act.changes

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        if self._in_transaction():
            raise RuntimeError("acts are not nested")
        if self.read_only:
            raise SpanloopError(
                "The project is open to be read only",
                where=str(self.path),
                way_out="Copy it to a folder where you may write, or change its permissions.",
            )
        self._stay_joined(to_write=True)
        connection = self._connection
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        known, kept = self._known, None
        try:
            yield connection
            connection.exec_driver_sql("COMMIT")
            if self._log is not None and self._log.is_gone():
                raise SpanloopError(
                    "Another program closed the project at the same instant, and this may not be saved",
                    where=str(self.path),
                    way_out="Look whether it is there, and do it again if not.",
                )
            if known is not None and self._acting is not None:
                kept = known.after(self._acting.kinds)
        except BaseException as error:
            self._acting = None
            self._roll_back()
            if isinstance(error, IntegrityError) and isinstance(error.orig, sqlite3.Error):
                raise explain_integrity(error.orig, self.path) from error
            if isinstance(error, UnicodeEncodeError):
                raise SpanloopError(
                    "Half of a surrogate pair cannot be stored",
                    where=str(self.path),
                    way_out="Put U+FFFD in its place.",
                ) from error
            raise
        finally:
            self._acting = None
            if kept is None or kept is not known:
                self.forget_schemas()
            self._known = kept

    def _is_settled(self) -> bool:
        return not self._in_transaction()

    def _in_transaction(self) -> bool:
        driver = None if self._open is None else self._open.connection.dbapi_connection
        return isinstance(driver, sqlite3.Connection) and driver.in_transaction

    def _roll_back(self) -> None:
        """A full disk or a damaged file may have ended the transaction already."""
        if self._open is not None and self._in_transaction():
            self._open.exec_driver_sql("ROLLBACK")

    def add_activity(self, author: Author, seconds: Mapping[tuple[str, str], int]) -> bool:
        """Add active seconds by (article uid, day): no act, and nobody waits for it. False where it cannot be now."""
        if self._open is None or self._in_transaction() or (self._log is not None and self._log.is_gone()):
            return False
        return activity.add_seconds(self._connection, self.known_author(author).uid, seconds)

    def delete_activity(self, author: Author) -> int:
        """Delete all active seconds of a person, for good; gives how many there were."""
        with self._transaction() as connection:
            return activity.delete_times(connection, self.known_author(author).uid)

    def schema_tally(self, plan: SchemaPlan, *, drop_misfits: bool = False) -> Tally:
        """How many marks a change of the schema concerns, whose, and in how many articles."""
        return read_tally(
            self._connection, plan, authors=self._facts.authors, versions=self.schemas, drop_misfits=drop_misfits
        )

    @property
    def copies(self) -> CopyReading:
        """Which articles are copies of each other, and what people decided about them; for as long as nothing is
        written."""
        return CopyReading(self._connection, self._facts)

    @property
    def findings(self) -> FindingReading:
        """What people said of findings, and marks as the checks look at them; for as long as nothing is written."""
        return FindingReading(self._connection, self._facts)

    @property
    def rules(self) -> RuleReading:
        """Rules that suggest, and the marked texts that teach some; for as long as nothing is written."""
        return RuleReading(self._connection, self._facts)

    @property
    def ranks(self) -> RankReading:
        """What an order of articles to annotate is made from, for as long as nothing is written."""
        return RankReading(self._connection, self._facts)

    def settings(self) -> dict[str, Any]:
        """How this project is taught and tested, by name (see spanloop.store.learning)."""
        return read_settings(self._connection)

    # ---- looking after the file

    def data_version(self) -> int:
        """A number that changes when another program or connection has written to the file."""
        self._stay_joined()
        connection = self._connection
        cursor = connection.connection.cursor()
        try:
            # Past SQLAlchemy, because this is asked a dozen times with every key press.
            version = int(cursor.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error:
            version = int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())  # refuses in words
        finally:
            cursor.close()
        # SQLite counts anew for each connection.
        return self._joined << 32 | version

    def backup(self, dest: Path | str) -> None:
        """Write a whole copy of the project, also while others write. Raises SpanloopError when `dest` is there."""
        copy_project(self.path, Path(dest))

    @contextmanager
    def bare_transaction(self) -> Iterator[Connection]:
        """A transaction that is no act: for looking after a copy of the file."""
        with self._transaction() as connection:
            yield connection

    def pack(self) -> None:
        """Write the whole file anew, so that nothing of what was deleted is in its bytes, and empty the log.

        Raises SpanloopError when the disk has no room for a second file of its size, or when another program reads.
        """
        self._stay_joined(to_write=True)
        connection = self._connection
        connection.exec_driver_sql("VACUUM").close()
        kept_waiting = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        if kept_waiting:
            raise SpanloopError(
                "Another program reads the project, so what was deleted may still be in the file beside it",
                where=f"{self.path}-wal",
                way_out="Close the other program, open the project and close it again: that empties the file.",
            )

    def integrity(self) -> list[str]:
        """Everything that is wrong with the file, in sentences; empty when it is sound. Reads all of it."""
        return checking.find_faults(self._connection)
