"""What pairs that are alike turned out to be: two passes of comparing, and versions that were trained without it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import srsly

from tests.unit.learn.test_arguments import ROLES, bare, gold, said, train

TEXTS = 12


def _rows(texts: int = TEXTS) -> tuple[Any, ...]:
    """Each text has an event of two mentions: the nearer one fills the role, and what the rows say differs little."""
    random = np.random.default_rng(0)
    names = np.full((2 * texts, 2), 7, dtype=np.uint32)
    numbers = random.standard_normal((2 * texts, 8)).astype(np.float16)
    numbers[:, :2], numbers[:, 3] = 1, np.tile([0.2, 0.3], texts)
    targets = np.zeros((2 * texts, 3), dtype=np.float32)
    targets[::2, 1], targets[1::2, 0] = 1, 1
    possible = np.tile([True, True, False], (2 * texts, 1))
    places = np.stack([np.repeat(np.arange(texts), 2), np.zeros(2 * texts, dtype=np.int64)], axis=1)
    return names, numbers, targets, possible, places


PARTS = [(slice(0, 4), 2.0), (slice(4, 8), 0.02)]


def test_pairs_are_read_as_those_that_are_like_them() -> None:
    from spanloop.learn.arguments.likeness import learn_likeness

    names, numbers, targets, possible, places = _rows()
    learned = learn_likeness(names, numbers, targets, possible, places, parts=PARTS)
    assert learned is not None
    fresh = numbers.copy()
    fresh[:, 4:] = np.random.default_rng(1).standard_normal((len(fresh), 4))
    read = learned.read(names, fresh, possible, places[:, 0])
    assert read.shape == targets.shape
    assert read.sum(axis=1) == pytest.approx(1)
    assert not read[:, 2].any(), "what may not be has no probability"
    assert (read[::2, 1] > 0.5).all()
    assert (read[1::2, 1] < 0.4).all()
    one = learned.read(names[:2], fresh[:2], possible[:2], places[:2, 0])
    assert one == pytest.approx(read[:2], abs=1e-5), "texts do not look at each other"


def test_what_is_said_of_a_text_is_said_without_having_learned_from_it() -> None:
    from spanloop.learn.arguments import likeness

    random = np.random.default_rng(2)
    points = random.standard_normal((9, 3))
    near, targets = np.exp(-likeness._apart(points, points)), random.random((9, 2))
    texts = np.array([0, 0, 1, 1, 1, 2, 3, 3, 3])
    _, out = likeness._solve_by_text(near, targets, texts)
    for text in range(4):
        rest, mine = texts != text, texts == text
        counts = np.linalg.solve(near[np.ix_(rest, rest)] + likeness._NOISE * np.eye(rest.sum()), targets[rest])
        assert out[mine] == pytest.approx(near[np.ix_(mine, rest)] @ counts)


def test_a_pair_is_compared_with_the_others_of_its_event() -> None:
    from spanloop.learn.arguments.likeness import _said_of_others

    probabilities = np.array([[0.6, 0.1], [0.4, 0.2], [0.9, 0.0]], dtype=np.float32)
    numbers = np.zeros((3, 4), dtype=np.float16)
    numbers[:, 3] = [0.1, 0.2, 0.1]
    others = _said_of_others(probabilities, numbers, np.array([5, 5, 6]))
    assert others[:, :2] == pytest.approx(np.array([[0.2, -0.1], [-0.2, 0.1], [0.9, 0.0]]))
    # Of the best role: its own, the most of the others, the most of those that are nearer on the same side.
    assert others[:, 2:] == pytest.approx(np.array([[0.6, 0.4, 0.0], [0.4, 0.6, 0.6], [0.9, 0.0, 0.0]]))


def test_many_pairs_are_read_in_pieces_that_part_no_event() -> None:
    from spanloop.learn.arguments import likeness

    events = np.repeat([4, 2, 7, 8], [likeness._ROWS - 1, 2, 2 * likeness._ROWS, 1])
    pieces = list(likeness._pieces(events))
    assert [events[piece].tolist() for piece in pieces] == [[4] * (likeness._ROWS - 1), [2, 2], [7] * 1024, [8]]
    assert list(likeness._pieces(events[:0])) == []


def test_last_digits_of_what_is_solved_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from spanloop.learn.arguments.likeness import learn_likeness

    plain = learn_likeness(*_rows(), parts=PARTS)
    assert plain is not None
    noise = np.random.default_rng(3)

    def disturbed(exact: Any) -> Any:
        def other(*given: Any) -> Any:
            found = exact(*given)
            return found * (1 + 1e-11 * noise.standard_normal(found.shape))

        return other

    exact = np.linalg.eigh
    monkeypatch.setattr(np.linalg, "inv", disturbed(np.linalg.inv))
    monkeypatch.setattr(np.linalg, "solve", disturbed(np.linalg.solve))
    monkeypatch.setattr(np.linalg, "eigh", lambda matrix: [each * (1 + 1e-12) for each in exact(matrix)])
    again = learn_likeness(*_rows(), parts=PARTS)
    assert again is not None
    assert srsly.msgpack_dumps(again.state()) == srsly.msgpack_dumps(plain.state())


def test_of_many_rows_some_texts_are_learned_from(monkeypatch: pytest.MonkeyPatch) -> None:
    from spanloop.learn.arguments import likeness

    names, numbers, targets, possible, places = _rows()
    monkeypatch.setattr(likeness, "MOST", 8)
    learned = likeness.learn_likeness(names, numbers, targets, possible, places, parts=PARTS)
    assert learned is not None
    assert len(learned.rows) == 2 * TEXTS / 3
    nothing = np.zeros_like(targets)
    assert likeness.learn_likeness(names, numbers, nothing, possible, places, parts=PARTS) is None


def test_heads_and_likeness_decide_together_and_versions_from_before_by_heads_alone(tmp_path: Path) -> None:
    import spacy

    from spanloop.learn.arguments.rows import make_rows
    from spanloop.learn.row_component import RowComponent, softmax

    nlp = train(roles=ROLES, steps=30)
    component = nlp.get_pipe("event_arguments")
    doc = bare(nlp, gold(nlp, 1))

    def read(pipe: Any) -> Any:
        return pipe.predict([doc])[0].probabilities

    both, scene = read(component), component.predict([doc])[0].scene
    logits = component.logits(make_rows(component.model, [doc], [scene]))
    heads = softmax(np.where(component._columns(scene), logits, -1e4))
    nlp.to_disk(tmp_path / "new")
    assert (read(spacy.load(tmp_path / "new").get_pipe("event_arguments")) == both).all()
    made: Any = spacy.blank("en").add_pipe("event_arguments", config={"roles": ROLES})
    assert (read(made.from_bytes(component.to_bytes())) == both).all()
    before = RowComponent.to_bytes(component)
    assert read(made.from_bytes(before)) == pytest.approx(heads.mean(axis=0))
    Path(tmp_path, "new", "event_arguments", "likeness").unlink()
    old: Any = spacy.load(tmp_path / "new").get_pipe("event_arguments")
    assert read(old) == pytest.approx(heads.mean(axis=0))
    assert abs(read(old) - both).max() > 1e-4
    assert said(component(doc)) == said(gold(nlp, 1))
    old.to_disk(tmp_path / "new" / "event_arguments")
    assert not Path(tmp_path, "new", "event_arguments", "likeness").exists()
