"""The command on the label schema, as it is called."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from spanloop.cli.main import run
from spanloop.core.ids import new_uid
from spanloop.core.marks import Mention
from spanloop.operations import projects
from spanloop.operations.pasting import paste_article
from spanloop.settings import Settings

SCHEMA = {
    "name": "small",
    "version": "0.1",
    "entities": [{"label": "ARM", "key": "a", "gloss": "armed actor"}, {"label": "ORG"}, {"label": "DOC"}],
    "events": [{"type": "STRIKE", "roles": {"agent": {"fills": ["ARM"]}}}],
}


class Shell:
    """Runs commands on one project."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path = path
        self._capsys = capsys
        self._settings = Settings(path=path.parent / "settings.json", data_dir=path.parent, author_name="Noor")

    def __call__(self, command: str, *words: str) -> tuple[int, str]:
        code = run([command, str(self.path), *words], self._settings, open_window=lambda _: 0)
        said = self._capsys.readouterr()
        return code, said.out + said.err

    def json(self, *words: str) -> Any:
        return json.loads(self("schema", *words, "--json")[1])


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    file = tmp_path / "schema.json"
    file.write_text(json.dumps(SCHEMA), encoding="utf-8")
    path = tmp_path / "p.spanloop"
    with projects.create_project(path, schema_path=file) as project:
        author = projects.sign_in(project, name="Noor")
        _, article = paste_article(project, author=author, text="Troops left Aleppo.")
        with project.act(author, "mark") as act:
            places = ((0, 6, "ARM"), (0, 6, "ORG"), (12, 18, "DOC"))
            act.add_mentions(article, author, [Mention(new_uid(), ((a, b),), label) for a, b, label in places])
    return Shell(path, capsys)


def test_the_schema_is_shown(shell: Shell) -> None:
    code, said = shell("schema")
    assert code == 0
    assert "a  ARM          armed actor" in said
    assert shell.json()["version"] == "0.1"


def test_a_dry_run_says_it_and_writes_nothing(shell: Shell) -> None:
    code, said = shell("schema", "--merge", "ARM=ORG", "--delete", "DOC", "--dry-run")
    assert code == 0
    assert (
        "Label ARM goes on as ORG: 1 mark of Noor, in 1 article. 1 mark that would stand twice goes on as one" in said
    )
    assert "Label DOC goes: 1 mark of Noor, in 1 article. They are removed" in said
    assert "It becomes version 0.2. Undo brings everything back." in said
    assert shell.json()["version"] == "0.1"


def test_a_change_is_one_act_that_undo_takes_back(shell: Shell) -> None:
    done = shell.json("--rename", "ARM=FORCE", "--rename", "STRIKE.agent=by", "--add", "WPN=w")
    assert done["version"] == "0.2"
    assert [(row["old"], row["new"], row["fate"]) for row in done["rows"]] == [
        ("ARM", "FORCE", "renamed"), ("", "WPN", "added"), ("agent", "by", "renamed")]  # fmt: skip
    assert shell.json()["events"][0]["roles"] == {"by": {"fills": ["FORCE"]}}
    assert shell("check") == (0, "sound\n")
    assert "Undone: change the schema to 0.2." in shell("undo")[1]
    assert shell.json() == SCHEMA


def test_a_file_with_names_said_beside_it(shell: Shell, tmp_path: Path) -> None:
    new = {**SCHEMA, "entities": [{"label": "FORCE", "key": "f"}], "events": []}
    file = tmp_path / "new.json"
    file.write_text(json.dumps(new), encoding="utf-8")
    done = shell.json("--file", str(file), "--rename", "ARM=FORCE", "--merge", "ORG=FORCE", "--dry-run")
    assert [(row["old"], row["fate"], row["folded"]) for row in done["rows"]] == [
        ("ARM", "merged", 0), ("ORG", "merged", 1), ("DOC", "deleted", 0), ("STRIKE", "deleted", 0)]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--rename", "ARM=ORG"), "The schema has ORG already. Choose another name, or merge the two."),
        (("--rename", "XXX=YYY"), "The schema has nothing called XXX."),
        (("--merge", "ARM"), "ARM does not say what becomes what. Write OLD=NEW."),
        (("--add", "WPN=a"), "key 'a' stands twice in the entity labels. Change one of them."),
    ],
)
def test_refusals_in_words(shell: Shell, words: tuple[str, ...], said: str) -> None:
    code, told = shell("schema", *words)
    assert code == 1
    assert said in told


def test_what_is_done_is_counted_as_it_was_foretold(shell: Shell) -> None:
    assert "3 marks in 1 article would be written, in one act." in shell("schema", "--rename", "ARM=FORCE", "--rename",
        "ORG=BODY", "--delete", "DOC", "--dry-run")[1]  # fmt: skip
    said = shell("schema", "--rename", "ARM=FORCE", "--rename", "ORG=BODY", "--delete", "DOC")[1]
    assert "Done: change the schema to 0.2, with 3 marks in 1 article. Undo brings everything back." in said
