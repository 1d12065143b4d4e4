"""What this program is, and where it keeps its files."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from spanloop import __version__
from spanloop.gui.dialogs.messages import Report
from spanloop.gui.theme import Theme
from spanloop.settings import Settings


def about(settings: Settings, *, theme: Theme, parent: QWidget | None) -> None:
    """Open the page about the program."""
    text = (
        f"Version {__version__}. Free software under the MIT licence; it uses Qt (LGPL) and spaCy (MIT).\n"
        f"Settings: {settings.path}\nExtractors and the sample: {settings.data_dir}\n"
        "Nothing leaves this computer."
    )
    Report("Spanloop", text, [], theme=theme, parent=parent).open()
