"""The tour: begins on the sample by itself once, waits for real acts, blocks nothing."""

from __future__ import annotations

from collections.abc import Callable

from spanloop.gui.desk.tour_steps import STEPS
from spanloop.settings import Settings, load_settings
from tests.gui.shell.conftest import Person


def place(person: Person) -> int:
    return person.window.aids.tour.place


def test_the_tour_begins_on_the_sample_and_waits_for_real_acts(make_window: Callable[..., Person]) -> None:
    person = make_window()
    person.window.projects.open_sample()
    tour = person.window.aids.tour
    assert place(person) == 0
    assert tour.strip is not None
    assert "press the key of its label" in tour.strip.text.text()
    person.canvas.setFocus()
    person.press("Right", "Right", "z", "Esc")
    assert place(person) == 0
    person.press("a")
    assert place(person) == 1
    person.press("Ctrl+Z")
    assert place(person) == 2
    person.press("Right", "Right", "e")
    assert place(person) == 3
    assert "select words" in tour.strip.text.text(), "in an unmarked article no candidate is promised"
    (event,) = person.desk.marks.events
    session = person.window.projects.session
    kind = session.schema.event(event.type) if session else None
    assert kind is not None
    role = next(role for role in kind.roles if role.fills and role.key)
    person.press("Right", "Shift+Right", role.key)
    if person.window.page.composer.role:
        person.press("1")
    assert place(person) == 4
    person.press("Esc")
    person.clicks(tour.strip.next_button)
    person.press("Ctrl+Enter")
    assert place(person) == len(STEPS) - 1
    assert not tour.strip.next_button.isVisible()
    assert person.window.focusWidget() is person.canvas
    person.clicks(tour.strip.end_button)
    assert not tour.strip.isVisible()
    assert load_settings(person.window.settings.data_dir).tour_over


def test_it_goes_on_where_it_was_after_a_restart(make_window: Callable[..., Person], home: Settings) -> None:
    home.tour_step = 3
    home.save()
    person = make_window()
    person.window.projects.open_sample()
    assert place(person) == 3
    strip = person.window.aids.tour.strip
    assert strip is not None
    person.clicks(strip.next_button)
    assert load_settings(person.window.settings.data_dir).tour_step == 4
    person.window.commands.run("help.tour")
    assert load_settings(person.window.settings.data_dir).tour_step == 0


def test_it_does_not_come_again_unless_it_is_asked_for(make_window: Callable[..., Person], home: Settings) -> None:
    home.tour_over = True
    person = make_window()
    person.window.projects.open_sample()
    assert place(person) == -1
    person.window.commands.run("help.tour")
    assert place(person) == 0


def test_other_projects_are_left_alone(person: Person) -> None:
    assert place(person) == -1
    assert person.window.aids.tour.strip is None
