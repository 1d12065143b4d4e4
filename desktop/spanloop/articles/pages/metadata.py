"""Title, date, byline, site, address and language of a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from spanloop.articles.guess import guess_date, guess_language, shorten_title
from spanloop.articles.pages.bylines import read_byline
from spanloop.articles.pages.linked import Linked

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "title", "headline")
_DATES = (
    "article:published_time", "article:published", "og:published_time", "datepublished", "dc.date.issued", "dc.date",
    "dcterms.date", "dcterms.created", "dcterms.issued", "date", "pubdate", "publishdate", "publish-date",
    "publish_date", "publication_date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "article.published", "publication-date", "originalpublicationdate", "date.created", "created", "release_date",
)  # fmt: skip
_SITES = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "publisher", "twitter:site")
_BETWEEN = re.compile(r"\s+(?:[|\u00b7\u2022\u2013\u2014\u00bb\u2026~-]|::|//|:)\s+|\s*[|_\uff5c]\s*|\s+::\s+|\s+-\s+")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")
_PATH = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:[/-]|$)")
_SAVED = re.compile(
    rb"saved from url=\(\d{1,6}\)(\S{1,2000}?)\s*-->|saved with SingleFile\s{1,20}url:\s{0,20}(\S{1,2000})"
)
_HEAD = 4096
_LONGEST_SITE, _LONGEST_TITLE = 60, 1000
_LANGUAGE = re.compile(r"([a-zA-Z]{2,3})(?:[-_].*)?$")
_OLD_CODES = {"iw": "he", "in": "id", "ji": "yi", "prs": "fa", "zho": "zh", "ara": "ar", "eng": "en", "rus": "ru"}


@dataclass(frozen=True, slots=True)
class Metadata:
    """Each "" where a page does not say. date: ISO 8601. site: its name. titles: what the page may be called, best
    first."""

    date: str
    byline: str
    site: str
    url: str
    titles: tuple[str, ...]

    @property
    def host(self) -> str:
        """The site as its address calls it."""
        return _host(self.url)


def read_metadata(tree: HtmlElement, linked: Linked, *, raw: bytes) -> Metadata:
    """What the head and the marked places of a page say; fetches nothing. raw: its bytes."""
    metas = linked.metas
    titles = [linked.headline, *(metas.get(key, "") for key in _TITLES)]
    title = tree.find(".//title")
    whole = " ".join((title.text_content() if title is not None else "")[:_LONGEST_TITLE].split())
    site = linked.site or next((metas[key] for key in _SITES if metas.get(key)), "")
    url = _url(tree, metas) or _saved_from(raw)
    if not site:
        site = _site_in(whole, [one for one in titles if one]) or _named_by(_host(url), whole)
    cleaned = [without_site(one, site) for one in (*titles, whole) if one]
    return Metadata(
        _published(tree, linked, url=url),
        read_byline(tree, linked),
        site.lstrip("@")[:_LONGEST_SITE],
        url,
        tuple(dict.fromkeys(one for one in cleaned if one)),
    )


def without_site(title: str, site: str) -> str:
    """A title without the name of the site before or behind it."""
    if site and title.startswith(f"{site}: "):
        return title[len(site) + 2 :].strip()
    parts = _BETWEEN.split(title)
    if len(parts) < 2 or not site:
        return title
    for part, rest in ((parts[-1], title[: title.rfind(parts[-1])]), (parts[0], title[len(parts[0]) :])):
        if same_words(part) and same_words(part) in (same_words(site), same_words(site.partition(".")[0])):
            return rest.strip(" |\u00b7\u2022\u2013\u2014\u00bb~-:_/\uff5c")
    return title


def same_words(text: str) -> str:
    """Text for comparison: letters and digits alone, in small letters."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _site_in(whole: str, others: list[str]) -> str:
    """The site as the window's title names it beside a title that is known from elsewhere."""
    parts = _BETWEEN.split(whole)
    if len(parts) < 2:
        return ""
    for other in others:
        for kept, rest in ((parts[0], parts[-1]), (parts[-1], parts[0])):
            if same_words(other).startswith(same_words(kept)) and same_words(kept) and len(parts) == 2:
                return rest
    return ""


def longest_part(title: str) -> str:
    """The longest of the parts of a title, which is hardly ever the site's name; "" where it has one part."""
    parts = _BETWEEN.split(title)
    return max(parts, key=len) if len(parts) > 1 else ""


def _named_by(host: str, whole: str) -> str:
    """The first or last part of the window's title, where it is what the address calls the site: "mardcourier.example"
    is the Mard Courier."""
    parts = _BETWEEN.split(whole)
    labels = host.split(".")[:-1]
    return next((part for part in (parts[-1], parts[0]) if len(parts) > 1 and same_words(part) in labels), "")


def _published(tree: HtmlElement, linked: Linked, *, url: str) -> str:
    for said in (linked.published, *(linked.metas.get(key, "") for key in _DATES)):
        if found := iso_date(said):
            return found
    for element in tree.iter("time"):
        words = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
        if found := iso_date(element.get("datetime") or ""):
            around = " ".join(f"{up.get('class')} {up.get('id')}" for up in element.iterancestors()).lower()
            if "updat" not in words and "modif" not in words and "comment" not in around:
                return found
    match = _PATH.search(url)
    return iso_date("-".join(part.zfill(2) for part in match.groups())) if match else ""


def iso_date(said: str) -> str:
    """The ISO date at the beginning of a time stamp, or in words; "" where there is none that exists."""
    match = _ISO.match(said.strip())
    if match:
        try:
            return date(*(int(part) for part in match.groups())).isoformat()
        except ValueError:
            return ""
    return guess_date(said[:80]) if said else ""


def _url(tree: HtmlElement, metas: dict[str, str]) -> str:
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and _is_url(link.get("href") or ""):
            return (link.get("href") or "").strip()
    return next((metas[key] for key in ("og:url", "twitter:url") if _is_url(metas.get(key, ""))), "")


def _saved_from(raw: bytes) -> str:
    """The address that browsers write into a page when they save it."""
    found = _SAVED.search(raw[:_HEAD])
    said = (found[1] or found[2]).decode("ascii", "replace") if found else ""
    return said if _is_url(said) else ""


def _is_url(said: str) -> bool:
    return said.strip().startswith(("http://", "https://")) and len(said) < 2000


def _host(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def said_language(tree: HtmlElement, linked: Linked) -> str:
    """ISO 639-1: what the page says of itself; "" where it does not. Templates of sites are often English whatever is
    written in them, so it is evidence and no more."""
    said = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang") or ""
    for one in (said, linked.metas.get("content-language", ""), linked.metas.get("og:locale", ""), linked.language):
        if match := _LANGUAGE.fullmatch(one.strip()):
            code = _OLD_CODES.get(match[1].lower(), match[1].lower())
            return code if len(code) == 2 else ""
    return ""


def first_language(said: str, *, text: str) -> str:
    """A language for the rules that find the article: what the page says, or what all that it shows tells."""
    return said if said not in ("", "en") else guess_language(text, said=said)


def site_beside(titles: tuple[str, ...], headline: str) -> str:
    """The site, where the window's title, the last one, is the headline and one more part; else ""."""
    parts = _BETWEEN.split(titles[-1]) if titles else []
    if len(parts) < 2 or not same_words(headline):
        return ""
    words = same_words(headline)
    for part, rest in ((parts[-1], parts[:-1]), (parts[0], parts[1:])):
        if words in same_words("".join(rest)) and same_words(part) not in words and len(part) <= _LONGEST_SITE:
            return part.strip()
    return ""


def best_title(metadata: Metadata, headline: str) -> str:
    """The headline on the page where there is one, else what its head calls it."""
    return shorten_title(headline or (metadata.titles[0] if metadata.titles else ""))
