"""Training: what comes out, what is left when it does not end well, and what bad data does."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from spanloop.core.errors import SpanloopError
from tests.unit.learn.conftest import MakeCorpus, make_text, nothing_left

QUICK = {"training.max_steps": 4}


def test_trains_both_layers_and_returns_the_best_pipeline(trained: Any) -> None:
    import spacy

    assert trained.layers == ("entities", "events")
    assert not trained.not_learned
    assert trained.scores["ents_f"] > 0.8
    assert trained.scores["triggers_f"] > 0.8
    assert set(trained.scores["triggers_per_type"]) == {"ATTACK", "MOVE"}
    nlp = spacy.load(trained.path)
    text, entities, triggers = make_text(0)
    doc = nlp(text)
    assert {(e.start_char, e.end_char, e.label_) for e in doc.ents} == set(entities)
    assert {(e.start_char, e.end_char, e.label_) for e in doc.spans["events"]} == set(triggers)


def test_keeps_no_path_of_this_machine_and_no_logger_of_ours(trained: Any) -> None:
    saved = (trained.path / "config.cfg").read_text(encoding="utf-8")
    assert saved == trained.config
    assert str(trained.path.parent) not in saved
    assert "spanloop.Progress" not in saved
    assert "spacy.ConsoleLogger.v1" in saved
    assert sorted(path.name for path in trained.path.parent.iterdir()) == ["corpus", "model"]
    assert json.dumps(trained.details)


def test_tells_every_step(tmp_path: Path, make_corpus: MakeCorpus, recipe: Path) -> None:
    from spanloop.learn.train import train

    corpus = make_corpus(tmp_path / "corpus")
    heard: list[Any] = []
    train(corpus, config_path=recipe, output=tmp_path / "model", overrides=QUICK, on_progress=heard.append)
    assert [at.step for at in heard] == [0, 1, 2, 3, 4]
    assert {at.max_steps for at in heard} == {4}
    assert [at.scored for at in heard] == [True, False, False, False, True]
    assert set(heard[-1].losses) == {"tok2vec", "ner", "event_triggers", "event_arguments", "event_attributes"}
    assert {"ents_f", "triggers_f"} <= set(heard[-1].scores)
    assert json.loads(heard[-1].to_json())["step"] == 4


def test_same_seed_same_weights_other_seed_others(tmp_path: Path, make_corpus: MakeCorpus, recipe: Path) -> None:
    from spanloop.learn.train import train

    corpus = make_corpus(tmp_path / "corpus")
    runs = {
        name: train(corpus, config_path=recipe, output=tmp_path / name, seed=seed, overrides=QUICK)
        for name, seed in (("one", 3), ("two", 3), ("three", 4))
    }
    weights = {name: _weights(result.path) for name, result in runs.items()}
    assert weights["one"] == weights["two"] != weights["three"]
    assert runs["one"].data_hash == runs["two"].data_hash != runs["three"].data_hash


@pytest.mark.parametrize("step", [0, 1, 3])
def test_cancel_leaves_nothing_and_the_last_version_stays(
    tmp_path: Path, make_corpus: MakeCorpus, recipe: Path, step: int
) -> None:
    from spanloop.learn.train import TrainingCancelledError, train

    corpus = make_corpus(tmp_path / "corpus")
    output = tmp_path / "models" / "current"
    output.mkdir(parents=True)
    (output / "meta.json").write_text("the last version")
    heard: list[Any] = []
    with nothing_left(tmp_path), pytest.raises(TrainingCancelledError):
        train(
            corpus,
            config_path=recipe,
            output=output,
            on_progress=heard.append,
            cancelled=lambda: len(heard) >= step,
        )
    assert len(heard) == step
    assert (output / "meta.json").read_text() == "the last version"


def test_replaces_what_was_there_on_success(tmp_path: Path, make_corpus: MakeCorpus, recipe: Path) -> None:
    from spanloop.learn.train import train

    corpus = make_corpus(tmp_path / "corpus")
    output = tmp_path / "model"
    output.mkdir()
    (output / "old").write_text("old")
    train(corpus, config_path=recipe, output=output, overrides=QUICK)
    assert (output / "meta.json").is_file()
    assert not (output / "old").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus", "model"]


def test_a_full_disk_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, make_corpus: MakeCorpus, recipe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spacy.language import Language

    from spanloop.learn.train import train

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    corpus = make_corpus(tmp_path / "corpus")
    monkeypatch.setattr(Language, "to_disk", full)
    with nothing_left(tmp_path), pytest.raises(SpanloopError, match="No space left on device"):
        train(corpus, config_path=recipe, output=tmp_path / "model", overrides=QUICK)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"entities": False, "events": False}, "Nothing is marked"),
        ({"complete": ()}, "no training article is complete"),
        ({"entities": False, "complete": ("entities",)}, "entities: none is marked"),
        ({"train": 0}, "No training article has any text"),
    ],
)
def test_nothing_to_learn_is_one_clear_sentence(
    tmp_path: Path, make_corpus: MakeCorpus, recipe: Path, given: dict[str, Any], said: str
) -> None:
    from spanloop.learn.train import train

    corpus = make_corpus(tmp_path / "corpus", **given)
    with nothing_left(tmp_path), pytest.raises(SpanloopError, match=said) as caught:
        train(corpus, config_path=recipe, output=tmp_path / "model")
    assert caught.value.way_out


@pytest.mark.parametrize(
    ("given", "learned", "left"),
    [
        ({"events": False}, "entities", "events"),
        ({"entities": False}, "events", "entities"),
        ({"complete": ("entities",)}, "entities", "events"),
    ],
)
def test_a_layer_without_data_is_left_out_and_named(
    tmp_path: Path, make_corpus: MakeCorpus, recipe: Path, given: dict[str, Any], learned: str, left: str
) -> None:
    import spacy

    from spanloop.learn.train import train

    corpus = make_corpus(tmp_path / "corpus", **given)
    result = train(corpus, config_path=recipe, output=tmp_path / "model", overrides=QUICK)
    assert result.layers == (learned,)
    assert set(result.not_learned) == {left}
    left_in = {"entities": ["ner"], "events": ["event_triggers", "event_attributes"]}[learned]
    assert spacy.load(result.path).pipe_names == ["tok2vec", *left_in]


def test_one_mark_of_each_kind_in_one_article_trains(tmp_path: Path, make_corpus: MakeCorpus, recipe: Path) -> None:
    from spanloop.learn.train import train

    def keep_one(doc: Any) -> None:
        doc.set_ents(list(doc.ents)[:1], default="outside")
        doc.spans["events"] = list(doc.spans["events"])[:1]

    corpus = make_corpus(tmp_path / "corpus", train=1, dev=0, spoil=keep_one)
    result = train(corpus, config_path=recipe, output=tmp_path / "model", overrides=QUICK)
    assert result.layers == ("entities", "events")
    assert result.details["scored_on"] == "training articles"


def test_a_label_with_one_example_and_empty_documents_train(
    tmp_path: Path, make_corpus: MakeCorpus, recipe: Path
) -> None:
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    from spanloop.learn.train import train

    corpus = make_corpus(tmp_path / "corpus")
    docs = DocBin().from_disk(corpus / "train.spacy")
    nlp_vocab = Vocab()
    read = list(docs.get_docs(nlp_vocab))
    first = read[0]
    first.spans["events"].append(first.char_span(0, 9, label="RARE"))
    from spacy.tokens import Doc

    DocBin(store_user_data=True, docs=[*read, Doc(nlp_vocab)]).to_disk(corpus / "train.spacy")
    result = train(corpus, config_path=recipe, output=tmp_path / "model", overrides=QUICK)
    assert result.details["marks"]["events"]["RARE"] == 1
    assert result.details["train_docs"] == 4


def test_damaged_data_and_configs_are_said(tmp_path: Path, make_corpus: MakeCorpus, recipe: Path) -> None:
    from spanloop.learn.train import train

    corpus = make_corpus(tmp_path / "corpus")
    text = recipe.read_text(encoding="utf-8")
    broken = tmp_path / "broken.cfg"
    for spoilt in (
        text.replace("spanloop.TriggerTagger.v2", "nobody.Knows.v1"),
        "width = [",
        "",
        text.replace("dropout = 0.3", "dropout = x"),
    ):
        broken.write_text(spoilt, encoding="utf-8")
        with nothing_left(tmp_path), pytest.raises(SpanloopError) as caught:
            train(corpus, config_path=broken, output=tmp_path / "model", overrides=QUICK)
        assert caught.value.where == str(broken)
    with pytest.raises(SpanloopError, match="cannot be read"):
        train(corpus, config_path=tmp_path / "none.cfg", output=tmp_path / "model")
    with pytest.raises(SpanloopError, match="max_steps"):
        train(corpus, config_path=recipe, output=tmp_path / "model", overrides={"training.max_steps": 0})
    (corpus / "train.spacy").write_bytes(b"no DocBin")
    with pytest.raises(SpanloopError, match="cannot be read"):
        train(corpus, config_path=recipe, output=tmp_path / "model")
    (corpus / "train.spacy").unlink()
    with pytest.raises(SpanloopError, match="no training data"):
        train(corpus, config_path=recipe, output=tmp_path / "model")


def test_an_article_that_spacy_refuses_is_said(
    tmp_path: Path, make_corpus: MakeCorpus, recipe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spanloop.learn import train as module

    monkeypatch.setattr(module, "MAX_LENGTH", 50)
    with pytest.raises(SpanloopError, match="too long to train on"):
        module.train(make_corpus(tmp_path / "corpus"), config_path=recipe, output=tmp_path / "model")


@pytest.mark.slow
def test_equals_plain_spacy_train(tmp_path: Path, make_corpus: MakeCorpus, recipe: Path) -> None:
    from spanloop.learn.train import train

    corpus = make_corpus(tmp_path / "corpus", train=8)
    steps = {"training.max_steps": 120, "training.eval_frequency": 30}
    ours = train(corpus, config_path=recipe, output=tmp_path / "ours", seed=7, overrides=steps)
    command = [sys.executable, "-m", "spacy", "train", str(recipe), "--output", str(tmp_path / "plain")]
    command += ["--paths.train", str(corpus / "train.spacy"), "--paths.dev", str(corpus / "dev.spacy")]
    command += ["--system.seed", "7", *(part for name, value in steps.items() for part in (f"--{name}", str(value)))]
    subprocess.run(command, check=True, capture_output=True)
    plain = tmp_path / "plain" / "model-best"
    assert _weights(ours.path) == _weights(plain)
    metas = [json.loads((folder / "meta.json").read_text(encoding="utf-8")) for folder in (ours.path, plain)]
    assert metas[0] == metas[1]
    named = plain.joinpath("config.cfg").read_text(encoding="utf-8")
    for split in ("train", "dev"):
        named = named.replace(json.dumps(str(corpus / f"{split}.spacy")), "null")
    assert ours.config == named


def _weights(folder: Path) -> dict[str, str]:
    """Hashes of all files but the config, which names folders, and meta.json, whose labels have no fixed order."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {"config.cfg", "meta.json"}
    }
