"""The start page: open recent work by a digit, the sample by S; says what is missing and offers to find it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from spanloop.core.dates import near_day, today
from spanloop.gui.actions import KeysOf
from spanloop.gui.bars import Bar
from spanloop.gui.fields import SearchField, paint_share
from spanloop.gui.keycaps import CAP_HEIGHT, Hint, HintButton, cap_width, paint_caps
from spanloop.gui.keys import key_names
from spanloop.gui.keywords import of_table
from spanloop.gui.plain import ElidedLabel, PlainLabel
from spanloop.gui.sign import Sign
from spanloop.gui.theme import Theme
from spanloop.operations.projects import project_progress

_ROW = 64
#: Room around a card in which its focus ring is painted.
_RING = 4
CARDS: tuple[tuple[str, str, str, str, str], ...] = (
    ("project.sample", "sample", "Open the sample project", "News reports, most of them marked", "S"),
    ("project.new", "plus", "New project", "Choose a schema and a place", "N"),
    ("article.import", "import", "Import articles or marks", "Pages, texts, tables; drop them here", "I"),
    ("project.open", "open", "Open a project file", "Any .spanloop file on this computer", "O"),
)


class _Card(QAbstractButton):
    """A framed row that can be clicked, with room for its focus ring."""

    def __init__(self, theme: Theme, *, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.key = key
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(_ROW + 2 * _RING)

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, _ROW + 2 * _RING)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        elif event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _inner(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_RING + 0.5, _RING + 0.5, -_RING - 0.5, -_RING - 0.5)

    def _ring(self, painter: QPainter) -> None:
        if self.hasFocus():
            painter.setPen(QPen(self.theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)

    def _text(self, painter: QPainter, box: QRectF, text: str, role: str, token: str, flags: Qt.AlignmentFlag) -> None:
        font = self.theme.font(role)  # pyright: ignore[reportArgumentType]
        painter.setFont(font)
        painter.setPen(self.theme.colour(token))
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, flags | Qt.AlignmentFlag.AlignVCenter, shown)


class ActionCard(_Card):
    """One of the four things to begin with."""

    def __init__(self, title: str, help_text: str, *, icon: str, key: str, theme: Theme) -> None:
        super().__init__(theme, key=key)
        self._help = help_text
        self._icon = icon
        self.setText(title)
        self.setAccessibleName(f"{title}, {key}")
        self.setAccessibleDescription(help_text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self._inner()
        painter.setPen(QPen(self.theme.colour("border"), 1))
        painter.setBrush(self.theme.colour("hover" if self.underMouse() else "raised"))
        painter.drawRoundedRect(box, 8, 8)
        self._ring(painter)
        icon = self.theme.icon(self._icon, role="accent", size=24)
        icon.paint(painter, QRect(int(box.left()) + 16, int(box.center().y()) - 12, 24, 24))
        width = cap_width(self.key, self.theme)
        top = box.center().y() - CAP_HEIGHT / 2
        paint_caps(painter, x=box.right() - 16 - width, y=top, keys=[self.key], theme=self.theme)
        words = QRectF(box.left() + 56, box.top() + 13, box.width() - 56 - width - 32, 20)
        left = Qt.AlignmentFlag.AlignLeft
        self._text(painter, words, self.text(), "ui.strong", "text", left)
        self._text(painter, words.translated(0, 19), self._help, "ui.small", "text_2", left)
        painter.end()


class RecentCard(_Card):
    """A project that was open before: name, place, progress, when."""

    def __init__(self, path: Path, *, key: str, theme: Theme) -> None:
        super().__init__(theme, key=key)
        self.path = path
        self.progress: tuple[int, int] | None = None
        self.setText(path.stem)
        self.setAccessibleName(f"{path.stem}, {key}")
        self._when = when(path, today=today())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self._inner()
        if self.hasFocus() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.colour("selected" if self.hasFocus() else "hover"))
            painter.drawRoundedRect(box, 8, 8)
        else:
            painter.setPen(QPen(self.theme.colour("border"), 1))
            painter.drawLine(QPointF(box.left(), self.height() - 0.5), QPointF(box.right(), self.height() - 0.5))
        self._ring(painter)
        icon = self.theme.icon("article", role="text_3", size=20)
        icon.paint(painter, QRect(int(box.left()) + 16, int(box.center().y()) - 10, 20, 20))
        cap = cap_width(self.key, self.theme) if self.key else 0
        if self.key:
            top = box.center().y() - CAP_HEIGHT / 2
            paint_caps(painter, x=box.right() - 16 - cap, y=top, keys=[self.key], theme=self.theme)
        right = box.right() - 32 - cap
        when_box = QRectF(right - 88, box.top(), 88, box.height())
        self._text(painter, when_box, self._when, "ui.small", "text_2", Qt.AlignmentFlag.AlignRight)
        bar_left = when_box.left() - 16 - 144
        self._paint_progress(painter, QRectF(bar_left, box.center().y() - 10, 144, 4))
        words = QRectF(box.left() + 52, box.top() + 13, bar_left - box.left() - 68, 20)
        left = Qt.AlignmentFlag.AlignLeft
        self._text(painter, words, self.text(), "ui.strong", "text", left)
        self._text(painter, words.translated(0, 19), short_path(self.path), "ui.small", "text_2", left)
        painter.end()

    def _paint_progress(self, painter: QPainter, bar: QRectF) -> None:
        if self.progress is None:
            return
        done, total = self.progress
        paint_share(painter, bar, share=done / total if total else 0.0, theme=self.theme)
        below = QRectF(bar.left(), bar.bottom() + 4, bar.width(), 16)
        self._text(painter, below, f"{done} of {total} complete", "ui.meta", "text_3", Qt.AlignmentFlag.AlignLeft)


class MissingBar(QFrame):
    """A recent project that is not where it was."""

    find_asked = Signal(str)
    forget_asked = Signal(str)
    backups_asked = Signal(str)

    def __init__(self, path: str, *, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("missingBar")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(8)
        mark = PlainLabel()
        mark.setPixmap(theme.icon("warn", role="warning").pixmap(QSize(16, 16)))
        text = ElidedLabel(tone="warning")
        text.setFont(theme.font("ui.small"))
        text.set_full(f"“{Path(path).stem}” is not where it was: {short_path(Path(path))}.")
        row.addWidget(mark)
        row.addWidget(text, 1)
        ways = (("Find it…", self.find_asked), ("Backups…", self.backups_asked), ("Forget it", self.forget_asked))
        for title, signal in ways:
            button = QPushButton(title)
            button.setProperty("kind", "quiet")
            button.clicked.connect(lambda _=False, signal=signal: signal.emit(path))
            row.addWidget(button)
        warning, field = theme.colour("warning").name(), theme.colour("warning_bg").name()
        self.setStyleSheet(
            f"#missingBar {{ background: {field}; border-radius: 6px; border: 0; }}"
            f"#missingBar QPushButton {{ color: {warning}; font-weight: 600; font-size: 12px; }}"
        )


class StartPage(QWidget):
    """asked(action id), open_asked(path), find_asked(path), forget_asked(path), backups_asked(path)."""

    asked = Signal(str)
    open_asked = Signal(str)
    find_asked = Signal(str)
    forget_asked = Signal(str)
    backups_asked = Signal(str)

    def __init__(self, theme: Theme, *, version: str, keys: KeysOf = of_table, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._keys = keys
        self._version = version
        self._paths: list[str] = []
        self._to_ask: list[RecentCard] = []
        self.setObjectName("startPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._asking = QTimer(self)
        self._asking.setInterval(0)
        self._asking.timeout.connect(self._ask_progress)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._build()

    def _build(self) -> None:
        """Make everything anew: it is little, and a theme or another list changes most of it."""
        while (item := self._outer.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        theme = self._theme
        self._shown_keys = self._hint_keys()
        self.setStyleSheet(
            f"#startPage, #startInner {{ background: {theme.colour('page').name()}; }}"
            "#quietFilter { border-color: transparent; background: transparent; }"
        )
        inner = QWidget()
        inner.setObjectName("startInner")
        self._inner = QVBoxLayout(inner)
        self._inner.setSpacing(0)
        self._inner.addLayout(self._head())
        self._inner.addSpacing(48)
        columns = QHBoxLayout()
        columns.setSpacing(56)
        columns.addLayout(self._cards())
        columns.addLayout(self._recent(), 1)
        self._columns = columns
        self._inner.addLayout(columns)
        self._inner.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        self._outer.addWidget(area, 1)
        self._outer.addWidget(self._foot())
        self._fit()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(Sign(self._theme))
        words = QVBoxLayout()
        words.setSpacing(0)
        name = PlainLabel("Spanloop")
        font = self._theme.font("ui.page")
        font.setPixelSize(28)
        name.setFont(font)
        words.addWidget(name)
        words.addSpacing(4)
        words.addWidget(PlainLabel("Mark what happened, to whom and where. Train. Mark faster.", tone="quiet"))
        row.addLayout(words, 1)
        row.setContentsMargins(_RING, 0, 0, 0)
        return row

    def _cards(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12 - 2 * _RING)
        self._action_cards: list[ActionCard] = []
        for action, icon, title, help_text, key in CARDS:
            card = ActionCard(title, help_text, icon=icon, key=key, theme=self._theme)
            card.clicked.connect(lambda _=False, action=action: self.asked.emit(action))
            self._action_cards.append(card)
            column.addWidget(card)
        note = PlainLabel(
            "New here? The sample has marked reports to learn from and some to try yourself.",
            tone="quiet",
            wrap=True,
        )
        note.setFont(self._theme.font("ui.small"))
        note.setContentsMargins(_RING, 16, 0, 0)
        column.addWidget(note)
        column.addStretch(1)
        return column

    def _recent(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(_RING, 4, _RING, 8)
        title = PlainLabel("Recent projects")
        title.setFont(self._theme.font("ui.title"))
        head.addWidget(title, 1)
        self.filter = SearchField("type to filter", key="".join(self._keys("edit.find")[:1]), theme=self._theme)
        self.filter.setFixedWidth(180)
        self.filter.setObjectName("quietFilter")
        self.filter.textChanged.connect(self._filter)
        self.filter.returnPressed.connect(self._open_first)
        head.addWidget(self.filter)
        column.addLayout(head)
        line = QFrame()
        line.setFixedHeight(1)
        line.setStyleSheet(f"background: {self._theme.colour('border').name()}; margin: 0 4px;")
        column.addWidget(line)
        column.addSpacing(4)
        self._recent_cards: list[RecentCard] = []
        present = [path for path in self._paths if Path(path).is_file()]
        for number, path in enumerate(present, 1):
            card = RecentCard(Path(path), key=str(number), theme=self._theme)
            card.clicked.connect(lambda _=False, path=path: self.open_asked.emit(path))
            self._recent_cards.append(card)
            column.addWidget(card)
        if not present:
            empty = PlainLabel("No project yet. Open the sample, or make a new one.", tone="quiet")
            empty.setContentsMargins(_RING, 12, 0, 12)
            column.addWidget(empty)
        self.filter.setVisible(len(present) > 1)
        column.addSpacing(12)
        gone = QVBoxLayout()
        gone.setContentsMargins(_RING, 0, _RING, 0)
        for path in self._paths:
            if path not in present:
                gone.addWidget(self._missing(path))
        column.addLayout(gone)
        column.addStretch(1)
        self._to_ask = list(self._recent_cards)
        self._asking.start()
        return column

    def _missing(self, path: str) -> MissingBar:
        bar = MissingBar(path, theme=self._theme)
        bar.find_asked.connect(self.find_asked)
        bar.forget_asked.connect(self.forget_asked)
        bar.backups_asked.connect(self.backups_asked)
        return bar

    def _foot(self) -> Bar:
        foot = Bar("statusLine", 28)
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(16)
        for text in (f"Spanloop {self._version}", "Works offline. Nothing leaves this computer."):
            label = PlainLabel(text, tone="quiet")
            label.setFont(self._theme.font("ui.small"))
            row.addWidget(label)
        row.addStretch(1)
        for hint in (
            Hint(("B",), "backups", "backup.list"),
            Hint(self._keys("help.guide")[:1], "user guide", "help.guide"),
            Hint(self._keys("help.keys")[:1], "all keys", "help.keys"),
            Hint(self._keys("help.palette")[:1], "commands", "help.palette"),
        ):
            button = HintButton(hint, self._theme)
            button.clicked.connect(lambda _=False, action=hint.action: self.asked.emit(action))
            row.addWidget(button)
        return foot

    # what is shown

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._build()

    def show_keys(self) -> None:
        """Acts have other keys; what stands here is made anew only if one of its own changed."""
        if self._shown_keys != self._hint_keys():
            self._build()

    def _hint_keys(self) -> list[tuple[str, ...]]:
        return [self._keys(act) for act in ("edit.find", "help.guide", "help.keys", "help.palette")]

    def set_recent(self, paths: Sequence[str]) -> None:
        """Project files, newest first; those that are gone are said to be missing."""
        self._paths = list(paths)
        self._build()

    def focus_first(self) -> None:
        """The keyboard stands on the newest project, or on the sample where there is none."""
        first = self._recent_cards[0] if self._recent_cards else self._action_cards[0]

        def focus() -> None:
            # A project may have been opened meanwhile: then the text has the keyboard.
            if self.isVisible():
                first.setFocus()

        # What was just made is shown, and can take the focus, only after the events that wait already.
        QTimer.singleShot(0, first, focus)

    def cards(self) -> list[QAbstractButton]:
        return [*self._action_cards, *self._recent_cards]

    def _ask_progress(self) -> None:
        """One project after the other, between events: the page is there at once."""
        if not self._to_ask or not self.isVisible():
            self._asking.stop()
            return
        card = self._to_ask.pop(0)
        card.progress = project_progress(card.path)
        card.update()

    def showEvent(self, event: object) -> None:
        self._asking.start()

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        for card in self._recent_cards:
            card.setVisible(wanted in str(card.path).casefold())

    def _open_first(self) -> None:
        for card in self._recent_cards:
            if not card.isHidden():
                card.click()
                return

    # keys

    def find(self) -> None:
        """Into the filter field."""
        self.filter.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.filter.hasFocus():
            if event.key() == Qt.Key.Key_Escape:
                self.filter.clear()
                self.focus_first()
            return
        names = [name.upper() for name in key_names(event)]
        for card in self.cards():
            if getattr(card, "key", "") in names and not card.isHidden():
                card.click()
                return
        if "B" in names:
            self.asked.emit("backup.list")
            return
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        width = min(1080 + 2 * _RING, self.width() - 64)
        side = max(32, (self.width() - width) // 2)
        top = max(24, min(112, (self.height() - 580) // 2))
        self._inner.setContentsMargins(side, top, side, 24)
        roomy = width >= 1000
        self._columns.setSpacing(56 if roomy else 24)
        for card in self._action_cards:
            card.setFixedWidth((376 if roomy else 320) + 2 * _RING)


def short_path(path: Path) -> str:
    """A path as people say it: below their home folder without it."""
    try:
        return str(path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)


def when(path: Path, *, today: date) -> str:
    """When the file was last written: "today", "yesterday", "4 March", "4 March 2023"; "" when it is gone."""
    try:
        day = datetime.fromtimestamp(path.stat().st_mtime).astimezone().date()
    except OSError:
        return ""
    return near_day(day, today=today)
