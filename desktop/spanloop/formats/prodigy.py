"""Prodigy JSONL: one task a line as `prodigy db-out` writes it (https://prodi.gy/docs/api-interfaces).

- `spans`: `start` and `end` in code points, `token_start` and `token_end` in tokens, the last one inclusive.
- `relations`: `head` and `child` are the last tokens of their spans, which `head_span` and `child_span` name by place.
- `answer`: "accept"; "reject" says that what stands there is wrong; "ignore" passes over it. In the interfaces that ask
  about one suggestion (binary), it is said of that suggestion alone.
- `_annotator_id`, else `_session_id`, says who; a session that nobody named is called by its time.
- `options`, `accept` and `label` are said of the whole text.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author, Fragments, fragments_of, name_of
from spanloop.core.schema import Schema
from spanloop.core.wording import count
from spanloop.core.words import word_boundaries
from spanloop.formats.atomic import writing
from spanloop.formats.cards import (
    CARD,
    Saying,
    Telling,
    article_card,
    is_card,
    named_author,
    read_saying,
    saying_card,
    told_article,
)
from spanloop.formats.features import Features, lessened
from spanloop.formats.fields import Fields, Place
from spanloop.formats.foreign import ForeignDocument, ForeignMarks, ForeignRelation, ForeignSpan
from spanloop.formats.json_documents import objects_in, read_values
from spanloop.formats.ledger import Ledger
from spanloop.formats.quotes import checked_fragments
from spanloop.formats.record import UNNAMED, Record
from spanloop.formats.span_relations import Flat, flattened
from spanloop.formats.tightest import tightest

CARRIES: Features = frozenset(
    {"mentions", "nested", "events", "arguments", "event_fillers", "links", "authors", "states", "article_notes"}
    | {"details", "ids", "meta"}
)
_OURS = "said"
_NOT_OURS = frozenset({"uid", "events", "author", "links", "zones", "verdicts", "completions", "removed"})
_OWN = frozenset({"_view_id", "_task_hash", "_input_hash", "_annotator_id"})
_KEYS = frozenset(
    {"text", "spans", "tokens", "relations", "answer", "meta", CARD, _OURS, "_input_hash", "_task_hash", "_view_id"}
    | {"_annotator_id", "_session_id", "_timestamp", "_is_binary", "options", "accept", "label", "config", "html"}
)
_SPAN_KEYS = frozenset(
    {"start", "end", "token_start", "token_end", "label", "text", "type", "score", "source", "rank", "color", "pattern"}
    | {"input_hash", "hidden", "disabled"}
)
_RELATION_KEYS = frozenset({"head", "child", "head_span", "child_span", "label", "color"})
#: Interfaces whose answer is about the spans; in others they were shown and not asked about.
_ABOUT_SPANS = frozenset(
    {"ner", "ner_manual", "spans", "spans_manual", "relations", "dep", "pos", "pos_manual", "blocks"}
)
_ANSWERS = ("accept", "reject", "ignore")
_OTHER_MEDIA = ("image", "audio", "video")
_SESSION_TIME = re.compile(r"(?:.*-)?\d{4}-\d{2}-\d{2}_\d{2}-\d{2}-\d{2}")
_ONE_A_LINE = "A Prodigy file has one task a line, each with its text."


def detect_prodigy(path: Path, head: bytes) -> bool:
    """Whether a file begins with tasks of Prodigy: they have its marks and none of ours."""
    del path
    objects = objects_in(head)
    if any(_NOT_OURS & one.keys() for one in objects):
        return False
    return any(_is_task(one) for one in objects)


def _is_task(one: Mapping[str, Any]) -> bool:
    if "text" not in one and not any(key in one for key in _OTHER_MEDIA):
        return False
    if _OWN & one.keys() or one.get("answer") in _ANSWERS:
        return True
    if is_card(one.get(CARD)) and "entities" not in one:
        return True  # an article that nobody marked, as it is written here
    spans, relations = (_dicts(one.get(key)) for key in ("spans", "relations"))
    return ("tokens" in one and any("token_start" in span for span in spans)) or any(
        "head" in relation and "child" in relation for relation in relations
    )


def _dicts(value: object) -> list[dict[str, Any]]:
    items = cast("list[Any]", value) if isinstance(value, list) else []
    return [item for item in items if isinstance(item, dict)]


def read_prodigy(path: Path, *, ledger: Ledger) -> Iterator[ForeignDocument]:
    """Read the tasks of a file, each as one document. Tasks with one text are about one article, which its text tells.

    Raises SpanloopError naming file and line for what is no such file, and for tasks about images, audio or video.
    """
    place = Place(path.name, ledger=ledger)
    authors: dict[tuple[str, str], Author] = {}
    for raw in read_values(path, place):
        task = _Task(Fields(raw, "the task", place), cast("dict[str, Any]", raw), place, authors)
        document = task.document()
        if document is not None:
            yield document


class _Task:
    """One line in the reading."""

    def __init__(
        self, line: Fields, raw: Mapping[str, Any], place: Place, authors: dict[tuple[str, str], Author]
    ) -> None:
        self._line = line
        self._raw = raw
        self._place = place
        self._authors = authors
        self._article = f"line {place.line}"
        view = raw.get("_view_id")
        self._view = view if isinstance(view, str) else None
        self._is_binary = raw.get("_is_binary") is True or (self._view == "ner" and "_is_binary" not in raw)
        #: Each span, and the source that suggested it.
        self._spans: list[tuple[ForeignSpan, str]] = []
        #: The first span at a place, that of a label there, and the first one whose last token a token is.
        self._places: dict[tuple[int, int], ForeignSpan] = {}
        self._labelled: dict[tuple[int, int, str], ForeignSpan] = {}
        self._lasts: dict[int, ForeignSpan] = {}
        #: The shortest span around each token, once that was asked.
        self._held: list[int | None] | None = None

    def document(self) -> ForeignDocument | None:
        raw, place = self._raw, self._place
        self._refuse_others()
        self._line.note_unread(_KEYS, "a task")
        meta = raw.get("meta")
        given = cast("dict[str, Any]", meta) if isinstance(meta, dict) else {"meta": meta} if meta is not None else {}
        told = Telling(self._line.text("text", ""), "prodigy", None, raw.get(CARD), given)
        made = told_article(told, place)
        if made is None:
            return None
        article, named = made
        answer = self._answer()
        if answer is None and not raw.get("spans") and not raw.get("relations") and not raw.get(_OURS):
            return ForeignDocument(article, (), place.line, named)
        self._note_choices()
        return ForeignDocument(article, tuple(self._marks(article, answer or "accept")), place.line, named)

    def _refuse_others(self) -> None:
        other = next((key for key in _OTHER_MEDIA if self._raw.get(key)), None)
        if other is not None:
            what = f"it holds annotations of {'images' if other == 'image' else other}, and Spanloop annotates text"
            raise self._place.fail(what, "Choose a file whose tasks have a text.")
        if "pattern" in self._raw and "text" not in self._raw:
            raise self._place.fail("it is a file of patterns, not of annotated texts", _ONE_A_LINE)

    def _answer(self) -> str | None:
        answer = self._raw.get("answer")
        if answer is None:
            return None
        if answer in _ANSWERS:
            return cast("str", answer)
        self._once("answer.not_read", "answer", f"the answer {str(answer)[:40]} is none of {', '.join(_ANSWERS)}")
        return "ignore"

    def _note_choices(self) -> None:
        for key in ("accept", "label", "options"):
            if self._raw.get(key) and (key != "options" or "accept" not in self._raw):
                self._once("choice.not_read", "choice", f"{key} says something of the whole text, which is not read")

    def _author(self) -> Author:
        for key in ("_annotator_id", "_session_id"):
            name = self._raw.get(key)
            if isinstance(name, str) and name and not _SESSION_TIME.fullmatch(name):
                return named_author(name, "gold" if name == "gold" else "human", self._authors)
        return UNNAMED

    # what is said

    def _marks(self, article: Article, answer: str) -> Iterator[ForeignMarks]:
        said = read_saying(self._raw.get(_OURS), self._authors)
        author = said.author or self._author()
        if answer != "accept":
            yield self._not_accepted(author, answer, said)
            return
        self._read_spans(article.text)
        asked = self._view is None or self._view in _ABOUT_SPANS
        own = [span for span, source in self._spans if asked or not source]
        relations = tuple(self._relations(article.text))
        if own or relations or asked or said != Saying():
            yield ForeignMarks(author, tuple(own), relations, state=said.state, reason=said.reason, note=said.note)
        if not asked:
            suggested: dict[str, list[ForeignSpan]] = {}
            for span, source in self._spans:
                if source:
                    suggested.setdefault(source, []).append(span)
            for name, some in suggested.items():
                yield ForeignMarks(named_author(name, "extractor", self._authors), tuple(some))

    def _not_accepted(self, author: Author, answer: str, said: Saying) -> ForeignMarks:
        number = len(self._line.items("spans")) + len(self._line.items("relations"))
        if number:
            told = f"its answer is {answer}, so {count(number, 'span or relation', 'spans and relations')} are not read"
            self._place.note("answer.not_accepted", told, article=self._article)
        if self._is_binary:
            return ForeignMarks(author, note=said.note)
        state, reason = ("skipped", "ignored in Prodigy") if answer == "ignore" else ("question", "rejected in Prodigy")
        return ForeignMarks(author, state=said.state or state, reason=said.reason or reason, note=said.note)

    def _read_spans(self, text: str) -> None:
        tokens = self._tokens()
        for number, raw in enumerate(self._line.items("spans"), 1):
            try:
                item = Fields(raw, f"span {number}", self._place)
                item.note_unread(_SPAN_KEYS, "a span")
                ends = self._ends(item, tokens)
                label = item.name("label")
                said = raw.get("text")
                source = raw.get("source")
            except SpanloopError as error:
                self._place.note("span.refused", error.what, article=self._article)
                continue
            if label is None:
                self._once("span.no_label", "span", "a span without a label is not read")
                continue
            fragments = checked_fragments(
                text,
                [ends],
                place=self._place,
                what=f"span {number}",
                article=self._article,
                said=said if isinstance(said, str) else "",
            )
            if fragments is not None:
                span = ForeignSpan(f"span {number}", fragments, label, score=self._score(raw), line=self._place.line)
                self._spans.append((span, source if isinstance(source, str) else ""))
                at = fragments[0][0], fragments[-1][1]
                self._places.setdefault(at, span)
                self._labelled.setdefault((*at, label), span)
                tokens_of = self._token_range(raw)
                if tokens_of is not None:
                    self._lasts.setdefault(tokens_of[1], span)

    def _ends(self, item: Fields, tokens: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """Start and end in code points, out of the tokens where the span has no others."""
        if item.has("start") or item.has("end") or not item.has("token_start"):
            return item.whole("start"), item.whole("end")
        first, last = item.whole("token_start"), item.whole("token_end")
        if not 0 <= first <= last < len(tokens):
            raise item.fail(f"goes from token {first} to {last}, and the task has {count(len(tokens), 'token')}")
        return tokens[first][0], tokens[last][1]

    def _tokens(self) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for token in _dicts(self._raw.get("tokens")):
            start, end = token.get("start"), token.get("end")
            if not isinstance(start, int) or not isinstance(end, int):
                return []
            found.append((start, end))
        return found

    def _score(self, raw: Mapping[str, Any]) -> float | None:
        """Of a suggestion; a person's marks have none."""
        score = raw.get("score")
        if self._view is None or self._view in _ABOUT_SPANS or isinstance(score, bool):
            return None
        return float(score) if isinstance(score, (int, float)) and 0 <= score <= 1 else None

    @staticmethod
    def _token_range(raw: Mapping[str, Any]) -> tuple[int, int] | None:
        first, last = raw.get("token_start"), raw.get("token_end")
        return (first, last) if isinstance(first, int) and isinstance(last, int) else None

    # relations

    def _relations(self, text: str) -> Iterator[ForeignRelation]:
        tokens = self._tokens()
        for number, raw in enumerate(self._line.items("relations"), 1):
            try:
                item = Fields(raw, f"relation {number}", self._place)
                item.note_unread(_RELATION_KEYS, "a relation")
                label = item.text("label")
                ends = [self._end(item, key, tokens, text) for key in ("head", "child")]
            except SpanloopError as error:
                self._place.note("relation.refused", error.what, article=self._article)
                continue
            yield ForeignRelation(label, ends[0], ends[1], line=self._place.line)

    def _end(self, item: Fields, key: str, tokens: Sequence[tuple[int, int]], text: str) -> str:
        """The span at an end: at the place that the relation names, else the one whose last token it is, else the
        shortest that holds it."""
        named = item.get(f"{key}_span")
        if isinstance(named, dict):
            place = cast("dict[str, Any]", named)
            start, end, label = place.get("start"), place.get("end"), place.get("label")
            if isinstance(start, int) and isinstance(end, int):
                there = self._places.get((start, end))
                exact = self._labelled.get((start, end, label), there) if isinstance(label, str) else there
                if exact is not None:
                    return exact.id
        token = item.whole(key)
        last = self._lasts.get(token)
        if last is not None:
            return last.id
        if 0 <= token < len(tokens):
            start, end = tokens[token]
            around = self._around(tokens)[token]
            if around is not None:
                return self._spans[around][0].id
            raise item.fail(f"has a word without a span as its {key}, {text[start:end][:40]!r}")
        raise item.fail(f"has the {key} {token}, and the task has {count(len(tokens), 'token')}")

    def _around(self, tokens: Sequence[tuple[int, int]]) -> list[int | None]:
        """The shortest span around each token."""
        if self._held is None:
            self._held = tightest([(s.fragments[0][0], s.fragments[-1][1]) for s, _ in self._spans], tokens)
        return self._held

    def _once(self, code: str, key: str, message: str) -> None:
        if (code, key) not in self._place.reported:
            self._place.reported.add((code, key))
            self._place.note(code, f"{message}, here and in later lines")


def write_prodigy(records: Iterable[Record], dest: Path, *, schema: Schema, ledger: Ledger) -> int:
    """Write one task for each article and author, for the interface "relations": tokens, spans and relations between
    their last tokens. Spans off the tokens keep their places, and have no token indices."""
    articles: set[str] = set()
    with writing(dest) as file:
        for record in records:
            articles.add(record.article.uid)
            line = _line(lessened(record, carries=CARRIES, ledger=ledger), schema, ledger)
            file.write((json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n").encode())
    return len(articles)


def _line(record: Record, schema: Schema, ledger: Ledger) -> dict[str, Any]:
    article = record.article
    words = article.words if article.words is not None else word_boundaries(article.text)
    line: dict[str, Any] = {"text": article.text}
    line |= {"meta": dict(sorted(article.meta.items()))} if article.meta else {}
    line |= {CARD: article_card(article), "tokens": [_token(article.text, *word) for word in enumerate(words)]}
    if record.marks is None:
        return line
    author = record.marks.author
    saying = saying_card(record)
    plain = {"name": author.name, "kind": "gold" if author.name == "gold" else "human"}
    if saying.get("author") == plain and not _SESSION_TIME.fullmatch(author.name):
        saying.pop("author")
    line |= {_OURS: saying} if saying else {}
    written = _Spans(flattened(record, schema=schema, ledger=ledger, by_place=True), article.text, words).written()
    if off := sum("token_start" not in span for span in written["spans"]):
        told = f"{count(off, 'span')} off the boundaries of words, which Prodigy does not show"
        ledger.add("words.crossed", told, article=article.external_id or article.uid, author=author.name)
    line |= written
    line |= {"_view_id": "relations", "answer": "accept"}
    return line | ({"_annotator_id": author.name, "_session_id": author.name} if author.name else {})


def _token(text: str, number: int, word: tuple[int, int]) -> dict[str, Any]:
    start, end = word
    return {"text": text[start:end], "start": start, "end": end, "id": number, "ws": text[end : end + 1] == " "}


class _Spans:
    """The spans and relations of one task in the writing."""

    def __init__(self, flat: Flat, text: str, words: Sequence[tuple[int, int]]) -> None:
        self._flat = flat
        self._text = text
        self._starts = {start: number for number, (start, _) in enumerate(words)}
        self._ends = {end: number for number, (_, end) in enumerate(words)}
        self._words = words

    def written(self) -> dict[str, Any]:
        places: dict[str, dict[str, Any]] = {}
        lasts: dict[str, int] = {}
        spans: list[dict[str, Any]] = []
        for mark in self._flat.spans:
            fragments = fragments_of(mark)
            place: dict[str, Any] = {"start": fragments[0][0], "end": fragments[0][1], **self._indices(fragments)}
            places[mark.uid] = {**place, "label": name_of(mark)}
            lasts[mark.uid] = place.get("token_end", self._last_word(fragments))
            text = self._text[fragments[0][0] : fragments[0][1]]
            spans.append({"text": text, **place, "type": "span", "label": name_of(mark)})
        relations = [
            {
                "head": lasts[relation.source],
                "child": lasts[relation.target],
                "head_span": places[relation.source],
                "child_span": places[relation.target],
                "label": relation.type,
            }
            for relation in self._flat.relations
        ]
        return {"spans": spans, "relations": relations}

    def _indices(self, fragments: Fragments) -> dict[str, int]:
        first, last = self._starts.get(fragments[0][0]), self._ends.get(fragments[0][1])
        return {"token_start": first, "token_end": last} if first is not None and last is not None else {}

    def _last_word(self, fragments: Fragments) -> int:
        """The last word that a span off the words has a part of; the nearest one before where it has none."""
        return max(bisect_left(self._words, (fragments[0][1], 0)) - 1, 0)
