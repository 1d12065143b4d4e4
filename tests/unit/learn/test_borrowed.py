"""Word vectors and language models of others: found, checked, and put into a config that plain spaCy takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.learn import borrowed
from tests.unit.learn.conftest import PLACES, MakeCorpus


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a pipeline with a few static vectors."""
    import numpy as np
    import spacy

    nlp = spacy.blank("en")
    for number, word in enumerate([*" ".join(PLACES).split(), "near", "on"]):
        nlp.vocab.set_vector(word, np.eye(16, dtype="f")[number % 16])
    folder = tmp_path_factory.mktemp("vectors") / "small"
    nlp.to_disk(folder)
    return folder


def test_a_config_with_vectors_is_valid_and_trains(
    package: Path, recipe: Path, tmp_path: Path, make_corpus: MakeCorpus
) -> None:
    import spacy
    from spacy.cli.debug_config import debug_config

    from spanloop.learn.train import train

    text = borrowed.with_vectors(recipe.read_text(encoding="utf-8"), str(package), language="en")
    config = tmp_path / "vectors.cfg"
    config.write_text(text, encoding="utf-8")
    corpus = make_corpus(tmp_path / "corpus")
    debug_config(config, overrides={"paths.train": str(corpus / "train.spacy"), "paths.dev": str(corpus / "dev.spacy")})
    made = train(corpus, config_path=config, output=tmp_path / "model", overrides={"training.max_steps": 2})
    assert made.details["vectors"] == "small"
    assert str(package) not in made.config
    nlp = spacy.load(made.path)
    assert nlp.vocab.vectors.shape[1] == 16
    assert {"tok2vec", "event_triggers"} <= set(nlp.pipe_names)


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("", "en", "needs the name"), ("no_such_package", "en", "no spaCy package or folder"),
        ("../no such", "en", "no spaCy package or folder"), ("spacy", "en", "no spaCy package or folder"),
    ],
)  # fmt: skip
def test_vectors_that_are_not_there_are_said(name: str, language: str, said: str) -> None:
    with pytest.raises(SpanloopError, match=said) as caught:
        borrowed.find_vectors(name, language=language)
    assert "en_core_web_md" in caught.value.way_out or "Here:" in caught.value.way_out


def test_vectors_of_another_language_and_pipelines_without_any_are_refused(package: Path, trained: Any) -> None:
    assert borrowed.find_vectors(str(package), language="en") == str(package)
    assert borrowed.find_vectors(str(package), language="") == str(package)
    with pytest.raises(SpanloopError, match="German"):
        borrowed.find_vectors(str(package), language="de")
    with pytest.raises(SpanloopError, match="has no word vectors"):
        borrowed.find_vectors(str(trained.path), language="en")


def test_a_transformer_takes_the_place_of_what_all_listen_to(recipe: Path) -> None:
    from thinc.api import Config

    before = Config().from_disk(recipe, interpolate=False)
    config = before.copy()
    borrowed.put_transformer(config, "some-model")
    again = Config().from_str(config.to_str(interpolate=False), interpolate=False)
    assert "spacy.Tok2VecListener" not in again.to_str(interpolate=False)
    assert again.to_str(interpolate=False).count("TransformerListener") == before.to_str(interpolate=False).count(
        "Tok2VecListener"
    )
    assert again["components"]["tok2vec"]["model"]["name"] == "some-model"
    assert again["nlp"]["pipeline"] == before["nlp"]["pipeline"]
    total = again["training"]["optimizer"]["learn_rate"]["total_steps"]
    assert Config().from_str(again.to_str()).interpolate()["training"]["optimizer"]["learn_rate"]["total_steps"] == 600
    assert total == "${training.max_steps}"


def test_a_transformer_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(borrowed, "transformer_library", lambda: False)
    with pytest.raises(SpanloopError, match="spacy-transformers, which is not installed"):
        borrowed.find_transformer("roberta-base")
    monkeypatch.setattr(borrowed, "transformer_library", lambda: True)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    for name, said in (("", "needs a model"), ("some/model", "not on this computer"), (str(tmp_path), "not on this")):
        with pytest.raises(SpanloopError, match=said):
            borrowed.find_transformer(name)
    kept = tmp_path / "hub" / "models--some--model" / "snapshots" / "1"
    kept.mkdir(parents=True)
    (kept / "config.json").write_text("{}")
    assert borrowed.find_transformer("some/model") == "some/model"
    assert borrowed.find_transformer(str(kept)) == str(kept)
