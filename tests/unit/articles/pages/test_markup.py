"""Bytes to text: encodings, limits, and what no browser shows."""

from __future__ import annotations

import codecs
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.articles.pages import read_page
from spanloop.articles.pages.markup import MAX_ELEMENTS, MAX_PAGE_BYTES, decode_page
from spanloop.core.errors import SpanloopError

RUSSIAN = "Под Тарном сбит беспилотник, обломки упали в камыши у берега реки, сообщил штаб."
PARAGRAPH = "<p>The river army reached the ford of Tarn on Monday, two villagers said.</p>"


def text_of(markup: str | bytes) -> str:
    raw = markup.encode() if isinstance(markup, str) else markup
    return read_page(raw, name="page.html").text


def declared(charset: str, text: str) -> str:
    return f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head><p>{text}</p>'


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("windows-1251", "cp1251"),
        ("koi8-r", "koi8-r"),
        ("utf-8", "utf-8"),
        ("windows-1251", "utf-8"),  # a wrong declaration
        ("iso-8859-1", "cp1251"),  # another one
        ("", "utf-8"),
    ],
)
def test_a_page_is_decoded_whatever_it_declares(charset: str, encoding: str) -> None:
    assert RUSSIAN in text_of(declared(charset, RUSSIAN * 3).encode(encoding))


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, b""])
def test_wide_encodings_with_and_without_a_mark(mark: bytes) -> None:
    assert RUSSIAN in text_of(mark + declared("utf-16", RUSSIAN).encode("utf-16-le"))


def test_a_few_broken_bytes_are_replaced_and_noted() -> None:
    text, notes = decode_page(RUSSIAN.encode() + b"\xff" + RUSSIAN.encode(), name="page.html")
    assert "\ufffd" in text
    assert [code for code, _ in notes] == ["page.broken_utf8"]


def test_chinese_in_its_national_encoding() -> None:
    words = "塔恩大桥遭袭，三名警卫身亡，桥面中段塌陷，交通完全中断。"
    assert words in text_of(declared("gb2312", words).encode("gb18030"))


def test_what_no_browser_shows_is_left_out() -> None:
    unseen = (
        "<script>var a = 1</script><style>p{}</style><noscript>Turn scripts on</noscript><template>T</template>"
        "<div hidden>H</div><div style='color:red; display: none'>D</div><dialog>A</dialog><!-- C -->"
        "<span class='sr-only'>For readers</span><select><option>One</option></select><textarea>Two</textarea>"
    )
    assert text_of(f"<body>{unseen}{PARAGRAPH}</body>") == PARAGRAPH[3:-4]


def test_an_article_that_a_script_would_show_is_read() -> None:
    draft = read_page(f"<body>Wait<div style='display:none'>{PARAGRAPH * 8}</div></body>".encode(), name="a.html")
    assert draft.text.count("villagers") == 8
    assert [code for code, _ in draft.notes] == ["page.hidden"]


def test_blocks_rows_items_and_breaks_are_lines() -> None:
    table = "<table><tr><th>Day</th><th>Dead</th></tr><tr><td>Monday</td><td>3</td></tr></table>"
    items = "<ul><li>one</li><li>two <b>three</b></li></ul>"
    assert text_of(f"<h1>Head</h1><p>A  long\n line<br>goes<br><br>on</p>{items}{table}<pre>a\n  b</pre>") == (
        "Head\n\nA long line\ngoes\n\non\n\none\ntwo three\n\nDay\tDead\nMonday\t3\n\na\nb"
    )


def test_links_that_only_a_style_parts_are_parted() -> None:
    assert text_of("<div><a href=1>World</a><a href=2>War</a></div>") == "World War"


@pytest.mark.parametrize(
    ("markup", "what"),
    [
        (b"", "shows no text"),
        (b"<html><body><script>alert(1)</script></body></html>", "shows no text"),
        (b"<frameset><frame src=a.html></frameset>", "shows no text"),
        (b"<div>" * 5_000 + b"x", "nested too deeply"),
        (b"<p>x" * (2 * MAX_ELEMENTS + 2), "elements"),
        (b" " * (MAX_PAGE_BYTES + 1), "over 32 MB"),
    ],
)
def test_a_page_that_cannot_be_read_is_refused_with_its_name(markup: bytes, what: str) -> None:
    with pytest.raises(SpanloopError, match=what) as raised:
        read_page(markup, name="folder/page.html")
    assert raised.value.where == "folder/page.html"
    assert raised.value.way_out


def test_fonts_that_were_never_closed_do_not_lose_the_page() -> None:
    draft = read_page(("<font size=2>" + PARAGRAPH).encode() * 400, name="page.html")
    assert draft.text.count("ford of Tarn") == 400
    assert "page.flattened" in [code for code, _ in draft.notes]


def test_entities_of_a_document_type_are_not_resolved() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
    assert "haha" not in text_of(f"{bomb}<p>&b; &c; &amp; more words to read</p>")


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY e SYSTEM "file:///etc/hostname">',
        '<!ENTITY e "]>"> <!ELEMENT p (#PCDATA)>\n<!-- a note -->',
        "<!-- the mill's gate -->",
        "",
    ],
)
def test_nothing_of_a_document_type_is_text(declared: str) -> None:
    page = f'<?xml version="1.0"?>\n<!DOCTYPE html [{declared}\n] >\n<html><body>{PARAGRAPH}</body></html>'
    assert text_of(page) == text_of(PARAGRAPH)


def test_brackets_in_a_text_are_no_document_type() -> None:
    assert "]>" in text_of(f"<!DOCTYPE html><p>an array[0]&gt; and more words to read ]></p>{PARAGRAPH}")


def test_pictures_in_the_page_itself_cost_nothing() -> None:
    picture = "<img src='data:image/png;base64," + "QUJD" * 300_000 + "'>"
    assert text_of(picture + PARAGRAPH).startswith("The river army")


_MARKUP = """
<p> </p> <div> </div> <h1> </h1> <a href=x> </a> <table> <tr> <td> </table> <ul> <li> </ul> <br> <article> </article>
<nav> </nav> <b> </b> <time>
<pre> </pre> <hr> &#0; &nbsp; &lt; <div\fclass=comment> <div\fclass=share> <div\fclass=date>
"""
_TAGS = st.sampled_from(re.split("[ \n]+", _MARKUP.strip()))
_WORDS = st.sampled_from(
    ["Tarn", "The army shelled the ford on Monday.", "Share", "7 April 2021", "قصف", "👩", "\t", "\u200f"]
)


@given(st.lists(st.one_of(_TAGS, _WORDS), min_size=1, max_size=60))
def test_zones_of_any_markup_lie_in_the_text_in_order(parts: list[str]) -> None:
    draft = read_page(" ".join(["<p>One</p>", *parts]).encode(), name="page.html")
    end = 0
    for zone in draft.zones:
        assert end <= zone.start < zone.end <= len(draft.text)
        quote = draft.text[zone.start : zone.end]
        assert quote == quote.strip()
        assert (zone.date is not None) == (zone.kind == "article_break")
        end = zone.end


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        text = read_page(raw, name="page.html").text
    except SpanloopError as error:
        text = error.where
    assert text.strip()
