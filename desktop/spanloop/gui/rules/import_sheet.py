"""What a file of patterns would bring, and under which label of the schema each of its labels goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QScrollArea, QWidget

from spanloop.core.schema import Schema
from spanloop.core.wording import count
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.plain import PlainLabel
from spanloop.gui.theme import Theme
from spanloop.operations.ruling import ImportPlan

_LEAVE, _CREATE = "\0leave", "\0create"
_EXAMPLES = 3


class ImportRulesSheet(Sheet):
    """wanted(mapping, create): the person wants it so; create: labels that are to be added to the schema."""

    wanted = Signal(object, object)

    def __init__(
        self,
        plan: ImportPlan,
        *,
        schema: Schema,
        examples: Mapping[str, Sequence[str]],
        theme: Theme,
        parent: QWidget | None,
    ) -> None:
        """examples: words of some patterns of each label of the file."""
        super().__init__(f"Import rules from {plan.file.name}", theme=theme, parent=parent, width=640)
        self.setObjectName("importRules")
        self._plan = plan
        said = [count(len(plan.file.lines), "pattern")]
        if plan.there:
            said.append(f"{plan.there:,} there already")
        if plan.file.doubles:
            said.append(f"{plan.file.doubles:,} said twice")
        self.add_text("; ".join(said) + ". Say what each label of the file is here.")
        self.choices: dict[str, QComboBox] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (label, number) in enumerate(plan.file.labels.items()):
            choice = self._choice(label, schema)
            self.choices[label] = choice
            some = ", ".join(examples.get(label, ())[:_EXAMPLES])
            grid.addWidget(PlainLabel(label), row, 0)
            grid.addWidget(PlainLabel(f"{count(number, 'pattern')}: {some}", tone="quiet", wrap=True), row, 1)
            grid.addWidget(choice, row, 2)
        room = QWidget()
        room.setLayout(grid)
        scroll = QScrollArea()
        scroll.setWidget(room)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setMinimumHeight(min(360, 48 * len(self.choices) + 8))
        self.body.addWidget(scroll, 1)
        self.warning = self.add_text("", tone="warning")
        self.add_cancel()
        self.import_button = self.add_button("Import", primary=True)
        self.import_button.clicked.connect(self._finish)
        self._look()
        first = next((self.choices[name] for name in plan.unknown), None)
        (first or self.import_button).setFocus()

    def _choice(self, label: str, schema: Schema) -> QComboBox:
        choice = QComboBox()
        choice.setAccessibleName(f"{label} of the file is")
        for item in schema.entities:
            choice.addItem(f"as {item.label}", item.label)
        for kind in schema.events:
            choice.addItem(f"as event {kind.type}", kind.type)
        choice.addItem("Leave out", _LEAVE)
        if label in self._plan.unknown:
            choice.addItem(f"Create the label {label}", _CREATE)
        target = self._plan.targets.get(label)
        wanted = target[1] if target is not None else self._plan.unknown.get(label) or _LEAVE
        choice.setCurrentIndex(max(0, choice.findData(wanted)))
        choice.currentIndexChanged.connect(lambda _: self._look())
        return choice

    def _look(self) -> None:
        """What the button would import, and what a new label means."""
        taken = [label for label, choice in self.choices.items() if choice.currentData() != _LEAVE]
        number = sum(self._plan.file.labels[label] for label in taken)
        made = [label for label, choice in self.choices.items() if choice.currentData() == _CREATE]
        self.import_button.setEnabled(number > 0)
        self.import_button.setText(f"Import {count(number, 'rule')}" if number else "Import")
        unknown = [label for label in self._plan.unknown if label not in made]
        words = f"The schema does not have {', '.join(unknown)}. " if unknown else ""
        if made:
            words += f"{', '.join(made)} comes into the schema: complete articles have to be looked through again."
        self.warning.setText(words.strip())
        self.warning.setVisible(bool(words))

    def _finish(self) -> None:
        chosen = {label: str(choice.currentData()) for label, choice in self.choices.items()}
        create = frozenset(label for label, what in chosen.items() if what == _CREATE)
        mapping = {
            label: None if what == _LEAVE else what
            for label, what in chosen.items()
            if what != _CREATE and (what != label or label in self._plan.unknown)
        }
        self.accept()
        self.wanted.emit(mapping, create)


class LabelSheet(Sheet):
    """Asks which label the terms of a list have that names none."""

    def __init__(
        self, name: str, *, schema: Schema, then: Callable[[str], object], theme: Theme, parent: QWidget | None
    ) -> None:
        super().__init__(f"Which label do the terms of {name} have?", theme=theme, parent=parent)
        self.setObjectName("termLabel")
        self.choice = QComboBox()
        for item in schema.entities:
            self.choice.addItem(item.label)
        for kind in schema.events:
            self.choice.addItem(kind.type)
        self.add_field("The file names a label nowhere, or not everywhere", self.choice)
        self.add_cancel()
        self.add_button("Go on", primary=True).clicked.connect(self.accept)
        self.accepted.connect(lambda: then(self.choice.currentText()))
        self.choice.setFocus()
