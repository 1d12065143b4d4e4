from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.articles.textfile import TextFile, decode_text
from spanloop.core.errors import SpanloopError
from spanloop.core.verbatim import MAX_TEXT_BYTES, clean_text


def read(path: Path, content: bytes) -> TextFile:
    return decode_text(content, where=str(path / "page.txt"))


def refused(path: Path, content: bytes) -> SpanloopError:
    with pytest.raises(SpanloopError) as caught:
        read(path, content)
    assert caught.value.where.endswith("page.txt")
    assert caught.value.way_out
    return caught.value


VERBATIM = "Kyiv 🚁\r\nline\rline\u2028e\u0301 سوريا\u00a0end\t\n\n"


def test_utf8_is_kept_verbatim(tmp_path: Path) -> None:
    file = read(tmp_path, VERBATIM.encode())
    assert file == TextFile(VERBATIM, "utf-8", VERBATIM.encode())


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32-le", b"\xff\xfe\x00\x00"),
        ("utf-32-be", b"\x00\x00\xfe\xff"),
    ],
)
def test_a_byte_order_mark_names_the_encoding_and_is_no_text(tmp_path: Path, encoding: str, mark: bytes) -> None:
    raw = mark + VERBATIM.encode(encoding)
    assert read(tmp_path, raw) == TextFile(VERBATIM, encoding, raw)


def test_a_second_byte_order_mark_is_text(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbf\xef\xbb\xbfArmy").text == "\ufeffArmy"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "The café’s owner said “no one” was hurt near Münster – again. "),
        ("cp1251", "Войска отошли от города после боёв, сообщили местные власти в понедельник. "),
        ("koi8-r", "Войска отошли от города после боёв, сообщили местные власти в понедельник. "),
        ("cp1256", "قالت وزارة الدفاع إن القوات انسحبت من المدينة بعد اشتباكات عنيفة. "),
        ("cp1255", "דובר הצבא הודיע כי הכוחות נסוגו מהעיר לאחר קרבות קשים. "),
        ("cp1254", "Bakanlık, birliklerin şiddetli çatışmalardan sonra kentten çekildiğini söyledi. "),
        ("gb18030", "国防部表示,部队在激烈冲突后撤出该市。三名平民死亡。"),
    ],
)
def test_older_encodings_are_guessed_and_noted(tmp_path: Path, encoding: str, text: str) -> None:
    file = read(tmp_path, (text * 4).encode(encoding))
    assert file.text == text * 4
    assert [code for code, _ in file.notes] == ["text.encoding_guessed"]


def test_what_cannot_be_stored_is_replaced_one_for_one(tmp_path: Path) -> None:
    file = read(tmp_path, b"one\x00two and more text")
    assert file.text == "one\ufffdtwo and more text"
    assert file.notes == (("text.replaced", "1 characters that cannot be stored became U+FFFD"),)


def test_lone_surrogates_are_replaced_and_pairs_are_joined(tmp_path: Path) -> None:
    lone, pair = b"\xed\xa0\x80", "🚁".encode("utf-16-le").decode("utf-16-le").encode("utf-8")
    split = "\ud83d\ude81".encode("utf-8", "surrogatepass")
    assert read(tmp_path, b"a" + lone + b"b" + pair + b"c" + split).text == "a\ufffdb🚁c🚁"
    assert read(tmp_path, b"\xff\xfe" + "a\ud83db".encode("utf-16-le", "surrogatepass")).text == "a\ufffdb"


@pytest.mark.parametrize("content", [b"", b"\n \t\r\n", b"\xef\xbb\xbf", b"\xff\xfe", "\u00a0\u2028\u200b".encode()])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "empty" in str(refused(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bytes(range(32)) * 100, "binary"),
        (bytes(range(256)) * 100, "not text"),
        ("Army left".encode("utf-16-le"), "UTF-16 that does not say so"),
        (b"\x00" * 5000, "binary"),
    ],
)
def test_a_binary_file_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in str(refused(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Войска отошли".encode()[:-1], "UTF-8 with damage at byte 24"),
        ("Войска ".encode() + "отошли".encode("cp1251"), "UTF-8 with damage at byte 14, in line 1"),
        (b"\xff\xfeA\x00B", "UTF-16-LE with damage"),
        (b"\xff\xfe\x00\x00\xff\xff\xff\xff", "UTF-32-LE with damage"),
    ],
)
def test_damaged_text_is_refused_and_the_place_named(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in str(refused(tmp_path, content))


def test_a_text_of_the_largest_size_is_read_and_one_more_byte_is_not(tmp_path: Path) -> None:
    assert len(read(tmp_path, b"a" * MAX_TEXT_BYTES).text) == MAX_TEXT_BYTES
    assert "over 10 MB" in str(refused(tmp_path, b"a" * (MAX_TEXT_BYTES + 1)))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_cleanly_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("any")
    try:
        file = read(path, content)
    except SpanloopError:
        refused(path, content)
    else:
        assert file.raw == content
        assert clean_text(file.text) == (file.text, 0)
