from __future__ import annotations

import pytest

from spanloop.articles.kinds import WANTED_SUFFIXES
from spanloop.core.errors import SpanloopError
from spanloop.formats.registry import FORMATS, find_format


def test_names_are_unique() -> None:
    names = [known.name for known in FORMATS]
    assert names[:6] == ["page", "text", "table", "pdf", "zip", "jsonl"]
    assert len(set(names)) == len(names)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(SpanloopError, match=r"no format 'docx'.*jsonl, .*spacy"):
        find_format("docx")


def test_what_can_be_read_is_wanted_in_folders() -> None:
    readable = {suffix for known in FORMATS if known.reads for suffix in known.suffixes if suffix}
    assert readable <= WANTED_SUFFIXES
