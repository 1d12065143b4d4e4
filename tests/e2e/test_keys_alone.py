"""Whole pages annotated by keys alone: what a script of keys does in the real window, compared with the hand-made gold.

From the first start to the export nothing is clicked. Links are left aside: the gold's are local to a sentence.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.keys_script.counting import Inputs, counting
from tests.e2e.keys_script.typist import Typist
from tests.e2e.verbs import Spanloop, in_another_process
from tests.e2e.window import conftest
from tests.e2e.window.desk import Desk
from tests.elsewhere import Elsewhere
from tests.gold import gold_lines

Line = dict[str, Any]
Say = Callable[[str], None]
open_desk = conftest.open_desk


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Print past pytest."""

    def printed(words: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"{words}\n")

    return printed


def start(desk: Desk, folder: Path, pages: list[Path]) -> Desk:
    """The first start: a name, a new project, pages imported; no mouse anywhere."""
    desk.introduce("Noor")
    desk.press("Ctrl+Shift+N")
    desk.type("Pages")
    desk.press("Tab", "Tab", "Ctrl+A")
    desk.path = folder / "pages.spanloop"
    desk.type(str(desk.path))
    desk.press("Enter")
    desk.press("Ctrl+I")
    desk.pick_files(*pages)
    desk.imports()
    desk.wait_for(lambda: len(desk.queue) == len(pages), "the pages")
    return desk


def exported(desk: Desk, folder: Path) -> dict[str, Line]:
    """The lossless export, asked for by key; text -> line of the person's marks."""
    dest = folder / "out.jsonl"
    desk.press("Ctrl+Shift+E")
    desk.exports(dest)
    desk.wait_for(lambda: desk.asked == "report", "the report", seconds=60)
    desk.dismiss()
    lines = [json.loads(line) for line in dest.read_text(encoding="utf-8").splitlines()]
    return {line["text"]: line for line in lines if line.get("spans")}


def content(line: Line) -> tuple[Any, ...]:
    """Entities, events with arguments and attributes, by where they stand and not by their names."""
    place = {span["id"]: (span["start"], span["end"], span["label"]) for span in line["spans"]}
    events = [
        (
            (event["trigger"]["start"], event["trigger"]["end"]),
            event["type"],
            sorted((argument["role"], place[argument["span"]]) for argument in event["arguments"]),
            sorted(event["attributes"].items()),
        )
        for event in line["events"]
    ]
    return sorted(place.values()), sorted(events)


def told(name: str, line: Line, inputs: Inputs, typist: Typist) -> str:
    """The counts of a page in one line."""
    spans, events = len(line["spans"]), len(line["events"])
    arguments = sum(len(event["arguments"]) for event in line["events"])
    attributes = sum(len(event["attributes"]) for event in line["events"])
    things = spans + events + arguments + attributes
    by = ", ".join(f"{what} {keys}" for what, keys in typist.keys.most_common())
    return (
        f"{name}: {inputs.keys} keys for {spans} mentions, {events} events, {arguments} arguments, {attributes} "
        f"attributes; {inputs.keys / (spans + events):.1f} a mark, {inputs.keys / things:.1f} a decision ({by})"
    )


def annotate(desk: Desk, folder: Path, shared: Path, lines: list[Line], say: Say) -> None:
    start(desk, folder, [shared / "seeds" / line["id"] for line in lines])
    keys = marks = 0
    for line in lines:
        typist = Typist(desk)
        with counting() as inputs:
            typist.annotate(line)
        assert inputs.clicks == 0
        assert inputs.keys == typist.keys.total()
        say("\n" + told(line["id"], line, inputs, typist))
        keys, marks = keys + inputs.keys, marks + len(line["spans"]) + len(line["events"])
        desk.holds_what_is_seen()
    say(f"all: {keys} keys, {keys / marks:.1f} a mark")
    made = exported(desk, folder)
    for line in lines:
        assert content(made[line["text"]]) == content(line), line["id"]


@pytest.mark.timeout(300)
def test_three_pages_by_keys_alone(
    open_desk: Callable[..., Desk], elsewhere: Elsewhere, tmp_path: Path, shared_dir: Path, say: Say
) -> None:
    desk = open_desk()
    annotate(desk, tmp_path, shared_dir, gold_lines(shared_dir), say)
    Spanloop(in_another_process(desk.home, elsewhere)).finds_sound(desk.path)
