"""Which tokenizer an article meets: the one place that training data, extractors and stored words get it from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
from importlib import metadata
from typing import TYPE_CHECKING, Any

from spanloop.core.errors import SpanloopError
from spanloop.core.wording import language_name

if TYPE_CHECKING:
    from spacy.language import Language

#: What an article counts as that does not say its language.
DEFAULT_LANGUAGE = "en"


def blank(language: str) -> Language:
    """spaCy's blank pipeline of a language (ISO 639-1), whose tokenizer is the only one that we use for it.

    Raises SpanloopError when spaCy does not have the language, or needs a package for it that is not here.
    """
    import spacy

    try:
        return spacy.blank(language)
    except ImportError as error:
        what = f"spaCy cannot tokenize {language_name(language)} here"
        raise SpanloopError(
            what, way_out="Correct the language of the articles, or install what spaCy needs."
        ) from error


def main_language(languages: Iterable[str]) -> str:
    """The language that most articles have; those of unknown language ("") count as English.

    Training data is made in this one, and an article of unknown language is tokenized as if it were in it. Of equals
    English, else the last in the alphabet.
    """
    counts = Counter(language or DEFAULT_LANGUAGE for language in languages)
    return max(counts, key=lambda name: (counts[name], name == DEFAULT_LANGUAGE, name), default=DEFAULT_LANGUAGE)


def spacy_version() -> str:
    """The version of spaCy that is installed, without importing it; "" where no one wrote it down."""
    try:
        return metadata.version("spacy")
    except metadata.PackageNotFoundError:
        return ""


def rules_hash(nlp: Language) -> str:
    """8 hexadecimal digits that differ when a tokenizer's rules differ, whatever the version says."""
    tokenizer: Any = nlp.tokenizer
    return blake2b(tokenizer.to_bytes(exclude=["vocab"]), digest_size=4).hexdigest()
