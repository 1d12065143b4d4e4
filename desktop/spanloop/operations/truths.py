"""The truth of a project: whose marks train and test, with splits fixed at first sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from spanloop.core.errors import SpanloopError
from spanloop.core.splits import assign_splits
from spanloop.core.truth import Truth, choose_truth
from spanloop.formats.ledger import Ledger
from spanloop.store.project import Project
from spanloop.store.project_reading import SplitName

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
    splits = _splits(project, chosen)
    truths = tuple(replace(truth, split=splits[truth.cluster or truth.article.uid]) for truth in chosen)
    return Truths(truths, ledger, f"author {author}" if author else DEFAULT_POLICY)


def _splits(project: Project, chosen: Sequence[Truth]) -> dict[str, str]:
    """The split of each cluster, new ones assigned and stored.

    Language by language: an extractor has one language, so an article of another must not take the only place in test.
    Complete articles before those that are only partly marked: the first complete one has to train.
    """
    known = project.splits()
    complete: dict[str, set[str]] = {}
    partial: dict[str, set[str]] = {}
    for truth in chosen:
        finished = any(layer.ranges for layer in truth.layers.values())
        clusters = complete if finished else partial
        clusters.setdefault(truth.article.language, set()).add(truth.cluster or truth.article.uid)
    splits: dict[str, str] = {}
    for language in sorted({truth.article.language for truth in chosen}):
        first, others = complete.get(language, set[str]()), partial.get(language, set[str]())
        held = {cluster: split for cluster, split in known.items() if cluster in first | others}
        for clusters in (first, others):
            assigned = assign_splits(held, clusters)
            held |= assigned
            splits |= {cluster: split for cluster, split in assigned.items() if cluster not in splits}
    fresh: dict[str, SplitName] = {
        cluster: cast("SplitName", split) for cluster, split in splits.items() if cluster not in known
    }
    if fresh:
        actor = next(iter(chosen[0].layers.values())).marks.author
        with project.act(actor, "splits") as act:
            act.set_split(fresh)
    return splits
