"""The person at the window of the shell's tests."""

from __future__ import annotations

from tests.gui.shell.conftest import home, make_window, person, project_file

__all__ = ["home", "make_window", "person", "project_file"]
