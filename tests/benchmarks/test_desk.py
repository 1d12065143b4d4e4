"""The benchmark of the desk runs to its end; how quick anything is, no test says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def test_it_measures_everything(repo: Path) -> None:
    """In a program of its own, because it makes its own application."""
    command = [sys.executable, "-m", "tests.benchmarks.desk", "--quick", "--json", "--words", "600", "--spans", "60"]
    done = subprocess.run(command, cwd=repo, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    named = {"open_ms", "open_ratio", "open_total_ms", "label_p95_ms", "commit_p95_ms", "scroll_p95_ms", "leave_ms"}
    assert named <= found.keys()
    assert all(value > 0 for name, value in found.items() if not name.startswith("commit_cpu")), found
