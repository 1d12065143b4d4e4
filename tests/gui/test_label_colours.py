"""Labels without colours of their own take them from the palette by their order in the schema."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from spanloop.core.schema import EntityLabel, EventType, Ink, Schema
from spanloop.gui.label_colours import share_out
from spanloop.gui.theme import THEME_NAMES, Theme

PALETTE = tuple("ABCDEFGHIJKL")


@pytest.mark.parametrize("name", THEME_NAMES)
def test_the_first_twelve_labels_and_types_never_clash(name: str, qapp: QApplication) -> None:
    entities = tuple(EntityLabel(f"LABEL{number}") for number in range(11))
    events = tuple(EventType(f"TYPE{number}") for number in range(12))
    schema = Schema("any", "1", (*entities, EntityLabel("ARM")), events)
    theme = Theme.named(name)  # pyright: ignore[reportArgumentType]
    for items in (schema.entities, schema.events):
        inks = [theme.ink(item, schema=schema).ink.name() for item in items]
        assert len(set(inks)) == 12
    # A label that the palette was made for keeps its colours.
    theirs, alone = theme.ink(schema.entities[-1], schema=schema), theme.ink(EntityLabel("ARM"))
    assert (theirs.ink, theirs.tint, theirs.on_ink) == (alone.ink, alone.tint, alone.on_ink)


def test_colours_of_their_own_are_kept_and_given_to_no_other(qapp: QApplication) -> None:
    theme = Theme.named("light")
    palette = [theme.ink(EntityLabel(name)).ink.name() for name in ("PER", "ARM", "CIV", "ORG")]
    own = EntityLabel("BOAT", colours={"light": Ink(palette[0].upper(), "#EEEEEE", "#FFFFFF")})
    others = tuple(EntityLabel(f"LABEL{number}") for number in range(11))
    schema = Schema("any", "1", (*others, own), ())
    assert theme.ink(own, schema=schema).ink.name() == palette[0]
    assert palette[0] not in {theme.ink(item, schema=schema).ink.name() for item in others}


def test_another_schema_shares_out_anew(qapp: QApplication) -> None:
    theme = Theme.named("light")
    one, other = EntityLabel("ONE"), EntityLabel("OTHER")
    before, after = Schema("a", "1", (one, other), ()), Schema("a", "2", (other, one), ())
    assert theme.ink(one, schema=before) == theme.ink(other, schema=after)
    assert theme.ink(one, schema=before) != theme.ink(one, schema=after)


@given(
    names=st.lists(st.sampled_from("ABCDEFGHIJKLmnopqrstuvw"), unique=True, max_size=20),
    taken=st.sets(st.integers(0, 11)),
)
def test_sharing_out(names: list[str], taken: set[int]) -> None:
    own = {number: name for number, name in enumerate(names) if number in taken and name not in PALETTE}
    reserved = {name: PALETTE[number] for number, name in own.items()}
    shared = share_out(names, PALETTE, reserved)
    assert set(shared) == set(names)
    for one, other in combinations(names[:12], 2):
        if one not in reserved and other not in reserved:
            assert shared[one] != shared[other]
    assert all(shared[name] == name for name in names if name in PALETTE)
    assert shared == share_out(names, PALETTE, reserved)
