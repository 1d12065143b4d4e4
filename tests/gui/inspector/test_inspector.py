"""The panel: tabs, lists, mentions, guideline and history."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication
from pytestqt.qtbot import QtBot

from spanloop.core.marks import Marks, Mention
from spanloop.core.schema import ThemeName, parse_schema
from spanloop.gui.inspector import Inspector
from spanloop.gui.inspector.inspector import EVENTS, GUIDELINE, HISTORY, MENTIONS
from spanloop.gui.inspector.roles import RoleRow
from spanloop.gui.theme import Theme
from spanloop.resources import resource_path
from tests.gui.inspector import sample
from tests.gui.inspector.test_card import caught, choose

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def inspector(show: Callable[..., Inspector]) -> Inspector:
    found = show()
    found.show_desk(sample.english(), sample.SCHEMA, focus=None)
    return found


def click_tab(qtbot: QtBot, inspector: Inspector, tab: int) -> None:
    qtbot.mouseClick(inspector.tabs, LEFT, pos=inspector.tabs.tabRect(tab).center())


def click_row(qtbot: QtBot, view: QAbstractItemView, row: int) -> None:
    index = view.model().index(row, 0)
    view.scrollTo(index)
    qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(index).center())


def rows(view: QAbstractItemView) -> list[str]:
    model = view.model()
    return [model.index(n, 0).data() for n in range(model.rowCount(QModelIndex()))]


def test_tabs_count_what_they_hold_and_turn_the_page(qtbot: QtBot, inspector: Inspector) -> None:
    assert [inspector.tabs.tabText(n) for n in range(4)] == ["Events 11", "Mentions 33", "Guideline", "History"]
    for tab, page in (
        (MENTIONS, inspector.mentions),
        (GUIDELINE, inspector.guideline),
        (HISTORY, inspector.history),
        (EVENTS, inspector.events),
    ):
        click_tab(qtbot, inspector, tab)
        assert page.isVisible()


def test_all_tabs_fit_into_the_narrowest_panel(show: Callable[..., Inspector]) -> None:
    inspector = show(296, 600)
    inspector.show_desk(sample.english(), sample.SCHEMA, focus=None)
    assert inspector.tabs.tabRect(HISTORY).right() <= inspector.tabs.width()


def test_without_a_focus_all_events_are_listed_and_no_card_is_shown(inspector: Inspector) -> None:
    assert not inspector.event_card.isVisible()
    assert len(rows(inspector.events.list)) == 11
    assert inspector.events.section.text() == "In this article"


def test_the_event_in_focus_is_on_the_card_and_not_in_the_list(inspector: Inspector) -> None:
    inspector.show_desk(sample.english(), sample.SCHEMA, focus="e8")
    assert inspector.event_card.event_uid == "e8"
    assert len(rows(inspector.events.list)) == 10
    assert "a drone hit their pickup" not in rows(inspector.events.list)
    assert inspector.events.section.text() == "Also in this article"


def test_a_row_stays_selected_only_while_its_mark_has_focus_or_keys_go_through_the_list(inspector: Inspector) -> None:
    inspector.tabs.setCurrentIndex(MENTIONS)
    view = inspector.mentions.list
    inspector.show_desk(sample.english(), sample.SCHEMA, focus="a1")
    assert view.currentIndex().isValid()
    inspector.show_desk(sample.english(), sample.SCHEMA, focus=None)
    assert not view.currentIndex().isValid()
    assert not view.selectedIndexes()


def test_a_trail_that_is_not_known_yet_paints_no_words(inspector: Inspector) -> None:
    inspector.show_desk(sample.english(), sample.SCHEMA, focus="e1")
    line = inspector.events.notes.trail
    line.show_trail("")
    empty = line.grab().toImage()
    line.show_trail("Marked by Noor 14:02")
    assert line.grab().toImage() != empty
    line.show_trail("")
    line.set_key("")
    bare = line.grab().toImage()
    colours = {bare.pixel(x, y) for x in range(8, bare.width() - 8) for y in range(4, bare.height() - 4)}
    assert len(colours) == 1


def test_a_row_is_chosen_by_click_and_by_enter(qtbot: QtBot, inspector: Inspector) -> None:
    chosen = caught(inspector, "mark_chosen")
    view = inspector.events.list
    click_row(qtbot, view, 2)
    assert chosen == [("e2",)]
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert chosen == [("e2",), ("e3",)]


def test_delete_on_a_row_removes_an_own_mark_and_rejects_a_suggestion(qtbot: QtBot, inspector: Inspector) -> None:
    removed, rejected = caught(inspector, "remove_asked"), caught(inspector, "reject_asked")
    view = inspector.events.list
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 0))
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    view.setCurrentIndex(view.model().index(9, 0))
    qtbot.keyClick(view, Qt.Key.Key_Backspace)
    assert removed == [("h2",)]
    assert rejected == [("e9",)]


def test_rows_have_names_for_screen_readers(inspector: Inspector) -> None:
    def name(view: QAbstractItemView, row: int) -> str:
        return view.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)

    assert name(inspector.events.list, 1) == "STRIKE shelled, 4 arguments, no place"
    inspector.tabs.setCurrentIndex(MENTIONS)
    assert name(inspector.mentions.list, 0) == "ARM Army"
    row = inspector.mentions.model.row_of("p1")
    assert name(inspector.mentions.list, row) == "PER the UN envoy Lena Marsh, suggested by Extractor v7, .93"


def test_mentions_come_in_article_order_the_wider_first(inspector: Inspector) -> None:
    inspector.tabs.setCurrentIndex(MENTIONS)
    assert rows(inspector.mentions.list)[:5] == [
        "Army",
        "grain depot at Tel Shahin",
        "Tel Shahin",
        "Artillery of the 9th Division",
        "the 9th Division",
    ]


def test_a_mention_in_focus_brings_its_tab_and_card(qtbot: QtBot, inspector: Inspector) -> None:
    inspector.show_desk(sample.english(), sample.SCHEMA, focus="a1")
    assert inspector.mentions.isVisible()
    assert inspector.mention_card.accessibleName() == "ARM Artillery of the 9th Division"
    selected = inspector.mentions.list.currentIndex().data()
    assert selected == "Artillery of the 9th Division"
    inspector.show_desk(sample.english(), sample.SCHEMA, focus="e1")
    assert inspector.events.isVisible()
    click_tab(qtbot, inspector, HISTORY)
    inspector.show_desk(sample.english(), sample.SCHEMA, focus="a1")
    assert inspector.history.isVisible(), "history and guideline stay until the person leaves them"


def test_a_mention_is_relabelled_by_menu_and_by_key(qtbot: QtBot, inspector: Inspector) -> None:
    inspector.show_desk(sample.english(), sample.SCHEMA, focus="a1")
    asked = caught(inspector, "label_asked")
    card = inspector.mention_card
    qtbot.mouseClick(card.label_chip, LEFT)
    choose(qtbot, card, "GPE")
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_O)
    qtbot.keyClick(card, Qt.Key.Key_A)
    assert asked == [("a1", "GPE"), ("a1", "ORG")], "its own label asks for nothing"


def test_a_mention_shows_what_it_fills_and_leaves_a_role(qtbot: QtBot, inspector: Inspector) -> None:
    inspector.show_desk(sample.english(), sample.SCHEMA, focus="a1")
    chosen, removed = caught(inspector, "mark_chosen"), caught(inspector, "filler_removed")
    uses = [r for r in inspector.mention_card.findChildren(RoleRow) if r.isVisible()]
    assert [r.accessibleName() for r in uses] == ["attacker of STRIKE shelled", "agent of HARM killing"]
    qtbot.mouseClick(uses[1], LEFT, pos=QPoint(160, 14))
    qtbot.keyClick(uses[1], Qt.Key.Key_Delete)
    assert chosen == [("e2",)]
    assert removed == [("e2", "agent", "a1")]


def test_a_note_is_written_once_and_kept_while_typing(qtbot: QtBot, inspector: Inspector) -> None:
    desk = sample.english()
    inspector.show_desk(desk, sample.SCHEMA, focus="a1")
    noted = caught(inspector, "note_changed")
    note = inspector.mention_card.note
    note.setFocus()
    qtbot.keyClicks(note, "which unit")
    inspector.show_desk(desk, sample.SCHEMA, focus="a1")
    assert note.text() == "which unit", "a newer desk does not wipe out what is being typed"
    qtbot.keyClick(note, Qt.Key.Key_Return)
    assert noted == [("a1", "which unit")]
    note.clearFocus()
    assert noted == [("a1", "which unit")]


def test_a_suggested_mention_is_accepted_rejected_or_taken_as_another(qtbot: QtBot, inspector: Inspector) -> None:
    desk = sample.english()
    envoy = desk.mention("p1")
    other = Mention("p1b", envoy.fragments, "ORG", 0.04)
    offered = replace(desk.suggestions[0], mentions=(*desk.suggestions[0].mentions, other))
    inspector.show_desk(replace(desk, suggestions=(offered,)), sample.SCHEMA, focus="p1")
    card = inspector.mention_card
    accepted, rejected = caught(inspector, "accept_asked"), caught(inspector, "reject_asked")
    asked, removed = caught(inspector, "label_asked"), caught(inspector, "remove_asked")
    qtbot.mouseClick(card.accept_button, LEFT)
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Backspace)
    qtbot.keyClick(card, Qt.Key.Key_Return)
    alternative = next(c for c in card._others if c.isVisible())
    assert alternative.accessibleName() == "label as ORG .04"
    qtbot.mouseClick(alternative, LEFT)
    qtbot.keyClick(card, Qt.Key.Key_C)
    assert accepted == [("p1",), ("p1",)]
    assert rejected == [("p1",)]
    assert asked == [("p1", "ORG"), ("p1", "CIV")]
    assert removed == []


def test_the_guideline_follows_the_focus_and_the_role(qtbot: QtBot, inspector: Inspector) -> None:
    click_tab(qtbot, inspector, GUIDELINE)
    assert "Event types" in inspector.guideline.text()
    inspector.show_desk(sample.english(), sample.SCHEMA, focus="a1")
    assert "Artillery of the 9th Division moved north" in inspector.guideline.text(), "brackets are not shown"
    inspector.show_desk(sample.english(), sample.SCHEMA, focus="e1")
    text = inspector.guideline.text()
    assert text.startswith("STRIKE key 2\nForce from a distance")
    assert "Roles" in text
    inspector.explain("STRIKE", role="target")
    text = inspector.guideline.text()
    assert "What was hit or aimed at. Mark the thing that was struck" in text
    assert "PER, ARM, CIV, ORG, GPE, LOC, FAC, VEH" in text
    assert "air, shelling, missile, drone" in text
    inspector.show_desk(sample.english(), sample.SCHEMA, focus="e2")
    assert inspector.guideline.text().startswith("HARM")


def test_markup_in_a_guideline_stays_plain(inspector: Inspector) -> None:
    schema = parse_schema(
        {"name": "x", "version": "1", "entities": [{"label": "ARM", "gloss": "<img src=http://x.example/a.png> [a]"}]}
    )
    inspector.show_desk(sample.english(), schema, focus="a1")
    inspector.show_guideline("ARM")
    assert "<img src=http://x.example/a.png> [a]." in inspector.guideline.text()


def test_an_article_without_marks_says_what_to_do(inspector: Inspector) -> None:
    desk = sample.english()
    bare = replace(desk, marks=Marks(sample.NOOR), suggestions=(), problems=())
    inspector.show_desk(bare, sample.SCHEMA, focus=None)
    assert inspector.events.empty.isVisible()
    assert "press e" in inspector.events.empty.text()
    inspector.tabs.setCurrentIndex(MENTIONS)
    assert inspector.mentions.empty.isVisible()
    inspector.show_desk(desk, sample.SCHEMA, focus=None)
    assert not inspector.mentions.empty.isVisible()


def test_a_closed_article_leaves_nothing(inspector: Inspector) -> None:
    inspector.show_desk(sample.english(), sample.SCHEMA, focus="e1")
    inspector.clear()
    assert not inspector.event_card.isVisible()
    assert not inspector.events.list.isVisible()
    inspector.show_desk(sample.english(), sample.SCHEMA, focus="e1")
    assert inspector.event_card.isVisible()
    assert inspector.events.list.isVisible()


def test_a_mark_that_is_gone_is_not_shown_any_more(inspector: Inspector) -> None:
    desk = sample.english()
    inspector.show_desk(desk, sample.SCHEMA, focus="e1")
    inspector.show_desk(desk.with_marks(desk.marks.without(frozenset({"e1"}))), sample.SCHEMA, focus="e1")
    assert not inspector.event_card.isVisible()
    assert len(rows(inspector.events.list)) == 10


@pytest.mark.parametrize("name", ["light", "dark", "high-contrast"])
def test_every_page_is_painted_in_every_theme(qapp: QApplication, inspector: Inspector, name: ThemeName) -> None:
    theme = Theme.named(name)
    inspector.show_desk(sample.english(), sample.SCHEMA, focus="e1")
    inspector.set_theme(theme)
    for tab in (EVENTS, MENTIONS, GUIDELINE, HISTORY):
        inspector.tabs.setCurrentIndex(tab)
        qapp.processEvents()
        image = inspector.grab().toImage()
        assert image.pixelColor(image.width() - 3, image.height() - 3) == theme.colour("panel")
    inspector.tabs.setCurrentIndex(EVENTS)
    image = inspector.event_card.grab().toImage()
    strike = sample.SCHEMA.event("STRIKE")
    assert strike is not None
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
    assert theme.ink(strike).ink.name() in colours
    assert theme.colour("warning_bg").name() in colours


def test_the_program_s_own_schema_can_be_explained_throughout(inspector: Inspector) -> None:
    document = json.loads(resource_path("schema", "armed_conflict.json").read_text(encoding="utf-8"))
    schema = parse_schema(document)
    inspector.tabs.setCurrentIndex(GUIDELINE)
    inspector.show_desk(sample.english(), schema, focus=None)
    for label in schema.entities:
        inspector.explain(label.label)
        assert label.help.guideline in inspector.guideline.text()
    for kind in schema.events:
        for role in kind.roles:
            inspector.explain(kind.type, role=role.name)
            assert role.help.gloss[1:] in inspector.guideline.text()
