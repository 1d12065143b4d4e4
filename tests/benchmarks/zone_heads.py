"""Headlines of real reports below invented heads of pages: how many are found.

The reports are those of the shared corpora whose first line is their headline. Their heads are drawn, always alike,
from names of sites, mottos, menus, tickers, kickers and bylines of our own.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import Any

from spanloop.articles.zones import propose_zones

_SITES = ("The Northern Post", "Voice of the Valley", "Valley Courier and Morning Post", "Daily Herald")
_MOTTOS = ("", "Independent since 1891", "News you can trust every single day", "All that is fit to know.")
_MENUS = (
    "",
    "Home\nWorld\nChess",
    "Prices\nLetters\nPuzzles\nFerries",
    "Front   Letters   Chess   Poems",
    "Home | World | Chess | Archive",
    "Live radio\nWhat is on tonight\nOur other sites",
    "Skip to content\nMenu",
)
_TICKERS = (
    "",
    "",
    "Latest\nBishop asks for a day of quiet in the hills\nWheat rots in the stores of the harbour",
    "Breaking",
)
_KICKERS = ("", "", "Conflict", "War in the hills")
_BYLINES = ("", "By Lena Ost", "Lena Ost\n4 May 2024", "4 May 2024, 07:15\nShare\nPrint")
_HEADS_EACH = 3
_LEAST_BODY = 300


def head_row(texts: Iterable[str]) -> dict[str, Any]:
    """How many headlines of these reports are found, and nothing else taken for one, below three heads each."""
    draw = random.Random(5)
    number = right = 0
    for headline, body in _reports(texts):
        for _ in range(_HEADS_EACH):
            above = [draw.choice(some) for some in (_SITES, _MOTTOS, _MENUS, _TICKERS, _KICKERS)]
            page = "\n".join(filter(None, [*above, headline, draw.choice(_BYLINES), body]))
            found = [page[zone.start : zone.end] for zone in propose_zones(page) if zone.kind == "headline"]
            number += 1
            right += found == [headline]
    return {"headlines of reports below invented heads": number, "found": right}


def _reports(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Headline and body of the reports that have one: on a line of its own, or before two spaces."""
    for text in texts:
        first, _, rest = text.partition("\n")
        headline, apart, begun = first.partition("  ")
        body = f"{begun}\n{rest}" if apart else rest
        body = "\n".join(filter(str.strip, body.split("\n")))
        if 4 <= len(headline.split()) <= 25 and not headline.rstrip().endswith(".") and len(body) >= _LEAST_BODY:
            yield headline.strip(), body
