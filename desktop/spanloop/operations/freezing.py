"""The frozen test set: set articles aside for good, say what has become of them, give them back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from spanloop.core.changes import Changes
from spanloop.core.dates import local, long_date
from spanloop.core.errors import SpanloopError
from spanloop.core.frozen import SETTING, FrozenTest, hash_of_truths, truth_hash
from spanloop.core.ids import now
from spanloop.core.marks import Author
from spanloop.core.splits import Family, standing_split
from spanloop.core.wording import count
from spanloop.operations.references import Reference, collect_references
from spanloop.store.project import Project


@dataclass(frozen=True)
class FrozenState:
    """What has become of a frozen test set.

    articles: how many it has. changed: names of those whose truth is another one now, so that scores from before do not
    compare. gone: how many are not complete any more, or not in the project. copies: how many articles elsewhere in the
    project are copies of one of them; they are left out of training. now_hash: of their truth as it is now.
    """

    frozen: FrozenTest
    changed: tuple[str, ...] = ()
    gone: int = 0
    copies: int = 0
    now_hash: str = ""

    def to_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "at": self.frozen.at,
            "by": self.frozen.by,
            "articles": len(self.frozen.truths),
            "hash": self.frozen.hash,
            "now_hash": self.now_hash,
            "changed": list(self.changed),
            "gone": self.gone,
            "copies": self.copies,
        }

    def sentences(self) -> list[str]:
        """What a person has to know, a sentence each."""
        said = [f"The test set has {count(len(self.frozen.truths), 'article')}, frozen on {day_of(self.frozen)}."]
        if self.changed:
            names = ", ".join(self.changed[:3]) + (
                f" and {len(self.changed) - 3} more" if len(self.changed) > 3 else ""
            )
            said.append(f"The truth of {count(len(self.changed), 'article')} changed since ({names}).")
            said.append("Scores from before the change do not compare with those from after it.")
        if self.gone:
            what = "1 article is" if self.gone == 1 else f"{self.gone} articles are"
            said.append(f"{what} not complete any more, so the test set is smaller by that.")
        said.append(
            f"{count(self.copies, 'copy', 'copies')} of its articles {'is' if self.copies == 1 else 'are'} left out of "
            "training."
            if self.copies
            else "None of its articles has a copy in training."
        )
        return said


def frozen_test(project: Project) -> FrozenTest | None:
    """The frozen test set of a project, None where the test split is open."""
    return FrozenTest.from_setting(project.settings().get(SETTING))


def test_articles(project: Project) -> frozenset[str]:
    """uids of the articles by which versions are judged: those of the test split, frozen or not, and their copies."""
    frozen = frozen_test(project)
    truths = frozenset(frozen.truths) if frozen is not None else frozenset[str]()
    splits, clusters = project.splits(), project.clusters()
    members: defaultdict[str, set[str]] = defaultdict(set)
    for uid in {*project.article_uids(), *clusters, *truths}:
        members[clusters.get(uid, uid)].add(uid)
    families = [Family(cluster, frozenset(uids), frozenset(uids)) for cluster, uids in members.items()]
    return frozenset(
        uid for family in families if standing_split(splits, family, frozen=truths) == "test" for uid in family.members
    )


def freeze(project: Project, *, author: Author) -> Changes:
    """Set the complete articles of the test split aside, as they are now: one act, undone like any other.

    From then on no article joins the test split, and none of these, nor a copy of it, trains anything. Raises
    SpanloopError where a set is frozen already, and where no article of the test split is complete.
    """
    standing = frozen_test(project)
    if standing is not None:
        raise SpanloopError(
            f"The test set is frozen already, since {day_of(standing)}",
            where=str(project.path),
            way_out="Unfreeze it first, then freeze the articles that are in the test split by then.",
        )
    references = [found for found in collect_references(project, against=None).all if found.split == "test"]
    if not references:
        raise SpanloopError(
            "No article of the test split is complete, so there is nothing to freeze",
            where=str(project.path),
            way_out="Complete more articles; about one of seven goes into the test split.",
        )
    frozen = FrozenTest(now(), author.name, truths_of(references))
    with project.act(author, f"freeze the test set of {count(len(references), 'article')}") as act:
        act.set_setting(SETTING, frozen.to_dict())
    return act.changes


def unfreeze(project: Project, *, author: Author) -> Changes:
    """Open the test split again: its articles stay in it, and new ones join. Raises where nothing is frozen."""
    if frozen_test(project) is None:
        raise SpanloopError(
            "No test set is frozen", where=str(project.path), way_out="Freeze one with test-set freeze."
        )
    with project.act(author, "unfreeze the test set") as act:
        act.set_setting(SETTING, None)
    return act.changes


def state_of_frozen(project: Project) -> FrozenState | None:
    """What has become of the frozen test set; None where there is none. Reads all truths of the project."""
    frozen = frozen_test(project)
    if frozen is None:
        return None
    references = collect_references(project, against=None).all
    here = {found.article.uid: found for found in references if found.article.uid in frozen.truths}
    clusters = project.clusters()
    held = {clusters.get(uid, uid) for uid in frozen.truths}
    copies = sum(uid not in frozen.truths and cluster in held for uid, cluster in clusters.items())
    return FrozenState(
        frozen,
        tuple(changed_since(frozen, here.values())),
        len(frozen.truths) - len(here),
        copies,
        hash_of_truths(truths_of(here.values())),
    )


def truths_of(references: Iterable[Reference]) -> dict[str, str]:
    """The hash of the truth of each article, by its uid."""
    return {found.article.uid: truth_hash(found.layers) for found in references}


def changed_since(frozen: FrozenTest, references: Iterable[Reference]) -> list[str]:
    """Names of the articles whose truth is not what was frozen."""
    return [
        found.article.title or found.article.external_id or found.article.uid
        for found in references
        if frozen.truths.get(found.article.uid, "") not in {"", truth_hash(found.layers)}
    ]


def notes_on(frozen: FrozenTest | None, references: Sequence[Reference]) -> list[str]:
    """What is to be said beside scores on the test articles."""
    if frozen is None:
        return []
    changed = len(changed_since(frozen, references))
    left = len(frozen.truths) - len(references)
    said: list[str] = []
    if changed:
        said.append(
            f"The truth of {count(changed, 'test article')} changed since the set was frozen on {day_of(frozen)}: "
            "older scores do not compare."
        )
    if left > 0:
        said.append(f"{count(left, 'article')} of the frozen test set could not be scored.")
    return said


def day_of(frozen: FrozenTest) -> str:
    """ "2 March 2024"."""
    return long_date(local(frozen.at).date().isoformat())
