"""Where names of a schema go, what a plan keeps on record, and when a completion still holds."""

from __future__ import annotations

from typing import Any

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Event, Marks, Mention
from spanloop.core.schema import Schema, parse_schema
from spanloop.core.schema_carry import carry_marks
from spanloop.core.schema_change import SchemaMapping, plan_change, read_changed_from


def schema(*labels: str, version: str = "2", **more: Any) -> Schema:
    return parse_schema({"name": "s", "version": version, "entities": [{"label": name} for name in labels], **more})


def event_schema(version: str, *events: dict[str, Any]) -> Schema:
    return schema("ARM", "CIV", version=version, events=list(events))


STRIKE = {"type": "STRIKE", "roles": {"agent": {"fills": ["ARM"]}, "target": {"fills": ["ARM", "CIV"]}}}


def test_every_name_is_kept_renamed_merged_deleted_or_added() -> None:
    plan = plan_change(
        schema("ARM", "CIV", "ORG", "DOC", version="1"),
        schema("FORCE", "ORG", "NEW"),
        SchemaMapping(labels={"ARM": "FORCE", "CIV": "ORG"}),
    )
    assert [(step.old, step.new, step.fate) for step in plan.steps] == [
        ("ARM", "FORCE", "renamed"),
        ("CIV", "ORG", "merged"),
        ("ORG", "ORG", "kept"),
        ("DOC", "", "deleted"),
        ("", "NEW", "added"),
    ]
    assert plan.label("never in a schema") == "never in a schema"


def test_a_role_goes_with_its_type_and_a_filler_that_fits_no_more_is_known() -> None:
    new = event_schema("2", {"type": "HIT", "roles": {"by": {"fills": ["CIV"]}, "target": {"fills": ["CIV"]}}})
    mapping = SchemaMapping(types={"STRIKE": "HIT"}, roles={("STRIKE", "agent"): "by"})
    plan = plan_change(event_schema("1", STRIKE), new, mapping)
    assert plan.roles == {("STRIKE", "agent"): "by", ("STRIKE", "target"): "target"}
    assert plan.is_misfit("STRIKE", "target", "ARM", filler_is_event=False)
    assert not plan.is_misfit("STRIKE", "target", "CIV", filler_is_event=False)
    # The role never took it: a problem already, and none of this change.
    assert not plan.is_misfit("STRIKE", "agent", "CIV", filler_is_event=False)


@pytest.mark.parametrize("drop", [False, True])
def test_a_misfit_is_taken_out_only_when_asked(drop: bool) -> None:
    new = event_schema("2", {"type": "STRIKE", "roles": {"agent": {"fills": ["CIV"]}}})
    plan = plan_change(event_schema("1", STRIKE), new)
    arm = Mention(new_uid(), ((0, 3),), "ARM")
    event = Event(new_uid(), "STRIKE", ((4, 7),), (Argument("agent", arm.uid), Argument("target", arm.uid)))
    carried = carry_marks(Marks(Author("a", "A"), (arm,), (event,)), plan, drop_misfits=drop)
    assert [a.role for a in carried.marks.events[0].arguments] == ([] if drop else ["agent"])
    assert carried.lost["role", "target"] == 1


def test_what_a_plan_keeps_on_record_makes_the_same_plan_again() -> None:
    old = schema("ARM", "CIV", version="1", events=[STRIKE], attributes={"polarity": {"values": ["yes", "no"]}})
    new = schema(
        "ARM", events=[{"type": "HIT", "roles": {"by": {"fills": ["*"]}}}], attributes={"pol": {"values": ["yes"]}}
    )
    mapping = SchemaMapping(
        labels={"CIV": "ARM"}, types={"STRIKE": "HIT"}, roles={("STRIKE", "agent"): "by"},
        attributes={"polarity": "pol"}, values={("polarity", "no"): "yes"},
    )  # fmt: skip
    plan = plan_change(old, new, mapping)
    held = read_changed_from(plan.document())
    assert held is not None
    assert held[0] == "1"
    again = plan_change(old, new, held[1])
    assert (again.labels, again.types, again.roles) == (plan.labels, plan.types, plan.roles)
    assert (again.attributes, again.values, again.links) == (plan.attributes, plan.values, plan.links)


@pytest.mark.parametrize("note", [None, 3, [], {"from": 2}, {"labels": {}}])
def test_a_record_of_another_shape_is_none(note: Any) -> None:
    assert read_changed_from({"changed_from": note}) is None


def test_parts_of_another_shape_are_left_out() -> None:
    held = read_changed_from({"changed_from": {"from": "1", "labels": ["x"], "roles": {"A": 3}, "types": {"B": 4}}})
    assert held == ("1", SchemaMapping())


@pytest.mark.parametrize(
    ("now", "mapping", "holds"),
    [
        (("ARM", "CIV"), {}, True),
        (("FORCE", "CIV"), {"ARM": "FORCE"}, True),
        (("ARM",), {"CIV": "ARM"}, True),
        (("ARM",), {}, True),
        (("ARM", "CIV", "NEW"), {}, False),
        (("ARM", "CIV"), {"CIV": None}, False),
    ],
)
def test_only_what_was_added_reopens(now: tuple[str, ...], mapping: dict[str, str | None], holds: bool) -> None:
    old = schema("ARM", "CIV", version="1")
    assert plan_change(old, schema(*now), SchemaMapping(labels=mapping)).holds("entities", old) is holds


def test_a_label_that_a_completion_did_not_know_is_not_in_it_by_a_merge() -> None:
    first, second = schema("ARM", version="0"), schema("ARM", "CIV", version="1")
    plan = plan_change(second, schema("ARM"), SchemaMapping(labels={"CIV": "ARM"}))
    assert plan.holds("entities", second)
    assert not plan.holds("entities", first)


def test_a_link_does_not_become_one_of_the_other_kind() -> None:
    old = schema("ARM", version="1", entity_links=[{"type": "alias"}])
    new = schema("ARM", event_links=[{"type": "alias"}])
    assert plan_change(old, new).links == {"alias": None}
    with pytest.raises(SpanloopError, match="joins mentions, and alias does not"):
        plan_change(old, new, SchemaMapping(links={"alias": "alias"}))
