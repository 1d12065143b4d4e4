"""The command on the quality of marks, as it is called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spanloop.cli.main import run
from spanloop.operations import projects
from spanloop.operations.completing import complete
from spanloop.operations.marking import mark
from spanloop.operations.pasting import paste_article
from spanloop.settings import Settings

TEXT = "Kelmar, Kelmar and Kelmar. Then Kelmar, and Kelmar.\n"


def test_findings_are_listed_called_fine_and_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "p.spanloop"
    with projects.create_project(path) as project:
        noor = projects.sign_in(project, name="Noor")
        _, article = paste_article(project, author=noor, text=TEXT, title="Kelmar [report]")
        places = [at for at in range(len(TEXT)) if TEXT.startswith("Kelmar", at)]
        for at in places[:3]:
            mark(project, author=noor, article=article, fragments=((at, at + 6),), label="GPE")
        complete(project, author=noor, article=article, layers=("entities",))
    settings = Settings(path=tmp_path / "settings.json", data_dir=tmp_path, author_name="Noor")

    def said(*words: str, code: int = 0) -> str:
        assert run(["quality", str(path), *words], settings, open_window=lambda _: 0) == code
        output = capsys.readouterr()
        return output.out + output.err

    listed = said("--progress", "none")
    assert "Perhaps missed: not looked for, there is no extractor yet" in listed
    assert "Marked elsewhere, not here: 2 places" in listed
    assert "  1  Kelmar [report]: “Kelmar” is marked GPE in 3 of 5 places, not here" in listed
    found = json.loads(said("--json", "--no-extractor", "--progress", "none"))
    assert [(one["number"], one["kind"], one["start"]) for one in found["findings"]] == [
        (1, "unmarked", places[3]), (2, "unmarked", places[4]),
    ]  # fmt: skip
    assert json.loads(said("--progress", "jsonl").splitlines()[-1])["event"] == "done"
    assert said("--fine", "1", "--progress", "none") == "Call a finding fine.\n"
    assert "1 place (1 called fine)" in said("--kind", "unmarked", "--progress", "none")
    assert json.loads(said("--mend", "1", "--json", "--progress", "none")) == {"acts": ["mark GPE"]}
    assert "Marked elsewhere, not here: 0 places (1 called fine)" in said("--progress", "none")
    assert "There is no finding 9" in said("--fine", "9", "--progress", "none", code=1)
    assert "There is no kind 'x'" in said("--kind", "x", code=1)
