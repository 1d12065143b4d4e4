"""What is known of each trigger and argument beside its score: the ground on which learn.sureness scores them.

Of a trigger: how often its word was marked as this type in the articles that trained, and what a second reader thinks
of it (learn.second_reader). On held-out articles of M2E2 the score of the component alone ranks triggers with an AUROC
of .65, with either .70 and .71, with both .73. What brought nothing on top: how much the component's heads differ, the
best other type, how often the word stood unmarked, the length of the text, other triggers near by, nearness to learned
ones. Of an argument: how sure its trigger and its filler are, and how much more probable it is than the next best
filler of the same role; with these .74 in place of .59.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from spanloop.learn.event_records import EVENTS, MENTIONS_KEY, RIVALS, SPANS_KEY
from spanloop.learn.lexicon import stem
from spanloop.learn.logistic import Scale, log_odds
from spanloop.learn.mention_numbers import scores_of_group

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from spanloop.learn.second_reader import SecondReader

#: Event type -> stem of a word -> how often it was marked so.
Marked = Mapping[str, Mapping[str, int]]
#: Of the logit of its score; logarithm of how often (and once more) its first word was marked as this type; by the
#: second reader of its least probable tag. What is typical is what folds of M2E2 and WikiEvents showed.
TRIGGERS = Scale(centre=(0.1, 2.0, -1.5), spread=(1.2, 1.1, 2.1), typical=(0.25, 0.35, 0.5, -0.3))
#: Of the logit of its score; by how much it is more probable than the next best filler of its role, -1 to 1; of the
#: logits of its trigger and of its filler.
ARGUMENTS = Scale(centre=(0.0, 0.3, 0.0, 2.0), spread=(1.0, 0.3, 1.0, 1.3), typical=(0.1, 0.5, 0.7, 0.3, -1.0))
#: Where there is no second opinion: the logit of a trigger's score less this.
_LESS = 2.5


def count_marked(docs: Iterable[Doc], *, language: str) -> Marked:
    """How often which word begins a trigger of which type in gold Docs."""
    found: dict[str, Counter[str]] = {}
    for doc in docs:
        for span in doc.spans.get(SPANS_KEY, ()):
            found.setdefault(span.label_, Counter())[stem(doc[span.start].text, language)] += 1
    return {kind: dict(sorted(found[kind].items())) for kind in sorted(found)}


def trigger_numbers(doc: Doc, *, marked: Marked, reader: SecondReader | None, features: Any) -> Any:
    """The numbers of the triggers in `doc.spans["events"]`, (triggers, numbers); none where one has no score.

    features: of the document's tokens by the language model; None without one, as the reader.
    """
    group = doc.spans.get(SPANS_KEY) or ()
    scores = scores_of_group(group)
    if None in scores or not scores:
        return np.zeros((0, TRIGGERS.width))
    language = doc.vocab.lang
    rows = np.empty((len(scores), TRIGGERS.width))
    rows[:, 0] = log_odds(scores)
    places = [(span.start, span.end, span.label_) for span in group]
    times = [marked.get(label, {}).get(stem(doc[start].text, language), 0) for start, _, label in places]
    rows[:, 1] = np.log1p(times)
    rows[:, 2] = rows[:, 0] - _LESS
    if reader is not None and features is not None:
        columns = {label: number for number, label in enumerate(reader.labels)}
        known = np.asarray([label in columns for *_, label in places])
        asked = [(start, end, columns[label]) for start, end, label in places if label in columns]
        rows[known, 2] = log_odds(np.exp([least for least, _ in reader.opinions(features, asked)]))
    return rows


def argument_numbers(doc: Doc) -> Any:
    """The numbers of the arguments of `doc.user_data["events"]`, event by event, (arguments, numbers)."""
    records: Sequence[Mapping[str, Any]] = doc.user_data.get(EVENTS) or ()
    group: Any = doc.spans.get(SPANS_KEY) or ()
    rivals: Any = getattr(group, "attrs", {}).get(RIVALS) or []
    triggers = {record["id"]: float(record.get("score", 1)) for record in records}
    mentions = _mention_scores(doc) if any(record["arguments"] for record in records) else {}
    rows: list[tuple[float, float, float, float]] = []
    for number, record in enumerate(records):
        held = rivals[number] if number < len(rivals) else []
        for place, said in enumerate(record["arguments"]):
            score = float(said.get("score", 0))
            rival = float(held[place]) if place < len(held) else 0.0
            if "event" in said:
                filler = triggers.get(said["event"], 1.0)
            else:
                filler = mentions.get((said["start"], said["end"], said["label"]), 1.0)
            rows.append((score, score - rival, triggers[record["id"]], filler))
    numbers = np.asarray(rows, dtype=np.float64).reshape(-1, ARGUMENTS.width)
    numbers[:, [0, 2, 3]] = log_odds(numbers[:, [0, 2, 3]])
    return numbers


def _mention_scores(doc: Doc) -> dict[tuple[int, int, str], float]:
    """The score of each mention that has one, by place and label."""
    group = doc.spans.get(MENTIONS_KEY) or ()
    return {
        (span.start_char, span.end_char, span.label_): float(score)
        for span, score in zip(group, scores_of_group(group), strict=True)
        if score is not None
    }
