"""How well pages of the web are read, and how quickly.

`python -m tests.benchmarks.pages [--quick] [--json]` (or `python3 dev.py bench pages`). Prints, by visible characters,
precision and recall of article text (all that is not boilerplate or comment; headline and standfirst are the
article's) for each page and for all of them, with those of trafilatura alone beside them; the same of each kind of
zone; then, apart, for the sealed pages, and for the five shared pages as three sites may have shown them. Then
processor milliseconds for pages of 50 kB and 500 kB, and which part of that trafilatura takes.

The pages are ours (tests/unit/articles/pages). What is true of them stands in themselves. Those in
`pages` and `sealed` were written before the reader was scored on them; those in `later` came afterwards, or were sealed
until the reader was mended for them. The shared folder is the one that SPANLOOP_SHARED names, else `shared` beside the
checkout.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import Any

from spanloop.articles.pages import read_page
from spanloop.articles.pages.extraction import extract
from spanloop.articles.pages.markup import read_markup
from tests.benchmarks.timing import Samples
from tests.benchmarks.zones import shared_folder, show
from tests.unit.articles.five_pages import FIVE_PAGES
from tests.unit.articles.pages.marked_pages import LATER, PAGES, SEALED, MarkedPage, marked_pages
from tests.unit.articles.pages.page_scores import pooled, score_page, score_trafilatura
from tests.unit.articles.pages.saved_seeds import HABITS, saved_page
from tests.unit.articles.zone_scores import ARTICLE, CharacterCounts

SEALED_SAYS = (
    "The sealed pages were written, with what is true of them, with the others and before the reader; they were scored"
    "\nwhen it was done. Whoever mends the reader for one of them moves it to the others and seals a new one."
)
SIZES = {"50 kB": 50_000, "500 kB": 500_000}


def page_rows(pages: Sequence[MarkedPage]) -> list[dict[str, Any]]:
    """Article text of each page, as read and as trafilatura alone takes it, and over all."""
    rows: list[dict[str, Any]] = []
    ours, others = [], []
    for page in pages:
        counts, other = score_page(page).counts, score_trafilatura(page)
        ours.append(counts)
        others.append({ARTICLE: other})
        rows.append(_row(page.name, counts[ARTICLE], other))
    rows.append(_row("all", pooled(ours)[ARTICLE], pooled(others)[ARTICLE]))
    return rows


def _row(name: str, one: CharacterCounts, other: CharacterCounts) -> dict[str, Any]:
    return {
        "page": name,
        "characters": one.both + one.missed,
        "precision": round(one.precision, 4),
        "recall": round(one.recall, 4),
        "trafilatura precision": round(other.precision, 4),
        "its recall": round(other.recall, 4),
    }


def kind_rows(pages: Sequence[MarkedPage]) -> list[dict[str, Any]]:
    """Counts, precision and recall by kind over all pages."""
    rows: list[dict[str, Any]] = []
    for kind, counts in pooled(score_page(page).counts for page in pages).items():
        n = counts.both + counts.missed
        row = {"kind": kind, "characters": n, "wrong": counts.proposed, "missed": counts.missed}
        rows.append({**row, "precision": round(counts.precision, 4), "recall": round(counts.recall, 4)})
    return rows


def page_of(size: int) -> bytes:
    """A page of about so many bytes: an article of paragraphs, and as much markup around it as sites have."""
    body = "".join(
        f"<p class=text>Column {n} of the river army reached the ford of Tarn on Monday and fired {n} shells at the "
        f"mill, <a href=/p/{n}>two villagers</a> said. Nobody was hurt, the mayor said.</p>"
        f"<div class=related><a href=/r/{n}>Mill at Tarn shelled for the {n}th time</a></div>"
        for n in range(size // 260)
    )
    menu = "".join(f"<li class='menu-item'><a href=/m/{n}>Section {n}</a></li>" for n in range(size // 1000))
    head = "<!doctype html><html lang=en><head><meta charset=utf-8><title>Ford of Tarn shelled</title></head><body>"
    page = f"{head}<nav><ul>{menu}</ul></nav><article><h1>Ford of Tarn shelled</h1>{body}</article></body></html>"
    return page.encode()


def speed_rows(*, rounds: int) -> list[dict[str, Any]]:
    """Processor milliseconds of reading a page, and of the extractor alone on the same one."""
    rows: list[dict[str, Any]] = []
    read_page(page_of(2_000), name="warm.html")
    for name, size in SIZES.items():
        raw = page_of(size)
        whole, extractor, parsing = Samples(), Samples(), Samples()
        for _ in range(rounds):
            with whole.take():
                read_page(raw, name="page.html")
            with parsing.take():
                markup = read_markup(raw, name="page.html")
            with extractor.take():
                extract(markup.tree, size=markup.size, steps=0)
        rows.append(
            {
                "a page of": name,
                "cpu ms": round(whole.cpu_p50),
                "parsing": round(parsing.cpu_p50),
                "trafilatura": round(extractor.cpu_p50),
                "its share": f"{extractor.cpu_p50 / whole.cpu_p50:.0%}",
            }
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="time one round instead of five")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--no-sealed", action="store_true", help="leave the sealed pages unscored")
    options = parser.parse_args()
    pages, folder = [*marked_pages(PAGES), *marked_pages(LATER)], shared_folder()
    sealed = [] if options.no_sealed else marked_pages(SEALED)
    saved = [saved_page(folder, name, habit=habit) for name in FIVE_PAGES for habit in HABITS] if folder else []
    result = {
        "pages": page_rows(pages),
        "kinds": kind_rows(pages),
        "sealed": page_rows(sealed) if sealed else [],
        "sealed kinds": kind_rows(sealed) if sealed else [],
        "shared": page_rows(saved) if saved else [],
        "speed": speed_rows(rounds=1 if options.quick else 5),
    }
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return
    for name, rows in result.items():
        if name == "sealed" and rows:
            print(SEALED_SAYS + "\n")
        show(rows)


if __name__ == "__main__":
    main()
