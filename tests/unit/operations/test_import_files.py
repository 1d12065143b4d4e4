"""Files in and out: the project's own file is neither read nor overwritten."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.formats.ledger import Ledger
from spanloop.operations import exporting, importing, marking
from tests.elsewhere import Elsewhere
from tests.unit.operations.bench import Bench

_CHECK = """
import sys
from pathlib import Path
from spanloop.store.project import Project
with Project.open(Path(sys.argv[1])) as project:
    assert project.integrity() == []
    print(sum(len(marks.mentions) for uid in project.article_uids() for marks in project.all_marks(uid)))
"""


@pytest.mark.parametrize(("suffix", "linked"), [("", True), ("-wal", False), ("-shm", False)])
def test_importing_the_open_project_is_refused_and_loses_nothing(
    bench: Bench, elsewhere: Elsewhere, tmp_path: Path, suffix: str, linked: bool
) -> None:
    project, author, article = bench.project, bench.author, bench.article

    def mark(start: int) -> None:
        marking.mark(project, author=author, article=article, fragments=((start, start + 1),), label="ARM")

    mark(0)
    path = project.path.with_name(project.path.name + suffix)
    if linked:
        os.link(path, tmp_path / "link.txt")
        path = tmp_path / "link.txt"
    with pytest.raises(SpanloopError, match="project that is open"):
        importing.import_paths(project, author=author, paths=[path])
    # Another program opens and closes the project, as a command line does; it must not take itself for the last one.
    for count in (1, 2):
        assert int(elsewhere.runs(_CHECK, str(project.path))) == count
        mark(count)


def test_bad_files_are_left_out_and_listed_when_asked(bench: Bench, tmp_path: Path) -> None:
    project, noor = bench.project, bench.author
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_text("Troops moved to Badia.", encoding="utf-8")
    (tmp_path / "in" / "photo.txt").write_bytes(bytes(range(256)) * 40)
    lines = tmp_path / "marks.jsonl"
    lines.write_text('{"text": "One."}\n{"text": "Two.", "spans": [{"start": 0, "end": 3, "label": "NO"}]}\n', "utf-8")
    before = len(project.article_uids())
    with pytest.raises(SpanloopError):
        importing.import_paths(project, author=noor, paths=[tmp_path / "in", lines])
    assert len(project.article_uids()) == before
    report = importing.import_paths(project, author=noor, paths=[tmp_path / "in", lines], skip_bad=True)
    assert (report.added, report.marks, len(project.article_uids())) == (3, 0, before + 3)
    told = {entry.code: entry.message for entry in report.ledger.entries}
    assert {entry.article for entry in report.ledger.entries if entry.code == "file.skipped"} == {"photo.txt"}
    assert "entity label NO" in told["name.unknown"]


def test_an_import_says_how_far_it_is_and_stops_when_told(bench: Bench, tmp_path: Path) -> None:
    project, noor = bench.project, bench.author
    lines = tmp_path / "three.jsonl"
    lines.write_text("".join(f'{{"text": "Report {n}."}}\n' for n in range(3)), encoding="utf-8")
    text = tmp_path / "one.txt"
    text.write_text("Troops moved.", encoding="utf-8")
    seen: list[tuple[int, int]] = []
    before = len(project.article_uids())
    with pytest.raises(CancelledError):
        importing.import_paths(
            project,
            author=noor,
            paths=[lines, text],
            cancelled=lambda: len(seen) == 2,
            on_progress=lambda *at: seen.append(at),
        )
    assert len(project.article_uids()) == before
    seen.clear()
    importing.import_paths(project, author=noor, paths=[lines, text], on_progress=lambda *at: seen.append(at))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_marks_that_say_the_same_are_counted_in_the_ledger(bench: Bench, tmp_path: Path) -> None:
    project, noor = bench.project, bench.author
    lines = tmp_path / "marks.jsonl"
    spans = [(16, 21), (16, 21), (0, 6), (16, 21)]
    lines.write_text(
        "".join(
            f'{{"text": "Troops moved to Badia.", "entities": [{{"start": {start}, "end": {end}, "label": "GPE"}}]}}\n'
            for start, end in spans
        ),
        encoding="utf-8",
    )
    report = importing.import_paths(project, author=noor, paths=[lines])
    assert (report.added, report.marks) == (1, 2)
    assert [(entry.code, entry.message) for entry in report.ledger.entries] == [
        ("mark.known", "2 marks not added: the same label is at the same place already")
    ]
    out = tmp_path / "out.jsonl"
    exporting.export_jsonl(project, dest=out)
    again = importing.import_paths(project, author=noor, paths=[out])
    assert not again.ledger, "the marks themselves, not others like them"


def test_marks_alone_go_to_the_article_that_is_there(bench: Bench, tmp_path: Path) -> None:
    project, noor = bench.project, bench.author
    text = tmp_path / "badia.txt"
    text.write_text("Troops moved to Badia.", encoding="utf-8")
    lines = tmp_path / "marks.jsonl"
    lines.write_text('{"id": "badia.txt", "entities": [{"start": 16, "end": 21, "label": "GPE"}]}\n', encoding="utf-8")
    with pytest.raises(SpanloopError, match=r"no article here has the id badia\.txt"):
        importing.import_paths(project, author=noor, paths=[lines])
    importing.import_paths(project, author=noor, paths=[text])
    report = importing.import_paths(project, author=noor, paths=[lines])
    assert (report.added, report.known, report.marks) == (0, 1, 1)
    article = project.article_uid_by_external_id("badia.txt")
    assert article is not None
    assert [mention.fragments for mention in project.marks(article, noor).mentions] == [((16, 21),)]


def test_the_ledger_of_an_export_is_no_article(bench: Bench, tmp_path: Path) -> None:
    ledger = Ledger()
    ledger.add("span.refused", "the army: it ends inside a word", quote="the army")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "ledger.json").write_text(ledger.to_json(), encoding="utf-8")
    (tmp_path / "out" / "a.txt").write_text("The army came.\n", encoding="utf-8")
    report = importing.import_paths(bench.project, author=bench.author, paths=[tmp_path / "out"])
    assert report.added == 1
    assert report.ledger.counts() == {"file.passed_over": 1}


def test_completions_of_a_file_are_no_work_after_which_suggestions_are_refreshed(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "done.jsonl"
    path.write_text(
        '{"id": "a", "text": "One.", "completions": [{"layer": "entities", "start": 0, "end": 4}]}\n', "utf-8",
    )  # fmt: skip
    report = importing.import_paths(bench.project, author=bench.author, paths=[path])
    (uid,) = report.changes.articles
    assert len(bench.project.marks(uid, bench.author).completions) == 1
    assert report.changes.completed == frozenset()
