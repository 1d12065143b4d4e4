"""The bytes of a page as a tree of elements, within limits; nothing is fetched, no script runs."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

from spanloop.articles.textfile import guess_encoding
from spanloop.core.errors import SpanloopError
from spanloop.core.verbatim import MAX_TEXT_BYTES, clean_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: The largest page as a file. Pages saved in one file hold their pictures, which are taken out before anything else.
MAX_PAGE_BYTES = 32_000_000
#: What may be left then, in characters, and in elements: long live blogs have 30,000.
MAX_MARKUP = MAX_TEXT_BYTES
MAX_ELEMENTS = 200_000
#: The longest document type.
MAX_TYPE = 200_000
#: Where charset declarations stand.
_HEAD = 4096

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_DECLARED = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}encoding=[\"']([\w.:-]+)", re.I
)
#: What browsers take a declared name for, because pages lie in known ways.
_MEANT = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030",
    "x-gbk": "gb18030", "shift_jis": "cp932", "x-sjis": "cp932", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "windows-874": "cp874", "x-mac-cyrillic": "mac_cyrillic", "iso-8859-8-i": "iso-8859-8", "unicode": "utf-8",
}  # fmt: skip
#: Encodings that are guessed for those of the same alphabet in which pages are written.
_ON_THE_WEB = {
    "mac_cyrillic": "cp1251", "cp855": "cp1251", "mac_greek": "cp1253", "mac_turkish": "cp1254", "mac_latin2": "cp1250",
    "mac_roman": "cp1252", "mac_iceland": "cp1252", "cp1125": "cp866", "cp720": "cp1256", "cp864": "cp1256",
}  # fmt: skip
_DATA = re.compile(r"data:[\w/+.;=,-]{1,120}?base64,[A-Za-z0-9+/=%]*", re.I)
_TAGS = re.compile(rb"<(?:script|style)\b.*?</(?:script|style)\s*>|<[^>]{0,2000}>", re.I | re.S)
#: Elements that only change how letters look: where a page nests too deeply it is because these were never closed.
_LOOKS = re.compile(r"</?(?:font|span|b|i|u|em|strong|small|big|center|tt|s|nobr|ins|del)\b[^>]{0,2000}>", re.I)
#: More replacement characters than this part of a text, and the declared encoding is not the one it was written in.
_MOST_BROKEN = 0.01
#: A document type with declarations of its own, which the parser would end at the first one's end; and one with quotes
#: that nothing closes.
_TYPE = re.compile(r"<!DOCTYPE\b[^<>\[]{0,1000}\[(?:[^\]\"'<]|\"[^\"]*\"|'[^']*'|<(?!\w))*\]\s*>", re.I)
_BROKEN_TYPE = re.compile(r"<!DOCTYPE\b[^<>\[]{0,1000}\[[^\]]{0,100000}\]\s*>", re.I)
_LETTER_RUNS = re.compile(r"[^\W\d_]+")
_SAVE_AGAIN = "Open it in a browser, and save it again as a web page or as text."


class Markup(NamedTuple):
    """A page as a tree. notes: what was guessed or left out, as (code, sentence). size: characters of markup."""

    tree: HtmlElement
    notes: tuple[tuple[str, str], ...]
    size: int


def read_markup(raw: bytes, *, name: str) -> Markup:
    """Decode and parse a page; raises SpanloopError where it is too large, too deep, or no text at all."""
    if len(raw) > MAX_PAGE_BYTES:
        raise SpanloopError(f"the page is over {MAX_PAGE_BYTES // 1_000_000} MB", name, _SAVE_AGAIN)
    text, notes = decode_page(raw, name=name)
    text = _without_declarations(_DATA.sub("data:,", text))
    if len(text) > MAX_MARKUP:
        raise SpanloopError(f"the page has over {MAX_MARKUP // 1_000_000} million characters", name, _SAVE_AGAIN)
    if text.count("<") > 2 * MAX_ELEMENTS:
        raise _too_many(name)
    text, replaced = clean_text(text)
    if replaced:
        notes += (("text.replaced", f"{replaced} characters that cannot be stored became U+FFFD"),)
    tree = _parse(text)
    if tree is None:
        tree = _parse(_LOOKS.sub("", text))
        notes += (("page.flattened", "elements were nested too deeply, so fonts and the like were passed over"),)
    if tree is None:
        raise SpanloopError("the elements of the page are nested too deeply", name, _SAVE_AGAIN)
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        raise _too_many(name)
    return Markup(tree, notes, len(text))


def _without_declarations(text: str) -> str:
    """A page without what its document type declares, which is for no reader."""
    declared = re.search("<!DOCTYPE", text[:_HEAD], re.I)
    if declared is None:
        return text
    begin = declared.start()
    found = _TYPE.match(text, begin, MAX_TYPE) or _BROKEN_TYPE.match(text, begin, MAX_TYPE)
    return text if found is None else f"{text[:begin]}<!DOCTYPE html>{text[found.end() :]}"


def _too_many(name: str) -> SpanloopError:
    return SpanloopError(f"the page has over {MAX_ELEMENTS:,} elements", name, _SAVE_AGAIN)


def _parse(text: str) -> HtmlElement | None:
    """The tree of a page; None where the parser gave up because of its depth, which loses what follows."""
    from lxml import html
    from lxml.etree import ParserError, XMLSyntaxError

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False, no_network=True)
    # The parser needs an element to begin with; a page without any tag is its text.
    raw = (text if "<" in text else f"<p>{text}</p>").encode("utf-8")
    try:
        tree = html.document_fromstring(raw, parser=parser)
    except (ParserError, XMLSyntaxError):
        tree = html.document_fromstring(b"<p></p>", parser=parser)
    if any("depth" in entry.message for entry in parser.error_log if entry.level_name == "FATAL"):
        return None
    return tree


def decode_page(raw: bytes, *, name: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A page as text, and notes on how it was decoded.

    In this order: a byte order mark; UTF-8 where all of it is (many pages declare something else); what the page
    declares, unless the letters speak against it; UTF-8 with a few broken places; a guess from its bytes.
    """
    wide = _wide(raw)
    if wide is not None:
        return wide, ()
    try:
        return raw.decode("utf-8"), ()
    except UnicodeDecodeError:
        declared = _declared(raw)
    if declared and declared != "utf-8":
        text = raw.decode(declared, "replace")
        if text.count("\ufffd") <= _MOST_BROKEN * len(text) and not _looks_garbled(text, declared):
            return text, ()
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if sum(character > "\x7f" for character in text) > 3 * broken:
        return text, (("page.broken_utf8", f"{broken} places are no sound UTF-8 and became U+FFFD"),)
    # The tags of a page are ASCII and would say that it is English in any encoding.
    sample = _TAGS.sub(b" ", raw)[:200_000]
    encoding, notes = guess_encoding(sample, where=name)
    instead = _ON_THE_WEB.get(encoding)
    if instead is not None and "\ufffd" not in (text := raw.decode(instead, "replace")):
        note = f"the encoding was guessed to be {instead}; look at accented letters"
        return text, (("text.encoding_guessed", note),)
    return raw.decode(encoding, "replace"), notes


def _wide(raw: bytes) -> str | None:
    """What a byte order mark announces; UTF-16 without one, which every other byte gives away; None for the rest."""
    if raw.startswith(codecs.BOM_UTF8):
        return raw[3:].decode("utf-8", "replace")
    if raw.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return raw.decode("utf-32", "replace")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    head = raw[:160]  # markup, whatever language follows
    if head[1::2].count(0) > len(head) // 3:
        return raw.decode("utf-16-le", "replace")
    if head[0::2].count(0) > len(head) // 3:
        return raw.decode("utf-16-be", "replace")
    return None


def _declared(raw: bytes) -> str:
    """The encoding that a page declares, as Python names it and browsers mean it; "" where none is known."""
    found = _DECLARED.search(raw[:_HEAD])
    if found is None:
        return ""
    said = (found[1] or found[2]).decode("ascii").lower()
    try:
        return codecs.lookup(_MEANT.get(said, said)).name
    except LookupError:
        return ""


def _looks_garbled(text: str, encoding: str) -> bool:
    """Whether a text read as Western has whole words of accented letters, as another alphabet gives."""
    if encoding not in ("cp1252", "cp1254", "iso8859-15", "cp1250", "iso8859-2"):
        return False
    letters = accented = 0
    for word in _LETTER_RUNS.findall(_LOOKS.sub(" ", re.sub(r"<[^>]{0,2000}>", " ", text))[:200_000]):
        high = sum(character > "\x7f" for character in word)
        letters += len(word)
        accented += len(word) if high * 2 > len(word) else 0
    return accented > 0.2 * letters
