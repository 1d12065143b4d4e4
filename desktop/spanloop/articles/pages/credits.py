"""Captions that say only who took the picture, which is not the article's text; what the picture shows is."""

from __future__ import annotations

import re

from spanloop.articles.zones.blocks import Block
from spanloop.articles.zones.roles import AGENCIES, PHOTO, says_only_whose
from spanloop.articles.zones.vocabulary import PICTURE_WORDS

_LONGEST = 60
_AGENCY = re.compile(rf"[(\[]?{AGENCIES}(?:\s?[/|,]\s?{AGENCIES}){{0,3}}[)\]]?")
_OWNED = re.compile(r"(?:\u00a9|\([cC]\))\s?[^.!?\u3002]{2,50}")
#: Chinese has no spaces by which lines come apart: "来源：新华社". Behind "图：" may stand what is shown.
_NAMED = r"[^\u3002\uff01\uff1f\uff0c\s]"
_CHINESE = re.compile(
    rf"[(\uff08]?(?:(?:图片)?来源|圖片來源|图片提供|图源|摄影|攝影|摄|供图)\s?[:\uff1a/]\s?{_NAMED}[^\u3002\uff0c]{{0,15}}"
    rf"|[(\uff08]?(?:图片|图|圖)\s?[:\uff1a/]\s?(?:{_NAMED}{{1,12}}[社网報报台]|{_NAMED}{{1,8}}\s?/\s?{_NAMED}{{1,8}})[)\uff09]?"
    rf"|[(\uff08]?(?:{_NAMED}{{2,12}}\s|{_NAMED}{{2,4}})(?:摄影|(?<!拍)摄|(?<!拍)攝|供图)[)\uff09]?"
)
#: Who gave a picture, in small letters.
_GIVERS = frozenset(["agency", "agencies", "archive", "archives", "handout", "pool", "press", "supplied"])
#: "A picture of" somebody is no picture by somebody.
_OF, _GIVEN = "of", "courtesy"


def is_bare_credit(block: Block, role: str) -> bool:
    """Whether the caption of a picture names its author or owner and nothing else. role: see zones.roles."""
    text = block.text
    if role == PHOTO:
        return True
    if len(text) > _LONGEST:
        return False
    if _AGENCY.fullmatch(text) or _CHINESE.fullmatch(text):
        return True
    if _OWNED.fullmatch(text):
        return says_only_whose(block)
    words = set(block.words)
    if PICTURE_WORDS.isdisjoint(words) or (_OF in words and _GIVEN not in words):
        return False
    if words <= PICTURE_WORDS | _GIVERS:
        return True
    cased = text.casefold() != text or text.upper() != text
    return cased and says_only_whose(block)
