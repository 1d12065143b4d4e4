"""The recipes are valid for plain spaCy, and the room costs nothing to import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.learn.conftest import MakeCorpus


def test_resolves_without_filling_in(recipe: Path) -> None:
    from spacy.schemas import ConfigSchemaTraining
    from spacy.util import load_config, load_model_from_config, registry

    nlp = load_model_from_config(load_config(recipe), auto_fill=False, validate=True)
    assert nlp.pipe_names == ["tok2vec", "ner", "event_triggers", "event_arguments", "event_attributes"]
    training = registry.resolve(nlp.config.interpolate()["training"], schema=ConfigSchemaTraining)
    assert training["max_steps"] > 0


@pytest.mark.slow
def test_spacy_debug_finds_nothing_wrong(recipe: Path, tmp_path: Path, make_corpus: MakeCorpus) -> None:
    corpus = make_corpus(tmp_path, train=120, dev=20)
    paths = ["--paths.train", str(corpus / "train.spacy"), "--paths.dev", str(corpus / "dev.spacy")]
    for what in (["debug", "config"], ["debug", "data"]):
        command = [sys.executable, "-m", "spacy", *what, str(recipe), *paths]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stdout + result.stderr


def test_importing_the_room_does_not_import_spacy() -> None:
    code = (
        "import sys, spanloop.learn, spanloop.learn.extractors, spanloop.learn.suggest; print('spacy' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"
