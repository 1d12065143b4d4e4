"""Where the numbers of candidates stand: at a corner of their boxes where they hide no tag and no other number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF

from spanloop.gui.canvas.scene import Scene
from spanloop.gui.canvas.selection import hulls_of
from spanloop.gui.canvas.tagging import triangle_room

#: How far the ring of a candidate stands off its text: to the sides, above and below.
REACH = (4.0, 3.0)


def hulls(scene: Scene, visible: Sequence[int], uid: str) -> list[QRectF]:
    """The boxes around a candidate in the viewport, one a line; [] where it is not in view."""
    mark = scene.document.book.get(uid)
    return around(scene, visible, mark.fragments) if mark is not None else []


def around(scene: Scene, visible: Sequence[int], fragments: Sequence[tuple[int, int]]) -> list[QRectF]:
    """The text boxes of a range in the view, one a line, a little wider on every side."""
    document, rects = scene.document, list[QRectF]()
    for index in visible:
        top = document.tops()[index] - scene.top
        for line, x0, x1 in hulls_of(document.paragraphs[index], tuple(fragments)):
            rect = QRectF(document.column.left + x0, top + line.box_top, x1 - x0, line.box_bottom - line.box_top)
            rects.append(rect.adjusted(-REACH[0], -REACH[1], *REACH))
    return rects


def badges(scene: Scene, visible: Sequence[int]) -> dict[str, QRectF]:
    """Where in the viewport the number of each candidate that is in view stands, by uid."""
    boxes = {
        uid: found[0] for uid, number in scene.candidates.items() if number and (found := hulls(scene, visible, uid))
    }
    # Short ones have the fewest places to choose from.
    taken = tag_rects(scene, visible) if boxes else []
    placed: dict[str, QRectF] = {}
    for uid in sorted(boxes, key=lambda uid: (boxes[uid].width(), scene.candidates[uid])):
        box, wide = boxes[uid], scene.document.style.scaled(40)
        field = box.adjusted(-wide, -wide, wide, wide)
        near = [rect for rect in taken if rect.intersects(field)]
        tried = _places(scene, box, scene.candidates[uid])
        free = next((rect for rect in tried if not any(rect.intersects(other) for other in near)), None)
        placed[uid] = free or min(tried, key=lambda rect: _hidden(rect, near))
        taken.append(placed[uid])
    return placed


def tag_rects(scene: Scene, visible: Sequence[int]) -> list[QRectF]:
    """The tags of these paragraphs in the viewport, with their triangles."""
    style, document = scene.document.style, scene.document
    found: list[QRectF] = []
    for index in visible:
        paragraph, top = document.paragraphs[index], document.tops()[index] - scene.top
        for line in paragraph.lines:
            for tag in line.tags:
                rect = QRectF(document.column.left + tag.x, top + line.tag_top, tag.width, style.tag_height)
                room = triangle_room(style) if tag.sign else 0
                found.append(rect.adjusted(-room, 0, 0, 0) if paragraph.rtl else rect.adjusted(0, 0, room, 0))
    return found


def _places(scene: Scene, box: QRectF, number: int) -> list[QRectF]:
    """Where a number may stand: at best at the upper corner towards which the text goes on, or just outside of it;
    else at the lower one, somewhere on the lower or upper edge, or behind the box."""
    style, rtl = scene.document.style, scene.document.column.rtl
    height = style.scaled(15)
    width = max(height, style.role_metrics.horizontalAdvance(str(number)) + style.scaled(8))
    reach = style.scaled(7)
    # Measured from where the text goes on back to where the box begins, whatever the direction.
    back = [*range(0, int(max(box.width() - width, 0)) + 1, max(int(width / 2), 1))]
    tried = [(0.0, box.top()), (-reach, box.top()), (0.0, box.bottom()), (-reach, box.bottom())]
    tried += [(float(step), y) for y in (box.bottom(), box.top()) for step in back]
    tried += [(-width, box.bottom()), (-width, box.top())]
    return [
        QRectF(box.left() - reach + step if rtl else box.right() - width - step, y - height / 2, width, height)
        for step, y in tried
    ]


def _hidden(rect: QRectF, others: Iterable[QRectF]) -> float:
    """How much of other things a number would hide."""
    shared = (rect.intersected(other) for other in others)
    return sum(both.width() * both.height() for both in shared if both.isValid())
