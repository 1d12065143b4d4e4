"""Accepting from a score up: what counts, what is said, and where the threshold stands."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from spanloop.core.ids import new_uid, now
from spanloop.core.marks import Author, Mention
from spanloop.gui.desk import threshold
from spanloop.settings import load_settings
from spanloop.store.records import ExtractorRecord
from tests.gui.shell.conftest import TEXT, Person

_SCORES: tuple[tuple[str, float | None], ...] = (
    ("Artillery", 0.95), ("depot", 0.7999999), ("brigade", 0.79), ("checkpoint", 0.4), ("Qasra", None),
)  # fmt: skip


@pytest.fixture
def judged(person: Person) -> Person:
    """Somebody with five suggestions of an extractor on the desk."""
    project = person.project
    extractor = Author(new_uid(), "extractor-1", "extractor")
    record = ExtractorRecord(
        uid=extractor.uid, author=extractor, name=extractor.name, number=1, recipe="blank", seed=0,
        data_hash="", schema_version=project.schema.version, created_at=now(), state="current",
    )  # fmt: skip
    marks = [
        Mention(new_uid(), ((TEXT.index(word), TEXT.index(word) + len(word)),), "LOC", score=score)
        for word, score in _SCORES
    ]
    session = person.window.projects.session
    assert session is not None
    with project.act(extractor, "suggest") as act:
        act.add_author(extractor)
        act.add_extractor(record)
        act.add_mentions(person.desk.article.uid, extractor, marks)
    session.reload()
    return person


def test_shift_enter_accepts_those_at_or_above_the_threshold_as_one_act(judged: Person) -> None:
    status = judged.window.status
    assert status.threshold_button.text() == "2 of 5 from .80 up"
    judged.press("Shift+Enter")
    assert {words for _, words in judged.mentions()} == {"Artillery", "depot"}
    assert status.saved_text() == "Accepted 2 suggestions; 3 left"
    assert status.threshold_button.text() == "0 of 3 from .80 up"
    judged.press("Shift+Enter")
    assert status.saved_text() == "Nothing accepted: of 3 suggestions none has a score from .80 up"
    judged.press("Ctrl+Z")
    assert judged.mentions() == set()
    assert status.threshold_button.text() == "2 of 5 from .80 up"


def test_many_are_counted_after_the_painting(judged: Person, monkeypatch: pytest.MonkeyPatch, qtbot: Any) -> None:
    monkeypatch.setattr(threshold, "_COUNTED_AT_ONCE", 3)
    button = judged.window.status.threshold_button
    judged.press("Tab", "Enter")
    assert button.text() == "… of 4 from .80 up"
    qtbot.waitUntil(lambda: button.text() == "1 of 4 from .80 up")


def test_the_threshold_is_moved_by_keys_and_kept(judged: Person) -> None:
    status = judged.window.status
    judged.press("Ctrl+[")
    assert status.threshold_button.text() == "3 of 5 from .75 up"
    judged.press("Ctrl+]", "Ctrl+]", "Ctrl+]", "Ctrl+]", "Ctrl+]")
    assert status.threshold_button.text() == "0 of 5 from 1.0 up"
    judged.press("Ctrl+]")
    assert load_settings(judged.window.settings.data_dir).threshold == 100


def test_a_click_offers_thresholds_with_what_each_takes(judged: Person) -> None:
    judged.clicks(judged.window.status.threshold_button)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entries = {entry.text(): entry for entry in menu.actions() if entry.isCheckable()}
    assert [text for text, entry in entries.items() if entry.isChecked()] == [".80\t2"]
    entries[".50\t3"].trigger()
    menu.close()
    assert judged.window.status.threshold_button.text() == "3 of 5 from .50 up"


def test_nothing_is_said_without_suggestions_or_on_another_page(judged: Person) -> None:
    button, window = judged.window.status.threshold_button, judged.window
    window.commands.set_page("train")
    window.threshold.refresh()
    assert not button.isVisible()
    window.commands.set_page("annotate")
    window.threshold.refresh()
    assert button.isVisible()
    judged.press("Ctrl+Shift+Enter")
    assert not button.isVisible()
    judged.press("Shift+Enter")
    assert window.status.note() == "No suggestions here, or the form of an event is open."
