"""What is read once gives what spaCy's reader gives at every pass, and no pass sees what another wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin, Span
from spacy.training import Corpus, Example
from spacy.util import registry

from spanloop.learn.kept_corpus import KEPT_READER, PLAIN_READER, kept_corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    nlp = spacy.blank("en")
    docs: list[Doc] = []
    for text in ("Shells fell on Ardane.", "Two drones hit\r\nthe port 🛳 of Ilva."):
        doc = nlp(text)
        places = [place for place in (_place(text, "Ardane"), _place(text, "Ilva")) if place]
        found = [doc.char_span(*place, label="GPE") for place in places]
        doc.ents = [span for span in found if span is not None]
        docs.append(doc)
    path = tmp_path / "train.spacy"
    DocBin(attrs=["ENT_IOB", "ENT_TYPE"], docs=docs).to_disk(path)
    return path


def _place(text: str, word: str) -> tuple[int, int] | None:
    start = text.find(word)
    return (start, start + len(word)) if start >= 0 else None


def _what(example: Example) -> tuple[str, list[str], list[tuple[int, int, str]], int]:
    ents = [(ent.start_char, ent.end_char, ent.label_) for ent in example.reference.ents]
    return example.predicted.text, [token.text for token in example.predicted], ents, len(example.predicted.ents)


def test_it_gives_what_spacys_own_reader_gives(corpus: Path) -> None:
    nlp = spacy.blank("en")
    plain = [_what(example) for example in Corpus(corpus)(nlp)]
    read = kept_corpus(corpus, gold_preproc=False)
    assert [_what(example) for example in read(nlp)] == plain
    assert [_what(example) for example in read(nlp)] == plain


def test_a_pass_does_not_see_what_another_wrote(corpus: Path) -> None:
    nlp = spacy.blank("en")
    read = kept_corpus(corpus, gold_preproc=False)
    for example in read(nlp):
        example.predicted.set_ents([Span(example.predicted, 0, 1, label="GPE")])
    assert [len(example.predicted.ents) for example in read(nlp)] == [0, 0]


def test_the_file_is_read_once_for_a_pipeline(corpus: Path) -> None:
    nlp = spacy.blank("en")
    before = [_what(example) for example in kept_corpus(corpus, gold_preproc=False)(nlp)]
    corpus.unlink()
    assert [_what(example) for example in kept_corpus(corpus, gold_preproc=False)(nlp)] == before
    with pytest.raises(FileNotFoundError):  # another pipeline reads for itself
        list(kept_corpus(corpus, gold_preproc=False)(spacy.blank("en")))


def test_both_readers_are_known_to_spacy() -> None:
    assert registry.readers.get(KEPT_READER) is kept_corpus
    assert registry.readers.get(PLAIN_READER)
