"""Python's collector of cycles, held off while very many objects are made that all stay."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


def spare_what_is_there() -> None:
    """Let the collector pass over everything that exists now, until spare_nothing().

    A full collection walks through every object: 150 ms with a long article open, in the middle of typing. What is
    spared is freed as ever when nobody uses it any more; only cycles wait.
    """
    gc.unfreeze()
    gc.freeze()


def spare_nothing() -> None:
    """Let the collector look at everything again."""
    gc.unfreeze()


@contextmanager
def spared() -> Generator[None]:
    """Let the collector pass over what exists now while very much is read: it would look through all libraries again
    for every few thousand objects that stay."""
    spare_what_is_there()
    try:
        yield
    finally:
        spare_nothing()


@contextmanager
def uncollected() -> Generator[None]:
    """Keep the collector from walking, over and over, through tens of thousands of new objects that all stay.

    It halves the time of reading a long article. What was in cycles meanwhile is collected later.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
