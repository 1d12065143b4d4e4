"""Stored bytes are read again: the same text is renewed where nobody said anything, another one becomes a revision."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from spanloop.articles.draft import Draft
from spanloop.articles.sources import reread
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Mention
from spanloop.operations import marking, reimporting, undoing, zoning
from spanloop.operations.deleting import delete_article
from spanloop.operations.details import change_details
from spanloop.operations.importing import import_paths
from spanloop.operations.looking import import_look, look
from spanloop.operations.reimporting import ReadAgain, outdated, reimport
from spanloop.store.project import Project
from spanloop.store.purging import holds_trace
from tests.unit.operations.bench import Bench
from tests.unit.operations.test_importing import page, rows

HEADLINE = "Bridge closed at Orsa"


@pytest.fixture
def held(bench: Bench, tmp_path: Path) -> str:
    """A page that an old reader read, without a source; the uid of its article."""
    path = tmp_path / "bridge.html"
    path.write_text(page(), encoding="utf-8")
    import_paths(bench.project, author=bench.author, paths=[path])
    uid = bench.project.article_uid_by_external_id("bridge.html")
    assert uid is not None
    change_details(bench.project, author=bench.author, article=uid, source="")
    age(bench, uid)
    return uid


def age(bench: Bench, uid: str) -> None:
    with bench.project.act(bench.author, "age") as act:
        act.set_reader(uid, "html-0")


def reader_of(project: Project, uid: str) -> str:
    return next(known.reader for known in project.known_articles() if known.uid == uid)


def other_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that takes the last paragraph for furniture and adds one in front."""

    def read(raw: bytes, *, kind: str, path: str) -> Draft:
        draft = reread(raw, kind=kind, path=path)
        text = "Orsa, in the north.\n" + draft.text.replace("Two men were held", "Three men were seen")
        return replace(draft, text=text, zones=())

    monkeypatch.setattr(reimporting, "reread", read)


def test_only_what_an_older_reader_read_is_read_again(bench: Bench, held: str) -> None:
    assert outdated(bench.project) == [held]
    report = reimport(bench.project, author=bench.author)
    assert report.rows == (ReadAgain(held, "bridge.html", report.rows[0].reader, "renewed", 0, ("source",)),)
    assert bench.project.article(held).source == "Velm Post"
    assert reader_of(bench.project, held) == report.rows[0].reader != "html-0"
    assert outdated(bench.project) == []
    assert not reimport(bench.project, author=bench.author).changes
    undoing.undo(bench.project, author=bench.author)
    assert outdated(bench.project) == [held]


def test_what_a_person_said_of_the_same_text_stays(bench: Bench, held: str) -> None:
    project = bench.project
    change_details(project, author=bench.author, article=held, title="My title")
    start = project.article(held).text.index("Two men")
    zoning.set_zone(project, author=bench.author, article=held, start=start, end=start + 3, kind="comment")
    with project.act(bench.author, "forget the others") as act:
        act.set_zones(held, [zone for zone in project.article(held).zones if zone.state == "confirmed"])
    report = reimport(project, author=bench.author)
    article = project.article(held)
    assert article.title == "My title"
    assert [zone.kind for zone in article.zones if zone.state == "confirmed"] == ["comment"]
    assert report.rows[0].zones == sum(zone.state == "proposed" for zone in article.zones) > 0


def test_another_text_is_a_revision_that_takes_the_marks_over(
    bench: Bench, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, noor = bench.project, bench.author
    text = project.article(held).text
    for words, label in (("Orsa", "GPE"), ("Two men", "ARM")):
        start = text.rindex(words) if words != "Orsa" else text.index(words)
        marking.mark(project, author=noor, article=held, fragments=((start, start + len(words)),), label=label)
    ilya = Author(new_uid(), "Ilya")
    with project.act(ilya, "mark") as act:
        start = text.index("ferry")
        act.add_mentions(held, ilya, [Mention(new_uid(), ((start, start + 5),), "FAC")])
    with project.act(noor, "compare") as act:
        act.set_clusters({bench.article: "c1", held: "c1"})
        act.set_split({"c1": "test"})
    before = rows(project)
    other_text(monkeypatch)
    report = reimport(project, author=noor)
    (row,) = report.rows
    assert row.outcome == "revised"
    new = project.article(row.uid)
    assert new.text.startswith("Orsa, in the north.")
    assert project.article_uids() == [bench.article, row.uid]
    assert project.article_uid_by_external_id("bridge.html") == row.uid
    assert project.clusters() == {bench.article: "c1", row.uid: "c1"}
    quotes = {
        marks.author.name: [new.text[a:b] for mention in marks.mentions for a, b in mention.fragments]
        for marks in project.all_marks(row.uid)
    }
    assert quotes == {"Noor": ["Orsa"], "Ilya": ["ferry"]}
    left = [entry for entry in report.ledger.entries if entry.code == "mark.left"]
    assert [entry.quote for entry in left] == ["Two men"]
    assert len(project.marks(held, noor).mentions) == 2, "the old text keeps its marks"
    assert outdated(project) == []
    undoing.undo(project, author=noor)
    assert rows(project) == before


def test_a_split_of_the_old_text_holds_for_the_new_one(
    bench: Bench, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bench.project.act(bench.author, "split") as act:
        act.set_split({held: "test"})
    other_text(monkeypatch)
    report = reimport(bench.project, author=bench.author)
    assert bench.project.splits()[report.rows[0].uid] == "test"


def test_a_confirmed_zone_goes_with_its_words(bench: Bench, held: str, monkeypatch: pytest.MonkeyPatch) -> None:
    project = bench.project
    start = project.article(held).text.index("Soldiers")
    zoning.set_zone(project, author=bench.author, article=held, start=start, end=start + 3, kind="standfirst")
    other_text(monkeypatch)
    report = reimport(project, author=bench.author)
    article = project.article(report.rows[0].uid)
    confirmed = [zone for zone in article.zones if zone.state == "confirmed"]
    assert [zone.kind for zone in confirmed] == ["standfirst"]
    assert article.text[confirmed[0].start :].startswith("Soldiers closed")


def test_a_dry_run_says_what_would_come_and_writes_nothing(
    bench: Bench, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(bench.project)
    assert reimport(bench.project, author=bench.author, dry_run=True).rows[0].outcome == "renewed"
    other_text(monkeypatch)
    assert reimport(bench.project, author=bench.author, dry_run=True).rows[0].outcome == "revised"
    assert rows(bench.project) == before


def test_what_cannot_be_read_again_stays_and_is_listed(
    bench: Bench, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(raw: bytes, *, kind: str, path: str) -> Draft:
        raise SpanloopError("the page holds no article", where=path)

    monkeypatch.setattr(reimporting, "reread", fail)
    report = reimport(bench.project, author=bench.author)
    assert report.rows[0].outcome == "failed"
    assert report.ledger.counts() == {"reimport.failed": 1}
    assert not report.changes


def test_pasted_articles_have_no_bytes_and_cancelling_writes_nothing(bench: Bench, held: str) -> None:
    with pytest.raises(SpanloopError, match="were not kept"):
        reimport(bench.project, author=bench.author, articles=[bench.article])
    before = rows(bench.project)
    with pytest.raises(CancelledError):
        reimport(bench.project, author=bench.author, cancelled=lambda: True)
    assert rows(bench.project) == before


def test_a_page_whose_content_changed_is_imported_as_a_revision_when_asked(
    bench: Bench, held: str, tmp_path: Path
) -> None:
    project, noor = bench.project, bench.author
    start = project.article(held).text.index("Orsa")
    marking.mark(project, author=noor, article=held, fragments=((start, start + 4),), label="GPE")
    path = tmp_path / "bridge.html"
    path.write_text(page(body="Soldiers opened the bridge on Tuesday, to everybody's joy."), encoding="utf-8")
    found = look([path], into=tmp_path / "a.look", project=project)
    assert found.rows(0, 1)[0].state == "changed"
    report = import_paths(project, author=noor, paths=[path], revise=True)
    assert (report.added, report.revised, report.known) == (0, 1, 0)
    new = project.article_uid_by_external_id("bridge.html")
    assert new not in (None, held)
    assert [mention.label for mention in project.marks(str(new), noor).mentions] == ["GPE"]
    again = import_paths(project, author=noor, paths=[path], revise=True)
    assert (again.revised, again.known) == (0, 1)
    undoing.undo(project, author=noor)
    assert project.article_uid_by_external_id("bridge.html") == held
    assert import_look(project, author=noor, look=found, revise=True).revised == 1


def test_deleting_an_article_for_good_takes_its_older_texts(
    bench: Bench, held: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_text(monkeypatch)
    new = reimport(bench.project, author=bench.author).rows[0].uid
    delete_article(bench.project, author=bench.author, article=new, data_dir=tmp_path / "data")
    assert not bench.project.has_article(held)
    assert not holds_trace(bench.project, held)
    assert bench.project.article_uids() == [bench.article]
