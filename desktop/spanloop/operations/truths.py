"""The truth of a project: whose marks train and test, with splits fixed at first sight."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spanloop.core.errors import SpanloopError
from spanloop.core.splits import assign_splits
from spanloop.core.truth import Truth, choose_truth
from spanloop.formats.ledger import Ledger
from spanloop.store.project import Project

#: How truth is chosen when nobody is named, as the extractor version records it.
DEFAULT_POLICY = "gold where complete, else the only human"


@dataclass(frozen=True)
class Truths:
    """truths: each article that someone marked, with its split. ledger: layers that were left out, and why."""

    truths: tuple[Truth, ...]
    ledger: Ledger
    policy: str


def collect_truths(project: Project, *, author: str | None = None) -> Truths:
    """Choose the truth of every article and fix the split of every cluster seen for the first time.

    author: name of the human or gold author to take instead of the record's rule. Splits are stored at once, outside
    undo: taking back an act must not move an article from test to train.
    """
    if author is not None and not any(known.name == author for known in project.authors()):
        names = ", ".join(sorted(known.name for known in project.authors())) or "nobody yet"
        raise SpanloopError(f"Nobody named {author} marked here", way_out=f"Known: {names}.")
    ledger = Ledger()
    chosen: list[Truth] = []
    for article, everyone in project.records():
        truth, skipped = choose_truth(article, everyone, author=author)
        name = article.external_id or article.uid
        for layer, reason in skipped:
            ledger.add("truth.skipped", f"{layer}: {reason}", article=name)
        if truth is not None:
            chosen.append(replace(truth, cluster=project.cluster_of(article.uid)))
    known = project.splits()
    splits = assign_splits(known, (truth.cluster or truth.article.uid for truth in chosen))
    fresh = {cluster: split for cluster, split in splits.items() if cluster not in known}
    if fresh:
        project.store_splits(fresh)
    truths = tuple(replace(truth, split=splits[truth.cluster or truth.article.uid]) for truth in chosen)
    return Truths(truths, ledger, f"author {author}" if author else DEFAULT_POLICY)
