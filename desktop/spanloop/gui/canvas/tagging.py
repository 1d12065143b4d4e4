"""Turning the segments of a line into its tags."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from spanloop.gui.canvas.lines import Line, Segment, Tag
from spanloop.gui.canvas.paragraphs import Paragraph
from spanloop.gui.canvas.style import Style
from spanloop.gui.canvas.tags import TagWish, place_tags


def tag_line(
    paragraph: Paragraph, line: Line, style: Style, *, pinned: frozenset[str], troubled: AbstractSet[str]
) -> None:
    """Place the tags of a line, unless they stand as they should already.

    pinned: uids whose tags are always shown in full. troubled: uids that need room for a problem's triangle.
    """
    state = pinned & {segment.mark.uid for segment in line.segments}
    if line.tag_state == state:
        return
    line.tag_state = state
    segments = [segment for segment in line.segments if segment.first]
    if paragraph.rtl:
        segments.sort(key=lambda segment: (-segment.x1, -segment.mark.length))
    else:
        segments.sort(key=lambda segment: (segment.x0, -segment.mark.length))
    wishes = [_wish(segment, style, paragraph.rtl, state, troubled) for segment in segments]
    line.tags = []
    # They may reach a little into the margin.
    most = (0 if paragraph.rtl else line.text_line.width()) + style.scaled(20)
    for segment, wish, place in zip(segments, wishes, place_tags(wishes, gap=style.tag_gap, most=most), strict=True):
        full, short = _words(segment, style)
        words = {"full": full, "key": short, "none": ""}[place.form]
        width = int(wish.full if place.form == "full" else wish.key if place.form == "key" else 0)
        sign = place.sign and segment.mark.uid in troubled
        line.tags.append(Tag(segment, -place.at - width if paragraph.rtl else place.at, width, words, sign))


def triangle_room(style: Style) -> int:
    """The room that a problem's triangle takes behind a tag."""
    return style.scaled(15)


def _words(segment: Segment, style: Style) -> tuple[str, str]:
    mark = segment.mark
    sign = "?" if mark.suggested else ""
    key = style.key(mark)
    return mark.label + sign, key + sign if key else ""


def _wish(segment: Segment, style: Style, rtl: bool, pinned: frozenset[str], troubled: AbstractSet[str]) -> TagWish:
    mark = segment.mark
    full, short = _words(segment, style)
    # A trigger's tag starts where its pill does.
    reach = style.scaled(3) if mark.trigger else 0
    start, end = (-segment.x1, -segment.x0) if rtl else (segment.x0, segment.x1)
    return TagWish(
        start=start - reach,
        end=end + reach,
        full=style.tag_width(full, mark.trigger),
        key=style.tag_width(short, mark.trigger) if short else 0,
        trigger=mark.trigger,
        pinned=mark.uid in pinned,
        after=triangle_room(style) if mark.uid in troubled else 0,
    )
