"""The window with a project in it, as the tests of the shell have it."""

from __future__ import annotations

from tests.gui.shell.conftest import home, make_window, person, project_file

__all__ = ["home", "make_window", "person", "project_file"]
