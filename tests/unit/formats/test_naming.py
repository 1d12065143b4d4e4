"""The table of names: written, filled in by a person, read again."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.errors import SpanloopError
from spanloop.core.naming import Name, NameKind, NameMap, NameRow, Target, map_of, target_of
from spanloop.formats.naming import read_names, write_names

HEADER = "kind,of,name,times,becomes\n"
NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)


@given(st.dictionaries(NAMES, NAMES.map(lambda name: " ".join(name.split())).filter(bool), max_size=5))
def test_a_table_comes_back_as_it_was_written(names: dict[str, str]) -> None:
    rows = [NameRow(Name("label", old), 3, Target("entity", new)) for old, new in names.items()]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "names.csv")
        write_names(rows, path)
        assert read_names(path) == map_of(rows)


def test_what_nobody_answered_stays_as_it_is(tmp_path: Path) -> None:
    write_names([NameRow(Name("label", "SHIP"), 2), NameRow(Name("relation", "near"), 1)], tmp_path / "n.csv")
    assert read_names(tmp_path / "n.csv") == NameMap()


def test_no_cell_is_taken_for_a_formula(tmp_path: Path) -> None:
    write_names([NameRow(Name("label", "=1+1"), 1, Target("out")), NameRow(Name("label", "'x"), 1)], tmp_path / "n.csv")
    assert (tmp_path / "n.csv").read_text("utf-8").splitlines()[1:] == ["label,,'=1+1,1,leave out,", "label,,''x,1,,"]
    assert read_names(tmp_path / "n.csv") == NameMap({Name("label", "=1+1"): Target("out")})


def test_what_has_a_name_in_the_files_stands_beside_and_needs_no_answer(tmp_path: Path) -> None:
    write_names(
        [NameRow(Name("relation", "by"), 2, None, ("role of Attack", "link between events"))], tmp_path / "n.csv"
    )
    line = 'relation,,by,2,,"role of Attack, link between events"'
    assert (tmp_path / "n.csv").read_text("utf-8").splitlines()[1] == line
    (tmp_path / "n.csv").write_text(
        "kind,of,name,times,becomes,held as\nlabel,,A,1,entity B,mention\n", encoding="utf-8"
    )
    assert read_names(tmp_path / "n.csv") == NameMap({Name("label", "A"): Target("entity", "B")})


@pytest.mark.parametrize(
    ("text", "kind", "target"),
    [
        ("entity ORG", "label", Target("entity", "ORG")),
        ("Event  Attack on land", "label", Target("event", "Attack on land")),
        ("leave out", "relation", Target("out")),
        ("Leave Out", "value", Target("out")),
        ("polarity", "attribute", Target("attribute", "polarity")),
        ("value neg", "value", Target("value", "neg")),
    ],
)
def test_a_cell_says_what_a_name_becomes(text: str, kind: NameKind, target: Target) -> None:
    assert target_of(text, kind) == target


@pytest.mark.parametrize(
    ("lines", "where", "what"),
    [
        ("", "line 1", "its first line is not"),
        ("a,b\n", "line 1", "its first line is not"),
        (f"{HEADER}label,,X,1\n", "line 2", "it has 4 cells, not 5"),
        (f"{HEADER}label,,X,1,entity A\nnoise,,X,1,entity A\n", "line 3", "'noise' is none of"),
        (f"{HEADER}label,,X,1,ORG\n", "line 2", "does not say entity or event"),
        (f"{HEADER}relation,,X,1,entity ORG\n", "line 2", "does not say role or link"),
        (f'{HEADER}label,,"X,1,\n', "line", "it is no CSV"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(tmp_path: Path, lines: str, where: str, what: str) -> None:
    path = tmp_path / "n.csv"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(SpanloopError) as told:
        read_names(path)
    assert what in told.value.what
    assert told.value.where.startswith(f"{path}, {where}")
