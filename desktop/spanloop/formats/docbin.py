"""spaCy's DocBin: training data in the form that plain `spacy train` reads, one Doc for each segment.

What a Doc holds (offsets are code points of the Doc's own text, which is a segment's):
- `doc.ents`: the longest of nested or crossing mentions. Where nobody said that the text is exhaustively marked, tokens
  are missing, not outside, so that spaCy's `ner` learns nothing from them.
- `doc.spans["entities"]`: all mentions that stand on token boundaries. `doc.spans["events"]`: triggers likewise.
- `doc.user_data`: "article" (uid), "id", "segment" (index), "pieces" (segment start, article start, length), "date";
  "complete": layer -> ranges where unmarked text is a negative example; "spans", "events" and "links": the marks in
  full, shaped like the JSONL record, those that stand on no token boundary too. An argument is
  `{"role", "uid", "start", "end", "label"}` or `{"role", "event": id}`. `doc._.events` is `user_data["events"]`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.schema import Schema
from spanloop.core.segments import Segment, segments
from spanloop.core.truth import Truth
from spanloop.core.wording import count, language_name
from spanloop.formats.atomic import writing
from spanloop.formats.docbin_config import PARTS, config_for, without
from spanloop.formats.docbin_docs import TruthDocs
from spanloop.formats.docbin_nesting import nesting_of, with_levels
from spanloop.formats.docbin_rules import FILE as RULES_FILE
from spanloop.formats.docbin_rules import RuleFeatures, patterns_file, with_rules
from spanloop.formats.ledger import Ledger
from spanloop.formats.tokenizing import blank

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

SPLITS: tuple[str, ...] = ("train", "dev", "test")


@dataclass(frozen=True, slots=True)
class DocBinExport:
    """docs: how many Docs each split has. ledger: what was not carried over; the same as in `ledger.json`.

    nesting: why the config learns so many levels of mentions, "" where none share words.
    """

    docs: dict[str, int]
    ledger: Ledger
    nesting: str = ""


def predict_docs(article: Article, nlp: Language) -> list[tuple[Segment, Doc]]:
    """The Docs that a pipeline is to predict on, unmarked, each with its segment (whose to_article maps back).

    The same segments and tokens as in training data; `nlp` is the pipeline itself or a blank one of its language.
    """
    return [(segment, nlp.tokenizer(segment.text)) for segment in segments(article)]


def segment_docs(
    truths: Iterable[Truth],
    *,
    schema: Schema,
    nlp_for_language: Callable[[str], Language | None],
    ledger: Ledger,
) -> dict[str, list[Doc]]:
    """Turn truths into Docs by split ("train", "dev", "test", each there, maybe empty), in the order of the truths.

    nlp_for_language: gives the pipeline that tokenizes a language ("" for unknown), None for one to leave out.
    What does not fit is in the ledger: articles of other languages or without a split, marks outside all segments, of
    several fragments, off token boundaries, nested, or of a label that the schema does not have.
    """
    register_extensions()
    docs: dict[str, list[Doc]] = {split: [] for split in SPLITS}
    notes = values = 0
    for truth in truths:
        article = truth.article
        name = article.external_id or article.uid
        nlp = nlp_for_language(article.language)
        if nlp is None:
            ledger.add(
                "article.language",
                f"its language is {language_name(article.language)}, so it is exported apart",
                article=name,
            )
        elif truth.split not in docs:
            ledger.add("article.no_split", "it is in no split, so it neither trains nor tests", article=name)
        else:
            made = TruthDocs(truth, schema=schema, ledger=ledger)
            docs[truth.split] += made.build(nlp)
            notes += made.notes
            values += made.values
    if notes:
        ledger.add("note.not_carried", f"{notes} notes on marks stay in the project")
    if values:
        ledger.add(
            "value.not_carried", f"{count(values, 'time')} with a value that a person set; values stay in the project"
        )
    return docs


def write_docbin(
    truths: Iterable[Truth],
    dest: Path,
    *,
    schema: Schema,
    language: str,
    config_text: str,
    ledger: Ledger | None = None,
    rules: RuleFeatures | None = None,
    whole: bool = False,
) -> DocBinExport:
    """Write `train.spacy`, `dev.spacy`, `test.spacy`, `config.cfg` and `ledger.json` into the folder `dest`.

    The same truths give the same bytes. language: ISO 639-1 code that tokenizes; articles of another are left out,
    articles of unknown language are taken. config_text: a recipe; its empty paths are filled so that
    `spacy train config.cfg` runs inside `dest`. ledger: one to go on with; it is written and returned.
    Where no event in `train.spacy` has arguments or attributes the config has no component for them, so that plain
    spaCy trains what the program trains; whole: it has them all the same. rules: what rules match stands in
    `doc.spans["rules"]` then, and `rules.jsonl` beside the data.
    Raises SpanloopError when spaCy does not have the language or the folder cannot be written.
    """
    ledger = ledger if ledger is not None else Ledger()
    nlp = blank(language)
    docs = segment_docs(
        truths, schema=schema, nlp_for_language=lambda code: nlp if code in ("", language) else None, ledger=ledger
    )
    for split in ("train", "dev"):
        if not docs[split]:
            ledger.add("split.empty", f"{split}.spacy is empty, and spaCy needs it to train")
    nesting = nesting_of(docs["train"])
    if nesting.words:
        ledger.add("mentions.nested", nesting.words)
    if nesting.levels > 1:
        config_text = with_levels(config_text)
    if docs["train"] and not whole:
        events = [event for doc in docs["train"] for event in doc.user_data.get("events", ())]
        config_text = without(
            config_text, [name for name, (part, _) in PARTS.items() if not any(event.get(part) for event in events)]
        )
    if rules is not None:
        for doc in (doc for some in docs.values() for doc in some):
            rules.mark(doc)
        config_text = with_rules(config_text)
    files = {f"{split}.spacy": _to_bytes(docs[split]) for split in SPLITS}
    files["config.cfg"] = config_for(
        config_text, language=language, nlp=nlp, schema=schema, levels=nesting.levels
    ).encode()
    files["ledger.json"] = ledger.to_json().encode()
    _make_folder(dest, files)
    if rules is not None:
        files[RULES_FILE] = patterns_file(rules.patterns)
    for name, content in files.items():
        with writing(dest / name) as file:
            file.write(content)
    return DocBinExport({split: len(docs[split]) for split in SPLITS}, ledger, nesting.words)


def register_extensions() -> None:
    """Make `doc._.events` known to spaCy: the events in `doc.user_data`, () where there are none."""
    from spacy.tokens import Doc

    if not Doc.has_extension("events"):
        Doc.set_extension("events", getter=_events_of)


def _events_of(doc: Doc) -> tuple[dict[str, Any], ...]:
    return tuple(doc.user_data.get("events", ()))


def _to_bytes(docs: list[Doc]) -> bytes:
    from spacy.tokens import DocBin

    # Only what we set: other attributes would be empty columns that make readers believe in annotation.
    return DocBin(attrs=["ENT_IOB", "ENT_TYPE"], store_user_data=True, docs=docs).to_bytes()


def _make_folder(dest: Path, ours: Collection[str]) -> None:
    """Make the folder; one that holds other things is left alone unless an export stands in it already."""
    try:
        dest.mkdir(parents=True, exist_ok=True)
        there = {entry.name for entry in dest.iterdir()}
    except OSError as error:
        what = f"the folder cannot be made ({error.strerror or error})"
        raise SpanloopError(what, where=str(dest), way_out="Choose another folder.") from error
    if there and not there >= set(ours):
        raise SpanloopError(
            "The folder holds other files", where=str(dest), way_out="Name a new folder, or that of an earlier export."
        )
