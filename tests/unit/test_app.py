"""The entry point before any command has the word, and after one that failed as nobody expected."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from platformdirs import user_config_path, user_data_path, user_log_path

from spanloop import app
from spanloop.settings import HOME_VARIABLE, Settings, load_settings


def test_an_early_interrupt_ends_in_a_word_and_not_in_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "_run", interrupted)
    assert app.main(["check", "p.spanloop"]) == 130
    assert capsys.readouterr().err == "Stopped.\n"


def breaks(given: Sequence[str], settings: Settings, **_: object) -> int:
    raise KeyError(f"shelled the depot {given}")


def test_what_nobody_expected_is_one_sentence_with_the_place_of_its_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["spanloop", "check", "depot.spanloop"])
    monkeypatch.setattr("spanloop.cli.run", breaks)
    assert app.main() == 1
    said = capsys.readouterr()
    (report,) = (tmp_path / "log").glob("crash-*.txt")
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "KeyError" in said.err
    assert f"A report is in {report}; nothing was sent.\n" in said.err
    written = report.read_text(encoding="utf-8") + (tmp_path / "log" / "spanloop.log").read_text(encoding="utf-8")
    assert "in breaks" in written
    assert "  check\n" in written
    assert "depot.spanloop" not in written


def test_who_calls_the_entry_point_sees_what_broke(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spanloop.cli.run", breaks)
    with pytest.raises(KeyError):
        app.main(["check", "depot.spanloop"])


def test_a_program_without_a_console_ends_quietly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["spanloop", "check"])
    monkeypatch.setattr("spanloop.cli.run", breaks)
    monkeypatch.setattr(sys, "stderr", None)
    assert app.main() == 1
    assert len(list((tmp_path / "log").glob("crash-*.txt"))) == 1


def test_files_are_in_the_places_of_the_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(HOME_VARIABLE, raising=False)
    settings = load_settings()
    assert settings.path.parent == user_config_path("spanloop", appauthor=False)
    assert settings.data_dir == user_data_path("spanloop", appauthor=False)
    assert settings.log_dir == user_log_path("spanloop", appauthor=False)
    assert not settings.log_dir.exists()
    # A child that is told of the folder in which the platform keeps both finds the same log.
    monkeypatch.setenv(HOME_VARIABLE, str(settings.data_dir))
    assert load_settings().log_dir == settings.log_dir
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    settings = load_settings()
    assert (settings.path.parent, settings.data_dir, settings.log_dir) == (tmp_path, tmp_path, tmp_path / "log")
