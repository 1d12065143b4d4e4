"""A recipe made ready for one training: data, seed and our logger put in, and taken out again when it is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from spacy.util import load_config
from thinc.api import Config, ConfigValidationError

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Layer
from spanloop.formats.docbin_folder import split_path
from spanloop.formats.docbin_rules import FILE as RULES_FILE
from spanloop.learn.corpus import LAYER_OF_FACTORY, PART_OF_FACTORY, SCORES_OF_LAYER, SCORES_OF_PART, CorpusFacts
from spanloop.learn.embedding.keeping import KEEPER
from spanloop.learn.embedding.weights import NAME, SHA256
from spanloop.learn.kept_corpus import KEPT_READER, PLAIN_READER
from spanloop.learn.progress import LOGGER


def read_config(
    corpus_dir: Path,
    config_path: Path,
    facts: CorpusFacts,
    *,
    seed: int,
    overrides: Mapping[str, Any],
    keep: Path | None = None,
) -> tuple[Config, Any]:
    """The config with data, seed and our logger put in, and the logger that it had.

    keep: a folder for features of sentences; None keeps none.
    """
    dev = "dev" if facts.dev.docs else "train"
    paths = {f"paths.{name}": str(split_path(corpus_dir, split)) for name, split in (("train", "train"), ("dev", dev))}
    try:
        config = load_config(config_path, overrides={**paths, "system.seed": seed, **overrides}, interpolate=False)
        training = config["training"]
        steps, frequency = int(training["max_steps"]), int(training["eval_frequency"])
    except OSError as error:
        raise SpanloopError(
            "The recipe cannot be read", where=str(config_path), way_out="Check the name of the file."
        ) from error
    except (ConfigValidationError, KeyError, ValueError) as error:
        raise bad_config(config_path, error) from error
    if steps < 1:
        raise SpanloopError("max_steps is below 1", where=str(config_path), way_out="Name a number of steps above 0.")
    # The loop scores at multiples of eval_frequency: a shorter run would end with what it had before the first step.
    training["eval_frequency"] = min(frequency, steps)
    if "rules" in config["paths"]:
        config["paths"]["rules"] = str(corpus_dir / RULES_FILE)
    logger = training.get("logger")
    training["logger"] = {"@loggers": LOGGER}
    if keep is not None and not config["nlp"].get("after_pipeline_creation"):
        config["nlp"]["after_pipeline_creation"] = {"@callbacks": KEEPER, "folder": str(keep)}
    _swap_readers(config, PLAIN_READER, KEPT_READER)
    return config, logger


def _swap_readers(config: Config, old: str, new: str) -> None:
    """Let the corpora be read by another reader of the same arguments."""
    for corpus in config.get("corpora", {}).values():
        if isinstance(corpus, dict) and corpus.get("@readers") == old:
            corpus["@readers"] = new


def bad_config(config_path: Path, error: Exception) -> SpanloopError:
    """What to say of a recipe that spaCy does not take."""
    return SpanloopError(
        f"The recipe is not a valid spaCy config: {_first_line(error)}",
        where=str(config_path),
        way_out="Export the project again, or correct the recipe.",
    )


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


def parts_of(config: Config) -> set[str]:
    """What the pipeline of a config learns of events beside their triggers."""
    components = (config["components"].get(name, {}) for name in config["nlp"]["pipeline"])
    return {PART_OF_FACTORY[each["factory"]] for each in components if each.get("factory") in PART_OF_FACTORY}


def drop_components(config: Config, not_learned: Mapping[str, str]) -> tuple[Layer, ...]:
    """Take components out of the pipeline whose layer or part of events cannot be learned; returns the layers left.

    not_learned: by layer or part the reason; "", or none given, keeps it.
    """
    layers: list[Layer] = []
    for name in list(config["nlp"]["pipeline"]):
        factory = config["components"].get(name, {}).get("factory", "")
        layer, part = LAYER_OF_FACTORY.get(factory), PART_OF_FACTORY.get(factory)
        if not not_learned.get(layer or part or "", ""):
            if layer is not None:
                layers.append(layer)
            continue
        begins = SCORES_OF_LAYER[layer] if layer else SCORES_OF_PART[part] if part else ""
        config["nlp"]["pipeline"] = [other for other in config["nlp"]["pipeline"] if other != name]
        del config["components"][name]
        weights = config["training"].get("score_weights", {})
        for score in [score for score in weights if score.startswith(begins)]:
            del weights[score]
    return tuple(layers)


def tidy_config(path: Path, logger: Any) -> str:
    """Give the saved config the logger and readers it came with, and no path of this machine; returns its text.

    The pipeline then loads, trains and ships where Spanloop's own logger is not installed.
    """
    config = Config().from_disk(path, interpolate=False)
    config["training"]["logger"] = logger or {"@loggers": "spacy.ConsoleLogger.v1"}
    config["paths"].update({"train": None, "dev": None})
    if "rules" in config["paths"]:
        config["paths"]["rules"] = None
    if Path(config["paths"].get("vectors") or "").is_absolute():
        config["paths"]["vectors"] = None
    if (config["nlp"].get("after_pipeline_creation") or {}).get("@callbacks") == KEEPER:
        config["nlp"]["after_pipeline_creation"] = None
    _swap_readers(config, KEPT_READER, PLAIN_READER)
    config.to_disk(path, interpolate=False)
    return path.read_text(encoding="utf-8")


def reads_with(config: Config) -> dict[str, Any]:
    """For the details of a version: which weights of a language model it reads with, and which vectors."""
    found: dict[str, Any] = {}
    if any(part == NAME for part in _values(config, "weights")):
        found["weights"] = {"name": NAME, "sha256": SHA256}
    vectors = config["paths"].get("vectors")
    return found | ({"vectors": Path(str(vectors)).name} if vectors else {})


def _values(part: Mapping[str, Any], name: str) -> Iterator[Any]:
    """All values of a name, however deep they stand."""
    for key, value in part.items():
        if isinstance(value, Mapping):
            yield from _values(value, name)
        elif key == name:
            yield value
