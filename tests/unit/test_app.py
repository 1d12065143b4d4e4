"""The entry point before any command has the word."""

from __future__ import annotations

import pytest

from spanloop import app


def test_an_early_interrupt_ends_in_a_word_and_not_in_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "_run", interrupted)
    assert app.main(["check", "p.spanloop"]) == 130
    assert capsys.readouterr().err == "Stopped.\n"
