"""Files of one name: one article that was changed, or two stories; and one file under two names."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanloop.core.article import Zone
from spanloop.operations.importing import import_paths
from spanloop.operations.looking import import_look, look
from spanloop.operations.namesakes import Namesake, is_same_article, name_apart, name_before
from tests.unit.operations.bench import Bench

_SITE = """<!doctype html><html lang="en"><head><title>{title} | Velm Post</title>{link}</head><body>
<nav><a href="/">Home</a> <a href="/w">World</a> <a href="/s">Sport</a></nav><article><h1>{title}</h1>{body}</article>
<aside>Most read: ten things that everybody in Velm should know about the harbour</aside></body></html>"""
_BRIDGE = """<p>Soldiers closed the old bridge at Orsa on Monday, after two shells had hit its gate.</p>
<p>Colonel Rana Idris said that nobody had been hurt, and that the ferry would run.</p>"""
_DAM = """<p>The water board let the lake of Tarn run low before the spring, its engineers told us.</p>
<p>Fields along the river stood under water for nine days, and a mill was lost.</p>"""
_STORIES = {"a": ("Bridge closed", _BRIDGE), "b": ("Dam opened", _DAM)}


def story(name: str, *, url: str = "", more: str = "") -> str:
    title, body = _STORIES[name]
    link = f'<link rel="canonical" href="{url}">' if url else ""
    return _SITE.format(title=title, body=body + more, link=link)


@pytest.fixture
def wires(tmp_path: Path) -> Path:
    """Two stories in files of the same name, in folders of their own."""
    for name in _STORIES:
        place = tmp_path / "crawl" / "wires" / name
        place.mkdir(parents=True)
        (place / "index.html").write_text(story(name), encoding="utf-8")
    return tmp_path / "crawl" / "wires"


def titles(bench: Bench) -> dict[str, str]:
    found = (bench.project.article(uid) for uid in bench.project.article_uids() if uid != bench.article)
    return {article.external_id or "": article.title for article in found}


@pytest.mark.parametrize("revise", [False, True])
@pytest.mark.parametrize("by_look", [False, True])
def test_another_story_of_the_same_file_name_is_an_article_of_its_own(
    bench: Bench, wires: Path, tmp_path: Path, revise: bool, by_look: bool
) -> None:
    import_paths(bench.project, author=bench.author, paths=[wires / "a" / "index.html"])
    other = [wires / "b" / "index.html"]
    if by_look:
        found = look(other, into=tmp_path / "a.look", project=bench.project)
        (row,) = found.rows(0, 9)
        assert (row.state, [code for code, _ in row.notes]) == ("new", ["article.apart"])
        report = import_look(bench.project, author=bench.author, look=found, revise=revise)
    else:
        report = import_paths(bench.project, author=bench.author, paths=other, revise=revise)
    assert (report.added, report.revised, report.refused) == (1, 0, 0)
    held = titles(bench)
    (apart,) = held.keys() - {"index.html"}
    assert (held["index.html"], held[apart], name_before(apart)) == ("Bridge closed", "Dam opened", "index.html")
    (entry,) = report.ledger.entries
    assert (entry.code, entry.article) == ("article.apart", "index.html")
    assert apart in entry.message
    again = import_paths(bench.project, author=bench.author, paths=other)
    assert (again.added, again.known) == (0, 1)
    other[0].write_text(story("b", more="<p>The mayor later denied this.</p>"), encoding="utf-8")
    newer = import_paths(bench.project, author=bench.author, paths=other, revise=True)
    assert (newer.added, newer.revised) == (0, 1)
    assert titles(bench) == held


def test_two_stories_of_one_name_in_one_import_both_come_in(bench: Bench, wires: Path, tmp_path: Path) -> None:
    paths = [wires / "a", wires / "b"]
    alone = look(paths, into=tmp_path / "alone.look")
    assert [row.state for row in alone.rows(0, 9)] == ["new", "new"]
    found = look(paths, into=tmp_path / "a.look", project=bench.project)
    assert [row.state for row in found.rows(0, 9)] == ["new", "new"]
    assert import_look(bench.project, author=bench.author, look=found).added == 2
    assert import_paths(bench.project, author=bench.author, paths=paths).known == 2


def test_other_canonical_addresses_are_other_articles(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    path.write_text(story("a", url="https://velm.example/1"), encoding="utf-8")
    import_paths(bench.project, author=bench.author, paths=[path])
    more = "<p>The mayor later denied this.</p>"
    path.write_text(story("a", url="http://www.velm.example/1/", more=more), encoding="utf-8")
    assert import_paths(bench.project, author=bench.author, paths=[path], revise=True).revised == 1
    path.write_text(story("a", url="https://velm.example/2"), encoding="utf-8")
    assert import_paths(bench.project, author=bench.author, paths=[path], revise=True).added == 1


def test_a_folder_and_then_one_in_it_brings_nothing_twice(bench: Bench, wires: Path) -> None:
    (wires / "a" / "copy.html").write_text(story("a"), encoding="utf-8")
    first = import_paths(bench.project, author=bench.author, paths=[wires])
    assert first.added == 3, "under another file name the same bytes are a copy"
    for path in (wires / "a", wires / "b" / "index.html", wires.parent):
        again = import_paths(bench.project, author=bench.author, paths=[path])
        assert again.added == 0
        assert again.ledger.entries[0].code == "article.known"
    assert "already in the project as b/index.html" in again.ledger.entries[-1].message


def test_the_same_bytes_in_folders_of_two_outlets_are_copies(bench: Bench, tmp_path: Path) -> None:
    for outlet in ("north", "south"):
        (tmp_path / "in" / outlet).mkdir(parents=True)
        (tmp_path / "in" / outlet / "1.txt").write_text("Troops moved to Badia.\n", encoding="utf-8")
    assert import_paths(bench.project, author=bench.author, paths=[tmp_path / "in"]).added == 2


def test_what_stands_around_an_article_tells_nothing() -> None:
    frame = "Home World Sport Weather Markets Letters Jobs Cars Houses Archive " * 3
    texts = [frame + "One story about a bridge.", frame + "Another tale of some dam far away."]
    zones = [Zone("z", 0, len(frame), "boilerplate")]
    assert is_same_article(*(Namesake(text, "", ()) for text in texts))
    assert not is_same_article(*(Namesake(text, "", zones) for text in texts))
    assert is_same_article(Namesake("部队周一进入了奥尔萨城", "", ()), Namesake("部队周二进入了奥尔萨城", "", ()))
    assert not is_same_article(Namesake("Troops moved.", "", ()), Namesake("", "", ()))


def test_a_name_apart_is_the_same_each_time_and_never_taken() -> None:
    namesake = Namesake("A text.", "https://velm.example/1", ())
    name = name_apart("index.html", namesake, taken=())
    assert name_apart("index.html", namesake._replace(text="Other", url="http://velm.example/1/"), taken=()) == name
    longer = name_apart("index.html", namesake, taken={name})
    assert longer.startswith(name)
    assert len(longer) == len(name) + 1
    assert name_before(longer) == "index.html"
    assert name_before("links.csv#7") is None
