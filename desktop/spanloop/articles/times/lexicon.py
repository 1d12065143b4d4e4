"""Words as tokens of time: one lexicon a language, made of the vocabulary here and of the library's names.

Everything that words of time say stands in `vocabulary`; more names of months and weekdays, short forms above all, come
from dateparser's tables (CLDR and its own) where ours are not enough.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from spanloop.articles.times.edges import (
    DAYS,
    DECADE_TAILS,
    MANY,
    MONTHS,
    ORDINALS,
    PLAIN_TAILS,
    PREFIX_WORDS,
    PREFIXES,
    SUFFIXES,
)
from spanloop.articles.times.vocabulary import ARABIC, ENGLISH, HEBREW, PERSIAN
from spanloop.articles.times.vocabulary_more import CHINESE, RUSSIAN, TURKISH, UKRAINIAN

_VOCABULARIES: dict[str, dict[str, str]] = {
    "en": ENGLISH, "ar": ARABIC, "fa": PERSIAN, "he": HEBREW,
    "tr": TURKISH, "ru": RUSSIAN, "uk": UKRAINIAN, "zh": CHINESE,
}  # fmt: skip
LANGUAGES = frozenset(_VOCABULARIES)

#: Shorter names of the library ("mo", "сб", "д") are words of other meaning too often.
_SHORTEST_NAME = 3
_PIECES = re.compile(
    r"""(?P<iso>\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d)?z?)?)
    |(?P<date>\d{1,4}(?P<mark>[./-])\d{1,2}(?P=mark)\d{2,4}(?!\d))
    |(?P<clock>\d{1,2}:\d\d(?::\d\d)?)
    |(?P<point>\d{1,2}\.\d\d(?![\d]))
    |(?P<quarter>q[1-4]\b)|(?P<halfyear>h[12]\b)
    |(?P<number>\d+)(?:['’-]?(?P<tail>[^\W\d_]{1,5})(?![^\W\d_]))?
    |(?P<word>[^\W\d_]+(?:['".][^\W\d_]+)*'?)
    |(?P<dash>\s?[-–—―~]+\s?)
    """,
    re.VERBOSE,
)
_CHINESE_DIGITS = {digit: number for number, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_CHINESE_NUMBER = re.compile("[〇零一二三四五六七八九两十百]+")


class Token(NamedTuple):
    """kind: a group of the vocabulary without its number ("wd", "u", "n", "last"), else "dash", "clock", "date",
    "year" or "?" for what is not known. value: its number or name. word: whether a number was written out."""

    kind: str
    value: int | str = 0
    word: bool = False


class Lexicon(NamedTuple):
    """phrases: words in order -> tokens. stems: beginnings of words, the longest first. longest: words of a phrase."""

    language: str
    phrases: Mapping[tuple[str, ...], tuple[Token, ...]]
    stems: tuple[tuple[str, tuple[Token, ...]], ...]
    longest: int


def folded(words: str, language: str) -> str:
    """Lower case, plain digits and apostrophes, without vowel points; letters that are written two ways as one."""
    text = unicodedata.normalize("NFKC", words)
    if language == "tr":
        text = text.replace("I", "ı").replace("İ", "i")
    text = text.lower().replace("\u0307", "").replace("\u200c", " ").replace("\u0640", "")
    text = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in text)
    text = re.sub("[\u064b-\u0652\u0670\u0591-\u05c7\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)
    text = text.translate(_SAME)
    if language == "ar":
        text = text.translate(_SAME_ARABIC)
    return text


_SAME = str.maketrans(
    {
        "’": "'",
        "ʼ": "'",
        "‘": "'",
        "`": "'",
        "״": '"',
        "׳": "'",
        "ё": "е",
        "ي": "ی",
        "ك": "ک",
        "ۀ": "ه",
        "‑": "-",
        "−": "-",
    }
)
_SAME_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ئ": "ي", "ؤ": "و"}
)


@cache
def lexicon_of(language: str, *, library: bool) -> Lexicon:
    """The lexicon of one of LANGUAGES. library: with the names that only dateparser has, which is imported for it."""
    phrases: dict[tuple[str, ...], tuple[Token, ...]] = {}
    stems: dict[str, tuple[Token, ...]] = {}
    for tokens, words in _library_names(language) if library else ():
        phrases.setdefault(_split(folded(words, language)), tokens)
    for group, all_words in _VOCABULARIES[language].items():
        tokens = tuple(_token(part) for part in group.split())
        for words in all_words.split("|"):
            plain = folded(words.strip(), language)
            if plain.endswith("*"):
                stems[plain[:-1]] = tokens
            elif plain:
                phrases[_split(plain)] = tokens
    ordered = tuple(sorted(stems.items(), key=lambda pair: -len(pair[0])))
    for word in ORDINALS[language]:
        key = (folded(word, language),)
        if [token.kind for token in phrases.get(key, ())] == ["n"]:
            phrases[key] = (Token("o", phrases[key][0].value, True),)
    longest = max(map(len, phrases)) if language != "zh" else max(len(key[0]) for key in phrases)
    return Lexicon(language, phrases, ordered, longest)


@lru_cache(maxsize=20_000)
def tokens_of(words: str, language: str) -> tuple[Token, ...]:
    """The words as tokens; what is not known is a token of kind "?". The library is asked only where ours are not
    enough: importing it holds up everything else in the process for a moment."""
    found = _tokens(words, lexicon_of(language, library=False))
    if any(token.kind == "?" for token in found):
        found = _tokens(words, lexicon_of(language, library=True))
    return found


def _tokens(words: str, lexicon: Lexicon) -> tuple[Token, ...]:
    language = lexicon.language
    text = folded(words, language)
    if language == "zh":
        return tuple(_chinese(text, lexicon))
    if language == "he":
        # "ב-7", "ה-90": a prefix and a hyphen before digits.
        text = re.sub(r"\b([במהוכש]{1,2})-(?=\d)", r"\1 ", text)
        text = re.sub(r"\bל-(?=\d)", "לבין ", text)
    text = re.sub(r"(?<=\d) ?/ ?(?=\d)", "/", text)
    if language == "ar":
        text = re.sub(r"\bو(?=\d)", "و ", text)
    return tuple(_read(list(_PIECES.finditer(text)), lexicon))


def _token(part: str) -> Token:
    kind, _, value = part.partition(":")
    return Token(kind, int(value) if value.isdigit() or value.startswith("-") else value, kind == "n")


def _split(words: str) -> tuple[str, ...]:
    return tuple(words.split())


def _library_names(language: str) -> Iterator[tuple[tuple[Token, ...], str]]:
    info: dict[str, Any] = importlib.import_module(f"dateparser.data.date_translation_data.{language}").info
    for kind, names in (("mo", MONTHS), ("wd", DAYS)):
        for number, name in enumerate(names, 1):
            for words in info.get(name, ()):
                if len(words) >= _SHORTEST_NAME and language != "zh":
                    yield (Token(kind, number),), words


def _read(pieces: list[re.Match[str]], lexicon: Lexicon) -> Iterator[Token]:
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        if piece["word"]:
            used, tokens = _longest_phrase(pieces, place, lexicon)
            yield from tokens
            place += used
            continue
        place += 1
        yield from _number(piece, lexicon)


def _longest_phrase(pieces: list[re.Match[str]], place: int, lexicon: Lexicon) -> tuple[int, tuple[Token, ...]]:
    """How many pieces are one phrase of the lexicon, and what it says."""
    words: list[str] = []
    for piece in pieces[place : place + lexicon.longest]:
        if not piece["word"]:
            break
        words.append(piece["word"])
    for size in range(len(words), 0, -1):
        found = _known(tuple(words[:size]), lexicon)
        if found is not None:
            return size, found
    return 1, (Token("?", words[0]),)


def _known(words: tuple[str, ...], lexicon: Lexicon) -> tuple[Token, ...] | None:
    if lexicon.language == "tr" and "'" in words[0] and len(words) == 1:
        return _turkish(words[0], lexicon)
    found = _plain(words, lexicon)
    if found is not None:
        return found
    head, rest = words[0], words[1:]
    for prefix in PREFIXES.get(lexicon.language, ()):
        if head.startswith(prefix) and len(head) > len(prefix) + 1:
            found = _plain((head.removeprefix(prefix), *rest), lexicon)
            if found is not None:
                says = PREFIX_WORDS.get(prefix)
                return (Token(says), *found) if says else found
    if lexicon.language == "tr" and not rest:
        return _turkish(head, lexicon)
    if lexicon.language == "en" and not rest:
        return _plain((head.removesuffix("'s"),), lexicon) if head.endswith("'s") else None
    return None


def _plain(words: tuple[str, ...], lexicon: Lexicon) -> tuple[Token, ...] | None:
    found = lexicon.phrases.get(words)
    if found is None and len(words) == 1:
        word = words[0].rstrip(".")
        found = lexicon.phrases.get((word,)) or next(
            (tokens for stem, tokens in lexicon.stems if word.startswith(stem)), None
        )
    if found is not None and len(words) == 1 and words[0] in MANY:
        return tuple(Token("many", token.value) if token.kind == "u" else token for token in found)
    return found


def _turkish(word: str, lexicon: Lexicon) -> tuple[Token, ...] | None:
    """A word without its endings. An ablative ("Mayıs'tan") leads to the other end of a range."""
    head, mark, tail = word.partition("'")
    if mark:
        found = _plain((head,), lexicon)
        return (*found, Token("to")) if found and tail in {"dan", "den", "tan", "ten"} else found
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) > len(suffix) + 1:
            found = _plain((word.removesuffix(suffix),), lexicon)
            if found is not None:
                return found
    return None


def _number(piece: re.Match[str], lexicon: Lexicon) -> Iterator[Token]:
    if piece["iso"] or piece["date"]:
        yield Token("date", piece.group())
    elif piece["clock"]:
        yield Token("clock", piece.group()[:5].rstrip(":"))
    elif piece["point"]:
        yield Token("point", piece.group())
    elif piece["quarter"] or piece["halfyear"]:
        yield Token("part of year", piece.group().upper())
    elif piece["number"]:
        yield from _figure(int(piece["number"][:9]), piece["tail"] or "", lexicon)
    elif piece["dash"]:
        yield Token("dash")


def _figure(number: int, tail: str, lexicon: Lexicon) -> Iterator[Token]:
    if tail in DECADE_TAILS and number % 10 == 0 and (number >= 1000 or tail != "s"):
        yield Token("decade", number)
        return
    if tail == "s" and number % 10 == 0 and number < 100:
        yield Token("decade", number)
        return
    yield Token("n", number)
    if not tail or tail in PLAIN_TAILS:
        return
    if lexicon.language == "tr":
        if tail in {"dan", "den", "tan", "ten"}:
            yield Token("to")
        return
    found = _known((tail,), lexicon)
    yield from found or (Token("?", tail),)


def _chinese(text: str, lexicon: Lexicon) -> Iterator[Token]:
    """Chinese has no spaces: the longest word of the lexicon, else a number, else a sign that is not known."""
    place = 0
    while place < len(text):
        sign = text[place]
        word = next(
            (
                text[place : place + size]
                for size in range(lexicon.longest, 0, -1)
                if (text[place : place + size],) in lexicon.phrases
            ),
            "",
        )
        if word:
            yield from lexicon.phrases[(word,)]
            place += len(word)
        elif found := _CHINESE_NUMBER.match(text, place):
            yield Token("n", chinese_number(found.group()))
            place = found.end()
        elif (piece := _PIECES.match(text, place)) and not piece["word"]:
            if piece["number"]:
                yield Token("n", int(piece["number"][:9]))
                place = piece.end("number")
            else:
                yield from _number(piece, lexicon)
                place = piece.end()
        else:
            if not (sign.isspace() or unicodedata.category(sign).startswith("P")):
                yield Token("?", sign)
            place += 1


def chinese_number(digits: str) -> int:
    """ "二十四" 24, "二〇二二" 2022, "一百" 100."""
    if not set(digits) & {"十", "百"}:
        return int("".join(str(_CHINESE_DIGITS[digit]) for digit in digits)[:9])
    total, last = 0, 0
    for digit in digits:
        if digit in "十百":
            total += (last or 1) * (10 if digit == "十" else 100)
            last = 0
        else:
            last = _CHINESE_DIGITS[digit]
    return total + last
