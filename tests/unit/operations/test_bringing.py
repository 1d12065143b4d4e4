"""Bringing takes nothing away: completeness that a person gave stays, and their original stays the leader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spanloop.core.marks import LAYERS
from spanloop.core.ranges import merge_ranges, subtract_ranges
from spanloop.operations.choosing import decide_again, follow, ignore
from spanloop.operations.completing import complete, reopen
from spanloop.operations.copying import CopyRow, bring_marks, leader_of, view_copies
from spanloop.operations.marking import mark, unmark
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.suggestions import accept
from spanloop.operations.viewing import view_article
from tests.unit.operations.story import CUTS, Story


@pytest.fixture
def story(tmp_path: Path, schema_file: Path) -> Iterator[Story]:
    project = create_project(tmp_path / "story.spanloop", schema_path=schema_file)
    yield Story.tell(project, sign_in(project, name="Noor"))
    project.close()


def bring(story: Story, source: str, *names: str) -> str:
    """Bring as one's own marks to these copies, or to all; returns what was done."""
    targets = [story[name] for name in names or CUTS if name != source]
    return bring_marks(
        story.project, author=story.author, source=story[source], targets=targets, accept=True
    ).changes.act  # fmt: skip


def rows(story: Story, name: str, *, leader: str | None = None) -> dict[str, CopyRow]:
    view = view_copies(
        story.project, author=story.author, article=story[name], leader=None if leader is None else story[leader]
    )
    return {row.source: row for row in view.rows}


def leads(story: Story, name: str) -> str:
    """The copy that is the leader when a story is looked at from one of its copies."""
    uid = leader_of(story.project, author=story.author, article=story[name])
    return next(name for name in CUTS if story[name] == uid)


def test_bringing_back_from_a_copy_leaves_a_completed_original_complete(story: Story) -> None:
    story.marked()
    complete(story.project, author=story.author, article=story["wire"])
    bring(story, "wire")
    before = story.own("wire").completions
    for copy in ("turned", "short", "boxed", "same"):
        bring(story, copy)
    assert story.own("wire").completions == before
    assert rows(story, "wire")["wire"].state == "complete"


def test_what_a_person_completed_by_hand_is_neither_open_nor_to_be_looked_at(story: Story) -> None:
    story.marked()
    complete(story.project, author=story.author, article=story["wire"])
    bring(story, "wire", "turned")
    seen = rows(story, "turned", leader="turned")
    assert seen["wire"].by_hand
    assert seen["wire"].brings is not None
    assert seen["wire"].brings.unseen == ()
    assert not seen["turned"].by_hand
    assert not seen["same"].by_hand


def test_a_later_mark_of_the_leader_without_a_place_takes_no_completeness_from_a_copy(story: Story) -> None:
    complete(story.project, author=story.author, article=story["wire"])
    bring(story, "wire", "turned")
    before = _seen(story)
    # Its fragments stand in another order there.
    apart = (*story.at("wire", "governor"), *story.at("wire", "shops"))
    mark(story.project, author=story.author, article=story["wire"], fragments=apart, label="ARM")
    bring(story, "wire", "turned")
    assert not _lost(before, _seen(story))


def test_the_leader_is_where_the_marks_came_from(story: Story) -> None:
    story.marked()
    bring(story, "wire", "same", "short")
    story.mark("same", "shops", "FAC")
    assert [leads(story, name) for name in CUTS] == ["wire"] * 5
    bring_marks(
        story.project, author=story.author, source=story["wire"], targets=[story["turned"]], accept=False
    )  # fmt: skip
    (open_ones,) = view_article(story.project, author=story.author, article=story["turned"]).suggestions
    accept(story.project, author=story.author, suggestions=[open_ones.mentions[0].uid])
    assert leads(story, "turned") == "wire"


def test_the_leader_is_completed_by_hand_before_it_has_most_marks(story: Story) -> None:
    assert leads(story, "short") == "short"
    story.mark("turned", "Nahrin", "GPE")
    assert leads(story, "short") == "turned"
    story.marked()
    assert leads(story, "turned") == "wire"
    complete(story.project, author=story.author, article=story["turned"])
    assert leads(story, "short") == leads(story, "wire") == leads(story, "turned") == "turned"
    follow(story.project, author=story.author, articles=[story["short"]], leader=story["same"])
    assert leads(story, "short") == leads(story, "same") == leads(story, "wire") == "same"
    decide_again(story.project, author=story.author, articles=[story["short"]])
    ignore(story.project, author=story.author, articles=[story["turned"]])
    assert leads(story, "turned") == "wire"


def test_a_mark_that_was_removed_on_a_copy_has_its_place_there_and_is_said_to_be_removed(story: Story) -> None:
    story.marked()
    bring(story, "wire", "turned")
    (day,) = (mention for mention in story.own("turned").mentions if mention.label == "TIME")
    unmark(story.project, author=story.author, marks=[day.uid])
    turned = rows(story, "wire")["turned"]
    assert turned.brings is not None
    assert (turned.to_bring, turned.left, turned.decided_here) == (0, 2, 1)
    (removed,) = (one for one in turned.brings.left if one.placed)
    assert (removed.name, removed.quote) == ("TIME", "Friday")
    assert removed.why == "it was removed or rejected on the copy"


_STEPS = st.lists(
    st.tuples(st.sampled_from(["mark", "complete", "bring", "unmark", "reopen"]), *[st.sampled_from(list(CUTS))] * 2,
              st.integers(0, 400), st.integers(1, 400)),
    min_size=3, max_size=12,
)  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_whatever_is_brought_no_completed_character_is_lost(
    steps: list[tuple[str, str, str, int, int]], tmp_path_factory: pytest.TempPathFactory, schema_file: Path
) -> None:
    project = create_project(tmp_path_factory.mktemp("any") / "any.spanloop", schema_path=schema_file)
    story = Story.tell(project, sign_in(project, name="Noor"))
    for what, name, other, start, size in steps:
        before = _seen(story)
        text = CUTS[name]
        if what == "mark":
            words = text.split()[start % len(text.split())].strip('".,')
            if ("ARM", words) not in story.said(name):
                story.mark(name, words, "ARM")
        elif what == "complete":
            first, end = (0, len(text)) if size % 2 else (start % len(text), min(start % len(text) + size, len(text)))
            complete(project, author=story.author, article=story[name], start=first, end=end)
        elif what == "bring":
            bring(story, name, *([other] if size % 2 else []))
            assert not _lost(before, _seen(story))
            bring(story, other)
        elif what == "unmark" and story.own(name).mentions:
            unmark(project, author=story.author, marks=[story.own(name).mentions[0].uid])
        elif what == "reopen":
            reopen(project, author=story.author, article=story[name])
            continue
        assert not _lost(before, _seen(story))
    project.close()


Seen = dict[tuple[str, str], tuple[tuple[int, int], ...]]


def _seen(story: Story) -> Seen:
    """What is complete, by copy and layer."""
    return {
        (name, layer): merge_ranges((c.start, c.end) for c in story.own(name).completions if c.layer == layer)
        for name in CUTS
        for layer in LAYERS
    }


def _lost(before: Seen, after: Seen) -> dict[tuple[str, str], tuple[tuple[int, int], ...]]:
    lost = {where: subtract_ranges(ranges, after[where]) for where, ranges in before.items()}
    return {where: ranges for where, ranges in lost.items() if ranges}
