"""The command on times, as it is called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spanloop.cli.main import run
from spanloop.core.ids import new_uid
from spanloop.core.marks import Mention
from spanloop.operations import projects
from spanloop.operations.details import change_details
from spanloop.operations.pasting import paste_article
from spanloop.settings import Settings

TEXT = "Gunners shelled the depot on Monday. Talks lasted three days.\n"
SCHEMA = {"name": "s", "version": "1", "entities": [{"label": "WHEN", "value": "time"}, {"label": "ARM"}], "events": []}


def test_times_are_listed_and_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(SCHEMA), encoding="utf-8")
    path = tmp_path / "p.spanloop"
    with projects.create_project(path, schema_path=schema) as project:
        noor = projects.sign_in(project, name="Noor")
        _, article = paste_article(project, author=noor, text=TEXT, title="Depot [hit]")
        change_details(project, author=noor, article=article, date="2024-10-23", language="en")
        uids = [new_uid(), new_uid(), new_uid()]
        places = [TEXT.index(words) for words in ("Monday", "three", "Gunners")]
        marks = [(at, at + length) for at, length in zip(places, (6, 10, 7), strict=True)]
        labels = ("WHEN", "WHEN", "ARM")
        with project.act(noor, "mark") as act:
            made = [Mention(uid, (at,), label) for uid, at, label in zip(uids, marks, labels, strict=True)]
            act.add_mentions(article, noor, made)
    settings = Settings(path=tmp_path / "settings.json", data_dir=tmp_path, author_name="Noor")

    def said(*words: str, code: int = 0) -> str:
        assert run(["times", str(path), *words], settings, open_window=lambda _: 0) == code
        output = capsys.readouterr()
        return output.out + output.err

    listed = said()
    assert "Depot [hit]" in listed
    assert f"{uids[0]}  2024-10-21  Monday  (rules, from 2024-10-23)" in listed
    assert "P3D" in listed
    assert uids[2] not in listed
    assert said("--set", f"{uids[0]}=2024-10-14").startswith("Set a time to 2024-10-14.")
    rows = json.loads(said("Depot [hit]", "--json"))["times"]
    assert [(row["value"], row["by"], row["meaning"]) for row in rows] == [
        ("2024-10-14", "person", "Monday, 14 October 2024"),
        ("P3D", "rules", "3 days"),
    ]
    assert "It is so already." in said("--set", f"{uids[0]}=2024-10-14")
    assert "2024-10-21" in said("--set", f"{uids[0]}=rules")
    assert "is no time" in said("--set", f"{uids[0]}=soon", code=1)
    assert "is no label of times" in said("--set", f"{uids[2]}=2024", code=1)
    assert "says no value" in said("--set", "2024", code=1)


def test_a_project_without_times_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "p.spanloop"
    projects.create_project(path).close()
    settings = Settings(path=tmp_path / "settings.json", data_dir=tmp_path, author_name="Noor")
    assert run(["times", str(path)], settings, open_window=lambda _: 0) == 0
    assert "No times are marked." in capsys.readouterr().out
