"""The acts on live suggestions, as rows for the table of actions."""

from __future__ import annotations

from spanloop.gui.actions import NO_PROJECT, Action, has_project

LIVE = (
    Action("live.now", "Refresh suggestions now", "Extractor",
           "The version that suggests learns on from your marks, and reads the articles that come next.",
           (), lambda now: now.extractor and not now.training, "No extractor yet, or a training is running.",
           "mention", also="live learn update warm"),
    Action("live.pause", "Pause live suggestions, or go on", "Extractor",
           "On this computer suggestions are not refreshed while you work, until you go on.",
           (), has_project, NO_PROJECT, also="live stop cancel refresh battery resume"),
)  # fmt: skip
