"""A warm start: learns on from its own weights, the same each time, and says what it cannot take up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.tokens import DocBin, Span
from spacy.training import Example
from thinc.api import fix_random_seed

from spanloop.learn.calibrating import judge
from spanloop.learn.calibration import fit
from spanloop.learn.corpus import read_split
from spanloop.learn.extractors import hash_files, load_folder
from spanloop.learn.progress import Progress, TrainingCancelledError
from spanloop.learn.warm import ScratchNeededError, Warmed, check_recipe, save, score_dev, warm_up
from tests.unit.learn.conftest import MakeCorpus, make_text, nothing_left
from tests.unit.learn.test_span_tagger import SMALL


def _warm_start(base: Path, corpus: Path, *, output: Path, **how: Any) -> Warmed:
    """Let a saved pipeline learn on, and save the outcome."""
    nlp = load_folder(base)
    result = warm_up(nlp, corpus, **how)
    save(nlp, output)
    return result


def _relabel(doc: Any) -> None:
    """ARM is called MIL in this corpus."""
    spans = [doc.char_span(s.start_char, s.end_char, label="MIL" if s.label_ == "ARM" else s.label_) for s in doc.ents]
    doc.set_ents(spans)


def _retype(doc: Any) -> None:
    """MOVE is called FLIGHT in this corpus."""
    group = doc.spans["events"]
    spans = [doc.char_span(s.start_char, s.end_char, label="FLIGHT" if s.label_ == "MOVE" else s.label_) for s in group]
    doc.spans["events"] = spans


def test_a_warm_start_goes_on_learning_and_keeps_what_it_knew(
    tmp_path: Path, trained: Any, make_corpus: MakeCorpus
) -> None:
    corpus = make_corpus(tmp_path / "corpus", train=12, dev=2)
    seen: list[Progress] = []
    result = _warm_start(
        trained.path, corpus, output=tmp_path / "warm", steps=15, on_progress=seen.append, known=["a", "b"]
    )
    assert [at.step for at in seen] == list(range(1, 16))
    assert result.layers == ("entities", "events")
    assert hash_files(tmp_path / "warm") != hash_files(trained.path)
    before, after = (score_dev(load_folder(path), corpus) for path in (trained.path, tmp_path / "warm"))
    assert before.score is not None
    assert after.score is not None
    assert after.score >= before.score - 0.05
    assert after.gold == 12
    assert after.data_hash == before.data_hash != ""


def test_the_development_texts_tell_what_scores_mean_in_one_reading(
    tmp_path: Path, trained: Any, make_corpus: MakeCorpus
) -> None:
    nlp = load_folder(trained.path)
    corpus = make_corpus(tmp_path / "corpus", train=1, dev=16)
    told = score_dev(nlp, corpus, calibrating=True).calibration
    judged = judge(nlp, read_split(corpus, "dev", nlp.vocab))
    whole = {part: fit(marks).to_json() for part, marks in judged.items()}
    assert told == {part: found for part, found in whole.items() if "slope" in found}
    assert {"triggers", "arguments"} <= told.keys()
    assert score_dev(nlp, corpus).calibration == {}
    assert score_dev(nlp, make_corpus(tmp_path / "few", train=1, dev=1), calibrating=True).calibration == {}


def test_the_same_start_data_and_seed_give_the_same_weights(
    tmp_path: Path, trained: Any, make_corpus: MakeCorpus
) -> None:
    corpus = make_corpus(tmp_path / "corpus", train=6, dev=0)
    seeds = {"one": 3, "two": 3, "three": 4}
    results = [
        _warm_start(trained.path, corpus, output=tmp_path / name, steps=4, seed=seed) for name, seed in seeds.items()
    ]
    hashes = [hash_files(tmp_path / name) for name in seeds]
    assert hashes[0] == hashes[1] != hashes[2]
    assert results[0].data_hash == results[1].data_hash != results[2].data_hash


def test_new_labels_and_types_are_learned(tmp_path: Path, trained: Any, make_corpus: MakeCorpus) -> None:
    def rename(doc: Any) -> None:
        _relabel(doc)
        _retype(doc)

    corpus = make_corpus(tmp_path / "corpus", train=6, dev=0, spoil=rename)
    nlp = load_folder(trained.path)
    warmed = warm_up(nlp, corpus, steps=25, learn_rate=0.005)
    assert warmed.waiting == ()
    assert "MIL" in nlp.get_pipe("ner").labels
    assert "FLIGHT" in nlp.get_pipe("event_triggers").labels
    doc = nlp(make_text(0)[0])
    assert "MIL" in {ent.label_ for ent in doc.ents}
    assert "FLIGHT" in {span.label_ for span in doc.spans["events"]}


@pytest.mark.parametrize("levels", [1, 2])
def test_the_tagger_takes_new_labels_and_keeps_what_it_knew(
    tmp_path: Path, make_corpus: MakeCorpus, levels: int
) -> None:
    """At a second level the new label stands inside other mentions only."""

    def spoil(doc: Any) -> None:
        if levels == 1:
            _relabel(doc)
        else:
            inner = [Span(doc, ent.start, ent.start + 1, label="MIL") for ent in doc.ents if len(ent) > 1]
            doc.spans["entities"] = [*doc.ents, *inner]

    nlp = spacy.blank("en")
    model = {"@architectures": "spanloop.SpanTagger.v1", "tok2vec": SMALL}
    nlp.add_pipe("span_tagger", config={"levels": levels, "model": model})
    first = [
        Example(nlp.make_doc(doc.text), doc) for doc in _docs(make_corpus(tmp_path / "first", train=6, dev=0), nlp)
    ]
    fix_random_seed(0)
    optimizer = nlp.initialize(lambda: first)
    optimizer.learn_rate = 0.01
    for _ in range(20):
        nlp.update(first, sgd=optimizer)
    nlp.config["training"]["batcher"]["size"] = 200
    corpus = make_corpus(tmp_path / "second", train=8, dev=0, events=False, spoil=spoil)
    warmed = warm_up(nlp, corpus, steps=40, learn_rate=0.01)
    assert warmed.waiting == ()
    assert nlp.get_pipe("span_tagger").labels == ("ARM", "GPE", "MIL")
    doc = nlp(make_text(1)[0])  # its place is of two words
    found = {(span.text, span.label_) for span in doc.spans["entities"]}
    wanted = {("Tel Sabo", "GPE"), ("soldiers", "MIL")} if levels == 1 else {("Tel Sabo", "GPE"), ("Tel", "MIL")}
    assert wanted <= found


def _docs(corpus: Path, nlp: Any) -> list[Any]:
    return list(DocBin().from_disk(corpus / "train.spacy").get_docs(nlp.vocab))


def test_a_label_for_which_there_is_no_place_waits(
    tmp_path: Path, trained: Any, make_corpus: MakeCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spanloop.learn.triggers import EventTriggers

    def refuse(_: object, label: str) -> int:
        raise ValueError(f"no place for {label}")

    monkeypatch.setattr(EventTriggers, "add_label", refuse)
    corpus = make_corpus(tmp_path / "corpus", train=4, dev=0, spoil=_retype)
    assert warm_up(load_folder(trained.path), corpus, steps=1).waiting == ("FLIGHT",)


def test_a_label_that_is_no_more_needs_a_training_from_scratch(
    tmp_path: Path, trained: Any, make_corpus: MakeCorpus
) -> None:
    corpus = make_corpus(tmp_path / "corpus", train=4, dev=0, spoil=_relabel)
    with nothing_left(tmp_path), pytest.raises(ScratchNeededError, match="it knows ARM, which the schema has no more"):
        _warm_start(
            trained.path, corpus, output=tmp_path / "warm", labels={"entities": ["GPE", "MIL"], "events": ["ATTACK"]}
        )


def test_a_layer_that_can_be_learned_only_now_needs_a_training_from_scratch(
    tmp_path: Path, trained: Any, make_corpus: MakeCorpus
) -> None:
    nlp = load_folder(trained.path)
    nlp.remove_pipe("event_triggers")
    corpus = make_corpus(tmp_path / "corpus", train=4, dev=0)
    with pytest.raises(ScratchNeededError, match="events can be learned now"):
        warm_up(nlp, corpus)


def test_another_recipe_needs_a_training_from_scratch(
    tmp_path: Path, trained: Any, make_corpus: MakeCorpus, recipe: Path
) -> None:
    corpus = make_corpus(tmp_path / "corpus", train=4, dev=0)
    same = recipe.read_text(encoding="utf-8")
    (corpus / "config.cfg").write_text(same, encoding="utf-8")
    warm_up(load_folder(trained.path), corpus, steps=1)
    (corpus / "config.cfg").write_text(same.replace("hidden_width = 64", "hidden_width = 32"), encoding="utf-8")
    with pytest.raises(ScratchNeededError, match="its recipe, or the labels, changed since it was trained"):
        warm_up(load_folder(trained.path), corpus)


def test_only_what_comes_of_the_schema_is_called_a_change_of_labels(tmp_path: Path) -> None:
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("span_ruler", name="event_arguments", config={"spans_key": "a"})
    nlp.config["components"]["event_arguments"]["roles"] = {"DETAIN": {"captor": ["ORG"]}}
    config = nlp.config.copy()
    config["components"]["event_arguments"]["roles"] = {"DETAIN": {}}
    config.to_disk(tmp_path / "config.cfg")
    with pytest.raises(ScratchNeededError, match=r"anew: the labels changed since it was trained. Train a new version"):
        check_recipe(nlp, tmp_path / "config.cfg")


def test_unmarked_text_teaches_nothing_where_nobody_called_it_complete(
    tmp_path: Path, trained: Any, make_corpus: MakeCorpus
) -> None:
    """Nothing is marked and nothing complete: what it knew stays."""
    corpus = make_corpus(tmp_path / "corpus", train=6, dev=0, entities=False, events=False, complete=())
    nlp = load_folder(trained.path)
    text = make_text(0)[0]
    before = [(ent.text, ent.label_) for ent in nlp(text).ents]
    warm_up(nlp, corpus, steps=20)
    assert [(ent.text, ent.label_) for ent in nlp(text).ents] == before != []


@pytest.mark.parametrize("at", [0, 2])
def test_cancelled_at_any_step_it_leaves_nothing(
    tmp_path: Path, trained: Any, make_corpus: MakeCorpus, at: int
) -> None:
    corpus = make_corpus(tmp_path / "corpus", train=4, dev=0)
    with nothing_left(tmp_path), pytest.raises(TrainingCancelledError):
        _warm_start(trained.path, corpus, output=tmp_path / "warm", steps=3, cancelled=_after(at))


def _after(calls: int) -> Callable[[], bool]:
    left = [calls]

    def asked() -> bool:
        left[0] -= 1
        return left[0] < 0

    return asked


def test_of_a_large_corpus_every_pass_holds_all_that_is_new(
    tmp_path: Path, trained: Any, make_corpus: MakeCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spanloop.learn import warm

    numbers = iter(range(100))

    def name(doc: Any) -> None:
        doc.user_data["article"] = f"a{next(numbers)}"

    corpus = make_corpus(tmp_path / "corpus", train=30, dev=0, spoil=name)
    passes: list[list[int]] = []
    cut = warm._pass  # pyright: ignore[reportPrivateUsage] - which documents are read shows nowhere else
    monkeypatch.setattr(warm, "_pass", lambda *a, **k: passes.append(cut(*a, **k)) or passes[-1])
    warm_up(load_folder(trained.path), corpus, steps=3, known=[f"a{number}" for number in range(28)])
    assert passes
    for places in passes:
        assert {28, 29} <= set(places)
        assert 2 < len(places) < 30
