"""Two copies of one project, marked apart, come together through JSONL without loss or doubles."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Fragments, Marks, Mention
from spanloop.operations.completing import complete
from spanloop.operations.events import add_event, fill_role, set_attribute
from spanloop.operations.exchange import export_jsonl, import_paths, paste_article
from spanloop.operations.marking import mark, move
from spanloop.operations.merging import merge_marks
from spanloop.operations.projects import create_project, open_project, sign_in
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


def test_a_boundary_that_both_copies_moved_is_kept_twice_and_said(bench: Bench, tmp_path: Path) -> None:
    mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("9th Division"), label="ARM")
    bench.project.backup(tmp_path / "copy.spanloop")
    (mine,) = bench.own().mentions
    move(bench.project, author=bench.author, mention=mine.uid, fragments=bench.at("Gunners of the 9th Division"))
    with open_project(tmp_path / "copy.spanloop") as copy:
        move(copy, author=sign_in(copy, name="Noor"), mention=mine.uid, fragments=bench.at("Division"))
        export_jsonl(copy, dest=tmp_path / "copy.jsonl")
    report = import_paths(bench.project, author=bench.author, paths=[tmp_path / "copy.jsonl"])
    assert {m.fragments for m in bench.own().mentions} == {
        bench.at("Gunners of the 9th Division"),
        bench.at("Division"),
    }
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
