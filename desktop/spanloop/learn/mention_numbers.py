"""What is known of each mention beside its score: the ground on which learn.sureness says how probable it is.

Taggers say how sure they are of their tags. Beside that it is asked how probable it is that the mention began earlier
or goes on, what a second reader (learn.second_reader) thinks of the same tags, whether the words are written with
capitals, and how sure the document's mentions are altogether.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from spanloop.learn.confidence import EDGES, ENTITIES_KEY
from spanloop.learn.logistic import Scale, log_odds

if TYPE_CHECKING:
    from spacy.tokens import Doc, SpanGroup

    from spanloop.learn.second_reader import SecondReader

#: Of the logit of its score; of its least probable tag; of having begun before; of going on; by the second reader of
#: its least probable tag, of the mean of its tags; part of its words with a capital; mean of the first number in the
#: document. What is typical is what re3d showed.
MENTIONS = Scale(
    centre=(1.0, 1.0, -4.0, -4.0, -1.0, 0.0, 0.7, 1.0),
    spread=(1.7, 1.7, 3.0, 3.0, 3.0, 3.0, 0.4, 0.6),
    typical=(0.13, 0.26, -0.65, -0.48, 0.23, 0.97, 0.19, 0.26, 1.03),
)
_LEAST = 1e-4


def mention_numbers(doc: Doc, *, reader: SecondReader | None, features: Any) -> Any:
    """The numbers of the mentions in `doc.spans["entities"]`, (mentions, numbers); none where none has a score.

    features: of the document's tokens by the language model; None without one, as the reader.
    """
    group: Any = doc.spans.get(ENTITIES_KEY) or ()
    given = scores_of_group(group)
    if all(score is None for score in given):
        return np.zeros((0, MENTIONS.width))
    scores = [0.5 if score is None else float(score) for score in given]
    edges = group.attrs.get(EDGES) or [(score, _LEAST, _LEAST) for score in scores]
    rows = np.empty((len(scores), MENTIONS.width))
    rows[:, 0] = log_odds(scores)
    rows[:, 1:4] = log_odds(edges)
    # Where there is no second opinion the first stands for it, in what the two usually differ.
    opinions = _opinions(doc, group, reader, features)
    known = np.asarray([said is not None for said in opinions])
    rows[:, 4], rows[:, 5] = rows[:, 1] - 1.4, rows[:, 0] - 1.0
    if known.any():
        rows[known, 4:6] = log_odds(np.exp([said for said in opinions if said is not None]))
    rows[:, 6] = _capitals(doc, group)
    rows[:, 7] = rows[:, 0].mean()
    return rows


def scores_of_group(group: Any) -> Sequence[float | None]:
    """The score of each span of a group (or of nothing), None of those that have none."""
    found: Any = getattr(group, "attrs", {}).get("scores") or []
    return list(found) + [None] * (len(group) - len(found))


def _opinions(
    doc: Doc, group: SpanGroup, reader: SecondReader | None, features: Any
) -> Sequence[tuple[float, float] | None]:
    """What the second reader says of each mention; None of those that it cannot know: it reads one level only."""
    if reader is None or features is None:
        return [None] * len(group)
    columns = {label: number for number, label in enumerate(reader.labels)}
    places = [(span.start, span.end, columns.get(span.label_, -1)) for span in group]
    if any(one[1] > other[0] for one, other in pairwise(places)):
        outer = {(span.start, span.end) for span in doc.ents}
        places = [(*place[:2], place[2] if place[:2] in outer else -1) for place in places]
    said = iter(reader.opinions(features, [place for place in places if place[2] >= 0]))
    return [next(said) if place[2] >= 0 else None for place in places]


def _capitals(doc: Doc, group: SpanGroup) -> Any:
    """The part of each span's words that begin with a capital."""
    places = np.asarray([(span.start, span.end) for span in group])
    lengths = places[:, 1] - places[:, 0]
    firsts = np.cumsum(lengths) - lengths
    # Each word once, and by its number: tokens and the text are slow to come by.
    tokens = np.arange(lengths.sum()) + np.repeat(places[:, 0] - firsts, lengths)
    words, which = np.unique(doc.to_array("ORTH")[tokens], return_inverse=True)
    strings = doc.vocab.strings
    begins = np.asarray([strings[word][:1].isupper() for word in words.tolist()])
    return np.add.reduceat(begins[which].astype(np.float64), firsts) / lengths
