"""Notes by a key: on the mark under the cursor, on the article, and the list of all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from spanloop.core.marks import Event, Mention, fragments_of, name_of
from spanloop.core.wording import one_line
from spanloop.gui.commands import Commands
from spanloop.gui.desk.going import go_to_place
from spanloop.gui.desk.notes_list import NotesSheet
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.theme import Theme
from spanloop.operations import marking, notes
from spanloop.operations.notes import NoteLine

if TYPE_CHECKING:
    from spanloop.gui.desk.page import DeskPage

_LONGEST_QUOTE = 80


class _Words(QPlainTextEdit):
    """Enter ends the writing; Shift+Enter begins a new line."""

    done = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.done.emit()
            return
        super().keyPressEvent(event)


class NoteSheet(Sheet):
    """Asks for a note; written(text), "" where it is to be taken away."""

    written = Signal(str)

    def __init__(self, about: str, text: str, *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Note", theme=theme, parent=parent)
        self.setObjectName("noteSheet")
        self.add_text(about, tone="")
        self.words = _Words(text)
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(110)
        self.words.done.connect(self._finish)
        self.add_field("Enter saves, Shift+Enter begins a new line", self.words)
        self.add_cancel()
        if text:
            remove = self.add_button("Remove note")
            remove.clicked.connect(self._remove)
        self.done_button = self.add_button("Save note", primary=True)
        self.done_button.clicked.connect(self._finish)
        self.words.selectAll()
        self.words.setFocus()

    def _finish(self) -> None:
        text = self.words.toPlainText().strip()
        self.accept()
        self.written.emit(text)

    def _remove(self) -> None:
        self.accept()
        self.written.emit("")


class NoteDesk(QObject):
    """Asks for notes and keeps them; shows the one on the article in its bar."""

    def __init__(self, page: DeskPage, *, commands: Commands, theme: Callable[[], Theme]) -> None:
        super().__init__(page)
        self._page, self._commands, self._theme = page, commands, theme
        self._session: DeskSession | None = None
        commands.bind("note.edit", self.edit)
        commands.bind("note.article", self.edit_article)
        commands.bind("note.list", self.show_list)

    def set_session(self, session: DeskSession | None) -> None:
        """Keep the notes of another project from now on."""
        self._session = session
        if session is not None:
            session.opened.connect(self.refresh)
            session.changed.connect(lambda changes: changes.kinds & {"notes", "articles"} and self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Show the note on the open article."""
        self._page.article_bar.set_article_note(self._article_note())

    def _article_note(self) -> str:
        session = self._session
        if session is None or not session.article:
            return ""
        article = session.article
        found = session.attempt(lambda: notes.article_note(session.project, author=session.author, article=article))
        return found or ""

    def edit(self) -> None:
        """A note on the own mark under the cursor; on the article where there is none."""
        session = self._session
        if session is None or session.desk is None:
            return
        uid = self._page.canvas.mark_at_cursor()
        mark = session.own(uid)
        if mark is None and session.suggested(uid) is not None:
            self._commands.told.emit("Accept the suggestion first; then it can have a note.")
        elif mark is None:
            self.edit_article()
        else:
            text = session.desk.article.text
            quote = one_line(" … ".join(text[start:end] for start, end in fragments_of(mark)), most=_LONGEST_QUOTE)
            self._ask(f"On {name_of(mark)} \u201c\u2068{quote}\u2069\u201d", mark.notes, partial(self._keep, mark))

    def edit_article(self) -> None:
        """A note on the article as a whole."""
        session = self._session
        if session is None or session.desk is None:
            return
        title = session.desk.article.title or "Untitled"
        self._ask(f"On the article \u201c\u2068{title}\u2069\u201d", self._article_note(), self._keep_article)

    def _ask(self, about: str, text: str, keep: Callable[[str], object]) -> None:
        sheet = NoteSheet(about, text, theme=self._theme(), parent=self._page.window())
        sheet.written.connect(keep)
        sheet.finished.connect(lambda _: self._page.canvas.setFocus())
        sheet.open()

    def _keep(self, mark: Mention | Event, text: str) -> None:
        if self._session is not None:
            self._session.act(marking.annotate_note, mark=mark.uid, text=text)

    def _keep_article(self, text: str) -> None:
        session = self._session
        if session is not None and session.article:
            session.act(notes.note_article, article=session.article, text=text)

    # all of them

    def show_list(self) -> None:
        """All notes of the project, to be searched and gone to."""
        session = self._session
        found = session.attempt(lambda: notes.list_notes(session.project)) if session else None
        if found is None:
            return
        sheet = NotesSheet(found, theme=self._theme(), keys=self._commands.keys, parent=self._page.window())
        sheet.chosen.connect(self._go_to)
        sheet.open()

    def _go_to(self, note: NoteLine) -> None:
        session = self._session
        if session is not None:
            start = note.start if note.mark else None
            go_to_place(self._page, session, article=note.article, mark=note.mark, start=start)
