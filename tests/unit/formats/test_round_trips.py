"""Whole projects out and in again: what comes back is the project less what the ledger beside the file says."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author
from spanloop.formats.jsonl import read_jsonl, to_line
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.operations.exporting import ExportReport, export
from spanloop.operations.importing import import_paths
from spanloop.operations.projects import create_project, open_project, sign_in
from spanloop.store.project import Project
from tests.unit.formats.ledgers import minus, read_ledger, told
from tests.unit.formats.whole_projects import DOCUMENT, whole_projects

_PEOPLE = ("human", "gold")
_UNHURRIED = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
#: What an import may say of files that hold all that they are to hold.
_PLAIN = {"file.passed_over", "quote.missing"}


class Trip(NamedTuple):
    """A format as it is exported. dest: the name of the file or folder. authors: whether one file holds them all."""

    format: str
    dest: str
    authors: bool = False


TRIPS = {
    "prodigy": Trip("prodigy", "out.jsonl", authors=True),
    "doccano": Trip("doccano", "out.jsonl"),
    "label-studio": Trip("label-studio", "out.json", authors=True),
    "brat": Trip("brat", "out"),
    "conll": Trip("conll", "out.conll"),
    "cas-xmi": Trip("cas", "out"),
    "cas-json": Trip("cas", "out-json"),
}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed project with the schema and nothing else."""
    folder = tmp_path_factory.mktemp("empty")
    (folder / "schema.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    create_project(folder / "empty.spanloop", schema_path=folder / "schema.json").close()
    return folder / "empty.spanloop"


@contextmanager
def opened(empty: Path, path: Path) -> Iterator[Project]:
    """A new empty project of the same schema."""
    shutil.copyfile(empty, path)
    project = open_project(path)
    try:
        yield project
    finally:
        project.close()


@contextmanager
def filled(empty: Path, folder: Path, records: list[Record], *, as_xml: bool = False) -> Iterator[Project]:
    """A project with these records in it. as_xml: without characters that XML cannot hold."""
    lines = [without_controls(to_line(record)) if as_xml else to_line(record) for record in records]
    (folder / "in.jsonl").write_bytes(b"".join(lines))
    with opened(empty, folder / "one.spanloop") as project:
        import_paths(project, author=sign_in(project, name="Noor"), paths=[folder / "in.jsonl"])
        yield project


def records_of(project: Project, folder: Path) -> list[Record]:
    """All that a project holds."""
    path = folder / "all.jsonl"
    export(project, dest=path, file_format="jsonl")
    return [*read_jsonl(path)]


def written_by(report: ExportReport, records: list[Record], trip: Trip) -> dict[Path, Author | None]:
    """Whose marks each file holds; None for all authors, or nobody."""
    authors = [record.marks.author for record in records if record.marks is not None]
    people = {author.name: author for author in authors if author.kind in _PEOPLE}
    told_names = [entry.author for entry in report.ledger.entries if entry.code == "authors.not_carried"]
    if trip.authors or not told_names:
        return dict.fromkeys(report.written)
    return dict(zip(report.written, (people[name] for name in told_names), strict=True))


def expected_of(records: list[Record], author: Author | None, trip: Trip) -> list[Record]:
    """What a file is to hold before anything is lost: records of all authors, or each article with those of one."""
    if trip.authors:
        return records
    articles = {record.article.uid: record.article for record in records}
    theirs = {r.article.uid: r for r in records if r.marks is not None and author and r.marks.author.uid == author.uid}
    return [theirs.get(uid, Record(article)) for uid, article in articles.items()]


def compared(records: list[Record], trip: Trip) -> list[Any]:
    """Records in a form that compares. Of an author who says nothing of an article there may be no record."""
    found: list[Any] = []
    for record in records:
        says = dict(told(record))
        marks = record.marks
        if trip.authors and marks is not None and set(says) - ABOUT_ARTICLES:
            says["author"] = (marks.author.name, marks.author.kind)
        found.append(says)
    said = {says["id"] for says in found if set(says) - ABOUT_ARTICLES}
    some = [says for says in found if set(says) - ABOUT_ARTICLES or says["id"] not in said]
    distinct = {repr(sorted(says.items(), key=lambda item: item[0])): says for says in some}
    return [distinct[key] for key in sorted(distinct)]


ABOUT_ARTICLES = {"id", "text", "title", "source", "date", "language", "meta", "zones"}


def check(trip: Trip, project: Project, records: list[Record], empty: Path, folder: Path) -> None:
    """Export, import into an empty project, compare; and import into the project itself, which adds no article."""
    folder.mkdir()
    report = export(project, dest=folder / trip.dest, file_format=trip.format)
    ledger = read_ledger(report.ledger_at) if report.ledger_at is not None else Ledger()
    for number, (path, author) in enumerate(written_by(report, records, trip).items()):
        with opened(empty, folder / f"{number}.spanloop") as fresh:
            name = author.name if author is not None else "Somebody"
            back = import_paths(fresh, author=sign_in(fresh, name=name), paths=[path])
            assert set(back.ledger.counts()) <= _PLAIN, back.ledger.summary()
            found = records_of(fresh, folder)
        assert compared(found, trip) == compared(minus(expected_of(records, author, trip), ledger), trip)


#: What XML cannot hold, as it stands in JSON; two backslashes are one of the text.
_NO_XML = re.compile(rb"\\(?:\\|u00[01][0-9a-f]|[bf])|\xef\xbf[\xbe\xbf]")


def without_controls(line: bytes) -> bytes:
    """A line whose characters XML can hold; what becomes of others is tested with the writer."""
    return _NO_XML.sub(lambda match: match[0] if match[0] == b"\\\\" else b"x", line)


def trip_of(name: str, records: list[Record], empty: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        try:
            with filled(empty, folder, records, as_xml=name in ("all", "cas-xmi")) as project:
                held = records_of(project, folder)
                for one in TRIPS if name == "all" else [name]:
                    check(TRIPS[one], project, held, empty, folder / one)
        except SpanloopError as error:
            raise AssertionError(f"{error.where}: {error.what}") from error


@given(records=whole_projects())
@settings(max_examples=3, suppress_health_check=_UNHURRIED)
def test_project_minus_ledger_is_what_comes_back(empty: Path, records: list[Record]) -> None:
    trip_of("all", records, empty)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("name", TRIPS)
@given(records=whole_projects())
@settings(max_examples=500, suppress_health_check=_UNHURRIED)
def test_project_minus_ledger_is_what_comes_back_many_times(name: str, empty: Path, records: list[Record]) -> None:
    trip_of(name, records, empty)


def same_bytes(records: list[Record], empty: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with filled(empty, folder, records) as project:
            export(project, dest=folder / "a.jsonl", file_format="jsonl")
        with opened(empty, folder / "two.spanloop") as fresh:
            import_paths(fresh, author=sign_in(fresh, name="Somebody"), paths=[folder / "a.jsonl"])
            export(fresh, dest=folder / "b.jsonl", file_format="jsonl")
        first, second = ((folder / name).read_bytes().splitlines() for name in ("a.jsonl", "b.jsonl"))
        assert sorted(first) == sorted(second)


@given(records=whole_projects())
@settings(max_examples=5, suppress_health_check=_UNHURRIED)
def test_our_own_file_gives_the_same_bytes_again(empty: Path, records: list[Record]) -> None:
    same_bytes(records, empty)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
@given(records=whole_projects())
@settings(max_examples=500, suppress_health_check=_UNHURRIED)
def test_our_own_file_gives_the_same_bytes_again_many_times(empty: Path, records: list[Record]) -> None:
    same_bytes(records, empty)
