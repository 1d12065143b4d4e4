"""What the panel says of scores that a live version does not have."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLabel

from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.core.schema import Schema
from spanloop.gui.theme import Theme
from spanloop.gui.train.panel import NOT_SCORED_LIVE, origin_part, score_parts
from spanloop.operations.versions import LIVE_OF, VersionRow
from spanloop.store.records import ExtractorRecord


def test_refreshes_are_said_not_to_be_scored_on_the_test_articles(qtbot: Any) -> None:
    theme = Theme.named("light")
    author = Author(new_uid(), "Extractor v2", "extractor")
    details = {LIVE_OF: "base", "steps": 60}
    record = ExtractorRecord(author.uid, author, author.name, -2, "blank", 0, "", "1", details=details, state="current")
    row = VersionRow(record, 10, 3, 1, 1, {"mentions": None, "triggers": None}, None, "live")
    (said,) = score_parts(row, schema=Schema("s", "1"), theme=theme)
    qtbot.addWidget(said)
    assert NOT_SCORED_LIVE in {label.text() for label in said.findChildren(QLabel)}
    origin = origin_part(row, theme=theme)
    qtbot.addWidget(origin)
    assert "Steps: 60" in {label.accessibleName() for label in origin.findChildren(QLabel)}
