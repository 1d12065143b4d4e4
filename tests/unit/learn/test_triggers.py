"""The trigger component: what it learns from, what it ignores, what it writes, and how it is scored."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

TEXT = "Rebels shelled Marra and pulled out of Ardin"


@pytest.fixture
def nlp() -> Any:
    import spacy

    return spacy.blank("en")


def _example(
    nlp: Any,
    triggers: Sequence[tuple[int, int, str]],
    *,
    text: str = TEXT,
    complete: Sequence[Sequence[int]] | None = ((0, 1000),),
    words: list[str] | None = None,
) -> Any:
    from spacy.tokens import Doc
    from spacy.training import Example

    reference = nlp.make_doc(text)
    reference.spans["events"] = [reference.char_span(*trigger) for trigger in triggers]
    if complete is not None:
        reference.user_data["complete"] = {"entities": [], "events": list(complete)}
    return Example(Doc(nlp.vocab, words=words) if words else nlp.make_doc(text), reference)


def _both(example: Any) -> tuple[Any, Any]:
    return example.predicted, example.reference


def _pipe(nlp: Any, labels: Sequence[str] = ("ATTACK", "MOVE")) -> Any:
    pipe = nlp.add_pipe("event_triggers")
    for label in labels:
        pipe.add_label(label)
    return pipe


SHELLED, PULLED_OUT = (7, 14, "ATTACK"), (25, 35, "MOVE")


def test_targets_where_all_is_complete(nlp: Any) -> None:
    gold, known = _pipe(nlp)._targets(*_both(_example(nlp, [SHELLED, PULLED_OUT])))
    assert known.all()
    # Columns: ATTACK starts, MOVE starts, ATTACK goes on, MOVE goes on. Tokens: Rebels shelled Marra and pulled out ...
    assert {tuple(place) for place in np.argwhere(gold)} == {(1, 0), (4, 1), (5, 3)}


def test_a_word_may_express_two_events(nlp: Any) -> None:
    gold, _ = _pipe(nlp)._targets(*_both(_example(nlp, [SHELLED, (7, 14, "MOVE")])))
    assert {tuple(place) for place in np.argwhere(gold)} == {(1, 0), (1, 1)}


def test_outside_the_complete_range_only_the_triggers_that_are_there_are_known(nlp: Any) -> None:
    gold, known = _pipe(nlp)._targets(*_both(_example(nlp, [PULLED_OUT], complete=[[0, 14]])))
    assert known.all(axis=1).tolist() == [True, True, False, False, True, True, False, False]
    assert gold[4, 1] == 1
    _, unknown = _pipe(type(nlp)())._targets(*_both(_example(nlp, [], complete=[])))
    assert not unknown.any()


def test_a_word_cut_by_the_range_is_not_known(nlp: Any) -> None:
    _, known = _pipe(nlp)._targets(*_both(_example(nlp, [], complete=[[3, 14]])))
    assert known.all(axis=1).tolist()[:3] == [False, True, False]


def test_without_a_word_about_completeness_a_span_group_counts_as_complete(nlp: Any) -> None:
    from spanloop.learn.triggers import complete_tokens

    example = _example(nlp, [SHELLED], complete=None)
    assert complete_tokens(example.predicted, example.reference).all()
    del example.reference.spans["events"]
    assert not complete_tokens(example.predicted, example.reference).any()


def test_a_trigger_that_the_tokens_cut_is_neither_right_nor_wrong(nlp: Any) -> None:
    words = ["Rebels", "shelled Marra", "and", "pulled", "out", "of", "Ardin"]
    gold, known = _pipe(nlp)._targets(*_both(_example(nlp, [SHELLED], words=words)))
    assert not gold.any()
    assert known.all(axis=1).tolist() == [True, False, True, True, True, True, True]


def test_gradient_is_zero_where_nothing_is_known(nlp: Any) -> None:
    pipe = _pipe(nlp)
    example = _example(nlp, [SHELLED], complete=[[0, 20]])
    logits = [np.random.default_rng(0).normal(size=(8, 4)).astype("f")]
    loss, (gradient,) = pipe.get_loss([example], logits)
    assert loss > 0
    assert np.abs(gradient[:3]).min() > 0
    assert not gradient[3:].any()


def test_gradient_is_that_of_the_loss(nlp: Any) -> None:
    pipe = _pipe(nlp)
    example = _example(nlp, [SHELLED, PULLED_OUT])
    logits = np.random.default_rng(1).normal(size=(8, 4))
    _, (gradient,) = pipe.get_loss([example], [logits])
    for place in ((1, 0), (4, 1), (5, 3), (6, 2)):
        moved = logits.copy()
        moved[place] += 1e-4
        risen = (pipe.get_loss([example], [moved])[0] - pipe.get_loss([example], [logits])[0]) / 1e-4
        assert gradient[place] == pytest.approx(risen, abs=1e-3)


def test_decodes_overlapping_types_lengths_and_scores(nlp: Any) -> None:
    pipe = _pipe(nlp)
    doc = nlp.make_doc(TEXT)
    said = np.full((8, 4), 0.1)
    said[1, 0] = 0.9
    said[1, 1] = 0.6
    said[4, 1], said[5, 3] = 0.8, 0.7
    pipe.set_annotations([doc], [said])
    group = doc.spans["events"]
    assert [(span.text, span.label_) for span in group] == [
        ("shelled", "ATTACK"),
        ("shelled", "MOVE"),
        ("pulled out", "MOVE"),
    ]
    assert group.attrs["scores"] == pytest.approx([0.9 * 0.9, 0.6 * 0.9, 0.8 * 0.7 * 0.9])


def test_a_trigger_has_no_white_space_at_its_edges_and_no_more_than_the_allowed_length(nlp: Any) -> None:
    pipe = nlp.add_pipe("event_triggers", config={"max_length": 2})
    pipe.add_label("ATTACK")
    doc = nlp.make_doc("shelled \n\n they fought on")
    said = np.full((len(doc), 2), 0.9)
    said[:, 0] = [0.9, 0.9, 0.1, 0.9, 0.1]
    pipe.set_annotations([doc], [said])
    assert [span.text for span in doc.spans["events"]] == ["shelled", "fought on"]


def test_scores_every_gold_trigger_and_no_prediction_outside_the_complete_range(nlp: Any) -> None:
    from spanloop.learn.triggers import score_triggers

    example = _example(nlp, [SHELLED, PULLED_OUT], complete=[[0, 20]])
    doc = example.predicted
    said = [SHELLED, (0, 6, "ATTACK"), (39, 44, "MOVE")]
    doc.spans["events"] = [doc.char_span(*span) for span in said]
    scores = score_triggers([example], spans_key="events")
    assert (scores["triggers_p"], scores["triggers_r"]) == (0.5, 0.5)
    assert scores["triggers_per_type"]["MOVE"]["r"] == 0
    assert set(scores["triggers_per_type"]) == {"ATTACK", "MOVE"}


def test_nothing_to_score_is_none_and_not_zero(nlp: Any) -> None:
    from spanloop.learn.triggers import score_triggers

    assert set(score_triggers([_example(nlp, [])]).values()) == {None}


#: The component's own model at a sixth of its size.
SMALL = {
    "@architectures": "spanloop.TriggerTagger.v2",
    "hidden": 24,
    "tok2vec": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 16,
            "rows": [200, 200],
            "attrs": ["NORM", "SHAPE"],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 16,
            "depth": 1,
            "window_size": 1,
            "maxout_pieces": 2,
        },
    },
}


def _learn(nlp: Any, examples: list[Any], steps: int = 100, **model: Any) -> Any:
    from thinc.api import fix_random_seed

    fix_random_seed(0)
    pipe = nlp.add_pipe("event_triggers", config={"model": SMALL | model})
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(steps):
        nlp.update(examples, sgd=optimizer)
    return pipe


def test_learns_saves_and_loads(nlp: Any, tmp_path: Path) -> None:
    import spacy

    examples = [_example(nlp, [SHELLED, PULLED_OUT])]
    pipe = _learn(nlp, examples)
    assert pipe.labels == pipe.label_data == ("ATTACK", "MOVE")
    before = nlp(TEXT)
    assert [span.text for span in before.spans["events"]] == ["shelled", "pulled out"]
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    after = again(TEXT)
    assert [(s.text, s.label_) for s in after.spans["events"]] == [(s.text, s.label_) for s in before.spans["events"]]
    assert after.spans["events"].attrs["scores"] == pytest.approx(before.spans["events"].attrs["scores"])
    assert again.get_pipe("event_triggers").to_bytes() == pipe.to_bytes()
    assert nlp.evaluate(examples)["triggers_f"] == 1


def test_learns_from_marks_in_a_half_marked_text(nlp: Any) -> None:
    """The second half is not marked: what it holds must not be unlearned there."""
    half = _example(nlp, [SHELLED], complete=[[0, 24]], text="Rebels shelled Marra and they shelled Ardin")
    whole = _example(nlp, [], text="They met and spoke of Marra and Ardin")
    pipe = _learn(nlp, [half, whole])
    pipe.cfg["threshold"] = 0.15
    doc = nlp(half.reference.text)
    assert [span.start_char for span in doc.spans["events"]] == [7, 30]


def test_without_any_event_it_trains_saves_and_says_nothing(nlp: Any, tmp_path: Path) -> None:
    import spacy

    pipe = _learn(nlp, [_example(nlp, [])], steps=2)
    assert pipe.labels == ()
    nlp.to_disk(tmp_path / "model")
    doc = spacy.load(tmp_path / "model")(TEXT)
    assert len(doc.spans["events"]) == 0


def test_empty_documents_pass(nlp: Any) -> None:
    _learn(nlp, [_example(nlp, [SHELLED])], steps=1)
    docs = list(nlp.pipe(["", TEXT, ""]))
    assert [len(doc) for doc in docs][0::2] == [0, 0]
    assert all("events" in doc.spans for doc in docs)
    assert "events" in nlp("").spans


def test_labels_may_be_given(nlp: Any) -> None:
    pipe = nlp.add_pipe("event_triggers")
    examples = [_example(nlp, [SHELLED, PULLED_OUT])]
    pipe.initialize(lambda: examples, nlp=nlp, labels=["MOVE"])
    assert pipe.labels == ("MOVE",)
    gold, known = pipe._targets(*_both(examples[0]))
    assert {tuple(place) for place in np.argwhere(gold)} == {(4, 0), (5, 1)}
    assert known.all()
    with pytest.raises(TypeError):
        pipe.add_label(3)
    assert pipe.add_label("MOVE") == 0


@pytest.mark.parametrize("heads", [1, 3])
def test_a_saved_component_takes_new_types_and_keeps_the_old(nlp: Any, tmp_path: Path, heads: int) -> None:
    import spacy

    first = [_example(nlp, [SHELLED])]
    _learn(nlp, first, heads=heads)
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    pipe: Any = again.get_pipe("event_triggers")
    before = pipe.predict([again.make_doc(TEXT)])[0]
    assert pipe.add_label("MOVE") == 1
    assert pipe.add_label("MOVE") == 0
    after = pipe.predict([again.make_doc(TEXT)])[0]
    assert after.shape == (8, 4)
    assert after[:, [0, 2]] == pytest.approx(before, abs=1e-6)
    assert after[:, [1, 3]].max() < 0.2
    examples = [_example(again, [SHELLED, PULLED_OUT])]
    pipe.learn_words([example.reference for example in examples])
    assert set(pipe.lexicon.stems) == {"shell", "pull", "out"}
    optimizer = again.resume_training()
    for _ in range(100):
        again.update(examples, sgd=optimizer)
    assert _said(again(TEXT)) == [SHELLED, PULLED_OUT]
    again.to_disk(tmp_path / "wider")
    assert _said(spacy.load(tmp_path / "wider")(TEXT)) == [SHELLED, PULLED_OUT]


def test_a_first_type_may_come_after_initialisation(nlp: Any) -> None:
    pipe = _learn(nlp, [_example(nlp, [])], steps=1)
    assert pipe.add_label("ATTACK") == 1
    optimizer = nlp.resume_training()
    for _ in range(100):
        nlp.update([_example(nlp, [SHELLED])], sgd=optimizer)
    assert _said(nlp(TEXT)) == [SHELLED]


def test_two_types_on_one_word_are_learned_and_a_type_of_the_dev_texts_alone_counts_as_missed(nlp: Any) -> None:
    examples = [_example(nlp, [SHELLED, (7, 14, "HARM"), PULLED_OUT])]
    _learn(nlp, examples)
    assert [label for _, _, label in _said(nlp(TEXT))] == ["ATTACK", "HARM", "MOVE"]
    scores = nlp.evaluate([_example(nlp, [SHELLED, (0, 6, "TALKS")])])
    assert scores["triggers_r"] == 0.5
    assert scores["triggers_per_type"]["TALKS"] == {"p": 0, "r": 0, "f": 0}


def test_of_two_types_the_less_likely_must_be_more_likely_than_not(nlp: Any) -> None:
    pipe = _pipe(nlp)
    doc = nlp.make_doc(TEXT)
    said = np.full((8, 4), 0.1)
    said[1, :2] = [0.9, 0.45]
    pipe.set_annotations([doc], [said])
    assert [span.label_ for span in doc.spans["events"]] == ["ATTACK"]


def test_same_seed_same_bytes(nlp: Any) -> None:
    import spacy

    examples = [_example(nlp, [SHELLED, PULLED_OUT])]
    other = spacy.blank("en")
    one, two = (_learn(each, examples, steps=3).to_bytes(exclude=["vocab"]) for each in (nlp, other))
    assert one == two


def test_what_predicts_is_what_is_saved_and_training_goes_on_from_the_last_weights(nlp: Any) -> None:
    examples = [_example(nlp, [SHELLED])]
    pipe = _learn(nlp, examples, steps=5)
    last = pipe.model.get_ref("output_layer").get_param("W").copy()
    saved = pipe.to_bytes()
    assert (pipe.model.get_ref("output_layer").get_param("W") == last).all()
    said = pipe.predict([nlp.make_doc(TEXT)])[0]
    assert (pipe.from_bytes(saved).predict([nlp.make_doc(TEXT)])[0] == said).all()
    assert (pipe.model.get_ref("output_layer").get_param("W") != last).any()


def test_a_rule_moves_the_type_that_it_names(nlp: Any) -> None:
    from spacy.tokens import Span

    pipe = _learn(nlp, [_example(nlp, [SHELLED, PULLED_OUT])], steps=2)
    doc, told = nlp.make_doc("They left it"), nlp.make_doc("They left it")
    told.spans["rules"] = [Span(told, 1, 3, "MOVE")]
    without, beside = pipe.predict([doc])[0], pipe.predict([told])[0]
    assert {tuple(place) for place in np.argwhere(beside > without + 0.01)} == {(1, 1), (2, 3)}


def test_what_several_heads_say_is_the_mean_of_their_probabilities(nlp: Any) -> None:
    pipe = _learn(nlp, [_example(nlp, [SHELLED, PULLED_OUT])], steps=3, heads=3)
    doc = nlp.make_doc(TEXT)
    with pipe._average.used(pipe.model):
        logits = pipe.model.predict(pipe._inputs([doc]))[0]
    assert logits.shape == (8, 3 * 4)
    by_head = 1 / (1 + np.exp(-np.asarray(logits)))
    heads = [by_head[:, first : first + 4] for first in (0, 4, 8)]
    assert pipe.predict([doc])[0] == pytest.approx(np.mean(heads, axis=0))
    assert abs(heads[0] - heads[1]).max() > 1e-3, "they began differently"


@pytest.mark.parametrize("heads", [1, 3])
def test_the_gradient_of_the_hinted_model_is_right(nlp: Any, heads: int) -> None:
    examples = [_example(nlp, [SHELLED, PULLED_OUT]), _example(nlp, [SHELLED])]
    pipe = _learn(nlp, examples, steps=3, heads=heads)
    inputs = pipe._inputs([example.predicted for example in examples])
    trust = pipe.model.get_param("trust")
    logits, back = pipe.model.begin_update(inputs)
    loss, gradients = pipe.get_loss(examples, logits)
    back(gradients)
    bias = next(layer for layer in pipe.model.walk() if layer.name == "maxout").get_param("b")
    slope = next(layer for layer in pipe.model.walk() if layer.name == "maxout").get_grad("b")
    checked = [(trust, (0, 0), pipe.model.get_grad("trust")), (trust, (1, 0), pipe.model.get_grad("trust"))]
    for held, place, given in [*checked, (bias, np.unravel_index(abs(slope).argmax(), slope.shape), slope)]:
        held[place] += 1e-2
        risen = (pipe.get_loss(examples, pipe.model.predict(inputs))[0] - loss) / 1e-2
        held[place] -= 1e-2
        assert given[place] == pytest.approx(risen, rel=0.1, abs=1e-3)


def test_reads_in_several_processes_and_very_long_texts(nlp: Any) -> None:
    pipe = _learn(nlp, [_example(nlp, [SHELLED, PULLED_OUT])])
    texts = ["", " \n ", TEXT, " ".join([TEXT] * 300)]
    alone = [_said(doc) for doc in nlp.pipe(texts)]
    assert [len(each) for each in alone] == [0, 0, 2, 600]
    assert [_said(doc) for doc in nlp.pipe(texts, n_process=2, batch_size=1)] == alone
    assert [len(each) for each in pipe.predict([nlp.make_doc(""), nlp.make_doc("")])] == [0, 0]


def test_versions_from_before_there_were_hints_learn_load_and_take_new_types(nlp: Any, tmp_path: Path) -> None:
    import spacy

    plain = {"@architectures": "spanloop.TriggerTagger.v1", "tok2vec": SMALL["tok2vec"]}
    pipe = nlp.add_pipe("event_triggers", config={"model": plain})
    examples = [_example(nlp, [SHELLED])]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(100):
        nlp.update(examples, sgd=optimizer)
    nlp.to_disk(tmp_path / "model")
    (tmp_path / "model" / "event_triggers" / "lexicon").unlink()
    again = spacy.load(tmp_path / "model")
    assert _said(again(TEXT)) == _said(nlp(TEXT)) == [SHELLED]
    taken: Any = again.get_pipe("event_triggers")
    assert taken.add_label("MOVE") == 1
    assert taken.predict([again.make_doc(TEXT)])[0][:, [0, 2]] == pytest.approx(
        pipe.predict([nlp.make_doc(TEXT)])[0], abs=1e-6
    )


def _said(doc: Any) -> list[tuple[int, int, str]]:
    return [(span.start_char, span.end_char, span.label_) for span in doc.spans["events"]]
