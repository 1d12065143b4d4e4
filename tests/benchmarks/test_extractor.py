"""The command of the learning benchmarks finds what it is to measure, and says what it could not."""

from __future__ import annotations

from importlib import import_module

from tests.benchmarks import extractor
from tests.benchmarks.learning import suggesting


def test_all_that_is_named_can_be_measured() -> None:
    assert extractor.names() == list(extractor.NAMES)
    for name in extractor.NAMES:
        module = import_module(f"{extractor.PACKAGE}.{name}")
        assert callable(module.measure)
        assert callable(module.rows)


def test_what_was_not_measured_is_said() -> None:
    assert extractor.lines("warm", {"missing": "no data"}) == ["warm: nothing measured, no data"]
    assert extractor.lines("warm", {"failed": "exit code 1"}) == ["warm: nothing measured, exit code 1"]


def test_suggesting_is_held_against_loading_too_where_it_loads() -> None:
    run = {"marks": 2.0, "unwritten": 3.3, "whole": 3.6, "plain": 2.0, "loaded": 3.0, "suggestions": 7}
    said = suggesting.rows({"articles": 3, "words": 1200, "runs": {"new": [run, run]}})
    assert said[0] == "3 articles, 1,200 words, 7 suggestions; allowed: 1.05"
    ratios = [line.split()[-3] for line in said[1].splitlines()[2:]]
    assert ratios == ["1.000", "1.100", "1.200"]
