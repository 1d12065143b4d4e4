"""Which article next: the ways of choosing, by name, and what they are called for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from spanloop.core.wording import count

Strategy = Literal["newest", "random", "diverse", "unsure", "rare", "mixed"]
#: What a person asks for: a way of choosing, or the one that is the default at this point.
Asked = Literal["best", "newest", "random", "diverse", "unsure", "rare", "mixed"]
STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)
ASKED: tuple[Asked, ...] = get_args(Asked)
#: Name of the project's setting, whose value is one of ASKED.
SETTING = "order"
#: So many annotated sentences are the first batch.
FIRST_SENTENCES = 25
#: What `best` is in the first batch, and after it. Measured against chance (BENCHMARKS.md): sentences that differ and
#: name much gain on three data sets, much of it because they are longer; later no way of choosing beat chance.
FIRST: Strategy = "diverse"
LATER: Strategy = "random"
_BEST = "best:"
#: Suggestions below this score are ones that the extractor is unsure about.
_UNSURE = 0.5
#: Labels that a reason names.
_MOST_LABELS = 3


@dataclass(frozen=True, slots=True)
class Words:
    """title: as in a menu. help: one sentence of what comes first."""

    title: str
    help: str


WORDS: Mapping[Asked, Words] = {
    "best": Words("Best next", "Articles that differ for the first 25 sentences, then at random."),
    "newest": Words("Newest first", "By date, the latest first."),
    "random": Words("At random", "In an order without a system, the same for everybody in this project."),
    "diverse": Words(
        "Most different first",
        "Articles that differ from those annotated and from each other, and in which much is named.",
    ),
    "unsure": Words("Unsure first", "Articles in which the extractor is least sure of its suggestions."),
    "rare": Words("Rare labels first", "Articles that may hold labels of which there are few marks."),
    "mixed": Words("Random and unsure in turn", "One article at random, then one that the extractor is unsure of."),
}
#: Ways that need suggestions of an extractor, or of rules.
NEEDS_SUGGESTIONS: frozenset[Strategy] = frozenset({"unsure", "rare", "mixed"})


def best_next(sentences: int) -> Strategy:
    """What `best` is where so many sentences are annotated."""
    return FIRST if sentences < FIRST_SENTENCES else LATER


def why_best(way: str, sentences: int) -> str:
    """What `best` means at this point, and why, in one sentence."""
    if way == FIRST:
        until = f"until {FIRST_SENTENCES} sentences are annotated; {sentences:,} are."
        return f"Best next is {WORDS[FIRST].title.lower()} {until}"
    return (
        f"Best next is at random here: {sentences:,} sentences are annotated, and after the first {FIRST_SENTENCES} no "
        "way of choosing was measured to be better than chance."
    )


def why_first(way: str, score: float | None, suggested: Iterable[tuple[str, float | None]]) -> str:
    """Why an article is up by a way of choosing, one sentence; "" where there is nothing to say.

    score: as the way counts. suggested: label and score of what is suggested in it.
    """
    if way == "diverse":
        return "" if score is None else "Differs from what is annotated and from the articles above it"
    if way in ("unsure", "mixed"):
        unsure = sum(one is not None and one < _UNSURE for _, one in suggested)
        if score is None:
            return "Drawn at random" if way == "mixed" else ""
        return f"The extractor is unsure about {count(unsure, 'mark')}" if unsure else ""
    if way == "rare":
        labels = list(dict.fromkeys(label for label, _ in suggested))[:_MOST_LABELS]
        return f"May hold {', '.join(labels)}" if labels else ""
    return "Drawn at random" if way == "random" else ""


def setting_of(value: object) -> Asked:
    """The project's setting as a name; "best" where it is absent, or written by a later program."""
    return value if value in ASKED else "best"


def stored_name(asked: Asked, strategy: Strategy) -> str:
    """The name under which an order is kept: it says what was asked for and what that was: "best:diverse"."""
    return f"{_BEST}{strategy}" if asked == "best" else strategy


def strategy_of(stored: str) -> str:
    """The way of choosing in a name under which an order is kept."""
    return stored.removeprefix(_BEST)


def answers(asked: str) -> tuple[str, ...]:
    """The names under which an order may be kept that is what is asked for; () for what is no kept order."""
    if asked == "best":
        return tuple(_BEST + strategy for strategy in STRATEGIES)
    return (asked, _BEST + asked) if asked in STRATEGIES else ()
