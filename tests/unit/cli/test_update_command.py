"""The command that asks for newer versions, in words and as the window reads it."""

from __future__ import annotations

import json

import pytest

from spanloop.app import main
from spanloop.operations import updates
from spanloop.operations.updates import Newest

NEWEST = Newest("9.1.0", "https://spanloop.example/get", {"a.deb": "0" * 64})


def test_a_build_that_names_no_place_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["updates"]) == 1
    assert "names no place to ask" in capsys.readouterr().err
    assert main(["updates", "--progress", "jsonl"]) == 1
    assert json.loads(capsys.readouterr().out)["event"] == "error"


def test_the_answer_is_told_and_nothing_else_is_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(updates, "ask_newest", lambda: NEWEST)
    assert main(["updates"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        NEWEST.sentence(), "It is described at https://spanloop.example/get", f"SHA-256 of a.deb: {'0' * 64}",
    ]  # fmt: skip
    assert main(["updates", "--progress", "jsonl"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert Newest.from_dict(told) == NEWEST
    assert told["event"] == "done"
