"""Bad files of marks of every format, as a person meets them: one message with file and line, nothing written."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.e2e.verbs import Spanloop


class Bad(NamedTuple):
    """Files of a folder, the one that is named, and what the message has to tell."""

    files: dict[str, str | bytes]
    main: str
    words: tuple[str, ...]


def lines(*values: object) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


_GOOD = {"text": "Shells fell.", "label": [[0, 6, "EQP"]]}
_TASK = {"id": 1, "data": {"text": "Shells fell."}, "annotations": [{"id": 1, "result": []}]}
_REGION = {"id": "a", "type": "labels", "value": {"start": 5, "end": 99, "labels": ["EQP"]}, "from_name": "label"}
_XMI = '<?xml version="1.0"?>\n<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore">\n'
_CAS: dict[str, object] = {"%TYPES": {}, "%FEATURE_STRUCTURES": [{"%ID": "x", "%TYPE": "a.B"}], "%VIEWS": {}}
BAD = {
    "jsonl": Bad({"a.jsonl": lines({"text": "a"}, {"text": "a", "spans": [{"start": 0}]})}, "a.jsonl", ("line 2",)),
    "prodigy": Bad(
        {"a.jsonl": lines({"text": "It fell.", "_input_hash": 1, "spans": [{"start": 0, "end": 2, "label": "GPE"}]},
                          {"text": "It fell.", "_input_hash": 2, "spans": [{"start": 0, "end": 99, "label": "GPE"}]})},
        "a.jsonl", ("line 2",),
    ),
    "doccano": Bad({"a.jsonl": lines(_GOOD) + '{"text": "Shells fell.", "label": [[0,'}, "a.jsonl", ("line 2",)),
    "label-studio": Bad(
        {"a.json": json.dumps([_TASK, {**_TASK, "annotations": [{"id": 1, "result": [_REGION]}]}], indent=1)},
        "a.json", ("line ",),
    ),
    "spacy": Bad({"a.spacy": b"\x78\x9c no DocBin"}, "a.spacy", ()),
    "spacy pairs": Bad({"a.json": '[["It fell.", {"entities": [[0, 2, "GPE"]]}],\n [1, 2]]'}, "a.json", ("line 2",)),
    "brat": Bad({"a.ann": "T1\tGPE 0 2\tIt\nT2\tGPE 3 7\tfool\n", "a.txt": "It fell."}, "a.ann", ("line 2",)),
    "brat without its text": Bad({"a.ann": "T1\tGPE 0 2\tIt\n"}, "a.ann", ()),
    "conll": Bad({"a.conll": "It\tO\nfell\tO\n\n" * 5 + "now\tO\tx\ty\n"}, "a.conll", ("line 16",)),
    "webanno": Bad(
        {"a.tsv": "#FORMAT=WebAnno TSV 3.3\n#T_SP=a.B|value\n\n\n#Text=It fell\n1-1\t0-x\tIt\t_\t\n"},
        "a.tsv", ("line 6",),
    ),
    "xmi": Bad({"a.xmi": _XMI + '<cas:NULL xmi:id="0"/>\n<cas:Sofa\n'}, "a.xmi", ("line ",)),
    "xmi with entities": Bad({"a.xmi": _XMI.replace("<xmi:", '<!DOCTYPE x [<!ENTITY a "b">]>\n<xmi:')}, "a.xmi", ()),
    "cas json": Bad({"a.json": json.dumps(_CAS)}, "a.json", ()),
    "utf-16": Bad({"a.ann": "T1\tGPE 0 2\tIt\n".encode("utf-16-le"), "a.txt": "It fell."}, "a.ann", ()),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD.values(), ids=list(BAD))
def test_a_bad_file_is_told_in_one_line_and_leaves_the_project_alone(
    tmp_path: Path, filled: Path, spanloop: Spanloop, bad: Bad
) -> None:
    before = filled.read_bytes()
    folder = tmp_path / "marks"
    folder.mkdir()
    for name, content in bad.files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    spanloop.says("import", filled, folder / bad.main, "--author", "Noor").refuses(bad.main, *bad.words)
    assert filled.read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == sorted(bad.files)


def test_an_archive_that_leads_out_of_its_folder_is_refused(tmp_path: Path, filled: Path, spanloop: Spanloop) -> None:
    before = filled.read_bytes()
    packed = tmp_path / "marks.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../up.ann", "T1\tGPE 0 2\tIt\n")
        archive.writestr("../up.txt", "It fell.")
        archive.writestr("a.ann", "T1\tGPE 0 2\tIt\n")
        archive.writestr("a.txt", "It fell.")
    spanloop.says("import", filled, packed, "--author", "Noor").refuses("marks.zip", "up.ann")
    assert filled.read_bytes() == before
    assert not list(tmp_path.parent.glob("up.*"))
