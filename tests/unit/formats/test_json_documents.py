from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spanloop.core.errors import SpanloopError
from spanloop.formats import json_documents
from spanloop.formats.doccano import read_doccano
from spanloop.formats.fields import Place
from spanloop.formats.foreign import ForeignReader
from spanloop.formats.json_documents import objects_in, read_values, too_deep
from spanloop.formats.label_studio.reading import read_label_studio
from spanloop.formats.ledger import Ledger
from spanloop.formats.prodigy import read_prodigy
from tests.unit.formats.strategies import json_values


def values(folder: Path, content: bytes | str) -> list[tuple[int, Any]]:
    path = folder / "in.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    place = Place(path.name)
    return [(place.line, value) for value in read_values(path, place)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"a": 1}\n\n{"a": 2}', [(1, {"a": 1}), (3, {"a": 2})]),
        ('{"a":\n1}\r\n{"b": "🚁"} {"c": []}\n', [(1, {"a": 1}), (3, {"b": "🚁"}), (3, {"c": []})]),
        ('\ufeff[\n{"a": 1},\n{"a": 2}\n]\n', [(2, {"a": 1}), (3, {"a": 2})]),
        ("[]", []),
        ('{"a": "\\ud800\\u0000"}', [(1, {"a": "\ufffd\ufffd"})]),
    ],
)
def test_values_stand_in_lines_over_lines_or_in_a_list(tmp_path: Path, content: str, expected: list[Any]) -> None:
    assert values(tmp_path, content) == expected


def test_values_that_are_longer_than_what_is_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_documents, "_CHUNK", 3)
    some = [{"number": 123456, "text": "🚁\\u0041\n" * 5, "deep": [[{"a": None}], True]}, {"b": 1.5}]
    for content in (json.dumps(some), "\n".join(json.dumps(one) for one in some), json.dumps(some, indent=3)):
        assert [value for _, value in values(tmp_path, content)] == some


@pytest.mark.parametrize(
    ("content", "match"),
    [
        ("", r"^in.json: the file is empty"),
        ('{"a": 1}\n{"a": tru', r"line 2: it is no JSON at character 7"),
        ('{"a": 1}\n{"a": 1', r"line 2: it is no JSON"),
        ('[{"a": 1}\n{"a": 1}]', r"line 2: a comma or the end of the list is missing"),
        ('[{"a": 1}]\n5', r"line 2: something stands behind the end of the list"),
        ('{"a": 1e999}', r"line 1: it holds what cannot be read: 1e999 is too large"),
        ('{"a": NaN}', r"line 1: it holds what cannot be read: NaN"),
        ('\n{"a": 1, "a": 2}', r"line 2: it holds what cannot be read: the key 'a' stands twice"),
        ("[" * 200_000, r"line 1: its JSON is nested too deep"),
        ('{"a":' * 200_000, r"line 1: its JSON is nested too deep"),
        (b'{"a": 1}\n{"a": "\xff"}', r"line 2: the line is not UTF-8"),
        (b"\xff\xfe{\x00", r"UTF-16"),
    ],
)
def test_what_is_no_json_is_refused_with_its_line(tmp_path: Path, content: bytes | str, match: str) -> None:
    with pytest.raises(SpanloopError, match=match):
        values(tmp_path, content)


def test_length_and_number_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_documents, "_CHUNK", 100)
    monkeypatch.setattr(json_documents, "MAX_VALUE", 1_000)
    with pytest.raises(SpanloopError, match=r"line 2: one value is over"):
        values(tmp_path, '{}\n{"a": "' + "a" * 5_000)
    monkeypatch.setattr(json_documents, "MAX_VALUES", 50)
    with pytest.raises(SpanloopError, match=r"line 1: one value holds over"):
        values(tmp_path, '{"a": [' + "1," * 400)
    assert len(values(tmp_path, '{"a": 1}\n' * 500)) == 500


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SpanloopError, match="cannot be read"):
        list(read_values(tmp_path / "none", Place("none")))


def test_how_a_file_begins() -> None:
    assert objects_in(b'\xef\xbb\xbf [ {"a": [1, {"b": "c, ]') == [{"a": [1, {}]}]
    assert objects_in(b'{"a": 1}\n{"b": [2, 3], "c": "xy') == [{"a": 1}, {"b": [2, 3]}]
    assert objects_in('{"a": "🚁'.encode()[:-1]) == [{}]
    for none in (b"", b"Army left", b"[1, 2]", b"<a>", b"{" * 5_000, b'{"a": [}', b"\x00\xff"):
        assert objects_in(none) in ([], [{}])


def test_depth() -> None:
    deep: list[Any] = []
    for _ in range(25):
        deep = [deep]
    assert too_deep({"a": deep})
    assert not too_deep({"a": [{"b": 1}]})


_KEYS = [
    "text",
    "data",
    "id",
    "label",
    "labels",
    "entities",
    "relations",
    "Comments",
    "spans",
    "tokens",
    "answer",
    "meta",
    "annotations",
    "predictions",
    "result",
    "value",
    "start",
    "end",
    "start_offset",
    "end_offset",
    "from_id",
    "to_id",
    "type",
    "completed_by",
    "head",
    "child",
    "head_span",
    "token_start",
    "token_end",
    "article",
    "said",
    "author",
    "uid",
    "was_cancelled",
    "choices",
    "_view_id",
    "score",
    "direction",
    "annotator",
    "annotation_id",
    "drafts",
    "prediction",
    "model_version",
    "user",
    "options",
    "accept",
    "_annotator_id",
    "source",
    "to_name",
    "state",
]
_SOME = st.one_of(
    json_values,
    st.sampled_from(["labels", "relation", "choices", "textarea", "Army 🚁 left", "reject", "ner", "a", "gold"]),
    st.integers(-2, 12),
)
_OBJECTS = st.recursive(
    st.dictionaries(st.sampled_from(_KEYS), _SOME, max_size=4),
    lambda inner: st.dictionaries(
        st.sampled_from(_KEYS), inner | _SOME | st.lists(inner | _SOME | st.tuples(_SOME, _SOME, _SOME), max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("read", [read_doccano, read_prodigy, read_label_studio])
def test_whatever_stands_in_a_file_ends_in_documents_or_in_one_plain_error(
    tmp_path_factory: pytest.TempPathFactory, read: ForeignReader
) -> None:
    path = tmp_path_factory.mktemp("any") / "in.json"
    errors: list[SpanloopError] = []

    @settings(max_examples=60)
    @given(_OBJECTS)
    def try_one(one: dict[str, Any]) -> None:
        text = {"text": "Army 🚁 left"} if "text" not in one else {}
        path.write_text(json.dumps({**text, "data": text, **one}), encoding="utf-8")
        try:
            for document in read(path, ledger=Ledger()):
                length = len(document.article.text)
                assert all(
                    0 <= s.fragments[0][0] < s.fragments[-1][1] <= length for m in document.marks for s in m.spans
                )
        except SpanloopError as error:
            errors.append(error)

    try_one()
    assert all(error.what and error.where.startswith("in.json") for error in errors)
