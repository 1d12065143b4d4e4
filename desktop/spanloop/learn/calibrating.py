"""What a trained pipeline says of its development articles, beside the truth: the ground of its calibration."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.tokens import Doc, DocBin

from spanloop.core.marks import Layer
from spanloop.core.ranges import covers
from spanloop.learn.calibration import Calibration, Judged, fit
from spanloop.learn.confidence import ENTITIES_KEY
from spanloop.learn.triggers import SPANS_KEY

if TYPE_CHECKING:
    from spacy.language import Language

#: The kinds of marks that scores may stand on, by their names in a version's metrics.
PARTS = ("mentions", "triggers", "arguments")
_Item = tuple[Any, ...]
_Scored = tuple[_Item, tuple[int, int], float]


def calibrate(nlp: Language, corpus_dir: Path) -> dict[str, dict[str, Any]]:
    """The calibration of mentions, triggers and arguments on the development articles of a corpus.

    For a version's metrics["calibration"] (see learn.calibration). The development articles chose the best state of the
    training too, so the figures flatter a little.
    """
    path = corpus_dir / "dev.spacy"
    docs = list(DocBin().from_disk(path).get_docs(nlp.vocab)) if path.is_file() else []
    if not docs:
        return {part: Calibration(why_not="there are no development articles").to_json() for part in PARTS}
    return {part: fit(judged).to_json() for part, judged in judge(nlp, docs).items()}


def judge(nlp: Language, gold: Sequence[Doc]) -> dict[str, list[Judged]]:
    """Each scored mark that the pipeline makes in gold Docs (see formats.docbin), by kind, and whether it is right.

    Right is exact in place and label; of an argument also the type and place of its event. Only marks that lie where
    the layer was completely marked count, and those that are right.
    """
    texts = (Doc(nlp.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc]) for doc in gold)
    return judge_predicted(zip(nlp.pipe(texts), gold, strict=True))


def judge_predicted(pairs: Iterable[tuple[Doc, Doc]]) -> dict[str, list[Judged]]:
    """The same of Docs on which the pipeline predicted already, each with its gold Doc."""
    found: dict[str, list[Judged]] = {part: [] for part in PARTS}
    for number, (doc, truth) in enumerate(pairs):
        article = str(truth.user_data.get("article", number))
        ways: list[tuple[str, Layer, Iterable[_Scored], set[_Item]]] = [
            ("mentions", "entities", _spans(doc, ENTITIES_KEY), _gold_mentions(truth)),
            ("triggers", "events", _spans(doc, SPANS_KEY), _gold_triggers(truth)),
            ("arguments", "events", _arguments(doc), {item for item, _, _ in _arguments(truth, gold=True)}),
        ]
        for part, layer, given, right in ways:
            ranges = _complete(truth, layer)
            for item, place, score in given:
                if item in right or covers(ranges, (place,)):
                    found[part].append(Judged(article, score, item in right))
    return found


def _spans(doc: Doc, key: str) -> Iterator[_Scored]:
    group = doc.spans.get(key)
    scores: Collection[float | None] = (group.attrs.get("scores") or ()) if group is not None else ()
    for span, score in zip(group or (), scores, strict=False):
        if score is not None:
            place = (span.start_char, span.end_char)
            yield (*place, span.label_), place, float(score)


def _arguments(doc: Doc, *, gold: bool = False) -> Iterator[_Scored]:
    """Arguments with the type and place of their event; one that is an event by the type and place of that."""
    events = {event["id"]: event for event in doc.user_data.get("events", ())}
    for event in events.values():
        trigger = (event["trigger"]["start"], event["trigger"]["end"])
        for argument in event.get("arguments", ()):
            score = 1.0 if gold else argument.get("score")
            other = events.get(argument.get("event"))
            filler = argument if other is None else other["trigger"]
            if score is not None and "start" in filler:
                kind = other["type"] if other is not None else ""
                place = (filler["start"], filler["end"])
                yield (event["type"], trigger, argument["role"], kind, place), trigger, float(score)


def _gold_mentions(doc: Doc) -> set[_Item]:
    marks = doc.user_data.get("spans")
    if marks is None:
        return {(span.start_char, span.end_char, span.label_) for span in doc.ents}
    return {(mark["start"], mark["end"], mark["label"]) for mark in marks}


def _gold_triggers(doc: Doc) -> set[_Item]:
    return {(span.start_char, span.end_char, span.label_) for span in doc.spans.get(SPANS_KEY, ())}


def _complete(doc: Doc, layer: Layer) -> list[tuple[int, int]]:
    """Where everything of a layer is marked; a DocBin that does not say comes from elsewhere, where everything is."""
    complete = doc.user_data.get("complete")
    if complete is None:
        return [(0, len(doc.text))]
    return [(int(start), int(end)) for start, end in complete.get(layer, ())]
