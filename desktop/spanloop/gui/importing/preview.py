"""The preview of an import: what was found, what will be left out and why, and each article as it will come in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from spanloop.core.article import Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.schema import Schema
from spanloop.core.wording import count, one_line
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.dialogs.messages import Question
from spanloop.gui.fields import QuietButton, Segments
from spanloop.gui.importing.item_list import Edited, ItemList, ItemModel
from spanloop.gui.importing.item_panel import ItemPanel, no_date
from spanloop.gui.importing.marked import MarkedFiles
from spanloop.gui.importing.names_page import NamesPage
from spanloop.gui.importing.words import button_text, row_title, sentence
from spanloop.gui.keycaps import Hint, HintButton
from spanloop.gui.plain import tooltip
from spanloop.gui.theme import Theme
from spanloop.operations.importing import marks_formats
from spanloop.operations.look_rows import STATES, totals_words
from spanloop.operations.looking import Look, RowState
from spanloop.operations.name_choices import NameChoices
from spanloop.operations.people_of_files import AuthorFrom
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
#: Pixels below which list and lines cannot be read.
_LOWEST = 300
#: How files may be read that are no format of marks.
_BY_ITSELF, _TEXT = "what each file is", "text without marks"
#: Whose the marks may be of files that name nobody.
_WHOSE: Mapping[str, str] = {
    "": "yours", "file": "of who their file is called after", "folder": "of who their folder is called after",
}  # fmt: skip
#: So much of a title is said.
_TITLE = 60


class PreviewSheet(Sheet):
    """Nothing is written while it is open. wanted(Choices, revise): the person imports. again(format, author_from): the
    files are to be read as that, and those called so whose marks name nobody."""

    wanted = Signal(object, bool)
    again = Signal(str, str)

    def __init__(
        self,
        look: Look,
        *,
        theme: Theme,
        parent: QWidget | None,
        names: NameChoices | None = None,
        file_format: str = "auto",
        author_from: AuthorFrom = "",
        me: str = "",
        stopped: SpanloopError | None = None,
    ) -> None:
        """names: what was decided about names of other tools before. file_format: how the files were read. author_from:
        whose their marks are where they name nobody. me: who imports. stopped: why an import of them wrote nothing."""
        super().__init__("Import", theme=theme, parent=parent, width=880)
        self.setObjectName("importPreview")
        self._look = look
        self._file_format, self._author_from = file_format, author_from
        self._number = -1
        self.model = ItemModel(look)
        self.marked = MarkedFiles(look)
        self.choices = names or NameChoices(Schema("", ""))
        self.choices.set_rows(self.marked.unknown(self.model.is_chosen))
        self.totals = self.add_text(totals_words(look.totals), tone="")
        self.totals.setToolTip(tooltip("\n".join(f"{path}: {why}" for path, why in look.totals.examples)))
        if self.marked:
            self.held_marks = self.add_text(self.marked.words(me=me))
        self.body.addLayout(self._head(theme))
        self.panel = ItemPanel(theme=theme, schema=self.choices.schema)
        self.panel.edited.connect(self._edited)
        self.panel.misdated.connect(self._misdated)
        self.panel.zones_changed.connect(self._zones_changed)
        split = QSplitter()
        split.addWidget(self._left(theme))
        split.addWidget(self._right())
        split.setChildrenCollapsible(False)
        split.setHandleWidth(17)
        split.setStyleSheet("QSplitter::handle { background: transparent; }")
        self.stack = QStackedWidget()
        self.stack.addWidget(split)
        self.names = NamesPage(self.choices, theme=theme)
        self.names.changed.connect(self._count)
        self.names.settled.connect(self._to_button)
        self.stack.addWidget(self.names)
        self.stack.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.stack.setMinimumHeight(_LOWEST)
        self.body.addWidget(self.stack, 1)
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
        if stopped is not None:
            self._say_stopped(stopped)

    def _head(self, theme: Theme) -> QHBoxLayout:
        """Files or names, where any are to be decided; at the right how the files are read, and whose marks are that
        name nobody."""
        row = QHBoxLayout()
        row.setSpacing(8)
        self.parts = Segments({"files": "Files", "names": "Names"}, theme=theme, wide=True)
        self.parts.choose("files")
        self.parts.chosen.connect(self._show_part)
        self.parts.setVisible(self.marked.lacking())
        row.addWidget(self.parts)
        row.addStretch(1)
        self.whose = self._menu("Marks of nobody named", _WHOSE, self._author_from, self._read_whose)
        self.whose.setVisible(bool(self._author_from) or self.marked.of_nobody())
        row.addWidget(self.whose)
        formats = {"auto": _BY_ITSELF, **{known.name: known.title for known in marks_formats()}, "text": _TEXT}
        self.read_as = self._menu("Read as", formats, self._file_format, self._read_as)
        row.addWidget(self.read_as)
        return row

    def _menu(self, title: str, choices: Mapping[str, str], chosen: str, then: Callable[[str], object]) -> QuietButton:
        """A button that says what is chosen and opens the other choices."""
        button = QuietButton(f"{title}: {choices[chosen]}", theme=self.theme, arrow=True)
        menu = QMenu(button)
        for name, words in choices.items():
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(name == chosen)
            action.triggered.connect(lambda _=False, name=name: then(name))
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        return button

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
        self.hints = [HintButton(hint, theme) for hint in _HINTS]
        for hint in self.hints:
            row.addWidget(hint)
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
        #: What of the files of marks does not come in.
        self.refused = self.add_text("", tone="warning")
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

    def _show_part(self, name: str) -> None:
        self.parts.choose(name)
        self.stack.setCurrentIndex(int(name == "names"))
        if name == "names":
            self.names.take_keyboard()
        else:
            self.list.setFocus()

    def _to_button(self) -> None:
        """All is decided: the next Enter imports."""
        self.import_button.setFocus()

    def _say_stopped(self, error: SpanloopError) -> None:
        """Nothing was written: why, and what to do about it."""
        if self.choices.undecided():
            self._show_part("names")
            way_out = "Say what it becomes, too."
        else:
            way_out = error.way_out
        where = f" ({error.where})" if error.where else ""
        self.held.setText(f"Nothing was imported. {sentence(error.what)}{where}. {way_out}".rstrip())
        self.held.show()

    def _read_as(self, chosen: str) -> None:
        if chosen != self._file_format:
            self.accept()
            self.again.emit(chosen, self._author_from)

    def _read_whose(self, chosen: str) -> None:
        if chosen != self._author_from:
            self.accept()
            self.again.emit(self._file_format, chosen)

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
            self.hints[-1].setVisible(False)
            return
        self._number = self.model.number(index.row())
        row = self.model.row_of(self._number)
        if row.state in {"refused", "skipped"}:
            self.panel.show_refused(row)
        elif row.marked is not None:
            self.panel.show_marks(row, row.marked)
        else:
            self._show_article()
        self.hints[-1].setVisible(self.panel.currentIndex() == 0)

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
        self._count_names()
        undecided = len(self.choices.undecided())
        self.import_button.setText(button_text(articles, marked, out, undecided=undecided))
        self.import_button.setEnabled(articles + marked > 0)
        wrong = self.model.first_misdated()
        if wrong is None:
            self.held.hide()
        elif not self.held.isHidden():
            self._say_held(wrong)

    def _count_names(self) -> None:
        """The names of the files that are ticked are asked for."""
        out = self.marked.refused(self.model.is_chosen)
        itself = "contradicts itself" if out == 1 else "contradict themselves"
        what = f"{count(out, 'mark or article', 'marks or articles')} {itself}"
        self.refused.setText(f"{what} and will be left out; the ledger lists each. All else comes in.")
        self.refused.setVisible(out > 0)
        if self.marked.lacking():
            self.choices.set_rows(self.marked.unknown(self.model.is_chosen))
            self.names.refresh()
            self.parts.set_counts({"names": len(self.choices.rows)})

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
        if self.choices.undecided():
            self._show_part("names")
            return
        names, create = self.choices.result()
        choices = replace(self.model.choices(), names=names, create_labels=create, author_from=self._author_from)
        revise = self.model.revise
        self.accept()
        self.wanted.emit(choices, revise)

    def reject(self) -> None:
        """Qt: Cancel or Esc. What a person corrected is not thrown away by one key."""
        corrected = len({*self.model.edited, *self.model.zones, *self.model.misdated})
        decided = len(self.choices.decided)
        if not corrected and not decided:
            super().reject()
            return
        lost = [count(corrected, "article")] if corrected else []
        lost += [count(decided, "name")] if decided else []
        question = Question(
            "Leave without importing?",
            f"What you said of {' and '.join(lost)} is lost then.",
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
