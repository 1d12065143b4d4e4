"""Which page of the guide fits where one stands."""

from __future__ import annotations

from collections.abc import Mapping

from spanloop.gui.actions import PageName, Situation

FIRST = "first-article"
#: By the page of the window.
_OF_PAGE: Mapping[PageName, str] = {
    "annotate": FIRST,
    "train": "training",
    "judge": "scores",
    "copies": "zones#the-same-story-five-times",
}
#: By the name of a dialog.
_OF_DIALOG: Mapping[str, str] = {
    "cheatSheet": "keys",
    "keymap": "keys",
    "importPreview": "exchange",
    "export": "exchange",
    "ledger": "exchange",
    "pasteArticle": "exchange",
    "zoneEditor": "zones",
    "backups": "backup",
    "unopened": "backup",
    "recovered": "backup",
    "returnSheet": "backup",
    "rulesSheet": "training",
    "importRules": "training",
    "promoteAnyway": "training",
    "qualitySheet": "scores",
}


def page_for(situation: Situation) -> str:
    """The page for the window as it stands."""
    if not situation.project:
        return FIRST
    if situation.page == "annotate" and (situation.composing or situation.event):
        return "events"
    return _OF_PAGE[situation.page]


def page_for_dialog(name: str) -> str:
    """The page for an open dialog by its object name, "" where none is about it."""
    return _OF_DIALOG.get(name, "")
