"""What `formats` lists, as a terminal of 80 columns shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanloop.cli.main import run
from spanloop.formats.registry import FORMATS
from spanloop.settings import Settings


def test_it_fits_into_a_terminal_and_wastes_no_room(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    settings = Settings(path=tmp_path / "s.json", data_dir=tmp_path)
    assert run(["formats"], settings, open_window=lambda _: 0) == 0
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert max(map(len, lines)) <= 80
    assert [line.split()[0] for line in lines if not line.startswith(" ")][:-1] == [known.name for known in FORMATS]
    assert len(lines) < 60
