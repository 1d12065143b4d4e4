"""A schema grows by what marks name, and by nothing else."""

from __future__ import annotations

from collections import Counter

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Argument, Author, Event, Link, Marks, Mention
from spanloop.core.schema import parse_schema
from spanloop.core.schema_growth import Missing, SchemaGrowth, missing
from tests.unit.operations.bench import SCHEMA

NOOR = Author("", "Noor")
SCHEMA_HERE = parse_schema(SCHEMA)


def marks(*, mentions: tuple[Mention, ...] = (), events: tuple[Event, ...] = (), links: tuple[Link, ...] = ()) -> Marks:
    return Marks(NOOR, mentions, events, links)


SHIP = Mention("m1", ((0, 4),), "SHIP")
LANDING = Event("e1", "LANDING", ((5, 9),), (Argument("vessel", "m1"),), {"doubt": "much", "polarity": "neg"})


def test_what_a_schema_has_is_not_missing() -> None:
    known = marks(mentions=(Mention("m", ((0, 4),), "ARM"),), events=(Event("e", "STRIKE", ((5, 9),)),))
    assert list(missing(known, SCHEMA_HERE, values=True)) == []


def test_every_kind_of_name_that_a_schema_lacks_is_told() -> None:
    link = Link("k", "NEAR", "m1", "m1", between_events=False)
    found = list(missing(marks(mentions=(SHIP,), events=(LANDING,), links=(link,)), SCHEMA_HERE, values=True))
    assert found == [
        Missing("entity", "SHIP"),
        Missing("event", "LANDING"),
        Missing("role", "vessel", "LANDING"),
        Missing("attribute", "doubt"),
        Missing("value", "much", "doubt"),
        Missing("link", "NEAR", "mentions"),
    ]
    assert [one.words() for one in found][2] == "role vessel of LANDING"


def test_the_schema_that_grew_has_all_that_was_missing_and_keeps_the_rest() -> None:
    growth = SchemaGrowth(SCHEMA_HERE)
    growth.add(marks(mentions=(SHIP,), events=(LANDING,)))
    grown = growth.grown(taken=["1", "2"])
    assert list(missing(marks(mentions=(SHIP,), events=(LANDING,)), grown, values=True)) == []
    assert grown.version == "3"
    landing = grown.event("LANDING")
    assert landing is not None
    vessel = landing.role("vessel")
    assert vessel is not None
    assert (vessel.fills, vessel.key) == (frozenset({"SHIP"}), "v")
    assert [entity.label for entity in grown.entities] == ["ARM", "GPE", "FAC", "TIME", "SHIP"]
    assert grown.attribute("doubt") is not None
    assert SCHEMA_HERE.entity("SHIP") is None, "the schema that was given stays as it was"


def test_a_known_type_gets_a_role_and_an_attribute_a_value() -> None:
    growth = SchemaGrowth(SCHEMA_HERE)
    growth.add(
        marks(
            mentions=(Mention("m", ((0, 4),), "TIME"),),
            events=(Event("e", "STRIKE", ((5, 9),), (Argument("when", "m"),), {"polarity": "maybe", "kind": "sea"}),),
        )
    )
    assert growth.counts == Counter(
        {
            Missing("role", "when", "STRIKE"): 1,
            Missing("value", "maybe", "polarity"): 1,
            Missing("value", "sea", "kind"): 1,
        }
    )
    grown = growth.grown()
    strike = grown.event("STRIKE")
    assert strike is not None
    assert strike.role("when") is not None
    assert strike.kinds == ("shelling", "air", "sea")
    assert grown.attribute_values("polarity", "STRIKE") == ("pos", "neg", "maybe")


def test_a_schema_that_came_with_the_files_says_what_its_names_are() -> None:
    growth = SchemaGrowth(SCHEMA_HERE)
    growth.add(marks(events=(Event("e", "LANDING", ((5, 9),)),)))
    declared = {
        "entities": [{"label": "SHIP", "gloss": "what floats"}, {"label": "ARM"}],
        "events": [{"type": "LANDING", "roles": {"vessel": {"fills": ["SHIP", "NOWHERE"], "many": False}}}],
    }
    grown = growth.grown([declared])
    landing = grown.event("LANDING")
    assert landing is not None
    vessel = landing.role("vessel")
    assert vessel is not None
    assert (vessel.fills, vessel.many) == (frozenset({"SHIP"}), False)
    ship = grown.entity("SHIP")
    assert ship is not None
    assert ship.help.gloss == "what floats"


def test_a_name_cannot_be_a_label_and_a_type_at_once() -> None:
    growth = SchemaGrowth(SCHEMA_HERE)
    growth.add(marks(mentions=(Mention("m", ((0, 4),), "STRIKE"),)))
    with pytest.raises(SpanloopError, match="STRIKE would be an entity label and an event type"):
        growth.grown()
