"""The job after import: words with what they hang on, clusters that keep their names, and splits that never leak."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spanloop.articles.copies import groups_of_copies
from spanloop.core.article import Article, Zone, ZoneKind
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.core.segments import segments
from spanloop.core.splits import SPLITS
from spanloop.operations import preparing
from spanloop.operations.completing import complete
from spanloop.operations.details import change_details
from spanloop.operations.marking import mark
from spanloop.operations.preparing import due, prepare
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.snapping import snap
from spanloop.operations.truths import Truths, collect_truths
from spanloop.operations.undoing import redo, undo
from spanloop.operations.viewing import view_article
from spanloop.store.project import Project
from spanloop.store.project_reading import SplitName
from tests.unit.articles.test_copies import report
from tests.unit.operations.bench import TEXT, Bench


@pytest.fixture
def project(tmp_path: Path, schema_file: Path) -> Iterator[Project]:
    with create_project(tmp_path / "prepared.spanloop", schema_path=schema_file) as made:
        yield made


@pytest.fixture
def noor(project: Project) -> Author:
    return sign_in(project, name="Noor")


def bring(project: Project, author: Author, *texts: str, language: str = "en") -> list[str]:
    """Articles with these texts come in, as one import; their uids."""
    made = [Article(new_uid(), text, title=f"Report {text[:12]}", language=language) for text in texts]
    with project.act(author, "import") as act:
        for article in made:
            act.add_article(article)
    return [article.uid for article in made]


def zone(project: Project, author: Author, article: str, *zones: tuple[int, int, ZoneKind]) -> None:
    with project.act(author, "zones") as act:
        act.set_zones(article, [Zone(new_uid(), a, b, kind) for a, b, kind in zones])


def finish(project: Project, author: Author, *articles: str) -> None:
    for article in articles:
        complete(project, author=author, article=article, layers=("entities", "events"))


def test_what_is_new_is_prepared_once_and_outside_undo(project: Project, noor: Author) -> None:
    one, copy, other = bring(project, noor, report(1), report(1) + "\nMore.", report(2))
    assert due(project) == {one, copy, other}
    told: list[tuple[int, int]] = []
    made = prepare(project, on_progress=lambda at, total: told.append((at, total)))
    assert (made.articles, made.clusters, told) == (3, 1, [(3, 6), (6, 6)])
    assert made.changes.articles == {one, copy, other}
    assert project.clusters().keys() == {one, copy}
    assert [(row.copies, row.cluster) for row in project.queue(noor)] == [
        (2, project.cluster_of(one)), (2, project.cluster_of(one)), (0, None),
    ]  # fmt: skip
    assert project.article(one).words
    assert project.undo_label(noor) == "import"
    again = prepare(project)
    assert (again.articles, again.clusters, bool(again.changes)) == (0, 1, False)
    # Undo takes the articles and what hung on them; redo brings them back to be prepared again.
    undo(project, author=noor)
    assert project.clusters() == {}
    redo(project, author=noor)
    assert due(project) == {one, copy, other}
    assert prepare(project).clusters == 1
    assert project.integrity() == []


def test_words_are_found_again_when_what_they_hang_on_changes(
    project: Project, noor: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    (article,) = bring(project, noor, "Shareholders met. The U.N.-backed envoy stayed.")
    prepare(project)
    zone(project, noor, article, (0, 12, "headline"))
    assert not due(project)
    zone(project, noor, article, (0, 5, "comment"))
    assert due(project) == {article}
    assert prepare(project).articles == 1
    held = project.article(article)
    assert [held.text[a:b] for a, b in held.words or ()][:2] == ["Share", "holders"]
    change_details(project, author=noor, article=article, language="ar")
    assert due(project) == {article}
    prepare(project)
    change_details(project, author=noor, article=article, language="qq")
    ledger = prepare(project).ledger
    assert [entry.code for entry in ledger.entries] == ["words.no_tokenizer"]
    assert not due(project)
    monkeypatch.setattr(preparing, "spacy_version", lambda: "99.0")
    assert due(project) == {article}
    monkeypatch.undo()
    with project.act(noor, "words") as act:
        act.set_words(article, "given", ((0, 12),))
    assert due(project) == {article}


def test_an_article_of_unknown_language_is_cut_as_most_others_are(project: Project, noor: Author) -> None:
    (unknown,) = bring(project, noor, "A text.", language="")
    prepare(project)
    assert str(project.tokenizer_of(unknown)).split()[1] == "en"
    bring(project, noor, "نص", "نص آخر", language="ar")
    assert unknown in due(project)
    prepare(project)
    assert str(project.tokenizer_of(unknown)).split()[1] == "ar"


def test_cancelled_in_the_middle_it_goes_on_later(
    project: Project, noor: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "_BATCH", 2)
    bring(project, noor, *(report(number) for number in range(6)))
    told: list[int] = []
    with pytest.raises(CancelledError):
        prepare(project, on_progress=lambda at, _: told.append(at), cancelled=lambda: len(told) == 3)
    assert told == [6, 8, 10]
    assert len(due(project)) == 2
    assert prepare(project).articles == 2
    bring(project, noor, report(9))
    with pytest.raises(CancelledError):
        prepare(project, cancelled=lambda: True)
    assert len(due(project)) == 1


def test_tokenizers_made_anew_find_the_same_words(
    project: Project, noor: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They remember all that they read, so a long job lets go of them."""
    uids = bring(project, noor, *(report(number) for number in range(3))) + bring(project, noor, "نص", language="ar")
    prepare(project)
    before = [(project.article(uid).words, project.tokenizer_of(uid)) for uid in uids]
    with project.act(noor, "words") as act:
        for uid in uids:
            act.set_words(uid, "given", ())
    monkeypatch.setattr(preparing, "_MOST_WORDS", 0)
    assert prepare(project).articles == 4
    assert [(project.article(uid).words, project.tokenizer_of(uid)) for uid in uids] == before


def test_a_folder_without_room_is_said(project: Project, noor: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    bring(project, noor, report(1))
    monkeypatch.setattr("spanloop.articles.copy_groups.ShingleFile.add", full)
    with pytest.raises(SpanloopError, match="No space left on device") as raised:
        prepare(project)
    assert "temporary files" in raised.value.way_out


def test_a_cluster_keeps_its_name_as_it_grows_and_a_bridge_makes_one_of_two(project: Project, noor: Author) -> None:
    left, right = report(1, sentences=12), report(2, sentences=12)
    first = bring(project, noor, left, left + "\nSaid again.", right, right + "\nSaid again.")
    prepare(project)
    names = [project.cluster_of(uid) for uid in first]
    assert names[0] == names[1] != names[2] == names[3]
    (third,) = bring(project, noor, left.replace("\n", " "))
    prepare(project)
    assert project.cluster_of(third) == names[0]
    (bridge,) = bring(project, noor, f"{left}\n{right}")
    prepare(project)
    assert set(project.clusters().values()) == {project.cluster_of(bridge)} <= set(names)
    assert len(project.clusters()) == 6


def test_boilerplate_makes_no_copies(project: Project, noor: Author) -> None:
    page = report(99, sentences=8)
    articles = bring(project, noor, page + report(1, sentences=3), page + report(2, sentences=3))
    assert prepare(project).clusters == 1
    for article in articles:
        zone(project, noor, article, (0, len(page), "boilerplate"))
    assert prepare(project).clusters == 0
    assert project.clusters() == {}


def test_training_looks_for_copies_itself(project: Project, noor: Author) -> None:
    articles = bring(project, noor, report(1), report(1) + "\nMore.", report(2), report(3), report(3) + "\nMore.")
    finish(project, noor, *articles)
    truths = collect_truths(project).truths
    by_article = {truth.article.uid: truth.split for truth in truths}
    assert by_article[articles[0]] == by_article[articles[1]]
    assert by_article[articles[3]] == by_article[articles[4]]
    assert set(by_article.values()) == {"train", "dev", "test"}
    assert {truth.cluster for truth in truths} == {project.cluster_of(uid) for uid in articles}
    assert due(project) == set(articles)


@pytest.mark.parametrize(("first", "second"), [("train", "test"), ("dev", "test"), ("train", "dev")])
def test_what_grows_together_keeps_the_earlier_use_and_names_what_is_left_out(
    project: Project, noor: Author, first: SplitName, second: SplitName
) -> None:
    """Seen apart while a zone hid that they are copies; the corrected zone shows it."""
    texts = [report(number) for number in range(4)]
    kept, *others, left = bring(project, noor, *texts, texts[0] + "\nSaid again.")
    finish(project, noor, kept, *others, left)
    with project.act(noor, "splits") as act:
        # Something else is in each split: an empty dev would be lent a cluster of train, and which one hangs on uids.
        given: dict[str, SplitName] = {kept: first, left: second}
        given.update(zip(others, SPLITS, strict=True))
        act.set_split(given)
    zone(project, noor, left, (0, len(texts[0]), "boilerplate"))
    apart = {truth.article.uid: truth.split for truth in collect_truths(project).truths}
    assert (apart[kept], apart[left]) == (first, second)
    zone(project, noor, left)
    found = collect_truths(project)
    together = {truth.article.uid: truth.split for truth in found.truths}
    assert (together[kept], together[left]) == (first, None)
    assert "dev" in together.values()
    (entry,) = (entry for entry in found.ledger.entries if entry.code == "split.left_out")
    assert entry.article == project.article(left).title
    assert project.article(kept).title in entry.message
    # The article itself stays what it was: hidden again, it is back.
    zone(project, noor, left, (0, len(texts[0]), "boilerplate"))
    assert {truth.article.uid: truth.split for truth in collect_truths(project).truths} == apart


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.sampled_from(["import", "copy", "bridge", "hide", "show", "prepare", "truths", "undo"]),
        min_size=6,
        max_size=16,
    ),
    seed=st.integers(0, 10_000),
)
def test_no_cluster_ever_spans_two_splits(
    steps: list[str], seed: int, tmp_path_factory: pytest.TempPathFactory, schema_file: Path
) -> None:
    """Imports, zones, preparation, training and undo in any order: real operations on a real file."""
    source = random.Random(seed)
    with create_project(tmp_path_factory.mktemp("leak") / "p.spanloop", schema_path=schema_file) as project:
        noor = sign_in(project, name="Noor")
        history = _History(project)
        for step in (*steps, "truths", "prepare", "truths"):
            _step(project, noor, step, source)
            if step == "truths":
                history.take(collect_truths(project))


class _History:
    """What training was ever given."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.trained: set[str] = set()
        self.tested: set[str] = set()

    def copies(self) -> list[set[str]]:
        """Which articles are copies of each other just now, whatever the project has stored of that."""
        articles = list(self.project.texts())
        texts = ["\n".join(segment.text for segment in segments(article)) for article in articles]
        return [{articles[place].uid for place in group} for group in groups_of_copies(texts)]

    def take(self, found: Truths) -> None:
        splits = {truth.article.uid: truth.split for truth in found.truths}
        for members in self.copies():
            assert len({splits[uid] for uid in members if splits.get(uid)}) <= 1
            now_tested = any(splits.get(uid) == "test" for uid in members)
            assert not (now_tested and members & self.trained), "a copy of what trained is tested on"
        self.trained |= {uid for uid, split in splits.items() if split == "train"}
        self.tested |= {uid for uid, split in splits.items() if split == "test"}
        assert not self.trained & self.tested
        left = [entry for entry in found.ledger.entries if entry.code == "split.left_out"]
        assert len(left) == sum(split is None for split in splits.values())
        training = {truth.cluster for truth in found.truths if truth.split == "train"}
        assert len(training) < 2 or "dev" in splits.values()


def _step(project: Project, noor: Author, step: str, source: random.Random) -> None:
    uids = project.article_uids()
    if step == "prepare":
        prepare(project)
    elif step == "undo":
        if project.undo_label(noor):
            undo(project, author=noor)
    elif step == "import" or len(uids) < 2:
        finish(project, noor, *bring(project, noor, *(report(source.randrange(10**9), sentences=6) for _ in range(2))))
    elif step == "copy":
        text = project.article(source.choice(uids)).text
        finish(project, noor, *bring(project, noor, text + f"\nBy another desk {source.random()}."))
    elif step == "bridge":
        one, other = (project.article(uid).text for uid in source.sample(uids, 2))
        finish(project, noor, *bring(project, noor, f"{one}\n{other}"))
    elif step in {"hide", "show"}:
        uid = source.choice(uids)
        length = len(project.article(uid).text)
        hidden: list[tuple[int, int, ZoneKind]] = [(0, length * 3 // 4, "boilerplate")] if step == "hide" else []
        zone(project, noor, uid, *hidden)


def test_a_mark_that_cuts_words_is_named_and_snapped(bench: Bench) -> None:
    project, noor, article = bench.project, bench.author, bench.article
    start = TEXT.index("9th Division")
    mark(project, author=noor, article=article, fragments=((start + 1, start + 8),), label="ARM")
    prepare(project)
    desk = view_article(project, author=noor, article=article)
    (problem,) = desk.problems
    assert (problem.code, problem.message) == (
        "off_words",
        "It cuts the words \u201c9th\u201d and \u201cDivision\u201d.",
    )
    assert problem.way_out.startswith("Take whole words; ")
    (mention,) = bench.own().mentions
    assert snap(project, author=noor, mark=mention.uid).act == "move ARM"
    assert bench.own().mentions == (replace(bench.own().mentions[0], fragments=bench.at("9th Division")),)
    assert not view_article(project, author=noor, article=article).problems
    assert not snap(project, author=noor, mark=mention.uid)
