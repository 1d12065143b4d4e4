"""The person at the window of the shell's tests, and mixed material to bring in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gui.shell.conftest import home, make_window, person, project_file

__all__ = ["home", "make_window", "person", "project_file"]

SCRAPED = (
    "Skip to content\n\n"
    "Fuel runs short in Qasra\n\n"
    "No lorry came to Qasra on Monday, 11 March 2024, and the mill stands still for want of fuel, its owner said.\n\n"
    "The council asked both sides to open the road to the town before the end of the week.\n\n"
    "Share\n\nBack to top\n"
)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a folder of texts, marks, and files that are no use; pages: what goes through large libraries too."""

    def make(*, pages: bool = False) -> Path:
        folder = tmp_path / "material"
        (folder / "march").mkdir(parents=True)
        (folder / "march" / "fuel.txt").write_text(SCRAPED, encoding="utf-8")
        (folder / "ferry.md").write_text("# Ferry stops at Ostan\n\nGuards turned it back.\n", encoding="utf-8")
        (folder / "noise.txt").write_bytes(bytes(range(256)) * 40)
        (folder / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
        line = {
            "id": "talks", "title": "Talks in Deir Amun", "text": "The envoy met both sides.", "author": "Ilya",
            "spans": [{"id": "a", "start": 4, "end": 9, "label": "PER"}],
        }  # fmt: skip
        (folder / "marks.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
        if pages:
            article = "<p>Thirty lorries crossed into the valley on Monday, drivers at the crossing said.</p>"
            page = "<html><head><title>Convoy</title></head><body><nav>Home</nav><article><h1>Convoy crosses</h1>"
            (folder / "convoy.html").write_text(f"{page}{article * 4}</article></body></html>", encoding="utf-8")
        return folder

    return make
