"""Lists of rows of one height, out of which a person picks some."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView


class PickList(QListView):
    """Arrows, Shift and the mouse pick rows; letters mean something else wherever it stands.

    It is given its delegate before its model, else it reads rows of another height first, and more of them.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)

    def rows(self) -> list[int]:
        """The rows that are picked, from the top."""
        chosen = self.selectionModel().selection()
        parts = [chosen.at(number) for number in range(chosen.count())]
        return sorted(row for part in parts for row in range(part.top(), part.bottom() + 1))

    def keyboardSearch(self, search: str) -> None:
        """Qt: letters do not jump about in the list; in a long one going through all rows would take seconds."""
