"""Tokens as one point in time: every token must have its place in it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from spanloop.articles.times.lexicon import Token
from spanloop.articles.times.library import numeric_date
from spanloop.articles.times.points import Point, Side

_SOFT = frozenset({"dash", "and", "from", "to", "a", "for"})
_SOLAR_YEARS = range(1250, 1500)
_YEARS = range(1000, 2200)
_HALVES = {"quarter": "Q", "halfof": "H"}


@lru_cache(maxsize=20_000)
def point_of(tokens: tuple[Token, ...], *, language: str) -> Point | None:
    """The point that the tokens say, None where one of them has no place or two contradict.

    Kept, because it is the dear part, and the same words stand in articles of many days.
    """
    made = _Pointing(tuple(token for token in tokens if token.kind not in _SOFT), language)
    return made.point() if made.read() else None


class _Pointing:
    """Reads one token after another; `at` is where it is."""

    def __init__(self, tokens: tuple[Token, ...], language: str) -> None:
        self.tokens = tokens
        self.language = language
        self.made = Point()
        self.at = 0
        self.hour: int | None = None
        self.minute = 0
        self.half = ""
        #: A unit that stands alone: the week of a date, or a word such as "day" that says nothing more.
        self.alone = ""

    def read(self) -> bool:
        """Whether every token has its place."""
        while self.at < len(self.tokens):
            if not self.step():
                return False
        return True

    def ahead(self, by: int = 1) -> Token:
        place = self.at + by
        return self.tokens[place] if 0 <= place < len(self.tokens) else Token("")

    def put(self, used: int = 1, /, **parts: object) -> bool:
        """Take tokens; False where a part is there already and says something else."""
        for name, value in parts.items():
            there = getattr(self.made, name)
            if there not in (None, 0, "", -1, False) and there != value:
                return False
        self.made = replace(self.made, **parts)  # pyright: ignore[reportArgumentType] - names and types are Point's
        self.at += used
        return True

    def step(self) -> bool:
        token = self.tokens[self.at]
        match token.kind:
            case "mod":
                return self.put(softened=True)
            case "n":
                return self.number(int(token.value))
            case "u" | "moof":
                return self.unit(str(token.value) or "m")
            case "mo" | "jmo" | "wd" | "rel" | "weekend" | "season" | "part" | "part of year" | "until":
                return self.plain(token)
            case "decade":
                return self.put(decade=_decade(int(token.value), self.made.century))
            case "date":
                return self.date(str(token.value))
            case "nightto":
                return self.night_to()
            case "decademark":
                return (self.made.decade >= 0 or self.made.year > 0) and self.put()
            case _:
                return self.clock(token) or self.side(token)

    def plain(self, token: Token) -> bool:
        """A token that says one thing wherever it stands."""
        name = {"mo": "month", "jmo": "month", "part of year": "inside"}.get(token.kind, token.kind)
        if token.kind == "jmo":
            return self.put(month=token.value, solar=True)
        return self.put(1, **{name: True if token.kind in {"weekend", "until"} else token.value})

    def side(self, token: Token) -> bool:
        if token.kind in {"last", "past", "next", "this"}:
            return self.put(side="last" if token.kind == "past" else token.kind)
        if token.kind in {"ago", "hence"} and self.made.wd + self.made.month + self.made.year:
            return self.put()  # "since 2015"; the word for "ago" is the same
        if token.kind in {"ago", "hence"} and (self.alone or self.ahead().kind == "u"):
            return self.put(side="last" if token.kind == "ago" else "next")
        return False

    def number(self, number: int) -> bool:
        after, before = self.ahead(), self.ahead(-1)
        if after.kind in {"am", "pm", "oclock"} or (
            before.kind in {"u", "oclock"} and before.value in {"h", ""} and number <= 24 and after.kind != "mo"
        ):
            self.hour = number
            self.at += 1
            return number <= 24
        if self.hour is not None and after.kind == "u" and after.value == "min":
            self.minute = number
            self.at += 2
            return number < 60
        if after.kind == "cent" or (after.kind == "u" and after.value == "cent"):
            return 1 <= number <= 30 and self.put(2, century=number)
        marked = after.kind == "decademark" and (number < 1000 or self.language == "zh")
        if marked or (before.kind == "u" and before.value == "dec"):
            used = 2 if marked else 1
            decade = _decade(number, self.made.century)
            self.made = replace(self.made, century=0)
            return number % 10 == 0 and self.put(used, decade=decade)
        if after.kind in _HALVES:
            return 1 <= number <= 4 and self.put(2, inside=f"{_HALVES[after.kind]}{number}")
        if after.kind == "half":
            return 1 <= number <= 2 and self.put(2, inside=f"H{number}")
        if self.language == "zh" and after.kind == "moof":
            return 1 <= number <= 12 and self.put(2, month=number)
        if after.kind == "dayof":
            return 1 <= number <= 31 and self.put(2, day=number)
        if number in _SOLAR_YEARS and self.language == "fa":
            return self.put(year=number, solar=True)
        if number in _YEARS:
            used = 2 if after.kind in {"u", "decademark"} and after.value in {"y", ""} else 1
            return self.put(used, year=number)
        if after.kind == "u" and after.value == "h" and self.has("part"):
            self.hour = number
            self.at += 2
            return number <= 24
        if 1 <= number <= 31 and (self.has("mo", "jmo") or not self.tokens[self.at].word or len(self.tokens) == 1):
            ordinal = len(self.tokens) == 1 or self.has("mo", "jmo") or self.has("last", "this", "next")
            return ordinal and self.put(day=number)
        return False

    def has(self, *kinds: str) -> bool:
        return any(token.kind in kinds for token in self.tokens)

    def unit(self, unit: str) -> bool:
        """ "last week", "this month"; "hour" before a number leads to a time of day."""
        after = self.ahead()
        if unit == "h" and after.kind in {"n", "clock", "point"}:
            self.at += 1
            return True
        if unit == "s" and after.kind in _HALVES:
            return self.put(2, inside=f"{_HALVES[after.kind]}2")  # "the second half", not a second
        if unit == "cent" and "last" in {after.kind, self.ahead(-1).kind}:
            return self.put(century=20)
        self.alone = unit
        self.at += 1
        return unit != "dec" or after.kind == "n"

    def date(self, words: str) -> bool:
        found = numeric_date(words, language=self.language)
        if found is None:
            return False
        day, clock = found
        self.made = replace(self.made, clock=clock or self.made.clock)
        return self.put(year=day.year, month=day.month, day=day.day)

    def night_to(self) -> bool:
        """ "в ночь на вторник": the night that begins the day before."""
        return self.put(part="NI", back=1)

    def clock(self, token: Token) -> bool:
        match token.kind:
            case "clock":
                hours, minutes = (int(part) for part in str(token.value).split(":"))
            case "point":
                hours, minutes = (int(part) for part in str(token.value).split("."))
                if minutes > 59 or hours > 23:
                    return False
                if 1 <= minutes <= 12 and 1 <= hours <= 31 and self.language != "en" and self.ahead(-1).kind != "u":
                    return self.put(day=hours, month=minutes)
            case "noon" | "midnight":
                hours, minutes = (12 if token.kind == "noon" else 0), 0
            case "am" | "pm" | "oclock":
                self.at += 1
                if token.kind != "oclock":
                    self.half = token.kind
                return self.hour is not None or bool(self.has("clock", "n"))
            case _:
                return False
        self.hour, self.minute = hours, minutes
        self.at += 1
        return hours < 24 and minutes < 60

    def point(self) -> Point | None:
        made = self.made
        if self.alone:
            made = self.with_unit(made)
            if made is None:
                return None
        if made.side in {"last", "next", "this"} and self.language == "zh" and made.wd and not made.unit:
            made = replace(made, unit="w", count={"last": -1, "next": 1}.get(made.side, 0))
        if made.side and made.part and not (made.wd or made.unit or made.month or made.rel is not None):
            made = replace(made, rel={"last": -1, "next": 1}.get(made.side, 0))
        if self.hour is not None:
            made = replace(made, clock=self.time_of_day(made.part), part="")
        return made

    def with_unit(self, made: Point) -> Point | None:
        """A unit without a number: counted from the anchor where a side is named, a date's week, or only a word."""
        named = bool(made.wd or made.month or made.year or made.rel is not None or made.season or made.weekend)
        counts: dict[Side, int] = {"last": -1, "next": 1, "this": 0}
        if self.alone == "w" and made.month and made.day:
            return replace(made, unit="w")
        if made.side and not (named and self.alone == "d"):
            if self.alone == "d" or (named and self.alone == "h"):
                return None
            if made.wd and self.alone in {"m", "y"}:
                return None
            return replace(made, unit=self.alone, count=counts[made.side], side="")
        if named or made.decade >= 0:
            return made
        if made.softened and self.alone in {"w", "m", "y"}:
            return replace(made, unit=self.alone)
        return None if not made.inside or self.alone != "y" else replace(made, unit="y")

    def time_of_day(self, part: str) -> str:
        assert self.hour is not None
        hour = self.hour
        late = self.half == "pm" or part in {"AF", "EV"} or (part == "NI" and hour >= 5)
        if hour <= 12 and late:
            hour = hour % 12 + 12 if not (part == "NI" and hour == 12) else 0
        elif hour == 12 and (self.half == "am" or part in {"MO", "NI"}):
            hour = 0
        return f"{hour % 24:02d}:{self.minute:02d}"


def _decade(number: int, century: int) -> int:
    """1990 for 1990, for 90, and for 90 in the 20th century; 2010 for 10."""
    if number >= 1000:
        return number
    if century:
        return (century - 1) * 100 + number
    return number + (2000 if number < 20 else 1900)
