"""What the promotion gate said of a version: a line for each part and label, and the question before an override."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeySequence, QShortcut
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from spanloop.core.gate import FAR_FALL, WORST_FALL, GateRow, GateVerdict
from spanloop.core.wording import count
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.plain import tooltip
from spanloop.gui.surfaces import Rule
from spanloop.gui.theme import Theme
from spanloop.gui.train.compare import ChangeLine, Look, common_span
from spanloop.gui.train.panel import text_part

_LOOKS: dict[str, Look] = {
    "passed": ("check", "saved", "faint", "text_2"),
    "failed": ("cross", "error", "error", "error"),
    "unknown": ("info", "text_3", "faint", "text_2"),
}
#: So many labels that passed are shown, those that fell furthest.
_PASSED_LABELS = 3


def gate_parts(verdict: GateVerdict, *, test_set: str, theme: Theme) -> list[QWidget]:
    """The lines of a verdict, parts first, then what holds the version back. test_set: a sentence on the articles."""
    parts = [row for row in verdict.rows if row.change["label"] is None]
    labels = [row for row in verdict.rows if row.change["label"] is not None]
    failed = [row for row in labels if not row.passed]
    others = [row for row in labels if row.passed][: max(0, _PASSED_LABELS - len(failed))]
    shown = [*parts, *failed, *others]
    span = common_span([row.change for row in shown])
    found: list[QWidget] = []
    for row in shown:
        found += [gate_line(row, span=span, theme=theme), Rule(theme)]
    left = len(labels) - len(failed) - len(others)
    said = [f"{count(left, 'more label')} did not fall so far."] if left else []
    if shown:
        said.append("Change in F1, in points, with its 95% interval.")
    found.append(text_part(" ".join([*said, test_set, *verdict.not_judged]).strip(), theme))
    return found


def gate_line(row: GateRow, *, span: tuple[float, float], theme: Theme) -> ChangeLine:
    """One line with a tick or a cross, and why."""
    word = row.word.capitalize()
    fallen = row.change["change"] < -WORST_FALL
    if not row.passed and fallen:
        what = "label" if row.change["label"] else "part"
        most = WORST_FALL if row.change["low"] is not None else FAR_FALL
        few = "" if row.change["low"] is not None else ", on so few test articles either"
        word = f"No {what} may fall by more than {most * 100:.0f} points{few}"
    kind = "failed" if not row.passed else "unknown" if row.word == "too few to say" else "passed"
    return ChangeLine(row.change, span=span, theme=theme, word=word, look=_LOOKS[kind])


def errors_button_text(row: GateRow) -> str:
    """ "See the 20 DETAIN errors", of all of a part "See the 31 trigger errors"."""
    what = row.change["label"] or row.change["part"].removesuffix("s")
    number = f"{row.errors:,} " if row.errors else ""
    return f"See the {number}{what} error{'' if row.errors == 1 else 's'}"


class AnywayQuestion(Sheet):
    """Asks why a version that was held back is to suggest all the same: `reason_given(text)`."""

    reason_given = Signal(str)

    def __init__(self, verdict: GateVerdict, *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(f"Promote {verdict.new} anyway?", theme=theme, parent=parent)
        self.setObjectName("promoteAnyway")
        self.add_text(
            f"The gate held it back. From then on its suggestions are offered and those of {verdict.old} are not. The "
            "reason goes into the history and stays with the version."
        )
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(round(QFontMetricsF(self.reason.font()).lineSpacing() * 3 + 16))
        self.add_field("Why it is to suggest all the same", self.reason)
        self.add_cancel()
        self.act_button = self.add_button("Promote anyway", primary=True)
        self.act_button.clicked.connect(self._give)
        # In the text, Enter alone begins a line.
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shortcut = QShortcut(QKeySequence(Qt.Modifier.CTRL | key), self)
            shortcut.activated.connect(self.act_button.click)
        self.reason.textChanged.connect(self._show_ability)
        self._show_ability()
        self.reason.setFocus()

    def _show_ability(self) -> None:
        there = bool(self.reason.toPlainText().strip())
        self.act_button.setEnabled(there)
        self.act_button.setToolTip(tooltip("Promote anyway (Ctrl+Enter)" if there else "A reason is needed."))

    def _give(self) -> None:
        text = self.reason.toPlainText()
        self.accept()
        self.reason_given.emit(text)


def ask_anyway(verdict: GateVerdict, *, theme: Theme, parent: QWidget, then: Callable[[str], object]) -> AnywayQuestion:
    """Open the question; then: what is done with the reason."""
    question = AnywayQuestion(verdict, theme=theme, parent=parent)
    question.reason_given.connect(then)
    question.open()
    return question
