"""The Train page: what a training would learn from, one run, its curves, and the versions."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from spanloop.gui.commands import Commands
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.loop import LoopDesk
from spanloop.gui.plain import PlainLabel
from spanloop.gui.theme import Theme
from spanloop.settings import Settings


class TrainPage(QWidget):
    """Shows the trainings and versions of a project. status_changed: the status line is out of date."""

    status_changed = Signal()

    def __init__(
        self,
        loop: LoopDesk,
        *,
        commands: Commands,
        settings: Settings,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._loop = loop
        self._settings = settings
        self._session: DeskSession | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(8)
        self._headline = PlainLabel("No extractor yet")
        self._words = PlainLabel("A first version learns from the articles that are complete.", tone="quiet", wrap=True)
        self.start_button = QPushButton("Train version 1")
        self.start_button.setProperty("kind", "primary")
        self.start_button.clicked.connect(lambda: commands.run("train.start"))
        column.addWidget(self._headline)
        column.addWidget(self._words)
        column.addWidget(self.start_button)
        column.addStretch(1)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._headline.setFont(theme.font("ui.page"))

    def set_session(self, session: DeskSession | None) -> None:
        """Show the versions of another project, or nothing."""
        self._session = session

    def take_keyboard(self) -> None:
        """The page was turned to."""
        self.start_button.setFocus()

    def next_panel(self) -> None:
        """F6."""
        self.start_button.setFocus()

    def status_parts(self) -> list[str]:
        """Nothing to tell while nothing runs."""
        return []

    def status_place(self) -> str:
        """Who suggests now."""
        return ""
