"""The canvas widget: shows one article with its marks, and lets the reader move and select in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from spanloop.core.article import Article
from spanloop.core.marks import Author, Fragment, Fragments, Marks
from spanloop.gui.canvas.accessible import CanvasAccessible, Teller, install
from spanloop.gui.canvas.cursor import Cursor
from spanloop.gui.canvas.damage import Damage
from spanloop.gui.canvas.describe import describe, quote, tooltip
from spanloop.gui.canvas.document import Column, Document
from spanloop.gui.canvas.focus import EventFocus
from spanloop.gui.canvas.folding import Folds
from spanloop.gui.canvas.found import Found
from spanloop.gui.canvas.hits import Hit, hit
from spanloop.gui.canvas.keys import move_for
from spanloop.gui.canvas.moves import Moves
from spanloop.gui.canvas.nesting import mark_around, mark_inside
from spanloop.gui.canvas.paint import paint
from spanloop.gui.canvas.place import Place
from spanloop.gui.canvas.pointer import Pointer
from spanloop.gui.canvas.reading import DESIGNED, Reading
from spanloop.gui.canvas.scene import Scene
from spanloop.gui.canvas.scrolling import Pin, Scroller
from spanloop.gui.canvas.standing import mark_beyond, mark_under, text_box
from spanloop.gui.canvas.steady import Reserve
from spanloop.gui.canvas.style import Style
from spanloop.gui.canvas.surface import Surface
from spanloop.gui.canvas.view import CanvasView, PaintedMark
from spanloop.gui.canvas.words import Words
from spanloop.gui.theme import Theme

_EMPTY = CanvasView(Article("", ""), Marks(Author("", "")))

Result = TypeVar("Result")


class Canvas(Surface):
    """Shows an article; knows marks, not what is done with them.

    All offsets are code points of the article. Keys that do not move the cursor are ignored, so that the page that
    holds the canvas gets them.
    """

    #: The cursor or the selection moved.
    cursor_changed = Signal()
    #: A mark was clicked, or the cursor was put on it with the mouse: its uid.
    mark_clicked = Signal(str)
    #: A mark was double-clicked: its uid.
    mark_double_clicked = Signal(str)
    #: A line was dragged from a trigger to another mark: uid of the event, uid of the mark.
    connected = Signal(str, str)
    #: A line was dragged from a mark to another with Ctrl and Shift held: uids of both.
    linked = Signal(str, str)
    #: A selection was made with the mouse and the button let go.
    selection_made = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        install()
        #: What screen readers see of this canvas, once one asked.
        self.accessible: CanvasAccessible | None = None
        self._teller = Teller(self)
        self._theme = theme
        self._reading = DESIGNED
        self._framed = 0
        self._steady = False
        self._folds = Folds()
        self._hover: str | None = None
        #: What a search found; painted behind the text.
        self.found = Found()
        self._document = Document(_EMPTY, Style(theme, _EMPTY.schema), 840)
        self._begin(_EMPTY)
        self._scroller = Scroller(self, self._document)
        self._damage = Damage(self.viewport(), self._scroller)
        #: What the keyboard's ring was last seen around, and the mark under it.
        self._ringed: Fragments = ()
        self._picked = False
        self._resting: PaintedMark | None = None
        self.pointer = Pointer(self)
        self.setAccessibleName("Article")
        self.colour_page(self._theme.colour("page"))

    # what is shown

    def show_article(self, view: CanvasView, *, offset: int | None = None, place: Place | None = None) -> None:
        """Show another article: from its start, from `offset` with the cursor there, or as it was left at a place."""
        self._hover = None
        self.found = Found()
        self._folds.forget()
        self._begin(view)
        start = place.cursor if place else offset
        if start is not None and self._folds.open_at(self._document.paragraphs, start):
            self._begin(view)
        self._cursor.go(self._words.first() if start is None else self._words.at(start))
        self._scroller.start(self._document)
        if place is not None:
            resting = self._document.book.get(place.mark)
            if resting is not None:
                self._cursor.rest_on(resting)
            self._scroller.restore((place.line, place.below))
        elif offset is not None:
            self._reveal(centre=True)
        self._moved()

    def place(self) -> Place | None:
        """Where the reader is, to show the article again like that; None where there is no text."""
        pin = self._scroller.pin([self._cursor.head[0]])
        if pin is None:
            return None
        resting = self._cursor.mark
        return Place(self._cursor.head[0], resting.uid if resting else "", *pin)

    def _begin(self, view: CanvasView) -> None:
        self._framed = self.width()
        style = Style(self._theme, view.schema, reading=self._reading)
        self._document = Document(view, style, self.width(), folds=self._folds)
        self._words = Words(view.article, self._document.paragraphs)
        self._cursor = Cursor(view.article.text, self._words)
        self._moves = Moves(self._document, self._cursor)
        self._focus = EventFocus(self._document)
        self._keep_steady()

    def update_view(self, view: CanvasView, *, changed: Collection[str] | None = None) -> None:
        """Show newer marks and zones of the same article; what is seen, the cursor and the focus stay where they are.

        changed: the uids of all mentions and events that differ from what is shown, where the caller knows them; it
        saves comparing every mark of a long article.
        """
        if view.article.uid != self._document.view.article.uid or view.article.text != self._cursor.text:
            self.show_article(view)
            return
        if view.schema is not self._document.view.schema:
            self._document.set_frame(Style(self._theme, view.schema, reading=self._reading), self.width())
        self._renew(view, anew=view.article.zones != self.view.article.zones, changed=changed)

    def _renew(self, view: CanvasView, *, anew: bool, changed: Collection[str] | None = None) -> None:
        """Show a view of the same text while all that is seen stays. anew: paragraphs may stand otherwise."""
        pin = self._pin()
        resting = self._cursor.mark
        if not anew:
            if view.article.words != self._document.view.article.words:
                self._words = self._cursor.recut(Words(view.article, self._document.paragraphs))
            self._show_changes(self._document.set_view(view, changed=changed))
            self._keep_steady()
        else:
            before, focused = self._cursor, self._focus.uid
            self._begin(view)
            self._cursor.follow(before)
            self._focus.uid = focused
            self._scroller.document = self._document
            self._damage.all()
        if resting is not None:
            self._cursor.rest_again(self._document.book.get(resting.uid), start=resting.start)
        self._focus.reroute()
        self._scroller.restore(pin)
        self._moved()

    def _show_changes(self, touched: Collection[int]) -> None:
        """Paint what differs: with arcs on the screen everything, for those may go another way."""
        if self._focus.mark is not None or self._focus.candidates or self._steady:
            self._damage.all()
        else:
            self._damage.paragraphs(touched)

    @property
    def view(self) -> CanvasView:
        """What is shown."""
        return self._document.view

    @property
    def theme(self) -> Theme:
        """Colours and fonts in use."""
        return self._theme

    @property
    def column(self) -> Column:
        """Where the text column stands."""
        return self._document.column

    def set_theme(self, theme: Theme) -> None:
        """Change colours and fonts."""
        self._theme = theme
        self.colour_page(self._theme.colour("page"))
        self._reframe()
        self._damage.all()

    @property
    def reading(self) -> Reading:
        """Size, width and spacing of the text."""
        return self._reading

    def set_reading(self, reading: Reading) -> None:
        """Set the text in another size, width or spacing; what is seen stays in view."""
        if reading != self._reading:
            self._reading = reading
            self._reframe()

    def set_steady_lines(self, steady: bool) -> None:
        """Keep the room for arcs open above every line, so that none moves when an event comes into focus."""
        if steady != self._steady:
            self._steady = steady
            pin = self._pin()
            self._keep_steady()
            self._scroller.restore(pin)

    @property
    def steady_lines(self) -> bool:
        """Whether the room for arcs is kept open."""
        return self._steady

    def set_folding(self, on: bool) -> None:
        """Fold long stretches that are no text of the article, or show every line."""
        if on != self._folds.on:
            self._folds.on = on
            self._renew(self.view, anew=True)

    def open_fold(self, offset: int) -> None:
        """Show every line of the stretch in which an offset is folded away; nothing happens where none is."""
        if self._folds.open_at(self._document.paragraphs, offset):
            self._renew(self.view, anew=True)

    def _keep_steady(self) -> None:
        """Look anew what every event needs, after marks or lines changed."""
        self._document.reserve(Reserve(self._document).lanes if self._steady else None)

    def _reframe(self, *, height: float = 0) -> None:
        """Break lines anew. height: of the view, where it was more just now."""
        self._framed = self.width()
        pin = self._pin(height=height)
        self._document.set_frame(Style(self._theme, self.view.schema, reading=self._reading), self.width())
        self._keep_steady()
        self._focus.reroute()
        self._scroller.restore(pin)

    # cursor and selection

    def selection(self) -> Fragments:
        """What the next act is about: the selection, else the mark that the cursor rests on, else its word; or ()."""
        return self._cursor.fragments()

    def has_selection(self) -> bool:
        """Whether something was selected, rather than merely stood on."""
        return self._cursor.selecting

    def clear_selection(self) -> None:
        """Go back to standing on one word: the one where the selection ended."""
        self._cursor.go(self._words.at(self._cursor.head[0]))
        self._moved()

    @property
    def kept_from(self) -> str:
        """uid of the mark to which fragments are being added, "" while there is none."""
        return self._cursor.kept_from

    def steer(self, work: Callable[[Cursor], Result]) -> Result:
        """Let something move the cursor, bring it into view, and tell."""
        done = work(self._cursor)
        self._reveal()
        self._moved()
        return done

    def set_hits(self, ranges: Sequence[Fragment], current: int | None = None) -> None:
        """Show places that a search found (code points; in order, none overlapping); () ends it, as does another
        article. current: the index of the one that is meant."""
        self.found = Found(ranges, current)
        self._damage.all()

    def mark_at_cursor(self) -> str | None:
        """The uid of the mark that the cursor rests on, else of the innermost one around the selection or word."""
        found = mark_under(self._document, self._cursor)
        return found.uid if found else None

    def go_to(self, uid: str) -> None:
        """Put the cursor on a mark and bring it into view; nothing happens when there is no such mark."""
        mark = self._document.book.get(uid)
        if mark is not None:
            self._cursor.rest_on(mark)
            self._moved()
            self._reveal()  # last, for its arcs may have opened room above it

    def go_to_offset(self, offset: int) -> None:
        """Put the cursor on the word at an offset and bring it into view."""
        self.open_fold(offset)
        self._cursor.go(self._words.at(offset))
        self._reveal()
        self._moved()

    def step_mark(self, direction: int, *, only_suggestions: bool = False) -> str | None:
        """Go to the next (1) or previous (-1) mark in reading order, round the ends; its uid, or None."""
        mark = mark_beyond(self._document, self._cursor, direction, only_suggestions=only_suggestions)
        if mark is None:
            return None
        self.go_to(mark.uid)
        return mark.uid

    def go_around(self) -> str | None:
        """Rest on the next larger mark around; its uid, or None where there is none."""
        return self._rest(mark_around(self._document, self._cursor))

    def go_inside(self) -> str | None:
        """Rest on the largest mark inside the one that the cursor rests on; its uid, or None."""
        return self._rest(mark_inside(self._document, self._cursor))

    def _rest(self, mark: PaintedMark | None) -> str | None:
        if mark is not None:
            self.go_to(mark.uid)
        return mark.uid if mark else None

    def select_from(self, offset: int, *, by_characters: bool = False, add: bool = False) -> None:
        """Begin a selection at an offset. add: beside what is selected, as another fragment of one mark."""
        if self._cursor.begin(offset, by_characters=by_characters, add=add):
            self._moved()

    def select_to(self, offset: int, *, by_characters: bool = False) -> None:
        """Extend the selection to an offset: to the whole word there, or to the character."""
        self._cursor.reach(offset, by_characters=by_characters)
        self._moved()

    def cursor_words(self) -> str:
        """What the mark at the cursor is, in words; "" without one."""
        mark = mark_under(self._document, self._cursor)
        return describe(self.view, mark) if mark else ""

    def spoken(self) -> str:
        """What a screen reader says where the cursor is: what is selected, else the mark there; "" for bare text."""
        if not self.has_selection():
            return self.cursor_words()
        return f"selected {quote(self.view, self.selection())}"

    def _moved(self) -> None:
        """The cursor stands elsewhere, or on something else: paint where it was and is, and tell."""
        ring, resting = self._cursor.fragments(), mark_under(self._document, self._cursor)
        picked = self._cursor.selecting
        if (ring, resting, picked) != (self._ringed, self._resting, self._picked):
            for mark in (self._resting, resting):
                self._damage.lines_of(mark.fragments if mark else ())
            self._damage.lines_of(self._ringed)
            self._damage.lines_of(ring)
            self._ringed, self._resting, self._picked = ring, resting, picked
        self._teller.tell()
        self.cursor_changed.emit()

    # events and candidates

    def focus_event(self, uid: str | None, *, links: bool = False) -> None:
        """Show the arcs of this event and quiet the rest; None brings all back. The trigger's line stays in place.

        links: uid may be a mention too, for the arcs of its links.
        """
        if uid == self._focus.uid:
            return
        mark = self._document.book.get(uid) if uid else None
        pin = self._pin(mark)
        self._focus.set_event(uid, links=links)
        self._scroller.restore(pin)
        self._damage.all()

    @property
    def focused_event(self) -> str | None:
        """The event whose arcs are shown."""
        return self._focus.uid

    def set_candidates(self, candidates: Sequence[tuple[str, int]], current: str | None, *, role: str = "") -> None:
        """Number the marks that may fill a role; `current` is the one that would be taken, with a draft arc to it.

        candidates: (uid, number) pairs; [] ends it. role: the name on the draft arc.
        """
        pin = self._pin()
        self._focus.set_candidates(candidates, current, role)
        self._scroller.restore(pin)
        self._damage.all()
        mark = self._document.book.get(current) if current else None
        if mark is not None:
            self._scroller.reveal(mark.start)

    # scrolling

    def _pin(self, trigger: PaintedMark | None = None, *, height: float = 0) -> Pin | None:
        """What should stay put: this trigger or the focused one, else the cursor, else the top."""
        mark = trigger or self._focus.mark
        return self._scroller.pin([*([mark.start] if mark else []), self._cursor.head[0]], height=height)

    def _reveal(self, *, centre: bool = False) -> None:
        """Bring the cursor into view."""
        self._scroller.reveal(self._cursor.head[0], centre=centre)

    def show_offset(self, offset: int) -> None:
        """Bring an offset into view and leave the cursor where it is."""
        self.open_fold(offset)
        self._scroller.reveal(offset)

    # geometry

    def rect_of(self, offset: int) -> QRectF:
        """The text box of the character at an offset, in the viewport; empty where there is no text."""
        return text_box(self._document, offset, top=self._scroller.top)

    def words_at(self, position: QPoint) -> str:
        """What the marks under a point of the viewport are, a line each, the one that was hit first; "" without one."""
        found = self.hit_at(QPointF(position))
        beside = not 0 <= position.x() - self.column.left <= self.column.width
        return tooltip(self._document, found, beside=beside) if found else ""

    # painting

    def scene(self, clip: QRectF | None = None) -> Scene:
        """All that one painting needs. clip: what of the viewport is to be painted, None for all."""
        connecting = self.pointer.connecting_from
        taken = self._hover if connecting is not None and self._hover != connecting.uid else self._focus.taken
        scene = Scene(
            document=self._document,
            top=self._scroller.top,
            width=self.viewport().width(),
            height=self.viewport().height(),
            ratio=self.viewport().devicePixelRatioF(),
            active=self.hasFocus(),
            cursor=self._cursor.fragments(),
            selected=self._cursor.selecting,
            found=self.found,
            focus=self._focus.mark,
            in_focus=self._focus.members(),
            candidates=self._focus.candidates,
            taken=taken,
            hover=self._hover,
            resting=self._resting.uid if self._resting else None,
            clip=clip,
            drag=self.pointer.line,
            drag_from=connecting,
        )
        scene.arcs = self._focus.drawn()
        return scene

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint what is seen."""
        self._scroller.settle()
        painter = QPainter(self.viewport())
        paint(painter, self.scene(QRectF(event.rect())))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width breaks lines anew; what was seen stays in view, so that a form below hides no event."""
        height = event.oldSize().height()
        marks = (self._focus.mark, self._document.book.get(self._focus.taken or ""))
        offsets = [self._cursor.head[0], *(mark.start for mark in marks if mark is not None)]
        seen = self._scroller.seen(offsets, height=height) if self._scroller.height < height else []
        # The column is fitted to the whole width, so that a scroll bar that comes or goes moves no text.
        if self.width() != self._framed:
            self._reframe(height=height)
        else:
            self._scroller.settle()
        self._scroller.stay_with(seen)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Qt: the scroll bar moved."""
        self._scroller.settle()
        self.viewport().update()

    # input

    def hit_at(self, position: QPointF) -> Hit | None:
        """What lies under a point of the viewport."""
        return hit(self._document, position.x(), position.y() + self._scroller.top)

    def set_hover(self, mark: PaintedMark | None) -> None:
        """Show the full tag of the mark under the pointer."""
        uid = mark.uid if mark else None
        if uid != self._hover:
            before, self._hover = self._hover, uid
            shape = Qt.CursorShape.PointingHandCursor if mark and mark.trigger else Qt.CursorShape.IBeamCursor
            self.viewport().setCursor(shape)
            for pointed in (before, uid):
                found = self._document.book.get(pointed) if pointed else None
                self._damage.lines_of(found.fragments if found else ())

    def stand_on(self, mark: PaintedMark | None, offset: int) -> None:
        """Put the cursor on a mark that is seen, or on bare text at an offset, and scroll nowhere."""
        self._cursor.rest_again(mark, start=offset)
        self._moved()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: keys that move the cursor; all others go to the page."""
        index = self._document.book.paragraph_at(self._cursor.head[0])
        rtl = index >= 0 and self._document.paragraphs[index].rtl
        move = move_for(event, self._moves, rtl=rtl)
        if move is None:
            event.ignore()
            return
        self._moves.page_height = self.viewport().height()
        move()
        self._reveal()
        self._moved()
        event.accept()
