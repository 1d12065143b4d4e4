"""Rules: patterns that suggest before an extractor can, and how often what they said was right.

A pattern is a phrase, or a list of tokens as spaCy's Matcher takes them. Which texts a pattern matches is for
spanloop.learn.rule_marks to say; here is what a rule is, without spaCy.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, cast

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author, Layer
from spanloop.core.wording import score_text

RuleOrigin = Literal["file", "learned", "person"]
RuleState = Literal["on", "off"]
Pattern = str | list[dict[str, Any]]

#: A rule that was surely right less than so often is switched off: the upper end of its interval lies below.
LOW = 0.5
#: Longer patterns are refused: no name is so long, and each token costs time on every text.
MOST_TOKENS, MOST_CHARACTERS = 60, 1_000
#: Names of the rule sets that are made here.
LEARNED_SET = "Learned from the marks"
PERSONS_SET = "Rules of {name}"

_TEXTS = frozenset({"ORTH", "TEXT", "NORM", "LOWER", "SHAPE", "PREFIX", "SUFFIX"})
_FLAGS = frozenset({
    "IS_ALPHA", "IS_ASCII", "IS_DIGIT", "IS_LOWER", "IS_UPPER", "IS_TITLE", "IS_PUNCT", "IS_SPACE", "IS_STOP",
    "IS_BRACKET", "IS_QUOTE", "IS_LEFT_PUNCT", "IS_RIGHT_PUNCT", "IS_CURRENCY", "LIKE_NUM", "LIKE_URL", "LIKE_EMAIL",
    "SPACY",
})  # fmt: skip
#: What only a trained pipeline knows of a token.
_TRAINED = frozenset({
    "TAG", "POS", "MORPH", "LEMMA", "DEP", "ENT_TYPE", "ENT_IOB", "ENT_ID", "ENT_KB_ID", "IS_SENT_START", "SENT_START",
})  # fmt: skip
_LISTS = frozenset({"IN", "NOT_IN", "IS_SUBSET", "IS_SUPERSET", "INTERSECTS"})
_FUZZY = re.compile(r"FUZZY[1-9]?\Z")
_COMPARISONS = frozenset({"==", "!=", ">=", "<=", ">", "<"})
_OP = re.compile(r"[!?+*]\Z|\{(\d{1,3}|\d{1,3},\d{0,3}|,\d{1,3})\}\Z")


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern of a rule set.

    set: its author, of kind "rules". layer: of what it suggests; label: a mention's label or an event's type. pattern:
    canonical JSON (see pattern_json), so that equal patterns are equal. source: the file's name, or what it was learned
    from. kept: a person wants it on, whatever was measured. at: time of its last change.
    """

    uid: str
    set: Author
    layer: Layer
    label: str
    pattern: str
    origin: RuleOrigin
    source: str = ""
    state: RuleState = "on"
    at: str = ""

    @property
    def words(self) -> str:
        """The pattern as people read it."""
        return pattern_words(self.pattern)


class NoLabelError(SpanloopError):
    """A list of terms names no label: one for the whole file would do."""


class Tally(NamedTuple):
    """How often what somebody decided agrees: of `of` matches that are known, `right` are marked so. seen: all."""

    right: int = 0
    of: int = 0
    seen: int = 0

    @property
    def precision(self) -> float | None:
        """The share that was right, None where nothing is known."""
        return self.right / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval at 95%; (0, 1) where nothing is known."""
        return wilson(self.right, self.of)

    @property
    def is_low(self) -> bool:
        """Whether it was surely right less often than a rule has to be to suggest."""
        return self.interval[1] < LOW

    @property
    def text(self) -> str:
        """ "12 of 14 right, .86 (.60 to .96)"."""
        if not self.of:
            return "nothing decided yet"
        low, high = self.interval
        share = score_text(self.right / self.of)
        return f"{self.right:,} of {self.of:,} right, {share} ({score_text(low)} to {score_text(high)})"

    def __or__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.of + other.of, self.seen + other.seen)


def wilson(right: int, of: int, *, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's score interval of a share (E. B. Wilson, JASA 22, 1927); (0, 1) for none of none."""
    if not of:
        return 0.0, 1.0
    share, square = right / of, z * z / of
    middle = share + square / 2
    width = z * math.sqrt(share * (1 - share) / of + square / (4 * of))
    low, high = (middle - width) / (1 + square), (middle + width) / (1 + square)
    # Where none or all are right an end is exactly 0 or 1, whatever rounding makes of it.
    return (low if right else 0.0), (high if right < of else 1.0)


def pattern_json(pattern: object) -> str:
    """A pattern as canonical JSON. Raises SpanloopError, without a place, for what spaCy's blank tokens cannot match.

    Names of attributes are upper case there, as spaCy reads them in any case.
    """
    checked = pattern.strip() if isinstance(pattern, str) else pattern
    if isinstance(checked, str):
        if not checked:
            raise SpanloopError("The pattern is empty")
        if len(checked) > MOST_CHARACTERS:
            raise SpanloopError(f"The pattern has {len(checked):,} characters; {MOST_CHARACTERS:,} are the most")
        return _to_json(checked)
    if not isinstance(checked, list) or not checked:
        raise SpanloopError("The pattern is neither a text nor a list of tokens")
    tokens = cast("list[object]", checked)
    if len(tokens) > MOST_TOKENS:
        raise SpanloopError(f"The pattern has {len(tokens):,} tokens; {MOST_TOKENS} are the most")
    made = _to_json([_checked_token(token) for token in tokens])
    if len(made) > 20 * MOST_CHARACTERS:
        raise SpanloopError("The pattern is too long")
    return made


def read_pattern(canonical: str) -> Pattern:
    """The pattern as spaCy takes it."""
    return cast("Pattern", json.loads(canonical))


def pattern_words(canonical: str) -> str:
    """A pattern on one line: a phrase as it is, tokens as `[lower republic] [lower of] [shape Xxxx]+`."""
    pattern = read_pattern(canonical)
    if isinstance(pattern, str):
        return " ".join(pattern.split())
    return " ".join(_token_words(token) for token in pattern)


def phrase_pattern(words: str) -> str:
    """The canonical pattern of exactly these words."""
    return pattern_json(words)


def _to_json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise SpanloopError("The pattern holds something that JSON cannot carry") from error


def _checked_token(token: object) -> dict[str, Any]:
    if not isinstance(token, Mapping):
        raise SpanloopError("A token of the pattern is no object")
    found: dict[str, Any] = {}
    for name, value in cast("Mapping[object, object]", token).items():
        key = str(name).upper()
        if key in _TRAINED:
            raise SpanloopError(f"The pattern asks for {key}, which only a trained pipeline knows of a word")
        if key == "_":
            raise SpanloopError("The pattern asks for an extension attribute, which words have none of here")
        found[key] = _checked_value(key, value)
    return found


def _checked_value(key: str, value: object) -> object:
    if key == "OP":
        if not isinstance(value, str) or not _OP.match(value):
            raise SpanloopError(f"{value!r} is no operator; known are ! ? + * {{n}} {{n,}} {{,m}} {{n,m}}")
        return value
    if key in _FLAGS:
        if not isinstance(value, bool):
            raise SpanloopError(f"{key} is true or false, not {value!r}")
        return value
    if key == "LENGTH":
        return _checked_length(value)
    if key not in _TEXTS:
        raise SpanloopError(f"spaCy's patterns have no attribute {key}")
    if isinstance(value, Mapping):
        return _checked_predicates(key, cast("Mapping[object, object]", value))
    return _checked_text(key, value)


def _checked_text(key: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > MOST_CHARACTERS:
        raise SpanloopError(f"{key} wants a text of at most {MOST_CHARACTERS:,} characters")
    return value


def _checked_length(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        found = cast("Mapping[object, object]", value)
        if found and all(str(name) in _COMPARISONS and isinstance(n, int) for name, n in found.items()):
            return {str(name): n for name, n in found.items()}
    raise SpanloopError('LENGTH wants a number or a comparison like {">=": 10}')


def _checked_predicates(key: str, value: Mapping[object, object]) -> dict[str, object]:
    if not value:
        raise SpanloopError(f"{key} says nothing")
    found: dict[str, object] = {}
    for name, wanted in value.items():
        word = str(name)
        if word in _LISTS:
            if not isinstance(wanted, list):
                raise SpanloopError(f"{word} wants a list")
            found[word] = [_checked_text(word, one) for one in cast("list[object]", wanted)]
        elif word == "REGEX":
            found[word] = _checked_regex(wanted)
        elif _FUZZY.match(word):
            found[word] = _checked_text(word, wanted)
        else:
            raise SpanloopError(f"spaCy's patterns have no predicate {word}")
    return found


def _checked_regex(value: object) -> str:
    text = _checked_text("REGEX", value)
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise SpanloopError(f"{text[:60]!r} is no regular expression ({error})") from error
    return text


def _token_words(token: Mapping[str, Any]) -> str:
    parts: list[str] = []
    for key, value in token.items():
        if key == "OP":
            continue
        name = "" if key in ("ORTH", "TEXT") else f"{key.lower().replace('_', ' ')} "
        if isinstance(value, dict):
            inner = cast("dict[str, object]", value)
            value = " ".join(f"{word.lower().replace('_', ' ')} {_plain(one)}" for word, one in inner.items())
        elif isinstance(value, bool):
            name, value = name.strip(), "" if value else " no"
        parts.append(f"{name}{_plain(value)}")
    operator = str(token.get("OP", ""))
    return f"[{', '.join(parts) or 'any word'}]{operator}"


def _plain(value: object) -> str:
    return "/".join(str(one) for one in cast("list[object]", value)) if isinstance(value, list) else str(value)
