"""Work that nobody waits for gets out of the way of what somebody does."""

from __future__ import annotations

import os
import sys

#: Of POSIX, added to what the process has; disks follow it where their scheduler knows it.
_NICE = 10
#: Windows: below what a person works with, above what runs only when nobody does anything.
_BELOW_NORMAL = 0x4000


def step_back() -> None:
    """Give this process a low priority, for good. Does nothing where the system does not allow it."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
    elif hasattr(os, "nice"):
        os.nice(_NICE)
