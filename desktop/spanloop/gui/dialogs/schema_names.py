"""The names of a schema in a list, to be renamed, merged, deleted and added to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, cast

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from spanloop.core.errors import SpanloopError
from spanloop.core.schema_change import Part
from spanloop.core.schema_editing import Entry, SchemaEditing
from spanloop.gui.dialogs.base import ROOMY
from spanloop.gui.fields import SearchField, Segments
from spanloop.gui.plain import PlainLabel
from spanloop.gui.theme import Theme

_PARTS: dict[Part, str] = {
    "label": "Labels", "type": "Event types", "role": "Roles", "attribute": "Attributes", "value": "Values",
    "link": "Links",
}  # fmt: skip
_COLUMNS = ("Name", "Key", "Was", "Meaning")
_SWATCH = 12
_ENTRY = Qt.ItemDataRole.UserRole


def sentence(error: SpanloopError) -> str:
    """An error as it is read in a dialog: what stands after a file name elsewhere begins it here."""
    words = str(error)
    return words[:1].upper() + words[1:]


class NamesPage(QWidget):
    """Edits a SchemaEditing. changed(): after every edit, also one that was refused; then `refusal` has the words."""

    changed = Signal()

    def __init__(self, editing: SchemaEditing, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._editing = editing
        self.part: Part = "label"
        self.refusal = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        top = QHBoxLayout()
        self.parts = Segments(cast("dict[str, str]", _PARTS), theme=theme, wide=True)
        self.parts.chosen.connect(self._turn)
        top.addWidget(self.parts, 2)
        self.search = SearchField("Search names", key="", theme=theme)
        self.search.textChanged.connect(lambda _: self.fill())
        top.addWidget(self.search, 1)
        column.addLayout(top)
        self.list = self._make_list()
        column.addWidget(self.list, 1)
        column.addLayout(self._make_fields())
        column.addLayout(self._make_acts())
        self.fill()

    def _make_list(self) -> QTreeWidget:
        made = QTreeWidget()
        made.setHeaderLabels(list(_COLUMNS))
        made.setRootIsDecorated(False)
        made.setStyleSheet(ROOMY)
        made.setUniformRowHeights(True)
        made.setAccessibleName("Names of the schema")
        made.setMinimumHeight(180)
        header = made.header()
        header.setSectionsMovable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for place, width in enumerate((180, 48, 150)):
            header.resizeSection(place, width)
        made.currentItemChanged.connect(lambda *_: self._show_chosen())
        return made

    def _make_fields(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.name = self._field(row, "Name", 3)
        self.key = self._field(row, "Key", 0)
        self.key.setMaxLength(1)
        self.key.setFixedWidth(44)
        self.gloss = self._field(row, "Meaning", 5)
        self.name.editingFinished.connect(self._rename)
        self.key.editingFinished.connect(lambda: self._set("key", self.key.text()))
        self.gloss.editingFinished.connect(lambda: self._set("gloss", self.gloss.text()))
        self.colour = QComboBox()
        self.colour.setIconSize(QSize(_SWATCH, _SWATCH))
        self.colour.activated.connect(lambda _: self._do(self._paint))
        self._titled(row, "Colour", self.colour, 2)
        return row

    def _field(self, row: QHBoxLayout, title: str, share: int) -> QLineEdit:
        made = QLineEdit()
        self._titled(row, title, made, share)
        return made

    def _titled(self, row: QHBoxLayout, title: str, field: QWidget, share: int) -> None:
        part = QVBoxLayout()
        part.setSpacing(2)
        label = PlainLabel(title, tone="quiet")
        label.setFont(self._theme.font("ui.small"))
        label.setBuddy(field)
        field.setAccessibleName(title)
        part.addWidget(label)
        part.addWidget(field)
        row.addLayout(part, share)

    def _make_acts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.into = QComboBox()
        self.into.setAccessibleName("Merge into")
        self.into.setMinimumWidth(170)
        self.into.activated.connect(lambda place: place and self._do(self._merge))
        row.addWidget(self.into)
        self.delete_button = self._button(row, "Delete", lambda: self._do(self._editing.delete))
        row.addStretch(1)
        self.add_label = self._button(row, "Add label", lambda: self._add("label", "NEW"))
        self.add_type = self._button(row, "Add event type", lambda: self._add("type", "NEW_EVENT"))
        return row

    def _button(self, row: QHBoxLayout, text: str, then: Callable[[], object]) -> QPushButton:
        made = QPushButton(text)
        made.setAutoDefault(False)
        made.clicked.connect(lambda _=False: then())
        row.addWidget(made)
        return made

    # ---- what is shown

    def set_editing(self, editing: SchemaEditing) -> None:
        """Edit another schema."""
        self._editing = editing
        self.refusal = ""
        self.fill()

    def chosen(self) -> Entry | None:
        """The name that is chosen in the list."""
        item = self.list.currentItem()
        return None if item is None else item.data(0, _ENTRY)

    def choose(self, path: str) -> bool:
        """Choose a name in the list that is shown; False when it is not there."""
        for place in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(place)
            if item is not None and item.data(0, _ENTRY).path == path:
                self.list.setCurrentItem(item)
                return True
        return False

    def show_part(self, part: Part) -> None:
        """List labels, event types, roles..."""
        self.parts.choose(part)
        self._turn(part)

    def _turn(self, part: str) -> None:
        self.part = cast("Part", part)
        self.list.clear()  # the place in another list means nothing here
        self.fill()

    def fill(self) -> None:
        """List the names again; the one that was chosen stays so."""
        before, row = self.chosen(), self.list.currentIndex().row()
        self.list.blockSignals(True)
        self.list.clear()
        words = self.search.text().casefold().split()
        for entry in self._editing.entries(self.part):
            said = f"{entry.path} {entry.gloss} {' '.join(entry.before)}"
            if all(word in said.casefold() for word in words):
                item = QTreeWidgetItem([entry.path, entry.key, ", ".join(entry.before), entry.gloss])
                item.setData(0, _ENTRY, entry)
                item.setToolTip(3, entry.gloss)
                self.list.addTopLevelItem(item)
        self.list.blockSignals(False)
        near = self.list.topLevelItem(max(0, min(row, self.list.topLevelItemCount() - 1)))
        if (before is None or not self.choose(before.path)) and near is not None:
            self.list.setCurrentItem(near)
        self._show_chosen()

    def _show_chosen(self) -> None:
        entry = self.chosen()
        painted = self.part in ("label", "type")
        keyed = entry is not None and self.part != "value"
        for field, text in (
            (self.name, entry.name if entry else ""),
            (self.key, entry.key if entry else ""),
            (self.gloss, entry.gloss if entry else ""),
        ):
            field.setText(text)
            field.setCursorPosition(0)
            field.setEnabled(entry is not None if field is self.name else keyed)
        self.delete_button.setEnabled(entry is not None)
        self._fill_colours(entry if painted else None)
        self.into.clear()
        self.into.addItem("Merge into…")
        others = [other for other in self._editing.entries(self.part) if entry and other.owner == entry.owner]
        self.into.addItems([other.path for other in others if entry and other.path != entry.path])
        self.into.setEnabled(self.into.count() > 1)

    def _fill_colours(self, entry: Entry | None) -> None:
        self.colour.clear()
        self.colour.setEnabled(entry is not None)
        self.colour.addItem("As given by its name" if entry else "")
        if entry is None:
            return
        own = self._editing.colours(entry.path)
        palette = self._theme.label_palette(events=self.part == "type")
        for place, (name, themes) in enumerate(palette.items(), 1):
            pixmap = QPixmap(_SWATCH, _SWATCH)
            pixmap.fill(QColor(themes[self._theme.name]["ink"]))
            self.colour.addItem(QIcon(pixmap), f"like {name}", name)
            if own and own == {theme: dict(inks) for theme, inks in themes.items()}:
                self.colour.setCurrentIndex(place)

    def set_theme(self, theme: Theme) -> None:
        """Other colours, in the list of colours too."""
        self._theme = theme
        entry = self.chosen()
        self._fill_colours(entry if self.colour.isEnabled() else None)

    # ---- edits

    def _do(self, edit: Callable[[str], object]) -> None:
        entry = self.chosen()
        if entry is not None:
            self._attempt(lambda: edit(entry.path))

    def _attempt(self, edit: Callable[[], object]) -> None:
        self.refusal = ""
        try:
            edit()
        except SpanloopError as error:
            self.refusal = sentence(error)
        self.fill()
        self.changed.emit()

    def _rename(self) -> None:
        entry, wanted = self.chosen(), self.name.text().strip()
        if entry is None or wanted == entry.name:
            return
        head = f"{entry.owner}." if entry.owner else ""
        self._attempt(lambda: self._rename_to(entry, wanted))
        if not self.refusal:
            self.choose(f"{head}{wanted}")

    def _rename_to(self, entry: Entry, wanted: str) -> None:
        self._editing.rename(entry.path, wanted)
        palette = self._theme.label_palette(events=self.part == "type")
        if self.part in ("label", "type") and entry.name in palette and not self._editing.colours(wanted):
            self._editing.set_colours(wanted, palette[entry.name])  # people know it by its colour

    def _set(self, field: Literal["key", "gloss"], text: str) -> None:
        entry, wanted = self.chosen(), text.strip()
        if entry is not None and self.part != "value" and wanted != (entry.key if field == "key" else entry.gloss):
            self._attempt(lambda: self._editing.set_field(entry.path, field, wanted))

    def _paint(self, path: str) -> None:
        name = self.colour.currentData()
        palette = self._theme.label_palette(events=self.part == "type")
        self._editing.set_colours(path, palette[name] if name else {})

    def _merge(self, path: str) -> None:
        into = self.into.currentText()
        self._editing.merge(path, into)
        self.choose(into)

    def _add(self, part: Part, name: str) -> None:
        there = {entry.path for one in ("label", "type") for entry in self._editing.entries(one)}
        number, wanted = 2, name
        while wanted in there:
            wanted, number = f"{name}{number}", number + 1
        self.search.clear()
        self.show_part(part)
        self._attempt(lambda: self._editing.add(part, wanted))
        self.choose(wanted)
        self.name.setFocus()
        self.name.selectAll()
