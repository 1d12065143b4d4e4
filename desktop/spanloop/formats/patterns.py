"""Files of patterns: those of spaCy's EntityRuler and SpanRuler, Prodigy's, a saved ruler, and plain lists of terms.

spaCy's form is JSONL, one pattern a line: `{"label": "GPE", "pattern": "Kelmar", "id": "kelmar"}`, where the pattern is
a text or a list of tokens; a JSON array of the same is read too. A list of terms is CSV or TSV with a term and a label,
or text with one term a line. Nothing is taken over of a file that has a fault: the error names its line.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, cast

from spanloop.core.errors import SpanloopError
from spanloop.core.rules import NoLabelError, Rule, pattern_json, read_pattern
from spanloop.formats.atomic import writing
from spanloop.formats.fields import shown
from spanloop.formats.json_documents import objects_in

#: Larger files are none that people write, and their patterns would take minutes on every article.
MAX_BYTES, MAX_PATTERNS = 50_000_000, 200_000
_WAY_OUT = "Correct the file and import it again; nothing of it was taken over."
_TERM_NAMES = frozenset({"term", "text", "name", "phrase", "pattern", "value", "word", "entity"})
_LABEL_NAMES = frozenset({"label", "type", "tag", "category", "class"})
#: Where a saved ruler, or a pipeline with rulers in it, keeps its patterns.
_IN_RULER = ("patterns.jsonl", "patterns")
_LONGEST_LABEL = 100
#: So many lines tell what a file holds.
_LOOKED_AT = 5


class PatternLine(NamedTuple):
    """One pattern of a file. line: its number, from 1. label: as the file says it. pattern: canonical (core.rules)."""

    line: int
    label: str
    pattern: str


@dataclass(frozen=True, slots=True)
class PatternFile:
    """name: of the file or of the ruler's folder. lines: each pattern once, in the order of the file. doubles: how many
    said the same again. ids: how many named an id, which rules have none of."""

    name: str
    lines: tuple[PatternLine, ...]
    doubles: int = 0
    ids: int = 0

    @property
    def labels(self) -> dict[str, int]:
        """How many patterns each label has, in the order of the file."""
        return dict(Counter(line.label for line in self.lines))


def read_patterns(path: Path, *, label: str = "") -> PatternFile:
    """Read a file of patterns, or the folder of a saved ruler; all of it or nothing.

    label: of the terms of a list that names none. Raises SpanloopError with file and line: no UTF-8, no JSON, a pattern
    that blank tokens cannot match, a term without a label, too many.
    """
    found: list[tuple[PatternLine, bool]] = []
    for source in _sources(path):
        text = _read_text(source)
        rows = _terms(text, source, label) if _is_list(source, text) else _spacy(text, source)
        for row in rows:
            found.append(row)
            if len(found) > MAX_PATTERNS:
                raise _fault(source, f"It has more than {MAX_PATTERNS:,} patterns", row[0].line)
    if not found:
        raise SpanloopError("There is no pattern in it", where=str(path), way_out=_WAY_OUT)
    once: dict[tuple[str, str], PatternLine] = {}
    for line, _ in found:
        once.setdefault((line.label, line.pattern), line)
    return PatternFile(path.name, tuple(once.values()), len(found) - len(once), sum(has_id for _, has_id in found))


def is_patterns(head: bytes) -> bool:
    """Whether the first lines of a file are patterns, JSON objects with a label and a pattern and no text."""
    found = objects_in(head)[:_LOOKED_AT]
    return bool(found) and all("label" in one and "pattern" in one and "text" not in one for one in found)


def write_patterns(rules: Iterable[Rule], path: Path) -> int:
    """Write rules as spaCy's rulers and Prodigy read them; gives how many. The same rules give the same bytes."""
    lines = [
        json.dumps({"label": rule.label, "pattern": read_pattern(rule.pattern)}, ensure_ascii=False) for rule in rules
    ]
    with writing(path) as file:
        file.write("".join(f"{line}\n" for line in lines).encode())
    return len(lines)


def _sources(path: Path) -> list[Path]:
    """The file itself, or the files of patterns in the folder of a ruler or of a pipeline."""
    if not path.is_dir():
        return [path]
    folders = [path, *sorted(part for part in path.iterdir() if part.is_dir())]
    found = [file for folder in folders for name in _IN_RULER if (file := folder / name).is_file()]
    if not found:
        raise SpanloopError(
            "No ruler of spaCy was saved in this folder",
            where=str(path),
            way_out="Name a file of patterns, or the folder of a ruler.",
        )
    return found


def _read_text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _fault(path, f"It has {size:,} bytes; {MAX_BYTES:,} are the most")
        data = path.read_bytes()
    except OSError as error:
        what = f"It cannot be read ({error.strerror or error})"
        raise SpanloopError(what, where=str(path), way_out="Check that it is there and readable.") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _fault(path, "It is not UTF-8", data.count(b"\n", 0, error.start) + 1) from error


def _is_list(path: Path, text: str) -> bool:
    """Whether it is a list of terms: what begins like JSON is none, whatever its ending."""
    if path.suffix.lower() in (".csv", ".tsv"):
        return True
    return text.lstrip()[:1] not in ("{", "[") and path.suffix.lower() not in (".jsonl", ".json", ".ndjson", "")


def _fault(path: Path, what: str, line: int = 0) -> SpanloopError:
    return SpanloopError(what, where=f"{path.name}, line {line}" if line else path.name, way_out=_WAY_OUT)


def _spacy(text: str, path: Path) -> Iterator[tuple[PatternLine, bool]]:
    if text.lstrip()[:1] == "[":
        entries = _json(text, path, 1)
        for entry in cast("list[object]", entries) if isinstance(entries, list) else ():
            yield _entry(entry, path, 1)
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _entry(_json(line, path, number), path, number)


def _json(text: str, path: Path, line: int) -> object:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise _fault(path, "It is nested too deep", line) from error
    except ValueError as error:
        raise _fault(path, f"This is no JSON ({error})", line) from error


def _entry(entry: object, path: Path, line: int) -> tuple[PatternLine, bool]:
    if not isinstance(entry, dict):
        raise _fault(path, f"A pattern is an object with label and pattern, not {shown(entry)}", line)
    found = cast("dict[str, object]", entry)
    if "pattern" not in found:
        raise _fault(path, "It has no pattern", line)
    return _checked(found.get("label"), found["pattern"], path, line), bool(found.get("id"))


def _checked(label: object, pattern: object, path: Path, line: int) -> PatternLine:
    if not isinstance(label, str) or not label.strip():
        raise _fault(path, "It has no label", line)
    name = " ".join(label.split())
    if len(name) > _LONGEST_LABEL or not name.isprintable():
        raise _fault(path, f"{shown(name)} is no label", line)
    try:
        return PatternLine(line, name, pattern_json(pattern))
    except SpanloopError as error:
        raise _fault(path, error.what, line) from error
    except RecursionError as error:
        raise _fault(path, "It is nested too deep", line) from error


def _terms(text: str, path: Path, label: str) -> Iterator[tuple[PatternLine, bool]]:
    """Rows of a list of terms; a first row of names says which column is which."""
    place = (0, 1)
    for number, row in _rows(text, path):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        names = [cell.casefold() for cell in cells]
        if number == 1 and (header := _header(names)) is not None:
            place = header
            continue
        term = cells[place[0]] if place[0] < len(cells) else ""
        own = cells[place[1]] if 0 <= place[1] < len(cells) else ""
        if not term:
            raise _fault(path, "It has no term", number)
        if not own and not label:
            way_out = "Name the label in a second column, or one for the whole file."
            raise NoLabelError(f"{shown(term)} has no label", where=f"{path.name}, line {number}", way_out=way_out)
        yield _checked(own or label, term, path, number), False


def _header(names: list[str]) -> tuple[int, int] | None:
    """The columns of terms and labels where a row names them."""
    terms = [at for at, name in enumerate(names) if name in _TERM_NAMES]
    labels = [at for at, name in enumerate(names) if name in _LABEL_NAMES]
    if not terms or (len(names) > 1 and not labels):
        return None
    return terms[0], labels[0] if labels else -1


def _rows(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    lines = text.splitlines(keepends=True)
    if path.suffix.lower() not in (".csv", ".tsv"):
        for number, line in enumerate(text.split("\n"), 1):
            yield number, line.rstrip("\r").split("\t")
        return
    first = lines[0] if lines else ""
    delimiter = "\t" if path.suffix.lower() == ".tsv" else max(",;\t", key=first.count)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise _fault(path, f"This is no CSV ({error})", reader.line_num) from error
