"""What leaves a project is whole or in the ledger: authors apart, suggestions, cancelling, the file beside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Mention
from spanloop.operations.exporting import export, written_formats
from spanloop.operations.marking import mark
from spanloop.operations.projects import sign_in
from tests.unit.operations.bench import Bench


@pytest.fixture
def two(bench: Bench) -> Bench:
    """Noor and Zoë marked the article, and rules suggest a mention in it."""
    zoe = sign_in(bench.project, name="Zoë/..")
    mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("9th Division"), label="ARM")
    mark(bench.project, author=zoe, article=bench.article, fragments=bench.at("depot"), label="FAC")
    bench.suggest([Mention(new_uid(), bench.at("Tuesday"), "TIME", score=0.5)], [])
    return bench


def ledger_of(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))


def test_of_several_authors_each_has_a_file_named_after_them(two: Bench, tmp_path: Path) -> None:
    made = export(two.project, dest=tmp_path / "out", file_format="doccano")
    assert [path.name for path in made.written] == ["Noor.jsonl", "Zoë_._.jsonl"]
    labels = [json.loads(path.read_text("utf-8"))["entities"][0]["label"] for path in made.written]
    assert labels == ["ARM", "FAC"]
    assert made.ledger.counts()["authors.not_carried"] == 2
    assert [e.author for e in made.ledger.entries if e.code == "suggestions.not_carried"] == ["Extractor v1"]


def test_the_ledger_lies_beside_what_was_written_and_goes_when_nothing_is_lost(two: Bench, tmp_path: Path) -> None:
    made = export(two.project, dest=tmp_path / "d.jsonl", file_format="doccano", author="Noor")
    assert made.written == (tmp_path / "d.jsonl",)
    assert made.ledger_at == tmp_path / "d.jsonl.ledger.json"
    assert ledger_of(tmp_path / "d.jsonl.ledger.json")["counts"] == made.ledger.counts()
    again = export(two.project, dest=tmp_path / "d.jsonl", file_format="jsonl")
    assert again.ledger_at is None
    assert not (tmp_path / "d.jsonl.ledger.json").exists()


def test_suggestions_go_only_where_the_format_has_a_place_for_them(two: Bench, tmp_path: Path) -> None:
    made = export(two.project, dest=tmp_path / "l.json", file_format="label-studio")
    (task,) = json.loads((tmp_path / "l.json").read_text("utf-8"))
    assert len(task["annotations"]) == 2
    assert len(task["predictions"]) == 1
    assert "suggestions.not_carried" not in made.ledger.counts()


def test_an_article_that_nobody_marked_goes_out_too(bench: Bench, tmp_path: Path) -> None:
    made = export(bench.project, dest=tmp_path / "d.jsonl", file_format="doccano")
    assert made.articles == 1
    assert json.loads((tmp_path / "d.jsonl").read_text("utf-8"))["entities"] == []


def test_an_export_says_how_far_it_is_and_leaves_nothing_when_cancelled(two: Bench, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    export(two.project, dest=tmp_path / "a.json", file_format="label-studio", on_progress=lambda *at: seen.append(at))
    assert seen == [(1, 1)]
    seen.clear()
    export(two.project, dest=tmp_path / "each", file_format="doccano", on_progress=lambda *at: seen.append(at))
    assert seen == [(1, 2), (2, 2)], "one for each of two people"
    with pytest.raises(CancelledError):
        export(two.project, dest=tmp_path / "b.json", file_format="label-studio", cancelled=lambda: True)
    assert not (tmp_path / "b.json").exists()


def test_of_several_files_none_is_left_when_the_second_is_cancelled(two: Bench, tmp_path: Path) -> None:
    asked: list[bool] = []

    def second() -> bool:
        asked.append(True)
        return len(asked) > 1

    with pytest.raises(CancelledError) as told:
        export(two.project, dest=tmp_path / "out", file_format="doccano", cancelled=second)
    assert told.value.way_out == "Nothing was written."
    assert not (tmp_path / "out").exists()
    export(two.project, dest=tmp_path / "out", file_format="doccano")
    asked.clear()
    with pytest.raises(CancelledError) as told:
        export(two.project, dest=tmp_path / "out", file_format="doccano", cancelled=second)
    assert told.value.way_out == "Noor.jsonl of an earlier export had been replaced by then."
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_a_file_in_the_place_of_the_folder_for_several_people_is_left_alone(two: Bench, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("mine", encoding="utf-8")
    with pytest.raises(SpanloopError, match="Several people marked here"):
        export(two.project, dest=tmp_path / "out.jsonl", file_format="doccano")
    assert (tmp_path / "out.jsonl").read_text("utf-8") == "mine"


def test_an_extractor_with_the_name_of_a_person_is_not_taken_for_them(two: Bench, tmp_path: Path) -> None:
    two.suggest([Mention(new_uid(), two.at("Gunners"), "ARM", score=0.5)], [], name="Noor")
    for name in ("doccano", "prodigy"):
        made = export(two.project, dest=tmp_path / name, file_format=name, author="Noor")
        lines = [json.loads(line) for line in made.written[0].read_text("utf-8").splitlines()]
        spans = [span for line in lines for span in (*line.get("entities", ()), *line.get("spans", ()))]
        assert len(spans) == 1
    export(two.project, dest=tmp_path / "all", file_format="prodigy")
    assert "Gunners" not in [span["text"] for line in (tmp_path / "all").read_text("utf-8").splitlines()
                             for span in json.loads(line)["spans"]]  # fmt: skip


@pytest.mark.parametrize("name", ["pdf", "webanno", "word"])
def test_a_format_that_is_not_written_is_refused(bench: Bench, tmp_path: Path, name: str) -> None:
    with pytest.raises(SpanloopError):
        export(bench.project, dest=tmp_path / "x", file_format=name)


def test_nobody_of_that_name_is_refused(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(SpanloopError, match="Nobody named Zoë marked here"):
        export(bench.project, dest=tmp_path / "x", file_format="doccano", author="Zoë")


@pytest.mark.parametrize("name", [known.name for known in written_formats() if known.write is not None])
def test_the_same_project_gives_the_same_bytes(two: Bench, tmp_path: Path, name: str) -> None:
    made = [export(two.project, dest=tmp_path / side / "out", file_format=name) for side in _sides(tmp_path)]
    first, second = ([*_files(tmp_path / side)] for side in ("a", "b"))
    assert first == second
    assert first
    assert made[0].ledger.entries == made[1].ledger.entries


def _sides(folder: Path) -> list[str]:
    for side in ("a", "b"):
        (folder / side).mkdir()
    return ["a", "b"]


def _files(folder: Path) -> list[tuple[str, bytes]]:
    return [
        (file.relative_to(folder).as_posix(), file.read_bytes())
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.name.endswith(".ledger.json")
    ]
