"""What rules match as a feature of training data: in the Docs, in a file of patterns, and in the config.

The component `rule_marks` stands first in the pipeline and annotates while others train, so that they see the same in
training as later. It takes its patterns from `rules.jsonl` beside the data when it is initialised.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spanloop.core.rules import Rule, read_pattern

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: The component, its file, and where its matches stand in a Doc (see learn.rule_marks, which this room cannot import).
COMPONENT, FILE, SPANS_KEY = "rule_marks", "rules.jsonl", "rules"


@dataclass(frozen=True, slots=True)
class RuleFeatures:
    """What training data is to show of rules. patterns: as spaCy's rulers take them. mark: writes their matches into a
    Doc, as the component does where it runs."""

    patterns: Sequence[dict[str, Any]]
    mark: Callable[[Doc], object]


_BLOCKS = f"""
[components.{COMPONENT}]
factory = "{COMPONENT}"
spans_key = "{SPANS_KEY}"

[initialize.components.{COMPONENT}]

[initialize.components.{COMPONENT}.patterns]
@readers = "srsly.read_jsonl.v1"
path = ${{paths.rules}}
"""


def patterns_of(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """Rules that are on, as spaCy's rulers take them; in the order of label and pattern, each once."""
    said = sorted({(rule.label, rule.pattern) for rule in rules if rule.state == "on"})
    return [{"label": label, "pattern": read_pattern(pattern)} for label, pattern in said]


def patterns_file(patterns: Sequence[dict[str, Any]]) -> bytes:
    """The file of patterns beside the data."""
    return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in patterns).encode()


def with_rules(config: str) -> str:
    """A recipe's config with the component first in its pipeline, annotating while the others train."""
    config = re.sub(r"(?m)^(\s*pipeline\s*=\s*\[)", rf'\1"{COMPONENT}",', config, count=1)
    if re.search(r"(?m)^\s*annotating_components\s*=", config):
        config = re.sub(
            r"(?m)^(\s*annotating_components\s*=\s*)\[(\s*)", rf'\1["{COMPONENT}",\2', config, count=1
        ).replace(f'["{COMPONENT}",]', f'["{COMPONENT}"]')
    else:
        config = re.sub(
            r"(?m)^\[training\]\s*$", f'[training]\nannotating_components = ["{COMPONENT}"]', config, count=1
        )
    config = re.sub(r"(?m)^\[paths\]\s*$", f'[paths]\nrules = "{FILE}"', config, count=1)
    return f"{config.rstrip()}\n{_BLOCKS}"
