"""Suggestions: what an extractor would mark in articles, in article offsets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from spanloop.core.article import Article
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Event, Fragments, Marks, Mention
from spanloop.core.segments import Segment
from spanloop.core.words import trim
from spanloop.formats.docbin import predict_docs
from spanloop.learn.event_records import MENTIONS_KEY, SPANS_KEY, open_records

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

_SEPARATORS = frozenset(",;:\u060c\u061b")  # the last two are Arabic


def speaks(nlp: Language, article: Article) -> bool:
    """Whether an extractor may mark an article: it has one language, and an article may not say its own."""
    return nlp.lang == "xx" or not article.language or article.language == nlp.lang


def suggest(
    nlp: Language, articles: Iterable[Article], *, author: Author, processes: int = 1
) -> Iterator[tuple[str, Marks]]:
    """Mark articles, one after the other as they come: (article uid, marks of `author`), also where nothing was found.

    The texts are cut as in training (formats.docbin.predict_docs). An article of another language than the extractor's
    gets no marks (see speaks). Scores are there where the component gives one. What fills a role is one of the mentions
    or events of the same marks.
    """
    ordered: list[Article] = []
    jobs = _jobs(nlp, articles, ordered)
    results = groupby(nlp.pipe(jobs, as_tuples=True, n_process=processes), key=lambda pair: pair[1][0])
    done = 0
    for place, pairs in results:
        mentions: list[Mention] = []
        events: list[Event] = []
        for doc, (_, segment) in pairs:
            found = _mentions(doc, segment)
            mentions += {mention.uid: mention for mention in found.values()}.values()
            events += _events(doc, segment, found)
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


_Key = tuple[int, int, str]


def _mentions(doc: Doc, segment: Segment) -> dict[_Key, Mention]:
    """The mentions of a Doc by start, end and label as predicted; two may have come to be the same one."""
    group = doc.spans.get(MENTIONS_KEY, doc.ents)
    scores = getattr(group, "attrs", {}).get("scores") or [None] * len(group)
    found: dict[_Key, Mention] = {}
    made: dict[tuple[Fragments, str], Mention] = {}
    for span, score in zip(group, scores, strict=True):
        fragments = _in_article(_without_separators(span), segment)
        if fragments is None:
            continue
        place = (fragments, span.label_)
        if place not in made:
            made[place] = Mention(new_uid(), *place, score=None if score is None else float(score))
        found[span.start_char, span.end_char, span.label_] = made[place]
    return found


def _events(doc: Doc, segment: Segment, mentions: Mapping[_Key, Mention]) -> Iterator[Event]:
    """The events of a Doc; an argument whose filler is not among the marks (see _in_article) goes with it."""
    records = open_records(doc) if SPANS_KEY in doc.spans else []
    places: dict[str, Fragments] = {}
    for record, span in zip(records, doc.spans.get(SPANS_KEY, ()), strict=True):
        fragments = _in_article(span, segment)
        if fragments is not None:
            places[record["id"]] = fragments
    uids = {name: new_uid() for name in places}
    for record in records:
        name = record["id"]
        if name in places:
            arguments = (_argument(argument, mentions, uids) for argument in record["arguments"])
            yield Event(
                uids[name],
                record["type"],
                places[name],
                arguments=tuple(dict.fromkeys(argument for argument in arguments if argument is not None)),
                attributes=record["attributes"],
                score=record.get("score"),
            )


def _argument(said: Mapping[str, Any], mentions: Mapping[_Key, Mention], uids: Mapping[str, str]) -> Argument | None:
    is_event = "event" in said
    if is_event:
        filler = uids.get(said["event"])
    else:
        mention = mentions.get((said["start"], said["end"], said["label"]))
        filler = mention.uid if mention is not None else None
    if filler is None:
        return None
    score = said.get("score")
    return Argument(said["role"], filler, is_event, None if score is None else float(score))


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
