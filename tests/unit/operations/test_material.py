"""What a training would learn from, counted."""

from __future__ import annotations

from dataclasses import replace

from spanloop.core.article import Article
from spanloop.core.ids import new_uid, now
from spanloop.core.marks import Author, Completion, Mention
from spanloop.operations.completing import complete, reopen
from spanloop.operations.material import TrainedOn, new_articles, trained_on, training_material
from spanloop.operations.projects import sign_in
from spanloop.store.records import ExtractorRecord
from tests.unit.operations.bench import Bench


def test_only_what_is_complete_counts(bench: Bench) -> None:
    assert training_material(bench.project).articles == frozenset()
    complete(bench.project, author=bench.author, article=bench.article, layers=["entities"])
    assert training_material(bench.project).articles == {bench.article}
    reopen(bench.project, author=bench.author, article=bench.article, layers=["entities"])
    assert training_material(bench.project).articles == frozenset()


def finish(bench: Bench, author: Author, mentions: int) -> None:
    """An author's marks over the first letters of the article, and their word that this is all."""
    label = bench.project.schema.entities[0].label
    made = [Mention(new_uid(), ((i, i + 1),), label) for i in range(mentions)]
    version = bench.project.schema.version
    with bench.project.act(author, "finish") as act:
        act.add_author(author)
        act.add_mentions(bench.article, author, made)
        act.add_completions(bench.article, author, [Completion(new_uid(), "entities", 0, 5, version, now())])


def test_gold_goes_before_people_and_two_people_do_not_count(bench: Bench) -> None:
    finish(bench, bench.author, 2)
    assert training_material(bench.project).mentions == 2
    finish(bench, sign_in(bench.project, name="Ilya"), 3)
    assert training_material(bench.project).articles == frozenset()
    finish(bench, Author(new_uid(), "gold", "gold"), 4)
    assert training_material(bench.project).mentions == 4


def test_what_a_version_has_not_seen(bench: Bench) -> None:
    complete(bench.project, author=bench.author, article=bench.article, layers=["entities"])
    material = training_material(bench.project)
    author = Author(new_uid(), "Extractor v1", "extractor")
    record = ExtractorRecord(author.uid, author, author.name, 1, "blank", 0, "", "1")
    assert new_articles(bench.project, material, record) is None
    assert new_articles(bench.project, material, replace(record, details={"articles": {"train": [], "dev": []}})) == 1
    seen = replace(record, details={"articles": {"train": [bench.article], "dev": []}})
    assert new_articles(bench.project, material, seen) == 0
    with bench.project.act(bench.author, "splits") as act:
        act.set_split({bench.article: "test"})
    assert new_articles(bench.project, material, replace(record, details={"articles": {"train": []}})) == 0


def test_what_a_version_was_made_from(bench: Bench) -> None:
    first, second = bench.article, "begun"
    complete(bench.project, author=bench.author, article=first, layers=["entities"])
    author = Author(new_uid(), "Extractor v1", "extractor")
    details = {"articles": {"train": [first, second], "dev": ["c"]}}
    record = ExtractorRecord(author.uid, author, author.name, 1, "blank", 0, "", "1", details=details)
    assert trained_on(bench.project, record) == TrainedOn(2, partly=1, watched=1, tested=0)
    # Two people completed it and none is gold: it counts for neither, and it is not partly marked either.
    complete(bench.project, author=sign_in(bench.project, name="Ilya"), article=first, layers=["entities"])
    tested = replace(record, metrics={"test": {"articles": 3}}, details={})
    assert trained_on(bench.project, tested) == TrainedOn(0, partly=0, watched=0, tested=3)
    assert trained_on(bench.project, record).partly == 1


def test_any_mark_of_a_person_is_a_beginning(bench: Bench) -> None:
    label = bench.project.schema.entities[0].label
    extractor = Author(new_uid(), "Extractor v1", "extractor")
    for author, counts in ((extractor, False), (bench.author, True)):
        with bench.project.act(author, "mark") as act:
            act.add_author(author)
            act.add_mentions(bench.article, author, [Mention(new_uid(), ((0, 1),), label)])
        assert bench.project.any_marked() is counts


def test_other_languages_and_copies_of_what_is_tested_are_not_waited_for(bench: Bench) -> None:
    """The page must not promise that another training learns from what no training learns from."""
    project, noor = bench.project, bench.author
    texts = {"en1": "en", "en2": "en", "ar1": "ar"}
    with project.act(noor, "import") as act:
        for uid, language in texts.items():
            act.add_article(Article(uid, f"Text of {uid}.", language=language))
    for uid in texts:
        complete(project, author=noor, article=uid, layers=["entities"])
    material = training_material(project)
    assert (material.articles, material.elsewhere) == ({"en1", "en2"}, 1)
    author = Author(new_uid(), "Extractor v1", "extractor")
    record = ExtractorRecord(author.uid, author, author.name, 1, "blank", 0, "", "1")
    record = replace(record, details={"articles": {"train": [], "dev": []}})
    assert new_articles(project, material, record) == 2
    with project.act(noor, "splits") as act:
        act.set_split({"en1": "test"})
        act.set_clusters({"en1": "c", "en2": "c"})
    assert new_articles(project, material, record) == 0
