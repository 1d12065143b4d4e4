"""Tells when a program shows its window on an X screen, without asking again and again."""

from __future__ import annotations

import ctypes
import ctypes.util
import select
import time
from typing import Any

#: Xlib (X.h): the event that a window was mapped, and the mask that asks the root for news of its children.
_MAP_NOTIFY = 19
_SUBSTRUCTURE_NOTIFY = 1 << 19
#: What is smaller than this is a tooltip, or one of Qt's own windows.
_LEAST = 300


class _MapEvent(ctypes.Structure):
    """XMapEvent; padded to the size of XEvent (24 longs)."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("event", ctypes.c_ulong),
        ("window", ctypes.c_ulong),
        ("override_redirect", ctypes.c_int),
        ("padding", ctypes.c_long * 24),
    ]


@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
def _go_on(_display: int, _event: int) -> int:
    """Xlib's own handler would end this program because of a window that is gone already."""
    return 0


class Screen:
    """A connection to an X server that hears of windows; `name` is what DISPLAY has to be."""

    def __init__(self, name: str, library: Any, display: int) -> None:
        self.name = name
        self._x = library
        self._display = ctypes.c_void_p(display)
        self._root = library.XDefaultRootWindow(self._display)
        library.XSelectInput(self._display, self._root, ctypes.c_long(_SUBSTRUCTURE_NOTIFY))
        library.XSync(self._display, 0)

    @classmethod
    def open(cls, name: str | None) -> Screen | None:
        """Connect to a screen; None where there is none, or no library for it."""
        found = ctypes.util.find_library("X11")
        if name is None or found is None:
            return None
        library: Any = ctypes.CDLL(found)
        library.XSetErrorHandler(_go_on)
        library.XOpenDisplay.restype = ctypes.c_void_p
        library.XDefaultRootWindow.restype = ctypes.c_ulong
        display = library.XOpenDisplay(name.encode("ascii"))
        return None if display is None else cls(name, library, display)

    def forget(self) -> None:
        """Drop what was heard so far."""
        self._x.XSync(self._display, 1)

    def wait_for_window(self, *, until: float) -> float:
        """When a window that is large enough was shown (time.perf_counter). Raises RuntimeError where none was."""
        event = _MapEvent()
        number = self._x.XConnectionNumber(self._display)
        while time.perf_counter() < until:
            if self._x.XPending(self._display) == 0:
                select.select([number], [], [], 0.5)
                continue
            self._x.XNextEvent(self._display, ctypes.byref(event))
            now = time.perf_counter()
            if event.type == _MAP_NOTIFY and self._width(event.window) >= _LEAST:
                return now
        raise RuntimeError("no window was shown")

    def close(self) -> None:
        """End the connection."""
        self._x.XCloseDisplay(self._display)

    def _width(self, window: int) -> int:
        """What XGetGeometry says; 0 of a window that is gone again."""
        root, numbers = ctypes.c_ulong(), [ctypes.c_int() for _ in range(6)]
        self._x.XGetGeometry(
            self._display, ctypes.c_ulong(window), ctypes.byref(root), *(ctypes.byref(number) for number in numbers)
        )
        return numbers[2].value
