"""Training: spaCy's own loop over an exported corpus, with progress, a real cancel, and nothing left of a failure."""

from __future__ import annotations

import hashlib
import platform
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import thinc
from catalogue import RegistryError
from spacy.about import __version__ as spacy_version
from thinc.api import ConfigValidationError

import spanloop
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Layer
from spanloop.learn.corpus import CorpusFacts, SplitFacts, read_facts
from spanloop.learn.device import use_device
from spanloop.learn.progress import Listener, Progress, TrainingCancelledError
from spanloop.learn.train_config import bad_config, drop_components, parts_of, read_config, reads_with, tidy_config
from spanloop.learn.train_run import best_scores, not_written, run, swap

__all__ = ["Progress", "TrainResult", "TrainingCancelledError", "train"]

#: Code points; spaCy's own limit, which `spacy train` cannot be told to raise.
MAX_LENGTH = 1_000_000
WAY_OUT = "Mark some articles, say that they are complete, and train again."


@dataclass(frozen=True)
class TrainResult:
    """A trained version in its folder.

    path: the pipeline, ready for `spacy.load`. config: its spaCy config as text, without paths of this machine.
    scores: on the development articles at the best step, as spaCy names them (`ents_f`, `triggers_f`,
    `ents_per_type`...), 0..1. data_hash: SHA-256 of the training data and config. layers: what it learned.
    not_learned: other layers, "arguments" or "attributes", with the reason. details: steps, seconds, sizes and
    library versions, JSON.
    """

    path: Path
    config: str
    scores: dict[str, Any]
    data_hash: str
    seed: int
    layers: tuple[Layer, ...]
    not_learned: dict[str, str] = field(default_factory=dict[str, str])
    details: dict[str, Any] = field(default_factory=dict[str, Any])


def train(
    corpus_dir: Path,
    *,
    config_path: Path,
    output: Path,
    seed: int = 0,
    overrides: Mapping[str, Any] | None = None,
    keep: Path | None = None,
    gpu: int = -1,
    on_progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> TrainResult:
    """Train the pipeline of a config on the train and dev splits of a corpus, and put its best state at `output`.

    The same config, data and seed give the weights that plain `spacy train` gives. overrides: as on spaCy's command
    line, `{"training.max_steps": 20}`; scored at multiples of the recipe's frequency, a shorter run at its end.
    keep: a folder where features of sentences outlive the process (see learn.embedding). gpu: the number of a graphics
    processor, -1 for none. cancelled: asked at every step.
    A layer of which nothing can be learned leaves the pipeline and is named in the result; without development articles
    the scores are those on the training articles. What was at `output` is replaced only on success.

    Raises TrainingCancelledError, and SpanloopError where there is nothing to learn, the config is not valid or the
    disk is full; nothing is left behind then.
    """
    if cancelled():
        raise TrainingCancelledError
    use_device(gpu)
    facts = read_facts(corpus_dir)
    _check_lengths(facts, corpus_dir)
    not_learned = _layers_left_out(facts, corpus_dir)
    config, plain_logger = read_config(corpus_dir, config_path, facts, seed=seed, overrides=overrides or {}, keep=keep)
    # What the training articles have none of may have left the config when it was exported.
    here = parts_of(config)
    parts = {part: why for part, why in facts.learnable_parts().items() if part in here or not facts.train.parts[part]}
    layers = drop_components(config, {**not_learned, **parts})
    told = {**not_learned, **({} if any(not_learned.values()) else parts)}
    if not layers:
        raise _nothing_to_learn(facts.train, not_learned, corpus_dir)
    listener = Listener(on_progress=on_progress, cancelled=cancelled)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{output.name}-", dir=output.parent) as scratch:
            best = run(config, Path(scratch), listener)
            text = tidy_config(best / "config.cfg", plain_logger)
            scores = best_scores(best)
            swap(best, output, Path(scratch))
    except (ConfigValidationError, RegistryError) as error:
        raise bad_config(config_path, error) from error
    except OSError as error:
        raise not_written(output, error) from error
    return TrainResult(
        path=output,
        config=text,
        scores=scores,
        data_hash=hashlib.sha256(f"{facts.data_hash}\n{text}".encode()).hexdigest(),
        seed=seed,
        layers=layers,
        not_learned={what: why for what, why in told.items() if why},
        details=_details(facts, listener.last) | reads_with(config),
    )


def _layers_left_out(facts: CorpusFacts, corpus_dir: Path) -> dict[Layer, str]:
    """Why each layer cannot be learned, "" where it can; raises where none can."""
    reasons = facts.learnable()
    if all(reasons.values()):
        raise _nothing_to_learn(facts.train, reasons, corpus_dir)
    return reasons


def _check_lengths(facts: CorpusFacts, corpus_dir: Path) -> None:
    longest = max(facts.train.longest, facts.dev.longest)
    if longest > MAX_LENGTH:
        raise SpanloopError(
            f"An article of {longest:,} characters is too long to train on; spaCy takes {MAX_LENGTH:,} at most",
            where=str(corpus_dir),
            way_out="Mark what is no news in it as boilerplate, or reopen it.",
        )


def _nothing_to_learn(facts: SplitFacts, reasons: Mapping[Layer, str], corpus_dir: Path) -> SpanloopError:
    if not facts.docs:
        return SpanloopError("No training article has any text", where=str(corpus_dir), way_out=WAY_OUT)
    if not any(facts.marks.values()):
        return SpanloopError("Nothing is marked in the training articles", where=str(corpus_dir), way_out=WAY_OUT)
    told = "; ".join(f"{layer}: {why}" for layer, why in reasons.items() if why)
    return SpanloopError(f"There is nothing to learn ({told})", where=str(corpus_dir), way_out=WAY_OUT)


def _details(facts: CorpusFacts, last: Progress | None) -> dict[str, Any]:
    return {
        "steps": last.step if last else 0,
        "seconds": round(last.seconds, 1) if last else 0.0,
        "train_articles": len(facts.train.articles),
        "train_docs": facts.train.docs,
        "train_words": facts.train.words,
        "dev_articles": len(facts.dev.articles),
        "dev_docs": facts.dev.docs,
        # Whoever scores this version later must know what it has seen: splits may come to hold more articles.
        "articles": {"train": facts.train.articles, "dev": facts.dev.articles},
        "scored_on": "development articles" if facts.dev.docs else "training articles",
        "marks": {layer: dict(sorted(marks.items())) for layer, marks in facts.train.marks.items()},
        "versions": library_versions(),
    }


def library_versions() -> dict[str, str]:
    """Versions of what computes; onnxruntime only where it is installed."""
    versions = {
        "spanloop": spanloop.__version__,
        "spacy": spacy_version,
        "thinc": thinc.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
    }
    with suppress(PackageNotFoundError):
        versions["onnxruntime"] = version("onnxruntime")
    return versions
