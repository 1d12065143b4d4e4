"""Making, opening and describing project files."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.core.schema import Schema, parse_schema
from spanloop.operations.importing import import_paths
from spanloop.operations.program_facts import is_inside_program
from spanloop.resources import resource_path, seed_path
from spanloop.store.backup import copy_project
from spanloop.store.glance import glance
from spanloop.store.guard import is_writable
from spanloop.store.project import Project

SUFFIX = ".spanloop"


def default_schema() -> Schema:
    """The schema for armed-conflict news that Spanloop brings along."""
    return read_schema(resource_path("schema", "armed_conflict.json"))


def read_schema(path: Path) -> Schema:
    """Read a schema from a .json or .toml file; raises SpanloopError that names the file and what is wrong in it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        document: object = tomllib.loads(text) if path.suffix.lower() == ".toml" else json.loads(text)
    except OSError as error:
        raise SpanloopError(
            f"The schema cannot be read ({error.strerror})", where=str(path), way_out="Check the name of the file."
        ) from error
    except (ValueError, RecursionError) as error:
        raise SpanloopError(
            f"The schema is no valid {'TOML' if path.suffix.lower() == '.toml' else 'JSON'} ({error})",
            where=str(path),
            way_out="Correct the file and try again.",
        ) from error
    return parse_schema(document, where=str(path))


def create_project(path: Path, *, name: str = "", schema_path: Path | None = None) -> Project:
    """Make a new project file; an existing file is never overwritten.

    A name without the ending ".spanloop" gets it: by it the window, the system and people know a project. Raises
    SpanloopError also for the folder of the program: an update, or removing the program, would take the project along.
    """
    if path.suffix.lower() != SUFFIX:
        path = path.with_name(path.name + SUFFIX)
    if is_inside_program(path):
        raise SpanloopError(
            "No project is made in the folder of the program itself",
            where=str(path),
            way_out="Choose another folder, such as your documents: the next update replaces this one.",
        )
    schema = read_schema(schema_path) if schema_path else default_schema()
    if path.exists():
        raise SpanloopError(
            "A file with this name is already there",
            where=str(path),
            way_out="Choose another name, or open the project that is there.",
        )
    return Project.create(path, name=name or path.stem, schema=schema)


def open_project(path: Path) -> Project:
    """Open a project file; an older one is migrated after a backup copy beside it."""
    return Project.open(path)


def look_at(path: Path) -> Project:
    """Open a project that another window has, to look at it: it shows what is written there, and refuses every act."""
    return Project.open(path, read_only=True)


def open_copy(path: Path) -> Path:
    """Make a whole copy of a project beside it, also while another window works on it; returns the copy.

    A copy has the same uid, so that what is marked in both can be put together again through JSONL.
    """
    number = 1
    while (copy := path.with_name(f"{path.stem} copy{f' {number}' if number > 1 else ''}{path.suffix}")).exists():
        number += 1
    copy_project(path, copy, check=True)
    return copy


def open_to_read(path: Path) -> Project:
    """Open a project file for work that writes nothing into it, also where nothing may be written."""
    return Project.open(path, read_only=not is_writable(path))


def sign_in(project: Project, *, name: str) -> Author:
    """The human author of this name in the project, added when they are new to it."""
    cleaned = " ".join(name.split())
    if not cleaned:
        raise SpanloopError("An author needs a name", way_out="Say who marks, for example with --author Noor.")
    known = project.find_author(cleaned, kind="human")
    if known is not None:
        return known
    author = Author(new_uid(), cleaned, "human")
    if project.read_only:
        return author  # who only looks is not written down
    with project.act(author, "sign in") as act:
        return act.add_author(author)


def make_sample(path: Path, *, author_name: str) -> Project:
    """A new project with the sample reports: most marked in this person's name, two left to try.

    The reports that are left stand last in the queue; an extractor trained on the others suggests for them.
    """
    project = create_project(path, name="Sample reports")
    try:
        author = sign_in(project, name=author_name)
        # Not the person's own act: one undo too many must not empty the sample.
        maker = Author(new_uid(), "gold", "gold")
        import_paths(project, author=maker, paths=[seed_path("sample.jsonl")], marks_as=author, leave_unmarked=2)
    except BaseException:
        project.close()
        raise
    return project


def project_progress(path: Path) -> tuple[int, int] | None:
    """Complete and all articles of a project file, for the start page; None when the file is gone or is no project."""
    return glance(path)
