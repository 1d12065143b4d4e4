"""What training says while it runs, and how it is told to stop."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from time import perf_counter
from typing import IO, Any

from spacy.language import Language
from spacy.util import registry

from spanloop.core.errors import CancelledError

LOGGER = "spanloop.Progress.v1"


class TrainingCancelledError(CancelledError):
    """Someone asked training to stop; nothing of it is left."""

    def __init__(self) -> None:
        super().__init__("Training was cancelled", way_out="The last version stays as it was.")


@dataclass(frozen=True)
class Progress:
    """Where training stands after a step.

    step: the number that spaCy gives the step, from 0 to at most max_steps. epoch: passes over the training data begun
    at the last scoring. losses: by component, summed since the scoring before; scores: on the development articles,
    0..1; both as of the last scoring, so `scored` says whether they are new. seconds: since training began.
    """

    step: int
    max_steps: int
    epoch: int
    losses: dict[str, float] = field(default_factory=dict[str, float])
    scores: dict[str, float] = field(default_factory=dict[str, float])
    seconds: float = 0.0
    scored: bool = False

    def to_json(self) -> str:
        """One line for whoever reads the child process."""
        return json.dumps(asdict(self), ensure_ascii=False)


class Listener(io.TextIOBase):
    """Stands where spaCy's training loop expects a terminal, and hands each step on to whoever trains.

    The loop gives its output stream to the logger and nothing else that is ours, so the stream carries the two
    functions. What the loop prints itself is dropped.
    """

    def __init__(self, *, on_progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> None:
        super().__init__()
        self.on_progress = on_progress
        self.cancelled = cancelled
        self.last: Progress | None = None

    def write(self, text: str, /) -> int:
        return len(text)

    def hear(self, progress: Progress) -> None:
        """Pass a step on; raises TrainingCancelledError when someone wants an end."""
        self.last = progress
        self.on_progress(progress)
        if self.cancelled():
            raise TrainingCancelledError


class _StepLog:
    """Counts steps and keeps the last scores, because the loop tells a logger of them only when it scores."""

    def __init__(self, nlp: Language, out: IO[str]) -> None:
        self.out = out
        self.started = perf_counter()
        self.max_steps = int(nlp.config["training"]["max_steps"])
        # spaCy's loop numbers its steps from 0 and stops after the one whose number is max_steps: asked for 20 it makes
        # 21. Ours must make the same, or the same config would give other weights than `spacy train`; so we count as
        # its own table does, and what is asked for is what progress ends at.
        self.step = -1
        self.epoch = 0
        self.losses: dict[str, float] = {}
        self.scores: dict[str, float] = {}

    def __call__(self, info: dict[str, Any] | None) -> None:
        self.step += 1
        if info is not None:
            self.epoch = int(info["epoch"])
            self.losses = {name: round(float(loss), 4) for name, loss in info["losses"].items()}
            self.scores = _figures(info["other_scores"])
        progress = Progress(
            step=self.step,
            max_steps=self.max_steps,
            epoch=self.epoch,
            losses=self.losses,
            scores=self.scores,
            seconds=round(perf_counter() - self.started, 3),
            scored=info is not None,
        )
        if isinstance(self.out, Listener):
            self.out.hear(progress)
        else:
            self.out.write(progress.to_json() + "\n")
            self.out.flush()


@registry.loggers(LOGGER)
def progress_logger() -> Callable[..., tuple[Callable[[dict[str, Any] | None], None], Callable[[], None]]]:
    """A logger for spaCy's training loop: JSON lines, or straight to a Listener."""

    def begin(
        nlp: Language, stdout: IO[str], stderr: IO[str]
    ) -> tuple[Callable[[dict[str, Any] | None], None], Callable[[], None]]:
        return _StepLog(nlp, stdout), stderr.flush

    return begin


def _figures(scores: dict[str, Any]) -> dict[str, float]:
    """The plain numbers among spaCy's scores that are about marks; tables by label are left to evaluation."""
    return {
        name: round(float(score), 4)
        for name, score in scores.items()
        if isinstance(score, int | float) and name.startswith(("ents_", "triggers_", "args_", "attrs_"))
    }
