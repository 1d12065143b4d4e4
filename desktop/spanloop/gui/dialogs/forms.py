"""Dialogs with fields: who you are, a new project, a pasted article, a reason, article details."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from spanloop.core.article import Article
from spanloop.core.wording import LANGUAGES, one_line
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.plain import ElidedLabel, PlainLabel, tooltip
from spanloop.gui.theme import Theme

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


class WhoAreYou(Sheet):
    """Asks for the name under which marks are kept; named(name). act: what follows the first time, for the button."""

    named = Signal(str)

    def __init__(self, *, theme: Theme, parent: QWidget | None, name: str = "", act: str = "") -> None:
        super().__init__("Who are you?", theme=theme, parent=parent)
        self.setObjectName("whoAreYou")
        self.add_text(
            "Every mark is kept under the name of its author. The name stays on this computer and in the projects."
        )
        self.name = QLineEdit(name)
        self.name.setMaxLength(80)
        self.add_field("Your name", self.name)
        if not act:
            self.add_cancel()
        self.done_button = self.add_button(act or "Sign in", primary=True)
        self.done_button.clicked.connect(self._finish)
        self.name.textChanged.connect(self._check)
        self._check()

    def _check(self) -> None:
        self.done_button.setEnabled(bool(self.name.text().strip()))

    def _finish(self) -> None:
        self.accept()
        self.named.emit(" ".join(self.name.text().split()))


class NewProject(Sheet):
    """Asks for name, schema and place; made(name, path, schema path or "")."""

    made = Signal(str, str, str)

    def __init__(self, *, theme: Theme, parent: QWidget | None, folder: Path) -> None:
        super().__init__("New project", theme=theme, parent=parent, width=520)
        self.setObjectName("newProject")
        self._folder = folder
        self._place_is_own = False
        self.name = QLineEdit()
        self.add_field("Name", self.name)
        self.schema = QComboBox()
        self.schema.addItem("Armed conflict news, the schema that Spanloop brings", "")
        self.schema.addItem("A schema file…", "?")
        self.add_field("Label schema", self.schema)
        self.place = QLineEdit()
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.place, 1)
        browse = QPushButton("Choose…")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._choose_place)
        line.addWidget(browse)
        self.add_field("File", row)
        self.place.setAccessibleName("File")
        self.add_cancel()
        self.make_button = self.add_button("Create project", primary=True)
        self.make_button.clicked.connect(self._finish)
        self.name.textEdited.connect(self._suggest_place)
        self.place.textEdited.connect(self._own_place)
        self.schema.activated.connect(self._choose_schema)
        self._check()

    def _suggest_place(self, name: str) -> None:
        if not self._place_is_own:
            plain = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', "-", name.strip()).strip(". ").replace(" ", "-").lower()
            self.place.setText(str(self._folder / f"{plain}.spanloop") if plain else "")
        self._check()

    def _own_place(self) -> None:
        self._place_is_own = True
        self._check()

    def _check(self) -> None:
        self.make_button.setEnabled(bool(self.name.text().strip() and self.place.text().strip()))

    def _choose_place(self) -> None:
        dialog = QFileDialog(
            self, "New project", self.place.text() or str(self._folder), "Spanloop project (*.spanloop)"
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("spanloop")
        dialog.fileSelected.connect(self._place_chosen)
        dialog.open()

    def _place_chosen(self, path: str) -> None:
        self._place_is_own = True
        self.place.setText(path)
        self._check()

    def _choose_schema(self, index: int) -> None:
        if self.schema.itemData(index) != "?":
            return
        dialog = QFileDialog(self, "Label schema", str(self._folder), "Schema (*.json *.toml)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take_schema)
        dialog.rejected.connect(lambda: self.schema.setCurrentIndex(0))
        dialog.open()

    def take_schema(self, path: str) -> None:
        """Offer a schema file and choose it."""
        self.schema.insertItem(1, Path(path).name, path)
        self.schema.setCurrentIndex(1)

    def _finish(self) -> None:
        place = self.place.text().strip()
        path = place if place.endswith(".spanloop") else f"{place}.spanloop"
        schema = self.schema.currentData()
        self.accept()
        self.made.emit(self.name.text().strip(), path, "" if schema == "?" else str(schema or ""))


class PasteArticle(Sheet):
    """Shows the pasted text; pasted(text, title)."""

    pasted = Signal(str, str)

    def __init__(self, *, theme: Theme, parent: QWidget | None, text: str) -> None:
        super().__init__("Paste as new article", theme=theme, parent=parent, width=640)
        self.setObjectName("pasteArticle")
        self._given = text
        self.title_field = QLineEdit()
        self.title_field.setPlaceholderText("The first line of the text")
        self.add_field("Title", self.title_field)
        self.text = QPlainTextEdit(text)
        self.text.setMinimumHeight(280)
        self.text.setTabChangesFocus(True)
        self.add_field("Text", self.text)
        self.add_cancel()
        self.done_button = self.add_button("Add article", primary=True)
        self.done_button.clicked.connect(self._finish)
        self.done_button.setToolTip(tooltip("Add article (Ctrl+Enter)"))
        # In the text, Enter alone begins a line.
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QShortcut(QKeySequence(Qt.Modifier.CTRL | key), self).activated.connect(self.done_button.click)
        self.text.textChanged.connect(self._check)
        self._check()

    def _check(self) -> None:
        self.done_button.setEnabled(bool(self.text.toPlainText().strip()))

    def _finish(self) -> None:
        # Qt's field turns no-break spaces into spaces and CRLF into LF: what nobody edited is taken as it came.
        text = self.text.toPlainText() if self.text.document().isModified() else self._given
        self.accept()
        self.pasted.emit(text, self.title_field.text().strip())


class Reason(Sheet):
    """Asks for a few words; given(words)."""

    given = Signal(str)

    def __init__(self, title: str, text: str, *, act: str, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(title, theme=theme, parent=parent)
        self.setObjectName("reason")
        self.add_text(text)
        self.words = QLineEdit()
        self.add_field("In a few words", self.words)
        self.add_cancel()
        self.done_button = self.add_button(act, primary=True)
        self.done_button.clicked.connect(self._finish)
        self.words.textChanged.connect(self._check)
        self._check()

    def _check(self) -> None:
        self.done_button.setEnabled(bool(self.words.text().strip()))

    def _finish(self) -> None:
        self.accept()
        self.given.emit(self.words.text().strip())


def fill_languages(box: QComboBox, language: str) -> None:
    """Offer the languages by name, and choose the one with this code, "" for none."""
    box.clear()
    box.addItem("Not known", "")
    known = dict(LANGUAGES)
    if language:
        known.setdefault(language, language)
    for code, name in known.items():
        box.addItem(name, code)
    box.setCurrentIndex(max(0, box.findData(language)))


def origin_of(article: Article) -> tuple[str, str]:
    """Byline and address that the page of an article gave, each "" where it gave none."""
    byline, url = (article.meta.get(name) for name in ("byline", "url"))
    return byline if isinstance(byline, str) else "", url if isinstance(url, str) else ""


class Details(Sheet):
    """Title, source, date and language of an article; changed(title, source, date, language)."""

    changed = Signal(str, str, str, str)

    def __init__(self, article: Article, *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Article details", theme=theme, parent=parent, width=520)
        self.setObjectName("details")
        self.title_field = QLineEdit(article.title)
        self.source = QLineEdit(article.source)
        self.date = QLineEdit(article.date)
        self.date.setPlaceholderText("2024-03-12")
        self.language = QComboBox()
        fill_languages(self.language, article.language)
        self.add_field("Title", self.title_field)
        self.add_field("Source", self.source)
        self.add_field("Date, year first", self.date)
        self._date_note = PlainLabel(tone="error")
        self.body.addWidget(self._date_note)
        self._date_note.hide()
        self.add_field("Language", self.language)
        self._add_origin(article)
        size = len(article.text)
        self.add_text(f"{size:,} characters. The text itself never changes, so that marks stay where they are.")
        self.add_cancel()
        self.done_button = self.add_button("Save details", primary=True)
        self.done_button.clicked.connect(self._finish)
        self.date.textChanged.connect(self._check)

    def _add_origin(self, article: Article) -> None:
        """Who wrote it and where it stood, as its page said; the address is text, and is never opened."""
        byline, url = origin_of(article)
        byline = one_line(byline, most=300)
        if byline:
            self.add_text(f"By {byline}" if not byline.lower().startswith("by ") else byline, selectable=True)
        self.copy_button = QPushButton("Copy link")
        self.copy_button.setAutoDefault(False)
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(url))
        row = QWidget()
        row.setVisible(bool(url))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(ElidedLabel(url, tone="quiet"), 1)
        line.addWidget(self.copy_button)
        self.body.addWidget(row)

    def _check(self) -> None:
        date = self.date.text().strip()
        wrong = bool(date) and not _DATE.fullmatch(date[:10])
        self._date_note.setText("A date is written year first: 2024-03-12.")
        self._date_note.setVisible(wrong)
        self.done_button.setEnabled(not wrong)

    def _finish(self) -> None:
        self.accept()
        self.changed.emit(
            self.title_field.text().strip(),
            self.source.text().strip(),
            self.date.text().strip(),
            str(self.language.currentData() or ""),
        )
