"""The dialog of an export: which format, whose marks, and where to."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from spanloop.core.errors import SpanloopError
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.dialogs.files import ask_folder, ask_save
from spanloop.gui.dialogs.messages import Question
from spanloop.gui.exporting.format_list import FormatList, FormatModel, loss_words
from spanloop.gui.plain import PlainLabel
from spanloop.gui.theme import Theme
from spanloop.operations.export_outlook import ExportFormat, ProjectContent, count_content, export_formats
from spanloop.operations.windows import Project

#: Seconds that counting the project takes at a time, beside what a person does in the dialog.
_SLICE = 0.01
_LEAST_LIST = 240


class ExportSheet(Sheet):
    """wanted(format, dest, author): write it so; author "" for everybody."""

    wanted = Signal(str, object, str)

    def __init__(
        self, project: Project, *, file_format: str, folder: Path, theme: Theme, parent: QWidget | None
    ) -> None:
        """file_format: which is chosen at first. folder: where it is to go."""
        super().__init__("Export", theme=theme, parent=parent, width=720)
        self.setObjectName("export")
        self._stem = project.path.stem
        self._people = [author.name for author in project.authors() if author.kind in ("human", "gold")]
        self.content = ProjectContent()
        self._counting: Iterator[None] = count_content(project, self.content)
        #: The name that was proposed last; another one in the field was written by the person.
        self._proposed = Path()
        self.model = FormatModel(export_formats(), self.content)
        self.list = FormatList(self.model, theme=theme)
        self.list.setMinimumHeight(_LEAST_LIST)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.list, 2)
        row.addLayout(self._right(), 3)
        self.body.addLayout(row, 1)
        self.problem = self.add_text("", tone="error")
        self.problem.hide()
        self.add_cancel()
        self.export_button = self.add_button("Export", primary=True)
        self.export_button.clicked.connect(self._finish)
        names = [known.name for known in self.model.formats]
        self.list.selectionModel().currentChanged.connect(lambda *_: self._show())
        self._folder = folder
        self.list.setCurrentIndex(self.model.index(names.index(file_format) if file_format in names else 0))
        self._ticks = QTimer(self)
        self._ticks.timeout.connect(self._count)
        self._ticks.start(0)
        window = parent.window() if parent is not None else None
        self.resize(min(900, window.width() - 48) if window else 900, min(640, window.height() - 48) if window else 640)
        self.list.setFocus()

    def _right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        self.head = PlainLabel(wrap=True)
        self.head.setFont(self.theme.font("ui.strong"))
        self.carries = PlainLabel(tone="quiet", wrap=True)
        self.loses = PlainLabel(wrap=True)
        self.how = PlainLabel(tone="quiet", wrap=True)
        for part in (self.head, self.carries, self.loses, self.how):
            column.addWidget(part)
        column.addStretch(1)
        self.author = QComboBox()
        self.author.addItem("Everybody's", "")
        for name in self._people:
            self.author.addItem(name, name)
        self.author.currentIndexChanged.connect(lambda _: self._show())
        self.dest = QLineEdit()
        self.dest.textEdited.connect(lambda _: self.problem.hide())
        self.browse = QPushButton("Choose…")
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._browse)
        self.dest_label = self._name(column, "Whose marks", self.author)
        column.addWidget(self.author)
        self.dest_label = self._name(column, "Into the file", self.dest)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.dest, 1)
        row.addWidget(self.browse)
        column.addLayout(row)
        return column

    def _name(self, column: QVBoxLayout, title: str, field: QWidget) -> PlainLabel:
        label = PlainLabel(title, tone="quiet")
        label.setFont(self.theme.font("ui.small"))
        label.setBuddy(field)
        field.setAccessibleName(title)
        column.addWidget(label)
        return label

    # what is shown

    @property
    def chosen(self) -> ExportFormat:
        """The format on which the list stands."""
        return self.model.formats[max(0, self.list.currentIndex().row())]

    def _whose(self) -> str | None:
        return str(self.author.currentData() or "") or None

    def _is_folder(self) -> bool:
        """Whether a folder is written: one of the format, or one with a file for each person."""
        known = self.chosen
        several = known.by_author and self._whose() is None and len(self.content.people) > 1
        return not known.suffix or several

    def _count(self) -> None:
        """Count a little more of the project; what it loses is told when all is counted."""
        until = time.monotonic() + _SLICE
        try:
            while time.monotonic() < until:
                next(self._counting)
        except StopIteration:
            self._ticks.stop()
            self._show()
        except SpanloopError:
            self._ticks.stop()  # the export itself says what is wrong with the project

    def _show(self) -> None:
        known, author = self.chosen, self._whose()
        self.model.refresh(author)
        self.head.setText(known.title)
        self.carries.setText(known.words())
        loss = loss_words(known, self.content, author=author)
        self.loses.setText(loss or "Counting what of this project it leaves out.")
        self.how.setText(self._how())
        self.how.setVisible(bool(self.how.text()))
        into = "Into the folder" if self._is_folder() else "Into the file"
        self.dest_label.setText(into)
        self.dest.setAccessibleName(into)
        self._propose()
        self.problem.hide()

    def _how(self) -> str:
        known = self.chosen
        if known.truths:
            return (
                "For training: gold where it is complete, else the marks of the only person, as train, dev and test "
                "with a config."
            )
        if known.by_author and self._is_folder() and self._whose() is None and len(self.content.people) > 1:
            return "It knows no authors: each person's marks go into a part of their own in one folder."
        return ""

    def _propose(self) -> None:
        """A name that fits the format; what the person wrote stays, but for its ending."""
        known, held = self.chosen, Path(self.dest.text())
        folder = self._is_folder()
        written = self.dest.text() and held != self._proposed
        parent = held.parent if self.dest.text() else self._folder
        if written:
            name = held.stem if folder else f"{held.stem}{known.suffix}"
        else:
            name = f"{self._stem}-{known.name}" if folder else f"{self._stem}{self._told_apart}{known.suffix}"
        place = parent / name
        if not written:
            self._proposed = place
        self.dest.setText(str(place))

    @property
    def _told_apart(self) -> str:
        """What stands behind the name of a file, so that an export in one format does not replace that in another."""
        known = self.chosen
        alike = [other.name for other in self.model.formats if other.suffix == known.suffix]
        return "" if alike[0] == known.name else f"-{known.name}"

    def _browse(self) -> None:
        known, place = self.chosen, Path(self.dest.text() or self._folder)
        if self._is_folder():
            ask_folder(
                self, "Export into a new folder in", place.parent, then=lambda path: self._put(path / place.name)
            )
        else:
            kinds = f"{known.title} (*{known.suffix})"
            ask_save(self, "Export", place, kinds=kinds, suffix=known.suffix.removeprefix("."), then=self._put)

    def _put(self, path: Path) -> None:
        self.dest.setText(str(path))
        self._proposed = path
        self.problem.hide()
        self.export_button.setFocus()

    # the end

    def _finish(self) -> None:
        words = self.dest.text().strip()
        place = Path(words).expanduser()
        if not words or not place.name:
            self._refuse("Say where it is to go.")
        elif not place.parent.is_dir():
            self._refuse(f"There is no folder {place.parent}. Choose one that is there.")
        elif not os.access(place.parent, os.W_OK):
            self._refuse(f"Nothing may be written in {place.parent}. Choose another folder.")
        elif self._is_folder() and place.is_file():
            self._refuse(f"{place.name} is a file, and a folder is to be written. Give it another name.")
        elif not self._is_folder() and place.is_dir():
            self._refuse(f"{place.name} is a folder, and a file is to be written. Give it another name.")
        elif place.is_file() or (place.is_dir() and any(place.iterdir())):
            self._ask_to_replace(place)
        else:
            self._want(place)

    def _refuse(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.show()
        self.dest.setFocus()
        self.dest.selectAll()

    def _ask_to_replace(self, place: Path) -> None:
        what = "this file" if place.is_file() else "what an earlier export wrote there"
        question = Question(
            f"{place.name} is there already",
            f"The export replaces {what}: {place}",
            act="Replace",
            theme=self.theme,
            parent=self,
            careful=True,
        )
        question.accepted.connect(lambda: self._want(place))
        question.open()

    def _want(self, place: Path) -> None:
        name, author = self.chosen.name, self._whose() or ""
        self.accept()
        self.wanted.emit(name, place, author)

    def done(self, result: int) -> None:
        """Qt: the dialog ends, whichever way."""
        self._ticks.stop()
        super().done(result)
