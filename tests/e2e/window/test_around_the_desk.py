"""What stands around the text: queue, palette, cheat sheet, themes, zoom, and articles and marks in and out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication

from spanloop.store.project import Project
from tests.e2e.verbs import Spanloop, in_another_process
from tests.e2e.window.desk import Desk
from tests.e2e.window.test_first_day import DEPOT, DRONE, TRUCE
from tests.elsewhere import Elsewhere
from tests.seeds import MARKED, REPORTS

NEW = "Ferry stopped at Ostan quay\n\nCoast guards stopped a ferry at Ostan quay on Friday and searched it.\n"


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    path = tmp_path / "ferry.txt"
    path.write_text(NEW, encoding="utf-8")
    return path


# The queue ------------------------------------------------------------------------------------------------------------


def test_search_finds_words_of_the_text(desk: Desk) -> None:
    desk.press("Ctrl+F")
    desk.type("pharmacy")
    desk.press("Enter")
    assert desk.queue == ["Residents count eleven dead after night fire on Tel Shahin store"]
    desk.press("Down", "Enter")
    assert desk.title == desk.queue[0]
    desk.press("Ctrl+F", "Esc")
    assert len(desk.queue) == REPORTS


def test_search_that_finds_nothing_says_so_and_takes_any_text(desk: Desk) -> None:
    for query in ('"', "a OR", "NEAR(", "zebra*"):
        desk.press("Ctrl+F")  # Enter opens the first hit, where there is one
        desk.type(query)
        desk.press("Enter")
        assert desk.asked == "", desk.told
    assert desk.queue == []
    assert "zebra" in desk.page.queue.list.empty_text[0]
    desk.press("Esc", "Esc")
    assert len(desk.queue) == REPORTS
    assert desk.canvas.hasFocus()


def test_parts_and_filter_narrow_the_queue(desk: Desk) -> None:
    queue = desk.page.queue
    desk.click(segment(desk, "To do"))
    assert desk.queue == [DRONE, TRUCE]
    desk.click(segment(desk, "Done"))
    assert len(desk.queue) == len(MARKED)
    desk.click(segment(desk, "All"))
    desk.mark("Dorvath", "GPE", how="double click")
    desk.choose_from(queue.filter, "Started")
    assert desk.queue == [DRONE]
    desk.choose_from(queue.filter, "Clear the filter")
    assert len(desk.queue) == REPORTS


def segment(desk: Desk, name: str) -> QAbstractButton:
    return next(b for b in desk.page.queue.parts.findChildren(QAbstractButton) if b.text() == name)


def test_alt_and_arrows_go_through_the_queue(desk: Desk) -> None:
    desk.press("Alt+Down")
    assert desk.title == TRUCE
    desk.press("Alt+Up", "Alt+Up")
    assert desk.title == MARKED[-1]["title"]
    desk.read(DEPOT)


# Articles in ----------------------------------------------------------------------------------------------------------


def test_a_text_on_the_clipboard_becomes_an_article(desk: Desk) -> None:
    text = "Dam held\r\n\r\nThe 9th\u00a0Division held the dam \U0001f690 overnight.\r\n"
    QGuiApplication.clipboard().setText(text)
    desk.press("Ctrl+Shift+V")
    assert desk.asked == "pasteArticle"
    desk.click_button("Add article")
    assert desk.title == "Dam held"
    assert "9th\u00a0Division" in desk.text
    desk.mark("9th\u00a0Division", "ARM")
    desk.mark("overnight", "TIME")
    desk.holds_what_is_seen()
    assert len(desk.queue) == REPORTS + 1


def test_a_text_file_is_dropped_on_the_window(desk: Desk, page_file: Path) -> None:
    desk.drop([page_file])
    desk.imports()
    desk.wait_for(lambda: len(desk.queue) == REPORTS + 1, "the dropped article")
    desk.read("Ferry stopped at Ostan quay")
    assert desk.text == NEW
    desk.mark("Coast guards", "ARM")
    desk.holds_what_is_seen()
    desk.drop([page_file])
    desk.wait_for(lambda: desk.asked == "importPreview", "the preview")
    assert "1 known already" in desk.told
    desk.dismiss("Esc")
    assert len(desk.queue) == REPORTS + 1


def test_a_file_that_is_no_text_is_refused_in_one_sheet(desk: Desk, tmp_path: Path) -> None:
    picture = tmp_path / "picture.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8)
    desk.drop([picture])
    desk.wait_for(lambda: desk.asked == "errorSheet", "the error")
    assert "picture.txt" in desk.told
    desk.dismiss("Esc")
    assert len(desk.queue) == REPORTS


def test_files_are_chosen_in_a_dialog(desk: Desk, page_file: Path) -> None:
    desk.press("Ctrl+I")
    desk.pick_files(page_file)
    desk.imports()
    desk.wait_for(lambda: len(desk.queue) == REPORTS + 1, "the imported article")
    desk.press("Ctrl+Z")
    assert len(desk.queue) == REPORTS
    desk.press("Ctrl+Y")
    assert len(desk.queue) == REPORTS + 1


def test_looking_round_in_the_folder_of_the_project_loses_no_mark(desk: Desk, elsewhere: Elsewhere) -> None:
    """A dialog reads the project's own file to find its icon, which drops the locks on it (see store.logwatch)."""
    other = Spanloop(in_another_process(desk.home, elsewhere))
    desk.mark("Dorvath", "GPE", how="double click")
    for words, label in (("Kelmar", "GPE"), ("Senna", "GPE")):
        desk.press("Ctrl+I")
        desk.pick_files(desk.path.parent)
        desk.look_on(0.6)
        desk.press("Esc")  # closes the list of names that the dialog offers
        if QApplication.activeModalWidget() is not None:
            desk.dismiss("Esc")
        other.finds_sound(desk.path)
        desk.mark(words, label, how="double click")
    found = next(line for line in other.marks(desk.path, author="Noor") if line["title"] == DRONE)
    assert {(s["label"], found["text"][s["start"] : s["end"]]) for s in found["spans"]} == desk.mentions
    assert len(desk.mentions) == 3


def test_the_project_itself_is_no_text(desk: Desk, elsewhere: Elsewhere) -> None:
    desk.press("Ctrl+I")
    desk.pick_files(desk.path)
    desk.wait_for(lambda: desk.asked == "errorSheet", "the refusal")
    assert "belongs to the project that is open" in desk.told
    desk.dismiss()
    desk.mark("Dorvath", "GPE", how="double click")
    assert Spanloop(in_another_process(desk.home, elsewhere)).marks(desk.path, author="Noor")


# Marks out ------------------------------------------------------------------------------------------------------------


def test_marks_are_exported_and_equal_what_the_command_exports(
    desk: Desk, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    desk.mark("Dorvath", "GPE", how="double click")
    dest = tmp_path / "out.jsonl"
    desk.press("Ctrl+Shift+E")
    desk.exports(dest)
    desk.wait_for(lambda: desk.asked == "report", "the report", seconds=120)
    assert str(dest) in desk.told
    desk.dismiss()
    assert dest.read_bytes() == Spanloop(in_another_process(desk.home, elsewhere)).exported(desk.path)
    lines = [json.loads(line) for line in dest.read_text(encoding="utf-8").splitlines()]
    marked = next(line for line in lines if line["title"] == DRONE)
    assert [(span["label"], marked["text"][span["start"] : span["end"]]) for span in marked["spans"]] == [
        ("GPE", "Dorvath")
    ]


def test_training_data_is_written_by_a_child_process(desk: Desk, tmp_path: Path) -> None:
    desk.press("Ctrl+E")
    desk.exports(tmp_path / "sample-spacy")
    assert "Exporting" in desk.status
    desk.wait_for(lambda: desk.asked == "report", "the report", seconds=120)
    assert "train" in desk.told
    desk.dismiss()
    folder = tmp_path / "sample-spacy"
    assert {path.name for path in folder.iterdir()} >= {"train.spacy", "dev.spacy", "config.cfg", "ledger.json"}


# Looks ----------------------------------------------------------------------------------------------------------------


def test_themes_are_chosen_in_the_palette_and_kept(desk: Desk) -> None:
    for words, name in (("theme dark", "dark"), ("theme high", "high-contrast"), ("theme light", "light")):
        desk.press("Ctrl+K")
        desk.type(words)
        desk.press("Enter")
        assert desk.show.theme.name == name
        assert desk.canvas.hasFocus()
    desk.press("Ctrl+K")
    desk.type("theme dark")
    desk.press("Enter")
    again = desk.close_and_reopen()
    assert again.show.theme.name == "dark"


def test_zoom_changes_the_text_and_is_kept(desk: Desk) -> None:
    before = desk.canvas.rect_of(0).height()
    desk.press("Ctrl+=", "Ctrl+=")
    assert desk.canvas.rect_of(0).height() > before
    again = desk.close_and_reopen()
    assert again.canvas.rect_of(0).height() > before
    again.mark("Dorvath", "GPE", how="double click")
    again.mark("supplied to Kelmar", "LOC")
    again.press("Ctrl+0")
    assert again.canvas.rect_of(0).height() == before
    again.press("Ctrl+-")
    assert again.canvas.rect_of(0).height() < before
    again.holds_what_is_seen()


def test_the_palette_finds_articles_and_acts(desk: Desk) -> None:
    desk.press("Ctrl+K")
    desk.type("#convoy")
    desk.press("Enter")
    assert desk.title.startswith("Convoy of 30 lorries")
    desk.press("Ctrl+K", "Esc")
    assert desk.canvas.hasFocus()
    desk.press("Ctrl+K")
    desk.type("mark gpe")
    desk.press("Esc")
    assert desk.title.startswith("Convoy of 30 lorries")


def test_the_cheat_sheet_lists_every_key(desk: Desk) -> None:
    desk.press("?")
    assert desk.asked == "cheatSheet"
    for words in ("Complete and open next", "Mark ARM", "Event STRIKE", "Undo"):
        assert words in desk.told
    desk.press("?")
    assert desk.asked == ""
    desk.press("?")
    assert desk.asked == "cheatSheet"
    desk.dismiss("Esc")


def test_typed_text_is_no_command(desk: Desk) -> None:
    """Label keys belong to the text: in a field they are letters."""
    desk.press("Ctrl+F")
    desk.type("parge? 123")
    assert desk.page.queue.search.text() == "parge? 123"
    assert desk.asked == ""
    assert desk.mentions == set()
    with Project.open(desk.path) as project:
        assert project.integrity() == []


def test_details_are_edited_and_the_text_is_not(desk: Desk) -> None:
    text = desk.text
    desk.press("F2")
    assert desk.asked == "details"
    desk.press("Ctrl+A")
    desk.type("Drone shot down")
    desk.press("Enter")
    assert desk.title == "Drone shot down"
    assert desk.text == text
    desk.press("Ctrl+Z")
    assert desk.title == DRONE


def test_someone_else_signs_in_and_sees_their_own_marks_only(desk: Desk) -> None:
    desk.mark("Dorvath", "GPE", how="double click")
    desk.press("Ctrl+K")
    desk.type("sign in")
    desk.press("Enter")
    assert desk.asked == "whoAreYou"
    desk.press("Ctrl+A")
    desk.type("Ilya")
    desk.press("Enter")
    assert "Ilya" in desk.show.windowTitle()
    desk.read(DRONE)
    assert desk.mentions == set()
    desk.mark("Dorvath", "LOC", how="double click")
    desk.holds_what_is_seen()
    assert {m.label for m in desk.kept("Noor").mentions} == {"GPE"}


def test_a_second_window_on_the_same_project_is_refused(desk: Desk) -> None:
    other = Desk(desk.home, desk.path)
    assert other.asked == "choice"
    assert "open elsewhere (Noor on" in other.told
    other.dismiss("Esc")
    assert other.show.projects.session is None
    other.show.close()
    other.show.deleteLater()
