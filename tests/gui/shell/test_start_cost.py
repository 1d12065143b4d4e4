"""Starting the window must not pay for what only training needs."""

from __future__ import annotations

import subprocess
import sys


def test_the_window_does_not_import_spacy() -> None:
    code = "import sys, spanloop.gui.window; print([m for m in ('spacy', 'thinc', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
