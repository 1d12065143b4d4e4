"""What a trained pipeline says of its development articles, beside the truth: the ground of its calibration."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.tokens import Doc
from thinc.api import Model

from spanloop.core.marks import Layer
from spanloop.core.ranges import covers
from spanloop.learn.calibration import Calibration, Judged, fit
from spanloop.learn.confidence import ENTITIES_KEY
from spanloop.learn.corpus import read_split
from spanloop.learn.embedding.layer import SENTENCES, find_features, read_features
from spanloop.learn.second_reader import MOST_TOKENS, SecondReader, learn_reader
from spanloop.learn.sureness import FACTORY, FITTED, MentionSureness, fit_weights, probabilities
from spanloop.learn.tag_paths import tag_columns
from spanloop.learn.triggers import SPANS_KEY
from spanloop.learn.voting import members_of

if TYPE_CHECKING:
    from spacy.language import Language

#: The kinds of marks that scores may stand on, by their names in a version's metrics.
PARTS = ("mentions", "triggers", "arguments")
_Item = tuple[Any, ...]
_Scored = tuple[_Item, tuple[int, int], float, bool, tuple[float, ...]]
#: Parts of the articles, each scored by what the others show.
_PARTS = 5
#: Where the numbers of mentions stand among the attributes of their spans while a calibration is made.
_NUMBERS = "numbers"


def calibrate(nlp: Language, corpus_dir: Path, *, saved: Path | None = None) -> dict[str, dict[str, Any]]:
    """The calibration of mentions, triggers and arguments on the development articles of a corpus.

    For a version's metrics["calibration"] (see learn.calibration). Where marks are enough the pipeline gets a component
    that scores mentions (learn.sureness), in its files too: saved is the folder that it was loaded from. The
    development articles chose the best state of the training too, so the figures flatter a little.
    """
    dev, train = (read_split(corpus_dir, split, nlp.vocab) for split in ("dev", "train"))
    if not dev:
        return {part: Calibration(why_not="there are no development articles").to_json() for part in PARTS}
    found = {part: fit(judged).to_json() for part, judged in judge_fitting(nlp, dev, train=train).items()}
    if saved is not None and FACTORY in nlp.pipe_names:
        others = [name for name in nlp.component_names if name != FACTORY]
        nlp.to_disk(saved, exclude=["vocab", "tokenizer", *others])
    return found


def judge_fitting(nlp: Language, dev: Sequence[Doc], *, train: Sequence[Doc]) -> dict[str, list[Judged]]:
    """As `judge` on development Docs, of a pipeline that gets the component that scores its mentions here.

    Each mention has the score that was fitted on other articles, so that what is made of the scores holds on new ones.
    Where marks are too few the pipeline stays without the component, and scores are its own. train: gold Docs that it
    learned from, for the second reader.
    """
    if FACTORY in nlp.pipe_names:
        nlp.remove_pipe(FACTORY)
    docs = list(nlp.pipe(_bare(nlp, doc) for doc in dev))
    judged = judge_predicted(zip(docs, dev, strict=True))
    if fit(judged["mentions"]).why_not:
        return judged
    component = _added(nlp)
    if component.model is not None:
        component.reader = _reader(component.model, train)
    for doc, numbers in zip(docs, component.numbers(docs), strict=True):
        if len(numbers):
            doc.spans[ENTITIES_KEY].attrs[_NUMBERS] = numbers.tolist()
    mentions = judge_predicted(zip(docs, dev, strict=True))["mentions"]
    component.weights = fit_weights(*_arrays(mentions))
    return judged | {"mentions": _cross_fitted(mentions)}


def _added(nlp: Language) -> MentionSureness:
    """The component, at the end of the pipeline, reading what the rest reads."""
    models = (getattr(pipe, "model", None) for member in members_of(nlp) for _, pipe in member.pipeline)
    layers = (find_features(model) for model in models if isinstance(model, Model))
    layer = next((each for each in layers if each is not None), None)
    config = {"model": None}
    if layer is not None:
        config = {"model": {"@architectures": SENTENCES, "projected": 1, "weights": layer.attrs["weights"]}}
    component: Any = nlp.add_pipe(FACTORY, config=config)
    if layer is not None:
        component.model.attrs.update({name: layer.attrs[name] for name in ("sha256", "keep") if name in layer.attrs})
    return component


def _reader(model: Model[Any, Any], train: Sequence[Doc]) -> SecondReader | None:
    """The second reader of mentions; of many documents a part, always the same."""
    chosen: list[Doc] = []
    tokens = 0
    for doc in sorted(train, key=lambda doc: hashlib.sha256(doc.text.encode()).digest()):
        if tokens + len(doc) <= MOST_TOKENS and len(doc):
            chosen.append(doc)
            tokens += len(doc)
    labels = sorted({span.label_ for doc in chosen for span in doc.ents})
    if not labels:
        return None
    return learn_reader(read_features(model, chosen), [_tags(doc, labels) for doc in chosen], labels=labels)


def _tags(doc: Doc, labels: Sequence[str]) -> Any:
    """Of each token the column of its tag; -1 where nobody said what it is."""
    marks = doc.to_array(["ENT_IOB", "ENT_TYPE"]).reshape(len(doc), 2)
    tags = np.where((marks[:, 0] == 2) | ((marks[:, 0] == 3) & (marks[:, 1] == 0)), 0, -1)
    for span in doc.ents:
        tags[span.start : span.end] = tag_columns(len(span), labels.index(span.label_))
    return tags


def _cross_fitted(judged: Sequence[Judged]) -> list[Judged]:
    """The same marks, each with the probability by weights that the articles of other parts show."""
    numbers, right = _arrays(judged)
    places = {article: place for place, article in enumerate(sorted({each.article for each in judged}))}
    parts = np.asarray([places[each.article] % _PARTS for each in judged])
    scores = np.zeros(len(judged))
    for part in range(_PARTS):
        held = parts == part
        scores[held] = probabilities(numbers[held], fit_weights(numbers[~held], right[~held]))
    told = zip(judged, scores, strict=True)
    return [replace(each, score=round(float(score), 4), fitted=True, numbers=()) for each, score in told]


def _arrays(judged: Sequence[Judged]) -> tuple[Any, Any]:
    return np.asarray([each.numbers for each in judged]), np.asarray([float(each.right) for each in judged])


def _bare(nlp: Language, doc: Doc) -> Doc:
    return Doc(nlp.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc])


def judge(nlp: Language, gold: Sequence[Doc]) -> dict[str, list[Judged]]:
    """Each scored mark that the pipeline makes in gold Docs (see formats.docbin), by kind, and whether it is right.

    Right is exact in place and label; of an argument also the type and place of its event. Only marks that lie where
    the layer was completely marked count, and those that are right.
    """
    return judge_predicted(zip(nlp.pipe(_bare(nlp, doc) for doc in gold), gold, strict=True))


def judge_predicted(pairs: Iterable[tuple[Doc, Doc]]) -> dict[str, list[Judged]]:
    """The same of Docs on which the pipeline predicted already, each with its gold Doc."""
    found: dict[str, list[Judged]] = {part: [] for part in PARTS}
    for number, (doc, truth) in enumerate(pairs):
        article = str(truth.user_data.get("article", number))
        ways: list[tuple[str, Layer, Iterable[_Scored], set[_Item]]] = [
            ("mentions", "entities", _spans(doc, ENTITIES_KEY), _gold_mentions(truth)),
            ("triggers", "events", _spans(doc, SPANS_KEY), _gold_triggers(truth)),
            ("arguments", "events", _arguments(doc), {item for item, *_ in _arguments(truth, gold=True)}),
        ]
        for part, layer, given, right in ways:
            ranges = _complete(truth, layer)
            for item, place, score, fitted, numbers in given:
                if item in right or covers(ranges, (place,)):
                    found[part].append(Judged(article, score, item in right, fitted, numbers))
    return found


def _spans(doc: Doc, key: str) -> Iterator[_Scored]:
    group = doc.spans.get(key)
    scores: Collection[float | None] = (group.attrs.get("scores") or ()) if group is not None else ()
    attrs: Mapping[str, Any] = group.attrs if group is not None else {}
    numbers = attrs.get(_NUMBERS) or [()] * len(scores)
    for span, score, more in zip(group or (), scores, numbers, strict=False):
        if score is not None:
            place = (span.start_char, span.end_char)
            yield (*place, span.label_), place, float(score), bool(attrs.get(FITTED)), tuple(more)


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
                yield (event["type"], trigger, argument["role"], kind, place), trigger, float(score), False, ()


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
