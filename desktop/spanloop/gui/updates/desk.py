"""Asks for a newer version beside the window: by hand, or once a week where a person wished so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from spanloop import UPDATE_ADDRESS
from spanloop.core.errors import SpanloopError
from spanloop.gui.child_run import ChildRun
from spanloop.gui.theme import Theme
from spanloop.operations.children import updates_command
from spanloop.settings import Settings

#: The start has better to do, and whoever starts wants to work.
_AFTER_START_MS = 30_000
#: The child gives up earlier by itself; one that hangs is ended.
_PATIENCE_MS = 45_000


class UpdateDesk(QObject):
    """found(Newest): the weekly question found a newer version. It is silent about everything else.

    A child process asks: no thread waits in the window, nothing of the network is imported there, and it can be ended
    at any moment. address and command are those of the build; tests hand in their own.
    """

    found = Signal(object)

    def __init__(
        self,
        settings: Settings,
        *,
        window: QWidget,
        theme: Callable[[], Theme],
        save: Callable[[], object],
        address: str = UPDATE_ADDRESS,
        command: Sequence[str] | None = None,
    ) -> None:
        super().__init__(window)
        self._settings = settings
        self._window = window
        self._theme = theme
        self._save = save
        self.address = address
        self._command = list(command or updates_command())
        self._sheet: Any = None
        self.run = ChildRun(settings, self, killable=True)
        self.run.done.connect(self._done)
        self.run.failed.connect(self._failed)
        self._starting = QTimer(self)
        self._starting.setSingleShot(True)
        self._starting.timeout.connect(self._ask_by_itself)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._give_up)

    def show(self) -> None:
        """Open the dialog; nothing is asked yet."""
        from spanloop.gui.updates.sheet import UpdateSheet

        weekly = self._settings.update_weekly
        sheet = UpdateSheet(self.address, is_weekly=weekly, theme=self._theme(), parent=self._window)
        self._sheet = sheet
        sheet.asked.connect(self._ask)
        sheet.weekly.connect(self._set_weekly)
        sheet.finished.connect(self._sheet_closed)
        sheet.open()

    def begin(self, *, after: int = _AFTER_START_MS) -> None:
        """The program has started: ask a little later where that is wished and due. after: milliseconds."""
        if not (self._settings.update_weekly and self.address):
            return
        from spanloop.operations.updates import is_due  # paid for by those who wished it

        if is_due(self._settings.update_asked, today=_today()):
            self._starting.start(after)

    def stop_now(self) -> None:
        """The window closes."""
        self._starting.stop()
        self._patience.stop()
        self.run.stop_now()

    def _set_weekly(self, on: bool) -> None:
        self._settings.update_weekly = on
        self._save()

    def _ask_by_itself(self) -> None:
        # Kept before it is asked: once a week, whatever comes of it.
        self._settings.update_asked = _today().isoformat()
        self._save()
        self._ask()

    def _ask(self) -> None:
        if self.run.running:
            return
        if self._sheet is not None:
            self._sheet.show_asking()
        self._patience.start(_PATIENCE_MS)
        self.run.start([("asking", self._command)])

    def _done(self, results: list[dict[str, Any]]) -> None:
        from spanloop.operations.updates import Newest

        self._patience.stop()
        try:
            newest = Newest.from_dict(results[-1] if results else {})
        except SpanloopError as error:
            self._failed(error)
            return
        if self._sheet is not None:
            self._sheet.show_newest(newest)
        elif newest.standing == "newer":
            self.found.emit(newest)

    def _failed(self, error: SpanloopError) -> None:
        self._patience.stop()
        if self._sheet is not None:
            self._sheet.show_failed(error)

    def _give_up(self) -> None:
        if self.run.running:
            self.run.cancel()
            self._failed(SpanloopError("Nobody said in time which version is the newest", way_out="Try again later."))

    def _sheet_closed(self) -> None:
        self._sheet = None
        self._patience.stop()
        self.run.cancel()


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the person's own day
