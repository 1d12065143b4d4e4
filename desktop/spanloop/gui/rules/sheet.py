"""The sheet of rules: which there are, how right each is, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from spanloop.core.rules import LEARNED_SET, Rule, Tally
from spanloop.core.schema import Schema
from spanloop.core.wording import count
from spanloop.gui.actions import KeysOf
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.fields import SearchField
from spanloop.gui.keywords import spell
from spanloop.gui.plain import PlainLabel
from spanloop.gui.rules.rows import RuleList, RuleModel, RuleTitles
from spanloop.gui.theme import Theme
from spanloop.operations.rule_suggesting import Measures

_NOTHING = (
    "No rules yet. Import a list of names, learn them from the marks, or put the cursor on a mark and press"
    " {rules.from_mark}."
)


#: Why a rule that was learned from two places may have no match.
_APART = "A learned rule is tried only on articles that did not teach it."


class RulesSheet(Sheet):
    """The list with a filter above it.

    switch_asked(uids, on), remove_asked(uids), import_asked, learn_asked, suggest_asked, export_asked.
    """

    switch_asked = Signal(object, bool)
    remove_asked = Signal(object)
    import_asked = Signal()
    export_asked = Signal()
    learn_asked = Signal()
    suggest_asked = Signal()

    def __init__(self, *, schema: Schema, theme: Theme, keys: KeysOf, parent: QWidget | None) -> None:
        super().__init__("Rules", theme=theme, parent=parent, width=860)
        self.setObjectName("rulesSheet")
        self.model = RuleModel(self)
        self.sets = QComboBox()
        self.sets.setAccessibleName("Rule set")
        self.field = SearchField("Filter rules", key="", theme=theme)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.sets, 3)
        top.addWidget(self.field, 2)
        self.body.addLayout(top)
        self.figure = self.add_text("")
        self.list = RuleList(self.model, theme=theme, schema=schema)
        self.list.setMinimumHeight(320)
        self.titles = RuleTitles(theme, self.list)
        self.nothing = PlainLabel(spell(_NOTHING, keys), tone="quiet", wrap=True)
        self.body.addWidget(self.titles)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.nothing)
        self.state = self.add_text("")
        self.remove_button = self._button("Remove", lambda: self._remove(self.list.rows()))
        self.export_button = self._button("Export…", self.export_asked.emit)
        self.import_button = self._button("Import…", self.import_asked.emit)
        self.learn_button = self._button("Learn from the marks", self.learn_asked.emit)
        self.add_cancel("Close")
        self.suggest_button = self.add_button("Suggest by rules", primary=True)
        self.suggest_button.clicked.connect(self.suggest_asked.emit)
        self.sets.currentIndexChanged.connect(lambda _: self._narrow())
        self.field.textChanged.connect(lambda _: self._narrow())
        self.field.installEventFilter(self)
        self.list.switched.connect(self._switch)
        self.list.removed.connect(self._remove)
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._look())

    def _button(self, text: str, work: object) -> QPushButton:
        button = self.add_button(text)
        button.clicked.connect(work)
        return button

    # what is shown

    def show_rules(self, rules: Sequence[Rule]) -> None:
        """Show the rules of now; set, filter, and the rule that is chosen stay."""
        chosen = [self.model.shown[row].uid for row in self.list.rows()]
        row = self.list.currentIndex().row()
        before = self.sets.currentData()
        ordered = dict.fromkeys(rule.set for rule in rules)
        self.model.rules = [rule for home in ordered for rule in rules if rule.set == home]
        self.sets.blockSignals(True)
        self.sets.clear()
        self.sets.addItem(f"All rule sets, {count(len(rules), 'rule')}", "")
        for home in ordered:
            mine = sum(rule.set == home for rule in rules)
            self.sets.addItem(f"{home.name}, {count(mine, 'rule')}", home.uid)
        self.sets.setCurrentIndex(max(0, self.sets.findData(before)))
        self.sets.blockSignals(False)
        self._narrow()
        kept = self.model.row_of(chosen[0]) if chosen else -1
        kept = kept if kept >= 0 else min(max(row, 0), len(self.model.shown) - 1)
        if kept >= 0:
            self.list.setCurrentIndex(self.model.index(kept))
        self._look()

    def measure(self, measures: Measures) -> None:
        """Show how right each rule is."""
        self.model.measure(measures)
        self._look()

    def say(self, words: str) -> None:
        """What runs, or what came of the last act."""
        self.state.setText(words)
        self.state.setVisible(bool(words))

    def begin(self) -> None:
        """Put the keyboard where it is wanted first."""
        (self.list if self.model.shown else self.import_button).setFocus()

    def _narrow(self) -> None:
        self.model.narrow(words=self.field.text(), of_set=str(self.sets.currentData() or ""))
        if self.model.shown:
            self.list.setCurrentIndex(self.model.index(0))
        self._look()

    def _look(self) -> None:
        there, shown = bool(self.model.rules), bool(self.model.shown)
        self.nothing.setVisible(not there)
        self.sets.setVisible(there)
        self.field.setVisible(there)
        self.list.setVisible(there)
        self.titles.setVisible(there)
        self.figure.setVisible(there)
        self.figure.setText(self._figure() if shown else f"Nothing matches “{self.field.text()}”. Clear the filter.")
        self.remove_button.setEnabled(bool(self.list.rows()))
        self.export_button.setEnabled(there)
        self.suggest_button.setEnabled(any(rule.state == "on" for rule in self.model.rules))

    def _figure(self) -> str:
        """How the shown set does, and how many rules are off."""
        off = sum(rule.state == "off" for rule in self.model.shown)
        parts = [f"{count(len(self.model.shown), 'rule')} shown{f', {off:,} off' if off else ''}"]
        measures, home = self.model.measures, str(self.sets.currentData() or "")
        if measures is not None:
            tallies = [tally for uid, tally in measures.sets.items() if home in ("", uid)]
            whole = Tally()
            for tally in tallies:
                whole |= tally
            parts.append(f"measured on what people decided: {whole.text}")
        apart = any(rule.set.name == LEARNED_SET for rule in self.model.shown) and measures is not None
        return "; ".join(parts) + (f". {_APART}" if apart else ".")

    # what people do

    def _switch(self, rows: Sequence[int]) -> None:
        rules = [self.model.shown[row] for row in rows]
        on = rules[0].state == "off"
        self.switch_asked.emit([rule.uid for rule in rules if (rule.state == "on") != on], on)

    def _remove(self, rows: Sequence[int]) -> None:
        if rows:
            self.remove_asked.emit([self.model.shown[row].uid for row in rows])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: arrows in the field go to the list, and Enter does not begin to suggest."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.list.setFocus()
                return True
            if event.key() == Qt.Key.Key_Escape and self.field.text():
                self.field.clear()
                return True
        return super().eventFilter(watched, event)
