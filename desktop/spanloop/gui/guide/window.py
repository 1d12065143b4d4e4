"""The window of the guide: its pages at the left, the page at the right, to be read beside the desk."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractSlider,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from spanloop.core.wording import count
from spanloop.gui.actions import KeysOf
from spanloop.gui.guide import book
from spanloop.gui.guide.browser import GuideBrowser
from spanloop.gui.guide.contents import ContentsList, ContentsModel
from spanloop.gui.guide.speaking import speaker
from spanloop.gui.keycaps import Hint, HintButton
from spanloop.gui.keys import chord_names, key_names, shown
from spanloop.gui.plain import PlainLabel, tooltip
from spanloop.gui.surfaces import Rule
from spanloop.gui.theme import Theme

#: Keys of this window; what they do stands in the hints at its foot and in the tooltips.
_BACK, _FORWARD, _SEARCH, _NEXT, _PREVIOUS = "Alt+Left", "Alt+Right", "Ctrl+F", "F3", "Shift+F3"
_LIST_WIDTH = 264
_SCROLLS = {
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_Space: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
}
_ZOOM = ("view.zoom_in", "view.zoom_out", "view.zoom_reset")


class GuideWindow(QWidget):
    """Not modal, and no child of the main window, so that it stays readable and beside it while a dialog is open.

    act_asked(id): a key of the main window that works here too was pressed. closed(): it is gone.
    """

    act_asked = Signal(str)
    closed = Signal()

    def __init__(self, *, theme: Theme, keys: KeysOf, zoom: int) -> None:
        super().__init__()
        self._theme, self._keys = theme, keys
        #: Names of the pages that were gone through, and where one is among them.
        self._trail: list[str] = []
        self._at = -1
        self.setObjectName("guide")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # The program ends with its main window, whether or not somebody still reads.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setMinimumSize(QSize(640, 420))
        self.resize(1000, 720)
        self.browser = GuideBrowser(theme, keys=keys, zoom=zoom)
        self._model = ContentsModel()
        self.list = ContentsList(self._model, theme=theme)
        self._build()
        self._wire()
        self._list_all()
        self._dress()

    # what is shown

    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        return self._trail[self._at] if self._at >= 0 else ""

    def show_page(self, target: str) -> None:
        """Show a page by its name, or a place in it ("keys#change"); one can go back to the one before.

        Raises KeyError where there is no such page.
        """
        name, _, place = target.partition("#")
        if name and name != self.page:
            book.page(name)
            self._trail = [*self._trail[: self._at + 1], name]
            self._at = len(self._trail) - 1
            self._show()
        if place:
            self.browser.scrollToAnchor(place)

    def set_theme(self, theme: Theme) -> None:
        """Other colours from now on."""
        self._theme = theme
        self.browser.set_theme(theme)
        self.list.set_theme(theme)
        for hint in self._hints:
            hint.set_theme(theme)
        for rule in self.findChildren(Rule):
            rule.set_theme(theme)
        self._dress()

    def keys_changed(self) -> None:
        """Acts have other keys: the page names those, and they close this window."""
        self.browser.keys_changed()
        self._name_close()

    def _show(self) -> None:
        page = book.page(self.page)
        self.browser.show_page(page)
        row = self._model.row_of(page.name)
        if row >= 0 and row != self.list.currentIndex().row():
            self.list.setCurrentIndex(self._model.index(row))
        self.setWindowTitle(f"{page.title} · User guide · Spanloop")
        self._back.setEnabled(self._at > 0)
        self._forward.setEnabled(self._at < len(self._trail) - 1)

    def _go(self, step: int) -> None:
        if 0 <= self._at + step < len(self._trail):
            self._at += step
            self._show()

    def _follow(self, target: str) -> None:
        """A link of a page: to another one, or to a place in this one."""
        file, sign, place = target.partition("#")
        self.show_page(f"{file.removesuffix('.md')}{sign}{place}")
        self.browser.setFocus()

    # searching

    def _search(self, query: str) -> None:
        """List the pages that hold the words, and stay on the page where it is among them."""
        words = query.split()
        if not words:
            self._list_all()
            self.browser.look_for([])
            self._tell("")
            return
        hits = book.search(query, spoken=speaker(self._keys))
        here = self.page
        self._model.show(hits)
        if hits:
            self.list.setCurrentIndex(self._model.index(max(0, self._model.row_of(here))))
        places = self.browser.look_for(words)
        found = f"{count(len(hits), 'page')}; {count(places, 'place')} on this one"
        self._tell(found if hits else f"No page has “{query.strip()}”.")

    def _tell(self, words: str) -> None:
        """How much was found, below the field."""
        self._found.setText(words)
        self._found.setVisible(bool(words))

    def _list_all(self) -> None:
        self._model.show([book.Hit(page, "") for page in book.pages()])
        row = self._model.row_of(self.page)
        if row >= 0:
            self.list.setCurrentIndex(self._model.index(row))

    def _chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.show_page(self._model.hits[index.row()].page.name)

    # building

    def _build(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search the guide")
        self.search.setAccessibleName("Search the guide")
        self._found = PlainLabel(tone="quiet")
        self._found.setContentsMargins(4, 0, 0, 0)
        self._found.hide()
        side = QWidget()
        side.setObjectName("guideSide")
        side.setFixedWidth(_LIST_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 12, 0, 8)
        column.setSpacing(6)
        top = QVBoxLayout()
        top.setContentsMargins(12, 0, 12, 0)
        top.setSpacing(6)
        top.addWidget(self.search)
        top.addWidget(self._found)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(side)
        upper.addWidget(_upright(self._theme))
        upper.addWidget(self.browser, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(upper, 1)
        whole.addWidget(Rule(self._theme))
        whole.addWidget(self._foot())

    def _foot(self) -> QWidget:
        self._back, self._forward = QToolButton(), QToolButton()
        foot = QWidget()
        foot.setObjectName("guideFoot")
        foot.setFixedHeight(36)
        row = QHBoxLayout(foot)
        row.setContentsMargins(8, 0, 12, 0)
        row.setSpacing(4)
        for button, name, key, step in ((self._back, "Back", _BACK, -1), (self._forward, "Forward", _FORWARD, 1)):
            button.setText(name)
            button.setAccessibleName(f"{name}, {shown(key)}")
            button.setToolTip(tooltip(f"{name} ({shown(key)})"))
            button.setEnabled(False)
            button.clicked.connect(lambda _=False, step=step: self._go(step))
            row.addWidget(button)
        row.addSpacing(12)
        row.addStretch(1)
        self._close_hint = HintButton(Hint(("Esc",), "close"), self._theme)
        self._hints = [
            HintButton(Hint((_SEARCH,), "search"), self._theme),
            HintButton(Hint(("F6",), "pages, page"), self._theme),
            HintButton(Hint(("Tab", "Enter"), "links"), self._theme),
            self._close_hint,
        ]
        for hint in self._hints:
            row.addWidget(hint)
            row.addSpacing(8)
        self._name_close()
        return foot

    def _name_close(self) -> None:
        self._close_hint.show_hint(Hint(("Esc", *self._keys("help.guide")[:1]), "close"))

    def _wire(self) -> None:
        self.search.textChanged.connect(self._search)
        for part in (self.search, self.list):
            part.installEventFilter(self)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.browser.link_followed.connect(self._follow)
        for key, work in (
            (_BACK, lambda: self._go(-1)),
            (_FORWARD, lambda: self._go(1)),
            (_SEARCH, self._to_search),
            (_NEXT, self.browser.next_hit),
            (_PREVIOUS, lambda: self.browser.next_hit(-1)),
            ("F6", self._next_part),
            ("Esc", self._leave),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(work)
        self.setTabOrder(self.search, self.list)
        self.setTabOrder(self.list, self.browser)

    def _dress(self) -> None:
        theme = self._theme
        for button, icon in ((self._back, "left"), (self._forward, "right")):
            button.setIcon(theme.icon(icon))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        panel = theme.colour("panel").name()
        self.setStyleSheet(f"#guideSide, #guideFoot {{ background: {panel}; }}")
        self._found.setFont(theme.font("ui.small"))

    # keys

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _next_part(self) -> None:
        """From the list to the page and back."""
        other = self.list if self.browser.hasFocus() else self.browser
        other.setFocus(Qt.FocusReason.TabFocusReason)

    def _leave(self) -> None:
        """Esc: what is looked for goes first."""
        if self.search.text():
            self.search.clear()
            self.list.setFocus()
        else:
            self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: keys that belong to another part than the one that has the keyboard."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        return self._while_typing(event) if watched is self.search else self._while_choosing(event)

    def _while_typing(self, event: QKeyEvent) -> bool:
        """While one types, the arrows choose among the pages and Enter goes from place to place."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self._model.hits:
            row = min(max(self.list.currentIndex().row() + step, 0), len(self._model.hits) - 1)
            self.list.setCurrentIndex(self._model.index(row))
            self.browser.look_for(self.search.text().split())
            return True
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.browser.next_hit(-1 if back else 1)
            return True
        return False

    def _while_choosing(self, event: QKeyEvent) -> bool:
        """While one chooses among the pages, which are few, page keys and the space bar scroll the one shown."""
        step = _SCROLLS.get(Qt.Key(event.key()))
        if step is None:
            return False
        self.browser.verticalScrollBar().triggerAction(step)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the key that opened the guide closes it; the text grows and shrinks as that of articles does."""
        names = {*key_names(event), *chord_names(event)}
        if names & set(self._keys("help.guide")):
            self.close()
        elif names & {"Backspace"}:
            self._go(-1)
        elif act := next((act for act in _ZOOM if names & set(self._keys(act))), ""):
            self.act_asked.emit(act)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt."""
        super().closeEvent(event)
        self.closed.emit()


def _upright(theme: Theme) -> QWidget:
    """A line between two columns."""
    line = Rule(theme)
    line.setFixedSize(1, 16_777_215)
    line.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
    line.setMinimumHeight(0)
    return line
