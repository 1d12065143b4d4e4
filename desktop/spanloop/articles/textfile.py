"""Text files, whatever their encoding."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from spanloop.articles.code_pages import latin_code_page
from spanloop.core.errors import SpanloopError
from spanloop.core.verbatim import MAX_TEXT_BYTES, clean_text

#: Byte order marks and the encodings that they name. UTF-32 first: its little-endian mark begins with that of UTF-16.
MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
#: A text may hold stray control characters; above this share it is no text. Guessed encodings are held to less.
_MOST_CONTROLS = 0.3
_MOST_CONTROLS_GUESSED = 0.005
#: Guesses that are worth a second look, because short texts fit many Latin code pages.
_LATIN = frozenset(
    {"cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "cp437", "cp775", "cp850", "cp852", "cp858", "cp860", "cp861"}
    | {"cp863", "cp865", "hp_roman8", "iso8859_2", "iso8859_3", "iso8859_4", "iso8859_9", "iso8859_10", "iso8859_13"}
    | {"iso8859_14", "iso8859_15", "iso8859_16", "latin_1", "mac_roman", "mac_latin2", "mac_iceland", "mac_turkish"}
)
_SAVE_AS = "Open it in a text editor, save it as UTF-8, and import it again."


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file as it was read.

    text: verbatim, line ends too, without byte order mark, and clean (see core.verbatim). encoding: the one it was read
    with, as Python names it. raw: the bytes of the file. notes: what was changed, as (code, sentence), for the ledger.
    """

    text: str
    encoding: str
    raw: bytes
    notes: tuple[tuple[str, str], ...] = ()


def decode_text(raw: bytes, *, where: str) -> TextFile:
    """A text file's bytes in UTF-8, UTF-16, UTF-32 or, guessed, in an older encoding; where: what to call it in errors.

    Raises SpanloopError when it is empty, binary, over MAX_TEXT_BYTES, or in no encoding that fits all of it.
    """
    if len(raw) > MAX_TEXT_BYTES:
        what = f"the file is over {MAX_TEXT_BYTES // 1_000_000} MB"
        raise _fail(where, what, "Split it into the articles that it is made of.")
    text, encoding, notes = _decode(raw, where)
    return _clean(text, encoding, raw, notes, where)


def guess_encoding(sample: bytes, *, where: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The older encoding that part of a file is in, with its note; raises SpanloopError where none fits."""
    _, encoding, notes = _guessed(sample, where)
    return encoding, notes


def _fail(where: str, what: str, way_out: str) -> SpanloopError:
    return SpanloopError(what, where=where, way_out=way_out)


def _decode(raw: bytes, where: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return _wide(raw[len(mark) :], encoding, where), encoding, ()
    try:
        return raw.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError as error:
        return _not_utf8(raw, error, where)


def _wide(raw: bytes, encoding: str, where: str) -> str:
    """Decode what a byte order mark announced; lone surrogates pass, other damage does not."""
    try:
        return raw.decode(encoding, "surrogatepass")
    except UnicodeDecodeError as error:
        raise _damaged(where, raw, encoding, error.start) from None


def _damaged(where: str, raw: bytes, encoding: str, position: int) -> SpanloopError:
    what = f"the file is {encoding.upper()} with damage at byte {position + 1}"
    if encoding == "utf-8":
        line = raw.count(b"\n", 0, position) + 1
        what += f", in line {line}"
    return _fail(where, what, "Get an undamaged copy, or mend that place and save the file as UTF-8.")


def _not_utf8(raw: bytes, error: UnicodeDecodeError, where: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    surrogates = _with_surrogates(raw)
    if surrogates is not None:
        return surrogates, "utf-8", ()
    lenient = raw.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    sound = sum(character > "\x7f" for character in lenient) - broken
    # Texts in older encodings hold few byte sequences that are sound UTF-8, so this is UTF-8 that was cut or mixed.
    if sound * 2 > broken:
        raise _damaged(where, raw, "utf-8", error.start)
    return _guessed(raw, where)


def _with_surrogates(raw: bytes) -> str | None:
    """UTF-8 in which some program wrote surrogates: pairs are joined, lone ones stay for cleaning."""
    try:
        text = raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _guessed(raw: bytes, where: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    from charset_normalizer import from_bytes

    best = from_bytes(raw).best()
    text = str(best) if best is not None else ""
    if best is None or _share_of_controls(text) > _MOST_CONTROLS_GUESSED:
        raise _fail(where, "the file is not text in any encoding that Spanloop knows", _SAVE_AS)
    encoding = best.encoding
    if encoding in _LATIN:
        latin = latin_code_page(raw)
        if latin is not None:
            encoding, text = latin, raw.decode(latin, "replace")
    note = ("text.encoding_guessed", f"the encoding was guessed to be {encoding}; look at accented letters")
    return text, encoding, (note,)


def _share_of_controls(text: str) -> float:
    return sum(1 for _ in _CONTROLS.finditer(text)) / max(1, len(text))


def _clean(text: str, encoding: str, raw: bytes, notes: tuple[tuple[str, str], ...], where: str) -> TextFile:
    if _share_of_controls(text) > _MOST_CONTROLS:
        raise _fail(where, "the file is binary, or UTF-16 that does not say so", _SAVE_AS)
    text, replaced = clean_text(text)
    if not says_something(text):
        raise _fail(where, "the file is empty", "Choose a file with text in it.")
    if replaced:
        notes += (("text.replaced", f"{replaced} characters that cannot be stored became U+FFFD"),)
    return TextFile(text, encoding, raw, notes)


def says_something(text: str) -> bool:
    """Whether anything in a text can be seen."""
    return any(character.isprintable() and not character.isspace() for character in text)
