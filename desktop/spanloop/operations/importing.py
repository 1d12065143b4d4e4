"""Articles and marks into a project: files and folders, in one act, from their bytes to their rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

from spanloop.articles.draft import Found, MarkedFile, Refusal
from spanloop.articles.item import Item
from spanloop.articles.plain import read_plain
from spanloop.articles.reading import read_item
from spanloop.articles.sources import count_sources, items, read_sources
from spanloop.articles.walk import is_companion
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.marks import Author
from spanloop.core.naming import NameMap
from spanloop.core.verbatim import MAX_TEXT_BYTES
from spanloop.core.wording import count
from spanloop.formats.detecting import detect_marks
from spanloop.formats.patterns import is_patterns
from spanloop.formats.registry import FORMATS, Format, find_format
from spanloop.formats.webanno.layers import told_by_folders
from spanloop.formats.webanno.projects import is_description, is_marked_elsewhere, is_readable_project
from spanloop.operations.incoming import ImportReport, Incoming, Rules, Steps
from spanloop.operations.marked_files import OWN
from spanloop.operations.own_files import keep_off
from spanloop.operations.people_of_files import AuthorFrom
from spanloop.operations.unpacking import Unpacking, holds_marks
from spanloop.store.project import Project

#: How a ledger that lies beside an export begins.
_LEDGER = b'{\n "counts":'
#: Formats whose readers take an archive whole.
_READS_ARCHIVES = frozenset({"cas"})
#: Of what else is bad so many are named.
_MOST_OTHERS = 3
__all__ = ["ImportReport", "find_in", "import_paths", "readable", "weight"]


def import_paths(
    project: Project,
    *,
    author: Author,
    paths: Sequence[Path],
    file_format: str = "auto",
    marks_as: Author | None = None,
    leave_unmarked: int = 0,
    skip_bad: bool = False,
    revise: bool = False,
    names: NameMap | None = None,
    create_labels: bool = False,
    author_from: AuthorFrom = "",
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportReport:
    """Import files and folders as one act: all or nothing, undone as one.

    file_format: "text", the name of a format of marks, or "auto" to tell from each file what it is. marks_as,
    leave_unmarked, skip_bad, revise, names, create_labels, author_from: see Rules. on_progress: called with articles
    done and in all, as far as that is known. cancelled: asked before each; CancelledError then. Nothing is written
    where this raises.
    """
    for path in paths:
        keep_off(project, path, way_out="To bring its marks into another project, export them as JSONL first.")
        if not path.exists():
            raise SpanloopError("There is no such file or folder", where=str(path), way_out="Check the name.")
    steps = Steps(count_sources(paths) if on_progress is not None else 0, on_progress, cancelled)
    rules = Rules(marks_as, leave_unmarked, skip_bad, revise, names or NameMap(), create_labels, skip_bad, author_from)
    incoming = Incoming(project, author, rules=rules, steps=steps)
    try:
        with Unpacking() as unpacking, project.act(author, _label(paths)) as act:
            any_file = False
            stream = find_in(paths, unpacking=unpacking, file_format=file_format, cancelled=cancelled)
            for found in stream:
                any_file = any_file or not (isinstance(found, Refusal) and found.skipped)
                try:
                    incoming.take(act, found)
                except CancelledError:
                    raise
                except SpanloopError as error:
                    error.way_out = f"{error.way_out} {_others(incoming.would_refuse(stream))}".strip()
                    raise
            if not any_file:
                raise SpanloopError(
                    "There is no file to import",
                    where=", ".join(map(str, paths)),
                    way_out="Name a page, a text, a table, a PDF, an archive or a .jsonl file, or a folder with some.",
                )
            incoming.end(act)
    except CancelledError:
        raise
    except SpanloopError as error:
        files = sum(isinstance(item, Item) and item.wanted for item in items(paths))
        if files > 1:
            none = (
                f"None of the {files:,} files was imported; `look` lists them, and --skip-bad leaves out what is bad."
            )
            error.way_out = f"{error.way_out} {none}".strip()
        raise
    return incoming.report(act.changes)


def readable() -> list[tuple[str, tuple[str, ...]]]:
    """What can be imported, for dialogs: a title and the endings of such files."""
    return [(known.title, known.suffixes) for known in FORMATS if known.reads]


def weight(paths: Iterable[Path]) -> int:
    """Bytes that an import of these files and folders reads; what cannot be looked at counts nothing."""
    total = 0
    for path in paths:
        try:
            total += sum(item.size for item in items([path]) if not isinstance(item, Refusal))
        except (OSError, SpanloopError):
            continue  # the import itself says what is wrong with it
    return total


def find_in(
    paths: Sequence[Path],
    *,
    unpacking: Unpacking,
    file_format: str = "auto",
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Found]:
    """What the files hold; read as what somebody says that they are, or as what they are.

    unpacking: keeps what is taken out of archives until all of it is read. Raises SpanloopError for a format that there
    is not, or that is not read.
    """
    named = {str(path) for path in paths}
    if file_format == "auto":
        yield from read_sources(paths, cancelled=cancelled, marked=lambda item: _marked(item, unpacking, named))
        return
    if file_format != "text" and not any(known.name == file_format for known in marks_formats()):
        find_format(file_format)  # raises for a name that there is not
        names = ", ".join(["text", *(known.name for known in marks_formats())])
        raise SpanloopError(f"{file_format} cannot be asked for", way_out=f"What can: {names}; auto for all else.")
    for item in items(paths):
        if isinstance(item, Refusal):
            yield item
        elif file_format == "text":
            try:
                yield read_plain(item.whole(MAX_TEXT_BYTES), name=item.name)
            except SpanloopError as error:
                yield item.refusal(error)
        elif holds_marks(item) and file_format not in _READS_ARCHIVES:
            for found in _members(item, unpacking):
                yield found if isinstance(found, Refusal) else _as_said(found, file_format, archive=item.path)
        else:
            yield _as_said(item, file_format, named=str(item.path) in named)


def _as_said(item: Item, file_format: str, *, named: bool = False, archive: Path | None = None) -> Found:
    """A file as one of the format that somebody said; of what nobody named only files that are called so."""
    assert item.path is not None  # files of the disk, and what was taken out of archives
    if named or item.path.suffix.lower() in find_format(file_format).suffixes:
        return MarkedFile(item.path, item.name, file_format, archive)
    return Refusal(item.name, f"it is no file of {file_format} by its name", "Name it itself.", skipped=True)


def marks_formats() -> list[Format]:
    """The formats of files of marks that are read."""
    return [known for known in FORMATS if known.reads and (known.read is not None or known.name == OWN)]


def _marked(item: Item, unpacking: Unpacking, named: Collection[str]) -> Iterator[Found] | None:
    """What an item is that is a file of marks, belongs to one, or is an archive of such; None for all else."""
    if _is_read_along(item):
        return iter(())
    if holds_marks(item) and not _is_of_person(item):
        return _in_archive(item, unpacking)
    found = _marked_file(item, named=str(item.path) in named)
    return None if found is None else iter((found,))


def _is_of_person(item: Item) -> bool:
    """Whether an archive is called after a person, and the folder that it lies in after the document, as projects of
    INCEpTION are exported: what is in it does not say either."""
    return item.path is not None and bool(told_by_folders(item.path)[0]) and detect_marks(item.path) in _READS_ARCHIVES


def _in_archive(item: Item, unpacking: Unpacking) -> Iterator[Found]:
    """What an archive with files of marks holds."""
    for member in _members(item, unpacking):
        if isinstance(member, Item) and _is_read_along(member):
            continue
        found = member if isinstance(member, Refusal) else _marked_file(member)
        if isinstance(found, MarkedFile):
            yield found._replace(archive=item.path)
        elif found is not None:
            yield found
        elif isinstance(member, Item):
            yield from read_item(member, inner=False)


def _members(item: Item, unpacking: Unpacking) -> Iterator[Item | Refusal]:
    """The members of an archive as files of the disk, after what of it cannot be taken out."""
    try:
        members, refusals = unpacking.take_out(item)
    except SpanloopError as error:
        yield item.refusal(error)
        return
    yield from refusals
    yield from members


def _is_read_along(item: Item) -> bool:
    """Whether an item says nothing by itself, because a file of marks beside it is read with it."""
    if item.path is None:
        return False
    if is_companion(item.path.name) or is_marked_elsewhere(item.path):
        return True
    return item.path.suffix.lower() == ".txt" and item.path.with_suffix(".ann").is_file()


def _marked_file(item: Item, *, named: bool = False) -> Found | None:
    """The file of marks that an item is, or why it is none though it looks like one; None for all else. named: whether
    somebody named it, so that it is not just passed over."""
    if item.path is None:
        return None
    if item.path.name.endswith("ledger.json") and item.head().startswith(_LEDGER):
        return Refusal(item.name, "it is a ledger", "Import what lies beside it.", skipped=True)
    if is_description(item.path.name):
        return _described(item.path, item.name)
    if item.path.suffix.lower() == ".jsonl" and is_patterns(item.head()):
        what = "it holds patterns of rules and no articles"
        way_out = "Import it as rules: by “Import rules…” (Ctrl+K finds it), or `spanloop rules P import FILE`."
        return Refusal(item.name, what, way_out, skipped=not named)
    found = detect_marks(item.path)
    return None if found is None else MarkedFile(item.path, item.name, found)


def _described(path: Path, name: str) -> Refusal:
    """Why what describes a project of INCEpTION gives nothing; without the project's marks nothing is to come in."""
    if is_readable_project(path):
        return Refusal(name, "it describes a project of INCEpTION", "Its layers are not read.", skipped=True)
    what = "it is of a project of INCEpTION whose marks only INCEpTION can read"
    return Refusal(name, what, "Export the project again, with UIMA CAS XMI or WebAnno TSV as its format.")


def _others(refusals: Iterable[Refusal]) -> str:
    """What else is refused, in one sentence; "" for nothing."""
    first: list[str] = []
    more = 0
    for refusal in refusals:
        if len(first) < _MOST_OTHERS:
            first.append(f"{refusal.path} ({refusal.what})")
        else:
            more += 1
    if not first:
        return ""
    number = len(first) + more
    rest = f" and {more:,} more" if more else ""
    return f"{number:,} more {'is' if number == 1 else 'are'} bad: {', '.join(first)}{rest}."


def _label(paths: Sequence[Path]) -> str:
    """What the history calls it; the name of one file or folder is told, several are counted."""
    if len(paths) == 1:
        return f"import {paths[0].resolve().name}"
    folders = sum(path.is_dir() for path in paths)
    files = [count(len(paths) - folders, "file")] if folders < len(paths) else []
    return f"import {' and '.join([*files, *([count(folders, 'folder')] if folders else [])])}"
