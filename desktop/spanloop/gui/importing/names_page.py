"""The table of names that the schema has not, and beside it what the chosen one may become."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QListView, QTableView, QVBoxLayout, QWidget

from spanloop.core.naming import Name, NameRow, Target
from spanloop.core.wording import count
from spanloop.gui.dialogs.base import ROOMY
from spanloop.gui.fields import QuietButton, SearchField
from spanloop.gui.importing.name_models import NameModel, OfferDelegate, OfferModel
from spanloop.gui.keycaps import Hint, HintButton
from spanloop.gui.plain import PlainLabel
from spanloop.gui.tables import show_rows
from spanloop.gui.theme import Theme
from spanloop.operations.name_choices import ADD, LEAVE, Answer, NameChoices, Offer

_HINTS = (Hint(("Enter",), "choose"), Hint(("+",), "add"), Hint(("Del",), "leave out"))
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_MOVES = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
_FAR = frozenset({Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
#: So many letters that two names begin with tell that they mean one thing.
_TELLING = 3
#: What of the schema is like what has a name in the files.
_PARTS = {"mention": "entity label", "event": "event type", "role": "role", "link": "link"}
_APART = frozenset(_PARTS.values())
_WIDTHS = (0, 120, 64, 190)
_GROWS = "What is added comes into the label schema: complete articles have to be looked through again for it."


class NameTable(QTableView):
    """The names. asked(text): the person wants to choose, having typed so much. quick(answer): a key that answers."""

    asked = Signal(str)
    quick = Signal(object)

    def __init__(self, model: NameModel, *, theme: Theme) -> None:
        super().__init__()
        self.setModel(model)
        show_rows(self, row_height=30, widths=_WIDTHS)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.set_theme(theme)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setAccessibleName("Names that the label schema lacks")

    def set_theme(self, theme: Theme) -> None:
        """Other colours: the border of what has the keyboard."""
        ring = f"QTableView:focus {{ border-color: {theme.colour('focus').name()}; }}"
        self.setStyleSheet(f"{ROOMY} QTableView::item {{ padding: 0 5px; }} {ring}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter and letters lead to the choices, + adds, Delete leaves out."""
        typed = event.text()
        bare = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if event.key() in _ENTER:
            self.asked.emit("")
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.quick.emit(LEAVE)
        elif typed == "+" and bare:
            self.quick.emit(ADD)
        elif bare and typed.strip() and typed.isprintable():
            self.asked.emit(typed)
        else:
            super().keyPressEvent(event)


class NamesPage(QWidget):
    """Edits NameChoices. changed(): other answers. settled(): nothing is left to decide."""

    changed = Signal()
    settled = Signal()

    def __init__(self, choices: NameChoices, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.choices = choices
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(self._left(), 3)
        row.addLayout(self._right(), 2)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_offers())
        self.refresh()

    def _left(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        self.left_words = PlainLabel(wrap=True)
        column.addWidget(self.left_words)
        self.model = NameModel(self.choices, self._theme)
        self.table = NameTable(self.model, theme=self._theme)
        self.table.asked.connect(self._ask)
        self.table.quick.connect(self._answer)
        self.table.doubleClicked.connect(lambda _: self._ask(""))
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.add_button = QuietButton("Add all", theme=self._theme)
        self.add_button.clicked.connect(lambda: self._answer_rest(ADD))
        self.leave_button = QuietButton("Leave out the rest", theme=self._theme)
        self.leave_button.clicked.connect(lambda: self._answer_rest(LEAVE))
        row.addWidget(self.add_button)
        row.addWidget(self.leave_button)
        row.addStretch(1)
        for hint in _HINTS:
            row.addWidget(HintButton(hint, self._theme))
        column.addLayout(row)
        return column

    def _right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        self.head = PlainLabel(wrap=True)
        self.head.setFont(self._theme.font("ui.strong"))
        column.addWidget(self.head)
        self.search = SearchField("Find what it becomes", key="", theme=self._theme)
        self.search.textChanged.connect(lambda _: self._show_offers())
        self.search.installEventFilter(self)
        column.addWidget(self.search)
        self.offers = QListView()
        self.offers.setUniformItemSizes(True)
        self.offers.setAccessibleName("What the name becomes")
        self.offers.setItemDelegate(OfferDelegate(self._theme, self.offers))
        self.offer_model = OfferModel()
        self.offers.setModel(self.offer_model)
        self.offers.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.offers.clicked.connect(lambda index: self._take(self.offer_model.offers[index.row()]))
        self.offers.installEventFilter(self)
        column.addWidget(self.offers, 1)
        self.note = PlainLabel(tone="warning", wrap=True)
        column.addWidget(self.note)
        return column

    # what is shown

    def refresh(self) -> None:
        """Other rows, or other answers."""
        self.model.refresh()
        left, rows = len(self.choices.undecided()), len(self.choices.rows)
        told = f"{left:,} left to decide." if left else "All is decided."
        lacks = f"The label schema lacks {count(rows, 'name')} of what comes in."
        self.left_words.setText(f"{lacks} {told}")
        self.add_button.setEnabled(left > 0)
        self.leave_button.setEnabled(left > 0)
        added = self.choices.result()[1]
        self.note.setText(_GROWS if added else "")
        self.note.setVisible(added)
        if not self.table.currentIndex().isValid() and rows:
            self.go_on()
        self._show_offers()

    def go_on(self) -> None:
        """Stand on the next name that needs an answer, from the top after the last; on the first where none does."""
        rows = self.choices.rows
        here = self.table.currentIndex().row()
        order = [*range(here + 1, len(rows)), *range(here + 1)]
        to = next((row for row in order if self.choices.answer(rows[row].name) is None), max(0, here))
        if rows:
            index = self.model.index(to, 0)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(index, flags)
            self.table.scrollTo(index)

    def take_keyboard(self) -> None:
        """The keyboard goes to the table, on what needs an answer first."""
        current = self.table.currentIndex().row()
        if current < 0 or self.choices.answer(self.choices.rows[current].name) is not None:
            self.go_on()
        self.table.setFocus()

    def _current(self) -> Name | None:
        row = self.table.currentIndex().row()
        return self.choices.rows[row].name if 0 <= row < len(self.choices.rows) else None

    def _chosen(self) -> list[Name]:
        rows = {index.row() for index in self.table.selectionModel().selectedRows()} | {self.table.currentIndex().row()}
        return [self.choices.rows[row].name for row in sorted(rows) if 0 <= row < len(self.choices.rows)]

    def _show_offers(self) -> None:
        name = self._current()
        offers = [] if name is None else list(self.choices.offers(name))
        words = self.search.text().casefold().split()
        said = None if name is None else self.choices.answer(name)
        found = [offer for offer in offers if all(word in _said(offer) for word in words)]
        if words:
            found.sort(key=lambda offer: _rank(offer, words[0]))
        elif name is not None:
            fits = _fitting(self.choices.rows[self.table.currentIndex().row()])
            found.sort(key=lambda offer: (not is_likely(offer, name.name), bool(fits) and offer.part in _APART - fits))
        self.offer_model.show(found, said)
        self.head.setText("" if name is None else f"What “\u2068{name.name}\u2069” becomes")
        at = next((row for row, offer in enumerate(found) if offer.answer == said and not words), 0)
        self.offers.setCurrentIndex(self.offer_model.index(at if found else -1, 0))

    # answers

    def _ask(self, typed: str) -> None:
        self.search.setText(typed)
        self.search.setFocus()

    def _take(self, offer: Offer) -> None:
        self._answer(offer.answer)

    def _answer(self, answer: Answer) -> None:
        """Answer for what is selected, as far as it can be the same kind of thing; then on to what is left."""
        current = self._current()
        if current is None:
            return
        for name in self._chosen():
            if answer in (ADD, LEAVE) or (name.kind, name.of) == (current.kind, current.of):
                self.choices.decide([name], _for(name, answer, of=current))
        self._after()

    def _answer_rest(self, answer: Answer) -> None:
        self.choices.decide(self.choices.undecided(), answer)
        self._after()

    def _after(self) -> None:
        self.search.clear()
        self.table.setFocus()
        if self.choices.undecided():
            self.go_on()
        self.refresh()
        self.changed.emit()
        if not self.choices.undecided():
            self.settled.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: in the field, arrows move in the list below it, Enter takes, Esc and an empty Left lead back."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        if key in _ENTER:
            row = self.offers.currentIndex().row()
            if 0 <= row < len(self.offer_model.offers):
                self._take(self.offer_model.offers[row])
            return True
        if key == Qt.Key.Key_Escape or (key == Qt.Key.Key_Left and not self.search.text()):
            self.search.clear()
            self.table.setFocus()
            return True
        if watched is self.search and key in _MOVES:
            self._move(1 if key in {Qt.Key.Key_Down, Qt.Key.Key_PageDown} else -1, far=key in _FAR)
            return True
        return False

    def _move(self, step: int, *, far: bool) -> None:
        last = len(self.offer_model.offers) - 1
        to = self.offers.currentIndex().row() + step * (10 if far else 1)
        self.offers.setCurrentIndex(self.offer_model.index(max(0, min(last, to)), 0))

    def names(self) -> Sequence[Name]:
        """The names in the order of the table."""
        return [row.name for row in self.choices.rows]


def is_likely(offer: Offer, name: str) -> bool:
    """Whether a name of the schema begins as a name of the files does, or the schema says of it what that says: PER for
    "Person", TIME for "DATE"."""
    if offer.answer in (ADD, LEAVE) or offer.answer.target is None or offer.words.startswith("Add "):
        return False
    here, there = _letters(offer.words), _letters(name)
    if min(len(here), len(there)) >= _TELLING and (here.startswith(there) or there.startswith(here)):
        return True
    return len(there) > _TELLING and there in {_letters(word) for word in offer.also.split()}


def _fitting(row: NameRow) -> set[str]:
    """As what the marks that have a name would come in; empty where they are of several kinds, or nobody knows."""
    held = {one.partition(" ")[0] for one in row.held}
    return {_PARTS[one] for one in held if one in _PARTS} if len(held) == 1 else set()


def _letters(words: str) -> str:
    return "".join(letter for letter in words.casefold() if letter.isalnum())


def _said(offer: Offer) -> str:
    return f"{offer.words} {offer.part} {offer.also}".casefold()


def _rank(offer: Offer, word: str) -> int:
    """Names that begin with what was typed, then those that hold it, then those of which the schema says it."""
    name = offer.words.casefold()
    return 0 if name.startswith(word) else 1 if word in name else 2


def _for(name: Name, answer: Answer, *, of: Name) -> Answer:
    """An answer that was given for one name, for another one: what is added is added under its own name."""
    target = answer.target
    own = target is not None and target.part != "out" and target.name == of.name
    return Answer(Target(target.part, name.name)) if own and target is not None else answer
