"""A monkey at the window: random keys and clicks by a seed, what goes wrong, and the shortest script that shows it.

`python -m tests.e2e.monkey [--seed N] [--acts N] [--script FILE]` does it by hand; a script is JSON, one act a line.

Every act is drawn beforehand and means something in any state of the window, so that a part of a script is a script.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from spanloop.gui.action_table import ACTIONS
from spanloop.gui.run import make_application
from tests.e2e.monkey_cage import Cage, Trouble
from tests.e2e.random_acts import make_template

#: A kind and what it needs: ["key", "Ctrl+Z"], ["click", where, x, y, button, held], ["drag", x, y, x, y, held],
#: ["wheel", steps], ["size", width, height]. Places are parts of a width or height, 0..1.
Act = list[Any]

LABELS, TYPES = "pacoglfvwdtn", "1234567890-="
MOVES = ("Right", "Left", "Up", "Down", "Home", "End", "PageDown", "PageUp", "Ctrl+Right", "Ctrl+Left", "Ctrl+Home")
SIZES = ((1440, 900), (1024, 700), (1280, 760), (1900, 1000))
_EVERY_KEY = tuple(sorted({key for action in ACTIONS for key in action.keys} - {"Ctrl+Q"}))
_PLAIN = "abcdefghijklmnopqrstuvwxyzACEKLMOPSZ0123456789 .,;:!?*/+-=_<>()[]{}'\"\\@#"


def draw(seed: int, count: int) -> list[Act]:
    """So many acts. Mostly what people do to articles, so that much comes of them, and often anything at all."""
    dice = random.Random(seed)
    return [_draw(dice) for _ in range(count)]


def _draw(dice: random.Random) -> Act:
    kinds: list[tuple[int, Callable[[random.Random], Act]]] = [
        (24, lambda d: ["key", d.choice(MOVES)]),
        (8, lambda d: ["key", f"Shift+{d.choice(MOVES[:6])}"]),
        (12, lambda d: ["key", d.choice(LABELS)]),
        (6, lambda d: ["key", d.choice(TYPES)]),
        (8, lambda d: ["key", d.choice(("Tab", "Enter", "Enter", "Backspace", "Delete", "Esc", "Shift+Tab"))]),
        (5, lambda d: ["key", d.choice(("Ctrl+Z", "Ctrl+Z", "Ctrl+Y"))]),
        (6, lambda d: ["key", d.choice("eEk*+.,<>()[]{}mhr")]),
        (8, lambda d: ["key", d.choice(_EVERY_KEY)]),
        (8, lambda d: ["key", d.choice(_PLAIN)]),
        (10, lambda d: ["click", "text", d.random(), d.random(), _button(d), _held(d)]),
        (5, lambda d: ["click", "window", d.random(), d.random(), _button(d), _held(d)]),
        (2, lambda d: ["double", "text", d.random(), d.random()]),
        (4, lambda d: ["drag", d.random(), d.random(), d.random(), d.random(), _held(d)]),
        (2, lambda d: ["wheel", d.choice((-3, -1, 1, 3))]),
        (1, lambda d: ["size", *d.choice(SIZES)] if d.random() < 0.2 else ["key", "Esc"]),
    ]
    return dice.choices([make for _, make in kinds], [weight for weight, _ in kinds])[0](dice)


def _button(dice: random.Random) -> str:
    return "right" if dice.random() < 0.1 else "left"


def _held(dice: random.Random) -> str:
    return dice.choices(("", "Shift", "Ctrl", "Ctrl+Shift", "Alt"), (12, 2, 2, 1, 1))[0]


def run(
    template: Path, acts: Sequence[Act], *, back_and_on: bool = True, tell: Callable[[str], object] | None = None
) -> Trouble | None:
    """Do the acts in a new window on a copy of a project; what went wrong first, None when nothing did."""
    with tempfile.TemporaryDirectory(prefix="spanloop-monkey-") as folder, Cage(Path(folder), template) as cage:
        cage.do_all(acts)
        if cage.trouble is None and back_and_on:
            cage.go_back_and_on()
        if tell:
            tell(f"{cage.done} acts, {cage.undone} undo steps, refused: {dict(cage.said)}")
        return cage.trouble


def shrink(acts: Sequence[Act], fails: Callable[[list[Act]], bool], *, tries: int = 400) -> list[Act]:
    """A shorter script that still fails: ever smaller pieces are left out as long as it does (delta debugging)."""
    left, size = list(acts), max(1, len(acts) // 2)
    while tries > 0:
        at, shorter = 0, False
        while at < len(left) and tries > 0:
            trial = left[:at] + left[at + size :]
            tries -= 1
            if trial != left and fails(trial):
                left, shorter = trial, True
            else:
                at += size
        if size > 1:
            size //= 2
        elif not shorter:
            break
    return left


def hunt(
    template: Path, acts: Sequence[Act], *, tell: Callable[[str], object] | None = None
) -> tuple[Trouble, list[Act]] | None:
    """Do the acts; where something goes wrong, what, and the shortest script that was found for it."""
    trouble = run(template, acts, tell=tell)
    if trouble is None:
        return None

    def fails(trial: list[Act]) -> bool:
        again = run(template, trial, back_and_on=trouble.at_end)
        return again is not None and again.kind == trouble.kind

    return trouble, shrink(acts[: trouble.acts], fails)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--acts", type=int, default=2000)
    parser.add_argument("--script", type=Path, help="do these acts instead")
    parser.add_argument("--no-shrink", action="store_true")
    chosen = parser.parse_args()
    make_application()
    acts = draw(chosen.seed, chosen.acts)
    if chosen.script:
        acts = [json.loads(line) for line in chosen.script.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory(prefix="spanloop-monkey-") as folder:
        template = make_template(Path(folder))
        if chosen.no_shrink:
            _say(str(run(template, acts, tell=_say) or "nothing went wrong"))
            return
        found = hunt(template, acts, tell=_say)
    _say("nothing went wrong" if found is None else words_of(*found))


def words_of(trouble: Trouble, script: Sequence[Act]) -> str:
    """What went wrong, and the script as a file of acts has it."""
    return "\n".join([str(trouble), *(json.dumps(act) for act in script)])


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
