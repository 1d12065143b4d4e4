"""The gate in a real project: which version suggests, what is said where nothing can be judged, and the override."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.gate import GateVerdict
from spanloop.core.ids import new_uid, now
from spanloop.core.marks import Author
from spanloop.learn.extractors import ExtractorShelf, load_folder
from spanloop.operations.gating import Judged, judge_new
from spanloop.operations.importing import import_paths
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.truths import collect_truths
from spanloop.operations.versions import current_extractor, find_extractor, promote, version_rows
from spanloop.operations.viewing import history
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord
from tests.small_loop import ACTORS, PLACES, write_reports

ALL = {"ARM": ACTORS, "GPE": PLACES}


class Shop:
    """Forty complete reports; `model` makes a pipeline that marks every one of some words, or a version of it."""

    def __init__(self, project: Project, author: Author, home: Path) -> None:
        self.project, self.author, self.home = project, author, home
        self._made = 0

    def model(self, words: dict[str, tuple[str, ...]]) -> Path:
        import spacy

        nlp = spacy.blank("en")
        # Its factory has to be one of those that learn a layer: a gazetteer in the place of ner.
        ruler: Any = nlp.add_pipe("entity_ruler")
        ruler.add_patterns([{"label": label, "pattern": word} for label, some in words.items() for word in some])
        nlp.add_pipe("ner", before="entity_ruler").add_label("NONE")
        nlp.initialize()
        ruler.add_patterns([{"label": label, "pattern": word} for label, some in words.items() for word in some])
        ruler.overwrite = True
        self._made += 1
        folder = self.home / f"made-{self._made}"
        nlp.to_disk(folder)
        return folder

    def version(self, folder: Path, *, judged: Judged | None = None, keep: bool = True) -> ExtractorRecord:
        number = 1 + len(self.project.extractors())
        uid = new_uid()
        author = Author(uid, f"Extractor v{number}", "extractor")
        record = ExtractorRecord(
            uid=uid, author=author, name=author.name, number=number, recipe="blank", seed=0, data_hash="",
            schema_version=self.project.schema.version, state=judged.state if judged else "current", created_at=now(),
            files_hash=ExtractorShelf(self.home).add(uid, folder) if keep else "",
            metrics=judged.metrics() if judged else {}, details=judged.details() if judged else {},
        )  # fmt: skip
        with self.project.act(author, f"train {record.name}") as act:
            act.add_extractor(record)
        return record

    def judge(self, folder: Path) -> Judged:
        who = Author(new_uid(), f"Extractor v{1 + len(self.project.extractors())}", "extractor")
        return judge_new(
            self.project, load_folder(folder), who, truths=collect_truths(self.project), data_dir=self.home
        )


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gate")
    with create_project(folder / "gate.spanloop") as project:
        noor = sign_in(project, name="Noor")
        import_paths(project, author=noor, paths=[write_reports(folder / "all.jsonl", numbers=range(40))])
        collect_truths(project)
    return folder / "gate.spanloop"


@pytest.fixture
def shop(made_once: Path, tmp_path: Path) -> Any:
    shutil.copy(made_once, tmp_path)
    with Project.open(tmp_path / made_once.name) as project:
        yield Shop(project, sign_in(project, name="Noor"), tmp_path)


def test_the_first_version_has_nothing_to_be_judged_by(shop: Shop) -> None:
    judged = shop.judge(shop.model(ALL))
    assert judged.state == "current"
    assert judged.gate.words == ("There is no version before Extractor v1 to compare it with. It suggests from now on.")
    assert judged.test is not None
    assert judged.gate.test_hash == judged.test.test_hash != ""


def test_a_version_that_finds_less_is_held_back_and_promoted_only_with_a_reason(shop: Shop) -> None:
    first = shop.version(shop.model(ALL))
    judged = shop.judge(shop.model({"ARM": ACTORS, "GPE": PLACES[:3]}))
    assert (judged.state, judged.gate.passed) == ("candidate", False)
    assert judged.test is not None
    failed = [(row.name, row.word) for row in judged.gate.failed]
    assert failed == [("Mentions", "worse"), ("GPE mentions", "worse")]
    errors = {row.name: row.errors for row in judged.gate.failed}
    assert errors["GPE mentions"] == errors["Mentions"] == judged.test.scores["mentions", None, "exact"].fn
    assert judged.gate.words.endswith("Extractor v1 goes on suggesting.")
    held = shop.version(shop.home / "made-2", judged=judged)
    current = current_extractor(shop.project)
    assert current is not None
    assert current.uid == first.uid

    row = version_rows(shop.project, data_dir=shop.home)[0]
    assert (row.held_back, row.state, row.note) == (True, "candidate", judged.gate.words)
    assert row.gate == judged.gate

    asked: dict[str, Any] = {"author": shop.author, "data_dir": shop.home, "extractor": held.uid}
    with pytest.raises(SpanloopError, match="was held back") as caught:
        promote(shop.project, **asked)
    assert "--reason" in caught.value.way_out
    with pytest.raises(SpanloopError, match="No reason"):
        promote(shop.project, **asked, anyway=" ")
    promote(shop.project, **asked, anyway="GPE is marked\nby rules now")
    record = find_extractor(shop.project, held.uid)
    assert record.state == "current"
    override = record.details["override"]
    assert (override["by"], override["reason"]) == ("Noor", "GPE is marked by rules now")
    newest = history(shop.project, limit=1)[0]
    assert newest.label == "promote Extractor v2 anyway: GPE is marked by rules now"
    row = version_rows(shop.project, data_dir=shop.home)[0]
    assert not row.held_back
    assert row.note == "promoted anyway by Noor: GPE is marked by rules now"
    # Having suggested once it is like any other: back to it needs no reason any more.
    promote(shop.project, author=shop.author, data_dir=shop.home, extractor=first.uid)
    promote(shop.project, **asked)


def test_a_version_that_finds_more_suggests(shop: Shop) -> None:
    shop.version(shop.model({"ARM": ACTORS[:3], "GPE": PLACES}))
    judged = shop.judge(shop.model(ALL))
    assert judged.state == "current"
    assert judged.gate.words == "Extractor v2 is better than Extractor v1. It suggests from now on."
    assert GateVerdict.from_dict(judged.details()["gate"]) == judged.gate


def test_what_cannot_be_compared_is_let_through_and_said(shop: Shop) -> None:
    folder = shop.model(ALL)
    shop.version(folder, keep=False)
    judged = shop.judge(folder)
    assert judged.state == "current"
    assert "was not compared with Extractor v1" in judged.gate.words


def test_articles_that_the_version_before_learned_from_do_not_judge(shop: Shop) -> None:
    folder = shop.model(ALL)
    first = shop.version(folder)
    tested = [uid for uid, split in shop.project.splits().items() if split == "test"]
    with shop.project.act(shop.author, "say what it learned from") as act:
        act.set_extractor_metrics(first.uid, {}, details={"articles": {"train": tested[:2], "dev": []}})
    some = shop.judge(folder).gate
    assert 0 < some.articles <= len(tested) - 2, "those two, and copies of them"
    left = len(tested) - some.articles
    assert some.not_judged[-1].startswith(f"Extractor v1 learned from {left} of the test articles, or from copies")
    with shop.project.act(shop.author, "say what it learned from") as act:
        act.set_extractor_metrics(first.uid, {}, details={"articles": {"train": tested, "dev": []}})
    none = shop.judge(folder)
    assert none.state == "current"
    assert "there is no test article" in none.gate.words
