from __future__ import annotations

from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.formats.foreign import ForeignDocument, ForeignMarks
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import UNNAMED
from spanloop.formats.webanno.layers import label_of, told_by_folders
from spanloop.formats.webanno.reading import detect_webanno, read_webanno

HEAD = "#FORMAT=WebAnno TSV 3.3\n"
SPAN = "#T_SP=webanno.custom.Span|value|certainty\n\n\n"
NAMED = "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value\n\n\n"


def read(path: Path, *, ledger: Ledger | None = None) -> ForeignDocument:
    ledger = ledger if ledger is not None else Ledger()
    (document,) = read_webanno(path, ledger=ledger)
    return document


def made(tmp_path: Path, content: str, *, ledger: Ledger | None = None) -> tuple[str, ForeignMarks]:
    path = tmp_path / "report.tsv"
    path.write_bytes(content.encode())
    document = read(path, ledger=ledger)
    (marks,) = document.marks
    return document.article.text, marks


def said(text: str, marks: ForeignMarks) -> list[tuple[str, str]]:
    return [(text[s.fragments[0][0] : s.fragments[-1][1]], s.label) for s in marks.spans]


def test_offsets_are_utf16_units_and_gaps_are_filled(tmp_path: Path) -> None:
    ledger = Ledger()
    content = (
        HEAD + SPAN + "#Text=🚁 hit سوريا .\n1-1\t0-2\t🚁\tHELI\t_\t\n1-2\t3-6\thit\t_\t_\t\n"
        "1-3\t7-12\tسوريا\tPLACE[1]\thigh[1]\t\n1-4\t13-14\t.\tPLACE[1]\thigh[1]\t\n\n"
        "#Text=e\u0301 fell\n2-1\t16-18\te\u0301\t_\t_\t\n2-2\t19-23\tfell\tEND\t_\t\n"
    )
    text, marks = made(tmp_path, content.replace("\n", "\r\n"), ledger=ledger)
    assert text == "🚁 hit سوريا .\n\ne\u0301 fell"
    assert said(text, marks) == [("🚁", "HELI"), ("سوريا .", "PLACE"), ("fell", "END")]
    assert marks.author == UNNAMED
    assert [dict(s.attributes) for s in marks.spans] == [{}, {"certainty": "high"}, {}]
    assert ledger.counts() == {"text.rebuilt": 1}


def test_escapes_in_text_and_in_values(tmp_path: Path) -> None:
    content = (
        HEAD + SPAN + "#Text=a\\tb\n#Text=c\\\\d\n1-1\t0-1\ta\tx\\|y\\[1\\]\\_[7]\t\\*\t\n1-2\t4-7\tc\\\\d\t\\_\t_\t\n"
    )
    text, marks = made(tmp_path, content)
    assert text == "a\tb\nc\\d"
    assert said(text, marks) == [("a", "x|y[1]_"), ("c\\d", "_")]


def test_stacked_sub_token_and_unlabelled(tmp_path: Path) -> None:
    content = (
        HEAD
        + NAMED
        + "#Text=Kyiv-based\n1-1\t0-10\tKyiv-based\t*[1]|http://q/1[2]\tGPE[1]|*[2]\t\n1-1.1\t0-4\tKyiv\t*\tLOC\t\n"
    )
    text, marks = made(tmp_path, content)
    assert said(text, marks) == [("Kyiv-based", "GPE"), ("Kyiv-based", "NamedEntity"), ("Kyiv", "LOC")]
    assert {s.kind for s in marks.spans} == {"mention"}
    assert marks.spans[1].attributes == {"identifier": "http://q/1"}


def test_a_chain_links_each_mention_to_the_next(tmp_path: Path) -> None:
    content = (
        HEAD + "#T_CH=webanno.custom.CorefLink|referenceRelation|referenceType\n\n\n#Text=Ann left her dog\n"
        "1-1\t0-3\tAnn\tanaphoric->1-1\tname[1]\t\n1-2\t4-8\tleft\t_\t_\t\n"
        "1-3\t9-12\ther\t*->1-2|*->2-1\tpronoun[1]|*[2]\t\n1-4\t13-16\tdog\t*->2-1\t*[2]\t\n"
    )
    text, marks = made(tmp_path, content)
    assert said(text, marks) == [("Ann", "name"), ("her", "pronoun"), ("her dog", "CorefLink")]
    (link,) = marks.relations
    assert (link.type, link.source, link.target, link.kind) == (
        "anaphoric", marks.spans[0].id, marks.spans[1].id, "link",
    )  # fmt: skip


def test_a_layer_about_each_word_is_left_out_and_said(tmp_path: Path) -> None:
    ledger = Ledger()
    base = "de.tudarmstadt.ukp.dkpro.core.api."
    content = (
        f"{HEAD}#T_SP={base}lexmorph.type.pos.POS|PosValue\n#T_SP=webanno.custom.Span|value\n"
        f"#T_RL={base}syntax.type.dependency.Dependency|DependencyType|BT_{base}lexmorph.type.pos.POS\n"
        f"#T_RL=webanno.custom.Rel|value|why|BT_webanno.custom.Span\n\n\n#Text=He fled\n"
        "1-1\t0-2\tHe\tPRP\tPER\tsubj\t1-2\t_\t_\t_\t\n1-2\t3-7\tfled\tVBD\tEV\t_\t_\tby\tb\t1-1\t\n"
    )
    text, marks = made(tmp_path, content, ledger=ledger)
    assert said(text, marks) == [("He", "PER"), ("fled", "EV")]
    assert [(r.type, r.kind) for r in marks.relations] == [("by", "relation")]
    assert ledger.counts() == {"key.not_read": 1, "layer.not_read": 2}


def test_what_contradicts_the_text_is_refused_with_its_line(tmp_path: Path) -> None:
    ledger = Ledger()
    content = (
        HEAD
        + "#T_SP=webanno.custom.Host|ROLE_webanno.custom.Host:who_webanno.custom.HostWhoLink|webanno.custom.Host\n\n\n"
        "#Text=😀 a b\n1-1\t0-2\t😀\tby\t1-9\t\n1-1.1\t1-2\tx\t*\t*\t\n1-2\t3-4\ta\t_\t_\t\n1-2.1\t4-4\t\t*\t*\t\n"
        "1-3\t5-99\tb\tby\tnobody\t\n"
    )
    _, marks = made(tmp_path, content, ledger=ledger)
    assert len(marks.spans) == 1
    assert sorted((e.code, e.line) for e in ledger.entries) == [
        ("relation.refused", 6), ("relation.refused", 10), ("span.refused", 7), ("span.refused", 9),
        ("span.refused", 10),
    ]  # fmt: skip


def test_a_document_whose_sentences_overlap_is_refused(tmp_path: Path) -> None:
    ledger = Ledger()
    path = tmp_path / "a.tsv"
    path.write_text(HEAD + "\n#Text=one\n1-1\t0-3\tone\t\n\n#Text=two\n2-1\t2-5\ttwo\t\n")
    assert list(read_webanno(path, ledger=ledger)) == []
    path.write_text(HEAD + "\n#Text=one\n1-1\t900000000-900000003\tone\t\n")
    assert list(read_webanno(path, ledger=ledger)) == []
    assert [(e.code, e.line) for e in ledger.entries] == [("document.refused", 6), ("document.refused", 3)]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "empty"),
        ("#FORMAT=WebAnno TSV 2.0\n", "line 1: it is no WebAnno TSV 3"),
        ("id\ttext\n", "line 1: it is no WebAnno TSV 3"),
        (HEAD + "\n1-1\t0-1\ta\t\n", "line 3: a token stands before"),
        (HEAD + SPAN + "#Text=a\n1-1\t0-1\ta\t_\t\n", "line 6: the line has 1 cell behind its token, the header has 2"),
        (HEAD + "#Text=a\nfoo\n", "line 3: it is neither a token nor a sentence"),
        (HEAD + "#Text=a\n#T_SP=x|y\n", "line 3: a layer is declared"),
        (HEAD + "#Text=\udcff\n", "line 2: byte 7 of the line is not UTF-8"),
    ],
)  # fmt: skip
def test_what_is_no_webanno_file_says_where(tmp_path: Path, content: str, what: str) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(SpanloopError, match=what):
        list(read_webanno(path, ledger=Ledger()))


def test_the_folders_of_an_exported_project_say_document_and_author() -> None:
    assert told_by_folders(Path("x/annotation/raid.txt/ann.tsv"))[0] == "raid.txt"
    assert told_by_folders(Path("x/annotation/raid.txt/ann.tsv"))[1].name == "ann"
    assert told_by_folders(Path("x/annotation/raid.txt/INITIAL_CAS.tsv"))[1] == UNNAMED
    assert told_by_folders(Path("x/curation/raid.txt/CURATION_USER.tsv"))[1].kind == "gold"
    assert told_by_folders(Path("x/curation/raid.txt/user1.tsv")) == ("", UNNAMED)


def test_which_feature_is_the_label() -> None:
    assert label_of("a.B", ("identifier", "value"), {"identifier": "q", "value": "PER"}) == ("PER", "value")
    assert label_of("a.B", ("identifier", "value"), {"identifier": "q"}) == ("B", "")
    assert label_of("a.B", ("sure", "kind"), {"sure": "true", "kind": "K"}) == ("K", "kind")


def test_only_the_first_line_tells() -> None:
    assert detect_webanno(Path("a.tsv"), b"#FORMAT=WebAnno TSV 3.2\r\n#T_SP=x|y\n")
    assert not detect_webanno(Path("a.tsv"), b"#FORMAT=WebAnno TSV 2\n")
    assert not detect_webanno(Path("a.tsv"), b"id\t#FORMAT=WebAnno TSV 3.3\n")


@pytest.mark.parametrize(
    ("name", "spans", "relations", "codes"),
    [
        ("sampleSlotAnnotation1", 4, 2, {}),
        ("sampleSlotAnnotation2", 2, 1, {}),
        ("testCrossSentenceSpanWithFeatureValue", 1, 0, {"text.rebuilt": 1}),
        ("testMultiTokenStackedSpanWithFeatureValue", 2, 0, {}),
        ("testSentenceWithEmoji", 1, 0, {}),
        ("testSentenceWithLineBreak", 1, 0, {}),
        ("testSimpleChain", 3, 2, {}),
        ("testSimpleCrossSenenceSlotFeature", 3, 2, {"text.rebuilt": 1}),
        ("testSingleTokenRelationWithFeatureValue", 0, 0, {"layer.not_read": 1}),
        ("testSubTokenPrefix", 1, 0, {}),
        ("testZeroLengthSpansWithFeatureValues", 0, 0, {"span.refused": 2}),
    ],
)  # fmt: skip
def test_files_of_the_tool_itself(
    shared_dir: Path, name: str, spans: int, relations: int, codes: dict[str, int]
) -> None:
    ledger = Ledger()
    document = read(shared_dir / "data" / "formats" / "webanno_tsv" / name / "reference.tsv", ledger=ledger)
    (marks,) = document.marks
    assert (len(marks.spans), len(marks.relations), ledger.counts()) == (spans, relations, codes)


def test_answers_of_adjudication(shared_dir: Path) -> None:
    found: dict[str, tuple[int, int]] = {}
    for path in sorted((shared_dir / "data" / "formats" / "curation").glob("*/user2.tsv")):
        (marks,) = read(path).marks
        found[path.parent.name] = (len(marks.spans), len(marks.relations))
    assert found == {
        "multipleStackedAnnotationsAreNotMergedTest": (3, 0), "relStackedTest": (4, 4), "relationLabelTest": (0, 0),
        "simpleRelGovDiffTest": (2, 1), "simpleRelGovStackedTest": (4, 2), "simpleRelNoDiffTest": (2, 1),
        "simpleRelTypeDiffTest": (2, 1), "simpleSpanDiffIncompleteTest": (1, 0),
    }  # fmt: skip
