"""New files are what the migrations make, and an old file is brought up after a copy was put beside it."""

from __future__ import annotations

import errno
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from spanloop.core.errors import SpanloopError
from spanloop.store import guard, migrate
from spanloop.store.engine import make_engine, open_connection
from spanloop.store.migrations import env_options
from spanloop.store.project import Project
from spanloop.store.salvage.shapes import ADDED
from spanloop.store.tables import METADATA
from tests.unit.store.helpers import ANN, content, mention, schema, with_article

SEVENTH = """
import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade():
    with op.batch_alter_table("article", recreate="always") as batch:  # without AUTOINCREMENT, which is a mistake
        batch.add_column(sa.Column("mood", sa.String(), nullable=True))
"""


def statements(path: Path) -> dict[str, list[str]]:
    """What our tables and indexes are made of, without regard to the order of columns and constraints."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql <> '' AND name <> 'alembic_version'"
        ).fetchall()
    return {name: sorted(parts(sql.replace('"', ""))) for name, sql in rows}


def parts(sql: str) -> list[str]:
    """A statement and what stands between its outermost parentheses, cut at the commas that are in no inner ones."""
    found, depth = [""], 0
    for character in " ".join(sql.split()):
        depth += (character == "(") - (character == ")")
        if depth == 1 and character in "(,":
            found.append("")
        elif not (depth == 0 and character == ")"):
            found[-1] += character
    return [part.strip() for part in found]


def by_migrations(path: Path) -> Path:
    """A file that the migrations alone made."""
    path.touch()
    engine = make_engine(path, journal="delete")
    try:
        migrate.run_migrations(engine, label="make the tables")
    finally:
        engine.dispose()
    return path


def test_a_new_file_is_what_the_migrations_make(template: Path, tmp_path: Path) -> None:
    assert statements(by_migrations(tmp_path / "m.spanloop")) == statements(template)


def test_autogenerate_finds_no_difference(template: Path, tmp_path: Path) -> None:
    for path in (by_migrations(tmp_path / "m.spanloop"), shutil.copyfile(template, tmp_path / "c.spanloop")):
        engine = make_engine(path, journal="delete")
        with open_connection(engine) as connection:
            options = {"target_metadata": METADATA, **env_options()}
            context = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(context, METADATA) == []
        engine.dispose()


def test_recovery_knows_which_columns_migrations_added_in_place() -> None:
    """Rows of before end without them."""
    added: dict[str, tuple[str, ...]] = {}
    for path in sorted((migrate.MIGRATIONS / "versions").glob("*.py")):
        for table, name in re.findall(r"\bop\.add_column\(\s*\"(\w+)\",\s*sa\.Column\(\s*\"(\w+)\"", path.read_text()):
            added[table] = (*added.get(table, ()), name)
    assert added == ADDED


def test_the_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]
    template_text = (migrate.MIGRATIONS / "script.py.mako").read_text()
    assert re.search(r"^import sqlmodel", template_text, re.MULTILINE)


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Makes this program one whose format is 7, with the migration given."""

    def become(script: str) -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(migrate.MIGRATIONS, folder)
        (folder / "versions" / "0007_seventh.py").write_text(script)
        monkeypatch.setattr(migrate, "MIGRATIONS", folder)
        monkeypatch.setattr(guard, "FORMAT", 7)

    return become


def old_project(make: Callable[[], Project]) -> Project:
    project = make()
    art = with_article(project, title="One")
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [mention()])
    return project


def test_an_old_project_is_migrated_after_a_copy(make: Callable[[], Project], newer: Callable[[str], None]) -> None:
    project = old_project(make)
    before, uids = content(project), project.article_uids()
    project.close()
    newer(SEVENTH)
    with Project.open(project.path) as migrated:
        assert content(migrated) == before
        assert migrated.search("one") == uids
        assert migrated.integrity() == []
        assert migrated.undo_label(ANN) is None
        assert migrated.history()[0].kind == "migration"
        with pytest.raises(SpanloopError, match="nothing to undo"):
            migrated.undo(ANN)
        with_article(migrated, "after")
        migrated.undo(ANN)
        copy = migrated.migrated_from
    assert copy is not None
    assert copy.parent == project.path.parent
    assert "before-format-7" in copy.name
    with closing(sqlite3.connect(project.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (7,)
        assert "mood" in [row[1] for row in connection.execute("PRAGMA table_info(article)")]
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (6,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with Project.open(project.path) as again:
        assert again.migrated_from is None


@pytest.mark.parametrize(
    "broken",
    [
        SEVENTH + '    op.execute("INSERT INTO nowhere VALUES (1)")\n',
        SEVENTH + '    op.execute("PRAGMA defer_foreign_keys = ON")\n    op.execute("DELETE FROM author")\n',
    ],
)
def test_a_migration_that_fails_leaves_the_file_as_it_was(
    make: Callable[[], Project], newer: Callable[[str], None], broken: str
) -> None:
    project = old_project(make)
    project.close()
    before = project.path.read_bytes()
    newer(broken)
    with pytest.raises(SpanloopError, match=r"could not be brought|belong to nothing"):
        Project.open(project.path)
    with closing(sqlite3.connect(project.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (6,)
        assert "mood" not in [row[1] for row in connection.execute("PRAGMA table_info(article)")]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert len(project.path.read_bytes()) == len(before)


def test_a_new_project_leaves_nothing_but_itself(tmp_path: Path) -> None:
    path = tmp_path / "Café 1.spanloop"
    with Project.create(path, name="Café", schema=schema()) as project:
        assert (project.name, project.schema, project.path) == ("Café", schema(), path)
        uid = project.uid
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    with Project.open(str(path)) as project:
        assert project.uid == uid
    with pytest.raises(SpanloopError, match="a file of this name already"):
        Project.create(path, name="x", schema=schema())
    with pytest.raises(SpanloopError, match="no such folder"):
        Project.create(tmp_path / "none" / "x.spanloop", name="x", schema=schema())


def test_a_disk_that_is_read_only_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a disk refuses even to take away what is not there."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "touch", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(SpanloopError, match="Read-only file system"):
        migrate.create_file(
            tmp_path / "p.spanloop", name="p", schema_name="s", schema_version="1", schema_document="{}"
        )


def test_a_project_of_the_first_format_gets_notes_and_times(make: Callable[[], Project], tmp_path: Path) -> None:
    project = old_project(make)
    before = content(project)
    project.close()
    with closing(sqlite3.connect(project.path)) as connection:
        for statement in (
            "DROP TABLE article_note",
            "DROP TABLE activity",
            "DROP TABLE problem_count",
            "DROP TABLE copy_choice",
            "DROP TABLE rule",
            "DROP TABLE finding_verdict",
            "DROP TABLE project_setting",
            "DROP TABLE article_rank",
            "DROP INDEX ix_article_revision_of",
            "ALTER TABLE span DROP COLUMN value",
            "ALTER TABLE article_raw DROP COLUMN kind",
            "ALTER TABLE article_raw DROP COLUMN reader",
            "ALTER TABLE argument DROP COLUMN score",
            "UPDATE alembic_version SET version_num = '0001'",
            "PRAGMA user_version = 1",
        ):
            connection.execute(statement)
        connection.commit()
    with Project.open(project.path) as migrated:
        assert content(migrated) == before
        assert migrated.integrity() == []
        assert migrated.migrated_from is not None
    assert statements(project.path) == statements(by_migrations(tmp_path / "m.spanloop"))
