"""What trafilatura takes for the article: one of three votes on every line (see judge)."""

from __future__ import annotations

import logging
from copy import deepcopy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: It reads larger pages more slowly than the page grows, and deeper ones too, because it asks every element for all
#: that it stands in; such pages are judged without it. A page of 500 kB has 10,000 elements, 15 deep.
MOST_STEPS, MOST_CHARACTERS = 400_000, 3_000_000
#: Shorter lines are looked for as whole lines only, because words like "Share" stand in any text.
_SHORTEST_INSIDE = 25


class Extraction:
    """The text that was extracted, to be asked line by line."""

    def __init__(self, text: str) -> None:
        self._text, self._lines = _squeezed(text)
        self.known = bool(self._text)

    def holds(self, line: str) -> bool:
        """Whether the line is in the extracted text."""
        squeezed = _squeeze(line)
        return squeezed in self._lines or (len(squeezed) >= _SHORTEST_INSIDE and squeezed in self._text)


def extract(tree: HtmlElement, *, size: int, steps: int) -> tuple[Extraction, tuple[tuple[str, str], ...]]:
    """Ask trafilatura about a parsed page; a note where it was not asked or failed, and then it has no vote.

    size: characters of markup. steps: from every element to the top of the page, all added up.
    """
    if steps > MOST_STEPS or size > MOST_CHARACTERS:
        return Extraction(""), (("page.large", "the page is large, so its zones come from its structure alone"),)
    import trafilatura

    # What it remarks on a page says nothing to people, and pages differ a lot.
    logger = logging.getLogger("trafilatura")
    logger.setLevel(logging.CRITICAL + 1)
    try:
        found = trafilatura.bare_extraction(deepcopy(tree), include_comments=True, include_tables=True, fast=True)
    except Exception as error:  # noqa: BLE001 - any page may be one that it was not made for
        # It is a vote and no more: a page that it stumbles over is judged without it.
        return Extraction(""), (("page.unaided", f"the extractor stopped ({type(error).__name__})"),)
    if found is None or isinstance(found, dict):
        return Extraction(""), ()
    return Extraction(found.text or ""), ()


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _squeezed(text: str) -> tuple[str, frozenset[str]]:
    rows = [_squeeze(row.lstrip("- ").strip("| ").replace("|", "")) for row in text.splitlines()]
    return "".join(rows), frozenset(row for row in rows if row)
