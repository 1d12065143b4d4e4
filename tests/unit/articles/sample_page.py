"""The scraped page of the sample: its text as somebody would paste it, and the zones that people confirmed in it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.unit.articles.judged import JudgedPage

_SAMPLE = Path(__file__).parents[3] / "seeds" / "sample.jsonl"
NAME = "siege-page"


def sample_page() -> JudgedPage:
    """The page with its gold zones."""
    for line in _SAMPLE.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record.get("id") == NAME:
            zones = ((zone["start"], zone["end"], zone["kind"], zone.get("date")) for zone in record["zones"])
            return JudgedPage(NAME, record["text"], tuple(zones))
    message = f"{_SAMPLE} has no record {NAME}"
    raise LookupError(message)
