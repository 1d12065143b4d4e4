"""Rules match what spaCy's own rulers match, and go with a pipeline that carries them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Span

from spanloop.core.article import Article, Zone
from spanloop.core.marks import Author
from spanloop.core.rules import Rule, pattern_json, read_pattern
from spanloop.formats.patterns import read_patterns
from spanloop.learn.rule_marks import Match, PatternMatcher
from spanloop.learn.rules import ArticleMatcher
from tests.seeds import GAZETTEER, RECORDS

SET = Author("s", "set", "rules")


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.blank("en")


def _ruled(nlp: Language, kind: str, patterns: list[dict[str, Any]], text: str) -> list[tuple[int, int, str]]:
    """What spaCy's own ruler says: all matches of a SpanRuler, or the entities of an EntityRuler."""
    ruler: Any = nlp.create_pipe(kind)
    ruler.initialize(list, nlp=nlp, patterns=patterns)
    doc = ruler(nlp.make_doc(text))
    spans: list[Span] = list(doc.spans["ruler"]) if kind == "span_ruler" else list(doc.ents)
    return sorted((span.start, span.end, span.label_) for span in spans)


def test_the_gazetteer_matches_as_spacys_rulers_do(nlp: Language) -> None:
    lines = read_patterns(GAZETTEER).lines
    patterns = [{"label": line.label, "pattern": read_pattern(line.pattern)} for line in lines]
    matcher = PatternMatcher(nlp, [one["pattern"] for one in patterns])
    text = "\n\n".join(str(record["text"]) for record in RECORDS)
    doc = nlp.make_doc(text)
    ours = [(m.start, m.end, patterns[m.pattern]["label"]) for m in matcher.all(doc)]
    assert len(ours) > 150
    assert sorted(set(ours)) == _ruled(nlp, "span_ruler", patterns, text)
    longest = [(m.start, m.end, patterns[m.pattern]["label"]) for m in matcher.longest(doc)]
    assert longest == _ruled(nlp, "entity_ruler", patterns, text)


_WORDS = st.sampled_from(["the", "The", "4th", "brigade", "Brigade", "of", "Tel", "Shahin", "T-72", "...", "U.S."])
_LOWER = st.fixed_dictionaries({"LOWER": _WORDS.map(str.lower)}, optional={"OP": st.sampled_from("?+*!")})
_OTHERS = ({"IS_TITLE": True}, {"SHAPE": "Xxx"}, {"TEXT": {"IN": ["of", "the"]}}, {"TEXT": {"REGEX": "^[Bb]r"}})
_TOKENS = _LOWER | st.sampled_from(_OTHERS)
_PATTERN = st.lists(_WORDS, min_size=1, max_size=3).map(" ".join) | st.lists(_TOKENS, min_size=1, max_size=3)


@settings(max_examples=40)
@given(st.lists(_PATTERN, min_size=1, max_size=5), st.lists(_WORDS, max_size=14).map(" ".join))
def test_any_patterns_match_as_spacys_span_ruler_does(nlp: Language, said: list[Any], text: str) -> None:
    patterns = [{"label": f"L{n}", "pattern": read_pattern(pattern_json(one))} for n, one in enumerate(said)]
    matcher = PatternMatcher(nlp, [one["pattern"] for one in patterns])
    ours = sorted((m.start, m.end, f"L{m.pattern}") for m in matcher.all(nlp.make_doc(text)))
    assert ours == _ruled(nlp, "span_ruler", patterns, text)


def test_of_matches_that_share_words_the_longest_and_best_is_taken(nlp: Language) -> None:
    matcher = PatternMatcher(nlp, ["Brigade", "4th Brigade", "4th Brigade", [{"IS_SPACE": True}], "", "Shahin"])
    doc = nlp.make_doc("the 4th Brigade \n at Shahin")
    assert matcher.longest(doc) == [Match(1, 1, 3), Match(5, 5, 6)]
    assert matcher.longest(doc, rank=lambda at: at) == [Match(2, 1, 3), Match(5, 5, 6)]


def test_matches_are_told_in_article_offsets_outside_of_boilerplate() -> None:
    text = "Menu Kelmar\nThe \U0001f327 4th Brigade left Kelmar.\n"
    zone = Zone("z", 0, 12, "boilerplate", "", "confirmed")
    article = Article("a", text, "", "", "", "en", None, zones=(zone,))
    said = (("entities", "ARM", "4th Brigade"), ("entities", "GPE", "Kelmar"), ("events", "MOVE", [{"LOWER": "left"}]))
    rules = [Rule(str(n), SET, layer, label, pattern_json(one), "file") for n, (layer, label, one) in enumerate(said)]  # pyright: ignore[reportArgumentType]
    found = {match.rule: match.fragments for match in ArticleMatcher(rules).chosen(article, rank=lambda _: 0)}
    assert {rule: text[at[0][0] : at[0][1]] for rule, at in found.items()} == {0: "4th Brigade", 1: "Kelmar", 2: "left"}
    assert found[1][0][0] > 12
    # A language that spaCy has no tokenizer for is matched by plain words.
    (found_there,) = ArticleMatcher(rules).every(Article("b", "Kelmar", "", "", "", "xyz", None))
    assert found_there.fragments == ((0, 6),)


def test_the_component_carries_its_patterns(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    patterns = [{"label": "GPE", "pattern": "Kelmar"}, {"label": "GPE", "pattern": [{"LOWER": "kelmar"}]}]
    nlp.add_pipe("rule_marks").add_patterns(patterns)  # pyright: ignore[reportAttributeAccessIssue]
    nlp.to_disk(tmp_path / "kept")
    from_disk = spacy.load(tmp_path / "kept")
    from_bytes = spacy.blank("en")
    from_bytes.add_pipe("rule_marks")
    from_bytes.from_bytes(nlp.to_bytes())
    for pipeline in (nlp, from_disk, from_bytes):
        (doc,) = pipeline.pipe(["They left Kelmar."])
        assert [(span.text, span.label_) for span in doc.spans["rules"]] == [("Kelmar", "GPE")]
    assert from_disk.to_bytes() == nlp.to_bytes()
    assert from_disk.get_pipe("rule_marks").labels == ("GPE",)  # pyright: ignore[reportAttributeAccessIssue]
