"""The benchmark of the desk runs to its end; how quick anything is, no test says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.desk import ROWS, show


def test_it_measures_everything_but_the_corpus(repo: Path) -> None:
    """In a program of its own, because it makes its own application; the corpus has a test of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.desk", "--quick", "--json", "--rows", "canvas", "window", "many"]
    small = ["--words", "600", "--spans", "60", "--suggestions", "50", "--presses", "5", "--repeats", "1"]
    done = subprocess.run([*command, *small], cwd=repo, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    named = {row.key for row in ROWS} - {"start_s", "start_growth_ms", "search_ms", "memory_mb"}
    assert named <= found.keys()
    assert all(found[name] > 0 for name in named), found
    assert "label_p95_ms" in show(found)
