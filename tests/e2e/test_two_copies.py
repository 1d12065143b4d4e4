"""Two copies of a project, marked apart, merge through JSONL on the command line: nothing lost, nothing twice."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spanloop.core.errors import SpanloopError
from tests.e2e.random_acts import ADDING, CHANGING, DrawnAct, Hand, drawn_acts, make_template
from tests.e2e.verbs import Spanloop

#: Acts that add to what is there: what two copies were given apart, both have in the end.
APART = tuple(name for name in ADDING if name not in {"note", "set_attribute", "state", "import"})
#: Acts that change marks or take them away. What else is taken away (a completion) has no times yet, and comes back.
OF_MARKS = (*(name for name in CHANGING if name not in {"reopen", "details", "paste"}), "note", "set_attribute")
Content = dict[tuple[str, str], dict[str, Counter[Any]]]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which both copies begin: suggestions, and marks of Noor and Ilya."""
    path = make_template(tmp_path_factory.mktemp("template"))
    for name in ("Noor", "Ilya"):
        with Hand(path, name) as hand:
            for number, act in enumerate(("mark", "mark", "add_event", "fill_role", "accept")):
                hand.do((act, (0, number * 3, 0, 1, 0, 0)))
    return path


@contextmanager
def two_copies(template: Path) -> Iterator[tuple[Path, Path]]:
    with tempfile.TemporaryDirectory(prefix="spanloop-copies-") as folder:
        paths = Path(folder) / "here.spanloop", Path(folder) / "there.spanloop"
        for path in paths:
            shutil.copy(template, path)
        yield paths


def mark_apart(path: Path, name: str, acts: list[DrawnAct]) -> None:
    """One person's work in one copy; what is refused is left out."""
    with Hand(path, name) as hand:
        for drawn in acts:
            try:
                hand.do(drawn)
            except SpanloopError:
                continue


def carry(spanloop: Spanloop, source: Path, target: Path) -> list[dict[str, Any]]:
    """Export one copy and import that into the other one; the ledger."""
    told, _ = take(spanloop, export(spanloop, source), target)
    return told


def export(spanloop: Spanloop, source: Path) -> Path:
    dest = source.with_suffix(".carried.jsonl")
    dest.write_bytes(spanloop.exported(source))
    return dest


def take(spanloop: Spanloop, file: Path, target: Path) -> tuple[list[dict[str, Any]], int]:
    told = spanloop.imports(target, file, author="Carrier")
    return told["ledger"], told["marks"]


# what a copy says, without identities ---------------------------------------------------------------------------------


def content(spanloop: Spanloop, path: Path) -> Content:
    """What everybody says about every article, with marks named by what they are instead of by uid."""
    found: Content = {}
    for record in spanloop.marks(path):
        author = record.get("author")
        said = found.setdefault((record["text"], f"{author['kind']} {author['name']}" if author else ""), {})
        for part, counted in said_of(record).items():
            said[part] = said.get(part, Counter()) + counted
    return found


def said_of(record: Mapping[str, Any]) -> dict[str, Counter[Any]]:
    """The marks of one line of an export, each once for every time that it stands there."""
    spans = {span["id"]: (span["label"], place(span)) for span in record.get("spans", [])}
    events = {event["id"]: (event["type"], place(event["trigger"])) for event in record.get("events", [])}
    marks = {**spans, **events}
    return {
        "spans": Counter(spans.values()),
        "events": Counter(events.values()),
        "arguments": Counter(
            (events[event["id"]], argument["role"], marks[argument.get("span") or argument["event"]])
            for event in record.get("events", [])
            for argument in event.get("arguments", [])
        ),
        "attributes": Counter(
            (events[event["id"]], name, value)
            for event in record.get("events", [])
            for name, value in event.get("attributes", {}).items()
        ),
        "notes": Counter(
            (marks[mark["id"]], mark["notes"])
            for mark in (*record.get("spans", []), *record.get("events", []))
            if mark.get("notes")
        ),
        "links": Counter((link["type"], marks[link["from"]], marks[link["to"]]) for link in record.get("links", [])),
        "verdicts": Counter((verdict["suggestion"], verdict["outcome"]) for verdict in record.get("verdicts", [])),
        "completions": Counter(
            (done["layer"], done["start"], done["end"], done["schema"]) for done in record.get("completions", [])
        ),
        "state": Counter([(record.get("state"), record.get("reason", ""))] if record.get("state") else []),
    }


def place(span: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
    fragments = span.get("fragments") or [(span["start"], span["end"])]
    return tuple((start, end) for start, end in fragments)


def missing(part_of: Content, whole: Content) -> list[tuple[Any, ...]]:
    """What one copy says and the other does not, each once."""
    return [
        (who, part, item)
        for who, said in part_of.items()
        for part, counted in said.items()
        for item in counted
        if item not in whole.get(who, {}).get(part, Counter())
    ]


def said_by(author: str, found: Content) -> dict[tuple[str, str], Counter[Any]]:
    """What an author says, by text and part; nothing where they say nothing."""
    return {(text, part): counted for (text, who), said in found.items() if who == author
            for part, counted in said.items() if counted}  # fmt: skip


def forget_verdicts(found: Content) -> None:
    for said in found.values():
        said.pop("verdicts", None)


def doubles(found: Content) -> list[tuple[Any, ...]]:
    """What somebody says twice of one article."""
    return [
        (who, part, item) for who, said in found.items() for part, counted in said.items()
        for item, times in counted.items() if times > 1
    ]  # fmt: skip


# properties -----------------------------------------------------------------------------------------------------------

Merge = Callable[[Spanloop, Path, Path], list[dict[str, Any]]]


def one_after_the_other(spanloop: Spanloop, here: Path, there: Path) -> list[dict[str, Any]]:
    """There takes what is here, then here takes all that is there by then."""
    return [*carry(spanloop, here, there), *carry(spanloop, there, here)]


def crosswise(spanloop: Spanloop, here: Path, there: Path) -> list[dict[str, Any]]:
    """Both export before either imports."""
    files = export(spanloop, here), export(spanloop, there)
    return [*take(spanloop, files[0], there)[0], *take(spanloop, files[1], here)[0]]


merges = st.sampled_from([one_after_the_other, crosswise])
in_a_loop = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@settings(in_a_loop, max_examples=8)
@given(
    here=st.lists(drawn_acts((*APART, "import")), min_size=1, max_size=9),
    there=st.lists(drawn_acts((*APART, "import")), min_size=1, max_size=9),
    other=st.sampled_from(["Noor", "Ilya"]),
    merge=merges,
)
def test_copies_that_were_added_to_become_equal(
    template: Path, spanloop: Spanloop, here: list[DrawnAct], there: list[DrawnAct], other: str, merge: Merge
) -> None:
    """By two people, or by one person at two desks."""
    with two_copies(template) as paths:
        for path, name, acts in zip(paths, ("Noor", other), (here, there), strict=True):
            mark_apart(path, name, acts)
        before = [content(spanloop, path) for path in paths]
        merge(spanloop, *paths)
        after = [content(spanloop, path) for path in paths]
        assert (missing(after[0], after[1]), missing(after[1], after[0])) == ([], [])
        for said in (*before, *after):
            forget_verdicts(said)  # one on each suggestion: the later one holds
        assert [missing(said, after[0]) for said in before] == [[], []]
        assert doubles(after[0]) == []
        assert_settled(spanloop, paths)


@settings(in_a_loop, max_examples=6)
@given(
    here=st.lists(drawn_acts((*APART, *OF_MARKS)), min_size=2, max_size=12),
    there=st.lists(drawn_acts(APART), max_size=4),
    merge=merges,
)
def test_what_was_changed_in_one_copy_only_becomes_so_in_the_other(
    template: Path, spanloop: Spanloop, here: list[DrawnAct], there: list[DrawnAct], merge: Merge
) -> None:
    """Nothing is lost of it, nothing that was taken away comes back, and there is nothing to say about a mark."""
    with two_copies(template) as paths:
        mark_apart(paths[0], "Noor", here)
        mark_apart(paths[1], "Ilya", there)
        before = [content(spanloop, path) for path in paths]
        ledger = merge(spanloop, *paths)
        for path in paths:
            after = content(spanloop, path)
            assert said_by("human Noor", after) == said_by("human Noor", before[0])
            assert said_by("human Ilya", after) == said_by("human Ilya", before[1])
        assert [entry for entry in ledger if not entry["message"].startswith("a suggestion is")] == []
        assert_settled(spanloop, paths)


@settings(in_a_loop, max_examples=6)
@given(
    here=st.lists(drawn_acts((*ADDING, *OF_MARKS)), min_size=2, max_size=12),
    there=st.lists(drawn_acts((*ADDING, *OF_MARKS)), min_size=2, max_size=12),
    merge=merges,
)
def test_copies_in_which_one_person_changed_the_same_become_equal(
    template: Path, spanloop: Spanloop, here: list[DrawnAct], there: list[DrawnAct], merge: Merge
) -> None:
    """Whatever was changed on both sides: all marks are as they are in the other copy, and no mention stands twice."""
    with two_copies(template) as paths:
        for path, acts in zip(paths, (here, there), strict=True):
            mark_apart(path, "Noor", acts)
        merge(spanloop, *paths)
        after = [content(spanloop, path) for path in paths]
        assert [one for one in doubles(after[0]) if one[1] == "spans"] == []
        for found in after:
            for said in found.values():
                said.pop("state", None)  # each copy keeps its own reason, and the ledger says so
        assert said_by("human Noor", after[0]) == said_by("human Noor", after[1])
        assert_settled(spanloop, paths)


def assert_settled(spanloop: Spanloop, paths: tuple[Path, Path]) -> None:
    """Merging once more changes nothing, and both files are sound."""
    exports = [spanloop.exported(path) for path in paths]
    for source, target in (paths, paths[::-1]):
        file = export(spanloop, source)
        _, marks = take(spanloop, file, target)
        assert marks == 0
    assert [spanloop.exported(path) for path in paths] == exports
    for path in paths:
        spanloop.finds_sound(path)


# plain cases ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [0, 3], ids=["mention", "event"])
def test_notes_that_were_written_apart_on_one_mark_are_both_kept(template: Path, spanloop: Spanloop, mark: int) -> None:
    with two_copies(template) as paths:
        for path, note in zip(paths, (1, 2), strict=True):
            mark_apart(path, "Noor", [("note", (0, mark, note, 0, 0, 0))])
        crosswise(spanloop, *paths)
        after = [content(spanloop, path) for path in paths]
        assert after[0] == after[1]
        notes = [note for said in after[0].values() for _, note in said["notes"]]
        assert notes == ["note\nnoël \U0001f690"]
        assert_settled(spanloop, paths)


def test_what_cannot_be_merged_is_said(template: Path, spanloop: Spanloop) -> None:
    """Each copy keeps its own reason for skipping and its own title, and the ledger names the other one."""
    with two_copies(template) as paths:
        for number, path in enumerate(paths):
            mark_apart(path, "Noor", [("state", (0, number, 1, 0, 0, 0)), ("details", (0, number, 0, 0, 0, 0))])
        ledger = crosswise(spanloop, *paths)
        said = [f"{entry['code']}: {entry['message']}" for entry in ledger]
        assert [line.partition(":")[0] for line in said] == ["article.details", "merge.conflict"] * 2
        assert "Edited 0" in said[0]
        assert "off topic" in said[1]
        assert_settled(spanloop, paths)


@pytest.mark.parametrize("later", [0, 1])
def test_of_a_mark_that_both_copies_changed_the_later_one_is_kept_and_said(
    template: Path, spanloop: Spanloop, later: int
) -> None:
    with two_copies(template) as paths:
        for path, start in ((paths[1 - later], 20), (paths[later], 23)):
            mark_apart(path, "Noor", [("move", (0, 0, start, 0, 0, 0))])
        expected = said_by("human Noor", content(spanloop, paths[later]))
        ledger = crosswise(spanloop, *paths)
        assert [entry["code"] for entry in ledger] == ["merge.conflict"] * 2
        assert all("is kept" in entry["message"] for entry in ledger)
        assert [said_by("human Noor", content(spanloop, path)) for path in paths] == [expected] * 2
        assert_settled(spanloop, paths)


@pytest.mark.slow
def test_copies_merge_between_programs_of_their_own(template: Path, program: Spanloop, spanloop: Spanloop) -> None:
    """The whole way as a script would go it."""
    with two_copies(template) as paths:
        mark_apart(paths[0], "Noor", [("mark", (0, 9, 0, 1, 2, 0)), ("accept_all", (0, 0, 0, 0, 0, 0))])
        mark_apart(paths[1], "Ilya", [("mark", (0, 9, 0, 1, 2, 0)), ("import", (0, 1, 0, 0, 0, 0))])
        one_after_the_other(program, *paths)
        assert content(spanloop, paths[0]) == content(spanloop, paths[1])


def test_an_import_of_a_copy_is_undone_as_one(template: Path, spanloop: Spanloop) -> None:
    with two_copies(template) as paths:
        changes = [(name, (0, 0, 9, 1, 0, 0)) for name in ("mark", "complete", "move", "retype", "unmark")]
        mark_apart(paths[0], "Noor", changes)
        before = spanloop.exported(paths[1])
        carry(spanloop, *paths)
        assert spanloop.exported(paths[1]) != before
        spanloop.undoes(paths[1], author="Carrier")
        assert spanloop.exported(paths[1]) == before
