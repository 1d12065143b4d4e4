"""The card of an event, by mouse and by key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from spanloop.core.marks import Argument
from spanloop.gui.inspector import Inspector
from spanloop.gui.inspector.controls import Chip, ValueChip
from spanloop.gui.inspector.roles import RoleRow
from tests.gui.inspector import sample

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def inspector(show: Callable[..., Inspector]) -> Inspector:
    found = show()
    found.show_desk(sample.english(), sample.SCHEMA, focus="e1")
    return found


def row(inspector: Inspector, role: str, number: int = 0) -> RoleRow:
    rows = [r for r in inspector.event_card.findChildren(RoleRow) if r.isVisible() and r.role == role]
    return rows[number]


def chip(inspector: Inspector, name: str) -> Chip:
    return next(c for c in inspector.event_card.findChildren(Chip) if c.isVisible() and c.text() == name)


def caught(inspector: Inspector, name: str) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    getattr(inspector, name).connect(lambda *what: found.append(what))
    return found


def choose(qtbot: QtBot, menu_owner: QWidget, text: str) -> None:
    """Take an entry of the menu that is open, by its keys."""
    menu = next(m for m in menu_owner.findChildren(QMenu) if m.isVisible())
    actions = menu.actions()
    wanted = next(action for action in actions if action.text().split("\t")[0].split("  ")[0] == text)
    while menu.activeAction() is not wanted:
        qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)


def test_every_role_has_a_row_with_its_key_and_filler(inspector: Inspector) -> None:
    rows = [r for r in inspector.event_card.findChildren(RoleRow) if r.isVisible()]
    assert [(r.key, r.role, r.quote, r.label) for r in rows] == [
        ("a", "attacker", "Artillery of the 9th Division", "ARM"),
        ("g", "target", "the Tel Shahin grain depot", "FAC"),
        ("i", "instrument", "", ""),
        ("p", "place", "", ""),
        ("t", "time", "before dawn on Tuesday", "TIME"),
        ("s", "source", "residents", "CIV"),
    ]
    assert rows[0].accessibleName() == "attacker: Artillery of the 9th Division, ARM"
    assert rows[2].accessibleName() == "instrument: none"


def test_the_card_and_its_parts_have_names(inspector: Inspector) -> None:
    card = inspector.event_card
    assert card.accessibleName() == "STRIKE shelled, 4 arguments, no place"
    assert chip(inspector, "certainty").accessibleName() == "certainty reported"
    assert card.menu_button.accessibleName() == "More about this event"


def test_a_click_on_an_empty_row_asks_for_the_role(qtbot: QtBot, inspector: Inspector) -> None:
    asked = caught(inspector, "role_asked")
    qtbot.mouseClick(row(inspector, "place"), LEFT, pos=QPoint(200, 14))
    assert asked == [("e1", "place")]


def test_a_click_on_the_name_of_a_filled_role_asks_for_it_and_on_the_filler_shows_that(
    qtbot: QtBot, inspector: Inspector
) -> None:
    asked, chosen = caught(inspector, "role_asked"), caught(inspector, "mark_chosen")
    qtbot.mouseClick(row(inspector, "target"), LEFT, pos=QPoint(60, 14))
    qtbot.mouseClick(row(inspector, "target"), LEFT, pos=QPoint(160, 14))
    assert asked == [("e1", "target")]
    assert chosen == [("f1",)]


def test_a_filler_is_removed_by_the_cross_and_by_delete(qtbot: QtBot, inspector: Inspector) -> None:
    removed = caught(inspector, "filler_removed")
    source = row(inspector, "source")
    qtbot.mouseMove(source, QPoint(160, 14))
    source.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.mouseClick(source, LEFT, pos=QPoint(source.width() - 20, 14))
    qtbot.keyClick(source, Qt.Key.Key_Delete)
    qtbot.keyClick(row(inspector, "time"), Qt.Key.Key_Backspace)
    assert removed == [("e1", "source", "s1"), ("e1", "source", "s1"), ("e1", "time", "t1")]


def test_delete_on_an_empty_role_or_a_chip_takes_nothing_away(qtbot: QtBot, inspector: Inspector) -> None:
    removed, gone = caught(inspector, "filler_removed"), caught(inspector, "remove_asked")
    empty = row(inspector, "place")
    empty.setFocus()
    qtbot.keyClick(empty, Qt.Key.Key_Delete)
    polarity = chip(inspector, "polarity")
    polarity.setFocus()
    qtbot.keyClick(polarity, Qt.Key.Key_Delete)
    assert removed == []
    assert gone == []


def test_role_keys_and_enter_work_from_any_row(qtbot: QtBot, inspector: Inspector) -> None:
    asked = caught(inspector, "role_asked")
    first = row(inspector, "attacker")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_P)
    qtbot.keyClick(first, Qt.Key.Key_Return)
    qtbot.keyClick(first, Qt.Key.Key_Space)
    assert asked == [("e1", "place"), ("e1", "attacker"), ("e1", "attacker")]


def test_the_card_is_gone_through_with_arrows_and_tab(qtbot: QtBot, inspector: Inspector) -> None:
    asked, changed = caught(inspector, "role_asked"), caught(inspector, "attribute_asked")
    inspector.event_card.setFocus()
    seen: list[str] = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Tab, Qt.Key.Key_Up):
        qtbot.keyClick(inspector.window().focusWidget(), key)
        now = inspector.window().focusWidget()
        assert isinstance(now, RoleRow)
        seen.append(now.role)
    assert seen == ["attacker", "target", "instrument", "target"]
    qtbot.keyClick(inspector.window().focusWidget(), Qt.Key.Key_Return)
    assert asked == [("e1", "target")]
    for _ in range(6):
        qtbot.keyClick(inspector.window().focusWidget(), Qt.Key.Key_Down)
    now = inspector.window().focusWidget()
    assert isinstance(now, Chip)
    assert now.text() == "polarity"
    qtbot.keyClick(now, Qt.Key.Key_Right)
    qtbot.keyClick(now, Qt.Key.Key_Left)
    assert changed == [("e1", "polarity", "neg"), ("e1", "polarity", "neg")], "two values, both ways round"


def test_attribute_keys_turn_the_values_both_ways(qtbot: QtBot, inspector: Inspector) -> None:
    asked = caught(inspector, "attribute_asked")
    card = inspector.event_card
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Q)
    qtbot.keyClicks(card, "Q")
    qtbot.keyClick(card, Qt.Key.Key_X)
    qtbot.keyClicks(card, "Z")
    assert asked == [
        ("e1", "certainty", "claimed"),
        ("e1", "certainty", "stated"),
        ("e1", "polarity", "neg"),
        ("e1", "kind", "air"),
    ]


def test_a_chip_opens_a_menu_of_its_values(qtbot: QtBot, inspector: Inspector) -> None:
    asked = caught(inspector, "attribute_asked")
    qtbot.mouseClick(chip(inspector, "kind"), LEFT)
    menu = next(m for m in inspector.event_card.findChildren(QMenu) if m.isVisible())
    assert [action.text() for action in menu.actions()] == ["none", "air", "shelling", "missile", "drone"]
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["shelling"]
    choose(qtbot, inspector.event_card, "drone")
    qtbot.mouseClick(chip(inspector, "kind"), LEFT)
    choose(qtbot, inspector.event_card, "none")
    assert asked == [("e1", "kind", "drone"), ("e1", "kind", "")]


def test_the_menu_removes_explains_and_notes(qtbot: QtBot, inspector: Inspector) -> None:
    removed, noted = caught(inspector, "remove_asked"), caught(inspector, "note_changed")
    card = inspector.event_card
    qtbot.mouseClick(card.menu_button, LEFT)
    choose(qtbot, card, "Remove event")
    assert removed == [("e1",)]
    qtbot.mouseClick(card.menu_button, LEFT)
    choose(qtbot, card, "Write a note")
    qtbot.waitUntil(card.note.hasFocus)
    qtbot.keyClicks(card.note, "who says so?")
    qtbot.keyClick(card.note, Qt.Key.Key_Return)
    assert noted == [("e1", "who says so?")]
    qtbot.mouseClick(card.menu_button, LEFT)
    choose(qtbot, card, "Show guideline")
    assert inspector.guideline.isVisible()
    assert inspector.guideline.topic.name == "STRIKE"


def test_the_menu_changes_the_type(qtbot: QtBot, inspector: Inspector) -> None:
    asked = caught(inspector, "type_asked")
    card = inspector.event_card
    qtbot.mouseClick(card.menu_button, LEFT)
    menu = next(m for m in card.findChildren(QMenu) if m.isVisible() and m.title() == "")
    types = menu.actions()[0].menu()
    assert isinstance(types, QMenu)
    next(a for a in types.actions() if a.text().startswith("ATTACK")).trigger()
    menu.close()
    assert asked == [("e1", "ATTACK")]


def test_a_click_in_the_sentence_goes_to_the_mark(qtbot: QtBot, inspector: Inspector) -> None:
    chosen = caught(inspector, "mark_chosen")
    sentence = inspector.event_card.text_view
    spot = sentence.rect_of("s1").center().toPoint()
    qtbot.mouseClick(sentence, LEFT, pos=spot)
    assert chosen == [("s1",)]


def test_the_foot_says_what_is_wrong_and_goes_when_it_is_mended(inspector: Inspector) -> None:
    desk = sample.english()
    foot = inspector.event_card._foot
    assert foot.isVisible()
    assert foot.accessibleName() == (
        "Problem: No place. Tel Shahin lies inside the target. Press p to use it as the place too."
    )
    event = desk.event("e1")
    mended = desk.changed(replace(event, arguments=(*event.arguments, Argument("place", "g1"))))
    inspector.show_desk(mended, sample.SCHEMA, focus="e1")
    assert not foot.isVisible()
    assert row(inspector, "place").quote == "Tel Shahin"


def test_several_fillers_of_a_role_have_a_row_each(inspector: Inspector) -> None:
    desk = sample.english()
    event = desk.event("e1")
    more = desk.changed(replace(event, arguments=(*event.arguments, Argument("source", "s2"))))
    inspector.show_desk(more, sample.SCHEMA, focus="e1")
    assert [row(inspector, "source", n).quote for n in (0, 1)] == ["residents", "a medic at Qasra hospital"]
    assert [row(inspector, "source", n).continued for n in (0, 1)] == [False, True]


def test_a_role_or_filler_that_is_unknown_is_still_shown_and_can_be_removed(qtbot: QtBot, inspector: Inspector) -> None:
    desk = sample.english()
    event = desk.event("e1")
    odd = desk.changed(replace(event, arguments=(Argument("witness", "nobody"),)))
    inspector.show_desk(odd, sample.SCHEMA, focus="e1")
    removed = caught(inspector, "filler_removed")
    assert row(inspector, "witness").quote == "not there"
    qtbot.keyClick(row(inspector, "witness"), Qt.Key.Key_Delete)
    assert removed == [("e1", "witness", "nobody")]


def test_a_suggested_filler_says_how_sure_the_extractor_is_of_it(inspector: Inspector) -> None:
    desk = sample.english()
    (given,) = desk.suggestions

    def scored(score: float) -> sample.SampleDesk:
        events = [replace(e, arguments=tuple(replace(a, score=score) for a in e.arguments)) for e in given.events]
        return replace(desk, suggestions=(replace(given, events=tuple(events)),))

    told = replace(scored(0.71), classed=frozenset({(sample.ROBOT.uid, "arguments")}))
    painted: list[QImage] = []
    for shown, sure in ((desk, ""), (scored(0.71), ".71"), (scored(0.77), ".77"), (told, ".71 likely")):
        inspector.show_desk(shown, sample.SCHEMA, focus="e9")
        filled = row(inspector, "participant")
        words = [f"participant: {filled.quote}, PER", *([sure] if sure else [])]
        assert (filled.sure, filled.accessibleName()) == (sure, ", ".join(words))
        assert filled.toolTip() == (f"{filled.quote}\n{sure}" if sure else filled.quote)
        painted.append(filled.grab().toImage())
    assert all(one != other for one, other in pairwise(painted))
    inspector.show_desk(told, sample.SCHEMA, focus="p1")
    (use,) = [each for each in inspector.mention_card.findChildren(RoleRow) if each.isVisible()]
    assert use.accessibleName() == "participant of TALKS met, .71 likely"


def test_a_suggested_event_is_accepted_or_rejected_and_not_changed(qtbot: QtBot, inspector: Inspector) -> None:
    inspector.show_desk(sample.english(), sample.SCHEMA, focus="e9")
    card = inspector.event_card
    accepted, rejected = caught(inspector, "accept_asked"), caught(inspector, "reject_asked")
    asked, changed = caught(inspector, "role_asked"), caught(inspector, "attribute_asked")
    qtbot.mouseClick(card.accept_button, LEFT)
    qtbot.mouseClick(card.reject_button, LEFT)
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Return)
    qtbot.keyClick(card, Qt.Key.Key_Backspace)
    assert accepted == [("e9",), ("e9",)]
    assert rejected == [("e9",), ("e9",)]
    qtbot.mouseClick(row(inspector, "place"), LEFT, pos=QPoint(60, 14))
    qtbot.keyClick(card, Qt.Key.Key_Q)
    assert asked == []
    assert changed == []
    assert not chip(inspector, "realis").isEnabled()


def test_right_to_left_text_is_on_the_right(show: Callable[..., Inspector]) -> None:
    inspector = show(304, 700)
    inspector.show_desk(sample.arabic(), sample.SCHEMA, focus="e1")
    assert row(inspector, "place").rtl
    sentence = inspector.event_card.text_view
    trigger, target = sentence.rect_of("e1"), sentence.rect_of("a1")
    assert trigger.left() > target.left(), "the first word stands rightmost"
    assert trigger.right() > sentence.width() - 4


def test_the_card_has_the_height_that_it_needs(qtbot: QtBot, show: Callable[..., Inspector]) -> None:
    inspector = show(336, 856)
    scroll, below = inspector.events.card_scroll, inspector.events.notes
    for focus in ("e1", "e9", "e4", "e1"):
        inspector.show_desk(sample.english(), sample.SCHEMA, focus=focus)
        qtbot.waitUntil(lambda: scroll.height() == inspector.event_card.height() + 24 + below.height())
        assert not scroll.verticalScrollBar().isVisible()


def test_a_low_window_scrolls_the_card_and_keeps_the_list(qtbot: QtBot, show: Callable[..., Inspector]) -> None:
    inspector = show(304, 420)
    inspector.show_desk(sample.english(), sample.SCHEMA, focus="e1")
    bar = inspector.events.card_scroll.verticalScrollBar()
    qtbot.waitUntil(bar.isVisible)
    assert inspector.events.list.height() >= 72, "two rows at least"
    card = inspector.event_card
    inspector.activateWindow()
    qtbot.waitUntil(inspector.isActiveWindow)
    card.setFocus()
    for _ in range(40):
        qtbot.keyClick(QApplication.focusWidget() or card, Qt.Key.Key_Down)
        if isinstance(QApplication.focusWidget(), ValueChip):
            break
    assert bar.value() > 0, "the view goes with the keyboard"
    focused = QApplication.focusWidget()
    assert focused is not None
    top = focused.mapTo(inspector.events.card_scroll, focused.rect().topLeft()).y()
    assert 0 <= top <= inspector.events.card_scroll.height() - focused.height()
