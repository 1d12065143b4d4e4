"""What a trained pipeline says of its development articles, beside the truth: the ground of its calibration."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
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
from spanloop.learn.event_numbers import count_marked
from spanloop.learn.logistic import Scale
from spanloop.learn.second_reader import MOST_TOKENS, Lesson, learn_readers
from spanloop.learn.sureness import FACTORY, FITTED, FITTED_ARGUMENTS, SCALES, Sureness
from spanloop.learn.tag_paths import tag_columns
from spanloop.learn.trigger_scores import SPANS_KEY, complete_tokens
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
    that scores them anew (learn.sureness), in its files too: saved is the folder that it was loaded from. The
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
    """As `judge` on development Docs, of a pipeline that gets the component that scores its marks here.

    Each mark has the score that was fitted on other articles, so that what is made of the scores holds on new ones.
    Kinds of which there are too few marks keep their own scores; where that is all of them, the pipeline stays without
    the component. train: gold Docs that it learned from, for the second readers.
    """
    if FACTORY in nlp.pipe_names:
        nlp.remove_pipe(FACTORY)
    docs = list(nlp.pipe(_bare(nlp, doc) for doc in dev))
    judged = judge_predicted(zip(docs, dev, strict=True))
    enough = [kind for kind in SCALES if not fit(judged[kind]).why_not]
    if not enough:
        return judged
    component = _added(nlp)
    _learn(component, train, kinds=enough)
    features = component.read(docs)
    for kind in enough:
        numbers = component.numbers(docs, kind=kind, features=features)
        for doc, rows in zip(docs, numbers, strict=True):
            _note(doc, kind, rows.tolist())
        known = judge_predicted(zip(docs, dev, strict=True))[kind]
        component.weights[kind] = SCALES[kind].fit(*_arrays(known))
        judged[kind] = _cross_fitted(known, SCALES[kind])
        # Arguments go by the scores of triggers and mentions as they will be.
        component.write(docs, kind=kind, numbers=numbers)
    return judged


def _note(doc: Doc, kind: str, rows: list[list[float]]) -> None:
    """Put the numbers of marks where judge_predicted finds them."""
    if not rows:
        return
    if kind != "arguments":
        doc.spans[ENTITIES_KEY if kind == "mentions" else SPANS_KEY].attrs[_NUMBERS] = rows
        return
    left = iter(rows)
    for event in doc.user_data["events"]:
        for argument in event["arguments"]:
            argument[_NUMBERS] = next(left)


def _added(nlp: Language) -> Sureness:
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


def _learn(component: Sureness, train: Sequence[Doc], *, kinds: Collection[str]) -> None:
    """What the component knows from the articles that trained: second readers, of many documents a part, always the
    same, and how often which word was marked."""
    if "triggers" in kinds:
        component.marked = count_marked(train, language=component.vocab.lang)
    if component.model is None:
        return
    chosen: list[Doc] = []
    tokens = 0
    for doc in sorted(train, key=lambda doc: hashlib.sha256(doc.text.encode()).digest()):
        if tokens + len(doc) <= MOST_TOKENS and len(doc):
            chosen.append(doc)
            tokens += len(doc)
    lessons = {kind: lesson for kind, tell in _LESSONS.items() if kind in kinds and (lesson := tell(chosen)).labels}
    readers = learn_readers(read_features(component.model, chosen), list(lessons.values())) if lessons else []
    found = zip(lessons, readers, strict=True)
    component.readers = {kind: reader for kind, reader in found if reader is not None}


def _mention_lesson(docs: Sequence[Doc]) -> Lesson:
    labels = sorted({span.label_ for doc in docs for span in doc.ents})
    lesson = Lesson(labels, [])
    for doc in docs:
        marks = doc.to_array(["ENT_IOB", "ENT_TYPE"]).reshape(len(doc), 2)
        tags = np.where((marks[:, 0] == 2) | ((marks[:, 0] == 3) & (marks[:, 1] == 0)), 0, -1)
        lesson.tags.append(_tagged(tags, doc.ents, labels))
    return lesson


def _trigger_lesson(docs: Sequence[Doc]) -> Lesson:
    labels = sorted({span.label_ for doc in docs for span in doc.spans.get(SPANS_KEY, ())})
    lesson = Lesson(labels, [])
    for doc in docs:
        tags = np.where(complete_tokens(doc, doc), 0, -1)
        lesson.tags.append(_tagged(tags, doc.spans.get(SPANS_KEY, ()), labels))
    return lesson


_LESSONS: Mapping[str, Callable[[Sequence[Doc]], Lesson]] = {"mentions": _mention_lesson, "triggers": _trigger_lesson}


def _tagged(tags: Any, spans: Iterable[Any], labels: Sequence[str]) -> Any:
    for span in spans:
        tags[span.start : span.end] = tag_columns(len(span), labels.index(span.label_))
    return tags


def _cross_fitted(judged: Sequence[Judged], scale: Scale) -> list[Judged]:
    """The same marks, each with the probability by weights that the articles of other parts show."""
    numbers, right = _arrays(judged)
    places = {article: place for place, article in enumerate(sorted({each.article for each in judged}))}
    parts = np.asarray([places[each.article] % _PARTS for each in judged])
    scores = np.zeros(len(judged))
    for part in range(_PARTS):
        held = parts == part
        scores[held] = scale.probabilities(numbers[held], scale.fit(numbers[~held], right[~held]))
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
    fitted = not gold and bool(doc.spans[SPANS_KEY].attrs.get(FITTED_ARGUMENTS)) if SPANS_KEY in doc.spans else False
    for event in events.values():
        trigger = (event["trigger"]["start"], event["trigger"]["end"])
        for argument in event.get("arguments", ()):
            score = 1.0 if gold else argument.get("score")
            other = events.get(argument.get("event"))
            filler = argument if other is None else other["trigger"]
            if score is not None and "start" in filler:
                kind = other["type"] if other is not None else ""
                place = (filler["start"], filler["end"])
                item = (event["type"], trigger, argument["role"], kind, place)
                yield item, trigger, float(score), fitted, tuple(argument.get(_NUMBERS, ()))


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
