"""What the Train page says of a version whose files came from another computer, and how a person vouches for them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from spanloop.core.errors import SpanloopError
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.messages import Question
from spanloop.gui.plain import PlainLabel
from spanloop.gui.safety.work import Stopped, Work
from spanloop.gui.theme import Theme
from spanloop.operations.trusting import KnownFiles, trust_record
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
        self._known: KnownFiles | None = None
        self._work: Work | None = None
        #: Whether the person waits for the question.
        self._asked = False
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
        """A version is looked at, or none. Files that nobody has read yet are read beside the window."""
        if settings is not self._settings:
            self._settings, self._known = settings, KnownFiles(settings.data_dir)
        if session is not self._session:
            self._stop()
        self._session, self._row = session, row
        self._asked = False
        self._show()

    def _show(self) -> None:
        row, known = self._row, self._known
        if self._session is None or row is None or row.size is None or known is None:
            self.hide()
            return
        record = row.record
        foreign = known.foreign(record)
        self.setVisible(bool(foreign))
        if foreign is None:
            self._begin(lambda _: known.read(record), self._read)
        elif refusal := known.refusal(record):
            self._words.setText(f"Nothing of version {record.number} is run: {refusal[:1].lower()}{refusal[1:]}.")
        elif foreign:
            self._words.setText(f"The files of version {record.number} are from elsewhere, so nothing of them is run.")
        self.button.setVisible(bool(foreign) and not known.refusal(record))

    def _begin(self, work: Callable[[Stopped], object], then: Callable[[object], object]) -> None:
        """Do something beside the window; one thing at a time. What was asked for meanwhile comes after it."""
        if self._work is not None:
            return
        self._work = Work(work, self)
        self._work.done.connect(then)
        self._work.failed.connect(self._refused)
        self._work.finished.connect(self._ended)
        self._work.start()

    def _ended(self) -> None:
        self._work = None
        self._show()
        if self._asked:
            self.ask()

    def _read(self, _: object) -> None:
        """The files were read; `_ended` shows what was found."""

    def _refused(self, error: SpanloopError) -> None:
        if self._session is not None:
            self._session.refused.emit(error)

    def _stop(self) -> None:
        if self._work is not None:
            self._work.stop()
            self._work = None

    def ask(self) -> None:
        """Say what trusting means, and do it when the person agrees."""
        row, settings, known = self._row, self._settings, self._known
        if self._session is None or row is None or settings is None or known is None:
            return
        record = row.record
        found = known.trust_of(record)
        # They were changed since they were read: the question comes when they are read again.
        self._asked = found is None and not self._asked
        if found is None:
            self._show()
            return
        question = Question(
            f"Trust the files of version {record.number}?",
            f"{found.words()} Trust them only if you know who made them.",
            act="Trust and run them",
            stay="Do not trust",
            careful=True,
            theme=self._theme,
            parent=self.window(),
        )
        data_dir = settings.data_dir
        question.accepted.connect(
            lambda: self._begin(
                lambda _: trust_record(record, data_dir=data_dir, seen=found.files_hash),
                lambda _: self.trusted.emit(f"The files of {record.name} are trusted on this computer"),
            )
        )
        question.open()
