"""The window around the desk: first start, projects, dialogs, files, what others write, and what goes wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from spanloop.core.ids import new_uid
from spanloop.core.marks import Mention
from spanloop.gui.run import run_window
from spanloop.gui.start import MissingBar
from spanloop.operations import projects
from spanloop.settings import Settings, load_settings
from spanloop.store.project import Project
from tests.gui.shell.conftest import Person, choose_file, give_keyboard

Maker = Callable[..., Person]


# beginning


def test_the_first_start_asks_who_you_are_and_opens_the_sample(make_window: Maker, home: Settings) -> None:
    home.author_name = ""
    person = make_window()
    person.window.ways_in.begin(None)
    dialog = person.dialog("whoAreYou")
    assert not dialog.done_button.isEnabled()
    person.types("  Ilya  Marsh ")
    person.press("Enter")
    assert person.project.name == "Sample reports"
    give_keyboard(person.window)
    assert person.canvas.hasFocus()
    assert person.desk is not None
    assert load_settings(home.data_dir).author_name == "Ilya Marsh"
    assert "Ilya Marsh" in person.window.windowTitle()


def test_the_start_page_opens_recent_projects_by_a_digit(
    make_window: Maker, home: Settings, project_file: Path
) -> None:
    home.recent = [str(project_file.parent / "gone.spanloop"), str(project_file)]
    person = make_window()
    person.window.ways_in.begin(None)
    QTest.qWait(20)
    person.press("1")
    assert person.project.path == project_file


def test_the_start_page_says_what_is_missing_and_forgets_it(make_window: Maker, home: Settings, tmp_path: Path) -> None:
    home.recent = [str(tmp_path / "gone.spanloop")]
    person = make_window()
    page = person.window.start
    bar = page.findChildren(MissingBar)[0]
    bar.forget_asked.emit(home.recent[0])
    assert home.recent == []


def test_a_new_project_is_made_from_the_keyboard(make_window: Maker, tmp_path: Path) -> None:
    person = make_window()
    person.window.ways_in.begin(None)
    QTest.qWait(20)
    person.press("n")
    dialog = person.dialog("newProject")
    person.types("Border convoys")
    assert dialog.place.text().endswith("border-convoys.spanloop")
    dialog.place.setFocus()
    dialog.place.selectAll()
    person.types(str(tmp_path / "convoys"))
    person.press("Enter")
    assert person.project.path == tmp_path / "convoys.spanloop"
    assert person.project.name == "Border convoys"
    assert person.window.page.queue.list.empty_text[0] == "No articles yet."
    assert person.window.page.article_bar.title() == "No article is open"


def test_a_project_of_its_own_schema(make_window: Maker, tmp_path: Path) -> None:
    schema = tmp_path / "small.json"
    schema.write_text('{"name": "s", "version": "1", "entities": [{"label": "X", "key": "x"}], "events": []}')
    person = make_window()
    person.window.projects.ask_new()
    dialog = person.dialog("newProject")
    person.types("Small")
    dialog.take_schema(str(schema))
    dialog.place.clear()
    dialog.place.setFocus()
    person.types(str(tmp_path / "small"))
    person.press("Enter")
    QGuiApplication.clipboard().setText("A word here.")
    person.press("Ctrl+Shift+V")
    person.clicks(person.dialog("pasteArticle").done_button)
    person.stands_on("word")
    person.press("x")
    assert person.mentions() == {("X", "word")}
    assert not person.window.page.article_bar.boxes["events"].isVisible()
    person.clicks(person.window.page.article_bar.boxes["entities"], QPoint(8, 14))
    assert person.desk.state == "complete"


def test_opening_goes_through_a_file_dialog(make_window: Maker, project_file: Path) -> None:
    person = make_window()
    person.window.ways_in.begin(None)
    QTest.qWait(20)
    person.press("o")
    choose_file(project_file)
    assert person.project.path == project_file


def test_a_second_window_is_told_who_has_the_project(person: Person, make_window: Maker, project_file: Path) -> None:
    other = make_window()
    other.window.ways_in.begin(project_file)
    sheet = other.dialog("choice")
    words = " ".join(label.text() for label in sheet.findChildren(QLabel))
    assert "Noor" in words
    assert str(project_file) in words
    sheet.reject()
    assert other.window.projects.session is None
    person.stands_on("Qasra")
    person.press("g")
    assert person.mentions() == {("GPE", "Qasra")}


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3\x00" + b"\0" * 200])
def test_a_file_that_is_no_project_is_said_and_left_alone(make_window: Maker, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.spanloop"
    path.write_bytes(content)
    person = make_window()
    person.window.ways_in.begin(path)
    person.dialog("errorSheet").accept()
    assert path.read_bytes() == content
    assert person.window.projects.session is None
    assert not list(tmp_path.glob(".odd*holder"))


def test_leaving_the_project_lets_go_of_it(person: Person, project_file: Path) -> None:
    person.window.commands.run("project.start")
    assert person.window.projects.session is None
    with Project.open(project_file):
        pass
    assert not project_file.with_name("truce.spanloop-wal").exists()


def test_another_project_takes_the_place_of_the_open_one(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "second.spanloop"
    projects.create_project(path, name="Second").close()
    assert person.window.projects.open(path)
    assert person.project.name == "Second"
    assert person.window.settings.recent[0] == str(path)


def test_sign_in_as_someone_else(person: Person) -> None:
    person.stands_on("Qasra")
    person.press("g")
    person.window.commands.run("app.sign_in")
    dialog = person.dialog("whoAreYou")
    dialog.name.selectAll()
    person.types("Ilya")
    person.press("Enter")
    assert person.mentions() == set()
    assert [author.name for author in person.project.authors()] == ["Noor", "Ilya"]


# articles in and out


def test_files_are_imported_by_dialog(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("Protesters block the M7\n\nTwo are hurt.", encoding="utf-8")
    person.press("Ctrl+I")
    choose_file(path)
    assert person.window.page.queue.model.rowCount() == 3, "nothing is written before it was seen"
    person.looks_through()
    assert person.window.page.queue.model.rowCount() == 4


def test_a_folder_is_imported_by_dialog(person: Person, tmp_path: Path) -> None:
    inner = tmp_path / "texts" / "march"
    inner.mkdir(parents=True)
    (inner / "report.txt").write_text("Protesters block the M7\n\nTwo are hurt.", encoding="utf-8")
    (tmp_path / "texts" / "other.txt").write_text("Fuel runs short\n\nNo lorry came.", encoding="utf-8")
    person.press("Ctrl+K")
    person.types("import folder")
    person.press("Enter")
    choose_file(tmp_path / "texts")
    person.looks_through()
    assert person.window.page.queue.model.rowCount() == 5
    assert person.window.status.saved_text() == "2 articles imported"


def test_files_are_imported_by_dropping_them(person: Person, tmp_path: Path, qtbot: Any) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"Report {number}\n\nText {number}.", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    window, place = person.window, QPoint(600, 400)
    nothing, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(place, Qt.DropAction.CopyAction, data, left, nothing)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(place), Qt.DropAction.CopyAction, data, left, nothing))
    person.looks_through()
    assert person.window.page.queue.model.rowCount() == 6


def test_articles_that_arrive_are_announced_and_read_by_the_extractor(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(person.window.loop, "suggest", lambda: asked.append("suggest"))
    (tmp_path / "one.txt").write_text("Report one\n\nTroops moved.", encoding="utf-8")
    person.imports(tmp_path / "one.txt")
    assert asked == []  # nobody is there to read it
    monkeypatch.setattr("spanloop.gui.window.current_extractor", lambda project: "Extractor v1")
    (tmp_path / "two.txt").write_text("Report two\n\nTroops left.", encoding="utf-8")
    person.imports(tmp_path / "two.txt")
    assert asked == ["suggest"]
    assert person.window.status.saved_text() == "1 article imported"


def test_a_binary_file_is_refused_and_nothing_is_imported(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "photo.txt"
    path.write_bytes(bytes(range(256)) * 40)
    person.press("Ctrl+I")
    choose_file(path)
    person.dialog("errorSheet").accept()
    assert person.window.page.queue.model.rowCount() == 3


def test_article_details_are_edited_and_a_wrong_date_is_said(person: Person) -> None:
    person.press("F2")
    dialog = person.dialog("details")
    dialog.date.selectAll()
    dialog.date.setFocus()
    dialog.date.clear()
    person.types("12.3.2024")
    assert not dialog.done_button.isEnabled()
    dialog.date.clear()
    person.types("2024-03-14")
    dialog.source.setFocus()
    dialog.source.selectAll()
    person.types("Levant Daily")
    person.clicks(dialog.done_button)
    assert person.window.page.article_bar.meta().startswith("\u2068Levant Daily\u2069 · 14 March 2024 · English")
    row = person.window.page.queue.model.row_of(person.desk.article.uid)
    assert row is not None
    assert (row.source, row.date) == ("Levant Daily", "2024-03-14")


# states, zoom, theme, panels


def test_skip_with_a_reason_opens_the_next_and_can_be_taken_back(person: Person) -> None:
    first = person.desk.article.uid
    person.press("Ctrl+Shift+S")
    dialog = person.dialog("reason")
    assert not dialog.done_button.isEnabled()
    person.types("an advertisement")
    person.press("Enter")
    assert person.desk.article.uid != first
    row = person.window.page.queue.model.row_of(first)
    assert row is not None
    assert (row.state, row.reason) == ("skipped", "an advertisement")
    person.press("Ctrl+Z")
    row = person.window.page.queue.model.row_of(first)
    assert row is not None
    assert row.state == "new"


def test_a_question_stays_on_the_desk(person: Person) -> None:
    person.press("Ctrl+Shift+Q")
    person.dialog("reason")
    person.types("who is the brigade")
    person.press("Enter")
    assert person.desk.state == "question"
    assert person.window.page.article_bar.meta().startswith("Question: who is the brigade")
    person.window.commands.run("article.resume")
    assert person.desk.state in {"new", "started"}


def test_zoom_is_kept(person: Person, home: Settings) -> None:
    person.press("Ctrl+=")
    assert person.window.status.zoom_button.text() == "110%"
    assert load_settings(home.data_dir).zoom == 110
    person.press("Ctrl+-", "Ctrl+-")
    assert home.zoom == 90
    person.clicks(person.window.status.zoom_button)
    assert home.zoom == 100


def test_steady_lines_are_kept(person: Person, home: Settings) -> None:
    person.window.commands.run("view.steady")
    assert person.canvas.steady_lines
    assert load_settings(home.data_dir).steady_lines
    person.window.commands.run("view.steady")
    assert not person.canvas.steady_lines


@pytest.mark.parametrize("theme", ["dark", "high-contrast", "light", "system"])
def test_every_theme_can_be_chosen_and_painted(person: Person, home: Settings, theme: str) -> None:
    person.window.commands.run(f"theme.{theme}")
    assert home.theme == theme
    page = person.window.theme.colour("page")
    grab = person.window.grab().toImage()
    assert grab.pixelColor(person.canvas.mapTo(person.window, QPoint(12, 300))) == page


def test_f6_goes_round_the_panels(person: Person) -> None:
    person.press("F6")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert person.window.page.inspector.isAncestorOf(focused)
    person.press("F6")
    assert person.window.page.queue.list.hasFocus()
    person.press("F6")
    assert person.canvas.hasFocus()


def test_in_a_narrow_window_the_queue_is_a_drawer(person: Person) -> None:
    window = person.window
    window.resize(1024, 700)
    QTest.qWait(20)
    assert not window.page.queue.isVisible()
    person.press("F6", "F6")
    assert window.page.queue.isVisible()
    assert window.page.queue.list.hasFocus()
    person.press("Esc")
    assert not window.page.queue.isVisible()
    assert person.canvas.hasFocus()
    window.resize(1440, 900)
    QTest.qWait(20)
    assert window.page.queue.isVisible()


def test_full_text_search_finds_what_only_the_text_says(person: Person, qtbot: Any) -> None:
    person.press("Ctrl+F")
    person.types("lorries")
    qtbot.waitUntil(lambda: person.window.page.queue.model.rowCount() == 1)
    person.press("Down", "Enter")
    assert person.desk.article.title == "Convoy report"
    assert person.canvas.hasFocus()


def test_a_strange_query_is_no_error(person: Person, qtbot: Any) -> None:
    person.press("Ctrl+F")
    person.types('" AND ( * NEAR')
    qtbot.waitUntil(lambda: person.window.page.queue.model.view.query != "")
    assert not person.sees_dialog("errorSheet")


# others write, and no screen


def test_what_a_command_writes_is_shown(person: Person, project_file: Path, qtbot: Any) -> None:
    uid = person.desk.article.uid
    with Project.open(project_file) as other:
        author = projects.sign_in(other, name="Noor")
        with other.act(author, "mark GPE") as act:
            start = person.desk.article.text.index("Qasra")
            act.add_mentions(uid, author, [Mention(new_uid(), ((start, start + 5),), "GPE")])
    qtbot.waitUntil(lambda: len(person.desk.marks.mentions) == 1, timeout=5000)
    assert person.window.status.undo_button.text() == "Undo: mark GPE"


def test_without_a_screen_there_is_one_clear_sentence(
    home: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert run_window(home, None) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "no screen" in told


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there does Qt need a display server")
def test_the_program_without_a_screen_ends_with_one(tmp_path: Path) -> None:
    env = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}}
    done = subprocess.run(
        [sys.executable, "-m", "spanloop"],
        env={**env, "SPANLOOP_HOME": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "no screen" in done.stderr
    assert "Traceback" not in done.stderr


def test_undoing_the_import_of_the_open_article_leaves_the_desk_empty(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "only.spanloop"
    projects.create_project(path, name="Only").close()
    person.window.projects.open(path)
    QGuiApplication.clipboard().setText("One article.\n\nWith words.")
    person.press("Ctrl+Shift+V")
    person.clicks(person.dialog("pasteArticle").done_button)
    person.stands_on("words")
    person.press("Ctrl+Z")
    assert not person.sees_dialog("errorSheet")
    assert person.window.projects.session is not None
    assert person.window.projects.session.desk is None
    assert person.canvas.view.article.text == ""
    assert person.window.page.queue.model.rowCount() == 0
    person.canvas.setFocus()
    person.press("a", "e", "2", "Tab", "Enter", "Delete", "]", "F8", "Ctrl+Enter")
    person.press("Ctrl+Shift+Z")
    assert person.window.page.queue.model.rowCount() == 1


def test_import_without_a_project_asks_for_the_project_afterwards(make_window: Maker, tmp_path: Path) -> None:
    text = tmp_path / "report.txt"
    text.write_text("Protesters block the M7\n\nTwo are hurt.", encoding="utf-8")
    person = make_window()
    person.window.ways_in.begin(None)
    QTest.qWait(20)
    person.press("i")
    choose_file(text)
    dialog = person.dialog("newProject")
    person.types("Protests")
    dialog.place.clear()
    dialog.place.setFocus()
    person.types(str(tmp_path / "protests"))
    person.press("Enter")
    assert person.project.name == "Protests"
    person.looks_through()
    assert person.desk.article.text.startswith("Protesters block the M7")


def test_a_dropped_project_file_is_opened(make_window: Maker, project_file: Path, qtbot: Any) -> None:
    person = make_window()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(project_file))])
    nothing, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    copy, place = Qt.DropAction.CopyAction, QPoint(400, 400)
    QApplication.sendEvent(person.window, QDragEnterEvent(place, copy, data, left, nothing))
    QApplication.sendEvent(person.window, QDropEvent(QPointF(place), copy, data, left, nothing))
    qtbot.waitUntil(lambda: person.window.projects.session is not None)
    assert person.project.path == project_file


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only X11 names a screen that may not be there")
def test_a_screen_that_cannot_be_reached_is_said_and_not_an_abort(tmp_path: Path) -> None:
    surroundings = {
        name: value for name, value in os.environ.items() if name not in {"QT_QPA_PLATFORM", "WAYLAND_DISPLAY"}
    }
    surroundings |= {"DISPLAY": ":97", "SPANLOOP_HOME": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-m", "spanloop"], env=surroundings, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert "the screen cannot be used" in ended.stderr
    assert "Traceback" not in ended.stderr
