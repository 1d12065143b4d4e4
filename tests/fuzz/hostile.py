"""Broken and hostile files of every kind, made from sound small ones; all words are invented."""

from __future__ import annotations

import io
import json
import stat
import warnings
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from random import Random

from tests.fuzz.breaking import broken, inside
from tests.materials import ARTICLE, PAGE, PARAGRAPHS, archive, article_pdf, assembled, pdf_of_any_script, workbook

_WORDS = (
    "shells", "market", "Tal", "Rimal", "قتل", "السوق", "הצבא", "войска", "п'яний", "şehir", "国防部", "🚁", "e\u0301",
    "\u202e", "\u200b", "\ufeff", "\u2028", "\x00", "\x0b", "\x1f", "\ud83d", "7 April 2021", "3/4/2021", "\r", "\n\n",
    "\t", "-", "—", "https://o.example/1", "a" * 300, "<b>", "&amp;", '"', "'", ",", ";", "|", "#", "1e999", "٣", "½",
)  # fmt: skip
_ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-16", "utf-16-le", "utf-32", "cp1251", "cp1256", "gb18030", "shift_jis")


def words(random: Random, most: int = 40) -> str:
    """Words of many scripts, with all that is awkward among them."""
    return " ".join(random.choice(_WORDS) for _ in range(random.randrange(1, most)))


def _encoded(text: str, random: Random) -> bytes:
    encoding = random.choice(_ENCODINGS)
    errors = "surrogatepass" if encoding.startswith("utf") else "replace"
    return text.encode(encoding, errors)


def _mixed(text: str, random: Random) -> bytes:
    """Parts in several encodings."""
    cut = random.randrange(len(text) + 1)
    return _encoded(text[:cut], random) + _encoded(text[cut:], random)


# Pages ----------------------------------------------------------------------------------------------------------------

_TAG_NAMES = (
    "html head body div p span a h1 h2 h3 ul ol li table tr td th tbody article main section aside nav header footer "
    "script style noscript template svg math iframe object embed form input textarea select option pre code blockquote "
    "figure figcaption img br hr meta link title base time address details summary dialog frameset frame plaintext xmp "
    "listing noembed isindex marquee button label x-y o:p image b i em font center"
)
_TAGS = _TAG_NAMES.split()
_ATTRIBUTES = (
    "class='comments'", "id=main", "style='display:none'", "hidden", "href='javascript:alert(1)'", "src=//o.example/x",
    "onload='fetch(1)'", "lang=ar dir=rtl", "datetime='2021-04-07'", "datetime='9999-99-99'", "itemprop=articleBody",
    "property='og:title' content='A \ud83d b'", "name=author content=''", "charset=utf-7", "charset=x-none",
    "http-equiv=refresh content='0;url=//o.example'", "class=" + "x " * 200, "='", "a=1 a=2", "srcset='a 1x, b 2x'",
    "property=article:published_time content=2021-13-45", "aria-hidden=true", "colspan=999999999",
)  # fmt: skip
_MARKUP = (
    "<!--", "-->", "<![CDATA[", "]]>", "<?php echo 1 ?>", "<!DOCTYPE x [<!ENTITY a 'b'><!ENTITY c SYSTEM 'file:///etc/hosts'>]>",
    "&a;&c;", "&#0;", "&#xD800;", "&#x110000;", "&#99999999999;", "&nosuch;", "&lt", "</",
    "<", ">", "<>", "</>", "<script>document.write('<p>x')</script>", "<style>p{display:none}</style>",
    "<script type='application/ld+json'>", '{"@type":"NewsArticle","headline":"A b","articleBody":"' + "c " * 50 + '"}',
    '{"@graph":[[[[{"@type":["NewsArticle"],"datePublished":20210407,"author":[{"name":{"a":1}}]}]]]]}', "</script>",
    "<base href='file:///etc/'>", "<img src='https://o.example/x.png'>", "<iframe src='//o.example'></iframe>",
    "<svg><title>x</title><script>1</script></svg>", "<!--[if IE]>", "<![endif]-->", "\x00", "\x1a",
)  # fmt: skip


def page(random: Random) -> bytes:
    """A page, broken or made of loose tags."""
    if random.random() < 0.35:
        return broken(PAGE.encode(), random, [part.encode("utf-8", "surrogatepass") for part in _MARKUP])
    parts: list[str] = ["<html>"] if random.random() < 0.7 else ["<!doctype html>"]
    for _ in range(random.randrange(3, 60)):
        chance = random.random()
        tag = random.choice(_TAGS)
        if chance < 0.4:
            said = "".join(f" {random.choice(_ATTRIBUTES)}" for _ in range(random.choice((0, 0, 1, 3))))
            parts.append(f"<{tag}{said}>" * random.choice((1, 1, 1, 1, 2, 400 if random.random() < 0.05 else 3)))
        elif chance < 0.6:
            parts.append(f"</{tag}>")
        elif chance < 0.7:
            parts.append(random.choice(_MARKUP))
        else:
            parts.append(random.choice((words(random, 12), random.choice(PARAGRAPHS))))
    return _mixed("".join(parts), random) if random.random() < 0.1 else _encoded("".join(parts), random)


# PDF ------------------------------------------------------------------------------------------------------------------

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
_PDF = (
    b"1 0 R", b"2 0 R", b"3 0 R", b"4 0 R", b"99999 0 R", b"<<", b">>", b"[", b"]", b"(", b")", b"<", b">", b"stream\n",
    b"endstream", b"endobj", b"6 0 obj", b"xref\n", b"trailer", b"startxref\n0", b"%%EOF", b"/Length 0",
    b"/Kids [2 0 R]",
    b"/Parent 2 0 R", b"/Contents [4 0 R 4 0 R]", b"/Filter /FlateDecode", b"/Filter [/LZWDecode /ASCII85Decode]",
    b"/Filter [" + b"/FlateDecode " * 40 + b"]", b"/Type /ObjStm /N 999999 /First 0", b"/Type /XRef /W [8 8 8]",
    b"/DecodeParms << /Predictor 15 /Columns 999999999 >>", b"/JavaScript (app.alert\\(1\\))", b"/Encrypt 1 0 R",
    b"/AA << /O << /S /Launch /F (x) >> >>", b"/EmbeddedFiles", b"/Prev 0", b"/Size -1", b"/ToUnicode 1 0 R", b"Tj",
    b"/F1 1e9 Tf", b"TJ", b"BT", b"ET", b"Do", b"q " * 50, b"BI /W 99999 ID", b"EI", b"\\777", b"<FEFFD800>",
    b"/JBIG2Decode",
)  # fmt: skip


@cache
def _pdfs() -> tuple[bytes, ...]:
    arabic = pdf_of_any_script([[(100, 700, 12, "قالت الوزارة إن ثلاثة"), (100, 680, 12, "في السوق")]], visual=True)
    loose = assembled([b"BT /F1 12 Tf 72 700 Td (Shells fell on the mar-) Tj T* (ket of Tal Rimal.) ' ET"], [_FONT])
    return article_pdf(1), article_pdf(3), arabic, loose


def pdf_file(random: Random) -> bytes:
    """A PDF, broken as a file or in what it draws."""
    if random.random() < 0.3:
        drawn = b" ".join(random.choice(_PDF[-14:]) for _ in range(random.randrange(1, 60)))
        content = broken(
            b"BT /F1 12 Tf 72 700 Td (Shells fell on the market of Tal Rimal.) Tj ET " + drawn, random, _PDF
        )
        return assembled([content] * random.choice((1, 2)), [_FONT], packed=random.random() < 0.5)
    return broken(random.choice(_pdfs()), random, _PDF)


# Archives and workbooks -----------------------------------------------------------------------------------------------

_NAMES = (
    "a.txt", "b/c.html", "../up.txt", "/abs.txt", "C:\\x.txt", "a/../../b.txt", "новости.txt", "a\x00b.txt", "x" * 300,
    "in.zip", "p.html", "p_files/x.js", "__MACOSX/._a", ".DS_Store", "t.csv", "r.jsonl", "l.json", "d.pdf", "w.xlsx",
    "con.txt", "a.txt/", "", "..", "a//b.txt", "\u202egpj.txt", "m.md", "n.docx", "noname",
)  # fmt: skip
_ZIP = (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"\xff\xff\xff\xff", b"\x00" * 8)
_XML = (
    b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]>", b"&a;", b"<row r='9999999'>", b"<c r='XFD1' t='s'><v>99999</v></c>",
    b"<v>", b"</v>", b"t='inlineStr'", b"t='d'", b"<is><t>words</t></is>", b"<f>1+1</f>", b"state='hidden'", b"]]>",
    b"<sheetData>", b"</sheetData>", b"r:id='rId9'", b"Target='https://o.example/x'", b"Target='../../up.xml'",
    b"s='9999'", b"<v>1e400</v>", b"state='veryHidden'", b"\x00", b"<![CDATA[", b"encoding='utf-7'", b"<c r='A0'>",
    b"<c r='ZZZZ1'>",
)  # fmt: skip


@cache
def _workbooks() -> tuple[bytes, ...]:
    rows = [["title", "text", "date", "url"], ["A b", PARAGRAPHS[0], "2021-04-07", "https://o.example/1"]]
    rows += [["C d", f"<p>{PARAGRAPHS[1]}</p><p>x</p>", 44293, None], [None, None, None, "https://o.example/2"]]
    two = workbook({"May": rows, "Old": rows, "Empty": []}, hidden=frozenset({"Old"}))
    return workbook({"May": rows}), two


def workbook_file(random: Random) -> bytes:
    """A workbook, broken as an archive or in its parts."""
    raw = random.choice(_workbooks())
    return broken(raw, random, _ZIP) if random.random() < 0.25 else inside(raw, random, _XML)


def archive_file(random: Random) -> bytes:
    """An archive of members of any kind and name, some of them broken, sometimes itself broken."""
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two members of one name are among the cases
        with zipfile.ZipFile(out, "w") as made:
            for _ in range(random.randrange(0, 6)):
                info = zipfile.ZipInfo(random.choice(_NAMES) or "empty")
                info.compress_type = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA))
                if random.random() < 0.1:
                    info.external_attr = random.choice((stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFDIR)) << 16
                made.writestr(info, _member(random))
    raw = out.getvalue()
    return broken(raw, random, _ZIP) if random.random() < 0.5 else raw


def _member(random: Random) -> bytes:
    chance = random.random()
    if chance < 0.2:
        return archive({random.choice(_NAMES) or "x": ARTICLE.encode(), "deep.zip": archive({"q.txt": b"words"})})
    if chance < 0.3:
        return b"0" * random.choice((10, 100_000, 3_000_000))
    return random.choice((plain, table, markdown, lines))(random) if chance < 0.8 else ARTICLE.encode()


# Texts and tables -----------------------------------------------------------------------------------------------------

_HEAD_NAMES = "title text date url source author language id body متن عنوان текст дата 标题 正文 x content html"
_HEADS = _HEAD_NAMES.split()


def table(random: Random) -> bytes:
    """A table with any delimiter and quotes, sound or not."""
    delimiter = random.choice(",;\t|")
    rows = [delimiter.join(random.choice(_HEADS) for _ in range(random.randrange(1, 7)))]
    for _ in range(random.randrange(0, 8)):
        cells = [
            random.choice((words(random, 6), *PARAGRAPHS, "", "2021-04-07")) for _ in range(random.randrange(1, 8))
        ]
        quoted = ['"' + cell.replace('"', '""') + '"' if random.random() < 0.6 else cell for cell in cells]
        rows.append(delimiter.join(quoted))
    raw = _encoded(random.choice(("\n", "\r\n", "\r")).join(rows), random)
    return (
        broken(raw, random, (b'"', b",", b";", b"\x00", b"\r", b"sep=;\n", b"<p>a</p><p>b</p>"))
        if random.random() < 0.5
        else raw
    )


def plain(random: Random) -> bytes:
    """A text in one or two encodings, with whatever cannot be stored in it."""
    text = "\n".join(
        random.choice((words(random), *PARAGRAPHS, "7 April 2021")) for _ in range(random.randrange(1, 12))
    )
    raw = _mixed(text, random) if random.random() < 0.4 else _encoded(text, random)
    return (
        broken(raw, random, (b"\x00", b"\xff", b"\xed\xa0\x80", b"\r", b"%PDF", b"{", b"<html>"))
        if random.random() < 0.5
        else raw
    )


_FRONT = (
    "---\n",
    "+++\n",
    "title: x\n",
    "date: 2021-04-07\n",
    "author:\n- A\n- B\n",
    "url: [a, b]\n",
    "tags: [\n",
    "...\n",
    "a: |\n  b\n",
)


def markdown(random: Random) -> bytes:
    """Markdown with front matter, sound or not."""
    front = "".join(random.choice(_FRONT) for _ in range(random.randrange(0, 7)))
    signs = ("# ", "## ", "===", "---", "![](x)", "[a]: b", "<!-- x -->", "```", "> ", "- ", "[![](a)](b)", "![" * 50)
    body = "\n".join(random.choice(signs) + words(random, 8) for _ in range(random.randrange(0, 12)))
    return _encoded(("---\n" if random.random() < 0.6 else "") + front + body, random)


def lines(random: Random) -> bytes:
    """JSON, one a line or a list of it, sound or not."""
    some: list[object] = [
        {random.choice(_HEADS): random.choice((words(random), PARAGRAPHS[0], 1, None, [1, [2]], {"name": "x"}, 1e300))}
        | {random.choice(_HEADS): PARAGRAPHS[1]}
        for _ in range(random.randrange(1, 6))
    ]
    if random.random() < 0.4:
        text = json.dumps({"articles": some} if random.random() < 0.3 else some, indent=random.choice((None, 1)))
    else:
        text = "\n".join(json.dumps(one) for one in some)
    raw = _encoded(text, random)
    return (
        broken(raw, random, (b"{", b"}", b"[" * 3000, b'"', b"\\ud800", b"\\u0000", b"9" * 5000, b"NaN", b"null"))
        if random.random() < 0.6
        else raw
    )


#: By kind: how it is made, what such files are called, and its share of all cases.
KINDS: dict[str, tuple[Callable[[Random], bytes], Sequence[str], int]] = {
    "html": (page, ("a.html", "a.html", "a.htm", "a.txt", "a"), 25),
    "pdf": (pdf_file, ("a.pdf",), 18),
    "xlsx": (workbook_file, ("a.xlsx", "a.xlsx", "a.zip", "a.xls"), 10),
    "zip": (archive_file, ("a.zip",), 15),
    "csv": (table, ("a.csv", "a.csv", "a.tsv", "a.txt", "a.xls"), 12),
    "text": (plain, ("a.txt", "a.text", "a.html", "a.csv", "a.json"), 8),
    "markdown": (markdown, ("a.md",), 6),
    "json": (lines, ("a.jsonl", "a.json", "a.ndjson", "a.txt"), 6),
}


def case(kind: str, seed: int, number: int) -> tuple[bytes, str]:
    """The bytes and the name of a case; the same for the same kind, seed and number."""
    make, names, _ = KINDS[kind]
    random = Random(f"{kind} {seed} {number}")
    return make(random), random.choice(names)
