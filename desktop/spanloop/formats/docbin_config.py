"""The spaCy config that is exported beside training data."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language


def config_for(text: str, *, language: str, nlp: Language) -> str:
    """A recipe's config, made to fit the folder that it is written to; comments and order stay.

    Empty `paths.train` and `paths.dev` name the files beside it; `nlp.lang` becomes the language, and `nlp.tokenizer`
    that language's own, which `nlp` (a blank pipeline) tokenized the training data with.
    """
    tokenizer = json.dumps(nlp.config["nlp"]["tokenizer"], separators=(",", ":"))
    wanted = {
        ("paths", "train"): '"train.spacy"',
        ("paths", "dev"): '"dev.spacy"',
        ("nlp", "lang"): json.dumps(language),
        ("nlp", "tokenizer"): tokenizer,
    }
    section = ""
    lines: list[str] = []
    for line in text.splitlines():
        if header := re.fullmatch(r"\s*\[(.+)\]\s*", line):
            section = header[1]
        elif pair := re.fullmatch(r"\s*(\w+)\s*=\s*(.*?)\s*", line):
            value = wanted.get((section, pair[1]))
            if value is not None and (section != "paths" or pair[2] in ("null", '""', "")):
                line = f"{pair[1]} = {value}"
        lines.append(line)
    return "\n".join(lines) + "\n"
