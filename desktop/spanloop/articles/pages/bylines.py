"""Who wrote an article, as its page says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spanloop.articles.pages.lines import text_within
from spanloop.articles.pages.linked import Linked

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "articleauthor", "byl", "parsely-author",
            "sailthru.author", "cxenseparse:author")  # fmt: skip
_LONGEST, _MOST_WORDS = 120, 12
_NAMED = re.compile(r"(?:^|[\s_-])(?:authors?|byline|fn)(?:$|[\s_-])")
_OF_COMMENTS = re.compile(r"comment|disqus|talkback|repl(?:y|ies)|respond", re.I)
_BY = re.compile(
    r"^(?:by|von|par|por|yazan|text|author|автор(?:ы|и)?|текст|بقلم|نوشته|מאת|作者|记者|责任编辑|文)(?:[:：]\s*|\s+|(?<=文)/)",
    re.I,
)
_POSTED = re.compile(r"^(?:posted|published|updated|written)\b.{0,80}?\bby\s+", re.I)
_POSTED_BARE = re.compile(r"^(?:posted|published|written)\s+by\s+", re.I)
_DATE_BEHIND = re.compile(
    r"[\s,|\u00b7\u2022\u00bb(\u2013\u2014-]*(?:\b(?:on|at|jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|"
    r"february|march|april|june|july|august|september|october|november|december|mon|tue|wed|thu|fri|sat|sun)\b\.?\s*){0,3}\d",
    re.I,
)


def read_byline(tree: HtmlElement, linked: Linked) -> str:
    """The names, without "by" and dates; "" where the page names nobody. Names of readers who comment do not count."""
    said = linked.author or next((linked.metas[key] for key in _AUTHORS if linked.metas.get(key)), "")
    if said and not said.startswith(("http:", "https:")):
        return clean_byline(said)
    for element in tree.iter("a", "span", "div", "p", "address"):
        marks = f"{element.get('rel') or ''} {element.get('itemprop') or ''} {element.get('class') or ''}".lower()
        if not _NAMED.search(marks) or _OF_COMMENTS.search(marks) or "bio" in marks:
            continue
        if any(_OF_COMMENTS.search(f"{up.get('class')} {up.get('id')}") for up in element.iterancestors()):
            continue
        if found := clean_byline(text_within(element, 3 * _LONGEST, between=" ") or ""):
            return found
    return ""


def clean_byline(said: str) -> str:
    """A byline without what stands around the names; "" for what is no byline."""
    words = " ".join(said.split())
    words = _BY.sub("", _POSTED_BARE.sub("", _POSTED.sub("", words)))
    found = _DATE_BEHIND.search(words)
    if found is not None:
        words = words[: found.start()]
    words = words.strip(" ,|\u00b7\u2022\u00bb/\u2013\u2014-")
    if "@" in words or len(words) > _LONGEST or len(words.split()) > _MOST_WORDS:
        return ""
    return words
