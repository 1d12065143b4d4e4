"""How numbers, scores, sizes and languages are written for people, everywhere alike."""

from __future__ import annotations

from collections.abc import Iterable

#: ISO 639 codes of the languages that articles are often in, by the names that people read.
LANGUAGES: dict[str, str] = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fa": "Persian", "fr": "French", "he": "Hebrew",
    "it": "Italian", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "tr": "Turkish",
    "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip
#: spaCy's code for a pipeline of no language in particular.
_ANY = "xx"


def count(number: int, what: str, many: str = "") -> str:
    """ "1 article", "3,604 events"; many: the plural where it is not the word with an s."""
    return f"{number:,} {what if number == 1 else many or what + 's'}"


def one_line(text: str, *, most: int) -> str:
    """The text on one line, of at most so many code points; what is cut off is shown by "…"."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1].rstrip()}…"


def place_words(*, file: str = "", article: str = "", line: int | None = None) -> str:
    """Where something stands in what was read: "a/one.ann, line 3", and the article where the file's name does not say
    it: "all.jsonl, line 3 (one)"."""
    at = ", ".join(part for part in (file or article, f"line {line}" if line is not None else "") if part)
    return f"{at} ({article})" if file and article and article not in file else at


def score_text(score: float) -> str:
    """A share as people write it: ".84", "1.0". Only what is perfect reads so: .996 is ".99"."""
    return "1.0" if score >= 1 else f"{min(score, 0.99):.2f}".removeprefix("0")


def size_text(size: int) -> str:
    """ "812 bytes", "3.4 MB"; size in bytes."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return count(size, "byte")


def language_name(code: str) -> str:
    """ "Arabic" for "ar"; a code without a name here stays as it is, and "" is a language that nobody named."""
    if not code:
        return "no named language"
    if code == _ANY:
        return "any language"
    return LANGUAGES.get(code) or LANGUAGES.get(code.partition("-")[0], code)


def language_names(codes: Iterable[str]) -> str:
    """ "Arabic and English", "Arabic, English and German": each once, by name."""
    *first, last = sorted({language_name(code) for code in codes}) or [""]
    return f"{', '.join(first)} and {last}" if first else last
