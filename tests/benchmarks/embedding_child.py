"""A child process of tests.benchmarks.embedding: it measures one thing and writes what it found."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from spanloop.learn.embedding import engine
from spanloop.learn.embedding.features import TokenFeatures
from spanloop.learn.embedding.plain import PlainEngine
from spanloop.learn.embedding.weights import LAYERS, WIDTH, Weights, find_weights
from spanloop.resources import resource_path


def seconds(job: Callable[[], Any]) -> float:
    """Processor time of a job, all threads together."""
    before = time.process_time()
    job()
    return time.process_time() - before


def read_tokens(folder: Path) -> list[list[str]]:
    import spacy

    nlp = spacy.blank("en")
    texts = json.loads((folder / "corpus" / "texts.json").read_text(encoding="utf-8"))
    return [[token.text for token in nlp.make_doc(text)] for text in texts]


def speed(folder: Path) -> dict[str, Any]:
    texts = read_tokens(folder)
    words = sum(map(len, texts))
    kept = folder / "kept"
    features = TokenFeatures(keep=kept)
    features.of([["Warm", "."]])
    took = {"computed and kept": seconds(lambda: features.of(texts)), "in memory": seconds(lambda: features.of(texts))}
    again = TokenFeatures(keep=kept)
    took["on the disk"] = seconds(lambda: again.of(texts))
    name = engine.open_engine(find_weights().name).name
    plain = TokenFeatures()
    plain._engine = PlainEngine(find_weights())
    plain.of([["Warm", "."]])
    took["computed by NumPy"] = seconds(lambda: plain.of(texts))
    return {"words": words, "engine": name, "per_second": {key: words / value for key, value in took.items()}}


def likeness(folder: Path, weights: Path) -> dict[str, tuple[float, float]]:
    """Mean and lowest cosine by layer, as they come and centred and scaled (as the recipe has them)."""
    texts = read_tokens(folder)
    ours = np.concatenate(TokenFeatures().of(texts)).astype("f")
    use(weights)
    floats = np.concatenate(TokenFeatures().of(texts)).astype("f")
    seen = np.abs(floats).sum(axis=1) > 0
    ours, floats = ours[seen], floats[seen]
    centre, spread = floats.mean(axis=0), floats.std(axis=0) + 1e-2
    found: dict[str, tuple[float, float]] = {}
    for place, layer in enumerate(LAYERS):
        part = slice(place * WIDTH, (place + 1) * WIDTH)
        found[f"layer {layer}"] = _cosines(ours[:, part], floats[:, part])
        scaled = [((side - centre) / spread)[:, part] for side in (ours, floats)]
        found[f"layer {layer}, scaled"] = _cosines(*scaled)
    return found


def _cosines(one: Any, other: Any) -> tuple[float, float]:
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    cosines = (one * other).sum(axis=1) / lengths
    return float(cosines.mean()), float(cosines.min())


def use(folder: Path) -> None:
    """Let everything that asks for weights get those of a folder."""
    engine.find_weights = lambda name: Weights(folder, f"{name}-float", "0" * 64)
    engine._open.cache_clear()


def train(folder: Path, recipe: str, seed: int, *, steps: int | None) -> dict[str, Any]:
    import spacy

    from spanloop.learn.train import train as train_version

    output = folder / "trained"
    limit = {"training.max_steps": steps} if steps else {}
    config = resource_path("recipes") / f"{recipe}.cfg"
    took = seconds(
        lambda: train_version(folder / "corpus", config_path=config, output=output, seed=seed, overrides=limit)
    )
    nlp = spacy.load(output)
    test = json.loads((folder / "corpus" / "test.json").read_text(encoding="utf-8"))
    right = marked = gold = 0
    for doc, (_, spans) in zip(nlp.pipe(text for text, _ in test), test, strict=True):
        found = {(span.start_char, span.end_char, span.label_) for span in doc.ents}
        wanted = {(start, end, label) for start, end, label in spans}
        right, marked, gold = right + len(found & wanted), marked + len(found), gold + len(wanted)
    precision, recall = 100 * right / max(marked, 1), 100 * right / gold
    f = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"f": round(f, 2), "p": round(precision, 2), "r": round(recall, 2), "seconds": round(took, 1)}


def main() -> None:
    """Run one measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("speed", "likeness", "train"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("report", type=Path)
    parser.add_argument("recipe", nargs="?", default="")
    parser.add_argument("seed", nargs="?", type=int, default=0)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--weights", type=Path)
    options = parser.parse_args()
    result: Any
    if options.what == "speed":
        result = speed(options.folder)
    elif options.what == "likeness":
        result = likeness(options.folder, options.weights)
    else:
        if options.weights is not None:
            use(options.weights)
        result = train(options.folder, options.recipe, options.seed, steps=options.steps)
    options.report.write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
