"""Roles of events: which pairs are looked at, what is learned from them, and what stands on the Doc afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.learn.conftest import make_events, make_text

STEPS = 60
ROLES = {
    "ATTACK": {"attacker": ["ARM"], "place": ["GPE"], "cause": ["MOVE"]},
    "MOVE": {"mover": ["ARM"], "origin": ["GPE"]},
}


def gold(nlp: Any, number: int, *, change: Callable[[Any], None] = lambda _: None) -> Any:
    """A gold Doc, as the exporter makes it."""
    from spacy.tokens import Span

    text, entities, triggers = make_text(number)
    doc = nlp.make_doc(text)
    for key, spans in (("entities", entities), ("events", triggers)):
        places = [(doc.char_span(start, end), label) for start, end, label in spans]
        doc.spans[key] = [Span(doc, place.start, place.end, label=label) for place, label in places]
    doc.user_data["events"] = make_events(number)
    doc.user_data["complete"] = {"entities": [[0, len(text)]], "events": [[0, len(text)]]}
    change(doc)
    return doc


def bare(nlp: Any, reference: Any) -> Any:
    """Its triggers and mentions, without arguments."""
    from spacy.tokens import Span

    doc = nlp.make_doc(reference.text)
    for key in ("entities", "events"):
        doc.spans[key] = [Span(doc, span.start, span.end, label=span.label_) for span in reference.spans[key]]
    return doc


def train(
    factory: str = "event_arguments",
    *,
    seed: int = 0,
    steps: int = STEPS,
    change: Callable[[Any], None] = lambda _: None,
    **config: Any,
) -> Any:
    """A pipeline of one component that learned from eight reports."""
    import spacy
    from spacy.training import Example
    from thinc.api import fix_random_seed

    fix_random_seed(seed)
    nlp = spacy.blank("en")
    nlp.add_pipe(factory, config=config)
    references = [gold(nlp, number, change=change) for number in range(8)]
    examples = [Example(nlp.make_doc(reference.text), reference) for reference in references]
    optimizer = nlp.initialize(lambda: examples)
    for step in range(steps):
        nlp.update(examples[step % 8 :][:2], sgd=optimizer, drop=0.1)
    return nlp


@pytest.fixture(scope="module")
def nlp() -> Any:
    return train(roles=ROLES)


def said(doc: Any) -> list[set[tuple[str, str]]]:
    """The arguments of each event: role and the filler's text, or its event's id."""
    return [
        {(one["role"], one.get("event") or doc.text[one["start"] : one["end"]]) for one in event["arguments"]}
        for event in doc.user_data["events"]
    ]


def test_learns_roles_and_writes_them_with_scores(nlp: Any) -> None:
    for number in (2, 9, 12):
        reference = gold(nlp, number)
        doc = nlp.get_pipe("event_arguments")(bare(nlp, reference))
        assert said(doc) == said(reference)
        assert [event["id"] for event in doc.user_data["events"]] == ["e0", "e1"]
        assert all(0 < one["score"] <= 1 for event in doc.user_data["events"] for one in event["arguments"])
        assert [event["trigger"] for event in doc.user_data["events"]] == [e["trigger"] for e in make_events(number)]


def test_nothing_without_triggers_or_mentions(nlp: Any) -> None:
    component = nlp.get_pipe("event_arguments")
    assert component(nlp.make_doc("")).user_data["events"] == []
    assert component(nlp.make_doc("Rebels attacked Marra.")).user_data["events"] == []
    doc = bare(nlp, gold(nlp, 1))
    doc.spans["entities"] = []
    assert said(component(doc)) == [set(), set()]


def test_other_components_fields_stay(nlp: Any) -> None:
    from spanloop.learn.event_records import open_records

    doc = bare(nlp, gold(nlp, 1))
    doc.spans["events"].attrs["scores"] = [0.5, 0.25]
    open_records(doc)[1]["attributes"]["realis"] = "planned"
    nlp.get_pipe("event_arguments")(doc)
    assert [event["score"] for event in doc.user_data["events"]] == [0.5, 0.25]
    assert [event["attributes"] for event in doc.user_data["events"]] == [{}, {"realis": "planned"}]


def test_an_argument_of_an_unsure_mention_has_to_be_surer(nlp: Any) -> None:
    component = nlp.get_pipe("event_arguments")
    doc = bare(nlp, gold(nlp, 1))
    all_of_them = said(component(doc))
    assert all(all_of_them)
    component.cfg["together"] = 0.01
    try:
        assert said(component(doc)) == all_of_them, "mentions without scores count as sure"
        doc.spans["entities"].attrs["scores"] = [0.001, *[None] * (len(doc.spans["entities"]) - 1)]
        unsure = doc.spans["entities"][0].text
        left = [{(role, filler) for role, filler in mine if filler != unsure} for mine in all_of_them]
        assert said(component(doc)) == left != all_of_them
    finally:
        component.cfg["together"] = 0.0


def test_several_heads_learn_by_themselves_and_their_probabilities_are_averaged(tmp_path: Any) -> None:
    import spacy

    from spanloop.learn.arguments.rows import make_rows
    from spanloop.learn.row_component import softmax

    nlp = train(roles=ROLES, steps=30, model={"@architectures": "spanloop.RowScorer.v1", "hidden": 16, "heads": 3})
    component = nlp.get_pipe("event_arguments")
    component._likeness = None
    doc = bare(nlp, gold(nlp, 1))
    found = component.predict([doc])[0]
    logits = component.logits(make_rows(component.model, [doc], [found.scene]))
    assert logits.shape == (3, len(found.scene.pairs), 1 + len(component.labels))
    heads = softmax(np.where(component._columns(found.scene), logits, -1e4))
    assert abs(heads[0] - heads[1]).max() > 1e-3, "they began differently"
    assert found.probabilities == pytest.approx(heads.mean(axis=0))
    assert all(abs(each - found.probabilities).max() < 0.5 for each in heads), "each has learned"
    nlp.to_disk(tmp_path / "model")
    again: Any = spacy.load(tmp_path / "model").get_pipe("event_arguments")
    assert (again.predict([doc])[0].probabilities == found.probabilities).all()


def test_same_seed_same_scores_and_saved_ones_too(nlp: Any, tmp_path: Any) -> None:
    import spacy

    nlp.to_disk(tmp_path)
    docs = {
        name: each.get_pipe("event_arguments")(bare(each, gold(each, 3)))
        for name, each in (("one", nlp), ("two", train(roles=ROLES)), ("loaded", spacy.load(tmp_path)))
    }
    events = [doc.user_data["events"] for doc in docs.values()]
    assert events[0] == events[1] == events[2]
    other = spacy.blank("en")
    other.add_pipe("event_arguments", config={"roles": ROLES})
    other.get_pipe("event_arguments").from_bytes(nlp.get_pipe("event_arguments").to_bytes())
    assert other.get_pipe("event_arguments")(bare(other, gold(other, 3))).user_data["events"] == events[0]


def test_a_batch_gives_what_single_texts_give(nlp: Any) -> None:
    component = nlp.get_pipe("event_arguments")
    references = [gold(nlp, number) for number in range(5)]
    alone = [component(bare(nlp, reference)).user_data["events"] for reference in references]
    together = [doc.user_data["events"] for doc in component.pipe(bare(nlp, each) for each in references)]
    for one, other in zip(alone, together, strict=True):
        for mine, theirs in zip(one, other, strict=True):
            scores = [[argument.pop("score") for argument in event["arguments"]] for event in (mine, theirs)]
            assert mine == theirs
            assert np.allclose(*scores, atol=1e-5)


def test_a_docs_records_go_to_other_processes(nlp: Any) -> None:
    from spacy.tokens import Doc

    doc = nlp.get_pipe("event_arguments")(bare(nlp, gold(nlp, 3)))
    there = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert there.user_data["events"] == doc.user_data["events"]


def test_the_schema_says_what_may_fill_what() -> None:
    only = {kind: {role: [] for role in roles} for kind, roles in ROLES.items()}

    def no_arguments(doc: Any) -> None:
        for event in doc.user_data["events"]:
            event["arguments"] = event["arguments"][:1]

    strict = train(roles=only, change=no_arguments, steps=10, threshold=0.0).get_pipe("event_arguments")
    doc = strict(bare(train(steps=0), gold(train(steps=0), 1)))
    roles = {role for event in said(doc) for role, _ in event}
    assert roles <= {"attacker", "mover"}  # what was marked is possible, the rest is not


def test_an_event_fills_a_role() -> None:
    def cause(doc: Any) -> None:
        first, second = doc.user_data["events"]
        first["arguments"] = (*first["arguments"], {"role": "cause", "event": second["id"]})

    nlp = train(roles=ROLES, change=cause, window=1)
    doc = nlp.get_pipe("event_arguments")(bare(nlp, gold(nlp, 2)))
    assert ("cause", "e1") in said(doc)[0]
    assert not any(one.get("event") == "e0" for one in doc.user_data["events"][0]["arguments"])


def test_what_is_not_complete_teaches_no_absence() -> None:
    def partly(doc: Any) -> None:
        doc.user_data["complete"] = {"entities": [], "events": []}

    import spacy

    from spanloop.learn.arguments.component import make_event_arguments  # noqa: F401 - the factory

    nlp = spacy.blank("en")
    component: Any = nlp.add_pipe("event_arguments", config={"roles": ROLES})
    references = [gold(nlp, 0, change=partly), gold(nlp, 0)]
    component.cfg["roles"] = ["attacker", "mover", "origin", "place"]
    partial, whole = component.gold_rows(references)
    assert len(partial[0]) == 4  # the arguments themselves
    assert not partial[2][:, 0].any()
    assert len(whole[0]) == len(partial[0])  # the other pairs of a report are in other sentences
    component.cfg["window"] = 1
    partial, whole = component.gold_rows(references)
    assert len(partial[0]) == 4
    assert whole[2][:, 0].sum() > 0


def test_scores_count_gold_that_was_never_a_candidate(nlp: Any) -> None:
    from spacy.training import Example

    from spanloop.learn.arguments.scores import score_arguments

    reference = gold(nlp, 1)
    doc = bare(nlp, reference)
    doc.spans["events"] = list(doc.spans["events"])[:1]
    doc.spans["entities"] = [span for span in doc.spans["entities"] if span.label_ == "GPE"]
    scores = score_arguments([Example(nlp.get_pipe("event_arguments")(doc), reference)])
    assert scores["args_p"] == 1
    assert scores["args_r"] == 0.25
    assert scores["args_per_type"]["ATTACK.place"]["f"] == 1
    assert scores["args_per_type"]["MOVE.mover"]["r"] == 0
    nothing = score_arguments([Example(nlp.make_doc("x"), nlp.make_doc("x"))])
    assert nothing == {"args_p": None, "args_r": None, "args_f": None, "args_per_type": None}


def test_a_false_argument_counts_only_where_all_is_marked(nlp: Any) -> None:
    from spacy.training import Example

    from spanloop.learn.arguments.scores import score_arguments

    reference = gold(nlp, 1)
    doc = nlp.get_pipe("event_arguments")(bare(nlp, reference))
    reference.user_data["events"][1]["arguments"] = ()
    assert score_arguments([Example(doc, reference)])["args_p"] == 0.5
    reference.user_data["complete"]["events"] = [[0, 20]]
    assert score_arguments([Example(doc, reference)])["args_p"] == 1


def test_no_arguments_at_all_can_be_trained_and_run() -> None:
    def none(doc: Any) -> None:
        for event in doc.user_data["events"]:
            event["arguments"] = ()

    nlp = train(change=none, steps=2)
    assert said(nlp.get_pipe("event_arguments")(bare(nlp, gold(nlp, 1)))) == [set(), set()]


@given(
    triggers=st.lists(st.tuples(st.integers(0, 19), st.integers(1, 3)), max_size=4),
    mentions=st.lists(st.tuples(st.integers(0, 19), st.integers(1, 4)), max_size=6),
    ends=st.sets(st.integers(0, 19), max_size=4),
    window=st.integers(0, 2),
)
def test_pairs_are_near_each_other_and_all_of_them_are_there(
    triggers: list[tuple[int, int]], mentions: list[tuple[int, int]], ends: set[int], window: int
) -> None:
    from spanloop.learn.arguments.hints import NAMES, NUMBERS, hints
    from spanloop.learn.arguments.pairs import Place, make_scene

    tokens = ["." if number in ends else f"w{number}" for number in range(24)]
    places = [Place(start, start + length, "T", number) for number, (start, length) in enumerate(triggers)]
    others = [Place(start, start + length, "M") for start, length in mentions]
    scene = make_scene(tokens, triggers=places, mentions=others, window=window, may_fill=lambda kind, label: True)
    expected = {
        (number, other)
        for number, trigger in enumerate(places)
        for other, filler in enumerate([*others, *places])
        if filler.event != number and abs(scene.sentence[trigger.start] - scene.sentence[filler.start]) <= window
    }
    assert set(scene.pairs) == expected
    assert len(scene.pairs) == len(expected)
    names, numbers = hints(scene)
    assert names.shape == (len(expected), NAMES)
    assert numbers.shape == (len(expected), NUMBERS)
    assert np.isfinite(numbers).all()


@given(number=st.integers(0, 40), before=st.sampled_from(["", "🌧 ", "a\u0301. ", "سوريا. \r\n"]))
def test_offsets_are_code_points_of_the_text(nlp: Any, number: int, before: str) -> None:
    from spacy.tokens import Span

    text, entities, triggers = make_text(number)
    doc = nlp.make_doc(before + text)
    for key, spans in (("entities", entities), ("events", triggers)):
        found = [(doc.char_span(start + len(before), end + len(before)), label) for start, end, label in spans]
        doc.spans[key] = [Span(doc, span.start, span.end, label=label) for span, label in found]
    nlp.get_pipe("event_arguments")(doc)
    names = {before + text: None}
    for event, (start, end, label) in zip(doc.user_data["events"], triggers, strict=True):
        assert (event["trigger"]["start"], event["trigger"]["end"]) == (start + len(before), end + len(before))
        assert event["type"] == label
        for one in event["arguments"]:
            assert (one["start"] - len(before), one["end"] - len(before), one["label"]) in entities
            assert one["role"] in ROLES[label]
    assert doc.text in names
