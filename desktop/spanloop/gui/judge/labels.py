"""Labels as the tables and the list of errors show them: a tag, and for arguments and attributes words beside it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from spanloop.core.schema import Schema
from spanloop.gui.inspector.painting import ink_of, paint_line, paint_tag, tag_size, text_width
from spanloop.gui.theme import LabelInk, Theme

_GAP = 6.0


@dataclass(frozen=True, slots=True)
class LabelLook:
    """tag: what stands in the tag, "" for none. words: what stands beside it."""

    tag: str
    trigger: bool
    words: str = ""


def look_of(part: str, label: str) -> LabelLook:
    """How a label of a part looks: "ATTACK.target" is the tag ATTACK with its role, "realis=planned" words alone."""
    if part == "mentions":
        return LabelLook(label, trigger=False)
    if part == "triggers":
        return LabelLook(label, trigger=True)
    if part == "arguments":
        event, _, role = label.partition(".")
        return LabelLook(event, trigger=True, words=role)
    return LabelLook("", trigger=False, words=label.replace("=", " "))


def ink_of_label(part: str, label: str, *, theme: Theme, schema: Schema) -> LabelInk:
    """The colours of a label; grey for attributes, which have none."""
    look = look_of(part, label)
    return ink_of(theme, schema, look.tag) if look.tag else theme.unknown_ink()


def label_width(part: str, label: str, *, theme: Theme, suggested: bool = False) -> float:
    """How much room a label takes."""
    look = look_of(part, label)
    tag = f"{look.tag}?" if suggested else look.tag
    width = tag_size(tag, theme, trigger=look.trigger).width() if look.tag else 0.0
    if look.words:
        width += (_GAP if look.tag else 0.0) + text_width(theme.font("ui.small"), look.words) + 1
    return width


def paint_label(
    painter: QPainter,
    area: QRectF,
    *,
    part: str,
    label: str,
    theme: Theme,
    schema: Schema,
    suggested: bool = False,
    chip: bool = False,
) -> None:
    """Paint a label from the left of the area, at half its height. chip: the row is selected."""
    look = look_of(part, label)
    left, middle = area.left(), area.center().y()
    if look.tag:
        used = paint_tag(
            painter, left, middle, look.tag, theme, schema, trigger=look.trigger, suggested=suggested, chip=chip
        )
        left += used + _GAP
    if look.words:
        room = QRectF(left, area.top(), max(0.0, area.right() - left), area.height())
        token = "text" if part == "arguments" else "text_2"
        paint_line(painter, room, look.words, font=theme.font("ui.small"), colour=theme.colour(token))
