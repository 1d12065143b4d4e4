"""A look at files writes nothing but its own file, and what is chosen in it comes in as one act."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from spanloop.core.article import Zone
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.naming import Name, NameMap, NameRow, Target
from spanloop.operations import looking, undoing
from spanloop.operations.exporting import export_jsonl
from spanloop.operations.importing import import_paths
from spanloop.operations.look_rows import totals_words
from spanloop.operations.looking import Choices, Look, import_look, look
from spanloop.store.project import Project
from tests.unit.operations.bench import TEXT, Bench

REPORTS = {
    "bridge.txt": "Bridge closed at Orsa\n\nMarch 3, 2022\n\nSoldiers closed the bridge at Orsa, the mayor said.\n",
    "depot.txt": "Depot burns in Velm\n\nA depot burned in Velm after two drones fell on it on Monday.\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two reports, one that is no text, a picture, and a file of marks."""
    place = tmp_path / "in"
    place.mkdir()
    for name, text in REPORTS.items():
        (place / name).write_text(text, encoding="utf-8")
    (place / "broken.txt").write_bytes(bytes(range(256)) * 40)
    (place / "map.png").write_bytes(b"\x89PNG")
    return place


def marks_file(path: Path, *labels: str) -> Path:
    lines = [{"id": "wire-1", "text": "Troops moved to Badia.", "entities": []}]
    lines += [{"text": f"Report {n}.", "spans": [{"start": 0, "end": 6, "label": x}]} for n, x in enumerate(labels)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def content(project: Project, path: Path) -> list[dict[str, object]]:
    """Everything that a project says, without what differs each time."""
    export_jsonl(project, dest=path)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for line in lines:
        line.pop("uid", None)
        for mark in (*line.get("spans", ()), *line.get("zones", ())):
            for key in ("uid", "id", "changed"):
                mark.pop(key, None)
    return sorted(lines, key=lambda line: str(line["text"]))


def test_a_look_lists_what_would_come_in_and_writes_nothing(bench: Bench, folder: Path, tmp_path: Path) -> None:
    before = bench.project.path.read_bytes()
    found = look([folder], into=looking.new_stage(tmp_path / "looks"), project=bench.project)
    assert bench.project.path.read_bytes() == before
    rows = found.rows(0, 100)
    assert [(row.path, row.state) for row in rows] == [
        ("bridge.txt", "new"), ("broken.txt", "refused"), ("depot.txt", "new"),
    ]  # fmt: skip
    bridge = rows[0]
    assert (bridge.title, bridge.date, bridge.language) == ("Bridge closed at Orsa", "2022-03-03", "en")
    assert bridge.words == 16
    assert bridge.characters == len(REPORTS["bridge.txt"])
    assert bridge.zones["headline"] == 1
    refusal = rows[1].refusal
    assert refusal is not None
    assert "not text" in refusal.what
    assert refusal.way_out
    assert found.totals.skipped == 1
    assert found.totals.examples[0][0] == "map.png"
    assert found.totals.states == {"new": 2, "refused": 1}
    assert found.totals.languages == 1
    assert found.draft(2).text == REPORTS["depot.txt"]
    with pytest.raises(SpanloopError, match="no article"):
        found.draft(1)


def test_pages_of_rows_are_read_from_the_file(bench: Bench, tmp_path: Path) -> None:
    place = tmp_path / "many"
    place.mkdir()
    for number in range(25):
        (place / f"r{number:02}.txt").write_text(f"Report {number} from Orsa.\n", encoding="utf-8")
    stage = looking.new_stage(tmp_path / "looks")
    look([place], into=stage)
    again = Look.open(stage)
    assert len(again) == 25
    assert [row.path for row in again.rows(20, 10)] == [f"r{number:02}.txt" for number in range(20, 25)]
    assert again.numbers(["new"]) == list(range(25))
    again.remove()
    with pytest.raises(SpanloopError, match="no longer there"):
        again.rows(0, 1)


def test_the_import_of_a_look_equals_the_direct_one(bench: Bench, folder: Path, tmp_path: Path) -> None:
    marks_file(folder / "marks.jsonl", "ARM", "GPE")
    found = look([folder], into=tmp_path / "a.look", project=bench.project)
    report = import_look(bench.project, author=bench.author, look=found)
    staged = content(bench.project, tmp_path / "staged.jsonl")
    undoing.undo(bench.project, author=bench.author)
    assert len(bench.project.article_uids()) == 1
    direct = import_paths(bench.project, author=bench.author, paths=[folder], skip_bad=True)
    assert content(bench.project, tmp_path / "direct.jsonl") == staged
    told = [(done.added, done.marks, done.refused, done.skipped) for done in (report, direct)]
    assert told == [(5, 2, 1, 1)] * 2
    assert report.ledger.counts() == direct.ledger.counts() == {"file.passed_over": 1, "file.skipped": 1}


def test_what_was_left_out_or_corrected_in_the_preview_holds(bench: Bench, folder: Path, tmp_path: Path) -> None:
    found = look([folder], into=tmp_path / "a.look")
    zones = (Zone(new_uid(), 0, 21, "boilerplate", state="confirmed"),)
    choices = Choices(
        frozenset({1, 2}), {0: zones}, {0: {"title": "Bridge", "source": "Orsa Wire", "date": "2022-03-04"}}
    )
    choices.write(tmp_path / "choices.json")
    read = Choices.read(tmp_path / "choices.json")
    assert read == choices
    import_look(
        bench.project, author=bench.author, look=found, leave_out=read.leave_out, zones=read.zones, details=read.details
    )
    (uid,) = [uid for uid in bench.project.article_uids() if uid != bench.article]
    article = bench.project.article(uid)
    assert (article.title, article.source, article.date) == ("Bridge", "Orsa Wire", "2022-03-04")
    assert article.zones == zones
    with pytest.raises(SpanloopError, match="no detail 'text'"):
        import_look(bench.project, author=bench.author, look=found, details={2: {"text": "Other"}})


def test_a_look_knows_what_is_there(bench: Bench, folder: Path, tmp_path: Path) -> None:
    (folder / "broken.txt").unlink()
    import_paths(bench.project, author=bench.author, paths=[folder])
    (folder / "bridge.txt").write_text("Bridge open again at Orsa, the mayor said.\n", encoding="utf-8")
    (folder / "copy.txt").write_text(TEXT, encoding="utf-8")
    found = look([folder], into=tmp_path / "a.look", project=bench.project)
    assert {row.path: (row.state, row.known_as) for row in found.rows(0, 9)} == {
        "bridge.txt": ("changed", "Bridge closed at Orsa"),
        "copy.txt": ("alike", "Army shells depot"),
        "depot.txt": ("here", "Depot burns in Velm"),
    }
    report = import_look(bench.project, author=bench.author, look=found)
    assert (report.added, report.known, report.refused) == (1, 1, 1)


def test_two_files_of_one_text_are_told_within_a_look(folder: Path, tmp_path: Path) -> None:
    (folder / "zz.txt").write_text(REPORTS["depot.txt"], encoding="utf-8")
    found = look([folder], into=tmp_path / "a.look")
    last = found.rows(3, 1)[0]
    assert (last.path, last.state, last.known_as) == ("zz.txt", "alike", "depot.txt")


def test_a_file_of_marks_is_summed_up_with_what_the_schema_lacks(bench: Bench, tmp_path: Path) -> None:
    path = marks_file(tmp_path / "marks.jsonl", "ARM", "ARM", "SHIP", "BOAT")
    (row,) = look([path], into=tmp_path / "a.look", project=bench.project).rows(0, 1)
    assert row.state == "marks"
    assert totals_words(Look.open(tmp_path / "a.look").totals) == "1 file of marks with 5 records"
    assert row.marked is not None
    assert row.marked.unknown == (
        NameRow(Name("label", "SHIP"), 1, held=("mention",)),
        NameRow(Name("label", "BOAT"), 1, held=("mention",)),
    )
    assert (row.marked.records, row.marked.articles, row.marked.marks) == (5, 5, 4)
    assert row.marked.labels == {"ARM": 2, "SHIP": 1, "BOAT": 1}
    (alone,) = look([path], into=tmp_path / "b.look").rows(0, 1)
    assert alone.marked is not None
    assert alone.marked.unknown == (), "without a project there is no schema to compare with"


def test_names_that_the_schema_lacks_have_to_be_decided_before_the_import(bench: Bench, tmp_path: Path) -> None:
    path = marks_file(tmp_path / "marks.jsonl", "ARM", "SHIP", "BOAT")
    found = look([path], into=tmp_path / "a.look", project=bench.project)
    with pytest.raises(SpanloopError, match="no entity label SHIP"):
        import_look(bench.project, author=bench.author, look=found)
    names = NameMap({Name("label", "SHIP"): Target("entity", "ARM"), Name("label", "BOAT"): Target("out")})
    made = import_look(bench.project, author=bench.author, look=found, names=names)
    assert made.marks == 2
    assert made.ledger.counts()["name.left_out"] == 1


def test_names_that_the_schema_lacks_are_added_when_asked_and_go_with_one_undo(bench: Bench, tmp_path: Path) -> None:
    project, before = bench.project, bench.project.schema
    found = look([marks_file(tmp_path / "marks.jsonl", "SHIP")], into=tmp_path / "a.look", project=project)
    import_look(project, author=bench.author, look=found, create_labels=True)
    assert project.schema.entity("SHIP") is not None
    assert project.schema.version != before.version
    undoing.undo(project, author=bench.author)
    assert project.schema == before
    assert project.article_uids() == [bench.article]


def test_a_file_of_marks_that_was_changed_since_is_refused(bench: Bench, tmp_path: Path) -> None:
    path = marks_file(tmp_path / "marks.jsonl", "ARM")
    found = look([path], into=tmp_path / "a.look", project=bench.project)
    marks_file(path, "ARM", "ARM")
    with pytest.raises(SpanloopError, match="changed since it was looked at"):
        import_look(bench.project, author=bench.author, look=found)
    assert bench.project.article_uids() == [bench.article]


def test_a_look_says_how_far_it_is_and_leaves_nothing_when_cancelled(folder: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    look([folder], into=tmp_path / "a.look", on_progress=lambda *at: seen.append(at))
    assert seen == [(1, 3), (2, 3), (3, 3)]
    seen.clear()
    stage = looking.new_stage(tmp_path / "looks")
    with pytest.raises(CancelledError):
        look([folder], into=stage, on_progress=lambda *at: seen.append(at), cancelled=lambda: len(seen) == 2)
    assert list((tmp_path / "looks").iterdir()) == []


def test_an_import_of_a_look_that_is_cancelled_writes_nothing(bench: Bench, folder: Path, tmp_path: Path) -> None:
    found = look([folder], into=tmp_path / "a.look")
    seen: list[int] = []
    with pytest.raises(CancelledError):
        import_look(
            bench.project, author=bench.author, look=found, on_progress=lambda at, _: seen.append(at),
            cancelled=lambda: len(seen) == 2,
        )  # fmt: skip
    assert bench.project.article_uids() == [bench.article]


@pytest.mark.parametrize("held", [b"", b"{}", b"nonsense\n" * 9, b'{"spanloop_look": 1}\n' + b"0" * 20 + b"\n"])
def test_another_file_is_no_look(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "a.look"
    path.write_bytes(held)
    with pytest.raises(SpanloopError, match=r"a\.look"):
        Look.open(path)


def test_old_stage_files_are_removed_and_new_ones_kept(folder: Path, tmp_path: Path) -> None:
    looks = tmp_path / "looks"
    stage = looking.new_stage(looks)
    look([folder], into=stage)
    (looks / f".{stage.name}.x7.part").write_bytes(b"half")
    assert stat.S_IMODE(stage.stat().st_mode) == 0o600 or os.name == "nt"
    assert looking.remove_stages(looks, older=-1) == 0, "this process lives"
    (looks / f"{new_uid()}.look").write_bytes(b"of a program that did not say who it is")
    assert looking.remove_stages(looks) == 0
    assert looking.remove_stages(looks, older=-1) == 1
    code = "import os, sys; from pathlib import Path; from spanloop.operations.stage import new_stage; "
    code += "stage = new_stage(Path(sys.argv[1])); stage.touch(); stage.with_suffix('.choices').touch(); os._exit(9)"
    subprocess.run([sys.executable, "-c", code, str(looks)], check=False, timeout=60)
    assert len(list(looks.iterdir())) == 4
    assert looking.remove_stages(looks) == 2
    assert len(list(looks.iterdir())) == 2
    assert stage.exists()
    assert len(list((tmp_path / "looks-makers").iterdir())) == 1


def test_marks_alone_may_belong_to_a_text_of_the_same_look(bench: Bench, folder: Path, tmp_path: Path) -> None:
    line = {"id": "depot.txt", "entities": [{"start": 2, "end": 7, "label": "FAC"}]}
    (folder / "marks.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    found = look([folder], into=tmp_path / "a.look", project=bench.project)
    row = found.rows(3, 1)[0]
    assert (row.path, row.state, [code for code, _ in row.notes]) == ("marks.jsonl", "marks", ["marks.later"])
    report = import_look(bench.project, author=bench.author, look=found)
    assert (report.added, report.known, report.marks) == (2, 1, 1)


def test_two_files_of_one_name_are_no_revision_of_each_other(bench: Bench, tmp_path: Path) -> None:
    for place in ("north", "south"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "day.txt").write_text(f"The day in the {place}.\n", encoding="utf-8")
    paths = [tmp_path / "north", tmp_path / "south"]
    found = look(paths, into=tmp_path / "a.look", project=bench.project)
    row = found.rows(1, 1)[0]
    assert row.state == "refused"
    assert row.refusal is not None
    assert "Another file of this import has this name" in row.refusal.what
    with pytest.raises(SpanloopError, match="Another file of this import"):
        import_paths(bench.project, author=bench.author, paths=paths, revise=True)
    report = import_look(bench.project, author=bench.author, look=found, revise=True)
    assert (report.added, report.revised, report.refused) == (1, 0, 1)


def test_what_is_skipped_is_listed_behind_all_else(folder: Path, tmp_path: Path) -> None:
    (folder / ".notes.txt").write_text("hidden", encoding="utf-8")
    look([folder], into=tmp_path / "a.look")
    found = Look.open(tmp_path / "a.look")
    assert (len(found), len(found.rows(0, 100))) == (3, 3)
    numbers = found.numbers(["skipped"])
    assert numbers == [3, 4]
    told = [(row.path, row.state, row.refusal.what) for row in found.rows_at(numbers) if row.refusal is not None]
    assert told == [
        (".notes.txt", "skipped", "it is hidden, or left there by the system"),
        ("map.png", "skipped", "it is no page, text or table by its name"),
    ]
    assert (found.totals.skipped, found.totals.states) == (2, {"new": 2, "refused": 1})
