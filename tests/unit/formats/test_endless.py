"""Files without end: a line of a gigabyte, zeros that pack to nothing. They are refused before they fill the memory."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.formats.jsonl import read_jsonl
from spanloop.formats.ledger import Ledger
from spanloop.formats.registry import find_format

#: How a file of each format begins, before a line that does not end. The file is sparse: its disk holds the beginning.
BEGINNINGS = {
    "jsonl": ("a.jsonl", b'{"text": "'), "prodigy": ("a.jsonl", b'{"text": "'), "doccano": ("a.jsonl", b'{"text": "'),
    "label-studio": ("a.json", b'[{"data": {"text": "'), "spacy": ("a.json", b'[["'), "brat": ("a.ann", b"T1\tA 0 1\t"),
    "conll": ("a.conll", b"a\tO\n"), "webanno": ("a.tsv", b"#FORMAT=WebAnno TSV 3.3\n#Text="),
    "cas": ("a.xmi", b"<xmi:XMI"),
}  # fmt: skip


def peak() -> int:
    resource = pytest.importorskip("resource", reason="no count of memory here")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.mark.slow
@pytest.mark.parametrize("name", BEGINNINGS)
def test_a_line_of_a_gigabyte_is_refused(name: str, tmp_path: Path) -> None:
    file, beginning = BEGINNINGS[name]
    path = tmp_path / file
    path.with_suffix(".txt").write_text("a", encoding="utf-8")
    with path.open("wb") as opened:
        opened.write(beginning)
        if beginning.endswith(b'"'):
            opened.writelines([b"a" * 1_000_000] * 80)  # zeros are no JSON, which is told at the first of them
        opened.truncate(1 << 30)
    read = find_format(name).read
    before = peak()
    with pytest.raises(SpanloopError) as told:
        list(read_jsonl(path) if read is None else read(path, ledger=Ledger()))
    assert file in told.value.where
    assert peak() - before < 500_000_000


def test_what_unpacks_to_much_more_is_refused(tmp_path: Path) -> None:
    machine = zlib.compressobj(9)
    zeros = b"".join(machine.compress(bytes(1_000_000)) for _ in range(30)) + machine.flush()
    (tmp_path / "a.spacy").write_bytes(zeros)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xmi", bytes(30_000_000))
    (tmp_path / "a.zip").write_bytes(packed.getvalue())
    for name, file in (("spacy", "a.spacy"), ("cas", "a.zip")):
        read = find_format(name).read
        assert read is not None
        with pytest.raises(SpanloopError, match=r"unpacks? to"):
            list(read(tmp_path / file, ledger=Ledger()))
