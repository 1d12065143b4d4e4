from __future__ import annotations

from pathlib import Path

import pytest

from spanloop.articles import jsonrows, lines
from spanloop.articles.draft import Draft, Refusal
from spanloop.articles.sources import read_sources


def test_a_text_file_becomes_a_draft(tmp_path: Path) -> None:
    path = tmp_path / "wire_7.txt"
    text = "Convoy enters the port\r\n7 April 2021\r\n\r\nThe army said that it was on its way to the town. 🚁"
    path.write_bytes(text.encode())
    (draft,) = read_sources([path])
    assert isinstance(draft, Draft)
    assert draft.text == text
    assert (draft.title, draft.date, draft.language) == ("Convoy enters the port", "2021-04-07", "en")
    assert (draft.external_id, draft.path, draft.kind, draft.raw) == ("wire_7.txt", "wire_7.txt", "text", text.encode())


def test_a_line_of_any_length_is_refused_and_never_held(tmp_path: Path) -> None:
    import tracemalloc

    for name in ("a.txt", "a.csv", "a.jsonl", "a.json"):
        with (tmp_path / name).open("wb") as file:
            file.write(b'{"content": "' if name.startswith("a.js") else b"")
            file.seek(1_000_000_000)  # a hole: it takes no room on the disk
            file.write(b"words")
    tracemalloc.start()
    refusals = list(read_sources([tmp_path]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [type(one).__name__ for one in refusals] == ["Refusal"] * 4
    assert peak < 200_000_000


def test_a_line_that_is_too_long_has_a_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (lines, jsonrows):
        monkeypatch.setattr(module, "MAX_LINE", 1_000)
    words = "word " * 200_000
    (tmp_path / "a.csv").write_text(f"title,text\nA,{words}\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(f'{{"content": "{words}"}}\n', encoding="utf-8")
    (tmp_path / "c.json").write_text(f'[{{"content": "{words}"}}]', encoding="utf-8")
    told = [(one.what, one.way_out) for one in read_sources([tmp_path]) if isinstance(one, Refusal)]
    assert len(told) == 3
    assert {way_out for _, way_out in told} == {"Split it: one article a line, each of at most 10 MB."}


def test_the_shared_pages_get_their_headlines(shared_dir: Path) -> None:
    drafts = [one for one in read_sources([shared_dir / "seeds"]) if isinstance(one, Draft)]
    assert [draft.language for draft in drafts] == ["en"] * 5
    assert [len(draft.title.split()) for draft in drafts] == [13, 12, 10, 7, 9]
    assert [draft.date for draft in drafts] == ["", "", "", "", "2021-04-07"]
