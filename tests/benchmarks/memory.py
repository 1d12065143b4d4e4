"""The most memory that this process had in RAM while something ran, above what it had before."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")


@dataclass
class Peak:
    """mb: megabytes above the baseline; baseline: what there was before. 0 where the system does not say."""

    baseline: float = 0.0
    mb: float = 0.0


@contextmanager
def watch_peak() -> Iterator[Peak]:
    """Measure a block."""
    found = Peak()
    with suppress(OSError):
        _CLEAR.write_text("5")  # the highest mark starts anew, where that may be asked for
    found.baseline = _resident("VmRSS")
    yield found
    found.mb = max(0.0, _resident("VmHWM") - found.baseline)


def _resident(name: str) -> float:
    if _STATUS.exists():
        line = next(line for line in _STATUS.read_text().splitlines() if line.startswith(f"{name}:"))
        return int(line.split()[1]) / 1024
    if sys.platform == "win32":
        return 0.0
    import resource  # of POSIX alone

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20) if sys.platform == "darwin" else most / 1024
