"""How a person likes to read: size, width and spacing of the text, and how labels are told apart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """Figures are per cent of the design.

    zoom: size of text and marks. width: of the text column, as far as the window has room. spacing: distance of the
    lines; below 100 the text box gets lower, above 100 empty room is put between the lines. patterns: whether
    underlines of different labels have different patterns, so that they are told apart without colour.
    """

    zoom: float = 100
    width: float = 100
    spacing: float = 100
    patterns: bool = True


#: As the design has it.
DESIGNED = Reading()
