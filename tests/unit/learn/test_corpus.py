"""What a folder of training data is said to hold."""

from __future__ import annotations

from pathlib import Path

from spanloop.learn.corpus import read_facts
from tests.unit.learn.conftest import MakeCorpus


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


def test_a_missing_dev_file_counts_as_empty(tmp_path: Path, make_corpus: MakeCorpus) -> None:
    make_corpus(tmp_path)
    (tmp_path / "dev.spacy").unlink()
    assert read_facts(tmp_path).dev.docs == 0


def test_data_from_elsewhere_counts_as_complete(tmp_path: Path, make_corpus: MakeCorpus) -> None:
    make_corpus(tmp_path, complete=(), spoil=lambda doc: doc.user_data.clear())
    assert read_facts(tmp_path).learnable() == {"entities": "", "events": ""}
