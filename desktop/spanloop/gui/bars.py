"""The bars of the window: top bar, hint strip, status line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from spanloop.core.errors import SpanloopError
from spanloop.core.wording import one_line
from spanloop.gui.actions import Action
from spanloop.gui.fields import QuietButton, SearchField
from spanloop.gui.keycaps import Hint, HintButton
from spanloop.gui.keys import shown
from spanloop.gui.pages import PageTabs
from spanloop.gui.plain import ElidedLabel, PlainLabel, menu_text, tooltip
from spanloop.gui.theme import Theme

#: Characters of an error in the status line; the tooltip has all of it.
_LONGEST_ERROR = 70
_NO_HINT = Hint((), "")
#: Of the status line, in pixels: margins, room between two things in it, the tick; how much of what is saved goes
#: before the statements, and the least of it.
_MARGIN, _GAP, _TICK = 12, 16, 14
_SAVED_FIRST, _LEAST_SAVED = 260, 120
#: So long what an act said stands before anything that was done by itself is said.
_ACT_MS = 10_000


class Bar(QWidget):
    """A bar of a fixed height whose field and border come from the style sheet by its object name."""

    def __init__(self, name: str, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(height)


class CommandField(SearchField):
    """Looks like a field; a click opens the command palette, which has the real one."""

    asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("Search or run a command", key="Ctrl+K", theme=theme)
        self.setReadOnly(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.asked.emit()


class TopBar(Bar):
    """Menu, project, pages, and at the right command field, extractor, settings. `slot` takes the extractor's part."""

    palette_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("topBar", 44, parent)
        self.menu_button = QuietButton("", theme=theme, icon="menu", inset=6)
        self.menu_button.setAccessibleName("Menu")
        self.project_button = QuietButton("", theme=theme, arrow=True, role="ui.strong")
        self.project_button.setAccessibleName("Project")
        self.field = CommandField(theme)
        self.field.asked.connect(self.palette_asked)
        self.settings_button = QuietButton("", theme=theme, icon="gear", inset=6)
        self.settings_button.setAccessibleName("Settings")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 6, 0)
        row.setSpacing(8)
        row.addWidget(self.menu_button)
        row.addWidget(self.project_button)
        self.tabs = PageTabs(theme)
        row.addWidget(self.tabs)
        row.addStretch(1)
        row.addWidget(self.field)
        self.slot = QHBoxLayout()
        self.slot.setSpacing(8)
        row.addLayout(self.slot)
        row.addWidget(self.settings_button)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        for part in (self.menu_button, self.project_button, self.tabs, self.field, self.settings_button):
            part.set_theme(theme)

    def set_project(self, name: str, menu: QMenu) -> None:
        """The name of the project; its menu leads to others."""
        self.project_button.setText(menu_text(name))
        self.project_button.setMenu(menu)

    def set_actions(self, action: Callable[[str], Action]) -> None:
        """Show the keys that the acts behind the tabs and the field have now. action: finds one by its id."""
        for name in self.tabs.names():
            turn = action(f"page.{name}")
            key = f" ({shown(turn.keys[0])})" if turn.keys else ""
            self.tabs.tab(name).setToolTip(tooltip(f"{turn.help}{key}"))
        self.field.set_key("".join(action("help.palette").keys[:1]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = self.width() < 1200
        self.field.setFixedWidth(200 if narrow else 264)
        self.field.setPlaceholderText("Search or run" if narrow else "Search or run a command")
        super().resizeEvent(event)


class HintStrip(Bar):
    """The keys that work now. What does not fit is left out, the last hint never. `asked(action id)` on a click."""

    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("hintStrip", 36, parent)
        self._theme = theme
        self._hints: tuple[Hint, ...] = ()
        self._buttons: list[HintButton] = []

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for button in self._buttons:
            button.set_theme(theme)
        self._arrange()

    def set_hints(self, hints: Sequence[Hint]) -> None:
        """Show these; nothing happens when they are shown already."""
        if tuple(hints) == self._hints:
            return
        self._hints = tuple(hints)
        # Buttons are used again: what can be done changes with every step of the cursor.
        for place, button in enumerate(self._buttons):
            button.show_hint(hints[place] if place < len(hints) else _NO_HINT)
        for hint in hints[len(self._buttons) :]:
            button = HintButton(hint, self._theme, self)
            button.clicked.connect(partial(self._clicked, button))
            self._buttons.append(button)
        self._arrange()

    def _clicked(self, button: HintButton, _checked: bool = False) -> None:
        if button.hint.action:
            self.asked.emit(button.hint.action)

    def hints(self) -> tuple[Hint, ...]:
        return self._hints

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        kept = self._buttons[: len(self._hints)]
        sizes = {button: button.sizeHint() for button in kept}
        over = sum(size.width() + 16 for size in sizes.values()) - 16 - (self.width() - 32)
        while len(kept) > 1 and over > 0:
            over -= sizes.pop(kept.pop(-2)).width() + 16
        x = 16
        for button in self._buttons:
            size = sizes.get(button)
            if button.isHidden() == (size is not None):
                button.setVisible(size is not None)
            if size is not None:
                button.setGeometry(x, (self.height() - size.height()) // 2 + 1, size.width(), size.height())
                x += size.width() + 16


class _Separator(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setFixedSize(1, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRect(0, 0, 1, 12), self.theme.colour("border"))
        painter.end()


class StatusLine(Bar):
    """What is saved, what is in the article, what is left; at the right the cursor's word, undo and zoom.

    act_asked: the button that a page has at the right was pressed. threshold_asked: that of the threshold.
    found_asked: that of what waits to be seen.
    """

    act_asked = Signal()
    found_asked = Signal()
    threshold_asked = Signal()
    undo_asked = Signal()
    zoom_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("statusLine", 28, parent)
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        row.setSpacing(_GAP)
        self._tick = PlainLabel()
        self._said = self._said_tip = ""
        self._saved = PlainLabel(tone="saved")
        first = QHBoxLayout()
        first.setSpacing(4)
        first.addWidget(self._tick)
        first.addWidget(self._saved)
        row.addLayout(first)
        self._parts: list[tuple[_Separator, PlainLabel]] = []
        for _ in range(4):
            pair = (_Separator(theme), PlainLabel(tone="quiet"))
            self._parts.append(pair)
            row.addWidget(pair[0])
            row.addWidget(pair[1])
        self.threshold_button = self._button(self.threshold_asked)
        self.threshold_button.setToolTip(tooltip("Suggestions with a score that high can be accepted at once."))
        self.threshold_button.hide()
        row.addWidget(self.threshold_button)
        self.found_button = self._button(self.found_asked)
        self.found_button.hide()
        row.addWidget(self.found_button)
        #: Where the cursor is; in its place a note, while there is one.
        self._where = self._note = ""
        self._place = ElidedLabel(tone="quiet")
        self._place.align(Qt.AlignmentFlag.AlignRight)
        row.addWidget(self._place, 1)
        self.act_button = self._button(self.act_asked)
        self.act_button.hide()
        self.undo_button = self._button(self.undo_asked)
        self.zoom_button = self._button(self.zoom_asked)
        row.addWidget(self.act_button)
        row.addWidget(self.undo_button)
        row.addWidget(self.zoom_button)
        #: What was done by itself and waits to be said, and the time in which it may not.
        self._aside = ""
        self._fresh = QTimer(self)
        self._fresh.setSingleShot(True)
        self._fresh.setInterval(_ACT_MS)
        self._fresh.timeout.connect(self._say_aside)
        self.set_theme(theme)
        self.set_parts([])

    def _button(self, signal: object) -> QToolButton:
        button = QToolButton()
        button.setObjectName("statusButton")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(signal)
        return button

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        small = theme.font("ui.small")
        saved = theme.font("ui.small")
        saved.setWeight(saved.Weight.Medium)
        self._saved.setFont(saved)
        for separator, label in self._parts:
            separator.theme = theme
            separator.update()
            label.setFont(small)
        self._place.setFont(small)
        self._tick.setPixmap(theme.icon("saved", role="saved").pixmap(QSize(_TICK, _TICK)))
        self.setStyleSheet(
            "QToolButton#statusButton { min-height: 18px; padding: 0 2px; font-size: 12px; border: 0; }"
            "QToolButton#statusButton:hover { text-decoration: underline; background: transparent; }"
        )

    def set_saved(self, text: str, *, kept: bool = True) -> None:
        """ "Saved 14:32:07"; kept=False says in the colour of an error what was not saved."""
        self._fresh.start()
        self._put_saved(text, kept=kept)

    def set_aside(self, text: str) -> None:
        """What was done by itself, as a backup: it waits until what an act said has stood for a while."""
        self._aside = text
        if not self._fresh.isActive():
            self._say_aside()

    def _say_aside(self) -> None:
        if self._aside:
            self._put_saved(self._aside)
            self._aside = ""

    def _put_saved(self, text: str, *, kept: bool = True) -> None:
        self._said, self._said_tip = text, ""
        self._fit()
        self._saved.set_tone("saved" if kept else "error")
        name, role = ("saved", "saved") if kept else ("cross", "error")
        self._tick.setPixmap(self._theme.icon(name, role=role).pixmap(QSize(_TICK, _TICK)))
        self._tick.setVisible(bool(text))

    def set_failed(self, error: SpanloopError) -> None:
        """What went wrong behind the scenes, in the line; where and the way out in its tooltip."""
        self.set_saved(one_line(error.what, most=_LONGEST_ERROR), kept=False)
        self._said_tip = tooltip(str(error))
        self._fit()

    def saved_text(self) -> str:
        return self._said

    def _fit(self) -> None:
        """What is saved takes what the rest leaves, and no more than half of the line; its tooltip has all of it.

        Where that would be next to nothing, the last statements are left out.
        """
        metrics = self._saved.fontMetrics()
        wanted = min(metrics.horizontalAdvance(self._said) + 2, self.width() // 2)
        room = self.width() - self._beside()
        widths = [_GAP + 1 + _GAP + label.sizeHint().width() for _, label in self._parts if label.text()]
        while widths and room - sum(widths) < min(wanted, _SAVED_FIRST):
            widths.pop()
        for index, (separator, label) in enumerate(self._parts):
            label.setVisible(index < len(widths))
            separator.setVisible(index < len(widths) and (index > 0 or bool(self._said)))
        shown = metrics.elidedText(
            self._said, Qt.TextElideMode.ElideRight, max(_LEAST_SAVED, min(wanted, room - sum(widths)))
        )
        self._saved.setText(shown)
        self._saved.setToolTip(self._said_tip or ("" if shown == self._said else tooltip(self._said)))

    def _beside(self) -> int:
        """How wide all is but what is saved and the statements, with nothing said of the cursor."""
        buttons = (self.threshold_button, self.found_button, self.act_button, self.undo_button, self.zoom_button)
        taken = sum(button.sizeHint().width() + _GAP for button in buttons if not button.isHidden())
        return taken + 2 * _MARGIN + _GAP + _TICK + 4

    def minimumSizeHint(self) -> QSize:
        """Qt: what it says never widens the window."""
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def set_parts(self, parts: Sequence[str]) -> None:
        """Up to four short statements ("5 suggestions left")."""
        for index, (_, label) in enumerate(self._parts):
            label.setText(parts[index] if index < len(parts) else "")
        self._fit()

    def parts(self) -> list[str]:
        return [label.text() for _, label in self._parts if label.text()]

    def set_place(self, text: str) -> None:
        """Where the cursor is ("shelled, characters 130–137")."""
        self._where = text
        if not self._note:
            self._place.set_full(text)

    def place(self) -> str:
        return self._where

    def say(self, note: str) -> None:
        """A sentence about what was just pressed, in the place of where the cursor is; "" when it is over."""
        self._note = note
        self._place.set_tone("" if note else "quiet")
        self._place.set_full(note or self._where)
        if note and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, note))

    def note(self) -> str:
        return self._note

    def set_threshold(self, text: str) -> None:
        """How many suggestions can be accepted at once ("5 of 12 from .80 up"), "" for none."""
        self.threshold_button.setVisible(bool(text))
        self.threshold_button.setText(menu_text(text))
        self._fit()

    def set_found(self, text: str) -> None:
        """What was found beside the work and waits to be seen ("12 items found: Ctrl+I shows them"), "" for nothing."""
        self.found_button.setVisible(bool(text))
        self.found_button.setText(menu_text(text))
        self._fit()

    def set_act(self, text: str) -> None:
        """What the page that is shown can do ("Export table…"), "" for nothing."""
        self.act_button.setVisible(bool(text))
        self.act_button.setText(menu_text(text))
        self._fit()

    def set_undo(self, label: str | None) -> None:
        self.undo_button.setVisible(bool(label))
        self.undo_button.setText(menu_text(f"Undo: {label}") if label else "")
        self._fit()

    def set_zoom(self, percent: int | None) -> None:
        self.zoom_button.setVisible(percent is not None)
        self.zoom_button.setText(f"{percent}%")
        self._fit()
