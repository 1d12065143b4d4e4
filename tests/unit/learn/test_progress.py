"""The logger speaks JSON lines to a terminal and calls whoever listens."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
import spacy

from spanloop.core.errors import SpanloopError
from spanloop.learn.progress import Listener, Progress, TrainingCancelledError, progress_logger

INFO: dict[str, Any] = {
    "epoch": 2,
    "losses": {"ner": 1.23456},
    "other_scores": {"ents_f": 0.5, "ents_per_type": {"GPE": {}}, "speed": 9.0, "triggers_f": None},
}


def _steps(out: Any) -> None:
    nlp = spacy.blank("en")
    nlp.config["training"]["max_steps"] = 9
    log, close = progress_logger()(nlp, out, io.StringIO())
    log(None)
    log(INFO)
    log(None)
    close()


def test_writes_lines_where_nobody_listens() -> None:
    out = io.StringIO()
    _steps(out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["step"] for line in lines] == [0, 1, 2]
    assert lines[0]["scores"] == {}
    assert [line["scored"] for line in lines] == [False, True, False]
    assert lines[2] | {"seconds": 0} == {
        "step": 2,
        "max_steps": 9,
        "epoch": 2,
        "losses": {"ner": 1.2346},
        "scores": {"ents_f": 0.5},
        "seconds": 0,
        "scored": False,
    }


def test_calls_a_listener_and_stops_at_once_when_told() -> None:
    heard: list[Progress] = []
    listener = Listener(on_progress=heard.append, cancelled=lambda: len(heard) == 2)
    with pytest.raises(TrainingCancelledError) as caught:
        _steps(listener)
    assert [progress.step for progress in heard] == [0, 1]
    assert listener.last == heard[-1]
    assert isinstance(caught.value, SpanloopError)
    assert listener.write("what the loop prints") == 20
