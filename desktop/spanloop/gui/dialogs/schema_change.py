"""Changing the label schema: first its names, then what happens to how many marks; written by "Change" alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from spanloop.core.errors import SpanloopError
from spanloop.core.schema import Schema
from spanloop.core.schema_change import Part, SchemaMapping
from spanloop.core.schema_editing import SchemaEditing
from spanloop.gui.dialogs.base import ROOMY, Sheet
from spanloop.gui.dialogs.schema_names import NamesPage, sentence
from spanloop.gui.plain import PlainLabel, tooltip
from spanloop.gui.theme import Theme
from spanloop.operations.schema_changing import ChangeRow, SchemaPreview
from spanloop.operations.schema_words import count_words, effect_words, preview_words, step_words

_ROW = Qt.ItemDataRole.UserRole
#: Parts of which a name that a file lacks may be said to go on as another.
_MOVABLE: tuple[Part, ...] = ("label", "type", "link", "attribute")


class SchemaSource(Protocol):
    """What the dialog asks of the project. Each may raise SpanloopError."""

    def fresh(self) -> SchemaEditing:
        """The schema in force, to be edited."""
        ...

    def edited(self, editing: SchemaEditing) -> tuple[Schema, SchemaMapping]:
        """The edited schema, and where names came from."""
        ...

    def read_file(self, path: Path) -> tuple[Schema, SchemaMapping]:
        """A schema from a file, and the mapping that it brings."""
        ...

    def preview(self, schema: Schema, mapping: SchemaMapping, *, drop: bool) -> SchemaPreview:
        """What changing to a schema would do. drop: take out fillers that their role takes no more."""
        ...


class SchemaSheet(Sheet):
    """Two pages: the names, and what happens. wanted(SchemaPreview, Schema, SchemaMapping): do what was foretold."""

    wanted = Signal(object, object, object)

    def __init__(self, source: SchemaSource, *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Change the label schema", theme=theme, parent=parent, width=760)
        self.setObjectName("schemaChange")
        self._source = source
        self._editing = source.fresh()
        self._schema: Schema | None = None
        self._mapping = SchemaMapping()
        self._foretold: SchemaPreview | None = None
        self._from_file = False
        self.pages = QStackedWidget()
        self.body.addWidget(self.pages, 1)
        self.names = NamesPage(self._editing, theme=theme)
        self.names.changed.connect(self._check)
        self.pages.addWidget(self.names)
        self.pages.addWidget(self._make_outcome())
        self.words = self.add_text("")
        self.words.setMinimumHeight(40)
        self.file_button = self.add_button("From a file…")
        self.file_button.clicked.connect(self._ask_file)
        self.again_button = self.add_button("Start again")
        self.again_button.clicked.connect(self._start_again)
        self.back_button = self.add_button("Back")
        self.back_button.clicked.connect(self._go_back)
        self.cancel_button = self.add_cancel()
        self.next_button = self.add_button("See what happens")
        self.next_button.setProperty("kind", "primary")
        self.next_button.clicked.connect(self._see)
        self.change_button = self.add_button("Change")
        self.change_button.setProperty("kind", "primary")
        self.change_button.clicked.connect(self._finish)
        room = parent.window().height() - 40 if parent else 640
        self.resize(860, min(640, room))
        self._show_page(0)

    def _make_outcome(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.list = QTreeWidget()
        self.list.setHeaderLabels(["What becomes of it", "Marks that have it", "And then"])
        self.list.setRootIsDecorated(False)
        self.list.setStyleSheet(ROOMY)
        self.list.setWordWrap(True)
        self.list.setAccessibleName("What happens to the marks")
        header = self.list.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for place, width in enumerate((260, 250)):
            header.resizeSection(place, width)
        self.list.currentItemChanged.connect(lambda *_: self._offer())
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        self.goes_label = PlainLabel("Its marks", tone="quiet")
        self.goes_as = QComboBox()
        self.goes_as.setAccessibleName("What becomes of its marks")
        self.goes_as.setMinimumWidth(220)
        self.goes_as.activated.connect(self._move)
        row.addWidget(self.goes_label)
        row.addWidget(self.goes_as)
        row.addStretch(1)
        column.addLayout(row)
        self.drop = QCheckBox("Take out fillers that their role takes no more")
        self.drop.toggled.connect(lambda _: self._attempt(self._foresee))
        column.addWidget(self.drop)
        return page

    # ---- the names

    def _check(self) -> None:
        """Say what stands in the way of going on; clashing keys are told here, in words."""
        refusal = self.names.refusal
        if not refusal:
            try:
                self._editing.parsed()
            except SpanloopError as error:
                refusal = sentence(error)
        changed = self._editing.document != self._source.fresh().document
        self.next_button.setEnabled(changed and not refusal)
        self.again_button.setEnabled(changed)
        self.words.set_tone("error" if refusal else "quiet")
        self.words.setText(refusal or (
            "Nothing is written yet." if changed else
            "Rename, merge, delete or add names here, or take a schema from a file. Marks go along."))  # fmt: skip

    def _start_again(self) -> None:
        self._editing = self._source.fresh()
        self.names.set_editing(self._editing)
        self._check()

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, "Label schema", "", "Schema (*.json *.toml)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.take_file(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take_file(self, path: Path) -> None:
        """Go on to what a schema from a file would do."""
        self._attempt(lambda: self._go_on(self._source.read_file(path), from_file=True))

    def _see(self) -> None:
        self._attempt(lambda: self._go_on(self._source.edited(self._editing), from_file=False))

    def _go_on(self, wanted: tuple[Schema, SchemaMapping], *, from_file: bool) -> None:
        self._schema, self._mapping = wanted
        self._from_file = from_file
        self._foresee()
        self._show_page(1)

    def _attempt(self, work: Callable[[], object]) -> bool:
        """Do what may be refused, and say so where it is; False then."""
        try:
            work()
        except SpanloopError as error:
            self.words.set_tone("error")
            self.words.setText(sentence(error))
            return False
        return True

    # ---- what happens

    def _foresee(self) -> None:
        assert self._schema is not None
        preview = self._foretold = self._source.preview(self._schema, self._mapping, drop=self.drop.isChecked())
        current = self.list.currentIndex().row()
        self.list.clear()
        for row in preview.rows:
            item = QTreeWidgetItem([step_words(row.step), count_words(row), effect_words(row)])
            item.setData(0, _ROW, row)
            for place in range(3):
                item.setToolTip(place, tooltip(item.text(place)))
            self.list.addTopLevelItem(item)
        chosen = self.list.topLevelItem(max(0, current))
        if chosen is not None:
            self.list.setCurrentItem(chosen)
        self.drop.setVisible(bool(preview.misfits))
        self.words.set_tone("quiet")
        self.words.setText(" ".join(preview_words(preview)))
        self.change_button.setEnabled(preview.differs)
        self._offer()

    def _offer(self) -> None:
        """Let a name that the file lacks go on as one that it has."""
        item = self.list.currentItem()
        row: ChangeRow | None = None if item is None else item.data(0, _ROW)
        movable = self._from_file and row is not None and row.step.part in _MOVABLE and row.step.fate != "added"
        self.goes_label.setVisible(movable)
        self.goes_as.setVisible(movable)
        if not movable or row is None or self._schema is None:
            return
        self.goes_label.setText(f"Marks of {row.step.old}")
        self.goes_as.clear()
        self.goes_as.addItem("are removed", None)
        for name in _names(self._schema, row.step.part):
            self.goes_as.addItem(f"go on as {name}", name)
        self.goes_as.setCurrentIndex(max(0, self.goes_as.findData(row.step.new or None)))

    def _move(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        step = item.data(0, _ROW).step
        field = {"label": "labels", "type": "types", "link": "links", "attribute": "attributes"}[step.part]
        before, changed = self._mapping, {**getattr(self._mapping, field), step.old: self.goes_as.currentData()}
        self._mapping = replace(self._mapping, **{field: changed})
        if not self._attempt(self._foresee):
            self._mapping = before

    def _go_back(self) -> None:
        self._show_page(0)

    def _show_page(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        naming: tuple[QPushButton, ...] = (self.file_button, self.again_button, self.next_button)
        for button in naming:
            button.setVisible(page == 0)
        for button in (self.back_button, self.change_button):
            button.setVisible(page == 1)
        # On the first page Enter takes in what stands in a field, and must not go on from there.
        self.change_button.setDefault(page == 1)
        if page == 0:
            self._check()
            self.names.list.setFocus()
        else:
            self.change_button.setFocus()

    def _finish(self) -> None:
        foretold, schema, mapping = self._foretold, self._schema, self._mapping
        self.accept()
        self.wanted.emit(foretold, schema, mapping)


def _names(schema: Schema, part: Part) -> list[str]:
    if part == "label":
        return [item.label for item in schema.entities]
    if part == "type":
        return [item.type for item in schema.events]
    return [item.name for item in schema.attributes] if part == "attribute" else [item.type for item in schema.links]
