"""What the pages for engineers and packagers print to be typed: it exists, and what is cheap is run as it stands."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from build_spec import identity
from spanloop.cli import run
from spanloop.cli.main import make_app
from spanloop.gui.guide import markup
from spanloop.gui.guide.book import page, pages
from spanloop.operations.projects import create_project, sign_in
from spanloop.settings import Settings, load_settings


def fences(name: str, language: str) -> list[str]:
    return [block.text for block in page(name).blocks if isinstance(block, markup.Code) and block.language == language]


def lines() -> list[tuple[str, list[str]]]:
    """Every command of all pages: the page, and the words of the line. Those within a sentence stand as code."""
    found = [
        (known.name, shlex.split(line))
        for known in pages()
        for fence in fences(known.name, "sh")
        for line in fence.splitlines()
    ]
    spoken = [
        (known.name, shlex.split(words))
        for known in pages()
        for words in re.findall(r"`((?:spanloop|python3 dev\.py) [^`]+)`", _source(known.name))
    ]
    return [*found, *spoken]


def _source(name: str) -> str:
    from spanloop.gui.guide.book import guide_folder

    return (guide_folder() / f"{name}.md").read_text(encoding="utf-8")


OURS = [(name, words[1:]) for name, words in lines() if words[0] == "spanloop" and not words[1].startswith("--")]


@pytest.fixture(scope="module")
def commands() -> TyperGroup:
    return typer.main.get_group(make_app())


def test_there_are_commands_to_look_at() -> None:
    assert {"new", "import", "train", "evaluate", "export", "package"} <= {words[0] for _, words in OURS}


@pytest.mark.parametrize(("name", "words"), OURS, ids=[" ".join(words) for _, words in OURS])
def test_every_command_is_understood(name: str, words: Sequence[str], commands: TyperGroup) -> None:
    """By its own parser, so that options, choices and the number of arguments are looked at."""
    command = commands.commands[words[0]]
    if len(words) == 1:
        return  # only named
    command.make_context(words[0], list(words[1:]))


def test_other_commands_exist(repo: Path) -> None:
    spec = importlib.util.spec_from_file_location("dev_commands", repo / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    dev = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(dev)
    heads = set()
    for _, words in lines():
        heads.add(words[0])
        if words[:2] == ["python3", "dev.py"]:
            assert words[2] in dev.COMMANDS
            assert words[3:] in ([], ["--guide"])
    assert heads == {"spanloop", "python3", "python", "pip", "cd", "apt-get"}
    table = next(block for block in page("packagers").blocks if isinstance(block, markup.Table))
    named = [cell.text for row in table.rows for cell in row[0] if isinstance(cell, markup.Words)]
    assert set(named) <= set(dev.COMMANDS)


def test_the_options_of_the_programs_start_are_real(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["--help"], load_settings(tmp_path), open_window=lambda _: 1) == 0
    assert "--self-test" in capsys.readouterr().out


def test_packagers_are_told_the_names_of_now(repo: Path) -> None:
    text = _source("packagers")
    assert f"spanloop_{identity.version()}_amd64.deb" in text
    assert f"{identity.NAME}-{identity.version()}-setup.exe" in text
    assert text.count(identity.version()) == 2
    for path in re.findall(r"`((?:build_spec|desktop|\.github)/[\w./-]+)`", text):
        assert (repo / path).is_file(), path
    readme = (repo / "build_spec/linux/README.txt").read_text(encoding="utf-8")
    told = set(re.findall(r"\blib[\w.+-]+\b", readme.partition("(")[2].partition(" on Debian")[0]))
    asked = next(words for _, words in lines() if words[0] == "apt-get")
    assert set(asked[2:]) == told


def test_the_line_of_jsonl_is_imported_as_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The cheap commands, one after the other, as an engineer would type them."""
    settings = Settings(path=tmp_path / "settings.json", data_dir=tmp_path / "data", author_name="Noor")
    line = next(text for text in fences("engineers", "json") if '"text"' in text)
    (tmp_path / "marks.jsonl").write_text(line + "\n", encoding="utf-8")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "page.txt").write_text("Bridge open\n\nLorries crossed before dark.\n", encoding="utf-8")
    cheap = [words for _, words in OURS if words[0] in {"new", "import", "versions", "formats"} and len(words) > 1]
    cheap += [words for _, words in OURS if words[:1] == ["export"] and "jsonl" in words]
    cheap += [["undo", "north.spanloop"]]
    ran = []
    for words in cheap:
        named = [str(tmp_path / word) if re.search(r"\.\w+$|^pages$", word) else word for word in words]
        if words[0] == "import":
            named.append("--no-prepare")
        assert run(named, settings, open_window=lambda _: 1) == 0, (words, capsys.readouterr().err)
        ran.append(words[0])
    assert {"new", "import", "export", "versions", "undo"} <= set(ran)
    out = capsys.readouterr().out
    assert "2 articles" in out
    [record] = [
        found
        for found in map(json.loads, (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines())
        if found.get("events")
    ]
    assert {completion["layer"] for completion in record["completions"]} == {"entities", "events"}
    assert {argument["role"] for argument in record["events"][0]["arguments"]} == {"holder", "area"}


def test_a_record_of_an_event_is_as_printed(tmp_path: Path) -> None:
    """The fields of the printed record are those that records have; its offsets fit the printed sentence."""
    from spanloop.learn import event_records

    assert (event_records.EVENTS, event_records.SPANS_KEY, event_records.MENTIONS_KEY) == (
        "events",
        "events",
        "entities",
    )
    record = json.loads(next(text for text in fences("engineers", "json") if '"text"' not in text))
    [code] = fences("engineers", "python")
    text = re.search(r'nlp\("([^"]+)"\)', code)
    assert text is not None
    trigger = record["trigger"]
    assert text[1][trigger["start"] : trigger["end"]] == "shelled"
    assert all(f'"{field}"' in str(event_records.__doc__) for field in record)
    with create_project(tmp_path / "x.spanloop", name="x") as project:
        sign_in(project, name="Noor")
        kind = project.schema.event(record["type"])
        assert kind is not None
        assert all(kind.role(argument["role"]) for argument in record["arguments"])
