"""Three seeds vote: pipelines that learned the same with other random numbers, as one pipeline in one folder.

The pipeline has a single component, `vote`, which holds the others ("members") and lets each read the text, component
by component. Of entities those stay that more than half of the members mark, exactly so; their score is that of the
members' mean probabilities where the component gives them (`combine`, `rescore`), else the mean of the members' scores
(0 from one that does not mark it). Triggers, arguments and attributes are decided by the mean of the probabilities.
Each next component of every member then reads what was decided together.
"""

# No postponed annotations here: spaCy reads the real types of these functions to check configs against them.
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import srsly
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.training import Example
from spacy.util import ensure_path, load_model_from_config, minibatch
from thinc.api import Config

import spanloop.learn.sureness  # noqa: F401 # pyright: ignore[reportUnusedImport] - what scores a vote is loaded with it
from spanloop.learn.confidence import ENTITIES_KEY, write_scored

FACTORY = "vote"
#: Components whose predictions are probabilities in lists of arrays, so that their mean is a prediction again.
_AVERAGED = frozenset({"event_triggers", "event_arguments", "event_attributes"})
#: Components that mark entities, by the name of their factory.
_MARKERS = frozenset({"ner", "scored_ner", "spancat", "span_tagger"})
#: What components leave in `doc.user_data` for others to read.
_HANDED_ON = ("events",)


@Language.factory(FACTORY, assigns=["doc.ents", "doc.spans"])
def make_vote(nlp: Language, name: str) -> "Vote":
    """The factory that configs name as "vote". Its members come with its files."""
    return Vote(nlp.vocab, name)


class Vote:
    """Lets pipelines of the same components decide together. members: at least one, all with this vocabulary."""

    def __init__(self, vocab: Any, name: str = FACTORY, *, members: Sequence[Language] = ()) -> None:
        self.vocab = vocab
        self.name = name
        self.members = list(members)

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels and types that the members know."""
        pipes = [pipe for member in self.members[:1] for _, pipe in member.pipeline]
        return tuple(dict.fromkeys(str(label) for pipe in pipes for label in getattr(pipe, "labels", ())))

    def __call__(self, doc: Doc) -> Doc:
        return next(iter(self.pipe([doc])))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Read documents batch by batch; they come in their order, marked by what was decided."""
        for batch in minibatch(stream, size=batch_size):
            docs = list(batch)
            for doc, read in zip(docs, self._read(docs), strict=True):
                _take_over(doc, read)
                yield doc

    def _read(self, docs: list[Doc]) -> list[Doc]:
        """Copies of the documents, each marked by all members together."""
        if not self.members:
            return docs
        copies = [[doc.copy() for doc in docs] for _ in self.members]
        for name in self.members[0].pipe_names:
            pipes: list[Any] = [member.get_pipe(name) for member in self.members]
            factory = self.members[0].get_pipe_meta(name).factory
            if factory in _AVERAGED:
                together = _mean_of([pipe.predict(mine) for pipe, mine in zip(pipes, copies, strict=True)])
                for pipe, mine in zip(pipes, copies, strict=True):
                    pipe.set_annotations(mine, together)
                continue
            said = [pipe.predict(mine) for pipe, mine in zip(pipes, copies, strict=True)] if _rescores(pipes[0]) else []
            for number, pipe in enumerate(pipes):
                if said:
                    pipe.set_annotations(copies[number], said[number])
                else:
                    copies[number] = list(_apply(pipe, copies[number]))
            if factory in _MARKERS:
                for several in zip(*copies, strict=True):
                    _agree(several)
            if said:
                together = pipes[0].combine(said)
                for pipe, mine in zip(pipes, copies, strict=True):
                    pipe.rescore(mine, together)
        return copies[0]

    def score(self, examples: Iterable[Example], **given: Any) -> dict[str, Any]:
        """What the members' own scorers say of what was decided."""
        examples = list(examples)
        scores: dict[str, Any] = {}
        for _, pipe in self.members[0].pipeline if self.members else ():
            if (score := getattr(pipe, "score", None)) is not None:
                scores |= score(examples, **given)
        return scores

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002 - spaCy gives it
        """Each member in a folder of its own, without the vocabulary, which all share."""
        folder = ensure_path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for number, member in enumerate(self.members):
            member.to_disk(folder / str(number), exclude=["vocab"])

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "Vote":  # noqa: ARG002
        """The members that `to_disk` wrote."""
        folders = sorted((each for each in ensure_path(path).iterdir() if each.is_dir()), key=lambda each: each.name)
        self.members = [spacy.load(each, vocab=self.vocab, exclude=["vocab"]) for each in folders]
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002
        """The same as `to_disk` in bytes."""
        held = [{"config": each.config.to_bytes(), "data": each.to_bytes(exclude=["vocab"])} for each in self.members]
        return srsly.msgpack_dumps({"members": held})

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "Vote":  # noqa: ARG002
        """The members that `to_bytes` wrote."""
        self.members = []
        read: Any = srsly.msgpack_loads(data)
        for held in read["members"]:
            config = Config().from_bytes(held["config"], interpolate=False)
            made = load_model_from_config(config, vocab=self.vocab)
            self.members.append(made.from_bytes(held["data"], exclude=["vocab"]))
        return self

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """For processes that start anew: models do not travel as Python objects everywhere."""
        return _from_parts, (self.vocab, self.name, self.to_bytes())


def _from_parts(vocab: Any, name: str, data: bytes) -> Vote:
    return Vote(vocab, name).from_bytes(data)


def vote(pipelines: Sequence[Language]) -> Language:
    """One pipeline in which these decide together; they are to have the same components, labels and language.

    It can be saved, loaded, packaged and asked as any other. The pipelines are not to be used on their own afterwards.
    """
    first = pipelines[0]
    for other in pipelines[1:]:
        if other.pipe_names != first.pipe_names or other.pipe_labels != first.pipe_labels:
            raise ValueError("pipelines that vote have the same components with the same labels")
    made = spacy.blank(str(first.lang))
    made.add_pipe(FACTORY)
    held: Any = made.get_pipe(FACTORY)
    for other in pipelines:
        for word in other.vocab.strings:
            made.vocab.strings.add(word)
    made.vocab.vectors = first.vocab.vectors
    tokenizer: Any = made.tokenizer
    tokenizer.from_bytes(first.tokenizer.to_bytes(exclude=["vocab"]))
    held.from_bytes(Vote(first.vocab, members=pipelines).to_bytes())
    return made


def members_of(nlp: Language) -> list[Language]:
    """The pipelines that vote in this one; itself alone where none do."""
    found = [member for _, pipe in nlp.pipeline if isinstance(pipe, Vote) for member in pipe.members]
    return found or [nlp]


def whole_config(folder: Path) -> Config:
    """The config of a pipeline in a folder, with the components of the first member where several vote.

    For whoever asks what a pipeline needs: it is none that could be loaded.
    """
    config: Any = Config().from_disk(folder / "config.cfg", interpolate=False)
    for name in list(config["components"]):
        inner = folder / name / "0" / "config.cfg"
        if config["components"][name].get("factory") == FACTORY and inner.is_file():
            member = Config().from_disk(inner, interpolate=False)
            config["components"] |= member["components"]
            config["paths"] = member.get("paths", {})
    return config


def _rescores(pipe: Any) -> bool:
    """Whether a component can say how probable the members together find what more than half of them mark."""
    return hasattr(pipe, "combine") and hasattr(pipe, "rescore")


def _apply(pipe: Any, docs: list[Doc]) -> Iterable[Doc]:
    return pipe.pipe(docs) if hasattr(pipe, "pipe") else (pipe(doc) for doc in docs)


def _agree(copies: Sequence[Doc]) -> None:
    """Let all copies of a document hold the entities that more than half of them hold."""
    flat = Counter((span.start, span.end, span.label_) for doc in copies for span in doc.ents)
    scores: dict[tuple[int, int, str], list[float]] = defaultdict(list)
    nested: Counter[tuple[int, int, str]] = Counter()
    for doc in copies:
        group = doc.spans.get(ENTITIES_KEY, ())
        given = group.attrs.get("scores") or [] if isinstance(group, SpanGroup) else []
        for number, span in enumerate(group):
            place = (span.start, span.end, span.label_)
            nested[place] += 1
            if number < len(given) and given[number] is not None:
                scores[place].append(float(given[number]))
    enough = len(copies) // 2 + 1
    kept = sorted(place for place, times in flat.items() if times >= enough)
    marked = sorted(place for place, times in (nested or flat).items() if times >= enough)
    for doc in copies:
        doc.set_ents([Span(doc, start, end, label=label) for start, end, label in kept], default="outside")
        chances = [sum(scores[place]) / len(copies) if scores[place] else None for place in marked]
        write_scored(doc, [Span(doc, start, end, label=label) for start, end, label in marked], chances)


def _mean_of(several: Sequence[Any]) -> Any:
    """The mean of predictions of the same shape: numbers and arrays in lists, tuples and dictionaries."""
    first = several[0]
    if isinstance(first, dict):
        return {key: _mean_of([each[key] for each in several]) for key in first}
    if isinstance(first, list | tuple):
        return type(first)(_mean_of(list(parts)) for parts in zip(*several, strict=True))
    if isinstance(first, str) or first is None:
        return first
    if is_dataclass(first) and not isinstance(first, type):  # seeds differ in its arrays
        arrays = [each.name for each in fields(first) if isinstance(getattr(first, each.name), np.ndarray)]
        return replace(first, **{name: _mean_of([getattr(each, name) for each in several]) for name in arrays})
    return np.mean([np.asarray(each, dtype=np.float64) for each in several], axis=0).astype("f")


def _take_over(doc: Doc, read: Doc) -> None:
    """Give a document what its copy was marked with."""
    if doc is read:
        return
    doc.set_ents([Span(doc, span.start, span.end, label=span.label_) for span in read.ents], default="outside")
    for key, group in read.spans.items():
        mine = SpanGroup(doc, name=group.name, attrs=dict(group.attrs))
        mine.extend([Span(doc, span.start, span.end, label=span.label_) for span in group])
        doc.spans[key] = mine
    for key in _HANDED_ON:
        if key in read.user_data:
            doc.user_data[key] = read.user_data[key]
