from __future__ import annotations

from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.formats.conll.reading import detect_conll, read_conll
from spanloop.formats.foreign import ForeignDocument
from spanloop.formats.ledger import Ledger

PLAIN = "Rebels\tB-ARM\nhit\tO\nDolna\tB-GPE\nTown\tI-GPE\n"


def documents(folder: Path, content: str | bytes, ledger: Ledger | None = None) -> list[ForeignDocument]:
    path = folder / "in.conll"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_conll(path, ledger=ledger if ledger is not None else Ledger()))


def spans(document: ForeignDocument) -> list[tuple[str, str]]:
    text = document.article.text
    return [(text[s.fragments[0][0] : s.fragments[0][1]], s.label) for marks in document.marks for s in marks.spans]


def refused(folder: Path, content: str | bytes) -> SpanloopError:
    with pytest.raises(SpanloopError) as caught:
        documents(folder, content)
    assert caught.value.way_out
    return caught.value


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("separator", ["\t", " ", "  "])
@pytest.mark.parametrize("middle", [(), ("NNP",), ("NNP", "B-NP"), ("x", "NNP", "B-NP")])
def test_columns(tmp_path: Path, end: str, separator: str, middle: tuple[str, ...]) -> None:
    if separator == "  ":
        separator = "\t" if middle else "  "
    lines = [("🚁", "B-VEH"), ("e\u0301nd", "O"), ("سوريا", "B-GPE"), (), ("a\u00a0b", "O"), ("#", "B-SIGN")]
    content = end.join(separator.join((line[0], *middle, line[1])) if line else "" for line in lines)
    ledger = Ledger()
    (found,) = documents(tmp_path, content, ledger)
    assert found.article.text == "🚁 e\u0301nd سوريا\na\u00a0b #"
    assert found.article.external_id == "in"
    assert spans(found) == [("🚁", "VEH"), ("سوريا", "GPE"), ("#", "SIGN")]
    assert ledger.counts() == ({"column.not_read": 1} if middle else {})


def test_documents_and_sentences(tmp_path: Path) -> None:
    content = (
        f"\ufeff-DOCSTART- -X- O O\n\n{PLAIN}\n\n\n{PLAIN}-DOCSTART-\tO\n\n\n-DOCSTART- O\n# id = wire/7\n"
        "# language = en\n# mood = calm\nonly\tO\n"
    )
    ledger = Ledger()
    first, second = documents(tmp_path, content, ledger)
    assert first.article.text == "Rebels hit Dolna Town\nRebels hit Dolna Town"
    assert spans(first) == [("Rebels", "ARM"), ("Dolna Town", "GPE")] * 2
    assert {span.kind for marks in first.marks for span in marks.spans} == {"mention"}
    assert [span.line for span in first.marks[0].spans] == [3, 5, 10, 12]
    assert (first.article.external_id, second.article.external_id) == ("in-1", "wire/7")
    assert (second.article.text, second.article.language, second.marks) == ("only", "en", ())
    assert ledger.counts() == {"comment.not_read": 1, "document.empty": 1}


def test_documents_begin_at_comments_of_conll_u(tmp_path: Path) -> None:
    ledger = Ledger()
    content = (
        "# newdoc id = one\n# sent_id = 1\n# text = Rebels hit\nRebels\tB-A\nhit\tO\n\n# newdoc id = two\nhit\tO\n"
    )
    first, second = documents(tmp_path, content, ledger)
    assert [(one.article.external_id, one.article.text) for one in (first, second)] == [
        ("one", "Rebels hit"),
        ("two", "hit"),
    ]
    assert ledger.counts() == {"comment.not_read": 2}


def test_a_text_in_a_comment_is_the_text(tmp_path: Path) -> None:
    content = '# text = "Rebels\\r\\n hit\\u00a0Dolna  Town "\n' + PLAIN
    (found,) = documents(tmp_path, content)
    assert found.article.text == "Rebels\r\n hit\u00a0Dolna  Town "
    assert spans(found) == [("Rebels", "ARM"), ("Dolna  Town", "GPE")]


@pytest.mark.parametrize("text", ['"Rebels fell"', '"Rebels hit Dolna Town again"', '"Rebels hit'])
def test_a_text_that_does_not_say_its_tokens_is_not_believed(tmp_path: Path, text: str) -> None:
    ledger = Ledger()
    (found,) = documents(tmp_path, f"# text = {text}\n{PLAIN}", ledger)
    assert found.article.text == "Rebels hit Dolna Town"
    assert ledger.counts() == {"text.not_read": 1}


@pytest.mark.parametrize(
    ("tags", "said", "lines"),
    [
        ("B-A I-A O B-A B-A", ["a b:A", "d:A", "e:A"], []),
        ("O I-A I-A O I-B", ["b c:A", "e:B"], [2, 5]),
        ("B-A I-B I-B B-B I-B", ["a:A", "b c:B", "d e:B"], [2]),
        ("I-A I-A B-A O O", ["a b:A", "c:A"], [1]),
        ("B-A-x I-A-x O B-A_x0020_x I-A_x0020_x", ["a b:A-x", "d e:A x"], []),
    ],
    ids=["IOB2", "after O", "other label", "IOB1", "names"],
)
def test_tags_are_repaired_and_each_repair_is_noted(
    tmp_path: Path, tags: str, said: list[str], lines: list[int]
) -> None:
    ledger = Ledger()
    rows = zip("abcde", tags.split(), strict=True)
    (found,) = documents(tmp_path, "".join(f"{token}\t{tag}\n" for token, tag in rows), ledger)
    assert [f"{text}:{label}" for text, label in spans(found)] == said
    assert [(entry.code, entry.line) for entry in ledger.entries] == [("tag.repaired", line) for line in lines]


def test_a_sentence_ends_what_is_open(tmp_path: Path) -> None:
    ledger = Ledger()
    (found,) = documents(tmp_path, "a\tB-A\n\nb\tI-A\n", ledger)
    assert spans(found) == [("a", "A"), ("b", "A")]
    assert [entry.line for entry in ledger.entries] == [3]


@pytest.mark.parametrize("signs", ["BILU", "BIES"])
def test_tags_that_say_where_mentions_end(tmp_path: Path, signs: str) -> None:
    begin, inside, last, alone = signs
    ledger = Ledger()
    tags = [f"{begin}-A", f"{inside}-A", f"{last}-A", f"{alone}-A", f"{last}-B", "O", f"{alone}-B"]
    content = "".join(f"{token}\t{tag}\n" for token, tag in zip("abcdefg", tags, strict=True))
    (found,) = documents(tmp_path, content, ledger)
    assert spans(found) == [("a b c", "A"), ("d", "A"), ("e", "B"), ("g", "B")]
    assert ledger.counts() == {"tag.repaired": 1, "tags.biluo": 1}


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        ("a\tO\nb\tX\tO\n", 2, "the line has 3 columns, and the lines before have 2"),
        ("a\tO\n\nb\n", 3, "the line has 1 columns"),
        ("a a a\nb O\n", 1, "'a' for its tag"),
        ("a\tO\nb\tPER\n", 2, "'PER' is no tag"),
        ("a\tO\nb\tB-\n", 2, "'B-' is no tag"),
        ("a\tO\n\tO\n", 2, "1 columns"),
        (b"a\tO\nb\xff\tO\n", 2, "byte 2 of the line is not UTF-8"),
        ("1 2 3 4 5 6 O\n", 1, "'O' for its tag"),
    ],
)
def test_what_is_no_such_file_is_refused_with_its_line(
    tmp_path: Path, content: str | bytes, line: int, what: str
) -> None:
    error = refused(tmp_path, content)
    assert what in error.what
    assert error.where == f"in.conll, line {line}"


@pytest.mark.parametrize("content", ["", "\n\n", "-DOCSTART- O\n"])
def test_nothing_in_it(tmp_path: Path, content: str) -> None:
    assert "no tokens" in refused(tmp_path, content).what


@pytest.mark.parametrize(
    ("name", "content", "is_conll"),
    [
        ("a.txt", PLAIN, True),
        ("a.txt", PLAIN.replace("\t", " NN B-NP "), True),
        ("a.txt", f"-DOCSTART- -X- O O\n\n{PLAIN}", True),
        ("a.txt", f"# id = 7\n{PLAIN}", True),
        ("a.conll", "a a a\nb\tO\nc\tO\nd\tO\ne\tO\nf\tO\n", True),
        ("a.conll", "Once upon a time\nthere was a war\n", False),
        ("a.txt", "a a a\nb\tO\n", False),
        ("a.txt", "Once upon a time\n", False),
        ("a.txt", "Rule O\nis mine\n", False),
        ("a.tsv", "text\tlabel\nRebels\tO\n", False),
        ("a.tsv", "#FORMAT=WebAnno TSV 3.3\n#T_SP=x|value\n\n#Text=a\n1-1\t0-1\ta\t_\n", False),
        ("a.txt", "", False),
        ("a.txt", "# only\n# remarks\n", False),
        ("a.jsonl", '{"text": "a"}\n', False),
    ],
)
def test_detection(name: str, content: str, is_conll: bool) -> None:
    assert detect_conll(Path(name), content.encode()) is is_conll


def test_detection_of_a_file_that_is_cut(tmp_path: Path) -> None:
    assert detect_conll(Path("a.txt"), (PLAIN * 10_000).encode()[:65_536])


# Files of others ------------------------------------------------------------------------------------------------------


def test_files_of_doccano(shared_dir: Path) -> None:
    folder = shared_dir / "data" / "formats" / "doccano"
    found = {
        path.name.removeprefix("data_import_tests_data_sequence_labeling_"): path for path in folder.glob("*.conll")
    }
    assert all(detect_conll(path, path.read_bytes()) for path in found.values())
    ledger = Ledger()
    (example,) = read_conll(found["example.conll"], ledger=ledger)
    assert spans(example) == [("JAPAN", "LOC"), ("Nadim Ladki", "PER")]
    (trailing,) = read_conll(found["labeling.trailing.conll"], ledger=ledger)
    assert spans(trailing) == [("JAPAN", "LOC"), ("CHINA", "PER")]
    assert not ledger
    with pytest.raises(SpanloopError, match="'SOCCERO' for its tag") as caught:
        list(read_conll(found["labeling.invalid.conll"], ledger=ledger))
    assert str(caught.value.where).endswith("labeling.invalid.conll, line 1")


def test_a_uid_that_is_none_leaves_the_article_its_number_by_which_it_is_found_again(tmp_path: Path) -> None:
    (found,) = documents(tmp_path, f"# uid = u-7\n{PLAIN}")
    assert found.article.external_id == "in"
