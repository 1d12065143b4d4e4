"""Small sound files of marks of every format that is read, from which broken ones are made; all texts are invented."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

TEXT = "🚁 Rebels hit Dolna e\u0301 town\r\nat dawn; the army said قُتِلَ ثلاثة\u00a0there."


class Sample(NamedTuple):
    """Files that belong together: name to bytes; the one that is read first."""

    files: Mapping[str, bytes]
    main: str


def _at(quote: str) -> tuple[int, int]:
    start = TEXT.index(quote)
    return start, start + len(quote)


def _span(quote: str, label: str, **more: Any) -> dict[str, Any]:
    start, end = _at(quote)
    return {"start": start, "end": end, "label": label, **more}


def _lines(*values: Any) -> bytes:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values).encode()


def one(name: str, content: bytes | str) -> Sample:
    """A file that stands alone."""
    return Sample({name: content.encode() if isinstance(content, str) else content}, name)


# JSON -----------------------------------------------------------------------------------------------------------------

_UID = "11111111-2222-4333-8444-5555555555{:02d}"
_SPANS = [_span("Rebels", "ORG", id="s1"), _span("Dolna", "LOC", id="s2"), _span("dawn", "TIME", id="s3", value="2021")]
_AT = "2024-01-01T00:00:00.000Z"
OWN: list[dict[str, Any]] = [
    {
        "id": "wire-1", "uid": _UID.format(1), "text": TEXT, "title": "Raid", "source": "Wire", "date": "2021-04-07",
        "language": "en", "meta": {"page": 3, "deep": [{"a": [1, None, True, 0.5]}]},
        "zones": [{"uid": _UID.format(2), "start": 0, "end": 9, "kind": "headline", "date": "2021-04-07"}],
        "author": {"uid": _UID.format(3), "name": "Noor", "kind": "human"}, "schema": "1",
        "spans": [*_SPANS, {"id": "s4", "uid": _UID.format(4), "label": "ORG", "fragments": [[2, 8], [22, 26]],
                            "start": 2, "end": 26, "score": 0.5, "notes": "?", "origin": _UID.format(9),
                            "changed": _AT, "earlier": [_AT], "text": "Rebels town"}],
        "events": [
            {"id": "e1", "type": "STRIKE", "trigger": dict(zip(("start", "end"), _at("hit"), strict=True)),
             "arguments": [{"role": "agent", "span": "s1"}, {"role": "what", "event": "e2"}],
             "attributes": {"mood": "actual"}},
            {"id": "e2", "type": "SAY", "trigger": dict(zip(("start", "end"), _at("said"), strict=True)),
             "arguments": [{"role": "cause", "span": "s2"}], "attributes": {}},
        ],
        "links": [{"id": "l1", "uid": _UID.format(5), "type": "alias", "from": "s1", "to": "s2"}],
        "verdicts": [{"uid": _UID.format(8), "suggestion": _UID.format(9), "outcome": "accepted", "at": _AT}],
        "completions": [{"uid": _UID.format(6), "layer": "entities", "start": 0, "end": 20, "schema": "1"}],
        "removed": [{"uid": _UID.format(10), "at": _AT}],
        "state": "question", "reason": "who?", "note": {"uid": _UID.format(7), "text": "odd", "at": _AT},
        "copy": {"uid": _UID.format(11), "choice": "follow", "of": "wire-2", "at": _AT},
    },
    {"text": "Bare."},
    {"id": "wire-1", "spans": [_span("town", "LOC")], "author": "Zoë"},
]  # fmt: skip
_TOKENS = [{"text": word, "start": start, "end": start + len(word), "id": number, "ws": True} for number, (word, start)
           in enumerate([("🚁", 0), ("Rebels", 2), ("hit", 9), ("Dolna", 13)])]  # fmt: skip
PRODIGY: list[dict[str, Any]] = [
    {"text": TEXT, "tokens": _TOKENS, "_view_id": "relations", "answer": "accept", "_input_hash": 5, "_task_hash": -5,
     "_annotator_id": "news-anna", "_session_id": "news-anna", "meta": {"source": "wire", "page": 3},
     "spans": [_span("Rebels", "ORG", token_start=1, token_end=1), {"token_start": 2, "token_end": 2,
     "label": "STRIKE"},
               _span("Dolna", "LOC")],
     "relations": [{"head": 2, "child": 1, "label": "agent", "head_span": _span("hit", "STRIKE"),
                    "child_span": _span("Rebels", "ORG")}, {"head": 2, "child": 3, "label": "cause"}]},
    {"text": "Skipped.", "_input_hash": 6, "answer": "ignore", "spans": []},
    {"text": "Bad.", "_input_hash": 7, "answer": "reject", "spans": [{"start": 0, "end": 3, "label": "ORG"}]},
    {"text": "Which?", "options": [{"id": 1, "text": "a"}], "accept": [1], "_view_id": "choice", "answer": "accept"},
]  # fmt: skip


def _entity(number: int, quote: str, label: str) -> dict[str, Any]:
    start, end = _at(quote)
    return {"id": number, "label": label, "start_offset": start, "end_offset": end}


DOCCANO: list[dict[str, Any]] = [
    {
        "id": 7,
        "text": TEXT,
        "wire": "AB",
        "entities": [_entity(20, "Rebels", "ORG"), _entity(21, "hit", "STRIKE")],
        "relations": [{"id": 3, "from_id": 21, "to_id": 20, "type": "agent"}],
        "Comments": ["is it?", "yes"],
    },
    {"id": 8, "data": TEXT, "label": [[*_at("Dolna"), "LOC"], [*_at("dawn"), "TIME"]], "cats": ["x"]},
    {"text": TEXT, "labels": [[*_at("town"), "LOC"]], "meta": {"a": 1}, "annotation_approver": "admin"},
]


def _region(ident: str, quote: str, *labels: str, **more: Any) -> dict[str, Any]:
    start, end = _at(quote)
    value = {"start": start, "end": end, "text": quote, "labels": list(labels)}
    return {"id": ident, "from_name": "label", "to_name": "text", "type": "labels", "value": value, **more}


_RESULT = [
    _region("a", "Rebels", "ORG", "ARM"), _region("b", "hit", "STRIKE", score=0.5, meta={"text": ["why?"]}),
    _region("c", "town\r\nat", "LOC"),
    {"type": "relation", "from_id": "b", "to_id": "a", "direction": "right", "labels": ["agent"]},
    {"id": "a", "from_name": "mood", "to_name": "text", "type": "choices",
     "value": {"start": 2, "end": 8, "choices": ["actual"]}},
    {"id": "d", "from_name": "all", "to_name": "text", "type": "textarea", "value": {"text": ["a note"]}},
]  # fmt: skip
LABEL_STUDIO: list[dict[str, Any]] = [
    {"id": 5, "data": {"text": TEXT, "title": "Raid", "source": "wire"}, "meta": {}, "file_upload": "a.txt",
     "annotations": [
        {"id": 1, "completed_by": {"id": 3, "email": "a@o.example"}, "result": _RESULT, "was_cancelled": False},
        {"id": 2, "completed_by": 10, "result": [], "was_cancelled": True, "ground_truth": True}],
     "predictions": [{"id": 9, "model_version": "v1", "score": 0.5, "result": _RESULT[:2]}]},
    {"id": 6, "annotation_id": 4, "annotator": 2, "text": TEXT,
     "label": [{"start": 2, "end": 8, "text": "Rebels", "labels": ["ORG"]}]},
]  # fmt: skip
PAIRS = [[TEXT, {"entities": [[*_at("Rebels"), "ORG"], [*_at("Dolna"), "LOC"]], "cats": {"x": 1}}], ["Bare.", {}]]

# Lines ----------------------------------------------------------------------------------------------------------------

BRAT_TEXT = "Rebels hit Dolna; army shells fell.\nIt said so. 🚁 left"
BRAT = (
    "T1\tORG 0 6\tRebels\nT2\tSTRIKE 7 10\thit\nT3\tLOC 11 16\tDolna\nT4\tORG 18 22;30 34\tarmy fell\n"
    "T5\tSAY 39 43\tsaid\nE1\tSTRIKE:T2 agent:T1 agent2:T4 cause:T3\nE2\tSAY:T5 what:E1\n*\talias T1 T3 T4\n"
    "R1\tcause Arg1:E1 Arg2:E2\t\nA1\tmood E1 actual\nM1\tDenied E2\n#1\tAnnotatorNotes T1\twho?\n"
    "N1\tReference T3 Wiki:64\tDolna\n#2\tFragments T4\t18 22;30 34\n"
)
BRAT_CONF = (
    "[entities]\nORG\n\t!Army\nLOC\n[relations]\nalias Arg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric\n"
    "<OVERLAP> Arg1:ORG, Arg2:LOC, <OVL-TYPE>:contain\n[events]\nSTRIKE agent*:ORG, cause?:LOC, what{2-4}:<EVENT>\n"
    "SAY what:<ANY>\n[attributes]\nmood Arg:<EVENT>, Value:actual|feared, <DEFAULT>:actual\nDenied Arg:<EVENT>\n"
    "<MACRO>=ORG|LOC\n"
)
CONLL = (
    '-DOCSTART-\tO\n\n# id = "wire/7"\n# text = "Rebels hit Dolna Town.\\nIt fell."\n# language = "en"\n'
    "Rebels\tB-ORG\nhit\tO\nDolna\tB-LOC\nTown\tI-LOC\n.\tO\n\nIt\tO\nfell\tI-STRIKE\n.\tO\n\n-DOCSTART-\tO\n\n"
    "Only\tS-ORG\nthis\tE-X\n"
)
CONLL_2003 = (
    "-DOCSTART- -X- O O\n\nRebels NNP I-NP I-ORG\nhit VBD I-VP O\nDolna NNP I-NP B-LOC\n\nIt PRP I-NP O\n"
    "-DOCSTART- -X- O O\n\n🚁 SYM I-NP I-VEH\nsaid VBD O I-ORG\n"
)
WEBANNO = (
    "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Span|value|certainty\n"
    "#T_SP=webanno.custom.Event|kind|ROLE_webanno.custom.Event:Roles_webanno.custom.EventRolesLink|webanno.custom.Span\n"
    "#T_RL=webanno.custom.Relation|kind|BT_webanno.custom.Span\n"
    "#T_CH=webanno.custom.CorefLink|referenceRelation|referenceType\n\n\n#Text=🚁 Rebels hit Dolna\n"
    "1-1\t0-2\t🚁\tHELI\t_\t_\t_\t_\t_\t_\t_\t_\t\n1-2\t3-9\tRebels\tORG[1]|ARM[2]\thigh[1]|*[2]\t_\t_\t_\tnear\t1-4[0_1]\t"
    "*->1-1\tx\t\n1-3\t10-13\thit\t_\t_\tSTRIKE\tagent\t1-2[1]\t_\t_\t_\t_\t\n"
    "1-4\t14-19\tDolna\tLOC\t_\t_\t_\t_\t_\t_\t*->1-2\tx\t\n1-4.1\t14-16\tDo\tPART\t_\t_\t_\t_\t_\t_\t_\t_\t\n\n"
    "#Text=It fell\n2-1\t20-22\tIt\tORG[3]\t_[3]\t_\t_\t_\t_\t_\t_\t_\t\n"
    "2-2\t23-27\tfell\tORG[3]\t_[3]\t_\t_\t_\t_\t_\t_\t_\t\n"
)
NAMES = "kind,of,name,times,becomes\nlabel,,ORG,3,entity ORG\nlabel,,hit,1,event STRIKE\nrelation,,agent,2,role agent\n"
NAMES += 'relation,,alias,2,leave out\nattribute,,mood,2,\n"value",mood,actual,2,value actual\n'

# CAS ------------------------------------------------------------------------------------------------------------------

_SPACES = {
    "xmi": "http://www.omg.org/XMI", "cas": "http:///uima/cas.ecore", "tcas": "http:///uima/tcas.ecore",
    "c": "http:///webanno/custom.ecore", "ner": "http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore",
    "meta": "http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore",
    "seg": "http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore",
}  # fmt: skip
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _SPACES.items())
XMI = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<xmi:XMI {_DECLARED}'
    ' xmi:version="2.0">\n<cas:NULL xmi:id="0"/>\n'
    '<meta:DocumentMetaData xmi:id="2" sofa="1" begin="0" end="20" language="en" documentTitle="Raid" '
    'documentId="w"/>\n'
    '<seg:Sentence xmi:id="3" sofa="1" begin="0" end="20"/>\n<seg:Token xmi:id="4" sofa="1" begin="0" end="2"/>\n'
    '<ner:NamedEntity xmi:id="5" sofa="1" begin="3" end="9" value="ORG" identifier="Q1"/>\n'
    '<ner:NamedEntity xmi:id="6" sofa="1" begin="14" end="19" value="LOC"/>\n'
    '<c:Event xmi:id="7" sofa="1" begin="10" end="13" value="STRIKE" Roles="8"><mood>actual</mood></c:Event>\n'
    '<c:EventRolesLink xmi:id="8" role="agent" target="5"/>\n'
    '<c:Relation xmi:id="9" sofa="1" begin="14" end="19" Governor="5" Dependent="6" kind="near"/>\n'
    '<c:CorefChain xmi:id="10" first="11"/>\n<c:CorefLink xmi:id="11" sofa="1" begin="3" end="9" next="12"/>\n'
    '<c:CorefLink xmi:id="12" sofa="1" begin="14" end="19"/>\n'
    '<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="🚁 Rebels hit Dolna."/>\n'
    '<cas:View sofa="1" members="2 3 4 5 6 7 9 10 11 12"/>\n</xmi:XMI>\n'
)
CAS_JSON: dict[str, Any] = {
    "%FLAGS": {"%OFFSET_ENCODING": "utf-16"},
    "%TYPES": {
        "c.Span": {"%NAME": "c.Span", "%SUPER_TYPE": "uima.tcas.Annotation",
                   "value": {"%NAME": "value", "%RANGE": "uima.cas.String"}},
        "c.Event": {"%NAME": "c.Event", "%SUPER_TYPE": "uima.tcas.Annotation",
                    "Roles": {"%NAME": "Roles", "%RANGE": "c.Link[]", "%ELEMENT_TYPE": "c.Link"}},
        "c.Link": {"%NAME": "c.Link", "%SUPER_TYPE": "uima.cas.TOP",
                   "role": {"%NAME": "role", "%RANGE": "uima.cas.String"},
                   "target": {"%NAME": "target", "%RANGE": "c.Span"}},
    },
    "%FEATURE_STRUCTURES": [
        {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "mimeType": "text",
         "sofaString": "🚁 Rebels hit Dolna."},
        {"%ID": 2, "%TYPE": "uima.tcas.DocumentAnnotation", "@sofa": 1, "begin": 0, "end": 20, "language": "en"},
        {"%ID": 3, "%TYPE": "c.Span", "@sofa": 1, "begin": 3, "end": 9, "value": "ORG"},
        {"%ID": 4, "%TYPE": "c.Event", "@sofa": 1, "begin": 10, "end": 13, "@Roles": 6},
        {"%ID": 5, "%TYPE": "c.Link", "role": "agent", "@target": 3},
        {"%ID": 6, "%TYPE": "c.Link[]", "%ELEMENTS": [5]},
    ],
    "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": [2, 3, 4]}},
}  # fmt: skip


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of these files, always with the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


@cache
def type_system() -> bytes:
    """A type system as INCEpTION keeps it beside its XMI."""
    from spanloop.core.schema import parse_schema
    from spanloop.formats.cas.type_system import make_type_system

    return str(
        make_type_system(parse_schema({"name": "x", "attributes": {"mood": {"values": ["a"]}}})).to_xml()
    ).encode()


# spaCy ----------------------------------------------------------------------------------------------------------------


@cache
def docbin() -> bytes:
    """Two Docs with entities, groups of spans and what our own exports say in full."""
    import spacy
    from spacy.tokens import DocBin

    nlp = spacy.blank("en")
    doc: Any = nlp(TEXT)
    doc.set_ents([doc.char_span(*_at("Rebels"), label="ORG")])
    doc.spans["sc"] = [doc[0:3], doc[1:2]]
    own: Any = nlp("Rebels hit Dolna.")
    own.user_data.update(
        {"article": _UID.format(1), "id": "w", "segment": 0, "pieces": [(0, 0, 17)], "date": "2021-04-07",
         "complete": {"entities": [(0, 17)], "events": []},
         "spans": [{"uid": "u1", "id": "s1", "start": 0, "end": 6, "label": "ORG"},
                   {"uid": "u2", "id": "s2", "start": 11, "end": 16, "label": "LOC", "fragments": [(11, 13), (14,
                   16)]}],
         "events": [{"uid": "u3", "id": "e1", "type": "STRIKE", "trigger": {"start": 7, "end": 10},
                     "arguments": [{"role": "agent", "uid": "u1", "start": 0, "end": 6, "label": "ORG"},
                                   {"role": "what", "event": "e1"}],
                     "attributes": {"mood": "actual"}}],
         "links": [{"type": "alias", "from": "u1", "to": "u2"}]}
    )  # fmt: skip
    return DocBin(store_user_data=True, docs=[doc, own], attrs=["ORTH", "TAG", "ENT_IOB", "ENT_TYPE"]).to_bytes()


def opened(raw: bytes) -> dict[str, Any]:
    """What a DocBin holds, as it is packed."""
    pack: Any = import_module("srsly")
    return dict(pack.msgpack_loads(zlib.decompress(raw)))


def closed(message: Any) -> bytes:
    """Packed again."""
    pack: Any = import_module("srsly")
    return zlib.compress(pack.msgpack_dumps(message), 1)


# All ------------------------------------------------------------------------------------------------------------------


@cache
def samples(kind: str) -> tuple[Sample, ...]:
    """The sound files of a kind: the name of a format, "names" for tables of names, "archive" for archives of marks."""
    beside = {"a.txt": BRAT_TEXT.encode(), "annotation.conf": BRAT_CONF.encode()}
    match kind:
        case "jsonl":
            return (one("a.jsonl", _lines(*OWN)),)
        case "prodigy":
            return (one("a.jsonl", _lines(*PRODIGY)), one("a.json", json.dumps(PRODIGY, indent=1)))
        case "doccano":
            return (one("a.jsonl", _lines(*DOCCANO)), one("a.json", json.dumps(DOCCANO, indent=1)))
        case "label-studio":
            return (one("a.json", json.dumps(LABEL_STUDIO)), one("a.jsonl", _lines(*LABEL_STUDIO)))
        case "spacy":
            return (one("a.spacy", docbin()), one("a.json", json.dumps(PAIRS)))
        case "brat":
            return (Sample({"a.ann": BRAT.encode(), **beside}, "a.ann"),)
        case "conll":
            return (one("a.conll", CONLL), one("a.conll", CONLL_2003), one("a.txt", "Rebels B-ORG\nhit O\n"))
        case "webanno":
            return (one("a.tsv", WEBANNO),)
        case "cas":
            xmi = {"a.xmi": XMI.encode()}
            whole = {**xmi, "TypeSystem.xml": type_system()}
            pack = {"doc/a.xmi": XMI.encode(), "TypeSystem.xml": type_system(), "b.json": json.dumps(CAS_JSON).encode()}
            return (
                Sample(xmi, "a.xmi"), Sample(whole, "a.xmi"), one("a.json", json.dumps(CAS_JSON)),
                one("a.zip", zipped(pack)),
            )  # fmt: skip
        case "names":
            return (one("names.csv", NAMES),)
        case _:
            parts = {
                "a.ann": BRAT.encode(), **beside, "b/d.jsonl": _lines(*DOCCANO), "b/t.tsv": WEBANNO.encode(),
                "own.jsonl": _lines(*OWN), "x.conll": CONLL.encode(), "plain.txt": TEXT.encode(), "d.spacy": docbin(),
            }  # fmt: skip
            return (one("a.zip", zipped(parts)),)
