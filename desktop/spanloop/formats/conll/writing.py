"""Writes CoNLL: a token and its IOB2 tag on each line, apart by a tab (see conll for what is read).

Before each document stands `-DOCSTART-`, then comments with what is known of the article and its text as JSON, from
which the reader makes the text again as it was. A tool that knows no comments does without the lines that begin with
"# ".
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Marks, Mention
from spanloop.core.schema import Schema
from spanloop.core.words import sentence_boundaries, word_boundaries
from spanloop.formats.atomic import writing
from spanloop.formats.conll.reading import COMMENTS, DOCSTART
from spanloop.formats.features import Features, lessened
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.formats.record_json import quote
from spanloop.formats.spelling import token
from spanloop.formats.tokenizing import DEFAULT_LANGUAGE, blank

CARRIES: Features = frozenset({"mentions", "details", "ids"})

Places = list[tuple[int, int]]


def write_conll(records: Iterable[Record], dest: Path, *, schema: Schema, ledger: Ledger) -> int:
    """Write a file of labelled tokens; returns the number of articles. schema: not needed.

    Tokens are the stored words of an article, or those of spaCy's rules for its language. Of mentions that share tokens
    the longest is written; those that do not begin and end where tokens do are not. Of an article that comes twice the
    first author's marks are written.
    """
    del schema
    tokens = _Tokens()
    written: set[str] = set()
    with writing(dest) as file:
        for record in records:
            article = record.article
            called = article.external_id or article.uid
            if article.uid in written:
                name = record.marks.author.name if record.marks is not None else ""
                ledger.add("authors.not_carried", "CoNLL holds the marks of one author", article=called, author=name)
                continue
            written.add(article.uid)
            words = tokens.of(record.article)
            record = lessened(record, carries=CARRIES, ledger=ledger)
            tags = ["O"] * len(words)
            joined: set[int] = set()
            if record.marks is not None:
                for first, last, mention in _standing(article.text, words, record.marks, ledger, called):
                    label = token(mention.label)
                    tags[first : last + 1] = [f"B-{label}"] + [f"I-{label}"] * (last - first)
                    joined |= {*range(first + 1, last + 1)}
            file.write("".join(_lines(record.article, words, tags, joined)).encode("utf-8"))
    return len(written)


def _standing(
    text: str, words: Places, marks: Marks, ledger: Ledger, article: str
) -> Iterator[tuple[int, int, Mention]]:
    """The mentions that are written, the longest first, each with its first and last token."""
    starts = {start: index for index, (start, _) in enumerate(words)}
    ends = {end: index for index, (_, end) in enumerate(words)}
    taken: dict[int, Mention] = {}

    def note(code: str, mention: Mention, why: str) -> None:
        said = quote(text, mention.fragments)
        told = f"{mention.label}: {why}"
        ledger.add(code, told, article=article, quote=said, author=marks.author.name, mark=mention.uid)

    for mention in sorted(marks.mentions, key=lambda one: (one.start - one.end, one.start)):
        first, last = starts.get(mention.start), ends.get(mention.end)
        if first is None or last is None or last < first:
            note("tokens.not_carried", mention, "it does not begin and end where words do")
        elif rival := next((taken[at] for at in range(first, last + 1) if at in taken), None):
            note("nested.not_carried", mention, f"{rival.label} has some of its words")
        else:
            taken.update(dict.fromkeys(range(first, last + 1), mention))
            yield first, last, mention


def _lines(article: Article, words: Places, tags: list[str], joined: set[int]) -> Iterator[str]:
    """The lines of an article. joined: tokens that go on with a mention, before which no sentence ends."""
    yield f"{DOCSTART}\tO\n\n"
    told = {"id": article.external_id, "uid": None if article.external_id else article.uid, "text": article.text}
    told |= {"title": article.title, "source": article.source, "date": article.date, "language": article.language}
    for name in COMMENTS:
        if told[name]:
            yield f"# {name} = {_json(told[name] or '')}\n"
    if not words:
        yield "\n"
    breaks = {bisect_left(words, (start, start)) for start, _ in sentence_boundaries(article.text)}
    for index, ((start, end), tag) in enumerate(zip(words, tags, strict=True)):
        if index and index in breaks and index not in joined:
            yield "\n"
        yield f"{article.text[start:end]}\t{tag}\n"
    if words:
        yield "\n"


def _json(text: str) -> str:
    """A text on one line: JSON leaves some characters as they are that other readers take for line ends."""
    made = json.dumps(text, ensure_ascii=False)
    for char in "\x7f\x85\u2028\u2029":
        made = made.replace(char, f"\\u{ord(char):04x}")
    return made


class _Tokens:
    """The tokens of articles: places in their text, in order, without white space in them."""

    def __init__(self) -> None:
        self._rules: dict[str, Callable[[str], Iterable[tuple[int, int]]]] = {}

    def of(self, article: Article) -> Places:
        """Every character that is not white space is in one, so that the reader finds them again in the text."""
        found: Places = []
        at = 0
        for start, end in article.words if article.words is not None else self._cut(article):
            if start >= at:
                found += [*_without_blanks(article.text, at, start), *_without_blanks(article.text, start, end)]
                at = end
        return [*found, *_without_blanks(article.text, at, len(article.text))]

    def _cut(self, article: Article) -> Iterable[tuple[int, int]]:
        language = article.language or DEFAULT_LANGUAGE
        if language not in self._rules:
            self._rules[language] = _rules_of(language)
        return self._rules[language](article.text)


def _rules_of(language: str) -> Callable[[str], Iterable[tuple[int, int]]]:
    """How a language is cut into tokens: as spaCy does, or by our rules where it does not know the language."""
    try:
        nlp = blank(language)
    except SpanloopError:
        return word_boundaries
    return lambda text: [(one.idx, one.idx + len(one.text)) for one in nlp.tokenizer(text)]


def _without_blanks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A token cut at white space, which separates columns and lines, and where it would begin a document."""
    at = start
    for part in text[start:end].split():
        at = text.index(part, at)
        if part.startswith(DOCSTART):
            yield at, at + 1
        yield at + part.startswith(DOCSTART), at + len(part)
        at += len(part)
