"""What is in a folder of training data, and which layers can be learned from it."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import LAYERS, Layer
from spanloop.formats.docbin_folder import split_files, split_path

#: Which layer a component of a recipe learns, by the name of its factory.
LAYER_OF_FACTORY: dict[str, Layer] = {
    **dict.fromkeys(("ner", "scored_ner", "span_tagger", "spancat"), "entities"),
    "event_triggers": "events",
}
EventPart = Literal["arguments", "attributes"]
#: What else a component learns of events that others have found; not a layer, as nobody completes it by itself.
PART_OF_FACTORY: dict[str, EventPart] = {"event_arguments": "arguments", "event_attributes": "attributes"}
SCORES_OF_PART: dict[EventPart, str] = {"arguments": "args_", "attributes": "attrs_"}
#: Without the mentions that fill them there are no roles to fill.
_STANDS_ON: dict[EventPart, tuple[Layer, ...]] = {"arguments": ("events", "entities"), "attributes": ("events",)}
#: How the scores of a layer begin in a spaCy config.
SCORES_OF_LAYER: dict[Layer, str] = {"entities": "ents_", "events": "triggers_"}

EXPORT_AGAIN = "Export the project again with --format spacy."


@dataclass
class SplitFacts:
    """docs: how many with at least one token. marks: spans by layer and label. complete: code points by layer.

    parts: arguments by role, and attributes by name, of events. longest: code points of the longest text. articles:
    uids of the articles that the docs are from, in their order.
    """

    docs: int = 0
    longest: int = 0
    words: int = 0
    articles: list[str] = field(default_factory=list[str])
    marks: dict[Layer, Counter[str]] = field(default_factory=lambda: {layer: Counter[str]() for layer in LAYERS})
    parts: dict[EventPart, Counter[str]] = field(
        default_factory=lambda: {part: Counter[str]() for part in SCORES_OF_PART}
    )
    complete: dict[Layer, int] = field(default_factory=lambda: dict.fromkeys(LAYERS, 0))


@dataclass(frozen=True)
class CorpusFacts:
    """train, dev: what the two splits that training reads hold. data_hash: SHA-256 of their files."""

    train: SplitFacts
    dev: SplitFacts
    data_hash: str

    def learnable(self) -> dict[Layer, str]:
        """For each layer "" when it can be learned, else why not, in words that follow "events were not learned: "."""
        return {layer: self._why_not(layer) for layer in LAYERS}

    def learnable_parts(self) -> dict[EventPart, str]:
        """Likewise for what events have. Where a layer is not learned, what stands on it is not either."""
        found: dict[EventPart, str] = {}
        for part, layers in _STANDS_ON.items():
            missing = next((layer for layer in layers if self._why_not(layer)), None)
            none = "" if self.train.parts[part] else "no event in the training articles has any"
            found[part] = f"{missing} were not learned" if missing else none
        return found

    def _why_not(self, layer: Layer) -> str:
        if not self.train.marks[layer]:
            return "none is marked in the training articles"
        if not self.train.complete[layer]:
            return "no training article is complete, so nothing shows what is not one"
        return ""


def read_facts(corpus_dir: Path) -> CorpusFacts:
    """Count what the train and dev splits hold, file by file; a missing dev counts as empty.

    Raises SpanloopError when there is nothing of train or a file is no DocBin.
    """
    return _read_facts(corpus_dir, None)[0]


def read_train(corpus_dir: Path, vocab: Vocab) -> tuple[CorpusFacts, list[Doc]]:
    """The facts of both splits, and the Docs of the train split, which are read only once for both."""
    return _read_facts(corpus_dir, vocab)


def _read_facts(corpus_dir: Path, vocab: Vocab | None) -> tuple[CorpusFacts, list[Doc]]:
    """vocab: of the Docs of the train split; without one none is kept."""
    digest = hashlib.sha256()
    facts: dict[str, SplitFacts] = {}
    train: list[Doc] = []
    for split in ("train", "dev"):
        facts[split] = SplitFacts()
        files = split_files(corpus_dir, split)
        if not files and split == "train":
            where = str(split_path(corpus_dir, split))
            raise SpanloopError("There is no training data", where=where, way_out=EXPORT_AGAIN)
        for path in files:
            data = path.read_bytes()
            digest.update(f"{split} {len(data)}\n".encode())
            digest.update(data)
            docs = _docs(path, data, Vocab() if vocab is None else vocab)
            for doc in docs:
                _count(facts[split], doc)
            if split == "train" and vocab is not None:
                train += docs
    return CorpusFacts(facts["train"], facts["dev"], digest.hexdigest()), train


def read_split(corpus_dir: Path, split: str, vocab: Vocab) -> list[Doc]:
    """The Docs of a split, one file or many; [] where there is none. Raises SpanloopError when a file is no DocBin."""
    docs: list[Doc] = []
    for path in split_files(corpus_dir, split):
        try:
            data = path.read_bytes()
        except OSError as error:
            raise _unreadable(path) from error
        docs += _docs(path, data, vocab)
    return docs


def _docs(path: Path, data: bytes, vocab: Vocab) -> list[Doc]:
    try:
        return list(DocBin().from_bytes(data).get_docs(vocab))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> SpanloopError:
    return SpanloopError("The training data cannot be read", where=str(path), way_out=EXPORT_AGAIN)


def _count(facts: SplitFacts, doc: Doc) -> None:
    if not len(doc):
        return
    facts.docs += 1
    facts.words += len(doc)
    facts.longest = max(facts.longest, len(doc.text))
    article = doc.user_data.get("article")
    if isinstance(article, str) and article not in facts.articles[-1:]:  # an article's segments follow each other
        facts.articles.append(article)
    facts.marks["entities"].update(span.label_ for span in doc.ents)
    facts.marks["events"].update(span.label_ for span in doc.spans.get("events", ()))
    for event in doc.user_data.get("events", ()):
        facts.parts["arguments"].update(argument["role"] for argument in event.get("arguments", ()))
        facts.parts["attributes"].update(event.get("attributes", {}).keys())
    complete = doc.user_data.get("complete")
    for layer in LAYERS:
        # A DocBin that says nothing of completeness comes from elsewhere, where everything counts as marked.
        ranges = [(0, len(doc.text))] if complete is None else complete.get(layer, ())
        facts.complete[layer] += sum(end - start for start, end in ranges)
