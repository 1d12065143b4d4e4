"""brat's standoff format: a text file, and beside it a file of marks with the same name and the ending `.ann`.

Format: https://brat.nlplab.org/standoff.html, and `annotation.conf` beside it (brat_conf). What is read:
- T are mentions, with several fragments where they have them; fragments that only a line end separates are one, because
  brat cannot mark over a line end. A T that an event has for its trigger is no mention, unless something else than its
  event stands on it.
- E are events. A role that stands several times is numbered in brat (Target, Target2): it is one role, unless
  `annotation.conf` has the number in its name. What points to the trigger of one event means the event.
- R and `*` are links; an equivalence of several becomes a chain of them. A and M are attributes of events ("true" for
  one without value); a mention has none here. Remarks of people (AnnotatorNotes) and normalisations (N) become notes.
Not read: remarks on relations and attributes, remarks of other kinds, and `visual.conf`, `tools.conf` and
`kb_shortcuts.conf`, which say how brat looks and not what is marked.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from spanloop.core.errors import SpanloopError
from spanloop.core.verbatim import MAX_TEXT_BYTES, clean_text
from spanloop.formats.bounded import read_whole
from spanloop.formats.brat.conf import configuration_beside, is_ours, read_configuration
from spanloop.formats.brat.files import MARKS, TEXT, article_of
from spanloop.formats.brat.lines import FIRST_LINE, read_lines
from spanloop.formats.brat.meaning import BratMarks
from spanloop.formats.fields import Place
from spanloop.formats.foreign import ForeignDocument, make_article
from spanloop.formats.ledger import Ledger

#: The most that a file of marks may hold.
_MOST_BYTES = 64_000_000
_NOT_READ = ("visual.conf", "tools.conf", "kb_shortcuts.conf")


def read_brat(path: Path, *, ledger: Ledger) -> Iterator[ForeignDocument]:
    """The article of an `.ann` file with the text beside it; of a folder all of them, in the order of their names.

    The id of an article is the name of its files, in a folder the path inside it. In a folder a pair of files that
    cannot be read is noted as "document.refused"; of a single file it is a SpanloopError.
    """
    if not path.is_dir():
        file = path.with_suffix(MARKS) if path.suffix.lower() == TEXT else path
        yield _document(file, file.stem, _roles(file, file.parent, ledger), ledger)
        return
    roles: dict[Path, Mapping[str, tuple[str, ...]] | None] = {}
    any_read = False
    for file in _files(path):
        if file.parent not in roles:
            roles[file.parent] = _roles(file, path, ledger)
            _note_settings(file.parent, ledger)
        name = file.relative_to(path).with_suffix("").as_posix()
        try:
            _refuse_link(file)
            document = _document(file, name, roles[file.parent], ledger)
        except SpanloopError as error:
            ledger.add("document.refused", f"{error.where}: {error.what}", article=clean_text(name)[0])
            continue
        any_read = True
        yield document
    if not any_read:
        way_out = f"Name a folder with files that end in {MARKS}, each with its text beside it."
        raise SpanloopError("it holds no file of marks that can be read", where=str(path), way_out=way_out)


def detect_brat(path: Path, head: bytes) -> bool:
    """Whether a file is one of brat's marks: by its ending, and by its first line where it has one."""
    if path.suffix.lower() != MARKS:
        return False
    lines = head.decode("utf-8", errors="replace").removeprefix("\ufeff").split("\n")
    first = next((line for line in lines if line.strip()), "")
    return not first or FIRST_LINE.match(first) is not None


def _files(folder: Path) -> Iterator[Path]:
    """The files of marks in a folder and below it, by name; links to folders are not followed."""
    for parent, below, names in os.walk(folder):
        below.sort()
        for name in sorted(names):
            if name.lower().endswith(MARKS) and not name.startswith("."):
                yield Path(parent) / name


def _roles(file: Path, within: Path, ledger: Ledger) -> Mapping[str, tuple[str, ...]] | None:
    """The roles of each event type that annotation.conf names; None without one."""
    found = configuration_beside(file, within=within)
    if found is None:
        return None
    try:
        return read_configuration(found, name=found.parent.name).roles
    except SpanloopError as error:
        ledger.add("configuration.not_read", f"{error.where}: {error.what}")
        return None


def _note_settings(folder: Path, ledger: Ledger) -> None:
    there = [name for name in _NOT_READ if (folder / name).is_file() and not is_ours(folder / name)]
    if there:
        ledger.add("settings.not_read", f"{', '.join(there)}: how brat looks is not taken over", article=folder.name)


def _document(file: Path, name: str, roles: Mapping[str, tuple[str, ...]] | None, ledger: Ledger) -> ForeignDocument:
    marks = clean_text(_decoded(read_whole(file, most=_MOST_BYTES), file))[0]
    beside = _text_beside(file)
    text = _decoded(read_whole(beside, most=MAX_TEXT_BYTES), beside)
    if not text:
        raise SpanloopError("the text is empty", where=str(beside), way_out="Leave it out.")
    folder, _, last = name.rpartition("/")
    uid, external_id = article_of(last)
    if external_id is not None and folder:
        external_id = f"{folder}/{external_id}"
    article = make_article(text, ledger=ledger, name=external_id or last, external_id=external_id)
    if uid is not None:
        article = replace(article, uid=uid)
    place = Place(file.name, ledger=ledger)
    called = article.external_id or article.uid
    lines = read_lines(marks, place=place, article=called)
    said = BratMarks(article.text, lines, roles=roles, place=place, article=called).marks()
    return ForeignDocument(article, (said,) if said.spans or said.relations else ())


def _text_beside(file: Path) -> Path:
    for ending in (TEXT, TEXT.upper()):
        beside = file.with_suffix(ending)
        if beside.is_file():
            _refuse_link(beside)
            return beside
    what = f"its text, {file.with_suffix(TEXT).name}, is not there"
    raise SpanloopError(what, where=str(file), way_out="Put the text beside the marks, under the same name.")


def _refuse_link(file: Path) -> None:
    """No file outside of the folder is opened that somebody named."""
    if file.is_symlink() and file.resolve().parent != file.parent.resolve():
        raise SpanloopError("it is a link that leads elsewhere", where=str(file), way_out="Copy the file here.")


def _decoded(content: bytes, file: Path) -> str:
    # Verbatim, byte order mark and line ends too: brat counts them.
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SpanloopError("it is not UTF-8", where=f"{file}, line {line}", way_out="Save it as UTF-8.") from None
