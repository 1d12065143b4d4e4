"""Files of other tools come in as one act: names decided, what is bad refused or listed, archives unpacked."""

from __future__ import annotations

import errno
import json
import zipfile
from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.naming import Name, NameMap, NameRow, Target, joined
from spanloop.core.schema_growth import Missing
from spanloop.formats.ledger import Ledger, LedgerEntry
from spanloop.operations import undoing
from spanloop.operations.importing import import_paths
from spanloop.operations.looking import import_look, look
from spanloop.operations.marked_files import missing_error, name_rows, names_from, write_name_table
from tests.unit.operations.bench import Bench

TEXT = "Gunners shelled the dépôt at Orsa 😀 on Tuesday.\r\nThe mayor of Orsa said so."


def doccano(path: Path, *spans: tuple[str, str], relations: tuple[tuple[int, int, str], ...] = ()) -> Path:
    """A file of doccano with one article; spans by their words."""
    entities = [
        {"id": number, "label": label, "start_offset": TEXT.index(words), "end_offset": TEXT.index(words) + len(words)}
        for number, (words, label) in enumerate(spans, 1)
    ]
    said = [{"id": n, "from_id": a, "to_id": b, "type": kind} for n, (a, b, kind) in enumerate(relations, 1)]
    line = {"id": 7, "text": TEXT, "entities": entities, "relations": said}
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    return path


def brat(folder: Path) -> Path:
    """Two documents of brat with their text beside them, and the project's own configuration."""
    folder.mkdir(parents=True)
    (folder / "annotation.conf").write_text(
        "[entities]\nARM\nGPE\nVessel\n[events]\nSTRIKE\tattacker?:ARM, target*:GPE\n[relations]\n[attributes]\n",
        encoding="utf-8",
    )
    (folder / "one.txt").write_text(TEXT, encoding="utf-8", newline="")
    (folder / "one.ann").write_text(
        "T1\tARM 0 7\tGunners\nT2\tSTRIKE 8 15\tshelled\nT3\tGPE 29 33\tOrsa\n"
        "E1\tSTRIKE:T2 attacker:T1 target:T3\n", encoding="utf-8",
    )  # fmt: skip
    (folder / "two.txt").write_text("Nothing happened.", encoding="utf-8")
    (folder / "two.ann").write_text("", encoding="utf-8")
    return folder


def test_names_that_the_schema_lacks_stop_an_import_and_say_how_many(bench: Bench, tmp_path: Path) -> None:
    path = doccano(tmp_path / "d.jsonl", ("Gunners", "Unit"), ("Orsa", "City"))
    with pytest.raises(SpanloopError) as told:
        import_paths(bench.project, author=bench.author, paths=[path])
    assert told.value.what == "The schema has no entity label Unit, nor entity label City"
    assert told.value.where == f"{path}, line 1"
    assert "--create-labels" in told.value.way_out
    assert bench.project.article_uids() == [bench.article]


def test_names_are_added_once_for_all_files_and_one_undo_takes_all_back(bench: Bench, tmp_path: Path) -> None:
    project, before = bench.project, bench.project.schema
    report = import_paths(project, author=bench.author, paths=[brat(tmp_path / "b")], create_labels=True)
    assert (report.added, report.marks) == (2, 3)
    assert project.schema.version == "2"
    assert project.schema.entity("Vessel") is not None, "what the tool's own schema declares comes along"
    uid = next(uid for uid in project.article_uids() if project.article(uid).external_id == "one")
    marks = project.marks(uid, bench.author)
    assert project.article(uid).text == TEXT
    assert [argument.role for argument in marks.events[0].arguments] == ["attacker", "target"]
    undoing.undo(project, author=bench.author)
    assert project.schema == before
    assert project.article_uids() == [bench.article]


def test_a_table_of_names_makes_mentions_into_events_and_relations_into_roles(bench: Bench, tmp_path: Path) -> None:
    path = doccano(
        tmp_path / "d.jsonl", ("shelled", "Attack"), ("Gunners", "Unit"), ("Orsa", "City"),
        relations=((1, 2, "by"), (1, 3, "hit")),
    )  # fmt: skip
    names = NameMap(
        {
            Name("label", "Attack"): Target("event", "STRIKE"),
            Name("label", "Unit"): Target("entity", "ARM"),
            Name("label", "City"): Target("entity", "GPE"),
            Name("relation", "by"): Target("role", "attacker"),
            Name("relation", "hit"): Target("role", "target"),
        }
    )
    import_paths(bench.project, author=bench.author, paths=[path], names=names)
    uid = next(uid for uid in bench.project.article_uids() if uid != bench.article)
    (event,) = bench.project.marks(uid, bench.author).events
    assert (event.type, [argument.role for argument in event.arguments]) == ("STRIKE", ["attacker", "target"])


def test_with_skip_bad_what_is_wrong_is_left_out_one_by_one_and_listed(bench: Bench, tmp_path: Path) -> None:
    path = doccano(tmp_path / "d.jsonl", ("Gunners", "ARM"), ("Orsa", "City"))
    line = json.loads(path.read_text("utf-8"))
    line["entities"].append({"id": 3, "label": "GPE", "start_offset": 5, "end_offset": 5000})
    path.write_text(json.dumps(line), encoding="utf-8")
    with pytest.raises(SpanloopError, match="5000") as told:
        import_paths(bench.project, author=bench.author, paths=[path])
    assert "line 1" in told.value.where
    report = import_paths(bench.project, author=bench.author, paths=[path], skip_bad=True)
    assert (report.added, report.marks, report.refused) == (1, 1, 1)
    assert report.ledger.counts()["span.refused"] == 1
    assert "entity label City" in next(e.message for e in report.ledger.entries if e.code == "name.unknown")


def test_an_archive_of_marks_comes_in_like_its_folder(bench: Bench, tmp_path: Path) -> None:
    folder = brat(tmp_path / "in" / "b")
    archive = tmp_path / "b.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in sorted(folder.iterdir()):
            packed.write(file, f"b/{file.name}")
    found = look([archive], into=tmp_path / "a.look", project=bench.project)
    rows = found.rows(0, 10)
    assert [(row.path, row.state) for row in rows] == [("b.zip/b/one.ann", "marks"), ("b.zip/b/two.ann", "marks")]
    report = import_look(bench.project, author=bench.author, look=found, create_labels=True)
    assert (report.added, report.marks) == (2, 3)
    assert not list(Path(tmp_path).glob("spanloop-archive-*"))


def test_a_member_that_cannot_be_unpacked_is_refused_alone_and_the_rest_comes_in(bench: Bench, tmp_path: Path) -> None:
    archive = tmp_path / "b.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("one.txt", TEXT)
        packed.writestr("one.ann", "T1\tARM 0 7\tGunners\n")
        packed.writestr("one.txt/inside.txt", "A file cannot lie in a file.")
        packed.writestr("two.txt", "Nothing happened.")
    with pytest.raises(SpanloopError, match="unpacked") as told:
        import_paths(bench.project, author=bench.author, paths=[archive])
    assert told.value.where == "b.zip/one.txt/inside.txt"
    report = import_paths(bench.project, author=bench.author, paths=[archive], skip_bad=True)
    assert (report.added, report.marks, report.refused) == (2, 1, 1)
    assert [e.article for e in report.ledger.entries if e.code == "file.skipped"] == ["b.zip/one.txt/inside.txt"]


def test_an_archive_for_which_there_is_no_room_is_refused_whole(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "b.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("one.txt", TEXT)
        packed.writestr("one.ann", "T1\tARM 0 7\tGunners\n")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("spanloop.operations.unpacking.shutil.copyfileobj", full)
    with pytest.raises(SpanloopError, match="No space left") as told:
        import_paths(bench.project, author=bench.author, paths=[archive])
    assert told.value.where == "b.zip"
    assert bench.project.article_uids() == [bench.article]


def test_the_same_file_a_second_time_adds_nothing(bench: Bench, tmp_path: Path) -> None:
    folder = brat(tmp_path / "b")
    import_paths(bench.project, author=bench.author, paths=[folder], create_labels=True)
    again = import_paths(bench.project, author=bench.author, paths=[folder])
    assert (again.added, again.known, again.marks) == (0, 2, 0)


def test_the_table_to_fill_in_proposes_names_that_say_the_same(bench: Bench, tmp_path: Path) -> None:
    lacking = {Missing("entity", "arm"): 3, Missing("event", "Strike"): 1, Missing("role", "Target", "STRIKE"): 2,
               Missing("entity", "Vessel"): 1}  # fmt: skip
    rows = name_rows(lacking, bench.project.schema, names=NameMap())
    assert write_name_table([*rows, *rows], tmp_path / "names.csv") == 4
    assert names_from(tmp_path / "names.csv").targets == {
        Name("label", "arm"): Target("entity", "ARM"),
        Name("label", "Strike"): Target("event", "STRIKE"),
        Name("relation", "Target"): Target("role", "target"),
    }
    written = (tmp_path / "names.csv").read_text("utf-8").splitlines()
    assert written[0] == "kind,of,name,times,becomes,held as"
    assert "label,,arm,6,entity ARM,mention" in written
    assert "relation,,Target,4,role target,role of STRIKE" in written


def test_a_name_says_all_that_has_it_in_the_files(bench: Bench) -> None:
    lacking = {Missing("entity", "X"): 3, Missing("event", "X"): 1, Missing("value", "often", "how"): 1}
    lacking |= {Missing("role", "R", f"T{number}"): 1 for number in range(5)} | {Missing("link", "R", "events"): 1}
    rows = {row.name: row for row in name_rows(lacking, bench.project.schema, names=NameMap())}
    label, relation = rows[Name("label", "X")], rows[Name("relation", "R")]
    assert (label.times, label.held_words()) == (4, "mention, event")
    assert relation.held_words() == "role of T0, role of T1, role of T2 and 3 more"
    assert relation.held_words(brief=True) == "role, link"
    assert rows[Name("value", "often", "how")].held_words() == "value of how"
    more = NameRow(label.name, 2, held=("event", "link between events"))
    assert joined([label, more]) == [NameRow(label.name, 6, None, ("mention", "event", "link between events"))]


TOWNS = "entity label Town 0, nor entity label Town 1, entity label Town 2, entity label Town 3 and 5 more names"


@pytest.mark.parametrize(
    ("lacking", "what", "near"),
    [
        ([Missing("entity", "Arms")], "entity label Arms", "It has ARM. "),
        ([Missing("event", "Striking"), Missing("entity", "C")], "event type Striking, nor entity label C", "STRIKE"),
        ([Missing("entity", f"Town {n}") for n in range(9)], f"{TOWNS} of what comes in", "It has ARM, GPE, "),
    ],
)
def test_who_brings_a_name_that_the_schema_has_not_is_told_those_that_it_has(
    bench: Bench, lacking: list[Missing], what: str, near: str
) -> None:
    error = missing_error(dict.fromkeys(lacking, 1), "a.conll, line 1", schema=bench.project.schema)
    assert error.what == f"The schema has no {what}"
    assert near in error.way_out


@pytest.mark.parametrize("name", ["word", "hf", "csv"])
def test_a_format_that_is_not_read_is_refused(bench: Bench, tmp_path: Path, name: str) -> None:
    path = doccano(tmp_path / "d.jsonl", ("Gunners", "ARM"))
    with pytest.raises(SpanloopError):
        import_paths(bench.project, author=bench.author, paths=[path], file_format=name)


def test_somebody_may_say_what_format_a_file_has(bench: Bench, tmp_path: Path) -> None:
    path = doccano(tmp_path / "d.txt", ("Gunners", "ARM"))
    report = import_paths(bench.project, author=bench.author, paths=[path], file_format="doccano")
    assert (report.added, report.marks) == (1, 1)


def test_our_own_files_may_each_let_the_schema_grow(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, label in enumerate(("SHIP", "BOAT", "SHIP")):
        line = {"id": f"n{number}", "text": f"{label} {number}", "spans": [{"start": 0, "end": 4, "label": label}]}
        (folder / f"{number}.jsonl").write_text(json.dumps(line), encoding="utf-8")
    report = import_paths(bench.project, author=bench.author, paths=[folder], create_labels=True)
    assert (report.added, report.marks) == (3, 3)
    assert [entity.label for entity in bench.project.schema.entities[-2:]] == ["SHIP", "BOAT"]


def test_data_sets_that_name_fillers_by_their_place_are_read(bench: Bench, tmp_path: Path) -> None:
    line = {
        "id": "one",
        "text": TEXT,
        "entities": [{"start": 0, "end": 7, "label": "ARM"}, {"start": 29, "end": 33, "label": "GPE"}],
        "events": [
            {
                "type": "STRIKE",
                "trigger": {"start": 8, "end": 15},
                "arguments": [{"role": "attacker", "start": 0, "end": 7}],
            }
        ],
        "relations": [
            {"type": "ALIAS", "source": {"start": 0, "end": 7}, "target": {"start": 29, "end": 33}},
            {"type": "ALIAS", "source": {"start": 0, "end": 7}, "target": {"start": 50, "end": 55}},
        ],
    }
    (tmp_path / "set.jsonl").write_text(json.dumps(line), encoding="utf-8")
    report = import_paths(bench.project, author=bench.author, paths=[tmp_path / "set.jsonl"])
    uid = next(uid for uid in bench.project.article_uids() if uid != bench.article)
    marks = bench.project.marks(uid, bench.author)
    assert [argument.filler for argument in marks.events[0].arguments] == [marks.mentions[0].uid]
    assert [link.type for link in marks.links] == ["ALIAS"]
    (entry,) = [entry for entry in report.ledger.entries if entry.code == "relation.not_read"]
    assert "from 50 to 55" in entry.message


def test_an_article_that_came_in_by_this_import_is_none_that_was_there(bench: Bench, tmp_path: Path) -> None:
    for name, label in (("a", "ARM"), ("b", "GPE")):
        path = doccano(tmp_path / f"{name}.jsonl", ("Gunners", label))
        path.write_text(path.read_text("utf-8").replace('"id": 7, ', ""), encoding="utf-8")
    paths = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    first = import_paths(bench.project, author=bench.author, paths=paths)
    assert (first.added, first.known, first.marks) == (1, 0, 2)
    again = import_paths(bench.project, author=bench.author, paths=paths)
    assert (again.added, again.known, again.marks) == (0, 1, 0)


def test_documents_of_one_name_in_two_folders_come_in_apart(bench: Bench, tmp_path: Path) -> None:
    for folder in ("x", "y", "z"):
        brat(tmp_path / "all" / folder)
    (tmp_path / "all" / "y" / "two.txt").write_text("Nothing happened in Orsa.", encoding="utf-8")
    report = import_paths(bench.project, author=bench.author, paths=[tmp_path / "all"], create_labels=True)
    names = {bench.project.article(uid).external_id for uid in bench.project.article_uids()} - {None}
    assert names == {"one", "two", "y/two"}
    assert report.ledger.counts()["article.apart"] == 1
    again = import_paths(bench.project, author=bench.author, paths=[tmp_path / "all"])
    assert (again.added, again.marks) == (0, 0)


def test_a_file_with_two_articles_of_one_name_is_left_out_and_the_rest_comes_in(bench: Bench, tmp_path: Path) -> None:
    documents = "".join(f"-DOCSTART- O\n\n# id = n\n{word}\tB-ARM\nleft\tO\n\n" for word in ("Gunners", "Soldiers"))
    (tmp_path / "all" / "x").mkdir(parents=True)
    (tmp_path / "all" / "x" / "twice.conll").write_text(documents, encoding="utf-8")
    (tmp_path / "all" / "y.conll").write_text("Police\tB-ARM\nleft\tO\n", encoding="utf-8")
    with pytest.raises(SpanloopError, match="two articles called n") as told:
        import_paths(bench.project, author=bench.author, paths=[tmp_path / "all"])
    assert told.value.where.endswith("twice.conll, line 7")
    report = import_paths(bench.project, author=bench.author, paths=[tmp_path / "all"], skip_bad=True)
    assert (report.added, report.marks, report.refused) == (1, 1, 1)
    assert report.ledger.counts()["file.skipped"] == 1


def test_an_archive_is_taken_out_also_where_somebody_says_what_it_holds(bench: Bench, tmp_path: Path) -> None:
    folder = brat(tmp_path / "in" / "b")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as packed:
        for file in sorted(folder.iterdir()):
            packed.write(file, f"b/{file.name}")
    report = import_paths(
        bench.project, author=bench.author, paths=[tmp_path / "b.zip"], file_format="brat", create_labels=True
    )
    assert (report.added, report.marks) == (2, 3)


def test_short_lines_that_end_in_a_letter_stay_a_text(bench: Bench, tmp_path: Path) -> None:
    for name, text in (("a.txt", "Type O\n"), ("b.txt", "Vitamin B-12\nVitamin B-6\nGroup O\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    report = import_paths(bench.project, author=bench.author, paths=[tmp_path / "a.txt", tmp_path / "b.txt"])
    assert (report.added, report.marks) == (2, 0)
    texts = {bench.project.article(uid).text for uid in bench.project.article_uids()}
    assert "Vitamin B-12\nVitamin B-6\nGroup O\n" in texts


def test_a_file_that_is_left_out_whole_adds_no_names(bench: Bench, tmp_path: Path) -> None:
    path = doccano(tmp_path / "d.jsonl", ("Gunners", "Unit"))
    path.write_text(path.read_text("utf-8") + '{"id": 8, "entities": [', encoding="utf-8")
    report = import_paths(
        bench.project, author=bench.author, paths=[path], file_format="doccano", create_labels=True, skip_bad=True
    )
    assert (report.added, report.refused) == (0, 1)
    assert bench.project.schema.version == "1"


def test_ledgers_and_patterns_beside_an_export_are_passed_over(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    doccano(folder / "d.jsonl", ("Gunners", "ARM"))
    (folder / "ledger.json").write_text(Ledger([LedgerEntry("a", "b")]).to_json(), encoding="utf-8")
    (folder / "rules.jsonl").write_text('{"label": "ARM", "pattern": "Gunners"}\n', encoding="utf-8")
    assert import_paths(bench.project, author=bench.author, paths=[folder]).added == 1
    with pytest.raises(SpanloopError, match="it holds patterns of rules") as told:
        import_paths(bench.project, author=bench.author, paths=[folder / "rules.jsonl"])
    assert "spanloop rules" in told.value.way_out


def test_the_ledger_tells_files_of_one_name_in_two_folders_apart(bench: Bench, tmp_path: Path) -> None:
    for folder, more in (("x", ""), ("y", "\n")):
        brat(tmp_path / "all" / folder)
        path = tmp_path / "all" / folder / "one.ann"
        path.write_text(f"{more}T1\tARM 0 5\tFighters\n", encoding="utf-8")
    report = import_paths(
        bench.project, author=bench.author, paths=[tmp_path / "all"], create_labels=True, skip_bad=True
    )
    refused = [entry for entry in report.ledger.entries if entry.code == "span.refused"]
    assert [(entry.file, entry.line) for entry in refused] == [("x/one.ann", 1), ("y/one.ann", 2)]


def test_an_article_without_a_name_is_called_by_how_it_begins(bench: Bench, tmp_path: Path) -> None:
    path = doccano(tmp_path / "d.jsonl", ("Gunners", "ARM"), ("Gunners", "ARM"))
    path.write_text(path.read_text("utf-8").replace('"id": 7, ', ""), encoding="utf-8")
    report = import_paths(bench.project, author=bench.author, paths=[path])
    (entry,) = [entry for entry in report.ledger.entries if entry.code == "mention.twice"]
    assert (entry.file, entry.line) == ("d.jsonl", 1)
    assert entry.article.startswith("\u201cGunners shelled the dépôt")


def test_a_file_that_is_left_out_says_at_which_line(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "bad.conll").write_text("Gunners\tB-ARM\nleft\tQUITE\n", encoding="utf-8")
    report = import_paths(
        bench.project, author=bench.author, paths=[tmp_path / "bad.conll"], file_format="conll", skip_bad=True
    )
    (entry,) = report.ledger.entries
    assert (entry.code, entry.article) == ("file.skipped", "bad.conll")
    assert entry.message.startswith("left out: line 2: 'QUITE' is no tag")
