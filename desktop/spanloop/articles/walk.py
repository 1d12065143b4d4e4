"""The files of a folder, one by one, in an order that does not change."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from spanloop.articles.draft import Refusal
from spanloop.articles.item import Item, file_item, unreadable
from spanloop.articles.kinds import COMPANIONS, WANTED_SUFFIXES
from spanloop.core.verbatim import clean_text

#: What systems leave behind in folders and archives.
LITTER = frozenset({"__macosx", "thumbs.db", "desktop.ini", "ehthumbs.db", "$recycle.bin"})
#: Pages that a program saved under the end of their address. Only such names are looked into; opening whatever lies
#: in a folder would also open a project, whose locks this process loses when it closes the file again.
_PAGES_BY_ADDRESS = frozenset({"", ".php", ".asp", ".aspx", ".jsp", ".cgi", ".shtml", ".phtml", ".cfm"})
_NO_MATERIAL = "it is no page, text or table by its name"
_NAME_IT = "Name the file itself to import it."
_DEEPEST = 60


def is_wanted(name: str) -> bool:
    """Whether a file's name says that it is material."""
    return PurePosixPath(name).suffix.lower() in WANTED_SUFFIXES


def may_be_page(name: str) -> bool:
    """Whether a file that is not called material may be a page all the same ("index.php?id=7", "story-12")."""
    return PurePosixPath(name.partition("?")[0]).suffix.lower() in _PAGES_BY_ADDRESS


def is_companion(name: str) -> bool:
    """Whether a file says something about the marks beside it, and is nothing by itself."""
    return PurePosixPath(name).name.lower() in COMPANIONS


def page_of_folder(folder: str) -> tuple[str, ...]:
    """The names, lower case, of the pages to which a folder of this name belongs, where browsers made it so."""
    name = folder.lower()
    for ending in ("_files", "-filer", "_fichiers", "-dateien", ".files", "_archivos", "_arquivos", "_файлы"):
        if name.endswith(ending) and len(name) > len(ending):
            stem = name.removesuffix(ending)
            return (f"{stem}.html", f"{stem}.htm", f"{stem}.xhtml")
    return ()


def walk(folder: Path) -> Iterator[Item | Refusal]:
    """The files below a folder by name, folders in their place; named by their path inside it, with "/".

    Hidden files, litter of systems, the pictures and scripts of a saved page, and files that are no material by their
    names are refused as skipped. Links are not followed: what they lead to inside the folder comes in by itself, so
    they are skipped, as are those to folders elsewhere. One to a file outside is refused, because whoever made the
    folder may have laid it there to bring in what is not theirs. Pipes and devices are refused.
    """
    yield from _below(folder, "", 0, folder.resolve())


def _below(folder: Path, inside: str, depth: int, root: Path) -> Iterator[Item | Refusal]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        refused = unreadable(error, clean_text(inside.rstrip("/") or str(folder))[0])
        yield Refusal(refused.where, f"the folder {refused.what.removeprefix('it ')}", "Check that you may open it.")
        return
    names = {entry.name.lower() for entry in entries}
    for entry in entries:
        # A file system may give names that are no text; they would not survive storing.
        name = clean_text(inside + entry.name)[0]
        if entry.name.startswith(".") or entry.name.lower() in LITTER:
            yield Refusal(name, "it is hidden, or left there by the system", _NAME_IT, skipped=True)
        elif entry.is_dir(follow_symlinks=False):
            if any(page in names for page in page_of_folder(entry.name)):
                yield Refusal(name, "it holds the pictures and scripts of a saved page", _NAME_IT, skipped=True)
            elif depth == _DEEPEST:
                yield Refusal(name, f"it lies more than {_DEEPEST} folders deep", "Import that folder by itself.")
            else:
                yield from _below(Path(entry.path), f"{name}/", depth + 1, root)
        elif entry.is_symlink():
            yield _link(Path(entry.path), name, root)
        else:
            yield _file(entry, name)


def _link(path: Path, name: str, root: Path) -> Refusal:
    """What is said of a link; where it leads is looked at, and not opened."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return Refusal(name, "it is a link that leads nowhere", "Import the file that it was meant to lead to.")
    within = target.is_relative_to(root)
    where = clean_text(target.relative_to(root).as_posix() if within else str(target))[0]
    if target.is_dir():
        return Refusal(name, f"it is a link to the folder {where}", "Name that folder to import it too.", skipped=True)
    if within:
        return Refusal(name, f"it is a link to {where} in the same folder", _NAME_IT, skipped=True)
    if not is_wanted(name) and not may_be_page(path.name):
        return Refusal(name, _NO_MATERIAL, _NAME_IT, skipped=True)
    what = f"it is a link that leads out of the folder, to {where}"
    return Refusal(name, what, "Name that file itself to import it, or remove the link.")


def _file(entry: os.DirEntry[str], name: str) -> Item | Refusal:
    path = Path(entry.path)
    try:
        mode = entry.stat(follow_symlinks=False).st_mode
    except OSError as error:
        refused = unreadable(error, name)
        return Refusal(name, refused.what, refused.way_out)
    if not stat.S_ISREG(mode):
        return Refusal(name, "it is not a file but a pipe, a socket or a device", "Choose a file.")
    if is_wanted(entry.name):
        return file_item(path, name)
    if may_be_page(entry.name) or is_companion(entry.name):
        return file_item(path, name, wanted=False)
    return Refusal(name, _NO_MATERIAL, _NAME_IT, skipped=True)
