"""The foot of the canvas while an event is being made."""

from __future__ import annotations

from spanloop.gui.composer.composer import Composer

__all__ = ["Composer"]
