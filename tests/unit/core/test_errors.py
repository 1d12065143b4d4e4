"""The error that people read."""

from __future__ import annotations

import pytest

from spanloop.core.errors import SpanloopError


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (SpanloopError("The file is empty"), "The file is empty."),
        (SpanloopError("The file is empty."), "The file is empty."),
        (SpanloopError("The file is empty", "a.txt"), "a.txt: The file is empty."),
        (SpanloopError("Which one?", way_out="Name it."), "Which one? Name it."),
        (SpanloopError("No room", "a.txt", "Free some."), "a.txt: No room. Free some."),
    ],
)
def test_it_reads_as_a_sentence(error: SpanloopError, text: str) -> None:
    assert str(error) == text
