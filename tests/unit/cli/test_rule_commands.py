"""The command on rules, as it is called."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from spanloop.cli.main import run
from spanloop.cli.rule_commands import measured_text
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.core.rules import Rule, Tally, phrase_pattern
from spanloop.operations import projects
from spanloop.operations.pasting import paste_article
from spanloop.settings import Settings

SCHEMA = {"name": "s", "version": "1", "entities": [{"label": "ARM"}, {"label": "GPE"}], "events": [{"type": "MOVE"}]}


@pytest.fixture
def said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(SCHEMA), encoding="utf-8")
    path = tmp_path / "p.spanloop"
    with projects.create_project(path, schema_path=schema) as project:
        noor = projects.sign_in(project, name="Noor")
        paste_article(project, author=noor, text="Gunners left Kelmar [east].\n", title="One")
    settings = Settings(path=tmp_path / "settings.json", data_dir=tmp_path, author_name="Noor")

    def call(*words: str, code: int = 0) -> str:
        assert run(["rules", str(path), *words], settings, open_window=lambda _: 0) == code
        output = capsys.readouterr()
        return output.out + output.err

    return call


def test_rules_are_imported_listed_used_and_removed(said: Any, tmp_path: Path) -> None:
    terms = tmp_path / "terms.csv"
    terms.write_text("term,label\nKelmar,PLACE\nGunners,ARM\nleft,MOVE\n", encoding="utf-8")
    assert said() == "There are no rules yet. Import some, or learn them from the marks.\n"
    assert "There are no rules yet" in said("suggest", "--progress", "none")
    refused = said("import", str(terms), code=1)
    assert "The schema has no label PLACE; nothing was imported" in refused
    assert "--create-labels" in refused
    assert "PLACE: 1 pattern, not in the schema" in said("import", str(terms), "--dry-run")
    plan = json.loads(said("import", str(terms), "--dry-run", "--map", "PLACE=-", "--json"))
    assert plan["labels"] == {"PLACE": None, "ARM": "ARM", "MOVE": "MOVE"}
    assert said("import", str(terms), "--map", "PLACE=GPE") == "3 rules imported into terms.csv.\n"
    assert said("import", str(terms), "--map", "PLACE=GPE") == "0 rules imported into terms.csv; 3 there already.\n"
    assert said("add", "Kelmar [east]", "--label", "GPE") == "1 rule added to Rules of Noor.\n"
    assert "3 new suggestions by rules in 1 article." in said("suggest", "--progress", "none")
    assert "  GPE  Kelmar [east]\n" in said("list")
    measured = json.loads(said("measure", "--json", "--progress", "none"))
    assert [(row["pattern"], row["matches"], row["precision"]) for row in measured][:1] == [("Kelmar", 0, None)]
    lines = said("measure", "--progress", "jsonl").splitlines()
    assert json.loads(lines[-1])["event"] == "done"
    off = json.loads(said("off", "--set", "terms.csv", "--json"))
    assert (off["rules"], off["withdrawn"]) == (3, 2)
    assert "  ARM  Gunners  (off)" in said("list", "--set", "terms.csv")
    assert said("on", "Gunners") == "1 rule switched on.\n"
    out = tmp_path / "out.jsonl"
    assert "2 rules written" in said("export", str(out))
    assert said("remove", "Kelmar [east]", "Gunners").startswith("2 rules removed.")
    assert said("learn").startswith("0 rules learned; 0 in all.")
    assert json.loads(said("learn", "--json")) == {"added": 0, "gone": 0, "rules": 0}


def test_what_is_not_understood_is_said(said: Any, tmp_path: Path) -> None:
    assert "nothing to add" in said("add", code=1)
    unlabelled = said("add", "x", code=1)
    assert "The label is missing" in unlabelled
    assert "ARM, GPE, MOVE" in unlabelled
    assert "Name one file" in said("import", code=1)
    assert "Name one file" in said("export", code=1)
    assert "maps nothing" in said("import", "x", "--map", "PLACE", code=1)
    assert "No rule is named" in said("off", code=1)
    assert "There is no rule x" in (no_rule := said("remove", "x", code=1))
    assert "rules list --json" in no_rule
    assert "Name one rule set" in said("add", "x", "--label", "ARM", "--set", "a", "--set", "b", code=1)
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"label": "ARM", "pattern": "x"}\n{]\n', encoding="utf-8")
    assert "bad.jsonl, line 2: This is no JSON" in said("import", str(bad), code=1)
    assert "There are no rules yet" in said()
    assert said("features") == "Training does not see what rules match.\n"
    assert said("features", "on") == "Training sees what rules match.\n"
    assert json.loads(said("features", "off", "--json")) == {"features": False}
    assert "neither on nor off" in said("features", "perhaps", code=1)


def test_a_learned_rule_without_matches_says_where_it_is_from() -> None:
    home = Author(new_uid(), "Learned", "rules")
    learned = Rule(new_uid(), home, "entities", "ARM", phrase_pattern("Gunners"), "learned", "3 marks in 2 articles")
    assert measured_text(learned, Tally()) == "only where it was learned from (3 marks in 2 articles)"
    assert measured_text(learned, Tally(1, 1, 2)).startswith("2 matches, 1 of 1 right")
