"""What the centre of the desk says while no article is open: why, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from spanloop.gui.actions import KeysOf
from spanloop.gui.keywords import spell
from spanloop.gui.plain import PlainLabel
from spanloop.gui.theme import Theme

_WIDEST = 400


class EmptyDesk(QWidget):
    """Stands in place of the text. asked(action) when a button is pressed."""

    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        self._title, self._text = PlainLabel(wrap=True), PlainLabel(tone="quiet", wrap=True)
        self.buttons = {
            "article.import": QPushButton("Import articles…"),
            "project.sample": QPushButton("Open the sample project"),
        }
        column.addStretch(2)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setMinimumWidth(_WIDEST)
            label.setMaximumWidth(_WIDEST)
            column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for action, button in self.buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, action=action: self.asked.emit(action))
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other fonts from now on."""
        self._title.setFont(theme.font("ui.title"))
        self._text.setFont(theme.font("ui.base"))

    def say(self, *, articles: bool, keys: KeysOf) -> None:
        """articles: whether the project has any, none of which is open. keys: those that acts have now."""
        self._title.setText("No article is open." if articles else "No articles yet.")
        self._text.setText(
            spell("Choose one in the queue; {edit.find} goes there.", keys)
            if articles
            else "Drop files or folders here, import some, or open the sample project."
        )
        for button in self.buttons.values():
            button.setVisible(not articles)
        self.show()

    def words(self) -> str:
        """What is said."""
        return f"{self._title.text()} {self._text.text()}"
