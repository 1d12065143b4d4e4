"""What an evaluation measures by: complete articles, chosen so that nothing is scored on what it was learned from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.evaluation import On
from spanloop.core.marks import Fragment, Layer, Marks
from spanloop.core.ranges import covers, merge_ranges
from spanloop.core.segments import segments
from spanloop.core.truth import LayerTruth, Truth
from spanloop.operations.truths import Truths, collect_truths
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord


@dataclass(frozen=True)
class Reference:
    """One article to measure by. layers: those with complete ranges, cut to the text that an extractor reads.

    unread: marks in complete ranges that lie outside that text (in boilerplate, comments, or reaching into them).
    """

    article: Article
    layers: dict[Layer, LayerTruth]
    split: str | None
    cluster: str
    unread: int = 0


@dataclass(frozen=True)
class References:
    """All complete articles of a project, by what `against` says (None: by the truth).

    skipped: why layers on which somebody worked have no truth, and in how many articles.
    """

    path: str
    against: str | None
    all: tuple[Reference, ...]
    skipped: dict[str, int]


def collect_references(project: Project, *, against: str | None) -> References:
    """Every article with a complete range, in the order of the project."""
    return references_of(project, collect_truths(project, author=against), against=against)


def references_of(project: Project, truths: Truths, *, against: str | None = None) -> References:
    """The same of truths that were collected before."""
    found = [reference for truth in truths.truths if (reference := _reference(truth)) is not None]
    return References(str(project.path), against, tuple(found), _skipped(truths))


def _reference(truth: Truth) -> Reference | None:
    readable = readable_ranges(truth.article)
    layers: dict[Layer, LayerTruth] = {}
    unread = 0
    for layer, held in truth.layers.items():
        ranges = intersection(held.ranges, readable)
        if ranges:
            layers[layer] = LayerTruth(held.marks, ranges)
            unread += sum(covers(held.ranges, span) and not covers(ranges, span) for span in _spans(layer, held.marks))
    cluster = truth.cluster or truth.article.uid
    return Reference(truth.article, layers, truth.split, cluster, unread) if layers else None


def readable_ranges(article: Article) -> tuple[Fragment, ...]:
    """The text of an article that an extractor reads: what `core.segments` keeps."""
    return merge_ranges((start, start + length) for part in segments(article) for _, start, length in part.pieces)


def intersection(one: Iterable[Fragment], other: Iterable[Fragment]) -> tuple[Fragment, ...]:
    """The text that is in both."""
    others = list(other)
    return merge_ranges((max(a, c), min(b, d)) for a, b in one for c, d in others)


def _spans(layer: Layer, marks: Marks) -> Iterator[tuple[Fragment, ...]]:
    if layer == "entities":
        yield from (mention.fragments for mention in marks.mentions)
    else:
        yield from (event.trigger for event in marks.events)


def _skipped(truths: Truths) -> dict[str, int]:
    """Why layers have no truth although somebody worked there, by how many."""
    found = (entry.message for entry in truths.ledger.entries if entry.code == "truth.skipped")
    idle = ("nobody completed or marked it", "marked nothing in this article", "did not complete it")
    return dict(Counter(reason for reason in found if not reason.endswith(idle)))


@dataclass(frozen=True)
class Learned:
    """The articles that versions learned from, in training or by choosing the best step, and the clusters of those."""

    articles: frozenset[str]
    clusters: frozenset[str]

    def knows(self, reference: Reference) -> bool:
        """Whether they learned from this article or from a copy of it."""
        return reference.article.uid in self.articles or reference.cluster in self.clusters

    def __or__(self, more: Learned) -> Learned:
        return Learned(self.articles | more.articles, self.clusters | more.clusters)


def learned_by(project: Project, record: ExtractorRecord) -> Learned | None:
    """What a version learned from; None for one of which that was not written down."""
    written: dict[str, list[str]] | None = record.details.get("articles")
    if written is None:
        return None
    articles = frozenset(uid for split in ("train", "dev") for uid in written.get(split, ()))
    clusters = project.clusters()
    return Learned(articles, frozenset(clusters.get(uid, uid) for uid in articles))


def choose_references(
    references: References, *, on: On, learned: Learned | None, who: str
) -> tuple[list[Reference], list[str]]:
    """The references to score on, and notes on those left out; raises SpanloopError where there is none, with why.

    learned: what `who` learned from; None for a person, and for versions of which it is not known.
    """
    wanted = [found for found in references.all if on != "test" or found.split == "test"]
    if on == "all" or learned is None:
        chosen = wanted
    else:
        chosen = [found for found in wanted if not learned.knows(found)]
    if not chosen:
        raise _nothing_to_score(references, on=on, who=who)
    left = len(wanted) - len(chosen)
    if on == "test" and left:
        return chosen, [f"Left out: {_articles(left)} of the test split from which, or from a copy, {who} learned."]
    return chosen, []


def flattery(references: Sequence[Reference], *, learned: Learned | None, who: str) -> list[str]:
    """A note where scores are over articles that were learned from; [] where there are none."""
    known = sum(learned is not None and learned.knows(reference) for reference in references)
    return [f"{who} learned from {known} of these {len(references)} articles: the scores flatter it."] if known else []


def _nothing_to_score(references: References, *, on: On, who: str) -> SpanloopError:
    complete = len(references.all)
    judge = references.against or "the truth"
    if not complete:
        if references.against:
            return SpanloopError(
                f"{references.against} has completed no article to score on",
                where=references.path,
                way_out="Choose somebody else whose marks are taken as right.",
            )
        reasons = "; ".join(f"{reason} ({times(count)})" for reason, count in sorted(references.skipped.items()))
        return SpanloopError(
            "There is no complete article to score on" + (f": {reasons}" if reasons else ""),
            where=references.path,
            way_out="Complete some articles first, or name whose marks are right.",
        )
    if on == "unseen":
        return SpanloopError(
            f"{who} learned from every complete article or from a copy of it ({complete})",
            where=references.path,
            way_out="Complete articles that it has not seen.",
        )
    in_test = sum(found.split == "test" for found in references.all)
    return SpanloopError(
        f"No article of the test split is complete: {judge} has {_articles(complete)}, all in train or dev"
        if not in_test
        else f"{who} learned from all complete articles of the test split ({in_test})",
        where=references.path,
        way_out="Complete more articles, or score all of them.",
    )


def marks_unread(references: Sequence[Reference]) -> list[str]:
    """A note on marks that are not scored because no extractor reads their text; [] where there are none."""
    unread = sum(reference.unread for reference in references)
    what = "1 mark of the reference lies" if unread == 1 else f"{unread:,} marks of the reference lie"
    told = f"{what} in boilerplate or comments, which no extractor reads; not scored."
    return [told] if unread else []


def times(count: int) -> str:
    """ "in 1 article", "in 2 articles"."""
    return "in 1 article" if count == 1 else f"in {count} articles"


def _articles(count: int) -> str:
    return "1 complete article" if count == 1 else f"{count} complete articles"
