"""The preview of an import: what was found, what will be left out and why, and each article as it will come in."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from spanloop.core.article import Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.wording import count, one_line
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.dialogs.messages import Question
from spanloop.gui.fields import QuietButton, Segments
from spanloop.gui.importing.item_list import Edited, ItemList, ItemModel
from spanloop.gui.importing.item_panel import ItemPanel, no_date
from spanloop.gui.importing.words import button_text, row_title
from spanloop.gui.keycaps import Hint, HintButton
from spanloop.gui.plain import tooltip
from spanloop.gui.theme import Theme
from spanloop.operations.look_rows import STATES, totals_words
from spanloop.operations.looking import Look, RowState
from spanloop.operations.zone_editing import lines_to_edit

#: The tabs: which states each lists.
TABS: dict[str, tuple[str, frozenset[RowState]]] = {
    "all": ("All", frozenset(STATES)),
    "new": ("New", frozenset({"new", "alike", "marks"})),
    "refused": ("Refused", frozenset({"refused"})),
    "known": ("Known", frozenset({"here", "changed"})),
    "skipped": ("Skipped", frozenset({"skipped"})),
}
_HINTS = (Hint(("Space",), "tick"), Hint(("Right",), "to its lines"))
#: How long the keyboard rests on a row before its text is read, so that held arrow keys do not wait for texts.
_REST_MS = 25
#: So much of a title is said.
_TITLE = 60


class PreviewSheet(Sheet):
    """Nothing is written while it is open. wanted(Choices, revise): the person imports."""

    wanted = Signal(object, bool)

    def __init__(self, look: Look, *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Import", theme=theme, parent=parent, width=880)
        self.setObjectName("importPreview")
        self._look = look
        self._number = -1
        self.model = ItemModel(look)
        self.totals = self.add_text(totals_words(look.totals), tone="")
        self.totals.setToolTip(tooltip("\n".join(f"{path}: {why}" for path, why in look.totals.examples)))
        self.panel = ItemPanel(theme=theme)
        self.panel.edited.connect(self._edited)
        self.panel.misdated.connect(self._misdated)
        self.panel.zones_changed.connect(self._zones_changed)
        split = QSplitter()
        split.addWidget(self._left(theme))
        split.addWidget(self._right())
        split.setChildrenCollapsible(False)
        split.setHandleWidth(17)
        split.setStyleSheet("QSplitter::handle { background: transparent; }")
        self.body.addWidget(split, 1)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.show_current)
        self._add_foot()
        self._fit(parent, split)
        self._show_tab("all")
        self._count()
        self.show_current()
        self.list.setFocus()

    def _left(self, theme: Theme) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.tabs = Segments({name: title for name, (title, _) in TABS.items()}, theme=theme, wide=True)
        self.tabs.set_counts({name: len(self._look.numbers(states)) for name, (_, states) in TABS.items()})
        self.tabs.set_shown("skipped", bool(self._look.totals.skipped))
        self.tabs.chosen.connect(self._show_tab)
        column.addWidget(self.tabs)
        self.list = ItemList(self.model, theme=theme)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._rest.start())
        self.list.right.connect(self._to_lines)
        self.panel.left.connect(self.list.setFocus)
        self.model.ticked.connect(self._count)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.all_button = QuietButton("Tick all", theme=theme)
        self.none_button = QuietButton("Tick none", theme=theme)
        self.all_button.clicked.connect(lambda: self.model.tick(range(self.model.rowCount()), on=True))
        self.none_button.clicked.connect(lambda: self.model.tick(range(self.model.rowCount()), on=False))
        row.addWidget(self.all_button)
        row.addWidget(self.none_button)
        row.addStretch(1)
        for hint in _HINTS:
            row.addWidget(HintButton(hint, theme))
        column.addLayout(row)
        return side

    def _right(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)
        return side

    def _add_foot(self) -> None:
        changed = self._look.totals.states.get("changed", 0)
        self.revise = QCheckBox(f"Bring {count(changed, 'changed article')} in as new revisions; marks go along")
        self.revise.setVisible(changed > 0)
        self.revise.toggled.connect(self._set_revise)
        self.body.addWidget(self.revise)
        #: Why nothing is imported yet.
        self.held = self.add_text("", tone="error")
        self.held.hide()
        self.add_cancel()
        self.import_button = self.add_button("Import", primary=True)
        self.import_button.clicked.connect(self._finish)

    def _fit(self, parent: QWidget | None, split: QSplitter) -> None:
        window = parent.window() if parent else None
        width, height = (window.width(), window.height()) if window else (1440, 900)
        width, height = min(1240, width - 48), min(840, height - 48)
        self.resize(width, height)
        left = min(460, round(width * 0.4))
        split.setSizes([left, width - left])
        split.setStretchFactor(1, 1)

    # what is shown

    def _show_tab(self, name: str) -> None:
        self.model.show_states(TABS[name][1])
        self.tabs.choose(name)
        self.list.go_to(0)
        self._rest.start()

    def show_current(self) -> None:
        """Show the item on which the list stands, now."""
        self._rest.stop()
        index = self.list.currentIndex()
        if not index.isValid():
            self._number = -1
            self.panel.show_nothing()
            return
        self._number = self.model.number(index.row())
        row = self.model.row_of(self._number)
        if row.state in {"refused", "skipped"}:
            self.panel.show_refused(row)
        elif row.marked is not None:
            self.panel.show_marks(row, row.marked)
        else:
            self._show_article()

    def _show_article(self) -> None:
        row = self.model.row_of(self._number)
        try:
            draft = self._look.draft(self._number)
        except SpanloopError as error:
            self.panel.show_refused(row)
            self.panel.said.setText(str(error))
            return
        lines = lines_to_edit(draft.text, draft.zones)
        lines.put(self.model.zones.get(self._number, draft.zones))
        fixed = row.state not in self.model.importable
        self.panel.show_article(
            row, lines, draft.zones, fixed=fixed, misdated=self.model.misdated.get(self._number, "")
        )

    def _to_lines(self) -> None:
        self.show_current()
        if self.panel.currentIndex() == 0:
            self.panel.lines.list.setFocus()

    def _edited(self, edited: Edited) -> None:
        if self._number >= 0:
            self.model.edit(self._number, edited)

    def _misdated(self, words: str) -> None:
        if self._number >= 0:
            self.model.put_misdated(self._number, words)

    def _set_revise(self, on: bool) -> None:
        self.model.set_revise(on)
        self.show_current()

    def _zones_changed(self, zones: tuple[Zone, ...]) -> None:
        if self._number >= 0:
            self.model.put_zones(self._number, zones)

    def _count(self) -> None:
        articles, marked = self.model.chosen()
        held = self._look.totals.states
        out = held.get("refused", 0) + sum(self.model.is_chosen(number) is False for number in self.model.left_out)
        self.import_button.setText(button_text(articles, marked, out))
        self.import_button.setEnabled(articles + marked > 0)
        wrong = self.model.first_misdated()
        if wrong is None:
            self.held.hide()
        elif not self.held.isHidden():
            self._say_held(wrong)

    def _say_held(self, number: int) -> None:
        title = one_line(row_title(self.model.row_of(number)), most=_TITLE)
        self.held.setText(f"Not imported yet. “\u2068{title}\u2069”: {no_date(self.model.misdated[number])}")
        self.held.show()

    def _holds(self) -> bool:
        """Whether a field is wrong; says so and goes to it."""
        self.panel.take_date()
        wrong = self.model.first_misdated()
        if wrong is not None:
            self._say_held(wrong)
            row = self.model.place(wrong)
            if row is None:
                self._show_tab("all")
                row = self.model.place(wrong)
            self.list.go_to(row or 0)
            self.show_current()
            self.panel.date.setFocus()
            self.panel.date.selectAll()
            return True
        return self.panel.lines.holds()

    def _finish(self) -> None:
        if self._holds():
            return
        choices, revise = self.model.choices(), self.model.revise
        self.accept()
        self.wanted.emit(choices, revise)

    def reject(self) -> None:
        """Qt: Cancel or Esc. What a person corrected is not thrown away by one key."""
        corrected = len({*self.model.edited, *self.model.zones, *self.model.misdated})
        if not corrected:
            super().reject()
            return
        question = Question(
            "Leave without importing?",
            f"What you corrected in {count(corrected, 'article')} is lost then.",
            act="Leave",
            stay="Keep looking",
            careful=True,
            theme=self.theme,
            parent=self,
        )
        question.accepted.connect(lambda: self.done(0))
        question.open()

    def done(self, result: int) -> None:
        """Qt: the dialog ends, whichever way."""
        self._rest.stop()
        super().done(result)
