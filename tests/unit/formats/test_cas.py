from __future__ import annotations

import json
import re
import tempfile
import zipfile
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Argument, Author, Event, Link, Marks, Mention
from spanloop.core.notes import ArticleNote
from spanloop.core.schema import parse_schema
from spanloop.formats.cas.reading import detect_cas, read_cas
from spanloop.formats.cas.writing import TYPE_SYSTEM, write_cas
from spanloop.formats.foreign import ForeignDocument
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from tests.unit.formats.foreign_files import SCHEMA, interpreted, projects, relations_of, spans_of
from tests.unit.formats.ledgers import minus, said

TEXT = "🚁 Raid at dawn\r\nin Kyiv e\u0301 قُتِلَ ."
ATTRIBUTES = parse_schema({"name": "x", "attributes": {"mood": {"values": ["real"]}, "class": {"values": ["a"]}}})
BARE = parse_schema({"name": "x"})  # what each mark is the file says itself
XMI = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" '
    'xmlns:cas="http:///uima/cas.ecore" xmlns:tcas="http:///uima/tcas.ecore" xmlns:c="http:///webanno/custom.ecore" '
    'xmlns:ner="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore" '
    'xmlns:seg="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore" '
    'xmlns:pos="http:///de/tudarmstadt/ukp/dkpro/core/api/lexmorph/type/pos.ecore" xmi:version="2.0">\n'
    '<cas:NULL xmi:id="0"/>\n{}\n<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" sofaString="😀 Ann hit Bob"/>\n'
    '<cas:View sofa="1" members="{}"/>\n</xmi:XMI>\n'
)  # fmt: skip


def record() -> Record:
    kyiv = Mention("m1", ((20, 24),), "PLACE", notes="sure <&> \r\n\tyes", score=0.1)
    dawn = Mention("m2", ((10, 14),), "TIME", value="")
    other = Event("e2", "Move/on", ((20, 24),))
    attributes = {"mood": "real", "class": "a", "a b": "", "value": "v"}
    raid = Event("e1", "Raid", ((2, 6),), (Argument("Place", "m1"), Argument("By", "e2", True)), attributes, notes="n")
    links = (Link("l1", "near", "m1", "m2", False), Link("l2", "cause", "e1", "e2", True))
    article = Article("u1", TEXT, "Raid", "wire", "2021-04-07", "en", "news/1 a.txt")
    return Record(article, Marks(Author("p", "Ann"), (kyiv, dawn), (raid, other), links), note=ArticleNote("n", "odd"))


def xmi(folder: Path, body: str, *, members: str = "", name: str = "doc.xmi") -> Path:
    path = folder / name
    listed = members or " ".join(re.findall(r'xmi:id="(\d+)"', body))
    path.write_text(XMI.format(body, listed), encoding="utf-8")
    return path


def read(path: Path, ledger: Ledger | None = None) -> ForeignDocument:
    (document,) = read_cas(path, ledger=ledger if ledger is not None else Ledger())
    return document


@pytest.mark.parametrize(("folder", "suffix"), [("cas", ".xmi"), ("cas-json", ".json")])
def test_what_is_written_comes_back(tmp_path: Path, folder: str, suffix: str) -> None:
    ledger = Ledger()
    given = record()
    assert write_cas([given], tmp_path / folder, schema=ATTRIBUTES, ledger=ledger) == 1
    assert not ledger
    path = tmp_path / folder / f"news_1_a.txt{suffix}"
    assert detect_cas(path, path.read_bytes()[:2000])
    (back,) = interpreted(read_cas, path, schema=ATTRIBUTES, ledger=ledger)
    assert said([back]) == said([given])
    assert back.note is not None
    assert back.note.text == "odd"
    assert not ledger
    first = {one.name: one.read_bytes() for one in (tmp_path / folder).iterdir()}
    write_cas([given], tmp_path / folder, schema=ATTRIBUTES, ledger=ledger)
    assert {one.name: one.read_bytes() for one in (tmp_path / folder).iterdir()} == first
    assert ("\ufffd" in path.read_text(encoding="utf-8")) is False


TYPES = (
    '<?xml version="1.0"?><typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>'
    "<typeDescription><name>webanno.custom.Thing</name><supertypeName>uima.tcas.Annotation</supertypeName><features>"
    "<featureDescription><name>value</name><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>"
    "<featureDescription><name>about</name><rangeTypeName>uima.cas.FSArray</rangeTypeName>"
    "<elementType>uima.cas.TOP</elementType></featureDescription>"
    "<featureDescription><name>one</name><rangeTypeName>webanno.custom.Odd</rangeTypeName></featureDescription>"
    "</features></typeDescription><typeDescription><name>webanno.custom.Odd</name>"
    "<supertypeName>uima.cas.TOP</supertypeName><features><featureDescription><name>value</name>"
    "<rangeTypeName>uima.cas.String</rangeTypeName></featureDescription></features></typeDescription></types>"
    "</typeSystemDescription>"
)


def test_what_a_feature_names_that_is_no_annotation_is_said(tmp_path: Path) -> None:
    (tmp_path / "TypeSystem.xml").write_text(TYPES, encoding="utf-8")
    body = (
        '<c:Thing xmi:id="2" sofa="1" begin="3" end="6" value="PER" about="4 3 4" one="4"/>\n'
        '<c:Thing xmi:id="3" sofa="1" begin="11" end="14" value="PER"/>\n<c:Odd xmi:id="4" value="x"/>'
    )
    ledger = Ledger()
    document = read(xmi(tmp_path, body, members="2 3"), ledger)
    assert [(relation.type, relation.target) for relation in document.marks[0].relations] == [("about", "3")]
    assert [(entry.code, entry.line, entry.message) for entry in ledger.entries] == [
        ("feature.not_read", 4, "Odd in about of Thing is neither an annotation nor a slot, and is not read (2 cases)"),
        ("feature.not_read", 4, "Odd in one of Thing is neither an annotation nor a slot, and is not read (1 case)"),
    ]


def test_attributes_may_be_called_anything(tmp_path: Path) -> None:
    names = [
        "kind", "name", "parent", "self", "elements", "head", "tail", "cls", "target", "Governor", "Dependent", "id",
        "next", "first", "class", "é",
    ]  # fmt: skip
    schema = parse_schema({"name": "x", "attributes": {name: {"values": ["a"]} for name in names}})
    event = Event("e", "Raid", ((2, 6),), (), dict.fromkeys(names, "a"))
    given_record = Record(Article("u1", TEXT), Marks(Author("p", "Ann"), (), (event,)))
    for folder in ("o", "o-json"):
        write_cas([given_record], tmp_path / folder, schema=schema, ledger=Ledger())
        (path,) = (one for one in (tmp_path / folder).iterdir() if one.name != TYPE_SYSTEM)
        (span,) = read(path).marks[0].spans
        assert (span.label, span.kind, dict(span.attributes)) == ("Raid", "event", event.attributes)


def test_files_are_told_apart_and_other_folders_spared(tmp_path: Path) -> None:
    articles = [Article(f"u{n}", "x", external_id=name) for n, name in enumerate(("a/b", "A_b", "..", "CON"))]
    write_cas([Record(one) for one in articles], tmp_path / "out", schema=SCHEMA, ledger=Ledger())
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == [
        "A_b-2.xmi", TYPE_SYSTEM, "_CON.xmi", "a_b.xmi", "article.xmi",
    ]  # fmt: skip
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").touch()
    for name, what in (("mine", "holds other files"), ("a.json", "is a folder")):
        with pytest.raises(SpanloopError, match=what):
            write_cas([], tmp_path / name, schema=SCHEMA, ledger=Ledger())
    assert sorted(one.name for one in tmp_path.iterdir()) == ["mine", "out"]


def test_what_xml_cannot_hold_is_replaced_and_said(tmp_path: Path) -> None:
    ledger = Ledger()
    given = Record(
        Article("u", "a\x0cb\ufffe", external_id="x"), Marks(Author("p", "P"), (Mention("m", ((2, 3),), "L\x01"),))
    )
    write_cas([given], tmp_path / "o", schema=SCHEMA, ledger=ledger)
    assert ledger.counts() == {"text.replaced": 1}
    document = read(tmp_path / "o" / "x.xmi")
    assert document.article.text == "a\ufffdb\ufffd"
    assert spans_of(document) == [("b", "L\ufffd")]


def cleaned(value: Any) -> Any:
    """Texts without what XML cannot hold."""
    if isinstance(value, str):
        return re.sub("[^\t\n\r\x20-\ufffd\U00010000-\U0010ffff]", "\ufffd", value)
    if isinstance(value, tuple):
        return tuple(map(cleaned, value))
    if isinstance(value, dict):
        return {cleaned(key): cleaned(one) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: cleaned(getattr(value, one.name)) for one in fields(value)})
    return value


@settings(max_examples=12)
@given(projects())
def test_nothing_is_lost_unsaid(records: list[Record]) -> None:
    for name, given_records in (("o", [cleaned(one) for one in records]), ("o-json", records)):
        ledger, back = Ledger(), Ledger()
        with tempfile.TemporaryDirectory() as folder:
            write_cas(given_records, Path(folder) / name, schema=BARE, ledger=ledger)
            files = [one for one in (Path(folder) / name).iterdir() if one.name != TYPE_SYSTEM]
            found = [one for path in files for one in interpreted(read_cas, path, schema=BARE, ledger=back)]
        assume("mention.twice" not in back.counts())
        left = [
            replace(one, article=replace(one.article, external_id=one.article.external_id or one.article.uid))
            for one in minus(given_records, ledger)
        ]
        assert said(found) == said(left)
        assert set(back.counts()) <= {"relation.refused"}  # an event that fills a role of itself


def test_a_layer_slots_relations_and_chains_without_a_type_system(tmp_path: Path) -> None:
    ledger = Ledger()
    body = (
        '<seg:Token xmi:id="2" sofa="1" begin="3" end="6"/>\n<seg:Token xmi:id="3" sofa="1" begin="7" end="10"/>\n'
        '<pos:POS xmi:id="4" sofa="1" begin="3" end="6" PosValue="NN"/>\n'
        '<ner:NamedEntity xmi:id="5" sofa="1" begin="3" end="6" value="PER" identifier="http://q/1"/>\n'
        '<c:Hit xmi:id="6" sofa="1" begin="7" end="10" sure="true" args="20 21"/>\n'
        '<c:HitArgsLink xmi:id="20" role="by" target="5"/><c:HitArgsLink xmi:id="21" target="2"/>\n'
        '<c:Rel xmi:id="7" sofa="1" begin="3" end="6" Governor="6" Dependent="5" value="who"/>\n'
        '<c:CorefLink xmi:id="8" sofa="1" begin="3" end="6" next="9" referenceRelation="same" referenceType="nam"/>\n'
        '<c:CorefLink xmi:id="9" sofa="1" begin="11" end="14"/>\n<c:CorefChain xmi:id="10" sofa="1" first="8"/>\n'
        '<c:Odd xmi:id="11" sofa="1" begin="1" end="6"/><c:Odd xmi:id="12" sofa="1" begin="3" end="99"/>\n'
        '<c:Tags xmi:id="13" sofa="1" begin="11" end="14" kind="9"><all>x</all><all>y</all></c:Tags>'
    )
    document = read(xmi(tmp_path, body), ledger)
    assert spans_of(document) == [("Ann", "PER"), ("hit", "Hit"), ("Ann", "nam"), ("Bob", "CorefLink"), ("Bob", "Tags")]
    assert [s.kind for s in document.marks[0].spans] == ["mention", "event", "span", "span", "span"]
    assert [dict(s.attributes) for s in document.marks[0].spans[:2]] == [{"identifier": "http://q/1"}, {"sure": "true"}]
    assert relations_of(document) == [("Hit", "by", "PER"), ("Hit", "who", "PER"), ("nam", "same", "CorefLink")]
    assert sorted((e.code, e.line) for e in ledger.entries) == [
        ("layer.not_read", 6), ("layer.not_read", 8), ("span.refused", 14), ("span.refused", 14),
    ]  # fmt: skip


def test_a_zip_brings_its_type_system(tmp_path: Path) -> None:
    write_cas([record()], tmp_path / "out", schema=ATTRIBUTES, ledger=Ledger())
    path = tmp_path / "doc.zip"
    ledger = Ledger()
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(tmp_path / "out" / TYPE_SYSTEM, "../TypeSystem.xml")
        archive.write(tmp_path / "out" / "news_1_a.txt.xmi", "../../etc/admin.xmi")
        archive.writestr("notes.txt", "x")
    assert detect_cas(path, path.read_bytes()[:100])
    assert said(interpreted(read_cas, path, ledger=ledger)) == said([record()])
    assert ledger.counts() == {"file.not_read": 1}
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(SpanloopError, match=r"doc\.zip: the archive is damaged"):
        read(path)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><xmi:XMI/>', "declares a document type"),
        ('<?xml version="1.0" encoding="UTF-16"?><a/>', "not UTF-8"),
        ("<xmi:XMI xmlns:xmi='http://www.omg.org/XMI'>", "line 1: it is no sound XML"),
        ("<html/>", "outermost element"),
        (XMI.format('<c:E xmi:id="2" sofa="1" begin="x" end="1"/>', "2"), "line 4: begin is 'x'"),
        (XMI.format('<c:E xmi:id="2" __class__="x"/>', ""), "no name of a type or a feature"),
        (XMI.format('<c:E xmi:id="2"/><c:E xmi:id="2"/>', ""), "the id 2 stands twice"),
        (XMI.format('<c:E xmi:id="2"/>', "7"), "cannot be read as a CAS"),
        (XMI.format('<cas:View><a/></cas:View>', ""),
         "uima.cas.View holds the element 'a'"),
        ("{", "not JSON"),
        ("[" * 100_000, "outermost|no sound XML"),
        ('{"a":' + "[" * 100_000, "nested too deep"),
        ('{"%TYPES": []}', "%TYPES is a list"),
        ('{"%TYPES": {"a.B": {"x=1): pass\\n": {}}}}', "no name of a type or a feature"),
        ('{"%FEATURE_STRUCTURES": [{"%ID": "x"}]}', "which is not a whole number"),
        ('{"%FEATURE_STRUCTURES": [{"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaString": "x", "sofaID": 3}]}', "as a CAS"),
    ],
)  # fmt: skip
def test_what_is_no_cas_says_why(tmp_path: Path, content: str, what: str) -> None:
    path = tmp_path / "a.xmi"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SpanloopError, match=what):
        read(path)


def test_a_type_system_that_names_what_it_may_not_is_refused(tmp_path: Path) -> None:
    path = xmi(tmp_path, '<ner:NamedEntity xmi:id="5" sofa="1" begin="3" end="6" value="PER"/>')
    hostile = (
        "<typeSystemDescription><types><typeDescription><name>a.B</name><supertypeName>uima.tcas.Annotation"
        "</supertypeName><features><featureDescription><name>x=exec('')</name><rangeTypeName>uima.cas.String"
        "</rangeTypeName></featureDescription></features></typeDescription></types></typeSystemDescription>"
    )
    (tmp_path / "typesystem.xml").write_text(hostile)
    with pytest.raises(SpanloopError, match="no name of a type or a feature"):
        read(path)
    (tmp_path / "typesystem.xml").unlink()
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "t.xml").write_text(hostile)
    (tmp_path / "TypeSystem.xml").symlink_to(tmp_path / "away" / "t.xml")
    assert spans_of(read(path)) == [("Ann", "PER")]


def test_json_without_types_and_with_its_structures_by_id(tmp_path: Path) -> None:
    structures: dict[str, Any] = {
        "1": {"%TYPE": "uima.cas.Sofa", "sofaID": "_InitialView", "sofaNum": 1, "sofaString": "😀 Ann"},
        "2": {"%TYPE": "a.Span", "@sofa": 1, "begin": 3, "end": 6, "kind": "PER", "sure": True},
        "3": {"%TYPE": "a.Span", "@sofa": 1, "begin": 0, "end": 2, "@head": 2},
    }
    views = {"_InitialView": {"%SOFA": 1, "%MEMBERS": [2, 3]}}
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"%FEATURE_STRUCTURES": structures, "%VIEWS": views}))
    document = read(path)
    assert spans_of(document) == [("Ann", "PER"), ("😀", "Span")]
    assert relations_of(document) == [("Span", "head", "PER")]


def test_detection_is_by_content() -> None:
    assert detect_cas(Path("a"), b' {"%TYPES" : {} ')
    assert not detect_cas(Path("a"), b'{"text": "%TYPES"}')
    assert not detect_cas(Path("a"), b'<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:uml="http://uml"/>')
    assert not detect_cas(Path("no.zip"), b"PK\x03\x04")


@pytest.mark.parametrize(
    ("name", "spans", "relations", "codes"),
    [
        ("uima_cas/casWithEmojiUnicodeTextAndAnnotations/debug.xmi", 9, 0, {}),
        ("uima_cas/casWithEmojiUnicodeTextAndAnnotations/data.json", 9, 0, {}),
        ("uima_cas/casWithLeftToRightTextAndAnnotations/data.json", 2, 0, {}),
        ("uima_cas/casWithTextAndAnnotations/data.json", 4, 0, {}),
        ("uima_cas/casWithTraditionalChineseTextAndAnnotations/debug.xmi", 4, 0, {}),
        ("uima_cas/xmi/cas_with_references.xmi", 3, 2, {}),
        ("uima_cas/xmi/cas_with_smileys.xmi", 5, 0, {"key.not_read": 3, "layer.not_read": 1}),
        ("uima_cas/xmi/small_cas.xmi", 0, 0, {"layer.not_read": 2}),
        ("webanno_tsv/testSimpleChain/reference.xmi", 3, 2, {}),
        ("webanno_tsv/testSimpleCrossSenenceSlotFeature/reference.xmi", 3, 2, {}),
        ("webanno_tsv/testSingleTokenRelationWithFeatureValue/reference.xmi", 0, 0, {"layer.not_read": 1}),
        ("webanno_tsv/testZeroLengthSpansWithFeatureValues/reference.xmi", 0, 0, {"span.refused": 2}),
    ],
)  # fmt: skip
def test_files_of_the_tools_themselves(
    shared_dir: Path, name: str, spans: int, relations: int, codes: dict[str, int]
) -> None:
    ledger = Ledger()
    path = shared_dir / "data" / "formats" / name
    assert detect_cas(path, path.read_bytes()[:65_536])
    document = read(path, ledger)
    assert (len(spans_of(document)), len(relations_of(document)), ledger.counts()) == (spans, relations, codes)


@pytest.mark.parametrize(
    "name", ["emptyCas/data.json", "emptyCas/debug.xmi", "casWithFloatingPointSpecialValues/data.json"]
)
def test_a_cas_without_text_is_refused_as_a_document(shared_dir: Path, name: str) -> None:
    ledger = Ledger()
    assert list(read_cas(shared_dir / "data" / "formats" / "uima_cas" / name, ledger=ledger)) == []
    assert ledger.counts() == {"document.refused": 1}


LISTED = """<?xml version="1.0" encoding="UTF-8"?>
<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>
<typeDescription><name>webanno.custom.Slot</name><supertypeName>uima.cas.TOP</supertypeName><features>
<featureDescription><name>role</name><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>
<featureDescription><name>target</name><rangeTypeName>uima.tcas.Annotation</rangeTypeName></featureDescription>
</features></typeDescription>
<typeDescription><name>webanno.custom.Ev</name><supertypeName>uima.tcas.Annotation</supertypeName><features>
<featureDescription><name>label</name><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>
<featureDescription><name>slots</name><rangeTypeName>uima.cas.FSList</rangeTypeName>
<multipleReferencesAllowed>true</multipleReferencesAllowed></featureDescription>
</features></typeDescription></types></typeSystemDescription>
"""


@pytest.mark.parametrize("last", ["7", "5"], ids=["a list that ends", "a list that leads back to its beginning"])
def test_linked_lists_of_slots_are_read_once(tmp_path: Path, last: str) -> None:
    (tmp_path / TYPE_SYSTEM).write_text(LISTED, encoding="utf-8")
    body = (
        f'<cas:NonEmptyFSList xmi:id="5" head="8" tail="6"/><cas:NonEmptyFSList xmi:id="6" head="9" tail="{last}"/>'
        '<cas:EmptyFSList xmi:id="7"/><c:Slot xmi:id="8" role="who" target="3"/><c:Slot xmi:id="9" role="whom" '
        'target="4"/><c:Ev xmi:id="2" sofa="1" begin="7" end="10" label="Hit" slots="5"/>'
        '<c:Ev xmi:id="3" sofa="1" begin="3" end="6" label="A"/>'
        '<c:Ev xmi:id="4" sofa="1" begin="11" end="14" label="B"/>'
    )
    document = read(xmi(tmp_path, body, members="2 3 4"))
    assert relations_of(document) == [("Hit", "who", "A"), ("Hit", "whom", "B")]
