"""Whatever keys and clicks come: nothing breaks, what is painted is kept, all of it can be undone and done again."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from spanloop.gui.desk.acts import DeskActs
from tests.e2e.monkey import draw, hunt, shrink, words_of
from tests.e2e.random_acts import make_template


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("monkey"))


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file that it might write by chance stays out of the checkout."""
    monkeypatch.chdir(tmp_path)


def test_a_script_that_fails_is_cut_down_to_what_makes_it_fail() -> None:
    acts = [["key", str(number)] for number in range(100)]
    wanted = [["key", "17"], ["key", "64"]]
    assert shrink(acts, lambda trial: all(act in trial for act in wanted)) == wanted


@pytest.mark.timeout(300)
def test_three_hundred_acts(qapp: QApplication, template: Path) -> None:
    found = hunt(template, draw(7, 300))
    assert found is None, words_of(*found)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_fault_is_found_and_its_script_is_short(
    qapp: QApplication, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(acts: DeskActs, label: str) -> None:
        if label == "NUM":
            raise ZeroDivisionError(label)

    monkeypatch.setattr(DeskActs, "label", broken)
    found = hunt(template, [["key", key] for key in ("Right", "g", "Right", "n", "Left", "a")])
    assert found is not None
    trouble, script = found
    assert trouble.kind.startswith("ZeroDivisionError")
    assert script == [["key", "n"]]


@pytest.mark.slow
@pytest.mark.timeout(14_400)
def test_twenty_thousand_acts(qapp: QApplication, template: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def say(words: str) -> None:
        with capsys.disabled():
            print(f"\n{words}")  # noqa: T201 - how much came of it

    found = hunt(template, draw(1, 20_000), tell=say)
    assert found is None, words_of(*found)
