"""What a folder of training data is said to hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.learn.corpus import read_facts, read_split, read_train
from spanloop.learn.train import train
from spanloop.learn.train_config import read_config
from spanloop.learn.warm import dev_hash
from tests.unit.learn.conftest import MakeCorpus

RECIPE = Path(__file__).parents[3] / "resources" / "recipes" / "blank.cfg"


def test_counts_marks_words_and_complete_text(tmp_path: Path, make_corpus: MakeCorpus) -> None:
    facts = read_facts(make_corpus(tmp_path, train=3, dev=1))
    assert (facts.train.docs, facts.dev.docs) == (3, 1)
    assert facts.train.marks["entities"] == {"ARM": 6, "GPE": 6}
    assert facts.train.marks["events"] == {"ATTACK": 3, "MOVE": 3}
    assert facts.train.complete["events"] > 100
    assert facts.learnable() == {"entities": "", "events": ""}


def test_the_hash_is_that_of_the_data(tmp_path: Path, make_corpus: MakeCorpus) -> None:
    one = read_facts(make_corpus(tmp_path / "one"))
    same = read_facts(make_corpus(tmp_path / "same"))
    other = read_facts(make_corpus(tmp_path / "other", events=False))
    assert one.data_hash == same.data_hash != other.data_hash


def test_who_goes_on_learning_reads_each_file_once(
    tmp_path: Path, make_corpus: MakeCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spacy import blank

    make_corpus(tmp_path, train=3, dev=1)
    facts, texts = read_facts(tmp_path), [doc.text for doc in read_split(tmp_path, "train", blank("en").vocab)]
    read: list[str] = []
    whole = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path.name) or whole(path))
    again, docs = read_train(tmp_path, blank("en").vocab)
    assert (again, [doc.text for doc in docs]) == (facts, texts)
    assert read == ["train.spacy", "dev.spacy"]


def test_a_missing_dev_file_counts_as_empty(tmp_path: Path, make_corpus: MakeCorpus) -> None:
    make_corpus(tmp_path)
    (tmp_path / "dev.spacy").unlink()
    assert read_facts(tmp_path).dev.docs == 0


def test_a_split_of_many_files_is_read_and_trained_on_like_one(tmp_path: Path, make_corpus: MakeCorpus) -> None:
    from spacy import blank
    from spacy.tokens import DocBin

    one, many = make_corpus(tmp_path / "one", train=3, dev=1), make_corpus(tmp_path / "many", train=3, dev=1)
    vocab = blank("en").vocab
    for split in ("train", "dev"):
        (many / split).mkdir()
        for number, doc in enumerate(read_split(one, split, vocab), start=1):
            DocBin(store_user_data=True, docs=[doc]).to_disk(many / split / f"{number:04}.spacy")
        (many / f"{split}.spacy").unlink()
    assert [doc.text for doc in read_split(many, "train", vocab)] == [
        doc.text for doc in read_split(one, "train", vocab)
    ]
    here, there = read_facts(one), read_facts(many)
    assert (here.train, here.dev) == (there.train, there.dev)
    assert here.data_hash != there.data_hash == read_facts(many).data_hash
    assert dev_hash(many)
    config, _ = read_config(many, RECIPE, there, seed=0, overrides={})
    assert (config["paths"]["train"], config["paths"]["dev"]) == (str(many / "train"), str(many / "dev"))
    result = train(many, config_path=RECIPE, output=tmp_path / "model", overrides={"training.max_steps": 1})
    assert result.details["train_docs"] == 3
    (many / "train" / "0001.spacy").write_bytes(b"no DocBin")
    with pytest.raises(SpanloopError, match="cannot be read"):
        read_split(many, "train", vocab)


def test_data_from_elsewhere_counts_as_complete(tmp_path: Path, make_corpus: MakeCorpus) -> None:
    make_corpus(tmp_path, complete=(), spoil=lambda doc: doc.user_data.clear())
    assert read_facts(tmp_path).learnable() == {"entities": "", "events": ""}
