from __future__ import annotations

import pytest

from spanloop.articles.kinds import READABLE, UNREADABLE, kind_of
from tests.materials import ARTICLE, PAGE, archive, article_pdf, workbook

RECORD = b'{"text": "Two shells fell.", "spans": []}\n'


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (ARTICLE.encode(), "a.txt", "text"),
        (ARTICLE.encode(), "a", "text"),
        (ARTICLE.encode(), "a.md", "markdown"),
        (ARTICLE.encode(), "a.pdf", "text"),
        (PAGE.encode(), "a.txt", "html"),
        (PAGE.encode(), "a.pdf", "html"),
        (PAGE.encode(), "a.xls", "html"),
        (PAGE.encode("utf-16"), "a.txt", "html"),
        (b"\xef\xbb\xbf\r\n<!-- saved -->\n<?xml version='1.0'?><html>", "page", "html"),
        (b"<div><p>one</p><p>two</p></div>", "a.txt", "html"),
        (b"<Tal Rimal> is a town.", "a.txt", "text"),
        (b"<table><tr><td>title</td></tr></table>", "a.xls", "html"),
        (b"title\turl\nA\thttps://a.example", "a.xls", "csv"),
        (b"title,url\n", "a.csv", "csv"),
        (b"title\turl\n", "a.tsv", "csv"),
        (RECORD, "a.txt", "jsonl"),
        (RECORD, "a.jsonl", "jsonl"),
        (RECORD * 2, "a.json", "jsonl"),
        (RECORD, "a.json", "json"),
        (b'[\n {"title": "T"}]', "a.txt", "json"),
        (b'{\n "title": "T"\n}', "a.json", "json"),
        (b"[link] and so on", "a.txt", "text"),
        (b"\n%PDF-1.4\n", "a.html", "pdf"),
        (b"junk of a mail gateway\n%PDF-1.4\n", "a.pdf", "pdf"),
        (b"\x00\x01\x02\x03" * 9, "a.pdf", "pdf"),
        (b"From: <Saved by Browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;", "a.html", "web archive"),
        (b"From: <Saved by Browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;", "a.mht", "web archive"),
        (b"<?xml version='1.0'?><rss></rss>", "feed.xml", "xml"),
        (b"\xd0\xcf\x11\xe0", "a.xls", "old office"),
        (b"{\\rtf1 text}", "a.doc", "rtf"),
        (b"\x89PNG\r\n", "a.txt", "image"),
        (b"RIFF\x00\x00\x00\x00WEBP", "a.txt", "image"),
        (b"", "a.csv", "csv"),
        (b"", "", "text"),
    ],
)
def test_content_tells_first_and_the_name_where_it_says_nothing(head: bytes, name: str, kind: str) -> None:
    assert kind_of(head, name) == kind
    assert kind in READABLE or kind in UNREADABLE


def test_office_documents_are_told_from_archives() -> None:
    assert kind_of(workbook({"A": [["x"]]}), "a.zip") == "xlsx"
    assert kind_of(archive({"word/document.xml": b""}), "a.zip") == "word"
    assert kind_of(archive({"mimetype": b"application/epub+zip"}, packed=False), "a.zip") == "epub"
    opened = archive({"mimetype": b"application/vnd.oasis.opendocument.text"}, packed=False)
    assert kind_of(opened, "a.odt") == "open document"
    assert kind_of(archive({"a.txt": b"words"}), "a.docx") == "zip"
    assert kind_of(article_pdf(), "a.zip") == "pdf"
