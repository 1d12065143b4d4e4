"""The pages of an open project, of which one is shown: the tabs in the top bar and what stands under it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast, runtime_checkable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QStackedWidget, QWidget

from spanloop.gui.actions import PageName
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.keys import key_names
from spanloop.gui.theme import Theme


class Page(Protocol):
    """What every page can do. It is a QWidget as well."""

    def set_session(self, session: DeskSession | None) -> None:
        """Show a project, or nothing."""
        ...

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        ...


@runtime_checkable
class KeyboardPage(Protocol):
    """A page that says where the keyboard goes. Others get it where Qt's order of focus begins."""

    def take_keyboard(self) -> None:
        """The page was turned to: its main part gets the keyboard."""
        ...

    def next_panel(self) -> None:
        """F6: the keyboard goes to the next panel of the page."""
        ...


@runtime_checkable
class TellingPage(Protocol):
    """A page that has something for the status line; `status_changed` is its signal when that is another one."""

    status_changed: Any

    def status_parts(self) -> list[str]:
        """Up to four short statements for the left."""
        ...

    def status_place(self) -> str:
        """What stands at the right."""
        ...


class Pages(QStackedWidget):
    """The pages by name. A page is made when it is first shown. turned(name): another one is shown.

    status_changed: a page has something new for the status line.
    """

    turned = Signal(str)
    status_changed = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._session: DeskSession | None = None
        self._makers: dict[PageName, Callable[[Theme], Page]] = {}
        self._made: dict[PageName, Page] = {}
        self.current: PageName = "annotate"

    def add(self, name: PageName, make: Callable[[Theme], Page]) -> None:
        """A page, and how it is made when somebody first turns to it."""
        self._makers[name] = make

    def made(self, name: PageName) -> Page | None:
        """The page, None while nobody has turned to it."""
        return self._made.get(name)

    def turn_to(self, name: PageName) -> None:
        """Show a page and give it the keyboard."""
        if name not in self._makers:
            return
        page = self._made.get(name) or self._make(name)
        if self.current != name or self.currentWidget() is not page:
            self.current = name
            self.setCurrentWidget(cast("QWidget", page))
            self.turned.emit(name)
        self.take_keyboard()

    def take_keyboard(self) -> None:
        """The keyboard goes to the main part of the page."""
        page = self.currentWidget()
        if isinstance(page, KeyboardPage):
            page.take_keyboard()
        elif page is not None:
            page.setFocus()

    def next_panel(self) -> None:
        """F6 on the page that is shown."""
        page = self.currentWidget()
        if isinstance(page, KeyboardPage):
            page.next_panel()
        elif page is not None:
            page.focusNextChild()

    def status(self) -> tuple[list[str], str]:
        """What the shown page has for the left and the right of the status line."""
        page = self.currentWidget()
        return (page.status_parts(), page.status_place()) if isinstance(page, TellingPage) else ([], "")

    def set_session(self, session: DeskSession | None) -> None:
        """Show another project on all pages that were made."""
        self._session = session
        for page in self._made.values():
            page.set_session(session)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for page in self._made.values():
            page.set_theme(theme)

    def _make(self, name: PageName) -> Page:
        page = self._makers[name](self._theme)
        self._made[name] = page
        self.addWidget(cast("QWidget", page))
        if isinstance(page, TellingPage):
            page.status_changed.connect(self.status_changed)
        if self._session is not None:
            page.set_session(self._session)
        return page


class _Tab(QAbstractButton):
    def __init__(self, name: PageName, title: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self._theme = theme
        self.setText(title)
        self.setAccessibleName(f"{title}, page")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it like Space."""
        if key_names(event) == ("Enter",):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(round(QFontMetricsF(self._theme.font("ui.strong")).horizontalAdvance(self.text())) + 24, 28)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        on = self.isChecked()
        line = theme.metric("border.hair")
        if on or self.underMouse():
            painter.setBrush(theme.colour("sunken" if on else "hover"))
            # Where the field has the colour of the bar (high contrast), the frame says which page it is.
            flat = on and theme.colour("sunken") == theme.colour("panel")
            painter.setPen(QPen(theme.colour("border"), line) if flat else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(box.adjusted(line / 2, line / 2, -line / 2, -line / 2) if flat else box, 6, 6)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 5, 5)
        painter.setFont(theme.font("ui.strong" if on else "ui.base"))
        painter.setPen(theme.colour("text" if on else "text_2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class PageTabs(QWidget):
    """The tabs of the pages in the top bar: `chosen(name)`. Arrow keys go from one to the next."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 0, 0, 0)
        self._row.setSpacing(4)
        self._group = QButtonGroup(self)
        self._tabs: dict[PageName, _Tab] = {}
        self.setAccessibleName("Pages")

    def add(self, name: PageName, title: str) -> None:
        """One more tab, at the right."""
        tab = _Tab(name, title, self._theme, self)
        tab.clicked.connect(lambda _=False: self.chosen.emit(name))
        self._tabs[name] = tab
        self._group.addButton(tab)
        self._row.addWidget(tab)
        tab.setChecked(len(self._tabs) == 1)

    def tab(self, name: PageName) -> QAbstractButton:
        """The tab of a page."""
        return self._tabs[name]

    def names(self) -> list[PageName]:
        """The pages that have a tab, from left to right."""
        return list(self._tabs)

    def choose(self, name: PageName) -> None:
        """Show that this is the page now, without a signal."""
        self._tabs[name].setChecked(True)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for tab in self._tabs.values():
            tab.set_theme(theme)
