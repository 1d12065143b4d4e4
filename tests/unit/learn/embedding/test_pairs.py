"""Arguments and attributes that read with the language model."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from spanloop.learn.embedding import layer as layers
from tests.unit.learn.test_arguments import ROLES, bare, gold, said, train

MODEL = {
    "@architectures": "spanloop.RowScorer.v1",
    "features": {"@architectures": "spanloop.SentenceFeatures.v1", "projected": 8},
}


@pytest.mark.usefixtures("small_model")
def test_arguments_read_with_the_model_and_only_where_a_trigger_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = train(roles=ROLES, model=MODEL, steps=40)
    asked: list[Any] = []
    real = layers.TokenAttention.of

    def of(self: Any, texts: Any) -> Any:
        found = real(self, texts)
        asked.extend(found)
        return found

    monkeypatch.setattr(layers.TokenAttention, "of", of)
    reference = gold(nlp, 2)
    doc = nlp.get_pipe("event_arguments")(bare(nlp, reference))
    assert said(doc) == said(reference)
    assert [len(looks) for looks in asked] == [2]  # of three sentences
    asked.clear()
    assert nlp.get_pipe("event_arguments")(nlp.make_doc("Rebels attacked.")).user_data["events"] == []
    assert not asked
    _check_directions(nlp)


def _check_directions(nlp: Any) -> None:
    """They were learned when training began, go with the pipeline and leave nothing where nothing was."""
    from spanloop.learn.row_model import project

    layer = layers.find_features(nlp.get_pipe("event_arguments").model)
    assert layer is not None
    width = layer.get_dim("nI")
    assert layers.needed_weights(nlp) == [layer.attrs["weights"]]
    rows = project(layer, np.stack([np.zeros(width), np.ones(width)]))
    assert not rows[0].any()
    assert rows[1].any()
