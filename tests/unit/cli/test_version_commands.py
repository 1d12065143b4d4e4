"""The commands on versions and on whose files are run, as they are called."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from spanloop.cli.console import Session, print_error
from spanloop.cli.main import run
from spanloop.cli.version_commands import print_versions
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.operations.projects import create_project
from spanloop.operations.versions import LIVE_OF, VersionRow
from spanloop.settings import Settings
from spanloop.store.records import ExtractorRecord


def record(number: int) -> ExtractorRecord:
    author = Author(new_uid(), f"Extractor v{abs(number)}", "extractor")
    details = {LIVE_OF: "base"} if number < 0 else {}
    return ExtractorRecord(
        author.uid,
        author,
        author.name,
        number,
        "blank",
        0,
        "",
        "1",
        files_hash="0" * 64,
        details=details,
        state="current",
    )


def session(data_dir: Path) -> tuple[Session, StringIO]:
    out = StringIO()
    console = Console(file=out, width=80, color_system=None)
    return Session(Settings(data_dir / "s.json", data_dir), lambda _: 0, console, console), out


def test_what_refreshes_made_is_called_live_once(tmp_path: Path) -> None:
    said, out = session(tmp_path)
    row = VersionRow(record(-2), 10, 3, 1, 1, {"mentions": None, "triggers": None}, None, "live")
    print_versions(said, [row])
    assert out.getvalue().count("live") == 1
    assert "v2 " in out.getvalue()


def test_a_path_of_the_data_folder_does_not_come_first(tmp_path: Path) -> None:
    said, out = session(tmp_path)
    print_error(said, SpanloopError("Extractor v4 cannot be loaded (x)", str(tmp_path / "extractors"), "Retrain it."))
    text = " ".join(out.getvalue().split())
    assert text.startswith("Extractor v4 cannot be loaded (x). Retrain it. It is in ")
    said, out = session(tmp_path / "data")
    print_error(said, SpanloopError("No room", "a.txt"))
    assert out.getvalue() == "a.txt: No room.\n"


def test_trust_tells_of_files_of_another_before_it_asks_and_with_yes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import spacy

    spacy.blank("en").to_disk(tmp_path / "foreign")
    path = tmp_path / "p.spanloop"
    made = record(1)
    with create_project(path) as project, project.act(made.author, "train") as act:
        act.add_author(made.author)
        act.add_extractor(made)
    settings = Settings(path=tmp_path / "settings.json", data_dir=tmp_path / "data", author_name="Noor")
    asked: list[str] = []

    def confirm(question: str, **_: object) -> None:
        asked.append(question)
        raise SpanloopError("No")

    monkeypatch.setattr("typer.confirm", confirm)
    words = ["trust", str(path), "v1", "--from", str(tmp_path / "foreign")]
    assert run(words, settings, open_window=lambda _: 0) == 1
    told = " ".join(capsys.readouterr().err.split())
    assert asked
    assert "They are not the files that this project says were trained as Extractor v1" in told
    assert not (tmp_path / "data" / "extractors").exists()
    assert run([*words, "--yes"], settings, open_window=lambda _: 0) == 0
    assert "They are not the files" in " ".join(capsys.readouterr().err.split())
    assert run(["versions", str(path)], settings, open_window=lambda _: 0) == 0
    assert "its files are not those" in " ".join(capsys.readouterr().out.split())
