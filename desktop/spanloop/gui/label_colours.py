"""Which colours of the palette the labels of a schema take that brings none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle


def share_out(names: Sequence[str], palette: Sequence[str], reserved: Mapping[str, str]) -> dict[str, str]:
    """For each name of a schema, in its order, the name in the palette whose colours it takes.

    A name that the palette has takes its own. reserved: names that bring colours, and to which of the palette these
    are equal. As many names as the palette has, from the first, never share; later ones go round.
    """
    first = names[: len(palette)]
    used = {reserved.get(name, name) for name in first}
    free = [colour for colour in palette if colour not in used]
    again = cycle(palette)
    shared: dict[str, str] = {}
    for name in names:
        if name in reserved:
            shared[name] = reserved[name]
        elif name in palette:
            shared[name] = name
        else:
            shared[name] = free.pop(0) if free else next(again)
    return shared
