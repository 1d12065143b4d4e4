"""Suggestions: what an extractor would mark in articles, in article offsets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from spanloop.core.article import Article
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Event, Fragments, Marks, Mention
from spanloop.core.segments import Segment
from spanloop.core.words import trim
from spanloop.formats.docbin import predict_docs

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

#: Where the trigger component writes (see learn.triggers).
EVENTS_KEY = "events"
_SEPARATORS = frozenset(",;:\u060c\u061b")  # the last two are Arabic


def speaks(nlp: Language, article: Article) -> bool:
    """Whether an extractor may mark an article: it has one language, and an article may not say its own."""
    return nlp.lang == "xx" or not article.language or article.language == nlp.lang


def suggest(
    nlp: Language, articles: Iterable[Article], *, author: Author, processes: int = 1
) -> Iterator[tuple[str, Marks]]:
    """Mark articles, one after the other as they come: (article uid, marks of `author`), also where nothing was found.

    The texts are cut as in training (formats.docbin.predict_docs). An article of another language than the extractor's
    gets no marks (see speaks). Scores are there where the component gives one.
    """
    ordered: list[Article] = []
    jobs = _jobs(nlp, articles, ordered)
    results = groupby(nlp.pipe(jobs, as_tuples=True, n_process=processes), key=lambda pair: pair[1][0])
    done = 0
    for place, pairs in results:
        mentions: list[Mention] = []
        events: list[Event] = []
        for doc, (_, segment) in pairs:
            mentions += _mentions(doc, segment)
            events += _events(doc, segment)
        # Articles without any segment made no job: they come with empty marks, in their place.
        while done < place:
            yield ordered[done].uid, Marks(author)
            done += 1
        yield ordered[place].uid, Marks(author, mentions=tuple(mentions), events=tuple(events))
        done = place + 1
    for article in ordered[done:]:
        yield article.uid, Marks(author)


def _jobs(nlp: Language, articles: Iterable[Article], seen: list[Article]) -> Iterator[tuple[Doc, tuple[int, Segment]]]:
    """A blank document for each segment, with the place of its article among those seen."""
    for place, article in enumerate(articles):
        seen.append(article)
        if not speaks(nlp, article):
            continue
        for segment, doc in predict_docs(article, nlp):
            yield doc, (place, segment)


def _mentions(doc: Doc, segment: Segment) -> Iterator[Mention]:
    for span in doc.ents:
        fragments = _in_article(_without_separators(span), segment)
        if fragments is not None:
            yield Mention(new_uid(), fragments, span.label_)


def _events(doc: Doc, segment: Segment) -> Iterator[Event]:
    if EVENTS_KEY not in doc.spans:
        return
    group = doc.spans[EVENTS_KEY]
    scores = group.attrs.get("scores") or [None] * len(group)
    for span, score in zip(group, scores, strict=True):
        fragments = _in_article(span, segment)
        if fragments is not None:
            yield Event(new_uid(), span.label_, fragments, score=None if score is None else float(score))


def _without_separators(span: Span) -> Span:
    """The span without commas and colons at its ends.

    A young extractor often takes them along ("Lena Marsh,": 21 of 629 mentions after 200 steps on the sample, 1 of 649
    after 600), though no mark that it learned from has them. No name begins or ends with one; with a full stop, a quote
    or a bracket some do, so those stay.
    """
    first, last = 0, len(span)
    while first < last and span[first].text in _SEPARATORS:
        first += 1
    while first < last and span[last - 1].text in _SEPARATORS:
        last -= 1
    return span[first:last]


def _in_article(span: Span, segment: Segment) -> Fragments | None:
    """A predicted span in article offsets; None where it reaches over text that was left out."""
    start, end = trim(segment.text, span.start_char, span.end_char)
    return segment.to_article(((start, end),)) if start < end else None
