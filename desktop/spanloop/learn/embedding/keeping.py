"""Lets a pipeline in the making keep its features of sentences, from the first that initialize it."""

# No postponed annotations here: spaCy reads the real types of this function to check configs against them.
from collections.abc import Callable
from pathlib import Path

from spacy.language import Language
from spacy.util import registry

from spanloop.learn.embedding.layer import keep_features

KEEPER = "spanloop.KeepFeatures.v1"


@registry.callbacks(KEEPER)
def make_keeper(folder: str) -> Callable[[Language], Language]:
    """A callback for `nlp.after_pipeline_creation`; it stands in a config only while a training runs."""

    def keep(nlp: Language) -> Language:
        keep_features(nlp, Path(folder))
        return nlp

    return keep
