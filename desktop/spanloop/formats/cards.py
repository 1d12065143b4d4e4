"""What a file of another tool has no place for, but carries along: an article's ids and details, its author, its state.

Tools keep what they do not know: doccano as metadata, Prodigy in the task, Label Studio in the data of the task. So our
writers put one object beside the text, the card, and our readers find the same article again by it. Without a card an
article has the id that the tool gave it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple, cast
from uuid import UUID

from spanloop.core.article import Article
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, AuthorKind
from spanloop.core.verbatim import MAX_TEXT_BYTES, text_too_long
from spanloop.formats.fields import Place
from spanloop.formats.foreign import make_article
from spanloop.formats.json_documents import too_deep
from spanloop.formats.record import STATES, UNNAMED, Record

#: The key of a card.
CARD = "article"
_DETAILS = ("title", "source", "date", "language")
_KINDS: tuple[AuthorKind, ...] = ("human", "extractor", "rules", "gold")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def article_card(article: Article) -> dict[str, Any]:
    """What tells an article again, and its details; the same for the same article."""
    card: dict[str, Any] = {"uid": article.uid}
    if article.external_id is not None:
        card["id"] = article.external_id
    return card | {name: getattr(article, name) for name in _DETAILS if getattr(article, name)}


def saying_card(record: Record, *, author: bool = True) -> dict[str, Any]:
    """Who says it, how far they are and what they noted; {} where nothing of it is to be said."""
    card: dict[str, Any] = {}
    if record.marks is None:
        return card
    if author and record.marks.author != UNNAMED:
        card["author"] = {"name": record.marks.author.name, "kind": record.marks.author.kind}
    if record.state is not None:
        card["state"] = record.state
    if record.reason:
        card["reason"] = record.reason
    if record.note is not None and record.note.text:
        card["note"] = record.note.text
    return card


def is_card(raw: object) -> bool:
    """Whether a value is a card: an object that says the uid of an article."""
    return isinstance(raw, dict) and _uid(cast("dict[str, Any]", raw).get("uid")) is not None


class Saying(NamedTuple):
    """What a card says beside the article; state is one of record.STATES."""

    author: Author | None = None
    state: str | None = None
    reason: str = ""
    note: str = ""


def read_saying(raw: object, authors: dict[tuple[str, str], Author]) -> Saying:
    """What our writer said; nothing for what is no card. authors: those met before in the file."""
    if not isinstance(raw, dict):
        return Saying()
    card = cast("dict[str, Any]", raw)
    state = card.get("state")
    return Saying(
        _author(card.get("author"), authors),
        state if state in STATES else None,
        _text(card, "reason"),
        _text(card, "note"),
    )


def _author(raw: object, authors: dict[tuple[str, str], Author]) -> Author | None:
    if not isinstance(raw, dict):
        return None
    item = cast("dict[str, Any]", raw)
    name, kind = _text(item, "name"), item.get("kind")
    if not name or kind not in _KINDS:
        return None
    return named_author(name, kind, authors)


def named_author(name: str, kind: AuthorKind, authors: dict[tuple[str, str], Author]) -> Author:
    """The author of a name and kind, one and the same throughout a file."""
    return authors.setdefault((name, kind), Author(new_uid(), name, kind))


class Telling(NamedTuple):
    """What a file says of an article. card: ours, where there is one. tool, number: the id that the tool gave it, None
    for none. meta: what else it says; details with their usual names are taken out of it."""

    text: str
    tool: str
    number: str | None
    card: object
    meta: Mapping[str, Any]


def told_article(told: Telling, place: Place) -> tuple[Article, bool] | None:
    """The article, and whether the file tells it from others by an id; None for one that is refused, which is noted.

    A tool's number is made unique by the text: every installation counts from 1, and a later export of the same project
    has another file name.
    """
    number = f"{told.tool}-{told.number}" if told.number is not None else None
    name = number or ""
    if not told.text:
        place.note("document.refused", "it has no text", article=name)
        return None
    if text_too_long(told.text):
        said = f"its text is over {MAX_TEXT_BYTES // 1_000_000} MB"
        place.note("document.refused", said, article=name)
        return None
    meta = dict(told.meta)
    if too_deep(meta):
        place.note("meta.not_read", "its details are nested too deep to describe an article", article=name)
        meta = {}
    card = cast("Mapping[str, Any]", told.card) if is_card(told.card) else None
    if card is None:
        details = {key: meta.pop(key) for key in _DETAILS if _is_detail(key, meta.get(key))}
        named = f"{number}-{_digest(told.text)}" if number else None
        article = make_article(told.text, ledger=place.ledger, name=name, external_id=named, meta=meta, **details)
        return article, named is not None
    external_id = _text(card, "id") or None
    details = {key: _text(card, key) for key in _DETAILS}
    article = make_article(
        told.text, ledger=place.ledger, name=external_id or name, external_id=external_id, meta=meta, **details
    )
    return replace(article, uid=_uid(card.get("uid")) or article.uid), True


def _is_detail(key: str, value: object) -> bool:
    if not isinstance(value, str) or not value:
        return False
    if key == "date":
        return _is_day(value)
    return key != "language" or bool(_LANGUAGE.fullmatch(value))


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return bool(_DATE.fullmatch(value))


def _uid(raw: object) -> str | None:
    try:
        uid = str(UUID(raw)) if isinstance(raw, str) else None
    except ValueError:
        return None
    return uid if uid == raw else None


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=4).hexdigest()
