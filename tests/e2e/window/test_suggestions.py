"""Suggestions at the desk: a rule set's lines come in through the window, and keys and clicks decide them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.window.desk import Desk
from tests.e2e.window.person import RIGHT
from tests.e2e.window.test_first_day import DRONE
from tests.seeds import RECORDS

SPANS = {
    "s1": ("A surveillance drone", "VEH", 0.97), "s2": ("The 9th Division", "ARM", 0.91),
    "s3": ("Dorvath", "LOC", 0.52), "s4": ("Kelmar", "GPE", 0.88), "s5": ("Senna", "PER", 0.31),
    "s6": ("army helicopters", "VEH", 0.84), "s7": ("a workshop", "FAC", 0.77),
}  # fmt: skip
EVENTS = {"e1": ("bombed", "STRIKE", {"attacker": "s6", "target": "s7"})}


@pytest.fixture
def suggested(desk: Desk, tmp_path: Path) -> Desk:
    """The drone report with seven suggested mentions and a suggested event."""
    record: dict[str, Any] = next(r for r in RECORDS if r["title"] == DRONE)
    text = record["text"]

    def place(words: str) -> dict[str, int]:
        return {"start": text.index(words), "end": text.index(words) + len(words)}

    line = {
        "id": record["id"],
        "text": text,
        "author": {"name": "Gazetteer", "kind": "rules"},
        "spans": [{"id": i, **place(w), "label": label, "score": score} for i, (w, label, score) in SPANS.items()],
        "events": [
            {
                "id": i, "type": kind, "trigger": place(words), "score": 0.64,
                "arguments": [{"role": role, "span": span} for role, span in roles.items()],
            }
            for i, (words, kind, roles) in EVENTS.items()
        ],
    }  # fmt: skip
    path = tmp_path / "rules.jsonl"
    path.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    desk.press("Ctrl+I")
    desk.pick_files(path)
    desk.imports()
    desk.wait_for(lambda: desk.asked == "report", "what the import did")
    assert "8 marks, 1 article was here already" in desk.told
    desk.dismiss()
    assert len(desk.suggestions) == 8
    assert desk.mentions == set()
    desk.press("Ctrl+Home")
    return desk


def test_tab_goes_through_them_enter_accepts_and_backspace_rejects(suggested: Desk) -> None:
    desk = suggested
    assert "8 suggestions left" in desk.status
    desk.press("Tab")
    assert desk.covered == "A surveillance drone"
    desk.press("Enter")
    assert desk.covered == "The 9th Division", "accepting goes on to the next one"
    desk.press("Enter", "Backspace")
    assert desk.mentions == {("VEH", "A surveillance drone"), ("ARM", "The 9th Division")}
    assert desk.covered == "Kelmar"
    assert ("LOC", "Dorvath") not in desk.suggestions
    assert "5 suggestions left" in desk.status
    desk.holds_what_is_seen()
    verdicts = [verdict.outcome for verdict in desk.kept().verdicts]
    assert sorted(verdicts) == ["accepted", "accepted", "rejected"]
    assert all(m.origin for m in desk.kept().mentions)
    desk.press("Shift+Tab", "Shift+Tab")
    assert desk.covered in {"bombed", "a workshop", "army helicopters"}


def test_another_label_key_accepts_as_that_label(suggested: Desk) -> None:
    desk = suggested
    desk.press("Tab", "Tab", "Tab")
    assert desk.covered == "Dorvath"
    desk.press(desk.key_of("GPE"))
    assert desk.mentions == {("GPE", "Dorvath")}
    assert [v.outcome for v in desk.kept().verdicts] == ["corrected"]
    desk.holds_what_is_seen()
    desk.press("Ctrl+Z")
    assert desk.mentions == set()
    assert ("LOC", "Dorvath") in desk.suggestions


def test_an_event_brings_its_fillers_and_opens_its_form(suggested: Desk) -> None:
    desk = suggested
    desk.stand_on("bombed")
    desk.press("Enter")
    assert desk.page.composer.isVisible()
    assert desk.fillers("bombed") == {("attacker", "army helicopters"), ("target", "a workshop")}
    assert desk.mentions == {("VEH", "army helicopters"), ("FAC", "a workshop")}
    desk.press("Esc")
    desk.holds_what_is_seen()
    assert len(desk.suggestions) == 5


def test_a_suggestion_taken_as_filler_is_accepted_with_it(suggested: Desk) -> None:
    desk = suggested
    desk.make_event("supplied", "SUPPORT")
    desk.fill("recipient", "Kelmar")
    desk.press("Enter")
    assert desk.fillers("supplied") == {("recipient", "Kelmar")}
    assert desk.mentions == {("GPE", "Kelmar")}
    desk.holds_what_is_seen()
    desk.press("Ctrl+Z")
    assert desk.mentions == set()
    assert ("GPE", "Kelmar") in desk.suggestions
    desk.holds_what_is_seen()


def test_all_are_accepted_as_one_act(suggested: Desk) -> None:
    desk = suggested
    desk.press("Ctrl+Shift+Enter")
    assert desk.suggestions == set()
    assert len(desk.mentions) == 7
    desk.holds_what_is_seen()
    desk.press("Ctrl+Z")
    assert len(desk.suggestions) == 8
    assert desk.mentions == set()
    desk.press("Ctrl+Shift+Z")
    again = desk.close_and_reopen()
    assert len(again.mentions) == 7
    assert again.suggestions == set()


def test_the_inspector_decides_by_mouse(suggested: Desk) -> None:
    desk = suggested
    desk.stand_on("Dorvath")
    card = desk.page.inspector.mention_card
    desk.click(card.accept_button)
    assert desk.mentions == {("LOC", "Dorvath")}
    desk.stand_on("Senna")
    desk.click(card.reject_button)
    assert ("PER", "Senna") not in desk.suggestions
    desk.stand_on("bombed")
    desk.click(desk.page.inspector.event_card.reject_button)
    assert ("STRIKE", "bombed") not in desk.suggestions
    desk.holds_what_is_seen()


def test_what_was_rejected_stays_away(suggested: Desk) -> None:
    desk = suggested
    desk.stand_on("Senna")
    desk.press("Backspace")
    again = desk.close_and_reopen()
    assert ("PER", "Senna") not in again.suggestions
    assert len(again.suggestions) == 7


def test_a_word_of_a_suggestion_is_marked_by_itself(suggested: Desk) -> None:
    desk = suggested
    desk.mark("9th Division", "ARM")
    assert desk.mentions == {("ARM", "9th Division")}
    assert ("ARM", "The 9th Division") in desk.suggestions
    desk.holds_what_is_seen()


def test_the_context_menu_accepts_and_labels(suggested: Desk) -> None:
    desk = suggested
    start, end = desk.span("Kelmar")
    desk.click(desk.canvas.viewport(), desk.place((start + end) // 2), button=RIGHT)
    desk.click_entry("Accept this suggestion")
    assert desk.mentions == {("GPE", "Kelmar")}
    start, end = desk.span("missile")
    desk.click(desk.canvas.viewport(), desk.place((start + end) // 2), button=RIGHT)
    desk.click_entry("WPN")
    assert ("WPN", "missile") in desk.mentions
    desk.holds_what_is_seen()


def test_suggestions_filter_the_queue(suggested: Desk) -> None:
    desk = suggested
    desk.choose_from(desk.page.queue.filter, "With suggestions")
    assert desk.queue == [DRONE]
