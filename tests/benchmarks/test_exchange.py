"""The benchmark of imports runs to its end; how quick anything is, no test says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks import exchange
from tests.benchmarks.exchange_texts import make_articles


def test_it_measures_an_import_beside_sqlite(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPANLOOP_HOME", "")
    assert exchange.main(["--articles", "30", "--rows", "jsonl", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["jsonl.articles"] == 30
    assert all(found[f"jsonl.{name}"] > 0 for name in ("s", "cpu_s", "ratio", "cpu_ratio")), found
    shown = exchange.show(found)
    assert "import of JSONL" in shown
    assert "import of CSV" not in shown


def test_articles_are_the_same_at_every_run() -> None:
    one, again = list(make_articles(40)), list(make_articles(40))
    assert one == again
    assert len({piece.external_id for piece in one}) == 40
    assert {piece.language for piece in one} >= {"en", "ar", "ru"}
    later = next(make_articles(1, first=40))
    assert later.external_id not in {piece.external_id for piece in one}
    assert not Path("articles.jsonl").exists()
