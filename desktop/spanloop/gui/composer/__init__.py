"""The foot of the canvas while an event or a link is being made."""

from __future__ import annotations

from spanloop.gui.composer.composer import Composer
from spanloop.gui.composer.linker import Linker

__all__ = ["Composer", "Linker"]
