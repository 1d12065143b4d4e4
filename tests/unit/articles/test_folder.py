from __future__ import annotations

from pathlib import Path

import pytest

from spanloop.articles.folder import find_texts, to_article
from spanloop.articles.textfile import read_text
from spanloop.core.errors import SpanloopError


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Convoy enters the port", encoding="utf-8")


def names(folder: Path, found: list[Path]) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in found]


def test_finds_text_files_in_folders_sorted(tmp_path: Path) -> None:
    touch(tmp_path, "b.txt", "a.TXT", "sub/c.md", "sub/deep/d.text", "page.html", "data.jsonl", "txt")
    assert names(tmp_path, find_texts([tmp_path])) == ["a.TXT", "b.txt", "sub/c.md", "sub/deep/d.text"]


def test_passes_over_what_is_hidden(tmp_path: Path) -> None:
    touch(tmp_path, ".hidden.txt", ".git/a.txt", "seen.txt")
    assert names(tmp_path, find_texts([tmp_path])) == ["seen.txt"]


def test_takes_a_named_file_whatever_its_suffix_and_each_once(tmp_path: Path) -> None:
    touch(tmp_path, "page.article", "a.txt")
    found = find_texts([tmp_path / "page.article", tmp_path, tmp_path / "a.txt"])
    assert names(tmp_path, found) == ["a.txt", "page.article"]


def test_does_not_walk_in_circles(tmp_path: Path) -> None:
    touch(tmp_path, "sub/a.txt")
    try:
        (tmp_path / "sub" / "loop").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("no symbolic links here")
    assert names(tmp_path, find_texts([tmp_path])) == ["sub/a.txt"]


def test_says_which_path_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SpanloopError) as caught:
        find_texts([tmp_path, tmp_path / "missing"])
    assert caught.value.where == str(tmp_path / "missing")


def test_a_file_becomes_an_article(tmp_path: Path) -> None:
    path = tmp_path / "wire_7.txt"
    text = "Convoy enters the port\r\n7 April 2021\r\n\r\nThe army said that it was on its way to the town. 🚁"
    path.write_bytes(text.encode())
    article = to_article(path)
    assert article.text == text
    assert (article.title, article.date, article.language) == ("Convoy enters the port", "2021-04-07", "en")
    assert (article.external_id, article.meta) == ("wire_7.txt", {"path": "wire_7.txt"})
    assert len(article.uid) == 36


def test_a_file_that_was_read_is_not_read_again(tmp_path: Path) -> None:
    touch(tmp_path, "a.txt")
    file = read_text(tmp_path / "a.txt")
    (tmp_path / "a.txt").unlink()
    article = to_article(tmp_path / "a.txt", file=file, name="sub/a.txt")
    assert (article.text, article.external_id) == ("Convoy enters the port", "sub/a.txt")


def test_the_shared_pages_get_their_headlines(shared_dir: Path) -> None:
    articles = [to_article(path) for path in find_texts([shared_dir / "seeds"])]
    assert [article.language for article in articles] == ["en"] * 5
    assert [len(article.title.split()) for article in articles] == [13, 12, 10, 7, 9]
    assert [article.date for article in articles] == ["", "", "", "", "2021-04-07"]
