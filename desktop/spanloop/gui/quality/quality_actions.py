"""The row of the table of actions about the quality of marks."""

from __future__ import annotations

from spanloop.gui.actions import Action, Situation


def _marked(now: Situation) -> bool:
    return now.project and now.marked


# fmt: off
QUALITY = (
    Action("quality.open", "Check the marks…", "Extractor",
           "What you may have missed, the same words marked otherwise, edges that contradict others.",
           ("Ctrl+Shift+K",), _marked, "Nothing is marked yet.", "check",
           also="quality missed inconsistent errors review consistency audit"),
)
# fmt: on
