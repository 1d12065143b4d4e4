from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Event, Link, Marks, Mention
from spanloop.core.naming import NameMap
from spanloop.core.schema import Schema, parse_schema
from spanloop.formats.brat.conf import FILE, read_schema
from spanloop.formats.brat.files import ArticleFiles, article_of
from spanloop.formats.brat.reading import read_brat
from spanloop.formats.brat.writing import numbered, write_brat
from spanloop.formats.interpreting import interpret
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from tests.unit.formats import strategies
from tests.unit.formats.ledgers import minus, said
from tests.unit.formats.lines import full_record

EMPTY = Schema("s", "1")
ANNA = Author(new_uid(), "Anna")
UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large]


def article(text: str, external_id: str | None = "a") -> Article:
    return Article(new_uid(), text, external_id=external_id)


def written(folder: Path, records: Iterable[Record], *, schema: Schema = EMPTY) -> tuple[Path, Ledger]:
    ledger = Ledger()
    write_brat(records, folder / "out", schema=schema, ledger=ledger)
    return folder / "out", ledger


def back(folder: Path, ledger: Ledger, *, schema: Schema = EMPTY) -> list[Record]:
    documents = read_brat(folder, ledger=ledger)
    return [one for each in documents for one in interpret(each, schema=schema, names=NameMap(), ledger=ledger)]


def test_the_lines_of_a_record(tmp_path: Path) -> None:
    text = "🚁 Arms\ndepot hit; سوريا fell"
    a, b, e1, e2 = (new_uid() for _ in range(4))
    mentions = (Mention(a, ((2, 12),), "armed actor", notes="of whom?\nnobody says"), Mention(b, ((18, 23),), "مكان"))
    events = (
        Event(e1, "HIT", ((13, 16),), (Argument("at", a), Argument("at", b)), {"sure": "very much", "denied": "true"}),
        Event(e2, "HIT", ((13, 16),), (Argument("why", e1, True),)),
    )
    links = (Link(new_uid(), "near", a, b, False), Link(new_uid(), "after", e2, e1, True))
    schema = parse_schema({"name": "s", "attributes": {"denied": {"values": ["true"]}}})
    folder, ledger = written(tmp_path, [Record(article(text), Marks(ANNA, mentions, events, links))], schema=schema)
    assert (folder / "a.txt").read_bytes() == text.encode()
    assert (folder / "a.ann").read_text("utf-8").splitlines() == [
        "T1\tarmed_x0020_actor 2 6;7 12\tArms depot",
        "T2\t_x0645__x0643__x0627__x0646_ 18 23\tسوريا",
        "T3\tHIT 13 16\thit",
        "E1\tHIT:T3 at:T1 at2:T2",
        "E2\tHIT:T3 why:E1",
        "R1\tnear Arg1:T1 Arg2:T2\t",
        "R2\tafter Arg1:E2 Arg2:E1\t",
        "A1\tsure E1 very_x0020_much",
        "A2\tdenied E1",
        "#1\tAnnotatorNotes T1\tof whom?_x000A_nobody says",
    ]
    assert sorted(path.name for path in folder.iterdir()) == ["a.ann", "a.txt", FILE, "visual.conf"]
    assert not ledger


def test_what_brat_does_not_carry_is_in_the_ledger(tmp_path: Path) -> None:
    record = full_record()
    folder, ledger = written(tmp_path, [record])
    assert ledger.counts() == {
        f"{feature}.not_carried": 1
        for feature in ("argument_scores", "completions", "details", "meta", "scores", "states", "verdicts", "zones")
    }
    read = Ledger()
    assert said(back(folder, read)) == said(minus([record], ledger))
    assert not read


@pytest.mark.parametrize("end", ["\n", "\r\n", "\u2029"])
def test_marks_over_line_ends_come_back_as_they_were(tmp_path: Path, end: str) -> None:
    text = f"a{end}b {end} c{end}"
    cuts = [len("a"), len("a" + end), len(text)]
    places = [((0, 1), (cuts[1], cuts[1] + 1)), ((0, cuts[1] + 1),), ((cuts[0], cuts[1] + 1),), ((0, cuts[2]),)]
    mentions = tuple(Mention(new_uid(), fragments, f"L{n}") for n, fragments in enumerate(places))
    line_end = Mention(new_uid(), ((cuts[0], cuts[1]),), "L")
    records = [Record(article(text), Marks(ANNA, (*mentions, line_end)))]
    folder, ledger = written(tmp_path, records)
    (entry,) = ledger.entries
    assert (entry.code, entry.mark, entry.author) == ("line_ends.not_carried", line_end.uid, "Anna")
    read = Ledger()
    assert said(back(folder, read)) == said(minus(records, ledger))
    assert not read


def test_repeated_roles_are_numbered_without_making_others() -> None:
    roles = {"Org": None, "Org1": None}
    taken: dict[str, int] = {}
    assert [numbered("Org", taken, roles) for _ in range(11)] == [
        "Org", "Org2", "Org3", "Org4", "Org5", "Org6", "Org7", "Org8", "Org9", "Org20", "Org21",
    ]  # fmt: skip
    assert [numbered("Org1", taken, roles) for _ in range(3)] == ["Org1", "Org12", "Org13"]
    assert [numbered("Arg", {}, {})] == ["Arg"]


@pytest.mark.parametrize("known", [True, False])
def test_roles_that_end_in_digits_come_back(tmp_path: Path, known: bool) -> None:
    roles = {name: {"fills": ["*"]} for name in ("Target", "Target2", "Target23")} if known else {}
    schema = parse_schema({"name": "s", "events": [{"type": "HIT", "roles": roles}]})
    mentions = tuple(Mention(new_uid(), ((n, n + 1),), "A") for n in range(30))
    names = ["Target"] * 12 + ["Target2"] * 6 + ["Target23"] * 2 + ["Other1", "Other1", "Other"] + ["2"] * 2
    arguments = tuple(Argument(name, one.uid) for name, one in zip(names, mentions, strict=False))
    event = Event(new_uid(), "HIT", ((31, 32),), arguments)
    records = [Record(article("x" * 40), Marks(ANNA, mentions, (event,)))]
    folder, ledger = written(tmp_path, records, schema=schema)
    assert said(back(folder, Ledger(), schema=schema)) == said(records)
    assert not ledger


def test_marks_that_cannot_stand_are_left_out(tmp_path: Path) -> None:
    a, b, c, e = (new_uid() for _ in range(4))
    mentions = (Mention(a, ((0, 1),), "A"), Mention(b, ((0, 1),), "A"), Mention(c, ((2, 3),), "C"))
    events = (Event(e, "E", ((2, 3),), (Argument("r", a), Argument("r", a), Argument("s", e, True), Argument("t", b))),)
    links = tuple(Link(new_uid(), "k", a, to, False) for to in (c, c, a))
    records = [Record(article("a b"), Marks(ANNA, mentions, events, links)), Record(article("no", "b"))]
    folder, ledger = written(tmp_path, [*records, replace(records[0], marks=Marks(Author(new_uid(), "Ben")))])
    assert [(entry.code, entry.mark) for entry in ledger.entries] == [
        ("loop.not_carried", links[2].uid),
        ("twice.not_carried", b),
        ("argument.not_carried", e),
        ("twice.not_carried", links[1].uid),
        ("authors.not_carried", ""),
    ]
    assert said(back(folder, Ledger())) == said(minus(records, ledger))


def test_articles_are_found_again_by_the_names_of_their_files(tmp_path: Path) -> None:
    ids = [
        "a/b",
        "A/B",
        "a/B",
        "con",
        "aux.txt",
        ".hidden",
        "7%",
        "50%20",
        "end.",
        "سوريا 🚁",
        new_uid(),
        "x" * 300,
        None,
    ]
    records = [Record(article(f"text {n}", name)) for n, name in enumerate(ids)]
    folder, ledger = written(tmp_path, records)
    found = {one.article.text: one.article for one in back(folder, Ledger())}
    for record in records:
        read = found[record.article.text]
        if record.article.external_id in (None, "x" * 300):
            assert (read.uid, read.external_id) == (record.article.uid, None)
        else:
            assert read.external_id == record.article.external_id
    names = [path.name for path in folder.iterdir()]
    assert len({name.lower() for name in names}) == len(names) == 2 * len(ids) + 2
    assert all(name.isascii() and not set(name) & set('/\\:*?"<>| ') for name in names)
    assert ledger.counts() == {"ids.not_carried": 1}


def test_names_in_other_capitals_are_told_apart() -> None:
    names = ArticleFiles()
    made = [names.name(new_uid(), one)[0] for one in ("ab", "AB", "Ab", "aB")]
    assert made[:3] == ["ab", "%41B", "%41%62"]
    assert [article_of(one)[1] for one in made[:3]] == ["ab", "AB", "Ab"]
    assert len({one.lower() for one in made}) == 4


def test_only_a_folder_of_ours_is_written_anew(tmp_path: Path) -> None:
    folder, _ = written(tmp_path, [Record(article("one"))])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    folder, _ = written(tmp_path, [Record(article("one"))])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    (folder / FILE).write_text("[entities]\nPerson\n", encoding="utf-8")
    with pytest.raises(SpanloopError, match="Spanloop did not write"):
        written(tmp_path, [Record(article("one"))])
    assert (folder / "a.txt").is_file()


def test_a_schema_and_the_colours_stand_beside_the_marks(tmp_path: Path) -> None:
    ink = {"light": {"ink": "#112233", "tint": "#EEEEEE", "on_ink": "#FFFFFF"}}
    schema = parse_schema({"name": "s", "entities": [{"label": "PER", "colours": ink}], "events": [{"type": "HIT"}]})
    folder, _ = written(tmp_path, [], schema=schema)
    assert "PER\tbgColor:#EEEEEE, fgColor:black, borderColor:darken" in (folder / "visual.conf").read_text("utf-8")
    document = read_schema(folder)
    assert document is not None
    assert [parse_schema(document).entities[0].label, parse_schema(document).events[0].type] == ["PER", "HIT"]


def _told_apart(record: Record) -> str:
    return record.article.external_id or record.article.uid


def check_round_trip(records: list[Record]) -> None:
    with TemporaryDirectory() as temporary:
        folder, ledger = written(Path(temporary), records)
        read = Ledger()
        assert said(back(folder, read)) == said(minus(records, ledger))
        assert set(read.counts()) <= {"quote.missing", "text.replaced"}
        parse_schema(read_schema(folder))


several = st.lists(strategies.records(), min_size=1, max_size=3, unique_by=(lambda one: one.article.uid, _told_apart))


@given(several)
@settings(max_examples=15, suppress_health_check=UNHURRIED, deadline=None)
def test_project_minus_ledger_comes_back(records: list[Record]) -> None:
    check_round_trip(records)


@pytest.mark.slow
@given(several)
@settings(max_examples=1_000, suppress_health_check=UNHURRIED, deadline=None)
def test_project_minus_ledger_comes_back_from_many(records: list[Record]) -> None:
    check_round_trip(records)


@pytest.mark.parametrize("name", ["brat_tutorial_news", "crudeoil"])
def test_files_of_others_come_back_from_ours(shared_dir: Path, tmp_path: Path, name: str) -> None:
    source = shared_dir / "data" / "brat" / name
    schema = parse_schema(read_schema(source))
    records = back(source, Ledger(), schema=schema)
    folder, ledger = written(tmp_path, records, schema=schema)
    assert not ledger
    found = read_schema(folder)
    assert found is not None
    again = parse_schema(found)
    assert (again.entities, again.attributes, again.links) == (schema.entities, schema.attributes, schema.links)
    read = Ledger()
    assert said(back(folder, read, schema=again)) == said(records)
    assert not read
