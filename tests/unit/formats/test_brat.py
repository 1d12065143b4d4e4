from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Marks
from spanloop.core.naming import NameMap
from spanloop.core.schema import Schema, parse_schema
from spanloop.formats.brat.conf import FILE, read_schema
from spanloop.formats.brat.reading import detect_brat, read_brat
from spanloop.formats.foreign import ForeignDocument, ForeignMarks
from spanloop.formats.interpreting import interpret
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import UNNAMED, Record

TEXT = "Rebels hit Dolna; army shells fell."
MARKS = "T1\tActor 0 6\tRebels\nT2\tHit 7 10\thit\nT3\tPlace 11 16\tDolna\nE1\tHit:T2 By:T1 Where:T3\n"


def files(folder: Path, marks: str, text: str = TEXT, *, name: str = "a", conf: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.txt").write_bytes(text.encode())
    (folder / f"{name}.ann").write_bytes(marks.encode())
    if conf:
        (folder / FILE).write_bytes(conf.encode())
    return folder / f"{name}.ann"


def document(path: Path, ledger: Ledger | None = None) -> ForeignDocument:
    (found,) = read_brat(path, ledger=ledger if ledger is not None else Ledger())
    return found


def marked(path: Path, ledger: Ledger | None = None) -> ForeignMarks:
    (marks,) = document(path, ledger).marks
    return marks


def spans(marks: ForeignMarks) -> list[tuple[str, str, str]]:
    return [(span.id, span.kind, span.label) for span in marks.spans]


def relations(marks: ForeignMarks) -> list[tuple[str, str, str, str]]:
    return [(one.kind, one.type, one.source, one.target) for one in marks.relations]


def test_an_event_is_told_with_its_arguments(tmp_path: Path) -> None:
    ledger = Ledger()
    found = document(files(tmp_path, MARKS), ledger)
    assert (found.article.external_id, found.article.text) == ("a", TEXT)
    (marks,) = found.marks
    assert marks.author == UNNAMED
    assert spans(marks) == [("T1", "mention", "Actor"), ("T3", "mention", "Place"), ("E1", "event", "Hit")]
    assert marks.spans[2].fragments == ((7, 10),)
    assert relations(marks) == [("argument", "By", "E1", "T1"), ("argument", "Where", "E1", "T3")]
    assert [span.line for span in marks.spans] == [1, 3, 4]
    assert not ledger


def test_links_equivalences_attributes_notes_and_normalisations(tmp_path: Path) -> None:
    ledger = Ledger()
    marks = marked(files(tmp_path, MARKS + (
        "T4\tActor 18 22\tarmy\nT5\tHit 30 34\tfell\nE2\tHit:T5 \nR1\tNear Arg1:T1 Arg2:T3\t\n"
        "R2\tAfter Arg2:E1 Arg1:E2\t\n"
        "R3\tFrom Source:T1 Goal:T3\nR1\tNear Arg1:T1 Arg2:T3\n*\tSame T1 T3 T4\nA1\tSure E1 very high\nM1\tDenied E1\n"
        "A2\tKind T1 Name\nA3\tOdd R1 x\nA4\tSure E1 low\n#1\tAnnotatorNotes T1\twho?\n#2\tAnnotatorNotes E1\tnew?\n"
        "#3\tAnnotatorNotes R1\tis it?\n#4\tAnnotationError T1\tbad\n# a line of its own\n"
        "N1\tReference T1 DB:64\tRebels of Dolna\nN2\tReference Annotation:T3 Referent:DB:65\n"
    )), ledger)  # fmt: skip
    assert relations(marks)[2:] == [
        ("link", "Near", "T1", "T3"),
        ("link", "After", "E2", "E1"),
        ("link", "From", "T1", "T3"),
        ("link", "Same", "T1", "T3"),
        ("link", "Same", "T3", "T4"),
    ]
    by_id = {span.id: span for span in marks.spans}
    assert by_id["E1"].attributes == {"Sure": "very high", "Denied": "true"}
    assert by_id["T1"].attributes == {"Kind": "Name"}
    assert (by_id["T1"].notes, by_id["T3"].notes) == ("who?\nDB:64 Rebels of Dolna", "DB:65")
    assert by_id["E1"].notes == "new?"
    assert ledger.counts() == {
        "attribute.not_read": 2,
        "equivalence.as_links": 1,
        "normalization.as_note": 1,
        "note.not_read": 1,
        "relation.twice": 1,
        "remark.not_read": 3,
    }
    assert next(entry for entry in ledger.entries if entry.code == "note.not_read").line == 20


def test_numbered_roles_are_one_role_unless_the_configuration_has_the_number(tmp_path: Path) -> None:
    marks = (
        "T1\tActor 0 6\tRebels\nT2\tHit 7 10\thit\nT3\tPlace 11 16\tDolna\nT4\tActor 18 22\tarmy\n"
        "E1\tHit:T2 Target:T1 Target2:T3 Target12:T4 Arg1:T1 Arg2:T3\n"
    )
    bare = marked(files(tmp_path / "bare", marks))
    assert [one.type for one in bare.relations] == ["Target", "Target", "Target", "Arg1", "Arg2"]
    conf = "[events]\nHit\tTarget*:<ENTITY>, Target1*:<ENTITY>, Arg*:<ENTITY>\n"
    told = marked(files(tmp_path / "conf", marks, conf=conf))
    assert [one.type for one in told.relations] == ["Target", "Target", "Target1", "Arg", "Arg"]


def test_triggers_are_mentions_only_where_something_else_stands_on_them(tmp_path: Path) -> None:
    ledger = Ledger()
    marks = marked(files(tmp_path, (
        "T1\tHit 7 10\thit\nT2\tPlace 11 16\tDolna\nT3\tWord 30 34\tfell\n"
        "E1\tHit:T1 Where:T2\nE2\tHit:T1 Why:T3\nE3\tFall:T3 By:E1\nE4\tFall:T9\n"
        "R1\tNear Arg1:T1 Arg2:T2\n#1\tAnnotatorNotes T1\tboth\n"
    )), ledger)  # fmt: skip
    assert spans(marks) == [
        ("T2", "mention", "Place"),
        ("T3", "mention", "Word"),
        ("E1", "event", "Hit"),
        ("E2", "event", "Hit"),
        ("E3", "event", "Fall"),
    ]
    assert [span.notes for span in marks.spans] == ["", "", "both", "both", ""]
    assert ("argument", "Why", "E2", "T3") in relations(marks)
    assert ledger.counts() == {"relation.refused": 1, "span.refused": 1}


def test_what_points_to_a_trigger_means_its_event(tmp_path: Path) -> None:
    marks = marked(files(tmp_path, MARKS + "T5\tSay 30 34\tfell\nE2\tSay:T5 What:T2\nR1\tAfter Arg1:T5 Arg2:T2\n"))
    assert relations(marks)[2:] == [("argument", "What", "E2", "E1"), ("link", "After", "E2", "E1")]
    ledger = Ledger()
    marked(files(tmp_path, "T1\tTrigger 7 10\thit\nE1\tHit:T1\n"), ledger)
    assert ledger.counts() == {"trigger.other_label": 1}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_fragments_over_line_ends_are_one(tmp_path: Path, end: str) -> None:
    text = f"🚁 old{end}army e\u0301nd\u00a0سوريا hit"
    at, to, gap = text.index("old"), text.index("army"), len(end)
    last = text.index("سوريا")
    lines = (
        f"T1\tA {at} {at + 3};{to} {to + 4}\told army\nT2\tB {at} {at + 3};{last} {last + 5}\told سوريا\n"
        f"T3\tC {at} {to + 4}\told{' ' * gap}army\n"
    )
    ledger = Ledger()
    found = document(files(tmp_path, lines, text), ledger)
    assert found.article.text == text
    assert [span.fragments for span in found.marks[0].spans] == [
        ((at, to + 4),),
        ((at, at + 3), (last, last + 5)),
        ((at, to + 4),),
    ]
    assert not ledger


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("T1\tActor 1 7\tRebels", "offsets.repaired"),
        ("T1\tActor 0 6\tTroops", "span.refused"),
        ("T1\tActor 0 6;11 16\tRebels fell", "span.refused"),
        ("T1\tActor 0 99\tRebels", "span.refused"),
        ("T1\tActor 6 0\tRebels", "span.refused"),
        ("T1\tActor 0 x\tRebels", "span.refused"),
        ("T1\tActor 0 6;3 9\tRebels", "span.refused"),
        ("T1\tActor 99999999999999999999 6\tRebels", "span.refused"),
        ("T1\tActor 0 6", "quote.missing"),
        ("T1\tActor 0 6;11 16\tRebelsDolna", ""),
        ("T1\tActor 0 6\tRebels\tremark", ""),
    ],
)
def test_each_quote_is_checked(tmp_path: Path, line: str, code: str) -> None:
    ledger = Ledger()
    document(files(tmp_path, f"{line}\nT2\tHit 7 10\thit\n"), ledger)
    assert list(ledger.counts()) == ([code] if code else [])
    assert [entry.line for entry in ledger.entries if entry.code.startswith(("span", "offsets"))] in ([], [1])


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("a\r\nb\r\nRebels\r\nhit", "a\nb\nRebels\nhit"),
        ("a\nb\nRebels\nhit", "a\r\nb\r\nRebels\r\nhit"),
        ("\ufeffa b Rebels hit", "a b Rebels hit"),
        ("🚁🚁 Rebels hit", "xxxx Rebels hit"),
        ("سوريا Rebels hit", "xxxxxxxxxx Rebels hit"),
    ],
    ids=["line ends shorter", "line ends longer", "mark", "UTF-16", "bytes"],
)
def test_files_that_count_otherwise_are_read(tmp_path: Path, text: str, counted: str) -> None:
    at, to = counted.index("Rebels"), counted.index("hit")
    ledger = Ledger()
    marks = marked(files(tmp_path, f"T1\tActor {at} {at + 6}\tRebels\nT2\tHit {to} {to + 3}\thit\n", text), ledger)
    assert [text[s.fragments[0][0] : s.fragments[0][1]] for s in marks.spans] == ["Rebels", "hit"]
    (entry,) = ledger.entries
    assert entry.code == "offsets.repaired"
    assert "2 spans moved" in entry.message


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("T1\tPlace 11 16\tDolna", "span.refused"),
        ("E1\tHit", "span.refused"),
        ("E1\tHit:T2 By", "relation.refused"),
        ("E1\tHit:T2\nE1\tHit:T2", "span.refused"),
        ("R1\tNear Arg1:T1", "relation.refused"),
        ("*\tSame T1", "relation.refused"),
        ("A1\tSure", "attribute.not_read"),
        ("N1\tReference T1", "normalization.not_read"),
        ("X1\tWhat is this", "remark.not_read"),
    ],
)
def test_a_line_that_contradicts_itself_is_left_out(tmp_path: Path, line: str, code: str) -> None:
    ledger = Ledger()
    marks = marked(files(tmp_path, f"T1\tActor 0 6\tRebels\nT2\tHit 7 10\thit\n{line}\n"), ledger)
    assert list(ledger.counts()) == [code]
    assert marks.spans[0].label == "Actor"


def test_no_marks_of_brat(tmp_path: Path) -> None:
    with pytest.raises(SpanloopError, match="no line of a brat file") as caught:
        document(files(tmp_path, "T1\tActor 0 6\tRebels\nhello there\n"))
    assert caught.value.where == "a.ann, line 2"


def test_a_file_made_to_keep_a_program_busy(tmp_path: Path) -> None:
    text = "x\n" * 1_000
    marks = "".join(f"T{n}\tA 0 2000\tx\n" for n in range(1, 2_000))
    with pytest.raises(SpanloopError, match="over a thousand times"):
        document(files(tmp_path, marks, text))
    blanks = "a" + "\n" * 100_000 + "b"
    (span,) = marked(files(tmp_path, "T1\tA 0 1;100000 100002\ta  b\n", blanks)).spans
    assert span.fragments == ((0, 100_002),)
    role = f"R{'1' * 100_000}"
    found = marked(files(tmp_path, f"T1\tA 0 6\tRebels\nT2\tB 7 10\thit\nE1\tB:T2 {role}:T1\n"))
    assert found.relations[0].type == role


def test_an_empty_file_is_an_unmarked_article(tmp_path: Path) -> None:
    assert document(files(tmp_path, "")).marks == ()


def test_files_without_their_text_are_refused(tmp_path: Path) -> None:
    path = files(tmp_path, MARKS)
    (tmp_path / "a.txt").unlink()
    with pytest.raises(SpanloopError, match=r"its text, a\.txt, is not there"):
        document(path)
    files(tmp_path, MARKS, name="b")
    ledger = Ledger()
    assert [one.article.external_id for one in read_brat(tmp_path, ledger=ledger)] == ["b"]
    assert ledger.counts() == {"document.refused": 1}
    (tmp_path / "b.txt").unlink()
    with pytest.raises(SpanloopError, match="no file of marks that can be read"):
        list(read_brat(tmp_path, ledger=Ledger()))


def test_a_text_that_cannot_be_read(tmp_path: Path) -> None:
    path = files(tmp_path, MARKS)
    (tmp_path / "a.txt").write_bytes(b"one\ntw\xf6\n")
    with pytest.raises(SpanloopError, match="not UTF-8") as caught:
        document(path)
    assert str(caught.value.where).endswith("a.txt, line 2")
    (tmp_path / "a.txt").write_bytes(b"")
    with pytest.raises(SpanloopError, match="the text is empty"):
        document(path)
    (tmp_path / "a.txt").unlink()
    outside = tmp_path.parent / f"{tmp_path.name}.txt"
    outside.write_text("secret", encoding="utf-8")
    (tmp_path / "a.txt").symlink_to(outside)
    with pytest.raises(SpanloopError, match="a link that leads elsewhere"):
        document(path)


def test_a_folder_is_read_in_order_with_paths_for_ids(tmp_path: Path) -> None:
    files(tmp_path, MARKS, name="b")
    files(tmp_path / "sub", "", name="a%2Fb c%")
    files(tmp_path / "sub", "", name="7%-rise")
    (tmp_path / "tools.conf").touch()
    ledger = Ledger()
    found = [one.article.external_id for one in read_brat(tmp_path, ledger=ledger)]
    assert found == ["b", "sub/7%-rise", "sub/a/b c%"]
    assert ledger.counts() == {"settings.not_read": 1}


def test_nul_characters_keep_offsets(tmp_path: Path) -> None:
    ledger = Ledger()
    marks = marked(files(tmp_path, "T1\tA 0 3\ta\x00b\n", "a\x00b hit"), ledger)
    assert marks.spans[0].fragments == ((0, 3),)
    assert ledger.counts() == {"text.replaced": 1}


@pytest.mark.parametrize(
    ("name", "head", "is_brat"),
    [
        ("a.ann", b"T1\tActor 0 6\tRebels\n", True),
        ("a.ann", b"\xef\xbb\xbf\n#1\tAnnotatorNotes T1\tx\n", True),
        ("a.ANN", b"*\tEquiv T1 T2\n", True),
        ("a.ann", b"", True),
        ("a.ann", b"<xml/>", False),
        ("a.ann", b"Once upon a time\n", False),
        ("a.txt", b"T1\tActor 0 6\tRebels\n", False),
    ],
)
def test_detection(name: str, head: bytes, is_brat: bool) -> None:
    assert detect_brat(Path(name), head) is is_brat


# Files of others ------------------------------------------------------------------------------------------------------


def interpreted(folder: Path, ledger: Ledger) -> list[Record]:
    document = read_schema(folder)
    schema = parse_schema(document) if document is not None else Schema("s", "1")
    return [
        record
        for one in read_brat(folder, ledger=ledger)
        for record in interpret(one, schema=schema, names=NameMap(), ledger=ledger)
    ]


def sizes(records: list[Record]) -> tuple[int, ...]:
    marks = [record.marks or Marks(UNNAMED) for record in records]
    events = [event for one in marks for event in one.events]
    return (
        len(records),
        sum(len(one.mentions) for one in marks),
        len(events),
        sum(len(event.arguments) for event in events),
        sum(len(event.attributes) for event in events),
        sum(len(one.links) for one in marks),
    )


def test_the_tutorial_of_brat(shared_dir: Path) -> None:
    ledger = Ledger()
    records = interpreted(shared_dir / "data" / "brat" / "brat_tutorial_news", ledger)
    assert sizes(records) == (13, 96, 23, 52, 6, 11)
    assert sum(record.marks is None for record in records) == 4
    assert ledger.counts() == {
        "attribute.left_out": 5,
        "equivalence.as_links": 2,
        "normalization.as_note": 1,
        "note.not_read": 1,
        "settings.not_read": 1,
    }
    merger = next(record for record in records if record.article.external_id == "080-event-annotation")
    assert merger.marks is not None
    assert {argument.role for event in merger.marks.events for argument in event.arguments} == {"Org-Arg"}


def test_news_on_crude_oil(shared_dir: Path) -> None:
    ledger = Ledger()
    records = interpreted(shared_dir / "data" / "brat" / "crudeoil", ledger)
    assert sizes(records) == (13, 999, 408, 922, 116, 102)
    assert ledger.counts() == {"relation.twice": 1, "settings.not_read": 1}
    assert any(record.article.external_id == "Oil-drops-7%-on-Europe-vaccine-snag-US" for record in records)


def test_marks_whose_texts_are_lost(shared_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "orphans"
    shutil.copytree(shared_dir / "data" / "brat" / "crudeoil_orphan_ann", folder)
    ledger = Ledger()
    with pytest.raises(SpanloopError, match="no file of marks that can be read"):
        list(read_brat(folder, ledger=ledger))
    assert ledger.counts() == {"document.refused": 3}
    for path in folder.iterdir():
        assert detect_brat(path, path.read_bytes())
        with pytest.raises(SpanloopError, match="is not there"):
            list(read_brat(path, ledger=Ledger()))


def test_in_a_folder_no_link_that_leads_out_of_it_is_followed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Rebels hit Dolna", encoding="utf-8")
    (folder / "a.ann").write_text("T1\tARM 0 6\tRebels\n", encoding="utf-8")
    (tmp_path / "secret.ann").write_text("T1\tARM 0 6\tRebels\n", encoding="utf-8")
    (folder / "b.txt").write_text("Rebels left", encoding="utf-8")
    (folder / "b.ann").symlink_to(tmp_path / "secret.ann")
    ledger = Ledger()
    assert [one.article.external_id for one in read_brat(folder, ledger=ledger)] == ["a"]
    (entry,) = ledger.entries
    assert (entry.code, entry.article) == ("document.refused", "b")
    assert "a link that leads elsewhere" in entry.message


def test_a_note_on_what_has_no_place_for_one_is_said_and_not_counted_as_kept(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rebels fell.", encoding="utf-8")
    (tmp_path / "a.ann").write_text(
        "T1\tActor 0 6\tRebels\nT2\tActor 7 11\tfell\nR1\tNear Arg1:T1 Arg2:T2\nN1\tReference R1 Wiki:1\tx\n"
        "N2\tReference T1 Wiki:2\ty\n#1\tAnnotatorNotes R1\tsure?\n",
        encoding="utf-8",
    )
    ledger = Ledger()
    list(read_brat(tmp_path / "a.ann", ledger=ledger))
    assert [(entry.line, entry.message) for entry in ledger.entries] == [
        (6, "not read: it is noted of R1, which is no mention or event"),
        (4, "not read: it is noted of R1, which is no mention or event"),
        (5, "1 normalization became a note on what it is about"),
    ]
