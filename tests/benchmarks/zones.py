"""How well zones are proposed, and how quickly.

`python -m tests.benchmarks.zones [--quick] [--json] [--lines]` (or `python3 dev.py bench zones`). Prints, by visible
characters: precision and recall of article text (all that is not boilerplate or comment) and of each kind of zone, on
the five shared pages, on our own and on the sample's scraped page, all of which rules were made with; then, apart, on
the sealed pages, which none was. How many pages get their headline exactly, and how many headlines of real reports are
found below invented heads. Then what would be silenced in shared corpora of article bodies, by what its lines say of
themselves (--lines prints each); milliseconds for a megabyte of reports and of pages. The shared
folder is the one that SPANLOOP_SHARED names, else `shared` beside the checkout; without it only our own pages are
counted.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spanloop.articles.zones import propose_zones
from spanloop.articles.zones.blocks import blocks_of
from spanloop.articles.zones.roles import WEAK, role_of
from spanloop.core.article import SILENT_ZONES
from tests.benchmarks.timing import Samples, table
from tests.benchmarks.zone_heads import head_row
from tests.unit.articles.first_pages import PAGES
from tests.unit.articles.five_pages import FIVE_PAGES, judged_shared_page
from tests.unit.articles.fresh_pages import FRESH_PAGES
from tests.unit.articles.head_pages import HEAD_PAGES
from tests.unit.articles.judged import JudgedPage
from tests.unit.articles.later_pages import LATER_PAGES
from tests.unit.articles.once_unseen_pages import ONCE_UNSEEN_PAGES
from tests.unit.articles.sample_page import sample_page
from tests.unit.articles.sealed_pages import SEALED_PAGES
from tests.unit.articles.zone_scores import count_characters, headlines_right

#: Bodies of articles, where next to nothing should be silenced: the set, and its files below the folder of shared data.
BODIES = {"re3d": "re3d/*.jsonl", "m2e2": "m2e2/give.jsonl", "wikievents": "wikievents/dev.jsonl"}
MEGABYTE = 1_000_000
SEALED = (
    "The sealed pages were judged before the rules for heads and tails of pages were written and looked at after: no "
    "rule was fitted\nto them, so that they say what a page of another site can expect. Whoever mends a rule for one "
    "of them seals a new one in its place."
)


def shared_folder() -> Path | None:
    folder = Path(os.environ.get("SPANLOOP_SHARED") or Path(__file__).resolve().parents[3] / "shared")
    return folder if folder.is_dir() else None


def score_rows(sets: dict[str, list[JudgedPage]]) -> list[dict[str, Any]]:
    """Counts, precision and recall by set and kind."""
    rows: list[dict[str, Any]] = []
    for name, pages in sets.items():
        for kind, counts in count_characters(pages).items():
            n = counts.both + counts.missed
            row = {"pages": name, "kind": kind, "characters": n, "wrong": counts.proposed, "missed": counts.missed}
            rows.append({**row, "precision": round(counts.precision, 4), "recall": round(counts.recall, 4)})
    return rows


def headline_rows(sets: dict[str, list[JudgedPage]]) -> list[dict[str, Any]]:
    """How many pages have their headlines, and no other line, proposed as headlines."""
    return [{"pages": name, "number": len(pages), "right": headlines_right(pages)} for name, pages in sets.items()]


def bodies(folder: Path, name: str) -> Iterator[str]:
    for path in sorted((folder / "data").glob(BODIES[name])):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["text"]


def silenced(text: str) -> Iterator[tuple[str, str]]:
    """Each silenced line of a text, and what it is: comment, its own role, or "beside furniture" where it has none."""
    for zone in propose_zones(text):
        if zone.kind in SILENT_ZONES:
            for block in blocks_of(text[zone.start : zone.end]):
                role = "comment" if zone.kind == "comment" else role_of(block)[0]
                yield block.text, role if role and role not in WEAK else "beside furniture"


def body_rows(folder: Path, *, print_lines: bool) -> list[dict[str, Any]]:
    """Characters of each set that would be silenced, by what the lines are."""
    rows: list[dict[str, Any]] = []
    for name in BODIES:
        total, by_role = 0, Counter[str]()
        for text in bodies(folder, name):
            total += len(text)
            for line, role in silenced(text):
                by_role[role] += len(line)
                if print_lines:
                    print(f"{name}  {role:<16} {line}")
        for role, count in [*by_role.most_common(), ("all", by_role.total())]:
            rows.append({"set": name, "silenced as": role, "characters": count, "share": f"{count / total:.4%}"})
    return rows


def speed_rows(folder: Path | None, *, rounds: int) -> list[dict[str, Any]]:
    """Milliseconds for a megabyte: of our pages one after the other, and of reports."""
    texts = {"pages": "\n\n".join(page.text for page in PAGES)}
    if folder is not None:
        texts["reports"] = "\n\n".join(bodies(folder, "m2e2"))
    rows: list[dict[str, Any]] = []
    for name, text in texts.items():
        text = (text * (MEGABYTE // len(text) + 1))[:MEGABYTE]
        samples = Samples()
        for _ in range(rounds):
            with samples.take():
                propose_zones(text)
        rows.append({"a megabyte of": name, "ms": round(samples.p50), "cpu ms": round(samples.cpu_p50)})
    return rows


def show(rows: list[dict[str, Any]]) -> None:
    if rows:
        print(table([list(rows[0]), *([str(cell) for cell in row.values()] for row in rows)]) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="time one round instead of five")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--lines", action="store_true", help="print every line that would be silenced in article bodies"
    )
    options = parser.parse_args()
    folder = shared_folder()
    sets = {
        "first": list(PAGES),
        "fresh": list(FRESH_PAGES),
        "later": list(LATER_PAGES),
        "once unseen": list(ONCE_UNSEEN_PAGES),
        "heads": list(HEAD_PAGES),
        "sample": [sample_page()],
    }
    if folder is not None:
        sets = {"five": [judged_shared_page(folder, name) for name in FIVE_PAGES], **sets}
    sealed = {"sealed": list(SEALED_PAGES)}
    began = time.perf_counter()
    result = {
        "scores": score_rows(sets),
        "headlines": headline_rows(sets),
        "sealed": score_rows(sealed),
        "sealed headlines": headline_rows(sealed),
        "heads": [head_row(text for name in ("m2e2", "wikievents") for text in bodies(folder, name))] if folder else [],
        "bodies": body_rows(folder, print_lines=options.lines and not options.json) if folder else [],
        "speed": speed_rows(folder, rounds=1 if options.quick else 5),
    }
    if options.json:
        print(json.dumps({**result, "seconds": round(time.perf_counter() - began, 1)}, ensure_ascii=False, indent=1))
        return
    for name, rows in result.items():
        if name == "sealed":
            print(SEALED + "\n")
        show(rows)
    if folder is None:
        print("No shared data: set SPANLOOP_SHARED to the folder that holds it.")


if __name__ == "__main__":
    main()
