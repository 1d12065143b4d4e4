"""The two charts of the Train page, and what they say of a training that runs, ended, or never was."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from spanloop.core.wording import score_text
from spanloop.gui.theme import Theme
from spanloop.gui.train.charts import Chart, Drawn
from spanloop.gui.train.curves import SCORES, SERIES, RunCurves, Series, frozen
from spanloop.gui.train.parts import ChartCard
from spanloop.operations.versions import ExtractorRecord


class CurveCards(QWidget):
    """Loss and F1, side by side."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.loss = Chart(name="Loss", theme=theme, highest=1.2, decimals="1.0", fixed=False)
        self.score = Chart(name="F1 on the development set", theme=theme, highest=1.0, decimals=".00", fixed=True)
        self.loss_card = ChartCard("Loss", self.loss, theme=theme)
        self.loss_card.remark.set_full("1.0 is the first scoring, lower is better")
        self.score_card = ChartCard("F1 on the development set", self.score, theme=theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.loss_card, 1)
        row.addWidget(self.score_card, 1)

    def set_theme(self, theme: Theme) -> None:
        for part in (self.loss, self.score, self.loss_card, self.score_card):
            part.set_theme(theme)

    def show_curves(
        self, curves: RunCurves | None, *, running: bool, steps: int, current: ExtractorRecord | None, watched: bool
    ) -> None:
        """Draw a training, and dashed what the version reached that suggests now.

        running: whether it goes on. steps: how many a training would take now. watched: whether any article is kept for
        development.
        """
        dashed = _dashed(curves, running=running, current=current)
        watched = watched or curves is None or not curves.scores
        # Always whose curves they are: a row of another version may be chosen below, and a cancelled run has no row.
        whose = f", {curves.name}" if curves is not None else ""
        self.loss_card.title.setText(f"Loss{whose}")
        self.score_card.title.setText(f"F1 on the {'development set' if watched else 'training articles'}{whose}")
        self.score_card.remark.set_full(f"thin dashes: version {current.number}" if current and dashed else "")
        if curves is None:
            names: dict[Series, str] = {series: f"{series} {score_text(level)}" for series, level in dashed.items()}
            self.loss.draw(Drawn(steps, {}, {}))
            self.score.draw(Drawn(steps, {}, names, dashed=dashed))
            waiting = "The curves of a training show here while it runs."
            self.loss.show_empty(waiting)
            self.score.show_empty("" if dashed else waiting)
            return
        steps = curves.steps or steps
        now = curves.step if running and curves.begun else None
        self.loss.draw(Drawn(steps, frozen(curves.losses), {series: series for series in curves.losses}, now))
        names = {series: f"{series} {score_text(points[-1][1])}" for series, points in curves.scores.items() if points}
        self.score.draw(Drawn(steps, frozen(curves.scores), names, now, dashed))
        first = "The first scoring comes after the first steps."
        # The first scoring comes with the loss of one batch only, which says little and is not drawn.
        waiting = "The loss shows from the second scoring on." if curves.scores else first
        ended = "The training ended before its second scoring."
        self.loss.show_empty("" if curves.losses else waiting if running else ended)
        self.score.show_empty("" if curves.scores or dashed else first if running else "")


def _dashed(curves: RunCurves | None, *, running: bool, current: ExtractorRecord | None) -> dict[Series, float]:
    """What the version that suggests now reached on its development articles, for those that it suggests."""
    if current is None or (curves is not None and not running and curves.number == current.number):
        return {}
    scores = current.metrics.get("development") or {}
    found = {SCORES[name]: scores[name] for name in SCORES if isinstance(scores.get(name), int | float)}
    return {series: float(found[series]) for series in SERIES if series in found}
