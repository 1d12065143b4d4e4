"""The bias audit of a project: which articles are annotated without suggestions (see operations.audit_reports)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from spanloop.core.auditing import SETTING, SHARE, AuditSetting
from spanloop.core.changes import Changes
from spanloop.core.completeness import is_complete, layers_of
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import now
from spanloop.core.marks import Author
from spanloop.core.suggested_copies import is_of_copies
from spanloop.operations.preparing import cluster_articles
from spanloop.store.project import Project

#: Authors who suggest. What a person marked on a copy comes in the name of a rule set, and is no suggestion of one.
_SUGGESTING = frozenset({"extractor", "rules"})


def audit_of(project: Project) -> AuditSetting:
    """How a project is audited."""
    return AuditSetting.from_setting(project.settings().get(SETTING))


def is_audited(project: Project, article: str) -> bool:
    """Whether an article is annotated without suggestions: none is made for it, and none is shown to anybody.

    The same for all copies of it, whenever it is asked. Reads one setting while the audit is off.
    """
    setting = audit_of(project)
    if not setting.on or article in setting.exempt:
        return False
    family = {copy.uid for copy in project.copies.family(article)}
    return setting.holds(article, project=project.uid, cluster=family)


class AuditedArticles:
    """The same, remembered: for a list that asks it of every row that it paints. Make `forget` follow each change."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._setting: AuditSetting | None = None
        self._known: dict[str, bool] = {}

    def forget(self) -> None:
        """The setting, or which articles are copies, may be another by now."""
        self._setting = None
        self._known.clear()

    def holds(self, article: str, *, alone: bool) -> bool:
        """Whether an article is annotated without suggestions. alone: it has no copies. Raises SpanloopError."""
        setting = self._setting = self._setting or audit_of(self._project)
        if not setting.on:
            return False
        if article not in self._known:
            family = () if alone else tuple(copy.uid for copy in self._project.copies.family(article))
            self._known[article] = setting.holds(article, project=self._project.uid, cluster=family)
        return self._known[article]


def withheld_articles(project: Project, *, author: Author, articles: Iterable[str]) -> frozenset[str]:
    """Which of these articles are audited and not complete yet for this person: what an extractor or a rule marks
    there is shown to them nowhere, not as an error of it either."""
    audited = audited_articles(project)
    wanted = audited.intersection(articles)
    return frozenset(uid for uid in wanted if not _is_complete(project, uid, author))


def audited_articles(project: Project) -> frozenset[str]:
    """uids of all articles that are annotated without suggestions."""
    setting = audit_of(project)
    if not setting.on:
        return frozenset()
    clusters = project.clusters()
    members: dict[str, list[str]] = {}
    for uid, cluster in clusters.items():
        members.setdefault(cluster, []).append(uid)
    return frozenset(
        uid
        for uid in project.article_uids()
        if setting.holds(uid, project=project.uid, cluster=members.get(clusters.get(uid, ""), ()))
    )


def switch_audit(project: Project, *, author: Author, on: bool, share: float | None = None) -> Changes:
    """Begin or end the audit, or audit another share: one act, undone like any other; nothing where it is so already.

    share: of the clusters, more than 0 and at most .5; None keeps the one before. Articles that have suggestions of an
    extractor already keep them, and so do those in which somebody decided about one of a rule set: who has seen those
    is not without. Elsewhere what rule sets suggest goes, as it comes again at will. Raises SpanloopError for another
    share.
    """
    before = audit_of(project)
    share = before.share if share is None else share
    if not 0 < share <= 0.5:
        raise SpanloopError(
            f"{share:g} is no share to audit", way_out=f"Name one above 0 and up to .5, such as {SHARE}."
        )
    silenced: list[str] = []
    if not on:
        after = replace(before, on=False, share=share)
    elif before.on and before.share == share:
        after = before
    else:
        cluster_articles(project)  # else copies that nobody sought yet would change who is audited
        after, silenced = _draw(project, AuditSetting(True, share, before.since if before.on else now()))
    if after == before:
        return Changes()
    words = f"annotate {share:.0%} of the articles without suggestions" if on else "end the audit"
    with project.act(author, words) as act:
        act.set_setting(SETTING, after.to_dict())
        act.remove_marks(silenced, remembered=False)
    return act.changes


def _draw(project: Project, fresh: AuditSetting) -> tuple[AuditSetting, list[str]]:
    """The setting with the articles that it spares, and the uids of what rule sets suggest in those that it holds."""
    exempt: list[str] = []
    silenced: list[str] = []
    authors = [who for who in project.authors() if who.kind in _SUGGESTING and not is_of_copies(who)]
    uids = {author.uid for author in authors}
    for article, everyone in project.records_of(authors):
        suggesting = [marks for marks in everyone if marks.author.uid in uids]
        if not any(marks.mentions or marks.events for marks in suggesting) or not _is_held(project, fresh, article.uid):
            continue
        offered = {mark.uid for marks in suggesting for mark in (*marks.mentions, *marks.events)}
        decided = {verdict.suggestion for marks in everyone for verdict in marks.verdicts}
        of_extractors = any(
            marks.author.kind == "extractor" and (marks.mentions or marks.events) for marks in suggesting
        )
        if of_extractors or offered & decided:
            exempt.append(article.uid)
        else:
            silenced += offered
    return replace(fresh, exempt=tuple(sorted(exempt))), sorted(silenced)


def _is_complete(project: Project, uid: str, author: Author) -> bool:
    """Whether a person completed every layer of an article."""
    held, end, schema = project.marks(uid, author).completions, len(project.article(uid).text), project.schema
    return all(
        is_complete(held, layer, end=end, schema=schema, versions=project.schemas) for layer in layers_of(schema)
    )


def _is_held(project: Project, setting: AuditSetting, uid: str) -> bool:
    return setting.holds(uid, project=project.uid, cluster={copy.uid for copy in project.copies.family(uid)})
