"""Attributes of events: learned where they are known, and only written where they are not the default."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.unit.learn.test_arguments import bare, gold, train

SCHEMA = {
    "realis": {"default": "actual", "values": ["actual", "planned"]},
    "kind": {"default": None, "values": {"ATTACK": ["raid"], "MOVE": []}},
}


def kinds(doc: Any) -> None:
    """Attacks are raids; that attacks are actual is said where it need not be."""
    doc.user_data["events"][0]["attributes"] = {"kind": "raid", "realis": "actual"}


@pytest.fixture(scope="module")
def nlp() -> Any:
    return train("event_attributes", change=kinds, attributes=SCHEMA)


def set_by(nlp: Any, doc: Any) -> list[dict[str, str]]:
    return [event["attributes"] for event in nlp.get_pipe("event_attributes")(doc).user_data["events"]]


def test_sets_what_is_not_the_default(nlp: Any) -> None:
    assert nlp.get_pipe("event_attributes").labels == ("kind=raid", "realis=planned")
    for number in (2, 11):
        assert set_by(nlp, bare(nlp, gold(nlp, number))) == [{"kind": "raid"}, {"realis": "planned"}]
    assert set_by(nlp, nlp.make_doc("Nothing here.")) == []


def test_other_components_fields_stay(nlp: Any) -> None:
    from spanloop.learn.event_records import open_records

    doc = bare(nlp, gold(nlp, 1))
    filled = [{"role": "place", "start": 0, "end": 2, "label": "GPE", "score": 0.5}]
    open_records(doc)[0]["arguments"] = filled
    set_by(nlp, doc)
    assert [event["arguments"] for event in doc.user_data["events"]] == [filled, []]


def test_saved_and_loaded_it_says_the_same(nlp: Any, tmp_path: Any) -> None:
    import spacy

    nlp.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    pipes = [nlp.get_pipe("event_attributes"), loaded.get_pipe("event_attributes")]
    one, other = (pipe.predict([bare(nlp, gold(nlp, 3))])[0] for pipe in pipes)
    assert np.array_equal(one, other)
    assert np.allclose(one.sum(axis=1), [2, 1], atol=1e-5)  # a move has no kind


def test_absence_is_learned_from_complete_texts_alone(nlp: Any) -> None:
    def partly(doc: Any) -> None:
        doc.user_data["complete"] = {"entities": [], "events": []}

    component = nlp.get_pipe("event_attributes")
    (partial,) = component.gold_rows([gold(nlp, 1, change=partly)])
    (whole,) = component.gold_rows([gold(nlp, 1)])
    assert len(partial[0]) == 1  # the move, of which it is said
    assert len(whole[0]) == 2
    assert (whole[2] * whole[3])[:, 0].tolist() == [1, 0]  # no kind; a move cannot have one


def test_scores_leave_the_default_out_and_count_events_that_were_not_found(nlp: Any) -> None:
    from spacy.training import Example

    reference = gold(nlp, 1, change=kinds)
    doc = bare(nlp, reference)
    doc.spans["events"] = list(doc.spans["events"])[:1]
    component = nlp.get_pipe("event_attributes")
    scores = component.score([Example(component(doc), reference)])
    assert scores["attrs_p"] == 1
    assert scores["attrs_r"] == 0.5
    assert scores["attrs_per_type"]["realis"]["r"] == 0
    nothing = component.score([Example(component(nlp.make_doc("x")), nlp.make_doc("x"))])
    assert set(nothing.values()) == {None}


def test_without_a_schema_it_takes_what_is_marked() -> None:
    nlp = train("event_attributes", steps=2)
    assert nlp.get_pipe("event_attributes").labels == ("realis=planned",)
    with pytest.raises(ValueError, match="train anew"):
        nlp.get_pipe("event_attributes").add_label("realis=ongoing")
