"""Keys for marks as a whole: from mark to mark, an edge by a word, and fragments for a mark of several."""

from __future__ import annotations

from collections.abc import Callable

from spanloop.core.edges import Edge, grown, moved, shrunk
from spanloop.core.marks import Event, Mention, fragments_of
from spanloop.core.occurrences import words_of
from spanloop.gui.canvas import Canvas
from spanloop.gui.commands import Commands
from spanloop.gui.desk.session import DeskSession
from spanloop.operations.resizing import reshape

#: What an edge is called where it cannot be moved.
_NO_WORD = {"end": "No word follows in this article.", "start": "No word stands before it in this article."}


class SpanActs:
    """What `.` `,` `>` `<`, `)` `(`, `{` `}` and `+` do.

    at_once: does an act and shows what stands around the text once, after it.
    """

    def __init__(
        self,
        canvas: Canvas,
        *,
        commands: Commands,
        at_once: Callable[[Callable[[], None]], None],
    ) -> None:
        self.session: DeskSession | None = None
        self._canvas, self._tell = canvas, commands.say
        bind = commands.bind
        bind("mark.grow", lambda: at_once(lambda: self.move_edge("end", grow=True)))
        bind("mark.shrink", lambda: at_once(lambda: self.move_edge("end", grow=False)))
        bind("mark.grow_start", lambda: at_once(lambda: self.move_edge("start", grow=True)))
        bind("mark.shrink_start", lambda: at_once(lambda: self.move_edge("start", grow=False)))
        bind("mark.next", lambda: self._step(1))
        bind("mark.previous", lambda: self._step(-1))
        bind("mark.around", self.go_around)
        bind("mark.inside", self.go_inside)
        bind("mark.keep", self.keep)

    def mark(self) -> Mention | Event | None:
        """The own mark or the suggestion under the cursor; of several the innermost."""
        uid = self._canvas.mark_at_cursor()
        return None if self.session is None else self.session.own(uid) or self.session.suggested(uid)

    # edges

    def move_edge(self, edge: Edge, *, grow: bool) -> None:
        """Move an edge of the mark under the cursor by a word, and rest on the mark.

        In one fragment of a mark of several, that fragment's edge moves; resting on the whole mark, the outer one.
        """
        session, mark = self.session, self.mark()
        if session is None or session.desk is None or mark is None:
            return
        article = session.desk.article
        had, number = fragments_of(mark), self._fragment(mark)
        if number is not None:
            span = moved(article.text, words_of(article), had, number, edge=edge, grow=grow)
        else:
            span = (grown if grow else shrunk)(article.text, words_of(article), had, edge=edge)
        if span is None:
            self._tell(_NO_WORD[edge] if grow else "One word is left of this mark; remove it instead.")
            return
        changes = session.act(reshape, mark=mark.uid, fragments=span)
        if not changes:
            return
        held = None
        if number is not None and len(span) > 1:
            anchor = had[number][0] if edge == "end" else had[number][1] - 1
            held = next((piece for piece in span if piece[0] <= anchor < piece[1]), None)
        if held is None:
            rest_on(self._canvas, session, mark.uid, among=changes.marks)
        else:
            # On the word at the edge, so that the same key goes on with the same fragment.
            self._canvas.go_to_offset(held[1] - 1 if edge == "end" else held[0])

    def _fragment(self, mark: Mention | Event) -> int | None:
        """Which fragment of a mark of several the cursor stands in; None where it rests on the mark as a whole."""
        fragments, covered = fragments_of(mark), self._canvas.selection()
        if len(fragments) < 2 or len(covered) != 1:
            return None
        ((start, end),) = covered
        return next((place for place, (a, b) in enumerate(fragments) if a < end and start < b), None)

    # from mark to mark

    def _step(self, direction: int) -> None:
        if self._canvas.step_mark(direction) is None:
            self._tell("Nothing is marked here.")

    def go_around(self) -> None:
        """To the mark around the one that the cursor rests on."""
        uid = self._canvas.go_around()
        if uid is None:
            self._tell("No mark lies around this one.")

    def go_inside(self) -> None:
        """To the largest mark inside the one that the cursor rests on."""
        if self._canvas.go_inside() is None:
            self._tell("No mark lies inside this one.")

    # several fragments

    def keep(self) -> None:
        """Keep what the cursor covers as a fragment; the next words become another one of the same mark."""
        if self._canvas.steer(lambda cursor: cursor.keep()):
            self._tell("Kept as a fragment: go to the next words, then mark them; Esc drops it.")


def rest_on(canvas: Canvas, session: DeskSession, uid: str, *, among: frozenset[str]) -> None:
    """Rest on an own mark, or on the one that a suggestion became by an act that changed these marks."""
    if session.own(uid) is not None:
        canvas.go_to(uid)
        return
    became = next((own.uid for each in among if (own := session.own(each)) is not None and own.origin == uid), None)
    if became is not None:
        canvas.go_to(became)
