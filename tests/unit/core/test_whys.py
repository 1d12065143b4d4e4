"""Why a problem is one."""

from __future__ import annotations

import re
from typing import get_args

from spanloop.core.validation import Problem, ProblemCode
from spanloop.core.whys import WHY


def test_every_kind_of_finding_says_why_in_full_sentences() -> None:
    assert set(WHY) == set(get_args(ProblemCode))
    for code, sentence in WHY.items():
        assert sentence[0].isupper(), code
        assert sentence.endswith("."), code
        assert len(sentence.split()) > 8, code
        assert not re.search(r"\b(token|document|entity ruler|invalid)\b", sentence), code


def test_a_problem_knows_why() -> None:
    assert Problem("duplicate", "It stands here twice.", "Remove one.", "m1", 0, 1).why == WHY["duplicate"]
