"""The command that imports, as it is called: the ledger beside the project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from spanloop.cli.main import run
from spanloop.operations import projects
from spanloop.settings import Settings

LEDGER = "p.spanloop.import.ledger.json"


@pytest.fixture
def done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps({"name": "s", "version": "1", "entities": [{"label": "ARM"}]}), encoding="utf-8")
    path = tmp_path / "p.spanloop"
    with projects.create_project(path, schema_path=schema) as project:
        projects.sign_in(project, name="Noor")
    settings = Settings(path=tmp_path / "settings.json", data_dir=tmp_path, author_name="Noor")

    def call(*words: str, ends: int = 0) -> tuple[dict[str, Any], str]:
        asked = ["import", str(path), *words, *([] if "--dry-run" in words else ["--no-prepare"]), "--json"]
        assert run(asked, settings, open_window=lambda _: 0) == ends
        output = capsys.readouterr()
        return json.loads(output.out or "{}"), output.err

    return call


def conll(folder: Path, tag: str, name: str) -> str:
    path = folder / name
    path.write_text(f"Gunners\t{tag}\nleft\tO\n", encoding="utf-8")
    return str(path)


def test_the_ledger_stands_beside_the_project_until_an_import_loses_nothing(done: Any, tmp_path: Path) -> None:
    said, _ = done(conll(tmp_path, "I-ARM", "a.conll"))
    assert said["ledger_file"] == str(tmp_path / LEDGER)
    assert json.loads((tmp_path / LEDGER).read_text("utf-8"))["counts"] == {"tag.repaired": 1}
    said, _ = done(conll(tmp_path, "B-ARM", "b.conll"))
    assert said["ledger_file"] is None
    assert not (tmp_path / LEDGER).exists()


@pytest.mark.parametrize("tag", ["I-ARM", "B-ARM"])
def test_what_came_in_is_in_where_the_ledger_cannot_be_written(done: Any, tmp_path: Path, tag: str) -> None:
    (tmp_path / LEDGER).mkdir()
    said, told = done(conll(tmp_path, tag, "a.conll"))
    assert (said["articles"], said["marks"], said["ledger_file"]) == (1, 1, None)
    assert told.startswith("Imported, but the ledger was not written: ")


def test_a_format_that_a_file_is_not_in_ends_in_one_sentence(done: Any, tmp_path: Path) -> None:
    path = conll(tmp_path, "B-ARM", "a.conll")
    _, told = done(path, "--format", "webanno", ends=1)
    (line,) = told.splitlines()
    assert "This is not WebAnno TSV: it looks like CoNLL (conll). Import it with --format conll" in line
    assert f"{path}, line 1" in line
    assert not (tmp_path / LEDGER).exists()


def test_each_file_or_folder_may_be_a_person(done: Any, tmp_path: Path) -> None:
    for name in ("ali", "zoe"):
        conll(tmp_path, "B-ARM", f"{name}.conll")
    paths = [str(tmp_path / "ali.conll"), str(tmp_path / "zoe.conll")]
    said, _ = done(*paths, "--dry-run", "--author-from", "file")
    assert [row["marked"]["authors"] for row in said["rows"]] == [["ali"], ["zoe"]]
    said, _ = done(*paths, "--author-from", "file")
    assert (said["articles"], said["marks"], said["ledger"]) == (1, 2, [])
    _, told = done(*paths, "--author-from", "name", ends=2)
    assert "--author-from" in told


def test_the_table_of_names_says_what_holds_them(done: Any, tmp_path: Path) -> None:
    names = tmp_path / "names.csv"
    done(conll(tmp_path, "B-Arms", "a.conll"), "--dry-run", "--write-names", str(names))
    assert names.read_text("utf-8").splitlines() == ["kind,of,name,times,becomes,held as", "label,,Arms,1,,mention"]
    _, told = done(conll(tmp_path, "B-Arms", "a.conll"), ends=1)
    assert "The schema has no entity label Arms. It has ARM." in told
