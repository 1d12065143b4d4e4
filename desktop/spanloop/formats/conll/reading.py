"""CoNLL files of labelled tokens, one token a line, an empty line after each sentence.

Format: of the shared task of CoNLL 2003 (https://www.clips.uantwerpen.be/conll2003/ner/): columns apart by spaces or
tabs, the first the token and the last its tag, `-DOCSTART-` before each document. Two to five columns are read; of
those between token and tag (part of speech, chunk) nothing is kept. Tags are IOB2 (B- begins, I- goes on, O is outside)
and, noted in the ledger, IOB1 (I- begins too) and BILUO or IOBES (L- or E- ends, U- or S- is alone).

The text is the tokens, one space between two and a line feed between sentences, unless a comment has it. Comments stand
before the sentences of a document, as in CoNLL-U: `# name = value`. The writer makes those of COMMENTS, with values as
JSON: the text as it was, and what is known of the article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, NamedTuple

from spanloop.core.errors import SpanloopError
from spanloop.core.verbatim import MAX_TEXT_BYTES, clean_text, text_too_long
from spanloop.formats.bounded import unreadable
from spanloop.formats.fields import Place, shown
from spanloop.formats.foreign import ForeignDocument, ForeignMarks, ForeignSpan, make_article
from spanloop.formats.jsonl import MAX_LINE_BYTES
from spanloop.formats.ledger import Ledger
from spanloop.formats.spelling import said

#: What the writer says of an article.
COMMENTS = ("id", "uid", "title", "source", "date", "language", "text")
#: Begins a document.
DOCSTART = "-DOCSTART-"
#: Files of such names hold CoNLL where their lines nearly do, so that the reader can say what is wrong with them.
SUFFIXES = (".conll", ".iob", ".iob2", ".bio")

_TAG = re.compile(r"O|[BILUESMW]-\S.*")
_COMMENT = re.compile(r"#\s*([A-Za-z][\w.-]{0,60}(?: id)?)\s*=\s*(.*)")
_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BLANKS = " \t\r\n"
_COLUMNS = re.compile(r"[ \t]+")
_FEWEST, _MOST = 2, 5
_MOST_TOKENS = 2_000_000
_MOST_NOTES = 100
#: A tag that can be nothing else: a label of letters behind its prefix, which the end of "Vitamin B-12" has not.
_LABELLED = re.compile(r"[BIESLU]-[^\W\d_]{2,}.*")
#: How many lines have to look so, of those that detection looks at.
_LOOKED_AT, _NEARLY = 200, 0.8
_ONE_A_LINE = (
    "A CoNLL file has a token and its tag on each line, apart by a tab or a space, and as many columns on all."
)


def read_conll(path: Path, *, ledger: Ledger) -> Iterator[ForeignDocument]:
    """The documents of a file one by one; without `-DOCSTART-` the whole file is one.

    A document is called by its id, or by the name of the file with its number. Raises SpanloopError naming file and
    line for what is no such file: other columns than on the lines before, no tag, not UTF-8.
    """
    place = Place(path.name, ledger=ledger, way_out=_ONE_A_LINE)
    found = False
    try:
        with path.open("rb") as file:
            for document in _Reader(place, path.stem).read(file):
                found = True
                yield document
    except OSError as error:
        raise unreadable(path, error) from error
    if not found:
        raise SpanloopError("it has no tokens", where=str(path), way_out=_ONE_A_LINE)


def detect_conll(path: Path, head: bytes) -> bool:
    """Whether a file holds labelled tokens: all its first lines have as many columns, of which the last is a tag. Of a
    file whose name says so, most have to. One whose name says nothing is told by the mark of its documents, or by
    a label in a tag: short lines of prose can end in an "O" too.
    """
    lines = head.decode("utf-8", errors="replace").removeprefix("\ufeff").split("\n")
    if len(head) > len(lines[-1].encode("utf-8")) and not head.endswith(b"\n") and len(lines) > 2:
        lines.pop()  # it may be cut
    told = any(_is_docstart(line) for line in lines[:20])
    rows = [_columns(line) for line in lines[:_LOOKED_AT] if line.strip(_BLANKS) and not _is_aside(line)]
    widths = {len(row) for row in rows}
    good = sum(_FEWEST <= len(row) <= _MOST and _TAG.fullmatch(row[-1]) is not None for row in rows)
    if path.suffix.lower() in SUFFIXES:
        return told or (bool(rows) and good >= _NEARLY * len(rows))
    if len(widths) > 1 or good != len(rows):
        return False
    return told or (len(rows) > 1 and any(_LABELLED.fullmatch(row[-1]) for row in rows))


def _is_aside(line: str) -> bool:
    return _is_docstart(line) or (line.startswith("#") and not _has_tag(line))


def _has_tag(line: str) -> bool:
    columns = _columns(line)
    return len(columns) > 1 and _TAG.fullmatch(columns[-1]) is not None


def _comment_of(line: str) -> re.Match[str] | None:
    """A comment, unless it is a token such as "#a=" with its tag."""
    return _COMMENT.fullmatch(line.strip(_BLANKS)) if line.startswith("#") and not _has_tag(line) else None


def _is_docstart(line: str) -> bool:
    return line.startswith(DOCSTART)


def _columns(line: str) -> list[str]:
    line = line.strip(_BLANKS)
    return line.split("\t") if "\t" in line else _COLUMNS.split(line)


class _Token(NamedTuple):
    text: str
    tag: str
    line: int


@dataclass
class _Gathered:
    """The lines of one document. sentences: the numbers of tokens that begin one."""

    line: int
    comments: dict[str, str] = field(default_factory=dict[str, str])
    tokens: list[_Token] = field(default_factory=list[_Token])
    sentences: set[int] = field(default_factory=set[int])
    started: bool = False

    def __bool__(self) -> bool:
        return self.started or bool(self.tokens)


class _Reader:
    """Reads one file."""

    def __init__(self, place: Place, stem: str) -> None:
        self._place = place
        self._stem = stem
        self._width = 0
        self._documents = 0
        self._reported: set[str] = set()

    def read(self, file: IO[bytes]) -> Iterator[ForeignDocument]:
        document = _Gathered(1)
        broken = True
        for line in self._lines(file):
            if not line.strip(_BLANKS):
                broken = True
                continue
            comment = _comment_of(line) if broken else None
            begins = _is_docstart(line) or (comment is not None and comment[1] in ("newdoc id", "newdoc"))
            if begins:
                if document:
                    yield from self._made(document)
                document = _Gathered(self._place.line, started=True)
                broken = True
            if comment is not None:
                self._comment(document, comment[1], comment[2] or "")
            elif not begins and not self._is_remark(line, broken):
                if broken:
                    document.sentences.add(len(document.tokens))
                broken = False
                document.tokens.append(self._token(line))
                if len(document.tokens) > _MOST_TOKENS:
                    raise self._place.fail(f"the document has over {_MOST_TOKENS // 1_000_000} million tokens")
        if document:
            yield from self._made(document)

    def _lines(self, file: IO[bytes]) -> Iterator[str]:
        while line := file.readline(MAX_LINE_BYTES + 1):
            self._place.line += 1
            if len(line) > MAX_LINE_BYTES:
                raise self._place.fail(f"the line is over {MAX_LINE_BYTES // 1_000_000} MB")
            if self._place.line == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            try:
                yield clean_text(line.decode("utf-8"))[0]
            except UnicodeDecodeError as error:
                what = f"byte {error.start + 1} of the line is not UTF-8"
                raise self._place.fail(what, "Save the file as UTF-8.") from None

    def _is_remark(self, line: str, broken: bool) -> bool:
        """A comment that names nothing; a token "#" has a tag behind it."""
        if not broken or not line.startswith("#") or _has_tag(line):
            return False
        self._once(
            "comment.not_read", f"the comment {shown(line.strip(_BLANKS))} and others of its kind are not read", "#"
        )
        return True

    def _comment(self, document: _Gathered, name: str, value: str) -> None:
        name = "id" if name in ("newdoc id", "doc_id", "document id") else name
        if document.tokens:
            name = f"{name} of a sentence"
        if name in COMMENTS and (name != "text" or value.startswith('"')):
            document.comments[name] = value.strip(_BLANKS)
        elif name != "newdoc":
            self._once("comment.not_read", f"the comment {name} is not read, here and below")

    def _token(self, line: str) -> _Token:
        columns = _columns(line)
        if not self._width and _FEWEST <= len(columns) <= _MOST:
            if _TAG.fullmatch(columns[-1]):
                self._width = len(columns)
                if self._width > _FEWEST:
                    self._once("column.not_read", f"{self._width - 2} of {self._width} columns are not read")
        if len(columns) != self._width:
            told = f"{len(columns)} columns" if self._width else f"{shown(columns[-1])} for its tag"
            wanted = f"the lines before have {self._width}" if self._width else "a tag is O, or B- or I- and a label"
            raise self._place.fail(f"the line has {told}, and {wanted}")
        if not _TAG.fullmatch(columns[-1]):
            raise self._place.fail(f"{shown(columns[-1])} is no tag; a tag is O, or B- or I- and a label")
        if not columns[0]:
            raise self._place.fail("the line has a tag and no token")
        return _Token(columns[0], columns[-1], self._place.line)

    # documents

    def _made(self, document: _Gathered) -> Iterator[ForeignDocument]:
        self._documents += 1
        told = {name: self._value(document, name) for name in document.comments}
        number = f"{self._stem}-{self._documents}" if document.started else self._stem
        uid = told.get("uid", "")
        external_id = told.get("id") or (None if _UID.fullmatch(uid) else number)
        text, places = self._placed(document, told.get("text"), external_id or number)
        if not text:
            self._place.ledger.add("document.empty", "the document has no tokens", article=number, line=document.line)
            return
        article = make_article(
            text,
            ledger=self._place.ledger,
            name=external_id or number,
            external_id=external_id,
            title=told.get("title", ""),
            source=told.get("source", ""),
            date=told.get("date", ""),
            language=told.get("language", ""),
        )
        if _UID.fullmatch(uid):
            article = replace(article, uid=uid)
        spans = _Tags(self._place, external_id or number, self._reported).spans(document, places)
        yield ForeignDocument(article, (ForeignMarks(spans=spans),) if spans else (), line=document.line)

    def _value(self, document: _Gathered, name: str) -> str:
        """What a comment says: a text in JSON, or the bare words."""
        value = document.comments[name]
        if not value.startswith('"'):
            return value
        try:
            decoded: Any = json.loads(value)
        except (ValueError, RecursionError):
            return value
        return clean_text(decoded)[0] if isinstance(decoded, str) else value

    def _placed(self, document: _Gathered, text: str | None, name: str) -> tuple[str, list[tuple[int, int]]]:
        """The text, and where each token stands in it."""
        if text:
            places = _found(text, document.tokens)
            if places is not None and not text_too_long(text):
                return text, places
            self._place.line = document.line
            told = "the text of the comment does not say its tokens; it is made of the tokens instead"
            self._place.note("text.not_read", told, article=name)
        made, places = _joined(document)
        if text_too_long(made):
            self._place.line = document.line
            raise self._place.fail(f"the document is over {MAX_TEXT_BYTES // 1_000_000} MB")
        return made, places

    def _once(self, code: str, message: str, key: str = "") -> None:
        if (key or message) not in self._reported and len(self._reported) < _MOST_NOTES:
            self._reported.add(key or message)
            self._place.note(code, message)


def _found(text: str, tokens: list[_Token]) -> list[tuple[int, int]] | None:
    """Where the tokens stand in the text, one after another with nothing but white space between them; None where they
    do not."""
    places: list[tuple[int, int]] = []
    at = 0
    for token in tokens:
        while at < len(text) and text[at].isspace():
            at += 1
        if not text.startswith(token.text, at):
            return None
        places.append((at, at + len(token.text)))
        at = places[-1][1]
    return None if text[at:].strip() else places


def _joined(document: _Gathered) -> tuple[str, list[tuple[int, int]]]:
    """A text made of the tokens, and where each stands in it."""
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    for index, token in enumerate(document.tokens):
        if index:
            parts.append("\n" if index in document.sentences else " ")
            at += 1
        places.append((at, at + len(token.text)))
        parts.append(token.text)
        at += len(token.text)
    return "".join(parts), places


class _Tags:
    """Makes spans of tags, and says where they had to be read otherwise than they stand."""

    def __init__(self, place: Place, article: str, reported: set[str]) -> None:
        self._place = place
        self._article = article
        self._reported = reported
        self._spans: list[ForeignSpan] = []
        self._open: tuple[str, int, int, int] | None = None  # label, start, end, line

    def spans(self, document: _Gathered, places: list[tuple[int, int]]) -> tuple[ForeignSpan, ...]:
        for index, (token, (start, end)) in enumerate(zip(document.tokens, places, strict=True)):
            # A file of this format ends what is open at the end of a sentence; ours have no sentence end inside a mark.
            if index in document.sentences:
                self._close()
            self._take(token, start, end)
        self._close()
        return tuple(self._spans)

    def _take(self, token: _Token, start: int, end: int) -> None:
        if token.tag == "O":
            self._close()
            return
        sign, label = token.tag[0], said(token.tag[2:]) or token.tag[2:]
        if sign in "LUESW" and "biluo" not in self._reported:
            self._reported.add("biluo")
            self._note(
                token, "tags.biluo", f"its tags say where a mention ends too ({token.tag}), as BILUO or IOBES do"
            )
        if sign in "BUSW":
            self._close()
            self._open = (label, start, end, token.line)
        elif self._open is not None and self._open[0] == label:
            self._open = (label, self._open[1], end, self._open[3])
        else:
            before = f"behind {self._open[0]}" if self._open is not None else "with nothing before it"
            self._note(token, "tag.repaired", f"{token.tag} stands {before}; it begins a mention")
            self._close()
            self._open = (label, start, end, token.line)
        if sign in "LUESW":
            self._close()

    def _close(self) -> None:
        if self._open is not None:
            label, start, end, line = self._open
            name = f"T{len(self._spans) + 1}"
            self._spans.append(ForeignSpan(name, ((start, end),), label, "mention", line=line))
        self._open = None

    def _note(self, token: _Token, code: str, message: str) -> None:
        self._place.ledger.add(code, message, article=self._article, quote=token.text, line=token.line)
