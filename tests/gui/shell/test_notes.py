"""Notes by keys, and active time in the article bar."""

from __future__ import annotations

from spanloop.gui.desk.activity import ActivityDesk
from spanloop.operations import activity, notes
from tests.gui.shell.conftest import Person, suggest


def test_m_writes_a_note_on_the_mark_under_the_cursor(person: Person) -> None:
    person.stands_on("depot")
    person.press("f", "m")
    sheet = person.dialog("noteSheet")
    person.types("or a camp?")
    person.press("Enter")
    assert not sheet.isVisible()
    (own,) = person.project.marks(person.desk.article.uid, person._author()).mentions
    assert own.notes == "or a camp?"
    assert person.window.focusWidget() is person.canvas
    person.press("Ctrl+Z")
    assert person.project.marks(person.desk.article.uid, person._author()).mentions[0].notes == ""


def test_m_elsewhere_writes_one_on_the_article_shown_in_its_bar(person: Person) -> None:
    person.stands_on("depot")
    person.press("m")
    person.types("The date is in dispute.")
    person.press("Enter")
    assert "Note: The date is in dispute." in person.window.page.article_bar.meta()
    person.window.commands.run("article.next")
    assert "Note" not in person.window.page.article_bar.meta()
    person.window.commands.run("article.previous")
    person.window.commands.run("note.article")
    sheet = person.dialog("noteSheet")
    assert sheet.words.toPlainText() == "The date is in dispute."
    person.press("Esc")
    person.press("Ctrl+Z")
    assert "Note" not in person.window.page.article_bar.meta()


def test_a_suggestion_is_to_be_accepted_first(person: Person) -> None:
    suggest(person.project.path, ("FAC", "depot"))
    person.window._look_outside()
    person.press("Tab", "m")
    assert not person.sees_dialog("noteSheet")


def test_all_notes_are_searched_and_gone_to(person: Person) -> None:
    person.stands_on("depot")
    person.press("f", "m")
    person.types("or a camp?")
    person.press("Enter")
    person.window.commands.run("article.next")
    person.press("m")
    person.types("thirty or forty?")
    person.press("Enter")
    person.window.commands.run("note.list")
    sheet = person.dialog("notesSheet")
    assert sheet.model.rowCount() == 2
    person.types("camp")
    assert sheet.model.rowCount() == 1
    person.press("Enter")
    assert person.covered() == "depot"
    assert len(notes.list_notes(person.project)) == 2


def desk_with_clock(person: Person, now: list[float]) -> ActivityDesk:
    desk = person.window.aids.activity
    desk.keep()
    desk._clock = lambda: now[0]
    desk.set_session(person.window.projects.session)
    return desk


def test_time_is_counted_while_somebody_acts_and_kept_beside_the_acts(person: Person) -> None:
    now = [100.0]
    desk = desk_with_clock(person, now)
    activity.delete_times(person.project, author=person._author())
    acts = len(person.project.acts(limit=50))
    for _ in range(3):
        now[0] += 30
        person.press("Right")
    now[0] += 300
    desk.look()
    article = person.desk.article.uid
    assert activity.article_seconds(person.project, author=person._author(), article=article) == 150
    assert "2 min active" in person.window.page.article_bar.meta()
    assert len(person.project.acts(limit=50)) == acts
    assert not desk._look.isActive()


def test_it_can_be_switched_off_and_deleted(person: Person) -> None:
    now = [100.0]
    desk = desk_with_clock(person, now)
    person.press("Right")
    now[0] += 70
    person.window.commands.run("time.switch")
    assert "active" not in person.window.page.article_bar.meta()
    assert not person.window.settings.active_time
    stored = activity.active_days(person.project)
    person.press("Right")
    now[0] += 70
    desk.look()
    assert activity.active_days(person.project) == stored
    person.window.commands.run("time.delete")
    person.clicks(person.dialog("question").act_button)
    assert activity.active_days(person.project) == {}
