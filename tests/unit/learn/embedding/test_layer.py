"""The features as a layer of spaCy's, in pipelines that are trained, saved, loaded and run."""

from __future__ import annotations

import multiprocessing
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from spanloop.core.errors import SpanloopError
from spanloop.learn.embedding import layer
from spanloop.learn.embedding.features import FEATURES
from spanloop.learn.embedding.layer import build_sentence_features, keep_features, needed_weights
from spanloop.learn.embedding.weights import NAME
from tests.unit.learn.conftest import MakeCorpus, make_text

#: A pipeline has to go to other processes whole on every system, and to find its features' folder there.
TWO_PROCESSES = """
import multiprocessing, pathlib, spacy, sys
from spanloop.learn.embedding.layer import keep_features

if __name__ == "__main__":
    model, method, text = sys.argv[1:]
    multiprocessing.set_start_method(method)
    nlp = spacy.load(model)
    kept = pathlib.Path(model, method)
    keep_features(nlp, kept)
    texts = [text.replace("Sunday", f"day {number}") for number in range(40)]
    told = [
        [[(span.start, span.label_) for span in doc.ents] for doc in nlp.pipe(texts, n_process=count, batch_size=8)]
        for count in (2, 1)
    ]
    assert told[0] == told[1] and any(told[0]), told
    assert list(kept.glob("*.features")), "nothing was kept"
"""
STEPS = {"training.max_steps": 40, "training.eval_frequency": 40}


@pytest.fixture(scope="module")
def embeddings(repo: Path) -> Path:
    """The config of the recipe."""
    return repo / "resources" / "recipes" / "embeddings.cfg"


def docs(*numbers: int) -> list[Any]:
    import spacy

    nlp = spacy.blank("en")
    return [nlp.make_doc(make_text(number)[0]) for number in numbers]


def read_pipeline(config: Path) -> Any:
    from spacy.util import load_config, load_model_from_config

    return load_model_from_config(load_config(config), auto_fill=False, validate=True)


def outcome(nlp: Any, texts: list[str]) -> list[Any]:
    return [
        ([(span.start, span.end, span.label_) for span in doc.ents], [span.label_ for span in doc.spans["events"]])
        for doc in nlp.pipe(texts, batch_size=2)
    ]


def test_the_recipe_resolves_without_filling_in_and_without_weights(embeddings: Path, no_model: None) -> None:
    nlp = read_pipeline(embeddings)
    assert nlp.pipe_names[:3] == ["tok2vec", "span_tagger", "event_triggers"]
    assert needed_weights(nlp) == [NAME]


def test_the_recipe_differs_from_blank_in_its_tagger_and_in_what_it_reads_with(embeddings: Path, recipe: Path) -> None:
    from thinc.api import Config

    one, other = (Config().from_disk(path, interpolate=False) for path in (embeddings, recipe))
    mine, theirs = one.pop("components"), other.pop("components")
    assert one["nlp"].pop("pipeline") == list(mine)
    assert other["nlp"].pop("pipeline") == list(theirs)
    assert one == other
    words = mine["tok2vec"]["model"].pop("embed")["embed"]
    assert {**words, "rows": []} == {**theirs["tok2vec"]["model"].pop("embed"), "rows": []}
    assert (mine.pop("span_tagger")["factory"], theirs.pop("ner")["factory"]) == ("span_tagger", "ner")
    for name in ("event_triggers", "event_arguments", "event_attributes"):
        assert mine[name]["model"].pop("features")["@architectures"] == "spanloop.SentenceFeatures.v1"
        assert theirs[name]["model"].pop("features") is None
    assert mine["event_arguments"].pop("together") == 0.07
    assert mine["event_arguments"].pop("threshold") > theirs["event_arguments"].pop("threshold")
    # With the language model several small heads over the same readers do better than one.
    for name, hidden, heads in (("event_triggers", 96, 4), ("event_arguments", 128, 3)):
        assert mine[name]["model"].pop("heads") == heads
        assert mine[name]["model"].pop("hidden") * 2 == theirs[name]["model"].pop("hidden") == hidden
    assert mine["event_triggers"].pop("threshold") < theirs["event_triggers"].pop("threshold")
    assert mine["event_triggers"]["model"].pop("tok2vec") is None
    assert theirs["event_triggers"]["model"].pop("tok2vec")["@architectures"] == "spacy.Tok2VecListener.v1"
    assert mine == theirs


@pytest.mark.usefixtures("small_model")
def test_features_are_centred_scaled_and_projected() -> None:
    model = build_sentence_features(projected=FEATURES)
    sample = docs(*range(8))
    model.initialize(X=sample)
    model.set_param("W", cast(Any, np.eye(FEATURES, dtype="f")))
    output = np.concatenate(list[Any](model.predict(sample)))
    assert output.shape == (sum(map(len, sample)), FEATURES)
    assert np.abs(output.mean(axis=0)).max() < 1e-2
    assert 0.5 < output.std(axis=0).mean() < 1.1


@pytest.mark.usefixtures("small_model")
def test_the_projection_learns_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gradient is that of a plain layer over what was centred and scaled, in parts as at once."""
    model = build_sentence_features(projected=3)
    sample = [*docs(0, 1), *docs(2)[:0]]
    model.initialize(X=sample)
    shown = build_sentence_features(projected=FEATURES)
    shown.initialize(X=sample)
    shown.set_param("W", cast(Any, np.eye(FEATURES, dtype="f")))
    scaled = np.concatenate(list[Any](shown.predict(sample)))
    gradients = [np.random.default_rng(len(doc)).normal(size=(len(doc), 3)).astype("f") for doc in sample]
    for rows in (10_000, 7):
        monkeypatch.setattr(layer, "_ROWS", rows)
        model.set_grad("W", cast(Any, np.zeros((3, FEATURES), dtype="f")))
        model.set_grad("b", cast(Any, np.zeros(3, dtype="f")))
        output, back = model.begin_update(sample)
        weight, bias = (cast(Any, model.get_param(name)) for name in ("W", "b"))
        assert np.allclose(np.concatenate(list[Any](output)), scaled @ weight.T + bias, atol=1e-3)
        assert back(cast(Any, gradients)) == []
        wanted = np.concatenate(gradients)
        assert np.allclose(cast(Any, model.get_grad("W")), wanted.T @ scaled, atol=2e-3)
        assert np.allclose(cast(Any, model.get_grad("b")), wanted.sum(axis=0), atol=1e-4)
        assert not model.has_grad("mean")
        assert not model.has_grad("scale")


@pytest.mark.usefixtures("small_model")
def test_a_pipeline_learns_is_saved_without_the_model_and_loaded(
    tmp_path: Path, make_corpus: MakeCorpus, embeddings: Path
) -> None:
    import spacy

    from spanloop.learn.train import train

    corpus = make_corpus(tmp_path / "corpus", train=8, dev=2)
    result = train(corpus, config_path=embeddings, output=tmp_path / "model", seed=1, overrides=STEPS)
    files = [path for path in (tmp_path / "model").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 8_000_000
    texts = [make_text(number)[0] for number in range(5)] + ["", "\n"]
    nlp = spacy.load(result.path)
    found = outcome(nlp, texts)
    assert any(entities for entities, _ in found)
    assert found == [outcome(nlp, [text])[0] for text in texts]
    again = train(corpus, config_path=embeddings, output=tmp_path / "again", seed=1, overrides=STEPS)
    names = ("tok2vec/model", "span_tagger/model", "event_triggers/model", "event_arguments/model")
    assert all((result.path / name).read_bytes() == (again.path / name).read_bytes() for name in names)


@pytest.mark.usefixtures("small_model")
def test_where_features_are_kept_is_not_saved(tmp_path: Path, embeddings: Path) -> None:
    nlp = read_pipeline(embeddings)
    nlp.initialize()
    keep_features(nlp, tmp_path / "kept")
    doc = nlp("The rebels attacked a post .")
    assert list((tmp_path / "kept").glob("*.features"))
    assert len(doc) == 6
    data = nlp.to_bytes()
    assert str(tmp_path).encode() not in data
    other = read_pipeline(embeddings).from_bytes(data)
    assert _features_node(other).attrs.get("keep") is None
    assert _features_node(other).attrs["sha256"] == _features_node(nlp).attrs["sha256"]


@pytest.mark.usefixtures("small_model")
def test_another_process_keeps_its_features_in_the_same_folder(tmp_path: Path, embeddings: Path) -> None:
    nlp = read_pipeline(embeddings)
    nlp.initialize()
    keep_features(nlp, tmp_path)
    sent = pickle.loads(pickle.dumps(nlp.get_pipe("tok2vec")))
    (node,) = (node for node in sent.model.walk() if node.name == layer._LAYER)
    assert node.attrs["keep"] == tmp_path


@pytest.mark.usefixtures("small_model")
def test_a_pipeline_trained_with_another_build_says_so(embeddings: Path) -> None:
    nlp = read_pipeline(embeddings)
    nlp.initialize()
    _features_node(nlp).attrs["sha256"] = "0" * 64
    with pytest.raises(SpanloopError, match="another build"):
        nlp("The rebels attacked .")


@pytest.mark.usefixtures("no_model")
def test_a_training_without_the_weights_says_so_and_leaves_nothing(
    tmp_path: Path, make_corpus: MakeCorpus, embeddings: Path
) -> None:
    from spanloop.learn.train import train

    corpus = make_corpus(tmp_path / "corpus")
    with pytest.raises(SpanloopError, match="language model") as raised:
        train(corpus, config_path=embeddings, output=tmp_path / "model", overrides=STEPS)
    assert raised.value.way_out
    assert [path.name for path in tmp_path.iterdir()] == ["corpus"]


def test_a_pipeline_without_features_needs_no_weights(recipe: Path, tmp_path: Path) -> None:
    nlp = read_pipeline(recipe)
    keep_features(nlp, tmp_path)
    assert needed_weights(nlp) == []


@pytest.mark.slow
@pytest.mark.usefixtures("real_weights")
def test_plain_spacy_debugs_trains_and_runs_it_in_two_processes(
    tmp_path: Path, make_corpus: MakeCorpus, embeddings: Path
) -> None:
    corpus = make_corpus(tmp_path / "corpus", train=120, dev=20)
    paths = [f"--paths.{split}={corpus / f'{split}.spacy'}" for split in ("train", "dev")]
    _spacy("debug", "config", str(embeddings), *paths)
    _spacy("debug", "data", str(embeddings), *paths)
    output = ["--output", str(tmp_path / "out"), "--training.max_steps=40", "--training.eval_frequency=20"]
    _spacy("train", str(embeddings), *paths, *output)
    script = tmp_path / "two.py"
    script.write_text(TWO_PROCESSES, encoding="utf-8")
    for method in ("fork", "spawn"):
        if method in multiprocessing.get_all_start_methods():
            _python(str(script), str(tmp_path / "out" / "model-best"), method, make_text(0)[0])


def _spacy(*words: str) -> None:
    _python("-m", "spacy", *words)


def _python(*words: str) -> None:
    result = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def _features_node(nlp: Any) -> Any:
    return next(node for node in nlp.get_pipe("tok2vec").model.walk() if node.name == layer._LAYER)
