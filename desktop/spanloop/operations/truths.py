"""The truth of a project: whose marks train and test, with splits fixed at first sight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spanloop.core.article import Article
from spanloop.core.completeness import holds, labels_of
from spanloop.core.errors import SpanloopError
from spanloop.core.frozen import SETTING, FrozenTest
from spanloop.core.marks import Author, Marks
from spanloop.core.schema import Schema
from spanloop.core.splits import Family, SplitPlan, plan_splits
from spanloop.core.truth import LayerTruth, Skipped, Truth, choose_truth
from spanloop.core.wording import count
from spanloop.formats.ledger import Ledger
from spanloop.operations.preparing import cluster_articles
from spanloop.store.project import Project

#: How truth is chosen when nobody is named, as the extractor version records it.
DEFAULT_POLICY = "gold where complete, else the only human"


@dataclass(frozen=True)
class Truths:
    """truths: each article that someone marked, with its split. ledger: layers that were left out, and why.

    An article whose split is None is left out of train, dev and test, because its cluster is in another split than it
    was (see core.splits.plan_splits), or because it is in the test split and the test set was frozen without it; the
    ledger names it and its copy. Articles come without their stored words.
    """

    truths: tuple[Truth, ...]
    ledger: Ledger
    policy: str


def collect_truths(project: Project, *, author: str | None = None, settled: bool = False) -> Truths:
    """Choose the truth of every article and fix the split of every cluster seen for the first time.

    Near-duplicates are sought first where articles came in or zones changed, so that no article goes into a split that
    its copies are not in. author: name of the human or gold author to take instead of the record's rule. settled: the
    caller did that (see preparing.settle_texts). Splits are stored at once, outside undo: taking back an act must not
    move an article from test to train. Only articles that somebody marked are read.
    """
    return _collect(project, author=author, settled=settled, kept=lambda truth: truth, watch=_nobody)


def outline_truths(
    project: Project, *, author: str | None = None, settled: bool = False, watch: Callable[[], None] | None = None
) -> Truths:
    """As collect_truths, but of each truth only what its split hangs on: no text, no zones, no marks.

    Ten thousand articles take megabytes so; read_truths gives them whole, one by one. watch: called before each
    article, to raise where somebody asks for an end.
    """
    return _collect(project, author=author, settled=settled, kept=_outline, watch=watch or _nobody)


def read_truths(project: Project, outlined: Truths, *, author: str | None = None) -> Iterator[Truth]:
    """The truths that were outlined, whole, in the same order, read again a few hundred at a time.

    One that is gone since, because another program took its marks back, is left out and named in the ledger.
    """
    waiting = {truth.article.uid: truth for truth in outlined.truths}
    for article, truth, _ in _chosen(project, author):
        known = waiting.pop(article.uid, None)
        if known is None:
            continue
        if truth is not None:
            yield replace(truth, split=known.split, cluster=known.cluster)
        else:
            outlined.ledger.add("truth.skipped", "its marks were taken back meanwhile", article=_name(article))


def _nobody() -> None:
    """Nobody asks for an end."""


def _outline(truth: Truth) -> Truth:
    """A truth without text, zones and marks; its layers still say whose they are and where they are complete."""
    article = replace(truth.article, text="", zones=(), meta={})
    layers = {layer: LayerTruth(Marks(held.marks.author), held.ranges) for layer, held in truth.layers.items()}
    return replace(truth, article=article, layers=layers)


def _chosen(project: Project, author: str | None) -> Iterator[tuple[Article, Truth | None, list[Skipped]]]:
    """Each article in which somebody marked whose marks may be true, with the choice made."""
    ignoring = project.copies.ignoring()
    # Of a large project few articles are marked, and the texts of the others are nobody's business here.
    for article, everyone in project.records_of(_markers(project, author), words=False):
        truth, skipped = choose_truth(article, everyone, author=author, ignoring=ignoring.get(article.uid, ()))
        yield article, truth, skipped


def _collect(
    project: Project,
    *,
    author: str | None,
    settled: bool,
    kept: Callable[[Truth], Truth],
    watch: Callable[[], None],
) -> Truths:
    if author is not None and not any(known.name == author for known in project.authors()):
        names = ", ".join(sorted(known.name for known in project.authors())) or "nobody yet"
        raise SpanloopError(f"Nobody named {author} marked here", way_out=f"Known: {names}.")
    if not settled:
        cluster_articles(project)
    ledger = Ledger()
    chosen: list[Truth] = []
    clusters, schema, versions = project.clusters(), project.schema, project.schemas
    read = 0
    for article, truth, skipped in _chosen(project, author):
        watch()
        read += 1
        for layer, reason in skipped:
            ledger.add("truth.skipped", f"{layer}: {reason}", article=_name(article))
        if truth is not None:
            chosen.append(replace(kept(truth), cluster=clusters.get(article.uid, article.uid)))
            _tell_of_labels_since(truth, ledger, schema=schema, versions=versions)
    untouched = len(project.article_uids()) - read
    if untouched:
        ledger.add("truth.untouched", f"{count(untouched, 'article')} in which nobody completed or marked anything")
    held = FrozenTest.from_setting(project.settings().get(SETTING))
    frozen = held.truths.keys() if held else frozenset[str]()
    plan = _plan(project, chosen, clusters, frozen=frozen)
    truths = tuple(replace(truth, split=plan.splits[truth.article.uid]) for truth in chosen)
    _write_down(project, plan, truths, ledger)
    if frozen:
        truths = tuple(_outside(truth, ledger, frozen=frozen) for truth in truths)
    return Truths(truths, ledger, f"author {author}" if author else DEFAULT_POLICY)


def _markers(project: Project, name: str | None) -> list[Author]:
    """Whose marks may be true, and whoever is named: of an extractor it is said that it is no person."""
    return [who for who in project.authors() if who.kind in {"human", "gold"} or name in {who.uid, who.name}]


def _tell_of_labels_since(truth: Truth, ledger: Ledger, *, schema: Schema, versions: Mapping[str, Schema]) -> None:
    """Name what came into the schema since a layer was completed: where it is unmarked counts as an example against it.

    Left out, one added label would leave nothing complete to train on; so the article stays, and the ledger says so.
    """
    for layer, found in truth.layers.items():
        added: set[str] = set()
        for completion in found.marks.completions:
            version = completion.schema_version
            if completion.layer == layer and not holds(version, layer, schema=schema, versions=versions):
                added |= labels_of(schema, layer) - labels_of(versions[version], layer)
        if added:
            names = ", ".join(sorted(added))
            said = f"{layer}: completed before {names} came into the schema; none marked counts as none there"
            ledger.add("completion.older_schema", said, article=_name(truth.article))


def _outside(truth: Truth, ledger: Ledger, *, frozen: Collection[str]) -> Truth:
    """The truth as it is, or without a split where it would test and the test set was frozen without it."""
    if truth.split != "test" or truth.article.uid in frozen:
        return truth
    said = "the test set was frozen without it, so it neither trains nor tests"
    ledger.add("split.not_frozen", said, article=_name(truth.article))
    return replace(truth, split=None)


def _plan(
    project: Project, chosen: Sequence[Truth], clusters: Mapping[str, str], *, frozen: Collection[str] = ()
) -> SplitPlan:
    """The split of each article, those of clusters seen for the first time assigned and stored.

    Language by language: an extractor has one language, so an article of another must not take the only place in test.
    Complete articles before those that are only partly marked: the first complete one has to train.
    """
    batches = _batches(chosen, clusters)
    plan = plan_splits(project.splits(), batches, frozen=frozen)
    if plan.fresh:
        actor = next(iter(chosen[0].layers.values())).marks.author
        with project.act(actor, "splits") as act:
            # Another program may have given some since they were read: what is stored holds.
            plan = plan_splits(project.splits(), batches, frozen=frozen)
            act.set_split(plan.fresh)
    return plan


def _batches(chosen: Sequence[Truth], clusters: Mapping[str, str]) -> list[tuple[list[Family], list[Family]]]:
    """The clusters of each language: those with a complete range, and those that are only partly marked."""
    members: defaultdict[str, set[str]] = defaultdict(set)
    for article, cluster in clusters.items():
        members[cluster].add(article)
    here: defaultdict[str, list[Truth]] = defaultdict(list)
    for truth in chosen:
        here[truth.cluster or truth.article.uid].append(truth)
    complete: defaultdict[str, list[Family]] = defaultdict(list)
    partial: defaultdict[str, list[Family]] = defaultdict(list)
    for uid, truths in here.items():
        articles = frozenset(truth.article.uid for truth in truths)
        family = Family(uid, frozenset(members.get(uid, ())) | articles, articles)
        finished = any(layer.ranges for truth in truths for layer in truth.layers.values())
        for language in {truth.article.language for truth in truths}:
            (complete if finished else partial)[language].append(family)
    return [(complete[language], partial[language]) for language in sorted({*complete, *partial})]


def _write_down(project: Project, plan: SplitPlan, truths: Iterable[Truth], ledger: Ledger) -> None:
    """Name what is left out with a copy that is not, and what stands in for dev."""
    held = list(truths)
    for truth in held:
        uid = truth.article.uid
        if uid in plan.left_out:
            own, theirs = plan.left_out[uid]
            other = _name_of_copy(project, truth, held, plan)
            said = f"it was in {own} and is a copy of {other}, which is in {theirs}: left out of train, dev and test"
            ledger.add("split.left_out", said, article=_name(truth.article))
        elif uid in plan.lent:
            said = "nothing else is in dev, so it serves there this time and does not train"
            ledger.add("split.lent", said, article=_name(truth.article))


def _name_of_copy(project: Project, truth: Truth, truths: Sequence[Truth], plan: SplitPlan) -> str:
    """A copy of an article that is left out, in the split for which it is: a marked one if there is one."""
    theirs = plan.left_out[truth.article.uid][1]
    for other in truths:
        if other.cluster == truth.cluster and other.split is not None:
            return _name(other.article)
    splits = project.splits()
    copies = [uid for uid, cluster in project.clusters().items() if cluster == truth.cluster]
    named = next((uid for uid in copies if splits.get(uid) == theirs), copies[0])
    return _name(project.article(named))


def _name(article: Article) -> str:
    return article.external_id or article.title or article.uid
