"""The bias audit in a project: what is not offered, and the report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Mention
from spanloop.operations import ruling
from spanloop.operations.audit_reports import audit_report
from spanloop.operations.auditing import (
    AuditedArticles,
    audit_of,
    audited_articles,
    is_audited,
    switch_audit,
    withheld_articles,
)
from spanloop.operations.completing import complete
from spanloop.operations.importing import import_paths
from spanloop.operations.marking import mark
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.queueing import view_queue
from spanloop.operations.refreshing import refresh_article
from spanloop.operations.rule_suggesting import suggest as rule_suggest
from spanloop.operations.suggesting import suggest
from spanloop.operations.suggestions import reject
from spanloop.operations.undoing import undo
from spanloop.operations.viewing import view_article
from spanloop.store.project import Project
from tests.small_loop import ACTORS, PLACES, write_reports
from tests.unit.operations.test_gating import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Thirty unmarked reports and a version that marks most actors and places."""
    with create_project(tmp_path / "audit.spanloop") as project:
        noor = sign_in(project, name="Noor")
        path = write_reports(tmp_path / "bare.jsonl", numbers=range(30), marked=False)
        import_paths(project, author=noor, paths=[path])
        yield Shop(project, noor, tmp_path)


def suggested(project: Project) -> set[str]:
    return {article.uid for article, everyone in project.records() if any(m.mentions for m in everyone)}


def test_audited_articles_get_no_suggestions_and_show_none(shop: Shop) -> None:
    project, noor = shop.project, shop.author
    changes = switch_audit(project, author=noor, on=True, share=0.4)
    assert changes.act == "annotate 40% of the articles without suggestions"
    audited = audited_articles(project)
    assert audited == {uid for uid in project.article_uids() if is_audited(project, uid)}
    assert 0 < len(audited) < 30
    made = shop.version(shop.model({"ARM": ACTORS, "GPE": PLACES}))
    suggest(project, data_dir=shop.home)
    assert suggested(project) == set(project.article_uids()) - audited
    # Not even what came some other way: from a file, say.
    one = min(audited)
    with project.act(made.author, "import") as act:
        act.add_mentions(one, made.author, [Mention(new_uid(), ((0, 6),), "ARM", score=0.9)])
    desk = view_article(project, author=noor, article=one)
    assert desk.suggestions == ()
    changes = mark(project, author=noor, article=one, fragments=((7, 8),), label="ARM")
    assert refresh_article(project, desk=desk, changes=changes).suggestions == ()
    undo(project, author=noor)
    undo(project, author=noor)
    assert not audit_of(project).on
    assert view_article(project, author=noor, article=one).suggestions != ()


def test_what_had_suggestions_before_keeps_them(shop: Shop) -> None:
    project, noor = shop.project, shop.author
    shop.version(shop.model({"ARM": ACTORS, "GPE": PLACES}))
    suggest(project, data_dir=shop.home)
    switch_audit(project, author=noor, on=True, share=0.4)
    assert audited_articles(project) == frozenset()
    assert 0 < len(audit_of(project).exempt) < 30
    assert all(view_article(project, author=noor, article=uid).suggestions for uid in project.article_uids())
    assert not switch_audit(project, author=noor, on=True), "it is so already"
    with pytest.raises(SpanloopError, match="no share"):
        switch_audit(project, author=noor, on=True, share=0.9)


def test_what_rule_sets_suggest_is_silent_there_and_comes_back_with_undo(shop: Shop) -> None:
    project, noor = shop.project, shop.author
    ruling.add_rules(project, author=noor, patterns=[(name, "ARM") for name in ACTORS])
    rule_suggest(project)
    before = {uid: view_article(project, author=noor, article=uid).suggestions for uid in project.article_uids()}
    tried = sorted(uid for uid, found in before.items() if found)
    assert len(tried) > 20
    decided = tried[0]
    reject(project, author=noor, suggestions=[before[decided][0].mentions[0].uid])
    switch_audit(project, author=noor, on=True, share=0.5)
    audited = audited_articles(project)
    assert audited
    assert decided not in audited, "who decided about a suggestion has seen it"
    rows = {row.uid: row for row in view_queue(project, author=noor)}
    for uid in audited:
        assert view_article(project, author=noor, article=uid).suggestions == ()
        assert rows[uid].suggestions == 0, "the queue counts none either"
    assert all(rows[uid].suggestions for uid in tried if uid not in audited and uid != decided)
    rule_suggest(project)
    assert all(row.suggestions == 0 for row in view_queue(project, author=noor) if row.uid in audited)
    undo(project, author=noor)
    assert all(view_article(project, author=noor, article=uid).suggestions for uid in tried if uid != decided)


def test_errors_are_withheld_until_the_article_is_complete(shop: Shop) -> None:
    project, noor = shop.project, shop.author
    everywhere = project.article_uids()
    assert withheld_articles(project, author=noor, articles=everywhere) == frozenset()
    switch_audit(project, author=noor, on=True, share=0.4)
    audited = audited_articles(project)
    assert withheld_articles(project, author=noor, articles=everywhere) == audited
    one = min(audited)
    complete(project, author=noor, article=one, layers=["entities"])
    assert one in withheld_articles(project, author=noor, articles=[one])
    complete(project, author=noor, article=one)
    assert withheld_articles(project, author=noor, articles=everywhere) == audited - {one}
    known = AuditedArticles(project)
    assert {uid for uid in everywhere if known.holds(uid, alone=False)} == audited
    switch_audit(project, author=noor, on=False)
    known.forget()
    assert not any(known.holds(uid, alone=True) for uid in everywhere)


def test_the_report_compares_the_two_kinds(shop: Shop, tmp_path: Path) -> None:
    project, noor = shop.project, shop.author
    with pytest.raises(SpanloopError, match="No article is annotated without"):
        audit_report(project, data_dir=tmp_path)
    switch_audit(project, author=noor, on=True, share=0.4)
    shop.version(shop.model({"ARM": ACTORS, "GPE": PLACES[:5]}))
    suggest(project, data_dir=shop.home)
    with pytest.raises(SpanloopError, match="is complete"):
        audit_report(project, data_dir=shop.home)
    audited = audited_articles(project)
    for uid in project.article_uids():
        text = project.article(uid).text
        # Without suggestions the half of what there is is marked; with them exactly what is suggested.
        words = ACTORS[:3] if uid in audited else (*ACTORS, *PLACES[:5])
        for word in words:
            if (start := text.find(word)) >= 0:
                label = "ARM" if word in ACTORS else "GPE"
                mark(project, author=noor, article=uid, fragments=((start, start + len(word)),), label=label)
        complete(project, author=noor, article=uid)
    told = audit_report(project, data_dir=shop.home)
    assert (told.audited, told.assisted) == (len(audited), 30 - len(audited))
    assert told.version == "Extractor v1"
    total = told.rows[0]
    assert total.marks_more is not None
    assert total.marks_more[0] > 0
    assert total.agreement_more is not None
    assert total.agreement_more[0] > 0
    assert told.words[1].endswith("suggestions draw people their way.")
    assert [row.label for row in told.rows[1:]] == ["ARM", "GPE"]


def test_copies_of_an_article_are_audited_with_it(shop: Shop) -> None:
    project, noor = shop.project, shop.author
    switch_audit(project, author=noor, on=True, share=0.4)
    clusters = project.clusters()
    audited = audited_articles(project)
    for cluster in set(clusters.values()):
        members = {uid for uid, found in clusters.items() if found == cluster}
        assert members <= audited or members.isdisjoint(audited)


def test_the_desk_says_that_an_article_is_audited(shop: Shop) -> None:
    project, noor = shop.project, shop.author
    switch_audit(project, author=noor, on=True, share=0.4)
    audited = audited_articles(project)
    for uid in project.article_uids():
        desk = view_article(project, author=noor, article=uid)
        assert desk.audited == (uid in audited)
        changes = mark(project, author=noor, article=uid, fragments=((7, 8),), label="ARM")
        assert refresh_article(project, desk=desk, changes=changes).audited == desk.audited
