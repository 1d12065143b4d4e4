"""Small files of every kind that people bring, made here byte by byte; all texts are invented."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

#: One piece of text on a page of a PDF: x, y from the lower left in points, font size, words.
Piece = tuple[float, float, float, str]

#: Sheets of a workbook by name: rows of cells.
Sheets = Mapping[str, Sequence[Sequence[Any]]]

_MARKET = (
    "Two shells fell on the grain market of Tal Rimal on Monday, the governor's office said, killing a trader and "
    "wounding four people who had come in from the villages to sell barley."
)
_RIDGE = (
    "Residents told Orchard Wire that the fire came from the ridge east of the river, where fighters of the Harbour "
    "Brigade have held the old radio mast since the spring."
)
_DENIAL = (
    "A spokesman for the brigade denied it. The town council asked both sides to keep away from the mill and the "
    "bakery, on which forty thousand people depend."
)
PARAGRAPHS = (_MARKET, _RIDGE, _DENIAL)
ARTICLE = "Shells fall on the grain market of Tal Rimal\n\nBy Lena Farrow\n7 April 2021\n\n" + "\n\n".join(PARAGRAPHS)
PAGE = (
    "<!DOCTYPE html><html lang='en'><head><title>Shells fall on grain market | Orchard Wire</title>"
    "<meta property='og:site_name' content='Orchard Wire'><meta name='author' content='Lena Farrow'>"
    "<meta property='article:published_time' content='2021-04-07T09:30:00Z'></head><body>"
    "<nav><ul><li><a href='/'>Home</a></li><li><a href='/world'>World</a></li></ul></nav><main><article>"
    "<h1>Shells fall on the grain market of Tal Rimal</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    + "</article></main><footer>Copyright Orchard Wire</footer></body></html>"
)


def pdf(pages: Sequence[Sequence[Piece]], *, info: Mapping[str, str] | None = None, packed: bool = False) -> bytes:
    """A PDF in Helvetica; texts of Latin-1. info: "/Title" and so on. packed: streams are compressed."""
    contents = [
        "".join(
            f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({_escaped(words)}) Tj ET\n" for x, y, size, words in page
        ).encode("latin-1")
        for page in pages
    ]
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    return assembled(contents, [font], info=info, packed=packed)


def pdf_of_any_script(pages: Sequence[Sequence[Piece]], *, visual: bool = False) -> bytes:
    """A PDF whose font maps glyphs to any characters; visual: with the letters of each piece in the order seen."""
    letters = sorted({letter for page in pages for *_, words in page for letter in words})
    codes = {letter: number for number, letter in enumerate(letters, 1)}
    contents: list[bytes] = []
    for page in pages:
        lines = [
            f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <"
            + "".join(f"{codes[letter]:04X}" for letter in (words[::-1] if visual else words))
            + "> Tj ET\n"
            for x, y, size, words in page
        ]
        contents.append("".join(lines).encode())
    maps = "".join(f"<{code:04X}> <{letter.encode('utf-16-be').hex().upper()}>\n" for letter, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{maps}endbfchar endcmap end end\n"
    ).encode()
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H /DescendantFonts [4 0 R] "
        b"/ToUnicode 5 0 R >>"
    )
    below = (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any /DW 500 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    return assembled(contents, [font, below, _stream(cmap, packed=False)])


def assembled(
    contents: Sequence[bytes],
    fonts: Sequence[bytes],
    *,
    info: Mapping[str, str] | None = None,
    packed: bool = False,
    trailer: bytes = b"",
) -> bytes:
    """A PDF of content streams; fonts: objects from number 3 on, the first of which is /F1."""
    first_page = 3 + len(fonts)
    kids = " ".join(f"{first_page + 2 * number} 0 R" for number in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        *fonts,
    ]
    for number, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {first_page + 2 * number + 1} 0 R >>".encode()
        )
        objects.append(_stream(content, packed=packed))
    if info:
        said = " ".join(f"{name} ({_escaped(value)})" for name, value in info.items())
        objects.append(f"<< {said} >>".encode("latin-1"))
        trailer += f" /Info {len(objects)} 0 R".encode()
    return _written(objects, trailer)


def _stream(content: bytes, *, packed: bool) -> bytes:
    held = zlib.compress(content) if packed else content
    how = b" /Filter /FlateDecode" if packed else b""
    return b"<< /Length %d%s >>\nstream\n" % (len(held), how) + held + b"\nendstream"


def _written(objects: Sequence[bytes], trailer: bytes) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places: list[int] = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def lines_on_page(lines: Sequence[str], *, top: float = 760, step: float = 14, x: float = 72) -> list[Piece]:
    """Lines of text one below the other; an empty line leaves a gap."""
    return [(x, top - step * number, 11, line) for number, line in enumerate(lines) if line]


def article_pdf(pages: int = 1) -> bytes:
    """The article with a running head and page numbers; a paragraph's lines are broken by width, one by a hyphen."""
    made: list[list[Piece]] = []
    for number in range(1, pages + 1):
        lines: list[str] = []
        for place in range(len(PARAGRAPHS)):
            paragraph = f"In week {number}, {PARAGRAPHS[(place + number - 1) % len(PARAGRAPHS)]}"
            words = ""
            for word in paragraph.split():
                if len(words) + len(word) > 85:
                    lines.append(words)
                    words = ""
                words = f"{words} {word}".strip()
            lines += [words, ""]
        page = lines_on_page(lines, top=700)
        page.insert(0, (72, 800, 9, "Orchard Wire weekly bulletin"))
        if number == 1:
            page.insert(1, (72, 740, 20, "Shells fall on the grain market of Tal Rimal"))
        page.append((290, 30, 9, f"Page {number} of {pages}"))
        made.append(page)
    return pdf(made, info={"/Title": "Shells fall on the grain market", "/Author": "Lena Farrow"}, packed=True)


def archive(members: Mapping[str, bytes], *, packed: bool = True) -> bytes:
    """A ZIP of these members in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as made:
        for name, content in members.items():
            made.writestr(zipfile.ZipInfo(name, (2021, 4, 7, 9, 30, 0)), content, made.compression)
    return out.getvalue()


def workbook(sheets: Sheets, *, hidden: frozenset[str] = frozenset()) -> bytes:
    """An .xlsx of these sheets."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
