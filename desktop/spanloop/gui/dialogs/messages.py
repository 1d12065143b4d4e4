"""Messages and questions: an error, a yes or no, what an import did, what this program is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from spanloop.core.errors import SpanloopError
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.theme import Theme


class ErrorSheet(Sheet):
    """Says what, where and the way out."""

    def __init__(self, error: SpanloopError, *, theme: Theme, parent: QWidget | None) -> None:
        # On the command line the name of the file may stand before it, so not every message begins with a capital.
        what = error.what[:1].upper() + error.what[1:]
        what = what if what.endswith((".", "?")) else f"{what}."
        super().__init__(what, theme=theme, parent=parent)
        self.setObjectName("errorSheet")
        self.setWindowTitle("Spanloop")
        if error.where:
            self.add_text(error.where, selectable=True)
        if error.way_out:
            self.add_text(error.way_out, tone="")
        self.add_button("Close", primary=True).clicked.connect(self.accept)


class Question(Sheet):
    """A question with two answers; `accepted` when the act is to be done.

    careful: what is done cannot be undone, or is easily done by mistake, so Enter means to stay.
    key: a letter that does it too, named on the button.
    """

    def __init__(
        self,
        title: str,
        text: str,
        *,
        act: str,
        theme: Theme,
        parent: QWidget | None,
        stay: str = "Cancel",
        careful: bool = False,
        key: str = "",
    ) -> None:
        super().__init__(title, theme=theme, parent=parent)
        self._key = key
        self.setObjectName("question")
        self.add_text(text)
        self.stay_button = self.add_button(stay, primary=careful)
        self.stay_button.clicked.connect(self.reject)
        self.act_button = self.add_button(f"{act} ({key})" if key else act, primary=not careful)
        self.act_button.clicked.connect(self.accept)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt."""
        if self._key and event.text() == self._key:
            self.accept()
        else:
            super().keyPressEvent(event)


class Report(Sheet):
    """What was done, and a list of what could not be carried."""

    def __init__(self, title: str, text: str, lines: Sequence[str], *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(title, theme=theme, parent=parent, width=560)
        self.setObjectName("report")
        self.add_text(text)
        if lines:
            ledger = QPlainTextEdit("\n".join(lines))
            ledger.setReadOnly(True)
            ledger.setMinimumHeight(160)
            self.add_field("Ledger: what was left out or changed", ledger)
        self.add_button("Close", primary=True).clicked.connect(self.accept)


class Choice(Sheet):
    """One of several ways on; chosen(name). Esc chooses nothing."""

    chosen = Signal(str)

    def __init__(self, title: str, text: str, answers: dict[str, str], *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(title, theme=theme, parent=parent)
        self.setObjectName("choice")
        self.add_text(text)
        last = list(answers)[-1]
        for name, words in answers.items():
            button = self.add_button(words, primary=name == last)
            button.setObjectName(name)
            button.clicked.connect(lambda _=False, name=name: self._choose(name))

    def _choose(self, name: str) -> None:
        self.accept()
        self.chosen.emit(name)
