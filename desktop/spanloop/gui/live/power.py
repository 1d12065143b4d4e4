"""Whether this computer runs on battery: what nobody asked for waits then."""

from __future__ import annotations

import sys
from pathlib import Path

_SUPPLIES = Path("/sys/class/power_supply")


def on_battery(supplies: Path = _SUPPLIES) -> bool:
    """True where it surely does; False also where nothing tells. supplies: the folder where Linux says so."""
    if sys.platform == "win32":
        return _on_battery_windows()
    mains: list[bool] = []
    try:
        for supply in sorted(supplies.iterdir()):
            if (supply / "type").read_text(encoding="ascii").strip() == "Mains":
                mains.append((supply / "online").read_text(encoding="ascii").strip() == "1")
    except (OSError, ValueError):
        return False  # no such folder, or a driver that does not tell
    return bool(mains) and not any(mains)


def _on_battery_windows() -> bool:
    import ctypes

    # ACLineStatus is the first byte of SYSTEM_POWER_STATUS: 0 offline, 1 online, 255 unknown.
    status = (ctypes.c_ubyte * 12)()
    windll = getattr(ctypes, "windll", None)
    return windll is not None and bool(windll.kernel32.GetSystemPowerStatus(status)) and status[0] == 0
