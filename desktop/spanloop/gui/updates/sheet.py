"""The dialog that says what would be asked of whom, asks when told to, and shows the answer."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QWidget

from spanloop.core.errors import SpanloopError
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.plain import menu_text
from spanloop.gui.program.folders import open_outside
from spanloop.gui.theme import Theme
from spanloop.operations.updates import Newest

_WOULD_ASK = (
    "Spanloop would ask {address} over an encrypted connection which version is the newest. Nothing about you, your "
    "projects or this computer is sent; as with any page, whoever answers sees your internet address."
)
_NO_PLACE = "This build of Spanloop names no place to ask for newer versions."
_INSTEAD = "Look where you got it from, or let the packages of your system update it."


class UpdateSheet(Sheet):
    """asked(): the person wants to know now. weekly(on): also once a week, or no longer."""

    asked = Signal()
    weekly = Signal(bool)

    def __init__(self, address: str, *, is_weekly: bool, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Check for updates", theme=theme, parent=parent, width=520)
        self.setObjectName("updates")
        self._page = ""
        self.words = self.add_text(_WOULD_ASK.format(address=address) if address else _NO_PLACE, tone="")
        self.add_text("Nothing is downloaded or installed." if address else _INSTEAD)
        self.answer = self.add_text("", tone="", selectable=True)
        self.answer.hide()
        self.sums = QPlainTextEdit()
        self.sums.setReadOnly(True)
        self.sums.setTabChangesFocus(True)
        self._sums_title = self.add_field("SHA-256 of its files", self.sums)
        self.sums.setFixedHeight(84)
        for part in (self.sums, self._sums_title):
            part.hide()
        self.often = QCheckBox(menu_text("Also check once a week when Spanloop starts"))
        self.often.setChecked(is_weekly)
        self.often.toggled.connect(self.weekly)
        self.body.addWidget(self.often)
        self.body.addStretch(1)
        self.page_button = self.add_button("Open its page")
        self.page_button.hide()
        self.page_button.clicked.connect(self._open_page)
        self.close_button = self.add_button("Close", primary=not address)
        self.close_button.clicked.connect(self.reject)
        self.check_button = self.add_button("Check now", primary=bool(address))
        self.check_button.clicked.connect(self.asked)
        for part in (self.often, self.check_button):
            part.setVisible(bool(address))
        (self.check_button if address else self.close_button).setFocus()

    def show_asking(self) -> None:
        """It is being asked."""
        self.check_button.setEnabled(False)
        self._say("Asking…")

    def show_newest(self, newest: Newest) -> None:
        """The answer, as plain text."""
        self.check_button.setEnabled(True)
        newer = newest.standing == "newer"
        self._page = newest.page if newer else ""
        self._say("\n".join([newest.sentence(), *([newest.page] if newer else [])]))
        self.page_button.setVisible(newer)
        self.sums.setPlainText("\n".join(f"{name}  {value}" for name, value in newest.checksums.items()))
        for part in (self.sums, self._sums_title):
            part.setVisible(newer and bool(newest.checksums))
        self._fit()

    def show_failed(self, error: SpanloopError) -> None:
        """Nobody answered, or not as they should."""
        self.check_button.setEnabled(True)
        for part in (self.page_button, self.sums, self._sums_title):
            part.hide()
        self._say(str(error), tone="warning")

    def _say(self, text: str, *, tone: str = "") -> None:
        self.answer.set_tone(tone)
        self.answer.setText(text)
        self.answer.show()
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def _open_page(self) -> None:
        # Only an address that was read strictly comes here, and only by this click.
        if self._page and not open_outside(QUrl(self._page)):
            self._say(f"{self.answer.text()}\nNo browser answered; the address can be copied.")
            self.page_button.setEnabled(False)
