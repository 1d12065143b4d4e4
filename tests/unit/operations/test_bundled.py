"""What goes with the program: from the list of a build, and from what is installed."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import pytest

from build_spec import parts
from spanloop import __version__, resources
from spanloop.core.errors import SpanloopError
from spanloop.operations.bundled import bundled, reading


def test_from_source_everything_that_is_asked_for_has_a_licence_and_its_text() -> None:
    found = {part.name: part for part in bundled()}
    assert [*found][:2] == ["Spanloop", "Python"]
    assert found["Spanloop"].version == __version__
    assert {"spacy", "SQLAlchemy", "trafilatura", "thinc", "MarkupSafe"} <= set(found)
    assert "pytest" not in found
    assert [name for name, part in found.items() if not part.licence or len(part.text()) < 100] == []
    assert found["Spanloop"].text().startswith("MIT License")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in found["PySide6_Essentials"].text()
    assert "GNU GENERAL PUBLIC LICENSE" in found["PySide6_Essentials"].text()


def test_from_source_it_is_read_in_steps_that_let_others_work_between() -> None:
    steps = list(islice(reading(), 3))
    assert [part.name for part in steps[0]][:2] == ["Spanloop", "Python"]
    assert [len(step) - len(steps[0]) for step in steps] == [0, 1, 2]


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of licences in a program that was built."""
    data = tmp_path / "spanloop" / "_data"
    folder = tmp_path / parts.FOLDER
    folder.mkdir(parents=True)
    (data / "resources" / "notices").mkdir()
    for name in ("spanloop.txt", "LGPL-3.0.txt"):
        (data / "resources" / "notices" / name).write_text(f"words of {name}", encoding="utf-8")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(resources, "_homes", lambda: (data,))
    return folder


def test_a_built_program_tells_its_own_list(built: Path) -> None:
    made = [
        parts.Part("zlib", "1.3", "see its text", "system", ["zlib.txt"]),
        parts.Part("PySide6", "6.11.3", "LGPL-3.0-only", "python", ["../notices/LGPL-3.0.txt"]),
        parts.Part("Python", "3.12.1", "PSF-2.0", "other", ["Python.txt"]),
        parts.Part("bare", "1", "MIT", "python", []),
    ]
    (built / "zlib.txt").write_text("words of zlib\n", encoding="utf-8")
    (built / parts.LIST).write_text(json.dumps({"parts": [asdict(part) for part in made]}), encoding="utf-8")
    found = bundled()
    assert [part.name for part in found] == ["Spanloop", "Python", "bare", "PySide6", "zlib"]
    assert [part.text() for part in found] == [
        "words of spanloop.txt",
        "Python 3.12.1: PSF-2.0. It brings no text of it along.",
        "bare 1: MIT. It brings no text of it along.",
        "words of LGPL-3.0.txt",
        "words of zlib",
    ]


@pytest.mark.parametrize("text", [None, "{}", '{"parts": [{"name": "a"}]}', "no JSON"])
def test_a_built_program_that_lost_it_says_so(built: Path, text: str | None) -> None:
    if text is not None:
        (built / parts.LIST).write_text(text, encoding="utf-8")
    with pytest.raises(SpanloopError, match=r"missing|cannot be read"):
        bundled()
