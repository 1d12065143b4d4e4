"""Two copies of one project, marked apart, come together through JSONL without loss or doubles."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Argument, Author, Event, Fragments, Link, Marks, Mention, Removal
from spanloop.operations.completing import complete
from spanloop.operations.events import add_event, fill_role, set_attribute
from spanloop.operations.exporting import export_jsonl
from spanloop.operations.importing import import_paths
from spanloop.operations.marking import mark, move
from spanloop.operations.merging import merge_marks
from spanloop.operations.pasting import paste_article
from spanloop.operations.projects import create_project, open_project, sign_in
from spanloop.operations.undoing import undo
from tests.unit.operations.bench import TEXT, Bench


def said(marks: Marks) -> tuple[set[Any], set[Any], set[Any]]:
    """What the marks say, without uids."""
    place = {m.uid: (m.label, m.fragments) for m in marks.mentions} | {e.uid: (e.type, e.trigger) for e in marks.events}
    events = {
        (e.type, e.trigger, frozenset((a.role, place[a.filler]) for a in e.arguments), frozenset(e.attributes.items()))
        for e in marks.events
    }
    return (
        {(m.label, m.fragments, m.notes) for m in marks.mentions},
        events,
        {(c.layer, c.start, c.end) for c in marks.completions},
    )


def test_two_copies_marked_apart_merge_without_loss_or_doubles(bench: Bench, tmp_path: Path) -> None:
    mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("Army"), label="ARM")
    bench.project.backup(tmp_path / "copy.spanloop")

    mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("Gunners"), label="ARM")
    add_event(bench.project, author=bench.author, article=bench.article, trigger=bench.at("shelled"), type="STRIKE")
    with open_project(tmp_path / "copy.spanloop") as copy:
        noor = sign_in(copy, name="Noor")
        mark(copy, author=noor, article=bench.article, fragments=bench.at("Gunners"), label="ARM")
        mark(copy, author=noor, article=bench.article, fragments=bench.at("Tel Shahin"), label="GPE")
        add_event(copy, author=noor, article=bench.article, trigger=bench.at("shelled"), type="STRIKE")
        theirs = copy.marks(bench.article, noor)
        place = next(m.uid for m in theirs.mentions if m.label == "GPE")
        fill_role(copy, author=noor, event=theirs.events[0].uid, role="place", filler=place)
        set_attribute(copy, author=noor, event=theirs.events[0].uid, name="kind", value="shelling")
        complete(copy, author=noor, article=bench.article, layers=["entities"])
        ilya = sign_in(copy, name="Ilya")
        mark(copy, author=ilya, article=bench.article, fragments=bench.at("Army"), label="ARM")
        _, pasted = paste_article(copy, author=ilya, text="Another report.\n")
        export_jsonl(copy, dest=tmp_path / "copy.jsonl")

    import_paths(bench.project, author=bench.author, paths=[tmp_path / "copy.jsonl"])
    mentions, events, completions = said(bench.own())
    assert {(label, TEXT[f[0][0] : f[0][1]]) for label, f, _ in mentions} == {
        ("ARM", "Army"),
        ("ARM", "Gunners"),
        ("GPE", "Tel Shahin"),
    }
    assert events == {
        (
            "STRIKE",
            bench.at("shelled"),
            frozenset({("place", ("GPE", bench.at("Tel Shahin")))}),
            frozenset({("kind", "shelling")}),
        )
    }
    assert completions == {("entities", 0, len(TEXT))}
    assert bench.project.has_article(pasted)
    assert {m.author.name for m in bench.project.all_marks(bench.article)} == {"Noor", "Ilya"}

    before = [said(marks) for marks in bench.project.all_marks(bench.article)]
    report = import_paths(bench.project, author=bench.author, paths=[tmp_path / "copy.jsonl"])
    assert (report.marks, report.added) == (0, 0)
    assert [said(marks) for marks in bench.project.all_marks(bench.article)] == before


def test_of_a_boundary_that_both_copies_moved_the_later_one_is_kept_and_said(bench: Bench, tmp_path: Path) -> None:
    mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("9th Division"), label="ARM")
    bench.project.backup(tmp_path / "copy.spanloop")
    (mine,) = bench.own().mentions
    move(bench.project, author=bench.author, mention=mine.uid, fragments=bench.at("Gunners of the 9th Division"))
    with open_project(tmp_path / "copy.spanloop") as copy:
        move(copy, author=sign_in(copy, name="Noor"), mention=mine.uid, fragments=bench.at("Division"))
        export_jsonl(copy, dest=tmp_path / "copy.jsonl")
    report = import_paths(bench.project, author=bench.author, paths=[tmp_path / "copy.jsonl"])
    assert [m.fragments for m in bench.own().mentions] == [bench.at("Division")]
    assert [entry.code for entry in report.ledger.entries] == ["merge.conflict"]


def test_jsonl_out_and_in_gives_the_same_project(bench: Bench, tmp_path: Path, schema_file: Path) -> None:
    mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("Army"), label="ARM")
    parts = (bench.at("Gunners")[0], bench.at("Division")[0])
    mark(bench.project, author=bench.author, article=bench.article, fragments=parts, label="ARM")
    add_event(bench.project, author=bench.author, article=bench.article, trigger=bench.at("shelled"), type="STRIKE")
    complete(bench.project, author=bench.author, article=bench.article)
    export_jsonl(bench.project, dest=tmp_path / "out.jsonl")
    with create_project(tmp_path / "again.spanloop", schema_path=schema_file) as again:
        import_paths(again, author=sign_in(again, name="Ilya"), paths=[tmp_path / "out.jsonl"])
        (noor,) = again.all_marks(bench.article)
        assert noor == bench.own()
        export_jsonl(again, dest=tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "out.jsonl").read_bytes()


def test_copies_of_one_text_stay_apart_through_jsonl(bench: Bench, tmp_path: Path, schema_file: Path) -> None:
    """Two articles of one text have uids of their own; what was pasted in the other project is one of them."""
    _, twin = paste_article(bench.project, author=bench.author, text=TEXT, title="The same, from another site")
    mark(bench.project, author=bench.author, article=twin, fragments=bench.at("Army"), label="ARM")
    out = tmp_path / "out.jsonl"
    export_jsonl(bench.project, dest=out)
    with create_project(tmp_path / "again.spanloop", schema_path=schema_file) as again:
        ilya = sign_in(again, name="Ilya")
        assert import_paths(again, author=ilya, paths=[out]).added == 2
        assert import_paths(again, author=ilya, paths=[out]).added == 0
        assert sorted(again.article_uids()) == sorted([bench.article, twin])
    with create_project(tmp_path / "third.spanloop", schema_path=schema_file) as third:
        ilya = sign_in(third, name="Ilya")
        _, ours = paste_article(third, author=ilya, text=TEXT)
        assert import_paths(third, author=ilya, paths=[out]).added == 1
        assert import_paths(third, author=ilya, paths=[out]).added == 0
        assert len(third.article_uids()) == 2
        assert ours in third.article_uids()


def test_an_unknown_label_stops_the_import_with_its_line_and_nothing_is_written(bench: Bench, tmp_path: Path) -> None:
    lines = [
        '{"text": "Army moves.", "spans": [{"start": 0, "end": 4, "label": "ARM"}]}',
        '{"text": "Navy moves.", "spans": [{"start": 0, "end": 4, "label": "SHIP"}]}',
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(SpanloopError, match=r"in\.jsonl, line 2: The schema has no entity label SHIP"):
        import_paths(bench.project, author=bench.author, paths=[tmp_path / "in.jsonl"])
    assert not bench.project.article_uids_by_text("Army moves.")


def test_the_same_id_with_another_text_is_refused(bench: Bench, tmp_path: Path) -> None:
    for number, text in enumerate(["One text.", "Another text."]):
        (tmp_path / f"{number}.jsonl").write_text(f'{{"id": "a", "text": "{text}"}}\n', encoding="utf-8")
    import_paths(bench.project, author=bench.author, paths=[tmp_path / "0.jsonl"])
    with pytest.raises(SpanloopError, match="another text"):
        import_paths(bench.project, author=bench.author, paths=[tmp_path / "1.jsonl"])


def test_a_folder_of_texts_comes_in_once(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.txt").write_text(f"Report {name}\n\nTroops moved.\n", encoding="utf-8")
    assert import_paths(bench.project, author=bench.author, paths=[folder]).added == 2
    report = import_paths(bench.project, author=bench.author, paths=[folder])
    assert (report.added, report.known) == (0, 2)
    shutil.rmtree(folder)
    with pytest.raises(SpanloopError, match="no such file"):
        import_paths(bench.project, author=bench.author, paths=[folder])


spans = st.tuples(st.integers(0, 20), st.integers(1, 6)).map(lambda at: ((at[0], at[0] + at[1]),))
mentions = st.lists(st.tuples(spans, st.sampled_from(["ARM", "GPE"])), unique=True, max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ours=mentions, theirs=mentions, common=mentions)
def test_merging_is_a_union_whatever_the_uids(
    bench: Bench,
    ours: list[tuple[Fragments, str]],
    theirs: list[tuple[Fragments, str]],
    common: list[tuple[Fragments, str]],
) -> None:
    def make(items: list[tuple[Fragments, str]], prefix: str) -> list[Mention]:
        return [Mention(f"{prefix}{n}", fragments, label) for n, (fragments, label) in enumerate(items)]

    shared = make([item for item in common if item not in ours and item not in theirs], "c")
    held = Marks(bench.author, (*shared, *make(ours, "o")))
    incoming = Marks(bench.author, (*shared, *make(theirs, "t")))
    plan = merge_marks(held, incoming, author=bench.author)
    after = [(m.label, m.fragments) for m in (*held.mentions, *plan.mentions)]
    assert len(after) == len(set(after))
    assert set(after) == {(m.label, m.fragments) for m in (*held.mentions, *incoming.mentions)}
    assert not merge_marks(Marks(bench.author, (*held.mentions, *plan.mentions)), incoming, author=bench.author)


def test_two_files_of_one_name_in_different_folders_stay_apart(bench: Bench, tmp_path: Path) -> None:
    for place in ("north", "south"):
        (tmp_path / "texts" / place).mkdir(parents=True)
        (tmp_path / "texts" / place / "report.txt").write_text(f"Report\n\nTroops moved {place}.\n", encoding="utf-8")
    assert import_paths(bench.project, author=bench.author, paths=[tmp_path / "texts"]).added == 2
    assert bench.project.article_uid_by_external_id("north/report.txt")


# changes and removals -------------------------------------------------------------------------------------------------

OLD, EARLY, LATE = (f"2024-01-0{day}T00:00:00.000Z" for day in (1, 2, 3))
NOOR = Author("00000000-0000-7000-8000-000000000001", "Noor")
PLACE, OTHER = ((0, 4),), ((6, 9),)


def a_mention(changed: str, *earlier: str, uid: str = "m", label: str = "ARM", at: Fragments = PLACE) -> Mention:
    return Mention(uid, at, label, changed=changed, earlier=earlier)


def an_event(changed: str, *earlier: str, **said: Any) -> Event:
    return Event("e", said.pop("type", "STRIKE"), said.pop("trigger", OTHER), changed=changed, earlier=earlier, **said)


def filled(*fillers: str) -> tuple[Argument, ...]:
    return tuple(Argument("place", filler) for filler in fillers)


def both_ways(here: Marks, there: Marks) -> tuple[list[str], list[str]]:
    """What one side would say after taking over the other, in plain words, for both sides."""
    return after(here, there), after(there, here)


def after(held: Marks, incoming: Marks) -> list[str]:
    """The marks of a merge, written down; without a database."""
    plan = merge_marks(held, incoming, author=NOOR)
    marks = {mark.uid: mark for mark in (*held.mentions, *held.events) if mark.uid not in plan.gone}
    marks = {plan.renamed.get(uid, uid): mark for uid, mark in marks.items()}
    marks |= {m.uid: m for m in (*plan.mentions, *plan.changed_mentions, *plan.events, *plan.changed_events)}
    removed = {r.uid for r in (*held.removed, *plan.removals)} - set(plan.revived)
    lines = [repr(replace(mark, uid=uid)) for uid, mark in marks.items()]
    return [*sorted(lines), f"removed {sorted(removed)}"]


def test_what_only_one_side_changed_holds_on_both() -> None:
    """Also where it is less than before: no label, filler, attribute or note comes back from the other side."""
    new = a_mention(LATE, OLD, label="GPE", at=OTHER)
    here, there = Marks(NOOR, (a_mention(OLD),)), Marks(NOOR, (new,))
    assert both_ways(here, there) == ([repr(new), "removed []"],) * 2
    full = an_event(OLD, arguments=filled("m"), attributes={"kind": "air"}, notes="note")
    bare = an_event(LATE, OLD, type="SAY")
    here, there = Marks(NOOR, (a_mention(OLD),), (full,)), Marks(NOOR, (a_mention(OLD),), (bare,))
    assert both_ways(here, there) == ([repr(bare), repr(a_mention(OLD)), "removed []"],) * 2
    assert not merge_marks(there, here, author=NOOR).conflicts


def test_of_what_both_sides_changed_the_later_holds_and_fillers_are_kept_of_both() -> None:
    mentions = a_mention(OLD), a_mention(OLD, uid="n", at=OTHER)
    early = an_event(EARLY, OLD, trigger=PLACE, arguments=filled("m"), attributes={"kind": "air"}, notes="one")
    late = an_event(LATE, OLD, arguments=filled("n"), attributes={"kind": "shelling"}, notes="two")
    here, there = Marks(NOOR, mentions, (early,)), Marks(NOOR, mentions, (late,))
    joined = an_event(
        LATE, OLD, EARLY, arguments=filled("n", "m"), attributes={"kind": "shelling"}, notes="one\ntwo"
    )  # fmt: skip
    assert both_ways(here, there) == ([*sorted(map(repr, (joined, *mentions))), "removed []"],) * 2
    for held, incoming in ((here, there), (there, here)):
        assert len(merge_marks(held, incoming, author=NOOR).conflicts) == 2
    assert not merge_marks(Marks(NOOR, mentions, (joined,)), here, author=NOOR)


@pytest.mark.parametrize("times", [(EARLY, LATE), (LATE, EARLY), (LATE, LATE)])
def test_arguments_keep_the_scores_that_they_have_here(times: tuple[str, str]) -> None:
    """As marks do; one that is new here brings its own."""
    mentions = a_mention(OLD), a_mention(OLD, uid="n", at=OTHER)
    mine = an_event(times[0], OLD, arguments=(Argument("place", "m", score=0.5),), score=0.75)
    fresh = (Argument("place", "m", score=0.25), Argument("place", "n", score=0.125))
    there = Marks(NOOR, mentions, (an_event(times[1], OLD, arguments=fresh, score=0.25),))
    (event,) = merge_marks(Marks(NOOR, mentions, (mine,)), there, author=NOOR).changed_events
    assert event.score == 0.75
    assert {argument.filler: argument.score for argument in event.arguments} == {"m": 0.5, "n": 0.125}


def test_a_later_version_elsewhere_leaves_the_scores_of_what_it_keeps() -> None:
    mine = an_event(OLD, arguments=(Argument("place", "m", score=0.5),), score=0.75)
    fresh = (Argument("place", "m", score=0.25), Argument("place", "n", score=0.125))
    mentions = a_mention(OLD), a_mention(OLD, uid="n", at=OTHER)
    there = Marks(NOOR, mentions, (an_event(LATE, OLD, arguments=fresh, score=0.25),))
    (event,) = merge_marks(Marks(NOOR, mentions, (mine,)), there, author=NOOR).changed_events
    assert (event.score, [argument.score for argument in event.arguments]) == (0.75, [0.5, 0.125])


@pytest.mark.parametrize("times", [("", ""), (LATE, ""), (LATE, LATE)])
def test_versions_without_times_or_with_equal_ones_are_both_kept_and_said(times: tuple[str, str]) -> None:
    here, there = (Marks(NOOR, (a_mention(time, at=at),)) for time, at in zip(times, (PLACE, OTHER), strict=True))
    plan = merge_marks(here, there, author=NOOR)
    assert [mention.fragments for mention in plan.mentions] == [OTHER]
    assert plan.mentions[0].uid != "m"
    assert len(plan.conflicts) == 1


def test_what_one_side_removed_goes_with_its_uses_unless_it_was_changed_since() -> None:
    event = an_event(OLD, arguments=filled("m"))
    here = Marks(NOOR, (a_mention(OLD),), (event,), (Link("k", "CAUSE", "e", "e2", True),))
    there = Marks(NOOR, removed=(Removal("m", EARLY), Removal("k", EARLY)))
    assert both_ways(here, there) == ([repr(an_event(EARLY, OLD)), "removed ['k', 'm']"],) * 2
    changed = Marks(NOOR, (a_mention(LATE, OLD),))
    assert both_ways(changed, there) == (
        [repr(a_mention(LATE, OLD)), "removed ['k']"],
        [repr(a_mention(LATE, OLD)), "removed ['k']"],
    )
    for held, incoming in ((changed, there), (there, changed)):
        assert len(merge_marks(held, incoming, author=NOOR).conflicts) == 1


def test_mentions_that_come_to_stand_on_one_another_go_on_as_one() -> None:
    """One side moved a common mention to where the other one made a new one; then both moved common ones there."""
    event = an_event(OLD, arguments=filled("m"))
    moved = a_mention(EARLY, OLD, at=OTHER)
    here = Marks(NOOR, (moved,), (event,))
    there = Marks(NOOR, (a_mention(OLD), a_mention(LATE, uid="a", at=OTHER)), (replace(event, arguments=filled("a")),))
    one, other = both_ways(here, there)
    assert one == other
    assert [line.count("Mention(") for line in one] == [0, 1, 0]
    first, second = a_mention(OLD, at=((1, 2),)), a_mention(OLD, uid="n", at=((3, 5),))
    here = Marks(NOOR, (a_mention(EARLY, OLD), second), (an_event(OLD, arguments=filled("n")),))
    there = Marks(NOOR, (first, a_mention(LATE, OLD, uid="n")), (an_event(OLD, arguments=filled("n")),))
    joined = [repr(an_event(LATE, OLD, arguments=filled("m"))), repr(a_mention(LATE, OLD, EARLY)), "removed ['n']"]
    assert both_ways(here, there) == (joined, joined)


def test_twins_that_were_made_apart_are_one_mark_from_then_on() -> None:
    """So that a change or removal of it on one side is known for what it is on the other."""
    here, there = Marks(NOOR, (a_mention(LATE, uid="b"),)), Marks(NOOR, (a_mention(EARLY, uid="a"),))
    joined = [repr(a_mention(LATE, EARLY, uid="a")), "removed []"]
    assert both_ways(here, there) == (joined, joined)


def test_mentions_may_change_places(bench: Bench, tmp_path: Path) -> None:
    for words in ("Gunners", "Army"):
        mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at(words), label="ARM")
    bench.project.backup(tmp_path / "copy.spanloop")
    first, second = bench.own().mentions
    with open_project(tmp_path / "copy.spanloop") as copy:
        noor = sign_in(copy, name="Noor")
        for uid, words in ((first.uid, "depot"), (second.uid, "Army"), (first.uid, "Gunners")):
            move(copy, author=noor, mention=uid, fragments=bench.at(words))
        export_jsonl(copy, dest=tmp_path / "copy.jsonl")
        theirs = copy.marks(bench.article, noor)
    report = import_paths(bench.project, author=bench.author, paths=[tmp_path / "copy.jsonl"])
    assert (bench.own(), report.ledger.entries) == (theirs, ())
    undo(bench.project, author=bench.author)
    assert bench.own().mentions == (first, second)


def test_twins_keep_their_verdicts_and_uses(bench: Bench, tmp_path: Path) -> None:
    bench.project.backup(tmp_path / "copy.spanloop")
    with open_project(tmp_path / "copy.spanloop") as copy:
        noor = sign_in(copy, name="Noor")
        mark(copy, author=noor, article=bench.article, fragments=bench.at("depot"), label="FAC")
        add_event(copy, author=noor, article=bench.article, trigger=bench.at("shelled"), type="STRIKE")
        export_jsonl(copy, dest=tmp_path / "copy.jsonl")
        older = copy.marks(bench.article, noor)
    mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("depot"), label="FAC")
    add_event(bench.project, author=bench.author, article=bench.article, trigger=bench.at("shelled"), type="STRIKE")
    own = bench.own()
    fill_role(bench.project, author=bench.author, event=own.events[0].uid, role="target", filler=own.mentions[0].uid)
    before = bench.own()
    import_paths(bench.project, author=bench.author, paths=[tmp_path / "copy.jsonl"])
    assert bench.own().mentions == older.mentions
    (event,) = bench.own().events
    assert (event.uid, event.arguments) == (older.events[0].uid, (Argument("target", older.mentions[0].uid),))
    assert bench.project.integrity() == []
    undo(bench.project, author=bench.author)
    assert bench.own() == before
