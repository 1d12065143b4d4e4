"""The card of the mention in focus."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from spanloop.core.marks import Mention
from spanloop.core.schema import Schema
from spanloop.core.wording import score_text
from spanloop.gui.actions import KeysOf
from spanloop.gui.inspector.card_parts import show_menu
from spanloop.gui.inspector.controls import Chip
from spanloop.gui.inspector.index import DeskIndex, Entry
from spanloop.gui.inspector.mark_card import MarkCard
from spanloop.gui.inspector.roles import RoleRow
from spanloop.gui.inspector.sentence import Piece, argument_sure_words, is_rtl, suggested_by, sure_words
from spanloop.gui.inspector.time_row import TimeRow
from spanloop.gui.keys import key_names
from spanloop.gui.labelmenus import MOST_IN_MENU
from spanloop.gui.theme import Theme


class MentionCard(MarkCard):
    """Label, text, uses and note of one mention; accept, reject or relabel a suggested one."""

    label_asked = Signal(str, str)
    filler_removed = Signal(str, str, str)

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(theme, schema, parent, what="mention")
        self._uses: list[RoleRow] = []
        self._others: list[Chip] = []
        self.time = TimeRow(theme)
        self.time.resized.connect(self.updateGeometry)
        self._rows_box.addWidget(self.time)
        self.label_chip = Chip(theme, schema)
        self.label_chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.label_chip.clicked.connect(self._open_labels)
        self._flow.addWidget(self.label_chip)

    def show_mention(self, index: DeskIndex, entry: Entry, *, theme: Theme) -> None:
        """Show a mention, own or suggested."""
        self._begin(index, entry, theme)
        self.label_chip.set_theme(theme)
        mention = self._mention()
        if entry.suggested:
            self._kind.set_text(sure_words(index, entry), token="suggestion")
        else:
            self._kind.set_text("accepted suggestion" if mention.origin else "", token="text_3")
        quote = index.quote(mention.fragments)
        self._show_text([Piece(quote)])
        is_time = mention.label in index.schema.time_labels
        self.time.set_theme(theme)
        self.time.show_mention(index.desk.article, mention if is_time else None, locked=entry.suggested)
        self._show_uses(entry, is_time=is_time)
        self._show_labels(entry)
        self._set_key_order([self.time.line, *self._uses], [self.label_chip, *self._others])
        self._note_box.setVisible(not entry.suggested)
        self.note.show_note(mention.notes)
        by = f", {suggested_by(index, entry)}" if entry.suggested else ""
        self.setAccessibleName(f"{mention.label} {quote}{by}")
        self.updateGeometry()
        self.update()

    def _mention(self) -> Mention:
        assert self._entry is not None
        assert isinstance(self._entry.mark, Mention)
        return self._entry.mark

    def set_keys(self, keys: KeysOf) -> None:
        """Name these keys from now on."""
        super().set_keys(keys)
        self.time.line.set_key("".join(keys("time.value")[:1]))

    def _show_uses(self, entry: Entry, *, is_time: bool) -> None:
        """Rows "attacker of STRIKE shelled": the events that this mention fills."""
        assert self._index is not None
        uses = self._index.uses(entry.uid)
        while len(self._uses) < len(uses):
            row = RoleRow(self._theme, self._schema, self)
            row.asked.connect(partial(self._use_pressed, row))
            row.chosen.connect(self.mark_chosen)
            row.removed.connect(self._use_removed)
            self._rows_box.addWidget(row)
            self._uses.append(row)
        for row, (event, argument) in zip(self._uses, uses, strict=False):
            row.set_schema(self._schema)
            row.set_theme(self._theme)
            quote = self._index.quote(event.fragments)
            sure = argument_sure_words(self._index, event, argument)
            row.show_role(
                argument.role,
                key="",
                filler=event.uid,
                quote=quote,
                label=event.name,
                is_event=True,
                suggested=event.suggested,
                sure=sure,
                rtl=is_rtl(quote),
                locked=event.suggested,
            )
            row.setAccessibleName(f"{argument.role} of {event.name} {quote}{sure and ', '}{sure}")
            row.setVisible(True)
        for row in self._uses[len(uses) :]:
            row.setVisible(False)
        self._lines[0].setVisible(bool(uses) or is_time)
        edge = 4 if uses or is_time else 0
        self._rows_box.setContentsMargins(1, edge, 1, edge)

    def _show_labels(self, entry: Entry) -> None:
        """The label, and what else was suggested for the same words."""
        assert self._index is not None
        mention = self._mention()
        others = self._alternatives(entry)
        while len(self._others) < len(others):
            chip = Chip(self._theme, self._schema, self._chips_box)
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._flow.addWidget(chip)
            chip.clicked.connect(partial(self._take_label, chip))
            self._others.append(chip)
        for chip, (label, score) in zip(self._others, others, strict=False):
            item = self._schema.entity(label)
            chip.set_theme(self._theme)
            chip.set_schema(self._schema)
            text = "" if score is None else score_text(score)
            chip.show_parts(
                text, key=item.key if item else "", tag=label, state="quiet", name=f"label as {label} {text}"
            )
            chip.setVisible(True)
        for chip in self._others[len(others) :]:
            chip.setVisible(False)
        self.label_chip.set_schema(self._schema)
        if entry.suggested:
            self.label_chip.show_parts("or as", value="another label", state="quiet", name="accept as another label")
        else:
            item = self._schema.entity(mention.label)
            key = item.key if item else ""
            name = f"label {mention.label}, change"
            self.label_chip.show_parts("label", key=key, value=mention.label, state="quiet", name=name)

    def _alternatives(self, entry: Entry) -> list[tuple[str, float | None]]:
        assert self._index is not None
        found = {
            m.label: m.score
            for marks in self._index.desk.suggestions
            for m in marks.mentions
            if m.fragments == entry.fragments and m.label != entry.name
        }
        return sorted(found.items(), key=lambda pair: (-(pair[1] or 0), pair[0]))[:3]

    # what people do

    def _use_pressed(self, row: RoleRow, _role: str) -> None:
        self.mark_chosen.emit(row.filler)

    def _use_removed(self, role: str, event: str) -> None:
        if self._entry is not None:
            self.filler_removed.emit(event, role, self._entry.uid)

    def _take_label(self, chip: Chip) -> None:
        self._relabel(chip.tag)

    def _relabel(self, label: str) -> None:
        if self._entry is not None and label != self._entry.name:
            self.label_asked.emit(self._entry.uid, label)

    def _open_labels(self) -> None:
        if len(self._schema.entities) > MOST_IN_MENU:
            self._chooser(self._relabel).open_list(self, types=False)
            return
        menu = QMenu(self)
        self._chooser(self._relabel).add_to(menu, types=False, parent=self)
        show_menu(menu, self.label_chip)

    def _open_menu(self) -> None:
        assert self._entry is not None
        menu = QMenu(self)
        labels = menu
        if len(self._schema.entities) <= MOST_IN_MENU:
            labels = menu.addMenu("Accept as" if self._entry.suggested else "Change label")
        self._chooser(self._relabel).add_to(labels, types=False, parent=self)
        self._add_link_act(menu)
        menu.addAction("Show guideline", partial(self.guideline_asked.emit, self._entry.name))
        menu.addSeparator()
        if self._entry.suggested:
            menu.addAction("Reject suggestion", partial(self._tell, self.reject_asked))
        else:
            menu.addAction("Remove mention", partial(self._tell, self.remove_asked))
        show_menu(menu, self.menu_button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: label keys relabel; Enter accepts and Backspace rejects a suggestion; Delete removes an own mention."""
        if self._entry is None or not any(self._act_on(name) for name in key_names(event)):
            super().keyPressEvent(event)

    def _act_on(self, key: str) -> bool:
        assert self._entry is not None
        suggested = self._entry.suggested
        if key == "Enter" and suggested:
            self._tell(self.accept_asked)
        elif key in ("Backspace", "Delete") and suggested:
            self._tell(self.reject_asked)
        elif key == "Delete" and self.hasFocus():
            self._tell(self.remove_asked)
        else:
            label = next((item.label for item in self._schema.entities if item.key and item.key == key), None)
            if label is None:
                return False
            self._relabel(label)
        return True
