"""Making a new project file, and bringing an old one to the present format."""

from __future__ import annotations

import functools
from pathlib import Path

from sqlalchemy import Connection, Engine, ExecutableDDLElement, create_mock_engine
from sqlalchemy.exc import SQLAlchemyError

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid, now
from spanloop.store import guard
from spanloop.store.backup import backup_name, copy_project
from spanloop.store.engine import APPLICATION_ID, explain, make_engine, open_connection
from spanloop.store.search import CREATE_FTS
from spanloop.store.tables import ACT, METADATA, PROJECT, SCHEMA_VERSION

#: The newest migration; a test holds it against the folder of migrations.
HEAD = "0006"
MIGRATIONS = Path(__file__).parent / "migrations"


def create_file(path: Path, *, name: str, schema_name: str, schema_version: str, schema_document: str) -> None:
    """Write a new project file; it appears under its name only when complete.

    Raises SpanloopError when there is a file of that name, or its folder cannot be written.
    """
    if path.exists():
        raise SpanloopError("There is a file of this name already", where=str(path), way_out="Choose another name.")
    if not path.parent.is_dir():
        raise SpanloopError("There is no such folder", where=str(path.parent), way_out="Make it first.")
    unfinished = path.with_name(f".{path.name}.{new_uid()}.new")
    try:
        unfinished.touch(exist_ok=False)
        engine = make_engine(unfinished, journal="delete")
        try:
            with open_connection(engine) as connection:
                _fill(connection)
                connection.execute(PROJECT.insert(), {"id": 1, "uid": new_uid(), "name": name, "created_at": now()})
                connection.execute(
                    SCHEMA_VERSION.insert(),
                    {
                        "uid": new_uid(),
                        "name": schema_name,
                        "version": schema_version,
                        "document": schema_document,
                        "at": now(),
                    },
                )
                connection.exec_driver_sql("COMMIT")
        finally:
            engine.dispose()
        unfinished.replace(path)
    except OSError as error:
        raise explain(error, path) or error from error
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            left = unfinished.with_name(unfinished.name + suffix)
            if left.exists():  # on a disk that is read-only, even taking away what is not there is refused
                left.unlink()


def _fill(connection: Connection) -> None:
    """All tables of the present format, in an open transaction. A test holds them against the migrations."""
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    connection.exec_driver_sql(f"PRAGMA user_version = {guard.FORMAT}")
    for statement in _tables():
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(CREATE_FTS)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
        " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))


@functools.cache
def _tables() -> tuple[str, ...]:
    """What makes all tables and their indexes in an empty file, in order.

    Written out once: for each new project anew it is two thirds of what making one costs.
    """
    written: list[str] = []

    def write(statement: ExecutableDDLElement, *_: object) -> None:
        written.append(str(statement.compile(dialect=engine.dialect)))

    engine = create_mock_engine("sqlite://", write)
    METADATA.create_all(engine, checkfirst=False)
    return tuple(written)


def migrate(path: Path, *, from_format: int) -> Path:
    """Bring a checked file to the present format after a whole copy was put beside it; returns the copy.

    All in one transaction: a migration that fails leaves the file as it was. Raises SpanloopError.
    """
    # Alembic is only paid for when there is something to migrate.
    from alembic.util import CommandError

    copy = backup_name(path, why=f"before-format-{guard.FORMAT}")
    copy_project(path, copy)
    engine = make_engine(path, journal="delete")
    try:
        run_migrations(engine, label=f"bring the project from format {from_format} to {guard.FORMAT}")
    except (SQLAlchemyError, CommandError) as error:
        raise SpanloopError(
            f"The project could not be brought to the present format ({error})",
            where=str(path),
            way_out=f"It was left as it was; a copy is in {copy.name}.",
        ) from error
    finally:
        engine.dispose()
    return copy


def run_migrations(engine: Engine, *, label: str) -> None:
    """Bring the tables of a file up to the newest migration, in one transaction, and note that as an act."""
    from alembic import command
    from alembic.config import Config

    with open_connection(engine) as connection:
        # Off, because a table that is made anew drops the old one; looked at again before the commit.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise SpanloopError(f"The project holds rows of {broken[0]} that belong to nothing")
            connection.exec_driver_sql(f"PRAGMA user_version = {guard.FORMAT}")
            connection.execute(ACT.insert(), _barrier_row(label))
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            if connection.connection.dbapi_connection.in_transaction:  # pyright: ignore[reportOptionalMemberAccess]
                connection.exec_driver_sql("ROLLBACK")
            raise


def _barrier_row(label: str) -> dict[str, object]:
    """Rows of the older shape cannot be put back: nothing before a migration is undone."""
    return {
        "uid": new_uid(),
        "author_id": None,
        "label": label,
        "at": now(),
        "kind": "migration",
        "state": "done",
        "undoable": 0,
        "target_id": None,
        "schema_version": "",
        "articles": "[]",
        "article_count": 0,
    }
