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

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spanloop.core.article import Article
from spanloop.core.schema import Schema
from spanloop.core.segments import Segment, segments
from spanloop.core.truth import Truth
from spanloop.core.wording import count, language_name
from spanloop.formats.docbin_config import PARTS, config_for, without
from spanloop.formats.docbin_docs import TruthDocs
from spanloop.formats.docbin_folder import CONFIG, LEDGER, SPLITS, SplitWriter, export_folder, write_file
from spanloop.formats.docbin_nesting import NestingCount, with_levels
from spanloop.formats.docbin_rules import FILE as RULES_FILE
from spanloop.formats.docbin_rules import RuleFeatures, patterns_file, with_rules
from spanloop.formats.ledger import Ledger
from spanloop.formats.tokenizing import blank

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

#: A pipeline is made anew when it has met so many words (0.6 kB each).
_MOST_WORDS = 150_000
#: What Docs are asked about their words, beside the words themselves.
_ASKED = ("NORM", "IS_SPACE")


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

    As stream_docs, but all of them at once.
    """
    docs: dict[str, list[Doc]] = {split: [] for split in SPLITS}
    for split, doc in stream_docs(truths, schema=schema, nlp_for_language=nlp_for_language, ledger=ledger):
        docs[split].append(doc)
    return docs


def stream_docs(
    truths: Iterable[Truth],
    *,
    schema: Schema,
    nlp_for_language: Callable[[str], Language | None],
    ledger: Ledger,
) -> Iterator[tuple[str, Doc]]:
    """Turn truths into Docs, one after the other, each with its split.

    nlp_for_language: gives the pipeline that tokenizes a language ("" for unknown), None for one to leave out.
    What does not fit is in the ledger: articles of other languages or without a split, marks outside all segments, of
    several fragments, off token boundaries, nested, or of a label that the schema does not have.
    """
    register_extensions()
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
        elif truth.split not in SPLITS:
            ledger.add("article.no_split", "it is in no split, so it neither trains nor tests", article=name)
        else:
            made = TruthDocs(truth, schema=schema, ledger=ledger)
            for doc in made.build(nlp):
                yield truth.split, doc
            notes += made.notes
            values += made.values
    if notes:
        ledger.add("note.not_carried", f"{notes} notes on marks stay in the project")
    if values:
        ledger.add(
            "value.not_carried", f"{count(values, 'time')} with a value that a person set; values stay in the project"
        )


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

    A large split is a folder of such files instead (see docbin_folder); no more than a part of a split is in memory.
    The same truths give the same bytes. language: ISO 639-1 code that tokenizes; articles of another are left out,
    articles of unknown language are taken. config_text: a recipe; its empty paths are filled so that
    `spacy train config.cfg` runs inside `dest`. ledger: one to go on with; it is written and returned.
    Where no event of the training data has arguments or attributes the config has no component for them, so that plain
    spaCy trains what the program trains; whole: it has them all the same. rules: what rules match stands in
    `doc.spans["rules"]` then, and `rules.jsonl` beside the data.
    Raises SpanloopError when spaCy does not have the language or the folder cannot be written; what `truths` raises
    ends it too. Nothing is left behind then.
    """
    ledger = ledger if ledger is not None else Ledger()
    tokenizing = _Tokenizing(language, lean=rules is None)
    with export_folder(dest) as room:
        corpus = _Corpus(room, rules)
        for split, doc in stream_docs(truths, schema=schema, nlp_for_language=tokenizing.nlp_for, ledger=ledger):
            corpus.add(split, doc)
        paths = corpus.close(ledger)
        nesting = corpus.nesting.result()
        if nesting.words:
            ledger.add("mentions.nested", nesting.words)
        if nesting.levels > 1:
            config_text = with_levels(config_text)
        if corpus.docs["train"] and not whole:
            config_text = without(config_text, [name for name, (part, _) in PARTS.items() if part not in corpus.parts])
        if rules is not None:
            config_text = with_rules(config_text)
            write_file(room / RULES_FILE, patterns_file(rules.patterns))
        config = config_for(
            config_text, language=language, nlp=tokenizing.nlp, schema=schema, levels=nesting.levels, paths=paths
        )
        write_file(room / CONFIG, config.encode())
        write_file(room / LEDGER, *(part.encode() for part in ledger.json_parts()))
    return DocBinExport(corpus.docs, ledger, nesting.words)


class _Tokenizing:
    """The blank pipeline of a language, made anew before it holds too many words: it keeps all that it ever read.

    lean: of each word only what is written is worked out, and not its shape and a dozen other things that rules ask
    about; that is a fifth of the time of tokenizing.
    """

    def __init__(self, language: str, *, lean: bool) -> None:
        self._language = language
        self._lean = lean
        self.nlp = self._blank()

    def nlp_for(self, language: str) -> Language | None:
        """The pipeline for an article of a language; None for another than this one's."""
        if language not in ("", self._language):
            return None
        if len(self.nlp.vocab) > _MOST_WORDS:
            self.nlp = self._blank()
        return self.nlp

    def _blank(self) -> Language:
        nlp = blank(self._language)
        if self._lean:
            ids: dict[str, int] = import_module("spacy.attrs").IDS
            vocab: Any = nlp.vocab
            asked = [ids[name] for name in _ASKED]
            vocab.lex_attr_getters = {key: vocab.lex_attr_getters[key] for key in asked}
        return nlp


class _Corpus:
    """The splits in the making, and what the config has to know of what trains. parts: of events, that any has."""

    def __init__(self, folder: Path, rules: RuleFeatures | None) -> None:
        self.nesting = NestingCount()
        self.parts: set[str] = set()
        self._rules = rules
        self._writers = {split: SplitWriter(folder, split) for split in SPLITS}

    def add(self, split: str, doc: Doc) -> None:
        """Take a Doc, which is not needed any more."""
        if split == "train":
            self.nesting.add(doc)
            events = doc.user_data.get("events", ())
            self.parts.update(part for part, _ in PARTS.values() if any(event.get(part) for event in events))
        if self._rules is not None:
            self._rules.mark(doc)
        self._writers[split].add(doc)

    @property
    def docs(self) -> dict[str, int]:
        """How many Docs each split has."""
        return {split: writer.docs for split, writer in self._writers.items()}

    def close(self, ledger: Ledger) -> dict[str, str]:
        """Write what is left; returns the path of each split for the config."""
        for split in ("train", "dev"):
            if not self.docs[split]:
                ledger.add("split.empty", f"{split}.spacy is empty, and spaCy needs it to train")
        return {split: writer.close() for split, writer in self._writers.items()}


def register_extensions() -> None:
    """Make `doc._.events` known to spaCy: the events in `doc.user_data`, () where there are none."""
    from spacy.tokens import Doc

    if not Doc.has_extension("events"):
        Doc.set_extension("events", getter=_events_of)


def _events_of(doc: Doc) -> tuple[dict[str, Any], ...]:
    return tuple(doc.user_data.get("events", ()))
