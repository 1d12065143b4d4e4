"""What an extractor would mark in texts, and how sure it is, without suggesting it in a project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Suggested = tuple[tuple[str, float | None], ...]
_BATCH = 64


def suggested_in(nlp: Language, docs: Sequence[Doc]) -> list[Suggested]:
    """Label and score (0..1) of each entity and trigger that the pipeline marks, by Doc.

    Scores are the pipeline's own where it gives any; for entities else those of the transitions that made them.
    """
    found: list[Suggested] = []
    for doc in nlp.pipe(docs, batch_size=_BATCH):
        found.append((*_entities(nlp, doc), *_scored(doc, "events")))
    return found


def _entities(nlp: Language, doc: Doc) -> Suggested:
    scored = "entities" in doc.spans and doc.spans["entities"].attrs.get("scores")
    if scored or not nlp.has_pipe("ner"):
        return _scored(doc, "entities")
    sure = transition_confidence(nlp, doc)
    return tuple((span.label_, float(np.prod(sure[span.start : span.end]))) for span in doc.ents)


def _scored(doc: Doc, key: str) -> Suggested:
    if key not in doc.spans:
        return ()
    group = doc.spans[key]
    scores = group.attrs.get("scores") or [None] * len(group)
    return tuple(
        (span.label_, None if score is None else float(score)) for span, score in zip(group, scores, strict=True)
    )


def transition_confidence(nlp: Language, doc: Doc) -> Any:
    """How probable the transition chosen at each token was, by the softmax over all of them: (tokens,), 0..1."""
    ner: Any = nlp.get_pipe("ner")
    bare = doc.copy()
    bare.set_ents([])
    step = ner.model.predict([bare])
    states = ner.moves.init_batch([bare])
    sure: list[float] = []
    while states and not states[0].is_final():
        scores = step.predict(states)
        powers = np.exp(scores[0] - scores[0].max())
        sure.append(float(powers.max() / powers.sum()))
        ner.transition_states(states, scores)
    return np.array(sure[: len(doc)] + [1.0] * (len(doc) - len(sure)), dtype=np.float32)
