"""What a line is by itself: furniture of the page, a date, or nothing that shows without its neighbours."""

from __future__ import annotations

import re

from spanloop.articles.guess import guess_date
from spanloop.articles.zones.blocks import WORD, Block, plain, words_of
from spanloop.articles.zones.phrases import PHRASES
from spanloop.articles.zones.rows import ROW, row_role
from spanloop.articles.zones.vocabulary import AGO_WORDS, CHANNELS, PICTURE_WORDS, SERVICES, STAMP_WORDS

#: Roles that say nothing without furniture beside them: section names, bare numbers, dates, items side by side.
WEAK = frozenset({"section", "number", "stamp", ROW})
#: What a picture shows is the article's text (a tenth of the events of a corpus of reports is told in captions); who
#: took it is not.
CAPTION, PHOTO = "caption", "photo"
#: Longer blocks, in words and in characters, are never furniture by what they say.
_LONGEST = 60
_LONGEST_TEXT = 1000
_LONGEST_CREDIT = 35
_LONGEST_STAMP = 100
#: Letters of a month and a weekday; what else a date line holds must be words of dates.
_MOST_DATE_LETTERS = 12

_MARKS = re.compile(r"[\s.,;:!?'\"()\-\u2010-\u2027\u060c\u061b\u061f\u3001\u3002]+")
_NUMBERED = re.compile(r"\d+(?:st|nd|rd|th|h|d|m|am|pm)?")
_FOUR_DIGITS = re.compile(r"\d{4}")
_ADDRESS = re.compile(r"(?:https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+|@\w{2,30}|#\w+|[\s,|/\u2022])+")
_MEDIA = re.compile(r"\d{3,4}p\b.{0,20}|[\d.]+\s?[KMG]B|[^.!?]{0,60}[(\[][^)\]]{0,20}\d\s?[KMG]B[)\]]")
_CODE = re.compile(r"<!--|/\*|\*/|CDATA\[|\{[^}]{0,300}[:;][^}]{0,300}\}|function\s?\(|</?[a-z]+>")
_QUOTES = "\"'\u201c\u2018\u00ab\u201e\u201d"
_RIGHTS = re.compile(r"\u00a9|\([cC]\)\s?(?:19|20)\d\d|[Cc]opyright\s(?:\u00a9\s?)?(?:19|20)\d\d")
AGENCIES = (
    r"(?:AFP|AP|Reuters|dpa|EPA|EFE|ANSA|TASS|Interfax|Xinhua|UPI|Anadolu|AA|SANA|IRNA|KUNA|WAM|PA|CNN|Getty(?:\sImages)?|"
    r"Handout|ТАСС|Интерфакс|Укринформ|رويترز|أ ف ب|وكالات)"
)
_PICTURE_WORDS = (
    r"(?:\b(?:[Pp]hoto(?:graph)?s?|PHOTO|[Ii]mages?|[Pp]icture|[Cc]redit|Фото|фото|Fotoğraf|Foto|Світлина)"
    r"|צילום|תצלום|عکس|تصوير|الصورة)"
)
#: A line that ends in who took the picture. "(Agency)" is not enough: reports and headlines end so too.
_PICTURE_CREDIT = re.compile(
    rf"{_PICTURE_WORDS}\s?[:/\u00a9]\s?[^.!?]{{2,60}}\)?$"
    rf"|[/|\u00a9]\s?{AGENCIES}\)?$|[^.!?\u2026\s]\s\[{AGENCIES}\]$|[(/]Getty Images\)?$"
    r"|\[[^\[\]/]{2,40}/[^\[\]/]{2,30}\]$|\[File(?:\s[Pp]hoto)?:[^\]]{2,40}\]$"
)
_DESK = re.compile(rf"[\w/., ]{{0,25}}\((?:{AGENCIES}(?:,\s|/|\)$)){{1,5}}")
_REPORTED = re.compile(
    r"(?:(?:[A-Z][\w'\u2019-]+\s){2,5}(?:reported|contributed|reports)\s(?:to this report\s)?from\s"
    r"[A-Z][^.!?]{1,30}(?:\.\s*|$)){1,4}"
)
#: "Name Surname/AGENCY" says whose picture it is.
_WHOSE = re.compile(
    r"[A-Z\u00c0-\u024f][\w.'\u2019-]+(?:\s[A-Z\u00c0-\u024f][\w.'\u2019-]*){1,3}\s?/\s?[A-Z][\w.&' -]{1,25}"
)
#: What a picture shows, and whose it is behind the sign of rights.
_OWNED = re.compile(r"[^\u00a9]{8,}[.\s]\s?\u00a9\s?[^.!?\d\u00a9]{2,40}")
_STARS = re.compile(r"\*(?:\s?\*)+")
#: Words without a capital that stand in names and in lines that say only whose picture it is.
_NAMING = frozenset(
    words_of(
        """
a al an and author by bin de del der du el for from handout ibn la le of own provided reader staff stock supplied the
van via von ve und et y и та і
"""
    )
)
#: So many other words, in scripts without capitals, may be names.
_MOST_NAMES = 3
_CRUMBS = re.compile(r"\s[>\u00bb\u203a]\s")


def role_of(block: Block) -> tuple[str, str]:
    """The role of a line, or "" (see vocabulary; also photo, symbol, mark, number, stamp, link, code), and its date.

    The date is that of a stamp, a line that only says when: ISO 8601, "" where it is not a full date.
    """
    text = block.text
    if not any(character.isalpha() for character in text):
        return _without_letters(block)
    if block.size > _LONGEST or len(text) > _LONGEST_TEXT:
        return "", ""
    if (date := _stamp(block)) is not None:
        return "stamp", date
    role = _by_form(block) or _by_phrase(block) or row_role(block)
    return (PHOTO if role == CAPTION and says_only_whose(block) else role), ""


def _without_letters(block: Block) -> tuple[str, str]:
    if not block.words:
        if _STARS.fullmatch(block.text):
            return "", ""  # they part the sections of an article
        return ("mark" if _MARKS.fullmatch(block.text) else "symbol"), ""
    if len(block.text) <= _LONGEST_STAMP and _FOUR_DIGITS.search(block.text) and (date := guess_date(block.text)):
        return "stamp", date
    return "symbol" if ":" in block.text and len(block.text) <= 12 else "number", ""


def _stamp(block: Block) -> str | None:
    """The date of a line that only says when, "" if it says so without a full date; None for any other line."""
    words = block.words
    if len(block.text) > _LONGEST_STAMP or len(words) > 14 or block.text[0] in _QUOTES:
        return None
    other = {word for word in words if word not in STAMP_WORDS and not _NUMBERED.fullmatch(word)}
    numbers = any(word[0].isdecimal() for word in words)
    if len(other) > 1 or not (numbers or AGO_WORDS.intersection(words)):
        return None
    date = guess_date(block.text) if _FOUR_DIGITS.search(block.text) else ""
    if other:
        known = sum(len(word) for word in other) <= _MOST_DATE_LETTERS and date
        return date if known else None
    sentence = block.text[-1] == "." and len(block.text.split()[-1].replace(".", "")) > 2
    if not date and (block.size < 2 or sentence):
        return None
    return date


def says_only_whose(block: Block) -> bool:
    """Whether a line about a picture has nothing but names in it: who took it, for which agency."""
    cased = False
    others = 0
    for word in WORD.findall(block.text):
        cased |= word != word.swapcase()
        if plain(word) in PICTURE_WORDS or word in _NAMING or word[0].isdecimal():
            continue
        if word[0].islower():
            return False
        others += 1
    return cased or others <= _MOST_NAMES


def _by_form(block: Block) -> str:
    """Roles that show in how a line is written."""
    text = block.text
    if _ADDRESS.fullmatch(text) or _MEDIA.fullmatch(text):
        return "link"
    if _CODE.search(text) and not block.terminal:
        return "code"
    if text[0] == "[" and text.find("]") == len(text) - 1 and block.size >= 3:
        return "more"
    if _RIGHTS.match(text) and block.size <= 30:
        return "rights"
    if block.size <= 50 and (_PICTURE_CREDIT.search(text) or ("\u00a9" in text and _OWNED.fullmatch(text))):
        return CAPTION
    if _WHOSE.fullmatch(text) and not block.terminal:
        return PHOTO
    if _REPORTED.fullmatch(text) or (block.size <= 10 and _DESK.fullmatch(text)):
        return "credit"
    if not block.terminal and block.size <= 20:
        services = len({word for word in block.words if word in SERVICES})
        if services >= 3 and services * 3 >= block.size:
            return "share"
    return ""


def _by_phrase(block: Block) -> str:
    words = block.words
    if (role := PHRASES.whole(words)) and (not block.terminal or len(words) <= 6):
        return role
    if block.text[0] in _QUOTES:
        return ""
    if _CRUMBS.search(block.text) and not block.terminal and PHRASES.whole(words[:1]):
        return "nav"
    found = PHRASES.first(words)
    if found and _holds(block, *found):
        return found[1]
    inner = PHRASES.inner(block)
    if inner == "credit" and (block.size > _LONGEST_CREDIT):
        return ""
    return inner


def _holds(block: Block, phrase: tuple[str, ...], role: str) -> bool:
    """Whether a line that begins with the phrase is furniture, and not a sentence or a title that begins like one."""
    mark = _after(block, phrase)
    if block.text[0] == "(" and block.text[-1] != ")":
        return False
    if role == "meta" and block.text[-1] == ".":
        return False
    if mark[:1] in (":", "|", "\u00a9", "/"):
        return True
    if role == CAPTION:
        return mark[:1] in ("-", "\u2013", "\u2014", "(") or (len(phrase) > 1 and not block.terminal)
    if block.terminal:
        return role == "news" and block.size <= 20 and any(word in SERVICES or word in CHANNELS for word in block.words)
    if role == "rights":
        return len(phrase) > 1
    if role == "related":
        return block.size <= 8
    return len(phrase) > 1 or (role == "share" and block.size <= 4) or (role == "news" and block.size <= 12)


def _after(block: Block, phrase: tuple[str, ...]) -> str:
    """The signs between the phrase, which begins the line, and the word after it; white space left out."""
    text = plain(block.text)
    left = len(phrase)
    end = 0
    for match in WORD.finditer(text):
        if left == 0:
            return "".join(text[end : match.start()].split())
        if left < len(phrase) or match[0] == phrase[0]:
            left -= 1
        end = match.end()
    return "".join(text[end:].split())
