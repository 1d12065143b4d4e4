"""Checking marks: what is found, called fine, mended, and what an extractor saw that nobody marked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from spanloop.core.article import Article
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.findings import Finding
from spanloop.core.ids import new_uid, now
from spanloop.core.marks import Author, Mention
from spanloop.operations import finding, missed
from spanloop.operations.auditing import switch_audit
from spanloop.operations.completing import complete
from spanloop.operations.marking import mark, relabel
from spanloop.operations.undoing import undo
from spanloop.operations.viewing import view_article
from spanloop.store.records import ExtractorRecord
from tests.unit.operations.bench import Bench

TEXT = "Kelmar, Kelmar and Kelmar. The 4th Brigade left Kelmar. Then the 4th Brigade and the 4th Brigade came.\n"


@pytest.fixture
def article(bench: Bench) -> str:
    """An article with contradicting marks, complete."""
    uid = new_uid()
    with bench.project.act(bench.author, "import") as act:
        act.add_article(Article(uid, TEXT, title="Brigade", language="en"))
    places = [at for at in range(len(TEXT)) if TEXT.startswith("Kelmar", at)]
    for at in places[:3]:
        mark(bench.project, author=bench.author, article=uid, fragments=((at, at + 6),), label="GPE")
    first, second, third = (at for at in range(len(TEXT)) if TEXT.startswith("4th Brigade", at))
    for start, end in ((first, first + 11), (second, second + 11), (third - 4, third + 11)):
        mark(bench.project, author=bench.author, article=uid, fragments=((start, end),), label="ARM")
    complete(bench.project, author=bench.author, article=uid, layers=("entities",))
    return uid


def _found(bench: Bench) -> list[Finding]:
    return list(finding.find_all(bench.project, author=bench.author, data_dir=None).found)


def test_edges_are_looked_at_in_english_only(bench: Bench) -> None:
    names = ["Madrid", "Toledo", "Gijon", "Cadiz", "Leon", "Soria", "A Coruna"]
    text = "Fueron " + ", luego ".join(f"a {name}" if name != "A Coruna" else name for name in names) + ".\n"
    for language, number in (("es", 0), ("en", 1)):
        uid = new_uid()
        with bench.project.act(bench.author, "import") as act:
            act.add_article(Article(uid, text, title=language, language=language))
        for name in names:
            at = text.index(name)
            mark(bench.project, author=bench.author, article=uid, fragments=((at, at + len(name)),), label="GPE")
        assert [one.kind for one in _found(bench)] == ["edge"] * number


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("ar", "قال الجيش إن دمشق هادئة. دمشق ودمشق، ثم دمشق، في دمشق.\n", "دمشق"),
        ("ru", "Вошли в Москву. Москву и Москву заняли, а Подмоскву нет. Москву видно.\n", "Москву"),
    ],
    ids=["ar", "ru"],
)
def test_other_scripts_are_checked_word_by_word(bench: Bench, language: str, text: str, name: str) -> None:
    uid = new_uid()
    with bench.project.act(bench.author, "import") as act:
        act.add_article(Article(uid, text, title=language, language=language))
    places = [found.start() for found in re.finditer(rf"\b{name}\b", text)]
    for at in places[:-1]:
        mark(bench.project, author=bench.author, article=uid, fragments=((at, at + len(name)),), label="GPE")
    complete(bench.project, author=bench.author, article=uid, layers=("entities",))
    assert [(one.kind, one.start, one.quote) for one in _found(bench)] == [("unmarked", places[-1], name)]


def test_a_finding_in_an_article_without_a_title_says_how_its_text_begins(bench: Bench) -> None:
    uid = new_uid()
    with bench.project.act(bench.author, "import") as act:
        act.add_article(Article(uid, f"Three shells\nfell on {'Kelmar, ' * 30}", language="en"))
    text = bench.project.article(uid).text
    places = [at for at in range(len(text)) if text.startswith("Kelmar", at)]
    for at in places[1:]:
        mark(bench.project, author=bench.author, article=uid, fragments=((at, at + 6),), label="GPE")
    complete(bench.project, author=bench.author, article=uid, layers=("entities",))
    (found,) = _found(bench)
    assert found.where.startswith("Three shells fell on Kelmar, Kelmar, ")
    assert len(found.where) == 80
    assert found.where.endswith("…")


def test_findings_are_mended_or_called_fine_and_undo_brings_them_back(bench: Bench, article: str) -> None:
    project, author = bench.project, bench.author
    unmarked, edge = _found(bench)
    assert (unmarked.kind, unmarked.words) == ("unmarked", "“Kelmar” is marked GPE in 3 of 4 places, not here")
    assert (edge.kind, edge.title, edge.quote) == ("edge", "Brigade", "the 4th Brigade")
    assert finding.mend(project, author=author, finding=unmarked).act == "mark GPE"
    assert finding.mend(project, author=author, finding=edge).act == "move ARM"
    assert _found(bench) == []
    with pytest.raises(SpanloopError, match="others by now"):
        finding.mend(project, author=author, finding=edge)
    with pytest.raises(SpanloopError, match="others by now"):
        finding.mend(project, author=author, finding=unmarked)
    undo(project, author=author)
    undo(project, author=author)
    assert _found(bench) == [unmarked, edge]
    assert finding.call_fine(project, author=author, findings=[unmarked, edge]).act == "call 2 findings fine"
    after = finding.find_all(project, author=author, data_dir=None)
    assert (after.found, after.settled["unmarked"], after.settled["edge"]) == ((), 1, 1)
    assert after.counts == {"missed": 0, "unmarked": 0, "otherwise": 0, "edge": 0}
    undo(project, author=author)
    assert len(_found(bench)) == 2
    assert not finding.call_fine(project, author=author, findings=[])


def test_a_label_that_contradicts_the_rest_is_changed(bench: Bench, article: str) -> None:
    project, author = bench.project, bench.author
    finding.mend(project, author=author, finding=_found(bench)[0])
    marks = project.marks(article, author).mentions
    kelmar = [m for m in marks if m.label == "GPE"]
    # Four to one: one more place in another article.
    uid = new_uid()
    with project.act(author, "import") as act:
        act.add_article(Article(uid, "Kelmar again.\n", title="More", language="en"))
    mark(project, author=author, article=uid, fragments=((0, 6),), label="GPE")
    relabel(project, author=author, mention=kelmar[0].uid, label="FAC")
    odd = next(one for one in _found(bench) if one.kind == "otherwise")
    assert odd.words == "“Kelmar” is FAC here and GPE 4 times elsewhere"
    finding.mend(project, author=author, finding=odd)
    assert {m.label for m in project.marks(article, author).mentions} == {"GPE", "ARM"}
    assert not [one for one in _found(bench) if one.kind == "otherwise"]


def test_what_an_extractor_saw_is_suggested_only_when_somebody_wants_it(bench: Bench, article: str) -> None:
    project, author = bench.project, bench.author
    who = Author(new_uid(), "Extractor v1", "extractor")
    with project.act(who, "train") as act:
        act.add_extractor(
            ExtractorRecord(
                uid=who.uid, author=who, name=who.name, number=1, recipe="blank", seed=0, data_hash="",
                schema_version=project.schema.version, created_at=now(), state="current",
            )
        )  # fmt: skip
    at = TEXT.index("came")
    seen = Finding(
        "missed", "s", article, "entities", "FAC", at, at + 4, "came", "v1 sees FAC", to_start=at, to_end=at + 4,
        to_label="FAC", score=0.9,
    )  # fmt: skip
    assert missed.written_suggestion(project, seen) == ""
    suggestion = missed.write_suggestion(project, seen)
    assert missed.write_suggestion(project, seen) == suggestion
    offered = view_article(project, author=author, article=article).suggestions
    assert [m.uid for marks in offered for m in marks.mentions] == [suggestion]
    finding.call_fine(project, author=author, findings=[seen])
    assert view_article(project, author=author, article=article).suggestions == ()
    undo(project, author=author)
    finding.mend(project, author=author, finding=seen)
    (made,) = (m for m in project.marks(article, author).mentions if m.label == "FAC")
    assert isinstance(made, Mention)
    assert (made.origin, made.fragments) == (suggestion, ((at, at + 4),))
    undo(project, author=author)
    assert not [m for m in project.marks(article, author).mentions if m.label == "FAC"]


def _sees(doc: Doc) -> Doc:
    """An extractor that is sure of what comes, and less of what leaves."""
    group = SpanGroup(doc, name="events")
    scores = {"came": 0.95, "left": 0.5, "again": 0.9}
    for token in doc:
        if token.text in scores:
            span = doc[token.i : token.i + 1]
            span.label_ = "SAY"
            group.append(span)
    group.attrs["scores"] = [scores[span.text] for span in group]
    doc.spans["events"] = group
    return doc


def test_what_an_extractor_is_sure_of_in_completed_text_is_found(
    bench: Bench, article: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, author = bench.project, bench.author
    who = Author(new_uid(), "Extractor v1", "extractor")
    with project.act(who, "train") as act:
        act.add_extractor(
            ExtractorRecord(
                uid=who.uid, author=who, name=who.name, number=1, recipe="blank", seed=0, data_hash="",
                schema_version=project.schema.version, created_at=now(), state="current",
                details={"articles": {"train": [article]}},
            )
        )  # fmt: skip
    asked = finding.find_all(project, author=author, data_dir=tmp_path)
    assert asked.why_not_missed != ""
    if not Language.has_factory("sees_for_a_test"):
        Language.component("sees_for_a_test", func=_sees)
    nlp = spacy.blank("en")
    nlp.add_pipe("sees_for_a_test")
    monkeypatch.setattr("spanloop.learn.extractors.ExtractorShelf.load", lambda *_, **__: nlp)
    # Nobody completed the events there, so nothing was missed.
    found = finding.find_all(project, author=author, data_dir=tmp_path)
    assert (found.counts["missed"], found.why_not_missed) == (0, "")
    complete(project, author=author, article=article, layers=("events",))
    (seen,) = (one for one in finding.find_all(project, author=author, data_dir=tmp_path).found if one.kind == "missed")
    assert seen.words == "Extractor v1 sees SAY in “came” at .95, though it learned from this article"
    assert (seen.quote, seen.score, seen.learned, seen.can_mend) == ("came", 0.95, True, True)
    # An audited article is annotated without suggestions, so nobody is shown afterwards what they would have been.
    with monkeypatch.context() as drawn:
        drawn.setattr("spanloop.core.auditing.is_drawn", lambda *_, **__: True)
        switch_audit(project, author=author, on=True)
        assert finding.find_all(project, author=author, data_dir=tmp_path).counts["missed"] == 0
    undo(project, author=author)
    # Versions are judged by an article of the test split: none of them says there what is to be marked.
    with monkeypatch.context() as split:
        split.setattr(type(project), "splits", lambda _: {article: "test"})
        left = finding.find_all(project, author=author, data_dir=tmp_path)
        assert (left.counts["missed"], left.tests_left) == (0, 1)
        assert all(one.where.startswith("test article, ") for one in left.found if one.article == article)
    finding.mend(project, author=author, finding=seen)
    assert [event.type for event in project.marks(article, author).events] == ["SAY"]
    assert finding.find_all(project, author=author, data_dir=tmp_path).counts["missed"] == 0


def test_checking_can_be_stopped_and_says_why_no_extractor_looked(bench: Bench, article: str) -> None:
    steps: list[tuple[int, int]] = []
    with pytest.raises(CancelledError):
        finding.find_all(
            bench.project, author=bench.author, data_dir=None, on_progress=lambda a, b: steps.append((a, b)),
            cancelled=lambda: bool(steps),
        )  # fmt: skip
    assert steps == [(0, 4)]
    assert (
        finding.find_all(bench.project, author=bench.author, data_dir=None).why_not_missed == "no extractor was asked"
    )
    nobody = Author(new_uid(), "Ilya")
    assert finding.find_all(bench.project, author=nobody, data_dir=None).found == ()
