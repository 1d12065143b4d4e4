"""Patterns over blank tokens, with spaCy's own matchers, and a component that writes their matches into a document.

The component `rule_marks` puts what its patterns match into `doc.spans["rules"]`, for components after it to read as a
feature. It learns nothing, carries its patterns with it, and needs nothing of Spanloop but this module, so that a
packaged pipeline goes on having it.
"""

# No postponed annotations here: spaCy reads the real types of these functions to check configs against them.
import json
import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.matcher import Matcher, PhraseMatcher
from spacy.pipeline import Pipe
from spacy.tokens import Doc, SpanGroup
from spacy.training import Example
from spacy.util import ensure_path

SPANS_KEY = "rules"
FACTORY = "rule_marks"
_FILE = "patterns.json"


class Match(NamedTuple):
    """Tokens `[start, end)` that a pattern matches; pattern: its place among those given."""

    pattern: int
    start: int
    end: int


class PatternMatcher:
    """Matches what spaCy's EntityRuler would: texts by their tokens' exact characters, lists of tokens by Matcher."""

    def __init__(self, nlp: Language, patterns: Sequence[str | list[dict[str, Any]]]) -> None:
        """nlp: gives vocabulary and tokenizer. A text that has no token matches nothing.

        Raises ValueError of spaCy for a pattern that it does not take.
        """
        self._tokens = Matcher(nlp.vocab, validate=False)
        self._texts = PhraseMatcher(nlp.vocab)
        self._names: dict[int, int] = {}
        for number, pattern in enumerate(patterns):
            name = str(number)
            self._names[nlp.vocab.strings.add(name)] = number
            if not isinstance(pattern, str):
                self._tokens.add(name, [pattern])
                continue
            doc = nlp.tokenizer(pattern)
            if len(doc):
                self._texts.add(name, [doc])

    def all(self, doc: Doc) -> list[Match]:
        """Every match, once, sorted by place and pattern."""
        with warnings.catch_warnings():
            # No patterns of one kind is no fault.
            warnings.filterwarnings("ignore", message=r"\[W036")
            found = [*self._tokens(doc), *self._texts(doc)]
        matches = {Match(self._names[name], start, end) for name, start, end in found if start != end}
        return sorted(matches, key=lambda match: (match.start, match.end, match.pattern))

    def longest(self, doc: Doc, *, rank: Callable[[int], float] = lambda _: 0.0) -> list[Match]:
        """Of matches that share tokens the longest, of equal ones the first, as the EntityRuler takes them.

        rank: of a pattern, which decides between patterns that match the same tokens: the higher first, then the
        earlier one.
        """
        taken: set[int] = set()
        chosen: list[Match] = []
        order = sorted(self.all(doc), key=lambda m: (m.start - m.end, m.start, -rank(m.pattern), m.pattern))
        for match in order:
            tokens = range(match.start, match.end)
            if taken.isdisjoint(tokens) and not _is_blank(doc, match):
                taken.update(tokens)
                chosen.append(match)
        return sorted(chosen, key=lambda match: match.start)


def _is_blank(doc: Doc, match: Match) -> bool:
    """Whether an edge is white space: no mark begins or ends so."""
    return bool(doc[match.start].is_space or doc[match.end - 1].is_space)


@Language.factory(FACTORY, assigns=["doc.spans"], default_config={"spans_key": SPANS_KEY})
def make_rule_marks(nlp: Language, name: str, spans_key: str) -> "RuleMarks":
    """The component; its patterns come by `add_patterns`, by `initialize`, or from disk."""
    return RuleMarks(nlp, name, spans_key=spans_key)


class RuleMarks(Pipe):
    """Writes all matches into `doc.spans[spans_key]` with their labels; the longest ones are not chosen.

    Patterns are `{"label", "pattern"}`, as spaCy's rulers take them.
    """

    def __init__(self, nlp: Language, name: str = FACTORY, *, spans_key: str = SPANS_KEY) -> None:
        self.nlp = nlp
        self.name = name
        self.spans_key = spans_key
        self.patterns: list[dict[str, Any]] = []
        self._matcher = PatternMatcher(nlp, [])

    def add_patterns(self, patterns: Iterable[dict[str, Any]]) -> None:
        """Put these patterns in the place of those before."""
        self.patterns = [{"label": str(one["label"]), "pattern": one["pattern"]} for one in patterns]
        for one in self.patterns:
            self.nlp.vocab.strings.add(one["label"])
        self._matcher = PatternMatcher(self.nlp, [one["pattern"] for one in self.patterns])

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the patterns, in the alphabet's order."""
        return tuple(sorted({one["label"] for one in self.patterns}))

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],  # noqa: ARG002 - spaCy gives it to every component
        *,
        nlp: Language | None = None,  # noqa: ARG002 - likewise
        patterns: Iterable[dict[str, Any]] | None = None,
    ) -> None:
        """Take the patterns that `[initialize.components.rule_marks]` of a config names."""
        if patterns is not None:
            self.add_patterns(patterns)

    def __call__(self, doc: Doc) -> Doc:
        """Write the matches of one document."""
        group = SpanGroup(doc, name=self.spans_key)
        seen: set[tuple[int, int, str]] = set()
        for match in self._matcher.all(doc):
            label = self.patterns[match.pattern]["label"]
            if (match.start, match.end, label) not in seen:
                seen.add((match.start, match.end, label))
                span = doc[match.start : match.end]
                span.label_ = label
                group.append(span)
        doc.spans[self.spans_key] = group
        return doc

    def to_bytes(self, *, exclude: Sequence[str] = ()) -> bytes:  # noqa: ARG002 - the signature of spaCy
        """The patterns as JSON."""
        return json.dumps(self.patterns, ensure_ascii=False, sort_keys=True).encode()

    def from_bytes(self, bytes_data: bytes, *, exclude: Sequence[str] = ()) -> "RuleMarks":  # noqa: ARG002
        """The patterns from JSON."""
        self.add_patterns(json.loads(bytes_data))
        return self

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:  # noqa: ARG002
        """Write the patterns into a folder."""
        folder = ensure_path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> "RuleMarks":  # noqa: ARG002
        """Read the patterns from a folder."""
        return self.from_bytes((ensure_path(path) / _FILE).read_bytes())
