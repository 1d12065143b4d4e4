"""The guideline page: what a label, an event type or a role means, with examples written and from the project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from spanloop.core.schema import EntityLabel, EventType, Guideline, Role, Schema
from spanloop.gui.inspector.card_parts import card_fonts
from spanloop.gui.inspector.controls import PaintedButton, Tag, Words
from spanloop.gui.inspector.flow import FlowLayout
from spanloop.gui.inspector.marked_view import MarkedTextView
from spanloop.gui.inspector.painting import ink_of, paint_focus_ring, paint_line
from spanloop.gui.inspector.sentence import Look, Piece, example, with_tags
from spanloop.gui.surfaces import Rule
from spanloop.gui.theme import Theme

if TYPE_CHECKING:
    from spanloop.operations.examples import Example


@dataclass(frozen=True, slots=True)
class Topic:
    """What is explained: a label or event type by name, and perhaps one role of the type. Empty: the whole schema."""

    name: str = ""
    role: str = ""


class GuidelinePage(QScrollArea):
    """Shows the guideline of one topic as plain text; nothing in it is loaded or run.

    topic_shown(): another topic is shown, and examples of it from the project are welcome. example_chosen(article,
    mark, start): one of these was clicked.
    """

    topic_shown = Signal()
    example_chosen = Signal(str, str, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._schema: Schema | None = None
        self._topic = Topic()
        self._words: list[str] = []
        self._page = self._column = self._own = QVBoxLayout()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Guideline")
        self.viewport().setAutoFillBackground(False)

    @property
    def topic(self) -> Topic:
        """What is explained now."""
        return self._topic

    def text(self) -> str:
        """All that the page says, one part a line."""
        return "\n".join(self._words)

    def explain(self, topic: Topic, *, schema: Schema, theme: Theme) -> None:
        """Explain something else; the same again costs nothing."""
        if topic == self._topic and schema is self._schema and theme is self._theme:
            return
        self._topic, self._schema, self._theme = topic, schema, theme
        self._words = []
        content = QWidget()
        self._page = QVBoxLayout(content)
        self._page.setContentsMargins(16, 16, 16, 16)
        self._page.setSpacing(12)
        self._column = self._page
        self._fill(topic, schema)
        self._own = QVBoxLayout()
        self._own.setSpacing(10)
        self._page.addLayout(self._own)
        self._page.addStretch(1)
        content.setAutoFillBackground(False)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self.topic_shown.emit()

    def show_examples(self, found: Sequence[Example]) -> None:
        """Show places of this project in which the topic is marked, under all that was written about it."""
        schema = self._schema
        if schema is None or not found:
            return
        self._column = self._own
        self._column.addWidget(Rule(self._theme, inset=1))
        title = Words(self._theme, role="ui.meta", token="text_3", strong=True)
        title.set_text("In this project")
        self._words.append("In this project")
        self._column.addWidget(title)
        look: Look = "trigger" if schema.event(self._topic.name) and not self._topic.role else "filler"
        for one in found:
            self._column.addWidget(_Example(self._sentence(one, look), self._theme))
            self._column.addWidget(self._said_by(one))

    def _sentence(self, one: Example, look: Look) -> MarkedTextView:
        name = self._topic.name
        kind = None if self._schema is None else self._schema.event(name)
        role = kind.role(self._topic.role) if kind else None
        label = name if role is None or kind is None else self._role_label(role, kind)
        view = self._view([Piece(one.before), Piece(one.quote, look, one.mark, label), Piece(one.after)], reading=True)
        view.setToolTip("Open the article at this mark")
        view.piece_clicked.connect(lambda _uid: self.example_chosen.emit(one.article, one.mark, one.start))
        return view

    def _said_by(self, one: Example) -> QWidget:
        """Who marked it so, and where; a button, so that the keyboard gets there too."""
        who = "gold" if one.gold else " and ".join(one.authors[:2]) if len(one.authors) < 3 else (
            f"{len(one.authors)} people"
        )  # fmt: skip
        title = f"\u2068{one.title or 'Untitled'}\u2069"
        button = _Source(f"{who} · {title}", self._theme)
        button.setAccessibleName(f"Open {one.title or 'Untitled'} at {one.quote}")
        button.clicked.connect(lambda: self.example_chosen.emit(one.article, one.mark, one.start))
        self._words.append(f"{who} · {one.title or 'Untitled'}")
        return button

    def _fill(self, topic: Topic, schema: Schema) -> None:
        label, kind = schema.entity(topic.name), schema.event(topic.name)
        if label is not None:
            self._label(label, schema)
        elif kind is not None:
            self._type(kind, kind.role(topic.role), schema)
        else:
            self._overview(schema)

    def _label(self, label: EntityLabel, schema: Schema) -> None:
        self._head(label.label, label.key, schema, trigger=False)
        self._explained(label.help, schema)
        self._examples(label.help.example, look="filler", label=label.label)
        fills = [
            f"{kind.type} {role.name}" for kind in schema.events for role in kind.roles if label.label in role.fills
        ]
        if fills:
            self._rule()
            self._section("Fills")
            self._paragraph([Piece(", ".join(fills))], token="text_2")

    def _type(self, kind: EventType, role: Role | None, schema: Schema) -> None:
        self._head(kind.type, kind.key, schema, trigger=True)
        self._explained(kind.help, schema)
        if role is not None:
            self._column.addWidget(self._note(role, schema))
            self._examples(role.help.example or kind.help.example, look="filler", label=self._role_label(role, kind))
        else:
            self._examples(kind.help.example, look="trigger", label=kind.type)
        self._rule()
        if role is not None:
            self._section("May be filled by")
            self._tags(role, schema)
        else:
            self._section("Roles")
            for one in kind.roles:
                self._entry(one.key, one.name, one.help.gloss or one.help.guideline, schema)
        if kind.kinds:
            self._section("Kinds")
            self._paragraph([Piece(", ".join(kind.kinds))], token="text_2")

    def _overview(self, schema: Schema) -> None:
        self._section("Entity labels")
        for label in schema.entities:
            self._entry(label.key, label.label, label.help.gloss, schema, look="label")
        self._section("Event types")
        for kind in schema.events:
            self._entry(kind.key, kind.type, kind.help.gloss, schema, look="tag")

    # parts

    def _head(self, name: str, key: str, schema: Schema, *, trigger: bool) -> None:
        tag = Tag(self._theme, schema)
        tag.show_name(name, schema=schema, trigger=trigger)
        words = Words(self._theme)
        words.set_text(f"key {key}" if key else "")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(tag)
        row.addWidget(words, 1)
        self._words.append(f"{name} key {key}" if key else name)
        self._column.addLayout(row)

    def _explained(self, help_: Guideline, schema: Schema) -> None:
        for text in (_sentence(help_.gloss), help_.guideline):
            if text:
                self._paragraph(with_tags(text, schema))

    def _examples(self, text: str, *, look: Look, label: str) -> None:
        for line in text.splitlines():
            if line.strip():
                self._column.addWidget(
                    _Example(self._view(example(line, look=look, label=label), reading=True), self._theme)
                )

    def _note(self, role: Role, schema: Schema) -> QWidget:
        words = " ".join(part for part in (_sentence(role.help.gloss), role.help.guideline) if part)
        name = self._view([Piece(role.name, "strong")])
        text = self._view(with_tags(words, schema), token="text_2")
        return _Box([name, text] if words else [name], self._theme)

    def _tags(self, role: Role, schema: Schema) -> None:
        box = QWidget()
        flow = FlowLayout(box, gap=8, line_gap=4)
        names = [e.label for e in schema.entities] if "*" in role.fills else [
            e.label for e in schema.entities if e.label in role.fills
        ]  # fmt: skip
        for name in names:
            tag = Tag(self._theme, schema)
            tag.show_name(name, schema=schema, trigger=False)
            flow.addWidget(tag)
        events = [] if "*" in role.fills_events else [k.type for k in schema.events if k.type in role.fills_events]
        for name in events:
            tag = Tag(self._theme, schema)
            tag.show_name(name, schema=schema, trigger=True)
            flow.addWidget(tag)
        self._words.append(", ".join([*names, *events]))
        self._column.addWidget(box)
        if "*" in role.fills_events:
            self._paragraph([Piece("and any event" if names else "any event")], token="text_2")

    def _entry(self, key: str, name: str, gloss: str, schema: Schema, *, look: Look = "strong") -> None:
        pieces = [Piece(key, "key"), Piece("  ")] if key else []
        pieces += [Piece(name, look, "", name), Piece(f"  {gloss}" if gloss else "")]
        self._paragraph(pieces, token="text_2")

    def _section(self, title: str) -> None:
        words = Words(self._theme, role="ui.meta", token="text_3", strong=True)
        words.set_text(title)
        self._words.append(title)
        # What follows belongs to this heading and stands close to it.
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        self._page.addLayout(self._column)
        self._column.addWidget(words)

    def _paragraph(self, pieces: Sequence[Piece], *, token: str = "text") -> None:
        self._column.addWidget(self._view(pieces, token=token))

    def _rule(self) -> None:
        self._page.addWidget(Rule(self._theme, inset=1))

    def _view(self, pieces: Sequence[Piece], *, token: str = "text", reading: bool = False) -> MarkedTextView:
        assert self._schema is not None
        view = MarkedTextView(line_height=24 if reading else 20, rtl_line_height=30 if reading else 24)
        ltr, rtl = card_fonts(self._theme)
        font = ltr if reading else QFont(self._theme.font("ui.base"))
        inks = partial(ink_of, self._theme, self._schema)
        view.show_pieces(
            pieces, theme=self._theme, inks=inks, font=font, rtl_font=rtl if reading else None, token=token
        )
        self._words.append(view.text())
        return view

    def _role_label(self, role: Role, kind: EventType) -> str:
        return next(iter(role.fills)) if len(role.fills) == 1 and "*" not in role.fills else kind.type


class _Example(QWidget):
    """An example with a bar where its lines begin."""

    def __init__(self, view: MarkedTextView, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view = view
        layout = QVBoxLayout(self)
        layout.setContentsMargins(15, 2, 0, 2)
        layout.addWidget(view)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        painter = QPainter(self)
        painter.fillRect(QRectF(0, 0, 3, self.height()), self._theme.colour("border"))
        painter.end()


class _Source(PaintedButton):
    """Where an example is from, in one line that gives way; a click leads there."""

    def __init__(self, text: str, theme: Theme) -> None:
        super().__init__(theme)
        self.setText(text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Qt."""
        return QSize(120, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        painter = QPainter(self)
        area = QRectF(self.rect())
        tone = self._theme.colour("text" if self._hovered else "text_3")
        words = area.adjusted(15, 0, -4, 0)
        paint_line(painter, words, self.text(), font=self._theme.font("ui.meta"), colour=tone, align_right=False)
        if self.hasFocus():
            paint_focus_ring(painter, area, self._theme, radius=5)
        painter.end()


class _Box(QWidget):
    """The role in focus, on a field of the selection's colour."""

    def __init__(self, views: Sequence[MarkedTextView], theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(0)
        for view in views:
            layout.addWidget(view)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("selected"))
        painter.drawRoundedRect(self.rect(), 6, 6)
        painter.end()


def _sentence(gloss: str) -> str:
    """A gloss as a sentence: a capital letter and a full stop."""
    text = gloss.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".?!…" else ".")
