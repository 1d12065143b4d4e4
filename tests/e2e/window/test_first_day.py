"""Somebody's first day at the desk, by real keys and a real mouse; after each act the file holds what is seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication

from spanloop.app import main
from spanloop.gui.window import Window
from tests.e2e.verbs import Spanloop, in_child_process
from tests.e2e.window.conftest import OpenDesk
from tests.e2e.window.desk import Desk, How
from tests.seeds import REPORTS

DRONE = "Drone downed over the Qasra valley, both sides claim it"
TRUCE = "Both sides sign a truce for the north in Deir Amun"
DEPOT = "Army shells grain depot at Tel Shahin"


def test_the_first_start_asks_who_you_are_and_opens_the_sample(open_desk: OpenDesk) -> None:
    desk = open_desk()
    assert desk.asked == "whoAreYou"
    desk.press("Enter")
    assert desk.asked == "whoAreYou", "without a name there is no author"
    desk.introduce("Noor Haddad")
    assert desk.title == DRONE
    assert len(desk.queue) == REPORTS
    assert "Noor Haddad" in desk.show.windowTitle()
    assert desk.status.startswith("Everything is saved")
    again = desk.close_and_reopen()
    assert again.asked == ""
    assert again.title == DRONE


def test_the_program_without_arguments_is_the_window(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry point itself, with its own event loop; the person sits inside it."""
    monkeypatch.setenv("SPANLOOP_HOME", str(tmp_path))
    done: list[object] = []

    def sit_down() -> None:
        window = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Window))
        try:
            desk = Desk(tmp_path, there=window)
            desk.introduce("Noor")
            desk.mark("Dorvath", "GPE", how="double click")
            desk.holds_what_is_seen()
            done.append(desk.mentions)
            desk.quit()
        except BaseException as error:  # noqa: BLE001 - it is raised again below, out of Qt's hands
            done.append(error)
            QApplication.exit(3)

    QTimer.singleShot(200, sit_down)
    assert main([]) == 0, done
    assert done == [{("GPE", "Dorvath")}]
    assert Spanloop(in_child_process(tmp_path)).marks(tmp_path / "sample.spanloop", author="Noor")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize(
    ("how", "words", "label"),
    [
        ("mouse", "The Northern Shield Brigade", "ARM"),
        ("keys", "a shoulder-fired missile", "WPN"),
        ("double click", "Dorvath", "GPE"),
        ("label row", "Saturday night", "TIME"),
    ],
)
def test_words_are_marked(desk: Desk, how: How, words: str, label: str) -> None:
    desk.mark(words, label, how=how)
    assert desk.mentions == {(label, words)}
    desk.holds_what_is_seen()
    assert desk.state_of(DRONE) == "started"


def test_marks_nest_and_the_same_key_takes_one_away(desk: Desk) -> None:
    desk.mark("a workshop near Tel Shahin", "FAC")
    desk.mark("Tel Shahin", "GPE")
    desk.mark("army", "ARM", how="double click")
    desk.mark("army helicopters", "VEH", how="keys")
    assert desk.mentions == {
        ("FAC", "a workshop near Tel Shahin"), ("GPE", "Tel Shahin"), ("ARM", "army"), ("VEH", "army helicopters"),
    }  # fmt: skip
    desk.holds_what_is_seen()
    desk.stand_on("Tel Shahin")
    desk.press(desk.key_of("GPE"))
    assert ("GPE", "Tel Shahin") not in desk.mentions
    assert ("FAC", "a workshop near Tel Shahin") in desk.mentions
    desk.stand_on("a workshop near")
    desk.press("Delete")
    assert desk.mentions == {("ARM", "army"), ("VEH", "army helicopters")}
    desk.holds_what_is_seen()


def test_another_key_changes_the_label(desk: Desk) -> None:
    desk.mark("Qasra valley", "GPE")
    desk.press(desk.key_of("LOC"))
    assert desk.mentions == {("LOC", "Qasra valley")}
    desk.holds_what_is_seen()


def test_alt_selects_characters(desk: Desk) -> None:
    desk.walk_to("shoulder-fired")
    desk.press("Esc", "Home", "Alt+Right", "Alt+Shift+Right", "Alt+Shift+Right")
    chosen = desk.covered
    assert 0 < len(chosen) <= 4
    desk.press(desk.key_of("WPN"))
    assert desk.mentions == {("WPN", chosen)}
    desk.holds_what_is_seen()


@pytest.fixture
def bombed(desk: Desk) -> Desk:
    """Marks around "bombed", and the form of its event open."""
    for words, label in (
        ("army helicopters", "VEH"), ("army", "ARM"), ("a workshop", "FAC"), ("Tel Shahin", "GPE"),
        ("Hours later", "TIME"), ("five mechanics", "CIV"),
    ):  # fmt: skip
        desk.mark(words, label)
    desk.make_event("bombed", "STRIKE")
    return desk


def test_an_event_is_made_and_filled_by_keys(bombed: Desk) -> None:
    desk = bombed
    desk.fill("attacker", "army")
    desk.fill("target", "a workshop")
    desk.fill("place", "Tel Shahin")
    desk.turn("realis", "ongoing")
    desk.turn("polarity", "neg")
    desk.press("Enter")
    assert not desk.page.composer.isVisible()
    assert desk.fillers("bombed") == {("attacker", "army"), ("target", "a workshop"), ("place", "Tel Shahin")}
    assert desk.event("bombed").attributes["realis"] == "ongoing"
    assert desk.event("bombed").attributes["polarity"] == "neg"
    desk.holds_what_is_seen()


def test_the_next_roles_key_keeps_the_candidate(bombed: Desk) -> None:
    desk = bombed
    desk.press(desk.role_key("attacker"))
    proposed = desk.form_says().split("attacker: ")[1].split(",")[0]
    desk.press(desk.role_key("target"))
    assert ("attacker", proposed) in desk.fillers("bombed")
    desk.press("Esc", "Esc")
    assert not desk.page.composer.isVisible()
    assert len(desk.fillers("bombed")) == 1
    desk.holds_what_is_seen()


def test_digits_take_a_candidate_and_delete_clears_it(bombed: Desk) -> None:
    desk = bombed
    key = desk.role_key("target")
    desk.press(key, "2")
    assert len(desk.fillers("bombed")) == 1
    desk.press(key, "Delete")
    assert desk.fillers("bombed") == set()
    desk.holds_what_is_seen()


def test_the_inspector_fills_and_changes_an_event_by_mouse(bombed: Desk) -> None:
    desk = bombed
    desk.press("Esc")
    desk.set_in_inspector("certainty", "claimed")
    desk.set_in_inspector("kind", "air")
    assert desk.event("bombed").attributes["certainty"] == "claimed"
    assert desk.event("bombed").attributes["kind"] == "air"
    desk.click(desk.role_row("target"))
    assert desk.page.composer.isVisible()
    assert "choosing the target" in desk.form_says()
    desk.press("Enter")
    assert {role for role, _ in desk.fillers("bombed")} == {"target"}
    desk.holds_what_is_seen()


def test_a_drag_from_the_trigger_fills_a_role(bombed: Desk) -> None:
    desk = bombed
    desk.press("Esc")
    start, end = desk.span("bombed"), desk.span("a workshop")
    desk.drag(desk.canvas.viewport(), desk.place(start[0] + 2), desk.place(end[0] + 4))
    desk.choose("target")
    assert desk.fillers("bombed") == {("target", "a workshop")}
    desk.holds_what_is_seen()


def test_e_gives_the_type_of_an_example_and_else_the_one_used_last(desk: Desk) -> None:
    desk.make_event("bombed", "ATTACK")
    desk.press("Esc")
    desk.walk_to("wounding")
    desk.press("e")
    assert desk.event("wounding").type == "HARM", "the guideline has [wounded] as an example"
    desk.press(desk.key_of("DAMAGE"))
    assert desk.event("wounding").type == "DAMAGE"
    desk.press("Esc")
    desk.walk_to("published")
    desk.press("e")
    assert desk.event("published").type == "DAMAGE"
    desk.press("Esc")
    desk.holds_what_is_seen()


def test_undo_and_redo_by_keys_survive_a_restart(desk: Desk) -> None:
    desk.mark("Dorvath", "GPE", how="double click")
    desk.make_event("supplied", "SUPPORT")
    desk.fill("place", "Dorvath")
    desk.press("Enter")
    filled = desk.canvas.view.marks
    desk.press("Ctrl+Z")
    assert desk.fillers("supplied") == set()
    desk.holds_what_is_seen()
    again = desk.close_and_reopen()
    assert again.undo_offered == "Undo: new SUPPORT"
    again.press("Ctrl+Z", "Ctrl+Z")
    assert again.mentions == set()
    assert again.canvas.view.marks.events == ()
    again.holds_what_is_seen()
    third = again.close_and_reopen()
    third.press("Ctrl+Shift+Z", "Ctrl+Y", "Ctrl+Shift+Z")
    assert third.fillers("supplied") == {("place", "Dorvath")}
    assert set(third.canvas.view.marks.mentions) == set(filled.mentions)
    assert list(third.canvas.view.marks.events) == list(filled.events)
    third.holds_what_is_seen()
    third.press("Ctrl+Z", "Ctrl+Z", "Ctrl+Z", "Ctrl+Z", "Ctrl+Z")
    assert len(third.queue) == REPORTS, "undo never empties the sample"
    assert third.asked == ""


def test_layers_are_completed_by_key_and_by_box(desk: Desk) -> None:
    desk.press("Alt+1")
    assert {c.layer for c in desk.kept().completions} == {"entities"}
    desk.click(desk.page.article_bar.boxes["events"])
    assert {c.layer for c in desk.kept().completions} == {"entities", "events"}
    assert desk.state_of(DRONE) == "complete"
    desk.holds_what_is_seen()
    desk.press("Alt+2")
    assert {c.layer for c in desk.kept().completions} == {"entities"}
    desk.holds_what_is_seen()


def test_complete_and_next_goes_on(desk: Desk) -> None:
    desk.press("Ctrl+Enter")
    assert desk.title == TRUCE
    assert desk.state_of(DRONE) == "complete"
    desk.press("Ctrl+Z")
    assert desk.state_of(DRONE) == "new"


def test_a_skip_needs_a_reason_and_leaves_the_list(desk: Desk) -> None:
    desk.press("Ctrl+Shift+S")
    assert desk.asked == "reason"
    desk.press("Enter")
    assert desk.asked == "reason", "a skip without a reason says nothing"
    desk.answer("no event in it")
    assert desk.title == TRUCE
    assert desk.state_of(DRONE) == "skipped"
    desk.read(DRONE)
    assert "no event in it" in desk.page.article_bar.meta()
    again = desk.close_and_reopen()
    assert again.state_of(DRONE) == "skipped"
    assert again.title == DRONE, "a project opens where it was left"


def test_a_question_stays_with_the_article(desk: Desk) -> None:
    desk.press("Ctrl+Shift+Q")
    desk.answer("is the aircraft a weapon")
    assert desk.state_of(DRONE) == "question"
    assert "is the aircraft a weapon" in desk.page.article_bar.meta()
    desk.press("Ctrl+K")
    desk.type("take up")
    desk.press("Enter")
    assert desk.state_of(DRONE) == "new"


def test_history_lists_what_was_done(desk: Desk) -> None:
    desk.mark("Dorvath", "GPE", how="double click")
    desk.press("Ctrl+Z")
    assert any("ark GPE" in line for line in desk.history)


def test_the_arabic_report_is_marked_by_mouse_and_keys(desk: Desk) -> None:
    desk.find_row(next(title for title in desk.queue if "شاهين" in title and "الجيش" in title))
    before = desk.mentions
    desk.walk_to("ذلك")
    desk.press(desk.key_of("DOC"))
    assert desk.mentions - before == {("DOC", "ذلك")}
    desk.holds_what_is_seen()
    desk.press(desk.key_of("DOC"))
    assert desk.mentions == before
    desk.mark("لينا مارش وفدي", "CIV")
    assert ("CIV", "لينا مارش وفدي") in desk.mentions
    desk.holds_what_is_seen()
