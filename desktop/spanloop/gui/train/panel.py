"""The right panel of the Train page: one version, its scores by label and where it comes from; or two compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from spanloop.core.frozen import short_hash
from spanloop.core.schema import Schema
from spanloop.core.wording import count, score_text, size_text
from spanloop.gui.fields import QuietButton
from spanloop.gui.inspector.flow import FlowLayout
from spanloop.gui.inspector.painting import paint_tag
from spanloop.gui.intervals import paint_interval
from spanloop.gui.plain import PlainLabel
from spanloop.gui.surfaces import Rule
from spanloop.gui.theme import Theme
from spanloop.gui.train.words import (
    accepted_sentence,
    moment_text,
    part_name,
    seconds_text,
    state_text,
    thousands,
)
from spanloop.operations.recipes import recipe_of
from spanloop.operations.versions import VersionRow, override_of

_INSET = 16


class SidePanel(QWidget):
    """Head, scrolling body and a foot of buttons; `left` when a person closes it where it is a drawer."""

    left = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self.over = PlainLabel(tone="faint")
        self.sign = PlainLabel()
        self.sign.hide()
        self.headline = PlainLabel(wrap=True)
        self.sentence = PlainLabel(tone="quiet", wrap=True)
        self.close_button = QuietButton("", theme=theme, icon="cross", inset=6)
        self.close_button.setAccessibleName("Close")
        self.close_button.clicked.connect(self.left)
        self.close_button.hide()
        top = QHBoxLayout()
        top.addWidget(self.over, 1)
        top.addWidget(self.close_button)
        head = QVBoxLayout()
        head.setContentsMargins(_INSET, 24, _INSET, 16)
        head.setSpacing(4)
        head.addLayout(top)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.sign)
        line.addWidget(self.headline, 1)
        head.addLayout(line)
        head.addWidget(self.sentence)
        self.body = QScrollArea()
        self.body.setFrameShape(QFrame.Shape.NoFrame)
        self.body.setWidgetResizable(True)
        self.body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.setAccessibleName("About this version")
        self.body.installEventFilter(self)
        self.foot = FlowLayout()
        self._rules = [Rule(theme), Rule(theme)]
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._rules[0])
        column.addWidget(self.body, 1)
        column.addWidget(self._rules[1])
        column.addLayout(self.foot)
        self.set_theme(theme)
        self.show_foot(False)

    def show_foot(self, on: bool) -> None:
        """Make room for the buttons, or leave it to the body while none is there."""
        self._rules[1].setVisible(on)
        self.foot.setContentsMargins(*((_INSET, 12, _INSET, 16) if on else (0, 0, 0, 0)))

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.over.setFont(theme.font("ui.meta"))
        self.headline.setFont(theme.font("ui.page"))
        self.close_button.set_theme(theme)
        for rule in self._rules:
            rule.set_theme(theme)

    def set_drawer(self, drawer: bool) -> None:
        """As a drawer it can be closed."""
        self.close_button.setVisible(drawer)

    def say(self, over: str, headline: str, sentence: str, *, icon: str = "", tone: str = "") -> None:
        """The head. icon: before the headline, "" for none; in the colour of the tone, as the headline is."""
        self.over.setText(over)
        self.headline.setText(headline)
        self.headline.set_tone(tone)
        self.sign.setVisible(bool(icon))
        if icon:
            self.sign.setPixmap(self.theme.icon(icon, role=tone or "text", size=20).pixmap(QSize(20, 20)))
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))

    def put(self, parts: Sequence[QWidget]) -> None:
        """The body: these one under the other."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        old = self.body.takeWidget()
        self.body.setWidget(body)
        if old is not None:
            old.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.body and event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.update()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.colour("panel"))
        if self.body.hasFocus():
            painter.fillRect(0, 0, 2, self.height(), self.theme.colour("focus"))
        else:
            painter.fillRect(0, 0, 1, self.height(), self.theme.colour("border"))
        painter.end()


class ScoreLine(QWidget):
    """One line of scores: label or part, how many the test articles have, F1 with its interval."""

    def __init__(self, row: dict[str, Any], *, schema: Schema, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = row
        self._schema = schema
        self._theme = theme
        label = row["label"]
        self.setFixedHeight(28 if label else 36)
        name = label or part_name(row["part"])
        self.setAccessibleName(f"{name}: F1 {score_text(row['f1'])} of {row['n']}")
        between = "" if row.get("f1_low") is None else f", {score_text(row['f1_low'])} to {score_text(row['f1_high'])}"
        self.setToolTip(
            f"{name}: F1 {score_text(row['f1'])}{between}\n"
            f"Precision {score_text(row['precision'])}, recall {score_text(row['recall'])}"
        )

    def sizeHint(self) -> QSize:
        return QSize(320, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, row = self._theme, self._row
        painter = QPainter(self)
        middle, right = self.height() / 2, self.width() - _INSET
        label: str | None = row["label"]
        if label is None:
            painter.setFont(theme.font("ui.strong"))
            painter.setPen(theme.colour("text"))
            title = QRectF(_INSET, 0, 120, self.height())
            painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, part_name(row["part"]))
        else:
            trigger = row["part"] != "mentions"
            known = self._schema.entity(label) or self._schema.event(label)
            if known is None:
                painter.setFont(theme.font("ui.small"))
                painter.setPen(theme.colour("text_2"))
                painter.drawText(QRectF(_INSET, 0, 120, self.height()), Qt.AlignmentFlag.AlignVCenter, label)
            else:
                paint_tag(painter, _INSET, middle, label, theme, self._schema, trigger=trigger)
        painter.setFont(theme.font("ui.base"))
        painter.setPen(theme.colour("text_2"))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(right - 232, 0, 48, self.height()), side, thousands(int(row["n"])))
        paint_interval(
            painter,
            QRectF(right - 168, middle - 8, 120, 16),
            (row["f1"], row.get("f1_low"), row.get("f1_high")),
            span=(0.0, 1.0),
            theme=theme,
            ink=theme.colour("text_2"),
        )
        painter.setFont(theme.font("ui.strong"))
        painter.setPen(theme.colour("text"))
        painter.drawText(QRectF(right - 40, 0, 40, self.height()), side, score_text(row["f1"]))
        painter.end()


class _ScoreHeader(QWidget):
    def __init__(self, tested: int, theme: Theme) -> None:
        super().__init__()
        self._title = f"On {count(tested, 'test article')}" if tested else "On the test articles"
        self._theme = theme
        self.setFixedHeight(28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = self._theme.font("ui.meta")
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self._theme.colour("text_3"))
        right = self.width() - _INSET
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(_INSET, 0, 140, 28), Qt.AlignmentFlag.AlignVCenter, self._title)
        painter.drawText(QRectF(right - 232, 0, 48, 28), side, "n")
        painter.drawText(QRectF(right - 168, 0, 40, 28), Qt.AlignmentFlag.AlignVCenter, "0")
        painter.drawText(QRectF(right - 88, 0, 40, 28), side, "1")
        painter.drawText(QRectF(right - 40, 0, 40, 28), side, "F1")
        painter.end()


NOT_SCORED = "Not scored: no test article was complete when it was trained."
NOT_SCORED_LIVE = "Not scored: refreshes are not scored on the test articles, only trainings are."


def score_parts(row: VersionRow, *, schema: Schema, theme: Theme) -> list[QWidget]:
    """The scores of a version by label, exact matches, as kept when it was trained."""
    test: dict[str, Any] = row.record.metrics.get("test") or {}
    rows = [line for line in test.get("scores", []) if line["mode"] == "exact" and (line["n"] or line["label"] is None)]
    silent: set[str] = {line["part"] for line in rows if line["label"] is None and row.f1.get(line["part"]) is None}
    parts: list[QWidget] = []
    shown = [line for line in rows if line["part"] not in silent]
    if shown:
        parts += [_ScoreHeader(row.tested, theme), *(ScoreLine(line, schema=schema, theme=theme) for line in shown)]
    else:
        parts.append(text_part(NOT_SCORED_LIVE if row.state == "live" else NOT_SCORED, theme))
    # The notes of the evaluation name what it left out itself.
    untold = [part_name(part).lower() for part in sorted(silent - set(test.get("left_out", {})))]
    notes = [*test.get("notes", [])]
    if untold:
        notes.append(f"It suggests no {', '.join(untold)}, so these are not scored.")
    if notes and shown:
        parts.append(text_part(" ".join(dict.fromkeys(notes)), theme))
    return parts


def origin_part(row: VersionRow, *, theme: Theme) -> QWidget:
    """Where a version comes from, as names and values."""
    record, details = row.record, row.record.details
    versions: dict[str, str] = details.get("versions", {})
    facts: list[tuple[str, str]] = [("Recipe", f"{recipe_of(record)}, seed {record.seed}")]
    if details.get("steps"):
        took = f" in {seconds_text(details['seconds'])}" if details.get("seconds") else ""
        facts.append(("Steps", f"{thousands(details['steps'])}{took}"))
    facts.append(("Schema", f"version {record.schema_version}"))
    dev = details.get("dev_articles")
    test = f", {thousands(row.tested)} to test" if row.tested else ""
    facts.append(("Articles", f"{thousands(row.articles)} to learn" + (f", {dev} to watch" if dev else "") + test))
    if row.test_hash:
        facts.append(("Test set", f"truth {short_hash(row.test_hash)}"))
    if record.data_hash:
        facts.append(("Data", short_hash(record.data_hash)))
    facts.append(("Whose marks", record.policy))
    facts.append(("Made", moment_text(record.created_at)))
    facts.append(("Asked by", str(details.get("asked_by", ""))))
    if row.gate is not None and not row.held_back:
        facts.append(("Gate", row.gate.words))
    if (override := override_of(record)) is not None:
        facts.append(
            ("Promoted", f"anyway, by {override['by']} on {moment_text(override['at'])}: {override['reason']}")
        )
    facts.append(("On disk", size_text(row.size) if row.size is not None else row.note or "not here"))
    facts.append(("Libraries", ", ".join(f"{name} {number}" for name, number in versions.items())))
    if isinstance(weights := details.get("weights"), dict):
        facts.append(("Language model", f"{weights['name']}, {short_hash(weights['sha256'])}"))
    part = QWidget()
    grid = QGridLayout(part)
    grid.setContentsMargins(_INSET, 12, _INSET, 16)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    for line, (name, value) in enumerate((name, value) for name, value in facts if value):
        title, said = PlainLabel(name, tone="faint"), PlainLabel(value, tone="quiet", wrap=True)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (title, said):
            label.setFont(theme.font("ui.small"))
        said.setAccessibleName(f"{name}: {value}")
        grid.addWidget(title, line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(said, line, 1)
    return part


def version_head(row: VersionRow) -> tuple[str, str, str]:
    """The three lines at the top of a version's panel."""
    learned = count(row.articles, "article")
    marks = f"{count(row.mentions, 'mention')} and {count(row.events, 'event')}"
    state = state_text(row)
    return (
        state[:1].upper() + state[1:],
        f"Version {row.called}",
        f"It learned from {learned} with {marks}. {accepted_sentence(row)}".rstrip(),
    )


def text_part(text: str, theme: Theme, *, tone: str = "quiet") -> QWidget:
    """A small paragraph."""
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(_INSET, 12, _INSET, 12)
    label = PlainLabel(text, tone=tone, wrap=True)
    label.setFont(theme.font("ui.small"))
    column.addWidget(label)
    return part


def foot_button(text: str, *, primary: bool = False) -> QPushButton:
    """A button for the foot."""
    button = QPushButton(text)
    if primary:
        button.setProperty("kind", "primary")
    return button
