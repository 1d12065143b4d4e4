"""Plain `spacy train` on the export gives what the app gives: the same weights, byte for byte, and the same scores."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_command_line import write_lines
from tests.e2e.verbs import Spanloop
from tests.gold import complete_gold_lines
from tests.small_loop import write_reports

SEED = 7


def hashes(folder: Path) -> dict[str, str]:
    """Of all files of a pipeline but its config, which names folders, and its meta.json.

    That holds scores by label in the order of a Python set, which is another one in each process.
    """
    described = {"config.cfg", "meta.json"}
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in described)
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def trains_alike(folder: Path, program: Spanloop, project: Path, home: Path, *, steps: int, every: int | None) -> None:
    """Train with the app, then with plain spaCy on what the app exports, and compare what came out.

    every: how often the recipe is told to score, where that is not what it says itself.
    """
    done = program.trains(project, steps=steps, seed=SEED)[-1]
    corpus = folder / "corpus"
    program.writes_training_data(project, corpus)
    plain = train_plain(corpus, folder / "plain", seed=SEED, steps=steps, every=every)
    are_alike(done, home / "extractors" / done["uid"], plain)
    # What plain spaCy made does on the test split what was recorded of ours: it is the same pipeline.
    assert done["metrics"]["test"]["scores"] == program.does("evaluate", project, "--json").json["scores"]


def train_plain(corpus: Path, output: Path, *, seed: int, steps: int, every: int | None) -> Path:
    """Let spaCy's own command line train on exported training data; the best pipeline that it kept.

    every: as in trains_alike.
    """
    command = [sys.executable, "-m", "spacy", "train", "config.cfg", "--output", str(output)]
    command += ["--system.seed", str(seed), "--training.max_steps", str(steps)]
    command += [] if every is None else ["--training.eval_frequency", str(every)]
    # As whoever calls it has it: with as many threads as the library of matrices likes, where the app has one.
    env = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    plain = subprocess.run(command, cwd=corpus, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert plain.returncode == 0, plain.stdout + plain.stderr
    return output / "model-best"


def are_alike(done: dict[str, Any], ours: Path, best: Path) -> None:
    """Hold that two pipelines are the same, byte for byte, and that the app told the scores that spaCy measured.

    done: the last line of the training by the app. ours: the folder of its version.
    """
    assert hashes(ours) == hashes(best)
    assert {"tok2vec/model", "event_triggers/model", "tokenizer"} <= hashes(ours).keys()
    assert {"ner/model", "span_tagger/model"} & hashes(ours).keys()  # by the recipe that fits best here
    metas = [json.loads((folder / "meta.json").read_text(encoding="utf-8")) for folder in (ours, best)]
    assert metas[0] == metas[1]

    measured = metas[1]["performance"]
    scores: dict[str, Any] = {
        name: score for name, score in measured.items() if name.startswith(("ents_", "triggers_", "args_", "attrs_"))
    }
    assert {"ents_f", "ents_per_type", "triggers_f", "triggers_per_type"} <= scores.keys()
    assert done["metrics"]["development"] == scores


def test_on_a_small_project(tmp_path: Path, program: Spanloop) -> None:
    project = program.makes(tmp_path / "small.spanloop")
    program.imports(project, write_reports(tmp_path / "reports.jsonl", numbers=range(10)))
    trains_alike(tmp_path, program, project, tmp_path / "home", steps=20, every=20)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_on_the_real_pages(tmp_path: Path, program: Spanloop, shared_dir: Path) -> None:
    """The five pages, each gold as far as it reaches, with the recipe's own steps and scoring."""
    project = program.makes(tmp_path / "real.spanloop")
    program.imports(project, shared_dir / "seeds")
    gold = complete_gold_lines(shared_dir)
    program.imports(project, write_lines(tmp_path / "gold.jsonl", *gold), author="gold")
    trains_alike(tmp_path, program, project, tmp_path / "home", steps=600, every=None)
