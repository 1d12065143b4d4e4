"""Three seeds as one version: its steps are counted through, its scores are the vote's, and it is packaged whole."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from spanloop.learn.package import PackageFacts, write_wheel
from spanloop.learn.progress import Progress, TrainingCancelledError
from tests.unit.learn.conftest import MakeCorpus, nothing_left


def test_seeds_train_in_turn_and_vote(tmp_path: Path, make_corpus: MakeCorpus, recipe: Path) -> None:
    from spanloop.learn.extractors import load_folder
    from spanloop.learn.train_vote import train_vote
    from spanloop.learn.voting import members_of

    corpus = make_corpus(tmp_path / "corpus")
    told: list[Progress] = []
    made = train_vote(
        corpus, config_path=recipe, output=tmp_path / "model", seed=4, overrides={"training.max_steps": 4},
        on_progress=told.append,
    )  # fmt: skip
    assert len(members_of(load_folder(made.path))) == 3
    assert [each["seed"] for each in made.details["vote"]] == [4, 5, 6]
    assert made.details["vote"][0]["scores"].keys() <= made.scores.keys()
    steps = [at.step for at in told]
    assert steps == sorted(set(steps))
    assert steps[-1] == told[-1].max_steps
    wheel = write_wheel(made.path, tmp_path / "out", PackageFacts("voters", "1.0", "They vote."))
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        assert {f"voters/pipeline/vote/{number}/config.cfg" for number in range(3)} <= names
        assert "voters/_spanloop/learn/triggers.py" in names
        assert "ATTACK, MOVE" in archive.read("voters/README.md").decode()

    def cancelled() -> bool:
        return len(told) > before + 7  # in the second seed

    before = len(told)
    with nothing_left(tmp_path), pytest.raises(TrainingCancelledError):
        train_vote(
            corpus, config_path=recipe, output=tmp_path / "other", overrides={"training.max_steps": 4},
            on_progress=told.append, cancelled=cancelled,
        )  # fmt: skip
