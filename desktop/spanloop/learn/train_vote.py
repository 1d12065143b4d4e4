"""Three seeds trained one after the other, and put together as one pipeline that votes (learn.voting)."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.tokens import Doc
from spacy.training import Example

from spanloop.learn.corpus import read_split
from spanloop.learn.extractors import load_folder
from spanloop.learn.train import Progress, TrainResult, train
from spanloop.learn.train_run import not_written, swap
from spanloop.learn.voting import vote

if TYPE_CHECKING:
    from spacy.language import Language


def train_vote(
    corpus_dir: Path,
    *,
    output: Path,
    seed: int = 0,
    voters: int = 3,
    keep: Path | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    **given: Any,
) -> TrainResult:
    """Train as learn.train.train does, with `voters` seeds from `seed` on, into one pipeline at `output`.

    Progress counts the steps of all. The scores are those of the vote; the details keep each seed's. Raises as train
    does; nothing is left behind then.
    """
    trained: list[TrainResult] = []
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{output.name}-vote-", dir=output.parent) as scratch:
            for number in range(voters):
                told = _shifted(on_progress, number, voters)
                folder = Path(scratch) / str(number)
                trained.append(
                    train(corpus_dir, output=folder, seed=seed + number, keep=keep, on_progress=told, **given)
                )
            made = vote([load_folder(each.path, keep=keep) for each in trained])
            scores = _scores(made, corpus_dir, named=trained[0].scores)
            made.meta["performance"] = scores
            made.to_disk(Path(scratch) / "vote")
            swap(Path(scratch) / "vote", output, Path(scratch))
    except OSError as error:
        raise not_written(output, error) from error
    return _together(trained, output, scores)


def _shifted(on_progress: Callable[[Progress], None], number: int, voters: int) -> Callable[[Progress], None]:
    """Steps of one seed as steps of all."""

    def tell(at: Progress) -> None:
        each = at.max_steps + 1
        on_progress(replace(at, step=number * each + at.step, max_steps=voters * each - 1))

    return tell


def _scores(made: Language, corpus_dir: Path, *, named: Collection[str]) -> dict[str, Any]:
    """Of the vote, on the articles that its members were scored on. named: those to keep."""
    docs = read_split(corpus_dir, "dev", made.vocab) or read_split(corpus_dir, "train", made.vocab)
    scores = made.evaluate([Example(_bare(doc), doc) for doc in docs])
    return {name: score for name, score in scores.items() if name in named}


def _bare(doc: Doc) -> Doc:
    return Doc(doc.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc])


def _together(trained: Sequence[TrainResult], output: Path, scores: dict[str, Any]) -> TrainResult:
    first = trained[0]
    details = first.details | {
        "steps": sum(int(each.details["steps"]) for each in trained),
        "seconds": round(sum(float(each.details["seconds"]) for each in trained), 1),
        "vote": [{"seed": each.seed, "scores": each.scores} for each in trained],
    }
    data_hash = hashlib.sha256(f"{first.data_hash}\nvote of {len(trained)}".encode()).hexdigest()
    return replace(first, path=output, scores=scores, data_hash=data_hash, details=details)
