"""Links made with keys and the mouse in the real window."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.gui.shell.conftest import Person

_BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def links(person: Person) -> list[tuple[str, str, str]]:
    """(type, words of the source, words of the target), read from the file."""
    marks = person.project.marks(person.desk.article.uid, person.session.author)
    text = person.desk.article.text
    words = {m.uid: text[m.start : m.end] for m in (*marks.mentions, *marks.events)}
    return [(link.type, words[link.source], words[link.target]) for link in marks.links]


def place(person: Person, words: str) -> QPoint:
    found = person.canvas.rect_of(person.at(words)[0][0]).center().toPoint()
    return QPoint(found.x() + 3, found.y())


def test_a_link_takes_three_keys(person: Person) -> None:
    person.marked_before("ARM", "9th Division")
    person.marked_before("ARM", "brigade")
    person.marked_before("FAC", "depot")
    person.stands_on("brigade")
    linker, canvas = person.window.page.linker, person.canvas
    person.press("k")
    assert linker.isVisible()
    assert linker.describe() == "link from ARM brigade"
    person.press("a")
    assert linker.sentence.text() == "brigade  ALIAS → 9th Division"
    assert [arc.draft for arc in canvas.scene().arcs] == [True]
    person.press("Enter")
    assert links(person) == [("ALIAS", "brigade", "9th Division")]
    assert not linker.isVisible()
    assert [(arc.role, arc.link, arc.draft) for arc in canvas.scene().arcs] == [("ALIAS", "to", False)]
    person.stands_on("9th")
    assert [(arc.role, arc.link) for arc in canvas.scene().arcs] == [("ALIAS", "from")]
    person.stands_on("depot")
    assert canvas.scene().arcs == []
    person.press("Ctrl+Z")
    assert links(person) == []


def test_the_key_of_a_link_begins_it_at_once(person: Person) -> None:
    person.marked_before("ARM", "9th Division")
    person.marked_before("ARM", "brigade")
    person.made_before("STRIKE", "shelled")
    told: list[str] = []
    person.window.commands.told.connect(told.append)
    person.stands_on("shelled")
    person.press("A")
    assert told[-1] == "ALIAS links no events."
    person.stands_on("brigade")
    person.press("A", "Enter")
    assert links(person) == [("ALIAS", "brigade", "9th Division")]


def test_the_target_is_taken_by_number_by_going_there_or_by_a_click(person: Person) -> None:
    for kind, words in (("STRIKE", "shelled"), ("HARM", "killing"), ("STRIKE", "fired"), ("MOVE", "fled")):
        person.made_before(kind, words)
    person.marked_before("TIME", "dawn")
    person.stands_on("shelled")
    person.press("k", "c", "c", "c", "c", "1")
    ((kind, source, first),) = links(person)
    assert (kind, source) == ("CAUSE", "shelled")
    person.press("k", "o", "Right", "Enter", *["Right"] * 3, "Enter")
    assert links(person) == [("CAUSE", "shelled", first)], "neither words nor a mention can be its target"
    person.press("q", *["Right"] * 3)
    assert person.covered() == "killing"
    person.press("Enter")
    assert links(person)[1:] == [("PART_OF", "shelled", "killing")]
    told: list[str] = []
    person.window.commands.told.connect(told.append)
    person.press("k", "s", "9")
    assert told == ["There is no candidate 9."]
    person.clicks(person.canvas.viewport(), place(person, "fired"))
    assert links(person)[2:] == [("SAME", "shelled", "fired")]
    person.press("k", "Esc")
    assert not person.window.page.linker.isVisible()
    assert person.mentions() == {("TIME", "dawn")}, "letters mark nothing while a link is made"


def test_the_card_shows_links_and_lets_them_be_turned_and_removed(person: Person) -> None:
    person.marked_before("ARM", "9th Division")
    person.marked_before("ARM", "brigade")
    person.stands_on("brigade")
    person.press("k", "m", "Enter")
    card = person.window.page.inspector.mention_card
    (row,) = card.links.rows()
    assert row.accessibleName() == "MEMBER_OF to 9th Division"
    card.links.turned.emit(row.filler)
    assert links(person) == [("MEMBER_OF", "9th Division", "brigade")]
    (row,) = card.links.rows()
    assert row.accessibleName() == "MEMBER_OF from 9th Division"
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(30, row.height() // 2))
    menu = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible())
    next(action for action in menu.actions() if action.text().startswith("ALIAS")).trigger()
    menu.close()
    assert links(person) == [("ALIAS", "9th Division", "brigade")]
    (row,) = card.links.rows()
    row.setFocus()
    person.press("Delete")
    assert links(person) == []
    assert card.links.isHidden()
    assert len(person.mentions()) == 2


def test_a_drag_with_both_modifiers_links(person: Person) -> None:
    person.marked_before("ARM", "9th Division")
    person.marked_before("ARM", "brigade")
    view = person.canvas.viewport()
    start, end = place(person, "brigade"), place(person, "9th Division")
    QTest.mousePress(view, Qt.MouseButton.LeftButton, _BOTH, start)
    QTest.mouseMove(view, (start + end) / 2)
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, _BOTH, end)
    menu = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.objectName() == "linkMenu")
    assert [action.text().partition("\t")[0] for action in menu.actions()] == ["ALIAS", "MEMBER_OF"]
    corner = person.canvas.viewport().mapFromGlobal(menu.pos())
    assert abs(corner.x() - person.canvas.rect_of(person.at("9th Division")[0][0]).left()) <= 1
    QTest.keyClicks(menu, "m")
    assert not menu.isVisible()
    assert links(person) == [("MEMBER_OF", "brigade", "9th Division")]
