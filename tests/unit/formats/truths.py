"""Truths and the Docs made of them, for tests of the training data."""

from __future__ import annotations

from typing import Any

import spacy
from spacy.tokens import Doc

from spanloop.core.article import Article
from spanloop.core.ids import new_uid
from spanloop.core.marks import (
    Argument,
    Author,
    Completion,
    Event,
    Fragments,
    Layer,
    Link,
    Marks,
    Mention,
)
from spanloop.core.schema import Schema, parse_schema
from spanloop.core.truth import Truth, choose_truth
from spanloop.formats.docbin import segment_docs
from spanloop.formats.ledger import Ledger

ENGLISH = spacy.blank("en")
SCHEMA = parse_schema(
    {
        "name": "test",
        "entities": [{"label": "ARM"}, {"label": "GPE"}, {"label": "TIME"}],
        "events": [
            {"type": "MOVE", "roles": {"force": {"fills": ["ARM"]}, "to": {"fills": ["GPE"], "events": ["MOVE"]}}}
        ],
    }
)
CONFIG = """# kept
[paths]
train = null
dev = null

[nlp]
lang = "en"
tokenizer = {"@tokenizers":"spacy.Tokenizer.v1"}
"""


def mention(text: str, said: str, label: str = "ARM", *, at: int = 0) -> Mention:
    start = text.index(said, at)
    return Mention(new_uid(), ((start, start + len(said)),), label)


def event(text: str, said: str, *arguments: Argument) -> Event:
    start = text.index(said)
    return Event(new_uid(), "MOVE", ((start, start + len(said)),), arguments, {"realis": "actual"})


def truth_of(
    article: Article | str,
    mentions: tuple[Mention, ...] = (),
    events: tuple[Event, ...] = (),
    links: tuple[Link, ...] = (),
    *,
    complete: dict[Layer, Fragments] | None = None,
    split: str | None = "train",
) -> Truth:
    """A truth of one author; everything is complete unless `complete` says where."""
    article = Article(new_uid(), article, language="en", external_id="a.txt") if isinstance(article, str) else article
    whole = ((0, len(article.text)),)
    ranges: dict[Layer, Fragments] = {"entities": whole, "events": whole} if complete is None else complete
    completions = tuple(
        Completion(new_uid(), layer, start, end, "1") for layer, places in ranges.items() for start, end in places
    )
    marks = Marks(Author(new_uid(), "Anna"), mentions, events, links, (), completions)
    truth, _ = choose_truth(article, [marks], split=split)
    assert truth is not None
    return truth


def build(*truths: Truth, schema: Schema = SCHEMA) -> tuple[list[Doc], Ledger]:
    ledger = Ledger()
    docs = segment_docs(truths, schema=schema, nlp_for_language=lambda code: ENGLISH, ledger=ledger)
    return [doc for split in docs.values() for doc in split], ledger


def build_one(truth: Truth) -> tuple[Doc, Ledger]:
    (doc,), ledger = build(truth)
    return doc, ledger


def said(spans: Any) -> list[tuple[str, str]]:
    return [(span.text, span.label_) for span in spans]


def outside(doc: Doc) -> list[str]:
    """Tokens that the Doc says are no entity, as against those it says nothing about."""
    return [token.text for token in doc if token.ent_iob == 2]


def unknown(doc: Doc) -> list[str]:
    return [token.text for token in doc if token.ent_iob == 0]
