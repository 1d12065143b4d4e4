"""The panel beside the text: events, mentions, guideline and history of the article on the desk."""

from __future__ import annotations

from spanloop.gui.inspector.inspector import Inspector

__all__ = ["Inspector"]
