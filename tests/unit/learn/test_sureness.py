"""A mention's score becomes a probability by several numbers, which travels with the pipeline and changes no mark."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
import srsly
from spacy.language import Language
from spacy.tokens import Doc, Span

from spanloop.core.reliability import auroc
from spanloop.learn.calibrating import calibrate, judge, judge_fitting
from spanloop.learn.calibration import calibration_from, fit
from spanloop.learn.confidence import write_scored
from spanloop.learn.mention_numbers import MENTIONS
from spanloop.learn.second_reader import FEWEST_TOKENS, Lesson, SecondReader, learn_readers
from spanloop.learn.sureness import FACTORY, Sureness
from spanloop.learn.tag_paths import edge_chances, tag_columns


def read_words(count: int, *, seed: int, width: int = 24) -> tuple[list[Any], list[Any]]:
    """Documents whose features tell the tags: O, or U of one of two labels."""
    draw = np.random.default_rng(seed)
    meaning = np.random.default_rng(0).normal(size=(3, width))
    kinds = [draw.integers(0, 3, 20) for _ in range(count)]
    features = [(meaning[each] + draw.normal(size=(20, width)) * 0.5).astype(np.float16) for each in kinds]
    return features, [np.asarray([0, 4, 8])[each] for each in kinds]


def test_the_second_reader_knows_what_features_tell_and_is_the_same_each_time() -> None:
    features, tags = read_words(20, seed=1)
    tags[0][:5] = -1
    lesson = Lesson(["GPE", "PER"], tags)
    (reader,), (again, beside) = learn_readers(features, [lesson]), learn_readers(features, [lesson, lesson])
    assert reader is not None
    assert again is not None
    assert beside is not None
    assert (reader.weights == again.weights).all()
    assert (reader.weights == beside.weights).all(), "what else is taught changes nothing"
    (seen,), (truth,) = read_words(1, seed=2)
    right, wrong = (
        [(at, at + 1, 0) for at in np.flatnonzero(truth == 4).tolist()],
        [(at, at + 1, 0) for at in np.flatnonzero(truth == 8).tolist()],
    )
    sure = [mean for _, mean in reader.opinions(seen, right)]
    unsure = [mean for _, mean in reader.opinions(seen, wrong)]
    assert min(sure) > max(unsure)
    assert reader.opinions(seen, []) == []
    kept = SecondReader.from_parts(reader.to_parts())
    assert kept.opinions(seen, right) == reader.opinions(seen, right)


def test_too_few_words_teach_no_second_reader() -> None:
    features, tags = read_words(FEWEST_TOKENS // 20 - 1, seed=1)
    few = Lesson(["GPE", "PER"], tags)
    assert learn_readers(features, [few]) == [None]
    more, _ = read_words(FEWEST_TOKENS // 20, seed=1)
    half = Lesson(["GPE", "PER"], [np.full(20, -1) for _ in more])
    enough = Lesson(["GPE", "PER"], [np.full(20, 4) for _ in more])
    taught = learn_readers(more, [half, enough])
    assert [reader is None for reader in taught] == [True, False]


def test_what_stands_at_the_edges_of_a_span() -> None:
    chances = np.full((4, 5), 0.01)
    chances[0, 1], chances[1, 2], chances[2, 3], chances[3, 0] = 0.9, 0.8, 0.7, 0.96  # B I L O
    logs = np.log(chances)
    (whole,), (part,) = edge_chances(logs, [(0, 3, 0)]), edge_chances(logs, [(1, 3, 0)])
    assert whole == pytest.approx((0.7, 0.0, 0.02))
    assert part[1] == pytest.approx(0.91), "it began before"
    assert tag_columns(1, 1) == [8]
    assert tag_columns(3, 0) == [1, 2, 3]


def test_few_marks_leave_the_usual_weights_and_many_are_followed() -> None:
    draw = np.random.default_rng(3)
    numbers = np.zeros((600, MENTIONS.width))
    numbers[:, 6] = draw.random(600)
    right = (numbers[:, 6] > 0.5).astype(float)
    few, many = MENTIONS.fit(numbers[:4], right[:4]), MENTIONS.fit(numbers, right)
    assert np.abs(few - MENTIONS.typical).max() < 0.2
    assert many[6] > 1
    chances = MENTIONS.probabilities(numbers, many)
    assert auroc(zip(chances.tolist(), right > 0, strict=True)) == 1.0


@Language.component("marks_capitals")
def marks_capitals(doc: Doc) -> Doc:
    """Marks each word that begins with a capital, ever equally sure."""
    spans = [Span(doc, token.i, token.i + 1, label="GPE") for token in doc if token.text[:1].isupper()]
    doc.set_ents(spans)
    edges = [(0.8, 0.5 if span.start and doc[span.start - 1].text == "the" else 0.01, 0.01) for span in spans]
    write_scored(doc, spans, [0.8] * len(spans), edges=edges)
    return doc


def gold(nlp: Any, number: int) -> Doc:
    """A place is right where no "the" stands before it."""
    doc = nlp.make_doc("they left Marra for the Bank and Ardin by the River near Omd")
    doc.set_ents([Span(doc, at, at + 1, label="GPE") for at in (2, 7, 12)])
    doc.user_data["article"] = f"a{number}"
    return doc


@pytest.fixture
def nlp() -> Any:
    made = spacy.blank("en")
    made.add_pipe("marks_capitals")
    return made


def test_scores_that_said_nothing_tell_right_from_wrong_by_the_edges(nlp: Any, tmp_path: Path) -> None:
    truths = [gold(nlp, number) for number in range(8)]
    judged = judge_fitting(nlp, truths, train=truths)["mentions"]
    assert nlp.pipe_names[-1] == FACTORY
    assert auroc((each.score, each.right) for each in judged) == 1.0
    assert all(each.fitted for each in judged)
    held = judge(nlp, truths)["mentions"]
    assert [each.right for each in held] == [each.right for each in judged]
    doc = nlp(truths[0].text)
    scores = doc.spans["entities"].attrs["scores"]
    assert doc.spans["entities"].attrs.keys() == {"scores", "fitted"}
    assert [score > 0.5 for score in scores] == [True, False, True, False, True]
    nlp.to_disk(tmp_path / "kept")
    again = spacy.load(tmp_path / "kept")
    assert next(again.pipe([truths[0].text, ""])).spans["entities"].attrs["scores"] == scores
    component = pickle.loads(pickle.dumps(nlp.get_pipe(FACTORY)))
    assert component(marks_capitals(nlp.make_doc(truths[0].text))).spans["entities"].attrs["scores"] == scores


def test_it_is_saved_with_the_pipeline_and_fitted_anew_each_time(nlp: Any, tmp_path: Path) -> None:
    from spacy.tokens import DocBin

    for split in ("train", "dev"):
        docs = [gold(nlp, number) for number in range(8)]
        DocBin(store_user_data=True, docs=docs).to_disk(tmp_path / f"{split}.spacy")
    nlp.to_disk(tmp_path / "model")
    told = calibrate(nlp, tmp_path, saved=tmp_path / "model")
    loaded = spacy.load(tmp_path / "model")
    assert loaded.pipe_names == nlp.pipe_names == ["marks_capitals", FACTORY]
    assert calibrate(loaded, tmp_path)["mentions"] == told["mentions"]
    calibration = calibration_from(told["mentions"])
    assert calibration.auroc == 1.0
    assert calibration.ece is not None


def test_a_version_from_when_mentions_alone_were_scored_still_scores_them(nlp: Any) -> None:
    judge_fitting(nlp, [gold(nlp, number) for number in range(8)], train=[])
    component = nlp.get_pipe(FACTORY)
    older = srsly.msgpack_dumps({"weights": component.weights["mentions"], "reader": None, "sha256": ""})
    text = gold(nlp, 0).text
    wanted = nlp(text).spans["entities"].attrs["scores"]
    read = Sureness(nlp.vocab, None).from_bytes(older)
    assert list(read.weights) == ["mentions"]
    assert read(marks_capitals(nlp.make_doc(text))).spans["entities"].attrs["scores"] == wanted


def test_few_marks_give_no_component(nlp: Any, tmp_path: Path) -> None:
    judged = judge_fitting(nlp, [gold(nlp, 0)], train=[])["mentions"]
    assert nlp.pipe_names == ["marks_capitals"]
    assert fit(judged).why_not
    assert {each.score for each in judged} == {0.8}
