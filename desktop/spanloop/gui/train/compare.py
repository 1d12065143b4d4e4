"""Two versions compared: the change in F1 part by part, with its interval, and what that allows to say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from spanloop.core.evaluation import ChangeRow, VersionComparison, chance_words
from spanloop.core.wording import count, score_text
from spanloop.gui.plain import PlainLabel
from spanloop.gui.surfaces import Rule
from spanloop.gui.theme import Theme
from spanloop.gui.train.panel import text_part
from spanloop.gui.train.parts import IntervalLine
from spanloop.gui.train.words import NOT_WORSE, change_text, part_name, verdict

#: icon, its colour, colour of the word, colour of the interval
Look = tuple[str, str, str, str]
_LOOKS: dict[str, Look] = {
    "Better": ("check", "saved", "faint", "text_2"),
    "Not worse": ("check", "saved", "faint", "text_2"),
    "Worse": ("cross", "error", "error", "error"),
}
_PLAIN_LOOK = ("info", "text_3", "faint", "text_2")
_LABELS_SHOWN = 8


class ChangeLine(QWidget):
    """One part or label: its two scores, the change with its interval, and the word for it.

    word: what stands below, "" for what the interval says. look: icon, its colour, colours of word and interval.
    """

    def __init__(
        self,
        row: ChangeRow,
        *,
        span: tuple[float, float],
        theme: Theme,
        word: str = "",
        look: Look | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.word = word or verdict(row["low"], row["high"])
        icon, icon_role, word_tone, ink = look or _LOOKS.get(self.word, _PLAIN_LOOK)
        chance = chance_words(row.get("p"))
        name = f"{row['label']} {row['part']}" if row["label"] else part_name(row["part"])
        sign = PlainLabel()
        sign.setPixmap(theme.icon(icon, role=icon_role).pixmap(QSize(16, 16)))
        title = PlainLabel(name)
        title.setFont(theme.font("ui.strong"))
        scores = PlainLabel(f"{_score(row['f1_first'])} to {_score(row['f1_second'])}", tone="quiet")
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(sign)
        first.addWidget(title, 1)
        first.addWidget(scores)
        change = PlainLabel(change_text(row["change"], row["low"], row["high"]), tone="quiet")
        change.setFont(theme.font("ui.small"))
        second = QHBoxLayout()
        second.setContentsMargins(24, 4, 0, 0)
        second.setSpacing(12)
        second.addWidget(
            IntervalLine(row["change"], row["low"], row["high"], span=span, theme=theme, ink=theme.colour(ink))
        )
        second.addStretch(1)
        second.addWidget(change)
        told = chance.replace("(p ", "(p\u00a0")  # a line does not end between the two
        below = PlainLabel(f"{self.word}; {told}" if told else self.word, tone=word_tone, wrap=True)
        below.setFont(theme.font("ui.small"))
        below.setContentsMargins(24, 2, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(0)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(below)
        self.setAccessibleName(f"{name}: {below.text()}, {change.text()}")


def comparison_parts(comparison: VersionComparison, *, theme: Theme) -> list[QWidget]:
    """The body of the panel: parts, then the labels that changed by more than chance."""
    rows = [row for row in comparison.rows if row["mode"] == "exact" and row["n"]]
    overall = [row for row in rows if row["label"] is None]
    by_label = [row for row in rows if row["label"] is not None and row["low"] is not None]
    certain = [row for row in by_label if verdict(row["low"], row["high"]) in _CERTAIN]
    certain.sort(key=lambda row: row["change"])
    shown = [*overall, *certain[:_LABELS_SHOWN]]
    span = common_span(shown)
    parts: list[QWidget] = []
    for row in shown:
        parts += [ChangeLine(row, span=span, theme=theme), Rule(theme)]
    if not overall:
        parts.append(text_part("There is nothing that both suggest and that is complete.", theme))
    elif by_label and not certain:
        parts.append(text_part("No single label changed by more than chance.", theme))
    parts.append(text_part(_foot(comparison, shown), theme))
    return parts


_CERTAIN = frozenset({"Better", "Worse"})


def _foot(comparison: VersionComparison, shown: list[ChangeRow]) -> str:
    articles = count(comparison.articles, "article")
    sure = ", with its 95% interval" if any(row["low"] is not None for row in shown) else ""
    said = [f"Change in F1, in points{sure}, on {articles} from which neither version learned."]
    if any(verdict(row["low"], row["high"]) == "Not worse" for row in shown):
        said.append(f"Not worse: the interval leaves out a loss of more than {NOT_WORSE:g} point.")
    return " ".join([*said, *comparison.notes])


def common_span(rows: Sequence[ChangeRow]) -> tuple[float, float]:
    """One scale for all lines, so that they can be compared with one another."""
    lows = [row["change"] if row["low"] is None else row["low"] for row in rows]
    highs = [row["change"] if row["high"] is None else row["high"] for row in rows]
    return min([-0.05, *lows]), max([0.05, *highs])


def _score(score: float) -> str:
    return f"{score:.3f}".removeprefix("0") if score < 1 else score_text(score)
