"""The sheet "Check the marks": kinds with their counts, the places, and what is said of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from spanloop.core.findings import KINDS, Finding, FindingKind
from spanloop.core.schema import Schema
from spanloop.core.wording import count, score_text
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.fields import Segments
from spanloop.gui.plain import PlainLabel, tooltip
from spanloop.gui.quality.rows import FindingList, FindingModel
from spanloop.gui.theme import Theme
from spanloop.operations.missed import SURE

#: The class "sure" begins higher: what is only likely is told of here too.
_FROM = f"at {score_text(SURE)} or more"
_HELP: dict[FindingKind, str] = {
    "missed": f"What the extractor sees {_FROM} in what you completed, and you did not mark. The surest first.",
    "unmarked": "Words that you mark at most places where they stand in completed articles.",
    "otherwise": "Words that bear another label nearly everywhere else.",
    "edge": "Articles and titles that are taken along here and left out elsewhere, or the other way round.",
}
_NONE: dict[FindingKind, str] = {
    "missed": f"The extractor sees nothing {_FROM} that you did not mark.",
    "unmarked": "The same words are marked wherever they stand.",
    "otherwise": "The same words bear the same label.",
    "edge": "The edges of your marks agree.",
}


class QualitySheet(Sheet):
    """open_asked(Finding): go there; fine_asked(findings), mend_asked(findings), again_asked."""

    open_asked = Signal(object)
    fine_asked = Signal(object)
    mend_asked = Signal(object)
    again_asked = Signal()

    def __init__(self, *, schema: Schema, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Check the marks", theme=theme, parent=parent, width=860)
        self.setObjectName("qualitySheet")
        self._found: list[Finding] = []
        self._settled: Mapping[str, int] = {}
        self._why_not = ""
        self._tests_left = 0
        self._busy = False
        self.kind: FindingKind = "missed"
        self.kinds = Segments({str(name): title for name, title in KINDS.items()}, theme=theme, wide=True)
        self.kinds.chosen.connect(self._choose)
        self.body.addWidget(self.kinds)
        self.help = self.add_text("")
        self.model = FindingModel(self)
        self.list = FindingList(self.model, theme=theme, schema=schema)
        self.list.setMinimumHeight(336)
        self.nothing = PlainLabel("", tone="quiet", wrap=True)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.nothing)
        #: Room in place of the list, so that the words keep together.
        self._room = QWidget()
        self._room.setMinimumHeight(160)
        self.body.addWidget(self._room, 1)
        self.state = self.add_text("")
        self.again_button = self.add_button("Check again")
        self.again_button.clicked.connect(self.again_asked.emit)
        self.mend_button = self.add_button("Mend (a)")
        self.mend_button.clicked.connect(lambda: self._mend(self.list.rows()))
        self.fine_button = self.add_button("Fine as it is (x)")
        self.fine_button.clicked.connect(lambda: self._fine(self.list.rows()))
        self.add_cancel("Close")
        self.open_button = self.add_button("Open the place", primary=True)
        self.open_button.clicked.connect(lambda: self._open(self.list.currentIndex().row()))
        self.list.opened.connect(self._open)
        self.list.fine.connect(self._fine)
        self.list.mended.connect(self._mend)
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._look())

    def show_findings(
        self,
        found: Sequence[Finding],
        *,
        settled: Mapping[str, int],
        why_not: str,
        tests_left: int = 0,
        row: int = 0,
        kind: str = "",
    ) -> None:
        """Show what was found. kind, row: what is chosen first; "" is the first kind that has anything."""
        self._found, self._settled, self._why_not = list(found), settled, why_not
        self._tests_left = tests_left
        first = next((name for name in KINDS if any(one.kind == name for one in found)), "missed")
        self._count()
        self._choose(kind or first, row=row)
        self.kinds.choose(self.kind)

    def say(self, words: str) -> None:
        """What runs."""
        self.state.setText(words)
        self.state.setVisible(bool(words))

    def _count(self) -> None:
        self.kinds.set_counts({name: sum(one.kind == name for one in self._found) for name in KINDS})

    def _choose(self, kind: str, row: int = 0) -> None:
        self.kind = next(name for name in KINDS if name == kind)
        self.model.show_findings([one for one in self._found if one.kind == self.kind])
        there = len(self.model.findings)
        if there:
            self.list.setCurrentIndex(self.model.index(min(row, there - 1)))
            self.list.setFocus()
        self._look()

    def _look(self) -> None:
        there = bool(self.model.findings)
        rows = self.list.rows()
        settled = self._settled.get(self.kind, 0)
        fine = f" {count(settled, 'place')} called fine." if settled else ""
        tests = self._tests_left if self.kind == "missed" else 0
        left = (
            f" {count(tests, 'test article')} left out, so that no version makes its own test easier." if tests else ""
        )
        self.help.setText(f"{_HELP[self.kind]}{fine}{left}")
        self.list.setVisible(there)
        # While the marks are checked nobody knows yet whether there is nothing.
        self.nothing.setVisible(not there and not self._busy)
        self._room.setVisible(not there)
        why = self._why_not if self.kind == "missed" else ""
        self.nothing.setText(f"Nothing was looked for: {why}." if why else _NONE[self.kind])
        self.open_button.setEnabled(there and not self._busy)
        self.fine_button.setEnabled(bool(rows) and not self._busy)
        can_mend = all(self.model.findings[row].can_mend for row in rows)
        self.mend_button.setEnabled(bool(rows) and can_mend and not self._busy)
        why_not = "The marks are being checked." if self._busy else "" if rows else "Nothing is chosen."
        for button in (self.open_button, self.fine_button, self.mend_button):
            button.setToolTip(tooltip(why_not))
        if not why_not and not can_mend:
            self.mend_button.setToolTip(tooltip("Open the place: no single act mends this."))

    def set_busy(self, busy: bool) -> None:
        """While the marks are checked nothing is decided: the list that is shown is about to be another one."""
        self._busy = busy
        self._look()

    def take_away(self, gone: Sequence[Finding]) -> None:
        """These are dealt with: the next one is chosen."""
        row = min(self.list.rows(), default=0)
        subjects = {(one.kind, one.subject) for one in gone}
        self._found = [one for one in self._found if (one.kind, one.subject) not in subjects]
        self._count()
        self._choose(self.kind, row=row)

    def _chosen(self, rows: Sequence[int]) -> list[Finding]:
        return [self.model.findings[row] for row in rows]

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.model.findings) and not self._busy:
            self.open_asked.emit(self.model.findings[row])

    def _fine(self, rows: Sequence[int]) -> None:
        if rows and not self._busy:
            self.fine_asked.emit(self._chosen(rows))

    def _mend(self, rows: Sequence[int]) -> None:
        if rows and self.mend_button.isEnabled():
            self.mend_asked.emit(self._chosen(rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: 1 to 4 choose a kind."""
        names = list(KINDS)
        if event.text() in [str(number) for number in range(1, len(names) + 1)]:
            self.kinds.choose(names[int(event.text()) - 1])
            self._choose(names[int(event.text()) - 1])
        else:
            super().keyPressEvent(event)
