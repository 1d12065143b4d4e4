"""The commands `rank` and `simulate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spanloop.cli.main import run
from spanloop.cli.simulate_commands import chart
from spanloop.operations.importing import import_paths
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.simulating import CurvePoint, Simulation
from spanloop.settings import Settings
from tests.small_loop import write_reports


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three bare reports."""
    path = tmp_path / "p.spanloop"
    with create_project(path) as made:
        noor = sign_in(made, name="Noor")
        import_paths(made, author=noor, paths=[write_reports(tmp_path / "r.jsonl", numbers=range(3), marked=False)])
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(path=tmp_path / "settings.json", data_dir=tmp_path, author_name="Noor")


def call(settings: Settings, *words: str) -> int:
    return run(words, settings, open_window=lambda _: 0)


def test_rank_says_what_it_did(settings: Settings, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(settings, "rank", str(project), "--strategy", "random", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["strategy"], told["articles"], told["ledger"]) == ("random", 3, [])
    assert len(told["first"]) == 3
    assert told["first"][0]["why"] == "Drawn at random"
    assert call(settings, "rank", str(project)) == 0
    out = capsys.readouterr().out
    assert "Best next is most different first until 25 sentences are annotated; 0 are." in out
    assert "  3  " in out
    assert call(settings, "rank", str(project), "--strategy", "rare") == 0
    out = capsys.readouterr().out
    assert "Ranked 3 articles: rare labels first." in out
    assert "needs suggestions" in out
    assert call(settings, "rank", str(project), "--strategy", "sideways") == 1
    assert "Known: best" in capsys.readouterr().err


def test_simulate_refuses_what_it_cannot_use(
    settings: Settings, project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(settings, "simulate", str(tmp_path / "none.jsonl")) == 1
    assert "There is no such file" in capsys.readouterr().err
    assert call(settings, "simulate", str(project), "--strategies", "diverse,sideways") == 1
    assert "There is no strategy sideways" in capsys.readouterr().err
    assert call(settings, "simulate", str(project), "--recipe", "blank") == 1
    assert "Too little is complete" in capsys.readouterr().err


def test_the_chart_stands_round_by_round() -> None:
    points = tuple(
        CurvePoint(strategy, sentences, 0, 0, f, f, f, 1)  # pyright: ignore[reportArgumentType]
        for strategy, sentences, f in (
            ("random", 25, 0.2),
            ("random", 50, 0.4),
            ("diverse", 25, 0.3),
            ("diverse", 50, 0.4),
        )
    )
    lines = chart(Simulation(points, 60, 3, 1, "blank", 10, "sentence"))
    assert [line.split()[:2] for line in lines] == [
        ["25", "random"],
        ["25", "diverse"],
        [],
        ["50", "random"],
        ["50", "diverse"],
    ]
    assert lines[0].count("\u2588") == 20
    assert lines[-1].count("\u2588") == 40
