"""The loop on the real pages in the window, by keys and mouse: pages with their zones in, gold in, a version trained,
another cancelled, suggestions decided, errors looked at.

The same by the command line is in tests/e2e/test_five_pages.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton

from tests.e2e.test_command_line import write_lines
from tests.e2e.test_training_plain import hashes, train_plain
from tests.e2e.verbs import Spanloop, in_another_process, in_child_process
from tests.e2e.window.conftest import OpenDesk
from tests.e2e.window.desk import Desk
from tests.e2e.window.test_loop import allow, extractors
from tests.elsewhere import Elsewhere
from tests.gold import complete_gold_lines
from tests.unit.articles.five_pages import FIVE_PAGES, judged_shared_page
from tests.unit.articles.judged import by_character

#: The page whose gold is left out.
PREPARATIONS = "Syria And Turkey Ramp Up Preparations For New Military Confrontation"
SHOWDOWN = "Syrian army prepares for showdown against ISIS"
#: The recipe scores after so many, so that what is learned is scored.
STEPS = 100
WAIT_S = 500


@pytest.fixture
def desk(open_desk: OpenDesk, tmp_path: Path, shared_dir: Path) -> Desk:
    """Noor with a new project, in it the five pages, chosen in the file dialog."""
    desk = open_desk()
    desk.introduce("Noor")
    desk.press("Ctrl+Shift+N")
    desk.type("Five pages")
    desk.press("Tab", "Tab", "Ctrl+A")
    desk.path = tmp_path / "five.spanloop"
    desk.type(str(desk.path))
    desk.press("Enter")
    assert "Five pages" in desk.show.windowTitle()
    desk.press("Ctrl+I")
    desk.pick_files(*(shared_dir / "seeds" / name for name in FIVE_PAGES))
    desk.imports()
    desk.wait_for(lambda: len(desk.queue) == len(FIVE_PAGES), "the pages")
    assert desk.asked == "", "nothing went wrong, so nothing is asked or told"
    return desk


def bring_gold(desk: Desk, shared: Path, folder: Path) -> list[dict[str, Any]]:
    """Import the gold of two pages by the dialog."""
    lines = [line for line in complete_gold_lines(shared) if PREPARATIONS not in line["text"]]
    desk.press("Ctrl+I")
    desk.pick_files(write_lines(folder / "gold.jsonl", *lines))
    desk.imports()
    desk.wait_for(lambda: desk.asked == "report", "what the import did", seconds=60)
    marks = sum(len(line["spans"]) + len(line["events"]) for line in lines)
    assert f"{marks} marks, 2 articles were here already." in desk.told
    desk.dismiss()
    assert desk.mentions == set(), "gold is nobody's own mark"
    assert desk.suggestions == set(), "and no suggestion either"
    return lines


def seen_zones(desk: Desk) -> tuple[tuple[int, int, Any, str | None], ...]:
    """The zones of the page on the desk, as the canvas paints them."""
    return tuple((zone.start, zone.end, zone.kind, zone.date) for zone in desk.canvas.view.article.zones)


def zone_told(desk: Desk) -> str:
    """What the status line says of the zone of the cursor, "" outside zones."""
    parts = desk.place_told.split(" · ")
    return parts[-1] if len(parts) > 1 else ""


def test_every_zone_is_seen_and_one_is_corrected_by_key_and_taken_back(desk: Desk, shared_dir: Path) -> None:
    for name in FIVE_PAGES:
        page = judged_shared_page(shared_dir, name)
        headline = next(page.text[start:end] for start, end, kind, _ in page.truth if kind == "headline")
        desk.read(headline)
        wanted, got = by_character(len(page.text), page.truth), by_character(len(page.text), seen_zones(desk))
        assert [i for i, c in enumerate(page.text) if not c.isspace() and wanted[i] != got[i]] == []
    desk.read(SHOWDOWN)
    before = seen_zones(desk)
    desk.stand_on("Read more of the Latest")
    assert "boilerplate, proposed" in desk.place_told
    desk.press("z", "c")
    assert "comment" in desk.place_told
    assert seen_zones(desk) != before
    desk.press("Ctrl+Z")
    assert seen_zones(desk) == before
    assert "boilerplate, proposed" in desk.place_told
    desk.holds_what_is_seen()


def test_gold_comes_in_and_a_page_is_completed(
    desk: Desk, elsewhere: Elsewhere, shared_dir: Path, tmp_path: Path
) -> None:
    bring_gold(desk, shared_dir, tmp_path)
    complete_a_page(desk)
    Spanloop(in_another_process(desk.home, elsewhere)).finds_sound(desk.path)


def complete_a_page(desk: Desk) -> None:
    """Mark one word of a page without gold and say that this is all."""
    desk.read(SHOWDOWN)
    desk.mark("Aleppo", "GPE", how="double click")
    desk.press("Ctrl+Enter")
    assert desk.title != SHOWDOWN
    assert desk.state_of(SHOWDOWN) == "complete"


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_whole_loop(desk: Desk, shared_dir: Path, tmp_path: Path) -> None:
    bring_gold(desk, shared_dir, tmp_path)
    # Splits are given at first sight: the two pages of gold train and watch, and the next one tests.
    corpus = export_training_data(desk, tmp_path)
    complete_a_page(desk)
    desk = train_the_first_version(desk)
    (version,) = extractors(desk.home)
    plain = train_plain(corpus, tmp_path / "plain", seed=0, steps=STEPS, every=None)
    assert hashes(desk.home / "extractors" / version) == hashes(plain)
    decide_suggestions(desk)
    look_at_an_error(desk)
    cancel_the_second_version(desk)
    Spanloop(in_child_process(desk.home)).finds_sound(desk.path)
    desk = desk.close_and_reopen()
    assert desk.show.training_part.name.text() == "Extractor v1"


def export_training_data(desk: Desk, folder: Path) -> Path:
    desk.press("Ctrl+E")
    desk.exports(folder / "five-spacy")
    desk.wait_for(lambda: desk.asked == "report", "the report", seconds=120)
    assert "train 1, dev 1, test 0" in desk.told, desk.told
    desk.dismiss()
    return folder / "five-spacy"


def train_page(desk: Desk) -> Any:
    desk.press("Ctrl+2")
    assert desk.show.pages.current == "train"
    return desk.show.pages.currentWidget()


def train_the_first_version(desk: Desk) -> Desk:
    """Start a training on its page by the button that has the keyboard, and look on until it is over."""
    allow(desk, STEPS)
    desk = desk.close_and_reopen()
    page = train_page(desk)
    assert page.empty.isVisible()
    desk.press("Enter")
    desk.wait_for_step()
    assert page.head.headline.text() == "Training version 1"
    assert page.head.cancel.isVisible()
    desk.wait_until_idle(seconds=WAIT_S)
    assert desk.asked == "", desk.told
    assert page.head.headline.text() == "Version 1 suggests"
    steps = {name: [step for step, _ in points] for name, points in page.score.drawn.curves.items()}
    assert {"mentions", "triggers"} <= set(steps)
    assert all(at[0] == 0 and at[-1] == STEPS for at in steps.values()), steps
    assert page.loss.drawn.curves
    assert table_of(page) == [("Version 1", "suggests now")]
    desk.press("Ctrl+1")
    return desk


def table_of(page: Any) -> list[tuple[str, str]]:
    return [(line.cells["version"], line.cells["state"]) for line in page.table.versions.lines]


def decide_suggestions(desk: Desk) -> None:
    """Accept one and reject one, by keys, on the page whose gold was left out."""
    desk.read(PREPARATIONS)
    offered = desk.suggestions
    assert offered
    article = desk.canvas.view.article
    for zone in article.zones:
        if zone.kind in {"boilerplate", "comment"}:
            assert [words for _, words in offered if words not in article.text[: zone.start]] == []
    desk.click_text()
    desk.press("Ctrl+Home", "Tab", "Enter")
    if desk.page.composer.isVisible():
        desk.press("Esc", "Esc")
    desk.press("Tab", "Backspace")
    outcomes = sorted(verdict.outcome for verdict in desk.kept().verdicts)
    assert outcomes == ["accepted", "rejected"]
    desk.holds_what_is_seen()


def look_at_an_error(desk: Desk) -> None:
    """Compare the version with the truth on the Judge page, and go from its first error to the place."""
    desk.press("Ctrl+3")
    judge: Any = desk.show.pages.currentWidget()
    desk.choose_from(judge.on, "all ")
    desk.wait_for(lambda: judge.evaluation() and judge.evaluation().on == "all", "the comparison", seconds=120)
    desk.wait_for(lambda: not judge.comparing.run.running, "the child to end", seconds=60)
    assert (judge.who.words(), judge.against.words()) == ("Extractor v1", "truth")
    assert judge.evaluation().articles == 3
    tabs = [b for b in judge.parts.findChildren(QAbstractButton) if b.text() == "Mentions"]
    desk.click(tabs[0])
    listed = judge.results.list
    assert listed.errors.errors
    for _ in range(6):
        if listed.hasFocus():
            break
        desk.press("F6")
    desk.press("Home", "Down", "Enter")
    error = listed.errors.errors[1]
    assert desk.show.pages.current == "annotate"
    assert desk.canvas.view.article.uid == error["article"]
    assert desk.covered == error["quote"]
    assert desk.canvas.hasFocus()


def cancel_the_second_version(desk: Desk) -> None:
    page = train_page(desk)
    desk.click(page.head.start)
    desk.wait_for_step()
    assert table_of(page) == [("Version 2", "training"), ("Version 1", "suggests now")]
    desk.press("Enter")  # the button with the keyboard is Cancel now
    assert "Cancel the training of version 2?" in desk.told
    desk.click_button("Cancel training")
    desk.wait_until_idle()
    assert desk.asked == "", desk.told
    assert page.head.headline.text() == "Version 1 suggests"
    desk.wait_for(lambda: table_of(page) == [("Version 1", "suggests now")], "the table without it")
    assert len(extractors(desk.home)) == 1
    desk.press("Ctrl+1")
