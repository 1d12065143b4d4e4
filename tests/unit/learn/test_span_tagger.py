"""The tagger learns entities from complete and from partial marks, says how sure it is, and travels whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc, Span
from spacy.training import Example
from thinc.api import fix_random_seed

from tests.unit.learn.conftest import make_text

SMALL = {
    "@architectures": "spacy.HashEmbedCNN.v2",
    "pretrained_vectors": None,
    "width": 32,
    "depth": 1,
    "embed_size": 200,
    "window_size": 1,
    "maxout_pieces": 2,
    "subword_features": True,
}
MODEL = {"@architectures": "spanloop.SpanTagger.v1", "tok2vec": SMALL}


def example(nlp: Any, number: int, *, default: str = "outside") -> Example:
    text, entities, _ = make_text(number)
    doc = nlp.make_doc(text)
    spans = [doc.char_span(start, end, label=label) for start, end, label in entities]
    doc.set_ents([span for span in spans if span is not None], default=default)
    return Example(nlp.make_doc(text), doc)


def learn(factory: str, config: dict[str, Any], *, steps: int = 40) -> tuple[Any, list[Example]]:
    fix_random_seed(0)
    nlp = spacy.blank("en")
    nlp.add_pipe(factory, config=config)
    examples = [example(nlp, number) for number in range(8)]
    optimizer = nlp.initialize(lambda: examples)
    optimizer.learn_rate = 0.01
    for _ in range(steps):
        nlp.update(examples, sgd=optimizer, losses={})
    return nlp, examples


@pytest.fixture(scope="module")
def taught() -> tuple[Any, list[Example]]:
    return learn("span_tagger", {"model": MODEL})


def marked(doc: Doc) -> list[tuple[str, str]]:
    return [(span.text, span.label_) for span in doc.ents]


def test_it_marks_what_it_was_shown(taught: tuple[Any, list[Example]]) -> None:
    nlp, examples = taught
    scores = nlp.evaluate(examples)
    assert scores["ents_f"] > 0.95
    doc = nlp(examples[0].text)
    group = doc.spans["entities"]
    assert [(span.start, span.end, span.label_) for span in group] == [
        (span.start, span.end, span.label_) for span in doc.ents
    ]
    assert all(0 < score <= 1 for score in group.attrs["scores"])
    assert len(group.attrs["scores"]) == len(doc.ents)


def test_one_by_one_or_together_after_saving_or_copying_it_says_the_same(
    taught: tuple[Any, list[Example]], tmp_path: Path
) -> None:
    nlp, examples = taught
    texts = [each.text for each in examples] + ["", " \n "]
    alone = [marked(nlp(text)) for text in texts]
    assert [marked(doc) for doc in nlp.pipe(texts, batch_size=3)] == alone
    nlp.to_disk(tmp_path / "kept")
    assert [marked(doc) for doc in spacy.load(tmp_path / "kept").pipe(texts)] == alone
    again = spacy.blank("en")
    again.add_pipe("span_tagger", config={"model": MODEL})
    again.from_bytes(nlp.to_bytes())
    assert [marked(doc) for doc in again.pipe(texts)] == alone


def test_nothing_is_learned_from_what_nobody_said(taught: tuple[Any, list[Example]]) -> None:
    nlp, _ = taught
    tagger = nlp.get_pipe("span_tagger")
    partly = example(nlp, 2, default="missing")
    logits = [np.zeros((len(partly.predicted), 1 + 4 * len(tagger.labels)), dtype="f")]
    _, (gradient,) = tagger.get_loss([partly], logits)
    known = {token for span in partly.reference.ents for token in range(span.start, span.end)}
    assert set(np.flatnonzero(np.abs(gradient).sum(axis=1))) == known


def test_other_tokens_than_the_truth_has_are_aligned(taught: tuple[Any, list[Example]]) -> None:
    nlp, _ = taught
    tagger = nlp.get_pipe("span_tagger")
    truth = Doc(nlp.vocab, words=["Tel Sabo", "fell"], spaces=[True, False])
    truth.set_ents([Span(truth, 0, 1, label="GPE")])
    cut = Example(Doc(nlp.vocab, words=["Tel", "Sabo", "fell"], spaces=[True, True, False]), truth)
    same = Doc(nlp.vocab, words=["Tel", "Sabo", "fell"], spaces=[True, True, False])
    same.set_ents([Span(same, 0, 2, label="GPE")])
    assert [list(t) for t in tagger._targets(cut)] == [list(t) for t in tagger._targets(Example(same.copy(), same))]


def test_an_entity_neither_begins_nor_ends_with_white_space(taught: tuple[Any, list[Example]]) -> None:
    nlp, _ = taught
    tagger = nlp.get_pipe("span_tagger")
    doc = Doc(nlp.vocab, words=["\n", "Marra", "\n"], spaces=[False, False, False])
    logs = np.full((3, 1 + 4 * len(tagger.labels)), -9.0, dtype="f")
    logs[0, 1], logs[1, 2], logs[2, 3] = 0, -0.5, 0  # B, I, L of the first label
    logs[1, 4] = -2.0  # U
    tagger.set_annotations([doc], [logs])
    assert [(span.start, span.end) for span in doc.ents] == [(1, 2)]


def test_what_nests_is_learned_level_by_level() -> None:
    fix_random_seed(0)
    nlp = spacy.blank("en")
    nlp.add_pipe("span_tagger", config={"model": MODEL, "levels": 2})
    examples = []
    for number in range(6):
        made = example(nlp, number)
        reference = made.reference
        armed = next(span for span in reference.ents if span.label_ == "ARM")
        outer = Span(reference, armed.start, armed.end + 1, label="GROUP")
        others = [span for span in reference.ents if span != armed]
        reference.set_ents(sorted([outer, *others]), default="outside")
        reference.spans["entities"] = [outer, armed, *others]
        examples.append(made)
    optimizer = nlp.initialize(lambda: examples)
    optimizer.learn_rate = 0.01
    for _ in range(40):
        nlp.update(examples, sgd=optimizer, losses={})
    doc = nlp(examples[0].text)
    wanted = {(span.start, span.end, span.label_) for span in examples[0].reference.spans["entities"]}
    assert {(span.start, span.end, span.label_) for span in doc.spans["entities"]} == wanted
    assert len(doc.ents) == len(wanted) - 1
    assert len(doc.spans["entities"].attrs["scores"]) == len(wanted)
    examples[0].reference.user_data["complete"] = {"entities": [[0, 10]]}
    known = [int((tags >= 0).sum()) for tags in nlp.get_pipe("span_tagger")._targets(examples[0])]
    assert known[0] == len(doc)
    assert known[1] == 3  # the two words in the complete range, and the nested mention behind them


def test_a_label_that_comes_later_leaves_what_was_learned(tmp_path: Path) -> None:
    nlp, examples = learn("span_tagger", {"model": MODEL, "levels": 2}, steps=25)
    texts = [each.text for each in examples]
    before = [marked(doc) for doc in nlp.pipe(texts)]
    tagger = nlp.get_pipe("span_tagger")
    assert tagger.add_label("WPN") == 1
    assert tagger.add_label("WPN") == 0
    assert [marked(doc) for doc in nlp.pipe(texts)] == before
    nlp.to_disk(tmp_path / "wider")
    assert [marked(doc) for doc in spacy.load(tmp_path / "wider").pipe(texts)] == before
    for each in examples:
        post = next(token.i for token in each.reference if token.text == "post")
        spans = sorted([*each.reference.ents, Span(each.reference, post, post + 1, label="WPN")])
        each.reference.set_ents(spans, default="outside")
    optimizer = nlp.create_optimizer()
    optimizer.learn_rate = 0.01
    for _ in range(25):
        nlp.update(examples, sgd=optimizer, losses={})
    assert ("post", "WPN") in marked(nlp(texts[0]))


def test_several_together_take_the_mean(taught: tuple[Any, list[Example]]) -> None:
    nlp, examples = taught
    tagger = nlp.get_pipe("span_tagger")
    one, other = np.log([[0.8, 0.2]]), np.log([[0.4, 0.6]])
    assert np.exp(tagger.combine([[one], [other]])[0]) == pytest.approx(np.array([[0.6, 0.4]]))
    doc = nlp(examples[0].text)
    logs = tagger.predict([doc])
    before = list(doc.spans["entities"].attrs["scores"])
    tagger.rescore([doc], tagger.combine([logs, logs]))
    assert doc.spans["entities"].attrs["scores"] == pytest.approx(before, abs=1e-5)
    doc.spans["entities"] = []
    tagger.rescore([doc], logs)
    assert doc.spans["entities"].attrs["scores"] == []


def test_the_scored_recognizer_marks_what_spacys_own_marks(tmp_path: Path) -> None:
    model = {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "hidden_width": 16}
    config = {"model": {**model, "extra_state_tokens": False, "maxout_pieces": 2, "use_upper": True, "tok2vec": SMALL}}
    nlp, examples = learn("scored_ner", config, steps=8)
    plain, _ = learn("ner", config, steps=8)
    texts = [each.text for each in examples] + [""]
    for ours, theirs in zip(nlp.pipe(texts, batch_size=4), plain.pipe(texts), strict=True):
        assert marked(ours) == marked(theirs)
        scores = ours.spans["entities"].attrs["scores"]
        assert len(scores) == len(ours.ents)
        assert all(0 < score <= 1 for score in scores)
    nlp.to_disk(tmp_path / "kept")
    assert spacy.load(tmp_path / "kept")(texts[0]).spans["entities"].attrs["scores"] == pytest.approx(
        nlp(texts[0]).spans["entities"].attrs["scores"]
    )
