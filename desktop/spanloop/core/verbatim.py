"""What an article's text may be: its largest size, and the few characters that no file, database or screen carries."""

from __future__ import annotations

import re

#: The largest article, in bytes of UTF-8. A book is about 1 MB; above this it is not one article.
MAX_TEXT_BYTES = 10_000_000

_LONGEST_FAULT = 100
REPLACEMENT = "\ufffd"
# U+0000 ends texts in SQLite and C; lone surrogates cannot be written as UTF-8.
_UNSAFE = re.compile("[\x00\ud800-\udfff]")


def clean_text(text: str) -> tuple[str, int]:
    """Replace each U+0000 and lone surrogate by U+FFFD, one for one, so that no offset moves; (text, how many)."""
    return _UNSAFE.subn(REPLACEMENT, text)


def fault_words(error: BaseException) -> str:
    """What a library says is wrong with a file, on one line of at most 100 code points; the name of its error where it
    says nothing. The words may come out of the file, so they are cleaned."""
    return clean_text(" ".join(str(error).split())[:_LONGEST_FAULT])[0] or type(error).__name__


def text_too_long(text: str) -> bool:
    """Whether the text is over MAX_TEXT_BYTES; for clean texts (see clean_text)."""
    if len(text) * 4 <= MAX_TEXT_BYTES:
        return False
    return len(text) > MAX_TEXT_BYTES or len(text.encode()) > MAX_TEXT_BYTES
