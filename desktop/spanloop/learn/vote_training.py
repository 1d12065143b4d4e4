"""Training of pipelines that vote, one seed after the other, and what it costs."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.tokens import Doc, DocBin
from spacy.training import Example

from spanloop.learn.corpus import SCORES_OF_LAYER
from spanloop.learn.extractors import load_folder
from spanloop.learn.progress import Progress, TrainingCancelledError
from spanloop.learn.train import TrainResult, train
from spanloop.learn.train_run import swap
from spanloop.learn.voting import vote

if TYPE_CHECKING:
    from spacy.language import Language

VOTERS = 3
#: Words that are read to say how fast the vote reads beside one alone.
_SAMPLE = 2000


def train_vote(
    corpus_dir: Path,
    *,
    config_path: Path,
    output: Path,
    seed: int = 0,
    voters: int = VOTERS,
    overrides: Mapping[str, Any] | None = None,
    keep: Path | None = None,
    gpu: int = -1,
    on_progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> TrainResult:
    """Train with so many seeds, from `seed` on, and put the pipeline in which they vote at `output`.

    As learn.train.train otherwise, whose errors it raises; progress counts the steps of all together. The scores are
    those of the vote. details["vote"]: how many vote, their seeds and own scores, bytes, and words a processor second
    of the vote and of one alone.
    """
    results: list[TrainResult] = []
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{output.name}-", dir=output.parent) as name:
        scratch = Path(name)
        for number in range(voters):
            results.append(
                train(
                    corpus_dir,
                    config_path=config_path,
                    output=scratch / str(number),
                    seed=seed + number,
                    overrides=overrides,
                    keep=keep,
                    gpu=gpu,
                    on_progress=_counting_all(on_progress, number, voters),
                    cancelled=cancelled,
                )
            )
        made = scratch / "vote"
        vote([load_folder(result.path) for result in results]).to_disk(made)
        if cancelled():
            raise TrainingCancelledError
        nlp = load_folder(made, keep=keep)
        alone = load_folder(results[0].path, keep=keep)
        docs = _scored_docs(corpus_dir, nlp)
        scores = _scores(nlp, docs)
        told = {
            "voters": voters,
            "seeds": [result.seed for result in results],
            "alone": [_headlines(result.scores) for result in results],
            "bytes": sum(file.stat().st_size for file in made.rglob("*") if file.is_file()),
            "words_per_second": {"vote": _speed(nlp, docs), "alone": _speed(alone, docs)},
        }
        hidden = scratch / "old"
        hidden.mkdir()
        swap(made, output, hidden)
    first, last = results[0], results[-1]
    hashes = "\n".join(result.data_hash for result in results)
    return replace(
        first,
        path=output,
        scores=scores,
        data_hash=hashlib.sha256(hashes.encode()).hexdigest(),
        details={**last.details, **_sums(results), "vote": told},
    )


def _counting_all(on_progress: Callable[[Progress], None], number: int, voters: int) -> Callable[[Progress], None]:
    def hear(progress: Progress) -> None:
        steps = progress.max_steps
        on_progress(replace(progress, step=number * (steps + 1) + progress.step, max_steps=voters * (steps + 1) - 1))

    return hear


def _sums(results: list[TrainResult]) -> dict[str, Any]:
    sums = {name: sum(result.details.get(name, 0) for result in results) for name in ("steps", "seconds")}
    return {"steps": sums["steps"], "seconds": round(sums["seconds"], 1)}


def _headlines(scores: Mapping[str, Any]) -> dict[str, float]:
    return {name: round(score, 4) for name, score in scores.items() if isinstance(score, float) and name.endswith("_f")}


def _scored_docs(corpus_dir: Path, nlp: Language) -> list[Doc]:
    """The development articles, or those that train where there are none, as a training scores them."""
    for split in ("dev", "train"):
        path = corpus_dir / f"{split}.spacy"
        docs = list(DocBin().from_disk(path).get_docs(nlp.vocab)) if path.is_file() else []
        if any(len(doc) for doc in docs):
            return docs
    return []


def _scores(nlp: Language, docs: list[Doc]) -> dict[str, Any]:
    wanted = tuple(SCORES_OF_LAYER.values())
    scores = nlp.evaluate([Example(_unmarked(doc), doc) for doc in docs])
    return {name: score for name, score in scores.items() if name.startswith(wanted)}


def _unmarked(doc: Doc) -> Doc:
    words = [(token.text, bool(token.whitespace_)) for token in doc]
    return Doc(doc.vocab, words=[word for word, _ in words], spaces=[space for _, space in words])


def _speed(nlp: Language, docs: list[Doc]) -> int:
    """Words a processor second, with the features of sentences at hand."""
    sample: list[Doc] = []
    for doc in docs:
        sample.append(Doc(nlp.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc]))
        if sum(map(len, sample)) > _SAMPLE:
            break
    list(nlp.pipe([doc.copy() for doc in sample]))
    began = time.process_time()
    list(nlp.pipe(sample))
    return round(sum(map(len, sample)) / max(time.process_time() - began, 1e-6))
