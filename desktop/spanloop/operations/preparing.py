"""The job after import: near-duplicates into clusters, and the words of every article as the extractor sees them.

Both are derived: not journalled, not undone, computed again when what they hang on has changed. The id under which
words are stored says what that is: "spacy-3.8.7 en 84a01667 copies-1 whole" is spaCy's version, the language, a hash of
the tokenizer's rules, the way of finding copies, and how zones cut the text. Copies are sought before words are stored,
so an article whose words hold was compared with all others, and no signature has to be kept: comparing 100,000 articles
anew takes a minute. Texts stream by twice, first for copies and then for words, and none is kept.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spanloop.core.changes import Changes
from spanloop.core.clusters import name_clusters
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.marks import Author
from spanloop.core.segments import layout, segments
from spanloop.core.wording import language_name
from spanloop.core.words import Boundaries
from spanloop.formats.ledger import Ledger
from spanloop.formats.tokenizing import main_language, spacy_version
from spanloop.store.project import Project
from spanloop.store.project_reading import ProjectReading
from spanloop.store.records import Layout

if TYPE_CHECKING:
    from spanloop.learn.words import Tokenizer

#: Name of the way in which copies are found. Here and not in articles.copies, which brings numpy: the window asks too.
COPIES = "copies-1"
#: How many articles are written at once: the project is locked for a few milliseconds then.
_BATCH = 100
#: Tokenizers are made anew when they have so many words in memory (0.6 kB each): they keep all that they ever read.
_MOST_WORDS = 200_000
_STAYS = "What is written already stays; the rest is done next time."


@dataclass(frozen=True)
class PrepareReport:
    """articles: how many got their words. clusters: how many there are now. ledger: what could not be done."""

    changes: Changes
    articles: int = 0
    clusters: int = 0
    ledger: Ledger = field(default_factory=Ledger)


def due(project: ProjectReading) -> frozenset[str]:
    """uids of articles whose words are missing or do not hold any more. Cheap: reads no text and imports no spaCy."""
    return _due(project.layouts())


def prepare(
    project: Project,
    *,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> PrepareReport:
    """Find near-duplicates and words for what is new or has changed; does nothing where all of it is done.

    on_progress: called with articles read and articles to read: all of them to be compared, and then those that wait
    for words. Cancelling raises CancelledError; what was written by then holds. Each batch is a short transaction, so
    the window can go on saving meanwhile.
    """
    layouts = {layout.uid: layout for layout in project.layouts()}
    waiting = _due(layouts.values())
    ledger = Ledger()
    if not waiting:
        return PrepareReport(Changes(), 0, len(set(project.clusters().values())), ledger)
    stop, compared = cancelled or _never, len(layouts)
    tell = on_progress or _nobody
    changes = _cluster(project, stop, lambda done: tell(min(done, compared), compared + len(waiting)))
    done = 0
    for words in _Words(layouts, ledger).batches(project, waiting, stop):
        with project.act(_actor(project), "find words") as act:
            act.set_words_of_many(words)
        changes |= act.changes
        done += len(words)
        tell(compared + done, compared + len(waiting))
    return PrepareReport(changes, done, len(set(project.clusters().values())), ledger)


def cluster_articles(project: Project) -> Changes:
    """Find near-duplicates where articles came in or zones changed since they were last sought; else do nothing.

    Training, export and evaluation do this before they look at splits: an article that is not in its cluster yet could
    go into another split than its copies.
    """
    compared = all(_is_compared(held) for held in project.layouts())
    return Changes() if compared else _cluster(project, _never, _nobody_reads)


def settle_texts(project: Project, *, seen: str, cancelled: Callable[[], bool] | None = None) -> str:
    """Have all articles compared and their words stored, so that nobody has to compare them again.

    For a process that asks again and again: returns what to give as `seen` the next time (at first ""); while no text
    came in or changed since, not even the layouts are read.
    """
    last = project.copies.last_cut()
    if not last or last != seen:
        if not all(_is_compared(held) for held in project.layouts()):
            prepare(project, cancelled=cancelled)
    return last


def _due(layouts: Collection[Layout]) -> frozenset[str]:
    language = main_language(layout.language for layout in layouts)
    version = spacy_version()
    return frozenset(layout.uid for layout in layouts if not _holds(layout, language, version))


def _cluster(project: Project, stop: Callable[[], bool], tell: Callable[[int], None]) -> Changes:
    while True:
        seen = _cuts(project)
        groups = _groups(project, stop, tell)
        with project.act(_actor(project), "find copies") as act:
            # Within the transaction: another program may have brought an article or a zone, or named the same clusters.
            current = _cuts(project) == seen
            named = name_clusters(groups, known=project.clusters(), splits=project.splits()) if current else {}
            if named:
                act.set_clusters(named)
        if current:
            return act.changes


def _cuts(project: Project) -> list[tuple[str, str]]:
    return [(layout.uid, layout.zones) for layout in project.layouts()]


def _groups(project: Project, stop: Callable[[], bool], tell: Callable[[int], None]) -> list[list[str]]:
    """uids of articles that are copies of each other, by the text that segments see."""
    # numpy is for this job alone; the window does not wait for it.
    from spanloop.articles.copies import groups_of_copies

    uids: list[str] = []

    def texts() -> Iterator[str]:
        for article in project.texts():
            uids.append(article.uid)
            yield "\n".join(segment.text for segment in segments(article))

    def watch(done: int) -> None:
        if stop():
            raise CancelledError("Finding copies was cancelled", way_out=_STAYS)
        tell(done)

    try:
        return [[uids[place] for place in group] for group in groups_of_copies(texts(), on_progress=watch)]
    except OSError as error:
        raise SpanloopError(
            f"The copies among the articles could not be found ({error.strerror or error})",
            where=tempfile.gettempdir(),
            way_out="Make room in the folder for temporary files; 100,000 articles take half a gigabyte there.",
        ) from error


class _Words:
    """The words of articles, computed a batch at a time while the project is not locked."""

    def __init__(self, layouts: Mapping[str, Layout], ledger: Ledger) -> None:
        self._layouts = layouts
        self._ledger = ledger
        self._language = main_language(layout.language for layout in layouts.values())
        self._version = spacy_version()
        self._tokenizers: dict[str, Tokenizer] = {}
        self._told: set[str] = set()

    def batches(
        self, project: Project, uids: Collection[str], stop: Callable[[], bool]
    ) -> Iterator[list[tuple[str, str, Boundaries]]]:
        """Lists of (uid, id of the tokenizer, words)."""
        ordered = [uid for uid in self._layouts if uid in uids]
        for first in range(0, len(ordered), _BATCH):
            found: list[tuple[str, str, Boundaries]] = []
            for article in project.texts(frozenset(ordered[first : first + _BATCH])):
                if stop():
                    raise CancelledError("Finding words was cancelled", way_out=_STAYS)
                zones = layout(article.zones)
                if zones == self._layouts[article.uid].zones:  # else it was cut anew meanwhile: the next run takes it
                    tokenizer = self._tokenizer(article.language or self._language)
                    name = f"spacy-{self._version} {tokenizer.language} {tokenizer.rules} {COPIES} {zones}"
                    found.append((article.uid, name, tokenizer.words(article)))
            yield found

    def _tokenizer(self, language: str) -> Tokenizer:
        # spaCy takes seconds to import: only a job pays for it.
        from spanloop.learn.words import Tokenizer

        if sum(each.size for each in self._tokenizers.values()) > _MOST_WORDS:
            self._tokenizers.clear()
        held = self._tokenizers.get(language)
        if held is None:
            held = self._tokenizers[language] = Tokenizer.of(language)
            if held.nlp is None and language not in self._told:
                self._told.add(language)
                name = language_name(language)
                said = f"spaCy cannot tokenize {name} here: plain rules cut its words, and nothing can be trained"
                self._ledger.add("words.no_tokenizer", said)
        return held


def _actor(project: Project) -> Author:
    """In whose name derived things are written; as nothing of it is journalled, nobody sees it."""
    return project.authors()[0]


def _holds(layout: Layout, language: str, version: str) -> bool:
    """Whether stored words are those that would be found now, as far as can be told without spaCy."""
    if layout.tokenizer is None or not _is_compared(layout):
        return False
    package, spoken, *_ = layout.tokenizer.split(" ")
    return spoken == (layout.language or language) and (not version or package == f"spacy-{version}")


def _is_compared(layout: Layout) -> bool:
    """Whether an article was compared with the others as it is cut now (its words were stored after that)."""
    return layout.tokenizer is not None and layout.tokenizer.split(" ")[3:] == [COPIES, layout.zones]


def _never() -> bool:
    return False


def _nobody(_done: int, _total: int) -> None:
    """Nobody watches."""


def _nobody_reads(_done: int) -> None:
    """Nobody watches."""
