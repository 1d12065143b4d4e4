"""What is proposed before a person decides: the type of a new event, and the label of words that are to fill a role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spanloop.core.experience import Experience
from spanloop.core.lexicon import Lexicon
from spanloop.core.schema import Role, Schema
from spanloop.core.wording import count

#: What the same words were marked as in the same article counts this often: a text rarely changes what it means by one.
_HERE = 5
#: Marks of the same words weigh this much more than what filled the role before; of the latter no more than this many.
_SAME_WORDS, _MOST_HABITS = 3.0, 5.0
_UNKNOWN = 0.2
#: From this share of all weight on a label is taken without asking.
_SURE = 0.75
_OTHERS = 3


@dataclass(frozen=True, slots=True)
class TypeProposal:
    """type: the one proposed, "" for none. why: in words, or "". others: what else it may be, best first."""

    type: str
    why: str = ""
    others: tuple[str, ...] = ()


def propose_type(
    quote: str,
    *,
    schema: Schema,
    experience: Experience,
    examples: Lexicon,
    glosses: Lexicon,
    here: Mapping[str, int] | None = None,
    suggested: tuple[str, str] | None = None,
    last: str = "",
) -> TypeProposal:
    """The likeliest type of an event with this trigger.

    The extractor's suggestion goes first, then what the same words were marked as (by the schema's examples where
    nobody marked them), then words of nearly the same form, then the words in which the schema describes its types,
    then the type used last, then the schema's first one. examples, glosses: see example_triggers and gloss_words.
    here: types of the same words in this article with counts. suggested: (type, by whom). last: the type used last.
    """
    types = [kind.type for kind in schema.events]
    weights = dict(experience.triggers.known(quote))
    for kind, times in (here or {}).items():
        weights[kind] = weights.get(kind, 0) + _HERE * times
    before = _best(weights, types)
    examples_say = _best(examples.known(quote), types)
    kin = _best(experience.triggers.kin(quote), types)
    described = _best(glosses.known(quote) or glosses.kin(quote), types)
    likely = list(dict.fromkeys([*before, *examples_say, *kin, *described]))
    if suggested is not None and suggested[0] in types:
        return _proposal(suggested[0], f"suggested by {suggested[1]}", likely)
    if before:
        return _proposal(before[0], _times(experience.triggers.known(quote), before[0]), likely)
    if examples_say:
        return _proposal(examples_say[0], "an example of the guideline", likely)
    if kin:
        return _proposal(kin[0], "as words of the same stem", likely)
    if described:
        return _proposal(described[0], "a word of the guideline", likely)
    if last in types:
        return _proposal(last, "the type used last", likely)
    return _proposal(types[0] if types else "", "", likely)


def _best(weights: Mapping[str, int], types: list[str]) -> list[str]:
    """Types that the schema has, heaviest first, then in the schema's order."""
    known = [kind for kind in types if weights.get(kind)]
    return sorted(known, key=lambda kind: -weights[kind])


def _proposal(kind: str, why: str, likely: list[str]) -> TypeProposal:
    return TypeProposal(kind, why, tuple(other for other in likely if other != kind)[:_OTHERS])


def _times(known: Mapping[str, int], kind: str) -> str:
    times, total = known.get(kind, 0), sum(known.values())
    if not times:
        return "as before in this article"
    return f"as {count(times, 'time')} before" if times == total else f"as {times} of {total} times before"


@dataclass(frozen=True, slots=True)
class LabelProposal:
    """labels: those that the role takes, likeliest first. sure: the first is so likely that nobody need be asked."""

    labels: tuple[str, ...]
    sure: bool


def propose_labels(quote: str, *, role: Role, event_type: str, schema: Schema, experience: Experience) -> LabelProposal:
    """Labels for words that are to fill a role: what the same words were marked as, and what filled the role before."""
    allowed = [entity.label for entity in schema.entities if role.takes_label(entity.label)]
    words = experience.names.known(quote)
    habits = experience.habits.labels.get((event_type, role.name), {})
    scale = min(1.0, _MOST_HABITS / max(1, sum(habits.values())))
    weights = {label: _SAME_WORDS * words.get(label, 0) + scale * habits.get(label, 0) + _UNKNOWN for label in allowed}
    ordered = tuple(sorted(allowed, key=lambda label: -weights[label]))
    total = sum(weights.values())
    sure = len(ordered) == 1 or (bool(ordered) and weights[ordered[0]] >= _SURE * total)
    return LabelProposal(ordered, sure)
