"""How many levels of mentions are learned follows from how many nest."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc, Span

from spanloop.formats.docbin_nesting import nesting_of

NLP = spacy.blank("en")


def docs(times: int, *spans: tuple[int, int, str]) -> list[Doc]:
    made = []
    for _ in range(times):
        doc = NLP.make_doc("The minister of health of Marra spoke")
        doc.spans["entities"] = [Span(doc, start, end, label=label) for start, end, label in spans]
        made.append(doc)
    return made


FLAT = docs(60, (1, 2, "PER"), (5, 6, "GPE"))


def test_mentions_that_share_no_words_need_one_level_and_no_words() -> None:
    found = nesting_of([*FLAT, NLP.make_doc("no spans at all")])
    assert (found.levels, found.words, found.mentions) == (1, "", 120)


def test_a_few_nested_ones_are_lost_and_it_is_said() -> None:
    found = nesting_of([*FLAT, *docs(3, (1, 6, "PER"), (5, 6, "GPE"))])
    assert found.levels == 1
    assert found.words == (
        "3 of 126 mentions (2%) share words with a longer one; "
        "that is too few to learn, so the extractor marks only the longest"
    )


def test_many_nested_ones_get_levels_of_their_own() -> None:
    two = nesting_of([*FLAT, *docs(30, (1, 6, "PER"), (5, 6, "GPE"), (5, 6, "LOC"))])
    assert two.held[:3] == (150, 180, 210)
    assert two.levels == 3
    deep = nesting_of([*FLAT, *docs(30, (1, 6, "PER"), (3, 6, "ORG")), *docs(1, (0, 7, "X"), (1, 6, "X"), (3, 6, "X"))])
    assert deep.levels == 2
    assert deep.words.endswith("so the extractor learns 2 levels of mentions, and 1 that nest deeper are not learned")
