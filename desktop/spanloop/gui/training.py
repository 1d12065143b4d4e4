"""The extractor's part of the top bar: its name, the button that trains, and while that runs its share and Cancel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from spanloop.core.dates import long_date
from spanloop.core.wording import score_text
from spanloop.gui.child_run import ChildRun
from spanloop.gui.fields import QuietButton
from spanloop.gui.plain import menu_text, tooltip
from spanloop.gui.theme import Theme
from spanloop.operations.versions import ExtractorRecord


class TrainingPart(QWidget):
    """The extractor's part of the top bar: its name, the button, and while it runs the share and Cancel.

    page_asked: a click on the name; the Train page has all that does not fit here.
    """

    start_asked = Signal()
    cancel_asked = Signal()
    page_asked = Signal()

    def __init__(self, run: ChildRun, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.name = QuietButton("", theme=theme, icon="train")
        self.name.setAccessibleName("Extractor, opens the page Train")
        self.name.clicked.connect(self.page_asked)
        self.button = QPushButton("Retrain")
        self.button.clicked.connect(self.start_asked)
        self.share = QuietButton("", theme=theme, inset=4)
        self.share.clicked.connect(self.page_asked)
        self.cancel = QPushButton("Cancel")
        self.cancel.clicked.connect(self.cancel_asked)
        for part in (self.name, self.button, self.share, self.cancel):
            row.addWidget(part)
        for button in (self.button, self.cancel):
            # They hide when they were pressed; a click is not to take the keyboard from the text.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        run.changed.connect(self.refresh)
        self.set_theme(theme)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        self.name.set_theme(theme)
        self.share.set_theme(theme)

    def set_extractor(self, name: str, number: int, *, following: int | None = None, lines: Sequence[str] = ()) -> None:
        """The version that suggests now; "" and 0 before the first one. following: the number of the next one.

        lines: what is known of it, for the tooltip.
        """
        self.name.setText(menu_text(name))
        self.name.setVisible(bool(name))
        self.name.setToolTip(tooltip("\n".join(lines)))
        self.button.setText("Retrain" if name else "Train")
        self._number = following or number + 1
        if not self._run.running:
            self._of_run = self._number
        self._show_tip()

    def set_possible(self, why_not: str, *, key: str = "") -> None:
        """Whether a training can begin; why_not: the sentence that says why it cannot, "" when it can.

        key: the one that begins it, "" for none.
        """
        self._why_not, self._key = why_not, key
        self.button.setEnabled(not why_not)
        self._show_tip()

    def _show_tip(self) -> None:
        key = f" ({self._key})" if self._key else ""
        tip = f"Train a new version on your complete articles, then suggest with it{key}"
        yet = "" if self.name.text() else "No extractor yet. "
        self.button.setToolTip(tooltip(self._why_not or f"{yet}{tip}"))

    def refresh(self) -> None:
        """Show where the run stands."""
        running = self._run.running
        self.button.setVisible(not running)
        self.cancel.setVisible(running)
        # How far it is comes with its first step; until then the status line says what runs.
        self.share.setVisible(running and bool(self._run.steps))
        words = self.words()
        self.share.setText(f"{self._run.share:.0%}")
        self.share.setToolTip(tooltip(words))
        self.share.setAccessibleName(f"{words}, opens the page Train")
        self.cancel.setEnabled(self._run.phase != "cancelling")

    _number = _of_run = 1
    _why_not = _key = ""

    @property
    def number(self) -> int:
        """Of the version that a training makes."""
        return self._number

    def words(self) -> str:
        """What runs, in a few words: "Training version 2, 63%"."""
        run = self._run
        if run.phase == "cancelling":
            return "Cancelling"
        if run.phase == "training":
            percent = f", {run.share:.0%}" if run.steps else ""
            return f"Training version {self._of_run}{percent}"
        if run.phase == "suggesting":
            return f"Suggesting, {run.share:.0%}" if run.steps else "Suggesting"
        return ""

    def time_left(self) -> str:
        """ "About 3 min left", from how long the steps took so far; "" while that says nothing."""
        run = self._run
        if run.phase != "training" or run.step < 10 or not run.steps:
            return ""
        left = run.seconds / run.step * (run.steps - run.step)
        if left < 60:
            return "Less than a minute left"
        return f"About {round(left / 60)} min left"


def extractor_lines(record: ExtractorRecord) -> list[str]:
    """What the menu says of a version: when it was made, and its scores on the test split as far as they are known."""
    lines = [f"{record.name}, made {long_date(record.created_at)}"]
    test = record.metrics.get("test")
    rows: list[dict[str, Any]] = test.get("scores", []) if isinstance(test, dict) else []
    for row in rows:
        if row.get("label") is None and row.get("mode") == "exact" and row.get("n"):
            score = score_text(float(row.get("f1", 0.0)))
            lines.append(f"{str(row.get('part', '')).capitalize()}: F1 {score} of {row['n']} in the test articles")
    return lines
