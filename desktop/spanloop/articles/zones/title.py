"""A title for a page whose zones are known."""

from __future__ import annotations

from collections.abc import Sequence

from spanloop.articles.guess import guess_title, shorten_title
from spanloop.core.article import SILENT_ZONES, Zone


def title_of(text: str, zones: Sequence[Zone]) -> str:
    """The page's first headline; where it has none, the guess over what is no boilerplate or comment; else ""."""
    headline = next((zone for zone in zones if zone.kind == "headline"), None)
    if headline is not None:
        return shorten_title(" ".join(text[headline.start : headline.end].split()))
    for zone in reversed([zone for zone in zones if zone.kind in SILENT_ZONES]):
        text = text[: zone.start] + text[zone.end :]
    return guess_title(text)
