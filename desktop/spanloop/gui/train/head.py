"""The head of the Train page: what runs or suggests, how far it is, and the button that begins or ends a training."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from spanloop.gui.plain import PlainLabel
from spanloop.gui.theme import Theme
from spanloop.gui.train.parts import WideProgress
from spanloop.gui.train.recipe import RecipeBar
from spanloop.gui.train.trust import TrustLine


class TrainHead(QWidget):
    """Headline, a sentence, the button at the right; below the recipe, while something runs a bar with where it is."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headline = PlainLabel()
        self.sentence = PlainLabel(tone="quiet", wrap=True)
        self.ending = PlainLabel(tone="warning", wrap=True)
        self.start = QPushButton()
        self.start.setProperty("kind", "primary")
        self.cancel = QPushButton("Cancel training…")
        self._bar = WideProgress(theme=theme)
        self._step = PlainLabel(tone="quiet")
        self._left = PlainLabel(tone="quiet")
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self.headline, self.sentence, self.ending):
            words.addWidget(label)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(16)
        top.addLayout(words, 1)
        for button in (self.start, self.cancel):
            top.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._progress = QWidget()
        under = QVBoxLayout(self._progress)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(8)
        under.addWidget(self._bar)
        figures = QHBoxLayout()
        figures.addWidget(self._step, 1)
        figures.addWidget(self._left)
        under.addLayout(figures)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addLayout(top)
        self.recipe = RecipeBar(theme)
        column.addWidget(self.recipe)
        self.trust = TrustLine(theme)
        column.addWidget(self.trust)
        column.addWidget(self._progress)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self.headline.setFont(theme.font("ui.page"))
        for label in (self._step, self._left):
            label.setFont(theme.font("ui.small"))
        self._bar.set_theme(theme)
        self.recipe.set_theme(theme)
        self.trust.set_theme(theme)

    def say(self, headline: str, sentence: str, *, ending: str = "") -> None:
        """What runs or suggests; ending: why the last run made no version."""
        self.headline.setText(headline)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.ending.setText(ending)
        self.ending.setVisible(bool(ending))

    def show_progress(self, share: float, step: str, left: str) -> None:
        """Where the run stands."""
        self._progress.show()
        self.recipe.hide()
        self._bar.set_share(share)
        self._step.setText(step)
        self._left.setText(left)

    def hide_progress(self) -> None:
        """Nothing runs."""
        self._progress.hide()
        self.recipe.show()

    def progress_texts(self) -> tuple[str, str]:
        """What stands under the bar, left and right; empty while there is none."""
        return ("", "") if self._progress.isHidden() else (self._step.text(), self._left.text())


class EmptyTrain(QWidget):
    """The page before the first version: one line what, one line what to do, one button."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel()
        self.headline = PlainLabel("No version yet")
        self.sentence = PlainLabel(tone="quiet", wrap=True)
        self.ending = PlainLabel(tone="warning", wrap=True)
        self.start = QPushButton("Train version 1")
        self.start.setProperty("kind", "primary")
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        for part in (self._icon, self.headline, self.sentence, self.ending):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            part.setMaximumWidth(480)
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(part, 8)
            row.addStretch(1)
            column.addLayout(row)
        column.addSpacing(8)
        column.addWidget(self.start, 0, Qt.AlignmentFlag.AlignCenter)
        column.addSpacing(24)
        self.recipe = RecipeBar(theme, stacked=True)
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self.recipe, 8)
        below.addStretch(1)
        column.addLayout(below)
        column.addStretch(3)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self.headline.setFont(theme.font("ui.page"))
        self._icon.setPixmap(theme.icon("train", role="text_3", size=24).pixmap(QSize(24, 24)))
        self.recipe.set_theme(theme)

    def say(self, sentence: str, *, number: int, ending: str) -> None:
        """How much is complete; number: of the version that a training would make."""
        self.sentence.setText(sentence)
        self.start.setText(f"Train version {number}")
        self.ending.setText(ending)
        self.ending.setVisible(bool(ending))
