"""A corpus that is read and tokenized once for a training, where spaCy's own reads it again at every pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from weakref import WeakKeyDictionary

from spacy.language import Language
from spacy.training import Corpus, Example
from spacy.util import registry

#: spaCy's reader, and the one of the same arguments that stands in for it while a training runs.
PLAIN_READER = "spacy.Corpus.v1"
KEPT_READER = "spanloop.KeptCorpus.v1"

_Reader = Callable[[Language], Iterable[Example]]
#: What was read for each pipeline in the making, by everything that decides what is read. It goes with the pipeline:
#: initialization and training loop make readers of their own from the config, so the reader cannot hold it.
_kept: WeakKeyDictionary[Language, dict[tuple[object, ...], list[Example]]] = WeakKeyDictionary()


@registry.readers(KEPT_READER)
def kept_corpus(
    path: Path | None,
    gold_preproc: bool,
    max_length: int = 0,
    limit: int = 0,
    augmenter: Callable[[Language, Example], Iterable[Example]] | None = None,
) -> _Reader:
    """A reader for spaCy's training configs with the arguments of `spacy.Corpus.v1`, giving the same examples.

    One with an augmenter is spaCy's own: it gives other examples each time.
    """
    if path is None:
        raise ValueError("a corpus needs a path")
    corpus = Corpus(path, gold_preproc=gold_preproc, max_length=max_length, limit=limit, augmenter=augmenter)
    if augmenter is not None:
        return corpus
    key = (str(path), gold_preproc, max_length, limit)

    def read(nlp: Language) -> Iterator[Example]:
        read_before = _kept.setdefault(nlp, {})
        if key not in read_before:
            read_before[key] = list(corpus(nlp))
        for example in read_before[key]:
            # Training and scoring write into what is predicted, so each pass gets a clean one.
            yield Example(example.predicted.copy(), example.reference)

    return read
