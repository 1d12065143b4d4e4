"""Files of patterns come in whole or not at all, and go out as spaCy reads them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author
from spanloop.core.rules import Rule, pattern_json, read_pattern
from spanloop.formats import patterns
from spanloop.formats.patterns import read_patterns, write_patterns
from tests.seeds import GAZETTEER

SET = Author("s", "set", "rules")


def _write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def _said(path: Path, **options: str) -> list[tuple[str, object]]:
    return [(line.label, read_pattern(line.pattern)) for line in read_patterns(path, **options).lines]


def test_the_gazetteer_of_the_sample_comes_in() -> None:
    found = read_patterns(GAZETTEER)
    assert len(found.lines) == len(GAZETTEER.read_text(encoding="utf-8").splitlines())
    assert found.lines[0].label == "GPE"
    assert read_pattern(found.lines[0].pattern) == [{"LOWER": "kelmar"}]
    assert found.ids == len(found.lines)


def test_spacys_and_prodigys_forms(tmp_path: Path) -> None:
    lines = '\ufeff{"label":"GPE","pattern":"Kelmar"}\n\n{"label":"GPE","pattern":[{"lower":"ithria"}],"id":"i"}\n'
    both: list[tuple[str, object]] = [("GPE", "Kelmar"), ("GPE", [{"LOWER": "ithria"}])]
    assert _said(_write(tmp_path, "p.jsonl", lines)) == both
    array = json.dumps([{"label": "GPE", "pattern": "Kelmar"}, {"label": "GPE", "pattern": [{"LOWER": "ithria"}]}])
    assert _said(_write(tmp_path, "p.json", array)) == both
    # The folder of a ruler, of either kind, and a pipeline's folder with the ruler in it.
    for name in ("patterns.jsonl", "patterns"):
        folder = tmp_path / f"pipeline-{name}" / "ruler"
        folder.mkdir(parents=True)
        _write(folder, name, lines.lstrip("\ufeff"))
        assert _said(folder) == _said(folder.parent) == both
    twice = read_patterns(_write(tmp_path, "d.jsonl", '{"label":"A","pattern":"x"}\n' * 3))
    assert (len(twice.lines), twice.doubles) == (1, 2)


def test_lists_of_terms(tmp_path: Path) -> None:
    both: list[tuple[str, object]] = [("GPE", "Kelmar"), ("ARM", "9th Division, east")]
    assert _said(_write(tmp_path, "a.csv", 'term,label\nKelmar,GPE\n"9th Division, east",ARM\n')) == both
    assert _said(_write(tmp_path, "b.csv", "Label;Name\r\nGPE;Kelmar\r\n\r\nARM;9th Division, east\r\n")) == both
    assert _said(_write(tmp_path, "c.tsv", "Kelmar\tGPE\n9th Division, east\tARM\n")) == both
    assert _said(_write(tmp_path, "d.txt", "Kelmar\n9th Division, east\tARM\n"), label="GPE") == both
    assert _said(_write(tmp_path, "e.csv", "term\nKelmar\n"), label="GPE") == both[:1]
    with pytest.raises(SpanloopError, match="no label") as caught:
        read_patterns(_write(tmp_path, "f.txt", "\nKelmar\n"))
    assert caught.value.where == "f.txt, line 2"


@pytest.mark.parametrize(
    ("name", "content", "line", "words"),
    [
        ("a.jsonl", '{"label":"A","pattern":"x"}\nno json\n', 2, "no JSON"),
        ("a.jsonl", '{"label":"A","pattern":"x"}\n{"label":"A"}\n', 2, "no pattern"),
        ("a.jsonl", '{"pattern":"x"}\n', 1, "no label"),
        ("a.jsonl", '{"label":3,"pattern":"x"}\n', 1, "no label"),
        ("a.jsonl", '{"label":"A","pattern":[{"POS":"NOUN"}]}\n', 1, "only a trained pipeline"),
        ("a.jsonl", '{"label":"A","pattern":[{"TEXT":{"REGEX":"("}}]}\n', 1, "no regular expression"),
        ("a.jsonl", '{"label":"A\\u0007","pattern":"x"}\n', 1, "is no label"),
        ("a.jsonl", "[" * 100_000, 1, "nested too deep"),
        ("a.jsonl", '{"label":"A","pattern":' + "[" * 90_000 + "]" * 90_000 + "}", 1, "too deep|no object"),
        ("a.jsonl", b'{"label":"A","pattern":"x"}\n\xff\xfe\n', 2, "not UTF-8"),
        ("a.jsonl", "", 0, "no pattern"),
        ("a.csv", 'Kelmar,GPE\n"open', 2, "no CSV"),
        ("a.csv", "Kelmar,GPE\n,ARM\n", 2, "no term"),
        ("a.txt", "x" * 1001 + "\tARM", 1, "1,001 characters"),
    ],
)
def test_a_fault_names_its_line(tmp_path: Path, name: str, content: str | bytes, line: int, words: str) -> None:
    path = _write(tmp_path, name, content)
    with pytest.raises(SpanloopError, match=words) as caught:
        read_patterns(path)
    assert caught.value.where == (f"{name}, line {line}" if line else str(path))


def test_what_cannot_be_read_or_is_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SpanloopError, match="cannot be read"):
        read_patterns(tmp_path / "none.jsonl")
    with pytest.raises(SpanloopError, match="No ruler"):
        read_patterns(tmp_path)
    path = _write(tmp_path, "a.txt", "".join(f"word{n}\tA\n" for n in range(12)))
    monkeypatch.setattr(patterns, "MAX_PATTERNS", 10)
    with pytest.raises(SpanloopError, match="more than 10 patterns"):
        read_patterns(path)
    monkeypatch.setattr(patterns, "MAX_BYTES", 10)
    with pytest.raises(SpanloopError, match="bytes"):
        read_patterns(path)


_TOKEN = st.dictionaries(
    st.sampled_from(["LOWER", "TEXT", "ORTH", "SHAPE"]), st.text(min_size=1, max_size=8), min_size=1, max_size=2
) | st.fixed_dictionaries({"LOWER": st.text(min_size=1, max_size=8), "OP": st.sampled_from(["?", "+", "*", "!"])})
_PATTERNS = st.text(min_size=1, max_size=20).filter(lambda text: bool(text.strip())) | st.lists(
    _TOKEN, min_size=1, max_size=4
)


@given(st.lists(st.tuples(st.sampled_from(["ARM", "GPE"]), _PATTERNS), min_size=1, max_size=8))
def test_what_goes_out_comes_in_again(tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, object]]) -> None:
    folder = tmp_path_factory.mktemp("patterns")
    rules = [Rule(str(n), SET, "entities", label, pattern_json(one), "file") for n, (label, one) in enumerate(said)]
    assert write_patterns(rules, folder / "out.jsonl") == len(rules)
    again = read_patterns(folder / "out.jsonl")
    assert [(line.label, line.pattern) for line in again.lines] == list(
        dict.fromkeys((rule.label, rule.pattern) for rule in rules)
    )
