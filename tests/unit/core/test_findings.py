"""What contradicts the rest of somebody's marks."""

from __future__ import annotations

from collections.abc import Iterable

from spanloop.core.findings import Finding, MarkedPlace, find_edges, find_otherwise, find_unmarked, with_context
from spanloop.core.marks import Layer


def _marks(text: str, *said: tuple[str, str], article: str = "a", layer: Layer = "entities") -> list[MarkedPlace]:
    """Marks of (label, words), one after the other in the text."""
    found: list[MarkedPlace] = []
    at = 0
    for label, words in said:
        start = text.index(words, at)
        at = start + 1
        end = start + len(words)
        before = text[max(0, start - 16) : start]
        found.append(MarkedPlace(article, layer, label, start, end, words, f"{article}{start}", before))
    return found


def _words(found: Iterable[Finding]) -> list[str]:
    return [one.words for one in found]


def test_the_same_words_marked_otherwise_once() -> None:
    text = "Kelmar " * 6
    usual = [("GPE", "Kelmar")] * 4
    odd = _marks(text, *usual, ("ORG", "Kelmar"))
    (found,) = find_otherwise(odd)
    assert found.words == "“Kelmar” is ORG here and GPE 4 times elsewhere"
    assert (found.start, found.label, found.to_label, found.mark) == (28, "ORG", "GPE", "a28")
    assert found.can_mend
    # Twice of six is a habit, and no more than two say nothing.
    assert not list(find_otherwise(_marks(text, *usual, ("ORG", "Kelmar"), ("ORG", "Kelmar"))))
    assert not list(find_otherwise(_marks(text, ("GPE", "Kelmar"), ("GPE", "Kelmar"), ("ORG", "Kelmar"))))
    # One in the other on the same words contradicts nothing.
    both = [*_marks(text, *usual), MarkedPlace("a", "entities", "ORG", 0, 6, "Kelmar", "m")]
    assert not list(find_otherwise(both))
    event = [*_marks(text, *usual, layer="events"), *_marks("x Kelmar", ("SAY", "Kelmar"), article="b", layer="events")]
    (found,) = find_otherwise(event)
    assert not found.can_mend


def test_edges_follow_the_same_words_and_then_the_label() -> None:
    text = "the 4th Brigade, the 4th Brigade, the 4th Brigade. General Koss, General Koss, General Koss. a depot"
    found = list(
        find_edges(
            _marks(
                text,
                ("ARM", "4th Brigade"),
                ("ARM", "4th Brigade"),
                ("ARM", "the 4th Brigade"),
                ("PER", "General Koss"),
                ("PER", "General Koss"),
                ("PER", "Koss"),
                ("FAC", "depot"),
            )
        )
    )
    assert _words(found) == [
        "“the 4th Brigade” here, but “4th Brigade” is marked without “the” 2 times",
        "“Koss” here, but “Koss” is marked with “General” 2 times",
    ]
    assert [text[one.to_start : one.to_end] for one in found] == ["4th Brigade", "General Koss"]
    # Of words that stand once the label's habit decides.
    many = " ".join(f"the unit{n}" for n in range(8))
    marks = _marks(many, *(("ARM", f"unit{n}") for n in range(7)), ("ARM", "the unit7"))
    assert _words(find_edges(marks)) == ["“the unit7” here, but ARM is marked without article 7 of 8 times"]
    assert not list(find_edges(marks[4:]))
    assert not list(find_edges(_marks("the", ("ARM", "the"))))


def test_words_left_unmarked_where_all_is_marked() -> None:
    text = "Kelmar and Kelmar, Kelmar. Kelmarian in Kelmar; old Kelmar town"
    marks = _marks(text, ("GPE", "Kelmar"), ("GPE", "Kelmar"), ("GPE", "Kelmar"))
    marks.append(MarkedPlace("a", "entities", "FAC", 48, 63, "old Kelmar town", "m"))
    complete: dict[Layer, tuple[tuple[int, int], ...]] = {"entities": ((0, len(text)),)}
    (found,) = find_unmarked([("a", text, complete, marks)], marks)
    assert found.words == "“Kelmar” is marked GPE in 3 of 4 places, not here"
    assert text[found.start : found.end] == "Kelmar"
    assert found.start == text.index("in Kelmar") + 3
    assert found.can_mend
    shown = with_context(found, title="T", text=text)
    assert (shown.title, shown.before[-3:], shown.after[:5]) == ("T", "in ", "; old")
    assert Finding(**shown.to_dict()) == shown
    half: dict[Layer, tuple[tuple[int, int], ...]] = {"entities": ((0, 30),)}
    assert not list(find_unmarked([("a", text, half, marks)], marks))
    assert not list(find_unmarked([("a", text, {}, marks)], marks))
    # Where most places are unmarked, that is how it is meant.
    rare = text + " Kelmar" * 5
    assert not list(find_unmarked([("a", rare, {"entities": ((0, len(rare)),)}, marks)], marks))
