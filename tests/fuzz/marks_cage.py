"""A broken or hostile file of marks through its reader, and what may come of it: sound documents or one plain error."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author, Fragments, Marks, fragments_of, make_fragments
from spanloop.core.naming import NameMap
from spanloop.core.schema import EntityLabel, EventType, LinkType, Role, Schema
from spanloop.core.verbatim import clean_text
from spanloop.formats.detecting import detect_marks
from spanloop.formats.foreign import ForeignDocument
from spanloop.formats.interpreting import interpret
from spanloop.formats.jsonl import read_jsonl, to_line
from spanloop.formats.ledger import Ledger
from spanloop.formats.naming import read_names
from spanloop.formats.record import Record
from spanloop.formats.registry import find_format
from spanloop.operations.importing import find_in
from spanloop.operations.marked_files import Reading
from spanloop.operations.unpacking import Unpacking
from tests.fuzz.cage import TooLongError, in_time, place_of
from tests.fuzz.marks_hostile import Case
from tests.fuzz.marks_samples import TEXT

#: Seconds of processor time that one small file may cost, and how much memory.
MOST_SECONDS, MOST_MEMORY = 5, 500_000_000
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.remove", "os.rename")
_FORBIDDEN += ("os.rmdir", "os.link", "os.symlink", "urllib.", "http.", "ftplib.", "pickle.", "os.chmod", "os.mkdir")
_ROLES = (Role("agent", fills=frozenset({"*"})), Role("what", fills_events=frozenset({"*"})))
SCHEMA = Schema(
    "test",
    "1",
    (EntityLabel("ORG"), EntityLabel("LOC")),
    (EventType("STRIKE", roles=_ROLES), EventType("SAY", roles=(*_ROLES, Role("cause")))),
    links=(LinkType("alias", between_events=False), LinkType("cause", between_events=True)),
)


class Outcome(NamedTuple):
    """What came of a case. documents: how many; error: the one plain error, "" for none; refused: what the ledger says
    to be refused. faults: what must not happen, in words; none where all is well."""

    documents: int
    error: str
    refused: int
    faults: list[str]


class _Watch:
    """Hears which files and sockets the process opens, while it is told to."""

    def __init__(self) -> None:
        self.on = False
        self.reads: tuple[str, ...] = ()
        self.writes: tuple[str, ...] = ()
        self.heard: list[str] = []
        self._added = False

    def add(self) -> None:
        """Begin to hear; a hook stays for as long as the process lives."""
        if not self._added:
            sys.addaudithook(self._hook)
            self._added = True

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event == "open":
            path, mode, flags = args
            if isinstance(path, int) or (self.writes and not Path(path).is_absolute()):
                return  # what is taken away again after an archive was read is named inside its folder
            writes = any(c in "wax+" for c in mode) if isinstance(mode, str) else bool((flags or 0) & _WRITES)
            allowed = self.writes if writes else self.reads + self.writes
            if not os.path.realpath(os.fsdecode(path)).startswith(allowed):
                self.heard.append(f"{os.fsdecode(path)[:100]} was opened for {'writing' if writes else 'reading'}")
        elif event.startswith(_FORBIDDEN) and not (self.writes and self._is_inside(str(args[0]))):
            self.heard.append(f"{event} {str(args)[:100]}")

    def _is_inside(self, path: str) -> bool:
        return path.startswith(self.writes) or not Path(path).is_absolute()


_WATCH = _Watch()


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"logged by {record.name}: {record.getMessage()[:100]}")


@contextmanager
def _listening(folder: Path, faults: list[str], *, unpacks: bool) -> Iterator[None]:
    """Whatever is printed, logged, warned of, opened elsewhere or started meanwhile is a fault."""
    ear, out = _Ear(), StringIO()
    logging.getLogger().addHandler(ear)
    _WATCH.add()
    _WATCH.heard.clear()
    code = [sys.prefix, sys.base_prefix, str(Path(__file__).resolve().parents[2] / "desktop")]
    _WATCH.reads = (f"{folder}{os.sep}", *(f"{os.path.realpath(one)}{os.sep}" for one in code))
    _WATCH.writes = (f"{folder}-unpacked",) if unpacks else ()
    try:
        with warnings.catch_warnings(record=True) as warned, redirect_stderr(out), redirect_stdout(out):
            warnings.simplefilter("always")
            _WATCH.on = True
            yield
    finally:
        _WATCH.on = False
        logging.getLogger().removeHandler(ear)
    faults += [f"warned: {str(one.message)[:100]}" for one in warned]
    faults += ear.heard + _WATCH.heard
    if out.getvalue():
        faults.append(f"printed: {out.getvalue()[:100]!r}")


def warm_up() -> None:
    """Load the libraries, so that no case pays for it."""
    for name in ("cassis", "lxml.etree", "numpy", "spacy.tokens", "spacy.vocab", "srsly"):
        import_module(name)


def run_case(case: Case, kind: str, folder: Path, *, again: bool = True, seconds: float = MOST_SECONDS) -> Outcome:
    """Lay the files of a case out in a folder of their own, and read them.

    again: the records are written as our own JSONL and read back, which has to give the same.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in case.files.items():
        (folder / name).write_bytes(content)
    for name, target in case.links.items():
        (folder / name).symlink_to(target)
    faults: list[str] = []
    documents, records, ledger, said = list[ForeignDocument](), list[Record](), Ledger(), ""
    most = _peak()
    try:
        with _listening(folder, faults, unpacks=kind == "archive"), in_time(seconds):
            said = _read(folder / case.main if case.main else folder, kind, ledger, documents, records)
    except TooLongError:
        faults.append(f"over {seconds} seconds")
    except Exception as error:  # noqa: BLE001 - whatever comes out is what is looked for
        faults.append(f"raised {type(error).__name__}: {str(error)[:200]}{place_of(error)}")
    if _peak() - most > MOST_MEMORY:
        faults.append(f"took {(_peak() - most) // 1_000_000} MB")
    faults += [fault for one in documents for fault in _faults_of(one)]
    faults += [fault for one in records for fault in _faults_of_record(one)]
    if not faults and again and records:
        faults += _written_and_read(records, folder)
    refused = sum(entry.code.endswith(".refused") for entry in ledger.entries)
    return Outcome(max(len(documents), len(records)), said, refused, faults)


def _peak() -> int:
    """The most bytes that this process ever held; 0 where nobody counts them."""
    try:
        import resource
    except ImportError:
        return 0  # Windows
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _read(path: Path, kind: str, ledger: Ledger, documents: list[ForeignDocument], records: list[Record]) -> str:
    """The words of the error, "" for none."""
    try:
        if kind == "names":
            for target in read_names(path).targets.values():
                assert not clean_text(target.name)[1], f"{target.name!r} cannot be stored"
        elif kind == "archive":
            _read_archive(path, ledger, records)
        elif kind == "jsonl":
            records += read_jsonl(path, ledger=ledger, known=lambda name: TEXT if name == "wire-1" else None)
        else:
            _read_foreign(path, kind, ledger, documents, records)
    except SpanloopError as error:
        return _plain_words(error, path)
    finally:
        ledger.to_json()
        ledger.summary()
    return ""


def _read_foreign(
    path: Path, kind: str, ledger: Ledger, documents: list[ForeignDocument], records: list[Record]
) -> None:
    if path.is_file():
        detect_marks(path)
    known = find_format(kind)
    assert known.read is not None  # said by the list of kinds
    if known.read_schema is not None:
        try:
            known.read_schema(path)
        except SpanloopError as error:
            _plain_words(error, path)
    for document in known.read(path, ledger=ledger):
        documents.append(document)
        records += interpret(document, schema=SCHEMA, names=NameMap(), ledger=ledger)


def _read_archive(path: Path, ledger: Ledger, records: list[Record]) -> None:
    """All files of marks that an archive holds; those that cannot be read are as good as none."""
    from spanloop.articles.draft import MarkedFile, Refusal

    before, tempfile.tempdir = tempfile.tempdir, f"{path.parent}-unpacked"
    Path(tempfile.tempdir).mkdir(exist_ok=True)
    try:
        with Unpacking() as unpacking:
            for found in find_in([path], unpacking=unpacking):
                if isinstance(found, Refusal):
                    assert found.what
                elif isinstance(found, MarkedFile):
                    try:
                        records += Reading(SCHEMA, known=lambda _: TEXT).records(found, ledger=ledger)
                    except SpanloopError as error:
                        _plain_words(error, found.path)
        left = [*Path(tempfile.tempdir).iterdir()]
        assert not left, f"left behind: {left}"
    finally:
        tempfile.tempdir = before


def _plain_words(error: SpanloopError, path: Path) -> str:
    """What an error says; it has to say what, where and what to do, on lines of a terminal's width or so."""
    words = f"{error.where}: {error.what}"
    assert error.what.strip(), "the error says nothing"
    assert error.where, f"{error.what}: it does not say where"
    assert error.way_out or error.where, f"{words}: no way out"
    assert len(error.what) < 400, f"{words[:100]}: its words are long"
    assert "\n" not in words.replace(str(path), ""), f"{words!r}: over several lines"
    for part in (error.what, error.where, error.way_out):
        assert not clean_text(part)[1], f"{part!r} cannot be printed"
    return words


# What was read --------------------------------------------------------------------------------------------------------


def _faults_of(document: ForeignDocument) -> list[str]:
    article = document.article
    texts = [article.text, article.title, article.source, article.date, article.language, article.external_id or ""]
    faults: list[str] = []
    for marks in document.marks:
        texts += [marks.note, marks.reason, marks.author.name]
        for span in marks.spans:
            texts += [span.id, span.label, span.notes, span.value or "", *span.attributes, *span.attributes.values()]
            faults += _fragment_faults(span.fragments, len(article.text), span.label)
            if not span.label:
                faults.append("a span has no label")
        for relation in marks.relations:
            texts += [relation.type, relation.source, relation.target]
            if not relation.type:
                faults.append("a relation has no type")
    if not article.text:
        faults.append("the text is empty")
    if any(not isinstance(text, str) for text in texts):
        faults.append(f"texts are {set(map(type, texts))}")
        return faults
    return faults + [f"it says {text[:50]!r}, which cannot be stored" for text in texts if clean_text(text)[1]][:3]


def _fragment_faults(fragments: Fragments, length: int, label: str) -> list[str]:
    try:
        sound = make_fragments(fragments) == fragments and fragments[-1][1] <= length
    except (ValueError, TypeError, IndexError):
        sound = False
    return [] if sound else [f"{label} stands at {str(fragments)[:100]} of {length}"]


def _faults_of_record(record: Record) -> list[str]:
    marks = record.marks if record.marks is not None else Marks(Author("", ""))
    faults: list[str] = []
    mentions, events = {m.uid for m in marks.mentions}, {e.uid for e in marks.events}
    for mark in (*marks.mentions, *marks.events):
        faults += _fragment_faults(fragments_of(mark), len(record.article.text), "a mark")
    for event in marks.events:
        for argument in event.arguments:
            if argument.filler not in (events if argument.filler_is_event else mentions):
                faults.append(f"the argument {argument.role} has no filler")
    for link in marks.links:
        if not {link.source, link.target} <= (events if link.between_events else mentions):
            faults.append(f"the link {link.type} has no ends")
    return faults


def _written_and_read(records: list[Record], folder: Path) -> list[str]:
    """As our own lines they have to come back."""
    path = folder / "again.jsonl"
    ledger = Ledger()
    try:
        path.write_bytes(b"".join(map(to_line, records)))
        back = [*read_jsonl(path, ledger=ledger)]
    except SpanloopError as error:
        return [f"cannot be written or read again: {error.what}"]
    if len(back) != len(records) or {*ledger.counts()} - {"event.self"}:
        return [f"written and read again: {len(records)} and {len(back)} records; {ledger.summary()}"]
    for given, found in zip(records, back, strict=True):
        if found.article.text != given.article.text or _size(found.marks) != _size(given.marks):
            return ["written and read again it says something else"]
    return []


def _size(marks: Marks | None) -> tuple[int, ...]:
    if marks is None:
        return (0, 0, 0, 0)
    arguments = sum(len(event.arguments) for event in marks.events)
    return len(marks.mentions), len(marks.events), len(marks.links), arguments
