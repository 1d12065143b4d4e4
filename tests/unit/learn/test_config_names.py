"""Names that a schema may have go through a spaCy config and come back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from spanloop.core.schema import Schema, parse_schema
from spanloop.formats.docbin_config import attributes_of, config_for, roles_of
from spanloop.learn.config_names import read_attributes, read_roles
from spanloop.resources import resource_path

NAMES = [
    "ATTACK", "Conflict.Attack", "Life:Die", "a=b", "#move", ";x", "[y]", "@scorers", "*", "x.", "нападение", "$x",
    "$${paths.train}", "${", "$\ue000S",
]  # fmt: skip


def make_schema(names: list[str]) -> Schema:
    roles = {f"{name} by": {"fills": ["ARM"]} for name in names} | {
        name: {"fills": ["G.P:E", "${ARM}"]} for name in names
    }
    types = [{"type": name, "roles": roles, "kinds": ["raid"]} for name in names]
    attributes: dict[str, Any] = {name: {"values": ["so", "else", "${so}"], "default": "so"} for name in names}
    attributes["kind"] = {"values": "kinds"}
    document = {
        "name": "x",
        "version": "1",
        "entities": [{"label": "ARM"}, {"label": "G.P:E"}, {"label": "${ARM}"}],
        "events": types,
    }
    return parse_schema({**document, "attributes": attributes})


@pytest.mark.parametrize("names", [NAMES, NAMES[:1]], ids=["all", "plain"])
def test_roles_and_attributes_are_read_back_as_they_are(tmp_path: Path, names: list[str]) -> None:
    import spacy
    from spacy.util import load_config, load_model_from_config

    schema, nlp = make_schema(names), spacy.blank("en")
    text = (resource_path("recipes") / "blank.cfg").read_text(encoding="utf-8")
    (tmp_path / "config.cfg").write_text(config_for(text, language="en", nlp=nlp, schema=schema), encoding="utf-8")
    made = load_model_from_config(load_config(tmp_path / "config.cfg", interpolate=False), auto_fill=True)
    made.config.to_disk(tmp_path / "saved.cfg")
    # Written twice more, as by a training and by whoever loads what it made.
    for path in (tmp_path / "saved.cfg",) * 2:
        load_config(path, interpolate=False).to_disk(path)
    for file in ("config.cfg", "saved.cfg"):
        said = load_config(tmp_path / file, interpolate=True)["components"]
        assert read_roles(said["event_arguments"]["roles"]) == roles_of(schema)
        assert read_attributes(said["event_attributes"]["attributes"]) == attributes_of(schema)
        # What can be read by people stays so.
        assert isinstance(said["event_arguments"]["roles"], dict) == (names != NAMES)
    component: Any = made.get_pipe("event_arguments")
    assert set(component._mask.names) == {role.name for event in schema.events for role in event.roles}
    attributes: Any = made.get_pipe("event_attributes")
    assert attributes.cfg["defaults"] == {**dict.fromkeys(names, "so"), "kind": None}
