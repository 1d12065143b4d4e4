"""Undo and redo: whole sessions there and back, across restarts, and every reason to refuse."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from spanloop.core.article import Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Mention
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord
from tests.unit.store.helpers import (
    ANN,
    BOB,
    MACHINE,
    TEXT,
    article,
    completion,
    content,
    event,
    link,
    mention,
    schema,
    verdict,
    with_article,
)

TEXTS = (TEXT, "Rebels fired on the city 👩‍🚒.", "قصف الجيش مدينة حلب.", "军队进入阿勒颇。")


@dataclass
class Session:
    """Plays random acts and knows what the content was before and after each."""

    project: Project
    author: Author = ANN
    #: Content before each act that stands, and after each that may be redone.
    before: list[Any] = field(default_factory=list[Any])
    after: list[Any] = field(default_factory=list[Any])

    def pick(self, kind: str, number: int) -> Any:
        """Some article uid, or some mark of the session's author as (article uid, mark)."""
        articles = self.project.article_uids()
        if kind == "article":
            return articles[number % len(articles)] if articles else None
        found = [(uid, mark) for uid in articles for mark in getattr(self.project.marks(uid, self.author), kind)]
        return found[number % len(found)] if found else None

    def play(self, name: str, number: int, other: int) -> None:
        """One step; does nothing where there is nothing to do it to."""
        if name in ("undo", "redo"):
            self.step(name)
            return
        if name == "reopen":
            path = self.project.path
            self.project.close()
            self.project = Project.open(path)
            return
        before = content(self.project)
        with self.project.act(self.author, name) as act:
            getattr(self, name)(act, number, other)
        now = content(self.project)
        assert bool(act.changes.kinds - {"authors"}) == (now != before)
        if now != before:
            self.before.append(before)
            self.after.clear()

    def step(self, name: str) -> None:
        """Undo or redo, held against what is remembered."""
        here = content(self.project)
        source, target = (self.before, self.after) if name == "undo" else (self.after, self.before)
        if not source:
            with pytest.raises(SpanloopError, match=f"nothing to {name}"):
                getattr(self.project, name)(self.author)
            return
        changes = getattr(self.project, name)(self.author)
        assert changes.kinds
        assert content(self.project) == source.pop()
        target.append(here)

    def import_article(self, act: Any, number: int, other: int) -> None:
        text = TEXTS[number % len(TEXTS)]
        zones = (Zone(new_uid(), 0, 5, "headline"),) if other % 2 else ()
        act.add_article(article(text, title=f"Title {other}", zones=zones), raw=text.encode(), path="x.txt")

    def edit_title(self, act: Any, number: int, other: int) -> None:
        if uid := self.pick("article", number):
            act.change_article(uid, title=f"Other {other}", meta={"n": other})

    def drop_article(self, act: Any, number: int, _: int) -> None:
        if uid := self.pick("article", number):
            act.remove_article(uid)

    def free(self, uid: str, number: int, label: str) -> Mention | None:
        end = 1 + number % (len(self.project.article(uid).text) - 1)
        new = mention(end - 1, end, label)
        there = {(mark.fragments, mark.label) for mark in self.project.marks(uid, self.author).mentions}
        return None if (new.fragments, label) in there else new

    def mark(self, act: Any, number: int, other: int) -> None:
        if (uid := self.pick("article", number)) and (new := self.free(uid, other, "ARM")):
            act.add_mentions(uid, self.author, [new])

    def mark_many(self, act: Any, number: int, other: int) -> None:
        if uid := self.pick("article", number):
            marks = [mention(place, place + 2, "LOC", score=0.5, origin=new_uid()) for place in range(8)]
            there = {(mark.fragments, mark.label) for mark in self.project.marks(uid, self.author).mentions}
            new = [mark for mark in marks if (mark.fragments, mark.label) not in there]
            act.add_mentions(uid, self.author, new)
            act.add_verdicts(uid, self.author, [verdict(mark.origin or "", result=mark.uid) for mark in new])

    def suggest(self, act: Any, number: int, other: int) -> None:
        if uid := self.pick("article", number):
            fresh = Author(new_uid(), f"Rules {new_uid()}", "rules")
            filler = mention(0, 3, score=0.1)
            act.add_mentions(uid, fresh, [filler])
            act.add_events(uid, fresh, [event(Argument("who", filler.uid, score=0.3), start=0, end=4, score=0.2)])

    def change_mark(self, act: Any, number: int, other: int) -> None:
        found = self.pick("mentions", number)
        if found and (new := self.free(found[0], other, "LOC")):
            act.change_mention(found[1].uid, fragments=new.fragments, label="LOC", notes=str(other))

    def unmark(self, act: Any, number: int, other: int) -> None:
        found = [self.pick("mentions", number), self.pick("events", other)]
        if any(found):
            act.remove_marks([each[1].uid for each in found if each])

    def add_event(self, act: Any, number: int, other: int) -> None:
        if uid := self.pick("article", number):
            marks = self.project.marks(uid, self.author)
            arguments = [Argument("who", mark.uid, score=number / 50) for mark in marks.mentions[: other % 3]]
            arguments += [Argument("cause", mark.uid, True) for mark in marks.events[:1]]
            act.add_events(uid, self.author, [event(*arguments, start=0, end=4, attributes={"realis": str(other % 3)})])

    def change_event(self, act: Any, number: int, other: int) -> None:
        if found := self.pick("events", number):
            uid, old = found
            fillers = self.project.marks(uid, self.author).mentions[: other % 3]
            kept = old.arguments[: other % 2]
            act.change_event(
                old.uid,
                type="LEAVE" if other % 2 else None,
                trigger=((1, 3),),
                arguments=[*kept, *(Argument("who", mark.uid, score=other / 50) for mark in fillers)],
                attributes={"realis": "x", "polarity": str(other)},
                notes=str(other % 2),
            )

    def add_link(self, act: Any, number: int, other: int) -> None:
        if found := self.pick("mentions", number):
            marks = self.project.marks(found[0], self.author).mentions
            act.add_links(found[0], self.author, [link(found[1].uid, marks[other % len(marks)].uid)])

    def complete(self, act: Any, number: int, other: int) -> None:
        if uid := self.pick("article", number):
            act.add_completions(uid, self.author, [completion(4, layer="events" if other % 2 else "entities")])

    def reopen_layer(self, act: Any, number: int, other: int) -> None:
        for kind, remove in (("completions", act.remove_completions), ("verdicts", act.remove_verdicts)):
            if found := self.pick(kind, number):
                remove([found[1].uid])

    def set_state(self, act: Any, number: int, other: int) -> None:
        if uid := self.pick("article", number):
            state = ("started", "skipped", "question", None)[other % 4]
            act.set_state(uid, self.author, state, reason=str(other % 2))

    def set_zones(self, act: Any, number: int, other: int) -> None:
        if uid := self.pick("article", number):
            kept = self.project.article(uid).zones[:1]
            new = Zone(new_uid(), 5, 6 + other % 3, "boilerplate", state="confirmed")
            act.set_zones(uid, [*(zone for zone in kept if zone.end <= 5), new])

    def new_schema(self, act: Any, number: int, other: int) -> None:
        act.add_schema(schema(f"{number}.{other}", labels=("ARM", "LOC", f"L{number}")))


ACTS = (
    "import_article", "mark", "mark", "mark", "mark_many", "suggest", "change_mark", "unmark", "add_event", "add_event",
    "change_event", "add_link", "complete", "reopen_layer", "set_state", "set_zones", "edit_title", "drop_article",
    "new_schema", "undo", "undo", "redo", "reopen",
)  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 50), st.integers(0, 50)), min_size=6, max_size=24)


@hypothesis_settings(max_examples=15)
@given(steps=STEPS)
def test_undo_to_the_beginning_and_redo_to_the_end(
    steps: list[tuple[str, int, int]], template: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("session") / "s.spanloop"
    shutil.copyfile(template, path)
    session = Session(Project.open(path))
    try:
        first = content(session.project)
        for step in (("import_article", 0, 1), *steps):
            session.play(*step)
        while session.after:
            session.step("redo")
        last = content(session.project)
        assert session.project.integrity() == []
        while session.before:
            session.step("undo")
        assert content(session.project) == first
        session.play("reopen", 0, 0)
        assert session.project.integrity() == []
        assert session.project.undo_label(ANN) is None
        while session.after:
            session.step("redo")
        session.play("reopen", 0, 0)
        assert content(session.project) == last
        assert session.project.integrity() == []
        assert session.project.redo_label(ANN) is None
        for uid in session.project.article_uids():
            assert uid in session.project.search(session.project.article(uid).title)
    finally:
        session.project.close()


@hypothesis_settings(max_examples=10)
@given(steps=st.lists(st.tuples(st.booleans(), STEPS.map(lambda steps: steps[0])), min_size=8, max_size=24))
def test_two_people_never_break_each_others_work(
    steps: list[tuple[bool, tuple[str, int, int]]], template: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """An undo either restores what its act found, as far as that act reached, or is refused and changes nothing."""
    path = tmp_path_factory.mktemp("session") / "s.spanloop"
    shutil.copyfile(template, path)
    with Project.open(path) as project:
        sessions = {True: Session(project, ANN), False: Session(project, BOB)}
        sessions[True].play("import_article", 0, 0)
        for ann, (name, number, other) in steps:
            if name == "reopen":
                continue
            if name not in ("undo", "redo"):
                sessions[ann].play(name, number, other)
                continue
            before = content(project)
            try:
                getattr(project, name)(ANN if ann else BOB)
            except SpanloopError:
                assert content(project) == before
        assert project.integrity() == []


def test_labels_and_changes(project: Project) -> None:
    art = with_article(project)
    mark = mention()
    with project.act(ANN, "mark ARM") as act:
        act.add_mentions(art.uid, ANN, [mark])
    assert (project.undo_label(ANN), project.redo_label(ANN)) == ("mark ARM", None)
    assert project.undo_label(BOB) is None
    undone = project.undo(ANN)
    assert (undone.act, undone.articles, undone.kinds, undone.marks) == (
        "mark ARM", {art.uid}, {"mentions"}, {mark.uid},
    )  # fmt: skip
    assert (project.undo_label(ANN), project.redo_label(ANN)) == ("import", "mark ARM")
    assert project.undo(ANN).articles == {art.uid}
    with pytest.raises(SpanloopError, match="Ann has nothing to undo"):
        project.undo(ANN)
    assert project.redo(ANN).kinds == {"articles"}
    assert project.redo(ANN) == undone
    with pytest.raises(SpanloopError, match="Ann has nothing to redo"):
        project.redo(ANN)


def test_a_new_act_ends_redo_for_good(project: Project) -> None:
    art = with_article(project)
    for start in (0, 7):
        with project.act(ANN, f"mark {start}") as act:
            act.add_mentions(art.uid, ANN, [mention(start, start + 4)])
    project.undo(ANN)
    project.undo(ANN)
    with project.act(ANN, "mark other") as act:
        act.add_mentions(art.uid, ANN, [mention(12, 18)])
    assert project.redo_label(ANN) is None
    project.undo(ANN)
    assert project.redo_label(ANN) == "mark other"


def test_history_tells_what_stands(project: Project) -> None:
    art = with_article(project)
    with project.act(BOB, "mark ARM") as act:
        act.add_mentions(art.uid, BOB, [mention()])
    project.undo(BOB)
    records = project.history()
    assert [(r.author_name, r.label, r.kind, r.undone) for r in records] == [
        ("Bob", "mark ARM", "undo", False),
        ("Bob", "mark ARM", "do", True),
        ("Ann", "import", "do", False),
    ]
    assert all(record.articles == (art.uid,) and record.article_count == 1 for record in records)
    assert len(project.history(limit=1)) == 1


def test_refused_when_somebody_changed_the_same_since(project: Project) -> None:
    art = with_article(project)
    mark = mention()
    with project.act(ANN, "mark ARM") as act:
        act.add_mentions(art.uid, ANN, [mark])
    with project.act(BOB, "relabel to LOC") as act:
        act.change_mention(mark.uid, label="LOC")
    before = content(project)
    with pytest.raises(SpanloopError, match=r'"mark ARM" cannot be undone: Bob changed the same since \("relabel'):
        project.undo(ANN)
    assert content(project) == before
    project.undo(BOB)
    project.undo(ANN)
    assert project.marks(art.uid, ANN).mentions == ()


def test_refused_when_something_added_later_needs_it(project: Project) -> None:
    art = with_article(project)
    with project.act(BOB, "mark") as act:
        act.add_mentions(art.uid, BOB, [mention()])
    before = content(project)
    with pytest.raises(SpanloopError, match=r'"import" cannot be undone: something that was done later'):
        project.undo(ANN)
    assert content(project) == before
    assert project.undo_label(ANN) == "import"


def test_refused_when_the_same_mark_was_made_again(project: Project) -> None:
    art = with_article(project)
    mark = mention()
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [mark])
    with project.act(ANN, "unmark") as act:
        act.remove_marks([mark.uid])
    with project.act(BOB, "restore") as act:
        act.add_mentions(art.uid, ANN, [replace(mark, uid=new_uid())])
    before = content(project)
    with pytest.raises(SpanloopError, match="stands there already"):
        project.undo(ANN)
    assert content(project) == before


def test_training_and_promotion_are_passed_over(project: Project) -> None:
    art = with_article(project)
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [mention()])
    project.undo(ANN)
    record = ExtractorRecord(new_uid(), MACHINE, "Extractor v1", 1, "blank", 0, "h", "1", state="current")
    with project.act(ANN, "train Extractor v1") as act:
        act.add_extractor(record)
    with project.act(ANN, "promote") as act:
        act.set_extractor_state(record.uid, "replaced")
    assert project.redo_label(ANN) == "mark"
    project.redo(ANN)
    assert project.undo_label(ANN) == "mark"
    project.undo(ANN)
    project.undo(ANN)
    assert project.undo_label(ANN) is None
    assert [known.state for known in project.extractors()] == ["replaced"]


def test_ten_thousand_accepted_suggestions_are_one_step(project: Project) -> None:
    art = with_article(project, "word " * 10_000)
    suggestions = [mention(5 * n, 5 * n + 4, score=0.5) for n in range(10_000)]
    with project.act(MACHINE, "suggest") as act:
        act.add_mentions(art.uid, MACHINE, suggestions)
    before = content(project)
    mine = [replace(each, uid=new_uid(), score=None, origin=each.uid) for each in suggestions]
    with project.act(ANN, "accept 10,000 suggestions") as act:
        act.add_mentions(art.uid, ANN, mine)
        act.add_verdicts(art.uid, ANN, [verdict(each.origin or "", result=each.uid) for each in mine])
    after = content(project)
    assert len(project.undo(ANN).marks) == 20_000
    assert content(project) == before
    project.redo(ANN)
    assert content(project) == after


def test_a_damaged_journal_is_said(project: Project) -> None:
    art = with_article(project)
    mark = mention()
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [mark])
    with project.act(ANN, "move") as act:
        act.change_mention(mark.uid, label="LOC")
    project._connection.exec_driver_sql("UPDATE act_row SET payload = x'00' WHERE op = 'update'")
    with pytest.raises(SpanloopError, match="damaged"):
        project.undo(ANN)
