"""Input events per act: `python -m tests.benchmarks.inputs [--json]`.

Every row is done once in the real window by real key events, on a file, and what came of it is looked at as well as
counted. A chord is one event. Moves of the cursor to the place are no part of a row; how many they are on whole pages
tests/e2e/test_keys_alone.py counts and prints.

The figures of other tools were counted by hand with their default settings; "none" means that there is no such act.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from spanloop.core.words import word_boundaries
from spanloop.gui.run import make_application
from spanloop.operations import importing, projects
from spanloop.settings import load_settings
from tests.benchmarks.timing import table
from tests.e2e.keys_script.counting import counting
from tests.e2e.window.desk import Desk

NAME = "Noor"
STRIKE = (
    "Army shells depot at Tel Shahin\n\nThe 9th Division shelled the grain depot of Qasra before dawn on Tuesday. "
    "The mayor of Qasra condemned it. In Qasra the depot burned.\n"
)
CONVOY = "Convoy reaches Dorvath\n\nThirty lorries reached Dorvath on Monday, the mayor said.\n"
ENVOY = "Envoy flies to Deir Amun\n\nThe envoy met both sides on Sunday.\n"
#: Suggested in the second article: words, label.
SUGGESTED = (("Dorvath", "GPE"), ("Thirty", "NUM"), ("lorries", "VEH"), ("Monday", "TIME"))
#: Label Studio, doccano, brat.
Others = tuple[str, str, str]


@dataclass(frozen=True)
class Row:
    """One act: its events, at most how many are wanted, and those of Label Studio, doccano and brat."""

    act: str
    events: int
    keys: str
    most: int | None = None
    others: Others = ("", "", "")


class Counter:
    """Does acts in the window of a desk and counts the events of each."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.rows: list[Row] = []

    def does(
        self, act: str, *keys: str, so: Callable[[], bool], most: int | None = None, others: Others = ("", "", "")
    ) -> None:
        """Press keys; RuntimeError where it is not so afterwards."""
        with counting() as inputs:
            self.desk.press(*keys)
        if not so():
            raise RuntimeError(f"{act}: {' '.join(keys)} did not do it; {self.desk.mentions}; {self.desk.status}")
        self.rows.append(Row(act, inputs.all, " ".join(keys), most, others))

    def stand_on(self, words: str, *, nth: int = 0) -> None:
        """Walk to a word by keys, and select nothing."""
        desk = self.desk
        start, _ = desk.span(words, nth=nth)
        desk.click_text()
        desk.press("Ctrl+Home")
        for _ in word_boundaries(desk.text):
            if desk.canvas.selection()[0][0] >= start:
                return
            desk.press("Right")


def measure(desk: Desk) -> list[Row]:
    """All rows, in the window of a project that make_project made."""
    counter = Counter(desk)
    _mentions(counter)
    _event(counter)
    _everywhere(counter)
    desk.press("Alt+Down")
    _suggestions(counter)
    counter.does("complete and open the next", "Ctrl+Enter", so=lambda: desk.text == ENVOY, most=1)
    return counter.rows


def _mentions(counter: Counter) -> None:
    desk = counter.desk
    counter.stand_on("Qasra")
    counter.does(
        "mention on the word of the cursor", "g", so=lambda: desk.mentions == {("GPE", "Qasra")},
        most=1, others=("2", "1-2", "3"),
    )  # fmt: skip
    counter.does("take it away again", "g", so=lambda: not desk.mentions, most=1)
    counter.does("undo", "Ctrl+Z", so=lambda: len(desk.mentions) == 1, most=1, others=("1", "none", "none"))
    counter.stand_on("The 9th")
    counter.does(
        "mention on three words", "Shift+Right", "Shift+Right", "a",
        so=lambda: ("ARM", "The 9th Division") in desk.mentions, most=3,
    )  # fmt: skip
    counter.does("its edge a word back", ">", so=lambda: ("ARM", "9th Division") in desk.mentions, most=1)
    counter.stand_on("the grain")
    desk.press("Right", "Shift+Right", "f")
    counter.stand_on("grain")
    counter.does(
        "mention inside another", "w", so=lambda: ("WPN", "grain") in desk.mentions, most=1, others=("2", "1-2", "3")
    )
    counter.stand_on("before dawn")
    desk.press("Shift+Right", "Shift+Right", "Shift+Right", "t")
    assert ("TIME", "before dawn on Tuesday") in desk.mentions


def _event(counter: Counter) -> None:
    desk = counter.desk
    wanted = {("attacker", "9th Division"), ("target", "grain depot"), ("time", "before dawn on Tuesday")}
    counter.stand_on("shelled")
    counter.does(
        "event with trigger and three arguments on mentions", "e", "a", "g", "t", "Enter",
        so=lambda: desk.event("shelled").type == "STRIKE" and desk.fillers("shelled") == wanted,
        most=6, others=("20", "12", "12"),
    )  # fmt: skip
    counter.does("an attribute of it, per value", "q", so=lambda: len(desk.event("shelled").attributes) == 1, most=1)
    desk.press("Esc", "Esc")
    counter.stand_on("condemned")
    desk.press("-")
    counter.stand_on("mayor")
    counter.does(
        "words without a mark become mention and argument, with their label", "k", "p",
        so=lambda: ("speaker", "mayor") in desk.fillers("condemned") and ("PER", "mayor") in desk.mentions, most=2,
    )  # fmt: skip
    desk.press("Esc", "Esc")


def _everywhere(counter: Counter) -> None:
    desk = counter.desk
    counter.stand_on("Qasra")
    counter.does(
        "all occurrences in the article", "*", so=lambda: count_of(desk, "Qasra") == 3,
        most=1, others=("none", "none", "one per match"),
    )  # fmt: skip
    counter.stand_on("mayor")
    with counting() as inputs:
        desk.press("Ctrl+Shift+A")
        desk.wait_for(lambda: desk.asked != "", "the list of places")
        desk.press("Enter")
        desk.wait_for(lambda: desk.asked == "", "the list to close")
    counter.rows.append(Row("all occurrences in all articles, list seen first", inputs.all, "Ctrl+Shift+A Enter"))


def _suggestions(counter: Counter) -> None:
    desk = counter.desk
    all_of_them = len(SUGGESTED)
    assert len(desk.suggestions) == all_of_them, desk.suggestions
    desk.click_text()
    desk.press("Ctrl+Home", "Tab")
    own = len(desk.mentions)
    counter.does("accept a suggestion, the cursor goes on", "Enter", so=lambda: len(desk.mentions) == own + 1, most=1)
    counter.does(
        "reject a suggestion, the cursor goes on", "Backspace",
        so=lambda: len(desk.suggestions) == all_of_them - 2, most=1,
    )  # fmt: skip
    counter.does(
        "accept all suggestions of the article", "Ctrl+Shift+Enter",
        so=lambda: not desk.suggestions and len(desk.mentions) == own + all_of_them - 1, most=1,
    )  # fmt: skip


def count_of(desk: Desk, words: str) -> int:
    """How many own mentions have these words."""
    return sum(desk.quote(mention.fragments) == words for mention in desk.canvas.view.marks.mentions)


def make_project(path: Path) -> Path:
    """Three articles; in the second a rule set suggests a few mentions."""
    lines: list[dict[str, Any]] = [{"id": str(n), "text": text} for n, text in enumerate((STRIKE, CONVOY, ENVOY))]
    places = [(CONVOY.rindex(words), words, label) for words, label in SUGGESTED]
    spans = [{"start": at, "end": at + len(words), "label": label, "score": 0.5} for at, words, label in places]
    lines.append({**lines[1], "author": {"name": "Gazetteer", "kind": "rules"}, "spans": spans})
    source = path.with_suffix(".jsonl")
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    with projects.create_project(path) as project:
        importing.import_paths(project, author=projects.sign_in(project, name=NAME), paths=[source])
    return path


@contextmanager
def open_desk(home: Path, project: Path) -> Iterator[Desk]:
    """The window on a project, with Noor at it; closed at the end."""
    home.mkdir(exist_ok=True)
    replace(load_settings(home), author_name=NAME).save()
    desk = Desk(home, project)
    try:
        yield desk
    finally:
        desk.show.close()
        desk.show.deleteLater()
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def show(rows: list[Row]) -> str:
    """The table for people."""
    head = ("act", "events", "at most", "Label Studio", "doccano", "brat", "keys")
    body = [(r.act, str(r.events), "" if r.most is None else str(r.most), *r.others, r.keys) for r in rows]
    return table([head, *body])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    chosen = parser.parse_args()
    make_application()
    with tempfile.TemporaryDirectory() as folder:
        project = make_project(Path(folder) / "inputs.spanloop")
        with open_desk(Path(folder) / "home", project) as desk:
            rows = measure(desk)
    print(json.dumps([asdict(row) for row in rows], indent=2) if chosen.json else show(rows))


if __name__ == "__main__":
    main()
