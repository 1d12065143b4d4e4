"""A refresh on a small project: what it learns, what it replaces, what stays, and what goes wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from spanloop.articles import copies
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.marks import Author, Marks
from spanloop.learn.calibration import Calibration, Class
from spanloop.learn.extractors import ExtractorShelf
from spanloop.learn.turn import TrainingRunningError, training_turn
from spanloop.learn.warm import ScratchNeededError
from spanloop.operations import live as live_module
from spanloop.operations.coming import coming
from spanloop.operations.completing import complete
from spanloop.operations.importing import import_paths
from spanloop.operations.live import HeldPipeline, LiveReport, refresh
from spanloop.operations.live_setting import LiveSetting, live_setting, set_live
from spanloop.operations.marking import mark
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.queueing import view_queue
from spanloop.operations.schema_changing import change_schema, edit_schema, edited
from spanloop.operations.suggesting import suggest
from spanloop.operations.suggestions import accept, reject
from spanloop.operations.training import train
from spanloop.operations.undoing import undo
from spanloop.operations.versions import (
    current_extractor,
    delete_version,
    extractors,
    live_record,
    promote,
    version_rows,
)
from spanloop.operations.viewing import view_article
from spanloop.store.project import Project
from tests.small_loop import write_reports


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten complete reports, six bare ones, and a version that learned enough to suggest in these."""
    folder = tmp_path_factory.mktemp("live")
    with create_project(folder / "live.spanloop") as project:
        noor = sign_in(project, name="Noor")
        marked = write_reports(folder / "marked.jsonl", numbers=range(10))
        bare = write_reports(folder / "bare.jsonl", numbers=range(10, 16), marked=False)
        import_paths(project, author=noor, paths=[marked, bare])
        train(project, author=noor, data_dir=folder, recipe="blank", max_steps=40)
        suggest(project, data_dir=folder)
    return folder


@pytest.fixture
def noor(template: Path, tmp_path: Path) -> Iterator[tuple[Project, Author]]:
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    with Project.open(tmp_path / "live.spanloop") as project:
        yield project, sign_in(project, name="Noor")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few steps, and nothing is dropped: how well it learned is another test's, and chance in so few reports."""
    from spanloop.learn import warm

    learn = warm.warm_up
    monkeypatch.setattr(warm, "warm_up", lambda *a, **k: learn(*a, **{**k, "steps": 2}))
    monkeypatch.setattr(live_module, "_MARGIN", 1.0)


def _open_ones(project: Project, author: Author) -> list[str]:
    return coming(project, author=author)


def _offered(project: Project, author: Author, article: str) -> dict[str, list[str]]:
    """uids of what is offered in an article, by who suggests."""
    desk = view_article(project, author=author, article=article)
    return {m.author.name: [mark.uid for mark in (*m.mentions, *m.events)] for m in desk.suggestions}


def _more(project: Project, author: Author, folder: Path, *, first: int = 40) -> None:
    """Three more complete reports."""
    path = write_reports(folder / f"more{first}.jsonl", numbers=range(first, first + 3))
    import_paths(project, author=author, paths=[path])


def test_a_refresh_suggests_in_the_articles_that_come_next_only(noor: tuple[Project, Author], tmp_path: Path) -> None:
    project, author = noor
    first, second, *others = _open_ones(project, author)
    before = project.undo_label(author)
    made = refresh(project, data_dir=tmp_path, articles=[second, first])
    assert made.kept
    assert not made.waiting
    assert made.read == (second, first)
    assert made.suggestions
    assert made.score is not None
    assert list(_offered(project, author, first)) == ["Extractor v1 live"]
    assert all(list(_offered(project, author, other)) == ["Extractor v1"] for other in others)
    # The queue counts as the desk shows.
    rows = {row.uid: row.suggestions for row in view_queue(project, author=author)}
    assert all(
        rows[uid] == sum(map(len, _offered(project, author, uid).values())) for uid in _open_ones(project, author)
    )
    assert project.undo_label(author) == before
    current = current_extractor(project)
    assert current is not None
    assert current.name == "Extractor v1"


def test_one_record_holds_all_refreshes_of_a_version(noor: tuple[Project, Author], tmp_path: Path) -> None:
    project, author = noor
    held = HeldPipeline()
    refresh(project, data_dir=tmp_path, held=held, author=author, limit=1)
    base = current_extractor(project)
    assert base is not None
    once = live_record(project.extractors(), base.uid)
    _more(project, author, tmp_path)
    again = refresh(project, data_dir=tmp_path, held=held, author=author, limit=1)
    twice = live_record(project.extractors(), base.uid)
    assert once is not None
    assert twice is not None
    assert again.refreshes == 2
    assert once.uid == twice.uid
    assert once.files_hash != twice.files_hash
    assert twice.details["live_of"] == base.uid
    assert twice.details["articles_since"] > once.details["articles_since"]
    assert [row.called for row in version_rows(project, data_dir=tmp_path)] == ["1 live", "1"]
    assert [row.state for row in version_rows(project, data_dir=tmp_path)] == ["live", "current"]
    shelf = ExtractorShelf(tmp_path)
    assert shelf.require(twice.uid)
    assert len(list(shelf.trust_dir.iterdir())) == 2
    # A version's number is its own: the record of its refreshes takes none.
    assert [record.number for record in extractors(project)] == [1, -1]
    with pytest.raises(SpanloopError, match="beside the version"):
        promote(project, author=author, data_dir=tmp_path, extractor=twice.uid)


def test_nothing_is_learned_twice_from_the_same_marks(noor: tuple[Project, Author], tmp_path: Path) -> None:
    project, author = noor
    first, second, *_ = _open_ones(project, author)
    refresh(project, data_dir=tmp_path, articles=[first])
    files = {path.name for path in (tmp_path / "trusted").iterdir()}
    made = refresh(project, data_dir=tmp_path, articles=[second])
    assert made.refreshes == 1
    assert made.read == (second,)
    assert {path.name for path in (tmp_path / "trusted").iterdir()} == files


def test_what_the_schema_lost_is_noticed_though_no_mark_changed(noor: tuple[Project, Author], tmp_path: Path) -> None:
    project, author = noor
    first, second, *_ = _open_ones(project, author)
    refresh(project, data_dir=tmp_path, articles=[first])
    editing = edit_schema(project)
    editing.delete("PER")  # which nobody marked, and which roles allowed until now
    schema, mapping = edited(project, editing)
    change_schema(project, author=author, schema=schema, mapping=mapping)
    assert refresh(project, data_dir=tmp_path, articles=[second]).refreshes == 2


def test_texts_are_compared_again_only_when_some_came_in(
    noor: tuple[Project, Author], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, author = noor
    held, asked = HeldPipeline(), list[str]()
    read, sought = Project.layouts, copies.groups_of_copies
    monkeypatch.setattr(Project, "layouts", lambda project: asked.append("layouts") or read(project))
    monkeypatch.setattr(copies, "groups_of_copies", lambda *a, **k: asked.append("copies") or sought(*a, **k))
    refresh(project, data_dir=tmp_path, held=held, author=author, limit=1)
    assert asked.count("copies") == 1
    asked.clear()
    complete(project, author=author, article=_open_ones(project, author)[0])
    refresh(project, data_dir=tmp_path, held=held, author=author, limit=1)
    assert not asked
    # A process of its own reads the layouts and seeks no copies.
    complete(project, author=author, article=_open_ones(project, author)[0])
    refresh(project, data_dir=tmp_path, author=author, limit=1)
    assert set(asked) == {"layouts"}
    _more(project, author, tmp_path)
    refresh(project, data_dir=tmp_path, held=held, author=author, limit=1)
    assert asked.count("copies") == 1


def test_decided_suggestions_stay_and_rejected_ones_are_not_offered_again(
    noor: tuple[Project, Author], tmp_path: Path
) -> None:
    project, author = noor
    first = _open_ones(project, author)[0]
    refresh(project, data_dir=tmp_path, articles=[first])
    desk = view_article(project, author=author, article=first)
    (suggested,) = desk.suggestions
    wanted, unwanted, *waiting = suggested.mentions
    accept(project, author=author, suggestions=[wanted.uid])
    reject(project, author=author, suggestions=[unwanted.uid])
    _more(project, author, tmp_path)
    made = refresh(project, data_dir=tmp_path, articles=[first])
    assert made.read == (first,)
    desk = view_article(project, author=author, article=first)
    places = [(m.label, m.fragments) for marks in desk.suggestions for m in marks.mentions]
    assert len(places) == len(set(places))
    assert not {(wanted.label, wanted.fragments), (unwanted.label, unwanted.fragments)} & set(places)
    # What is suggested as before is the same suggestion: whoever looks at it goes on looking at it.
    uids = {m.uid for marks in desk.suggestions for m in marks.mentions}
    assert uids & {m.uid for m in waiting}
    # And what was decided can be taken back.
    for _ in range(3):  # the import in between too
        undo(project, author=author)
    uids = {uid for some in _offered(project, author, first).values() for uid in some}
    assert {wanted.uid, unwanted.uid} <= uids


def test_an_article_that_somebody_began_on_meanwhile_is_left_alone(
    noor: tuple[Project, Author], tmp_path: Path
) -> None:
    project, author = noor
    first, second, third, *_ = _open_ones(project, author)
    before = _offered(project, author, first), _offered(project, author, third)

    def begins() -> list[str]:
        mark(project, author=author, article=first, fragments=((0, 6),), label="ARM")
        return [third]

    made = refresh(project, data_dir=tmp_path, articles=[first, second, third], leave=begins)
    assert made.read == (second,)
    assert sorted(made.left) == sorted([first, third])
    assert (_offered(project, author, first), _offered(project, author, third)) == before


def test_complete_articles_get_no_suggestions(noor: tuple[Project, Author], tmp_path: Path) -> None:
    project, author = noor
    first, second, *_ = _open_ones(project, author)
    complete(project, author=author, article=first)
    assert _open_ones(project, author)[0] == second
    made = refresh(project, data_dir=tmp_path, articles=[first, second, "nowhere"])
    assert made.read == (second,)


def test_one_that_is_worse_is_dropped_and_said(
    noor: tuple[Project, Author], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spanloop.learn import warm

    project, author = noor
    first = _open_ones(project, author)[0]
    before = _offered(project, author, first)
    scores = iter([0.8, 0.5])
    monkeypatch.setattr(live_module, "_MARGIN", 0.02)
    monkeypatch.setattr(warm, "score_dev", lambda *_, **__: warm.DevScore(next(scores), 200, "x"))
    made = refresh(project, data_dir=tmp_path, articles=[first])
    assert not made.kept
    assert made.dropped == "it scored 0.50 on the development articles, and 0.80 before"
    assert _offered(project, author, first) == before
    assert [record.number for record in extractors(project)] == [1]
    assert _clean(tmp_path)


def test_scores_are_calibrated_once_by_what_its_own_development_articles_say(
    noor: tuple[Project, Author], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spanloop.learn import suggest as suggesting
    from spanloop.learn import warm

    project, author = noor
    first, second, *_ = _open_ones(project, author)
    classes = (Class("sure", 0.8, 0.9, 40, 36),)
    own = Calibration(slope=1.0, intercept=-1.0, classes=classes)
    told = warm.DevScore(0.9, 200, "x", {"triggers": own.to_json()})
    monkeypatch.setattr(warm, "score_dev", lambda *_, **__: told)
    raw: dict[str, float] = {}
    predict = suggesting.suggest

    def watched(*arguments: Any, **named: Any) -> Iterator[tuple[str, Marks]]:
        for article, marks in predict(*arguments, **named):
            raw.update({event.uid: event.score or 0 for event in marks.events})
            yield article, marks

    monkeypatch.setattr(suggesting, "suggest", watched)
    # The second learns nothing, and what was fitted at the first still holds.
    for article in (first, second):
        made = refresh(project, data_dir=tmp_path, articles=[article])
        assert made.calibrated == ("triggers",)
        (marks,) = [m for m in project.all_marks(article) if m.author.name == "Extractor v1 live"]
        assert marks.events
        assert [event.score for event in marks.events] == [own.apply(raw[event.uid]) for event in marks.events]
    base = current_extractor(project)
    assert base is not None
    record = live_record(project.extractors(), base.uid)
    assert record is not None
    assert record.metrics["calibration"] == {**base.metrics["calibration"], "triggers": own.to_json()}


def test_without_development_articles_it_is_unproven(
    noor: tuple[Project, Author], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spanloop.learn import warm

    project, author = noor
    monkeypatch.setattr(warm, "score_dev", lambda *_, **__: warm.DevScore(None))
    made = refresh(project, data_dir=tmp_path, author=author, limit=1)
    assert made.kept
    assert made.unproven


def test_without_a_version_it_says_so(tmp_path: Path) -> None:
    with create_project(tmp_path / "bare.spanloop") as project, pytest.raises(SpanloopError, match="No version"):
        refresh(project, data_dir=tmp_path)


def test_two_trainings_at_once_are_refused(noor: tuple[Project, Author], tmp_path: Path) -> None:
    project, _ = noor
    with (
        training_turn(tmp_path, uid=project.uid, project=project.path),
        pytest.raises(TrainingRunningError, match="trained already"),
    ):
        refresh(project, data_dir=tmp_path)


def test_missing_and_changed_files_are_refused(noor: tuple[Project, Author], tmp_path: Path) -> None:
    project, _ = noor
    (folder,) = [path for path in (tmp_path / "extractors").iterdir() if path.is_dir()]
    (folder / "more.txt").write_text("changed", encoding="utf-8")
    with pytest.raises(SpanloopError, match="not trained on this computer, or its files were changed"):
        refresh(project, data_dir=tmp_path)
    shutil.rmtree(folder)
    with pytest.raises(SpanloopError, match="not on this computer"):
        refresh(project, data_dir=tmp_path)


@pytest.mark.slow
def test_a_live_version_without_files_begins_anew(noor: tuple[Project, Author], tmp_path: Path) -> None:
    project, author = noor
    refresh(project, data_dir=tmp_path, author=author, limit=1)
    base = current_extractor(project)
    assert base is not None
    record = live_record(project.extractors(), base.uid)
    assert record is not None
    shutil.rmtree(tmp_path / "extractors" / record.uid)
    made = refresh(project, data_dir=tmp_path, author=author, limit=1)
    assert made.kept
    assert made.refreshes == 1
    assert ExtractorShelf(tmp_path).require(record.uid)


@pytest.mark.slow
def test_a_deleted_live_version_and_a_name_that_is_taken(noor: tuple[Project, Author], tmp_path: Path) -> None:
    project, author = noor
    with project.act(author, "bring") as act:
        act.add_author(Author("elsewhere", "Extractor v1 live", "extractor"))
    refresh(project, data_dir=tmp_path, author=author, limit=1)
    live = extractors(project)[-1]
    assert live.name == "Extractor v1 live 2"
    delete_version(project, author=author, data_dir=tmp_path, extractor=live.uid)
    assert [row.called for row in version_rows(project, data_dir=tmp_path)] == ["1"]
    refresh(project, data_dir=tmp_path, author=author, limit=1)
    assert [row.state for row in version_rows(project, data_dir=tmp_path)] == ["live", "current"]


def test_a_label_that_was_removed_needs_a_training_from_scratch(noor: tuple[Project, Author], tmp_path: Path) -> None:
    project, author = noor
    editing = edit_schema(project)
    editing.rename("ARM", "FORCE")
    schema, mapping = edited(project, editing)
    change_schema(project, author=author, schema=schema, mapping=mapping)
    with pytest.raises(ScratchNeededError, match="it knows ARM, which the schema has no more"):
        refresh(project, data_dir=tmp_path)
    assert _clean(tmp_path)


@pytest.mark.parametrize(
    "stage",
    [
        pytest.param("corpus", marks=pytest.mark.slow),
        "learning",
        pytest.param("reading", marks=pytest.mark.slow),
        "writing",
    ],
)
def test_cancelled_at_any_stage_nothing_is_left(noor: tuple[Project, Author], tmp_path: Path, stage: str) -> None:
    project, author = noor
    first = _open_ones(project, author)[0]
    before = _offered(project, author, first)
    asked = {"corpus": 0, "learning": 4, "reading": 7, "writing": 99}[stage]
    calls = [asked]

    def cancelled() -> bool:
        calls[0] -= 1
        return calls[0] < 0

    def leave() -> list[str]:
        calls[0] = 0
        return []

    with pytest.raises(CancelledError):
        refresh(project, data_dir=tmp_path, articles=[first], cancelled=cancelled, leave=leave)
    assert _offered(project, author, first) == before
    assert [record.number for record in extractors(project)] == [1]
    assert _clean(tmp_path)


def test_a_full_disk_leaves_the_version_of_before(
    noor: tuple[Project, Author], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, author = noor
    first = _open_ones(project, author)[0]
    refresh(project, data_dir=tmp_path, articles=[first])
    before, folders = _offered(project, author, first), _hashes(tmp_path)
    _more(project, author, tmp_path)

    def full(*_: object, **__: object) -> None:
        raise SpanloopError("The disk is full")

    monkeypatch.setattr(live_module, "exchange", full)
    with pytest.raises(SpanloopError, match="disk is full"):
        refresh(project, data_dir=tmp_path, articles=[first])
    assert _hashes(tmp_path) == folders
    assert _offered(project, author, first) == before
    assert _clean(tmp_path)


@pytest.mark.slow
def test_another_version_makes_an_end_of_the_live_one(noor: tuple[Project, Author], tmp_path: Path) -> None:
    project, author = noor
    refresh(project, data_dir=tmp_path, author=author, limit=2)
    second = train(project, author=author, data_dir=tmp_path, recipe="blank", max_steps=2)
    if second.state != "current":
        promote(project, author=author, data_dir=tmp_path, extractor=second.uid, anyway="a test")
    made: LiveReport = refresh(project, data_dir=tmp_path, author=author, limit=2)
    assert made.name == "Extractor v2"
    assert [row.called for row in version_rows(project, data_dir=tmp_path)] == ["2 live", "2", "1"]


def test_the_version_does_not_speak_again_where_its_live_one_did(noor: tuple[Project, Author], tmp_path: Path) -> None:
    project, author = noor
    refresh(project, data_dir=tmp_path, author=author, limit=3)
    assert suggest(project, data_dir=tmp_path).suggestions == 0


def test_what_comes_next_begins_with_the_open_article(noor: tuple[Project, Author]) -> None:
    project, author = noor
    order = coming(project, author=author)
    assert len(order) == 6
    assert coming(project, author=author, after=order[2]) == [*order[2:], *order[:2]]
    assert coming(project, author=author, limit=2) == order[:2]


def test_the_setting_is_an_act_and_holds_sense_only(noor: tuple[Project, Author]) -> None:
    project, author = noor
    assert live_setting(project) == LiveSetting(on=True, every=1, scratch_every=20, first=False)
    set_live(project, author=author, setting=LiveSetting(on=False, every=3))
    assert live_setting(project) == LiveSetting(on=False, every=3)
    assert not set_live(project, author=author, setting=LiveSetting(on=False, every=3))
    undo(project, author=author)
    assert live_setting(project).on
    with project.act(author, "nonsense") as act:
        act.set_setting("live", {"on": True, "every": 0, "scratch_every": "often"})
    assert live_setting(project) == LiveSetting()
    assert LiveSetting(every=5).words() == "every 5 completed articles"


def _clean(folder: Path) -> bool:
    """Whether no workroom is left."""
    return not list((folder / "extractors").glob(".work-*"))


def _hashes(folder: Path) -> list[str]:
    from spanloop.learn.extractors import hash_files

    return sorted(hash_files(path) for path in (folder / "extractors").iterdir() if path.is_dir())
