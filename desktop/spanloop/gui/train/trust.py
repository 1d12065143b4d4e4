"""What the Train page says of a version whose files came from another computer, and how a person vouches for them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.messages import Question
from spanloop.gui.plain import PlainLabel
from spanloop.gui.theme import Theme
from spanloop.operations.trusting import is_foreign, trust, trust_of
from spanloop.operations.versions import VersionRow
from spanloop.settings import Settings


class TrustLine(QWidget):
    """A warning with a button; hidden while the version that is looked at is from this computer. trusted: it is now."""

    trusted = Signal(str)

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._session: DeskSession | None = None
        self._settings: Settings | None = None
        self._row: VersionRow | None = None
        self._icon = QLabel()
        self._words = PlainLabel(tone="warning", wrap=True)
        self.button = QPushButton("Trust its files…")
        self.button.clicked.connect(lambda _=False: self.ask())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._icon.setPixmap(theme.icon("lock", role="warning", size=14).pixmap(QSize(14, 14)))

    def look(self, session: DeskSession | None, row: VersionRow | None, *, settings: Settings) -> None:
        """A version is looked at, or none."""
        self._session, self._row, self._settings = session, row, settings
        foreign = False
        if session is not None and row is not None and row.size is not None:
            record = row.record
            foreign = bool(session.attempt(lambda: is_foreign(record, data_dir=settings.data_dir)))
            self._words.setText(f"The files of version {record.number} are from elsewhere, so nothing of them is run.")
        self.setVisible(foreign)

    def ask(self) -> None:
        """Say what trusting means, and do it when the person agrees."""
        session, row, settings = self._session, self._row, self._settings
        if session is None or row is None or settings is None:
            return
        data_dir, uid = settings.data_dir, row.record.uid
        known = session.attempt(lambda: trust_of(session.project, data_dir=data_dir, extractor=uid))
        if known is None:
            return
        question = Question(
            f"Trust the files of version {row.record.number}?",
            f"{known.words()} Trust them only if you know who made them.",
            act="Trust and run them",
            stay="Do not trust",
            careful=True,
            theme=self._theme,
            parent=self.window(),
        )

        def agreed() -> None:
            made = session.attempt(
                lambda: trust(session.project, data_dir=data_dir, extractor=uid, seen=known.files_hash)
            )
            if made is not None:
                self.look(session, row, settings=settings)
                self.trusted.emit(f"The files of {made.name} are trusted on this computer")

        question.accepted.connect(agreed)
        question.open()
