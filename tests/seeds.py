"""The sample as tests count it: read from its file, so that one report more or less changes no test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SAMPLE = Path(__file__).resolve().parents[1] / "seeds" / "sample.jsonl"
GAZETTEER = SAMPLE.with_name("gazetteer.jsonl")
#: One dict a report, with its gold marks, in the order of the queue.
RECORDS: list[dict[str, Any]] = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
REPORTS = len(RECORDS)
#: So many reports, the last ones, `make_sample` leaves for the person to mark.
LEFT = 2
#: The reports that it marks in the person's name.
MARKED = RECORDS[:-LEFT]
