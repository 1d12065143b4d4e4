from __future__ import annotations

import json
from pathlib import Path

import pytest

from spanloop.articles.draft import Draft, Found, MarkedFile, Refusal
from spanloop.articles.sources import newest_reader, read_sources, reread
from tests.materials import PARAGRAPHS


def read(folder: Path, content: str | bytes, name: str = "links.csv") -> list[Found]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_sources([path]))


def drafts(found: list[Found]) -> list[Draft]:
    assert all(isinstance(one, Draft) for one in found), found
    return [one for one in found if isinstance(one, Draft)]


def test_a_row_is_an_article_with_all_that_its_columns_say(tmp_path: Path) -> None:
    table = (
        "ID,Headline,Article Text,Publish Date,Link,Outlet,Author,Lang\r\n"
        f'k-1042-a,Shells fall,"{PARAGRAPHS[0]}\r\nMore, ""soon"".",7 April 2021,https://o.example/1,Orchard Wire,'
        "Lena Farrow,English\r\n"
    )
    (draft,) = drafts(read(tmp_path, table))
    assert draft.path == "links.csv, row 2"
    assert draft.text == f'{PARAGRAPHS[0]}\r\nMore, "soon".'
    assert (draft.title, draft.date, draft.url) == ("Shells fall", "2021-04-07", "https://o.example/1")
    assert (draft.source, draft.byline, draft.language) == ("Orchard Wire", "Lena Farrow", "en")
    assert (draft.kind, draft.reader, draft.external_id) == ("row", newest_reader("row"), "k-1042-a")
    assert json.loads(draft.raw)["Headline"] == "Shells fall"
    assert reread(draft.raw, kind="row", path=draft.path).text == draft.text


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [
        ("title,text,date", ","),
        ("title;text;date", ";"),
        ("title\ttext\tdate", "\t"),
        ("عنوان,متن,تاریخ", ","),
        ("כותרת;תוכן;תאריך", ";"),
        ("başlık;metin;tarih", ";"),
        ("заголовок;текст;дата", ";"),
        ("标题,正文,日期", ","),
    ],
)
def test_headers_of_many_languages_and_any_delimiter(tmp_path: Path, header: str, delimiter: str) -> None:
    row = delimiter.join(["Two words", f'"{PARAGRAPHS[0]}"', "2021-04-07"])
    (draft,) = drafts(read(tmp_path, f"\ufeff{header}\n{row}\n"))
    assert (draft.title, draft.text, draft.date) == ("Two words", PARAGRAPHS[0], "2021-04-07")


def test_columns_without_telling_names_are_told_by_what_they_hold(tmp_path: Path) -> None:
    table = "a,b,c\n" + f'https://o.example/1,"{PARAGRAPHS[0]} {PARAGRAPHS[1]}",2021-04-07\n'
    (draft,) = drafts(read(tmp_path, table))
    assert (draft.url, draft.date) == ("https://o.example/1", "2021-04-07")
    assert draft.text.startswith("Two shells")


def test_a_table_without_a_header_begins_with_its_first_row(tmp_path: Path) -> None:
    table = "".join(f'https://o.example/{n},"{PARAGRAPHS[0]} {PARAGRAPHS[1]} {n}"\n' for n in range(2))
    assert [draft.path for draft in drafts(read(tmp_path, table))] == ["links.csv, row 1", "links.csv, row 2"]


def test_a_table_may_say_its_delimiter(tmp_path: Path) -> None:
    (draft,) = drafts(read(tmp_path, f"sep=|\ntitle|text\nA, b|{PARAGRAPHS[0]}\n"))
    assert (draft.path, draft.title) == ("links.csv, row 2", "A, b")


def test_what_stands_above_the_header_is_no_row(tmp_path: Path) -> None:
    table = f'\nCollected in May,,\n,,\ntitle,text,date\nA b,"{PARAGRAPHS[0]}",2021-04-07\n'
    (draft,) = drafts(read(tmp_path, table))
    assert (draft.path, draft.title) == ("links.csv, row 5", "A b")


def test_a_row_with_a_link_alone_is_refused_by_itself(tmp_path: Path) -> None:
    found = read(tmp_path, f'title,url,text\nA,https://o.example/1,\nB,,"{PARAGRAPHS[0]}"\n,,\nC,,\n')
    assert found[0] == Refusal(
        "links.csv, row 2",
        "row 2 has a link and no text",
        "Save the page and import that; links are not followed.",
    )
    assert isinstance(found[1], Draft)
    assert [one.what for one in found[2:] if isinstance(one, Refusal)] == ["row 5 has no text"]


def test_a_table_of_links_alone_is_refused_once(tmp_path: Path) -> None:
    (refusal,) = read(tmp_path, "title,url\n" + "A,https://o.example/1\n" * 50)
    assert isinstance(refusal, Refusal)
    assert refusal.what == "the table has no column with the text of articles; it has title, url"
    assert "Save the pages as HTML" in refusal.way_out


@pytest.mark.parametrize(
    ("dates", "meant"),
    [
        (["3/4/2021", "13/4/2021"], ["2021-04-03", "2021-04-13"]),
        (["3/4/2021", "4/13/2021"], ["2021-03-04", "2021-04-13"]),
        (["3/4/2021", "5/4/2021"], ["", ""]),
        (["20210407", "2021-04-07T10:00:00Z"], ["2021-04-07", "2021-04-07"]),
    ],
)
def test_one_date_of_a_column_tells_how_the_others_are_meant(
    tmp_path: Path, dates: list[str], meant: list[str]
) -> None:
    rows = "".join(f'"{PARAGRAPHS[0]}",{date}\n' for date in dates)
    found = drafts(read(tmp_path, f"text,date\n{rows}"))
    assert [draft.date for draft in found] == meant
    assert [bool(draft.notes) for draft in found] == [not date for date in meant]
    assert [reread(draft.raw, kind="row", path=draft.path).date for draft in found] == meant


@pytest.mark.parametrize("month", ["April 2024", "2024-04", "04/2024", "nisan 2024", "2024年4月", "أبريل 2024"])
def test_a_month_alone_is_no_day(tmp_path: Path, month: str) -> None:
    (draft,) = drafts(read(tmp_path, f'text,date\n"{PARAGRAPHS[0]}",{month}\n'))
    assert draft.date == ""
    assert draft.notes == (("row.date", f"the date '{month}' does not say which day is meant; left out"),)


def test_counted_ids_belong_to_their_table(tmp_path: Path) -> None:
    rows = f'text,id,url\n"{PARAGRAPHS[0]}",12,https://o.example/1\n"{PARAGRAPHS[1]}",,https://o.example/2\n'
    assert [draft.external_id for draft in drafts(read(tmp_path, rows))] == ["links.csv#12", "https://o.example/2"]


def test_a_quote_that_nothing_closes_is_named(tmp_path: Path) -> None:
    found = read(tmp_path, f'title,text\nA,{PARAGRAPHS[0]}\nB,"{PARAGRAPHS[1]}\nC,words\n')
    assert isinstance(found[-1], Refusal)
    assert found[-1].path == "links.csv, row 3"
    assert "a quote is opened in line 3" in found[-1].what


def test_older_encodings_are_guessed_and_a_mixed_file_is_refused(tmp_path: Path) -> None:
    text = "Войска отошли от города после боёв, сообщили местные власти в понедельник. " * 4
    (draft,) = drafts(read(tmp_path, f'заголовок;текст\nБои;"{text}"\n'.encode("cp1251")))
    assert draft.text == text.strip() or draft.text == text
    assert [code for code, _ in draft.notes] == ["text.encoding_guessed"]
    mixed = f'заголовок;текст\nБои;"{text}"\n'.encode() + f'Бои;"{text}"\n'.encode("cp1251")
    (refusal,) = read(tmp_path, mixed)
    assert isinstance(refusal, Refusal)
    assert "UTF-8 with damage at byte" in refusal.what
    assert "in line 3" in refusal.what


def test_wide_encodings_need_their_mark(tmp_path: Path) -> None:
    table = f'title\ttext\nA b\t"{PARAGRAPHS[0]}"\n'
    assert drafts(read(tmp_path, table.encode("utf-16")))[0].text == PARAGRAPHS[0]
    (refusal,) = read(tmp_path, table.encode("utf-16-le"))
    assert isinstance(refusal, Refusal)
    assert "UTF-16 that does not say so" in refusal.what


def test_what_cannot_be_stored_is_replaced(tmp_path: Path) -> None:
    (draft,) = drafts(read(tmp_path, f'title,text\n"a\x00b c","{PARAGRAPHS[0]}\x00"\n'))
    assert (draft.title, draft.text[-1]) == ("a\ufffdb c", "\ufffd")


@pytest.mark.parametrize("content", ["", "\n\n", "title,text\n", ",,\n,,\n"])
def test_an_empty_table_is_refused(tmp_path: Path, content: str) -> None:
    (refusal,) = read(tmp_path, content)
    assert isinstance(refusal, Refusal)
    assert refusal.what == "the table is empty"


def test_a_large_table_comes_row_by_row(tmp_path: Path) -> None:
    found = read_sources([written(tmp_path, 300)])
    first = next(found)
    assert isinstance(first, Draft)
    assert first.path == "links.csv, row 2"
    assert sum(1 for _ in found) == 299


def written(folder: Path, rows: int) -> Path:
    path = folder / "links.csv"
    path.write_text("text,title\n" + "".join(f'"{PARAGRAPHS[0]} {n}",T {n}\n' for n in range(rows)), encoding="utf-8")
    return path


def test_a_page_in_a_cell_is_read_as_one(tmp_path: Path) -> None:
    cell = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS).replace('"', '""')
    (draft,) = drafts(read(tmp_path, f'title,text,date\nShells fall,"{cell}",2021-04-07\n'))
    assert "<p>" not in draft.text
    assert all(paragraph in draft.text for paragraph in PARAGRAPHS)
    assert (draft.kind, draft.title, draft.date) == ("row", "Shells fall", "2021-04-07")
    assert reread(draft.raw, kind="row", path=draft.path).text == draft.text


# JSON -----------------------------------------------------------------------------------------------------------------


def test_lines_of_other_peoples_articles_are_rows(tmp_path: Path) -> None:
    line = {"title": "Shells fall", "content": PARAGRAPHS[0], "url": "https://o.example/1", "author": "Lena Farrow"}
    line |= {"source": {"id": 3, "name": "Orchard Wire"}, "publishedAt": "2021-04-07T10:00:00Z", "tags": ["a", "b"]}
    (draft,) = drafts(read(tmp_path, json.dumps(line) + "\n", "a.jsonl"))
    assert (draft.path, draft.source, draft.date) == ("a.jsonl, line 1", "Orchard Wire", "2021-04-07")
    assert (draft.byline, draft.text) == ("Lena Farrow", PARAGRAPHS[0])
    assert json.loads(draft.raw) == line


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("name", ["a.json", "a.txt"])
def test_a_list_of_articles_is_read(tmp_path: Path, indent: int | None, name: str) -> None:
    some = [{"headline": "A b", "body": PARAGRAPHS[0]}, {"headline": "C d", "body": PARAGRAPHS[1]}]
    found = drafts(read(tmp_path, json.dumps(some, indent=indent), name))
    assert [(draft.path, draft.title) for draft in found] == [(f"{name}, item 1", "A b"), (f"{name}, item 2", "C d")]


def test_lines_longer_than_what_tells_the_kind(tmp_path: Path) -> None:
    line = json.dumps({"title": "A b", "content": " ".join(PARAGRAPHS) * 200})
    for name in ("a.json", "a.jsonl"):
        assert len(drafts(read(tmp_path, f"{line}\n{line}\n", name))) == 2
    assert len(drafts(read(tmp_path, f"[{line}, {line}]", "a.json"))) == 2
    marked = json.dumps({"text": " ".join(PARAGRAPHS) * 200, "spans": []})
    assert read(tmp_path, f"{marked}\n{marked}\n", "a.json") == [MarkedFile(tmp_path / "a.json", "a.json", "jsonl")]


def test_a_list_inside_a_thing_and_a_thing_by_itself(tmp_path: Path) -> None:
    one = {"title": "A b", "content": PARAGRAPHS[0]}
    assert len(drafts(read(tmp_path, json.dumps({"status": "ok", "articles": [one, one]}), "a.json"))) == 2
    assert len(drafts(read(tmp_path, json.dumps(one, indent=2), "a.json"))) == 1


def test_records_with_marks_are_handed_on_as_a_file(tmp_path: Path) -> None:
    for name in ("a.jsonl", "a.json"):
        (found,) = read(tmp_path, json.dumps({"text": "Two shells fell.", "spans": []}) + "\n", name)
        assert found == MarkedFile(tmp_path / name, name, "jsonl")
    (found,) = read(tmp_path, '{"text": "Two shells fell."}\n', "a.jsonl")
    assert found == MarkedFile(tmp_path / "a.jsonl", "a.jsonl", "jsonl")


def test_a_line_that_is_no_json_is_named_and_the_others_come(tmp_path: Path) -> None:
    good = json.dumps({"title": "A b", "content": PARAGRAPHS[0]})
    found = read(tmp_path, f"{good}\n{{bad\n[1]\n{good}\n", "a.jsonl")
    assert sorted(one.path for one in found) == [f"a.jsonl, line {n}" for n in (1, 2, 3, 4)]
    (refusal,) = (one for one in read(tmp_path, f"{good}\n" + "bad\n" * 90, "a.jsonl") if "rest" in str(one))
    assert isinstance(refusal, Refusal)


@pytest.mark.parametrize("content", ["[" * 100_000, '[{"a": ', '[{"a": 1} {"b": 2}]', '{"a": 1} x', "[1, 2]", "{}"])
def test_broken_json_is_refused_with_its_place(tmp_path: Path, content: str) -> None:
    (refusal,) = read(tmp_path, content, "a.json")
    assert isinstance(refusal, Refusal)
    assert refusal.path.startswith("a.json")
