"""The dialog in which a person gives acts other keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QTableView, QWidget

from spanloop.gui.actions import Action
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.dialogs.keytable import KeyDelegate, KeyRow, KeyTable
from spanloop.gui.keymap import LEAVES, Keymap, refusal
from spanloop.gui.keys import is_bare, shown, written
from spanloop.gui.plain import PlainLabel
from spanloop.gui.tables import show_rows
from spanloop.gui.theme import Theme


class KeyCatcher(QPushButton):
    """Takes the next key, whatever it is: caught(portable name, "" for one that names nothing), or left()."""

    caught = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__("Press the new key")
        self.setAccessibleName("Press the new key")
        self.setAutoDefault(False)
        self.hide()

    def begin(self) -> None:
        """Wait for a key."""
        self.show()
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """Qt: before Tab moves on, Enter presses and shortcuts are sought."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if not is_bare(event):
                name = written(event)
                self.left.emit() if name == LEAVES else self.caught.emit(name)
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class KeymapSheet(Sheet):
    """All acts with their keys. Enter on a row waits for the new key; what is taken is refused with who has it.

    changed(Keymap): after every change, which holds at once.
    """

    changed = Signal(object)

    def __init__(
        self,
        actions: Sequence[Action],
        *,
        keymap: Keymap,
        of_schema: Sequence[Action],
        theme: Theme,
        parent: QWidget | None,
    ) -> None:
        super().__init__("Change keys", theme=theme, parent=parent, width=760)
        self.setObjectName("keymap")
        self._actions = tuple(actions)
        self._of_schema = tuple(of_schema)
        self.keymap = keymap
        self._adding = False
        self.search = QLineEdit()
        self.search.setPlaceholderText("An act, or a key")
        self.search.setAccessibleName("Search the acts")
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self.take_key)
        self.body.addWidget(self.search)
        self.model = KeyTable()
        self.table = self._table()
        self.body.addWidget(self.table, 1)
        self.words = PlainLabel(tone="quiet", wrap=True)
        self.words.setMinimumHeight(36)
        self.body.addWidget(self.words)
        self._add_strip()
        everything = self.add_button("All as delivered")
        everything.clicked.connect(self._reset_all)
        self.everything = everything
        self.add_button("Close").clicked.connect(self.accept)
        self._show()
        self.table.selectRow(0)
        room = parent.window().height() - 40 if parent else 720
        self.resize(800, min(720, room))
        self.search.setFocus()

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        self._delegate = KeyDelegate(self.theme)
        table.setItemDelegate(self._delegate)
        show_rows(table, row_height=28, widths=(0, 190, 150))
        table.setAccessibleName("Acts and their keys")
        table.activated.connect(lambda _: self.take_key())
        table.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        return table

    def _add_strip(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.catcher = KeyCatcher()
        self.catcher.caught.connect(self._caught)
        self.catcher.left.connect(self._stop)
        row.addWidget(self.catcher)
        self.new_button = self._strip_button(row, "New key")
        self.new_button.clicked.connect(lambda _=False: self.take_key())
        self.second_button = self._strip_button(row, "One more key")
        self.second_button.clicked.connect(lambda _=False: self.take_key(adding=True))
        self.none_button = self._strip_button(row, "No key")
        self.none_button.clicked.connect(lambda: self._set(()))
        self.reset_button = self._strip_button(row, "As delivered")
        self.reset_button.clicked.connect(self._reset)
        row.addStretch(1)
        self.body.addLayout(row)

    def _strip_button(self, row: QHBoxLayout, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        row.addWidget(button)
        return button

    # what is shown

    def _rows(self) -> list[KeyRow]:
        now = self.keymap.apply(self._actions, before=self._of_schema)
        rows = [
            KeyRow(action, keys=effective.keys, wanted=self.keymap.keys_of(action), own=True)
            for action, effective in zip(self._actions, now, strict=True)
        ]
        return rows + [KeyRow(action, keys=action.keys, wanted=action.keys, own=False) for action in self._of_schema]

    def _show(self) -> None:
        self.model.show(self._rows(), self.search.text())
        self.everything.setEnabled(bool(self.keymap.changes))
        self._tell()

    def _filter(self) -> None:
        self._show()
        if self.model.rowCount():
            self.table.selectRow(0)

    def chosen(self) -> KeyRow | None:
        """The act whose row is chosen."""
        index: QModelIndex = self.table.currentIndex()
        return self.model.rows[index.row()] if index.isValid() and index.row() < len(self.model.rows) else None

    def _tell(self) -> None:
        """What the chosen act does, and what can be done about its keys."""
        row = self.chosen()
        free = row is not None and row.own and not row.action.fixed
        self.new_button.setEnabled(free)
        self.second_button.setEnabled(free and bool(row and row.wanted))
        self.none_button.setEnabled(free and bool(row and row.wanted))
        self.reset_button.setEnabled(free and bool(row and row.changed))
        self._say("" if row is None else row.words(self._holder))

    def _holder(self, key: str, action: Action) -> str:
        """The act that has a key which another one wants, by name."""
        everything = (*self.keymap.apply(self._actions, before=self._of_schema), *self._of_schema)
        return next((other.name for other in everything if other.id != action.id and key in other.keys), "")

    def _say(self, text: str, *, tone: str = "quiet") -> None:
        self.words.set_tone(tone)
        self.words.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows choose while one types into the search; Delete takes the keys of the chosen act away."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self.search.hasFocus() and self.model.rowCount():
            self.table.selectRow(max(0, min(self.model.rowCount() - 1, self.table.currentIndex().row() + step)))
        elif event.key() == Qt.Key.Key_Delete and self.table.hasFocus() and self.none_button.isEnabled():
            self._set(())
        else:
            super().keyPressEvent(event)

    # changing

    def take_key(self, *, adding: bool = False) -> None:
        """Wait for the key of the chosen act. adding: beside those that it has."""
        row = self.chosen()
        if row is None or not self.new_button.isEnabled():
            return
        self._adding = adding
        self._show_strip(waiting=True)
        self._say(f"Press the new key of “{row.action.name}”. Esc leaves it as it is.")
        self.catcher.begin()

    def _caught(self, key: str) -> None:
        row = self.chosen()
        if row is None:
            return
        now = (*self.keymap.apply(self._actions, before=self._of_schema), *self._of_schema)
        why = refusal(key, row.action, actions=now)
        if why:
            self._say(f"{why} Press another one, or Esc.", tone="error")
            return
        self._set((*row.wanted, key) if self._adding else (key,))

    def _set(self, keys: tuple[str, ...]) -> None:
        row = self.chosen()
        if row is not None:
            self._change(self.keymap.with_keys(row.action, tuple(dict.fromkeys(keys))))

    def _reset(self) -> None:
        row = self.chosen()
        if row is None:
            return
        others = self.keymap.apply([action for action in self._actions if action.id != row.action.id])
        for key in row.action.keys:
            why = refusal(key, row.action, actions=(*others, *self._of_schema))
            if why:
                self._say(f"{why} Give that one another key first.", tone="error")
                return
        self._change(self.keymap.with_keys(row.action, row.action.keys))

    def _reset_all(self) -> None:
        self._change(Keymap())

    def _change(self, keymap: Keymap) -> None:
        self.keymap = keymap
        place = self.table.currentIndex().row()
        chosen = self.chosen()
        self._show()
        ids = [row.action.id for row in self.model.rows]
        self.table.selectRow(ids.index(chosen.action.id) if chosen and chosen.action.id in ids else max(0, place))
        self._stop()
        self.table.setFocus()
        self.changed.emit(keymap)
        row = self.chosen()
        if row is not None:
            keys = " and ".join(shown(key) for key in row.keys)
            self._say(f"“{row.action.name}” has {f'the key {keys}' if keys else 'no key'} now.", tone="saved")

    def _show_strip(self, *, waiting: bool) -> None:
        """What can be done about the keys, or nothing but the key that is waited for."""
        for button in (self.new_button, self.second_button, self.none_button, self.reset_button):
            button.setVisible(not waiting)

    def _stop(self) -> None:
        """Wait for no key any more."""
        if self.catcher.isVisible():
            had = self.catcher.hasFocus()
            self.catcher.hide()
            self._show_strip(waiting=False)
            if had or self.focusWidget() is None:
                self.table.setFocus()
            self._tell()
