"""The label schema and the default one."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Argument, Author, Event, Marks, Mention
from spanloop.core.schema import Guideline, Ink, Schema, parse_schema
from spanloop.core.validation import validate

SMALL: dict[str, Any] = {
    "name": "small",
    "version": "3",
    "entities": [
        {"label": "ARM", "key": "a", "gloss": "armed actor", "guideline": "Mark it.", "example": "[Rebels] left."},
        {"label": "GPE", "key": "g", "colours": {"light": {"ink": "#111111", "tint": "#EEEEEE", "on_ink": "#FFFFFF"}}},
    ],
    "common_roles": {"place": {"fills": ["GPE"], "key": "p"}, "time": {"fills": ["*"], "key": "t", "many": False}},
    "events": [
        {
            "type": "MOVE",
            "key": "5",
            "kinds": ["deploy"],
            "expects": ["force", "place"],
            "roles": {"force": {"fills": ["ARM"], "key": "f"}, "time": {"fills": ["GPE"], "key": "z"}},
        },
        {"type": "SAY", "key": "-", "roles": {"about": {"events": ["MOVE"], "key": "b"}, "any": {"events": ["*"]}}},
    ],
    "attributes": {
        "realis": {"key": "y", "values": ["actual", "planned"], "default": "actual"},
        "kind": {"key": "k", "values": "per event type", "default": None},
    },
    "event_links": [{"type": "CAUSE", "key": "Shift+C"}],
    "entity_links": [{"type": "ALIAS"}],
}


def small(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(SMALL) | changes


def test_reading_a_schema() -> None:
    schema = parse_schema(SMALL)
    assert (schema.name, schema.version, schema.document) == ("small", "3", SMALL)
    arm = schema.entity("ARM")
    assert arm is not None
    assert arm.help == Guideline("armed actor", "Mark it.", "[Rebels] left.")
    gpe = schema.entity("GPE")
    assert gpe is not None
    assert gpe.colours == {"light": Ink("#111111", "#EEEEEE", "#FFFFFF")}
    move = schema.event("MOVE")
    assert move is not None
    assert [role.name for role in move.roles] == ["force", "time", "place"], (
        "own roles first, and they replace common ones"
    )
    assert (move.kinds, move.expects, move.colours) == (("deploy",), ("force", "place"), {})
    time = move.role("time")
    assert time is not None
    assert time.takes_label("GPE")
    assert not time.takes_label("ARM")
    assert move.role("about") is None
    say = schema.event("SAY")
    assert say is not None
    assert say.expects == ()
    about, anything, common_time = say.role("about"), say.role("any"), say.role("time")
    assert about is not None
    assert anything is not None
    assert common_time is not None
    assert about.takes_event("MOVE")
    assert not about.takes_event("SAY")
    assert anything.takes_event("SAY")
    assert common_time.takes_label("ARM")
    assert (common_time.many, about.many) == (False, True)
    assert schema.attribute_values("realis", "SAY") == ("actual", "planned")
    assert schema.attribute_values("kind", "MOVE") == ("deploy",)
    assert schema.attribute_values("kind", "SAY") == schema.attribute_values("kind", "XYZ") == ()
    assert schema.attribute_values("none", "MOVE") == ()
    assert [(link.type, link.between_events) for link in schema.links] == [("CAUSE", True), ("ALIAS", False)]
    assert schema.link("ALIAS") is schema.links[1]
    assert schema.entity("XYZ") is schema.event("XYZ") is schema.attribute("XYZ") is schema.link("XYZ") is None


def test_the_smallest_schema() -> None:
    schema = parse_schema(
        {"name": "tiny", "version": 1, "entities": [{"label": "X", "key": "x", "gloss": "a thing"}], "events": []}
    )
    assert [entity.label for entity in schema.entities] == ["X"]
    assert (schema.version, schema.entities[0].colours) == ("1", {})
    assert parse_schema({"name": "none"}) == Schema("none", "1")


def entity(label: str, key: str = "") -> dict[str, Any]:
    return {"label": label, "key": key}


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ([], "the schema is not an object"),
        ({"entities": []}, "has no name"),
        ({"name": "  "}, "has no name"),
        (small(entities={}), "entities is not a list"),
        (small(entities=["ARM"]), "an entity label is not an object"),
        (small(entities=[{"key": "a"}]), "an entity label has no label"),
        (small(entities=[{"label": 3}]), "an entity label has no label"),
        (small(entities=[{"label": "ARM", "key": 3}]), "the key of ARM is not a text"),
        (small(entities=[entity("ARM"), entity("GPE"), entity("ARM")]), "entity label 'ARM' stands twice"),
        (small(entities=[entity("ARM", "a"), entity("GPE", "a")]), "key 'a' stands twice in the entity labels"),
        (small(entities=[entity("ARM"), entity("GPE"), entity("MOVE")]), "MOVE is both"),
        (small(entities=[entity("ARM")]), "place is to be filled by GPE"),
        (small(events=[{"type": "A"}, {"type": "A"}]), "event type 'A' stands twice"),
        (
            small(events=[{"type": "A", "key": "1"}, {"type": "B", "key": "1"}]),
            "key '1' stands twice in the event types",
        ),
        (small(events=[{"key": "1"}]), "an event type has no type"),
        (small(events=[{"type": "A", "roles": []}]), "roles is not an object"),
        (small(events=[{"type": "A", "roles": {"x": {"key": "p"}}}]), "role key 'p' stands twice in A"),
        (
            small(events=[{"type": "A", "roles": {"x": {"key": "y"}}}]),
            "key 'y' stands twice in the roles and attributes",
        ),
        (small(events=[{"type": "A", "roles": {"x": {"events": ["B"]}}}]), "x is to be filled by B"),
        (small(events=[{"type": "A", "roles": {"x": {"fills": "ARM"}}}]), "fills is not a list"),
        (small(events=[{"type": "A", "expects": ["victim"]}]), "A expects the role victim"),
        (small(events=[{"type": "A", "expects": "place"}]), "expects is not a list"),
        (small(attributes={"a": {"values": ["x"], "default": "z"}}), "the default 'z' of attribute a"),
        (small(attributes={"a": {"key": "k"}, "b": {"key": "k"}}), "key 'k' stands twice in the attributes"),
        (small(attributes=[]), "attributes is not an object"),
        (small(event_links=[{"type": "ALIAS"}]), "link type 'ALIAS' stands twice"),
        (small(entity_links=[{"type": "ALIAS", "key": "Shift+C"}]), "key 'Shift+C' stands twice in the links"),
        (
            small(entities=[{"label": "ARM", "colours": {"light": {"ink": "#1"}}}]),
            "the light colours of ARM has no tint",
        ),
    ],
)
def test_a_broken_schema_is_refused_with_the_entry_that_breaks_it(broken: object, named: str) -> None:
    with pytest.raises(SpanloopError) as caught:
        parse_schema(broken, where="labels.json")
    assert named in str(caught.value)
    assert str(caught.value).startswith("labels.json: ")
    assert caught.value.way_out


def test_labels_without_keys_do_not_clash() -> None:
    assert len(parse_schema({"name": "n", "entities": [entity("A"), entity("B")]}).entities) == 2


# The default schema -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def document(repo: Path) -> dict[str, Any]:
    return json.loads((repo / "resources" / "schema" / "armed_conflict.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def default(document: dict[str, Any]) -> Schema:
    return parse_schema(document)


def helps(schema: Schema) -> dict[str, Guideline]:
    found = {part.label: part.help for part in schema.entities}
    found |= {event.type: event.help for event in schema.events}
    found |= {f"{event.type}.{role.name}": role.help for event in schema.events for role in event.roles}
    found |= {attribute.name: attribute.help for attribute in schema.attributes}
    return found | {link.type: link.help for link in schema.links}


def test_the_default_schema_has_its_labels_and_types(default: Schema) -> None:
    assert " ".join(e.label for e in default.entities) == "PER ARM CIV ORG GPE LOC FAC VEH WPN DOC TIME NUM"
    assert " ".join(e.type for e in default.events) == (
        "ATTACK STRIKE HARM DAMAGE MOVE CONTROL DETAIN TALKS AGREE SUPPORT SAY PROTEST"
    )
    assert all(len(event.kinds) > 2 for event in default.events)
    assert all(part.key for part in (*default.entities, *default.events, *default.attributes, *default.links))
    assert all(role.key for event in default.events for role in event.roles)


def test_every_entry_has_gloss_guideline_and_example(default: Schema) -> None:
    for name, help_ in helps(default).items():
        assert help_.gloss, name
        assert help_.guideline.endswith("."), name
        assert re.search(r"\[[^\[\]]+\]", help_.example), name
        assert help_.example.count("[") == help_.example.count("]"), name
        assert "  " not in help_.gloss + help_.guideline + help_.example
        assert len(help_.gloss) <= 90, name
        assert len(help_.guideline) <= 300, name


def test_every_attribute_value_is_explained(default: Schema) -> None:
    for attribute in default.attributes:
        for value in attribute.values:
            if value not in (attribute.default, "pos"):
                assert re.search(rf"\b{value}\b", attribute.help.guideline), value


def test_examples_mark_whole_words(default: Schema) -> None:
    for name, help_ in helps(default).items():
        text = ""
        spans: list[Mention] = []
        for i, part in enumerate(re.split(r"\[([^\[\]]+)\]", help_.example)):
            if i % 2:
                spans.append(Mention(f"{name}-{i}", ((len(text), len(text) + len(part)),), "ARM"))
            text += part
        found = validate(Article("example", text), Marks(Author("a", "a"), tuple(spans)), default)
        assert found == (), name


def test_every_label_has_colours_in_every_theme(default: Schema) -> None:
    for part in (*default.entities, *default.events):
        assert set(part.colours) == {"light", "dark", "high-contrast"}
        for ink in part.colours.values():
            assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in (ink.ink, ink.tint, ink.on_ink))
    for theme in ("light", "dark", "high-contrast"):
        inks = [part.colours[theme].ink for part in default.entities]
        assert len(set(inks)) == len(inks)


def test_place_is_expected_where_an_event_happens_somewhere(default: Schema) -> None:
    expecting = {event.type for event in default.events if "place" in event.expects}
    assert expecting == {"ATTACK", "STRIKE", "HARM", "PROTEST"}


def test_the_gold_of_the_shared_pages_fits_the_default_schema(default: Schema, shared_dir: Path) -> None:
    for line in (shared_dir / "gold" / "seeds_000-002.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        with (shared_dir / "seeds" / page["id"]).open(encoding="utf-8", newline="") as file:
            article = Article(page["id"], file.read())
        mentions = [Mention(e["id"], ((e["start"], e["end"]),), e["label"]) for e in page["entities"]]
        events = [
            Event(
                e["id"],
                e["type"],
                ((e["trigger"]["start"], e["trigger"]["end"]),),
                tuple(Argument(a["role"], a["entity"]) for a in e["arguments"]),
                e["attributes"],
            )
            for e in page["events"]
        ]
        marks = Marks(Author("gold", "gold", "gold"), tuple(mentions), tuple(events))
        assert {p.code for p in validate(article, marks, default)} <= {"missing_role"}
