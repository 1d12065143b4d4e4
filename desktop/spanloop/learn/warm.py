"""Warm start: a trained pipeline goes on learning for a few steps, on all marks of now and not on the new ones alone.

Sixty steps at half the usual rate cost seconds, where a training from scratch costs a minute; learning from the new
marks alone forgets the old ones, so old and new are replayed together. What a component cannot take up (a label that it
has no place for, a label that the schema has no more, a layer that nothing was known of) needs a training from scratch,
and is said as ScratchNeededError.
"""

from __future__ import annotations

import hashlib
import random
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from spacy.language import Language
from spacy.schemas import ConfigSchemaTraining
from spacy.scorer import Scorer
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import load_config, registry
from thinc.api import fix_random_seed

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Layer
from spanloop.formats.docbin_folder import split_files
from spanloop.learn.calibrating import judge_predicted
from spanloop.learn.calibration import fit
from spanloop.learn.confidence import ENTITIES_KEY
from spanloop.learn.corpus import LAYER_OF_FACTORY, PART_OF_FACTORY, CorpusFacts, read_split, read_train
from spanloop.learn.embedding.layer import keep_features
from spanloop.learn.progress import Progress, TrainingCancelledError
from spanloop.learn.train_run import swap

#: More does harm. Triggers of M2E2, two folds of the articles that train, F: 60 steps 27.5 (before 27.5, from scratch
#: 27.1 to 30.3), at twice the rate 26.8; 120 steps 24.1 and 23.9; 200 at twice the rate 24.9. To shrink the weights
#: first (Ash & Adams, On Warm-Starting Neural Network Training, 2020) brought nothing.
STEPS = 60
LEARN_RATE = 0.0005
#: The factory of several pipelines in one (see learn.voting).
VOTE = "vote"
#: Words of a step where the recipe's batcher does not say.
_BATCH_WORDS = 200
#: Of a corpus larger than all steps together can read, a pass holds all that is new and so many times as much else.
_REPLAY = 4
#: Words of the development texts that are scored at most: more would take longer than the learning.
_SCORED_WORDS = 5000
#: What stands in a recipe before a pipeline is made, and in its config only afterwards.
_MADE = frozenset({"nO", "nI", "labels", "moves", "source"})
#: Settings of a component that an export writes from the schema into its recipe (formats.docbin_config).
_OF_SCHEMA = frozenset({"roles", "attributes"})


class ScratchNeededError(SpanloopError):
    """A pipeline cannot go on learning from these marks; it is to be trained anew."""

    def __init__(self, why: str, *, where: str = "") -> None:
        self.why = why
        super().__init__(f"The extractor has to be trained anew: {why}", where=where, way_out="Train a new version.")


@dataclass(frozen=True)
class DevScore:
    """How good a pipeline is on the development texts, by the recipe's own weights.

    score: 0..1; None without development texts, or where nothing in them can be scored. gold: marks in them. data_hash:
    SHA-256 of their file, "" without one: scores on other texts do not compare. calibration: what the scores of its
    marks mean on these texts, as in a version's metrics; {} where that was not asked.
    """

    score: float | None
    gold: int = 0
    data_hash: str = ""
    calibration: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])


@dataclass(frozen=True)
class Warmed:
    """What a warm start did to a pipeline. data_hash: of what it learned from, with the steps. details: JSON.

    waiting: labels that came since for which a component has no place; what is marked so taught it nothing.
    """

    data_hash: str
    layers: tuple[Layer, ...]
    details: dict[str, Any]
    waiting: tuple[str, ...] = ()


def warm_up(
    nlp: Language,
    corpus_dir: Path,
    *,
    steps: int = STEPS,
    learn_rate: float = LEARN_RATE,
    seed: int = 0,
    known: Collection[str] = (),
    labels: Mapping[Layer, Collection[str]] | None = None,
    keep: Path | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Warmed:
    """Let a pipeline learn on, all its trainable components, in place: cancelled midway it is of no use any more.

    known: uids of the articles that it learned from before. A corpus that the steps can read is read as a whole, pass
    by pass; of a larger one each pass holds all that is new and another sample of the rest. labels: what the schema
    has by layer; a pipeline that knows others is refused. keep: the folder of computed features. cancelled: asked at
    every step. The rest of the config (dropout, batches, optimizer) is that of the pipeline's own training.
    """
    began = perf_counter()
    facts, read = read_train(corpus_dir, nlp.vocab)
    if not facts.train.docs:
        raise SpanloopError(
            "No training article has any text", where=str(corpus_dir), way_out="Say of some that they are complete."
        )
    keep_features(nlp, keep)
    check_recipe(nlp, corpus_dir / "config.cfg")
    layers = _check_layers(nlp, facts)
    docs = [doc for doc in read if len(doc)]
    waiting = (*_take_labels(nlp, docs, labels or {}), *_roles_waiting(nlp, facts))
    fix_random_seed(seed)
    _begin(nlp, docs)
    training = _training(nlp, learn_rate)
    batches = _batches(nlp, docs, training, steps=steps, known=frozenset(known), source=random.Random(seed))
    losses: dict[str, float] = {}
    frozen, annotating = list(training["frozen_components"]), list(training["annotating_components"])
    for step, batch in enumerate(batches, start=1):
        if cancelled():
            raise TrainingCancelledError
        nlp.update(
            batch,
            drop=training["dropout"],
            sgd=training["optimizer"],
            losses=losses,
            exclude=frozen,
            annotates=annotating,
        )
        told = {name: round(float(loss), 4) for name, loss in losses.items()}
        on_progress(Progress(step, steps, 0, losses=told, seconds=round(perf_counter() - began, 3)))
    if cancelled():
        raise TrainingCancelledError
    details = {
        "steps": steps,
        "learn_rate": learn_rate,
        "train_docs": facts.train.docs,
        "train_words": facts.train.words,
        "articles": {"train": facts.train.articles, "dev": facts.dev.articles},
        "marks": {layer: dict(sorted(marks.items())) for layer, marks in facts.train.marks.items()},
    }
    told = f"{facts.data_hash} warm {steps} {learn_rate} {seed}"
    return Warmed(hashlib.sha256(told.encode()).hexdigest(), layers, details, waiting)


def save(nlp: Language, output: Path) -> None:
    """Write a pipeline, whole or not at all; what was there is replaced. Raises SpanloopError when that cannot be."""
    keep_features(nlp, None)  # where features are kept on this machine is nobody else's business
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{output.name}-", dir=output.parent) as scratch:
            fresh = Path(scratch) / "new"
            nlp.to_disk(fresh)
            swap(fresh, output, Path(scratch))
    except OSError as error:
        raise SpanloopError(
            f"The refreshed extractor could not be written ({error.strerror or error})",
            where=str(output),
            way_out="Make room on the disk or choose another folder; the last version stays as it was.",
        ) from error


def score_dev(nlp: Language, corpus_dir: Path, *, keep: Path | None = None, calibrating: bool = False) -> DevScore:
    """Score a pipeline on the dev split: on all of it, or on as many of its texts as come to about _SCORED_WORDS,
    always the same ones. calibrating: whether the same reading tells what its scores mean, too."""
    data_hash = dev_hash(corpus_dir)
    docs = _sample([doc for doc in read_split(corpus_dir, "dev", nlp.vocab) if len(doc)])
    if not docs:
        return DevScore(None, data_hash=data_hash)
    keep_features(nlp, keep)
    # As nlp.evaluate does, which keeps what was predicted to itself.
    predicted = nlp.pipe(nlp.make_doc(doc.text) for doc in docs)
    examples = [Example(mine, doc) for mine, doc in zip(predicted, docs, strict=True)]
    scores = Scorer(nlp).score(examples)
    calibration = _calibration(examples) if calibrating else {}
    weights = {name: weight for name, weight in nlp.config["training"]["score_weights"].items() if weight}
    known = {name: scores[name] for name in weights if isinstance(scores.get(name), int | float)}
    if not known:
        return DevScore(None, data_hash=data_hash, calibration=calibration)
    score = sum(weights[name] * known[name] for name in known) / sum(weights[name] for name in known)
    gold = sum(len(doc.ents) + len(doc.spans.get("events", ())) for doc in docs)
    return DevScore(float(score), gold, data_hash, calibration)


def _calibration(examples: Sequence[Example]) -> dict[str, Mapping[str, Any]]:
    """By kind of mark, where there are enough of it to fit anything."""
    found = judge_predicted((example.predicted, example.reference) for example in examples)
    fitted = {part: fit(judged) for part, judged in found.items()}
    return {part: each.to_json() for part, each in fitted.items() if not each.why_not}


def _sample(docs: Sequence[Doc]) -> list[Doc]:
    """Documents of about _SCORED_WORDS, in an order that depends on nothing but their texts."""
    chosen: list[Doc] = []
    words = 0
    for doc in sorted(docs, key=lambda doc: hashlib.sha256(doc.text.encode()).hexdigest()):
        if words >= _SCORED_WORDS:
            break
        chosen.append(doc)
        words += len(doc)
    return chosen


def dev_hash(corpus_dir: Path) -> str:
    """SHA-256 of the development texts, "" where there is no file of them."""
    files = split_files(corpus_dir, "dev")
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest() if files else ""


# whether it can go on


def check_recipe(nlp: Language, config_path: Path) -> None:
    """Raise ScratchNeededError where the recipe of now makes another pipeline than this one; a missing one says
    nothing. What the schema gives a component (which role a label may fill) stands in the recipe of an export too."""
    if not config_path.is_file():
        return
    recipe = load_config(config_path, interpolate=True)["components"]
    mine = nlp.config.interpolate()["components"]
    for name in nlp.pipe_names:
        if name in recipe and not _alike(recipe[name], mine[name]):
            raise ScratchNeededError(_why_otherwise(recipe[name], mine[name]))


def _why_otherwise(wanted: Mapping[str, Any], mine: Mapping[str, Any]) -> str:
    """In plain words; the labels are blamed only where nothing but what the export writes of them differs."""
    others = wanted.keys() - _OF_SCHEMA
    if _alike({key: wanted[key] for key in others}, dict(mine)):
        return "the labels changed since it was trained"
    return "its recipe, or the labels, changed since it was trained"


def _alike(wanted: Any, mine: Any) -> bool:
    """Whether settings of a recipe hold in a pipeline's config, which names defaults too that the recipe leaves out."""
    if isinstance(wanted, dict) and isinstance(mine, dict):
        return all(
            key in _MADE or wanted[key] is None or (key in mine and _alike(wanted[key], mine[key])) for key in wanted
        )
    if isinstance(wanted, list) and isinstance(mine, list):
        return len(wanted) == len(mine) and all(map(_alike, wanted, mine))
    return wanted == mine


def _check_layers(nlp: Language, facts: CorpusFacts) -> tuple[Layer, ...]:
    """The layers that the pipeline learns; raises ScratchNeededError where it leaves one out that can be learned."""
    factories = set(nlp.pipe_factories.values())
    if VOTE in factories:
        raise SpanloopError(
            "A vote of several seeds does not learn on",
            way_out="Choose one seed for the next version, or train anew when it is to know more.",
        )
    learned = {LAYER_OF_FACTORY[factory] for factory in factories if factory in LAYER_OF_FACTORY}
    parts = {PART_OF_FACTORY[factory] for factory in factories if factory in PART_OF_FACTORY}
    fresh = [layer for layer, why_not in facts.learnable().items() if not why_not and layer not in learned]
    # A recipe may leave parts of events out for good; one that has one of them has all that could be learned.
    fresh += [part for part, why_not in facts.learnable_parts().items() if parts and not why_not and part not in parts]
    if fresh:
        raise ScratchNeededError(f"{fresh[0]} can be learned now, and could not when it was trained")
    return tuple(layer for layer in facts.learnable() if layer in learned)


def _roles_waiting(nlp: Language, facts: CorpusFacts) -> tuple[str, ...]:
    """Roles that are filled now and that the component has no place for."""
    waiting: set[str] = set()
    for name, factory in nlp.pipe_factories.items():
        if PART_OF_FACTORY.get(factory) == "arguments" and name in nlp.pipe_names:
            waiting |= set(facts.train.parts["arguments"]) - (_labels(nlp.get_pipe(name)) or set())
    return tuple(sorted(waiting))


def _begin(nlp: Language, docs: Sequence[Doc]) -> None:
    """Tell components of all documents that count what no step of training does, and that they go on from there."""
    for _, pipe in nlp.pipeline:
        for name in ("learn_words", "begin_pool"):
            tell = getattr(pipe, name, None)
            if tell is not None:
                tell(docs)
        go_on = getattr(pipe, "go_on", None)
        if go_on is not None:
            go_on()


def _take_labels(nlp: Language, docs: Sequence[Doc], allowed: Mapping[Layer, Collection[str]]) -> tuple[str, ...]:
    """Add the labels that came since; returns those for which a component has no place.

    Raises ScratchNeededError where a component knows a label that is no more: it would go on suggesting it, with
    nothing to unlearn it from.
    """
    waiting: list[str] = []
    for name, pipe in nlp.pipeline:
        layer = LAYER_OF_FACTORY.get(nlp.get_pipe_meta(name).factory)
        labels = _labels(pipe)
        if layer is None or labels is None:
            continue
        gone = sorted(labels - set(allowed[layer])) if layer in allowed else []
        if gone:
            raise ScratchNeededError(f"it knows {', '.join(gone)}, which the schema has no more")
        for label in sorted(_marked(docs, layer, pipe) - labels):
            try:
                pipe.add_label(label)
            except (ValueError, NotImplementedError, AttributeError):
                waiting.append(label)
    return tuple(waiting)


def _labels(pipe: Any) -> frozenset[str] | None:
    labels = getattr(pipe, "labels", None)
    return None if labels is None else frozenset(str(label) for label in labels)


def _marked(docs: Sequence[Doc], layer: Layer, pipe: Any) -> set[str]:
    """The labels that a component finds in its own kind of gold."""
    key = "events" if layer == "events" else getattr(pipe, "key", None)
    found = {span.label_ for doc in docs for span in doc.ents} if key is None else set[str]()
    if key is None and getattr(pipe, "cfg", {}).get("levels", 1) > 1:
        key = ENTITIES_KEY  # a label may stand within other mentions only
    return found | {span.label_ for doc in docs for span in doc.spans.get(key or "", ())}


# the steps


def _training(nlp: Language, learn_rate: float) -> dict[str, Any]:
    """How the pipeline was trained, resolved, with a rate of our own and a fresh optimizer."""
    config = nlp.config.interpolate()
    config["training"]["optimizer"]["learn_rate"] = learn_rate
    # Neither is used here, and a recipe may name one that is not installed.
    config["training"]["logger"] = {"@loggers": "spacy.ConsoleLogger.v1"}
    return registry.resolve(config["training"], schema=ConfigSchemaTraining)


def _batches(
    nlp: Language,
    docs: Sequence[Doc],
    training: Mapping[str, Any],
    *,
    steps: int,
    known: frozenset[str],
    source: random.Random,
) -> Iterator[list[Example]]:
    """As many batches as there are steps, as the pipeline's own batcher cuts them; each has fresh documents."""
    words = nlp.config["training"].get("batcher", {}).get("size", _BATCH_WORDS)
    reach = steps * (words if isinstance(words, int) else _BATCH_WORDS)
    # Tokenized once, and only what a pass meets: of a large corpus that is a part.
    made: dict[int, Example] = {}

    def example(index: int) -> Example:
        if index not in made:
            made[index] = _example(nlp, docs[index])
        found = made[index]
        return Example(found.predicted.copy(), found.reference)

    done = 0
    while done < steps:
        passed = [example(index) for index in _pass(docs, reach=reach, known=known, source=source)]
        for batch in training["batcher"](passed):
            yield list(batch)
            done += 1
            if done == steps:
                return


def _pass(docs: Sequence[Doc], *, reach: int, known: frozenset[str], source: random.Random) -> list[int]:
    """Which documents one pass reads, in which order. reach: words that all steps read together."""
    places = list(range(len(docs)))
    source.shuffle(places)
    if sum(map(len, docs)) <= reach:
        return places
    fresh = [place for place in places if docs[place].user_data.get("article") not in known] if known else []
    room = max(reach // 2, (1 + _REPLAY) * sum(len(docs[place]) for place in fresh))
    chosen, taken = set(fresh), sum(len(docs[place]) for place in fresh)
    for place in places:
        if taken >= room:
            break
        if place not in chosen:
            chosen.add(place)
            taken += len(docs[place])
    return [place for place in places if place in chosen]


def _example(nlp: Language, reference: Doc) -> Example:
    return Example(nlp.make_doc(reference.text), reference)
