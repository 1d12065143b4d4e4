"""How sure an extractor is of the entities that it marks, written by the pipeline itself.

`doc.spans["entities"]` holds what stands in `doc.ents`, with one score each in `.attrs["scores"]`. The component
`span_tagger` writes its own; spaCy's `ner` gives none, so its scored twin `scored_ner` (the same weights, the same
entities) takes the product of the softmax of the transitions over an entity's tokens, which told right from wrong
better than beams do.
"""

# No postponed annotations here: spaCy reads the real types of these functions to check configs against them.
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.pipeline.ner import DEFAULT_NER_MODEL, EntityRecognizer
from spacy.tokens import Doc, Span, SpanGroup
from thinc.api import Model

ENTITIES_KEY = "entities"


#: What a tagger says of each span beside its score, for learn.mention_numbers (see tag_paths.edge_chances).
EDGES = "edges"


def write_scored(
    doc: Doc, spans: Sequence[Span], scores: Sequence[float | None], *, edges: Sequence[Sequence[float]] | None = None
) -> None:
    """Let `doc.spans["entities"]` hold these spans with these scores, one each.

    edges: of each span what tag_paths.edge_chances says, where a tagger marked it.
    """
    group = SpanGroup(doc, name=ENTITIES_KEY)
    group.extend(spans)
    group.attrs["scores"] = list(scores)
    if edges is not None:
        group.attrs[EDGES] = [list(each) for each in edges]
    doc.spans[ENTITIES_KEY] = group


@Language.factory(
    "scored_ner",
    assigns=["doc.ents", "doc.spans", "token.ent_iob", "token.ent_type"],
    default_config={
        "moves": None,
        "update_with_oracle_cut_size": 100,
        "model": DEFAULT_NER_MODEL,
        "incorrect_spans_key": None,
        "scorer": {"@scorers": "spacy.ner_scorer.v1"},
    },
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None},
)
def make_scored_ner(
    nlp: Language,
    name: str,
    model: Model[Any, Any],
    moves: Any,
    update_with_oracle_cut_size: int,
    incorrect_spans_key: str | None,
    scorer: Callable[..., dict[str, Any]] | None,
) -> EntityRecognizer:
    """The factory that configs name as "scored_ner"; it takes what spaCy's "ner" takes."""
    return ScoredRecognizer(
        nlp.vocab,
        model,
        name,
        moves=moves,
        update_with_oracle_cut_size=update_with_oracle_cut_size,
        incorrect_spans_key=incorrect_spans_key,
        scorer=scorer,
    )


class ScoredRecognizer(EntityRecognizer):
    """spaCy's recognizer, which also says how sure it is."""

    def set_annotations(self, docs: Iterable[Doc], states_or_beams: Any) -> None:
        """Write `doc.ents`, and the same with scores into `doc.spans["entities"]`."""
        docs = list(docs)
        super().set_annotations(docs, states_or_beams)
        for doc, scores in zip(docs, entity_scores(self, docs), strict=True):
            write_scored(doc, doc.ents, scores)


def entity_scores(ner: Any, docs: Sequence[Doc]) -> list[list[float]]:
    """The score of each entity in `doc.ents` of each document, by a transition-based recognizer that read them.

    0..1: the product over the entity's tokens of the softmax of the transition that stands for them.
    """
    # Not `move_names`, which leaves one out in the middle.
    names = {ner.moves.get_class_name(number): number for number in range(ner.moves.n_moves)}
    chances = _transitions(ner, docs)
    return [[_score(span, chances[place], names) for span in doc.ents] for place, doc in enumerate(docs)]


def _score(span: Span, chances: Any, names: dict[str, int]) -> float:
    label = span.label_
    inner = [f"I-{label}"] * (len(span) - 2)
    moves = [f"U-{label}"] if len(span) == 1 else [f"B-{label}", *inner, f"L-{label}"]
    if any(move not in names for move in moves):
        return 0.0  # no entity of this recognizer
    return float(np.prod([chances[span.start + at, names[move]] for at, move in enumerate(moves)]))


def _transitions(ner: Any, docs: Sequence[Doc]) -> list[Any]:
    """The probability of each transition at each token on the greedy way: (tokens, transitions) for each document."""
    bare = [doc.copy() for doc in docs]
    for doc in bare:
        doc.set_ents([])  # what stands there would be taken for given
    chances = [np.zeros((len(doc), ner.moves.n_moves), dtype="f") for doc in docs]
    if not any(len(doc) for doc in bare):
        return chances
    step = ner.model.predict(bare)
    states = ner.moves.init_batch(bare)
    going = [(place, state) for place, state in enumerate(states) if not state.is_final()]
    token = 0
    while going:
        held = [state for _, state in going]
        scores = ner.model.ops.to_numpy(step.predict(held)).astype("f")
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares = powers / powers.sum(axis=1, keepdims=True)
        for (place, _), share in zip(going, shares, strict=True):
            chances[place][token] = share
        ner.transition_states(held, scores)
        going = [(place, state) for place, state in going if not state.is_final()]
        token += 1
    return chances
