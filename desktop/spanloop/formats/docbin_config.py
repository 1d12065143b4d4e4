"""The spaCy config that is exported beside training data."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, cast

from spanloop.core.schema import Schema
from spanloop.formats.docbin_dollars import without_dollars

if TYPE_CHECKING:
    from spacy.language import Language

#: The components that learn what events have: its name in the events of a Doc, and how its scores begin.
PARTS = {"event_arguments": ("arguments", "args_"), "event_attributes": ("attributes", "attrs_")}
#: Names that a config takes as keys wherever they stand.
_PLAIN = re.compile(r"\w(?:[\w -]*\w)?")


def config_for(
    text: str,
    *,
    language: str,
    nlp: Language,
    schema: Schema | None = None,
    levels: int = 1,
    paths: Mapping[str, str] | None = None,
) -> str:
    """A recipe's config, made to fit the folder that it is written to; comments and order stay.

    Empty `paths.train` and `paths.dev` name the files beside it; `nlp.lang` becomes the language, and `nlp.tokenizer`
    that language's own, which `nlp` (a blank pipeline) tokenized the training data with. schema: whose roles and
    attributes the components learn that fill and set them; in a recipe that leaves them out they stay out. levels: of
    mentions that nest (see docbin_nesting). paths: of splits that are no file of their own name.
    """
    paths = paths or {}
    tokenizer = json.dumps(nlp.config["nlp"]["tokenizer"], separators=(",", ":"))
    wanted = {
        ("paths", "train"): json.dumps(paths.get("train", "train.spacy")),
        ("paths", "dev"): json.dumps(paths.get("dev", "dev.spacy")),
        ("nlp", "lang"): json.dumps(language),
        ("nlp", "tokenizer"): tokenizer,
        ("components.span_tagger", "levels"): str(levels),
    }
    if schema is not None:
        wanted["components.event_arguments", "roles"] = _said(roles_of(schema))
        wanted["components.event_attributes", "attributes"] = _said(attributes_of(schema))
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


def without(text: str, components: Collection[str]) -> str:
    """A recipe's config without some components of PARTS and what scores them; comments and order stay."""
    kept: list[str] = []
    section = ""
    for line in text.splitlines():
        if header := re.fullmatch(r"\s*\[(.+)\]\s*", line):
            section = header[1]
        of_section = section.split(".")
        gone = of_section[0] == "components" and of_section[1:2] != [] and of_section[1] in components
        scored = section == "training.score_weights" and line.lstrip().startswith(
            tuple(scores for name, (_, scores) in PARTS.items() if name in components)
        )
        if gone or scored:
            continue
        if section == "nlp" and re.match(r"\s*pipeline\s*=", line):
            for name in components:
                line = re.sub(rf',\s*"{name}"|"{name}"\s*,?\s*', "", line)
        kept.append(line)
    return "\n".join(kept) + "\n"


def roles_of(schema: Schema) -> dict[str, dict[str, list[str]]]:
    """Event type -> role -> what may fill it: entity labels and event types, by their names, in the schema's order."""
    labels, types = [entity.label for entity in schema.entities], [event.type for event in schema.events]
    return {
        event.type: {
            role.name: [
                *(label for label in labels if role.takes_label(label)),
                *(kind for kind in types if role.takes_event(kind)),
            ]
            for role in event.roles
        }
        for event in schema.events
    }


def attributes_of(schema: Schema) -> dict[str, dict[str, Any]]:
    """Attribute -> its default (a value or None) and its values, for each event type where they are its own."""
    return {
        attribute.name: {
            "default": attribute.default,
            "values": {event.type: list(event.kinds) for event in schema.events}
            if attribute.per_type
            else list(attribute.values),
        }
        for attribute in schema.attributes
    }


def _said(value: dict[str, Any]) -> str:
    """A value of a config in one line, without dollars (see docbin_dollars).

    As pairs where spaCy could not read a mapping of such names back (see learn.config_names).
    """
    value = without_dollars(value)
    return json.dumps(value if _is_plain(value) else _pairs(value), separators=(",", ":"))


def _is_plain(value: Any) -> bool:
    """Whether a config can have all keys of a mapping, and of those in it, as names of sections and of lines."""
    if not isinstance(value, dict):
        return True
    held = cast("dict[str, Any]", value)
    return all(_PLAIN.fullmatch(key) and _is_plain(inner) for key, inner in held.items())


def _pairs(value: Any) -> Any:
    """A mapping, and those in it, as pairs of key and value."""
    if not isinstance(value, dict):
        return value
    return [[key, _pairs(inner)] for key, inner in cast("dict[str, Any]", value).items()]
