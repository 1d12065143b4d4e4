from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from spanloop.articles.draft import Draft, Found, Refusal
from spanloop.articles.sources import count_sources, items, newest_reader, read_sources, reread
from spanloop.core.errors import CancelledError, SpanloopError
from tests.materials import ARTICLE, PAGE, PARAGRAPHS, archive, article_pdf

TEXT = ARTICLE.encode()


def read(folder: Path, content: bytes, name: str = "news.zip") -> list[Found]:
    (folder / name).write_bytes(content)
    return list(read_sources([folder / name]))


def told(found: list[Found]) -> dict[str, str]:
    """What became of each path: "article", "skipped", or what was wrong."""
    return {
        one.path: "article" if isinstance(one, Draft) else "skipped" if one.skipped else one.what
        for one in found
        if isinstance(one, Draft | Refusal)
    }


def test_members_are_articles_in_the_order_of_their_names(tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    table = f'text,title\n"{PARAGRAPHS[0]}",A b\n'.encode()
    found = read(tmp_path, archive({"b/x.txt": TEXT, "a.pdf": article_pdf(), "links.csv": table}))
    assert [one.path for one in found if isinstance(one, Draft)] == [
        "news.zip/a.pdf", "news.zip/b/x.txt", "news.zip/links.csv, row 2",
    ]  # fmt: skip
    assert {one.external_id for one in found if isinstance(one, Draft)} >= {"news.zip/a.pdf", "news.zip/b/x.txt"}
    assert set(tmp_path.iterdir()) - before == {tmp_path / "news.zip"}
    assert count_sources([tmp_path / "news.zip"]) == 3


def test_litter_and_the_files_of_a_saved_page_are_skipped_and_told(tmp_path: Path) -> None:
    members = ["__MACOSX/._a.txt", ".DS_Store", "sub/Thumbs.db", "p_files/x.js", "p_files/ad.html", "y.png", "s.css"]
    found = told(read(tmp_path, archive({"a.txt": TEXT, "p.html": article_pdf(), **dict.fromkeys(members, b"x")})))
    assert {path for path, what in found.items() if what == "skipped"} == {f"news.zip/{name}" for name in members}
    assert found["news.zip/p.html"] == "article"


def test_names_that_lead_out_and_things_that_are_no_files_are_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in ("../up.txt", "/etc/x.txt", "a/../../b.txt", "C:\\x.txt", "good.txt", "bad\x1bname.txt"):
            made.writestr(zipfile.ZipInfo(name), TEXT)
        for name, mode in (("link.txt", stat.S_IFLNK), ("pipe.txt", stat.S_IFIFO), ("disk.txt", stat.S_IFBLK)):
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            made.writestr(info, b"/etc/passwd")
    found = told(read(tmp_path, out.getvalue()))
    assert [path for path, what in found.items() if what == "article"] == [
        "news.zip/bad\ufffdname.txt", "news.zip/good.txt",
    ]  # fmt: skip
    assert sum("leads out" in what for what in found.values()) == 4
    assert found["news.zip/link.txt"] == "it is a link"
    assert "device" in found["news.zip/disk.txt"]


def test_an_archive_in_an_archive_is_read_and_no_deeper(tmp_path: Path) -> None:
    inner = archive({"z.txt": TEXT, "deep.zip": archive({"q.txt": TEXT})})
    found = told(read(tmp_path, archive({"in.zip": inner})))
    assert found["news.zip/in.zip/z.txt"] == "article"
    assert "archive in an archive" in found["news.zip/in.zip/deep.zip"]


def test_one_name_twice_is_refused_the_second_time(tmp_path: Path) -> None:
    found = read(tmp_path, archive({"a.txt": TEXT, "b.txt": b"Other words stand here."}).replace(b"b.txt", b"a.txt"))
    assert [type(one) for one in found] == [Draft, Refusal]


def test_bombs_are_refused_before_they_unpack(tmp_path: Path) -> None:
    (refusal,) = read(tmp_path, archive({"a.txt": b"0" * 30_000_000}))
    assert isinstance(refusal, Refusal)
    assert "would unpack to 30 MB" in refusal.what


def test_a_member_that_is_longer_than_said_is_refused(tmp_path: Path) -> None:
    raw = bytearray(archive({"a.txt": TEXT * 50}))
    place = raw.index(b"PK\x01\x02")
    raw[place + 24 : place + 28] = (100).to_bytes(4, "little")
    (refusal,) = read(tmp_path, bytes(raw))
    assert isinstance(refusal, Refusal)
    assert refusal.path.startswith("news.zip/a.txt")


def test_encrypted_and_damaged_members_are_refused_by_name(tmp_path: Path) -> None:
    raw = bytearray(archive({"a.txt": TEXT, "b.txt": TEXT}))
    place = raw.index(b"PK\x01\x02")
    raw[place + 8] |= 1
    raw[raw.index(b"b.txt") + 20] ^= 0xFF
    found = told(read(tmp_path, bytes(raw)))
    assert "encrypted" in found["news.zip/a.txt"]
    assert "damaged" in found["news.zip/b.txt"]


@pytest.mark.parametrize("content", [b"PK\x03\x04" + b"0" * 100, archive({"a.txt": TEXT})[:80], b"PK\x05\x06"])
def test_a_broken_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (refusal,) = read(tmp_path, content)
    assert isinstance(refusal, Refusal)
    assert "damaged" in refusal.what


def test_names_that_do_not_say_their_encoding(tmp_path: Path) -> None:
    raw = archive({"новости.txt": TEXT})
    (draft,) = read(tmp_path, raw.replace(b"\x00\x08", b"\x00\x00"))
    assert isinstance(draft, Draft)
    assert draft.path == "news.zip/новости.txt"


# Folders --------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes and no links for everybody here")
def test_a_folder_is_walked_in_order_and_everything_is_told(tmp_path: Path) -> None:
    for name in ("b.txt", "a/x.md", "a/x_files/y.js", "a/x.html", "pic.png", ".git/c.txt", "story-12", "notes"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(article_pdf() if name in ("a/x.html", "story-12") else TEXT)
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "again.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "hosts.txt").symlink_to("/etc/hosts")
    (tmp_path / "hosts.png").symlink_to("/etc/hosts")
    os.mkfifo(tmp_path / "pipe.txt")
    found = list(read_sources([tmp_path]))
    assert [one.external_id for one in found if isinstance(one, Draft)] == ["a/x.html", "a/x.md", "b.txt", "story-12"]
    assert told(found) == {
        ".git": "skipped", "a/x.html": "article", "a/x.md": "article", "a/x_files": "skipped", "again.txt": "skipped",
        "b.txt": "article", "gone.txt": "it is a link that leads nowhere", "hosts.png": "skipped",
        "hosts.txt": f"it is a link that leads out of the folder, to {Path('/etc/hosts').resolve()}",
        "loop": "skipped", "notes": "skipped", "pic.png": "skipped",
        "pipe.txt": "it is not a file but a pipe, a socket or a device", "story-12": "article",
    }  # fmt: skip


def test_a_saved_page_is_read_by_what_it_holds_and_its_folder_skipped(tmp_path: Path) -> None:
    for name, content in {"p.htm": PAGE, "p-Dateien/a.html": PAGE, "error.pdf": PAGE, "q.txt": PAGE}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    found = list(read_sources([tmp_path]))
    assert [(one.path, one.kind, one.date) for one in found if isinstance(one, Draft)] == [
        (name, "html", "2021-04-07") for name in ("error.pdf", "p.htm", "q.txt")
    ]
    assert [one.path for one in found if isinstance(one, Refusal) and one.skipped] == ["p-Dateien"]


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT)
    (item,) = items([path])
    path.unlink()
    from spanloop.articles.item import Item
    from spanloop.articles.reading import read_item

    assert isinstance(item, Item)
    (refusal,) = read_item(item)
    assert isinstance(refusal, Refusal)
    assert "cannot be read" in refusal.what


def test_a_path_that_is_not_there_is_an_error_and_an_end_is_heard(tmp_path: Path) -> None:
    with pytest.raises(SpanloopError, match="no such file"):
        list(read_sources([tmp_path / "missing"]))
    (tmp_path / "a.txt").write_bytes(TEXT)
    with pytest.raises(CancelledError):
        list(read_sources([tmp_path], cancelled=lambda: True))


@pytest.mark.parametrize("name", ["a.doc", "a.docx", "a.rtf", "a.epub"])
def test_what_is_not_read_is_refused_with_a_way_out(tmp_path: Path, name: str) -> None:
    content = {
        "a.doc": b"\xd0\xcf\x11\xe0", "a.docx": archive({"word/document.xml": b"<x/>"}), "a.rtf": b"{\\rtf1 x}",
        "a.epub": archive({"mimetype": b"application/epub+zip"}, packed=False),
    }[name]  # fmt: skip
    (refusal,) = read(tmp_path, content, name)
    assert isinstance(refusal, Refusal)
    assert "ave " in refusal.way_out
    assert not refusal.skipped


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.pdf"])
def test_stored_bytes_are_read_again_as_they_were(tmp_path: Path, name: str) -> None:
    content = {"a.html": PAGE.encode(), "a.pdf": article_pdf(2)}.get(name, TEXT)
    (draft,) = read(tmp_path, content, name)
    assert isinstance(draft, Draft)
    again = reread(draft.raw, kind=draft.kind, path=draft.path)
    assert (again.text, again.title, again.reader) == (draft.text, draft.title, newest_reader(draft.kind))
