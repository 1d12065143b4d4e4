"""The cheat sheet: every action with its keys, made from the table of actions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from spanloop.gui.actions import Action
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.keycaps import Cap
from spanloop.gui.plain import PlainLabel, tooltip
from spanloop.gui.theme import Theme

#: Which groups stand in which column, from the most used.
_COLUMNS = (("Labels", "Event types"), ("Mark", "Article"), ("Edit", "View", "Project", "Extractor", "Help"))
_CANVAS_KEYS = (
    (("Left", "Right"), "word by word"),
    (("Shift+Left", "Shift+Right"), "select words"),
    (("Ctrl+Left", "Ctrl+Right"), "sentence by sentence"),
    (("Alt+Shift+Right",), "select characters"),
)


class CheatSheet(Sheet):
    """All keys on one page; ? or Esc closes it."""

    def __init__(self, actions: Sequence[Action], *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("All keys", theme=theme, parent=parent, width=960)
        self.setObjectName("cheatSheet")
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(32)
        for groups in _COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(2)
            for group in groups:
                self._add_group(column, group, [a for a in actions if a.group == group and a.keys])
            if "Article" in groups:
                self._add_moves(column)
            column.addStretch(1)
            row.addLayout(column, 1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(area, 1)
        self.add_button("Close", primary=True).clicked.connect(self.accept)
        self.resize(1000, 660)

    def _add_group(self, column: QVBoxLayout, group: str, actions: Sequence[Action]) -> None:
        if not actions:
            return
        self._add_heading(column, group)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 92)
        grid.setColumnStretch(1, 1)
        for number, action in enumerate(actions):
            label = PlainLabel(action.name)
            label.setFont(self.theme.font("ui.small"))
            label.setToolTip(tooltip(action.help))
            grid.addWidget(Cap(action.keys, self.theme), number, 0, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(label, number, 1)
        column.addLayout(grid)

    def _add_moves(self, column: QVBoxLayout) -> None:
        self._add_heading(column, "In the text")
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 92)
        grid.setColumnStretch(1, 1)
        for number, (keys, words) in enumerate(_CANVAS_KEYS):
            label = PlainLabel(words)
            label.setFont(self.theme.font("ui.small"))
            grid.addWidget(Cap(keys, self.theme), number, 0, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(label, number, 1)
        column.addLayout(grid)

    def _add_heading(self, column: QVBoxLayout, text: str) -> None:
        heading = PlainLabel(text, tone="faint")
        font = self.theme.font("ui.meta")
        font.setWeight(font.Weight.DemiBold)
        heading.setFont(font)
        heading.setContentsMargins(0, 12 if column.count() else 0, 0, 4)
        column.addWidget(heading)

    def keyPressEvent(self, event: object) -> None:
        if getattr(event, "text", lambda: "")() == "?":
            self.accept()
        else:
            super().keyPressEvent(event)  # pyright: ignore[reportArgumentType]
