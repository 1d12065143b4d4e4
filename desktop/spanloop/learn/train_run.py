"""spaCy's own training loop in a folder of its own, and what is taken from there when it is over."""

from __future__ import annotations

import gc
import io
import json
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from spacy.training.initialize import init_nlp
from spacy.training.loop import train as run_loop
from thinc.api import Config

from spanloop.core.errors import SpanloopError
from spanloop.learn.corpus import SCORES_OF_LAYER, SCORES_OF_PART
from spanloop.learn.progress import Listener, TrainingCancelledError


def run(config: Config, scratch: Path, listener: Listener) -> Path:
    """Make the pipeline and train it in `scratch`; returns the folder of its best state."""
    nlp = init_nlp(config)
    if listener.cancelled():
        raise TrainingCancelledError
    folder = scratch / "run"
    folder.mkdir()
    with _settled_memory():
        run_loop(nlp, folder, stdout=cast("IO[str]", listener), stderr=io.StringIO())
    # What the loop returns holds the last weights, not the best ones.
    return folder / "model-best"


@contextmanager
def _settled_memory() -> Generator[None]:
    """Spare the collector what stands anyway: libraries and corpus, which it else looks through some fifty times."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def best_scores(best: Path) -> dict[str, Any]:
    """What the loop wrote down of the best state, as spaCy names the scores."""
    performance = json.loads((best / "meta.json").read_text(encoding="utf-8"))["performance"]
    ours = (*SCORES_OF_LAYER.values(), *SCORES_OF_PART.values())
    return {name: score for name, score in performance.items() if name.startswith(ours)}


def swap(best: Path, output: Path, scratch: Path) -> None:
    """Put the new folder in the old one's place; if that fails, the old one comes back."""
    old = scratch / "old"
    if output.exists():
        output.rename(old)
    try:
        best.rename(output)
    except OSError:
        if old.exists():
            shutil.move(old, output)
        raise


def not_written(output: Path, error: OSError) -> SpanloopError:
    """What to say when the disk refuses a trained pipeline."""
    return SpanloopError(
        f"The trained version could not be written ({error.strerror or error})",
        where=str(output),
        way_out="Make room on the disk or choose another folder; the last version stays as it was.",
    )
