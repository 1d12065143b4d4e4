"""Docs are packed into the very bytes that spaCy's own DocBin makes of them."""

from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from spanloop.formats import docbin
from spanloop.formats.docbin import write_docbin
from spanloop.formats.docbin_packing import ATTRS, PackedDocs
from spanloop.formats.docbin_rules import RuleFeatures
from tests.unit.formats.truths import SCHEMA, event, mention, truth_of
from tests.unit.formats.truths import build as built

NLP = spacy.blank("en")
TEXT = "The army left Badia; it didn't come back 😀 to the U.S.-Iraq border.\r\n\r\nالجيش"


def same(docs: list[Doc]) -> bytes:
    packed = PackedDocs()
    for doc in docs:
        packed.add(doc)
    plain = DocBin(attrs=list(ATTRS), store_user_data=True, docs=docs).to_bytes()
    assert zlib.decompress(packed.to_bytes()) == zlib.decompress(plain)
    assert (packed.docs, packed.tokens) == (len(docs), sum(map(len, docs)))
    return plain


def test_marked_and_bare_docs() -> None:
    docs, _ = built(truth_of(TEXT, (mention(TEXT, "army"), mention(TEXT, "Badia", "GPE")), (event(TEXT, "left"),)))
    assert docs
    assert len(same([])) < len(same([NLP.make_doc("")])) < len(same(docs))
    same([*docs, NLP.make_doc(TEXT), NLP.make_doc(""), *docs])


def test_docs_of_several_vocabularies() -> None:
    other = spacy.blank("ar")
    same([NLP.make_doc("The army left."), other.make_doc("غادر الجيش"), NLP.make_doc("The army came.")])


@pytest.mark.parametrize("what", ["tags", "morphs", "spans", "alike", "cats"])
def test_what_only_other_pipelines_set(what: str) -> None:
    words = ["They", "left", "Badia"]
    if what == "tags":
        doc = Doc(Vocab(), words=words, tags=["A", "B", "C"], lemmas=["they", "leave", "Badia"], deps=["x", "y", "z"])
    elif what == "morphs":
        doc = Doc(Vocab(), words=words, morphs=["Number=Plur", "", "Case=Acc"], ents=["O", "O", "B-GPE"])
    else:
        doc = Doc(Vocab(), words=words)
        span = Span(doc, 2, 3, label="GPE", kb_id="Q1", span_id="it")
        doc.spans["rules"] = [span, Span(doc, 0, 1, label="ARM")]
        doc.spans["rules"].attrs["scores"] = [0.5, 1]
    if what == "alike":
        doc.spans["also"] = doc.spans["rules"]
        doc.ents = [Span(doc, 2, 3, label="GPE", kb_id="Q1", span_id="it")]
    if what == "cats":
        doc.cats = {"war": 0.5}
        doc.user_data["numbers"] = (1, 2.5, None, "x", {"a": []})
    same([doc])


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_words_of_which_only_what_is_written_is_known_give_the_same_files(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Contractions and abbreviations have norms of their own, and rules that are asked see the rest of a word."""
    text = f"{TEXT} I'd've said it's o'clock, 10km \u00a0 cos we'll  Gonna \u201cwe're\u201d \tالجيش 军队离开了。\n"
    truths = [replace(truth_of(text * 2, (mention(text, "army"), mention(text, "\u00a0", "GPE"))), split="train")]
    truths[0] = replace(truths[0], article=replace(truths[0].article, language=language))
    seen: list[bool] = []
    rules = RuleFeatures([], lambda doc: seen.append(doc[1].is_alpha))

    def write(name: str, rules: RuleFeatures | None = None) -> bytes:
        write_docbin(truths, tmp_path / name, schema=SCHEMA, language=language, config_text="", rules=rules)
        return (tmp_path / name / "train.spacy").read_bytes()

    lean = write("lean")
    monkeypatch.setattr(docbin, "_ASKED", ())
    assert write("no norms") != lean
    monkeypatch.setattr(docbin._Tokenizing, "_blank", lambda self: spacy.blank(language))
    assert write("full") == lean
    monkeypatch.undo()
    write("rules", rules)
    assert seen == [True]
