"""How many levels of mentions are learned follows from how many nest."""

from __future__ import annotations

from pathlib import Path

import spacy
from spacy.tokens import Doc, Span

from spanloop.formats.docbin_config import config_for
from spanloop.formats.docbin_nesting import nesting_of, with_levels

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


def test_a_recipe_that_knows_one_level_gets_the_tagger(repo: Path) -> None:
    from spacy.util import load_config_from_str, load_model_from_config

    text = (repo / "resources" / "recipes" / "blank.cfg").read_text(encoding="utf-8")
    config = load_config_from_str(config_for(with_levels(text), language="ar", nlp=spacy.blank("ar"), levels=3))
    nlp = load_model_from_config(config, auto_fill=False, validate=True)
    assert nlp.pipe_names[:2] == ["tok2vec", "span_tagger"]
    assert nlp.get_pipe("span_tagger").cfg["levels"] == 3
    assert nlp.get_pipe("tok2vec").listening_components[0] == "span_tagger"
    other = (repo / "resources" / "recipes" / "embeddings.cfg").read_text(encoding="utf-8")
    assert with_levels(other) == other
