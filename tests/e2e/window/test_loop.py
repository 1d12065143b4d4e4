"""The loop in the window: a training that ends, one that is cancelled, one that cannot begin."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanloop.settings import load_settings
from tests.e2e.verbs import Spanloop, in_child_process
from tests.e2e.window.conftest import OpenDesk
from tests.e2e.window.desk import Desk
from tests.e2e.window.test_first_day import DRONE, TRUCE


def allow(desk: Desk, steps: int) -> None:
    """Bound the steps of a training in the settings file, as a person on a slow machine would, and start anew."""
    settings = load_settings(desk.home)
    settings.train_steps = steps
    settings.save()


def extractors(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "extractors").glob("*")) if (folder / "extractors").is_dir() else []


def test_a_version_is_trained_on_the_sample_and_suggests(desk: Desk) -> None:
    allow(desk, 20)
    desk = desk.close_and_reopen()
    desk.press("Ctrl+R")
    assert desk.show.training.running
    desk.mark("Dorvath", "GPE", how="double click")  # the window goes on while the child works
    seen: set[str] = set()

    def over() -> bool:
        seen.add(desk.show.training_part.words().split(",")[0])
        return not desk.show.training.running

    desk.wait_for(over, "the training", seconds=170)
    desk.look()
    assert "Training version 1" in seen
    assert desk.asked == "", desk.told
    assert desk.mentions == {("GPE", "Dorvath")}
    desk.holds_what_is_seen()
    assert desk.show.training_part.name.text() == "Extractor v1"
    assert desk.show.training_part.button.text() == "Retrain"
    assert "Extractor v1" in desk.status
    assert len(extractors(desk.home)) == 1
    Spanloop(in_child_process(desk.home)).finds_sound(desk.path)


def test_a_cancelled_training_leaves_nothing(desk: Desk) -> None:
    desk.click_button("Train")
    desk.wait_for_step()
    assert "Training version 1" in desk.show.training_part.words()
    desk.click_button("Cancel")
    desk.wait_until_idle()
    assert desk.asked == "", desk.told
    assert "cancelled" in desk.status
    assert extractors(desk.home) == []
    assert desk.show.training_part.button.isVisible()
    assert desk.show.training_part.button.text() == "Train"
    Spanloop(in_child_process(desk.home)).finds_sound(desk.path)


def test_leaving_asks_while_a_training_runs(desk: Desk) -> None:
    desk.press("Ctrl+R")
    desk.wait_for(lambda: desk.show.training.running, "the child")
    desk.press("Ctrl+Q")
    assert desk.asked == "question"
    desk.press("Esc")
    assert desk.show.isVisible()
    assert desk.show.training.running
    desk.press("Ctrl+Q")
    desk.click_button("Cancel training and leave")
    assert not desk.show.isVisible()
    assert not desk.show.training.running
    assert extractors(desk.home) == []


def test_a_training_without_a_mark_says_what_is_missing(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk()
    desk.introduce("Noor")
    desk.press("Ctrl+Shift+N")
    desk.type("Empty")
    desk.press("Tab", "Tab", "Ctrl+A")
    desk.type(str(tmp_path / "empty.spanloop"))
    desk.press("Enter")
    assert desk.asked == ""
    assert desk.queue == []
    desk.press("Ctrl+R")
    desk.click_button("Train")
    assert desk.asked == ""
    assert not desk.show.training.running
    assert "Nothing is marked yet to learn from" in desk.show.training_part.button.toolTip()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_suggestions_of_a_full_training_are_accepted_in_the_sample(desk: Desk) -> None:
    desk.press("Ctrl+R")
    desk.wait_until_idle(seconds=500)
    assert desk.asked == "", desk.told
    assert desk.title == DRONE
    offered = desk.suggestions
    assert offered, "a version trained on the marked reports finds something in the next"
    desk.press("Ctrl+Home", "Tab", "Enter")
    if desk.page.composer.isVisible():
        desk.press("Esc", "Esc")
    assert len(desk.suggestions) < len(offered)
    desk.holds_what_is_seen()
    desk.press("Ctrl+Enter")
    assert desk.title == TRUCE
    assert desk.suggestions
