"""Scores of triggers and arguments become probabilities by what else is known of them, and nothing else changes."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from spanloop.core.reliability import auroc
from spanloop.learn.arguments.component import Found
from spanloop.learn.arguments.pairs import Scene
from spanloop.learn.calibrating import judge, judge_fitting
from spanloop.learn.confidence import write_scored
from spanloop.learn.event_numbers import argument_numbers, count_marked, trigger_numbers
from spanloop.learn.event_records import open_records
from spanloop.learn.second_reader import SecondReader
from spanloop.learn.sureness import FACTORY

WORDS = ["they", "attacked", "Marra", "and", "reached", "Omd", "near", "Ardin"]
TRIGGERS = {1: "ATTACK", 4: "ATTACK"}


@Language.component("marks_events")
def marks_events(doc: Doc) -> Doc:
    """Two triggers, ever equally sure, of which the second is none; each with two places, the nearer one is right."""
    places = [2, 5, 7]
    write_scored(doc, [Span(doc, at, at + 1, label="GPE") for at in places], [0.9] * len(places))
    group = SpanGroup(doc, name="events", spans=[Span(doc, at, at + 1, label=kind) for at, kind in TRIGGERS.items()])
    group.attrs["scores"] = [0.5, 0.5]
    doc.spans["events"] = group
    for record in open_records(doc):
        record["arguments"] = [
            {"role": "Place", "start": doc[at].idx, "end": doc[at].idx + len(doc[at]), "label": "GPE", "score": 0.6}
            for at in (2, 5)
        ]
    group.attrs["rivals"] = [[0.1, 0.6], [0.1, 0.6]]
    return doc


def gold(nlp: Any, number: int) -> Doc:
    """One attack on Marra."""
    doc = Doc(nlp.vocab, words=WORDS)
    doc.set_ents([Span(doc, at, at + 1, label="GPE") for at in (2, 5, 7)])
    doc.spans["events"] = SpanGroup(doc, name="events", spans=[Span(doc, 1, 2, label="ATTACK")])
    trigger = {"start": doc[1].idx, "end": doc[1].idx + len(doc[1])}
    place = {"role": "Place", "start": doc[2].idx, "end": doc[2].idx + len(doc[2])}
    doc.user_data["events"] = [{"id": "x", "type": "ATTACK", "trigger": trigger, "arguments": [place]}]
    doc.user_data["article"] = f"a{number}"
    return doc


@pytest.fixture
def nlp() -> Any:
    made = spacy.blank("en")
    made.add_pipe("marks_events")
    return made


def told(doc: Doc) -> tuple[list[float], list[list[float]]]:
    """The scores of triggers, and those of the arguments of each."""
    scores = [[said["score"] for said in record["arguments"]] for record in doc.user_data["events"]]
    return doc.spans["events"].attrs["scores"], scores


def test_equal_scores_tell_right_from_wrong_by_what_else_is_known(nlp: Any, tmp_path: Path) -> None:
    truths = [gold(nlp, number) for number in range(20)]
    judged = judge_fitting(nlp, truths, train=truths)
    assert nlp.pipe_names[-1] == FACTORY
    assert list(nlp.get_pipe(FACTORY).weights) == ["mentions", "triggers", "arguments"]
    for kind in ("triggers", "arguments"):
        assert auroc((each.score, each.right) for each in judged[kind]) == 1.0
        assert all(each.fitted for each in judged[kind])
        assert not any(each.numbers for each in judged[kind])
    held = judge(nlp, truths)
    assert {kind: [each.right for each in held[kind]] for kind in held} == {
        kind: [each.right for each in judged[kind]] for kind in judged
    }
    doc = nlp(Doc(nlp.vocab, words=WORDS))
    triggers, arguments = told(doc)
    assert triggers[0] > 0.5 > triggers[1]
    assert [record["score"] for record in doc.user_data["events"]] == triggers
    assert arguments[0][0] > max(arguments[0][1], *arguments[1])
    assert doc.spans["events"].attrs.keys() == {"scores", "fitted", "fitted_arguments"}
    assert doc.user_data["events"][0]["arguments"][0].keys() == {"role", "start", "end", "label", "score"}
    nlp.to_disk(tmp_path / "kept")
    again = spacy.load(tmp_path / "kept")
    assert told(again(Doc(again.vocab, words=WORDS))) == (triggers, arguments)
    component = pickle.loads(pickle.dumps(nlp.get_pipe(FACTORY)))
    assert told(component(marks_events(Doc(nlp.vocab, words=WORDS))))[0] == triggers


def test_kinds_with_too_few_marks_keep_their_scores(nlp: Any) -> None:
    truths = [gold(nlp, number) for number in range(12)]  # 36 mentions, 24 triggers, 48 arguments
    judged = judge_fitting(nlp, truths, train=truths)
    assert {each.score for each in judged["triggers"]} == {0.5}
    assert {each.fitted for each in judged["triggers"]} == {False}
    assert list(nlp.get_pipe(FACTORY).weights) == ["mentions", "arguments"]
    assert told(nlp(Doc(nlp.vocab, words=WORDS)))[0] == [0.5, 0.5]


def test_what_is_known_of_triggers(nlp: Any) -> None:
    marked = count_marked([gold(nlp, 0), gold(nlp, 1)], language="en")
    assert marked == {"ATTACK": {"attack": 2}}
    doc = marks_events(Doc(nlp.vocab, words=WORDS))
    numbers = trigger_numbers(doc, marked=marked, reader=None, features=None)
    assert numbers[:, 0].tolist() == pytest.approx([0, 0])
    assert numbers[:, 1].tolist() == pytest.approx([np.log(3), 0])
    asked = SecondReader(("ATTACK",), np.zeros(4, "f"), np.zeros((12, 5), "f"), np.zeros(5, "f"))
    features = np.zeros((len(doc), 4), dtype=np.float16)
    said = trigger_numbers(doc, marked=marked, reader=asked, features=features)[:, 2]
    assert said.tolist() == pytest.approx([np.log(0.2 / 0.8)] * 2)
    other = SecondReader(("MEET",), *(np.zeros(each, "f") for each in (4, (12, 5), 5)))
    unknown = trigger_numbers(doc, marked=marked, reader=other, features=features)
    assert unknown.tolist() == numbers.tolist(), "a type that the reader does not know"
    doc.spans["events"].attrs["scores"] = []
    assert trigger_numbers(doc, marked=marked, reader=None, features=None).shape == (0, 3), "nobody said how sure"
    assert trigger_numbers(nlp.make_doc(""), marked=marked, reader=None, features=None).shape == (0, 3)


def test_what_is_known_of_arguments(nlp: Any) -> None:
    doc = marks_events(Doc(nlp.vocab, words=WORDS))
    doc.user_data["events"][1]["arguments"].append({"role": "Cause", "event": "e0", "score": 0.5})
    numbers = argument_numbers(doc)
    logit = np.log(0.9 / 0.1)
    assert numbers[:, 1].tolist() == pytest.approx([0.5, 0.0, 0.5, 0.0, 0.5])
    assert numbers[:, 2].tolist() == pytest.approx([0.0] * 5)
    assert numbers[:, 3].tolist() == pytest.approx([logit] * 4 + [0.0]), "an event fills as surely as it is one"
    del doc.spans["events"].attrs["rivals"]
    assert argument_numbers(doc)[:, 1].tolist() == pytest.approx([0.6, 0.6, 0.6, 0.6, 0.5])
    assert argument_numbers(nlp.make_doc("nothing")).shape == (0, 4)


def test_the_next_best_filler_is_one_of_the_same_event() -> None:
    scene = Scene((), (), (), (), ((0, 0), (0, 1), (0, 2), (1, 0)))
    found = Found(scene, np.asarray([[0.1, 0.9], [0.5, 0.5], [0.7, 0.3], [0.2, 0.8]]))
    assert found.rival(0, 0, 1) == 0.5
    assert found.rival(0, 1, 1) == 0.9
    assert found.rival(1, 0, 1) == 0.0
