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


def _learn(nlp: Any, examples: list[Any], steps: int = 40) -> Any:
    from thinc.api import fix_random_seed

    fix_random_seed(0)
    pipe = nlp.add_pipe("event_triggers")
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
    _learn(nlp, [half, whole])
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
