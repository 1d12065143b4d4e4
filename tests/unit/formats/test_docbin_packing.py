"""Docs are packed into the very bytes that spaCy's own DocBin makes of them."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from spanloop.formats.docbin_packing import ATTRS, PackedDocs
from tests.unit.formats.truths import build as built
from tests.unit.formats.truths import event, mention, truth_of

NLP = spacy.blank("en")
TEXT = "The army left Badia; it didn't come back 😀 to the U.S.-Iraq border.\r\n\r\nالجيش"


def same(docs: list[Doc]) -> bytes:
    packed = PackedDocs()
    for doc in docs:
        packed.add(doc)
    plain = DocBin(attrs=list(ATTRS), store_user_data=True, docs=docs).to_bytes()
    assert packed.to_bytes() == plain
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
