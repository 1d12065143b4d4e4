"""Where somebody was in an article, to come back to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """cursor: an offset in the word where it stood. mark: uid of the mark that it rested on, "" for none.

    line: an offset in a line that was seen, and below: how many pixels its text stood below the view's upper edge. A
    line and not a number of pixels from the top, because another width or text size breaks the lines anew.
    """

    cursor: int
    mark: str
    line: int
    below: float
