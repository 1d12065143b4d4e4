"""The Train page at work: beginning, watching, cancelling, and what stands there afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from spanloop.gui.train.curves import round_steps
from spanloop.gui.train.page import TrainPage
from spanloop.gui.train.table import ROW_ROLE
from tests.gui.shell.conftest import Person
from tests.gui.train.conftest import WAITS, History, child, complete, scorings, train_page

Children = Callable[..., None]


def cells(page: TrainPage, column: str) -> list[str]:
    """What stands in a column of the table of versions."""
    model = page.table.versions
    return [model.index(row, 0).data(ROW_ROLE).cells[column] for row in range(model.rowCount())]


def train_to(person: Person, page: TrainPage, qtbot: Any, step: int) -> None:
    person.press("Ctrl+R")
    qtbot.waitUntil(lambda: person.window.training.step == step, timeout=20_000)
    qtbot.waitUntil(lambda: page.head.headline.text().startswith("Training"), timeout=5_000)


# before the first version


def test_an_empty_project_is_told_what_to_do(person: Person) -> None:
    person.press("Ctrl+Z")
    assert not person.window.training_part.button.isEnabled()
    page = train_page(person)
    assert page.empty.isVisible()
    assert page.empty.sentence.text().startswith("No article is complete and nothing is marked, so there is nothing to")
    assert not page.empty.start.isEnabled()
    person.press("Ctrl+R")
    person.clicks(page.empty.start)
    assert not person.window.training.running
    assert person.window.loop.why_not_train().startswith("Nothing is marked yet")


def test_a_single_mark_is_enough_to_begin(person: Person) -> None:
    page = train_page(person)
    assert page.empty.start.isEnabled()
    assert page.empty.start.hasFocus()
    assert person.window.training_part.button.isEnabled()
    assert page.empty.sentence.text().startswith("No article is complete. Single marks teach a little")
    assert page.empty.start.text() == "Train version 1"
    assert not page.table.isVisible()
    assert not page.side.isVisible()


def test_what_is_complete_is_counted_anew_when_the_page_is_shown(person: Person, project_file: Path) -> None:
    page = train_page(person)
    person.press("Ctrl+1", "Ctrl+Enter")
    person.press("Ctrl+2")
    assert page.empty.sentence.text().startswith("1 article is complete. A first version takes about a minute.")


def test_the_button_of_the_empty_page_trains(person: Person, children: Children, qtbot: Any) -> None:
    children(child(scorings(200), then=WAITS))
    page = train_page(person)
    assert page.empty.start.hasFocus()
    person.press("Enter")
    qtbot.waitUntil(lambda: person.window.training.step == 200, timeout=20_000)
    assert not page.empty.isVisible()
    assert page.head.headline.text() == "Training version 1"
    assert person.window.focusWidget() is page.head.cancel
    assert cells(page, "state") == ["training"]
    person.window.training.stop_now()


# while it runs


def test_a_run_is_shown_as_it_goes(
    person: Person, two_versions: tuple[str, str], project_file: Path, children: Children, qtbot: Any
) -> None:
    complete(project_file, 2)
    children(child(scorings(300), then=WAITS))
    page = train_page(person)
    qtbot.waitUntil(lambda: person.window.loop.current is not None)
    train_to(person, page, qtbot, 300)
    assert page.head.headline.text() == "Training version 3"
    assert page.head.sentence.text().startswith("From 2 complete articles with 0 events; some are kept to")
    assert (cells(page, "articles")[0], cells(page, "events")[0]) == ("not yet", "not yet")
    assert page.head.progress_texts() == ("Step 300 of 600, pass 26 of about 51", "About 2 min left")
    assert page.score.drawn.now == 300
    assert page.score.drawn.names == {"mentions": "mentions .56", "triggers": "triggers .41"}
    assert page.score.drawn.dashed == {"mentions": 0.78, "triggers": 0.61}
    assert [step for step, _ in page.loss.drawn.curves["triggers"]] == [100, 200, 300]
    assert "mentions 0.35" in page.loss.accessibleDescription()
    assert cells(page, "version") == ["Version 3", "Version 2", "Version 1"]
    assert cells(page, "state") == ["training", "suggests now", "replaced"]
    assert page.head.cancel.isVisible()
    assert not page.head.start.isVisible()
    assert "Training version 3, 50%" in person.window.status.parts()
    person.window.training.stop_now()


def test_curves_are_kept_of_a_run_that_began_before_the_page_was_opened(
    person: Person, children: Children, qtbot: Any
) -> None:
    children(child(scorings(400), then=WAITS))
    person.press("Ctrl+R")
    qtbot.waitUntil(lambda: person.window.training.step == 400, timeout=20_000)
    page = train_page(person)
    assert len(page.score.drawn.curves["mentions"]) == 5
    person.window.training.stop_now()


def test_one_scoring_has_scores_and_no_loss_yet(person: Person, children: Children, qtbot: Any) -> None:
    children(child(scorings(0), then=WAITS))
    person.press("Ctrl+R")
    qtbot.waitUntil(lambda: bool(person.window.loop.curves and person.window.loop.curves.scores), timeout=20_000)
    page = train_page(person)
    assert page.loss._empty.text() == "The loss shows from the second scoring on."
    for chart, tall in ((page.loss, 1.2), (page.score, 1.0)):
        words = chart._empty.geometry().center().y()
        lines = [chart._at(0, level).y() for level in round_steps(tall)]
        assert min(abs(words - line) for line in lines) > 12, "no line of the grid runs through them"
    with qtbot.waitSignal(person.window.training.cancelled, timeout=20_000):
        person.window.training.cancel()
    qtbot.waitUntil(lambda: page.loss._empty.text() == "The training ended before its second scoring.")


def test_the_part_in_the_top_bar_leads_to_the_page(
    person: Person, two_versions: tuple[str, str], children: Children, qtbot: Any
) -> None:
    person.window.loop.refresh()
    person.clicks(person.window.training_part.name)
    assert person.window.pages.current == "train"
    person.press("Ctrl+1")
    children(child(scorings(300), then=WAITS))
    person.press("Ctrl+R")
    qtbot.waitUntil(lambda: person.window.training_part.share.text() == "50%", timeout=20_000)
    person.clicks(person.window.training_part.share)
    assert person.window.pages.current == "train"
    person.window.training.stop_now()


def test_cancel_asks_and_leaves_the_last_version_in_place(
    person: Person, two_versions: tuple[str, str], children: Children, qtbot: Any
) -> None:
    children(child(scorings(300), then=WAITS))
    page = train_page(person)
    train_to(person, page, qtbot, 300)
    person.clicks(page.head.cancel)
    question = person.dialog("question")
    assert "Extractor v2 goes on suggesting" in " ".join(
        label.text() for label in question.findChildren(type(page._note))
    )
    person.press("Esc")
    assert person.window.training.running
    person.clicks(page.head.cancel)
    with qtbot.waitSignal(person.window.training.cancelled, timeout=20_000):
        person.clicks(person.dialog("question").act_button)
    qtbot.waitUntil(lambda: page.head.headline.text() == "Version 2 suggests")
    assert page.head.ending.text() == "Cancelled; Extractor v2 goes on suggesting."
    assert person.window.status.saved_text() == "Training cancelled, the version before stays"
    assert page._score_card.title.text() == "F1 on the training articles, version 3, cancelled"
    assert page._loss_card.title.text() == "Loss, version 3, cancelled"
    person.press("Down")
    assert page.side.headline.text() == "Version 1"
    assert page._loss_card.title.text() == "Loss, version 3, cancelled", "whichever version is looked at"
    assert cells(page, "state") == ["suggests now", "replaced"]
    assert len(page.score.drawn.curves["mentions"]) == 4
    assert page.score.drawn.now is None
    assert page.head.start.isVisible()


def test_a_question_about_cancelling_goes_when_the_run_is_over(
    person: Person, children: Children, tmp_path: Path, qtbot: Any
) -> None:
    flag = tmp_path / "go"
    wait = f"import pathlib, time\nwhile not pathlib.Path({str(flag)!r}).exists(): time.sleep(0.01)\n"
    children(child(scorings(100), then=wait + "print(json.dumps({'event': 'done'}))"))
    page = train_page(person)
    train_to(person, page, qtbot, 100)
    person.clicks(page.head.cancel)
    person.dialog("question")
    with qtbot.waitSignal(person.window.training.done, timeout=20_000):
        flag.touch()
    assert not person.sees_dialog("question")


# when it is over


def test_a_run_that_ends_refreshes_the_page_and_keeps_its_curves(
    person: Person, history: History, two_versions: tuple[str, str], children: Children, qtbot: Any
) -> None:
    children(child([*scorings(600), {"event": "done"}]))
    page = train_page(person)
    history.add(3, f1={"mentions": 0.8, "triggers": 0.7})
    with qtbot.waitSignal(person.window.training.done, timeout=20_000):
        person.press("Ctrl+R")
    qtbot.waitUntil(lambda: cells(page, "state") == ["suggests now", "replaced", "replaced"], timeout=5_000)
    assert page.head.headline.text() == "Version 3 suggests"
    assert page._loss_card.title.text() == "Loss, version 3"
    assert page.score.drawn.curves["mentions"][-1] == (600, 0.634)
    assert page.score.drawn.now is None
    assert page.head.progress_texts() == ("", "")


def test_a_version_that_scored_lower_is_not_passed_over(
    person: Person, history: History, two_versions: tuple[str, str], children: Children, qtbot: Any
) -> None:
    children(child([*scorings(600), {"event": "done"}]))
    page = train_page(person)
    history.add(3, f1={"mentions": 0.77, "triggers": 0.7}, tested=2)
    with qtbot.waitSignal(person.window.training.done, timeout=20_000):
        person.press("Ctrl+R")
    assert person.window.status.saved_text() == (
        "Extractor v1: 2 suggestions in 1 article; scored lower than version 2 on 2 test articles: too few to tell"
    )
    qtbot.waitUntil(lambda: page.head.headline.text() == "Version 3 suggests", timeout=5_000)
    assert page.head.sentence.text().startswith(
        "Version 3 scored .77 for mentions on 2 test articles, version 2 .78 on 42 test articles: too few to tell. "
        "Compare puts both on the same articles; Roll back to version 2 undoes it. "
    )


def test_a_version_trained_elsewhere_is_noticed(
    person: Person, history: History, two_versions: tuple[str, str], qtbot: Any
) -> None:
    page = train_page(person)
    assert page.head.headline.text() == "Version 2 suggests"
    history.add(3, f1={"mentions": 0.8, "triggers": 0.7})
    qtbot.waitUntil(lambda: page.head.headline.text() == "Version 3 suggests", timeout=5_000)
    assert cells(page, "version") == ["Version 3", "Version 2", "Version 1"]
    assert page.side.headline.text() == "Version 3", "it looked at the version that suggests, and still does"
    person.press("Down", "Down")
    history.add(4, f1={"mentions": 0.8, "triggers": 0.7})
    qtbot.waitUntil(lambda: page.table.versions.rowCount() == 4, timeout=5_000)
    assert page.side.headline.text() == "Version 1", "somebody looks at it"


def test_a_refusal_is_said_on_the_page_too(person: Person, children: Children, qtbot: Any) -> None:
    error = {
        "event": "error",
        "what": "This project is being trained already",
        "way_out": "Wait until that training ends.",
    }
    children(child([error], then="sys.exit(1)"))
    page = train_page(person)
    person.press("Ctrl+R")
    qtbot.waitUntil(lambda: person.sees_dialog("errorSheet"), timeout=20_000)
    person.dialog("errorSheet").accept()
    qtbot.waitUntil(lambda: page.head.ending.isVisible() or page.empty.ending.isVisible())
    said = page.head.ending.text() or page.empty.ending.text()
    assert said == "This project is being trained already. Wait until that training ends."
    assert not person.window.training.running


def test_reading_after_the_training_can_be_cancelled_and_the_version_stays(
    person: Person, history: History, children: Children, qtbot: Any
) -> None:
    reading = {"event": "progress", "step": 2, "max_steps": 5}
    children(child([*scorings(600), {"event": "done"}]), child([reading], then=WAITS))
    page = train_page(person)
    history.add(1, f1={"mentions": 0.8, "triggers": 0.7})
    person.press("Ctrl+R")
    qtbot.waitUntil(lambda: page.head.progress_texts()[0] == "Article 2 of 5", timeout=20_000)
    qtbot.waitUntil(lambda: page.head.headline.text() == "Version 1 reads", timeout=5_000)
    qtbot.waitUntil(lambda: cells(page, "state") == ["suggests now"], timeout=5_000)
    with qtbot.waitSignal(person.window.training.cancelled, timeout=20_000):
        person.clicks(page.head.cancel)
        person.clicks(person.dialog("question").act_button)
    assert person.window.status.saved_text() == "Suggesting cancelled"
    assert page.head.ending.text() == ""


def test_a_version_that_is_written_is_not_in_training_any_more(
    person: Person, history: History, children: Children, qtbot: Any
) -> None:
    children(child(scorings(600), then=WAITS), child([{"event": "done"}]))  # its process takes seconds to end
    page = train_page(person)
    train_to(person, page, qtbot, 600)
    assert page.head.headline.text() == "Training version 1"
    history.add(1, f1={"mentions": 0.8, "triggers": 0.7})
    qtbot.waitUntil(lambda: page.head.headline.text() == "Version 1 reads", timeout=5_000)
    qtbot.waitUntil(lambda: cells(page, "state") == ["suggests now"], timeout=5_000)
    assert person.window.training.phase == "training"
    assert page.head.progress_texts() == ("Opening the version", "")
    assert person.window.loop.words(share=True) == "Suggesting"
    assert person.window.training_part.words() == "Training version 1, 100%"
    person.clicks(page.head.cancel)
    question = person.dialog("question")
    assert question.windowTitle() == "Cancel suggesting?"
    with qtbot.waitSignal(person.window.training.cancelled, timeout=20_000):
        person.clicks(question.act_button)
    assert person.window.status.saved_text() == "Suggesting cancelled"
    assert page._loss_card.title.text() == "Loss, version 1"


# looks and the keyboard


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
def test_the_page_is_drawn_in_every_theme(
    person: Person, two_versions: tuple[str, str], children: Children, theme: str, qtbot: Any
) -> None:
    children(child([*scorings(600), {"event": "done"}]))
    page = train_page(person)
    with qtbot.waitSignal(person.window.training.done, timeout=20_000):
        person.press("Ctrl+R")
    person.window.choose_theme(theme)
    QApplication.processEvents()
    colours = page.score.grab().toImage()
    plotted = person.window.theme.plot_colour(0)
    found = any(
        colours.pixelColor(x, y) == plotted for x in range(colours.width()) for y in range(0, colours.height(), 1)
    )
    assert found, "the curve of the mentions has the colour of its token"
    assert colours.pixelColor(1, 1) == person.window.theme.colour("raised")


def test_tab_and_f6_go_round_the_page(person: Person, two_versions: tuple[str, str]) -> None:
    page = train_page(person)
    assert page.table.hasFocus()
    person.press("F6")
    assert page.side.isAncestorOf(page.focusWidget())
    person.press("F6")
    assert page.head.start.hasFocus()
    person.press("Tab")
    assert page.head.recipe.recipe.hasFocus()
    person.press("Tab")
    assert page.head.recipe.vote.hasFocus()
    person.press("Tab")
    assert page.table.hasFocus()
    for _ in range(2):  # past the button of live suggestions
        person.press("Tab")
    assert page.side.isAncestorOf(page.focusWidget())
    person.press("Esc")
    assert page.table.hasFocus()


def test_the_page_goes_with_its_project(person: Person, two_versions: tuple[str, str], project_file: Path) -> None:
    page = train_page(person)
    assert page.table.versions.rowCount() == 2
    person.window.leave_project()
    person.window.ways_in.begin(project_file)
    person.press("Ctrl+2")
    assert person.window.pages.currentWidget() is page
    assert page.head.headline.text() == "Version 2 suggests"
    assert page.table.focusPolicy() is not Qt.FocusPolicy.NoFocus
