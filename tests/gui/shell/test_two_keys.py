"""Labels without a key of their own: two keys, one after the other, up to schemas of hundreds of labels."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.article import Article
from spanloop.core.ids import new_uid
from spanloop.core.schema import Schema, parse_schema
from spanloop.gui.action_table import ACTIONS
from spanloop.gui.actions import schema_actions
from spanloop.gui.desk.secondkeys import SecondKeysPanel
from spanloop.gui.palette import Palette
from spanloop.gui.sequences import FIRST, SECOND, first_key, share_out
from spanloop.operations import projects
from tests.gui.shell.conftest import Person

_TAKEN = {key for action in ACTIONS for key in action.keys}


def big_schema_text(labels: int = 200, *, keyed: str = "abc") -> dict[str, Any]:
    """A schema as its file has it; the first labels have keys of their own."""
    entities: list[dict[str, Any]] = [
        {"label": f"L{number:03}", "gloss": f"Kind {number}."} for number in range(labels)
    ]
    for entry, key in zip(entities, keyed, strict=False):
        entry["key"] = key
    return {"name": "big", "entities": entities, "events": [{"type": "STRIKE", "gloss": "A strike."}]}


def big_schema() -> Schema:
    return parse_schema(big_schema_text())


def test_200_labels_all_have_keys_and_none_begins_like_another() -> None:
    keys = [action.keys for action in schema_actions(big_schema(), taken=_TAKEN)]
    assert all(keys)
    flat = [key for (key,) in keys]
    assert len(set(flat)) == len(flat)
    own = {key for key in flat if " " not in key} | _TAKEN
    assert not {first_key(key) for key in flat if " " in key} & own
    assert all(len(key.split(" ")) <= 2 for key in flat)


def test_a_label_has_its_own_letter_where_it_is_free() -> None:
    found = share_out([("1", "ARMY"), ("2", "AMBUSH"), ("3", "سلاح"), ("4", "A")], taken=set())
    assert found == {"1": "; a", "2": "; m", "3": "; b", "4": "; c"}


def test_numbered_labels_are_in_running_order() -> None:
    names = [(str(number), f"LABEL{number:03}") for number in range(80)]
    found = list(share_out(names, taken=set()).values())
    assert found[:3] == ["; a", "; b", "; c"]
    assert found[26:28] == ["; 0", "; 1"]
    assert found[36:38] == ["x a", "x b"]
    assert found[72] == "y a"


def test_the_letters_behind_a_common_stem_tell_labels_apart() -> None:
    names = ["ORG_MILITARY", "ORG_POLITICAL", "ORG_MEDIA", "PLACE"]
    assert list(share_out([(name, name) for name in names], taken=set()).values()) == ["; o", "; p", "; m", "; l"]


def test_a_label_more_takes_nothing_from_those_before() -> None:
    names = [(str(number), f"L{number}") for number in range(280)]
    everything = share_out(names, taken=_TAKEN)
    for size in (1, 35, 36, 37, 72, 73, 279):
        assert share_out(names[:size], taken=_TAKEN) == {name: everything[name] for name, _ in names[:size]}


def test_a_key_that_is_taken_leads_nowhere_and_the_end_is_reached_quietly() -> None:
    names = [(str(number), "x") for number in range(len(FIRST) * len(SECOND) + 5)]
    found = share_out(names, taken={";", "x"})
    assert not {first_key(key) for key in found.values()} & {";", "x"}
    assert len(found) == (len(FIRST) - 2) * len(SECOND)


@given(st.lists(st.text(max_size=3), max_size=80))
def test_whatever_labels_are_called_their_keys_differ(names: list[str]) -> None:
    found = share_out([(str(place), name) for place, name in enumerate(names)], taken=_TAKEN)
    assert len(found) == len(names)
    assert len(set(found.values())) == len(names)


@pytest.fixture
def crowded(make_window: Callable[..., Person], tmp_path: Path) -> Person:
    """Somebody at a project with 200 labels."""
    path = tmp_path / "crowd.spanloop"
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(big_schema_text()), encoding="utf-8")
    with projects.create_project(path, name="Crowd", schema_path=schema) as project:
        author = projects.sign_in(project, name="Noor")
        with project.act(author, "import 1 article") as act:
            act.add_article(Article(new_uid(), "Shells fell on the depot at dawn.", title="Shells", language="en"))
    someone = make_window()
    someone.window.ways_in.begin(path)
    return someone


def panel(person: Person) -> SecondKeysPanel | None:
    found = [widget for widget in person.window.findChildren(SecondKeysPanel) if widget.isVisible()]
    return found[0] if found else None


def test_two_keys_mark_and_the_panel_says_what_can_follow(crowded: Person) -> None:
    crowded.stands_on("depot")
    crowded.press(";")
    shown = panel(crowded)
    assert shown is not None
    assert len(shown.chips) == len(SECOND)
    assert shown.accessibleName() == ";, then the key of a label. Esc leaves."
    wanted = next(chip for chip in shown.chips if chip.text() == "L003")
    crowded.press(*wanted.keys)
    assert crowded.mentions() == {("L003", "depot")}
    assert panel(crowded) is None
    crowded.press(";", *wanted.keys)
    assert crowded.mentions() == set()


def test_the_panel_goes_with_esc_with_a_wrong_key_and_when_the_cursor_moves(crowded: Person) -> None:
    crowded.stands_on("depot")
    status = crowded.window.status
    crowded.press(";", "Esc")
    assert panel(crowded) is None
    crowded.press(";", "?")
    assert panel(crowded) is None
    assert status.note() == "; ? means nothing here."
    assert not crowded.sees_dialog("cheatSheet")
    crowded.press(";", "Right")
    assert panel(crowded) is None
    assert crowded.covered() == "at"
    crowded.press(";", "F6")
    assert panel(crowded) is None
    assert crowded.mentions() == set()


def test_the_panel_leaves_the_cursor_in_sight_and_can_be_clicked(crowded: Person) -> None:
    crowded.window.resize(1024, 700)
    crowded.stands_on("depot")
    line = crowded.canvas.rect_of(crowded.desk.article.text.index("depot"))
    crowded.press(";")
    shown = panel(crowded)
    assert shown is not None
    assert not shown.geometry().translated(-crowded.canvas.pos()).toRectF().intersects(line)
    chip = shown.chips[5]
    label = chip.text()
    crowded.clicks(chip)
    assert crowded.mentions() == {(label, "depot")}
    assert crowded.canvas.hasFocus()


def test_a_label_with_its_own_key_and_those_of_the_menu(crowded: Person) -> None:
    crowded.stands_on("depot")
    crowded.press("a")
    assert crowded.mentions() == {("L000", "depot")}
    crowded.press("a", "Shift+Right")
    bar = crowded.window.page.label_bar
    assert bar.isVisible()
    assert len([chip for chip in (bar.chip(f"L{number:03}") for number in range(200)) if chip]) < 40
    more = bar.chip("more")
    assert more is not None
    crowded.clicks(more)
    palette = crowded.window.findChild(Palette)
    assert palette is not None
    assert palette.model.rowCount() == 200
    crowded.types("l177")
    crowded.press("Enter")
    assert crowded.mentions() == {("L177", "depot at")}


def test_the_card_of_a_mention_offers_200_labels_by_their_names(crowded: Person) -> None:
    crowded.stands_on("depot")
    crowded.press("a")
    crowded.clicks(crowded.window.page.inspector.mention_card.label_chip)
    palette = crowded.window.findChild(Palette)
    assert palette is not None
    crowded.types("l177")
    crowded.press("Enter")
    assert crowded.mentions() == {("L177", "depot")}


def test_a_label_by_its_name(crowded: Person) -> None:
    crowded.stands_on("dawn")
    crowded.press("Ctrl+L")
    crowded.types("l042")
    crowded.press("Enter")
    assert crowded.mentions() == {("L042", "dawn")}
    crowded.window.commands.run("event.choose")
    crowded.types("strike")
    crowded.press("Enter")
    assert set(crowded.events()) == {"dawn"}
