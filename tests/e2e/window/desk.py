"""The desk in domain words: `desk.mark("9th Division", "ARM")` moves the real mouse and presses the real key.

What is read from the window is only what it shows: the view that the canvas paints, the rows of the queue, the words in
bars and sheets. What is kept is read from the file, opened a second time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget

from spanloop.core.marks import Event, Fragments, Marks, Mention
from spanloop.gui.desk.history_rows import ROW_ROLE as HISTORY_ROW
from spanloop.gui.inspector.controls import Chip
from spanloop.gui.inspector.roles import RoleRow
from spanloop.gui.queue.model import ROW_ROLE
from spanloop.gui.run import open_window
from spanloop.gui.window import Window
from spanloop.settings import load_settings
from spanloop.store.project import Project
from tests.e2e.window.person import Person

How = Literal["mouse", "keys", "double click", "label row"]


class Desk(Person):
    """One window of one installation. home: the folder of its settings, extractors and sample."""

    def __init__(
        self, home: Path, project: Path | None = None, *, there: Window | None = None, prepare: bool = False
    ) -> None:
        """there: a window that was opened already, by the program itself. prepare: let it find words by itself."""
        self.home = home
        self.path = project or home / "sample.spanloop"
        self.show = there or open_window(replace(load_settings(home), prepare=prepare), project)
        super().__init__(self.show)
        self.look()

    @property
    def page(self) -> Any:
        return self.show.page

    @property
    def canvas(self) -> Any:
        return self.show.page.canvas

    def close(self) -> None:
        """Quit by key; everything has to be saved already."""
        self.quit()
        self.show.deleteLater()
        self.look()

    def quit(self) -> None:
        """Press the key that ends the program."""
        self.press("Ctrl+Q")
        assert not self.show.isVisible(), "the window did not close"

    def close_and_reopen(self) -> Desk:
        """Another start of the program on the same project."""
        self.close()
        return Desk(self.home, self.path)

    # sheets

    @property
    def sheet(self) -> QDialog:
        """The sheet that has to be answered first."""
        self.wait_for(lambda: isinstance(QApplication.activeModalWidget(), QDialog), "a sheet")
        found = QApplication.activeModalWidget()
        assert isinstance(found, QDialog)
        return found

    @property
    def asked(self) -> str:
        """The name of the sheet that is open, "" for none."""
        self.look()
        found = QApplication.activeModalWidget()
        return found.objectName() if found else ""

    @property
    def told(self) -> str:
        """All words of the open sheet."""
        return "\n".join(label.text() for label in self.sheet.findChildren(QLabel) if label.text())

    def wait_for_step(self) -> None:
        """Until the child that trains tells of its first step; what it could not do instead is said."""
        self.wait_for(lambda: self.show.training.step > 0 or not self.show.training.running, "a step", seconds=120)
        assert self.show.training.running, f"{self.status}\n{self.told if self.asked else ''}"

    def introduce(self, name: str) -> None:
        """Answer who sits here, and press Enter."""
        assert self.asked == "whoAreYou"
        self.type(name)
        self.press("Enter")
        assert self.asked == ""

    def answer(self, *words: str) -> None:
        """Type into the fields of the sheet from the first on, Tab between them, and press Enter."""
        for number, text in enumerate(words):
            if number:
                self.press("Tab")
            self.type(text)
        self.press("Enter")

    def dismiss(self, key: str = "Enter") -> None:
        """Close a report or an error by key."""
        sheet = self.sheet
        self.press(key)
        self.wait_for(lambda: QApplication.activeModalWidget() is not sheet, "the sheet to close")

    def click_button(self, name: str) -> None:
        """Click a button of the open sheet, or of the bars."""
        where: QWidget = QApplication.activeModalWidget() or self.show
        buttons = [b for b in where.findChildren(QPushButton) if b.text() == name and b.isVisible()]
        assert buttons, f"no button {name}"
        self.click(buttons[0])

    def pick_files(self, *paths: Path) -> None:
        """Type paths into the file dialog and press Enter."""
        assert self.sheet.inherits("QFileDialog")
        self.press("Ctrl+A")
        self.type(str(paths[0]) if len(paths) == 1 else " ".join(f'"{path}"' for path in paths))
        self.press("Enter")
        self.look()

    def exports(self, dest: Path) -> None:
        """Go to the field of the export sheet that says where to, type a path, and press Enter."""
        assert self.asked == "export"
        self.press("Tab", "Tab", "Ctrl+A")
        self.type(str(dest))
        self.press("Enter")
        self.look()

    def imports(self, *, seconds: float = 60) -> None:
        """Look through the preview of an import, press Enter, and wait until all is in."""
        self.wait_for(lambda: self.asked == "importPreview", "the preview", seconds=seconds)
        self.press("Enter")
        self.wait_for(lambda: not self.show.exchange.running, "the import", seconds=seconds)

    # what is seen

    @property
    def text(self) -> str:
        return self.canvas.view.article.text

    @property
    def title(self) -> str:
        return self.page.article_bar.title()

    @property
    def covered(self) -> str:
        """The words that the cursor covers."""
        return self.quote(self.canvas.selection())

    def quote(self, fragments: Fragments) -> str:
        return " … ".join(self.text[start:end] for start, end in fragments)

    @property
    def mentions(self) -> set[tuple[str, str]]:
        """(label, words) of the own mentions that are painted."""
        return {(m.label, self.quote(m.fragments)) for m in self.canvas.view.marks.mentions}

    def event(self, trigger: str) -> Event:
        """The own event that is painted on these words."""
        found = [e for e in self.canvas.view.marks.events if self.quote(e.trigger) == trigger]
        assert len(found) == 1, f"{len(found)} events on {trigger}"
        return found[0]

    def fillers(self, trigger: str) -> set[tuple[str, str]]:
        """(role, words) of the own event on these words."""
        marks = self.canvas.view.marks
        quotes = {m.uid: self.quote(m.fragments) for m in marks.mentions}
        quotes |= {e.uid: self.quote(e.trigger) for e in marks.events}
        return {(a.role, quotes[a.filler]) for a in self.event(trigger).arguments}

    @property
    def suggestions(self) -> set[tuple[str, str]]:
        """(label or type, words) of the suggestions that are painted."""
        everyone = self.canvas.view.suggestions
        found = {(m.label, self.quote(m.fragments)) for marks in everyone for m in marks.mentions}
        return found | {(e.type, self.quote(e.trigger)) for marks in everyone for e in marks.events}

    @property
    def queue(self) -> list[str]:
        """The titles in the queue, as they stand there now."""
        model = self.page.queue.list.model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    def state_of(self, title: str) -> str:
        """The state that the queue paints beside an article."""
        model = self.page.queue.list.model()
        return model.index(self.queue.index(title), 0).data(ROW_ROLE).state

    @property
    def status(self) -> str:
        """The words of the status line."""
        line = self.show.status
        return " | ".join([line.saved_text(), *line.parts()])

    @property
    def place_told(self) -> str:
        """Where the cursor is, as the status line says."""
        return self.show.status._place.full()

    @property
    def undo_offered(self) -> str:
        button = self.show.status.undo_button
        return button.text().replace("&", "") if button.isVisible() else ""

    @property
    def history(self) -> list[str]:
        """What the History tab lists, newest first."""
        self.open_tab("History")
        model = self.page.inspector.history.model()
        return [model.index(row, 0).data(HISTORY_ROW).what for row in range(model.rowCount())]

    # what is kept

    def kept(self, author: str = "") -> Marks:
        """The marks of the open article as the file holds them: this person's, or another author's."""
        with Project.open(self.path) as again:
            who = again.find_author(author or self.show.settings.author_name)
            assert who is not None
            return again.marks(self.canvas.view.article.uid, who)

    def holds_what_is_seen(self) -> None:
        """The file holds the very marks that are painted."""
        self.look()
        seen, kept = self.canvas.view.marks, self.kept()
        assert by_uid(seen.mentions) == by_uid(kept.mentions)
        assert by_uid(seen.events) == by_uid(kept.events)
        assert set(seen.links) == set(kept.links)
        assert set(seen.completions) == set(kept.completions)

    # places

    def read(self, title: str) -> None:
        """Click an article in the queue."""
        self.find_row(title)
        assert self.title == title

    def find_row(self, title: str) -> None:
        rows = self.page.queue.list
        if not rows.isVisible():
            self.press("Ctrl+F")  # a narrow window has the queue in a drawer
        index = rows.model().index(self.queue.index(title), 0)
        rows.scrollTo(index)
        self.click(rows.viewport(), rows.visualRect(index).center())

    def open_tab(self, name: str) -> None:
        """Click a tab of the inspector."""
        tabs = self.page.inspector.tabs
        number = [tabs.tabText(tab).split()[0] for tab in range(tabs.count())].index(name)
        self.click(tabs, tabs.tabRect(number).center())

    def span(self, words: str, *, nth: int = 0) -> tuple[int, int]:
        """Where these words stand for the nth time, in code points."""
        start = -1
        for _ in range(nth + 1):
            start = self.text.index(words, start + 1)
        return start, start + len(words)

    def place(self, offset: int) -> QPoint:
        """The middle of a character on the canvas, paged into view if it has to be."""
        if not self._seen(offset):
            self.click_text()
            self.press("Ctrl+Home")
            while not self._seen(offset):
                before = self.covered
                self.press("PageDown")
                assert self.covered != before, f"character {offset} never comes into view"
        return self.canvas.rect_of(offset).center().toPoint()

    def _seen(self, offset: int) -> bool:
        rect = self.canvas.rect_of(offset).toRect()
        return QRect(self.canvas.viewport().rect()).adjusted(0, 8, 0, -8).contains(rect.center())

    def click_text(self) -> None:
        """Give the keyboard to the text, by key."""
        for _ in range(4):
            if self.canvas.hasFocus():
                return
            self.press("F6")
        raise AssertionError("F6 does not lead to the text")

    # the cursor

    def stand_on(self, words: str, *, nth: int = 0) -> None:
        """Click on words: on a mark the cursor rests on all of it, else on the word."""
        start, end = self.span(words, nth=nth)
        self.click(self.canvas.viewport(), self.place((start + end) // 2))

    def walk_to(self, words: str, *, nth: int = 0) -> None:
        """Go to words with the arrow keys and select them all with Shift."""
        start, end = self.span(words, nth=nth)
        onward = "Left" if self.canvas.view.article.language in {"ar", "fa", "he"} else "Right"
        self.click_text()
        self.press("Ctrl+Home")
        while self.canvas.selection()[0][0] < start:
            before = self.canvas.selection()
            self.press(onward)
            assert self.canvas.selection() != before, f"the arrows do not reach {words}"
        while self.canvas.selection()[-1][1] < end:
            self.press(f"Shift+{onward}")
        assert self.canvas.selection() == ((start, end),), self.covered

    def drag_over(self, words: str, *, nth: int = 0) -> None:
        """Drag the mouse from the first character to the last."""
        start, end = self.span(words, nth=nth)
        first = self.place(start)
        last = self.canvas.rect_of(end - 1).center().toPoint()
        self.drag(self.canvas.viewport(), first, last)
        assert self.canvas.selection() == ((start, end),), self.covered

    # marking

    def key_of(self, name: str) -> str:
        """The key of a label or type, from the schema in force."""
        schema = self.canvas.view.schema
        item = schema.entity(name) or schema.event(name)
        assert item is not None
        return item.key

    def mark(self, words: str, label: str, *, nth: int = 0, how: How = "mouse") -> None:
        """Mark words with a label."""
        start, end = self.span(words, nth=nth)
        if how == "double click":
            self.double_click(self.canvas.viewport(), self.place((start + end) // 2))
        elif how == "keys":
            self.walk_to(words, nth=nth)
        else:
            self.drag_over(words, nth=nth)
        if how == "label row":
            chip = self.page.label_bar.chip(label)
            assert chip is not None
            self.click(chip)
        else:
            self.press(self.key_of(label))
        assert (label, words) in self.mentions
        assert self.status.startswith("Saved ")

    def make_event(self, trigger: str, kind: str, *, nth: int = 0) -> None:
        """Select the trigger by keys and press the key of the type; the form opens."""
        self.walk_to(trigger, nth=nth)
        self.press(self.key_of(kind))
        assert self.page.composer.isVisible()
        assert self.event(trigger).type == kind

    def form_says(self) -> str:
        """What the form of an event tells a screen reader: the event, the role and the candidate."""
        return self.page.composer.accessibleName()

    def fill(self, role: str, words: str) -> None:
        """Press the role's key until the form proposes these words, then Enter."""
        key = self.role_key(role)
        proposed: list[str] = []
        for _ in range(10):
            self.press(key)
            said = self.form_says()
            if f"the {role}: {words}, " in said:
                self.press("Enter")
                return
            proposed.append(said)
        raise AssertionError(f"{words} is never proposed as {role}: {proposed}")

    def role_key(self, role: str) -> str:
        schema = self.canvas.view.schema
        kind = schema.event(self.form_says().split()[0])
        assert kind is not None
        return next(r.key for r in kind.roles if r.name == role)

    def turn(self, attribute: str, value: str) -> None:
        """Press an attribute's key in the form until it has this value."""
        schema = self.canvas.view.schema
        key = next(a.key for a in schema.attributes if a.name == attribute)
        for _ in range(12):
            if chip_of(self.page.composer, attribute).value == value:
                return
            self.press(key)
        raise AssertionError(f"{attribute} never becomes {value}")

    def set_in_inspector(self, attribute: str, value: str) -> None:
        """Click an attribute of the event's card and a value in the menu that opens."""
        self.click(chip_of(self.page.inspector.event_card, attribute))
        self.click_entry(value)

    def role_row(self, role: str) -> RoleRow:
        """The row of a role in the card of the event."""
        rows = self.page.inspector.event_card.findChildren(RoleRow)
        return next(row for row in rows if row.isVisible() and row.role == role)

    def wait_until_idle(self, *, seconds: float = 120) -> None:
        """Until no child process runs any more."""
        self.wait_for(lambda: not self.show.training.running, "the training to end", seconds=seconds)
        self.look()

    def picture(self, path: Path) -> None:
        """Keep what the window shows."""
        self.look()
        self.show.grab().save(str(path))


def chip_of(where: QWidget, words: str) -> Chip:
    """The visible chip with these words."""
    found = [chip for chip in where.findChildren(Chip) if chip.isVisible() and chip.text() == words]
    assert found, f"no chip {words}"
    return found[0]


def by_uid(marks: Sequence[Mention] | Sequence[Event]) -> dict[str, Mention | Event]:
    return {mark.uid: mark for mark in marks}
