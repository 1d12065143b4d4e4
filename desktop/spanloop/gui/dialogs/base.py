"""What all dialogs share: a title, a body, and buttons that say what they do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from spanloop.gui.plain import PlainLabel
from spanloop.gui.retheming import Follower
from spanloop.gui.theme import Theme

#: Style of a list in a dialog: rows as high as those of other lists, their words below those of the header.
#: The header keeps within the round corners.
ROOMY = (
    "QTreeView::item, QListView::item { padding: 5px; } QHeaderView { background: transparent; }"
    " QHeaderView::section:first { border-top-left-radius: 7px; }"
    " QHeaderView::section:last { border-top-right-radius: 7px; }"
)


class Sheet(QDialog):
    """A dialog of its window. Opened with `open()`, so that no second event loop runs; answers by its signals."""

    def __init__(self, title: str, *, theme: Theme, parent: QWidget | None, width: int = 440) -> None:
        super().__init__(parent)
        self.theme = theme
        self._follower = Follower(self, theme)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(width)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        heading = PlainLabel(title, wrap=True)
        heading.setFont(theme.font("ui.title"))
        column.addWidget(heading)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        column.addLayout(self.body, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        column.addLayout(self._buttons)

    def changeEvent(self, event: QEvent) -> None:
        """Qt: the theme may change while a dialog is open, at nightfall for one."""
        super().changeEvent(event)
        self._follower.heed(event)

    def event(self, event: QEvent) -> bool:
        """Qt: a text that got longer while the dialog is open needs its room, or it lies over what is above it."""
        laid_out = event.type() == QEvent.Type.LayoutRequest
        done = super().event(event)  # may have been the last one: then nothing of this is there any more
        layout = self.layout() if laid_out and self.isVisible() else None
        if layout is not None:
            self.resize(self.width(), max(self.height(), layout.totalMinimumHeightForWidth(self.width())))
        return done

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: a window is made no wider than two thirds of a small screen, after its height was reckoned."""
        super().showEvent(event)
        layout = self.layout()
        high = layout.totalHeightForWidth(self.width()) if layout is not None else 0
        if high > self.height():
            self.resize(self.width(), high)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter presses the button that has the keyboard, and only elsewhere the primary one."""
        button = self.focusWidget()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(button, QPushButton):
            button.click()
        else:
            super().keyPressEvent(event)

    def add_text(self, text: str, *, tone: str = "quiet", selectable: bool = False) -> PlainLabel:
        """A paragraph of plain text."""
        label = PlainLabel(text, tone=tone, wrap=True)
        if selectable:
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(label)
        return label

    def add_field(self, title: str, field: QWidget) -> QLabel:
        """A field with its name above it."""
        label = PlainLabel(title, tone="quiet")
        label.setFont(self.theme.font("ui.small"))
        label.setBuddy(field)
        field.setAccessibleName(title)
        self.body.addWidget(label)
        self.body.addWidget(field)
        return label

    def add_button(self, text: str, *, primary: bool = False) -> QPushButton:
        """A button; the primary one is what Enter presses."""
        button = QPushButton(text)
        button.setAutoDefault(primary)
        if primary:
            button.setProperty("kind", "primary")
            button.setDefault(True)
        self._buttons.addWidget(button)
        return button

    def add_cancel(self, text: str = "Cancel") -> QPushButton:
        """The button that leaves everything as it is."""
        button = self.add_button(text)
        button.clicked.connect(self.reject)
        return button
