from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.schema import Schema, parse_schema
from spanloop.formats.brat.conf import FILE, configuration_beside, read_configuration, read_schema
from spanloop.formats.brat.conf_writing import UsedNames, write_configuration

SAMPLE = """
# A small configuration
[entities]
!Actor
\tPerson
\tUnit|Unit|U
Place
-----
[relations]
<AP>=Person|Unit
Kin\tArg1:Person, Arg2:Person, <REL-TYPE>:symmetric-transitive
Ahead\tArg1:Strike, Arg2:<EVENT>
Near Arg1:<ANY>, Arg2:<ANY>
<OVERLAP> Arg1:Place, Arg2:Person, <OVL-TYPE>:contain
ENTITY-NESTING\tArg1:<ANY>, Arg2:<ANY>
[events]
<WHERE>=Where?:Place
Strike\tBy+:Actor, Target{2}:Unit|Nobody, <WHERE>, When*:<ENTITY>
Say By:<ENTITY>|<EVENT>, What{1-3}:<EVENT>, Odd:<NONE>
[attributes]
Sure\tArg:<EVENT>, Value:low|high, <DEFAULT>:high
Denied\tArg:Strike
Named\tArg:<ENTITY>, Value:yes|no
"""


def written(folder: Path, content: str) -> Path:
    path = folder / FILE
    path.write_bytes(content.encode())
    return path


def read(folder: Path, content: str) -> dict[str, Any]:
    document = read_schema(written(folder, content))
    assert document is not None
    return dict(document)


def test_every_part_of_a_configuration(tmp_path: Path) -> None:
    schema = parse_schema(read(tmp_path, SAMPLE.replace("\n", "\r\n")))
    assert [entity.label for entity in schema.entities] == ["Person", "Unit", "Place"]
    assert [(link.type, link.between_events) for link in schema.links] == [
        ("Ahead", True), ("Kin", False), ("Near", False),
    ]  # fmt: skip
    strike, say = schema.events
    assert [(r.name, sorted(r.fills), sorted(r.fills_events), r.many) for r in strike.roles] == [
        ("By", ["Person", "Unit"], [], True),
        ("Target", ["Unit"], [], True),
        ("Where", ["Place"], [], False),
        ("When", ["*"], [], True),
    ]
    assert strike.expects == ("By", "Target")
    assert [(r.name, sorted(r.fills), sorted(r.fills_events), r.many) for r in say.roles] == [
        ("By", ["*"], ["*"], False),
        ("What", [], ["*"], True),
        ("Odd", [], [], False),
    ]
    assert [(a.name, a.values, a.default) for a in schema.attributes] == [
        ("Sure", ("low", "high"), "high"),
        ("Denied", ("true",), None),
    ]


def test_a_schema_comes_back_from_its_configuration(tmp_path: Path) -> None:
    document = {
        "name": "s",
        "entities": [{"label": "PER"}, {"label": "armed actor"}, {"label": "<ANY>"}, {"label": "مكان"}],
        "events": [
            {"type": "STRIKE", "expects": ["Target2", "by whom"], "roles": {
                "Target": {"fills": ["PER", "<ANY>"]},
                "Target2": {"fills": ["*"], "many": False},
                "by whom": {"fills": ["armed actor", "مكان"], "events": ["*"]},
                "in": {"fills": [], "many": False},
            }},
            {"type": "SAY", "roles": {"what": {"fills": ["PER"], "events": ["STRIKE", "SAY"]}}},
        ],
        "attributes": {
            "how sure": {"values": ["very, very", "not | so", ""], "default": ""},
            "denied": {"values": ["true"]},
            "asked": {"values": ["true", "false"]},
        },
        "event_links": [{"type": "part of"}],
        "entity_links": [{"type": "ALIAS"}],
    }  # fmt: skip
    schema = parse_schema(document)
    write_configuration(tmp_path, UsedNames(schema))
    found = read_schema(tmp_path)
    assert found is not None
    back = parse_schema(found)
    assert (back.entities, back.events, back.links) == (schema.entities, schema.events, schema.links)
    assert back.attributes == schema.attributes
    assert "armed_x0020_actor | armed actor" in (tmp_path / "visual.conf").read_text("utf-8").splitlines()


def test_names_that_the_schema_has_not_are_added(tmp_path: Path) -> None:
    used = UsedNames(Schema("s", "1"))
    used.label("ORG")
    used.role("HIT", "Target2")
    used.attribute("sure", "very")
    used.link("after", between_events=True)
    write_configuration(tmp_path, used)
    assert read_schema(tmp_path) == {
        "name": tmp_path.name,
        "version": "1",
        "entities": [{"label": "ORG"}],
        "events": [{"type": "HIT", "roles": {"Target2": {"fills": ["*"], "many": True, "events": ["*"]}}}],
        "attributes": {"sure": {"values": ["very"]}},
        "event_links": [{"type": "after"}],
        "entity_links": [],
    }


def test_kinds_of_types_become_values(tmp_path: Path) -> None:
    events = [{"type": "HIT", "kinds": ["shell", "drone"]}, {"type": "SAY"}]
    schema = parse_schema({"name": "s", "events": events, "attributes": {"kind": {"values": "kinds"}}})
    write_configuration(tmp_path, UsedNames(schema))
    assert "kind\tArg:HIT, Value:shell|drone" in (tmp_path / FILE).read_text("utf-8").splitlines()
    found = read_schema(tmp_path)
    assert found is not None
    assert found["attributes"] == {"kind": {"values": ["shell", "drone"]}}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("[events]\n\nHit By Whom:Person", "annotation.conf, line 3: 'By Whom:Person' is no argument"),
        ("[entities]\n" + "".join(f"{' ' * n}T{n}\n" for n in range(40)), "deep"),
        ("[events]\n<A>=x\n" + "<A>=<A><A>\n" * 60, "macros grow too long"),
        ("[events]\n" + "".join(f"<{'a' * n}>=x\n" for n in range(1, 1200)), "macros"),
    ],
    ids=["argument", "deep", "growing", "many"],
)
def test_what_cannot_be_understood_is_said_with_its_line(tmp_path: Path, content: str, what: str) -> None:
    with pytest.raises(SpanloopError) as caught:
        read_schema(written(tmp_path, content))
    assert what in f"{caught.value.where}: {caught.value.what}"
    assert caught.value.way_out


def test_no_utf8(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"[entities]\nPers\xf6n\n")
    with pytest.raises(SpanloopError, match="not UTF-8"):
        read_schema(tmp_path)


def test_it_is_looked_for_in_the_folder_and_not_outside(tmp_path: Path) -> None:
    inner = tmp_path / "project" / "inner"
    inner.mkdir(parents=True)
    marks = inner / "a.ann"
    marks.touch()
    outside = written(tmp_path, "[entities]\nA\n")
    assert read_schema(marks) is None
    assert configuration_beside(marks, within=tmp_path / "project") is None
    assert configuration_beside(marks, within=tmp_path) == outside
    (inner / FILE).symlink_to(outside)
    assert read_schema(marks) is None


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("brat_tutorial_news", (4, 10, 7, 2)),
        ("configurations_NIST-ACE-05", (8, 33, 18, 0)),
        ("crudeoil", (30, 19, 1, 3)),
    ],
)
def test_configurations_of_others(shared_dir: Path, name: str, counts: tuple[int, ...]) -> None:
    document = read_schema(shared_dir / "data" / "brat" / name / FILE)
    schema = parse_schema(document)
    assert (len(schema.entities), len(schema.events), len(schema.links), len(schema.attributes)) == counts


def test_a_role_is_kept_as_brat_spells_it(tmp_path: Path) -> None:
    path = written(tmp_path, "[events]\nHit\tTarget_x0032_*:<ENTITY>, Target*:<ENTITY>\n")
    assert read_configuration(path, name="s").roles == {"Hit": ("Target_x0032_", "Target")}
