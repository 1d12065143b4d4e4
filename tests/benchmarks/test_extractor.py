"""The command of the learning benchmarks finds what it is to measure, and says what it could not."""

from __future__ import annotations

from importlib import import_module

from tests.benchmarks import extractor


def test_all_that_is_named_can_be_measured() -> None:
    assert extractor.names() == list(extractor.NAMES)
    for name in extractor.NAMES:
        module = import_module(f"{extractor.PACKAGE}.{name}")
        assert callable(module.measure)
        assert callable(module.rows)


def test_what_was_not_measured_is_said() -> None:
    assert extractor.lines("warm", {"missing": "no data"}) == ["warm: nothing measured, no data"]
    assert extractor.lines("warm", {"failed": "exit code 1"}) == ["warm: nothing measured, exit code 1"]
