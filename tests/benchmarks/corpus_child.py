"""The program on one project, until it can be worked with; prints what it measured. Started by corpus_desk."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from spanloop.gui.run import make_application, open_window
from spanloop.settings import load_settings
from tests.benchmarks.corpus_desk import EVERYWHERE, RARE


def main() -> None:
    path, name, search = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    settings = load_settings()
    settings.author_name = name
    # The job after the start is no part of it, and may not run on after the process was measured.
    settings.prepare = False
    app = make_application()
    window = open_window(settings, path)
    queue, canvas = window.page.queue, window.page.canvas
    until = time.monotonic() + 60
    while not (canvas.hasFocus() or canvas.focusWidget()) or not canvas.view.article.uid:
        app.processEvents()
        if time.monotonic() > until:
            raise RuntimeError("the window is not usable")
    canvas.viewport().repaint()
    queue.list.viewport().repaint()
    app.processEvents()
    found: dict[str, float] = {"usable_at": time.time(), "start_cpu_s": time.process_time()}
    if search:
        wait(app.processEvents, lambda: not queue.waiting)
        for query, row in ((RARE, "rare"), (EVERYWHERE, "everywhere")):
            found |= ask(window, query, row)
        wait(app.processEvents, lambda: not queue.waiting)
        found["memory_mb"] = round(resident_mb(), 1)
    window.close()
    window.deleteLater()
    app.processEvents()
    print(json.dumps(found))


def wait(work: Callable[[], None], done: Callable[[], bool]) -> None:
    """Let Qt work until something is so."""
    until = time.monotonic() + 60
    while not done():
        work()
        if time.monotonic() > until:
            raise RuntimeError("it does not end")


def ask(window: object, query: str, row: str) -> dict[str, float]:
    """Type a query, and time from the key that asks to the painted hits: wall and processor time of all threads."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    queue = window.page.queue  # pyright: ignore[reportAttributeAccessIssue] - a Window
    queue.search.setFocus()
    queue.search.selectAll()
    QTest.keyClicks(queue.search, query)
    wall, cpu = time.perf_counter(), time.process_time()
    QTest.keyClick(queue.search, Qt.Key.Key_Down)
    wait(QApplication.processEvents, lambda: queue.model.view.query == query and queue.model.rowCount() > 0)
    queue.list.viewport().repaint()
    taken = {
        f"{row}_ms": round((time.perf_counter() - wall) * 1e3, 1),
        f"{row}_cpu_ms": round((time.process_time() - cpu) * 1e3, 1),
    }
    wait(QApplication.processEvents, lambda: not queue.waiting)
    return taken | {f"{row}_hits": queue.model.rowCount()}


def resident_mb() -> float:
    """Memory of this process that is in RAM, as the system counts it; 0 where it does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
