"""What kind of file something is, by its content first and then by its name.

Scraped material is often not what it is called: an error page saved as .pdf, a table of links saved as .xls that is
HTML, a page saved as .txt.
"""

from __future__ import annotations

import codecs
import json
import re
from pathlib import PurePosixPath
from typing import NamedTuple

from spanloop.articles.textfile import MARKS

#: How much of a file's beginning decides.
HEAD_BYTES = 65_536
#: Kinds that become articles.
READABLE = frozenset({"text", "markdown", "html", "csv", "xlsx", "jsonl", "json", "pdf", "zip"})


class Unreadable(NamedTuple):
    """What a kind of file that is not read is, and what to do with it."""

    what: str
    way_out: str


_AS_TEXT = "Open it in the program that made it, and save it as plain text."
UNREADABLE: dict[str, Unreadable] = {
    "word": Unreadable("it is a Word document", "Open it in a word processor, and save it as plain text or HTML."),
    "old office": Unreadable(
        "it is an old office document (.doc, .xls or .ppt)",
        "Open it in an office program, and save a text as plain text or HTML, a table as .xlsx or .csv.",
    ),
    "office": Unreadable("it is an office document that is no table", _AS_TEXT),
    "open document": Unreadable(
        "it is an OpenDocument file", "Open it in an office program, and save a text as plain text, a table as .xlsx."
    ),
    "binary table": Unreadable("it is a binary Excel table (.xlsb)", "Open it, and save it as .xlsx."),
    "rtf": Unreadable("it is an RTF document", "Open it in a word processor, and save it as plain text or HTML."),
    "epub": Unreadable("it is an e-book", "Save the pages that you want as HTML or plain text."),
    "image": Unreadable("it is an image", "Type or recognise its text elsewhere, and import that."),
    "sound": Unreadable("it is sound or video", "Type or transcribe it elsewhere, and import the text."),
    "compressed": Unreadable("it is compressed", "Unpack it, and import what is inside; .zip can be imported as is."),
    "database": Unreadable("it is a database", "Export what you want from it as CSV or JSONL."),
    "program": Unreadable("it is a program", "Choose a page, a text or a table."),
    "web archive": Unreadable(
        "it is a web archive", "Open the page in a browser, and save it as a web page (HTML) instead."
    ),
    "mail": Unreadable("it is a mail message", "Save its text as plain text or HTML."),
    "xml": Unreadable("it is XML that is no page", "Save the pages that it tells of as HTML, and import those."),
}

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0", "old office"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"GIF8", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"\x00\x00\x01\x00", "image"),
    (b"8BPS", "image"),
    (b"OggS", "sound"),
    (b"ID3", "sound"),
    (b"fLaC", "sound"),
    (b"\x1aE\xdf\xa3", "sound"),
    (b"\x1f\x8b", "compressed"),
    (b"BZh", "compressed"),
    (b"\xfd7zXZ", "compressed"),
    (b"7z\xbc\xaf", "compressed"),
    (b"Rar!", "compressed"),
    (b"\x28\xb5\x2f\xfd", "compressed"),
    (b"SQLite format 3\x00", "database"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
    (b"bplist00", "web archive"),
)
#: What a zip holds that makes it a document of some program.
_OFFICE: tuple[tuple[str, str], ...] = (
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "binary table"),
    ("word/document.xml", "word"),
    ("ppt/presentation.xml", "office"),
    ("META-INF/container.xml", "epub"),
    ("META-INF/manifest.xml", "open document"),
)
_BY_SUFFIX: dict[str, str] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".xls": "csv",  # one that is neither old nor new Excel is what some program exported as text
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".pdf": "pdf",
    ".zip": "zip",
    ".svg": "image",
    ".xml": "xml",
    ".rss": "xml",
    ".mht": "web archive",
    ".mhtml": "web archive",
    ".eml": "mail",
}
#: Files that people mean when they name a folder; what else lies there is passed over.
WANTED_SUFFIXES = frozenset(
    {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".csv", ".tsv", ".xlsx", ".xlsm", ".xls"}
    | {".jsonl", ".ndjson", ".json", ".pdf", ".zip", ".doc", ".docx", ".rtf", ".odt", ".ods", ".epub"}
    | {".mht", ".mhtml", ".webarchive", ".ann", ".conll", ".iob", ".iob2", ".bio", ".spacy", ".xmi"}
)
#: Files that say something about the marks that lie beside them, and are nothing by themselves.
COMPANIONS = frozenset({"annotation.conf", "typesystem.xml"})
_PAGE = re.compile(
    r"(?:\s|\ufeff|<!--.{0,5000}?-->|<\?xml[^>]{0,500}\?>|<\?xml-stylesheet[^>]{0,500}\?>)*"
    r"<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_ELEMENT = re.compile(
    r"(?:\s|\ufeff|<!--.{0,5000}?-->)*<(?:meta|title|link|script|style|main|article|section|header|nav|div|table|tr|"
    r"center|font|h1|h2|p|span|ul|a)\b[^<>]{0,2000}>",
    re.IGNORECASE | re.DOTALL,
)
_CLOSED = re.compile(r"</(?:p|div|a|span|h1|h2|td|tr|li|title|script|table|article|section)\s*>", re.IGNORECASE)
_XML = re.compile(r"(?:\s|\ufeff)*<(?:\?xml|rss|feed|urlset|rdf:RDF|svg)\b", re.IGNORECASE)
_MAIL = re.compile(r"(?:From|MIME-Version|Return-Path|Received|Date|Subject|Snapshot-Content-Location): ?.", re.ASCII)
_OUR_LINE = re.compile(r'\s*\{.*"text"\s*:', re.DOTALL)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(head: bytes, name: str) -> str:
    """The kind of a file that begins with `head` and is called `name`: one of READABLE, or a key of UNREADABLE.

    head: the first HEAD_BYTES, or the whole of a smaller file. The content decides where it is plain; the name decides
    between kinds that look alike (text, Markdown, tables), and where the content says nothing.
    """
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    stripped = head.lstrip(b"\x00\t\n\r\x0c ")
    for signature, kind in _SIGNATURES:
        if head.startswith(signature) or (kind == "pdf" and stripped.removeprefix(codecs.BOM_UTF8).startswith(b"%PDF")):
            return _zip_kind(head) if kind == "zip" else kind
    if (head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE", b"AVI ")) or head[4:8] == b"ftyp":
        return "image" if head[8:12] in (b"WEBP", b"avif", b"heic") else "sound"
    if suffix == ".pdf" and b"%PDF-" in head[:1024]:
        return "pdf"
    text = _as_text(head)
    if text is None:
        # Bytes that are no text keep the kind of their name, whose reader says what is wrong with them.
        return _BY_SUFFIX.get(suffix, "text")
    return _text_kind(text, suffix)


def office_kind(names: frozenset[str] | set[str]) -> str:
    """What a zip with members of these names is: "zip", or the office document that has it for its file format."""
    return next((kind for part, kind in _OFFICE if part in names), "zip")


def _zip_kind(head: bytes) -> str:
    """By the names that a zip's first members have; where they stand too far on, it is opened as a zip."""
    if head[30:58] == b"mimetypeapplication/epub+zip":
        return "epub"
    if head[30:38] == b"mimetype" and b"application/vnd.oasis.opendocument" in head[38:100]:
        return "open document"
    return next((kind for part, kind in _OFFICE[:4] if part.encode() in head), "zip")


def _as_text(head: bytes) -> str | None:
    """The beginning as text, roughly; None where it is none. Only ASCII matters here, so no encoding is guessed."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    text = head.decode("latin-1")
    wild = sum(1 for _ in _CONTROLS.finditer(text))
    return text if wild <= 0.3 * len(text) else None


def _text_kind(text: str, suffix: str) -> str:
    named = _BY_SUFFIX.get(suffix, "text")
    if _PAGE.match(text):
        return "html"
    if json_kind := _json_kind(text, suffix):
        return json_kind
    if named not in ("html", "markdown", "csv", "xlsx") and _ELEMENT.match(text) and len(_CLOSED.findall(text)) >= 3:
        return "html"
    if named == "xlsx":
        return "html" if _ELEMENT.match(text) else "csv"
    if suffix == ".xls" and _ELEMENT.match(text):
        return "html"
    if named in ("text", "html", "xml", "mail", "web archive") and _MAIL.match(text):
        beginning = text[:4000].lower()
        if "multipart/related" in beginning:
            return "web archive"
        if "mime-version:" in beginning and "content-type:" in beginning:
            return "mail"
    if named in ("text", "html") and _XML.match(text):
        return "html" if named == "html" else "xml"
    if named == "pdf":
        return "text"  # an error message saved in a PDF's place; a page was told above
    return named


def _json_kind(text: str, suffix: str) -> str:
    """ "jsonl", "json", or "" where it is neither."""
    bare = text.lstrip("\ufeff\t\n\r ")
    named = _BY_SUFFIX.get(suffix, "")
    named = named if named in ("json", "jsonl") else ""
    if bare.startswith("["):
        return "json" if named or re.match(r'\[\s*\{\s*"', bare) else ""
    if not re.match(r'\{\s*"', bare):
        return named if bare.startswith("{") else ""
    line, ended, below = bare.partition("\n")
    if named == "json" and not below.lstrip().startswith("{"):
        return "json"
    try:
        one_a_line = isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        # A line that is longer than the head is looked at by what it has; one that ends is no JSON by itself.
        one_a_line = not ended and (named == "jsonl" or _OUR_LINE.match(line) is not None)
    if one_a_line:
        return "jsonl"
    return named or ("json" if re.match(r'\{\s*"[^"\n]{1,60}"\s*:', bare) else "")
