"""The curves of one training as they grow: plain figures from the lines of its child process, no drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Series = Literal["mentions", "triggers", "arguments"]
SERIES: tuple[Series, ...] = ("mentions", "triggers", "arguments")
#: The scores of spaCy's names that are drawn.
SCORES: dict[str, Series] = {"ents_f": "mentions", "triggers_f": "triggers", "args_f": "arguments"}
#: What the components of a pipeline learn. The layers that they share ("tok2vec") have no items of their own.
_COMPONENTS: dict[str, Series] = {
    "ner": "mentions",
    "scored_ner": "mentions",
    "spancat": "mentions",
    "span_tagger": "mentions",
    "event_triggers": "triggers",
    "event_arguments": "arguments",
}
Point = tuple[int, float]


@dataclass
class RunCurves:
    """One run. number: of the version that is trained. steps, step, epoch, seconds: as its last line said.
    ended: how, where that made no version.

    losses: by series, at each scoring, the loss of a step since the scoring before as a share of the first such figure:
    the losses of two components have no common measure, their falls have. scores: F1 on the development articles, 0..1.
    """

    number: int
    steps: int = 0
    step: int = 0
    epoch: int = 0
    seconds: float = 0.0
    ended: Literal["", "cancelled", "failed"] = ""
    losses: dict[Series, list[Point]] = field(default_factory=dict[Series, list[Point]])
    scores: dict[Series, list[Point]] = field(default_factory=dict[Series, list[Point]])
    _first: dict[Series, float] = field(default_factory=dict[Series, float])
    _scored_at: int = 0

    @property
    def name(self) -> str:
        """Whose curves these are: "version 2", "version 2, cancelled"."""
        return f"version {self.number}{', ' if self.ended else ''}{self.ended}"

    @property
    def begun(self) -> bool:
        """Whether the first step was done."""
        return self.steps > 0

    def take(self, line: Mapping[str, Any]) -> bool:
        """Read a progress line; whether it brought new points."""
        self.step = int(line.get("step", 0))
        self.steps = int(line.get("max_steps", 0))
        self.epoch = int(line.get("epoch", 0))
        self.seconds = float(line.get("seconds", 0.0))
        if not line.get("scored"):
            return False
        self._take_losses(line.get("losses") or {})
        for name, score in (line.get("scores") or {}).items():
            if name in SCORES:
                self.scores.setdefault(SCORES[name], []).append((self.step, float(score)))
        self._scored_at = self.step
        return True

    def _take_losses(self, losses: Mapping[str, float]) -> None:
        since = self.step - self._scored_at
        if since <= 0:
            return  # before the first step there is the loss of one batch only, which says little
        by_series: dict[Series, float] = {}
        for component, loss in losses.items():
            if component in _COMPONENTS:
                series = _COMPONENTS[component]
                by_series[series] = by_series.get(series, 0.0) + float(loss) / since
        for series, loss in by_series.items():
            # Nothing at all is no loss of a batch: the component has drawn all that it learns from, and waits.
            if loss > 0:
                first = self._first.setdefault(series, loss)
                self.losses.setdefault(series, []).append((self.step, loss / first))

    def passes(self) -> tuple[int, int] | None:
        """The pass over the articles that it is in, and how many there will be, about; None before that is known.

        Only scorings say which pass they are in; between them the passes go on as they did until then.
        """
        if self._scored_at <= 0 or not self.epoch:
            return None
        each = self.epoch / self._scored_at
        now = int(self.step * each) + 1
        return now, max(now, round(self.steps * each) + 1)


def frozen(curves: Mapping[Series, list[Point]]) -> dict[Series, tuple[Point, ...]]:
    """As they are now: what was drawn must not grow under the drawing."""
    return {series: tuple(points) for series, points in curves.items()}


def round_steps(highest: float) -> list[float]:
    """Marks for an axis from 0 to at least `highest`, two to five of them, at round figures."""
    if highest <= 0:
        return [0.0, 1.0]
    scale = 10.0 ** (len(str(int(highest))) - 1) if highest >= 1 else 0.1
    while highest / scale < 1:
        scale /= 10
    for step in (0.2, 0.25, 0.4, 0.5, 0.6, 0.3, 1.0, 2.0, 2.5, 3.0, 5.0):
        count = highest / (step * scale)
        if 1.99 <= count <= 4.01 and abs(count - round(count)) < 1e-6:
            return [step * scale * index for index in range(round(count) + 1)]
    step = next(step for step in (0.2, 0.5, 1.0, 2.0, 5.0) if highest / (step * scale) <= 5)
    return [step * scale * index for index in range(int(highest / (step * scale)) + 1)]
