"""Whether two articles of one name are one article that was changed, or two stories in files of the same name.

Sites call a hundred pages "index.html", and a folder that is imported by itself drops what told them apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from hashlib import sha256
from typing import NamedTuple

from spanloop.core.article import Article, Zone
from spanloop.core.article_alignment import silent_ranges
from spanloop.core.cuts import RUN, RUN_OR_SINGLE, has_single
from spanloop.core.ranges import subtract_ranges

#: Of the runs of words of the shorter text; two stories of one site in one form share less, a rewritten one more.
LEAST_SHARED = 0.3
_RUN = 3
#: In fewer words than this one that was changed spoils all runs, so single words are compared.
_FEW_WORDS = 12
_ADDRESS = re.compile(r"^(?:https?:)?//(?:www\.)?|[/?]?(?:#.*)?$", re.IGNORECASE)
_APART = re.compile(r"(.*)#[0-9a-f]{8,64}", re.DOTALL)


class Namesake(NamedTuple):
    """What is compared. url: the canonical address, or ""; zones: of the text."""

    text: str
    url: str
    zones: Collection[Zone]


def namesake_of(article: Article) -> Namesake:
    """An article of a project, to be compared."""
    return Namesake(article.text, str(article.meta.get("url") or ""), article.zones)


def is_same_article(one: Namesake, other: Namesake) -> bool:
    """Whether the two are one article in two versions.

    Two canonical addresses are two articles (how the address is written does not matter: scheme, "www.", a slash or a
    fragment at its end), and so are two texts that have hardly anything in common. What is said around the article (its
    silent zones) is alike on all pages of a site, so it is not compared.
    """
    if one.url and other.url and _ADDRESS.sub("", one.url) != _ADDRESS.sub("", other.url):
        return False
    return shared(_said(one), _said(other)) >= LEAST_SHARED


def shared(one: str, other: str) -> float:
    """How much of the shorter text's runs of words the other one has, 0 to 1."""
    pattern = RUN_OR_SINGLE if has_single(one) or has_single(other) else RUN
    words = [pattern.findall(text.casefold()) for text in (one, other)]
    length = _RUN if min(map(len, words)) >= _FEW_WORDS else 1
    first, second = ({tuple(some[at : at + length]) for at in range(len(some) - length + 1)} for some in words)
    return len(first & second) / max(1, min(len(first), len(second)))


def name_apart(name: str, namesake: Namesake, *, taken: Collection[str]) -> str:
    """A name for another story under a name that is taken: "index.html#1f0c93ab", the same each time for the same
    address, or text where there is none."""
    told = sha256((_ADDRESS.sub("", namesake.url) or namesake.text).encode()).hexdigest()
    return next(f"{name}#{told[:size]}" for size in range(8, 65) if f"{name}#{told[:size]}" not in taken)


def name_before(name: str) -> str | None:
    """The name that was taken when `name_apart` gave this one; None for one that it did not give."""
    match = _APART.fullmatch(name)
    return match[1] if match else None


def _said(namesake: Namesake) -> str:
    """The text without its silent zones."""
    text = namesake.text
    read = subtract_ranges([(0, len(text))], silent_ranges(namesake.zones))
    said = "".join(text[start:end] for start, end in read)
    return said if said.strip() else text
