"""The benchmark of imports runs to its end; how quick anything is, no test says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spanloop.operations.projects import default_schema
from tests.benchmarks import exchange
from tests.benchmarks.exchange_marks import marked_lines
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


@pytest.mark.slow
def test_it_measures_an_export_beside_spacy_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPANLOOP_HOME", "")
    assert exchange.main(["--marked", "30", "--rows", "marked", "docbin", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["marked.articles"] == found["docbin.articles"] == 30
    assert found["marked.cpu_ratio"] > 0
    assert found["docbin.cpu_ratio"] > 0


def test_marked_articles_have_their_marks_on_words() -> None:
    schema = default_schema()
    lines, again = list(marked_lines(3, schema=schema)), list(marked_lines(3, schema=schema))
    assert lines == again
    for line in lines:
        assert 400 < len(line["text"].split()) <= 500
        assert len(line["spans"]) + len(line["events"]) == 20
        places = [*line["spans"], *(event["trigger"] for event in line["events"])]
        assert all(line["text"][place["start"] : place["end"]] == place["text"] for place in places)
        assert any(event["arguments"] for event in line["events"])


def test_articles_are_the_same_at_every_run() -> None:
    one, again = list(make_articles(40)), list(make_articles(40))
    assert one == again
    assert len({piece.external_id for piece in one}) == 40
    assert {piece.language for piece in one} >= {"en", "ar", "ru"}
    later = next(make_articles(1, first=40))
    assert later.external_id not in {piece.external_id for piece in one}
    assert not Path("articles.jsonl").exists()
