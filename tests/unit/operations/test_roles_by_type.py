"""One name of a role in files, and event types of the schema that call it differently."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from spanloop.cli.look_tables import look_names
from spanloop.core.errors import SpanloopError
from spanloop.core.naming import Name, NameMap, NameRow, Target
from spanloop.core.schema_growth import Missing
from spanloop.operations.importing import import_paths
from spanloop.operations.looking import look, new_stage
from spanloop.operations.marked_files import name_rows, names_from, write_name_table
from spanloop.operations.name_choices import LEAVE, Answer, NameChoices
from tests.unit.operations.bench import Bench

AGENT = Name("relation", "Agent")
OF_SAY = Name("relation", "Agent", "SAY")
ATTACKER, ABOUT = Target("role", "attacker"), Target("role", "about")
TEXT = "Gunners shelled Orsa and said so of guns."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A document of brat in which the same role belongs to two events."""
    folder = tmp_path / "b"
    folder.mkdir()
    (folder / "one.txt").write_text(TEXT, encoding="utf-8", newline="")
    (folder / "one.ann").write_text(
        "T1\tARM 0 7\tGunners\nT2\tSTRIKE 8 15\tshelled\nT3\tSAY 25 29\tsaid\nT4\tARM 36 40\tguns\n"
        "E1\tSTRIKE:T2 Agent:T1\nE2\tSAY:T3 Agent:T4\n", encoding="utf-8",
    )  # fmt: skip
    return folder


@pytest.fixture
def asked(bench: Bench, folder: Path, tmp_path: Path) -> Callable[[NameMap], list[NameRow]]:
    """The names that a look under a table of names asks for."""

    def ask(names: NameMap) -> list[NameRow]:
        return look_names(look([folder], into=new_stage(tmp_path / "looks"), project=bench.project, names=names))

    return ask


def roles_of(bench: Bench) -> dict[str, list[str]]:
    uid = next(uid for uid in bench.project.article_uids() if uid != bench.article)
    events = bench.project.marks(uid, bench.author).events
    return {event.type: [argument.role for argument in event.arguments] for event in events}


def test_a_role_is_asked_for_by_type_once_one_answer_does_not_fit_all(
    bench: Bench, folder: Path, asked: Callable[[NameMap], list[NameRow]]
) -> None:
    (row,) = asked(NameMap())
    assert (row.name, row.times, row.held) == (AGENT, 2, ("role of STRIKE", "role of SAY"))
    (row,) = asked(NameMap({AGENT: ATTACKER}))
    assert (row.name, row.times, row.held) == (OF_SAY, 1, ("role of SAY",))
    names = NameMap({AGENT: ATTACKER, OF_SAY: ABOUT})
    assert asked(names) == []
    import_paths(bench.project, author=bench.author, paths=[folder], names=names)
    assert roles_of(bench) == {"STRIKE": ["attacker"], "SAY": ["about"]}


def test_the_same_of_lines_of_our_own(bench: Bench, tmp_path: Path) -> None:
    line = {
        "text": TEXT,
        "spans": [
            {"id": "a", "start": 0, "end": 7, "label": "ARM"},
            {"id": "g", "start": 36, "end": 40, "label": "ARM"},
        ],
        "events": [
            {"type": "STRIKE", "trigger": {"start": 8, "end": 15}, "arguments": [{"role": "Agent", "span": "a"}]},
            {"type": "SAY", "trigger": {"start": 25, "end": 29}, "arguments": [{"role": "Agent", "span": "g"}]},
        ],
    }
    path = tmp_path / "own.jsonl"
    path.write_text(json.dumps(line), encoding="utf-8")
    names = NameMap({AGENT: ATTACKER, OF_SAY: ABOUT})
    import_paths(bench.project, author=bench.author, paths=[path], names=names)
    assert roles_of(bench) == {"STRIKE": ["attacker"], "SAY": ["about"]}


def test_a_role_that_one_type_lacks_is_left_out_of_that_type_alone(bench: Bench, folder: Path) -> None:
    names = NameMap({AGENT: ATTACKER})
    with pytest.raises(SpanloopError, match="no role attacker of SAY"):
        import_paths(bench.project, author=bench.author, paths=[folder], names=names)
    import_paths(bench.project, author=bench.author, paths=[folder], names=names, skip_bad=True)
    assert roles_of(bench) == {"STRIKE": ["attacker"], "SAY": []}


def test_the_answer_for_one_type_offers_the_roles_of_that_type(bench: Bench) -> None:
    choices = NameChoices(bench.project.schema)
    choices.set_rows([NameRow(OF_SAY, 1)])
    offered = [offer.answer.target for offer in choices.offers(OF_SAY)]
    assert ABOUT in offered
    assert ATTACKER not in offered
    choices.decide([OF_SAY], Answer(ABOUT))
    assert choices.result() == (NameMap({OF_SAY: ABOUT}), False)
    choices.decide([OF_SAY], Answer(ATTACKER))
    assert choices.result()[1], "the type gets a role that it had not"
    choices.decide([OF_SAY], LEAVE)
    assert choices.words(OF_SAY) == "left out"


def test_a_table_says_of_which_type_a_role_is(bench: Bench, tmp_path: Path) -> None:
    rows = name_rows({Missing("role", "attacker", "SAY"): 3}, bench.project.schema, names=NameMap({AGENT: ATTACKER}))
    write_name_table([row._replace(becomes=ABOUT) for row in rows], tmp_path / "names.csv")
    assert "relation,SAY,Agent,3,role about,role of SAY" in (tmp_path / "names.csv").read_text("utf-8")
    assert names_from(tmp_path / "names.csv").targets == {OF_SAY: ABOUT}
