"""Mark once: marks of one copy of a story on the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Event, Mention
from spanloop.core.suggested_copies import copies_author
from spanloop.operations.completing import complete
from spanloop.operations.copying import BringReport, bring_marks, compare_copies, leader_of, list_clusters, view_copies
from spanloop.operations.events import empty_role, fill_role, set_attribute
from spanloop.operations.linking import link, unlink
from spanloop.operations.marking import annotate_note, mark, move, relabel, unmark
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.suggestions import accept, accept_as, reject
from spanloop.operations.trail import read_trail
from spanloop.operations.undoing import redo, undo
from spanloop.operations.viewing import view_article
from tests.unit.operations.story import CUTS, Story

COPIES = ("same", "short", "turned", "boxed")


@pytest.fixture
def story(tmp_path: Path, schema_file: Path) -> Iterator[Story]:
    project = create_project(tmp_path / "story.spanloop", schema_path=schema_file)
    yield Story.tell(project, sign_in(project, name="Noor"))
    project.close()


def bring(story: Story, *names: str, accept: bool = True) -> BringReport:
    targets = [story[name] for name in names or COPIES]
    return bring_marks(story.project, author=story.author, source=story["wire"], targets=targets, accept=accept)


def open_ones(story: Story, name: str, *, person: str = "Noor") -> list[tuple[str, str]]:
    """(label, words) of what is suggested to a person on a cut."""
    author = sign_in(story.project, name=person)
    text = CUTS[name]
    found = view_article(story.project, author=author, article=story[name]).suggestions
    mentions = [(m.label, text[m.start : m.end]) for marks in found for m in marks.mentions]
    return sorted(mentions + [(e.type, text[e.start : e.end]) for marks in found for e in marks.events])


def suggestion(story: Story, name: str, label: str, words: str) -> str:
    """uid of an open suggestion."""
    text = CUTS[name]
    found = view_article(story.project, author=story.author, article=story[name]).suggestions
    uids = [m.uid for marks in found for m in marks.mentions if (m.label, text[m.start : m.end]) == (label, words)]
    uids += [e.uid for marks in found for e in marks.events if (e.type, text[e.start : e.end]) == (label, words)]
    (uid,) = uids
    return uid


def own(story: Story, name: str, label: str, words: str) -> str:
    """uid of the person's own mark."""
    marks, text = story.own(name), CUTS[name]
    found = [m.uid for m in marks.mentions if (m.label, text[m.start : m.end]) == (label, words)]
    found += [e.uid for e in marks.events if (e.type, text[e.start : e.end]) == (label, words)]
    (uid,) = found
    return uid


def why(report: BringReport, story: Story, name: str) -> set[tuple[str, str]]:
    return {(left.name, left.why) for uid, left in report.left if uid == story[name]}


# ---- what comes


@pytest.mark.parametrize("accepted", [True, False])
def test_what_came_with_a_score_is_brought_without_it(story: Story, accepted: bool) -> None:
    """How sure somebody was of a mark says nothing of its copy."""
    depot = Mention(new_uid(), story.at("wire", "depot"), "FAC", 0.5)
    hit = Event(new_uid(), "STRIKE", story.at("wire", "hit"), (Argument("target", depot.uid, score=0.25),), score=0.75)
    with story.project.act(story.author, "import") as act:
        act.add_mentions(story["wire"], story.author, [depot])
        act.add_events(story["wire"], story.author, [hit])
    bring(story, "same", accept=accepted)
    made = [event for marks in story.project.all_marks(story["same"]) for event in marks.events]
    assert [(event.score, [argument.score for argument in event.arguments]) for event in made] == [(None, [None])]


def test_marks_come_to_every_copy_with_the_same_words(story: Story) -> None:
    story.marked()
    report = bring(story)
    assert story.said("same") == story.said("wire")
    assert story.said("boxed") == story.said("wire")
    assert ("FAC", "Wend") not in story.said("short")
    assert ("ARM", "Two soldiers of the Northern Guard") not in story.said("turned")
    assert ("FAC", "Wend") in story.said("turned")
    assert story.filled("turned", "STRIKE", "hit") == [("target", "depot"), ("place", "Nahrin")]
    assert story.filled("turned", "STRIKE", "killed") == []
    assert why(report, story, "turned") == {
        ("ARM", "the copy has other words here"),
        ("attacker of STRIKE", "what fills it has no place"),
    }
    assert report.marks == sum(len(story.said(name)) for name in COPIES)
    # "the army" of the second paragraph, not the first one that reads so.
    army = next(m for m in story.own("turned").mentions if CUTS["turned"][m.start : m.end] == "army")
    assert CUTS["turned"][: army.start].endswith("He said that the ")


def test_what_comes_says_where_it_came_from(story: Story) -> None:
    made = story.marked()
    annotate_note(story.project, author=story.author, mark=made["day"], text="which one?")
    set_attribute(story.project, author=story.author, event=made["strike"], name="polarity", value="neg")
    bring(story, "same")
    day = next(m for m in story.own("same").mentions if m.label == "TIME")
    assert (day.origin, day.notes, day.score) == (made["day"], "which one?", None)
    strike = next(e for e in story.own("same").events if e.origin == made["strike"])
    assert dict(strike.attributes) == {"polarity": "neg"}
    steps = [step.what for step in read_trail(story.project, mark=day.uid)]
    assert steps == ["copied from \u201cDepot hit (wire)\u201d as TIME: \u201cFriday\u201d"]


def test_bringing_again_changes_nothing(story: Story) -> None:
    story.marked()
    complete(story.project, author=story.author, article=story["wire"])
    bring(story)
    for accept_them in (True, False, True):
        again = bring(story, accept=accept_them)
        assert not again.changes
        assert again.marks == 0


def test_one_undo_takes_all_of_it_back(story: Story) -> None:
    story.marked()
    report = bring(story)
    assert report.changes.act == f"bring {report.marks} marks to 4 copies"
    assert story.project.undo_label(story.author) == report.changes.act
    undo(story.project, author=story.author)
    assert all(story.said(name) == [] for name in COPIES)
    redo(story.project, author=story.author)
    assert story.said("same") == story.said("wire")
    assert not bring(story).changes


def test_what_is_marked_alike_already_is_used_and_not_doubled(story: Story) -> None:
    story.marked()
    depot = story.mark("same", "depot", "FAC")
    bring(story, "same")
    assert own(story, "same", "FAC", "depot") == depot
    assert story.filled("same", "STRIKE", "hit") == [("target", "depot"), ("place", "Nahrin")]


def test_boilerplate_takes_no_marks(story: Story) -> None:
    story.mark("boxed", "bridge", "FAC")
    start = CUTS["boxed"].index("Read also")
    with story.project.act(story.author, "mark in the box by force") as act:
        act.add_mentions(story["boxed"], story.author, [Mention(new_uid(), ((start, start + 4),), "ARM")])
    report = bring_marks(
        story.project, author=story.author, source=story["boxed"], targets=[story["wire"]], accept=True
    )
    assert story.said("wire") == [("FAC", "bridge")]
    assert why(report, story, "wire") == {("ARM", "these words are not in the copy")}


def test_links_come_when_both_ends_do_and_go_with_their_source(story: Story) -> None:
    made = story.marked()
    link(story.project, author=story.author, type="ALIAS", source=made["two"], target=made["army"])
    link(story.project, author=story.author, type="CAUSE", source=made["strike"], target=made["killed"])
    report = bring(story, "same", "turned")
    assert [k.type for k in story.own("same").links] == ["ALIAS", "CAUSE"]
    assert [k.type for k in story.own("turned").links] == ["CAUSE"]
    assert ("ALIAS", "one of its ends has no place") in why(report, story, "turned")
    unlink(story.project, author=story.author, link=story.own("wire").links[0].uid)
    bring(story, "same")
    assert [k.type for k in story.own("same").links] == ["CAUSE"]
    undo(story.project, author=story.author)
    undo(story.project, author=story.author)
    assert not bring(story, "same").changes


# ---- what follows


def test_what_nobody_changed_follows_its_source(story: Story) -> None:
    made = story.marked()
    bring(story)
    relabel(story.project, author=story.author, mention=made["town"], label="FAC")
    empty_role(story.project, author=story.author, event=made["strike"], role="target")
    unmark(story.project, author=story.author, marks=[made["wend"], made["killed"]])
    annotate_note(story.project, author=story.author, mark=made["day"], text="of next week")
    report = bring(story)
    for name in ("same", "boxed"):
        assert story.said(name) == story.said("wire")
        assert story.filled(name, "STRIKE", "hit") == [("place", "Nahrin")]
    same = next(one for one in report.brought if one.copy == story["same"])
    assert (same.added, same.changed, same.removed) == (0, 3, 2)
    assert not bring(story).changes
    undo(story.project, author=story.author)
    assert ("FAC", "Wend") in story.said("same")


def test_what_is_changed_twice_and_then_removed_goes(story: Story) -> None:
    made = story.marked()
    bring(story, "same")
    relabel(story.project, author=story.author, mention=made["day"], label="FAC")
    bring(story, "same")
    unmark(story.project, author=story.author, marks=[made["day"]])
    bring(story, "same")
    assert "Friday" not in {words for _, words in story.said("same")}


def test_two_mentions_that_change_places_follow(story: Story) -> None:
    one = story.mark("wire", "depot", "FAC")
    other = story.mark("wire", "Nahrin", "FAC")
    bring(story, "same")
    depot, town = story.at("wire", "depot"), story.at("wire", "Nahrin")
    bridge = story.at("wire", "bridge")
    for mention, place in ((one, bridge), (other, depot), (one, town)):
        move(story.project, author=story.author, mention=mention, fragments=place)
    bring(story, "same")
    assert {m.origin: m.fragments for m in story.own("same").mentions} == {one: town, other: depot}


def test_what_the_person_changed_on_the_copy_stays_and_is_named(story: Story) -> None:
    made = story.marked()
    bring(story, "same")
    relabel(story.project, author=story.author, mention=own(story, "same", "TIME", "Friday"), label="FAC")
    strike = own(story, "same", "STRIKE", "hit")
    fill_role(
        story.project, author=story.author, event=strike, role="attacker", filler=own(story, "same", "ARM", "army")
    )
    unmark(story.project, author=story.author, marks=[made["strike"]])
    report = bring(story, "same")
    assert ("FAC", "Friday") in story.said("same")
    assert ("STRIKE", "hit") in story.said("same")
    assert why(report, story, "same") == {
        ("TIME", "it was changed on the copy and stays as it is there"),
        ("STRIKE", "its source is gone; it was changed on the copy and stays"),
    }


def test_what_another_mark_of_the_person_uses_is_not_taken_away(story: Story) -> None:
    made = story.marked()
    bring(story, "same")
    say = story.event("same", "called", "SAY", about=own(story, "same", "ARM", "army"))
    unmark(story.project, author=story.author, marks=[made["army"]])
    bring(story, "same")
    assert ("ARM", "army") in story.said("same")
    assert say in {event.uid for event in story.own("same").events}


def test_what_was_removed_on_the_copy_does_not_come_again(story: Story) -> None:
    made = story.marked()
    bring(story, "same")
    unmark(story.project, author=story.author, marks=[own(story, "same", "TIME", "Friday")])
    unmark(story.project, author=story.author, marks=[own(story, "same", "STRIKE", "hit")])
    for accept_them in (True, False):
        report = bring(story, "same", accept=accept_them)
        assert not report.changes
        assert ("TIME", "it was removed or rejected on the copy") in why(report, story, "same")
    relabel(story.project, author=story.author, mention=made["day"], label="FAC")
    bring(story, "same")
    assert ("FAC", "Friday") in story.said("same")


# ---- suggestions


def test_suggestions_come_from_copies_and_are_accepted_like_others(story: Story) -> None:
    story.marked()
    bring(story, "same", "turned", accept=False)
    assert story.said("same") == []
    assert open_ones(story, "same") == sorted(story.said("wire"))
    queue = {row.uid: row.suggestions for row in story.project.queue(story.author)}
    assert queue[story["same"]] == len(story.said("wire"))
    accept(story.project, author=story.author, suggestions=[suggestion(story, "same", "STRIKE", "hit")])
    assert story.filled("same", "STRIKE", "hit") == [("target", "depot"), ("place", "Nahrin")]
    steps = [step.what for step in read_trail(story.project, mark=own(story, "same", "STRIKE", "hit"))]
    assert steps[0].startswith("suggested from \u201cDepot hit (wire)\u201d as STRIKE")
    assert not bring(story, "same", "turned", accept=False).changes


def test_a_link_comes_with_the_second_of_its_ends(story: Story) -> None:
    made = story.marked()
    link(story.project, author=story.author, type="ALIAS", source=made["two"], target=made["army"])
    bring(story, "same", accept=False)
    two = suggestion(story, "same", "ARM", "Two soldiers of the Northern Guard")
    army = suggestion(story, "same", "ARM", "army")
    accept(story.project, author=story.author, suggestions=[two])
    assert story.own("same").links == ()
    accept(story.project, author=story.author, suggestions=[army])
    (made_link,) = story.own("same").links
    assert (made_link.type, made_link.target) == ("ALIAS", own(story, "same", "ARM", "army"))
    assert not bring(story, "same", accept=False).changes
    assert bring(story, "same").marks == len(story.said("wire")) - 2
    assert len(story.own("same").links) == 1


def test_other_people_do_not_see_them(story: Story) -> None:
    story.marked()
    bring(story, "same", accept=False)
    assert open_ones(story, "same", person="Ada") == []
    ada = sign_in(story.project, name="Ada")
    assert {row.suggestions for row in story.project.queue(ada)} == {0}
    assert open_ones(story, "same") != []


def test_rejected_suggestions_are_not_brought_again(story: Story) -> None:
    made = story.marked()
    bring(story, "same", accept=False)
    reject(story.project, author=story.author, suggestions=[suggestion(story, "same", "FAC", "depot")])
    for accept_them in (False, True):
        report = bring(story, "same", accept=accept_them)
        assert ("FAC", "it was removed or rejected on the copy") in why(report, story, "same")
        assert ("FAC", "depot") not in story.said("same")
        assert ("FAC", "depot") not in open_ones(story, "same")
    assert story.filled("same", "STRIKE", "hit") == [("place", "Nahrin")]
    relabel(story.project, author=story.author, mention=made["depot"], label="GPE")
    bring(story, "same", accept=False)
    assert ("GPE", "depot") in open_ones(story, "same")


def test_suggestions_follow_their_source_until_somebody_decides(story: Story) -> None:
    made = story.marked()
    bring(story, "same", accept=False)
    accept(story.project, author=story.author, suggestions=[suggestion(story, "same", "GPE", "Nahrin")])
    accept_as(story.project, author=story.author, suggestion=suggestion(story, "same", "TIME", "Friday"), label="FAC")
    relabel(story.project, author=story.author, mention=made["town"], label="FAC")
    relabel(story.project, author=story.author, mention=made["wend"], label="GPE")
    unmark(story.project, author=story.author, marks=[made["army"]])
    bring(story, "same", accept=False)
    assert ("GPE", "Wend") in open_ones(story, "same")
    assert ("FAC", "Wend") not in open_ones(story, "same")
    assert ("ARM", "army") not in open_ones(story, "same")
    assert story.said("same") == [("FAC", "Nahrin"), ("FAC", "Friday")]
    assert not bring(story, "same", accept=False).changes


def test_marks_brought_after_suggestions_accept_them(story: Story) -> None:
    story.marked()
    bring(story, "same", accept=False)
    bring(story, "same")
    assert story.said("same") == story.said("wire")
    assert open_ones(story, "same") == []
    marks = story.own("same")
    suggested = story.project.marks(story["same"], story.project.known_author(copies_author(story.author)))
    assert {v.outcome for v in marks.verdicts} == {"accepted"}
    assert {m.origin for m in marks.mentions} == {m.uid for m in suggested.mentions}
    unmark(story.project, author=story.author, marks=[own(story, "same", "TIME", "Friday")])
    assert open_ones(story, "same") == []
    assert not bring(story, "same").changes


# ---- completeness


def layers(story: Story, name: str) -> tuple[str, ...]:
    row = next(row for row in story.project.queue(story.author) if row.uid == story[name])
    return row.complete_layers


def test_a_copy_that_reads_the_same_is_complete_with_its_source(story: Story) -> None:
    story.marked()
    complete(story.project, author=story.author, article=story["wire"])
    report = bring(story)
    assert layers(story, "same") == layers(story, "short") == layers(story, "boxed") == ("entities", "events")
    assert layers(story, "turned") == ()
    turned = next(one for one in report.brought if one.copy == story["turned"])
    assert {unseen.words for unseen in turned.unseen} == {
        "Three soldiers of the Northern Guard were killed and the army closed the road to Sale."
    }
    assert next(row for row in story.project.queue(story.author) if row.uid == story["turned"]).state == "started"
    assert all(not one.unseen for one in report.brought if one is not turned)


def test_suggestions_make_nothing_complete(story: Story) -> None:
    story.marked()
    complete(story.project, author=story.author, article=story["wire"])
    bring(story, accept=False)
    assert layers(story, "same") == ()


def test_only_what_was_completed_is_complete_on_the_copy(story: Story) -> None:
    story.marked()
    lead = len(CUTS["wire"].split("\n\n")[0])
    complete(story.project, author=story.author, article=story["wire"], layers=["entities"], end=lead)
    bring(story, "same", "short")
    (completion,) = story.own("short").completions
    assert (completion.layer, completion.start, completion.end) == ("entities", 0, lead)


# ---- looking


def test_the_view_says_what_each_copy_has_and_would_get(story: Story) -> None:
    story.marked()
    bring(story, "same")
    view = view_copies(story.project, author=story.author, article=story["turned"])
    assert view.leader == leader_of(story.project, author=story.author, article=story["turned"]) == story["wire"]
    rows = {row.source: row for row in view.rows}
    assert list(rows) == ["wire", "same", "short", "turned", "boxed"]
    assert rows["wire"].brings is None
    assert (rows["same"].to_bring, rows["same"].mentions, rows["same"].events) == (0, 6, 2)
    assert rows["turned"].to_bring == 7
    assert rows["turned"].left == 2
    assert rows["same"].share == rows["short"].share == 1.0
    # What it has more is boilerplate.
    assert rows["boxed"].share == 1.0
    assert rows["boxed"].words == rows["wire"].words == len(CUTS["wire"].split())
    assert 0.9 < rows["turned"].share < 1.0
    assert rows["short"].words == len(CUTS["short"].split())
    assert (rows["same"].state, rows["short"].state) == ("started", "new")


def test_two_copies_laid_side_by_side(story: Story) -> None:
    diff = compare_copies(story.project, story["wire"], story["turned"])
    said = [
        (part.kind, diff.one.text[part.start : part.end], diff.other.text[part.other_start : part.other_end])
        for part in diff.stretches
        if part.kind != "same"
    ]
    background = CUTS["wire"].split("\n\n")[2]
    assert said == [("changed", "Two", "Three"), ("moved", background, background)]
    boxed = compare_copies(story.project, story["wire"], story["boxed"])
    assert {part.kind for part in boxed.stretches} == {"same"}
    (missing,) = (
        part for part in compare_copies(story.project, story["wire"], story["short"]).stretches if part.kind != "same"
    )
    assert missing.kind == "missing"
    assert boxed.one.text[missing.start : missing.end] == CUTS["wire"].split("\n\n", 2)[2]


def test_clusters_are_listed(story: Story) -> None:
    (line,) = list_clusters(story.project)
    assert [source for _, _, _, source in line.articles] == ["wire", *COPIES]


def test_marks_go_to_copies_only(story: Story) -> None:
    story.marked()
    with pytest.raises(SpanloopError, match="is no copy of"):
        bring(story, "same", "stranger")
    assert story.said("same") == []


def test_a_mark_that_is_made_by_hand_where_its_like_moves_to_stays_alone(story: Story) -> None:
    made = story.marked()
    bring(story, "same")
    here = mark(
        story.project, author=story.author, article=story["same"], fragments=story.at("same", "bridge"), label="FAC"
    )
    move(story.project, author=story.author, mention=made["depot"], fragments=story.at("wire", "bridge"))
    bring(story, "same")
    assert own(story, "same", "FAC", "bridge") in here.marks
    assert ("FAC", "depot") not in story.said("same")
    assert story.filled("same", "STRIKE", "hit") == [("target", "bridge"), ("place", "Nahrin")]
