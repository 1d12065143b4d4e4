"""Following a copy, ignoring one, and deciding again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spanloop.core.errors import SpanloopError
from spanloop.operations.completing import complete, reopen, set_state
from spanloop.operations.copying import bring_marks, decide_again, follow, ignore, view_copies
from spanloop.operations.events import set_attribute
from spanloop.operations.exporting import export_jsonl
from spanloop.operations.importing import import_paths
from spanloop.operations.linking import link
from spanloop.operations.marking import annotate_note, relabel, unmark
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.suggestions import accept, reject
from spanloop.operations.truths import collect_truths
from spanloop.operations.undoing import redo, undo
from spanloop.operations.viewing import view_article
from spanloop.store.purging import purge_article
from spanloop.store.records import QueueRow
from tests.unit.operations.story import Story


@pytest.fixture
def story(tmp_path: Path, schema_file: Path) -> Iterator[Story]:
    project = create_project(tmp_path / "story.spanloop", schema_path=schema_file)
    yield Story.tell(project, sign_in(project, name="Noor"))
    project.close()


def chosen(story: Story) -> dict[str, tuple[str, str | None]]:
    """What is decided, by name."""
    names = {uid: name for name, uid in story.uids.items()}
    found = story.project.copies.choices(story.author)
    return {names[uid]: (one.choice, one.leader and names[one.leader]) for uid, one in found.items()}


def row(story: Story, name: str) -> QueueRow:
    return next(each for each in story.project.queue(story.author) if each.uid == story[name])


def let_follow(story: Story, *names: str, leader: str = "wire") -> None:
    articles = [story[name] for name in names]
    follow(story.project, author=story.author, articles=articles, leader=story[leader])


# ---- following


def test_a_follower_gets_the_marks_each_time_its_leader_is_completed(story: Story) -> None:
    let_follow(story, "same", "turned")
    made = story.marked()
    assert story.said("same") == []
    done = complete(story.project, author=story.author, article=story["wire"])
    assert done.act == "entities and events complete, with 2 copies"
    assert story.said("same") == story.said("wire")
    assert row(story, "same").state == "complete"
    assert row(story, "turned").state == "started"
    assert story.said("short") == []
    relabel(story.project, author=story.author, mention=made["day"], label="FAC")
    done = complete(story.project, author=story.author, article=story["wire"])
    assert done.act == "bring 2 marks to 2 copies"
    assert ("FAC", "Friday") in story.said("turned")


def test_one_undo_takes_completion_and_marks_back(story: Story) -> None:
    let_follow(story, "same")
    story.marked()
    complete(story.project, author=story.author, article=story["wire"])
    undo(story.project, author=story.author)
    assert story.said("same") == []
    assert row(story, "same").state == "new"
    assert row(story, "wire").state == "started"
    redo(story.project, author=story.author)
    assert story.said("same") == story.said("wire")
    assert row(story, "same").state == "complete"


def test_reopening_the_leader_reopens_its_followers(story: Story) -> None:
    let_follow(story, "same", "turned")
    story.marked()
    complete(story.project, author=story.author, article=story["wire"])
    reopen(story.project, author=story.author, article=story["wire"], layers=["events"])
    assert row(story, "same").complete_layers == ("entities",)
    assert {c.layer for c in story.own("turned").completions} == {"entities"}
    undo(story.project, author=story.author)
    assert row(story, "same").complete_layers == ("entities", "events")


def test_who_follows_a_complete_article_gets_its_marks_at_once(story: Story) -> None:
    story.marked()
    complete(story.project, author=story.author, article=story["wire"])
    report = follow(story.project, author=story.author, articles=[story["same"]], leader=story["wire"])
    assert report.marks == len(story.said("wire"))
    assert row(story, "same").state == "complete"
    undo(story.project, author=story.author)
    assert (chosen(story), story.said("same")) == ({}, [])


def test_chains_come_to_one_leader(story: Story) -> None:
    let_follow(story, "same", leader="wire")
    let_follow(story, "short", leader="same")
    assert chosen(story) == {"same": ("follow", "wire"), "short": ("follow", "wire")}
    assert follow(story.project, author=story.author, articles=[story["short"]], leader=story["same"]).changes.act == ""


@pytest.mark.parametrize(
    ("copy", "leader", "words"),
    [
        ("wire", "turned", "1 copy follows Depot hit (wire)"),
        ("wire", "wire", "An article cannot follow itself"),
        ("stranger", "wire", "is no copy of"),
        ("wire", "stranger", "is no copy of"),
        ("short", "boxed", "is ignored"),
    ],
)
def test_what_cannot_be_is_refused_with_words(story: Story, copy: str, leader: str, words: str) -> None:
    let_follow(story, "same")
    ignore(story.project, author=story.author, articles=[story["boxed"]])
    before = chosen(story)
    with pytest.raises(SpanloopError) as refused:
        let_follow(story, copy, leader=leader)
    assert words in refused.value.what
    assert refused.value.way_out
    assert chosen(story) == before


def test_a_leader_is_not_ignored_and_a_stranger_neither(story: Story) -> None:
    let_follow(story, "same", "short")
    with pytest.raises(SpanloopError, match="2 copies follow Depot hit"):
        ignore(story.project, author=story.author, articles=[story["wire"]])
    with pytest.raises(SpanloopError, match="no copy of another article"):
        ignore(story.project, author=story.author, articles=[story["stranger"]])
    assert set(chosen(story)) == {"same", "short"}


def test_each_person_decides_alone(story: Story) -> None:
    let_follow(story, "same")
    ada = sign_in(story.project, name="Ada")
    assert story.project.copies.choices(ada) == {}
    story.marked()
    complete(story.project, author=ada, article=story["wire"])
    assert story.said("same") == []


# ---- ignoring


def test_an_ignored_copy_is_skipped_with_a_reason_and_comes_back(story: Story) -> None:
    story.marked()
    done = ignore(story.project, author=story.author, articles=[story["same"], story["boxed"]])
    assert done.act == "ignore 2 copies"
    assert (row(story, "same").state, row(story, "same").reason) == ("skipped", "Copy of Depot hit (wire)")
    reading = story.project.queue_reading(story.author)
    listing = reading.everything()
    assert {reading.next_to_do(listing, after=n) for n in range(len(listing))}.isdisjoint(
        {story["same"], story["boxed"]}
    )
    done = decide_again(story.project, author=story.author, articles=[story["same"]])
    assert done.act == "decide about 1 copy again"
    assert row(story, "same").state == "new"
    assert chosen(story) == {"boxed": ("ignore", None)}
    undo(story.project, author=story.author)
    assert row(story, "same").reason == "Copy of Depot hit (wire)"


def test_an_ignored_copy_takes_no_marks_and_is_taken_up_again_by_hand(story: Story) -> None:
    story.marked()
    ignore(story.project, author=story.author, articles=[story["same"]])
    with pytest.raises(SpanloopError, match="is ignored"):
        bring_marks(story.project, author=story.author, source=story["wire"], targets=[story["same"]])
    set_state(story.project, author=story.author, article=story["same"], state=None)
    assert chosen(story) == {}
    ignore(story.project, author=story.author, articles=[story["same"]])
    complete(story.project, author=story.author, article=story["same"])
    assert chosen(story) == {}
    assert row(story, "same").state == "complete"


def test_a_follower_that_is_ignored_follows_no_more_and_the_other_way_round(story: Story) -> None:
    let_follow(story, "same")
    ignore(story.project, author=story.author, articles=[story["same"]])
    assert chosen(story) == {"same": ("ignore", None)}
    let_follow(story, "same")
    assert chosen(story) == {"same": ("follow", "wire")}
    assert row(story, "same").state == "new"


def test_what_is_ignored_is_neither_true_nor_scored(story: Story) -> None:
    story.marked()
    for name in ("wire", "same"):
        complete(story.project, author=story.author, article=story[name])
    assert {truth.article.uid for truth in collect_truths(story.project).truths} == {story["wire"], story["same"]}
    assert {work.article for work in story.project.completed_work()} == {story["wire"], story["same"]}
    ignore(story.project, author=story.author, articles=[story["same"]])
    found = collect_truths(story.project)
    assert [truth.article.uid for truth in found.truths] == [story["wire"]]
    told = {entry.message for entry in found.ledger.entries if entry.article == "same"}
    assert told == {f"{layer}: Noor ignored it as a copy of another article" for layer in ("entities", "events")}
    assert [work.article for work in story.project.completed_work()] == [story["wire"]]
    decide_again(story.project, author=story.author, articles=[story["same"]])
    assert len(collect_truths(story.project).truths) == 2


def test_another_persons_marks_count_where_one_ignores_an_article(story: Story) -> None:
    ada = sign_in(story.project, name="Ada")
    complete(story.project, author=ada, article=story["same"])
    complete(story.project, author=story.author, article=story["same"])
    ignore(story.project, author=story.author, articles=[story["same"]])
    (truth,) = collect_truths(story.project).truths
    assert truth.layers["entities"].marks.author.name == "Ada"


def test_the_view_names_what_was_decided(story: Story) -> None:
    story.marked()
    let_follow(story, "same")
    ignore(story.project, author=story.author, articles=[story["boxed"]])
    view = view_copies(story.project, author=story.author, article=story["same"])
    assert view.leader == story["wire"]
    assert {each.source: (each.choice, each.leader) for each in view.rows} == {
        "wire": (None, None),
        "same": ("follow", story["wire"]),
        "short": (None, None),
        "turned": (None, None),
        "boxed": ("ignore", None),
    }


# ---- undo

_NAMES = ("wire", "same", "short", "turned", "boxed")
_ACTS = ["ignore", "again", "complete", "reopen", "relabel", "note", "unmark", "negate", "accept", "reject", "link"]
_STEPS = st.one_of(
    st.tuples(st.just("follow"), st.sampled_from(_NAMES), st.sampled_from(_NAMES)),
    st.tuples(st.just("bring"), st.sampled_from(_NAMES), st.booleans()),
    st.tuples(st.sampled_from(_ACTS),
              st.sampled_from(_NAMES), st.integers(0, 9)),
)  # fmt: skip


def _do(story: Story, step: tuple[str, str, object]) -> None:
    """One act; what cannot be is refused and changes nothing."""
    project, author, (what, name, more) = story.project, story.author, step
    uid, own = story[name], story.own(name)
    mentions, events = own.mentions, own.events
    try:
        if what == "follow":
            follow(project, author=author, articles=[uid], leader=story[str(more)])
        elif what == "bring":
            targets = [story[other] for other in _NAMES]
            ignored = project.copies.ignoring()
            targets = [other for other in targets if other not in ignored]
            bring_marks(project, author=author, source=uid, targets=targets, accept=bool(more))
            assert not bring_marks(project, author=author, source=uid, targets=targets, accept=bool(more)).changes
        elif what == "ignore":
            ignore(project, author=author, articles=[uid])
        elif what == "again":
            decide_again(project, author=author, articles=[uid])
        elif what == "complete":
            complete(project, author=author, article=uid)
        elif what == "reopen":
            reopen(project, author=author, article=uid)
        elif what in {"accept", "reject"}:
            found = view_article(project, author=author, article=uid).suggestions
            uids = [mark.uid for marks in found for mark in (*marks.mentions, *marks.events)]
            decide = accept if what == "accept" else reject
            decide(project, author=author, suggestions=uids[: 3 + int(str(more))])
        elif what == "link" and len(mentions) > 1:
            link(project, author=author, type="ALIAS", source=mentions[0].uid, target=mentions[-1].uid)
        elif what == "negate" and events:
            set_attribute(project, author=author, event=events[0].uid, name="polarity", value="neg")
        elif mentions and isinstance(more, int):
            chosen_one = mentions[more % len(mentions)].uid
            if what == "relabel":
                relabel(project, author=author, mention=chosen_one, label="FAC" if more % 2 else "ARM")
            elif what == "note":
                annotate_note(project, author=author, mark=chosen_one, text=f"note {more}")
            elif what == "unmark":
                unmark(project, author=author, marks=[chosen_one])
    except SpanloopError:
        return


def _everything(story: Story) -> object:
    project = story.project
    return [
        (name, project.all_marks(uid), project.states(uid), project.copies.choice(uid, story.author))
        for name, uid in story.uids.items()
    ]


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(_STEPS, min_size=3, max_size=12))
def test_whatever_is_done_can_be_undone_and_done_again(
    tmp_path_factory: pytest.TempPathFactory, schema_file: Path, steps: list[tuple[str, str, object]]
) -> None:
    project = create_project(tmp_path_factory.mktemp("acts") / "story.spanloop", schema_path=schema_file)
    with project:
        story = Story.tell(project, sign_in(project, name="Noor"))
        story.marked()
        seen = [_everything(story)]
        for step in steps:
            _do(story, step)
            now = _everything(story)
            if now != seen[-1]:
                seen.append(now)
            for name in _NAMES:
                text = project.article(story[name]).text
                for mention in story.own(name).mentions:
                    assert text[mention.start : mention.end].strip()
        for before in reversed(seen[:-1]):
            undo(project, author=story.author)
            assert _everything(story) == before
        for after in seen[1:]:
            redo(project, author=story.author)
            assert _everything(story) == after
        assert project.integrity() == []


# ---- files


def test_choices_go_out_and_come_in_lossless(story: Story, tmp_path: Path, schema_file: Path) -> None:
    let_follow(story, "wire", leader="boxed")
    ignore(story.project, author=story.author, articles=[story["same"]])
    ada = sign_in(story.project, name="Ada")
    follow(story.project, author=ada, articles=[story["same"]], leader=story["wire"])
    file = tmp_path / "story.jsonl"
    export_jsonl(story.project, dest=file)
    with create_project(tmp_path / "other.spanloop", schema_path=schema_file) as other:
        ines = sign_in(other, name="Ines")
        report = import_paths(other, author=ines, paths=[file])
        assert other.copies.all_choices() == story.project.copies.all_choices(), report.ledger.entries
        assert other.state(story["same"], story.author) == ("skipped", "Copy of Depot hit (boxed)")
        again = tmp_path / "again.jsonl"
        export_jsonl(other, dest=again)
        assert again.read_bytes() == file.read_bytes()
        undo(other, author=ines)
        assert other.copies.all_choices() == {}
    report = import_paths(story.project, author=story.author, paths=[file])
    assert not report.changes


def test_a_file_names_the_copy_by_its_id_and_the_later_choice_holds(story: Story, tmp_path: Path) -> None:
    let_follow(story, "same")
    file = tmp_path / "lines.jsonl"
    lines = [
        {"id": "a1", "text": "Shells hit the mill.", "author": "Noor", "copy": {"choice": "follow", "of": "a2"}},
        {"id": "a2", "text": "Shells hit the old mill.", "author": "Noor"},
        {"id": "a3", "text": "Shells hit a mill.", "author": "Noor", "copy": {"choice": "follow", "of": "a9"}},
        {"uid": story["same"], "author": "Noor",
         "copy": {"choice": "ignore", "at": "2999-01-01T00:00:00Z"}},
        {"uid": story["wire"], "author": "Noor", "copy": {"choice": "follow", "of": story["same"]}},
    ]  # fmt: skip
    file.write_text("\n".join(json.dumps({**line, "spans": []}) for line in lines), encoding="utf-8")
    report = import_paths(story.project, author=story.author, paths=[file])
    by_id = {name: story.project.article_uid_by_external_id(name) or "" for name in ("a1", "a2", "a3")}
    found = {uid: (one.choice, one.leader) for uid, one in story.project.copies.choices(story.author).items()}
    assert found[by_id["a1"]] == ("follow", by_id["a2"])
    assert by_id["a3"] not in found
    assert found[story["same"]] == ("ignore", None)
    told = [entry.message for entry in report.ledger.entries if entry.code == "copy.undecided"]
    assert told == ["Noor: it follows a9, which is not another article here; nothing was decided"]
    file.write_text('{"text": "Rain.", "author": "Noor", "spans": [], "copy": {"choice": "follow"}}', encoding="utf-8")
    with pytest.raises(SpanloopError, match="follows no article"):
        import_paths(story.project, author=story.author, paths=[file])


def test_an_article_that_is_deleted_for_good_leads_nobody(story: Story) -> None:
    let_follow(story, "same", "short")
    ignore(story.project, author=story.author, articles=[story["boxed"]])
    purge_article(story.project, story["wire"], author=story.author)
    assert chosen_uids(story) == {story["boxed"]}
    purge_article(story.project, story["boxed"], author=story.author)
    assert chosen_uids(story) == set()
    assert story.project.integrity() == []


def test_a_leader_that_is_removed_comes_back_with_its_followers(story: Story) -> None:
    let_follow(story, "same")
    with story.project.act(story.author, "remove it") as act:
        act.remove_article(story["wire"])
    assert chosen_uids(story) == set()
    undo(story.project, author=story.author)
    assert chosen(story) == {"same": ("follow", "wire")}


def chosen_uids(story: Story) -> set[str]:
    return set(story.project.copies.choices(story.author))
