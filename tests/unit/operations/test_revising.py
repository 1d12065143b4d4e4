"""A corrected text takes over everybody's marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from spanloop.articles.draft import Draft
from spanloop.core.article import Zone
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Event, Mention, fragments_of
from spanloop.operations.completing import complete, set_state
from spanloop.operations.copying import follow
from spanloop.operations.notes import note_article
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.revising import RevisionReport, revise
from spanloop.operations.suggestions import accept, reject
from spanloop.operations.undoing import undo
from spanloop.operations.viewing import view_article
from tests.unit.operations.story import WIRE, Story

#: What a better reader makes of the page: a menu line gone, a letter put right, a paragraph that was missed.
BETTER = WIRE.replace("Two soldiers", "Two soldiers and a guard") + "\n\nResidents fled along the Wend to Sale."


@pytest.fixture
def story(tmp_path: Path, schema_file: Path) -> Iterator[Story]:
    project = create_project(tmp_path / "story.spanloop", schema_path=schema_file)
    yield Story.tell(project, sign_in(project, name="Noor"))
    project.close()


def revised(story: Story, text: str = BETTER, *, old: str = "wire") -> RevisionReport:
    draft = Draft("wire.html", text, "html", "html-2", b"<p>", title="Depot hit")
    with story.project.act(story.author, "read again") as act:
        return revise(act, story.project, author=story.author, old=story[old], draft=draft)


def words(story: Story, article: str, author: Author, text: str) -> list[str]:
    marks = story.project.marks(article, author)
    found = sorted((*marks.mentions, *marks.events), key=fragments_of)
    return [text[fragments_of(one)[0][0] : fragments_of(one)[-1][1]] for one in found]


def suggest(story: Story) -> tuple[str, str, str]:
    """Suggestions of an extractor: one mention, one event that it fills, one that is elsewhere in the new text."""
    who = Author(new_uid(), "Extractor v1", "rules")
    depot, town = Mention(new_uid(), story.at("wire", "depot"), "FAC", 0.5), story.at("wire", "Sale")
    sale = Mention(new_uid(), town, "GPE", 0.25)
    spring = Mention(new_uid(), story.at("wire", "spring"), "TIME", 0.75)
    with story.project.act(who, "suggest") as act:
        act.add_author(who)
        act.add_mentions(story["wire"], who, [depot, sale, spring])
        act.add_events(story["wire"], who, [Event(new_uid(), "STRIKE", story.at("wire", "hit"))])
    return depot.uid, sale.uid, spring.uid


def test_everybodys_marks_are_on_the_new_text_and_the_old_ones_stay(story: Story) -> None:
    depot, sale, _ = suggest(story)
    accept(story.project, author=story.author, suggestions=[depot])
    reject(story.project, author=story.author, suggestions=[sale])
    ada = sign_in(story.project, name="Ada")
    story.event("wire", "called", "SAY", about=story.mark("wire", "army", "ARM", nth=1))
    story.mark("wire", "Two soldiers of the Northern Guard", "ARM")
    note_article(story.project, author=ada, article=story["wire"], text="check the date")
    set_state(story.project, author=ada, article=story["wire"], state="question", reason="which army?")
    before = story.project.all_marks(story["wire"])
    report = revised(story)
    assert story.project.all_marks(story["wire"]) == before
    assert words(story, report.uid, story.author, BETTER) == ["depot", "called", "army"]
    desk = view_article(story.project, author=story.author, article=report.uid)
    (suggested,) = desk.suggestions
    assert [(m.label, m.score) for m in suggested.mentions] == [("TIME", 0.75)]
    (own,) = (m for m in desk.marks.mentions if m.label == "FAC")
    assert {v.suggestion for v in desk.marks.verdicts if v.outcome == "accepted"} == {own.origin}
    assert own.origin != depot
    assert {r.label for r in story.project.rejected(report.uid, story.author)} == {"GPE"}
    assert story.project.article_notes(report.uid)[ada.uid].text == "check the date"
    assert story.project.state(report.uid, ada) == ("question", "which army?")
    ((name, left),) = report.left
    assert (name, left.name, left.why) == ("Noor", "ARM", "the new text has other words here")
    assert report.brought == sum(len(m.mentions) + len(m.events) for m in before) - 1
    assert story.project.integrity() == []
    undo(story.project, author=story.author)
    assert not story.project.has_article(report.uid)


def test_only_what_was_read_is_complete_in_the_new_text(story: Story) -> None:
    complete(story.project, author=story.author, article=story["wire"])
    report = revised(story)
    ranges = {(c.start, c.end) for c in story.project.marks(report.uid, story.author).completions}
    assert {BETTER[start:end].split()[0] for start, end in ranges} == {"Shells", "The"}
    assert not any("guard were" in BETTER[a:b] or "fled" in BETTER[a:b] for a, b in ranges)
    same = revised(story, WIRE, old="same")
    assert {(c.start, c.end) for c in story.project.marks(same.uid, story.author).completions} == set()


def test_confirmed_zones_and_choices_go_over(story: Story) -> None:
    follow(story.project, author=story.author, articles=[story["same"]], leader=story["wire"])
    start = WIRE.index("The army did not")
    with story.project.act(story.author, "zones") as act:
        act.set_zones(
            story["wire"],
            [
                Zone(new_uid(), start, len(WIRE), "boilerplate", state="confirmed"),
                Zone(new_uid(), 0, 6, "headline"),
            ],
        )
    report = revised(story)
    (zone,) = story.project.article(report.uid).zones
    assert (zone.kind, zone.state, BETTER[zone.start : zone.end]) == ("boilerplate", "confirmed", WIRE[start:])
    choice = story.project.copies.choice(story["same"], story.author)
    assert choice is not None
    assert choice.leader == report.uid
    assert replace(choice, leader=None).choice == "follow"
