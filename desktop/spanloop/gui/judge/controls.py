"""Small controls of the page: choosers, the chip of the filter, the headline figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QMenu, QPushButton, QSizePolicy, QWidget

from spanloop.core.schema import Schema
from spanloop.gui.inspector.painting import paint_focus_ring, text_width
from spanloop.gui.judge.figures import Figure, ScoreRow, interval_words, points
from spanloop.gui.judge.labels import label_width, paint_label
from spanloop.gui.plain import menu_text, tooltip
from spanloop.gui.theme import Theme


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that a chooser offers. key: what it stands for. group: a line parts one from the next.

    shown: what the button says when it is chosen, "" for the text.
    """

    key: str
    text: str
    group: str = ""
    icon: str = ""
    shown: str = ""


class Chooser(QPushButton):
    """A button that says what is chosen and opens a menu of the rest: `chosen(key)`."""

    chosen = Signal(str)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._theme = name, theme
        self._options: tuple[Option, ...] = ()
        self.key = ""
        self.setFixedHeight(28)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setMenu(QMenu(self))

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def options(self) -> tuple[Option, ...]:
        """What can be chosen."""
        return self._options

    def offer(self, options: Sequence[Option], key: str) -> None:
        """Offer these, of which one is chosen."""
        if tuple(options) != self._options:
            self._options = tuple(options)
            self._fill()
        self.choose(key)

    def choose(self, key: str) -> None:
        """Show that this one is chosen, without a signal."""
        self.key = key
        for action in self.menu().actions():
            if action.isCheckable():
                action.setChecked(action.data() == key)
        option = self._option()
        self.setText(menu_text(option.text) if option else "")
        self.setAccessibleName(f"{self._name}: {option.text if option else 'nothing'}")
        self.setEnabled(bool(self._options))
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        """What the button says."""
        option = self._option()
        return (option.shown or option.text) if option else "nothing"

    def _option(self) -> Option | None:
        return next((option for option in self._options if option.key == self.key), None)

    def _fill(self) -> None:
        menu, group, part = self.menu(), QActionGroup(self.menu()), ""
        menu.clear()
        for option in self._options:
            if option.group != part and menu.actions():
                menu.addSeparator()
            part = option.group
            action: QAction = menu.addAction(menu_text(option.text))
            action.setCheckable(True)
            action.setData(option.key)
            action.triggered.connect(lambda _=False, key=option.key: self._take(key))
            group.addAction(action)

    def _take(self, key: str) -> None:
        changed = key != self.key
        self.choose(key)
        if changed:
            self.chosen.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Down and Enter open it as Space does."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.showMenu()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Qt."""
        option = self._option()
        icon = 14 + 6 if option and option.icon else 0
        return QSize(round(12 + icon + text_width(self._theme.font("ui.base"), self.words()) + 6 + 14 + 8 + 1), 28)

    def minimumSizeHint(self) -> QSize:
        """Qt: long names give way."""
        return QSize(min(64, self.sizeHint().width()), 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        theme, option = self._theme, self._option()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        width = 2.0 if focused else 1.0
        painter.setPen(QPen(theme.colour("focus" if focused else "border_control"), width))
        painter.setBrush(theme.colour("hover" if self.underMouse() or self.isDown() else "raised"))
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(box, 6 - width / 2, 6 - width / 2)
        left = 12
        if option and option.icon:
            theme.icon(option.icon, role="text", size=14).paint(painter, QRect(left, 7, 14, 14))
            left += 20
        font = theme.font("ui.base")
        room = self.width() - left - 6 - 14 - 8
        shown = QFontMetricsF(font).elidedText(self.words(), Qt.TextElideMode.ElideRight, room + 1)
        painter.setFont(font)
        painter.setPen(theme.colour("text" if self.isEnabled() else "disabled"))
        painter.drawText(QRectF(left, 0, room + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        theme.icon("down", role="text", size=14).paint(painter, QRect(self.width() - 22, 7, 14, 14))
        painter.end()
        self.setToolTip(tooltip(self.words()) if shown != self.words() else "")


class FilterChip(QAbstractButton):
    """The label that the errors are filtered by, with an x that takes the filter away (`clicked`)."""

    def __init__(self, theme: Theme, *, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._schema = theme, schema
        self._part, self.label = "triggers", ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(tooltip("Show the errors of all labels (Esc)"))
        self.hide()

    def set_theme(self, theme: Theme, *, schema: Schema) -> None:
        """Paint in other colours from now on, and for another schema."""
        self._theme, self._schema = theme, schema
        self.update()

    def show_label(self, part: str, label: str) -> None:
        """Show another label; "" hides the chip."""
        self._part, self.label = part, label
        self.setAccessibleName(f"Only errors of {label}. Show all")
        self.setVisible(bool(label))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Qt."""
        return QSize(round(8 + label_width(self._part, self.label, theme=self._theme) + 6 + 12 + 8 + 1), 24)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter presses it as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.setBrush(theme.colour("hover" if self.underMouse() else "raised"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        area = QRectF(8, 0, self.width() - 34, self.height())
        paint_label(painter, area, part=self._part, label=self.label, theme=theme, schema=self._schema)
        theme.icon("cross", role="text_3", size=12).paint(painter, QRect(self.width() - 20, 6, 12, 12))
        if self.hasFocus():
            paint_focus_ring(painter, box, theme, radius=5)
        painter.end()


class Headline(QWidget):
    """Precision, recall and F1 with their intervals in words; at the right what was counted and how."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._figures: tuple[tuple[str, Figure], ...] = ()
        self._notes: tuple[str, str] = ("", "")
        self._narrow = False
        self.setFixedHeight(64)

    def fit(self, width: int) -> None:
        """Where there is too little width for all in one line, the notes stand below the figures."""
        self._narrow = width < 600
        self.setFixedHeight(84 if self._narrow else 64)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self.update()

    def show_total(self, total: ScoreRow | None, *, notes: tuple[str, str]) -> None:
        """notes: two short lines."""
        row = total or ScoreRow(None, 0, Figure(None), Figure(None), Figure(None))
        self._figures = (("Precision", row.precision), ("Recall", row.recall), ("F1", row.f1))
        self._notes = notes
        self.setAccessibleName(self.spoken())
        self.update()

    def spoken(self) -> str:
        """All of it as a screen reader says it."""
        said = [f"{name} {points(figure.value)} {interval_words(figure)}".strip() for name, figure in self._figures]
        return ", ".join([*said, *(note for note in self._notes if note)])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        theme = self._theme
        painter = QPainter(self)
        large, meta = theme.font("ui.figure"), theme.font("ui.meta")
        gap = 20 if self._narrow else 32
        left, top = 16.0, 16.0
        line = Qt.AlignmentFlag.AlignVCenter
        for name, figure in self._figures:
            value, span = points(figure.value), interval_words(figure)
            width = text_width(large, value)
            painter.setFont(large)
            painter.setPen(theme.colour("text"))
            painter.drawText(QRectF(left, top, width + 2, 32), line, value)
            left += width + 8
            painter.setFont(meta)
            painter.setPen(theme.colour("text_2"))
            beside = max(text_width(meta, name), text_width(meta, span))
            painter.drawText(QRectF(left, top if span else top + 8, beside + 2, 16), line, name)
            painter.setPen(theme.colour("text_3"))
            painter.drawText(QRectF(left, top + 16, beside + 2, 16), line, span)
            left += beside + gap
        painter.setPen(theme.colour("text_3"))
        if self._narrow:
            notes = "; ".join(note for note in self._notes if note)
            painter.drawText(QRectF(16, top + 40, self.width() - 32, 16), line, notes)
            painter.end()
            return
        room = self.width() - 16 - left
        for number, note in enumerate(self._notes):
            shown = QFontMetricsF(meta).elidedText(note, Qt.TextElideMode.ElideRight, max(0.0, room))
            box = QRectF(left, top + 16 * number, room, 16)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | line, shown)
        painter.end()
