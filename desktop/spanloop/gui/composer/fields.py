"""The chips of roles and attributes at the foot of the composer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from spanloop.core.marks import Event
from spanloop.core.schema import Role
from spanloop.gui.inspector.attributes import attributes_of, current_value
from spanloop.gui.inspector.controls import Chip
from spanloop.gui.inspector.flow import FlowLayout
from spanloop.gui.inspector.index import DeskIndex
from spanloop.gui.theme import Theme


class FieldChips(QWidget):
    """Roles first, with a tick where they are filled; then attributes with their values.

    role_pressed(number), attribute_pressed(number): from 0, in the order shown.
    """

    role_pressed = Signal(int)
    attribute_pressed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._roles: list[Chip] = []
        self._attributes: list[Chip] = []
        self._flow = FlowLayout(self, gap=8, line_gap=8)

    def show_event(
        self, index: DeskIndex, event: Event, *, roles: Sequence[Role], active: str, fillers: Callable[[str], list[str]]
    ) -> None:
        """Show the fields of an event. active: the role being filled, or "". fillers: of a role, uids."""
        attributes = attributes_of(index.schema, event)
        self._provide(len(roles), len(attributes), index)
        for chip, role in zip(self._roles, roles, strict=False):
            filled = fillers(role.name)
            state = "on" if role.name == active else ("set" if filled else "plain")
            quotes = [index.quote(entry.fragments) for uid in filled if (entry := index.find(uid))]
            name = f"{role.name}: {', '.join(quotes) or 'none'}"
            chip.show_parts(role.name, key=role.key, ticked=bool(filled), state=state, name=name)
            chip.setToolTip(name)
            chip.setVisible(True)
        for chip, attribute in zip(self._attributes, attributes, strict=False):
            value = current_value(event, attribute) or "none"
            chip.show_parts(attribute.name, key=attribute.key, value=value, state="quiet")
            chip.setVisible(True)
        for chip in (*self._roles[len(roles) :], *self._attributes[len(attributes) :]):
            chip.setVisible(False)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        for chip in (*self._roles, *self._attributes):
            chip.set_theme(theme)

    def _provide(self, roles: int, attributes: int, index: DeskIndex) -> None:
        """Make chips that are missing, and lay roles before attributes, whichever came into being first."""
        if roles <= len(self._roles) and attributes <= len(self._attributes):
            return
        for chips, wanted, told in (
            (self._roles, roles, self.role_pressed),
            (self._attributes, attributes, self.attribute_pressed),
        ):
            while len(chips) < wanted:
                chip = Chip(self._theme, index.schema, self)
                number = len(chips)
                chip.clicked.connect(partial(_tell, told.emit, number))
                chips.append(chip)
        while self._flow.count():
            self._flow.takeAt(0)
        for chip in (*self._roles, *self._attributes):
            self._flow.addWidget(chip)


def _tell(emit: Callable[[int], None], number: int, _checked: bool = False) -> None:
    emit(number)
