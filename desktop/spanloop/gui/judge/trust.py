"""How far scores can be trusted: frozen test set, learning curve, calibration and bias audit, on one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QWidget

from spanloop.core.auditing import AuditSetting
from spanloop.core.curves import LearningCurve, more_marks_words
from spanloop.core.evaluation import Evaluation
from spanloop.core.frozen import FrozenTest
from spanloop.core.wording import count
from spanloop.gui.fields import ThinProgress
from spanloop.gui.judge.trust_charts import CalibrationChart, CurveChart, Line
from spanloop.gui.judge.trust_words import audit_words, calibration_words, test_set_words
from spanloop.gui.plain import ElidedLabel, PlainLabel
from spanloop.gui.surfaces import Panel
from spanloop.gui.theme import Theme

_GAP = 16
#: What runs, told where something else was asked for.
RUNS: Mapping[str, str] = {
    "curve": "The learning curve is being drawn: wait, or cancel it.",
    "freeze": "The test set is being frozen or unfrozen: it takes a moment.",
    "audit": "The audit is being begun, ended or compared: wait, or cancel it.",
}


@dataclass(frozen=True)
class Trust:
    """What is shown. evaluation: of the comparison that is chosen, None before it was made. part, label: which figures;
    label "" for all. report: of the audit, as its command prints it. running: "curve", "audit", "freeze" or "" with the
    share that is done. why_not: why nothing can be started now, "" where it can.
    """

    evaluation: Evaluation | None = None
    curve: LearningCurve | None = None
    frozen: FrozenTest | None = None
    audit: AuditSetting = field(default_factory=AuditSetting)
    report: Mapping[str, Any] | None = None
    part: str = "triggers"
    label: str = ""
    running: str = ""
    share: float = 0.0
    why_not: str = ""

    def with_audit(self, audit: AuditSetting) -> Trust:
        """The same with another setting of the audit."""
        return replace(self, audit=audit)


class TrustCard(Panel):
    """A titled panel with a remark, a chart or none, a sentence, and buttons. asked(name): one of them was pressed."""

    asked = Signal(str)

    def __init__(
        self,
        title: str,
        *,
        acts: tuple[str, ...],
        theme: Theme,
        chart: QWidget | None = None,
        icon: str = "",
        remark: str = "",
    ) -> None:
        super().__init__(theme)
        self._icon = icon
        self.title = PlainLabel(title)
        self.sign = PlainLabel()
        if not icon:  # to show it before it stands anywhere would open a window of its own
            self.sign.hide()
        self.words = PlainLabel(tone="quiet", wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = ThinProgress(theme=theme, token="accent", width=120)
        self.bar.hide()
        self.buttons = {name: QPushButton() for name in acts}
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.sign)
        head.addWidget(self.title)
        self.remark = ElidedLabel(remark, tone="faint")
        self.remark.align(Qt.AlignmentFlag.AlignRight)
        head.addWidget(self.remark, 1)
        head.addWidget(self.bar)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for name, button in self.buttons.items():
            button.clicked.connect(lambda _=False, name=name: self.asked.emit(name))
            foot.addWidget(button)
        foot.addStretch(1)
        self.column.setContentsMargins(16, 12, 16, 12)
        self.column.setSpacing(8)
        self.column.addLayout(head)
        if chart is not None:
            self.column.addWidget(chart, 1)
        self.column.addWidget(self.words)
        if chart is None:
            # Beside a taller card the words stay under the title, and the buttons in line with those of the other.
            self.column.addStretch(1)
        self.column.addLayout(foot)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        super().set_theme(theme)
        self.title.setFont(theme.font("ui.strong"))
        self.words.setFont(theme.font("ui.small"))
        self.remark.setFont(theme.font("ui.meta"))
        self.bar.set_theme(theme)
        if self._icon:
            self.sign.setPixmap(theme.icon(self._icon, role="text_2").pixmap(QSize(16, 16)))

    def show_act(self, name: str, text: str, *, why_not: str = "") -> None:
        """What a button says, "" to hide it. why_not: why it cannot be pressed now."""
        button = self.buttons[name]
        button.setText(text)
        button.setVisible(bool(text))
        button.setEnabled(not why_not)
        button.setToolTip(why_not)

    def show_share(self, share: float | None) -> None:
        """How much is done, None while nothing runs."""
        self.bar.setVisible(share is not None)
        self.bar.set_share(share or 0.0)


class TrustView(QScrollArea):
    """Shows a Trust. asked(name): "curve", "freeze", "unfreeze", "audit_on", "audit_off", "audit_report", "cancel"."""

    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("How far the scores can be trusted")
        self.shown = Trust()
        self.curve_chart = CurveChart(theme=theme)
        self.calibration_chart = CalibrationChart(theme=theme)
        self.curve = TrustCard(
            "Will more marks help?",
            acts=("curve",),
            chart=self.curve_chart,
            remark="F1 by articles learned from",
            theme=theme,
        )
        self.calibration = TrustCard(
            "Do scores keep their word?",
            acts=(),
            chart=self.calibration_chart,
            remark="share right, by score; figures: of how many",
            theme=theme,
        )
        self.test_set = TrustCard("Test set", acts=("freeze",), icon="lock", theme=theme)
        self.audit = TrustCard("Without suggestions", acts=("report", "switch"), theme=theme)
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(_GAP)
        for place, card in enumerate((self.curve, self.calibration, self.test_set, self.audit)):
            grid.addWidget(card, place // 2, place % 2)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(0, 1)
        self.setWidget(body)
        self.curve.asked.connect(lambda _: self._ask("curve"))
        self.test_set.asked.connect(lambda _: self._ask("freeze" if self.shown.frozen is None else "unfreeze"))
        self.audit.asked.connect(self._ask_audit)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        for part in (
            self.curve, self.calibration, self.test_set, self.audit, self.curve_chart, self.calibration_chart,
        ):  # fmt: skip
            part.set_theme(theme)

    def take_keyboard(self) -> None:
        """The first button that can be pressed."""
        cards = (self.curve, self.test_set, self.audit)
        buttons = (button for card in cards for button in card.buttons.values())
        next((button for button in buttons if button.isVisibleTo(self) and button.isEnabled()), self).setFocus()

    def show_trust(self, trust: Trust) -> None:
        """Show other figures, or how far a run is."""
        self.shown = trust
        self._show_curve(trust)
        self._show_calibration(trust)
        runs, why_not = trust.running, _why_not(trust)
        notes = trust.evaluation.notes if trust.evaluation else ()
        self.test_set.words.setText(test_set_words(trust.frozen, notes))
        freeze = "Freeze the test set…" if trust.frozen is None else "Unfreeze…"
        self.test_set.show_act("freeze", "Working…" if runs == "freeze" else freeze, why_not=why_not)
        self.test_set.show_share(0.5 if runs == "freeze" else None)
        self.audit.words.setText(audit_words(trust.audit, trust.report))
        report = "Cancel" if runs == "audit" else "Compare both kinds" if trust.audit.on else ""
        self.audit.show_act("report", report, why_not="" if runs == "audit" else why_not)
        self.audit.show_act("switch", "End the audit…" if trust.audit.on else "Begin the audit…", why_not=why_not)
        self.audit.show_share(trust.share if runs == "audit" else None)

    def _show_curve(self, trust: Trust) -> None:
        curve, part, runs = trust.curve, trust.part, trust.running == "curve"
        again = "Draw the learning curve" if curve is None else "Draw it again"
        busy = "" if runs else _why_not(trust)
        self.curve.show_act("curve", "Cancel" if runs else again, why_not=busy)
        self.curve.show_share(trust.share if runs else None)
        if curve is None:
            self.curve_chart.draw(())
            self.curve.words.setText(
                "Four trainings, on 25, 50, 75 and 100% of the articles, show how F1 grew with them. It takes about as "
                "long as four trainings; you can go on annotating meanwhile."
            )
            return
        labels = [None, trust.label] if trust.label else [None]
        self.curve_chart.draw([line for label in labels if (line := _line(curve, part, label)) is not None])
        said = [more_marks_words(curve, part, label) for label in reversed(labels)]
        tested = (
            f"On {count(curve.tested, 'test article')}, recipe {curve.recipe}; another seed moves F1 by a point or two."
        )
        self.curve.words.setText(" ".join([*said, tested]))

    def _show_calibration(self, trust: Trust) -> None:
        evaluation = trust.evaluation
        found = evaluation.calibration.get(trust.part) if evaluation else None
        self.calibration_chart.draw(found)
        if evaluation is None:
            self.calibration.words.setText("Compare first: the scores are held against the truth of these articles.")
        else:
            self.calibration.words.setText(calibration_words(found, part=trust.part, who=evaluation.other))

    def _ask(self, name: str) -> None:
        self.asked.emit("cancel" if self.shown.running else name)

    def _ask_audit(self, act: str) -> None:
        if self.shown.running:
            self.asked.emit("cancel")
        elif act == "report":
            self.asked.emit("audit_report")
        else:
            self.asked.emit("audit_off" if self.shown.audit.on else "audit_on")


def _why_not(trust: Trust) -> str:
    """Why nothing else can be started now."""
    return trust.why_not or RUNS.get(trust.running, "")


def _line(curve: LearningCurve, part: str, label: str | None) -> Any:
    """The points of one line, None where the test articles have none of it."""
    points = [(point.articles, row) for point in curve.points if (row := point.row(part, label)) is not None]
    found = tuple((articles, row["f1"], row["f1_low"], row["f1_high"]) for articles, row in points)
    return Line(label or f"all {part}", found) if found else None
