"""Training: spaCy's own loop over an exported corpus, with progress, a real cancel, and nothing left of a failure."""

from __future__ import annotations

import gc
import hashlib
import io
import json
import platform
import shutil
import tempfile
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
import thinc
from catalogue import RegistryError
from spacy.about import __version__ as spacy_version
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as run_loop
from spacy.util import load_config
from thinc.api import Config, ConfigValidationError

import spanloop
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Layer
from spanloop.learn.corpus import LAYER_OF_FACTORY, SCORES_OF_LAYER, CorpusFacts, SplitFacts, read_facts
from spanloop.learn.kept_corpus import KEPT_READER, PLAIN_READER
from spanloop.learn.progress import LOGGER, Listener, Progress, TrainingCancelledError

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
    not_learned: other layers, with the reason. details: steps, seconds, sizes and library versions, JSON.
    """

    path: Path
    config: str
    scores: dict[str, Any]
    data_hash: str
    seed: int
    layers: tuple[Layer, ...]
    not_learned: dict[Layer, str] = field(default_factory=dict[Layer, str])
    details: dict[str, Any] = field(default_factory=dict[str, Any])


def train(
    corpus_dir: Path,
    *,
    config_path: Path,
    output: Path,
    seed: int = 0,
    overrides: Mapping[str, Any] | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> TrainResult:
    """Train the pipeline of a config on `train.spacy` and `dev.spacy`, and put its best state at `output`.

    The same config, data and seed give the weights that plain `spacy train` gives. overrides: as on spaCy's command
    line, `{"training.max_steps": 20}`; scored at multiples of the recipe's frequency, a shorter run at its end.
    cancelled: asked at every step.
    A layer of which nothing can be learned leaves the pipeline and is named in the result; without development articles
    the scores are those on the training articles. What was at `output` is replaced only on success.

    Raises TrainingCancelledError, and SpanloopError where there is nothing to learn, the config is not valid or the
    disk is full; nothing is left behind then.
    """
    if cancelled():
        raise TrainingCancelledError
    facts = read_facts(corpus_dir)
    _check_lengths(facts, corpus_dir)
    not_learned = _layers_left_out(facts, corpus_dir)
    config, plain_logger = _read_config(corpus_dir, config_path, facts, seed=seed, overrides=overrides or {})
    layers = _drop_components(config, not_learned)
    if not layers:
        raise _nothing_to_learn(facts.train, not_learned, corpus_dir)
    listener = Listener(on_progress=on_progress, cancelled=cancelled)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{output.name}-", dir=output.parent) as scratch:
            best = _run(config, Path(scratch), listener)
            text = _tidy_config(best / "config.cfg", plain_logger)
            scores = _best_scores(best)
            _swap(best, output, Path(scratch))
    except (ConfigValidationError, RegistryError) as error:
        raise _bad_config(config_path, error) from error
    except OSError as error:
        raise SpanloopError(
            f"The trained version could not be written ({error.strerror or error})",
            where=str(output),
            way_out="Make room on the disk or choose another folder; the last version stays as it was.",
        ) from error
    return TrainResult(
        path=output,
        config=text,
        scores=scores,
        data_hash=hashlib.sha256(f"{facts.data_hash}\n{text}".encode()).hexdigest(),
        seed=seed,
        layers=layers,
        not_learned={layer: why for layer, why in not_learned.items() if why},
        details=_details(facts, listener.last),
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


def _read_config(
    corpus_dir: Path, config_path: Path, facts: CorpusFacts, *, seed: int, overrides: Mapping[str, Any]
) -> tuple[Config, Any]:
    """The config with data, seed and our logger put in, and the logger that it had."""
    dev = "dev" if facts.dev.docs else "train"
    paths = {"paths.train": str(corpus_dir / "train.spacy"), "paths.dev": str(corpus_dir / f"{dev}.spacy")}
    try:
        config = load_config(config_path, overrides={**paths, "system.seed": seed, **overrides}, interpolate=False)
        training = config["training"]
        steps, frequency = int(training["max_steps"]), int(training["eval_frequency"])
    except OSError as error:
        raise SpanloopError(
            "The recipe cannot be read", where=str(config_path), way_out="Check the name of the file."
        ) from error
    except (ConfigValidationError, KeyError, ValueError) as error:
        raise _bad_config(config_path, error) from error
    if steps < 1:
        raise SpanloopError("max_steps is below 1", where=str(config_path), way_out="Name a number of steps above 0.")
    # The loop scores at multiples of eval_frequency: a shorter run would end with what it had before the first step.
    training["eval_frequency"] = min(frequency, steps)
    logger = training.get("logger")
    training["logger"] = {"@loggers": LOGGER}
    _swap_readers(config, PLAIN_READER, KEPT_READER)
    return config, logger


def _swap_readers(config: Config, old: str, new: str) -> None:
    """Let the corpora be read by another reader of the same arguments."""
    for corpus in config.get("corpora", {}).values():
        if isinstance(corpus, dict) and corpus.get("@readers") == old:
            corpus["@readers"] = new


def _bad_config(config_path: Path, error: Exception) -> SpanloopError:
    return SpanloopError(
        f"The recipe is not a valid spaCy config: {_first_line(error)}",
        where=str(config_path),
        way_out="Export the project again, or correct the recipe.",
    )


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


def _drop_components(config: Config, not_learned: Mapping[Layer, str]) -> tuple[Layer, ...]:
    """Take components out of the pipeline whose layer cannot be learned; returns the layers that are left."""
    layers: list[Layer] = []
    for name in list(config["nlp"]["pipeline"]):
        layer = LAYER_OF_FACTORY.get(config["components"].get(name, {}).get("factory", ""))
        if layer is None:
            continue
        if not not_learned[layer]:
            layers.append(layer)
            continue
        config["nlp"]["pipeline"] = [other for other in config["nlp"]["pipeline"] if other != name]
        del config["components"][name]
        weights = config["training"].get("score_weights", {})
        for score in [score for score in weights if score.startswith(SCORES_OF_LAYER[layer])]:
            del weights[score]
    return tuple(layers)


def _run(config: Config, scratch: Path, listener: Listener) -> Path:
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


def _tidy_config(path: Path, logger: Any) -> str:
    """Give the saved config the logger and readers it came with, and no path of this machine; returns its text.

    The pipeline then loads, trains and ships where Spanloop's own logger is not installed.
    """
    config = Config().from_disk(path, interpolate=False)
    config["training"]["logger"] = logger or {"@loggers": "spacy.ConsoleLogger.v1"}
    config["paths"].update({"train": None, "dev": None})
    _swap_readers(config, KEPT_READER, PLAIN_READER)
    config.to_disk(path, interpolate=False)
    return path.read_text(encoding="utf-8")


def _best_scores(best: Path) -> dict[str, Any]:
    performance = json.loads((best / "meta.json").read_text(encoding="utf-8"))["performance"]
    return {name: score for name, score in performance.items() if name.startswith(tuple(SCORES_OF_LAYER.values()))}


def _swap(best: Path, output: Path, scratch: Path) -> None:
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
        "versions": {
            "spanloop": spanloop.__version__,
            "spacy": spacy_version,
            "thinc": thinc.__version__,
            "numpy": np.__version__,
            "python": platform.python_version(),
        },
    }
