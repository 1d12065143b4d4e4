"""What a page says of its article for machines: JSON-LD, and the tags of its head."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: JSON that is longer says more than about an article, and is passed over.
_LONGEST_JSON, _MOST_OBJECTS = 2_000_000, 5_000
_ARTICLES = re.compile(r"(?:News|Report|Blog|Opinion|Analysis|Background|Review|Scholarly|Tech|Social)*"
                       r"(?:Article|Posting|LiveBlogPosting|Report)$")  # fmt: skip
_TAG = re.compile(r"<[^>]{0,2000}>")


@dataclass
class Linked:
    """Of the article that a page is about: each "" where the page does not say. body: its text, plain."""

    headline: str = ""
    published: str = ""
    author: str = ""
    site: str = ""
    language: str = ""
    body: str = ""
    metas: dict[str, str] = field(default_factory=dict[str, str])


def read_linked(tree: HtmlElement) -> Linked:
    """What JSON-LD and <meta> say; broken JSON says nothing."""
    linked = Linked()
    for meta in tree.iter("meta"):
        key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower().strip()
        content = " ".join((meta.get("content") or "").split())
        if key and content:
            linked.metas.setdefault(key, content[:2000])
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            for thing in _objects(script.text or ""):
                _take(linked, thing)
    return linked


def _objects(text: str) -> list[dict[str, Any]]:
    """All objects in a piece of JSON, outer ones first."""
    if len(text) > _LONGEST_JSON:
        return []
    try:
        top = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return []
    found: list[dict[str, Any]] = []
    waiting: list[Any] = [top]
    while waiting and len(found) < _MOST_OBJECTS:
        thing = waiting.pop(0)
        if isinstance(thing, dict):
            found.append(thing)  # pyright: ignore[reportUnknownArgumentType]
            waiting.extend(value for value in thing.values() if isinstance(value, (dict, list)))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        elif isinstance(thing, list):
            waiting.extend(thing)  # pyright: ignore[reportUnknownArgumentType]
    return found


def _take(linked: Linked, thing: dict[str, Any]) -> None:
    kinds = thing.get("@type")
    names = [str(kind) for kind in kinds] if isinstance(kinds, list) else [str(kinds or "")]  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    if not any(_ARTICLES.fullmatch(name) for name in names):
        if "WebSite" in names:
            linked.site = linked.site or _plain(thing.get("name"))
        return
    if linked.headline and (thing.get("headline") or thing.get("name")):
        return  # the first one is the page's, what follows are others
    linked.headline = _plain(thing.get("headline") or thing.get("name"))
    linked.published = _plain(thing.get("datePublished") or thing.get("dateCreated"))
    linked.author = _names(thing.get("author") or thing.get("creator"))
    linked.site = _names(thing.get("publisher")) or linked.site
    linked.language = _plain(thing.get("inLanguage"))
    linked.body = _plain(thing.get("articleBody"), lines=True)


def _names(value: Any) -> str:
    values = value if isinstance(value, list) else [value]  # pyright: ignore[reportUnknownVariableType]
    names: list[str] = []
    for one in values[:20]:  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        name = _plain(one.get("name") if isinstance(one, dict) else one)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
        if name and not name.startswith(("http:", "https:")) and name not in names:
            names.append(name)
    return ", ".join(names)


def _plain(value: Any, *, lines: bool = False) -> str:
    if isinstance(value, list) and value:
        value = value[0]  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(value, str):
        return ""
    text = unescape(value)
    if lines:
        text = re.sub(r"</?(?:p|br|div|h\d|li)\b[^>]{0,2000}>", "\n", text, flags=re.I)
        rows = [" ".join(row.split()) for row in re.split(r"[\r\n\u2028\u2029]+", _TAG.sub("", text))]
        return "\n\n".join(row for row in rows if row)
    return " ".join(_TAG.sub("", text).split())
