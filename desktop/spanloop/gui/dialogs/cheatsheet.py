"""The cheat sheet: every action with its keys, made from the table of actions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from spanloop.gui.actions import Action
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.keycaps import Cap
from spanloop.gui.keys import chord_names, key_names
from spanloop.gui.plain import PlainLabel, tooltip
from spanloop.gui.theme import Theme

#: Which groups stand in which column, from the most used.
_COLUMNS = (
    ("Labels", "Event types", "Links"),
    ("Mark", "Zones", "Copies"),
    ("Article", "Edit", "View", "Project", "Extractor", "Help"),
)
_CANVAS_KEYS = (
    (("Left", "Right"), "word by word"),
    (("Shift+Left", "Shift+Right"), "select words"),
    (("Ctrl+Left", "Ctrl+Right"), "sentence by sentence"),
    (("Alt+Shift+Right",), "select characters"),
)


class CheatSheet(Sheet):
    """All keys on one page; the key that opened it closes it, and Esc. change_asked(): other keys are wanted."""

    change_asked = Signal()

    def __init__(self, actions: Sequence[Action], *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("All keys", theme=theme, parent=parent, width=960)
        self.setObjectName("cheatSheet")
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(32)
        for groups in _COLUMNS:
            row.addLayout(self._column(groups, actions), 1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("Acts and their keys")
        self.body.addWidget(area, 1)
        self._own_keys = next((action.keys for action in actions if action.id == "help.keys"), ())
        self.add_button("Change keys…").clicked.connect(self._change)
        self.add_button("Close", primary=True).clicked.connect(self.accept)
        room = parent.window().height() - 40 if parent else 820
        self.resize(1000, min(820, room))
        area.setFocus()  # so that arrows and pages scroll it

    def _column(self, groups: Sequence[str], actions: Sequence[Action]) -> QGridLayout:
        """One grid for all groups of a column, so that the caps stand under each other."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for group in groups:
            lines = [(a.keys, a.name, a.help) for a in actions if a.group == group and a.keys]
            self._add_group(grid, group, lines)
            if group == "Article":
                self._add_group(grid, "In the text", [(keys, words, "") for keys, words in _CANVAS_KEYS])
        grid.setRowStretch(grid.rowCount(), 1)
        return grid

    def _add_group(self, grid: QGridLayout, group: str, lines: Sequence[tuple[Sequence[str], str, str]]) -> None:
        if not lines:
            return
        heading = PlainLabel(group, tone="faint")
        font = self.theme.font("ui.meta")
        font.setWeight(font.Weight.DemiBold)
        heading.setFont(font)
        heading.setContentsMargins(0, 12 if grid.count() else 0, 0, 4)
        row = grid.rowCount()
        grid.addWidget(heading, row, 0, 1, 2)
        for number, (keys, name, help_text) in enumerate(lines, row + 1):
            label = PlainLabel(name)
            label.setFont(self.theme.font("ui.small"))
            label.setToolTip(tooltip(help_text))
            cap = Cap(keys, self.theme)
            cap.setAccessibleName(name)
            grid.addWidget(cap, number, 0, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(label, number, 1)

    def _change(self) -> None:
        self.accept()
        self.change_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if set(self._own_keys) & {*key_names(event), *chord_names(event)}:
            self.accept()
        else:
            super().keyPressEvent(event)
