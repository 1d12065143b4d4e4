"""What an expression of time means, counted from the day it was written: `time_value`.

Rules read the words of eight languages (lexicon, reading, pointing, points); dateparser gives further names of months
and days and the order of dates in figures, and reads what is left over, other languages among it. It is imported with
the first words that need it. Nothing depends on today's date, the machine's time zone or its locale.
"""

from __future__ import annotations

import re
from functools import lru_cache

from spanloop.articles.times.lexicon import LANGUAGES, tokens_of
from spanloop.articles.times.library import MOST_CHARACTERS, left_over
from spanloop.articles.times.reading import Setting, read
from spanloop.core.time_values import day_of, is_time_value

_FIGURE = re.compile(r"\d")


@lru_cache(maxsize=100_000)
def time_value(words: str, *, anchor: str, language: str) -> str:
    """The value of words such as "last Monday", "three months", "from 3 to 5 May" (see core.time_values).

    anchor: ISO 8601 date of the article or digest item, anything else counts as unknown, and then only absolute dates
    and lengths have values. language: of the article; "" is taken for English. "" where the calendar gives nothing.
    """
    if len(words) > MOST_CHARACTERS:
        return ""
    plain = " ".join(words.split())
    code = (language or "en").lower().replace("_", "-").partition("-")[0]
    day = day_of(anchor)
    value: str | None = None
    if code in LANGUAGES:
        value = read(tokens_of(plain, code), Setting(day, code))
    if value is None and (code not in LANGUAGES or _FIGURE.search(plain)):
        value = left_over(plain, language=code, anchor=day)
    return value if value and is_time_value(value) else ""


__all__ = ["LANGUAGES", "time_value"]
