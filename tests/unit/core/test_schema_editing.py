"""Editing a schema in place: what each edit does to the document, and what it says of names."""

from __future__ import annotations

from typing import Any

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.schema import parse_schema
from spanloop.core.schema_change import plan_change
from spanloop.core.schema_editing import SchemaEditing, next_version

DOCUMENT: dict[str, Any] = {
    "name": "s",
    "version": "1.9",
    "entities": [{"label": "ARM", "key": "a"}, {"label": "CIV"}, {"label": "LOC"}],
    "common_roles": {"place": {"key": "p", "fills": ["LOC"]}},
    "events": [
        {"type": "STRIKE", "kinds": ["air"], "expects": ["place"],
         "roles": {"agent": {"key": "a", "fills": ["ARM", "CIV"]}, "count": {"key": "n"}}},
        {"type": "HARM", "kinds": ["killed"], "roles": {"cause": {"key": "a", "events": ["STRIKE"]}}},
    ],
    "attributes": {"polarity": {"values": ["yes", "no"], "default": "yes"}, "kind": {"values": "per type"}},
    "event_links": [{"type": "same"}],
    "entity_links": [{"type": "alias"}],
}  # fmt: skip


@pytest.fixture
def editing() -> SchemaEditing:
    return SchemaEditing(parse_schema(DOCUMENT))


def test_a_renamed_label_is_renamed_in_roles_and_the_given_document_stays(editing: SchemaEditing) -> None:
    editing.rename("ARM", "FORCE")
    editing.rename("FORCE", "TROOPS")
    assert editing.parsed().event("STRIKE").role("agent").fills == {"TROOPS", "CIV"}  # pyright: ignore[reportOptionalMemberAccess]
    assert editing.mapping().labels == {"ARM": "TROOPS"}
    assert editing.schema.document["entities"][0]["label"] == "ARM"


def test_a_merged_label_leaves_its_place_in_roles_to_the_other(editing: SchemaEditing) -> None:
    editing.merge("ARM", "CIV")
    assert editing.document["events"][0]["roles"]["agent"]["fills"] == ["CIV"]
    assert editing.mapping().labels == {"ARM": "CIV"}


def test_a_merged_type_brings_its_roles_and_kinds_and_no_key_twice(editing: SchemaEditing) -> None:
    editing.merge("HARM", "STRIKE")
    kind = editing.parsed().event("STRIKE")
    assert kind is not None
    assert [(role.name, role.key) for role in kind.roles] == [
        ("agent", "a"),
        ("count", "n"),
        ("cause", ""),
        ("place", "p"),
    ]
    assert kind.kinds == ("air", "killed")
    plan = plan_change(editing.schema, editing.parsed(), editing.mapping())
    assert plan.roles["HARM", "cause"] == "cause"


def test_roles_common_and_of_one_type(editing: SchemaEditing) -> None:
    editing.rename("place", "location")
    editing.rename("STRIKE.agent", "by")
    editing.merge("STRIKE.count", "by")
    editing.delete("HARM.cause")
    assert editing.document["events"][0]["expects"] == ["location"]
    assert editing.mapping().roles == {
        ("STRIKE", "agent"): "by", ("STRIKE", "count"): "by", ("STRIKE", "place"): "location",
        ("HARM", "cause"): None, ("HARM", "place"): "location",
    }  # fmt: skip


def test_a_common_role_renamed_in_one_type_becomes_its_own(editing: SchemaEditing) -> None:
    editing.rename("STRIKE.place", "site")
    kind = editing.document["events"][0]
    assert kind["roles"]["site"]["fills"] == ["LOC"]
    assert "site" not in editing.document["events"][1]["roles"]
    assert editing.mapping().roles == {("STRIKE", "place"): "site"}


def test_values_attributes_and_links(editing: SchemaEditing) -> None:
    editing.rename("polarity.yes", "positive")
    editing.merge("kind.killed", "air")
    editing.rename("polarity", "pol")
    editing.rename("same", "identical")
    assert editing.document["attributes"]["pol"] == {"values": ["positive", "no"], "default": "positive"}
    mapping = editing.mapping()
    assert mapping.values == {("polarity", "yes"): "positive", ("kind", "killed"): "air"}
    assert (mapping.attributes, mapping.links) == ({"polarity": "pol"}, {"same": "identical"})
    editing.parsed()


def test_entries_say_what_they_were(editing: SchemaEditing) -> None:
    editing.rename("ARM", "FORCE")
    editing.merge("CIV", "FORCE")
    editing.rename("STRIKE.agent", "by")
    assert [(entry.name, entry.before) for entry in editing.entries("label")] == [
        ("FORCE", ("ARM", "CIV")), ("LOC", ())]  # fmt: skip
    assert [(entry.path, entry.before) for entry in editing.entries("role")][:2] == [
        ("place", ()), ("STRIKE.by", ("agent",))]  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "names", "said"),
    [
        ("rename", ("ARM", "STRIKE"), "STRIKE already"),
        ("rename", ("ARM", " "), "name is missing"),
        ("merge", ("ARM", "STRIKE"), "not of one kind"),
        ("merge", ("same", "alias"), "not of one kind"),
        ("delete", ("STRIKE.place",), "a role of all event types"),
        ("delete", ("NOBODY",), "nothing called NOBODY"),
        ("rename", ("polarity.maybe", "x"), "no value maybe"),
    ],
)
def test_refusals(editing: SchemaEditing, edit: str, names: tuple[str, ...], said: str) -> None:
    with pytest.raises(SpanloopError, match=said):
        getattr(editing, edit)(*names)


@pytest.mark.parametrize(
    ("version", "taken", "found"),
    [("0.1", [], "0.2"), ("1.9", ["1.10"], "1.11"), ("pilot", [], "pilot-2"), ("v3-draft", [], "v4-draft")],
)
def test_the_next_version(version: str, taken: list[str], found: str) -> None:
    assert next_version(version, taken) == found
