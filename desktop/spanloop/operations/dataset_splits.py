"""Which split each article of a project is in, for exports that tell splits apart."""

from __future__ import annotations

from collections import defaultdict

from spanloop.core.frozen import SETTING, FrozenTest
from spanloop.core.splits import Family, standing_split
from spanloop.store.project import Project


def splits_of_articles(project: Project) -> dict[str, str]:
    """Uid of an article to "train", "dev" or "test", as they were given for training; {} before the first one.

    Copies of one story are in one split. An article has none that was never material for training, whose copies are in
    another split than it was, or that would test and came after the test set was frozen.
    """
    given, clusters = project.splits(), project.clusters()
    if not given:
        return {}
    held = FrozenTest.from_setting(project.settings().get(SETTING))
    frozen = held.truths.keys() if held else frozenset[str]()
    members: defaultdict[str, set[str]] = defaultdict(set)
    for article, cluster in clusters.items():
        members[cluster].add(article)
    found: dict[str, str] = {}
    for uid in project.article_uids():
        cluster = clusters.get(uid, uid)
        family = Family(cluster, frozenset(members[cluster]) | {uid}, frozenset({uid}))
        split = standing_split(given, family, frozen=frozen)
        if split is None or given.get(uid, split) != split:
            continue
        if split != "test" or not frozen or uid in frozen:
            found[uid] = split
    return found
