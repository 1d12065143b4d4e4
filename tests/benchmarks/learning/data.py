"""The shared corpora of the learning benchmarks: read, split, and made into Docs exactly as the app exports them.

The folder is `data` in the one that SPANLOOP_SHARED names, else in `shared` beside the checkout. Splits are by
document, near-duplicates together (a twentieth of the shorter one's runs of five words): the hash of a group's smallest
name decides (below 25 test, below 37 dev, else train; or its remainder, for folds). All offsets are code points.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import md5
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spanloop.core.article import Article
from spanloop.core.marks import LAYERS, Argument, Author, Completion, Event, Layer, Marks, Mention
from spanloop.core.schema import Schema, parse_schema
from spanloop.core.truth import LayerTruth, Truth
from spanloop.formats.docbin import segment_docs, write_docbin
from spanloop.formats.ledger import Ledger
from spanloop.formats.tokenizing import blank
from spanloop.resources import resource_path

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

ROOT = Path(__file__).resolve().parents[3]
SHINGLE, SHARED = 5, 0.05
TEST, DEV = 25, 37
#: (start, end, label).
Place = tuple[int, int, str]


@dataclass(frozen=True)
class EventMark:
    """arguments: (role, start, end)."""

    id: str
    type: str
    start: int
    end: int
    arguments: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True)
class Record:
    """A document of a corpus; all that it holds is marked. entities: each once, sorted, nested ones too."""

    name: str
    text: str
    entities: tuple[Place, ...]
    events: tuple[EventMark, ...] = ()
    language: str = "en"


EventRecord = Record


def shared(name: str) -> Path | None:
    """A file or folder of the shared data, "m2e2/give.jsonl"; None where it is not."""
    folder = Path(os.environ.get("SPANLOOP_SHARED") or ROOT.parent / "shared")
    path = folder / "data" / name
    return path if path.exists() else None


def read_re3d() -> list[Record]:
    """All documents of the five sources, in the order of their names; [] without the shared data."""
    folder = shared("re3d")
    return _read(sorted(folder.glob("*.jsonl")) if folder else [])


def read_m2e2() -> list[EventRecord]:
    """News with triggers and arguments, in the order of their names; [] without the shared data."""
    path = shared("m2e2/give.jsonl")
    return _read([path] if path else [])


def read_wikievents() -> list[EventRecord]:
    """20 documents with triggers and arguments of other types, likewise."""
    path = shared("wikievents/dev.jsonl")
    return _read([path] if path else [])


def read_wojood() -> list[Record]:
    """Arabic sentences with nested entities, likewise."""
    path = shared("arabic/wojood_train.jsonl")
    return _read([path] if path else [], language="ar")


def _read(paths: Iterable[Path], *, language: str = "en") -> list[Record]:
    found: list[Record] = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            places = {(span["start"], span["end"], span["label"]) for span in entry["entities"]}
            events = tuple(_event(event) for event in entry.get("events", ()))
            found.append(Record(entry["id"], entry["text"], tuple(sorted(places)), events, language))
    return sorted(found, key=lambda record: record.name)


def _event(entry: Mapping[str, Any]) -> EventMark:
    arguments = dict.fromkeys((each["role"], each["start"], each["end"]) for each in entry["arguments"])
    return EventMark(
        entry["id"], entry["type"], entry["trigger"]["start"], entry["trigger"]["end"], tuple(sorted(arguments))
    )


def split_records(records: Sequence[Record]) -> dict[str, list[Record]]:
    """The records by split ("train", "dev", "test"), by the rule in the head of this file."""
    groups = _groups(records)
    splits: dict[str, list[Record]] = {"train": [], "dev": [], "test": []}
    for record in records:
        place = _number(groups[record.name]) % 100
        splits["test" if place < TEST else "dev" if place < DEV else "train"].append(record)
    return splits


def folds(records: Sequence[Record], n: int = 5) -> list[list[Record]]:
    """The records in n parts that no document shares with its near-duplicate in another."""
    groups = _groups(records)
    parts: list[list[Record]] = [[] for _ in range(n)]
    for record in records:
        parts[_number(groups[record.name]) % n].append(record)
    return parts


def _number(name: str) -> int:
    return int(md5(name.encode(), usedforsecurity=False).hexdigest(), 16)


def _groups(records: Sequence[Record]) -> dict[str, str]:
    """The smallest name of each record's near-duplicates."""
    group = {record.name: record.name for record in records}
    runs = {record.name: _runs(record.text) for record in records}
    for one, other in combinations(sorted(group), 2):
        shorter = min(len(runs[one]), len(runs[other]))
        if shorter and len(runs[one] & runs[other]) >= SHARED * shorter:
            first, last = sorted((group[one], group[other]))
            group = {name: first if named == last else named for name, named in group.items()}
    return group


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[first : first + SHINGLE]) for first in range(len(words) - SHINGLE + 1)}


def sentences(records: Iterable[Record]) -> list[Record]:
    """The sentences of records as records of their own, whatever marks are whole in them; none is cut by an entity."""
    nlp = blank("en")
    nlp.add_pipe("sentencizer")
    found: list[Record] = []
    for record in records:
        doc = nlp(record.text)
        starts = [sentence.start_char for sentence in doc.sents]
        kept = [at for at in starts if not any(start < at < end for start, end, _ in record.entities)]
        for number, (first, last) in enumerate(zip(kept, [*kept[1:], len(record.text)], strict=True)):
            text = record.text[first:last]
            if text.strip():
                found.append(replace(_part(record, first, last), name=f"{record.name}#{number}", text=text))
    return found


def _part(record: Record, first: int, last: int) -> Record:
    def inside(start: int, end: int) -> bool:
        return first <= start and end <= last

    entities = tuple((start - first, end - first, label) for start, end, label in record.entities if inside(start, end))
    events = tuple(
        replace(
            event,
            start=event.start - first,
            end=event.end - first,
            arguments=tuple((role, a - first, b - first) for role, a, b in event.arguments if inside(a, b)),
        )
        for event in record.events
        if inside(event.start, event.end)
    )
    return replace(record, entities=entities, events=events)


def schema_of(records: Sequence[Record], *, fills_of: Sequence[Record] | None = None) -> Schema:
    """A schema with all labels, types and roles of the records.

    fills_of: records from whose arguments the labels that may fill a role are taken (give it those that train, or the
    schema tells what is in the test); without them every label may.
    """
    labels = {label for record in records for _, _, label in record.entities}
    roles: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for record in records:
        for event in record.events:
            fillers = roles[event.type]
            for role, _, _ in event.arguments:
                fillers[role] |= {"*"} if fills_of is None else set()
    for record in fills_of or ():
        for event in record.events:
            for role, start, end in event.arguments:
                roles[event.type][role] |= {label for a, b, label in record.entities if (a, b) == (start, end)}
    types = [
        {"type": kind, "roles": {role: {"fills": sorted(fills)} for role, fills in sorted(roles[kind].items())}}
        for kind in sorted(roles)
    ]
    document = {"name": "shared", "version": "1", "entities": [{"label": name} for name in sorted(labels)]}
    return parse_schema({**document, "events": types})


def truth_of(
    record: Record, *, split: str = "train", layers: Collection[Layer] = LAYERS, complete: bool = True
) -> Truth:
    """A record as the truth of an article, completely marked in these layers or (`complete` false) partly."""
    author = Author("benchmark", "Benchmark", "gold")
    article = Article(record.name, record.text, language=record.language, external_id=record.name)
    uids = {place: f"m{number}" for number, place in enumerate(record.entities)}
    fillers: dict[tuple[int, int], str] = {}
    for (start, end, _), uid in uids.items():
        fillers.setdefault((start, end), uid)
    events = tuple(
        Event(
            f"e{number}",
            event.type,
            ((event.start, event.end),),
            arguments=tuple(Argument(role, fillers[a, b]) for role, a, b in event.arguments if (a, b) in fillers),
        )
        for number, event in enumerate(record.events)
    )
    mentions = tuple(Mention(uid, ((start, end),), label) for (start, end, label), uid in uids.items())
    ranges = ((0, len(record.text)),) if complete else ()
    completions = tuple(Completion(layer, layer, 0, len(record.text), "1") for layer in layers) if complete else ()
    marks = Marks(author, mentions, events, completions=completions)
    return Truth(article, {layer: LayerTruth(marks, ranges) for layer in layers}, split)


def docs_of(
    records: Sequence[Record], *, schema: Schema, layers: Collection[Layer] = LAYERS, nlp: Language | None = None
) -> list[Doc]:
    """The gold Docs of records, as the app exports them; offsets in them are the Docs' own.

    A text's white space at its edges is not in its Doc. nlp: a pipeline whose tokenizer (and vocabulary) is taken.
    """
    language = records[0].language if records else "en"
    pipeline = nlp if nlp is not None else blank(language)
    truths = [truth_of(record, layers=layers) for record in records]
    return segment_docs(truths, schema=schema, nlp_for_language=lambda _: pipeline, ledger=Ledger())["train"]


def write_corpus(
    splits: Mapping[str, Sequence[Record]],
    folder: Path,
    *,
    schema: Schema,
    recipe: str | Path = "blank",
    layers: Collection[Layer] = LAYERS,
) -> Path:
    """Write train.spacy, dev.spacy, test.spacy, config.cfg and ledger.json as the app's export does; returns folder.

    recipe: a name among resources/recipes, or a config's path.
    """
    path = recipe if isinstance(recipe, Path) else resource_path("recipes") / f"{recipe}.cfg"
    truths = [truth_of(record, split=split, layers=layers) for split, held in splits.items() for record in held]
    language = next((record.language for held in splits.values() for record in held), "en")
    write_docbin(truths, folder, schema=schema, language=language, config_text=path.read_text(encoding="utf-8"))
    return folder


def gold_mentions(doc: Doc, *, flat: bool = True) -> set[Place]:
    """The mentions that a gold Doc carries, those on no token boundary too.

    flat: only what a layer without nesting can hold: of those that overlap, the longest, then the first.
    """
    places = sorted({(span["start"], span["end"], span["label"]) for span in doc.user_data["spans"]})
    return set(flat_spans(places)) if flat else set(places)


def gold_triggers(doc: Doc) -> set[Place]:
    """The triggers that a gold Doc carries, with their types."""
    events = doc.user_data["events"]
    return {(event["trigger"]["start"], event["trigger"]["end"], event["type"]) for event in events}


def places_of(spans: Iterable[Any]) -> set[Place]:
    """spaCy spans as places."""
    return {(span.start_char, span.end_char, span.label_) for span in spans}


def flat_spans(places: Iterable[Place]) -> list[Place]:
    """Of places that overlap the longest, then the first; in the order of the text."""
    kept: list[Place] = []
    for start, end, label in sorted(places, key=lambda place: (place[0] - place[1], place)):
        if all(end <= first or start >= last for first, last, _ in kept):
            kept.append((start, end, label))
    return sorted(kept)


def prf(gold: Iterable[Collection[Any]], predicted: Iterable[Collection[Any]]) -> dict[str, float]:
    """Precision, recall and F in per cent, and the counts, over documents in the same order; every gold item counts."""
    right = marked = wanted = 0
    for mine, theirs in zip(gold, predicted, strict=True):
        right, marked, wanted = right + len(set(mine) & set(theirs)), marked + len(theirs), wanted + len(mine)
    precision, recall = 100 * right / max(marked, 1), 100 * right / max(wanted, 1)
    f = 2 * precision * recall / max(precision + recall, 1e-9)
    shares = {"f": round(f, 2), "p": round(precision, 2), "r": round(recall, 2)}
    return {**shares, "right": right, "marked": marked, "gold": wanted}
