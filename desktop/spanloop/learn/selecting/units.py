"""Annotated texts as units that a simulation reveals one by one: sentences, or whole articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from spacy.tokens import Doc, Span

from spanloop.core.marks import LAYERS
from spanloop.learn.embedding.windows import cut_windows

By = Literal["sentence", "article"]
_EVENTS = "events"


@dataclass(frozen=True)
class Unit:
    """What is annotated at once. docs: with gold, as training reads them. sentences: how many it has."""

    uid: str
    article: str
    docs: tuple[Doc, ...]
    words: int
    sentences: int
    marks: Counter[str]

    @property
    def tokens(self) -> list[str]:
        return [token.text for doc in self.docs for token in doc]


def make_units(docs: Iterable[Doc], *, by: By) -> list[Unit]:
    """The units of Docs as they are exported (see formats.docbin), in their order.

    Only what is completely marked is taken: elsewhere a simulated person would have marked more than the data say.
    """
    articles: dict[str, list[Doc]] = {}
    for number, doc in enumerate(docs):
        if is_whole(doc):
            articles.setdefault(str(doc.user_data.get("article") or number), []).append(doc)
    if by == "article":
        return [_unit(uid, uid, parts) for uid, parts in articles.items()]
    return [
        _unit(f"{uid} {number}", uid, [sentence])
        for uid, parts in articles.items()
        for number, sentence in enumerate(sentence for part in parts for sentence in sentence_docs(part))
    ]


def is_whole(doc: Doc) -> bool:
    """Whether all of its text is completely marked, in one layer at least."""
    complete = doc.user_data.get("complete")
    if complete is None:
        return True
    length = len(doc.text.rstrip())
    return any(any(start == 0 and end >= length for start, end in complete.get(layer, ())) for layer in LAYERS)


def sentence_docs(doc: Doc) -> Iterator[Doc]:
    """A Doc for each sentence with its marks. No sentence ends within a mark."""
    for start, end in _whole_sentences(doc):
        if not doc[start:end].text.strip():
            continue
        yield _part(doc, start, end)


def _whole_sentences(doc: Doc) -> Iterator[tuple[int, int]]:
    """(start, end) in tokens; a sentence that ends within a mark goes on to the next."""
    held: set[int] = set()
    for span in (*doc.ents, *doc.spans.get(_EVENTS, ())):
        held.update(range(span.start + 1, span.end))
    begin = 0
    for _, end in _cut(doc):
        if end not in held:
            yield begin, end
            begin = end
    if begin < len(doc):
        yield begin, len(doc)


def _cut(doc: Doc) -> Iterator[tuple[int, int]]:
    return cut_windows([token.text for token in doc], [1] * len(doc))


def _part(doc: Doc, start: int, end: int) -> Doc:
    """A Doc of some of the tokens, with their entities and triggers, complete where the whole was."""
    words = [token.text for token in doc[start:end]]
    spaces = [bool(token.whitespace_) for token in doc[start:end]]
    part = Doc(doc.vocab, words=words, spaces=spaces)
    first, last = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
    complete = doc.user_data.get("complete")
    inside = [
        Span(part, e.start - start, e.end - start, e.label_) for e in doc.ents if start <= e.start and e.end <= end
    ]
    whole = complete is None or any(a <= first and b >= last for a, b in complete.get("entities", ()))
    part.set_ents(inside, default="outside" if whole else "missing")
    triggers = [span for span in doc.spans.get(_EVENTS, ()) if start <= span.start and span.end <= end]
    part.spans[_EVENTS] = [Span(part, span.start - start, span.end - start, span.label_) for span in triggers]
    part.user_data["article"] = doc.user_data.get("article")
    if complete is not None:
        part.user_data["complete"] = {
            layer: tuple(
                (max(a, first) - first, min(b, last) - first)
                for a, b in complete.get(layer, ())
                if a < last and b > first
            )
            for layer in LAYERS
        }
    return part


def _unit(uid: str, article: str, docs: Sequence[Doc]) -> Unit:
    marks: Counter[str] = Counter()
    for doc in docs:
        marks.update(gold_labels(doc))
    sentences = sum(max(1, sum(1 for _ in _cut(doc))) for doc in docs)
    return Unit(uid, article, tuple(docs), sum(len(doc) for doc in docs), sentences, marks)


def gold_labels(doc: Doc) -> Iterator[str]:
    """The label of each entity and trigger."""
    yield from (span.label_ for span in doc.ents)
    yield from (span.label_ for span in doc.spans.get(_EVENTS, ()))


def blank_copy(doc: Doc) -> Doc:
    """The same tokens with no marks."""
    words: list[str] = [token.text for token in doc]
    spaces: list[Any] = [bool(token.whitespace_) for token in doc]
    return Doc(doc.vocab, words=words, spaces=spaces)
