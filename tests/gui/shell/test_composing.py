"""Whole events made with few keys in the real window, and the keys counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from spanloop.gui.inspector.controls import Chip
from tests.gui.shell.conftest import Person, suggest


class KeyCounter(QObject):
    """Counts the key presses that reach what has the keyboard, as a person makes them."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        # A press that a widget does not use goes on to its parents and is the same press.
        if pressed and watched is QApplication.focusWidget():
            self.count += 1
        return False


def counted(work: Callable[[], None]) -> int:
    counter = KeyCounter()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(counter)
    try:
        work()
    finally:
        app.removeEventFilter(counter)
    return counter.count


def chips(person: Person) -> list[Chip]:
    row = person.window.page.composer.candidate_row
    return [chip for chip in row.findChildren(Chip) if chip.isVisible()]


def test_the_form_does_not_hide_the_word_that_it_is_about(person: Person) -> None:
    person.window.resize(1024, 700)
    for _ in range(5):
        person.window.commands.run("view.zoom_in")
    QApplication.processEvents()
    view = person.canvas.viewport()
    while True:
        before = person.covered()
        person.press("Down")
        line = person.canvas.rect_of(person.canvas.selection()[0][0])
        if line.bottom() > view.height() - 120 or before == person.covered():
            break
    room = view.height()
    person.press("e")
    QApplication.processEvents()
    assert view.height() < line.bottom() < room, "where the form is now"
    line = person.canvas.rect_of(person.canvas.selection()[0][0])
    assert line.top() >= 0
    assert line.bottom() <= view.height()


def in_view(person: Person, offset: int) -> bool:
    line = person.canvas.rect_of(offset)
    return line.top() >= 0 and line.bottom() <= person.canvas.viewport().height()


def test_a_smaller_window_hides_neither_the_event_nor_its_candidate(person: Person) -> None:
    person.marked_before("GPE", "Qasra")
    person.window.resize(1440, 900)
    for _ in range(5):
        person.window.commands.run("view.zoom_in")
    person.stands_on("fired")
    person.press("e", "p")
    QApplication.processEvents()
    trigger, candidate = person.at("fired")[0][0], person.at("Qasra")[0][0]
    assert person.canvas.scene().taken == person.canvas.scene().document.book.covering(candidate, candidate + 5)[0].uid
    for size in ((1240, 800), (1024, 700)):
        person.window.resize(*size)
        QApplication.processEvents()
        assert in_view(person, trigger)
        assert in_view(person, candidate)


def test_an_event_with_three_arguments_takes_five_keys(person: Person) -> None:
    person.marked_before("ARM", "9th Division")
    person.marked_before("FAC", "the depot")
    person.marked_before("TIME", "before dawn on Tuesday")
    person.made_before("STRIKE", "shells")
    person.stands_on("shelled")
    keys = ("e", "a", "g", "t", "Enter")
    assert counted(lambda: person.press(*keys)) == len(keys)
    assert person.events()["shelled"] == {
        "type": "STRIKE",
        "roles": {("attacker", "9th Division"), ("target", "the depot"), ("time", "before dawn on Tuesday")},
        "attributes": {},
    }
    person.press("Enter", "Ctrl+Z")
    assert len(person.events()["shelled"]["roles"]) == 2, "each filler is one act"


def test_the_type_is_proposed_and_a_digit_overrides(person: Person) -> None:
    composer = person.window.page.composer
    person.made_before("STRIKE", "shells")
    person.stands_on("shelled")
    person.press("e")
    assert person.events()["shelled"]["type"] == "STRIKE"
    assert composer.candidate_row.text().startswith("STRIKE, as 1 time before")
    person.press("1")
    assert person.events()["shelled"]["type"] == "ATTACK"
    assert composer.event_uid
    person.press("Enter")
    person.stands_on("fired")
    person.press("e")
    assert person.events()["fired"]["type"] == "ATTACK", "unknown words get the type used last"
    person.press("Esc")
    person.stands_on("killing")
    person.press("e")
    assert person.events()["killing"]["type"] == "HARM"
    assert composer.candidate_row.text().startswith("HARM, an example of the guideline")


def test_other_articles_teach_too(person: Person) -> None:
    person.made_before("MOVE", "fled")
    person.session.open(person.window.page.queue.model.rows[1].uid)
    person.stands_on("crossed")
    person.made_before("MOVE", "crossed")
    assert person.window.page.experience.now().triggers.known("crossing") == {"MOVE": 1}
    assert person.window.page.experience.now().triggers.known("flees") == {}
    person.session.undo()
    assert person.window.page.experience.now().triggers.known("crossing") == {}


def test_words_that_are_pointed_at_are_marked_and_fill_the_role_in_one_act(person: Person) -> None:
    person.stands_on("fired")
    person.press("2")
    person.press("Right", "i")
    assert person.window.page.composer.describe() == "STRIKE fired, choosing a label for the instrument"
    assert [chip.tag for chip in chips(person)] == ["VEH", "WPN"]
    person.press("w")
    assert person.events()["fired"]["roles"] == {("instrument", "rockets")}
    assert person.mentions() == {("WPN", "rockets")}
    person.press("Right", "Right", "Shift+Right", "g", "Enter")
    assert ("target", "a checkpoint") in person.events()["fired"]["roles"]
    made = person.mentions()
    person.press("Ctrl+Z")
    assert person.mentions() == {("WPN", "rockets")}, "the mention and the filler go together"
    person.press("Ctrl+Y")
    assert person.mentions() == made
    assert person.window.page.composer.event_uid


def test_a_label_that_is_sure_is_not_asked_for(person: Person) -> None:
    person.marked_before("TIME", "on Tuesday")
    person.stands_on("killing")
    person.press("3", *["Left"] * 4, "Shift+Right", "Shift+Right", "t")
    assert ("time", "before dawn on") in person.events()["killing"]["roles"], "only TIME can be a time"
    person.press(*["Right"] * 5, "v", "Tab", "Esc")
    assert len(person.events()["killing"]["roles"]) == 1, "leaving a choice marks nothing"


def test_a_click_on_a_mark_takes_it_while_a_role_is_filled(person: Person) -> None:
    person.marked_before("ARM", "9th Division")
    person.marked_before("ARM", "brigade")
    person.stands_on("shelled")
    person.press("2", "a")
    place = person.canvas.rect_of(person.at("brigade")[0][0]).center().toPoint()
    person.clicks(person.canvas.viewport(), QPoint(place.x() + 3, place.y()))
    assert person.events()["shelled"]["roles"] == {("attacker", "brigade")}


def test_a_label_key_on_the_trigger_marks_nothing(person: Person) -> None:
    told: list[str] = []
    person.window.commands.told.connect(told.append)
    person.stands_on("shelled")
    person.press("2", "f")
    assert person.mentions() == set()
    assert "f is no role of STRIKE. Go to words first, and f marks them FAC." in told
    person.press("Right", "Right", "f")
    assert person.mentions() == {("FAC", "depot")}
    assert person.window.page.composer.event_uid, "the form stays open"


def test_a_suggested_event_gives_its_type_and_trigger(make_window: Callable[..., Person], project_file: Path) -> None:
    suggest(project_file, ("HARM", "killing 14 people"), ("ARM", "9th Division"))
    person = make_window()
    person.window.ways_in.begin(project_file)
    person.stands_on("14")
    person.press("e")
    assert person.events()["killing 14 people"]["type"] == "HARM"
    person.press("Esc", "Ctrl+Z")
    person.stands_on("killing")
    person.press("Shift+Right", "e")
    assert list(person.events()) == ["killing 14"]
    assert person.events()["killing 14"]["type"] == "HARM"


def test_a_label_is_asked_for_no_longer_when_undo_takes_the_role_away(person: Person) -> None:
    composer = person.window.page.composer
    person.stands_on("fired")
    person.press("2", "-", "Right", "k")
    assert composer.describe() == "SAY fired, choosing a label for the speaker"
    person.press("Ctrl+Z")
    assert composer.describe() == "STRIKE fired"
    person.press("Enter")
    assert person.events()["fired"]["roles"] == set()
    assert not composer.isVisible()
