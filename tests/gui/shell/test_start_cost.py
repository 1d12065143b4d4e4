"""Starting the window must not pay for what only training needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_the_window_does_not_import_spacy() -> None:
    code = (
        "import sys, spanloop.gui.window;"
        "print([m for m in ('spacy', 'thinc', 'numpy', 'pyqtgraph') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_page_imports_what_only_training_needs_and_nothing_opens_a_socket(tmp_path: Path) -> None:
    code = f"""
import sys
sockets = []
sys.addaudithook(lambda event, _: sockets.append(event) if event.startswith(("socket.", "urllib.")) else None)
from pathlib import Path
from PySide6.QtWidgets import QApplication
from spanloop.gui.window import Window
from spanloop.operations import projects
from spanloop.settings import Settings

app = QApplication([])
home = Path({str(tmp_path)!r})
window = Window(Settings(path=home / "settings.json", data_dir=home, theme="light", author_name="Noor"))
projects.create_project(home / "a.spanloop", name="A").close()
window.ways_in.begin(home / "a.spanloop")
window.show()
print([m for m in ("spacy", "thinc", "numpy", "pyqtgraph") if m in sys.modules])
for page in ("train", "judge"):
    window.pages.turn_to(page)
    app.processEvents()
    print([m for m in ("spacy", "thinc", "numpy", "pyqtgraph") if m in sys.modules])
for act in ("help.about", "help.updates"):
    window.commands.run(act)
    app.processEvents()
    app.activeModalWidget().close()
window.close()
print(sockets)
import socket
socket.socket().close()
print(len(sockets))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:5] == ["[]", "[]", "[]", "[]", "1"]
