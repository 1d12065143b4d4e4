"""What a file of another tool says, before anybody decided what it means under a schema.

Other tools know spans and relations between them. Whether a span is a mention or the trigger of an event, and whether a
relation is an argument or a link, is told by some (brat, CAS) and left open by others (doccano, Label Studio, Prodigy);
`interpreting` decides it, once for all formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from spanloop.core.article import Article
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Fragments, Layer
from spanloop.core.verbatim import clean_text
from spanloop.core.wording import one_line
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import UNNAMED

#: Codes of the ledger for what a reader left out because it contradicts itself or its text.
REFUSED = frozenset({"span.refused", "relation.refused", "document.refused"})
#: Characters of an article without a name that tell it in the ledger.
_SHOWN = 40
#: What a span is: "span" where the file does not say.
SpanKind = Literal["span", "mention", "event"]
#: What a relation is: "relation" where the file does not say.
RelationKind = Literal["relation", "argument", "link"]


@dataclass(frozen=True, slots=True)
class ForeignSpan:
    """A labelled span. id: by which relations of the same author and article name it. fragments: code points of the
    article's text, as make_fragments gives them. attributes: of the event, or of the mention, name to value. value:
    what a time means. line: of the file, for messages; 0 where there are no lines."""

    id: str
    fragments: Fragments
    label: str
    kind: SpanKind = "span"
    score: float | None = None
    notes: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
    value: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class ForeignRelation:
    """A typed, directed relation between two spans. source: the event of an argument."""

    type: str
    source: str
    target: str
    kind: RelationKind = "relation"
    line: int = 0


@dataclass(frozen=True, slots=True)
class ForeignMarks:
    """All that one author says about one article.

    author: UNNAMED where the file does not say who; an "extractor" or "rules" makes suggestions. complete: layers that
    the file says to be exhaustively marked. state, reason: as of a Record. note: about the article as a whole.
    """

    author: Author = UNNAMED
    spans: tuple[ForeignSpan, ...] = ()
    relations: tuple[ForeignRelation, ...] = ()
    complete: tuple[Layer, ...] = ()
    state: str | None = None
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ForeignDocument:
    """One article of a file with the marks of each author; none for an article that nobody marked.

    named: whether the file tells the article from others by an id; else its text does. line: where it stands.
    """

    article: Article
    marks: tuple[ForeignMarks, ...] = ()
    line: int = 0
    named: bool = True


class ForeignReader(Protocol):
    """Reads the documents of a file one by one.

    What it does not carry over it notes in the ledger, with its line. Raises SpanloopError naming file and line for
    what is no such file. What contradicts itself, as a span that does not stand in its text, is left out and noted
    under one of REFUSED; whether that stops the import is decided where it is written.
    """

    def __call__(self, path: Path, *, ledger: Ledger) -> Iterator[ForeignDocument]: ...


def called(article: Article) -> str:
    """What the ledger calls an article that comes in: by its title or id, else by how its text begins."""
    return article.title or article.external_id or f"\u201c{one_line(article.text[:200], most=_SHOWN)}\u201d"


def make_article(
    text: str,
    *,
    ledger: Ledger,
    name: str,
    external_id: str | None = None,
    title: str = "",
    source: str = "",
    date: str = "",
    language: str = "",
    meta: Mapping[str, Any] | None = None,
) -> Article:
    """The article of a document, with a new uid. U+0000 and lone surrogates of the text become U+FFFD, which leaves
    offsets as they are and is noted. name: what the ledger calls it."""
    held, replaced = clean_text(text)
    if replaced:
        ledger.add("text.replaced", f"{replaced} characters that cannot be stored became U+FFFD", article=name)

    def clean(value: str) -> str:
        return clean_text(value)[0]

    return Article(
        new_uid(),
        held,
        title=clean(title),
        source=clean(source),
        date=clean(date),
        language=clean(language),
        external_id=clean(external_id) if external_id else None,
        meta=dict(meta or {}),
    )
