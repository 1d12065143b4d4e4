"""Zones: proposed at import, set, cleared and confirmed by people, each undone as one act; and marks caught in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from spanloop.articles.guess import guess_title
from spanloop.articles.zones import propose_zones
from spanloop.core.article import Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Event, Mention
from spanloop.core.segments import segments
from spanloop.operations import importing, marking, pasting, projects, queueing, suggestions, undoing, viewing, zoning
from spanloop.operations.zone_proposals import is_page
from spanloop.store.project import Project

PAGE = """Skip to content

Army shells grain depot at Tel Shahin

Gunners of the 9th Division shelled the depot at Tel Shahin on Tuesday, killing 14 people, residents said.

The army said nothing about the attack, and the road to the town stayed closed for the whole of the day.

Share

Back to top
"""
DIGEST = """Apr 7 2021

Convoy reaches the mill of Ostrin

Two lorries with flour reached the mill on Wednesday, the first since the road was mined in March.

Mar 28 2021

Shells fall on the bridge at Belmaya

Nine soldiers were taken to the hospital, where doctors said that most of them would live.
"""


@pytest.fixture
def noor() -> Author:
    return Author(new_uid(), "Noor", "human")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with projects.create_project(tmp_path / "zones.spanloop") as made:
        yield made


ASIDE = "Two lorries with flour reached the mill of Ostrin on Friday, the first since the road was mined in March."
WEB = f"""<html lang="en"><head><title>Ford of Tarn shelled</title></head><body><article><h1>Ford of Tarn shelled</h1>
{"<p>The river army reached the ford of Tarn on Monday, two villagers said. Nobody was hurt there.</p>" * 4}</article>
<aside class="related-stories"><p><a href="/mill">{ASIDE}</a></p></aside></body></html>"""


@pytest.fixture
def page(project: Project, noor: Author) -> str:
    return pasting.paste_article(project, author=noor, text=PAGE)[1]


def shown(project: Project, article: str) -> list[tuple[str, str, str]]:
    held = project.article(article)
    return [(zone.kind, held.text[zone.start : zone.end], zone.state) for zone in held.zones]


def at(words: str, text: str = PAGE) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


PROPOSED = [
    ("boilerplate", "Skip to content", "proposed"),
    ("headline", "Army shells grain depot at Tel Shahin", "proposed"),
    ("boilerplate", "Share\n\nBack to top", "proposed"),
]


# proposing


def test_pasted_text_gets_its_zones_and_its_headline_in_the_same_act(project: Project, noor: Author, page: str) -> None:
    assert shown(project, page) == PROPOSED
    assert project.article(page).title == "Army shells grain depot at Tel Shahin"
    undoing.undo(project, author=noor)
    assert project.article_uids() == []
    undoing.redo(project, author=noor)
    assert shown(project, page) == PROPOSED


def test_a_title_that_was_given_stays(project: Project, noor: Author) -> None:
    _, uid = pasting.paste_article(project, author=noor, text=PAGE, title="From the wire")
    assert project.article(uid).title == "From the wire"


def test_a_title_is_never_a_line_of_furniture(project: Project, noor: Author, tmp_path: Path) -> None:
    text = PAGE.replace("Skip to content", "Toggle navigation\n\nBy Imre Vasko in Ostrin")
    assert guess_title(text) == "Toggle navigation"
    (tmp_path / "page.txt").write_text(text, encoding="utf-8")
    report = importing.import_paths(project, author=noor, paths=[tmp_path / "page.txt"])
    (uid,) = report.changes.articles
    assert project.article(uid).title == "Army shells grain depot at Tel Shahin"
    assert "zones" in report.changes.kinds


def test_importing_text_files_proposes_zones_in_one_act_and_again_changes_nothing(
    project: Project, noor: Author, tmp_path: Path
) -> None:
    for name, text in (("page.txt", PAGE), ("digest.txt", DIGEST)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    paths = [tmp_path / "page.txt", tmp_path / "digest.txt"]
    importing.import_paths(project, author=noor, paths=paths)
    digest = project.article(project.article_uid_by_external_id("digest.txt") or "")
    assert [segment.date for segment in segments(digest)] == ["2021-04-07", "2021-03-28"]
    zoning.set_zone(project, author=noor, article=digest.uid, start=0, end=1, kind=None)
    importing.import_paths(project, author=noor, paths=paths)
    assert project.article(digest.uid).zones[0].kind == "headline"
    undoing.undo(project, author=noor)
    undoing.undo(project, author=noor)
    assert project.article_uids() == []


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"spans": [{"start": 17, "end": 21, "label": "ARM"}]},
        {"zones": [{"start": 0, "end": 4, "kind": "headline"}]},
    ],
    ids=["bare", "marks", "zones"],
)
def test_lines_of_jsonl_keep_what_they_have(
    project: Project, noor: Author, tmp_path: Path, more: dict[str, object]
) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text(json.dumps({"text": PAGE, **more}) + "\n", encoding="utf-8")
    importing.import_paths(project, author=noor, paths=[path])
    (uid,) = project.article_uids()
    assert [(zone.start, zone.end) for zone in project.article(uid).zones] == ([(0, 4)] if "zones" in more else [])
    report = zoning.propose(project, author=noor)
    assert report.articles == (0 if more else 1)
    assert [entry.code for entry in report.ledger.entries] == (["zones.marked"] if "spans" in more else [])
    if not more:
        assert shown(project, uid) == PROPOSED
        assert (report.zones, report.changes.kinds) == (3, {"zones"})
        undoing.undo(project, author=noor)
        assert shown(project, uid) == []


def test_zones_can_be_asked_for_and_what_a_person_set_stays(project: Project, noor: Author, page: str) -> None:
    zoning.set_zone(project, author=noor, article=page, start=0, end=4, kind="comment")
    zoning.set_zone(project, author=noor, article=page, start=at("Share")[0], end=at("Share")[1], kind=None)
    report = zoning.propose(project, author=noor, articles=[page])
    assert (report.articles, report.zones) == (1, 1)
    assert shown(project, page) == [("comment", "Skip to content", "confirmed"), *PROPOSED[1:]]
    again = zoning.propose(project, author=noor, articles=[page])
    assert (again.changes.kinds, again.articles) == (frozenset(), 0)
    assert zoning.propose(project, author=noor).articles == 0


# by a person


def test_lines_get_a_zone_are_changed_and_cleared_each_as_one_act(project: Project, noor: Author, page: str) -> None:
    start, end = at("The army said")[0], at("Share")[0] + 2
    changes = zoning.set_zone(project, author=noor, article=page, start=start, end=end, kind="comment")
    assert changes.kinds == {"zones"}
    assert changes.articles == {page}
    assert changes.act == "set comment zone"
    after = shown(project, page)
    assert [(kind, words[:8], state) for kind, words, state in after] == [
        ("boilerplate", "Skip to ", "proposed"),
        ("headline", "Army she", "proposed"),
        ("comment", "The army", "confirmed"),
        ("boilerplate", "Back to ", "proposed"),
    ]
    assert after[2][1].endswith("Share")
    zoning.set_zone(project, author=noor, article=page, start=start, end=end, kind="standfirst")
    assert [kind for kind, _, _ in shown(project, page)] == ["boilerplate", "headline", "standfirst", "boilerplate"]
    zoning.set_zone(project, author=noor, article=page, start=start, end=end, kind=None)
    assert [kind for kind, _, _ in shown(project, page)] == ["boilerplate", "headline", "boilerplate"]
    undoing.undo(project, author=noor)
    undoing.undo(project, author=noor)
    assert shown(project, page) == after
    undoing.undo(project, author=noor)
    assert shown(project, page) == PROPOSED
    for _ in range(3):
        undoing.redo(project, author=noor)
    assert [kind for kind, _, _ in shown(project, page)] == ["boilerplate", "headline", "boilerplate"]
    assert project.integrity() == []


def test_a_zone_act_survives_a_restart_and_is_in_the_history(tmp_path: Path, noor: Author) -> None:
    with projects.create_project(tmp_path / "z.spanloop") as project:
        _, page = pasting.paste_article(project, author=noor, text=PAGE)
        zoning.set_zone(project, author=noor, article=page, start=0, end=4, kind="headline")
    with projects.open_project(tmp_path / "z.spanloop") as project:
        assert viewing.history(project)[0].label == "set headline zone"
        assert undoing.undo(project, author=noor).kinds == {"zones"}
        assert shown(project, page) == PROPOSED


def test_undo_is_refused_where_somebody_changed_the_same_zones_since(project: Project, noor: Author, page: str) -> None:
    ilya = Author(new_uid(), "Ilya", "human")
    zoning.set_zone(project, author=noor, article=page, start=0, end=4, kind="headline")
    zoning.set_zone(project, author=ilya, article=page, start=0, end=4, kind=None)
    with pytest.raises(SpanloopError, match="Ilya changed the same since"):
        undoing.undo(project, author=noor)


def test_zones_of_a_page_are_proposed_by_the_page_and_not_by_its_lines(
    project: Project, noor: Author, tmp_path: Path
) -> None:
    (tmp_path / "ford.html").write_text(WEB, encoding="utf-8")
    importing.import_paths(project, author=noor, paths=[tmp_path / "ford.html"])
    (uid,) = project.article_uids()
    article = project.article(uid)
    read = shown(project, uid)
    assert ("boilerplate", ASIDE, "proposed") in read
    assert len(propose_zones(article.text, language="en")) < len(read), "lines do not tell that this is no paragraph"
    with project.act(noor, "clear") as act:
        act.set_zones(uid, ())
    assert zoning.propose(project, author=noor, articles=[uid]).zones == len(read)
    assert shown(project, uid) == read
    assert is_page(project, uid)


def test_the_same_zone_again_changes_nothing_and_a_proposed_one_is_confirmed(
    project: Project, noor: Author, page: str
) -> None:
    uid = project.article(page).zones[0].uid
    assert zoning.set_zone(project, author=noor, article=page, start=0, end=4, kind="boilerplate")
    assert not zoning.set_zone(project, author=noor, article=page, start=0, end=4, kind="boilerplate")
    assert project.article(page).zones[0] == Zone(uid, 0, 15, "boilerplate", state="confirmed")
    assert zoning.confirm_zones(project, author=noor, article=page).act == "confirm zones"
    assert {state for _, _, state in shown(project, page)} == {"confirmed"}
    assert not zoning.confirm_zones(project, author=noor, article=page)
    undoing.undo(project, author=noor)
    assert [state for _, _, state in shown(project, page)] == ["confirmed", "proposed", "proposed"]


def test_a_digest_item_gets_the_date_that_its_line_says_or_the_one_given(project: Project, noor: Author) -> None:
    _, uid = pasting.paste_article(project, author=noor, text=DIGEST.replace("Mar 28 2021", "Sunday 28 Mar 2021 late"))
    start, end = at("Sunday", DIGEST.replace("Mar 28 2021", "Sunday 28 Mar 2021 late"))

    def dates() -> list[str]:
        return [segment.date for segment in segments(project.article(uid))]

    zoning.set_zone(project, author=noor, article=uid, start=start, end=end, kind=None)
    assert dates() == ["2021-04-07"]
    assert zoning.item_date(project.article(uid), start, end) == "2021-03-28"
    zoning.set_zone(project, author=noor, article=uid, start=start, end=end, kind="article_break")
    assert dates() == ["2021-04-07", "2021-03-28"]
    changes = zoning.set_zone(
        project, author=noor, article=uid, start=start, end=end, kind="article_break", date="2021-03-27"
    )
    assert changes.act == "change date to 2021-03-27"
    assert dates() == ["2021-04-07", "2021-03-27"]
    assert zoning.item_date(project.article(uid), start, end) == "2021-03-27"
    zoning.set_zone(project, author=noor, article=uid, start=start, end=end, kind="article_break", date="")
    assert dates() == ["2021-04-07", "2021-04-07"], "an item without a date has the article's"


def test_the_date_of_an_item_that_opens_with_its_headline_is_changed_as_a_whole(project: Project, noor: Author) -> None:
    text = "\n\n".join(
        f"{title}\n{day}\n{body}"
        for title, day, body in (
            ("Convoy reaches the mill", "5 April 2022", "The army said on Monday that two of its posts were hit."),
            ("Shells fall on Ostrin again", "4 April 2022", "Nine soldiers were taken to the hospital of Ostrin."),
        )
    )
    _, uid = pasting.paste_article(project, author=noor, text=text)
    start, end = at("4 April", text)
    zoning.set_zone(project, author=noor, article=uid, start=start, end=end, kind="article_break", date="2022-04-03")
    found = [(words, state) for kind, words, state in shown(project, uid) if kind == "article_break"]
    assert found[1] == ("Shells fall on Ostrin again\n4 April 2022", "confirmed")
    assert [segment.date for segment in segments(project.article(uid))] == ["2022-04-05", "2022-04-03"]


@pytest.mark.parametrize("date", ["yesterday", "2021-13", "2021-02-30", "28-03-2021", "21"])
def test_what_is_no_date_is_refused(project: Project, noor: Author, page: str, date: str) -> None:
    with pytest.raises(SpanloopError, match="is no date"):
        zoning.set_zone(project, author=noor, article=page, start=0, end=4, kind="article_break", date=date)


def test_blank_lines_and_places_outside_are_refused(project: Project, noor: Author, page: str) -> None:
    with pytest.raises(SpanloopError, match="blank"):
        zoning.set_zone(project, author=noor, article=page, start=16, end=16, kind="comment")
    with pytest.raises(SpanloopError, match="not in the article"):
        zoning.set_zone(project, author=noor, article=page, start=0, end=9999, kind="comment")
    with pytest.raises(SpanloopError, match="has no date"):
        zoning.set_zone(project, author=noor, article=page, start=0, end=4, kind="comment", date="2021-01-01")


# marks that are caught


def test_marks_caught_in_a_new_silent_zone_stay_and_are_reported(project: Project, noor: Author, page: str) -> None:
    marking.mark(project, author=noor, article=page, fragments=(at("9th Division"),), label="ARM")
    ilya = Author(new_uid(), "Ilya", "human")
    marking.mark(project, author=ilya, article=page, fragments=(at("Tuesday"),), label="TIME")
    start, end = at("Gunners")
    assert not zoning.caught(project, article=page)
    zoning.set_zone(project, author=noor, article=page, start=start, end=end, kind="boilerplate")
    desk = viewing.view_article(project, author=noor, article=page)
    assert [mention.label for mention in desk.marks.mentions] == ["ARM"]
    assert [(problem.code, problem.start) for problem in desk.problems] == [("silent_zone", at("9th Division")[0])]
    entries = zoning.caught(project, article=page).entries
    assert [(entry.code, entry.quote) for entry in entries] == [
        ("mark.in_silent_zone", "9th Division"),
        ("mark.in_silent_zone", "Tuesday"),
    ]
    assert "by Ilya stands in boilerplate" in entries[1].message
    assert not any("9th Division" in segment.text for segment in segments(project.article(page)))
    with pytest.raises(SpanloopError, match="Text in a boilerplate zone cannot be marked"):
        marking.mark(project, author=noor, article=page, fragments=(at("Tel Shahin on"),), label="GPE")
    undoing.undo(project, author=noor)
    assert viewing.view_article(project, author=noor, article=page).problems == ()


def test_suggestions_in_a_silent_zone_are_neither_offered_nor_counted_nor_accepted(
    project: Project, noor: Author, page: str
) -> None:
    rules = Author(new_uid(), "Gazetteer", "rules")
    caught, free = Mention(new_uid(), (at("9th Division"),), "ARM"), Mention(new_uid(), (at("army"),), "ARM")
    arguments = (Argument("attacker", caught.uid), Argument("target", free.uid))
    event = Event(new_uid(), "STRIKE", (at("attack"),), arguments)
    with project.act(rules, "suggest") as act:
        act.add_author(rules)
        act.add_mentions(page, rules, [caught, free])
        act.add_events(page, rules, [event])
    start, end = at("Gunners")
    zoning.set_zone(project, author=noor, article=page, start=start, end=end, kind="comment")
    (offered,) = viewing.view_article(project, author=noor, article=page).suggestions
    assert [mention.uid for mention in offered.mentions] == [free.uid]
    assert [row.suggestions for row in queueing.view_queue(project, author=noor)] == [2]
    with pytest.raises(SpanloopError, match="Text in a comment zone cannot be marked"):
        suggestions.accept(project, author=noor, suggestions=[caught.uid])
    # The event stands in the report: it is accepted without the filler that cannot be.
    suggestions.accept(project, author=noor, suggestions=[event.uid])
    own = project.marks(page, noor)
    assert [mention.fragments for mention in own.mentions] == [(at("army"),)]
    assert [argument.role for argument in own.events[0].arguments] == ["target"]
    assert [row.suggestions for row in queueing.view_queue(project, author=noor)] == [0]
    for _ in range(2):
        undoing.undo(project, author=noor)
    assert [row.suggestions for row in queueing.view_queue(project, author=noor)] == [3]


def test_marks_that_come_for_a_page_with_zones_are_listed_where_they_are_caught(
    project: Project, noor: Author, page: str, tmp_path: Path
) -> None:
    spans = [{"start": a, "end": b, "label": label} for (a, b), label in ((at("Share"), "DOC"), (at("army"), "ARM"))]
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"text": PAGE, "author": {"name": "gold", "kind": "gold"}, "spans": spans}) + "\n")
    report = importing.import_paths(project, author=noor, paths=[path])
    assert (report.known, report.marks) == (1, 2)
    assert [(e.code, e.quote, e.article) for e in report.ledger.entries] == [
        ("mark.in_silent_zone", "Share", "Army shells grain depot at Tel Shahin")
    ]
    assert shown(project, page) == PROPOSED
