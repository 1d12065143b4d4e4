"""What layers of WebAnno and INCEpTION mean: spans, slots, relations and chains, whichever file they stand in.

A layer is a type of UIMA with features. Its annotations are told apart by a feature that serves as label, because the
layer itself is often one for all ("Named entity"). Slots of a span are roles, so such a span is an event.
See the WebAnno user guide, "WebAnno TSV 3.3 file format", and the INCEpTION user guide, "Layers".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.formats.fields import Place
from spanloop.formats.foreign import ForeignMarks, ForeignRelation, ForeignSpan, RelationKind, SpanKind
from spanloop.formats.quotes import checked_fragments
from spanloop.formats.record import UNNAMED

NAMED_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."
#: Layers that say something about each word or sentence, which no project here has a place for.
_ABOUT_WORDS = tuple(
    DKPRO + part for part in ("lexmorph.", "segmentation.", "syntax.", "anomaly.", "transform.", "metadata.")
)
#: Features that say what an annotation is, the first that its layer has.
_LABELS = ("value", "label", "category", "PosValue", "referenceType", "DependencyType", "referenceRelation")
_NOTES = frozenset({"notes", "note", "comment", "remark"})
#: An identifier names a thing of a knowledge base, and says what it is only where nothing else does.
_NO_LABELS = frozenset({"identifier", "score", "timeValue", "coarseValue", "flavor", "order"})
_NO_NAME = re.compile(r"true|false|[-+]?\d+([.,]\d+)?(E[-+]?\d+)?", re.IGNORECASE)
TieKind = Literal["slot", "relation", "chain"]


@dataclass(slots=True)
class LayerSpan:
    """An annotation of a span layer. start, end: code points, end below start where they stand in no text.

    layer: full name of the type. declared: the features that the layer has, in their order. features: those that are
    set. has_slots: whether the layer has slots. said: the file's own quote.
    """

    id: str
    layer: str
    start: int
    end: int
    declared: Sequence[str] = ()
    features: dict[str, str] = field(default_factory=dict[str, str])
    attributes: dict[str, str] = field(default_factory=dict[str, str])
    has_slots: bool = False
    said: str = ""
    line: int = 0
    wrong: str = ""


@dataclass(slots=True)
class LayerTie:
    """A filled slot, a relation, or the step from one mention of a chain to the next."""

    kind: TieKind
    layer: str
    source: str
    target: str
    declared: Sequence[str] = ()
    features: dict[str, str] = field(default_factory=dict[str, str])
    between: bool = False
    line: int = 0


def short_name(layer: str) -> str:
    """ "SimpleSpan" for "webanno.custom.SimpleSpan"."""
    return layer.rpartition(".")[2]


def is_about_words(layer: str) -> bool:
    """Whether a layer is one of DKPro's for words and sentences: part of speech, lemma, dependency and the like."""
    return layer.startswith(_ABOUT_WORDS)


def covers_words(annotations: int, words: int) -> bool:
    """Whether so many annotations of such a layer are what a tagger says of every word, not what a person marked."""
    return annotations * 2 >= words > 0


def label_of(layer: str, declared: Sequence[str], features: dict[str, str]) -> tuple[str, str]:
    """(label, the feature that it stands in, "" where it is the layer's own short name)."""
    for name in _LABELS:
        if name in declared:
            return (features[name], name) if features.get(name) else (short_name(layer), "")
    for name in declared:
        value = features.get(name, "")
        if value and name not in _NO_LABELS and name not in _NOTES and not _NO_NAME.fullmatch(value):
            return value, name
    return short_name(layer), ""


def make_marks(
    text: str, spans: Iterable[LayerSpan], ties: Iterable[LayerTie], *, place: Place, article: str, author: Author
) -> ForeignMarks:
    """What an author marked. Spans that do not stand in the text are refused, and what joins them with them."""
    held: list[ForeignSpan] = []
    for span in spans:
        place.line = span.line
        what = f"{short_name(span.layer)} {span.id}"
        if span.wrong:
            place.note("span.refused", f"{what} {span.wrong}", article=article)
            continue
        fragments = checked_fragments(
            text, ((span.start, span.end),), place=place, what=what, article=article, said=span.said
        )
        if fragments is not None:
            held.append(_span(span, fragments))
    relations = tuple(_relation(tie, place) for tie in ties)
    place.line = 0
    return ForeignMarks(author, tuple(held), relations)


def _span(span: LayerSpan, fragments: tuple[tuple[int, int], ...]) -> ForeignSpan:
    label, used = label_of(span.layer, span.declared, span.features)
    kind: SpanKind = "event" if span.has_slots else "mention" if span.layer == NAMED_ENTITY else "span"
    notes, score, value = "", None, None
    attributes: dict[str, str] = dict(span.attributes)
    for name, said in span.features.items():
        if name == used:
            continue
        if name in _NOTES and not notes:
            notes = said
        elif name == "score" and score_of(said) is not None:
            score = score_of(said)
        elif name == "timeValue":
            value = said
        else:
            attributes[name] = said
    return ForeignSpan(span.id, fragments, label, kind, score, notes, attributes, value, span.line)


def score_of(said: str) -> float | None:
    """A number from 0 to 1, or None for anything else."""
    try:
        score = float(said)
    except ValueError:
        return None
    return score if 0 <= score <= 1 else None


def _relation(tie: LayerTie, place: Place) -> ForeignRelation:
    kinds: dict[TieKind, RelationKind] = {"slot": "argument", "relation": "relation", "chain": "link"}
    kind: RelationKind = "link" if tie.between else kinds[tie.kind]
    label, used = label_of(tie.layer, tie.declared, tie.features)
    place.line = tie.line
    for name, said in tie.features.items():
        if said and name != used:
            place.note_key(f"the relation {short_name(tie.layer)}", name)
    return ForeignRelation(label, tie.source, tie.target, kind, tie.line)


def told_by_folders(path: Path) -> tuple[str, Author]:
    """(name of the document, author) as an exported INCEpTION project says them in its folders:
    `annotation/DOCUMENT/USER.tsv`, `curation/DOCUMENT/CURATION_USER.tsv`; ("", UNNAMED) elsewhere."""
    folder, name = path.parent.parent.name.lower(), path.stem
    if folder not in ("annotation", "curation") or (folder == "curation" and name != "CURATION_USER"):
        return "", UNNAMED
    if name == "INITIAL_CAS":
        return path.parent.name, UNNAMED
    if name == "CURATION_USER":
        return path.parent.name, Author(new_uid(), "gold", "gold")
    return path.parent.name, Author(new_uid(), name)
