"""Every file is told as what it is: the files of other tools apart from each other, from articles and from our own."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

from spanloop.articles.draft import Draft, MarkedFile, Refusal
from spanloop.formats.detecting import detect_marks
from spanloop.formats.jsonl import write_jsonl
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.formats.registry import FORMATS
from spanloop.operations.importing import find_in
from spanloop.operations.unpacking import Unpacking
from tests.fuzz.marks_samples import Sample, samples
from tests.materials import ARTICLE, PAGE, archive
from tests.unit.formats.foreign_files import SCHEMA
from tests.unit.formats.lines import full_record

FOREIGN = [known.name for known in FORMATS if known.detect is not None]
#: The formats whose files are told by their content alone, whatever they are called.
BY_CONTENT = ("prodigy", "doccano", "label-studio", "webanno", "cas")


def lay_out(sample: Sample, folder: Path, *, suffix: str = "") -> Path:
    for name, content in sample.files.items():
        (folder / name).write_bytes(content)
    main = folder / sample.main
    return main.rename(main.with_suffix(suffix)) if suffix else main


# Files of people ------------------------------------------------------------------------------------------------------


def expected(path: Path, data: Path) -> str | None:
    """What a file of the shared folder is, by where it lies."""
    folder, suffix = path.relative_to(data).parts[0], path.suffix
    if path.name == "fashion_brands_patterns.jsonl":
        return None  # patterns of a ruler are no marks
    if folder == "formats" and suffix == ".jsonl":
        return "doccano" if path.parent.name == "doccano" else "prodigy"
    if folder == "formats" and suffix == ".json":
        return "spacy" if path.parent.name == "spacy" else "cas"
    if folder == "label_studio":
        return "label-studio"
    told = {".ann": "brat", ".conll": "conll", ".tsv": "webanno", ".xmi": "cas", ".spacy": "spacy"}
    return told.get(suffix)


def test_every_shared_file_is_told_as_what_it_is(shared_dir: Path) -> None:
    data = shared_dir / "data"
    files = [path for path in sorted(data.rglob("*")) if path.is_file()]
    found = {path: detect_marks(path) for path in files}
    wrong = {path.relative_to(data).as_posix(): told for path, told in found.items() if told != expected(path, data)}
    assert wrong == {}
    counts = Counter(found.values())
    assert {name: counts[name] for name in FOREIGN} == {
        "prodigy": 6, "doccano": 7, "label-studio": 1, "spacy": 2, "brat": 29, "conll": 3, "webanno": 41, "cas": 30
    }  # fmt: skip


# Own small files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FOREIGN)
def test_small_files_of_each_format(name: str, tmp_path: Path) -> None:
    for number, sample in enumerate(samples(name)):
        (tmp_path / str(number)).mkdir()
        assert detect_marks(lay_out(sample, tmp_path / str(number))) == name


@pytest.mark.parametrize("suffix", [".txt", ".dat", ".json", ".jsonl", ".tsv", ".xml"])
@pytest.mark.parametrize("name", BY_CONTENT)
def test_the_content_decides_where_it_can(name: str, suffix: str, tmp_path: Path) -> None:
    for number, sample in enumerate(samples(name)):
        (tmp_path / str(number)).mkdir()
        assert detect_marks(lay_out(sample, tmp_path / str(number), suffix=suffix)) == name


@pytest.mark.parametrize("name", [known.name for known in FORMATS if known.write is not None and known.detect])
@pytest.mark.parametrize("marked", [True, False], ids=["marked", "unmarked"])
def test_what_is_written_is_told_again(name: str, marked: bool, tmp_path: Path) -> None:
    known = next(known for known in FORMATS if known.name == name)
    assert known.write is not None  # by the list of names
    dest = tmp_path / f"out{known.suffixes[0]}"
    record = full_record() if marked else Record(full_record().article)
    known.write([record], dest, schema=SCHEMA, ledger=Ledger())
    files = [dest] if dest.is_file() else [path for path in sorted(dest.rglob("*")) if path.is_file()]
    told = [detect_marks(path) for path in files]
    assert name in told
    assert set(told) <= {name, None}


def articles() -> Iterator[tuple[str, bytes]]:
    """Files of articles, by name."""
    rows = [{"title": "Raid", "text": ARTICLE, "label": "news"}, {"title": "Calm", "text": "It was calm."}]
    yield "plain.txt", ARTICLE.encode()
    yield "two words.txt", b"Plan B\nVitamin C\nGroup O\nTeam A-1\n"
    yield "story.md", b"# Raid\n\nT1 fell. {text}\n"
    yield "page.html", PAGE.encode()
    yield "page", PAGE.encode()
    yield "table.csv", b"title,text,label\nRaid,It fell on the market of Tal Rimal.,O\nCalm,Nothing fell.,B-LOC\n"
    yield "table.tsv", b"title\ttext\tlabel\nRaid\tIt fell on the market of Tal Rimal.\tO\nCalm\tNothing fell.\tO\n"
    yield "articles.json", json.dumps({"articles": rows}).encode()
    yield "archive.zip", archive({"a.txt": ARTICLE.encode(), "b/p.html": PAGE.encode()})


@pytest.mark.parametrize(("name", "content"), [*articles()], ids=lambda value: value if isinstance(value, str) else "")
def test_articles_are_no_files_of_marks(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert detect_marks(path) is None
    with Unpacking() as unpacking:
        found = [*find_in([path], unpacking=unpacking)]
    assert found
    assert all(isinstance(one, Draft) for one in found), found


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson", ".json", ".txt"])
def test_our_own_file_is_none_of_another_tool(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"own{suffix}"
    write_jsonl([full_record()], path)
    assert detect_marks(path) is None
    (found,) = find_in([path], unpacking=Unpacking())
    assert isinstance(found, MarkedFile)
    assert found.format == "jsonl"


def test_lines_of_texts_alone_are_our_own_form(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text('{"text": "It fell.", "label": "news"}\n{"text": "It was calm."}\n', encoding="utf-8")
    assert detect_marks(path) is None
    (found,) = find_in([path], unpacking=Unpacking())
    assert isinstance(found, MarkedFile)
    assert found.format == "jsonl"


def test_a_folder_and_an_archive_of_every_format_are_told_file_by_file(tmp_path: Path) -> None:
    folder = tmp_path / "all"
    members: dict[str, bytes] = {}
    for name in FOREIGN:
        sample = samples(name)[0]
        (folder / name).mkdir(parents=True)
        lay_out(sample, folder / name)
        members |= {f"{name}/{file}": content for file, content in sample.files.items()}
    packed = tmp_path / "all.zip"
    packed.write_bytes(archive(members))
    for source in (folder, packed):
        with Unpacking() as unpacking:
            found = [*find_in([source], unpacking=unpacking)]
        marked = {PurePosixPath(one.name).parts[-2]: one.format for one in found if isinstance(one, MarkedFile)}
        assert marked == {name: name for name in FOREIGN}
        assert all(one.skipped for one in found if isinstance(one, Refusal))


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 100, b"\xff\xfe{\x00", b"{", b"[" * 5_000, b'{"text": "', b"PK\x03\x04"]
)
@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".txt", ".tsv", ".xmi", ".zip", ".conll", ""])
def test_what_is_nothing_is_nothing(content: bytes, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    assert detect_marks(path) is None


def test_a_file_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert detect_marks(tmp_path / "gone.ann") is None
