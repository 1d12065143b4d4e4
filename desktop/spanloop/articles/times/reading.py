"""From tokens to a value: ranges, lengths, what comes again, and points in time counted from an anchor.

All tokens must be understood: half an understanding is worth less than none, because nobody would doubt it. The rules:

- a weekday is the nearest such day not after the anchor; "next" and "until" look ahead, "last" is before
  the anchor;
- a day or month without its year is the latest that is at most 60 days ahead, so "October 7" is this October in
  December, and "November 5" the coming one in October; "last" and "next" are taken at their word;
- a number with a unit is a length, with "ago" a point as fine as its unit (two weeks ago: a week);
- "in the last three months" is a length, "last month" a month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from spanloop.articles.times.lengths import length, shifted
from spanloop.articles.times.lexicon import Token
from spanloop.articles.times.pointing import point_of
from spanloop.articles.times.points import Point, value_of

#: Words that join, lead or soften and change no value.
_SOFT = frozenset({"skip", "mod", "for", "a", "dash", "and", "from", "to", "until"})
_PAST, _AHEAD = frozenset({"last", "past", "ago"}), frozenset({"next", "hence"})
_SIZES = ("s", "min", "h", "d", "w", "m", "y", "dec", "cent")


@dataclass(frozen=True, slots=True)
class Setting:
    """What words are read against: the day they were written (None for unknown) and their language."""

    anchor: date | None
    language: str


def read(tokens: Sequence[Token], setting: Setting) -> str | None:
    """The value of the tokens; "" where they are understood and name nothing of the calendar, None where not."""
    counted = _which(tokens)
    if counted is None:
        return ""
    plain = [token for token in joined_numbers(counted) if token.kind != "skip"]
    if any(token.kind in {"n", "half", "andhalf"} for token in plain):
        plain = [Token("u", token.value) if token.kind == "many" else token for token in plain]
    if any(token.kind in {"?", "many"} for token in plain):
        return None
    if plain and plain[0].kind == "to":
        plain[0] = Token("until")  # "to" leads from somewhere; without that it is the end of something
    if not plain:
        return ""
    if setting.language == "ar":
        plain = _since(_number_first(plain))
    for way in (_range, _again, _length):
        found = way(plain, setting)
        if found is not None:
            return found
    point = _point(plain, setting)
    return None if point is None else value_of(point, anchor=setting.anchor)


def _which(tokens: Sequence[Token]) -> list[Token] | None:
    """Ordinals as numbers where they count days, hours, quarters or centuries; None where they count anything else."""
    kept = [token for token in tokens if token.kind not in {"skip", "from", "a"}]
    if not any(token.kind == "o" for token in kept):
        return list(tokens)
    counting = {"quarter", "half", "halfof", "mo", "jmo", "dayof"}
    for place, token in enumerate(kept):
        if token.kind != "o":
            continue
        after = kept[place + 1] if place + 1 < len(kept) else Token("")
        before = kept[place - 1] if place else Token("")
        hours = {(after.kind, after.value), (before.kind, before.value)} & {("u", "h"), ("u", "cent"), ("oclock", "")}
        if not (after.kind in counting or before.kind in {"mo", "jmo"} or hours or _joins(before, after)):
            return None
    return [Token("n", token.value, True) if token.kind == "o" else token for token in tokens]


def _joins(before: Token, after: Token) -> bool:
    """ "twenty-fourth": part of a number of which the rest says what it counts."""
    return before.kind in {"n", "dash"} or after.kind == "o"


def _number_first(tokens: list[Token]) -> list[Token]:
    """Arabic: "the months the three". Hours stay, because "the hour the eighth" is a time of day."""
    turned = list(tokens)
    for place in range(len(turned) - 1):
        unit, number = turned[place], turned[place + 1]
        if unit.kind == "u" and unit.value != "h" and number.kind == "n" and int(number.value) < 1000:
            if place == 0 or turned[place - 1].kind != "n":
                turned[place : place + 2] = [number, unit]
    return turned


def _since(tokens: list[Token]) -> list[Token]:
    """One Arabic word stands for "since" and, before a length, for "ago"."""
    rest = [token for token in tokens if token.kind != "since"]
    a_length = _amounts(rest) is not None or [token.kind for token in rest] == ["u"]
    return [Token("ago"), *rest] if a_length and len(rest) < len(tokens) else rest


def joined_numbers(tokens: Sequence[Token]) -> list[Token]:
    """Numbers that were written out in several words ("forty five") become one."""
    joined: list[Token] = []
    for token in tokens:
        if token.kind == "n" and token.word and len(joined) > 1 and joined[-1].kind == "dash" and joined[-2].word:
            joined.pop()  # "forty-five"
        before = joined[-1] if joined else None
        if token.kind == "n" and token.word and before is not None and before.kind == "n" and before.word:
            first, second = int(before.value), int(token.value)
            if second == 100 and first < 10:
                joined[-1] = Token("n", first * 100, True)
                continue
            if first >= 20 and first % 10 == 0 and second < (100 if first >= 100 else 10):
                joined[-1] = Token("n", first + second, True)
                continue
            if 2 < first < 10 and second == 10:  # "ثلاثة عشر": three-ten
                joined[-1] = Token("n", first + 10, True)
                continue
        if (
            token.kind == "n" and token.word and len(joined) > 1 and before is not None and before.kind == "and"
            and joined[-2].kind == "n" and joined[-2].word and _summed(int(joined[-2].value), int(token.value))
        ):  # fmt: skip
            joined.pop()
            joined[-1] = Token("n", int(joined[-1].value) + int(token.value), True)
            continue
        joined.append(token)
    return joined


def _summed(first: int, second: int) -> bool:
    """ "five and twenty", "twenty and five"; "two and three" are two numbers."""
    tens, ones = max(first, second), min(first, second)
    return 20 <= tens < 100 and tens % 10 == 0 and ones < 10


# ---- ranges


def _range(tokens: list[Token], setting: Setting) -> str | None:
    """ "from 3 to 5 May", "May 3-5, 2023", "between Monday and Wednesday", "2011-2014"."""
    kinds = [token.kind for token in tokens]
    for mark in ("to", "dash", "and"):
        if mark == "and" and "from" not in kinds:
            continue
        for place, kind in enumerate(kinds):
            if kind == mark and 0 < place < len(tokens) - 1:
                found = _both(tokens[:place], tokens[place + 1 :], setting)
                if found is not None:
                    return found
    return None


def _both(left: list[Token], right: list[Token], setting: Setting) -> str | None:
    first, last = _bare(left), _bare(right)
    if not first or not last:
        return None
    first, last = _with_month(first, last), _with_month(last, first)
    start, end = _end_of_range(first, setting), _end_of_range(last, setting)
    if start is None or end is None:
        return None
    start, end = start.filled_from(end), end.filled_from(start)
    if start.number or end.number:
        return None  # a bare number that the other side did not explain
    later = value_of(end, anchor=setting.anchor)
    earlier = value_of(start.beside(end), anchor=setting.anchor)
    if start.wd and end.wd and earlier > later and setting.anchor is not None:
        earlier = value_of(replace(start, back=7), anchor=setting.anchor)
    if start.month and not start.year and earlier > later and earlier[:4].isdigit():
        earlier = value_of(replace(start.beside(end), year=int(earlier[:4]) - 1), anchor=setting.anchor)
    if not earlier or not later or "/" in earlier or "/" in later or earlier > later:
        return None
    return earlier if earlier == later else f"{earlier}/{later}"


def _bare(tokens: list[Token]) -> list[Token]:
    return [token for token in tokens if token.kind not in {"from", "to", "until", "and", "dash"}]


def _with_month(tokens: list[Token], other: list[Token]) -> list[Token]:
    """Figures alone get the month of the other end: "May 3-5, 2023"."""
    months = [token for token in other if token.kind in {"mo", "jmo"}]
    day = tokens[0]
    if len(months) == 1 and all(token.kind == "n" for token in tokens) and int(day.value) <= 31:
        return [day, months[0], *tokens[1:]]
    return tokens


def _end_of_range(tokens: list[Token], setting: Setting) -> Point | None:
    if len(tokens) == 1 and tokens[0].kind == "n" and int(tokens[0].value) < 1000:
        return Point(number=int(tokens[0].value))
    return _point(tokens, setting)


# ---- what comes again


def _again(tokens: list[Token], _: Setting) -> str | None:
    kept = [token for token in tokens if token.kind not in _SOFT - {"and"}]
    if len(kept) == 1 and kept[0].kind in {"set", "dur"}:
        return str(kept[0].value)
    if len(kept) == 1 and kept[0].kind == "wds":
        return f"XXXX-WXX-{kept[0].value}"
    if not kept or kept[0].kind != "every":
        return None
    rest = kept[1:]
    if rest and rest[0].kind == "u" and rest[0].value == "d" and len(rest) > 1:
        rest = rest[1:]  # "every day Friday"
    match [token.kind for token in rest]:
        case ["wd"]:
            return f"XXXX-WXX-{rest[0].value}"
        case ["weekend"]:
            return "XXXX-WXX-WE"
        case ["part"]:
            return f"XXXX-XX-XXT{rest[0].value}"
        case ["u"] | ["many"]:
            return length([(1, str(rest[0].value))])
        case ["n", "u"]:
            return length([(int(rest[0].value), str(rest[1].value))])
        case _:
            return ""


# ---- lengths


def _length(tokens: list[Token], setting: Setting) -> str | None:
    """ "three months", "the past week", "two years and three months", "three days ago"."""
    if any(token.kind == "to" for token in tokens[1:]):
        return None  # "from one to three months"
    kept = [token for token in tokens if token.kind not in _SOFT]
    ways = {token.kind for token in kept} & {"last", "past", "next", "ago", "hence", "this"}
    rest = [token for token in kept if token.kind not in ways]
    if any(token.kind == "for" for token in tokens) and [token.kind for token in rest] == ["u"] and not ways:
        return length([(1, str(rest[0].value))])
    lasting = "past" in ways or ("last" in ways and rest[:1] == [Token("u", "d")] and tokens[0].kind == "for")
    if [token.kind for token in rest] == ["u"] and lasting:
        return length([(1, str(rest[0].value))])
    if [token.kind for token in kept] == ["u"] and any(token.kind == "a" for token in tokens):
        return length([(1, str(kept[0].value))])
    parts = _amounts(rest)
    if parts is None:
        return None
    if tokens[-1].kind == "mod":
        return ""  # "two hours later": counted from what nobody here knows
    if "ago" in ways or "hence" in ways:
        if len(parts) != 1:
            return ""
        count, unit = parts[0]
        return shifted(setting.anchor, -count if "ago" in ways else count, unit)
    return length(parts)


def _amounts(tokens: list[Token]) -> list[tuple[float, str]] | None:
    """(number, unit) of tokens that are nothing else, larger units first; None for anything else."""
    parts: list[tuple[float, str]] = []
    number: float | None = None
    for token in tokens:
        if token.kind == "n" and number is None and not 1900 <= int(token.value) <= 2100:
            number = float(token.value)
        elif token.kind == "half" and number is None:
            number = 0.5
        elif token.kind == "andhalf" and number is not None:
            number += 0.5
        elif token.kind == "andhalf" and parts:
            parts[-1] = (parts[-1][0] + 0.5, parts[-1][1])
        elif token.kind in {"u", "many"} and number is not None:
            parts.append((number, str(token.value)))
            number = None
        elif token.kind == "dur" and not parts and len(tokens) == 1:
            return [(6, "m")]
        else:
            return None
    sizes = [_SIZES.index(unit) for _, unit in parts]
    if any(unit == "cent" and count > 2 for count, unit in parts):
        return None  # "the 20th century"
    if not parts or number is not None or sizes != sorted(sizes, reverse=True):
        return None
    return parts


# ---- points


def _point(tokens: list[Token], setting: Setting) -> Point | None:
    return point_of(tuple(tokens), language=setting.language)
