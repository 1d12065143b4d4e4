"""Says how far a look at much material is, with Cancel."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from spanloop.core.wording import count
from spanloop.gui.child_run import ChildRun
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.theme import Theme

_PROMISE = "Nothing is written before you have seen it."


class LookingSheet(Sheet):
    """Open while a child looks at files. Cancel, or Esc, is told by `rejected`; aside(): go on without waiting."""

    aside = Signal()

    def __init__(self, run: ChildRun, *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Looking at what is there", theme=theme, parent=parent)
        self.setObjectName("looking")
        self._run = run
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.words = self.add_text(_PROMISE)
        self.body.addWidget(self.bar)
        self.cancel_button = self.add_cancel()
        self.aside_button = self.add_button("Go on marking")
        for button in (self.cancel_button, self.aside_button):
            button.setAutoDefault(True)  # none of the two is the main one: Enter presses the one with the ring
        self.aside_button.clicked.connect(self.aside)
        self.aside_button.clicked.connect(self.accept)
        run.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show how far it is."""
        run = self._run
        self.bar.setRange(0, max(run.steps, 0))
        self.bar.setValue(run.step)
        if run.steps:
            self.words.setText(
                f"{run.step:,} of {count(run.steps, 'file')}. Nothing is written before you have seen it."
            )
