"""What a pair's row tells of the other mentions of its sentence, and versions that were trained without it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from spanloop.learn.embedding.attention import MAPS, Looks
from tests.unit.learn.test_arguments import ROLES, bare, gold, said, train


def _scene(*mentions: tuple[int, int, str]) -> Any:
    from spanloop.learn.arguments.pairs import Place, make_scene

    tokens = ["Rebels", "attacked", "Mosul", ",", "Iraq", ",", "and", "fled", "."]
    triggers = [Place(1, 2, "ATTACK", 0), Place(7, 8, "MOVE", 1)]
    return make_scene(
        tokens,
        triggers=triggers,
        mentions=[Place(*mention) for mention in mentions],
        window=0,
        may_fill=lambda kind, label: kind == "ATTACK" and label != "MOVE",
    )


def test_a_row_tells_of_the_mentions_beside_its_own() -> None:
    from spanloop.learn.arguments.crowd import CROWD, crowd

    scene = _scene((0, 1, "ARM"), (2, 3, "GPE"), (4, 5, "GPE"))
    rows = crowd(scene)
    assert rows.shape == (3, CROWD)
    rebels, mosul, iraq = rows
    assert [row[0] * 3 for row in rows] == pytest.approx([1, 2, 2])  # of the same label
    assert [row[2] * 2 for row in rows] == [0, 0, 1]  # nearer ones of them, on this side
    assert (rebels[7], mosul[7]) == (1, 0)  # the only one of its label
    assert (mosul[13], iraq[9], iraq[11]) == (1, 1, 1)  # "Mosul, Iraq": a comma after it, before it, the same label
    assert rows[:, 16] * 3 == pytest.approx([2, 2, 2])  # events
    assert rows[:, 17].tolist() == [0, 0, 0]  # none of them nearer than its own
    assert crowd(_scene()).shape == (0, CROWD)


def test_a_mention_within_another_is_known_as_such() -> None:
    from spanloop.learn.arguments.crowd import crowd

    assert crowd(_scene((2, 5, "GPE"), (4, 5, "GPE")))[:, -1].tolist() == [0, 1]


def test_looks_are_compared_with_those_at_other_mentions() -> None:
    from spanloop.learn.arguments.rows import LOOKS, RIVALS, _looks

    scene = _scene((0, 1, "ARM"), (2, 3, "GPE"))
    maps = np.zeros((MAPS, len(scene.tokens), len(scene.tokens)), dtype=np.float16)
    maps[0, 1, 0], maps[0, 1, 2], maps[1, 2, 1] = 0.25, 0.04, 0.09
    alone, more = _looks(scene, [Looks(0, len(scene.tokens), maps)])
    assert alone.shape == (2, LOOKS * MAPS)
    assert more.shape == (2, RIVALS * MAPS)
    # Twice the roots: 1 for Rebels and .4 for Mosul, whom the trigger looks at; .6 of Mosul, that looks at the trigger.
    assert alone[:, 0] == pytest.approx([1, 0.4], abs=1e-3)
    assert more[:, 0] == pytest.approx([0.6, -0.6], abs=1e-3)
    assert more[:, MAPS + 1] == pytest.approx([-0.6, 0.6], abs=1e-3)


def test_a_version_from_before_reads_the_rows_that_it_was_trained_with(monkeypatch: pytest.MonkeyPatch) -> None:
    import spacy

    from spanloop.learn.arguments import component, rows

    with monkeypatch.context() as before:
        before.setattr(component, "width", rows._first_width)
        old = train(roles=ROLES)
    reference = gold(old, 3)
    expected = said(old.get_pipe("event_arguments")(bare(old, reference)))
    assert expected == said(reference)
    nlp = spacy.blank("en")
    loaded: Any = nlp.add_pipe("event_arguments", config={"roles": ROLES})
    loaded.from_bytes(old.get_pipe("event_arguments").to_bytes())
    assert said(loaded(bare(nlp, reference))) == expected
    (_, numbers), *_ = rows.make_rows(loaded.model, [reference], [loaded._scene(reference)])
    assert numbers.shape[1] == rows._first_width(loaded.model) < rows.width(loaded.model)


def test_an_event_that_hardly_is_one_needs_surer_arguments() -> None:
    nlp = train(roles=ROLES, together=0.1)
    component = nlp.get_pipe("event_arguments")
    reference = gold(nlp, 3)
    doc = bare(nlp, reference)
    count = len(doc.spans["events"])
    doc.spans["events"].attrs["scores"] = [0.05] * count
    assert said(component(doc)) == [set()] * count  # not even a sure one is enough
    doc.spans["events"].attrs["scores"] = [0.9] * count
    assert said(component(doc)) == said(reference)


def test_a_second_filler_of_a_role_that_has_one_is_about_as_likely_as_not() -> None:
    from spanloop.learn.arguments.component import SECOND, Found

    component = train(roles=ROLES, steps=0).get_pipe("event_arguments")
    scene = _scene((0, 1, "ARM"), (2, 3, "ARM"), (4, 5, "ARM"))
    column = 1 + component.labels.index("attacker")

    def fillers(*probabilities: float) -> list[int]:
        found = Found(scene, np.zeros((3, 1 + len(component.labels)), dtype="f"))
        found.probabilities[:, column] = probabilities
        return sorted(other for _, _, other, _ in component._decode(found, [{}, {}], {}))

    component._mask._fillers["attacker"] = [9, 0]
    assert fillers(0.3, 0.35, SECOND + 0.01) == [0, 1, 2], "it is not known yet that there is one"
    component._mask._fillers["attacker"] = [10, 0]
    assert fillers(0.3, 0.35, SECOND - 0.01) == [2]
    assert fillers(0.3, SECOND + 0.01, SECOND + 0.2) == [1, 2]
