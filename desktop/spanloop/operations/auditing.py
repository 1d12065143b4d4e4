"""The bias audit of a project: which articles are annotated without suggestions (see operations.audit_reports)."""

from __future__ import annotations

from dataclasses import replace

from spanloop.core.auditing import SETTING, SHARE, AuditSetting
from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import now
from spanloop.core.marks import Author
from spanloop.operations.preparing import cluster_articles
from spanloop.store.project import Project


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
    extractor already keep them: who has seen those is not without. Raises SpanloopError for another share.
    """
    before = audit_of(project)
    share = before.share if share is None else share
    if not 0 < share <= 0.5:
        raise SpanloopError(
            f"{share:g} is no share to audit", way_out=f"Name one above 0 and up to .5, such as {SHARE}."
        )
    if not on:
        after = replace(before, on=False, share=share)
    elif before.on and before.share == share:
        after = before
    else:
        cluster_articles(project)  # else copies that nobody sought yet would change who is audited
        seen = {
            article.uid
            for article, everyone in project.records()
            if any(marks.author.kind == "extractor" and (marks.mentions or marks.events) for marks in everyone)
        }
        fresh = AuditSetting(True, share, before.since if before.on else now())
        drawn = (uid for uid in seen if _is_held(project, fresh, uid))
        after = replace(fresh, exempt=tuple(sorted(drawn)))
    if after == before:
        return Changes()
    words = f"annotate {share:.0%} of the articles without suggestions" if on else "end the audit"
    with project.act(author, words) as act:
        act.set_setting(SETTING, after.to_dict())
    return act.changes


def _is_held(project: Project, setting: AuditSetting, uid: str) -> bool:
    return setting.holds(uid, project=project.uid, cluster={copy.uid for copy in project.copies.family(uid)})
