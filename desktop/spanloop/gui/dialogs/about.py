"""What this program is, where its files are, and what others made that goes with it."""

from __future__ import annotations

from pathlib import Path

import PySide6
from PySide6.QtCore import Qt, QTimer, qVersion
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from spanloop import __version__
from spanloop.core.errors import SpanloopError
from spanloop.core.wording import count
from spanloop.gui.dialogs.about_parts import PartTable, part_view
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.plain import ElidedLabel, PlainLabel
from spanloop.gui.program.folders import show_folder
from spanloop.gui.theme import Theme
from spanloop.operations.bundled import Bundled, bundled, reading
from spanloop.operations.program_facts import program_facts
from spanloop.settings import Settings

_FREE = "Free software under the MIT licence. Nothing leaves this computer unless you ask for it."
_WIDTH, _HEIGHT = 900, 660


class AboutSheet(Sheet):
    """Version and places above; below, a table of all parts to be searched, with the licence of the chosen one."""

    def __init__(self, settings: Settings, *, project: Path | None, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(f"Spanloop {__version__}", theme=theme, parent=parent, width=760)
        self.setObjectName("about")
        self.setWindowTitle("About Spanloop")
        self._places = [("Settings", settings.path), ("Extractors and sample", settings.data_dir)]
        self._places += [("Log and reports", settings.log_dir)]
        if project is not None:
            self._places.append(("This project", project))
        self.model = PartTable([])
        self._reading = reading()
        self._read: list[Bundled] = []
        self._reader = QTimer(self, interval=0)
        self._reader.timeout.connect(self._read_on)
        self.add_text(_FREE)
        facts = [value if name == "System" else f"{name} {value}" for name, value in program_facts()]
        self.add_text(" · ".join([*facts, f"Qt {qVersion()}"]), selectable=True)
        self.body.addLayout(self._grid())
        self.body.addSpacing(8)
        self._add_parts()
        self.add_text(_qt_words())
        self.copy_button = self.add_button("Copy for a report")
        self.copy_button.clicked.connect(self._copy)
        self.add_button("Close").clicked.connect(self.accept)  # Enter after a search is no wish to leave
        room = parent.window().height() - 40 if parent else _HEIGHT
        self.resize(_WIDTH, min(_HEIGHT, room))
        self.search.setFocus()
        self._read_on()
        self._reader.start()

    def _read_on(self) -> None:
        """Read of the next part what it says of itself: they are many, and the keys are answered between them."""
        try:
            parts = next(self._reading, None)
        except SpanloopError as error:
            self._reader.stop()
            self.licence.setPlainText(str(error))
            return
        first, last = not self._read, parts is None
        self._read = parts or self._read
        if last:
            self._reader.stop()
        if first or last:
            chosen = self.chosen()
            self.model.take(self._read)
            self._choose(chosen)

    def _choose(self, part: Bundled | None) -> None:
        """Choose the row of a part, or the first row where it has none."""
        shown = self.model.parts
        if shown:
            self.table.selectRow(shown.index(part) if part in shown else 0)
        elif not self._reader.isActive():
            self.licence.setPlainText(f"No part matches “{self.search.text()}”.")

    def _grid(self) -> QGridLayout:
        """One line for each place: what it is, where, and a button that shows it."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (name, path) in enumerate(self._places):
            label = PlainLabel(name, tone="quiet")
            place = ElidedLabel(str(path))
            place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            place.setAccessibleName(f"{name}: {path}")
            show = QPushButton("Show")
            show.setAutoDefault(False)
            show.setAccessibleName(f"Show the folder of: {name}")
            folder = path.parent if path.suffix in {".json", ".spanloop"} else path
            show.clicked.connect(lambda _=False, it=folder: show_folder(it, theme=self.theme, parent=self))
            grid.addWidget(label, row, 0)
            grid.addWidget(place, row, 1)
            grid.addWidget(show, row, 2)
        return grid

    def _add_parts(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText("A part, or a licence")
        self.search.setAccessibleName("Search what goes with Spanloop")
        self.search.textChanged.connect(self._seek)
        self.body.addWidget(self.search)
        self.table = part_view(self.model)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_text())
        self.licence = QPlainTextEdit()
        self.licence.setReadOnly(True)
        self.licence.setTabChangesFocus(True)
        self.licence.setAccessibleName("Licence of the chosen part")
        self.licence.setFont(self.theme.font("ui.small"))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.table, 4)
        row.addWidget(self.licence, 5)
        self.body.addLayout(row, 1)

    def _seek(self, query: str) -> None:
        self.model.seek(query)
        self._choose(None)

    def chosen(self) -> Bundled | None:
        """The part whose row is chosen."""
        row = self.table.currentIndex().row()
        return self.model.parts[row] if 0 <= row < len(self.model.parts) else None

    def _show_text(self) -> None:
        part = self.chosen()
        if part is None:
            return
        try:
            self.licence.setPlainText(part.text())
        except OSError as error:
            self.licence.setPlainText(f"The text of this licence cannot be read ({error.strerror}).")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows choose while one types into the search."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self.search.hasFocus() and self.model.rowCount():
            self.table.selectRow(max(0, min(self.model.rowCount() - 1, self.table.currentIndex().row() + step)))
        else:
            super().keyPressEvent(event)

    def summary(self) -> str:
        """For a report to whoever makes the program: versions and places, no name of a person, no project."""
        lines = [f"{name}: {value}" for name, value in (*program_facts(), ("Qt", qVersion()))]
        lines += [f"{name}: {_without_home(path)}" for name, path in self._places if name != "This project"]
        parts = bundled() if self._reader.isActive() else self.model.everything
        lines += ["", f"{count(len(parts), 'part')}:"]
        lines += [f"{part.name} {part.version}".rstrip() for part in parts]
        return "\n".join(lines) + "\n"

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.summary())
        self.copy_button.setText("Copied")


def _qt_words() -> str:
    """That Qt may be replaced, and how (LGPL 3, section 4)."""
    folder = Path(PySide6.__file__).parent
    return (
        "The window is drawn by Qt and PySide6, under the GNU LGPL 3. You may replace them: their libraries are files "
        f"of their own in {folder}; put a build of the same version line in their place."
    )


def _without_home(path: Path) -> str:
    home = Path.home()
    return f"~/{path.relative_to(home).as_posix()}" if path.is_relative_to(home) else str(path)
