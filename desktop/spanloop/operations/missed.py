"""What an extractor sees in texts that a person completed and did not mark there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from spanloop.core.article import Article
from spanloop.core.completeness import is_complete
from spanloop.core.errors import SpanloopError
from spanloop.core.findings import Finding, missed_words, subject_of
from spanloop.core.ids import new_uid
from spanloop.core.marks import LAYERS, Author, Event, Fragment, Fragments, Layer, Marks, Mention, fragments_of, name_of
from spanloop.operations.auditing import audited_articles
from spanloop.operations.schema_history import translate
from spanloop.operations.versions import current_extractor, find_extractor
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord

#: Below this an extractor is not sure; and so many are listed at most, the best ones.
SURE, MOST = 0.8, 1_000


def find_missed(
    project: Project, *, author: Author, data_dir: Path, told: Callable[[int], None], tests: Collection[str] = ()
) -> tuple[list[Finding], str]:
    """The sure suggestions of the current version in layers that this person completed, where they marked nothing; best
    first. Also in articles that it learned from: it says so there. Second: why none were looked for, "" otherwise.

    What the person rejected is left out, what shares words with a mark of theirs in the layer, and what has no score,
    because nobody knows how sure the version is of it. So are `tests`, the articles of the test split: whoever mends
    those by what a version sees makes its next test easier for it. And so are articles that are annotated without
    suggestions: whoever mends those by what an extractor sees has seen its suggestions. Loads the extractor, which
    takes seconds and memory.
    """
    record = current_extractor(project)
    if record is None:
        return [], "there is no extractor yet"
    from spanloop.learn.calibration import calibrated
    from spanloop.learn.extractors import ExtractorShelf
    from spanloop.learn.suggest import suggest

    try:
        nlp = ExtractorShelf(data_dir).load(record.uid, called=record.name)
    except SpanloopError as error:
        return [], error.what[:1].lower() + error.what[1:]
    learned = _learned_from(record)
    layers_by_uid: dict[str, list[Layer]] = {}
    own_by_uid: dict[str, Marks] = {}

    def completed() -> Iterator[Article]:
        for done, (article, own, layers) in enumerate(_completed(project, author), 1):
            if article.uid in tests:
                continue
            layers_by_uid[article.uid], own_by_uid[article.uid] = layers, own
            told(done)
            yield article

    found: list[Finding] = []
    unscored = False
    for uid, marks in suggest(nlp, completed(), author=record.author):
        kept, _ = translate(project, [(uid, marks)], version=record.schema_version, known_only=True)
        for _, known in kept:
            scored = calibrated(known, record.metrics.get("calibration", {}))
            article = project.article(uid)
            unscored |= any(mark.score is None for mark in (*scored.mentions, *scored.events))
            found += _missed(project, article, scored, own_by_uid[uid], layers_by_uid[uid], record, uid in learned)
    found.sort(key=lambda one: -(one.score or 0.0))
    if not found and unscored:
        return [], f"{record.name} does not say how sure it is; train a new version"
    return found[:MOST], ""


def write_suggestion(project: Project, finding: Finding) -> str:
    """Write what an extractor sees as its suggestion, an act of its own, unless it stands there; gives its uid."""
    there = written_suggestion(project, finding)
    if there:
        return there
    home = find_extractor(project, None).author
    fragments = ((finding.start, finding.end),)
    uid = new_uid()
    with project.act(home, f"suggest by {home.name}") as act:
        if finding.layer == "entities":
            act.add_mentions(finding.article, home, [Mention(uid, fragments, finding.label, finding.score)])
        else:
            act.add_events(finding.article, home, [Event(uid, finding.label, fragments, score=finding.score)])
    return uid


def written_suggestion(project: Project, finding: Finding) -> str:
    """uid of the current version's suggestion that says what a finding says, "" where there is none."""
    record = current_extractor(project)
    if record is None:
        return ""
    there = project.marks(finding.article, record.author)
    wanted = finding.label, ((finding.start, finding.end),)
    marks = there.mentions if finding.layer == "entities" else there.events
    return next((mark.uid for mark in marks if (name_of(mark), fragments_of(mark)) == wanted), "")


def _missed(
    project: Project,
    article: Article,
    marks: Marks,
    own: Marks,
    layers: list[Layer],
    record: ExtractorRecord,
    learned: bool,
) -> Iterator[Finding]:
    rejected = {(place.layer, place.label, place.fragments) for place in project.rejected(article.uid, own.author)}
    taken: dict[Layer, list[Fragment]] = {
        "entities": [part for mention in own.mentions for part in mention.fragments],
        "events": [part for event in own.events for part in event.trigger],
    }
    said: list[tuple[Layer, str, Fragments, float | None]] = []
    for mention in marks.mentions:
        said.append(("entities", mention.label, mention.fragments, mention.score))
    for event in marks.events:
        said.append(("events", event.type, event.trigger, event.score))
    for layer in layers:
        for of_layer, label, fragments, score in said:
            if of_layer != layer or len(fragments) != 1 or (layer, label, fragments) in rejected:
                continue
            ((start, end),) = fragments
            if score is None or score < SURE or any(low < end and start < high for low, high in taken[layer]):
                continue
            quote = article.text[start:end]
            words = missed_words(label, quote, extractor=record.name, score=score, learned=learned)
            yield Finding(
                "missed", subject_of(article.uid, layer, label, start, end), article.uid, layer, label, start, end,
                quote, words, to_start=start, to_end=end, to_label=label, score=score, learned=learned,
            )  # fmt: skip


def _completed(project: Project, author: Author) -> Iterator[tuple[Article, Marks, list[Layer]]]:
    schema, versions = project.schema, project.schemas
    audited = audited_articles(project)
    for article, everyone in project.records_of([author]):
        own = next((marks for marks in everyone if marks.author.uid == author.uid), None)
        if own is None or not own.completions or article.uid in audited:
            continue
        size = len(article.text)
        layers: list[Layer] = [
            layer for layer in LAYERS if is_complete(own.completions, layer, end=size, schema=schema, versions=versions)
        ]
        if layers:
            yield article, own, layers


def _learned_from(record: ExtractorRecord) -> set[str]:
    articles = record.details.get("articles")
    train = articles.get("train", ()) if isinstance(articles, dict) else ()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return {str(uid) for uid in train}  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
