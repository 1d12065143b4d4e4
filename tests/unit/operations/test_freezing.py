"""The frozen test set of a project: what it holds, what stays out, and what is said when its truth changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.evaluation import Evaluation
from spanloop.core.marks import Author
from spanloop.operations.evaluating import evaluate
from spanloop.operations.freezing import freeze, frozen_test, state_of_frozen, unfreeze
from spanloop.operations.marking import mark
from spanloop.operations.projects import sign_in
from spanloop.operations.training import export_spacy
from spanloop.operations.truths import collect_truths
from spanloop.operations.undoing import undo
from spanloop.store.project import Project
from tests.unit.operations.bench import Bench
from tests.unit.operations.judged import bring, found, put_into, said, uid_of

STORY = (
    "Shells hit a depot in Nahrin on Monday, officials said. Two soldiers of the Northern Guard were killed and the "
    "army closed the road to Sale. The governor called it a grave mistake."
)
OTHERS = (
    "Rain flooded the lower streets of Ostrey over the weekend.",
    "A convoy of thirty lorries crossed the bridge at noon with flour.",
    "The court in Vesna let the editor go after a night of questions.",
    "Talks on the dam broke up without a date for another meeting.",
)


def line(name: str, text: str, words: str) -> dict[str, Any]:
    return said(name, "Noor", text=text, spans=[found(words, "GPE", text=text)])


@pytest.fixture
def desk(bench: Bench, tmp_path: Path) -> tuple[Project, Author]:
    """One article in test, one in dev, three in train."""
    project = bench.project
    lines = [line(f"o{number}", text, text.split()[-1].rstrip(".")) for number, text in enumerate(OTHERS)]
    bring(project, tmp_path, line("story", STORY, "Nahrin"), *lines)
    put_into(project, "test", "story")
    put_into(project, "dev", "o0")
    put_into(project, "train", "o1", "o2", "o3")
    collect_truths(project)
    return project, sign_in(project, name="Noor")


def splits(project: Project) -> dict[str, str | None]:
    return {truth.article.external_id or "": truth.split for truth in collect_truths(project).truths}


def score(project: Project) -> Evaluation:
    return evaluate(project, data_dir=Path("nowhere"), author="Noor", against="Noor", on="test")


def test_it_is_frozen_once_undone_and_given_back(desk: tuple[Project, Author]) -> None:
    project, noor = desk
    assert frozen_test(project) is None
    changes = freeze(project, author=noor)
    assert (changes.act, changes.kinds) == ("freeze the test set of 1 article", frozenset({"learning"}))
    state = state_of_frozen(project)
    assert state is not None
    assert list(state.frozen.truths) == [uid_of(project, "story")]
    assert (state.frozen.by, state.changed, state.gone, state.copies) == ("Noor", (), 0, 0)
    assert state.now_hash == state.frozen.hash
    assert state.sentences()[-1] == "None of its articles has a copy in training."
    with pytest.raises(SpanloopError, match="frozen already"):
        freeze(project, author=noor)
    undo(project, author=noor)
    assert frozen_test(project) is None
    freeze(project, author=noor)
    unfreeze(project, author=noor)
    assert state_of_frozen(project) is None
    with pytest.raises(SpanloopError, match="No test set is frozen"):
        unfreeze(project, author=noor)


def test_no_article_joins_it_and_none_is_frozen_where_there_is_none(
    desk: tuple[Project, Author], tmp_path: Path
) -> None:
    project, noor = desk
    freeze(project, author=noor)
    many = [
        line(f"n{n}", f"Report {n} of the {n}th day says that Dorun stayed calm at {n} hours.", "Dorun")
        for n in range(12)
    ]
    bring(project, tmp_path, *many)
    put_into(project, "test", "n3")  # as one that was in the test split, but not complete, when it was frozen
    assert [name for name, split in splits(project).items() if split == "test"] == ["story"]
    truths = collect_truths(project)
    assert next(truth for truth in truths.truths if truth.article.external_id == "n3").split is None
    told = [entry for entry in truths.ledger.entries if entry.code == "split.not_frozen"]
    assert [(entry.article, entry.message) for entry in told] == [
        ("n3", "the test set was frozen without it, so it neither trains nor tests")
    ]
    unfreeze(project, author=noor)
    assert splits(project)["n3"] == "test"


def test_a_copy_of_a_frozen_article_never_trains(desk: tuple[Project, Author], tmp_path: Path) -> None:
    """Not even one that was in train before the two were known to be copies."""
    project, noor = desk
    freeze(project, author=noor)
    bring(project, tmp_path, line("copy", STORY.replace("Monday", "Tuesday"), "Nahrin"))
    put_into(project, "train", "copy")
    truths = collect_truths(project)
    by_name = {truth.article.external_id: truth.split for truth in truths.truths}
    assert (by_name["story"], by_name["copy"]) == ("test", None)
    told = [entry for entry in truths.ledger.entries if entry.code == "split.left_out"]
    assert [entry.article for entry in told] == ["copy"]
    assert "is a copy of story, which is in test" in told[0].message
    written = export_spacy(project, dest=tmp_path / "out", recipe="blank")
    assert "split.left_out" in {entry.code for entry in written.ledger.entries}
    state = state_of_frozen(project)
    assert state is not None
    assert "1 copy of its articles is left out of training." in state.sentences()


def test_scores_name_the_truth_that_they_are_by(desk: tuple[Project, Author]) -> None:
    project, noor = desk
    freeze(project, author=noor)
    before = score(project)
    frozen = frozen_test(project)
    assert frozen is not None
    assert before.test_hash == frozen.hash
    start = STORY.index("Sale")
    mark(project, author=noor, article=uid_of(project, "story"), fragments=((start, start + 4),), label="GPE")
    after = score(project)
    assert after.test_hash != before.test_hash
    day = frozen.at[:4]
    assert any(note.startswith("The truth of 1 test article changed since") and day in note for note in after.notes)
    state = state_of_frozen(project)
    assert state is not None
    assert state.changed == ("story",)
    assert state.now_hash == after.test_hash
    assert Evaluation.from_dict(after.to_dict()).test_hash == after.test_hash


def test_nothing_complete_in_test_is_refused(bench: Bench) -> None:
    with pytest.raises(SpanloopError, match="nothing to freeze"):
        freeze(bench.project, author=bench.author)
