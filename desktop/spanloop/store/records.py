"""Plain rows that the store hands out besides the objects of core."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from spanloop.core.marks import Author, Fragments, Layer

ExtractorState = Literal["candidate", "current", "replaced"]
ActKind = Literal["do", "undo", "redo", "migration"]
QueueState = Literal["new", "started", "complete", "skipped", "question"]


@dataclass(frozen=True, slots=True)
class ExtractorRecord:
    """What a project knows of one extractor version; its files live in the user's data folder under the same uid.

    author: the author (kind "extractor") under which it suggests. number: 1, 2, 3... in the order of training.
    data_hash: of the exported training data. files_hash: of the model folder. policy: how truth was chosen
    ("gold, else the only human", or the author named). metrics: scores as evaluation gave them, with n.
    details: anything else worth keeping (library versions, promotion override, size), JSON.
    """

    uid: str
    author: Author
    name: str
    number: int
    recipe: str
    seed: int
    data_hash: str
    schema_version: str
    config: str = ""
    metrics: dict[str, Any] = field(default_factory=dict[str, Any])
    files_hash: str = ""
    policy: str = ""
    created_at: str = ""
    state: ExtractorState = "candidate"
    details: dict[str, Any] = field(default_factory=dict[str, Any])


class Raw(NamedTuple):
    """What an article was read from: its bytes, where they came from, and what they are ("html", "text"...)."""

    content: bytes
    path: str
    kind: str


class QueueRow(NamedTuple):
    """One line of the queue, as one author sees it.

    title: of the article; how its text begins where it has none, as that of another tool.
    suggestions: those of the current extractor on which this author has not decided.
    complete_layers: layers that this author completed over the whole text. position: 0-based, in order of import.
    cluster: uid of the cluster of copies that it shares with others, or None. copies: how many are in it, else 0.
    follows: whether this author lets it take the marks of another copy.
    """

    uid: str
    title: str
    source: str
    date: str
    language: str
    state: QueueState
    reason: str
    suggestions: int
    complete_layers: tuple[Layer, ...]
    position: int
    cluster: str | None = None
    copies: int = 0
    follows: bool = False


class Layout(NamedTuple):
    """What decides whether the words of an article still hold, without its text.

    tokenizer: id under which its words are stored, or None. zones: how they cut it (core.segments.layout).
    """

    uid: str
    language: str
    tokenizer: str | None
    zones: str


@dataclass(frozen=True, slots=True)
class ActRecord:
    """One line of the history. undone: it does not hold at present.

    articles: uids of those it touched, 100 at most (article_count says how many there were).
    """

    uid: str
    author_name: str
    label: str
    at: str
    kind: ActKind
    undone: bool
    articles: tuple[str, ...] = ()
    article_count: int = 0


class Rejected(NamedTuple):
    """A suggestion that an author rejected: not offered again unless its span or label differs."""

    layer: Layer
    label: str
    fragments: Fragments
