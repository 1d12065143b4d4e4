"""The docs say what each format carries as the registry says it."""

from __future__ import annotations

from pathlib import Path

from spanloop.formats.features import FEATURES
from spanloop.formats.registry import FORMATS
from spanloop.operations import format_table


def test_the_table_in_the_docs_is_that_of_the_registry(repo: Path) -> None:
    """Made anew by `spanloop formats --markdown`."""
    assert "\n".join(format_table.markdown()) in (repo / "FORMATS.md").read_text(encoding="utf-8")


def test_formats_carry_nothing_that_has_no_words() -> None:
    for known in FORMATS:
        assert known.carries <= FEATURES.keys(), known.name


def test_what_is_written_and_read_has_its_functions() -> None:
    for known in FORMATS:
        marked = "mentions" in known.carries or "events" in known.carries
        if marked and known.name not in ("jsonl", "spacy"):
            assert (known.write is not None) == known.writes, known.name
            assert (known.read is not None) == known.reads == (known.detect is not None), known.name
