"""Zones of a scraped page on the desk: shown, refused for marking, corrected by key, menu and mouse, undone."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton

from spanloop.gui.actions import clashes
from spanloop.gui.desk.reading import counts_text
from spanloop.gui.desk.zones import CHOICES
from spanloop.gui.keycaps import HintButton
from spanloop.gui.plain import PlainLabel
from tests.gui.shell.conftest import Person
from tests.gui.shell.scraped import PAGE, reader

__all__ = ["reader"]


def zones(person: Person) -> list[tuple[str, str]]:
    """Kind and first word of each zone, read from the file."""
    article = person.project.article(person.desk.article.uid)
    return [(zone.kind, article.text[zone.start : zone.end].split()[0]) for zone in article.zones]


BEFORE = [("boilerplate", "Skip"), ("headline", "Army"), ("boilerplate", "Share")]


def menu() -> QMenu:
    """The menu that is open."""
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


def choose(letter: str) -> None:
    """Press a letter in the open menu."""
    QTest.keyClick(menu(), Qt.Key(ord(letter.upper())))


def click_entry(words: str) -> None:
    """Click an entry of the open menu, opening its submenu first where it stands in one."""
    here = menu()
    entry = next((a for a in here.actions() if a.text().replace("&", "").startswith(words)), None)
    assert entry is not None, [a.text() for a in here.actions()]
    QTest.mouseClick(here, Qt.MouseButton.LeftButton, pos=here.actionGeometry(entry).center())


def right_click(person: Person, word: str) -> None:
    """Press the right button, as the window system would: only then does Qt ask for a menu."""
    view = person.canvas.viewport()
    place = person.canvas.rect_of(PAGE.index(word)).center().toPoint()
    window = person.window.windowHandle()
    assert window is not None
    QTest.mouseClick(window, Qt.MouseButton.RightButton, pos=view.mapTo(person.window, place))
    QApplication.processEvents()


def hints(person: Person) -> list[str]:
    return [button.hint.text for button in person.window.page.hint_strip.findChildren(HintButton)]


def test_the_cursor_begins_at_the_headline_and_the_status_line_names_its_zone(reader: Person) -> None:
    assert zones(reader) == BEFORE
    assert reader.covered() == "Army"
    assert reader.window.page.place_text().endswith("headline, proposed")


def test_nothing_is_marked_in_boilerplate_and_the_refusal_says_the_way_out(reader: Person) -> None:
    reader.stands_on("Share")
    assert "correct the zone" in hints(reader)
    reader.press("a")
    sheet = reader.dialog("errorSheet")
    said = " ".join(label.text() for label in sheet.findChildren(PlainLabel))
    assert "Text in a boilerplate zone cannot be marked." in said
    assert "clear its zone first: key z, then t." in said
    reader.press("Enter")
    assert reader.mentions() == set()
    reader.press("z")
    choose("a")
    assert zones(reader) == [*BEFORE[:2], ("boilerplate", "Back")]
    assert reader.covered() == "Share"
    reader.press("a")
    assert reader.mentions() == {("ARM", "Share")}


def test_a_key_and_a_letter_set_the_zone_of_the_line_and_undo_takes_it_back(reader: Person) -> None:
    reader.stands_on("worst")
    reader.press("z")
    assert [action.isChecked() for action in menu().actions() if "Text" in action.text()] == [True]
    choose("b")
    assert zones(reader) == [*BEFORE[:2], ("boilerplate", "12"), BEFORE[2]]
    assert reader.covered() == "worst"
    assert reader.canvas.hasFocus()
    reader.press("z")
    choose("c")
    assert zones(reader)[2] == ("comment", "12")
    reader.press("Ctrl+Z")
    assert zones(reader)[2] == ("boilerplate", "12")
    reader.press("Ctrl+Z")
    assert zones(reader) == BEFORE
    reader.press("Ctrl+Shift+Z")
    assert zones(reader)[2] == ("boilerplate", "12")


def test_selected_lines_become_one_zone(reader: Person) -> None:
    reader.stands_on("worst")
    for _ in range(9):
        reader.press("Shift+Right")
    assert "attack" in reader.covered()
    reader.press("z")
    choose("s")
    assert zones(reader) == [*BEFORE[:2], ("standfirst", "12"), BEFORE[2]]
    zone = reader.desk.article.zones[2]
    assert reader.desk.article.text[zone.start : zone.end].endswith("whole of the day.")


def test_esc_leaves_the_menu_and_changes_nothing(reader: Person) -> None:
    reader.press("z")
    QTest.keyClick(menu(), Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert zones(reader) == BEFORE


def test_an_article_break_asks_for_its_date_prefilled_by_the_line(reader: Person) -> None:
    reader.stands_on("worst")
    reader.press("z")
    choose("d")
    sheet = reader.dialog("itemDate")
    field, button = sheet.findChildren(QLineEdit)[0], sheet.findChildren(QPushButton)[-1]
    assert field.text() == "2024-03-12"
    reader.types("2024-02-31")
    assert not button.isEnabled()
    field.selectAll()
    reader.types("2024-03-11")
    reader.press("Enter")
    assert [(zone.kind, zone.date) for zone in reader.desk.article.zones][2] == ("article_break", "2024-03-11")
    assert "article break 2024-03-11" in reader.window.page.place_text()
    # Again on the same line: the date that it has now is offered.
    reader.press("z")
    choose("d")
    assert reader.dialog("itemDate").findChildren(QLineEdit)[0].text() == "2024-03-11"
    reader.press("Esc")
    assert zones(reader)[2] == ("article_break", "12")


def test_zones_are_confirmed_from_the_palette_and_then_there_is_nothing_left_to_confirm(reader: Person) -> None:
    reader.press("Ctrl+K")
    reader.types("confirm zones")
    reader.press("Enter")
    assert {zone.state for zone in reader.desk.article.zones} == {"confirmed"}
    assert reader.window.page.place_text().endswith("headline")
    assert not reader.window.commands.qt("zone.confirm").isEnabled()
    reader.press("Ctrl+Z")
    assert {zone.state for zone in reader.desk.article.zones} == {"proposed"}


def test_the_mouse_selects_lines_and_sets_their_zone_from_the_context_menu(reader: Person) -> None:
    view = reader.canvas.viewport()

    def at(word: str) -> QPoint:
        return reader.canvas.rect_of(PAGE.index(word)).center().toPoint()

    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=at("Gunners"))
    QTest.mouseMove(view, at("worst"))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at("worst"))
    assert reader.covered().startswith("Gunners")
    right_click(reader, "shelled")
    zone_menu = next(a for a in menu().actions() if a.text() == "Zone").menu()
    assert isinstance(zone_menu, QMenu)
    outer = menu()
    zone_menu.popup(outer.mapToGlobal(QPoint(0, 0)))
    click_entry("Comment")
    outer.close()
    assert zones(reader) == [*BEFORE[:2], ("comment", "Gunners"), BEFORE[2]]


def test_on_silent_text_the_context_menu_offers_zones_and_no_labels(reader: Person) -> None:
    right_click(reader, "Back to top")
    words = [action.text() for action in menu().actions()]
    assert not any("ARM" in text for text in words)
    click_entry("Headline")
    assert zones(reader) == [*BEFORE, ("headline", "Back")]


def test_marks_caught_in_a_new_zone_are_a_problem_to_which_f8_goes(reader: Person) -> None:
    reader.stands_on("Gunners")
    reader.press("a")
    reader.stands_on("worst")
    assert reader.desk.problems == ()
    reader.stands_on("shelled")
    reader.press("z")
    choose("b")
    assert reader.mentions() == {("ARM", "Gunners")}, "caught marks are never deleted"
    reader.stands_on("Army")
    assert [problem.code for problem in reader.desk.problems] == ["silent_zone"]
    session = reader.window.projects.session
    assert session is not None
    assert "1 problem" in counts_text(session)
    reader.press("F8")
    assert reader.covered() == "Gunners"
    assert reader.desk.problems[0].message == "It stands in boilerplate."
    reader.press("Delete")
    assert reader.desk.problems == ()


def test_what_is_seen_stays_in_place_when_a_zone_changes(reader: Person) -> None:
    reader.window.page.set_zoom(300)
    reader.stands_on("stayed")
    before = reader.canvas.rect_of(PAGE.index("stayed"))
    reader.press("z")
    choose("b")
    after = reader.canvas.rect_of(PAGE.index("stayed"))
    assert reader.canvas.verticalScrollBar().value() > 0
    assert abs(after.top() - before.top()) <= 1
    assert reader.covered() == "stayed"


def test_the_key_of_the_zone_menu_clashes_with_no_other(reader: Person) -> None:
    assert clashes(reader.window.commands.all()) == []
    assert len({letter for _, _, letter in CHOICES}) == len(CHOICES)
