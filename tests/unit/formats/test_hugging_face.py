from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from spanloop.core.article import Article, Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Argument, Author, Completion, Event, Link, Marks, Mention
from spanloop.core.schema import parse_schema
from spanloop.formats.hugging_face import CARD, FEATURES, write_hugging_face
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from tests.unit.formats.foreign_files import projects

SCHEMA = parse_schema({"name": "War: <b>news</b>", "entities": [{"label": "ORG_1"}], "events": [{"type": "Raid"}]})
TEXT = "🚁 raided Kyiv"


def record(uid: str = "u") -> Record:
    kyiv = Mention("m", ((9, 13),), "ORG_1", value="", notes="n")
    raid = Event(
        "e1",
        "Raid",
        ((2, 4), (5, 8)),
        (Argument("At", "m", score=0.25), Argument("By", "e2", True)),
        {"mood": "real"},
        0.5,
    )
    marks = Marks(
        Author("a", "Ann"), (kyiv,), (raid, Event("e2", "Raid", ((2, 8),))), (Link("l", "same", "e1", "e2", True),),
        completions=(Completion("c", "entities", 0, 13, "1"),),
    )  # fmt: skip
    return Record(
        Article(uid, TEXT, "T", meta={"é": [1]}, zones=(Zone("z", 0, 1, "headline"),)), marks, "skipped", "why"
    )


def test_rows_hold_all_and_splits_have_files(tmp_path: Path) -> None:
    ledger = Ledger()
    given_records = [record("u"), record("v"), Record(Article("w", "x", external_id="W"))]
    dest = tmp_path / "set"
    assert write_hugging_face(given_records, dest, schema=SCHEMA, ledger=ledger, splits={"u": "train", "v": "dev"}) == 3
    assert not ledger
    assert sorted(one.name for one in dest.iterdir()) == [
        CARD, "dev.jsonl", "dev.parquet", "rest.jsonl", "rest.parquet", "train.jsonl", "train.parquet",
    ]  # fmt: skip
    row = json.loads((dest / "train.jsonl").read_text(encoding="utf-8"))
    assert list(row) == [name for name, _ in FEATURES]
    (entity,) = row["entities"]
    assert (entity["start"], entity["end"], entity["text"], entity["label"], entity["value"]) == (
        9,
        13,
        "Kyiv",
        "ORG_1",
        "",
    )
    raid = row["events"][0]
    assert raid["fragments"] == [{"start": 2, "end": 4}, {"start": 5, "end": 8}]
    assert [argument["score"] for argument in raid["arguments"]] == [0.25, None]
    assert [(a["role"], a["filler"], a["is_event"], a["text"]) for a in raid["arguments"]] == [
        ("At", "s1", False, "Kyiv"), ("By", "e2", True, "raided"),
    ]  # fmt: skip
    assert row["links"] == [{"type": "same", "between_events": True, "from": "e1", "to": "e2"}]
    assert (row["meta"], row["state"], row["reason"]) == ('{"é": [1]}', "skipped", "why")
    first = {one.name: one.read_bytes() for one in dest.iterdir()}
    write_hugging_face(given_records, dest, schema=SCHEMA, ledger=ledger, splits={"u": "train", "v": "dev"})
    assert {one.name: one.read_bytes() for one in dest.iterdir()} == first


def test_parquet_says_what_jsonl_says(tmp_path: Path) -> None:
    parquet: Any = pytest.importorskip("pyarrow.parquet")
    write_hugging_face([record(str(n)) for n in range(450)], tmp_path / "s", schema=SCHEMA, ledger=Ledger())
    lines = (tmp_path / "s" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    assert parquet.read_table(str(tmp_path / "s" / "train.parquet")).to_pylist() == [json.loads(line) for line in lines]


def test_the_card_describes_the_data(tmp_path: Path) -> None:
    write_hugging_face([record()], tmp_path / "s", schema=SCHEMA, ledger=Ledger(), splits={"u": "dev"})
    card = (tmp_path / "s" / CARD).read_text(encoding="utf-8")
    _, head, words = card.split("---\n")
    size = (tmp_path / "s" / "dev.parquet").stat().st_size
    for line in (
        "  - split: validation", "    path: dev.parquet", "  - name: text", "    dtype: string", "  - name: entities",
        "    list:", "    - name: start", "      - name: role", "    num_examples: 1", f"  download_size: {size}",
    ):  # fmt: skip
        assert f"\n{line}\n" in head
    assert words.startswith("\n# War: \\<b\\>news\\</b\\>\n")
    assert "- Entity labels: ORG\\_1.\n- Event types: Raid.\n" in words


def test_without_pyarrow_there_is_jsonl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spanloop.formats.hugging_face.find_spec", lambda _: None)
    write_hugging_face([record()], tmp_path / "s", schema=SCHEMA, ledger=Ledger())
    assert sorted(one.name for one in (tmp_path / "s").iterdir()) == [CARD, "train.jsonl"]
    assert "path: train.jsonl" in (tmp_path / "s" / CARD).read_text(encoding="utf-8")


def test_other_folders_are_spared_and_nothing_is_left_of_what_fails(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "x").touch()
    with pytest.raises(SpanloopError, match="holds other files"):
        write_hugging_face([], tmp_path / "mine", schema=SCHEMA, ledger=Ledger())

    def failing() -> Any:
        yield record()
        raise SpanloopError("no more")

    with pytest.raises(SpanloopError, match="no more"):
        write_hugging_face(failing(), tmp_path / "s", schema=SCHEMA, ledger=Ledger())
    assert [one.name for one in tmp_path.iterdir()] == ["mine"]


@settings(max_examples=10)
@given(projects(authors=2))
def test_any_project_can_be_written(records: list[Record]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_hugging_face(records, Path(folder) / "s", schema=SCHEMA, ledger=Ledger())
        lines = (Path(folder) / "s" / "train.jsonl").read_bytes().split(b"\n")[:-1]
    assert [json.loads(line)["text"] for line in lines] == [one.article.text for one in records]
